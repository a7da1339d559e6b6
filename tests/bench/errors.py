"""Error at equal cost: what Sobol points and common random numbers save, from the spread of results over seeds.

One command a seed and sampler runs three scenarios side by side; all figures are read from its database. A ratio of
variances says how many times as many draws the other way would need for the same error."""
import os
import sqlite3
import statistics
import tempfile

from harness import figure, measure, polsim, table

BASE = "scenarios/pengyang/baseline.lua"
OTHERS = ("scenarios/pengyang/w3-high-skill.lua", "scenarios/pengyang/w2-winter.lua:b")
SEEDS, DRAWS = range(1, 25), 1024
F_95 = 2.014    # R: qf(.95, 23, 23), for an interval of 90 %: two variances over 24 seeds each
TITLES = {"payment": "payments, yuan", "T1_total": "T1, person-times", "T6_total": "T6, certificates",
          "certificates_by_kind": "certificates, all kinds", "cost_per_certificate": "yuan a certificate"}
DIFFERENCES = (("payment", "all"), ("payment", "2026"), ("T1_total", "plan"), ("T6_total", "plan"),
               ("certificates_by_kind", "plan"), ("cost_per_certificate", "plan"))

# a target{} reads its output Tn_total over the plan: there stands the standard error of its mean
TARGETS = """SELECT t.name, t.mean, s.se, t.probability, t.se
FROM target AS t JOIN run AS r USING (run)
JOIN series AS s ON s.run = t.run AND s.output = t.name || '_total' AND s.cell = t.cell AND s.period = 'plan'
WHERE r.base_run IS NULL AND t.output = '' AND t.cell = '' AND t.period = r.plan_end ORDER BY t.position"""
NEED = """SELECT s.mean, s.se, s.p80 FROM series AS s JOIN run AS r USING (run)
WHERE r.base_run IS NULL AND s.output = 'payment' AND s.cell = '' AND s.period = 'all'"""
PAIRED = """SELECT r.scenario, b.mean, s.mean, d.mean, d.se
FROM difference AS d JOIN run AS r USING (run)
JOIN series AS s ON s.run = d.run AND s.output = d.output AND s.cell = d.cell AND s.period = d.period
JOIN series AS b ON b.run = d.base_run AND b.output = d.output AND b.cell = d.cell AND b.period = d.period
WHERE d.output = ? AND d.cell = '' AND d.period = ? ORDER BY d.run"""


class Results:
    """What one sampler gave: lists with an element a seed, by figure."""

    def __init__(self, sampler):
        self.seconds, self.levels, self.pairs = [], {}, {}
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                store = os.path.join(folder, "seed.db")
                measure(polsim("run", BASE, *OTHERS, "-n", str(DRAWS), "--sampler", sampler, "--seed", str(seed),
                               "--threads", "1", "--store", store, "--quiet"))
                database = sqlite3.connect(store)
                self.read(database)
                database.close()

    def read(self, database):
        def add(title, value, se):
            self.levels.setdefault(title, []).append((value, se))

        self.seconds.append(database.execute("SELECT max(seconds) FROM run").fetchone()[0])
        for name, mean, mean_se, probability, se in database.execute(TARGETS):
            add(name + ", mean", mean, mean_se)
            add(name + ", probability", probability, se)
        mean, se, p80 = database.execute(NEED).fetchone()
        add("total need, mean, yuan", mean, se)
        add("total need, P80, yuan", p80, None)
        for output, period in DIFFERENCES:
            for scenario, *values in database.execute(PAIRED, (output, period)):
                self.pairs.setdefault((scenario, output, period), []).append(values)


def ratio(numerator, denominator):
    """A ratio of two variances and its interval of 90 %."""
    if not denominator:
        return "–"
    r = numerator / denominator
    digits = ("%#.2g" % x if x < 10 else "{:,.0f}".format(float("%.2g" % x)) for x in (r, r / F_95, r * F_95))
    return "%s (%s–%s)" % tuple(digits)


def stored(errors):
    """The standard error that polsim states, as root mean square over the seeds."""
    return "–" if None in errors else figure(statistics.fmean(se * se for se in errors) ** 0.5)


def print_samplers(by_random, by_sobol):
    rows = []
    for title in by_sobol.levels:
        (x, _), (y, errors) = zip(*by_random.levels[title]), zip(*by_sobol.levels[title])
        if statistics.variance(x) == 0:    # a target that no draw meets, or each
            continue
        rows.append([title, figure(statistics.fmean(y)), figure(statistics.stdev(x)), figure(statistics.stdev(y)),
                     stored(errors), ratio(statistics.variance(x), statistics.variance(y))])
    table(["figure", "its value", "s.d., random", "s.d., Sobol", "s.e. stated, Sobol", "random / Sobol, variance"],
          rows)


def spreads(pairs):
    """Variances of a difference over seeds: of runs with two seeds, of runs with one. The first is the sum of the
    variances of both runs, which is steadier than that of differences between neighbouring seeds."""
    base, scenario, difference, _ = zip(*pairs)
    return statistics.variance(base) + statistics.variance(scenario), statistics.variance(difference)


def print_differences(by_random, by_sobol):
    rows = []
    for key, pairs in by_sobol.pairs.items():
        scenario, output, period = key
        (apart_random, paired_random), (apart_sobol, paired_sobol) = spreads(by_random.pairs[key]), spreads(pairs)
        rows.append([scenario, "%s, %s" % (TITLES[output], period), figure(statistics.fmean(p[2] for p in pairs)),
                     figure(paired_sobol ** 0.5), stored([p[3] for p in pairs]), ratio(apart_random, paired_random),
                     ratio(apart_sobol, paired_sobol), ratio(apart_random, paired_sobol)])
    table(["scenario", "figure", "difference", "s.d., paired, Sobol", "s.e. stated", "apart / paired, random",
           "apart / paired, Sobol", "apart, random / paired, Sobol"], rows)


def errors():
    """Error at equal cost: Sobol points and common random numbers"""
    by_random, by_sobol = Results("random"), Results("sobol")
    seconds = [figure(statistics.median(results.seconds)) for results in (by_random, by_sobol)]
    print("%d seeds, %s draws, one thread; s.d. is over seeds; in brackets 90 %% intervals. Seconds a command of three "
          "scenarios: random %s, Sobol %s.\n" % (len(SEEDS), "{:,}".format(DRAWS), *seconds))
    print_samplers(by_random, by_sobol)
    print_differences(by_random, by_sobol)
