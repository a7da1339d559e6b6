#!/bin/sh
# Compares the digests of runs with those of tests/digests.txt, from the repository's folder.
#   tests/digests.sh short|long|record NAME PROGRAM...
# NAME stands in the lines printed; PROGRAM may begin with an emulator. short: every row on two of the instruction
# sets that the processor has, on 1, 2, 3 or 8 threads, all by turns; long: every row on each, on 1 to 8 threads. record: writes the digests.
# Status 1 where one differs.
set -eu
way=$1 name=$2
shift 2
export LC_ALL=C
list=tests/digests.txt

# The digests of a row, a scenario each, joined by commas: digest_of MODEL DRAWS SEED SAMPLER THREADS SET PROGRAM...
digest_of() {
    model=$1 draws=$2 seed=$3 sampler=$4 threads=$5 set=$6
    shift 6
    POLSIM_ISA=$set "$@" run "$model" --draws "$draws" --seed "$seed" --sampler "$sampler" --threads "$threads" \
        --no-store 2>&1 >/dev/null | sed -n 's/.*, digest \([0-9a-f]*\)$/\1/p' | paste -s -d , -
}

has_set() { # SET PROGRAM...
    set=$1
    shift
    POLSIM_ISA=$set "$@" run tests/digests/chances.lua --draws 1 --no-store >/dev/null 2>&1
}

if [ "$way" = record ]; then
    while read -r model draws seed sampler digest; do
        case $model in
        '#') echo "$model $draws $seed $sampler $digest" ;;
        *) echo "$model $draws $seed $sampler $(digest_of "$model" "$draws" "$seed" "$sampler" 1 portable "$@")" ;;
        esac
    done <$list >$list.new
    mv $list.new $list
    exit
fi

failed=0 turn=0
for set in portable sse2 avx2 avx512; do
    has_set "$set" "$@" || continue
    runs=0 same=0 turn=$((turn + 1)) row=$turn
    while read -r model draws seed sampler digest; do
        [ "$model" != '#' ] || continue
        row=$((row + 1))
        [ "$way" != short ] || [ $((row % 2)) -eq 0 ] || continue
        threads="1 2 3 4 5 6 7 8"
        [ "$way" = long ] || threads=$(echo 1 2 3 8 | cut -d ' ' -f $((row / 2 % 4 + 1)))
        for count in $threads; do
            runs=$((runs + 1))
            got=$(digest_of "$model" "$draws" "$seed" "$sampler" "$count" "$set" "$@")
            if [ "$got" = "$digest" ]; then
                same=$((same + 1))
            else
                echo "$name, $set, threads $count: $model $draws $seed $sampler gives '$got', not $digest"
            fi
        done
    done <$list
    printf '%-14s %-9s %3d of %3d runs the same\n' "$name" "$set" $same $runs
    [ $runs -gt 0 ] && [ $same -eq $runs ] || failed=1
done
[ $turn -gt 0 ] || echo "$name: no run is done on any instruction set"
[ $turn -gt 0 ] && [ $failed -eq 0 ]
