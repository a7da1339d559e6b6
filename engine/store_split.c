/* The split of an amount of money that adds up. P80s of funds and quarters do not: not all are dear at once.
   The mean over the draws whose total is near the total's P80 does, whichever way it is summed. */
#include "store_private.h"

/* The mean over a range of draws is near the quantile, not on it: scaled, so that the parts add up to the P80
   that stands beside them. A view of the connection: SQLite elsewhere does not know draws_near. */
static const char split_view[] =
    "CREATE TEMP VIEW v_budget_split AS "
    "SELECT d.run, substr(d.cell, 6) AS fund, p.kind AS period_kind, d.period, "
    "draws_near(t.packed, t.format, t.least, t.times, d.packed, d.format, d.least, d.times, 0.8) * "
    "coalesce(s.p80 / nullif(draws_near(t.packed, t.format, t.least, t.times, t.packed, t.format, "
    "t.least, t.times, 0.8), 0), 1) AS payment_near_p80 "
    "FROM output AS o "
    "JOIN draws AS d ON d.run = o.run AND d.output = o.output AND d.target = '' "
    "AND d.cell GLOB 'fund=*' AND d.cell NOT GLOB '*;*' "
    "JOIN period AS p ON p.run = d.run AND p.period = d.period "
    "JOIN draws AS t ON t.run = d.run AND t.output = d.output AND t.target = '' AND t.cell = '' "
    "AND t.period = 'all' "
    "JOIN series AS s ON s.run = d.run AND s.output = d.output AND s.cell = '' AND s.period = "
    "'all' "
    "WHERE o.role = 'payment'";

bool store_add_split(struct store *store, struct error *err)
{
    return store_exec(store, split_view, err);
}
