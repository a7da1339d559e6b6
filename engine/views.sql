-- The views of polsim's database: what people ask, with plain names. What columns mean that are not
-- explained here stands in schema.sql. polsim executes this file after schema.sql, and again whenever it has
-- brought a database to a newer version.

DROP VIEW IF EXISTS v_cells;
DROP VIEW IF EXISTS v_targets;
DROP VIEW IF EXISTS v_series;
DROP VIEW IF EXISTS v_budget;
DROP VIEW IF EXISTS v_task_axis;
DROP VIEW IF EXISTS v_departments;
DROP VIEW IF EXISTS v_parameters;
DROP VIEW IF EXISTS v_differences;
DROP VIEW IF EXISTS v_findings;
DROP VIEW IF EXISTS v_runs;
DROP VIEW IF EXISTS v_sweep;
DROP VIEW IF EXISTS v_solve;
DROP VIEW IF EXISTS v_solve_curve;
DROP VIEW IF EXISTS v_solve_points;
DROP VIEW IF EXISTS v_solve_statements;
DROP VIEW IF EXISTS v_minimise_levers;
DROP VIEW IF EXISTS v_minimise_constraints;
DROP VIEW IF EXISTS v_precision;
DROP VIEW IF EXISTS v_explain;
DROP VIEW IF EXISTS v_attain;
DROP VIEW IF EXISTS v_attain_months;
DROP VIEW IF EXISTS v_attain_joint;
DROP VIEW IF EXISTS v_attain_pairs;
DROP VIEW IF EXISTS v_compare;
DROP VIEW IF EXISTS v_regret;
DROP VIEW IF EXISTS v_sensitivity;
DROP VIEW IF EXISTS v_sensitivity_groups;
DROP VIEW IF EXISTS v_sensitivity_measures;
DROP VIEW IF EXISTS v_sensitivity_sobol;
DROP VIEW IF EXISTS v_sensitivity_morris;
DROP VIEW IF EXISTS v_tornado;
DROP VIEW IF EXISTS series;
DROP VIEW IF EXISTS difference;
DROP VIEW IF EXISTS draws;

-- Single draws in order, packed: what the columns mean stands with the table strip.
CREATE VIEW draws AS
SELECT d.run, d.output, d.target, d.cell, d.period, s.packed, s.format, s.least, s.times
FROM draws_of AS d JOIN strip AS s ON s.strip = d.strip;

-- Statistics over the draws, one row an output, cell and period.
CREATE VIEW series AS
SELECT l.run, l.output, l.cell, p.period, s.n, s.mean, s.se, s.sd, s.min, s.p05, s.p10, s.p20, s.p25,
       s.p50, s.p75, s.p80, s.p90, s.p95, s.max
FROM place AS l
JOIN period AS p ON p.run = l.run
JOIN statistic AS s ON s.id = coalesce(
    (SELECT own.id FROM statistic AS own WHERE own.id = 4096 * l.place + p.position),
    CASE WHEN p.kind IN ('month', 'quarter') THEN l.months_like ELSE l.years_like END)
WHERE l.base_run IS NULL;

-- The same statistics of run minus base_run, taken draw by draw (同条件差额); n: draws in which both have
-- a value.
CREATE VIEW difference AS
SELECT l.run, l.base_run, l.output, l.cell, p.period, s.n, s.mean, s.se, s.sd, s.min, s.p05, s.p10,
       s.p20, s.p25, s.p50, s.p75, s.p80, s.p90, s.p95, s.max
FROM place AS l
JOIN period AS p ON p.run = l.run
JOIN statistic AS s ON s.id = coalesce(
    (SELECT own.id FROM statistic AS own WHERE own.id = 4096 * l.place + p.position),
    CASE WHEN p.kind IN ('month', 'quarter') THEN l.months_like ELSE l.years_like END)
WHERE l.base_run IS NOT NULL;

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
GROUP BY s.run, fund, p.kind, s.period; -- a query for years alone looks at no month

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
WITH named AS (
    SELECT a.run, r.scenario, a.axis, l.id AS department, coalesce(l.en, l.zh, l.id) AS title_en,
           coalesce(l.zh, l.en, l.id) AS title_zh, l.position, p.kind AS period_kind, d.period,
           (SELECT t.mean FROM series AS t WHERE t.run = a.run AND t.output = ot.output
            AND t.cell = d.cell AND t.period = d.period) AS task,
           d.mean AS done, d.p10 AS done_p10, d.p50 AS done_p50, d.p90 AS done_p90, od.unit,
           d.output AS done_output, ot.output AS task_output, d.cell
    FROM v_task_axis AS a
    JOIN run AS r USING (run)
    JOIN label AS l ON l.run = a.run AND l.scope = a.axis
    JOIN output AS od ON od.run = a.run AND od.role = 'done'
    JOIN series AS d ON d.run = a.run AND d.output = od.output AND d.cell = a.axis || '=' || l.id
    JOIN period AS p ON p.run = a.run AND p.period = d.period
    LEFT JOIN output AS ot ON ot.run = a.run AND ot.role = 'task')
SELECT run, scenario, axis, department, title_en, title_zh, position, period_kind, period, task, done,
       done_p10, done_p50, done_p90, unit, done / nullif(task, 0) AS rate, done_output, task_output, cell
FROM named;

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

-- Measures over one or two inputs (polsim sweep): one row a point and measure. x and y: values of the first and the
-- second lever, as factors where `x_scaled` or `y_scaled` is 1.
CREATE VIEW v_sweep AS
SELECT a.answer, a.run, a.scenario,
       json_extract(l.cells, '$.lever') AS x_lever, json_extract(l.cells, '$.label_en') AS x_title_en,
       json_extract(l.cells, '$.label_zh') AS x_title_zh,
       json_extract(l.cells, '$.unit') AS x_unit, json_extract(l.cells, '$.scaled') AS x_scaled,
       json_extract(p.cells, '$.x') AS x,
       json_extract(k.cells, '$.lever') AS y_lever, json_extract(k.cells, '$.label_en') AS y_title_en,
       json_extract(k.cells, '$.label_zh') AS y_title_zh,
       json_extract(k.cells, '$.unit') AS y_unit, json_extract(k.cells, '$.scaled') AS y_scaled,
       json_extract(p.cells, '$.y') AS y,
       m.position, json_extract(m.cells, '$.measure') AS measure, json_extract(m.cells, '$.label_en') AS title_en,
       json_extract(m.cells, '$.label_zh') AS title_zh, json_extract(m.cells, '$.unit') AS unit,
       json_extract(m.cells, '$.op') AS op,
       json_extract(m.cells, '$.threshold') AS threshold, json_extract(p.cells, '$.n') AS n,
       json_extract(p.cells, '$.mean') AS mean,
       json_extract(p.cells, '$.se') AS se, json_extract(p.cells, '$.p05') AS p05,
       json_extract(p.cells, '$.p50') AS p50,
       json_extract(p.cells, '$.p95') AS p95, json_extract(p.cells, '$.probability') AS probability,
       json_extract(p.cells, '$.probability_se') AS probability_se
FROM answer AS a
JOIN answer_row AS l ON l.answer = a.answer AND l.part = 'levers' AND l.position = 0
LEFT JOIN answer_row AS k ON k.answer = a.answer AND k.part = 'levers' AND k.position = 1
JOIN answer_row AS m ON m.answer = a.answer AND m.part = 'measures'
JOIN answer_row AS p ON p.answer = a.answer AND p.part = 'points'
                    AND json_extract(p.cells, '$.measure') = json_extract(m.cells, '$.measure')
WHERE a.kind = 'sweep';

-- What it takes (polsim solve): the answer, a row a question. status: 'found', 'at_start' (the range's first value does
-- already), 'never'. low, high: interval of 95 %, NULL where it goes on beyond least or most.
CREATE VIEW v_solve AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.statement') AS statement,
       json_extract(r.cells, '$.label_en') AS title_en,
       json_extract(r.cells, '$.label_zh') AS title_zh, json_extract(r.cells, '$.lever') AS lever,
       json_extract(r.cells, '$.lever_en') AS lever_en,
       json_extract(r.cells, '$.lever_zh') AS lever_zh, json_extract(r.cells, '$.unit') AS unit,
       json_extract(r.cells, '$.scaled') AS scaled,
       json_extract(r.cells, '$.side') AS side, json_extract(r.cells, '$.confidence') AS confidence,
       json_extract(r.cells, '$.status') AS status,
       json_extract(r.cells, '$.value') AS value, json_extract(r.cells, '$.low') AS low,
       json_extract(r.cells, '$.high') AS high,
       json_extract(r.cells, '$.step') AS step, json_extract(r.cells, '$.least') AS least,
       json_extract(r.cells, '$.most') AS most,
       json_extract(r.cells, '$.probability') AS probability,
       json_extract(r.cells, '$.probability_se') AS probability_se,
       json_extract(r.cells, '$.check_probability') AS check_probability,
       json_extract(r.cells, '$.check_se') AS check_se,
       json_extract(r.cells, '$.turned') AS turned, json_extract(r.cells, '$.fall') AS fall
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'solve'
WHERE a.kind = 'solve';

-- Its curve: the value needed for each confidence, NULL where no value of the range does.
CREATE VIEW v_solve_curve AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.confidence') AS confidence,
       json_extract(r.cells, '$.need') AS need,
       json_extract(r.cells, '$.at_start') AS at_start
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'curve'
WHERE a.kind = 'solve';

-- The values of the lever that were run, with the probability at each.
CREATE VIEW v_solve_points AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.x') AS x,
       json_extract(r.cells, '$.probability') AS probability,
       json_extract(r.cells, '$.probability_se') AS probability_se
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'points'
WHERE a.kind = 'solve';

-- The statements that shall hold in the same draw: at the answer by itself; alone: it fails and all others hold; best: the
-- most at any value that was run.
CREATE VIEW v_solve_statements AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.statement') AS statement,
       json_extract(r.cells, '$.label_en') AS title_en, json_extract(r.cells, '$.label_zh') AS title_zh,
       json_extract(r.cells, '$.probability') AS probability,
       json_extract(r.cells, '$.probability_se') AS probability_se,
       json_extract(r.cells, '$.alone') AS alone, json_extract(r.cells, '$.best') AS best,
       json_extract(r.cells, '$.best_at') AS best_at
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'statements'
WHERE a.kind = 'solve';

-- The least cost (polsim solve --minimise): a row a lever, with the cost of them all. status: 'found', 'never' (nothing
-- in the ranges keeps every limit). check_cost: on fresh draws, where the cost is a measure's mean.
CREATE VIEW v_minimise_levers AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.cost_text') AS cost_text,
       json_extract(r.cells, '$.unit') AS cost_unit, json_extract(r.cells, '$.status') AS status,
       json_extract(r.cells, '$.cost') AS cost, json_extract(r.cells, '$.check_cost') AS check_cost,
       json_extract(l.cells, '$.lever') AS lever, json_extract(l.cells, '$.label_en') AS title_en,
       json_extract(l.cells, '$.label_zh') AS title_zh, json_extract(l.cells, '$.unit') AS unit,
       json_extract(l.cells, '$.scaled') AS scaled, json_extract(l.cells, '$.low') AS low,
       json_extract(l.cells, '$.high') AS high, json_extract(l.cells, '$.value') AS value
FROM answer AS a
JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'minimise'
JOIN answer_row AS l ON l.answer = a.answer AND l.part = 'levers'
WHERE a.kind = 'minimise';

-- Its limits: a row a statement. verdict, on fresh draws: 'holds', 'chance' (short of `confidence`, within the interval
-- of 95 %), 'misses'. Of statements that shall hold in the same draw the first row is all together; the others have no
-- confidence. best: the most at any values that were run.
CREATE VIEW v_minimise_constraints AS
SELECT a.answer, a.run, a.scenario, json_extract(r.cells, '$.statement') AS statement,
       json_extract(r.cells, '$.label_en') AS title_en, json_extract(r.cells, '$.label_zh') AS title_zh,
       json_extract(r.cells, '$.confidence') AS confidence,
       json_extract(r.cells, '$.probability') AS probability,
       json_extract(r.cells, '$.probability_se') AS probability_se,
       json_extract(r.cells, '$.check_probability') AS check_probability,
       json_extract(r.cells, '$.check_se') AS check_se, json_extract(r.cells, '$.check_verdict') AS verdict,
       json_extract(r.cells, '$.best') AS best
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'constraints'
WHERE a.kind = 'minimise';

-- How precise a run was asked to be (polsim run --until): a row a condition and number of draws, the last of a condition
-- is the run's own. reached and wanted: standard errors where standard is 1, else half intervals of 95 %; relative 1: of
-- the estimate.
CREATE VIEW v_precision AS
SELECT a.answer, a.run, a.scenario, r.position, json_extract(r.cells, '$.condition') AS condition,
       json_extract(r.cells, '$.label_en') AS title_en, json_extract(r.cells, '$.label_zh') AS title_zh,
       json_extract(r.cells, '$.draws') AS draws, json_extract(r.cells, '$.of') AS kind,
       json_extract(r.cells, '$.unit') AS unit, json_extract(r.cells, '$.estimate') AS estimate,
       json_extract(r.cells, '$.se') AS se, json_extract(r.cells, '$.standard') AS standard,
       json_extract(r.cells, '$.relative') AS relative, json_extract(r.cells, '$.reached') AS reached,
       json_extract(r.cells, '$.wanted') AS wanted, json_extract(r.cells, '$.holds') AS holds
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'growth'
WHERE a.kind = 'precision';
-- ---- answers: each row of a part of an answer, with its columns (docs/questions.md) ----

-- Which change moves the difference between two scenarios how much (polsim explain). Rows of one measure and aspect:
-- kind 'from', the changes in order, 'to', 'difference'.
CREATE VIEW v_explain AS
SELECT a.answer, a.run, a.other_run AS from_run, a.scenario, a.asked_at, r.position,
       json_extract(r.cells, '$.measure') AS measure, json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh, json_extract(r.cells, '$.period') AS period,
       json_extract(r.cells, '$.aspect') AS aspect, json_extract(r.cells, '$.unit') AS unit,
       json_extract(r.cells, '$.threshold') AS threshold, json_extract(r.cells, '$.step') AS step,
       json_extract(r.cells, '$.kind') AS kind, json_extract(r.cells, '$.change') AS change,
       json_extract(r.cells, '$.change_en') AS change_en, json_extract(r.cells, '$.change_zh') AS change_zh,
       json_extract(r.cells, '$.start') AS start, json_extract(r.cells, '$.end') AS "end",
       json_extract(r.cells, '$.n') AS n, json_extract(r.cells, '$.mean') AS mean,
       json_extract(r.cells, '$.se') AS se, json_extract(r.cells, '$.order_se') AS order_se,
       json_extract(r.cells, '$.p05') AS p05, json_extract(r.cells, '$.p50') AS p50,
       json_extract(r.cells, '$.p95') AS p95, json_extract(r.cells, '$.above') AS above,
       json_extract(r.cells, '$.listed') AS listed, json_extract(r.cells, '$.first') AS "first",
       json_extract(r.cells, '$.last') AS "last", json_extract(r.cells, '$.interaction') AS interaction
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'explain' AND r.part = 'effects';

-- When targets are reached (polsim attain): event 'reached', of a limit 'exceeded'; months P5, P50, P95 are NULL where so
-- many never do.
CREATE VIEW v_attain AS
SELECT a.answer, a.run, a.scenario, a.asked_at, r.position, json_extract(r.cells, '$.number') AS number,
       json_extract(r.cells, '$.name') AS name, json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh, json_extract(r.cells, '$.cell') AS cell,
       json_extract(r.cells, '$.due') AS due, json_extract(r.cells, '$.end') AS "end",
       json_extract(r.cells, '$.op') AS op, json_extract(r.cells, '$.threshold') AS threshold,
       json_extract(r.cells, '$.unit') AS unit, json_extract(r.cells, '$.event') AS event,
       json_extract(r.cells, '$.n') AS n, json_extract(r.cells, '$.probability') AS probability,
       json_extract(r.cells, '$.se') AS se, json_extract(r.cells, '$.never') AS never,
       json_extract(r.cells, '$.never_se') AS never_se, json_extract(r.cells, '$.lost') AS lost,
       json_extract(r.cells, '$.lost_se') AS lost_se, json_extract(r.cells, '$.p05') AS p05,
       json_extract(r.cells, '$.p50') AS p50, json_extract(r.cells, '$.p95') AS p95
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'attain' AND r.part = 'times';

-- By month: the share of draws in which it was reached by then, and the share in which in that month.
CREATE VIEW v_attain_months AS
SELECT a.answer, a.run, a.scenario, a.asked_at, r.position, json_extract(r.cells, '$.number') AS number,
       json_extract(r.cells, '$.name') AS name, json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh, json_extract(r.cells, '$.month') AS month,
       json_extract(r.cells, '$.share') AS share, json_extract(r.cells, '$.se') AS se,
       json_extract(r.cells, '$.inside') AS "inside"
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'attain' AND r.part = 'months';

-- Kind 'all': all met at once; 'open': all that are met in some draws and missed in others; 'count': exactly `number`
-- are met; 'missed', 'alone': this target is missed, is missed while all other open ones are met.
CREATE VIEW v_attain_joint AS
SELECT a.answer, a.run, a.scenario, a.asked_at, r.position, json_extract(r.cells, '$.kind') AS kind,
       json_extract(r.cells, '$.number') AS number, json_extract(r.cells, '$.name') AS name,
       json_extract(r.cells, '$.label_en') AS label_en, json_extract(r.cells, '$.label_zh') AS label_zh,
       json_extract(r.cells, '$.share') AS share, json_extract(r.cells, '$.se') AS se
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'attain' AND r.part = 'joint';

-- Two targets: the probability that both are met, and of the first given the other.
CREATE VIEW v_attain_pairs AS
SELECT a.answer, a.run, a.scenario, a.asked_at, r.position, json_extract(r.cells, '$.number') AS number,
       json_extract(r.cells, '$.name') AS name, json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh, json_extract(r.cells, '$.other_number') AS other_number,
       json_extract(r.cells, '$.other_name') AS other_name,
       json_extract(r.cells, '$.other_label_en') AS other_label_en,
       json_extract(r.cells, '$.other_label_zh') AS other_label_zh, json_extract(r.cells, '$.both') AS "both",
       json_extract(r.cells, '$.both_se') AS both_se, json_extract(r.cells, '$.given') AS given,
       json_extract(r.cells, '$.given_se') AS given_se
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'attain' AND r.part = 'pairs';

-- Runs less the first one compared (polsim compare), draw by draw: better, equal: the share of draws in which the run
-- is better than the first (NULL where more is neither better nor worse), or the same.
CREATE VIEW v_compare AS
SELECT a.answer, a.run AS first_run, a.asked_at, r.position, json_extract(r.cells, '$.kind') AS kind,
       json_extract(r.cells, '$.name') AS name, json_extract(r.cells, '$.label') AS label,
       json_extract(r.cells, '$.role') AS role, json_extract(r.cells, '$.fund') AS fund,
       json_extract(r.cells, '$.cell') AS cell, json_extract(r.cells, '$.cell_label') AS cell_label,
       json_extract(r.cells, '$.period') AS period, json_extract(r.cells, '$.threshold') AS threshold,
       json_extract(r.cells, '$.unit') AS unit, json_extract(r.cells, '$.run') AS run,
       json_extract(r.cells, '$.scenario') AS scenario, json_extract(r.cells, '$.n') AS n,
       json_extract(r.cells, '$.mean') AS mean, json_extract(r.cells, '$.se') AS se,
       json_extract(r.cells, '$.p05') AS p05, json_extract(r.cells, '$.p95') AS p95,
       json_extract(r.cells, '$.above') AS above, json_extract(r.cells, '$.better') AS better,
       json_extract(r.cells, '$.equal') AS "equal"
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'compare' AND r.part = 'differences';

-- Runs against the best of those compared in each draw; aspect 'probability': that the target is missed where another run
-- meets it; best, alone: the share of draws in which no other is better, in which all others are worse.
CREATE VIEW v_regret AS
SELECT a.answer, a.run AS first_run, a.asked_at, r.position, json_extract(r.cells, '$.kind') AS kind,
       json_extract(r.cells, '$.name') AS name, json_extract(r.cells, '$.label') AS label,
       json_extract(r.cells, '$.cell') AS cell, json_extract(r.cells, '$.cell_label') AS cell_label,
       json_extract(r.cells, '$.period') AS period, json_extract(r.cells, '$.aspect') AS aspect,
       json_extract(r.cells, '$.unit') AS unit, json_extract(r.cells, '$.threshold') AS threshold,
       json_extract(r.cells, '$.better') AS better, json_extract(r.cells, '$.run') AS run,
       json_extract(r.cells, '$.scenario') AS scenario, json_extract(r.cells, '$.n') AS n,
       json_extract(r.cells, '$.regret') AS regret, json_extract(r.cells, '$.se') AS se,
       json_extract(r.cells, '$.p95') AS p95, json_extract(r.cells, '$.best') AS best,
       json_extract(r.cells, '$.alone') AS alone
FROM answer AS a JOIN answer_row AS r USING (answer) WHERE a.kind = 'compare' AND r.part = 'regret';
-- Which inputs the spread of a measure comes from (polsim sensitivity): shares of the variance (first_order; independent:
-- when the inputs correlated with it are known), rank correlations, and by how much the value of 80 % confidence would
-- come nearer if the input were known. low, high: 95 % intervals.
CREATE VIEW v_sensitivity AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       json_extract(r.cells, '$.unit') AS unit,
       CAST(json_extract(r.cells, '$.place') AS INTEGER) AS place,
       json_extract(r.cells, '$.name') AS input,
       json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh,
       json_extract(r.cells, '$.parameter') AS parameter,
       json_extract(r.cells, '$.class') AS class,
       json_extract(r.cells, '$.p10') AS p10,
       json_extract(r.cells, '$.p90') AS p90,
       json_extract(r.cells, '$.first') AS first_order,
       json_extract(r.cells, '$.first_se') AS first_se,
       json_extract(r.cells, '$.first_low') AS first_low,
       json_extract(r.cells, '$.first_high') AS first_high,
       json_extract(r.cells, '$.independent') AS independent,
       json_extract(r.cells, '$.independent_se') AS independent_se,
       json_extract(r.cells, '$.rank') AS rank_correlation,
       json_extract(r.cells, '$.rank_se') AS rank_se,
       json_extract(r.cells, '$.partial') AS partial,
       json_extract(r.cells, '$.partial_se') AS partial_se,
       json_extract(r.cells, '$.known') AS known,
       json_extract(r.cells, '$.known_se') AS known_se,
       json_extract(r.cells, '$.known_low') AS known_low,
       json_extract(r.cells, '$.known_high') AS known_high
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'inputs'
WHERE a.kind = 'sensitivity';

-- The same of several inputs, each by itself, added up; kind: 'parameter' 'class' (of source) 'file' (of the script).
CREATE VIEW v_sensitivity_groups AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       json_extract(r.cells, '$.kind') AS kind,
       CAST(json_extract(r.cells, '$.place') AS INTEGER) AS place,
       json_extract(r.cells, '$.name') AS name,
       json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh,
       CAST(json_extract(r.cells, '$.inputs') AS INTEGER) AS inputs,
       json_extract(r.cells, '$.share') AS share,
       json_extract(r.cells, '$.share_se') AS share_se,
       json_extract(r.cells, '$.share_low') AS share_low,
       json_extract(r.cells, '$.share_high') AS share_high
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'groups'
WHERE a.kind = 'sensitivity';

-- What is left: alone: all inputs one by one; pairs of them acting together; rest: chance and other joint effects.
-- quantile: the value that is kept (level 0.8) or reached (level 0.2) with 80 % confidence. reading: what the choice among
-- `readings` runs does, joint: that together with the others (NULL: one run).
CREATE VIEW v_sensitivity_measures AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       json_extract(r.cells, '$.unit') AS unit,
       CAST(json_extract(r.cells, '$.n') AS INTEGER) AS n,
       json_extract(r.cells, '$.mean') AS mean,
       json_extract(r.cells, '$.sd') AS sd,
       json_extract(r.cells, '$.level') AS level,
       json_extract(r.cells, '$.quantile') AS quantile,
       json_extract(r.cells, '$.alone') AS alone,
       json_extract(r.cells, '$.alone_se') AS alone_se,
       json_extract(r.cells, '$.alone_low') AS alone_low,
       json_extract(r.cells, '$.alone_high') AS alone_high,
       json_extract(r.cells, '$.pairs') AS pairs,
       json_extract(r.cells, '$.pairs_se') AS pairs_se,
       json_extract(r.cells, '$.pairs_low') AS pairs_low,
       json_extract(r.cells, '$.pairs_high') AS pairs_high,
       json_extract(r.cells, '$.rest') AS rest,
       json_extract(r.cells, '$.rest_se') AS rest_se,
       json_extract(r.cells, '$.rest_low') AS rest_low,
       json_extract(r.cells, '$.rest_high') AS rest_high,
       CAST(json_extract(r.cells, '$.correlated') AS INTEGER) AS correlated,
       CAST(json_extract(r.cells, '$.readings') AS INTEGER) AS readings,
       json_extract(r.cells, '$.reading') AS reading,
       json_extract(r.cells, '$.reading_se') AS reading_se,
       json_extract(r.cells, '$.reading_low') AS reading_low,
       json_extract(r.cells, '$.reading_high') AS reading_high,
       json_extract(r.cells, '$.joint') AS joint,
       json_extract(r.cells, '$.joint_se') AS joint_se,
       json_extract(r.cells, '$.joint_low') AS joint_low,
       json_extract(r.cells, '$.joint_high') AS joint_high
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'measures'
WHERE a.kind = 'sensitivity';

-- First-order and total indices from runs of a design; input 'chance' is what another seed changes.
CREATE VIEW v_sensitivity_sobol AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       CAST(json_extract(r.cells, '$.place') AS INTEGER) AS place,
       json_extract(r.cells, '$.name') AS input,
       json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh,
       json_extract(r.cells, '$.class') AS class,
       CAST(json_extract(r.cells, '$.inputs') AS INTEGER) AS inputs,
       json_extract(r.cells, '$.first') AS first_order,
       json_extract(r.cells, '$.first_se') AS first_se,
       json_extract(r.cells, '$.first_low') AS first_low,
       json_extract(r.cells, '$.first_high') AS first_high,
       json_extract(r.cells, '$.total') AS total,
       json_extract(r.cells, '$.total_se') AS total_se,
       json_extract(r.cells, '$.total_low') AS total_low,
       json_extract(r.cells, '$.total_high') AS total_high
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'totals'
WHERE a.kind = 'sensitivity_sobol';

-- Elementary effects; about: mu*, the mean of their sizes; mean: mu; sigma.
CREATE VIEW v_sensitivity_morris AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       json_extract(r.cells, '$.unit') AS unit,
       CAST(json_extract(r.cells, '$.place') AS INTEGER) AS place,
       json_extract(r.cells, '$.name') AS input,
       json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh,
       json_extract(r.cells, '$.parameter') AS parameter,
       json_extract(r.cells, '$.class') AS class,
       json_extract(r.cells, '$.p10') AS p10,
       json_extract(r.cells, '$.p90') AS p90,
       json_extract(r.cells, '$.about') AS about,
       json_extract(r.cells, '$.about_se') AS about_se,
       json_extract(r.cells, '$.about_low') AS about_low,
       json_extract(r.cells, '$.about_high') AS about_high,
       json_extract(r.cells, '$.mean') AS mean,
       json_extract(r.cells, '$.sigma') AS sigma
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'effects'
WHERE a.kind = 'sensitivity_morris';

-- One input at a time at its P10 and P90, all else and chance at their means.
CREATE VIEW v_tornado AS
SELECT a.answer, a.run, a.scenario, r.position,
       json_extract(r.cells, '$.measure') AS measure,
       json_extract(r.cells, '$.measure_en') AS measure_en,
       json_extract(r.cells, '$.measure_zh') AS measure_zh,
       json_extract(r.cells, '$.unit') AS unit,
       CAST(json_extract(r.cells, '$.place') AS INTEGER) AS place,
       json_extract(r.cells, '$.name') AS input,
       json_extract(r.cells, '$.label_en') AS label_en,
       json_extract(r.cells, '$.label_zh') AS label_zh,
       json_extract(r.cells, '$.parameter') AS parameter,
       json_extract(r.cells, '$.class') AS class,
       json_extract(r.cells, '$.p10') AS p10,
       json_extract(r.cells, '$.p90') AS p90,
       json_extract(r.cells, '$.at_mean') AS at_mean,
       json_extract(r.cells, '$.at_p10') AS at_p10,
       json_extract(r.cells, '$.at_p90') AS at_p90,
       json_extract(r.cells, '$.swing') AS swing
FROM answer AS a JOIN answer_row AS r ON r.answer = a.answer AND r.part = 'tornado'
WHERE a.kind = 'sensitivity_tornado';
