"""Lines and branches of engine/ that the tests reach, by file, from what gcov counted: python3 tests/coverage.py BUILD

A line or branch of a header, or of a file compiled several times, is reached where one compilation reaches it.
Not counted: the branch of must() for our own bugs, and what follows when memory has run out (base.h)."""
import collections, concurrent.futures, glob, json, os, re, subprocess, sys

LINES_GOAL, BRANCHES_GOAL = 95, 85


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
            if "out of memory" in text:
                lines.update((number, number + 1))
    return lines, must


def main(build):
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
        counts = [len(reached) - len(missed), len(reached), sum(1 for count in taken.values() if count), len(taken)]
        total = [a + b for a, b in zip(total, counts)]
        rows.append((name, counts, missed))
    print(f"{'file':40} {'lines':>13} {'branches':>20}  not reached")
    for name, counts, missed in sorted(rows, key=lambda row: share(row[1][0], row[1][1])):
        print(f"{name:40} {share(*counts[:2]):6.1f} % {counts[1]:5} {share(*counts[2:]):9.1f} % {counts[3]:7}  "
              f"{ranges(missed)}")
    print(f"{'all':40} {share(*total[:2]):6.1f} % {total[1]:5} {share(*total[2:]):9.1f} % {total[3]:7}")
    print(f"goal: {LINES_GOAL} % of lines, {BRANCHES_GOAL} % of branches")


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
