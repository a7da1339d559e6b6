#!/usr/bin/env python3
"""The cohort-36 workload in NumPy, as an analyst would write it: the yardstick of make bench.

260 cells x 36 months x 7 variates a draw (scenarios/examples/cohort-36.lua is the same model).
Usage: cohort36_numpy.py DRAWS SCALE   prints seconds of simulation and summary, ns a variate, peak MB."""
import resource
import sys
import time

import numpy as np

CHUNK = 100  # draws worked on at once: the fastest of 20 .. 2000 here

def chunk_sums(rng, draws, scale):
    cells, months = 260, 36
    index = np.arange(cells)
    rate = (0.2 + 0.025 * (index % 40)) * scale
    season = 1 + 0.4 * np.cos(2 * np.pi * np.arange(12) / 12)
    intake = rng.beta(45, 5, draws)[:, None]
    stay = 1 - rng.beta(5, 45, draws)[:, None]
    pass_rate = rng.beta([60, 50, 40, 30, 20], 10, (draws, 5))[:, index % 5]
    sums = np.empty((5, months, draws))
    stage = [np.zeros((draws, cells), np.int64) for _ in range(6)]
    chance = [stay, pass_rate, 0.9, 0.95, 0.95, 0.95]
    for month in range(months):
        started = rng.poisson(rate * season[month % 12] * intake)
        moved = [rng.binomial(people, p) for people, p in zip(stage, chance)]
        stage = [started] + moved[:5]
        for row, people in enumerate((started, moved[0], moved[1], moved[2], moved[5])):
            sums[row, month] = people.sum(1)
    return sums

def main():
    draws, scale = int(sys.argv[1]), float(sys.argv[2])
    start = time.perf_counter()
    streams = np.random.SeedSequence(1).spawn((draws + CHUNK - 1) // CHUNK)
    parts = [chunk_sums(np.random.Generator(np.random.SFC64(seed)), min(CHUNK, draws - i * CHUNK), scale)
             for i, seed in enumerate(streams)]
    sums = np.concatenate(parts, axis=2)
    mean, quantiles = sums.mean(2), np.quantile(sums, [0.05, 0.5, 0.95], axis=2)
    seconds = time.perf_counter() - start
    assert mean.shape == (5, 36) and quantiles.shape == (3, 5, 36)
    print("%.3f %.2f %.0f" % (seconds, seconds / (draws * 65520) * 1e9,
                              resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

main()
