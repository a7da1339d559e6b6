"""Workloads that have no peers: whole commands, what threads, memory and instruction sets do."""
import os
import re
import statistics
import tempfile

import reference
from beside_peers import COHORT, COHORT_VARIATES, MONEY, MONEY_OPERATIONS, SCALES
from harness import (Settings, alternate, figure, has_cpu_flags, measure, median_of_ratios, polsim, polsim_run, stop,
                     stored_series, table)
from peers import ours

PLAN = "scenarios/pengyang/baseline.lua"
NATIONAL = "tests/bench/national-48.lua"
SMALL = "tests/bench/small-5.lua"
THREADS = os.cpu_count() or 1


def engine_seconds(command):
    """What polsim says it took, without start-up and tables."""
    errors = measure(command).errors
    found = re.search(r"polsim: ([0-9.]+) (ms|s) on", errors)
    if not found:
        stop("polsim did not say how long it took: " + errors)
    return float(found[1]) * (1e-3 if found[2] == "ms" else 1)


def plan():
    """The Pengyang plan: whole commands, as its users run them"""
    with tempfile.TemporaryDirectory() as folder:
        kept = ["--store", os.path.join(folder, "plan.db"), "--quiet"]
        commands = (("8,192 draws, stored", polsim("run", PLAN, "-n", "8192", *kept)),
                    ("1,024 draws, stored", polsim("run", PLAN, "-n", "1024", *kept)),
                    ("1,024 draws, not stored", polsim("run", PLAN, "-n", "1024", "--no-store", "--quiet")),
                    ("`--sampler expected`, not stored",
                     polsim("run", PLAN, "--sampler", "expected", "--no-store", "--quiet")),
                    ("`polsim check`", polsim("check", PLAN)))
        runs = {what: [] for what, _ in commands}
        for _ in range(Settings.repeats):
            for what, command in commands:
                runs[what].append(measure(command))
    print("`%s`, %d threads, medians of %d alternating runs.\n" % (PLAN, THREADS, Settings.repeats))
    table(["command", "wall, s", "peak MB"],
          [[what, figure(statistics.median(run.wall for run in runs[what])),
            "%.0f" % max(run.megabytes for run in runs[what])] for what, _ in commands])


def print_national(sizes, draws, threads):
    def run(regions, draws):
        return measure(polsim_run(NATIONAL, draws, "--set", "regions=%d" % regions, threads=threads))

    rows = []
    for regions in sizes:
        cells, few, many = regions * 65, run(regions, 64), run(regions, draws)
        rows.append([regions, "{:,}".format(cells), figure(many.wall), "%.0f" % many.megabytes,
                     figure((many.processor - few.processor) / (draws - 64) / cells * 1e9)])
    print("%s draws, threads: %d; one run each.\n" % ("{:,}".format(draws), threads))
    table(["regions", "cells", "wall, s", "peak MB", "processor time, us a draw and 1,000 cells"], rows)


def national():
    """300 regions: does the cost follow the cells?"""
    print_national((75, 150, 300), 512, 1)


def national_full():
    """300 regions, 10,000 draws"""
    print_national((300,), 10000, THREADS)


def check_small():
    def sums(*options):
        stored = stored_series(SMALL, *options)
        return {(0, 0): stored["cost", "plan"], (1, 0): stored["outcome", "plan"]}

    exact = {(series, 0): (x, 0) for series, x in enumerate(reference.small_fixed())}
    reference.hold_exactly("polsim", sums("--sampler", "expected"), exact)
    reference.hold_statistically("polsim", sums("-n", "1000"), reference.small_uncertain(), 1000,
                                 reference.RECORDED["small-5"][1])


def small():
    """Five health states, 60 cycles, 1,000 draws"""
    check_small()
    command = polsim("run", SMALL, "-n", "1000", "--no-store")
    runs = [(engine_seconds(command + ["-t", "1"]), measure(command + ["--quiet", "-t", "1"]).wall)
            for _ in range(3 * Settings.repeats)]
    print("One thread, medians of %d runs.\n" % len(runs))
    table(["engine, ms", "whole command, ms"], [[figure(statistics.median(r[i] for r in runs) * 1e3) for i in (0, 1)]])


def threads():
    """One thread and two"""
    rows = []
    for name, model, draws in (("cohort-36", COHORT, 4096), ("money-36", MONEY, 2048), ("the plan", PLAN, 2048)):
        one, two = (ours(model, draws, threads=count, name=str(count)) for count in (1, 2))
        timings = alternate([one, two], clock="wall")
        rows.append([name] + [figure(statistics.median(timings[p]) * 1e6) for p in (one, two)] +
                    [figure(median_of_ratios(timings[one], timings[two]))])
    table(["workload", "1 thread, us a draw", "2 threads, us a draw", "times as fast"], rows)


def memory():
    """Memory as draws grow"""
    rows = []
    for name, model, sizes in (("small-5", SMALL, (100000, 1000000)), ("cohort-36", COHORT, (10000, 100000))):
        runs = [measure(polsim_run(model, draws, threads=THREADS)) for draws in sizes]
        rows += [[name, "{:,}".format(draws), figure(run.wall), "%.0f" % run.megabytes]
                 for draws, run in zip(sizes, runs)]
    table(["workload", "draws", "wall, s", "peak MB"], rows)


SETS = (("portable", ()), ("sse2", ("sse2",)), ("avx2", ("avx2",)),
        ("avx512", ("avx512f", "avx512dq", "avx512vl", "avx512bw")))


def sets():
    """What each instruction set gives"""
    names = [name for name, flags in SETS if has_cpu_flags(*flags)]
    cases = [("cohort-36, scale %d" % scale, COHORT, 512, ["--set", "scale=%d" % scale], COHORT_VARIATES)
             for scale in (1, 300, 100000)] + [("money-36", MONEY, 1024, [], MONEY_OPERATIONS)]
    rows = []
    for what, model, draws, options, a_draw in cases:
        programs = [ours(model, draws, *options, variables={"POLSIM_ISA": name})
                    for name in names]
        timings = alternate(programs, repeats=min(3, Settings.repeats))
        rows.append([what] + [figure(statistics.median(timings[p]) / a_draw * 1e9) for p in programs])
    print("Nanoseconds a variate, of money-36 an operation and cell; one thread, processor time.\n")
    table(["workload"] + names, rows)


def scale():
    """Does the cost follow the population?"""
    few, many = (ours(COHORT, 2048, "--set", "scale=%g" % size) for size in (SCALES[0], SCALES[-1]))
    timings = alternate([few, many])
    print("cohort-36 at 100,000 times the population takes %s times as long as at 1.\n" %
          figure(median_of_ratios(timings[many], timings[few])))


def kernels():
    """Samplers and operations (build/tests/bench_kernels)"""
    print(measure([os.path.join(Settings.build, "tests", "bench_kernels")]).out)
