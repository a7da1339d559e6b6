#!/bin/sh
# make valgrind: memcheck over test programs and small runs. An error, or memory that nothing points to any more, fails.
# valgrind knows no AVX-512. Usage: valgrind.sh BUILD PROGRAM...
set -eu
build=$1
shift
plan=scenarios/pengyang/baseline.lua
alone="--threads 1 --quiet --store STORE"
runs="
check --order $plan
run $plan scenarios/pengyang/w1-limited.lua --draws 64 $alone
run scenarios/examples/01-one-training.lua --draws 64 --threads 2 --quiet --store STORE
show 1 --store STORE
compare 1 2 --store STORE
export 1 --xlsx FOLDER/a.xlsx --store STORE
report 1 --no-pictures --lang en --out FOLDER --store STORE
"

command -v valgrind >/dev/null || { echo "no valgrind here: sh scripts/deps.sh guard" >&2; exit 1; }
folder=$(mktemp -d /tmp/polsim-valgrind.XXXXXX)
trap 'rm -rf "$folder"' EXIT
export POLSIM_ISA=avx2 POLSIM_BUILD="$build"
clean=0 failed=0

# Under memcheck; what it says is shown where it says anything.
watch()
{
    # shellcheck disable=SC2048,SC2086 # words
    if valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
        --show-leak-kinds=definite --trace-children=no "$@" </dev/null >"$folder/said" 2>&1; then
        echo "clean: $*"
        clean=$((clean + 1))
    else
        cat "$folder/said"
        echo "FAILED: $*"
        failed=$((failed + 1))
    fi
}

for program in "$@"; do
    watch "$program"
done
while read -r arguments; do
    # shellcheck disable=SC2046 # a list of words
    [ -z "$arguments" ] || watch "$build/polsim" $(echo "$arguments" | sed "s|STORE|$folder/a.db|; s|FOLDER|$folder|")
done <<END
$runs
END
echo "valgrind: $clean clean, $failed failed"
[ "$failed" -eq 0 ]
