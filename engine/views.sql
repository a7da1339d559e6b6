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
DROP VIEW IF EXISTS v_sensitivity;
DROP VIEW IF EXISTS v_sensitivity_groups;
DROP VIEW IF EXISTS v_sensitivity_measures;
DROP VIEW IF EXISTS v_sensitivity_sobol;
DROP VIEW IF EXISTS v_sensitivity_morris;
DROP VIEW IF EXISTS v_tornado;
DROP VIEW IF EXISTS series;
DROP VIEW IF EXISTS difference;

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
