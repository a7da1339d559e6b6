"""The programs that are timed beside polsim. A peer is added here alone: its name, how to tell that it can run
here, the command of a workload, and how many draws of each workload take it about a second."""
import os
import shutil
import subprocess

from harness import Program, Settings, has_cpu_flags, polsim_run

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")
PYTHON = "/usr/bin/python3"     # Debian's, which python3-numpy belongs to


def has_numpy():
    return shutil.which(PYTHON) and subprocess.run([PYTHON, "-c", "import numpy"],
                                                   stderr=subprocess.DEVNULL).returncode == 0


def built(name):
    return os.path.abspath(os.path.join(Settings.build, "tests", "peer_" + name))


# name, what it needs, can it run?, command of a workload's file name, draws by workload
PEERS = (
    ("NumPy", "python3-numpy", has_numpy,
     lambda work: [PYTHON, work + ".py"], {"cohort36": 200, "money36": 200}),
    ("R", "r-base-core", lambda: shutil.which("Rscript"),
     lambda work: ["Rscript", "--vanilla", work + ".R"], {"cohort36": 200, "money36": 200}),
    ("C", "a compiler", lambda: os.path.exists(built("cohort36")),
     lambda work: [built(work)], {"cohort36": 400, "money36": 8000}),
    ("C, AVX-512", "a processor with AVX-512",
     lambda: has_cpu_flags("avx512f", "avx512dq") and os.path.exists(built("cohort36_avx512")),
     lambda work: [built(work + "_avx512")], {"cohort36": 2000, "money36": 8000}),
)


left_out = set()    # said once


def peers_of(work, scale=1):
    """[Program] of a workload; what cannot run here is left out, and said."""
    programs = []
    for name, needs, present, command, draws in PEERS:
        if present():
            programs.append(Program(name, lambda n, command=command: command(work) + [str(n), "%g" % scale],
                                    draws[work], folder=FOLDER))
        elif name not in left_out:
            left_out.add(name)
            print("%s is left out: it needs %s.\n" % (name, needs))
    return programs


def ours(model, draws, *options, threads=1, variables=None, name="polsim"):
    return Program(name, lambda n: polsim_run(model, n, *options, threads=threads), draws, few=64, variables=variables)
