-- The database as version 2 had it, for the test that brings old ones to the present version.

PRAGMA application_id = 1886350451;
PRAGMA user_version = 2;

CREATE TABLE run (
    run INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    scenario TEXT NOT NULL,
    title_en TEXT,
    title_zh TEXT,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
    message TEXT,
    process TEXT,
    draws INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    sampler TEXT NOT NULL CHECK (sampler IN ('sobol', 'random', 'expected')),
    engine_version TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    output_digest TEXT,
    base_run INTEGER REFERENCES run (run) ON DELETE SET NULL,
    first_month TEXT NOT NULL,
    plan_end TEXT NOT NULL,
    last_month TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    threads INTEGER NOT NULL,
    seconds REAL,
    command_line TEXT NOT NULL
) STRICT;

CREATE INDEX run_scenario ON run (scenario, run);
CREATE INDEX run_base ON run (base_run);

CREATE TABLE setting (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    expression TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_file (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (run, position),
    UNIQUE (run, path)
) STRICT;

CREATE TABLE parameter (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    label_en TEXT,
    label_zh TEXT,
    period TEXT NOT NULL,
    cell TEXT NOT NULL,
    unit TEXT NOT NULL,
    value TEXT NOT NULL,
    mean REAL NOT NULL,
    p05 REAL,
    p95 REAL,
    source_kind TEXT NOT NULL CHECK (source_kind IN ('plan', 'cited', 'assumed', 'scenario')),
    source TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE switch (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    label_en TEXT,
    label_zh TEXT,
    value TEXT NOT NULL,
    default_value TEXT NOT NULL,
    choices TEXT NOT NULL,
    changed INTEGER NOT NULL CHECK (changed IN (0, 1)),
    source_kind TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE output (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    output TEXT NOT NULL,
    position INTEGER NOT NULL,
    label_en TEXT,
    label_zh TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('flow', 'level', 'ratio')),
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    axes TEXT NOT NULL,
    PRIMARY KEY (run, output)
) STRICT, WITHOUT ROWID;

CREATE TABLE label (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    en TEXT,
    zh TEXT,
    PRIMARY KEY (run, scope, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE period (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    period TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('month', 'quarter', 'year', 'plan', 'all')),
    first_month TEXT NOT NULL,
    last_month TEXT NOT NULL,
    PRIMARY KEY (run, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    cell TEXT NOT NULL,
    axis TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (run, cell, axis)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    output TEXT NOT NULL,
    cell TEXT NOT NULL,
    period TEXT NOT NULL,
    n INTEGER NOT NULL,
    mean REAL,
    se REAL,
    sd REAL,
    min REAL,
    p05 REAL,
    p10 REAL,
    p20 REAL,
    p25 REAL,
    p50 REAL,
    p75 REAL,
    p80 REAL,
    p90 REAL,
    p95 REAL,
    max REAL,
    PRIMARY KEY (run, output, cell, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    output TEXT NOT NULL,
    label_en TEXT,
    label_zh TEXT,
    cell TEXT NOT NULL,
    period TEXT NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('>=', '<=')),
    threshold REAL NOT NULL,
    unit TEXT NOT NULL,
    n INTEGER NOT NULL,
    probability REAL,
    se REAL,
    mean REAL,
    p05 REAL,
    p50 REAL,
    p95 REAL,
    source_kind TEXT NOT NULL,
    source TEXT NOT NULL,
    note_en TEXT,
    note_zh TEXT,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE draws (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    output TEXT NOT NULL,
    target TEXT NOT NULL,
    cell TEXT NOT NULL,
    period TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, output, target, cell, period)
) STRICT;

CREATE TABLE difference (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    base_run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    output TEXT NOT NULL,
    cell TEXT NOT NULL,
    period TEXT NOT NULL,
    n INTEGER NOT NULL,
    mean REAL,
    se REAL,
    sd REAL,
    min REAL,
    p05 REAL,
    p10 REAL,
    p20 REAL,
    p25 REAL,
    p50 REAL,
    p75 REAL,
    p80 REAL,
    p90 REAL,
    p95 REAL,
    max REAL,
    PRIMARY KEY (run, base_run, output, cell, period)
) STRICT, WITHOUT ROWID;

CREATE INDEX difference_base ON difference (base_run);

CREATE TABLE finding (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('plan', 'general')),
    en TEXT,
    zh TEXT,
    about TEXT,
    source_kind TEXT,
    source TEXT,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_cells AS
SELECT c.run, c.cell,
       group_concat(coalesce(l.en, l.zh, c.label), ', ') AS cell_en,
       group_concat(coalesce(l.zh, l.en, c.label), '、') AS cell_zh
FROM cell AS c LEFT JOIN label AS l ON l.run = c.run AND l.scope = c.axis AND l.id = c.label
GROUP BY c.run, c.cell;

CREATE VIEW v_targets AS
SELECT t.run, r.scenario, t.name AS target, coalesce(t.label_en, t.name) AS title_en,
       coalesce(t.label_zh, t.label_en, t.name) AS title_zh, t.cell, t.period, t.op, t.threshold,
       t.unit, t.probability, t.se, t.mean, t.p05, t.p50, t.p95, t.source_kind, t.source,
       t.note_en, t.note_zh
FROM target AS t JOIN run AS r USING (run);

CREATE VIEW v_series AS
SELECT s.run, r.scenario, s.output, o.role, o.kind, o.unit, s.cell, p.kind AS period_kind, s.period,
       s.n, s.mean, s.se, s.sd, s.min, s.p05, s.p10, s.p20, s.p25, s.p50, s.p75, s.p80, s.p90,
       s.p95, s.max
FROM series AS s
JOIN run AS r USING (run)
JOIN output AS o USING (run, output)
JOIN period AS p USING (run, period);

CREATE VIEW v_budget AS
SELECT s.run, r.scenario, substr(s.cell, 6) AS fund, p.kind AS period_kind, s.period,
       max(CASE o.role WHEN 'appropriation' THEN s.mean END) AS appropriation,
       max(CASE o.role WHEN 'commitment' THEN s.mean END) AS commitment,
       max(CASE o.role WHEN 'payment' THEN s.mean END) AS payment,
       max(CASE o.role WHEN 'payment' THEN s.se END) AS payment_se,
       max(CASE o.role WHEN 'payment' THEN s.p05 END) AS payment_p05,
       max(CASE o.role WHEN 'payment' THEN s.p20 END) AS payment_p20,
       max(CASE o.role WHEN 'payment' THEN s.p50 END) AS payment_p50,
       max(CASE o.role WHEN 'payment' THEN s.p80 END) AS payment_p80,
       max(CASE o.role WHEN 'payment' THEN s.p95 END) AS payment_p95,
       max(CASE o.role WHEN 'arrears' THEN s.mean END) AS arrears,
       max(CASE o.role WHEN 'arrears' THEN s.p80 END) AS arrears_p80,
       max(CASE o.role WHEN 'balance' THEN s.mean END) AS balance
FROM output AS o
JOIN run AS r USING (run)
JOIN series AS s USING (run, output)
JOIN period AS p USING (run, period)
WHERE o.role IN ('appropriation', 'commitment', 'payment', 'arrears', 'balance')
  AND (s.cell = '' OR (s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*'))
GROUP BY s.run, fund, s.period;

CREATE VIEW v_task_axis AS
SELECT o.run, CASE instr(o.axes, ';') WHEN 0 THEN o.axes
                                      ELSE substr(o.axes, 1, instr(o.axes, ';') - 1) END AS axis
FROM output AS o
WHERE o.axes <> '' AND o.position =
      (SELECT i.position FROM output AS i
       WHERE i.run = o.run AND i.role IN ('task', 'done') AND i.axes <> ''
       ORDER BY i.role = 'done', i.position LIMIT 1);

CREATE VIEW v_departments AS
SELECT a.run, r.scenario, a.axis, l.id AS department, coalesce(l.en, l.zh, l.id) AS title_en,
       coalesce(l.zh, l.en, l.id) AS title_zh, l.position, p.kind AS period_kind, d.period,
       t.mean AS task, d.mean AS done, d.p10 AS done_p10, d.p50 AS done_p50, d.p90 AS done_p90,
       od.unit, d.mean / nullif(t.mean, 0) AS rate, d.output AS done_output,
       t.output AS task_output, d.cell
FROM v_task_axis AS a
JOIN run AS r USING (run)
JOIN label AS l ON l.run = a.run AND l.scope = a.axis
JOIN output AS od ON od.run = a.run AND od.role = 'done'
JOIN series AS d ON d.run = a.run AND d.output = od.output AND d.cell = a.axis || '=' || l.id
JOIN period AS p ON p.run = a.run AND p.period = d.period
LEFT JOIN output AS ot ON ot.run = a.run AND ot.role = 'task'
LEFT JOIN series AS t ON t.run = a.run AND t.output = ot.output AND t.cell = d.cell
                     AND t.period = d.period;

CREATE VIEW v_parameters AS
SELECT p.run, r.scenario, p.name, coalesce(p.label_en, p.name) AS title_en,
       coalesce(p.label_zh, p.label_en, p.name) AS title_zh, p.period, p.cell, p.unit, p.value,
       p.mean, p.p05, p.p95, p.source_kind, p.source
FROM parameter AS p JOIN run AS r USING (run)
ORDER BY p.run, p.source_kind <> 'assumed', p.position;

CREATE VIEW v_differences AS
SELECT d.run, r.scenario, d.base_run, b.scenario AS base_scenario, d.output, o.role, o.unit, d.cell,
       p.kind AS period_kind, d.period, d.n, d.mean, d.se, d.p05, d.p50, d.p95,
       abs(d.mean) > 2.13 * d.se AS significant
FROM difference AS d
JOIN run AS r ON r.run = d.run
JOIN run AS b ON b.run = d.base_run
JOIN output AS o ON o.run = d.run AND o.output = d.output
JOIN period AS p ON p.run = d.run AND p.period = d.period;

CREATE VIEW v_findings AS
SELECT f.run, r.scenario, f.position, f.id, f.kind, coalesce(f.en, f.zh) AS finding_en,
       coalesce(f.zh, f.en) AS finding_zh, f.about, f.source_kind, f.source
FROM finding AS f JOIN run AS r USING (run);

CREATE VIEW v_runs AS
SELECT run, model, scenario, title_en, title_zh, status, draws, seed, sampler, base_run, started_at,
       seconds, output_digest
FROM run ORDER BY run DESC;
