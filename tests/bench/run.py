#!/usr/bin/env python3
"""make bench: times polsim on five workloads, on two of them beside NumPy, R and C, and prints Markdown tables for
docs/benchmarks.md.

Usage: run.py BUILD [--repeats N] [WORKLOAD ...]        (make bench BENCH="cohort money"; --list names them)

Start-up is taken off where a table says so. Ratios are medians of ratios within a round, in which all programs
take turns: the machine may be busy with other work."""
import argparse
import time

import beside_peers
import errors
import whole_runs
from harness import Settings, machine

# A workload is a function that checks, times and prints; its docstring is its title.
WORKLOADS = {
    "cohort": beside_peers.cohort,
    "money": beside_peers.money,
    "scale": whole_runs.scale,
    "small": whole_runs.small,
    "plan": whole_runs.plan,
    "threads": whole_runs.threads,
    "memory": whole_runs.memory,
    "sets": whole_runs.sets,
    "national": whole_runs.national,
    "national-full": whole_runs.national_full,
    "kernels": whole_runs.kernels,
    "error": errors.errors,
}
LONG = ("national-full", "error")   # minutes: only when named


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", choices=[[], *WORKLOADS],
                        help="those to time (default: all but %s)" % ", ".join(LONG))
    parser.add_argument("--repeats", type=int, default=Settings.repeats)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    Settings.build, Settings.repeats = options.build, options.repeats
    if options.list:
        for name, workload in WORKLOADS.items():
            print("%-10s %s" % (name, workload.__doc__))
        return
    print("Machine: %s.\n" % machine())
    for name in options.workloads or [name for name in WORKLOADS if name not in LONG]:
        start = time.monotonic()
        print("## %s\n" % WORKLOADS[name].__doc__)
        WORKLOADS[name]()
        print("(%s took %.0f s)\n" % (name, time.monotonic() - start), flush=True)


main()
