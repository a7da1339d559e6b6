-- The database of polsim's runs, version 2. Public: query it with sqlite3, R, Python or a spreadsheet;
-- start from the views v_… at the end. polsim executes this file once, to make a new database.
--
-- Words that mean the same everywhere:
--   cell    '' for the whole, else labels by axis name: 'department=civil;level=L3' (see table cell)
--   period  '2026-03' a month, '2026Q1' a quarter, '2026' a year, 'plan' from..to, 'all' from..tail
--           (see table period). Flows are summed over it, levels read at its end, ratios are of sums.
--   NULL    no value (a ratio that had none in any draw), or not kept (quantiles of months in cells of
--           several axes)
--   p05 …   the value that 5 % of the draws do not exceed

PRAGMA application_id = 1886350451; -- 0x706f6c73, "pols": STORE_APPLICATION_ID
PRAGMA user_version = 2;            -- STORE_VERSION

CREATE TABLE run (
    run             INTEGER PRIMARY KEY,   -- number of the run, in order of start
    model           TEXT NOT NULL,         -- name of the model
    scenario        TEXT NOT NULL,         -- file name of the scenario without .lua; '-b' behind it: its variant b
    title_en        TEXT,                  -- of the scenario, in English
    title_zh        TEXT,                  -- of the scenario, in Chinese
    status          TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
    message         TEXT,                  -- what went wrong, where it failed
    process         TEXT,                  -- who computes it, to see whether that process still lives
    draws           INTEGER NOT NULL,      -- number of draws
    seed            INTEGER NOT NULL,      -- seed of all random numbers
    sampler         TEXT NOT NULL CHECK (sampler IN ('sobol', 'random', 'expected')),
    engine_version  TEXT NOT NULL,         -- of the polsim that ran it
    input_digest    TEXT NOT NULL,         -- BLAKE2b-256 over files and --set
    output_digest   TEXT,                  -- BLAKE2b-256 over all results: same digest, same results
    base_run        INTEGER REFERENCES run (run) ON DELETE SET NULL, -- differences are from this run
    first_month     TEXT NOT NULL,         -- '2026-01', first month of the plan
    plan_end        TEXT NOT NULL,         -- '2028-12', last month of the plan
    last_month      TEXT NOT NULL,         -- last month computed, tail included
    started_at      TEXT NOT NULL,         -- UTC, '2026-11-23T15:06:07Z'
    finished_at     TEXT,                  -- UTC; NULL while running
    threads         INTEGER NOT NULL,      -- threads that computed it; results do not depend on it
    seconds         REAL,                  -- time it took to compute
    command_line    TEXT NOT NULL          -- as typed
) STRICT;

CREATE INDEX run_scenario ON run (scenario, run);
CREATE INDEX run_base ON run (base_run); -- what deleting a run looks through

-- What the user gave besides files: --set NAME=VALUE, in order.
CREATE TABLE setting (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- 0, 1, 2 … in order of the command line
    expression      TEXT NOT NULL,         -- 'pass_rate[level=L3]=0.8'
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Every script and data file that was read, whole, so that a run can be run again from here alone.
CREATE TABLE run_file (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- 0 is the scenario itself
    path            TEXT NOT NULL,         -- relative to the scenario's folder
    digest          TEXT NOT NULL,         -- BLAKE2b-256 of content
    content         BLOB NOT NULL,         -- the bytes of the file
    PRIMARY KEY (run, position),
    UNIQUE (run, path)
) STRICT;

CREATE TABLE parameter (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- order of declaration, then of dates, then of cells
    name            TEXT NOT NULL,         -- of the parameter
    label_en        TEXT,                  -- its name for people, in English
    label_zh        TEXT,                  -- its name for people, in Chinese
    period          TEXT NOT NULL,         -- dated values: '2026' a year, '03' a month; else ''
    cell            TEXT NOT NULL,         -- '' when it is the same in all cells
    unit            TEXT NOT NULL,         -- 'yuan/year'; '' is dimensionless
    value           TEXT NOT NULL,         -- '0.8' or 'pert(0.6, 0.78, 0.9)', changes included: '… * 0.7'
    mean            REAL NOT NULL,         -- its expected value
    p05             REAL,                  -- of its distribution; NULL when it is certain
    p95             REAL,                  -- of its distribution; NULL when it is certain
    source_kind     TEXT NOT NULL CHECK (source_kind IN ('plan', 'cited', 'assumed', 'scenario')),
                                           -- scenario: the scenario or --set changed it
    source          TEXT NOT NULL,         -- where it comes from; scenario: file and line
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Readings of the plan that were chosen (口径选择).
CREATE TABLE switch (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- order of declaration
    name            TEXT NOT NULL,         -- of the switch
    label_en        TEXT,                  -- its name for people, in English
    label_zh        TEXT,                  -- its name for people, in Chinese
    value           TEXT NOT NULL,         -- the choice in this run
    default_value   TEXT NOT NULL,         -- the model's choice
    choices         TEXT NOT NULL,         -- what there is to choose, 'all gov_only'
    changed         INTEGER NOT NULL CHECK (changed IN (0, 1)), -- 1: by the scenario or --set
    source_kind     TEXT NOT NULL,         -- 'plan' 'cited' 'assumed': of the default
    source          TEXT NOT NULL,         -- why this is the default
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE output (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    output          TEXT NOT NULL,         -- name
    position        INTEGER NOT NULL,      -- order of declaration
    label_en        TEXT,                  -- its name for people, in English
    label_zh        TEXT,                  -- its name for people, in Chinese
    kind            TEXT NOT NULL CHECK (kind IN ('flow', 'level', 'ratio')),
    unit            TEXT NOT NULL,         -- 'person_time', 'yuan'; '' is dimensionless
    role            TEXT NOT NULL,         -- 'stage:1' 'task' 'done' 'commitment' 'payment' …; or ''
    axes            TEXT NOT NULL,         -- 'department;level', by name; '' for none
    PRIMARY KEY (run, output)
) STRICT, WITHOUT ROWID;

-- Labels of axes, all of them and in the script's order, and what people read for other ids.
CREATE TABLE label (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    scope           TEXT NOT NULL,         -- an axis' name; 'axis' for the axes; '' for other names
    id              TEXT NOT NULL,         -- the label or name
    position        INTEGER NOT NULL,      -- order in the script
    en              TEXT,                  -- what people read, in English
    zh              TEXT,                  -- what people read, in Chinese
    PRIMARY KEY (run, scope, id)
) STRICT, WITHOUT ROWID;

-- The periods of the run's series.
CREATE TABLE period (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    period          TEXT NOT NULL,         -- '2026-03' '2026Q1' '2026' 'plan' 'all'
    kind            TEXT NOT NULL CHECK (kind IN ('month', 'quarter', 'year', 'plan', 'all')),
    first_month     TEXT NOT NULL,         -- '2026-01'
    last_month      TEXT NOT NULL,         -- '2026-03', included
    PRIMARY KEY (run, period)
) STRICT, WITHOUT ROWID;

-- Cells taken apart: one row an axis, to join and filter by label.
CREATE TABLE cell (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    cell            TEXT NOT NULL,         -- 'department=civil;level=L3'; never ''
    axis            TEXT NOT NULL,         -- 'level'
    label           TEXT NOT NULL,         -- 'L3'
    PRIMARY KEY (run, cell, axis)
) STRICT, WITHOUT ROWID;

-- Statistics over the draws.
CREATE TABLE series (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    output          TEXT NOT NULL,         -- name of the output
    cell            TEXT NOT NULL,         -- '' is the whole
    period          TEXT NOT NULL,         -- see above
    n               INTEGER NOT NULL,      -- draws that have a value
    mean            REAL,                  -- average over draws
    se              REAL,                  -- standard error of the mean, from 16 replicates
    sd              REAL,                  -- standard deviation over draws
    min             REAL,                  -- the least draw
    p05             REAL,                  -- quantiles; NULL for months of cells of several axes
    p10             REAL,                  -- .
    p20             REAL,                  -- .
    p25             REAL,                  -- .
    p50             REAL,                  -- the median
    p75             REAL,                  -- .
    p80             REAL,                  -- 八成把握额度
    p90             REAL,                  -- .
    p95             REAL,                  -- .
    max             REAL,                  -- the largest draw
    PRIMARY KEY (run, output, cell, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- order of declaration, then of cells and periods
    name            TEXT NOT NULL,         -- of the target; of the output where it has the threshold
    output          TEXT NOT NULL,         -- the output with the threshold; '' for a target{}
    label_en        TEXT,                  -- its name for people, in English
    label_zh        TEXT,                  -- its name for people, in Chinese
    cell            TEXT NOT NULL,         -- '' is the whole
    period          TEXT NOT NULL,         -- a target{} is met or not at the end of its month
    op              TEXT NOT NULL CHECK (op IN ('>=', '<=')),
    threshold       REAL NOT NULL,         -- met when value op threshold
    unit            TEXT NOT NULL,         -- of threshold and values
    n               INTEGER NOT NULL,      -- draws that have a value
    probability     REAL,                  -- share of them that meet it (完成把握)
    se              REAL,                  -- standard error of probability
    mean            REAL,                  -- of the value
    p05             REAL,                  -- of the value
    p50             REAL,                  -- of the value
    p95             REAL,                  -- of the value
    source_kind     TEXT NOT NULL,         -- 'plan' 'cited' 'assumed', or ''
    source          TEXT NOT NULL,         -- where the threshold comes from
    note_en         TEXT,                  -- what to say beside it: 'decided by the reading'
    note_zh         TEXT,                  -- the same in Chinese
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Single draws: targets' and yearly totals' first 65,536, more where the output says keep.
CREATE TABLE draws (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    output          TEXT NOT NULL,         -- name of the output; '' for a target{}
    target          TEXT NOT NULL,         -- name of the target{} whose value it is; '' for an output
    cell            TEXT NOT NULL,         -- '' is the whole
    period          TEXT NOT NULL,         -- see above
    data            BLOB NOT NULL,         -- little-endian doubles in order of draws; NaN: no value
    PRIMARY KEY (run, output, target, cell, period)
) STRICT;

-- The same statistics of run minus base_run, taken draw by draw (同条件差额).
CREATE TABLE difference (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    base_run        INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- what is subtracted
    output          TEXT NOT NULL,         -- name of the output
    cell            TEXT NOT NULL,         -- '' is the whole
    period          TEXT NOT NULL,         -- see above
    n               INTEGER NOT NULL,      -- draws in which both have a value
    mean            REAL,                  -- average difference
    se              REAL,                  -- standard error of the mean
    sd              REAL,                  -- standard deviation over draws
    min             REAL,                  -- the least difference
    p05             REAL,                  -- quantiles of the difference
    p10             REAL,                  -- .
    p20             REAL,                  -- .
    p25             REAL,                  -- .
    p50             REAL,                  -- the median
    p75             REAL,                  -- .
    p80             REAL,                  -- .
    p90             REAL,                  -- .
    p95             REAL,                  -- .
    max             REAL,                  -- the largest difference
    PRIMARY KEY (run, base_run, output, cell, period)
) STRICT, WITHOUT ROWID;

CREATE INDEX difference_base ON difference (base_run); -- what deleting a base run looks through

-- What contradicts itself or is unclear in the plan, as `polsim check` prints it.
CREATE TABLE finding (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    position        INTEGER NOT NULL,      -- the plan's own in order of the script, then those of rules
    id              TEXT NOT NULL,         -- its name, or that of what it speaks of
    kind            TEXT NOT NULL CHECK (kind IN ('plan', 'general')), -- general: a rule for any plan found it
    en              TEXT,                  -- what was found, in English
    zh              TEXT,                  -- what was found, in Chinese
    about           TEXT,                  -- the target, output, input or fund it speaks of, where it names one
    source_kind     TEXT,                  -- 'plan' 'cited' 'assumed'; NULL: of the model, not of a text
    source          TEXT,                  -- where the contradiction stands
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- ---- views: what people ask, with plain names ----

-- A cell in words.
CREATE VIEW v_cells AS
SELECT c.run, c.cell,
       group_concat(coalesce(l.en, l.zh, c.label), ', ') AS cell_en,
       group_concat(coalesce(l.zh, l.en, c.label), '、') AS cell_zh
FROM cell AS c LEFT JOIN label AS l ON l.run = c.run AND l.scope = c.axis AND l.id = c.label
GROUP BY c.run, c.cell;

-- Will the targets be met, and how surely?
CREATE VIEW v_targets AS
SELECT t.run, r.scenario, t.name AS target, coalesce(t.label_en, t.name) AS title_en,
       coalesce(t.label_zh, t.label_en, t.name) AS title_zh, t.cell, t.period, t.op, t.threshold,
       t.unit, t.probability, t.se, t.mean, t.p05, t.p50, t.p95, t.source_kind, t.source,
       t.note_en, t.note_zh
FROM target AS t JOIN run AS r USING (run);

-- Every statistic with its unit and kind; period_kind filters years ('year') or months ('month').
CREATE VIEW v_series AS
SELECT s.run, r.scenario, s.output, o.role, o.kind, o.unit, s.cell, p.kind AS period_kind, s.period,
       s.n, s.mean, s.se, s.sd, s.min, s.p05, s.p10, s.p20, s.p25, s.p50, s.p75, s.p80, s.p90,
       s.p95, s.max
FROM series AS s
JOIN run AS r USING (run)
JOIN output AS o USING (run, output)
JOIN period AS p USING (run, period);

-- How much money, from which fund, when? fund '' is all funds together. In yuan; arrears and balance
-- are at the end of the period.
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

-- The axis by which what is done is compared with what was asked: the first of the output with role
-- 'task', else of the one with role 'done'.
CREATE VIEW v_task_axis AS
SELECT o.run, CASE instr(o.axes, ';') WHEN 0 THEN o.axes
                                      ELSE substr(o.axes, 1, instr(o.axes, ';') - 1) END AS axis
FROM output AS o
WHERE o.axes <> '' AND o.position =
      (SELECT i.position FROM output AS i
       WHERE i.run = o.run AND i.role IN ('task', 'done') AND i.axes <> ''
       ORDER BY i.role = 'done', i.position LIMIT 1);

-- Which department lags? One row a label of that axis and period. A plan with another axis gets that.
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

-- What the result rests on, what is assumed first.
CREATE VIEW v_parameters AS
SELECT p.run, r.scenario, p.name, coalesce(p.label_en, p.name) AS title_en,
       coalesce(p.label_zh, p.label_en, p.name) AS title_zh, p.period, p.cell, p.unit, p.value,
       p.mean, p.p05, p.p95, p.source_kind, p.source
FROM parameter AS p JOIN run AS r USING (run)
ORDER BY p.run, p.source_kind <> 'assumed', p.position;

-- What a scenario changes against its base, draw by draw; significant: |mean| over 2.13 standard
-- errors (t with 15 degrees of freedom, 95 %).
CREATE VIEW v_differences AS
SELECT d.run, r.scenario, d.base_run, b.scenario AS base_scenario, d.output, o.role, o.unit, d.cell,
       p.kind AS period_kind, d.period, d.n, d.mean, d.se, d.p05, d.p50, d.p95,
       abs(d.mean) > 2.13 * d.se AS significant
FROM difference AS d
JOIN run AS r ON r.run = d.run
JOIN run AS b ON b.run = d.base_run
JOIN output AS o ON o.run = d.run AND o.output = d.output
JOIN period AS p ON p.run = d.run AND p.period = d.period;

-- What contradicts itself or is unclear in the plan.
CREATE VIEW v_findings AS
SELECT f.run, r.scenario, f.position, f.id, f.kind, coalesce(f.en, f.zh) AS finding_en,
       coalesce(f.zh, f.en) AS finding_zh, f.about, f.source_kind, f.source
FROM finding AS f JOIN run AS r USING (run);

-- The runs, latest first.
CREATE VIEW v_runs AS
SELECT run, model, scenario, title_en, title_zh, status, draws, seed, sampler, base_run, started_at,
       seconds, output_digest
FROM run ORDER BY run DESC;
