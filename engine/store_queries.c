/* The SQL of the named queries (store.h: STORE_QUERIES). ?1 is the run, ?2 the language. */
#include "store_private.h"

/* Text for people: the asked language, else the other, else the id. */
#define WORDS(en, zh, id)                                                                          \
    "CASE ?2 WHEN 'zh' THEN coalesce(" zh ", " en ", " id ") ELSE coalesce(" en ", " zh ", " id    \
    ") END"

/* A cell in words: "employment, L3"; '' for the whole. */
#define CELL_WORDS(table)                                                                          \
    "coalesce((SELECT group_concat(" WORDS(                                                        \
        "l.en", "l.zh", "c.label") ", CASE ?2 WHEN 'zh' THEN "                                     \
                                   "'、' ELSE ', ' END) FROM cell AS c LEFT JOIN label AS l ON "  \
                                   "l.run = c.run AND l.scope = c.axis "                           \
                                   "AND l.id = c.label WHERE c.run = " table                       \
                                   ".run AND c.cell = " table ".cell), '')"

/* Sorts cells in the script's order of labels. */
#define CELL_ORDER(table)                                                                          \
    "coalesce((SELECT group_concat(printf('%06d', l.position)) FROM cell AS c JOIN label AS l ON " \
    "l.run = c.run AND l.scope = c.axis AND l.id = c.label WHERE c.run = " table ".run AND "       \
    "c.cell = " table ".cell), '')"

#define TARGET_COLUMNS                                                                             \
    "SELECT t.name, " WORDS(                                                                       \
        "t.label_en", "t.label_zh",                                                                \
        "t.name") " AS label, t.cell, " CELL_WORDS("t") " AS cell_label, t.period, t.op, "         \
                                                        "t.threshold, t.unit, t.n, "               \
                                                        "t.probability, "                          \
                                                        "t.se, t.mean, t.p05, t.p50, t.p95, "      \
                                                        "t.source_kind, t.source, " WORDS(         \
                                                            "t.note_en", "t.note_zh",              \
                                                            "NULL") " AS note FROM target AS t "   \
                                                                    "WHERE t.run = ?1 AND "        \
                                                                    "t.output "

/* Rows of one target{} before its last month are the milestones on its way. */
#define IS_MILESTONE                                                                               \
    "t.period < (SELECT max(u.period) FROM target AS u WHERE u.run = t.run AND u.output = '' "     \
    "AND u.name = t.name)"

#define PARAMETER_COLUMNS                                                                          \
    "SELECT p.name, " WORDS(                                                                       \
        "p.label_en", "p.label_zh",                                                                \
        "p.name") " AS label, p.period, p.cell, " CELL_WORDS("p") " AS cell_label, p.unit, "       \
                                                                  "p.value, p.mean, p.p05, "       \
                                                                  "p.p95, "

/* As declared, cells in the script's order of labels. */
#define PARAMETER_ORDER                                                                            \
    "ORDER BY min(p.position) OVER (PARTITION BY p.name, p.period), " CELL_ORDER("p")

/* A choice of a switch in words, where the script labels it. */
#define CHOICE_WORDS(value)                                                                        \
    "coalesce((SELECT " WORDS("l.en", "l.zh", "l.id") " FROM label AS l WHERE l.run = s.run AND "  \
                                                      "l.scope = s.name AND l.id = " value         \
                                                      "), " value ")"

/* "none = unlimited, constant = yearly amounts" in the script's order; as it is stored where nothing is
   labelled. */
#define CHOICE_LIST                                                                                \
    "coalesce((SELECT group_concat(l.id || ' = ' || " WORDS(                                       \
        "l.en", "l.zh", "l.id") ", CASE ?2 "                                                       \
                                "WHEN 'zh' THEN '，' ELSE ', ' END) OVER (ORDER BY l.position "   \
                                "ROWS BETWEEN UNBOUNDED PRECEDING "                                \
                                "AND UNBOUNDED FOLLOWING) FROM label AS l WHERE l.run = s.run "    \
                                "AND l.scope = s.name LIMIT 1), "                                  \
                                "s.choices)"

#define ALL_FUNDS "CASE ?2 WHEN 'zh' THEN '合计' ELSE 'total' END"

#define FUND_ROWS                                                                                  \
    "FROM v_budget AS b "                                                                          \
    "LEFT JOIN label AS l ON l.run = b.run AND l.scope = 'fund' AND l.id = b.fund "                \
    "WHERE b.run = ?1 AND "

#define FUND_ORDER                                                                                  \
    " ORDER BY b.fund = '', l.position, b.period_kind = 'all', b.period_kind = 'plan', b.period"

/* P(done >= task): paired draws where kept, else between done's quantiles where the task is certain. */
#define DEPARTMENT_CHANCE                                                                          \
    "CASE WHEN v.task > 0 THEN CASE "                                                              \
    "WHEN dd.packed IS NOT NULL AND td.packed IS NOT NULL THEN draws_at_least(dd.packed, "         \
    "dd.format, dd.least, dd.times, td.packed, td.format, td.least, td.times) "                    \
    "WHEN (SELECT t.sd FROM series AS t WHERE t.run = v.run AND t.output = v.task_output AND "     \
    "t.cell = v.cell AND t.period = v.period) = 0 THEN share_at_least(v.task, d.min, d.p05, d.p10, d.p20, d.p25, d.p50, d.p75, "  \
    "d.p80, d.p90, d.p95, d.max) END END AS probability "

const char *const store_query_sql[STORE_QUERY_COUNT] = {
    [STORE_RUNS] = "SELECT run, scenario, " WORDS(
        "title_en", "title_zh", "scenario") " AS title, model, "
                                            "status, draws, seed, sampler, started_at, seconds, "
                                            "base_run, output_digest AS digest "
                                            "FROM run WHERE ?1 IN (0, run) ORDER BY run DESC",

    [STORE_TARGETS] = TARGET_COLUMNS "= '' AND NOT " IS_MILESTONE " ORDER BY t.position",

    [STORE_MILESTONES] = TARGET_COLUMNS "= '' AND " IS_MILESTONE " ORDER BY t.position",

    [STORE_RATIOS] =
        TARGET_COLUMNS "<> '' ORDER BY (SELECT o.position FROM output AS o WHERE "
                       "o.run = t.run AND o.output = t.output), " CELL_ORDER("t") ", t.period",

    [STORE_BUDGET] = "SELECT b.fund, CASE b.fund WHEN '' THEN " ALL_FUNDS " ELSE " WORDS(
        "l.en", "l.zh",
        "b.fund") " END AS label, b.period, b.appropriation, b.commitment, "
                  "b.payment AS mean, b.payment_se AS se, b.payment_p05 AS p05, b.payment_p20 AS "
                  "p20, "
                  "b.payment_p50 AS p50, b.payment_p80 AS p80, b.payment_p95 AS p95, b.arrears, "
                  "b.arrears_p80, b.balance " FUND_ROWS
                  "b.period_kind IN ('year', 'plan', 'all')" FUND_ORDER,

    [STORE_FUND_MONTHS] = "SELECT b.fund, CASE b.fund WHEN '' THEN " ALL_FUNDS " ELSE " WORDS(
        "l.en", "l.zh",
        "b.fund") " END AS label, b.period, b.appropriation, b.commitment, "
                  "b.payment AS mean, b.payment_p05 AS p05, b.payment_p20 AS p20, b.payment_p50 AS "
                  "p50, "
                  "b.payment_p80 AS p80, b.payment_p95 AS p95, b.arrears, b.balance " FUND_ROWS
                  "b.period_kind = 'month'" FUND_ORDER,

    [STORE_BUDGET_SPLIT] =
        "WITH part AS MATERIALIZED (SELECT fund, period, payment_near_p80 AS x FROM v_budget_split "
        "WHERE run = ?1), near AS (SELECT fund, period, x FROM part UNION ALL SELECT '', period, sum(x) FROM "
        "part GROUP BY period) "
        "SELECT b.fund, CASE b.fund WHEN '' THEN " ALL_FUNDS " ELSE " WORDS(
            "l.en", "l.zh", "b.fund") " END AS label, b.period, b.period_kind AS kind, b.payment AS mean, "
        "b.payment_p50 AS p50, b.payment_p80 AS p80, b.payment_p95 AS p95, "
        "(SELECT x FROM near WHERE near.fund = b.fund AND near.period = b.period) AS near_p80 " FUND_ROWS
        "b.period_kind <> 'month' ORDER BY b.fund = '', l.position, b.period_kind = 'all', "
        "b.period_kind = 'plan', substr(b.period, 1, 4), b.period_kind = 'quarter', b.period",

    [STORE_ROLL_FORWARD] =
        "WITH roll AS (SELECT b.fund, b.period, b.period_kind, coalesce(lag(b.arrears) OVER years, 0) AS "
        "owed_before, b.commitment, b.payment, b.arrears, b.appropriation > 0 OR b.balance > 0 OR "
        "b.arrears > 0 AS is_limited, coalesce(lag(b.balance) OVER years, 0) AS balance_before, "
        "b.appropriation, b.balance FROM v_budget AS b WHERE b.run = ?1 AND b.fund <> '' AND b.period_kind IN "
        "('year', 'all') WINDOW years AS (PARTITION BY b.fund, b.period_kind ORDER BY b.period)), "
        "funds AS (SELECT fund, period, owed_before, commitment, payment, arrears, CASE WHEN has THEN "
        "balance_before END AS balance_before, CASE WHEN has THEN appropriation END AS appropriation, CASE "
        "WHEN has THEN balance END AS balance, commitment - CASE WHEN has THEN payment ELSE 0 END AS "
        "not_funded FROM (SELECT *, max(is_limited) OVER "
        "(PARTITION BY fund) AS has FROM roll)), "
        "b AS (SELECT * FROM funds UNION ALL SELECT '', period, sum(owed_before), sum(commitment), "
        "sum(payment), sum(arrears), sum(balance_before), sum(appropriation), sum(balance), "
        "sum(not_funded) FROM funds GROUP BY period) "
        "SELECT b.fund, CASE b.fund WHEN '' THEN " ALL_FUNDS " ELSE " WORDS(
            "l.en", "l.zh", "b.fund") " END AS label, b.period, b.owed_before, b.commitment, b.payment, "
        "b.arrears, b.balance_before, b.appropriation, b.balance, b.not_funded FROM b "
        "LEFT JOIN label AS l ON l.run = ?1 AND l.scope = 'fund' AND l.id = b.fund "
        "ORDER BY b.period, b.fund = '', l.position",

    [STORE_PATH] = "SELECT o.output, " WORDS(
        "o.label_en", "o.label_zh",
        "o.output") " AS label, o.role, "
                    "o.kind, o.unit, s.period, s.mean, s.p05, s.p10, s.p25, s.p50, s.p75, s.p90, "
                    "s.p95, "
                    "CASE o.kind WHEN 'flow' THEN sum(s.mean) OVER (PARTITION BY o.output ORDER BY "
                    "s.period) "
                    "ELSE s.mean END AS cumulative "
                    "FROM output AS o JOIN series AS s ON s.run = o.run AND s.output = o.output "
                    "AND s.cell = '' "
                    "JOIN period AS p ON p.run = s.run AND p.period = s.period "
                    "WHERE o.run = ?1 AND p.kind = 'month' ORDER BY o.position, s.period",

    [STORE_DEPARTMENTS] =
        "SELECT v.axis, v.department AS cell, CASE ?2 WHEN 'zh' THEN v.title_zh ELSE v.title_en "
        "END "
        "AS label, v.period, v.task, v.done, v.done_p10 AS p10, v.done_p50 AS p50, v.done_p90 AS "
        "p90, v.unit, v.rate, " DEPARTMENT_CHANCE "FROM v_departments AS v "
        "JOIN series AS d ON d.run = v.run AND d.output = v.done_output AND d.cell = v.cell AND "
        "d.period = v.period "
        "LEFT JOIN draws_of AS od ON od.run = d.run AND od.output = d.output AND od.target = '' AND "
        "od.cell = d.cell AND od.period = d.period LEFT JOIN strip AS dd ON dd.strip = od.strip "
        "LEFT JOIN draws_of AS ot ON ot.run = v.run AND ot.output = v.task_output AND ot.target = '' AND "
        "ot.cell = v.cell AND ot.period = v.period LEFT JOIN strip AS td ON td.strip = ot.strip "
        "JOIN period AS p ON p.run = v.run AND p.period = v.period "
        "JOIN run AS r ON r.run = v.run "
        "WHERE v.run = ?1 AND v.period_kind IN ('year', 'plan') AND p.first_month <= r.plan_end "
        "ORDER BY v.position, v.period",

    [STORE_PROGRESS] =
        "WITH progress AS (SELECT v.*, c.mean AS certificates FROM v_departments AS v "
        "JOIN period AS p ON p.run = v.run AND p.period = v.period JOIN run AS r ON r.run = v.run "
        "LEFT JOIN output AS o ON o.run = v.run AND o.role = 'certificates' "
        "LEFT JOIN place AS l ON l.run = v.run AND l.output = o.output AND l.cell = v.cell AND l.base_run IS NULL "
        "LEFT JOIN statistic AS c ON c.id = coalesce((SELECT own.id FROM statistic AS own WHERE own.id = "
        "4096 * l.place + p.position), l.years_like) "
        "WHERE v.run = ?1 AND v.period_kind IN ('year', 'plan') AND p.first_month <= r.plan_end) "
        "SELECT period, department AS cell, CASE ?2 WHEN 'zh' THEN title_zh ELSE title_en END AS label, task, "
        "done, unit, rate, certificates, certificates / nullif(done, 0) AS certificate_rate, CASE WHEN task > 0 "
        "THEN rank() OVER (PARTITION BY period, task > 0 ORDER BY round(rate, 3) DESC) END AS place FROM progress "
        "ORDER BY period, position",

    [STORE_SERIES] =
        "SELECT s.output, s.cell, s.period, o.unit, s.n, s.mean, s.se, s.sd, s.min, s.p05, s.p10, "
        "s.p20, s.p25, s.p50, s.p75, s.p80, s.p90, s.p95, s.max FROM output AS o JOIN series AS s "
        "ON s.run = o.run AND s.output = o.output WHERE o.run = ?1 "
        "ORDER BY o.position, s.cell, s.period",

    [STORE_OUTPUTS] = "SELECT output, " WORDS(
        "label_en", "label_zh", "output") " AS label, kind, unit, role, "
                                          "axes FROM output WHERE run = ?1 ORDER BY position",

    [STORE_CELLS] =
        "SELECT s.output, s.cell, " CELL_WORDS("s") " AS cell_label, coalesce((SELECT "
        "group_concat(c.axis, ';') FROM cell AS c WHERE c.run = s.run AND c.cell = s.cell), '') "
        "AS axes FROM place AS s WHERE s.run = ?1 AND s.base_run IS NULL "
        "ORDER BY s.output, axes, " CELL_ORDER("s"),

    [STORE_PARAMETERS] = PARAMETER_COLUMNS "p.source_kind, p.source FROM parameter AS p "
                                           "WHERE p.run = ?1 " PARAMETER_ORDER,

    [STORE_ASSUMPTIONS] = PARAMETER_COLUMNS
    "p.source FROM parameter AS p WHERE p.run = ?1 AND p.source_kind = 'assumed' " PARAMETER_ORDER,

    [STORE_SWITCHES] =
        "SELECT s.name, " WORDS(
            "s.label_en", "s.label_zh",
            "s.name") " AS label, s.value, " CHOICE_WORDS("s.value") " AS value_label, "
                                                                     "s.default_value,"
                                                                     " " CHOICE_WORDS("s.default_"
                                                                                      "value") " AS"
                                                                                               " de"
                                                                                               "fau"
                                                                                               "lt_"
                                                                                               "lab"
                                                                                               "el,"
                                                                                               " s."
                                                                                               "cho"
                                                                                               "ice"
                                                                                               "s,"
                                                                                               " " CHOICE_LIST
                                                                                               " AS"
                                                                                               " ch"
                                                                                               "oic"
                                                                                               "e_"
                                                                                               "lab"
                                                                                               "els"
                                                                                               ", "
                                                                                               "s."
                                                                                               "cha"
                                                                                               "nge"
                                                                                               "d, "
                                                                                               "s."
                                                                                               "sou"
                                                                                               "rce"
                                                                                               "_ki"
                                                                                               "nd,"
                                                                                               " s."
                                                                                               "sou"
                                                                                               "rce"
                                                                                               " "
                                                                                               "FRO"
                                                                                               "M "
                                                                                               "swi"
                                                                                               "tch"
                                                                                               " AS"
                                                                                               " s "
                                                                                               "WHE"
                                                                                               "RE "
                                                                                               "s."
                                                                                               "run"
                                                                                               " = "
                                                                                               "?1 "
                                                                                               "ORD"
                                                                                               "ER "
                                                                                               "BY "
                                                                                               "s."
                                                                                               "pos"
                                                                                               "iti"
                                                                                               "on",

    [STORE_DIFFERENCES] = "SELECT d.base_run, d.output, " WORDS(
        "o.label_en", "o.label_zh",
        "d.output") " AS label, "
                    "d.cell, " CELL_WORDS(
                        "d") " AS cell_label, d.period, o.unit, d.n, d.mean, d.se, d.sd, "
                             "d.p05, d.p50, d.p95 FROM difference AS d "
                             "JOIN output AS o ON o.run = d.run AND o.output = d.output "
                             "JOIN period AS p ON p.run = d.run AND p.period = d.period "
                             "WHERE d.run = ?1 AND p.kind IN ('year', 'plan', 'all') "
                             "ORDER BY o.position, d.cell <> '', " CELL_ORDER(
                                 "d") ", p.kind = 'all', "
                                      "p.kind = 'plan', d.period",

    [STORE_FINDINGS] = "SELECT f.id AS name, f.kind, " WORDS(
        "f.en", "f.zh", "f.id") " AS finding, f.about, f.source_kind, f.source "
                                "FROM finding AS f WHERE f.run = ?1 ORDER BY f.position",

    [STORE_MONEY] =
        "SELECT o.output, " WORDS("o.label_en", "o.label_zh", "o.output") " AS label, o.role, "
        "substr(s.cell, 6) AS fund, CASE s.cell WHEN '' THEN " ALL_FUNDS " ELSE " WORDS(
            "l.en", "l.zh", "substr(s.cell, 6)") " END AS fund_label, s.cell, s.period, p.kind, "
        "p.first_month, p.last_month, s.mean, s.p50, s.p80 FROM output AS o "
        "JOIN series AS s ON s.run = o.run AND s.output = o.output "
        "JOIN period AS p ON p.run = s.run AND p.period = s.period "
        "LEFT JOIN label AS l ON l.run = s.run AND l.scope = 'fund' AND l.id = substr(s.cell, 6) "
        "WHERE o.run = ?1 AND o.role IN ('commitment', 'payment', 'arrears', 'balance') "
        "AND p.kind IN ('year', 'plan', 'all') "
        "AND (s.cell = '' OR (s.cell GLOB 'fund=*' AND s.cell NOT GLOB '*;*')) "
        "ORDER BY instr('commitment payment arrears balance', o.role), s.cell <> '', l.position, "
        "p.kind = 'all', p.kind = 'plan', s.period",

    [STORE_KEPT_DRAWS] =
        "SELECT d.target, d.output, d.cell, d.period, coalesce(t.unit, o.unit) AS unit FROM draws_of AS d "
        "LEFT JOIN target AS t ON t.run = d.run AND t.output = '' AND t.name = d.target AND t.cell = d.cell "
        "AND t.period = d.period AND d.output = '' LEFT JOIN output AS o ON o.run = d.run AND o.output = d.output "
        "LEFT JOIN period AS p ON p.run = d.run AND p.period = d.period WHERE d.run = ?1 "
        "ORDER BY d.output <> '', t.position, o.position, d.cell <> '', d.cell, p.position",

    [STORE_COUNTS] =
        "SELECT count(DISTINCT name) AS inputs, "
        "count(DISTINCT CASE source_kind WHEN 'assumed' THEN name END) AS assumed, "
        "(SELECT count(*) FROM target AS t WHERE t.run = ?1 AND t.output <> '' AND t.n > 0) AS goals, "
        "(SELECT count(*) FROM finding AS f WHERE f.run = ?1) AS findings "
        "FROM parameter WHERE run = ?1",

    [STORE_ANSWERS] = "SELECT a.answer, a.kind, " WORDS(
        "a.question_en", "a.question_zh",
        "''") " AS question, a.draws, a.seed, a.models, a.seconds, a.asked_at, a.command_line "
              "FROM answer AS a WHERE a.run = ?1 ORDER BY a.answer DESC",

    [STORE_SETTINGS] = "SELECT expression FROM setting WHERE run = ?1 ORDER BY position",

    [STORE_FILES] = "SELECT path, length(content) AS bytes, digest FROM run_file WHERE run = ?1 "
                    "ORDER BY position",
};

const char *const store_query_columns[STORE_QUERY_COUNT] = {
#define X(id, name, columns) columns,
    STORE_QUERIES(X)
#undef X
};

const char *store_query_name(enum store_query query)
{
    static const char *const names[] = {
#define X(id, name, columns) name,
        STORE_QUERIES(X)
#undef X
    };

    return names[query];
}
