#!/usr/bin/env python3
"""What the workloads must give: every program is held against these before it is timed.

A reference is {(series, month): (mean, sd)}. cohort-36 has closed forms. money-36 has none: with inputs at their
means it is computed here in plain numbers. Means over uncertain inputs, of it and of small-5, are in
tests/examples_expected/, where `make test` uses them too; these commands made them by brute force within a minute
(they need NumPy, the benchmark does not):

    /usr/bin/python3 tests/bench/reference.py money-36 > tests/examples_expected/money-36.csv
    /usr/bin/python3 tests/bench/reference.py small-5 > tests/examples_expected/small-5.csv"""
import csv
import math
import os
import sys

from harness import stop

SEASON = (1.4, 1.3464101615137755, 1.2, 1, 0.8, 0.6535898384862245, 0.6, 0.6535898384862245, 0.8, 1, 1.2,
          1.3464101615137755)
CELLS, MONTHS, MEASURES = 260, 36, 9
EXPECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples_expected")
MONEY_OUTPUTS = ("spent", "left", "lost", "real", "unused")


# ---- cohort-36: given the inputs every sum over cells is Poisson, of a mean that is a product of inputs ----

def beta_moments(a, b):
    mean = a / (a + b)
    return mean, mean * (a + 1) / (a + b + 1)


def cohort(scale):
    intake = [sum((0.2 + 0.025 * (c % 40)) * scale for c in range(level, CELLS, 5)) for level in range(5)]
    filling, finishes = beta_moments(45, 5), beta_moments(45, 5)
    passes = [beta_moments(60 - 10 * level, 10) for level in range(5)]
    later = {2: 1, 3: 0.9, 4: 0.9 * 0.95 ** 3}
    reference = {}
    for series, lag in enumerate((0, 1, 2, 3, 6)):
        if series < 2:
            base, square = sum(intake), sum(intake) ** 2
        else:       # levels pass by chances of their own
            means = [people * p[0] * later[series] for people, p in zip(intake, passes)]
            base = sum(means)
            square = base ** 2 + sum((people * later[series]) ** 2 * (p[1] - p[0] ** 2)
                                     for people, p in zip(intake, passes))
        first, second = (filling[i] * (finishes[i] if series else 1) for i in (0, 1))
        for month in range(MONTHS):
            factor = SEASON[(month - lag) % 12] if month >= lag else 0
            mean = factor * base * first
            variance = mean + factor ** 2 * (square * second - (base * first) ** 2)
            reference[series, month] = mean, math.sqrt(variance)
    return reference


# ---- money-36 ----

def money(inflation, take_up, minimum=min, maximum=max):
    """{(series, month): sum} of one draw, or of many where the inputs are arrays of draws."""
    sums = {}
    for c in range(CELLS):
        need, budget = 20 + 7 * c % 40, 150 + 11 * c % 100
        level, backlog = 1.0, [0.0] * (MEASURES + 1)
        for month in range(MONTHS):
            level = level * (1 + inflation)
            left, spent, lost = budget * level, 0.0, 0.0
            for i in range(1, MEASURES + 1):
                price = minimum(level, 1.08) * (0.8 + 0.05 * i)
                wanted = backlog[i] + need * SEASON[month % 12] * take_up[i - 1]
                paid = minimum(wanted * price, maximum(left / (11 - i), 2.0))
                rest = maximum(wanted - paid / price, 0.0)
                backlog[i] = minimum(rest * 0.9, 10.0 + i)
                spending = paid + maximum(0.03 * paid / price, 0.02 * paid)
                left = maximum(left - spending, 0.0)
                spent, lost = spent + spending, lost + rest - backlog[i]
            for series, x in enumerate((spent, left, lost, spent / level, left / (budget * level))):
                sums[series, month] = sums.get((series, month), 0.0) + x
    return sums


def money_fixed():
    take_up = [(2 + i) / 14 for i in range(1, MEASURES + 1)]
    return {key: (x, 0.0) for key, x in money(0.005, take_up).items()}


def drawn_money(rng, draws):
    import numpy as np
    take_up = [rng.beta(2 + i, 12 - i, draws) for i in range(1, MEASURES + 1)]
    sums = money(rng.beta(5, 995, draws), take_up, np.minimum, np.maximum)
    return {(MONEY_OUTPUTS[series], "%d-%02d" % (2026 + month // 12, month % 12 + 1)): x
            for (series, month), x in sorted(sums.items())}


def money_uncertain():
    rows = recorded("money-36")
    return {(series, month): rows[output, "%d-%02d" % (2026 + month // 12, month % 12 + 1)]
            for series, output in enumerate(MONEY_OUTPUTS) for month in range(MONTHS)}


# ---- small-5 ----

def small(well_ways, surgical_death, again, dies_again, costs, utilities):
    """(cost, outcome) of all cycles: a row vector times a matrix, again and again."""
    stays, revised, dies = well_ways
    matrix = ((0, 1 - surgical_death, 0, 0, surgical_death),
              (0, stays, revised, 0, dies),
              (0, 0, 0, 1 - surgical_death, surgical_death),
              (0, 0, again, 1 - again - dies_again, dies_again),
              (0, 0, 0, 0, 1))
    people, cost, outcome = (1000, 0, 0, 0, 0), 0.0, 0.0
    for cycle in range(60):
        discount = 1.03 ** (-cycle / 12)
        cost += discount * sum(n * each for n, each in zip(people, costs))
        outcome += discount * sum(n * each for n, each in zip(people, utilities)) / 12
        people = tuple(sum(people[i] * matrix[i][j] for i in range(5)) for j in range(5))
    return cost, outcome


def small_fixed():
    return small((900 / 940, 25 / 940, 15 / 940), 0.02, 0.04, 0.03, (394, 0, 12.67 * 417.67, 0, 0),
                 (0, 119.58 / 140.68, 87.14 / 261.42, 69.7 / 92.93, 0))


def drawn_small(rng, draws):
    ways = [rng.gamma(count, 1, draws) for count in (900, 25, 15)]
    cost, outcome = small([way / sum(ways) for way in ways], rng.beta(2, 98, draws), rng.beta(4, 96, draws),
                          rng.beta(3, 97, draws), (394, 0, rng.gamma(12.67, 417.67, draws), 0, 0),
                          (0, rng.beta(119.58, 21.1, draws), rng.beta(87.14, 174.28, draws),
                           rng.beta(69.7, 23.23, draws), 0))
    return {("cost", "plan"): cost, ("outcome", "plan"): outcome}


def small_uncertain():
    rows = recorded("small-5")
    return {(0, 0): rows["cost", "plan"], (1, 0): rows["outcome", "plan"]}


# ---- what brute force gave ----

RECORDED = {"money-36": (drawn_money, 20000), "small-5": (drawn_small, 1000000)}


def recorded(name):
    """{(output, period): (mean, sd)}"""
    with open(os.path.join(EXPECTED, name + ".csv")) as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {(row["output"], row["period"]): (float(row["mean"]), float(row["sd"])) for row in rows}


def record(name):
    import numpy as np
    simulate, draws = RECORDED[name]
    print("# %d draws, tests/bench/reference.py %s\noutput,period,mean,mean_se,sd,sd_se" % (draws, name))
    for (output, period), x in simulate(np.random.default_rng(36), draws).items():
        sd = x.std()
        kurtosis = ((x - x.mean()) ** 4).mean() / sd ** 4
        print("%s,%s,%.10g,%.4g,%.10g,%.4g" % (output, period, x.mean(), sd / math.sqrt(draws), sd,
                                             sd * math.sqrt((kurtosis - 1) / 4 / draws)))


# ---- checks ----

def hold_exactly(what, got, reference, rounding=0):
    for key, (mean, _) in reference.items():
        if abs(got[key][0] - mean) > 1e-9 * abs(mean) + rounding:
            stop("%s is wrong: series %d, month %d is %.12g, not %.12g" % (what, *key, got[key][0], mean))


def hold_statistically(what, got, reference, draws, reference_draws=math.inf):
    """Means within 4.5 standard errors; a standard deviation's own error is about sd / sqrt(2 draws), more where
    tails are long."""
    part = math.sqrt(1 / draws + 1 / reference_draws)
    for key, (mean, sd) in reference.items():
        if abs(got[key][0] - mean) > 4.5 * sd * part + 1e-9 * abs(mean):
            stop("%s is wrong: the mean of series %d, month %d is %.6g, not %.6g" % (what, *key, got[key][0], mean))
        if abs(got[key][1] - sd) > 4.5 * sd * part:
            stop("%s is wrong: the deviation of series %d, month %d is %.6g, not %.6g" % (what, *key, got[key][1], sd))


if __name__ == "__main__":
    record(sys.argv[1])
