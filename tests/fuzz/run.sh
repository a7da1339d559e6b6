#!/bin/sh
# Fuzzes feeds one after the other, from what is kept in corpus/ and cases/ and what earlier rounds came to. What is
# found is left in BUILD/found/. Usage: tests/fuzz/run.sh BUILD SECONDS FEED...
set -u
build=$1 seconds=$2
shift 2
here=$(dirname "$0")
failed=""
for feed in "$@"; do
    mkdir -p "$build/corpus/$feed" "$build/found"
    more=$build/corpus/$feed
    for folder in "$here/corpus/$feed" "$here/cases/$feed"; do
        [ ! -d "$folder" ] || more="$more $folder"
    done
    [ ! -f "$here/$feed.dict" ] || more="$more -dict=$here/$feed.dict"
    log=$build/fuzz_$feed.log
    # shellcheck disable=SC2086 # words
    "$build/fuzz_$feed" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$build/found/$feed-" \
        $more >"$log" 2>&1
    status=$?
    figures=$(awk '/ cov: / { for (i = 1; i < NF; i++) if ($i == "cov:" || $i == "ft:") at[$i] = $(i + 1) }
                   /stat::number_of_executed_units/ { n = $2 }
                   END { printf "%d executions, coverage %d, features %d", n, at["cov:"], at["ft:"] }' "$log")
    if [ "$status" -eq 0 ]; then
        echo "$feed: $figures"
    else
        failed="$failed $feed"
        tail -n 60 "$log"
        echo "$feed: $figures, FAILED"
    fi
done
if [ -n "$failed" ]; then
    echo "found something:$failed; see $build/found/"
    exit 1
fi
echo "$# fuzzed for $seconds s each, nothing found"
