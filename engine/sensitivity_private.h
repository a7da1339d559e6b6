/* What the files of sensitivity.h share; nobody else includes it.

   sensitivity.c (puts it together) · sensitivity_rank.c (ranks, classes) · sensitivity_first.c (indices of one input,
   what it is worth to know it) · sensitivity_sharpen.c (less
   chance) · sensitivity_together.c (inputs that move together) · sensitivity_readings.c (runs under
   other readings) · sensitivity_design.c (Sobol, Morris). */
#ifndef POLSIM_SENSITIVITY_PRIVATE_H
#define POLSIM_SENSITIVITY_PRIVATE_H

#include "sensitivity.h"

enum { REPLICATES = SENSITIVITY_REPLICATES, CLASSES_MAX = 64, EQUAL_CLASSES = 16, TERMS = 16 };

typedef double pair __attribute__((vector_size(16)));

/* ---- an input's draws in classes ---- */
struct classes {
    int count;
    bool few;                /* a class is one value; else classes are of equal probability */
    uint16_t *of;            /* [draws] */
    double (*n)[REPLICATES]; /* [CLASSES_MAX]: draws of a class and replicate */
};
void classes_start(struct classes *classes, size_t draws);
void classes_clear(struct classes *classes);
void classes_fill(struct classes *classes, const double *rank, const uint32_t *order, size_t draws,
                  const uint8_t *replicate);

/* ---- measures that have a value in the same draws ---- */
struct sorted { /* a measure's draws in ascending order */
    uint32_t *draw;
    double *y;
    uint8_t *replicate;
    double chance;                     /* what EQUAL_CLASSES classes at random seem to bring */
    struct sensitivity_estimate whole; /* its quantile */
    double deleted[REPLICATES];        /* without a replicate */
};

/* What an input does to a measure: coefficients of the terms, or of few values the means over each. */
struct fit {
    double at[CLASSES_MAX];
};

/* Where each draw of an input stands: its place in the basis, or where there are few values its class. */
struct placed {
    bool few;
    int classes;
    uint32_t *place;         /* [draws] */
    double (*n)[REPLICATES]; /* of few values: draws of a class and replicate; else NULL */
};

struct problem {
    size_t draws;
    int inputs, measures, padded; /* measures, made even */
    const double *const *x;
    const uint8_t *replicate; /* [draws] */
    double n[REPLICATES];
    uint32_t *by_replicate; /* draws of replicate r: from begin[r] */
    size_t begin[REPLICATES + 1];
    double *basis; /* [rank][TERMS] */
    const double *levels;
    pair *y, *ranks; /* [draws][padded]: about their means; of y their ranks */
    double (*y1)[REPLICATES], (*y2)[REPLICATES]; /* [measures]: sums of y, y^2 */
    double (*rank2)[REPLICATES];
    struct sorted *sorted; /* [measures] */
    struct placed *placed; /* [inputs] */
    double *x_ranks; /* [inputs][draws]: mean 0, variance 1; 0 of an input that is one number */
    int threads;
    bool independent; /* the inputs were drawn so; and then: */
    pair *left;       /* as y, without what the heaviest inputs do to it; else NULL */

    struct sensitivity_effect *effects; /* [input * measures + measure] */
    double (*deleted)[REPLICATES];      /* first order without a replicate, as effects */
};

/* [rank][TERMS] */
double *basis_new(size_t draws);

/* From values that leave out one replicate after another. */
double jackknife_error(const double deleted[REPLICATES]);

/* A square that is estimated without the bias of chance: the mean of the products of a coefficient in one replicate
   with the same in another, weighed by their draws. Plain squares less what n independent draws would bring
   (Tissot & Prieur 2012, RESS 107) would take off too much of Sobol points, whose errors are smaller. */
struct square {
    double sum, squares, n, n2;
};

static inline void square_add(struct square *square, double sum, double n)
{
    square->sum += sum;
    square->squares += sum * sum;
    square->n += n;
    square->n2 += n * n;
}

static inline double square_of(const struct square *square)
{
    return (square->sum * square->sum - square->squares) / (square->n * square->n - square->n2);
}

/* The room of one thread. */
struct first_room {
    struct classes classes;
    double *rank;
    uint32_t *order, *list;
    pair *sums;
};
void first_start(struct first_room *room, const struct problem *problem);
void first_clear(struct first_room *room);
/* The places of x (any order of magnitude), which the caller clears. Leaves classes and ranks in the room. */
struct placed place_input(const struct problem *problem, const double *x, struct first_room *room);
void placed_clear(struct placed *placed);

/* y as first_order sees it, and what of the input at hand was taken out of it ([measures]; NULL: nothing). */
struct seen {
    const pair *y;
    const double (*y1)[REPLICATES];
    const struct fit *taken;
};
/* First-order indices of an input on all measures, [measures] each. */
void first_order(const struct problem *problem, const struct seen *seen,
                 const struct placed *placed, struct first_room *room,
                 struct sensitivity_estimate *first, double (*deleted)[REPLICATES]);
/* First-order indices anew; fills problem->left. */
void sharpen(struct problem *problem);
enum { HEAVIEST = 16 };
/* The heaviest inputs of a measure; how many. */
int find_heaviest(const struct problem *problem, int measure, int heaviest[HEAVIEST]);
/* And what it is worth to know x, for its classes in the room. */
void worth_of_knowing(const struct problem *problem, struct first_room *room,
                      struct sensitivity_effect *effects);
void sorted_fill(struct problem *problem, int measure, const double *y, struct first_room *room);

/* Partial correlations of all; of inputs that are correlated, `independent` again. Whether some are. */
bool effects_together(struct problem *problem);

#endif
