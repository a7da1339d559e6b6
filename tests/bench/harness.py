"""Timing of whole processes, and Markdown tables: what every workload of the benchmark uses.

    timings = alternate([ours, theirs], repeats)     # {program: [seconds a draw, one of each round]}
    table(["draws", "seconds"], [[8192, "0.52"]])"""
import csv
import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time


class Settings:
    """What the command line chose; run.py fills it."""
    build = "build"
    repeats = 5


def stop(message):
    sys.exit("bench: " + message)


def measure(command, folder=None, variables=None):
    """(wall seconds, peak MB, standard output, standard error) of a command; a failing one stops the benchmark."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, env={**os.environ, **(variables or {})},
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, errors = child.stdout.read(), child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    seconds = time.perf_counter() - start
    if status != 0:
        stop("failed: %s\n%s" % (" ".join(command), errors))
    return seconds, usage.ru_maxrss / 1024, out.decode(), errors


class Program:
    """Something that simulates draws: command(draws) gives its command line."""

    def __init__(self, name, command, draws, folder=None, variables=None):
        self.name, self.command, self.draws = name, command, draws
        self.folder, self.variables = folder, variables

    def seconds(self, draws):
        return measure(self.command(draws), self.folder, self.variables)[0]

    def seconds_a_draw(self):
        """Start-up is taken off: the difference of a long and a short run."""
        few = self.draws // 8
        start_up = self.seconds(few)
        return (self.seconds(self.draws) - start_up) / (self.draws - few)


def alternate(programs, repeats=None):
    """{program: [seconds a draw]}: programs take turns, so that a busy neighbour hits all alike."""
    timings = {program: [] for program in programs}
    for _ in range(repeats or Settings.repeats):
        for program in programs:
            timings[program].append(program.seconds_a_draw())
    return timings


def median_of_ratios(numerators, denominators):
    return statistics.median(a / b for a, b in zip(numerators, denominators))


def figure(x):
    """Three digits, without an exponent."""
    return "%#.3g" % x if x < 100 else "{:,.0f}".format(x)


def table(heads, rows):
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(str(x) for x in row) + " |", flush=True)
    print(flush=True)


def machine():
    model = platform.processor() or platform.machine()
    with open("/proc/cpuinfo") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    return "%s, %d processors, %s" % (model, os.cpu_count(), time.strftime("%Y-%m-%d"))


def has_cpu_flags(*flags):
    with open("/proc/cpuinfo") as cpuinfo:
        known = next((line.split() for line in cpuinfo if line.startswith("flags")), [])
    return all(flag in known for flag in flags)


def polsim(*arguments):
    return [os.path.abspath(os.path.join(Settings.build, "polsim")), *arguments]


def polsim_run(model, draws, *options, threads=1):
    return polsim("run", model, "--draws", str(draws), "--threads", str(threads), "--no-store", "--quiet", *options)


def stored_series(model, *options):
    """{(output, period): (mean, sd)} of the whole, as polsim stored it."""
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "check.db")
        measure(polsim("run", model, "--store", store, "--quiet", *options))
        out = measure(polsim("show", "@", "series", "--store", store, "--format", "csv"))[2]
    return {(row["output"], row["period"]): (float(row["mean"]), float(row["sd"] or 0))
            for row in csv.DictReader(io.StringIO(out)) if not row.get("cell")}
