"""cohort-36 and money-36: polsim and its peers, checked first and then timed in turns."""
import statistics

import reference
from harness import Settings, alternate, figure, measure, median_of_ratios, stop, stored_series
from peers import ours, peers_of

COHORT = "scenarios/examples/cohort-36.lua"
MONEY = "tests/bench/money-36.lua"
COHORT_OUTPUTS = ("enrolled", "finished", "certified", "claimed", "paid")
COHORT_VARIATES = 65520                 # a draw: 260 cells, 36 months, 7 variates
MONEY_OPERATIONS = 200 * 260 * 36       # a draw
SCALES = (1, 30, 300, 1000, 100000)
CHECKED_DRAWS = 1024
CHECKED_SCALES = (1, 300, 100000)       # every method of every sampler


# ---- checks ----

def polsim_series(model, outputs, *options):
    """{(series, month): (mean, sd)}"""
    stored = stored_series(model, *options)
    return {(series, month): stored[output, "%d-%02d" % (2026 + month // 12, month % 12 + 1)]
            for series, output in enumerate(outputs) for month in range(36)}


def peer_series(program, draws, *options):
    out = measure(program.command(draws) + list(options), program.folder).out
    rows = [line.split(",") for line in out.splitlines()]
    for row in rows:
        if len(row) != 7 or not float(row[4]) <= float(row[5]) <= float(row[6]):
            stop("%s printed no summary: %s" % (program.name, ",".join(row)))
    return {(int(row[0]), int(row[1])): (float(row[2]), float(row[3])) for row in rows}


def check_cohort(scale):
    expected, options = reference.cohort(scale), ("--set", "scale=%g" % scale)
    got = polsim_series(COHORT, COHORT_OUTPUTS, *options, "--sampler", "expected")
    reference.hold_exactly("polsim", got, expected)
    got = polsim_series(COHORT, COHORT_OUTPUTS, *options, "--draws", str(CHECKED_DRAWS))
    reference.hold_statistically("polsim", got, expected, CHECKED_DRAWS)
    for peer in peers_of("cohort36", scale):
        reference.hold_statistically(peer.name, peer_series(peer, CHECKED_DRAWS), expected, CHECKED_DRAWS)


def check_money():
    def hold(name, got):
        reference.hold_statistically(name, got, uncertain, CHECKED_DRAWS, reference.RECORDED["money-36"][1])

    fixed, uncertain = reference.money_fixed(), reference.money_uncertain()
    got = polsim_series(MONEY, reference.MONEY_OUTPUTS, "--sampler", "expected")
    reference.hold_exactly("polsim", got, fixed, rounding=0.0051)     # money is stored in fen
    hold("polsim", polsim_series(MONEY, reference.MONEY_OUTPUTS, "--draws", str(CHECKED_DRAWS)))
    for peer in peers_of("money36"):
        reference.hold_exactly(peer.name, peer_series(peer, 1, "fixed"), fixed)
        hold(peer.name, peer_series(peer, CHECKED_DRAWS))


# ---- tables ----

def print_beside(first, rows_of, a_draw):
    """A row for each (label, programs): nanoseconds of each and how many times ours they are."""
    for count, (label, programs) in enumerate(rows_of):
        timings = alternate(programs)
        ns = {p: statistics.median(t) / a_draw * 1e9 for p, t in timings.items()}
        us, others = programs[0], programs[1:]
        if count == 0:
            heads = [first] + ["%s, ns" % p.name for p in programs] + ["%s / polsim" % p.name for p in others]
            print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
        cells = [label] + [figure(ns[p]) for p in programs]
        cells += [figure(median_of_ratios(timings[p], timings[us])) for p in others]
        print("| " + " | ".join(cells) + " |", flush=True)
    print(flush=True)


def cohort():
    """cohort-36 beside its peers, five sizes of the population"""
    for scale in CHECKED_SCALES:
        check_cohort(scale)
    print("Nanoseconds a variate (65,520 a draw), one thread, processor time, medians of %d "
          "alternating runs.\n" % Settings.repeats)
    print_beside("scale", (("{:,}".format(scale), [ours(COHORT, 2048, "--set", "scale=%g" % scale)] +
                            peers_of("cohort36", scale)) for scale in SCALES), COHORT_VARIATES)


def money():
    """money-36 beside its peers: arithmetic alone"""
    check_money()
    print("Nanoseconds an operation and cell (200 operations, 260 cells, 36 months), one thread, processor time, "
          "medians of %d alternating runs.\n" % Settings.repeats)
    print_beside("workload", [("money-36", [ours(MONEY, 2048)] + peers_of("money36"))], MONEY_OPERATIONS)
