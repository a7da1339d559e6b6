#!/usr/bin/python3
"""Compares stored runs with the references: compare.py DB SCENARIO=REFERENCE.csv ...
Prints z-scores of means and spreads beyond 4, and the largest. The mean's error is taken as sd/sqrt(draws)
though Sobol points do better; that of the spread from the reference's own (sd_se for N runs, which knows heavy
tails), for closed forms from the normal approximation sd/sqrt(2 draws)."""
import csv
import os
import re
import sqlite3
import sys
from reference import FOLDER

db = sqlite3.connect(sys.argv[1])
for pair in sys.argv[2:]:
    scenario, name = pair.split("=")
    run, draws = db.execute("select run, draws from run where scenario = ? and status = 'done' order by run desc", (scenario,)).fetchone()
    text = open(os.path.join(FOLDER, name)).read()
    size = re.search(r"N = (\d+)", text)
    size = int(size.group(1)) if size else 0
    worst, compared = 0, 0
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        output, cell = row["output"], ""
        if output.startswith("P("):
            got = db.execute("select probability from target where run = ? and name = ?", (run, output[2:-1])).fetchone()[0]
            error = (float(row["mean_se"]) ** 2 + max(got * (1 - got), 1e-4) / draws) ** .5
            checks = [("probability", got, float(row["mean"]), error)]
        else:
            in_cell = re.fullmatch(r"(.*)\[(.*)\]", output)
            if in_cell:
                output, cell = in_cell.groups()
            elif output.startswith("T") and output[1:].isdigit():
                output += "_total"
            elif output[0] == "R":
                output, cell = "payment", output
            found = db.execute("""select sum(mean), max(sd), count(*) from series
                                  where run = ? and output = ? and (cell = ? or cell = 'route=' || ?) and period = ?""",
                               (run, output, cell, cell, row["period"])).fetchone()
            if found[2] == 0:
                print(scenario, output, cell, row["period"], "not found")
                continue
            sd, sd_se = float(row["sd"]), float(row["sd_se"])
            sd_error = (sd_se ** 2 * (1 + size / draws) if sd_se else sd ** 2 / (2 * draws)) ** .5
            checks = [("mean", found[0], float(row["mean"]), (float(row["mean_se"]) ** 2 + sd ** 2 / draws + 1e-12) ** .5),
                      ("sd", found[1], sd, sd_error + 1e-9)]
        for what, got, want, error in checks:
            z = (got - want) / error
            worst, compared = max(worst, abs(z)), compared + 1
            if abs(z) > 4:
                print("%s %s %s %s %s: %.6g, reference %.6g, z %.1f" % (scenario, output, cell, row["period"], what, got, want, z))
    print("%s: %d compared, largest |z| %.2f" % (scenario, compared, worst))
