#!/bin/sh
# make bench-guard: a slowdown shown by counting. Small runs under valgrind take the same number of instructions
# on a busy machine and a quiet one, to 0.2 %; 5 % more than recorded fails.
# Another compiler, other flags, libraries or another processor have other counts: then it only says so.
# Usage: guard.sh BUILD RECORD COMPILER FLAGS [anew]; RECORD has lines `name instructions`, anew writes it.
set -eu
build=$1 record=$2 compiler=$3 flags=$4 anew=${5:-}
percent=5

plan=scenarios/pengyang/baseline.lua
alone="--threads 1 --quiet"
runs="
loading|check --order $plan
plan|run $plan --draws 512 --no-store $alone
cohort|run scenarios/examples/cohort-36.lua --draws 512 --set scale=30 --no-store $alone
store|run $plan --draws 64 --store STORE $alone
"

valgrind=$(command -v valgrind) || { echo "bench-guard: no valgrind here: sh scripts/deps.sh guard" >&2; exit 1; }
folder=$(mktemp -d /tmp/polsim-guard.XXXXXX)
trap 'rm -rf "$folder"' EXIT

conditions()
{
    printf '%s %s; ' "$("$compiler" --version | sed 's/^g*cc[^ ]* ([^)]*)/gcc/; q')" "$flags"
    for library in lua5.4 sqlite3 libsodium; do
        printf '%s %s, ' "$library" "$(pkg-config --modversion "$library")"
    done
    # the vectors asked for below are AVX2: where there is none, others are counted
    printf '%s; %s%s\n' "$(getconf GNU_LIBC_VERSION)" "$(uname -m)" \
        "$(grep -qw avx2 /proc/cpuinfo && echo ' with avx2')"
}

# Counts the instructions of polsim with these arguments, into a file NAME.count. Its surroundings are always the same:
# no variables of the environment, names of files of one length. valgrind knows no AVX-512.
count()
{
    name=$1 arguments=$2
    # shellcheck disable=SC2046  # a list of words
    env -i POLSIM_ISA=avx2 "$valgrind" --tool=callgrind --callgrind-out-file=/dev/null "$build/polsim" \
        $(echo "$arguments" | sed "s|STORE|$folder/a.db|") >/dev/null 2>"$folder/$name.said" || {
        cat "$folder/$name.said" >&2
        return 1
    }
    sed -n 's/^==[0-9]*== Collected : //p' "$folder/$name.said" >"$folder/$name.count"
}

here=$(conditions)
recorded=$(sed -n 's/^# made with //p' "$record" 2>/dev/null || true)
{
    echo "# Instructions of the runs of tests/bench/guard.sh; make bench-guard RECORD=1 writes them anew."
    echo "# made with $here"
} >"$folder/counts"
if [ -z "$anew" ] && [ "$here" != "$recorded" ]; then
    echo "bench-guard: recorded with $recorded"
    echo "bench-guard: this is       $here: differences do not count"
fi

while IFS='|' read -r name arguments; do
    [ -z "$name" ] || count "$name" "$arguments" </dev/null &
done <<END
$runs
END
wait

failed=0
while IFS='|' read -r name arguments; do
    [ -n "$name" ] || continue
    now=$(cat "$folder/$name.count" 2>/dev/null) && [ -n "$now" ] || { echo "bench-guard: $name: no count" >&2; exit 1; }
    echo "$name $now" >>"$folder/counts"
    [ -z "$anew" ] || continue
    then=$(awk -v name="$name" '$1 == name { print $2 }' "$record")
    [ -n "$then" ] || { echo "$name: not recorded: make bench-guard RECORD=1"; failed=1; continue; }
    if [ $((now * 100)) -gt $((then * (100 + percent))) ]; then
        verdict="SLOWER by more than $percent %"
        [ "$here" != "$recorded" ] || failed=1
    elif [ $((now * 100)) -lt $((then * (100 - percent))) ]; then
        verdict="faster: the record is out of date (make bench-guard RECORD=1)"
    else
        verdict="as recorded"
    fi
    awk -v name="$name" -v now="$now" -v then="$then" -v verdict="$verdict" 'BEGIN {
        printf "%-8s %8.1f million instructions, %+.2f %%: %s\n", name, now / 1e6, 100 * (now / then - 1), verdict }'
done <<END
$runs
END

if [ -n "$anew" ]; then
    cp "$folder/counts" "$record"
    cat "$record"
fi
exit $failed
