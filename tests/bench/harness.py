"""Timing of whole processes, and Markdown tables: what every workload of the benchmark uses.

    timings = alternate([ours, theirs])              # {program: [seconds a draw, one of each round]}
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


class Run:
    """What a command took and printed."""

    def __init__(self, wall, usage, out, errors):
        self.wall, self.out, self.errors = wall, out, errors
        self.processor, self.megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(command, folder=None, variables=None):
    """The Run of a command; a failing one stops the benchmark."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors_file:
        child = subprocess.Popen(command, cwd=folder, env={**os.environ, **(variables or {})},
                                 stdout=subprocess.PIPE, stderr=errors_file)
        out = child.stdout.read().decode()
        _, status, usage = os.wait4(child.pid, 0)     # for this child's own memory and time
        child.returncode = status
        wall = time.perf_counter() - start
        errors_file.seek(0)
        errors = errors_file.read().decode()
    if status != 0:
        stop("failed: %s\n%s" % (" ".join(command), errors))
    return Run(wall, usage, out, errors)


class Program:
    """Something that simulates draws: command(draws) gives its command line. `few` draws show its start-up."""

    def __init__(self, name, command, draws, few=None, folder=None, variables=None):
        self.name, self.command, self.draws, self.few = name, command, draws, few or draws // 8
        self.folder, self.variables = folder, variables

    def run(self, draws):
        return measure(self.command(draws), self.folder, self.variables)

    def seconds_a_draw(self, clock):
        """Start-up is taken off: the difference of a long and a short run."""
        start_up = getattr(self.run(self.few), clock)
        return (getattr(self.run(self.draws), clock) - start_up) / (self.draws - self.few)


def alternate(programs, clock="processor", repeats=None):
    """{program: [seconds a draw]}: programs take turns, so that a busy neighbour hits all alike. The clock is that
    of the processor, which a neighbour slows but does not stop, or "wall"."""
    timings = {program: [] for program in programs}
    for _ in range(repeats or Settings.repeats):
        for program in programs:
            timings[program].append(program.seconds_a_draw(clock))
    return timings


def median_of_ratios(numerators, denominators):
    return statistics.median(a / b for a, b in zip(numerators, denominators))


def figure(x):
    """Three digits, without an exponent."""
    return "%#.3g" % x if abs(x) < 100 else "{:,.0f}".format(x)


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
        out = measure(polsim("show", "@", "series", "--store", store, "--format", "csv")).out
    return {(row["output"], row["period"]): (float(row["mean"]), float(row["sd"] or 0))
            for row in csv.DictReader(io.StringIO(out)) if not row.get("cell")}
