/* SQL functions over kept draws, for figures and reports. Each takes
   draws as their four columns packed, format, least, times. */
#include "store_private.h"

#include "digest.h"

#include <math.h>
#include <string.h>

enum { STRIP = 4 }; /* arguments of one strip */

/* On either side of the quantile: a tenth of all draws is near it, from P75 to P85 for the P80. */
static const double NEAR = 0.05;

struct values {
    double *x;
    size_t count;
};

/* The draws of four arguments; the caller frees x. */
static struct values unpacked(sqlite3_value **values)
{
    struct packed strip = store_value_strip(values);
    struct values all = {.count = packed_count(&strip)};

    all.x = memory_resize(NULL, all.count + 1, sizeof *all.x);
    packed_read(&strip, all.x);
    return all;
}

/* draws_between(the draws, low, high): the share of those that have a value that lies in low <= x < high;
   NULL where none has. */
static void draws_between(sqlite3_context *context, int arguments, sqlite3_value **values)
{
    struct values draws = unpacked(values);
    double low = sqlite3_value_double(values[STRIP]),
           high = sqlite3_value_double(values[STRIP + 1]);
    double inside = 0, all = 0;

    (void)arguments;
    for (size_t i = 0; i < draws.count; i++) {
        all += !isnan(draws.x[i]);
        inside += draws.x[i] >= low && draws.x[i] < high;
    }
    free(draws.x);
    if (all > 0)
        sqlite3_result_double(context, inside / all);
}

/* The least and the largest of the values whose rank is within NEAR of share p of all. */
static void near_quantile(const struct values *total, double p, double *low, double *high)
{
    double *sorted = memory_resize(NULL, total->count + 1, sizeof *sorted);
    size_t count = 0;

    for (size_t i = 0; i < total->count; i++)
        if (!isnan(total->x[i]))
            sorted[count++] = total->x[i];
    *low = 1;
    *high = 0; /* none */
    if (count) {
        double last = (double)(count - 1);
        const size_t rank[] = {(size_t)floor(last * fmax(0, p - NEAR)),
                               (size_t)ceil(last * fmin(1, p + NEAR))};
        stats_select(sorted, 0, count, rank, 2);
        *low = sorted[rank[0]];
        *high = sorted[rank[1]];
    }
    free(sorted);
}

/* Which draws of a total are near its quantile: all parts of a total ask for the same, one after the other. */
struct near {
    char *packed; /* the total's bytes; NULL: none was asked for yet */
    size_t length;
    double arguments[4]; /* its format, least, times, and the share */
    size_t *draws, count;
};

static void clear_near(void *near)
{
    struct near *was = near;

    free(was->packed);
    free(was->draws);
    *was = (struct near){0};
}

static void free_near(void *near)
{
    clear_near(near);
    free(near);
}

static void find_near(struct near *near, sqlite3_value **values)
{
    struct values total = unpacked(values);
    double low, high;

    near->draws = memory_resize(NULL, total.count + 1, sizeof *near->draws);
    near_quantile(&total, sqlite3_value_double(values[2 * STRIP]), &low, &high);
    for (size_t i = 0; i < total.count; i++)
        if (total.x[i] >= low && total.x[i] <= high)
            near->draws[near->count++] = i;
    free(total.x);
}

static void look_up_near(struct near *near, sqlite3_value **values)
{
    const void *packed = sqlite3_value_blob(values[0]);
    size_t length = (size_t)sqlite3_value_bytes(values[0]);
    const unsigned char *format = sqlite3_value_text(values[1]);
    const double arguments[] = {format ? format[0] : 0, sqlite3_value_double(values[2]),
                                sqlite3_value_double(values[3]),
                                sqlite3_value_double(values[2 * STRIP])};

    if (near->packed && near->length == length &&
        memcmp(near->arguments, arguments, sizeof arguments) == 0 &&
        (!length || memcmp(near->packed, packed, length) == 0))
        return;
    clear_near(near);
    near->packed = memory_resize(NULL, length + 1, 1);
    if (length)
        memcpy(near->packed, packed, length);
    near->length = length;
    memcpy(near->arguments, arguments, sizeof arguments);
    find_near(near, values);
}

/* draws_near(draws of a total, draws of x, p): the mean of x over those draws in which the total is near
   its quantile p. Taken of all parts of the total, the means add up, as quantiles of the parts do not. */
static void draws_near(sqlite3_context *context, int arguments, sqlite3_value **values)
{
    struct near *near = sqlite3_user_data(context);
    struct values x = unpacked(values + STRIP);
    double sum = 0, all = 0;

    (void)arguments;
    look_up_near(near, values);
    for (size_t i = 0; i < near->count && near->draws[i] < x.count; i++)
        if (!isnan(x.x[near->draws[i]])) {
            sum += x.x[near->draws[i]];
            all++;
        }
    free(x.x);
    if (all > 0)
        sqlite3_result_double(context, sum / all);
}

/* draws_digest(the draws): the same for the same values, however they are packed. */
static void draws_digest(sqlite3_context *context, int arguments, sqlite3_value **values)
{
    struct values draws = unpacked(values);
    struct digest digest;
    char hex[DIGEST_HEX];

    (void)arguments;
    for (size_t i = 0; i < draws.count; i++)
        if (isnan(draws.x[i]))
            draws.x[i] = (double)NAN; /* of one bit pattern */
    digest_start(&digest);
    digest_add_doubles(&digest, draws.x, draws.count);
    digest_end_hex(&digest, hex);
    free(draws.x);
    sqlite3_result_text(context, hex, -1, SQLITE_TRANSIENT);
}

bool store_add_draw_functions(struct store *store, struct error *err)
{
    enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC };

    struct near *near = memory_resize(NULL, 1, sizeof *near);

    *near = (struct near){0};
    if (sqlite3_create_function(store->db, "draws_between", STRIP + 2, FLAGS, NULL, draws_between,
                                NULL, NULL) != SQLITE_OK ||
        sqlite3_create_function(store->db, "draws_digest", STRIP, FLAGS, NULL, draws_digest, NULL,
                                NULL) != SQLITE_OK) {
        free_near(near);
        return store_refuse(store, err, "cannot use '%s': %s%s");
    }
    if (sqlite3_create_function_v2(store->db, "draws_near", 2 * STRIP + 1, FLAGS, near, draws_near,
                                   NULL, NULL, free_near) != SQLITE_OK) /* frees it in any case */
        return store_refuse(store, err, "cannot use '%s': %s%s");
    return true;
}
