#!/usr/bin/env python3
"""money-36 in NumPy, as an analyst would write it: whole arrays of draws and cells (tests/bench/money-36.lua).

Usage: money36.py DRAWS [1 [fixed]]   prints series,month,mean,sd,p05,p50,p95, as all the peers do."""
import sys

import numpy as np

from peer import CHUNK, SEASON, print_summary


def chunk_sums(rng, draws, fixed):
    cells, months, measures = 260, 36, 9
    index = np.arange(cells)
    need = 20.0 + 7 * index % 40
    budget = 150.0 + 11 * index % 100

    def uncertain(a, b):
        return np.full((draws, 1), a / (a + b)) if fixed else rng.beta(a, b, (draws, 1))

    inflation = uncertain(5, 995)
    take_up = [uncertain(2 + i, 12 - i) for i in range(1, measures + 1)]
    backlog = [np.zeros((draws, cells)) for _ in range(measures)]
    level = np.ones((draws, cells))
    sums = np.empty((5, months, draws))
    for month in range(months):
        level = level * (1 + inflation)
        available = budget * level
        left, spent, lost = available, np.zeros((draws, cells)), np.zeros((draws, cells))
        for i in range(1, measures + 1):
            standard = 0.8 + 0.05 * i
            price = np.minimum(level * standard, standard * 1.08)
            wanted = backlog[i - 1] + need * (SEASON[month % 12] * take_up[i - 1])
            cost = wanted * price
            limit = np.maximum(left / (11 - i), 2)
            paid = np.where(cost > limit, limit, cost)
            served = paid / price
            rest = wanted - served
            backlog[i - 1] = np.clip(rest * 0.9, 0, 10 + i)
            spending = paid + np.maximum(served * 0.03, paid * 0.02)
            left = np.maximum(left - spending, 0)
            spent = spent + spending
            lost = lost + (rest - backlog[i - 1])
        for row, value in enumerate((spent, left, lost, spent / level, left / available)):
            sums[row, month] = value.sum(1)
    return sums


def main():
    draws = int(sys.argv[1])
    sizes = [min(CHUNK, draws - done) for done in range(0, draws, CHUNK)]
    streams = np.random.SeedSequence(1).spawn(len(sizes))
    print_summary(np.concatenate([chunk_sums(np.random.Generator(np.random.SFC64(seed)), size, "fixed" in sys.argv)
                                  for seed, size in zip(streams, sizes)], axis=2))


main()
