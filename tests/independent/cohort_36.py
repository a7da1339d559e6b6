#!/usr/bin/python3
"""cohort-36 in closed form, at scale 1 and 1000. Given the parameters every cell's flow is a thinned Poisson,
so the sum over cells is Poisson(mu) and mean = E[mu], variance = E[mu] + Var[mu]; mu is a product of
season(month), filling ~ Beta(45, 5), 1 - drop-out ~ Beta(45, 5), pass rates by level ~ Beta(60..20, 10), 0.9
and 0.95^3, and its first two moments follow from those of the betas (E x^2 = a (a+1) / ((a+b) (a+b+1)))."""
import numpy as np
from reference import month_name, write

c = np.arange(260)
lam = 0.2 + 0.025 * (c % 40)
season = 1 + 0.4 * np.cos(2 * np.pi * np.arange(12) / 12)
a = np.array([60, 50, 40, 30, 20.0])
L1 = np.array([lam[c % 5 == level].sum() for level in range(5)])


def beta_moment(a, b, k):
    m = 1.0
    for i in range(k):
        m = m * (a + i) / (a + b + i)
    return m


r1, r2 = beta_moment(45, 5, 1), beta_moment(45, 5, 2)
p1, p2 = beta_moment(a, 10, 1), beta_moment(a, 10, 2)
names, lag, factor = ["enrolled", "finished", "certified", "claimed", "paid"], [0, 1, 2, 3, 6], [1, 1, 1, .9, .9 * .95 ** 3]
for scale in (1, 1000):
    rows = []
    for k, name in enumerate(names):
        for month in (0, 1, 5, 6, 11, 17, 35):
            if month < lag[k]:
                continue
            L = scale * season[(month - lag[k]) % 12] * L1
            if k == 0:
                e1, e2 = L.sum() * r1, L.sum() ** 2 * r2
            elif k == 1:
                e1, e2 = L.sum() * r1 * r1, L.sum() ** 2 * r2 * r2
            else:
                A = factor[k] * L
                e1 = (A * p1).sum() * r1 * r1
                e2 = ((A * p1).sum() ** 2 - ((A * p1) ** 2).sum() + (A ** 2 * p2).sum()) * r2 * r2
            rows.append((name, month_name(month), e1, 0, (e1 + e2 - e1 ** 2) ** .5, 0))
    write("cohort-36-scale-%d.csv" % scale, ["closed form, tests/independent/cohort_36.py; --set scale=%d" % scale], rows)
