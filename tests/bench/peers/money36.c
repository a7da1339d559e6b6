/* money-36 (tests/bench/money-36.lua) as a good programmer would write it in plain C: one draw at a time,
   all operations of a cell fused, so that a month's values never leave the registers. The compiler is
   left to make vectors of the loop over cells. */
#include "peer.h"

enum { MEASURES = 9 };

/* The draw's uncertain inputs. */
struct inputs {
    double inflation, take_up[MEASURES + 1];
};

/* What lasts from month to month. */
struct state {
    double level[PEER_CELLS], backlog[MEASURES + 1][PEER_CELLS];
};

/* What measures hand on to each other within a month. */
struct month {
    double left[PEER_CELLS], spent[PEER_CELLS], lost[PEER_CELLS];
};

static double need[PEER_CELLS], budget[PEER_CELLS];

static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double larger(double a, double b)
{
    return a < b ? b : a;
}

static void take_measure(int i, double demand, struct state *state, struct month *m)
{
    double standard = 0.8 + 0.05 * i, part = 1.0 / (11 - i);

    for (int c = 0; c < PEER_CELLS; c++) {
        double price = smaller(state->level[c] * standard, standard * 1.08);
        double wanted = state->backlog[i][c] + need[c] * demand;
        double cost = wanted * price, limit = larger(m->left[c] * part, 2);
        double paid = cost > limit ? limit : cost, served = paid / price;
        double rest = wanted - served, waits = smaller(larger(rest * 0.9, 0), 10 + i);
        double spending = paid + larger(served * 0.03, paid * 0.02);
        state->backlog[i][c] = waits;
        m->left[c] = larger(m->left[c] - spending, 0);
        m->spent[c] += spending;
        m->lost[c] += rest - waits;
    }
}

static void simulate_draw(struct rng *rng, double scale, double *series)
{
    struct state state = {0};
    struct inputs inputs = {.inflation = input_beta(rng, 5, 995)};

    (void)scale;
    for (int i = 1; i <= MEASURES; i++)
        inputs.take_up[i] = input_beta(rng, 2 + i, 12 - i);
    for (int c = 0; c < PEER_CELLS; c++)
        state.level[c] = 1;
    for (int month = 0; month < PEER_MONTHS; month++) {
        struct month m = {0};
        double sums[PEER_SERIES] = {0};
        for (int c = 0; c < PEER_CELLS; c++) {
            state.level[c] *= 1 + inputs.inflation;
            m.left[c] = budget[c] * state.level[c];
        }
        for (int i = 1; i <= MEASURES; i++)
            take_measure(i, SEASON[month % 12] * inputs.take_up[i], &state, &m);
        for (int c = 0; c < PEER_CELLS; c++) {
            sums[0] += m.spent[c];
            sums[1] += m.left[c];
            sums[2] += m.lost[c];
            sums[3] += m.spent[c] / state.level[c];
            sums[4] += m.left[c] / (budget[c] * state.level[c]);
        }
        for (int s = 0; s < PEER_SERIES; s++)
            series[s * PEER_MONTHS + month] = sums[s];
    }
}

int main(int argc, char **argv)
{
    for (int c = 0; c < PEER_CELLS; c++) {
        need[c] = 20 + 7 * c % 40;
        budget[c] = 150 + 11 * c % 100;
    }
    return peer_main(argc, argv);
}
