-- The database of polsim's runs, version 7: its tables. Public: query it with sqlite3, R, Python or a
-- spreadsheet; start from the views in views.sql. polsim executes this file once, to make a new database.
--
-- Words that mean the same everywhere:
--   cell    '' for the whole, else labels by axis name: 'department=civil;level=L3' (see table cell)
--   period  '2026-03' a month, '2026Q1' a quarter, '2026' a year, 'plan' from..to, 'all' from..tail
--           (see table period). Flows are summed over it, levels read at its end, ratios are of sums.
--   NULL    no value (a ratio that had none in any draw), or not kept (quantiles of months in cells of
--           several axes)
--   p05 …   the value that 5 % of the draws do not exceed

PRAGMA application_id = 1886350451; -- 0x706f6c73, "pols": STORE_APPLICATION_ID
PRAGMA user_version = 7;            -- STORE_VERSION

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
    path            TEXT NOT NULL,         -- relative to the scenario's folder; '@inputs/NAME': of --inputs
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
    position        INTEGER NOT NULL,      -- 0, 1, 2 …: months, quarters, years, plan, all
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

-- What statistics are of: an output in a cell, or its paired difference from a base. Most queries want
-- the views series and difference instead, which put names to the rows of statistic.
CREATE TABLE place (
    place           INTEGER PRIMARY KEY,   -- number of the place
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    base_run        INTEGER REFERENCES run (run) ON DELETE CASCADE, -- what is subtracted; NULL: nothing
    output          TEXT NOT NULL,         -- name of the output
    cell            TEXT NOT NULL,         -- '' is the whole
    months_like     INTEGER,               -- statistic.id of all months and quarters without a row of their own
    years_like      INTEGER                -- the same for years, plan and all; NULL: there are no such
) STRICT;

CREATE UNIQUE INDEX place_name ON place (run, output, cell, coalesce(base_run, 0));
CREATE INDEX place_base ON place (base_run) WHERE base_run IS NOT NULL; -- what deleting a base run looks through

-- Statistics over the draws of a place in a period. Half of a plan's are 0 in every draw: these stand
-- once, and places refer to them (…_like).
CREATE TABLE statistic (
    id              INTEGER PRIMARY KEY,   -- 4096 * place.place + period.position
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
    max             REAL                   -- the largest draw
) STRICT;

CREATE TRIGGER place_deleted AFTER DELETE ON place BEGIN
    DELETE FROM statistic WHERE id BETWEEN 4096 * old.place AND 4096 * old.place + 4095;
END;

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

-- Single draws, which the view draws has whole: targets' and yearly totals' first 65,536, more where the output says
-- keep. Many are the same as others of their run, draw by draw, and are kept once.
CREATE TABLE draws_of (
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    output          TEXT NOT NULL,         -- name of the output; '' for a target{}
    target          TEXT NOT NULL,         -- name of the target{} whose value it is; '' for an output
    cell            TEXT NOT NULL,         -- '' is the whole
    period          TEXT NOT NULL,         -- see above
    strip           INTEGER NOT NULL,      -- its draws
    PRIMARY KEY (run, output, target, cell, period)
) STRICT, WITHOUT ROWID;

-- A value is least + element of packed; where all draws are the same, packed holds one and `times` says how many they
-- are. No key of another table leads here: to delete a run would be to look for the draws of each strip.
CREATE TABLE strip (
    strip           INTEGER PRIMARY KEY,
    run             INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE, -- the run
    packed          BLOB NOT NULL,         -- the elements, little-endian, in order of draws
    format          TEXT NOT NULL DEFAULT 'd' CHECK (format IN ('d', 'B', 'H', 'I')),
                                           -- of an element, as in Python's array: d a double (NaN: no value),
                                           -- B H I a whole number from 0 in 1, 2, 4 bytes
    least           REAL NOT NULL DEFAULT 0, -- what is added to each element
    times           INTEGER NOT NULL DEFAULT 1  -- how often the elements stand, one after the other
) STRICT;
CREATE INDEX strip_run ON strip (run);

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

-- Questions that were asked of runs or scenarios (polsim explain, sensitivity, sweep, solve …) with their answers.
CREATE TABLE answer (
    answer          INTEGER PRIMARY KEY,   -- its number, in order of asking
    kind            TEXT NOT NULL,         -- the command: 'sensitivity'
    run             INTEGER REFERENCES run (run) ON DELETE CASCADE, -- the run asked of; NULL: a scenario's file
    other_run       INTEGER REFERENCES run (run) ON DELETE CASCADE, -- what it is compared with; NULL: nothing
    scenario        TEXT NOT NULL,         -- name of the scenario
    question_en     TEXT NOT NULL,         -- what was asked, in English
    question_zh     TEXT NOT NULL,         -- in Chinese
    draws           INTEGER NOT NULL,      -- draws of each model that was run for it
    seed            INTEGER NOT NULL,      -- seed of these
    models          INTEGER NOT NULL,      -- how often a model was run; 0: answered from stored draws
    seconds         REAL NOT NULL,         -- time it took
    engine_version  TEXT NOT NULL,         -- of the polsim that answered
    asked_at        TEXT NOT NULL,         -- UTC, '2026-11-23T15:06:07Z'
    command_line    TEXT NOT NULL          -- as typed
) STRICT;

CREATE INDEX answer_run ON answer (run);
CREATE INDEX answer_other_run ON answer (other_run) WHERE other_run IS NOT NULL;

-- The tables of an answer, a row a row. Views v_sensitivity, v_explain … have their columns.
CREATE TABLE answer_row (
    answer          INTEGER NOT NULL REFERENCES answer (answer) ON DELETE CASCADE, -- whose
    part            TEXT NOT NULL,         -- which of its tables: 'indices'
    position        INTEGER NOT NULL,      -- 0, 1, 2 …
    cells           TEXT NOT NULL,         -- a JSON object: column to text, number or null
    PRIMARY KEY (answer, part, position)
) STRICT, WITHOUT ROWID;
