"""Lines and branches of engine/ that the tests reach, by file, from what gcov counted: python3 tests/coverage.py BUILD

A line or branch of a header, or of a file compiled several times, is reached where one compilation reaches it.
Not counted: the branch of must() for our own bugs, and what follows when memory has run out (base.h).

Every function with lines that no test reaches stands in tests/unreached.txt with the reason. It fails where a goal
is missed, a function has no reason, or one with a reason is reached whole. A reason that begins with "at times"
is of lines that some machines or runs reach: it may stand either way."""
import collections, concurrent.futures, glob, json, os, re, subprocess, sys

LINES_GOAL, BRANCHES_GOAL = 95, 85
REASONS = "tests/unreached.txt"


def counted(notes):
    """What gcov says of one object, from its JSON."""
    said = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", notes],
                          capture_output=True, text=True)
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]


def excluded(path):
    """Lines of a file that are not counted, and those of which no branch is."""
    lines = set()
    must = set()
    with open(path, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            if re.search(r"\bmust(_fail)?\(", text):
                must.add(number)
            if re.search(r"\bmust\(!\"", text):
                lines.add(number)
            if "out of memory" in text:
                lines.update((number, number + 1))
    return lines, must


def functions_of(file):
    """Line -> name of its function, of one file in gcov's JSON. Lines of a jump table's labels have none of their own."""
    names = {}
    for function in sorted(file["functions"], key=lambda function: function["start_line"]):
        for line in range(function["start_line"], function["end_line"] + 1):
            names[line] = function["demangled_name"].split(".")[0]
    for line in file["lines"]:
        if line.get("function_name"):
            names[line["line_number"]] = line["function_name"].split(".")[0]
    return names


def read_reasons():
    """(file, function) -> why its lines are not reached; and the lines of REASONS that do not say it."""
    reasons, wrong = {}, []
    with open(REASONS, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            if not text.strip() or text.startswith("#"):
                continue
            found = re.fullmatch(r"(engine/\S+)((?: [\w?]+)+): (.+)", text.rstrip())
            places = [(found[1], function) for function in found[2].split()] if found else []
            for place in places:
                if place in reasons:
                    wrong.append(f"{REASONS}:{number}: {' '.join(place)} stands here twice")
                reasons[place] = found[3]
            if not found:
                wrong.append(f"{REASONS}:{number}: not of the form 'engine/file.c function: why'")
    return reasons, wrong


def check_reasons(missed):
    """Prints each function of `missed`, (file, function): lines, with its reason; what is wrong about the reasons."""
    reasons, wrong = read_reasons()
    print("\nnot reached, and why")
    for place in sorted(missed):
        print(f"{place[0]}:{ranges(missed[place])} {place[1]}: {reasons.get(place, 'NO REASON')}")
        if place not in reasons:
            wrong.append(f"{place[0]} {place[1]}: lines {ranges(missed[place])} are not reached: test them, "
                         f"or say why in {REASONS}")
    for place, why in reasons.items():
        if place not in missed and not why.startswith("at times"):
            wrong.append(f"{place[0]} {place[1]}: reached whole, or gone: superfluous in {REASONS}")
    return wrong


def main(build):
    names = collections.defaultdict(dict)  # file, line: function
    unreached = {}
    lines = collections.defaultdict(lambda: collections.defaultdict(int))  # file, line: times
    branches = collections.defaultdict(lambda: collections.defaultdict(int))  # file, (line, branches, which): times
    notes = glob.glob(build + "/*.gcno")
    if not glob.glob(build + "/*.gcda"):
        sys.exit(f"{build} holds no counts: make coverage makes them")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(counted, notes):
            for part in said:
                for file in part["files"]:
                    name = os.path.normpath(file["file"])
                    if not name.startswith("engine/"):
                        continue
                    names[name].update(functions_of(file))
                    for line in file["lines"]:
                        lines[name][line["line_number"]] += line["count"]
                        for which, branch in enumerate(line["branches"]):
                            place = line["line_number"], len(line["branches"]), which
                            branches[name][place] += branch["count"]
    total = [0, 0, 0, 0]
    rows = []
    for name in sorted(lines):
        no_lines, no_branches = excluded(name)
        reached = {line: count for line, count in lines[name].items() if line not in no_lines}
        taken = {place: count for place, count in branches[name].items()
                 if place[0] not in no_lines | no_branches}
        missed = sorted(line for line, count in reached.items() if not count)
        for line in missed:
            unreached.setdefault((name, names[name].get(line, "?")), []).append(line)
        counts = [len(reached) - len(missed), len(reached), sum(1 for count in taken.values() if count), len(taken)]
        total = [a + b for a, b in zip(total, counts)]
        rows.append((name, counts, missed))
    print(f"{'file':40} {'lines':>13} {'branches':>20}  not reached")
    for name, counts, missed in sorted(rows, key=lambda row: share(row[1][0], row[1][1])):
        print(f"{name:40} {share(*counts[:2]):6.1f} % {counts[1]:5} {share(*counts[2:]):9.1f} % {counts[3]:7}  "
              f"{ranges(missed)}")
    print(f"{'all':40} {share(*total[:2]):6.1f} % {total[1]:5} {share(*total[2:]):9.1f} % {total[3]:7}")
    wrong = check_reasons(unreached)
    for what, goal, part, whole in ("lines", LINES_GOAL, *total[:2]), ("branches", BRANCHES_GOAL, *total[2:]):
        if share(part, whole) < goal:
            wrong.append(f"{share(part, whole):.1f} % of {what} are reached; the goal is {goal} %")
    print(f"\n{share(*total[:2]):.1f} % of {total[1]} lines (goal {LINES_GOAL} %), "
          f"{share(*total[2:]):.1f} % of {total[3]} branches (goal {BRANCHES_GOAL} %)")
    sys.exit("\n".join(wrong) or 0)


def share(part, whole):
    return 100 * part / whole if whole else 100


def ranges(numbers):
    """[1, 2, 3, 7] -> "1-3 7"."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


main(sys.argv[1])
