#!/usr/bin/env python3
"""Reads what `polsim export` wrote and compares it with the database. Standard library only, and nothing of
polsim's: the split that adds up is computed anew from the stored draws. Usage:
  read_export.py workbook FILE.xlsx DATABASE RUN LANGUAGE   cells, formats of pages, charts
  read_export.py tables FOLDER FILE.json DATABASE RUN       CSV and JSON
  read_export.py office FILE.xlsx FOLDER                    CSV that LibreOffice made of each sheet
Prints what differs and ends with 1, or "equal: N cells"."""
import array, csv, glob, json, math, re, sqlite3, sys, zipfile
import xml.etree.ElementTree as xml

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
wrong, compared = [], 0


def same(what, got, expected):
    global compared
    compared += 1
    if isinstance(expected, float) and isinstance(got, (int, float)):
        equal = math.isclose(got, expected, rel_tol=1e-12, abs_tol=1e-12)
    else:
        equal = got == expected
    if not equal:
        wrong.append(f"{what}: {got!r}, not {expected!r}")


# ---- a workbook ----

def unescape(text):
    """Control characters stand as _x0001_."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text)


class Sheet:
    def __init__(self, root):
        self.root, self.cells, self.formulas = root, {}, {}


def column_number(reference):
    letters, number = re.match(r"([A-Z]+)(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(number) - 1, column - 1


def read_workbook(path):
    with zipfile.ZipFile(path) as z:
        strings = [unescape("".join(t.text or "" for t in item.iter(MAIN + "t")))
                   for item in xml.fromstring(z.read("xl/sharedStrings.xml"))]
        book = xml.fromstring(z.read("xl/workbook.xml"))
        rels = {r.get("Id"): r.get("Target") for r in xml.fromstring(z.read("xl/_rels/workbook.xml.rels"))}
        sheets = {}
        for s in book.iter(MAIN + "sheet"):
            sheet = sheets[s.get("name")] = Sheet(xml.fromstring(z.read("xl/" + rels[s.get(REL + "id")])))
            for c in sheet.root.iter(MAIN + "c"):
                at, v, f = column_number(c.get("r")), c.find(MAIN + "v"), c.find(MAIN + "f")
                if f is not None:
                    sheet.formulas[at] = f.text
                elif v is not None:
                    sheet.cells[at] = strings[int(v.text)] if c.get("t") == "s" else float(v.text)
        charts = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/charts/chart")]
        for name in z.namelist():
            if name.endswith(".rels") and b'TargetMode="External"' in z.read(name):
                wrong.append(f"{name} refers outside of the file")
        return book, sheets, charts


def rows_below(sheet, heading):
    """Rows below the line that has this heading, as dictionaries by heading."""
    line = min(r for (r, c), v in sheet.cells.items() if v == heading)
    heads = {c: v for (r, c), v in sheet.cells.items() if r == line}
    last = max(r for r, c in sheet.cells)
    rows = []
    for r in range(line + 1, last + 1):
        row = {h: sheet.cells.get((r, c)) for c, h in heads.items()}
        if all(v is None for v in row.values()):
            break
        rows.append(row)
    return rows


def check_pages(book, sheets):
    names = {n.get("name") + n.get("localSheetId") for n in book.iter(MAIN + "definedName")}
    for i, (name, sheet) in enumerate(sheets.items()):
        setup, fit = sheet.root.find(MAIN + "pageSetup"), sheet.root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
        same(name + ": paper", setup.get("paperSize"), "9")
        same(name + ": orientation", setup.get("orientation"), "landscape")
        same(name + ": fit to page", fit is not None and fit.get("fitToPage"), "1")
        same(name + ": frozen", sheet.root.find(f".//{MAIN}pane").get("state"), "frozen")
        same(name + ": print area", f"_xlnm.Print_Area{i}" in names, True)
        same(name + ": print titles", f"_xlnm.Print_Titles{i}" in names, True)
        same(name + ": widths", sheet.root.find(MAIN + "cols") is not None, True)


def unpack(row):
    packed, format, least, times = row
    values = array.array(format, packed)
    if sys.byteorder == "big":
        values.byteswap()
    return [least + x for x in values] * times


def near_p80(db, run):
    """fund, period -> the mean over the draws whose total is from P75 to P85, scaled to the P80."""
    output, = db.execute("SELECT output FROM output WHERE run = ? AND role = 'payment'", (run,)).fetchone()
    draws = {(cell, period): unpack(rest) for cell, period, *rest in db.execute(
        "SELECT cell, period, packed, format, least, times FROM draws WHERE run = ? AND output = ? AND target = ''",
        (run, output))}
    total = draws["", "all"]
    ordered, n = sorted(total), len(total)
    low, high = ordered[math.floor(.75 * (n - 1))], ordered[math.ceil(.85 * (n - 1))]
    near = [i for i in range(n) if low <= total[i] <= high]
    p80, = db.execute("SELECT p80 FROM series WHERE run = ? AND output = ? AND cell = '' AND period = 'all'",
                      (run, output)).fetchone()
    scale = p80 / (sum(total[i] for i in near) / len(near))
    return {(cell[5:], period): scale * sum(x[i] for i in near) / len(near)
            for (cell, period), x in draws.items() if cell.startswith("fund=") and ";" not in cell}


WORDS = {
    "en": {"targets": "Targets", "quarter": "Budget by quarter", "roll": "Due, paid, owed", "inputs": "Inputs",
           "departments": "Departments", "money": "Money by year", "goal": "goal", "chance": "chance of meeting it",
           "period": "period", "mean": "mean (adds up), yuan", "p50": "P50, yuan", "p80": "P80, yuan",
           "p95": "P95, yuan", "near": "share of the total's P80 (adds up), yuan", "fund": "fund", "year": "year",
           "before": "owed at the start, yuan", "due": "due, yuan", "paid": "paid, yuan",
           "owed": "owed at the end, yuan", "not_funded": "not yet funded, yuan", "given": "appropriated, yuan",
           "total": "total", "who": "who", "task": "task", "done": "done (mean)", "rate": "rate", "rank": "rank",
           "certificates": "certificates (mean)", "input": "input", "class": "class", "source": "source",
           "target": "target", "unfunded_row": "Not yet funded (mean)", "review": "Self-assessment",
           "goals": "Performance goals", "about": "About", "wide": "With tail"},
    "zh": {"targets": "目标", "quarter": "分季资金", "roll": "兑付滚动", "inputs": "参数", "departments": "进度通报",
           "money": "分年资金", "goal": "目标值", "chance": "完成把握", "period": "时期",
           "mean": "平均（可相加）（万元）", "p50": "五成把握额度P50（万元）", "p80": "八成把握额度P80（万元）",
           "p95": "九成五把握额度P95（万元）", "near": "合计八成把握额度的分摊（可相加）（万元）", "fund": "资金渠道",
           "year": "年度", "before": "期初未兑付（万元）", "due": "本期应兑付（万元）", "paid": "本期已兑付（万元）",
           "owed": "期末未兑付（万元）", "not_funded": "未落实（万元）", "given": "本期拨款（万元）", "total": "合计",
           "who": "单位", "task": "任务数", "done": "完成数（平均）", "rate": "完成率", "rank": "排名",
           "certificates": "取证数（平均）", "input": "参数", "class": "类别", "source": "来源", "target": "目标",
           "unfunded_row": "未落实（平均）", "review": "绩效自评表", "goals": "绩效目标表", "about": "说明"}}


def name_of(db, run, scope, id, language):
    row = db.execute("SELECT zh, en FROM label WHERE run = ? AND scope = ? AND id = ?", (run, scope, id)).fetchone()
    zh, en = row or (None, None)
    return (zh or en or id) if language == "zh" else (en or zh or id)


def period_name(period, language):
    if language == "zh" and re.fullmatch(r"\d{4}Q\d", period):
        return f"{period[:4]}年{period[5]}季度"
    return {"plan": {"zh": "规划期", "en": "plan"}, "all": {"zh": "含收尾期", "en": "with tail"}}.get(
        period, {}).get(language, period)


def check_targets(db, run, w, sheet):
    rows = rows_below(sheet, w["target"])
    stored = db.execute("SELECT label_zh, label_en, threshold, probability, p50, source FROM target AS t WHERE run = ? "
                        "AND output = '' AND period = (SELECT max(period) FROM target AS u WHERE u.run = t.run AND "
                        "u.name = t.name) ORDER BY position", (run,)).fetchall()
    same("targets: rows", len(rows), len(stored))
    for row, (zh, en, threshold, probability, p50, source) in zip(rows, stored):
        same("target", row[w["target"]], zh if w is WORDS["zh"] else en)
        same(f"{en}: threshold", row[w["goal"]], threshold)
        same(f"{en}: probability", row[w["chance"]], probability)
        same(f"{en}: P50", row["P50"], p50)
        same(f"{en}: source", row[w["source"]], source)


def check_quarters(db, run, w, language, sheet):
    scale = 1e4 if language == "zh" else 1
    near, rows = near_p80(db, run), rows_below(sheet, w["mean"])
    found = {(r[w["fund"]], r[w["period"]]): r for r in rows}
    expected = 0
    for fund, period, kind, *stored in db.execute(
            "SELECT fund, period, period_kind, payment, payment_p50, payment_p80, payment_p95 FROM v_budget "
            "WHERE run = ? AND period_kind <> 'month'", (run,)):
        if max(stored[0], stored[3]) < 50:
            continue
        expected += 1
        name = name_of(db, run, "fund", fund, language) if fund else w["total"]
        row = found.get((name, period_name(period, language)))
        if not row:
            wrong.append(f"no row of fund '{name}', {period}")
            continue
        for column, x in zip(("mean", "p50", "p80", "p95"), stored):
            same(f"{fund} {period} {column}", row[w[column]], x / scale)
        split = near[fund, period] if fund else sum(x for (f, p), x in near.items() if p == period)
        same(f"{fund} {period} split", math.isclose(row[w["near"]], split / scale, rel_tol=1e-9, abs_tol=1e-6), True)
    same("budget: rows", len(rows), expected)
    quarters = sum(r[w["near"]] for r in rows if r[w["fund"]] != w["total"] and "季度" in r[w["period"]] + (
        "季度" if re.fullmatch(r"\d{4}Q\d", r[w["period"]]) else ""))
    whole = found[w["total"], period_name("all", language)]
    same("the split adds up over funds and quarters to the P80",
         math.isclose(quarters, whole[w["p80"]], rel_tol=1e-3), True)
    same("the split of the whole is the P80", math.isclose(whole[w["near"]], whole[w["p80"]], rel_tol=1e-9), True)


def check_roll(db, run, w, language, sheet):
    scale = 1e4 if language == "zh" else 1
    owed, checked = {}, 0
    for row in rows_below(sheet, w["before"]):
        fund, year = row[w["fund"]], row[w["year"]]
        same(f"{fund} {year}: owed at the start", row[w["before"]] if year.isdigit() else 0, owed.get(fund, 0.0)
             if year.isdigit() else 0)
        same(f"{fund} {year}: roll-forward", math.isclose(row[w["before"]] + row[w["due"]] - row[w["paid"]],
                                                         row[w["owed"]], abs_tol=1e-6 * scale), True)
        if year.isdigit():
            owed[fund] = row[w["owed"]]
        ids = [i for i, in db.execute("SELECT DISTINCT fund FROM v_budget WHERE run = ? AND fund <> ''", (run,))
               if name_of(db, run, "fund", i, language) == fund]
        if not ids or not year.isdigit():
            continue
        due, paid, left, given = db.execute("SELECT commitment, payment, arrears, appropriation FROM v_budget WHERE "
                                            "run = ? AND fund = ? AND period = ?", (run, ids[0], year)).fetchone()
        same(f"{fund} {year}: due", row[w["due"]], due / scale)
        same(f"{fund} {year}: paid", row[w["paid"]], paid / scale)
        same(f"{fund} {year}: owed", row[w["owed"]], left / scale)
        if not given:
            same(f"{fund} {year}: all of it is not funded", row[w["not_funded"]], due / scale)
        else:
            same(f"{fund} {year}: appropriated", row[w["given"]], given / scale)
            same(f"{fund} {year}: due and not paid", math.isclose(row[w["not_funded"]], (due - paid) / scale,
                                                                 rel_tol=1e-9, abs_tol=1e-9), True)
        checked += 1
    same("funds and years in the roll-forward", checked >= 2, True)
    totals = {r[w["year"]]: r[w["not_funded"]] for r in rows_below(sheet, w["before"]) if r[w["fund"]] == w["total"]}
    same("what is not funded adds up over years", math.isclose(
        sum(x for y, x in totals.items() if y.isdigit()), next(x for y, x in totals.items() if not y.isdigit()),
        abs_tol=1e-6 * scale), True)


def check_departments(db, run, w, language, sheet):
    rows, n = rows_below(sheet, w["who"]), 0
    for row in rows:
        period = {"规划期": "plan"}.get(row[w["period"]], row[w["period"]])
        id, task, done, certificates = next(
            (i, t, d, c) for i, t, d, c in db.execute(
                "SELECT v.department, v.task, v.done, s.mean FROM v_departments AS v JOIN output AS o ON o.run = v.run "
                "AND o.role = 'certificates' JOIN series AS s ON s.run = v.run AND s.output = o.output AND "
                "s.cell = v.cell AND s.period = v.period WHERE v.run = ? AND v.period = ?", (run, period))
            if name_of(db, run, "department", i, language) == row[w["who"]])
        same(f"{id} {period}: task", row[w["task"]], task)
        same(f"{id} {period}: done", row[w["done"]], done)
        same(f"{id} {period}: rate", row[w["rate"]], done / task)
        same(f"{id} {period}: certificates", row[w["certificates"]], certificates)
        better = sum(1 for r in rows if r[w["period"]] == row[w["period"]]
                     and round(r[w["rate"]], 3) > round(row[w["rate"]], 3))
        same(f"{id} {period}: rank", row[w["rank"]], better + 1.0)
        n += 1
    same("departments: rows", n > 0, True)


def check_inputs(db, run, w, sheet):
    rows = rows_below(sheet, w["class"])
    stored = db.execute("SELECT name, mean, source FROM parameter WHERE run = ? ORDER BY position", (run,)).fetchall()
    same("inputs: rows", len(rows), len(stored))
    for row, (name, mean, source) in zip(rows, stored):
        same(f"{name}: source", row[w["source"]], source)
    same("inputs: sums", sum(r[next(k for k in r if k in ("mean", "平均"))] for r in rows), sum(m for _, m, _ in stored))


def check_forms(sheets, w):
    for name, sheet in sheets.items():
        for at, formula in sheet.formulas.items():
            same(f"{name} {at}: a formula of ours", name == w["review"] and formula.startswith("IF("), True)
    same("the review computes rates", len(sheets[w["review"]].formulas) > 2, True)


def check_workbook(path, database, run, language):
    db, w = sqlite3.connect(database), WORDS[language]
    book, sheets, charts = read_workbook(path)
    check_pages(book, sheets)
    check_targets(db, run, w, sheets[w["targets"]])
    check_quarters(db, run, w, language, sheets[w["quarter"]])
    check_roll(db, run, w, language, sheets[w["roll"]])
    check_departments(db, run, w, language, sheets[w["departments"]])
    check_inputs(db, run, w, sheets[w["inputs"]])
    check_forms(sheets, w)
    same("charts", len(charts), 2)
    same("bars and stacks", sorted("stacked" in c for c in charts), [False, True])
    same("not-yet-funded row", w["unfunded_row"] in sheets[w["money"]].cells.values(), True)
    digest, seed, draws = db.execute("SELECT output_digest, seed, draws FROM run WHERE run = ?", (run,)).fetchone()
    about = list(sheets[w["about"]].cells.values())
    for fact in (digest, str(seed), str(draws)):
        same("about: " + fact, fact in about, True)
    same("the command", any(isinstance(v, str) and v.startswith("polsim run ") and f"--draws {draws}" in v
                            for v in about), True)


# ---- CSV and JSON ----

def bare(field):
    """A field of text as it was before the apostrophe."""
    rest = field.lstrip("'")
    number = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", rest)
    return field[1:] if field[:1] == "'" and rest[:1] in tuple("=+-@\t\r") and rest and not number else field


def read_csv(path):
    with open(path, "rb") as f:
        same(path + ": byte order mark", f.read(3), b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f))
    for row in rows[1:]:
        for field in row:
            if field[:1] in tuple("=@\t\r"):
                wrong.append(f"{path}: a formula for a spreadsheet program: {field}")
    return rows[0], rows[1:]


def check_tables(folder, path, database, run):
    db = sqlite3.connect(database)
    with open(path, encoding="utf-8") as f:
        everything = json.load(f)
    same("run", everything["run"]["run"], run)
    names = sorted(p[len(folder) + 1:-4] for p in glob.glob(folder + "/*.csv"))
    same("tables", names, sorted([*everything["tables"], "draws"]))
    check_draws(folder, db, run)
    for name, table in everything["tables"].items():
        heads, rows = read_csv(f"{folder}/{name}.csv")
        same(f"{name}: rows", len(rows), len(table))
        for row, item in zip(rows, table):
            same(f"{name}: columns", heads, list(item))
            for field, value in zip(row, item.values()):
                same(name, float(field) if isinstance(value, (int, float)) and field else bare(field),
                     "" if value is None else value)
    heads, rows = read_csv(folder + "/series.csv")
    stored = db.execute(f"SELECT {', '.join(h if h != 'unit' else 'o.unit' for h in heads)} FROM series JOIN output AS o "
                        "USING (run, output) WHERE run = ? ORDER BY o.position, cell, period", (run,)).fetchall()
    same("series: rows", len(rows), len(stored))
    for row, item in zip(rows, stored):
        for field, value in zip(row, item):
            same("series", float(field) if isinstance(value, (int, float)) else field, "" if value is None else value)


def check_draws(folder, db, run):
    """A column a stored series of draws, and one an uncertain input, whose P5 and P95 the database knows."""
    heads, rows = read_csv(folder + "/draws.csv")
    columns = {h: [float(row[i]) if row[i] else math.nan for row in rows] for i, h in enumerate(heads)}
    same("draw numbers", columns.pop("draw"), [float(i) for i in range(len(rows))])
    for output, target, cell, period, *strip in db.execute(
            "SELECT output, target, cell, period, packed, format, least, times FROM draws WHERE run = ? "
            "AND (target <> '' OR cell = '' AND period IN ('plan', 'all'))", (run,)):
        name = f"target.{target}" if target else f"output.{output}"
        name += (f"[{cell}]" if cell else "") + f".{period}"
        got = columns.pop(name, None)
        same(name, str(got), str([float(x) for x in unpack(strip)]))
    inputs = db.execute("SELECT DISTINCT name, p05, p95 FROM parameter WHERE run = ? AND p05 IS NOT NULL", (run,)).fetchall()
    same("inputs", sorted(columns), sorted(f"input.{name}" for name, _, _ in inputs))
    for name, low, high in inputs:
        below = sum(x <= low for x in columns[f"input.{name}"]) / len(rows)
        above = sum(x >= high for x in columns[f"input.{name}"]) / len(rows)
        same(f"{name}: below P5, above P95", (abs(below - .05) < .01, abs(above - .05) < .01), (True, True))


# ---- LibreOffice ----

def check_office(path, folder):
    _, sheets, _ = read_workbook(path)
    for name, sheet in sheets.items():
        found = [p for p in glob.glob(folder + "/*.csv") if p.endswith(f"-{name}.csv")]
        same(f"{name}: opened", len(found), 1)
        if len(found) != 1:
            continue
        with open(found[0], encoding="utf-8", newline="") as f:
            rows = list(csv.reader(f))
        for (r, c), value in sheet.cells.items():
            field = rows[r][c] if r < len(rows) and c < len(rows[r]) else None
            if isinstance(value, float):
                share = field.endswith("%")  # LibreOffice writes these as they are shown
                number = float(field.rstrip("%")) / 100 if share else float(field)
                same(f"{name} {r},{c}", math.isclose(number, value, rel_tol=1e-9, abs_tol=6e-4 if share else 1e-12), True)
            else:
                same(f"{name} {r},{c}", field, value)
        for r, c in sheet.formulas:
            same(f"{name} {r},{c}: empty until filled in", rows[r][c] if c < len(rows[r]) else "", "")


def main():
    kind, *rest = sys.argv[1:]
    if kind == "workbook":
        check_workbook(rest[0], rest[1], int(rest[2]), rest[3])
    elif kind == "tables":
        check_tables(rest[0], rest[1], rest[2], int(rest[3]))
    else:
        check_office(*rest)
    for line in wrong[:20]:
        print(line)
    print(f"{len(wrong)} differ" if wrong else f"equal: {compared} cells")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
