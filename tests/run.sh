#!/bin/sh
# Runs the given test programs one after another; shows those that fail whole and the rest by a line, and
# closes with "N passed, N failed". Usage: tests/run.sh BUILD PROGRAM...
set -u
build=$1
shift
passed=0 failed=0
for program in "$@"; do
    log=$build/tests/$(basename "$program").log
    if POLSIM_BUILD=$build "$program" >"$log" 2>&1; then status=0; else status=$?; fi
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
