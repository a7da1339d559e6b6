#!/usr/bin/python3
"""The Pengyang baseline with NumPy alone, from the description in docs/pengyang.md and the CSV files rather
than from the Lua: targets, money.
pengyang.py [N=20000] [as-planned] -> tests/examples_expected/pengyang-baseline.csv (targets' means, sd and
probabilities; money by route and year). 2,000 draws take about 20 s."""
import csv
import os
import sys
import numpy as np
from reference import FOLDER, Sums, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
AS_PLANNED = len(sys.argv) > 2 and sys.argv[2] == "as-planned"
CHUNK, T = 2000, 60
DATA = os.path.join(FOLDER, "..", "..", "scenarios", "pengyang", "data")
departments = list(csv.DictReader(open(os.path.join(DATA, "departments.csv"), encoding="utf-8")))
catalogue = list(csv.DictReader(open(os.path.join(DATA, "catalogue.csv"), encoding="utf-8")))
D, K = len(departments), len(catalogue)
task = np.array([float(d["annual_task"]) for d in departments])
firm = np.array([d["calendar"] == "firm" for d in departments])
gov = np.array([d["class_text"] == "gov" for d in departments])
level_part = np.array([float(d["level_part"]) for d in departments])
HR = [d["id"] for d in departments].index("hr")
mix = np.array([float(k["mix"]) for k in catalogue])
driver = np.array([k["id"] in ("K26", "K27") for k in catalogue])
pass_group = np.array([["operations", "fire_facility", "others"].index(k["pass_group"]) for k in catalogue])
weights = np.array([.06, .04, .10, .08, .07, .07, .07, .07, .08, .10, .14, .12])
firm_weights = np.array([2, 1] + [2] * 10) / 23
exam = [.10, .45, .35, .10]
pay = [0, .0344, .2029, .2600, .2274, .1562, .0833, .0305, .0052, .0001]


def pert(rng, a, m, b):
    return a + (b - a) * rng.beta(1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), CHUNK)


def split_wait(rng, n, shares, line, month):
    """people n (any shape) leave after j months with shares[j]: adds them to line[month + j]"""
    left, rest = n, 1.0
    for j, s in enumerate(shares):
        last = j == len(shares) - 1
        out = left if last else rng.binomial(left, min(1, max(0, s / rest)) if rest > 1e-12 else 0)
        if month + j < T:
            line[month + j] = line[month + j] + out
        left, rest = left - out, rest - s


sums, hits = Sums(), {}
for chunk in range(N // CHUNK):
    rng = np.random.Generator(np.random.PCG64([3, chunk]))
    P = lambda a, m, b: pert(rng, a, m, b)
    fill = np.ones((CHUNK, D)) if AS_PLANNED else \
        P(.85, 1, 1.15)[:, None] * np.stack([P(.87, 1, 1.13) for _ in range(D)], 1)
    q_part, w_part, shift, junior = P(.46, .56, .66), P(.35, .5, .65), P(-.1, 0, .1), P(.45, .6, .75)
    complete, work_complete = P(.85, .93, .98), P(.85, .95, .99)
    pass_rate = np.stack([P(.80, .90, .97), P(.74, .85, .94), P(.60, .78, .90), P(.45, .65, .85), P(.40, .60, .80)], 1)
    item_rate = np.stack([P(.65, .80, .92), P(.40, .65, .90), P(.65, .82, .95)], 1)
    common, retention, five_share = P(-2, 0, 2), P(.55, .75, .90), P(.55, .70, .85)
    organised, individual = P(.90, .97, 1), P(.40, .75, .95)
    l5, l4 = np.round(P(1000, 1000, 1500)), np.round(P(1500, 2000, 3000))
    rate = np.stack([l5, l4] + [np.full(CHUNK, x) for x in (4000., 5000., 6000.)], 1)
    missing = {g: np.round(P(*r)) for g, r in (("special_operations", (800, 1400, 1800)),
                                               ("construction", (1000, 1400, 2000)), ("special_equipment", (1400, 1600, 1800)))}
    amount = np.stack([np.full(CHUNK, float(k["amount"])) if k["amount"] else missing[k["missing_group"]] for k in catalogue], 1)
    zeros = lambda *shape: [np.zeros((CHUNK,) + shape, int) for _ in range(T)]
    level_over, exam_at, item_over, item_exam = zeros(D, 5), zeros(D, 5), zeros(K), zeros(K)
    other_over, work_over, work_held = zeros(D), zeros(D), zeros()
    pay_level, pay_item, pay_work = {r: zeros(5) for r in ("R1", "R1_employee", "R1_own", "R4_level")}, zeros(K), zeros()
    target = {t: np.zeros(CHUNK) for t in ("T1", "T2", "T3", "T4", "T5", "T6")}
    money = {r: np.zeros(CHUNK) for r in ("R1", "R1_employee", "R1_own", "R4_level", "R2", "R5")}
    for month in range(T):
        if month % 12 == 0:
            asked = opened = high_asked = np.zeros((CHUNK, D))
            opened_high = np.zeros((CHUNK, D))
            year_noise = rng.normal(0, .5, CHUNK)
            done = {r: np.zeros(CHUNK) for r in money}
        # places
        if month < 36:
            asked = asked + task * fill * np.where(firm, firm_weights[month % 12], weights[month % 12])
            whole = np.floor(asked + .5)
            quota = np.ceil(.1 * whole - 1e-9)
            started, high = (whole - opened).astype(int), (quota - opened_high).astype(int)
            opened, opened_high = whole, quota
            is_hr, firm_row = np.arange(D) == HR, firm
            q = np.where(is_hr, q_part[:, None], 0)
            w = np.where(firm_row, w_part[:, None], 0)
            low = np.maximum(0, np.clip(level_part + shift[:, None], 0, 1) * (1 - q - w) - .1)
            rest = started - high
            nq = rng.binomial(rest, q / .9)
            nw = rng.binomial(rest - nq, np.clip(w / (.9 - q), 0, 1))
            nl = rng.binomial(rest - nq - nw, np.clip(low / (.9 - q - w), 0, 1))
            other = rest - nq - nw - nl
            n5 = rng.binomial(nl, junior[:, None])
            n3 = rng.binomial(high, .9207)
            n2 = rng.binomial(high - n3, .0627 / (1 - .9207))
            for column, (n, shares) in enumerate(((n5, [.7, .3]), (nl - n5, [.7, .3]), (n3, [0, .5, .5]),
                                                  (n2, [0, .5, .5]), (high - n3 - n2, [0, .5, .5]))):
                line = [np.zeros((CHUNK, D), int) for _ in range(T)]
                split_wait(rng, n, shares, line, month)
                for j in range(len(shares)):
                    level_over[month + j][:, :, column] += line[month + j]
            items = np.array([rng.multinomial(n, mix) for n in nq[:, HR]])
            item_over[month + 4][:, driver] += items[:, driver]
            short = np.where(driver, 0, items)
            now = rng.binomial(short, .7)
            item_over[month] += now
            item_over[month + 1] += short - now
            split_wait(rng, other, [.7, .3], other_over, month)
            work_over[month + 1] = work_over[month + 1] + nw
        # ends of courses
        c = complete[:, None]
        done_level = rng.binomial(level_over[month], complete[:, None, None])
        done_item, done_other = rng.binomial(item_over[month], c), rng.binomial(other_over[month], c)
        done_work = rng.binomial(work_over[month], work_complete[:, None])
        split_wait(rng, done_level, exam, exam_at, month)
        split_wait(rng, done_item, exam, item_exam, month)
        move = (common + year_noise)[:, None]
        p = np.clip(pass_rate + np.array([.028, .033, .050, .067, .067]) * move, .02, .995)
        cert = rng.binomial(exam_at[month], p[:, None, :])
        pi = np.clip(item_rate + np.array([.045, .083, .050]) * move, .02, .995)[:, pass_group]
        cert_item = rng.binomial(item_exam[month], pi)
        # money
        hr = cert[:, HR]
        five = rng.binomial(hr, five_share[:, None])
        high_only = np.array([0, 0, 1, 1, 1])
        for route, n in (("R1", five), ("R1_employee", (hr - five) * high_only),
                         ("R1_own", cert[:, ~firm].sum(1) - hr), ("R4_level", cert[:, firm].sum(1) * high_only)):
            split_wait(rng, rng.binomial(n, organised[:, None]), pay, pay_level[route], month)
            money[route] = (pay_level[route][month] * rate).sum(1)
        if month < 36:
            split_wait(rng, rng.binomial(cert_item, individual[:, None]), pay, pay_item, month)
        money["R2"] = (pay_item[month] * amount).sum(1)
        if month + 3 < T:
            work_held[month + 3] = rng.binomial(done_work.sum(1), retention)
        split_wait(rng, rng.binomial(work_held[month], .9), pay, pay_work, month)
        money["R5"] = pay_work[month] * 1500.
        for route in money:
            done[route] = done[route] + money[route]
        if month % 12 == 11:
            for route in money:
                sums.add((route, str(2026 + month // 12)), done[route])
        # targets, to the end of the plan
        if month < 36:
            ended = done_level.sum(2) + done_other
            government = ended[:, gov].sum(1) + done_item.sum(1)
            target["T1"] += ended.sum(1) + done_item.sum(1) + done_work.sum(1)
            target["T2"] += government
            target["T3"] += ended[:, ~gov].sum(1) + done_work.sum(1)
            target["T4"] += cert.sum((1, 2))
            target["T5"] += cert_item.sum(1)
            target["T6"] += cert[:, :, 2:].sum((1, 2))
    for (t, x), least in zip(target.items(), (6000, 4000, 2000, 3000, 1000, 500)):
        sums.add((t, "2028-12"), x)
        hits[t] = hits.get(t, 0) + (x >= least).sum()
    print(".", end="", flush=True)
print()
n = N // CHUNK * CHUNK
rows = list(sums.rows())
rows += [("P(" + t + ")", "2028-12", h / n, (h / n * (1 - h / n) / n) ** .5, 0, 0) for t, h in hits.items()]
write("pengyang-%s.csv" % ("as-planned" if AS_PLANNED else "baseline"),
      ["tests/independent/pengyang.py %d: NumPy %s, PCG64 seed [3, chunk], N = %d runs; P(T) is the probability of the target" % (n, np.__version__, n),
       "money by route is what falls due in the year, all yuan"], rows)
