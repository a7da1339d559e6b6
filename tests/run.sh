#!/bin/sh
# Runs the given test programs, as many at once as there are processors; shows those that fail whole and the
# rest by a line, and closes with "N passed, N failed". Usage: tests/run.sh BUILD PROGRAM...
set -u
build=$1
shift
passed=0 failed=0
# shellcheck disable=SC2016 # the inner shell's own words
printf '%s\n' "$@" | xargs -n 1 -P "$(nproc)" sh -c '
    log=$0/tests/$(basename "$1").log
    POLSIM_BUILD=$0 "$1" >"$log" 2>&1
    echo $? >"$log.status"' "$build"
for program in "$@"; do
    log=$build/tests/$(basename "$program").log
    status=$(cat "$log.status")
    ok=$(grep -c '^\[       OK \]' "$log")
    bad=$(sed -n 's/^ *\([0-9]*\) FAILED TEST(S)$/\1/p' "$log")
    bad=${bad:-0}
    if [ "$status" -ne 0 ]; then
        [ "$bad" -gt 0 ] || bad=1
        cat "$log"
    elif [ "$ok" -eq 0 ]; then
        echo "$program ran no test"
        bad=1
    fi
    skipped=$(sed -n 's/^\(skipped: .*\)/, \1/p' "$log" | tr -d '\n')
    printf '%-40s %d passed%s%s\n' "$(basename "$program")" "$ok" "$skipped" \
        "$([ "$status" -eq 0 ] || echo ", FAILED (status $status)")"
    passed=$((passed + ok))
    [ "$status" -eq 0 ] && [ "$ok" -gt 0 ] || failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
