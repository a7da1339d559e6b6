#!/usr/bin/python3
"""Examples 01 and 02 in closed form: people arrive by Poisson, complete with chance c one month later, and
pass with chance p the month after.

01: c and p fixed. A binomial part of a Poisson number is Poisson, so each month from the third on
    mean = variance = L c p, and 10 months are Poisson(10 L c p).
02: c and p uncertain but the same all year, independent of each other. Given them the sum of k months
    is Poisson(M c p), M = k L; by the laws of total mean and variance
    mean = M E[c] E[p];  variance = mean + M^2 (E[c^2] E[p^2] - (E[c] E[p])^2).
    PERT(a, m, b) is a + (b - a) Beta(1 + 4 (m - a)/(b - a), 1 + 4 (b - m)/(b - a)).
A simulation with NumPy checks both (prints z-scores)."""
import sys
import numpy as np
from reference import month_name, moments, write


def pert_moments(a, m, b):
    s, t = 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)
    mean = a + (b - a) * s / (s + t)
    variance = (b - a) ** 2 * s * t / ((s + t) ** 2 * (s + t + 1))
    return mean, variance


def pert(rng, a, m, b, n):
    return a + (b - a) * rng.beta(1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), n)


L = 100.0
# 01
rows = [("enrolled", month_name(5), L, 0, L ** .5, 0), ("enrolled", "2026", 12 * L, 0, (12 * L) ** .5, 0),
        ("completed", month_name(0), 0, 0, 0, 0), ("completed", month_name(5), .9 * L, 0, (.9 * L) ** .5, 0),
        ("completed", "2026", 11 * .9 * L, 0, (11 * .9 * L) ** .5, 0),
        ("certified", month_name(1), 0, 0, 0, 0), ("certified", month_name(2), .72 * L, 0, (.72 * L) ** .5, 0),
        ("certified", month_name(11), .72 * L, 0, (.72 * L) ** .5, 0),
        ("certified", "2026", 720, 0, 720 ** .5, 0)]
write("01-one-training.csv", ["closed form, tests/independent/pipeline.py"], rows)

# 02
c, c_var = pert_moments(.85, .93, .98)
p, p_var = pert_moments(.7, .8, .9)
print("pert(.85,.93,.98) mean %.6f variance %.8f; pert(.7,.8,.9) mean %.6f variance %.8f" % (c, c_var, p, p_var))


def total(months):
    M = L * months
    mean = M * c * p
    return mean, mean + M * M * ((c_var + c * c) * (p_var + p * p) - (c * p) ** 2)


rows = []
for period, months in ((month_name(2), 1), (month_name(11), 1), ("2026Q2", 3), ("2026", 10)):
    mean, variance = total(months)
    rows.append(("certified", period, mean, 0, variance ** .5, 0))
write("02-uncertain-inputs.csv", ["closed form, tests/independent/pipeline.py"], rows)

rng, N = np.random.default_rng(20261123), 400000
for name, cs, ps, (mean, variance) in (
        ("01", .9, .8, (720.0, 720.0)),
        ("02", pert(rng, .85, .93, .98, N), pert(rng, .7, .8, .9, N), total(10))):
    year = np.zeros(N)
    for month in range(10):
        year += rng.binomial(rng.binomial(rng.poisson(L, N), cs), ps)
    m, m_se, sd, sd_se = moments(year)
    print("%s year: closed %.4f sd %.4f, simulated %.4f sd %.4f, z %.2f %.2f"
          % (name, mean, variance ** .5, m, sd, (m - mean) / m_se, (sd - variance ** .5) / sd_se))
