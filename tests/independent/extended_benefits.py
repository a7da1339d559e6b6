#!/usr/bin/python3
"""US extended benefits in Idaho: extended_benefits.py [N=200000]. Written from 20 CFR 615 and the table, not from the Lua.

Workers who lose a job (binomial, chance layoff of the year times the year's luck, lognormal(-.005, .1)) are in month 1 of
a spell the month after; in each month one finds work with chance f(year), times 1 - discouraged while extended benefits
are on; who does not is one month further, month 10 gathers the rest. All read the start of the month.
rate = people in months 1 to 6 / workers; quarter = mean of three months of it (0 before 2006); the indicator is on where
the quarter is at least the threshold, and at least 1.2 times the mean of the quarters one and two years ago. Status
follows the indicator from the next month on, but lasts three months at least. Months 7 to 9 are paid while it is on; the
state pays half of that and all of months 1 to 6, and gets contributions. Rates and people are those at the start of
December, money at its end. No closed form: the trigger reads the past of what it changes."""
import sys
import numpy as np
from reference import Sums, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
CHUNK, SEED, FIRST = 10000, 3, 2006
#       workers, first payments, insured, contributions and benefits in millions, chance to find work
IDAHO = {2006: (631000, 39749, 10970, 135, 101, .247), 2007: (648000, 45360, 12368, 130, 122, .252),
         2008: (640000, 71476, 19139, 97, 218, .260), 2009: (600000, 92187, 33707, 130, 396, .127),
         2010: (592000, 75050, 26462, 272, 280, .142), 2011: (595000, 63945, 21097, 269, 216, .170)}
RATES = {y: (first / w / 12, f, paid * 1e6 / insured / 12, came * 1e6 / w / 12)
         for y, (w, first, insured, came, paid, f) in IDAHO.items()}
START = [3312, 2494, 1878, 1414, 1065, 802, 604, 455, 342, 1044]


def run(name, threshold=.05, rates=RATES):
    sums, hits = Sums(), np.zeros(2)
    for chunk in range(N // CHUNK):
        rng = np.random.Generator(np.random.PCG64([SEED, chunk]))
        a, b = 1 + 4 * .5, 1 + 4 * .5  # PERT(0, .05, .10)
        discouraged = .1 * rng.beta(a, b, CHUNK)
        work, spell = np.full(CHUNK, 631000), np.repeat(np.array(START)[:, None], CHUNK, axis=1)
        on, kept, trust = np.zeros(CHUNK, bool), np.full(CHUNK, 3), np.full(CHUNK, 200e6)
        rate, quarter = [np.zeros(CHUNK)] * 2, [np.zeros(CHUNK)] * 24
        months, cost, months_all = np.zeros(CHUNK), np.zeros(CHUNK), np.zeros(CHUNK)
        for t in range(72):
            year = FIRST + t // 12
            layoff, find, benefit, contribution = rates[year]
            if t % 12 == 0:
                luck = rng.lognormal(-.005, .1, CHUNK)
            insured = spell[:6].sum(axis=0)
            rate.append(insured / work)
            quarter.append((rate[-1] + rate[-2] + rate[-3]) / 3)
            extended = spell[6:9].sum(axis=0) * on * benefit
            trust += work * contribution - insured * benefit - .5 * extended
            months, months_all, cost = months + on, months_all + on, cost + extended
            indicator = (quarter[-1] >= threshold) & (quarter[-1] >= 1.2 * (quarter[-13] + quarter[-25]) / 2)
            lost, found = rng.binomial(work, layoff * luck), rng.binomial(spell, find * np.where(on, 1 - discouraged, 1))
            left = spell - found
            work = work - lost + found.sum(axis=0)
            spell = np.vstack([lost[None], left[:8], (left[8] + left[9])[None]])
            new = np.where(kept >= 3, indicator, on)
            on, kept = new, np.where(new == on, kept + 1, 1)
            if t % 12 == 11:
                sums.add(("rate", str(year)), rate[-1])
                sums.add(("insured", str(year)), insured)
                sums.add(("trust", str(year)), trust)
                if name in ("model", "four-percent") and year in (2009, 2010):
                    sums.add(("months_on", str(year)), months)
                    sums.add(("cost", str(year)), cost)
                months, cost = np.zeros(CHUNK), np.zeros(CHUNK)
        hits += [(months_all >= 1).sum(), (trust >= 0).sum()]
    rows = list(sums.rows())
    for target, p in zip(("switched_on", "solvent"), hits / N):
        rows.append(("P(%s)" % target, "2011-12", p, (p * (1 - p) / N) ** .5, 0, 0))
    write("extended-benefits-%s.csv" % name, ["tests/independent/extended_benefits.py %d: NumPy %s, PCG64 seed [3, chunk], "
                                              "N = %d runs" % (N, np.__version__, N)], rows)


run("model")
run("no-trigger", threshold=1)
run("four-percent", threshold=.04)
run("no-recession", rates={year: (.00583, .252, 822, 16.72) for year in IDAHO})
