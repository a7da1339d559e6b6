/* Nanoseconds a lane of the uniforms, the samplers and some operations, in every instruction set
   this processor has. Build and run with `make bench`; pin it to one core for steady figures.

   A case is 64 strips of 512 lanes with parameters that differ by lane; the time is the least of 41
   runs over all of them (what else the machine does only adds), making the uniforms included where
   the case draws. "one p" and "one mean"
   hand the parameter over as one number for the strip. */
#include "kernels.h"
#include "sampler_hypergeometric.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { STRIPS = 64, LANES = 512, RUNS = 41 };

enum kind { UNIFORM, NORMAL, POISSON, POISSON_ONE, BINOMIAL, BINOMIAL_ONE, HYPERGEOMETRIC, ADD, EXP };

/* How n (or the mean) and p are made: from two uniforms v, w. */
enum spread {
    AROUND,    /* first * (0.95 .. 1.05); whole where it is a count */
    PEOPLE,    /* Poisson of mean 0.7, at most 3: the cells of a county */
    SMALL,     /* 0.2 .. 1.2 */
    LOG_WIDE,  /* log-uniform 1 .. 1e6 */
    TENTH,     /* one in ten is `first`, others PEOPLE */
    IN_TURN,   /* 2, first, 2, first, .. */
    PLAN,      /* as in the Pengyang plan: half 0, a third 1 to 3, a tenth 4 to 7, the rest 8 to 40 */
};

static const struct bench {
    const char *name;
    enum kind kind;
    enum spread spread;
    double first, p;
} benches[] = {
    {"uniform", UNIFORM, SMALL, 0, 0},
    {"normal", NORMAL, SMALL, 0, 0},
    {"poisson 0.2..1.2", POISSON, SMALL, 0, 0},
    {"poisson 3", POISSON, AROUND, 3, 0},
    {"poisson 10", POISSON, AROUND, 10, 0},
    {"poisson 20", POISSON, AROUND, 20, 0},
    {"poisson 30", POISSON, AROUND, 30, 0},
    {"poisson 100", POISSON, AROUND, 100, 0},
    {"poisson 500", POISSON, AROUND, 500, 0},
    {"poisson 1e5", POISSON, AROUND, 1e5, 0},
    {"poisson 0.7, one mean", POISSON_ONE, AROUND, 0.7, 0},
    {"poisson 20, one mean", POISSON_ONE, AROUND, 20, 0},
    {"poisson 100, one mean", POISSON_ONE, AROUND, 100, 0},
    {"binomial n 0..3, p .9", BINOMIAL, PEOPLE, 0, 0.9},
    {"binomial n 0..3, p .5", BINOMIAL, PEOPLE, 0, 0.5},
    {"binomial n 10, p .9", BINOMIAL, AROUND, 10, 0.9},
    {"binomial n 10, p .5", BINOMIAL, AROUND, 10, 0.5},
    {"binomial n 100, p .9", BINOMIAL, AROUND, 100, 0.9},
    {"binomial n 100, p .5", BINOMIAL, AROUND, 100, 0.5},
    {"binomial n 250, p .9", BINOMIAL, AROUND, 250, 0.9},
    {"binomial n 1e3, p .9", BINOMIAL, AROUND, 1e3, 0.9},
    {"binomial n 1e3, p .5", BINOMIAL, AROUND, 1e3, 0.5},
    {"binomial n 1e4, p .9", BINOMIAL, AROUND, 1e4, 0.9},
    {"binomial n 1e6, p .9", BINOMIAL, AROUND, 1e6, 0.9},
    {"binomial n log 1..1e6, p .9", BINOMIAL, LOG_WIDE, 0, 0.9},
    {"binomial n 2 and 1e4, p .9", BINOMIAL, IN_TURN, 1e4, 0.9},
    {"binomial n tenth 1e4, p .9", BINOMIAL, TENTH, 1e4, 0.9},
    {"binomial n of the plan, p .9", BINOMIAL, PLAN, 0, 0.9},
    {"binomial n 0..3, one p .9", BINOMIAL_ONE, PEOPLE, 0, 0.9},
    {"binomial n of the plan, one p", BINOMIAL_ONE, PLAN, 0, 0.9},
    {"binomial n 10, one p .9", BINOMIAL_ONE, AROUND, 10, 0.9},
    {"binomial n 100, one p .9", BINOMIAL_ONE, AROUND, 100, 0.9},
    {"binomial n 1e3, one p .9", BINOMIAL_ONE, AROUND, 1e3, 0.9},
    {"binomial n 1e4, one p .9", BINOMIAL_ONE, AROUND, 1e4, 0.9},
    {"hypergeometric 30 of 3,000", HYPERGEOMETRIC, AROUND, 30, 0},
    {"hypergeometric 100 of 3,000", HYPERGEOMETRIC, AROUND, 100, 0},
    {"add", ADD, SMALL, 0, 0},
    {"exp", EXP, SMALL, 0, 0},
};

static double first_of[STRIPS][LANES], p_of[STRIPS][LANES], result[LANES], u[LANES];

static double random_uniform(void)
{
    static uint64_t draw;
    static const struct threefry_key key = {{1, 2, 3, 4}};

    return threefry_uniform(&key, draw++, 0, 0);
}

static double people(void)
{
    double v = random_uniform(), sum = exp(-0.7), term = sum;
    int k = 0;

    while (v > sum && k < 3) {
        k++;
        term *= 0.7 / k;
        sum += term;
    }
    return k;
}

static double make_first(const struct bench *bench, int lane)
{
    double v = random_uniform();

    switch (bench->spread) {
    case SMALL:
        return 0.2 + v;
    case PEOPLE:
        return people();
    case LOG_WIDE:
        return floor(pow(1e6, v));
    case TENTH:
        return v < 0.1 ? bench->first : people();
    case PLAN:
        return v < 0.53 ? 0 : floor(v < 0.84 ? 1 + (v - 0.53) / 0.31 * 3
                                    : v < 0.94 ? 4 + (v - 0.84) * 40 : 8 + (v - 0.94) / 0.06 * 32);
    case IN_TURN:
        return lane % 2 ? bench->first : 2;
    case AROUND:
        break;
    }
    v = bench->first * (0.95 + 0.1 * v);
    return bench->kind == BINOMIAL || bench->kind == BINOMIAL_ONE || bench->kind == HYPERGEOMETRIC
               ? floor(v + 0.5)
               : v;
}

static void run_strip(const struct kernels *set, const struct bench *bench, int strip)
{
    static const struct threefry_key key = {{5, 6, 7, 8}};
    const double *first = first_of[strip], *p = p_of[strip];

    if (bench->kind != ADD && bench->kind != EXP)
        set->uniform(u, LANES, &key, 0, (uint64_t)strip, 0);
    switch (bench->kind) {
    case UNIFORM:
        break;
    case NORMAL:
        set->normal(result, u, LANES);
        break;
    case POISSON:
        set->poisson(result, u, first, 0, LANES);
        break;
    case POISSON_ONE:
        set->poisson(result, u, first, 1, LANES);
        break;
    case BINOMIAL:
        set->binomial(result, u, first, p, 0, LANES);
        break;
    case BINOMIAL_ONE:
        set->binomial(result, u, first, p, 2, LANES);
        break;
    case HYPERGEOMETRIC: /* the same code in every set; a fifth is marked */
        sampler_hypergeometric(result, u, first, &(double){600}, &(double){2400}, 6, LANES);
        break;
    case ADD:
        set->op[OP_ADD](result, first, p, NULL, 0, LANES);
        break;
    case EXP:
        set->op[OP_EXP](result, first, NULL, NULL, 0, LANES);
        break;
    }
    __asm__ volatile("" : : "r"(result), "r"(u) : "memory");
}

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double ns_a_lane(const struct kernels *set, const struct bench *bench)
{
    double least = INFINITY;

    for (int run = 0; run < RUNS; run++) {
        double start = now_ns();

        for (int strip = 0; strip < STRIPS; strip++)
            run_strip(set, bench, strip);
        least = fmin(least, (now_ns() - start) / (STRIPS * LANES));
    }
    return least;
}

int main(void)
{
    size_t count;
    const struct kernels *const *all = kernels_all(&count);

    printf("%-28s", "ns a lane");
    for (size_t i = 0; i < count; i++)
        printf(" %12s", all[i]->name);
    printf("\n");
    for (size_t c = 0; c < COUNT_OF(benches); c++) {
        const struct bench *bench = &benches[c];

        for (int strip = 0; strip < STRIPS; strip++)
            for (int lane = 0; lane < LANES; lane++) {
                first_of[strip][lane] = make_first(bench, lane);
                p_of[strip][lane] = bench->p + 0.02 * (random_uniform() - 0.5);
            }
        printf("%-28s", bench->name);
        for (size_t i = 0; i < count; i++)
            printf(" %12.2f", ns_a_lane(all[i], bench));
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
