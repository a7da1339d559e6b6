/* How a number comes about: a tree of the values that it is made of, one step a line of the script as far as these are
   separate, with what each amounts to in the mean.

     struct provenance_tree *tree = provenance_tree_new(&measure, 3);
     if (provenance_tree_run(tree, &options, near, err))
         ... tree->steps[i].mean
     provenance_tree_free(tree);

   Where a value is a sum (of values, over cells, of what entered a stock and left it, of what a fund owed before, what
   became due and what it still owes) its parts have a sign and add up to it in every draw, so in the mean. What is
   drawn, multiplied or chosen is made of parts without a sign, which are told as they are. */
#ifndef POLSIM_PROVENANCE_TREE_H
#define POLSIM_PROVENANCE_TREE_H

#include "measure.h"
#include "sample.h"

enum provenance_reading {               /* of a value over its months */
                          READING_SUM,  /* added up */
                          READING_END,  /* in the last */
                          READING_MEAN, /* on average */
};

enum provenance_how {
    HOW_GIVEN, /* an input, a number of the script, noise: nothing behind it */
    HOW_SUM,
    HOW_STOCK, /* what it began with, what entered, less what left */
    HOW_PAID,  /* owed before, and due, less still owed; beside them what the cash allows */
    HOW_OWED,  /* due so far less paid so far */
    HOW_CASH,  /* came in so far less paid and lapsed */
    HOW_FEN,   /* one value rounded to the fen */
    HOW_RATIO,
    HOW_PRODUCT,
    HOW_POISSON,
    HOW_BINOMIAL,
    HOW_URN,
    HOW_DELAY,
    HOW_COMPUTED, /* in another way, by its line */
};

struct provenance_step {
    int parent, depth; /* of steps; -1: the number itself */
    int node;          /* -1: a ratio's own */
    double *weights;   /* of the node's cells, which are added up so weighted; NULL: of the ratio */
    enum provenance_reading reading;
    int first, last; /* months */
    int sign;        /* as a part of the sum that the parent is; 0: no such part */
    enum provenance_how how;
    int same;     /* the step that shows the same with its parts, or -1 */
    bool further; /* there are parts, which the depth or the size left out */
    double mean;  /* over the draws of the run */
    double near;  /* over those that were marked; NaN: none were */
};

struct provenance_tree {
    const struct model *model;
    const struct measure *measure;
    size_t count, capacity;
    struct provenance_step *steps; /* a parent before its parts */
};

/* `depth` 0: the number alone. The measure must outlive it. */
struct provenance_tree *provenance_tree_new(const struct measure *measure, int depth);
void provenance_tree_free(struct provenance_tree *tree); /* NULL is fine */

/* Fills in the means over options->draws draws (sampler, seed and threads are looked at besides). near[draws]: which
   draws `near` is over; NULL: none. Errors as sample_draws. */
bool provenance_tree_run(struct provenance_tree *tree, const struct sample_options *options,
                         const bool *near, struct error *err);

#endif
