#!/usr/bin/env python3
"""cohort-36 in NumPy, as an analyst would write it: whole arrays of draws and cells.

260 cells x 36 months x 7 variates a draw (scenarios/examples/cohort-36.lua is the same model).
Usage: cohort36.py DRAWS SCALE   prints series,month,mean,sd,p05,p50,p95, as all the peers do."""
import sys

import numpy as np

from peer import CHUNK, SEASON, print_summary


def chunk_sums(rng, draws, scale):
    cells, months = 260, 36
    index = np.arange(cells)
    rate = (0.2 + 0.025 * (index % 40)) * scale
    intake = rng.beta(45, 5, draws)[:, None]
    stay = 1 - rng.beta(5, 45, draws)[:, None]
    pass_rate = rng.beta([60, 50, 40, 30, 20], 10, (draws, 5))[:, index % 5]
    sums = np.empty((5, months, draws))
    stage = [np.zeros((draws, cells), np.int64) for _ in range(6)]
    chance = [stay, pass_rate, 0.9, 0.95, 0.95, 0.95]
    for month in range(months):
        started = rng.poisson(rate * SEASON[month % 12] * intake)
        moved = [rng.binomial(people, p) for people, p in zip(stage, chance)]
        stage = [started] + moved[:5]
        for row, people in enumerate((started, moved[0], moved[1], moved[2], moved[5])):
            sums[row, month] = people.sum(1)
    return sums


def main():
    draws, scale = int(sys.argv[1]), float(sys.argv[2])
    sizes = [min(CHUNK, draws - done) for done in range(0, draws, CHUNK)]
    streams = np.random.SeedSequence(1).spawn(len(sizes))
    print_summary(np.concatenate([chunk_sums(np.random.Generator(np.random.SFC64(seed)), size, scale)
                                  for seed, size in zip(streams, sizes)], axis=2))


main()
