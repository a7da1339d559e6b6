#!/usr/bin/python3
"""China's child-care allowance: childcare.py [N=20000]. Written from the rules, not from the Lua.

A child born in month t is there from month t + 1 on, aged 0, 1, ... 35 months, and dies at the end of a month with
chance d(age). Of the children of a month, each is claimed for with chance c: born before 2025, 300 yuan; born since,
3600 yuan in the months of age 0, 12 and 24. Births are Poisson, B(year) / 12 a month; from 2026 on B = 7.92 million
times (1 + g) to the years since 2025. g is PERT(-.12, -.03, .08), c is PERT(.92, .96, 1).

Closed form of the yearly need: E[need] = E[c] sum over months and ages of E[B(birth)] / 12 * S(age) * yuan(birth, age),
S(age) the chance to live so long, and E[(1 + g)^k] from the raw moments of the beta distribution. Spreads, and what the
budget leaves unpaid at the end of a year, are from N runs with NumPy, which also check the closed form (z-scores).

births-recover: g is uniform on .05 to .10. budget-held: 90 billion come in January 2025, 99.9 in each later one, and
the central nine tenths of the need wait in line when that is spent."""
import sys
import numpy as np
from reference import Sums, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
CHUNK, SEED, FIRST = 2000, 3, 2022
KNOWN = {2022: 9.56e6, 2023: 9.02e6, 2024: 9.54e6, 2025: 7.92e6}
DEATH = np.array([.0025] + [.0015 / 11] * 11 + [.0016 / 48] * 24)
ALIVE = np.concatenate([[1], np.cumprod(1 - DEATH)[:-1]])
BUDGET = {2025: 90e9, 2026: 99.9e9, 2027: 99.9e9, 2028: 99.9e9}


def yuan(born, age):
    """What a child born in month `born` (months since 2022-01) is owed in a month of that age."""
    if born < 36:
        return 300 if born + age + 1 >= 36 else 0
    return 3600 if age % 12 == 0 else 0


def beta_raw(a, b):
    """E[X^k], k = 0..3, of Beta(a, b)"""
    m = [1.0]
    for k in range(3):
        m.append(m[-1] * (a + k) / (a + b + k))
    return m


def pert_shape(low, mode, high):
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def growth_moments(low, span, a, b):
    """E[(1 + low + span X)^k], X Beta(a, b), k = 0..3, by the binomial theorem"""
    x = beta_raw(a, b)
    base = 1 + low
    return [1, base + span * x[1], base ** 2 + 2 * base * span * x[1] + span ** 2 * x[2],
            base ** 3 + 3 * base ** 2 * span * x[1] + 3 * base * span ** 2 * x[2] + span ** 3 * x[3]]


def run(name, low, span, shape):
    claim_shape = pert_shape(.92, .96, 1)
    claim = .92 + .08 * beta_raw(*claim_shape)[1]
    growth = growth_moments(low, span, *shape)
    births = [KNOWN.get(FIRST + t // 12, KNOWN[2025]) / 12 * growth[max(t // 12 - 3, 0)] for t in range(84)]
    need = {year: claim * sum(births[t - age - 1] * ALIVE[age] * yuan(t - age - 1, age)
                              for t in range((year - FIRST) * 12, (year - FIRST) * 12 + 12) for age in range(36)
                              if t > age) for year in range(2025, 2029)}
    there = {year: sum(births[(year - FIRST) * 12 + 11 - age] * ALIVE[age] for age in range(36)) for year in range(2025, 2029)}
    sums, within = Sums(), np.zeros(2)
    for chunk in range(N // CHUNK):
        rng = np.random.Generator(np.random.PCG64([SEED, chunk]))
        g = low + span * rng.beta(*shape, CHUNK)
        c = .92 + .08 * rng.beta(*claim_shape, CHUNK)
        children = np.zeros((36, CHUNK), int)
        year_need, money, two_years = np.zeros(CHUNK), np.zeros(CHUNK), np.zeros(CHUNK)
        for t in range(84):
            year = FIRST + t // 12
            for age in range(36):
                pay = yuan(t - age - 1, age)
                if pay and t > age:
                    year_need += pay * rng.binomial(children[age], c)
            born = rng.poisson(KNOWN.get(year, KNOWN[2025]) / 12 * (1 + g) ** max(year - 2025, 0))
            children[1:] = (children - rng.binomial(children, DEATH[:, None]))[:-1]
            children[0] = born
            if t % 12 == 11:
                if year >= 2025:
                    money += BUDGET[year] - .9 * year_need
                    two_years += .9 * year_need * (year <= 2026)
                    sums.add(("need", str(year)), year_need)
                    sums.add(("children", str(year)), children.sum(axis=0))
                    if year <= 2026:  # later ones are too rare to compare
                        sums.add(("arrears", str(year)), np.maximum(-money, 0))
                    within[0] += (.9 * year_need <= 90e9).sum() * (year == 2025)
                year_need = np.zeros(CHUNK)
        within[1] += (two_years <= 189.9e9).sum()
    rows, exact = [], {"need": need, "children": there}
    for output, period, mean, mean_se, sd, sd_se in sums.rows():
        if output in exact:
            closed = exact[output][int(period)]
            print("%s %s %s: closed %.8g, simulated %.8g, z %.2f" % (name, output, period, closed, mean, (mean - closed) / mean_se))
            mean, mean_se = closed, 0
        if output != "arrears" or name == "budget-held":
            rows.append((output, period, mean, mean_se, sd, sd_se))
    for target, p in zip(("budget_2025", "budgets_to_2026"), within / N):
        rows.append(("P(%s)" % target, "2025-12" if target == "budget_2025" else "2026-12", p, (p * (1 - p) / N) ** .5, 0, 0))
    write("childcare-%s.csv" % name, ["tests/independent/childcare.py %d: means of need and children in closed form, the rest "
                                      "NumPy %s, PCG64 seed [3, chunk], N = %d runs" % (N, np.__version__, N)], rows)


run("model", -.12, .20, pert_shape(-.12, -.03, .08))
run("budget-held", -.12, .20, pert_shape(-.12, -.03, .08))
run("births-recover", .05, .05, (1, 1))
