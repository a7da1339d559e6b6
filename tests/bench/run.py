#!/usr/bin/env python3
"""make bench: polsim beside NumPy on the cohort-36 workload, pair by pair in one run, and start-up times.

Prints Markdown for docs/benchmarks.md: medians over REPEATS runs of each, alternating. A variate's time is
the wall time of the whole process with one thread, start-up taken off, over 65,520 variates a draw.
Usage: run.py BUILD [REPEATS]"""
import os
import platform
import statistics
import subprocess
import sys
import time

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
POLSIM = os.path.join(BUILD, "polsim")
HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = "scenarios/examples/cohort-36.lua"
VARIATES = 65520

def measure(command):
    """(wall seconds, peak MB, standard output) of a command."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit("failed: " + " ".join(command))
    return seconds, usage.ru_maxrss / 1024, out

def polsim_run(draws, scale, threads=1):
    return [POLSIM, "run", MODEL, "--set", "scale=%g" % scale, "--draws", str(draws), "--threads", str(threads),
            "--no-store", "--quiet"]

def machine():
    model = platform.processor() or ""
    with open("/proc/cpuinfo") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    return "%s, %d cores, %s" % (model, os.cpu_count(), time.strftime("%Y-%m-%d"))

def main():
    print("Machine: %s. Medians of %d alternating runs, one thread.\n" % (machine(), REPEATS))
    print("| scale | polsim, ns a variate | NumPy, ns a variate | NumPy / polsim (median of pairs) |")
    print("|---|---|---|---|")
    for scale in (1, 30, 300, 1000, 100000):
        ours, theirs = [], []
        for _ in range(REPEATS):
            start_up = measure(polsim_run(64, scale))[0]
            ours.append((measure(polsim_run(8192, scale))[0] - start_up) / (8192 - 64) / VARIATES * 1e9)
            out = measure(["/usr/bin/python3", os.path.join(HERE, "cohort36_numpy.py"), "1000", str(scale)])[2]
            theirs.append(float(out.split()[1]))
        print("| %g | %.2f | %.1f | %.1f |" % (scale, statistics.median(ours), statistics.median(theirs),
                                             statistics.median([b / a for a, b in zip(ours, theirs)])), flush=True)
    print("\n| draws | threads | wall, s | peak MB |\n|---|---|---|---|")
    for draws, threads in ((8192, 1), (8192, 2), (100000, 2)):
        runs = [measure(polsim_run(draws, 1, threads)) for _ in range(1 if draws > 10000 else REPEATS)]
        print("| %d | %d | %.2f | %.0f |" % (draws, threads, statistics.median(r[0] for r in runs),
                                             max(r[1] for r in runs)), flush=True)
    start = [measure([POLSIM, "check", "scenarios/pengyang/baseline.lua"])[0] for _ in range(REPEATS)]
    print("\n`polsim check scenarios/pengyang/baseline.lua`: %.0f ms" % (statistics.median(start) * 1e3))

main()
