#!/usr/bin/python3
"""The Pengyang plan with NumPy alone, one training at a time: each is a row with its own course, exam, claim
and payment, where the engine moves counts of people from step to step. Persons of the qualification cap are
counted by subsidies used and drawn without replacement.
pengyang.py [N=100000] [as-planned] -> tests/examples_expected/pengyang-{baseline,as-planned}.csv. 10,000 draws take
about 30 seconds."""
import csv
import os
import sys
import numpy as np
from reference import FOLDER, Sums, write

N = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
AS_PLANNED = len(sys.argv) > 2 and sys.argv[2] == "as-planned"
CHUNK, MONTHS, PLAN, YEARS, PERSONS = 1000, 60, 36, 5, 3000


def table(name):
    path = os.path.join(FOLDER, "..", "..", "scenarios", "pengyang", "data", name)
    return list(csv.DictReader(open(path, encoding="utf-8")))


departments, catalogue = table("departments.csv"), table("catalogue.csv")
names = [d["id"] for d in departments]
D, HR = len(names), names.index("hr")
task = np.array([float(d["annual_task"]) for d in departments])
level_part = np.array([float(d["level_part"]) for d in departments])
firm = np.array([d["calendar"] == "firm" for d in departments])
enterprise = np.array([d["class_text"] == "ent" for d in departments])
mix = np.array([float(k["mix"]) for k in catalogue])
driver = np.array([k["id"] in ("K26", "K27") for k in catalogue])
group = np.array([["operations", "fire_facility", "others"].index(k["pass_group"]) for k in catalogue])
estimated = ["special_operations", "construction", "special_equipment"]

county_weight = np.array([.06, .04, .10, .08, .07, .07, .07, .07, .08, .10, .14, .12])
firm_weight = np.array([2, 1] + [2] * 10) / 23
EXAM, CLAIM, CHECK = [.10, .45, .35, .10], [.30, .45, .20, .05], [.34, .45, .21]  # chance of 0, 1, … months
NOTICE, PAYMENT = [.70, .30], [0, .55, .45]
LEVELS, SPECIAL = ["L5", "L4", "L3", "L2", "L1"], 5  # what a course leads to: a level 0..4, 5 special, 6 other
ROUTES = ["R1", "R1_employee", "R1_own", "R2", "R4_level", "R5"]
R1, R1_EMPLOYEE, R1_OWN, R2, R4_LEVEL, R5 = range(6)
REASONS, KINDS = ["identity", "repeat", "third", "late"], ["level", "qualification", "work"]


class Draws:
    """What is uncertain in each of CHUNK futures, and what is counted there."""

    def __init__(self, seed):
        self.rng = np.random.Generator(np.random.PCG64(seed))
        p = self.pert
        ones = np.ones((CHUNK, D))
        self.fill = ones if AS_PLANNED else p(.85, 1, 1.15)[:, None] * np.stack([p(.87, 1, 1.13) for _ in names], 1)
        self.qualification, self.work = p(.46, .56, .66), p(.35, .50, .65)
        self.level_part = np.clip(level_part + p(-.10, 0, .10)[:, None], 0, 1)
        self.junior, self.completion, self.work_completion = p(.45, .60, .75), p(.85, .93, .98), p(.85, .95, .99)
        shift = p(-2, 0, 2)[:, None] + self.rng.normal(0, .5, (CHUNK, YEARS))

        def passing(ranges, spreads):  # [draw, year, ...]
            own = np.stack([p(*r) for r in ranges], 1)
            return np.clip(own[:, None, :] + shift[:, :, None] * np.array(spreads), 0, 1)
        self.level_pass = passing([(.80, .90, .97), (.74, .85, .94), (.60, .78, .90), (.45, .65, .85), (.40, .60, .80)],
                                  [.028, .033, .050, .067, .067])
        self.item_pass = passing([(.65, .80, .92), (.40, .65, .90), (.65, .82, .95)], [.045, .083, .050])
        self.retention, self.five = p(.55, .75, .90), p(.55, .70, .85)
        self.organised, self.individual = p(.90, .97, 1), p(.40, .75, .95)
        self.identity, self.repeat = p(0, .01, .04), p(0, .005, .02)
        self.level_yuan = np.stack([np.round(p(1000, 1000, 1500)), np.round(p(1500, 2000, 3000))] +
                                   [np.full(CHUNK, yuan) for yuan in (4000., 5000., 6000.)], 1)
        ranges = (800, 1400, 1800), (1000, 1400, 2000), (1400, 1600, 1800)
        guess = dict(zip(estimated, (np.round(p(*r)) for r in ranges)))
        self.item_yuan = np.stack([np.full(CHUNK, float(k["amount"])) if k["amount"] else guess[k["missing_group"]]
                                   for k in catalogue], 1)
        self.ended = np.zeros((CHUNK, D))            # trainings that ended within the plan
        self.ended_work = np.zeros(CHUNK)
        self.certificates = np.zeros((CHUNK, D, 6))  # within the plan, by department; 5: qualification
        self.money = np.zeros((CHUNK, len(ROUTES), YEARS))
        self.refused = np.zeros((CHUNK, len(KINDS), len(REASONS)))
        self.subsidies = np.zeros((CHUNK, 2, PLAN // 12))

    def pert(self, low, mode, high):
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return low + (high - low) * self.rng.beta(a, b, CHUNK)

    def wait(self, shares, like):
        return np.searchsorted(np.cumsum(shares)[:-1], self.rng.random(len(like)), side="right")

    def happens(self, chance, like):
        return self.rng.random(len(like)) < chance


def count(into, *index, weight=None):
    """into[index] += weight (1), row by row"""
    flat = np.ravel_multi_index(index, into.shape)
    into += np.bincount(flat, weight, into.size).reshape(into.shape)


def claims(s, draw, month, chance, kind, route, yuan):
    """Certificates (or jobs kept) of `month` that are claimed with `chance`; which are approved."""
    u = s.rng.random(len(draw))
    bad = s.identity[draw] + s.repeat[draw]
    refused, approved = (u >= chance * (1 - bad)) & (u < chance), u < chance * (1 - bad)
    refusals(s, draw[refused], month[refused], kind, np.where(
        s.happens(s.identity[draw] / bad, draw), 0, 1)[refused])
    due = checked(s, month) + s.wait(NOTICE, draw) + s.wait(PAYMENT, draw)
    paid = approved & (due < MONTHS)
    count(s.money, draw[paid], np.broadcast_to(route, draw.shape)[paid], due[paid] // 12, weight=yuan[paid])
    return approved


def checked(s, month):
    return month + s.wait(CLAIM, month) + s.wait(CHECK, month) + s.happens(.05, month)


def refusals(s, draw, month, kind, reason):
    seen = checked(s, month) < MONTHS
    count(s.refused, draw[seen], np.full(seen.sum(), kind), np.broadcast_to(reason, draw.shape)[seen])


def courses(s, month, high, rest):
    """People [draw, department] who start a course at level 3 and up, and another one."""
    cell = np.concatenate([np.repeat(np.arange(n.size), n.ravel()) for n in (high, rest)])
    draw, department, is_high = cell // D, cell % D, np.arange(len(cell)) < high.sum()
    u = s.rng.random(len(cell))
    aim = np.where(is_high, 2 + (u > .9207) + (u > .9207 + .0627),
                   np.where(u < s.low[draw, department], np.where(s.happens(s.junior[draw], cell), 0, 1),
                            SPECIAL + s.happens(.5, cell)))
    end = month + np.where(is_high, 1 + s.happens(.5, cell), s.happens(.3, cell))
    stay = s.happens(s.completion[draw], cell)
    in_plan = stay & (end < PLAN)
    count(s.ended, draw[in_plan], department[in_plan])
    stay &= aim < SPECIAL
    draw, department, aim, end = draw[stay], department[stay], aim[stay], end[stay]
    exam = end + s.wait(EXAM, end)
    passed = s.happens(s.level_pass[draw, exam // 12, aim], draw)
    draw, department, aim, exam = draw[passed], department[passed], aim[passed], exam[passed]
    in_plan = exam < PLAN
    count(s.certificates, draw[in_plan], department[in_plan], aim[in_plan])
    route = np.where(department != HR, np.where(firm[department], R4_LEVEL, R1_OWN),
                     np.where(s.happens(s.five[draw], draw), R1, R1_EMPLOYEE))
    has_rate = (aim >= 2) | (route == R1) | (route == R1_OWN)
    draw, aim, exam, route = draw[has_rate], aim[has_rate], exam[has_rate], route[has_rate]
    claims(s, draw, exam, s.organised[draw], 0, route, s.level_yuan[draw, aim])


def work(s, month, started):
    """Work-for-training: a month of it, three months in work, then the firm's claim."""
    draw = np.repeat(np.arange(CHUNK), started)
    draw = draw[s.happens(s.work_completion[draw], draw)]
    if month + 1 < PLAN:
        count(s.ended_work, draw)
    draw = draw[s.happens(s.retention[draw], draw)]
    claims(s, draw, np.full(len(draw), month + 4), .90, 2, R5, np.full(len(draw), 1500.))


def qualifications(s, month, started, back):
    """People [draw, used] by subsidies used; adds to back[month][draw, used] when and how each is free again."""
    cell = np.repeat(np.arange(started.size), started.ravel())
    draw, used = cell // 3, cell % 3
    item = np.searchsorted(np.cumsum(mix)[:-1], s.rng.random(len(cell)), side="right")
    free = month + np.where(driver[item], 4, s.happens(.3, cell))
    stay = s.happens(s.completion[draw], cell)
    in_plan = stay & (free < PLAN)
    count(s.ended, draw[in_plan], np.full(in_plan.sum(), HR))
    free = free + np.where(stay, s.wait(EXAM, cell), 0)   # who drops out is free at the course's end
    passed = stay & s.happens(s.item_pass[draw, free // 12, group[item]], cell) & (free < PLAN)
    count(s.certificates, draw[passed], np.full(passed.sum(), HR), np.full(passed.sum(), 5))
    may, third = np.flatnonzero(passed & (used < 2)), passed & (used == 2)
    third &= s.happens(s.individual[draw], cell)
    refusals(s, draw[third], free[third], 1, 2)
    ok = may[claims(s, draw[may], free[may], s.individual[draw[may]], 1, R2, s.item_yuan[draw[may], item[may]])]
    count(s.subsidies, draw[ok], used[ok], free[ok] // 12)
    used[ok] += 1
    seen = free < PLAN
    count(back, free[seen], draw[seen], used[seen])


def simulate(s):
    work_part, hr = np.where(firm, s.work[:, None], 0), np.arange(D) == HR
    course_part = 1 - np.where(hr, s.qualification[:, None], 0) - work_part
    weight = lambda month: np.where(firm, firm_weight[month % 12], county_weight[month % 12])
    high_part = .10 / course_part                    # of courses, so that it is .10 of all places
    s.low = np.maximum(0, s.level_part - high_part) / (1 - high_part)
    persons, back = np.zeros((CHUNK, 3), int), np.zeros((PLAN, CHUNK, 3))
    persons[:, 0] = PERSONS
    for month in range(PLAN):
        if month % 12 == 0:
            due = np.zeros((3, CHUNK, D))
            opened, places, highs = np.zeros((3, CHUNK, D)), np.zeros((CHUNK, D)), np.zeros((CHUNK, D))
        for line, part in enumerate((course_part, np.where(hr, s.qualification[:, None], 0), work_part)):
            due[line] += task * s.fill * part * weight(month)
        new = np.floor(due + .5) - opened
        opened += new
        if month > 0:
            persons += back[month - 1].astype(int)
        n = np.minimum(new[1, :, HR].astype(int), persons.sum(1))
        none = s.rng.hypergeometric(persons[:, 0], persons[:, 1] + persons[:, 2], n)
        one = s.rng.hypergeometric(persons[:, 1], persons[:, 2], n - none)
        started = np.stack([none, one, n - none - one], 1)
        persons -= started
        new[1, :, HR] = n
        places += new.sum(0)
        high = np.minimum(new[0], np.maximum(0, np.ceil(.10 * places - 1e-9) - highs))
        highs += high
        courses(s, month, high.astype(int), (new[0] - high).astype(int))
        qualifications(s, month, started, back)
        work(s, month, new[2].sum(1).astype(int))


def columns(s):
    """(output, period) -> what is recorded of each draw"""
    level = s.certificates[:, :, :5].sum(1)
    done = s.ended + 0
    done[:, names.index("industry")] += s.ended_work
    result = {("T1", "2028-12"): done.sum(1), ("T2", "2028-12"): s.ended[:, ~enterprise].sum(1),
              ("T3", "2028-12"): s.ended[:, enterprise].sum(1) + s.ended_work, ("T4", "2028-12"): level.sum(1),
              ("T5", "2028-12"): s.certificates[:, :, 5].sum(1), ("T6", "2028-12"): level[:, 2:].sum(1)}
    for i, route in enumerate(ROUTES):
        result.update({(route, str(2026 + y)): s.money[:, i, y] for y in range(YEARS)})
    for i, name in enumerate(("persons_subsidised", "persons_twice")):
        result.update({(name, str(2026 + y)): s.subsidies[:, i, y] for y in range(PLAN // 12)})
        result[(name, "all")] = s.subsidies[:, i].sum(1)
    result.update({("refused[reason=%s]" % r, "all"): s.refused[:, :, i].sum(1) for i, r in enumerate(REASONS)})
    result.update({("refused[kind=%s]" % k, "all"): s.refused[:, i].sum(1) for i, k in enumerate(KINDS)})
    result.update({("level_certificates[level=%s]" % l, "plan"): level[:, i] for i, l in enumerate(LEVELS)})
    for i, name in enumerate(names):
        if task[i] > 0:
            result[("done[department=%s]" % name, "plan")] = done[:, i]
            result[("certificates[department=%s]" % name, "plan")] = s.certificates[:, i].sum(1)
    return result


sums, hits, n = Sums(), {}, N // CHUNK * CHUNK
for chunk in range(N // CHUNK):
    draws = Draws([3, chunk])
    simulate(draws)
    found = columns(draws)
    for name, x in found.items():
        sums.add(name, x)
    for target, least in zip(("T1", "T2", "T3", "T4", "T5", "T6"), (6000, 4000, 2000, 3000, 1000, 500)):
        hits[target] = hits.get(target, 0) + (found[(target, "2028-12")] >= least).sum()
    print(".", end="", flush=True)
print()
rows = list(sums.rows())
rows += [("P(" + t + ")", "2028-12", h / n, (h / n * (1 - h / n) / n) ** .5, 0, 0) for t, h in hits.items()]
write("pengyang-%s.csv" % ("as-planned" if AS_PLANNED else "baseline"),
      ["tests/independent/pengyang.py %d%s: NumPy %s, PCG64 seed [3, chunk], N = %d runs"
       % (n, " as-planned" if AS_PLANNED else "", np.__version__, n),
       "P(T) is the probability of the target; money by route is what falls due in the year, all yuan;",
       "output[cell]: a cell of the output, its whole without one"], rows)
