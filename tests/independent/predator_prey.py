#!/usr/bin/python3
"""Example 06 with NumPy alone: stochastic predator and prey. predator_prey.py [N=1000000]
1000 hares, 100 foxes; each month, from the stocks at its start: born ~ Poisson(0.2 H max(0, 1 - H/3000)),
caught ~ Bin(H, 1 - exp(-0.1 F / 100)), young ~ Bin(caught, 0.3), dead ~ Bin(F, 0.1)."""
import sys
import numpy as np
from reference import Sums, month_name, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
CHUNK, SEED = 50000, 2
sums = Sums()
for chunk in range(N // CHUNK):
    rng = np.random.Generator(np.random.PCG64([SEED, chunk]))
    H, F = np.full(CHUNK, 1000), np.full(CHUNK, 100)
    year = np.zeros(CHUNK)
    for month in range(60):
        born = rng.poisson(0.2 * H * np.maximum(0, 1 - H / 3000))
        caught = rng.binomial(H, -np.expm1(-0.1 * F / 100))
        young, dead = rng.binomial(caught, 0.3), rng.binomial(F, 0.1)
        H, F, year = H + born - caught, F + young - dead, year + caught
        name = month_name(month)
        if month in (0, 5, 11, 23, 35, 47, 59):
            for output, x in (("hares", H), ("foxes", F), ("caught", caught)):
                sums.add((output, name), x)
        if month % 12 == 11:
            sums.add(("caught", name[:4]), year)
            year = np.zeros(CHUNK)
write("06-predator-prey.csv",
      ["tests/independent/predator_prey.py %d: NumPy %s, PCG64 seed [2, chunk], N = %d runs" % (N, np.__version__, N),
       "stocks at the end of the month, flows of the month or year"], sums.rows())
