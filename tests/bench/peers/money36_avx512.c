/* money-36 (tests/bench/money-36.lua) by hand in AVX-512: eight cells at once, and what measures hand on to each
   other never leaves the registers. */
#include "peer.h"

#include <immintrin.h>

enum { MEASURES = 9, LANES = 8, VECTORS = (PEER_CELLS + LANES - 1) / LANES };
enum {
    GROUP = 3,
    GROUPS = VECTORS / GROUP
}; /* vectors side by side: one alone would wait for its own results */
_Static_assert(GROUPS *GROUP == VECTORS, "groups fill the cells");

typedef __m512d lanes; /* GCC lets + - * / work on these, and on one of them and a number */

#define EACH(v) _Pragma("GCC unroll 3") for (int v = 0; v < GROUP; v++)

struct inputs {
    double inflation, take_up[MEASURES + 1];
};

/* By vectors; the last four lanes are no cells: they run along and are left out of the sums. */
struct state {
    lanes level[VECTORS], backlog[VECTORS][MEASURES + 1];
};

static lanes need[VECTORS], budget[VECTORS];

static inline __attribute__((always_inline)) lanes all(double x)
{
    return _mm512_set1_pd(x);
}

/* A month of the group's cells; sums[PEER_SERIES] grow. */
static void take_month(int first, const struct inputs *inputs, double season, struct state *state,
                       lanes *sums)
{
    lanes left[GROUP], spent[GROUP], lost[GROUP], level[GROUP], available[GROUP];

    EACH(v)
    {
        state->level[first + v] = level[v] = state->level[first + v] * (1 + inputs->inflation);
        left[v] = available[v] = budget[first + v] * level[v];
        spent[v] = lost[v] = all(0);
    }
    for (int i = 1; i <= MEASURES; i++) {
        double standard = 0.8 + 0.05 * i, part = 1.0 / (11 - i),
               demand = season * inputs->take_up[i];
        EACH(v)
        {
            lanes *backlog = &state->backlog[first + v][i];
            lanes price = _mm512_min_pd(level[v] * standard, all(standard * 1.08));
            lanes wanted = *backlog + need[first + v] * demand;
            lanes limit = _mm512_max_pd(left[v] * part, all(2));
            lanes paid = _mm512_min_pd(wanted * price, limit), served = paid / price;
            lanes rest = wanted - served;
            lanes waits = _mm512_min_pd(_mm512_max_pd(rest * 0.9, all(0)), all(10 + i));
            lanes spending = paid + _mm512_max_pd(served * 0.03, paid * 0.02);
            *backlog = waits;
            left[v] = _mm512_max_pd(left[v] - spending, all(0));
            spent[v] += spending;
            lost[v] += rest - waits;
        }
    }
    EACH(v)
    {
        __mmask8 cells = first + v == VECTORS - 1 ? (1 << (PEER_CELLS % LANES)) - 1 : 0xff;
        sums[0] = _mm512_mask_add_pd(sums[0], cells, sums[0], spent[v]);
        sums[1] = _mm512_mask_add_pd(sums[1], cells, sums[1], left[v]);
        sums[2] = _mm512_mask_add_pd(sums[2], cells, sums[2], lost[v]);
        sums[3] = _mm512_mask_add_pd(sums[3], cells, sums[3], spent[v] / level[v]);
        sums[4] = _mm512_mask_add_pd(sums[4], cells, sums[4], left[v] / available[v]);
    }
}

static void simulate_draw(struct rng *rng, double scale, double *series)
{
    static struct state state;
    struct inputs inputs = {.inflation = input_beta(rng, 5, 995)};

    (void)scale;
    for (int i = 1; i <= MEASURES; i++)
        inputs.take_up[i] = input_beta(rng, 2 + i, 12 - i);
    memset(&state, 0, sizeof state);
    for (int v = 0; v < VECTORS; v++)
        state.level[v] = all(1);
    for (int month = 0; month < PEER_MONTHS; month++) {
        lanes sums[PEER_SERIES] = {all(0), all(0), all(0), all(0), all(0)};
        for (int group = 0; group < GROUPS; group++)
            take_month(group * GROUP, &inputs, SEASON[month % 12], &state, sums);
        for (int s = 0; s < PEER_SERIES; s++)
            series[s * PEER_MONTHS + month] = _mm512_reduce_add_pd(sums[s]);
    }
}

int main(int argc, char **argv)
{
    for (int c = 0; c < VECTORS * LANES; c++) {
        need[c / LANES][c % LANES] = 20 + 7 * c % 40;
        budget[c / LANES][c % LANES] = 150 + 11 * c % 100;
    }
    return peer_main(argc, argv);
}
