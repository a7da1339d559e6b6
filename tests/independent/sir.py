#!/usr/bin/python3
"""Example 05 with NumPy alone: chain-binomial SIR. sir.py [N=2000000]
S0 = 990, I0 = 10; each step infections ~ Bin(S, 1 - exp(-0.6 I / 1000)), recoveries ~ Bin(I, 0.3), both
from the stocks at the start of the month; stocks are reported at the month's end."""
import sys
import numpy as np
from reference import Sums, month_name, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 2000000
CHUNK, SEED = 50000, 1
sums, contained = Sums(), 0
for chunk in range(N // CHUNK):
    rng = np.random.Generator(np.random.PCG64([SEED, chunk]))
    S, I, R = np.full(CHUNK, 990), np.full(CHUNK, 10), np.zeros(CHUNK, int)
    year, total = np.zeros(CHUNK), np.zeros(CHUNK)
    for month in range(36):
        infections = rng.binomial(S, -np.expm1(-0.6 * I / 1000))
        recoveries = rng.binomial(I, 0.3)
        S, I, R = S - infections, I + infections - recoveries, R + recoveries
        year, total = year + infections, total + infections
        name = month_name(month)
        if month in (0, 5, 11, 17, 23, 35):
            for output, x in (("susceptible", S), ("infectious", I), ("recovered", R), ("infections", infections)):
                sums.add((output, name), x)
        if month % 12 == 11:
            sums.add(("infections", name[:4]), year)
            year = np.zeros(CHUNK)
    sums.add(("infections", "plan"), total)
    contained += (total <= 800).sum()
p = contained / N
write("05-sir.csv", ["tests/independent/sir.py %d: NumPy %s, PCG64 seed [1, chunk], N = %d runs" % (N, np.__version__, N),
                     "stocks at the end of the month, flows of the month or period",
                     "target contained: probability %.6f, standard error %.6f" % (p, (p * (1 - p) / N) ** .5)],
      sums.rows())
