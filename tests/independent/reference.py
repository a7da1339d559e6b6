"""What the programs here share: moments of simulated columns with their standard errors, and the CSV
that tests/examples_expected/*.csv hold. Format: '#' comment lines, a header line, then
output,period,mean,mean_se,sd,sd_se; output is the whole, output[axis=label] a cell of it. Closed forms have
standard errors 0."""
import os
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples_expected")


def month_name(month, first_year=2026):
    """0 -> '2026-01'"""
    return "%d-%02d" % (first_year + month // 12, month % 12 + 1)


def moments(x):
    """mean, its standard error, sd, its standard error (from the fourth moment)"""
    x = np.asarray(x, float)
    n, mean = len(x), x.mean()
    centred = x - mean
    variance = (centred ** 2).sum() / (n - 1)
    sd = np.sqrt(variance)
    sd_se = np.sqrt(max((centred ** 4).mean() - variance ** 2, 0) / n) / (2 * sd) if sd > 0 else 0.0
    return mean, sd / np.sqrt(n), sd, sd_se


class Sums:
    """Moments of columns that come in chunks, about a fixed centre given by the first chunk."""

    def __init__(self):
        self.n, self.centre, self.powers = 0, {}, {}

    def add(self, name, x):
        x = np.asarray(x, float)
        if name not in self.centre:
            self.centre[name], self.powers[name] = x.mean(), np.zeros(5)
        d = x - self.centre[name]
        self.powers[name] += [len(x), d.sum(), (d ** 2).sum(), (d ** 3).sum(), (d ** 4).sum()]

    def rows(self):
        for (output, period), (n, s1, s2, s3, s4) in self.powers.items():
            m = s1 / n
            variance = (s2 / n - m * m) * n / (n - 1)
            fourth = s4 / n - 4 * m * s3 / n + 6 * m * m * s2 / n - 3 * m ** 4
            sd = np.sqrt(variance)
            sd_se = np.sqrt(max(fourth - variance ** 2, 0) / n) / (2 * sd) if sd > 0 else 0.0
            yield output, period, self.centre[(output, period)] + m, sd / np.sqrt(n), sd, sd_se


def write(name, comments, rows):
    path = os.path.join(FOLDER, name)
    with open(path, "w") as f:
        for line in comments:
            f.write("# %s\n" % line)
        f.write("output,period,mean,mean_se,sd,sd_se\n")
        for output, period, mean, mean_se, sd, sd_se in rows:
            f.write("%s,%s,%.10g,%.4g,%.10g,%.4g\n" % (output, period, mean, mean_se, sd, sd_se))
    print(os.path.relpath(path))
