/* The split of an amount of money that adds up. P80s of funds and quarters do not: not all are dear at once.
   The mean over the draws whose total is near the total's P80 does, whichever way it is summed. */
#include "store_private.h"

#include <math.h>

static const double NEAR = 0.05; /* of all draws on either side: P75 to P85 for the P80 */

/* ---- the value of a rank ---- */

/* Moves what is less than the value of `rank` before it and what is more behind it (Hoare's selection). */
static double select_rank(double *x, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;

    while (low < high) {
        double pivot = x[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            double kept = x[i];
            x[i++] = x[j];
            x[j--] = kept;
        }
        if (rank <= j)
            high = j;
        else
            low = j + 1;
    }
    return x[rank];
}

static size_t rank_of(double level, size_t count)
{
    double rank = floor(level * (double)count);

    return rank < 0 ? 0 : rank >= (double)count ? count - 1 : (size_t)rank;
}

/* ---- the mean over the draws near a quantile of the total ---- */

/* NaN where no draw has both values. */
static double mean_near(const double *x, const double *total, size_t count, double level)
{
    double *sorted = memory_resize(NULL, count, sizeof *sorted), sum = 0;
    size_t with_value = 0, near = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(total[i]) && !isnan(x[i]))
            sorted[with_value++] = total[i];
    if (with_value > 0) {
        double low = select_rank(sorted, with_value, rank_of(level - NEAR, with_value));
        double high = select_rank(sorted, with_value, rank_of(level + NEAR, with_value));
        for (size_t i = 0; i < count; i++)
            if (!isnan(x[i]) && total[i] >= low && total[i] <= high) {
                sum += x[i];
                near++;
            }
    }
    free(sorted);
    return near ? sum / (double)near : (double)NAN;
}

/* draws_near(packed, format, least, times of the draws, the same of their total, level). */
static void draws_near(sqlite3_context *context, int arguments, sqlite3_value **values)
{
    struct store_strip strip = store_value_strip(values), of = store_value_strip(values + 4);
    size_t count = store_strip_count(&strip), count_of = store_strip_count(&of);
    double *x = memory_resize(NULL, count, sizeof *x);
    double *total = memory_resize(NULL, count_of, sizeof *total);

    (void)arguments;
    store_unpack(&strip, x);
    store_unpack(&of, total);
    double mean =
        mean_near(x, total, count < count_of ? count : count_of, sqlite3_value_double(values[8]));
    free(x);
    free(total);
    if (!isnan(mean))
        sqlite3_result_double(context, mean);
}

/* The mean over a range of draws is near the quantile, not on it: scaled, so that the parts add up to the P80
   that stands beside them. A view of the connection: SQLite elsewhere does not know the function. */
static const char split_view[] =
    "CREATE TEMP VIEW v_budget_split AS "
    "SELECT d.run, substr(d.cell, 6) AS fund, p.kind AS period_kind, d.period, "
    "draws_near(d.packed, d.format, d.least, d.times, t.packed, t.format, t.least, t.times, 0.8) * "
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
    enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

    if (sqlite3_create_function(store->db, "draws_near", 9, FLAGS, NULL, draws_near, NULL, NULL) !=
        SQLITE_OK)
        return store_refuse(store, err, "use");
    return store_exec(store, split_view, err);
}
