/* Two scenarios of one model, what differs between them, and models that have some values as the one has them and the
   rest as the other. What differs are inputs (all cells of one together), readings, and the text of the model itself.

     struct mixture mixture;
     if (mixture_open(&mixture, &from, &to, err)) {
         mixture_find(&mixture, mixture.changes[0].name) ...
         struct model *model = mixture_load(&mixture, &has, err);   // has(context, i): is change i made?
     }
     mixture_close(&mixture);

   Streams of chance go by names and each uncertain input keeps its Sobol dimension, so that all mixtures meet the same
   draws: the one with no change gives those of `from`, the one with all those of `to` (but for what only one of the
   two makes uncertain in a dimension that the other uses: there `to` takes another one). */
#ifndef POLSIM_MIXTURE_H
#define POLSIM_MIXTURE_H

#include "lua_model.h"

struct
    mixture_side { /* a scenario as it is loaded; the owner keeps all of it until after mixture_close */
    const char *path;
    const struct lua_changes *changes; /* may be NULL */
    struct model *model; /* loaded from these; of `to` the dimensions of inputs may be moved */
};

enum mixture_kind { MIXTURE_READING, MIXTURE_INPUT, MIXTURE_TEXT };

struct mixture_change {
    enum mixture_kind kind;
    const char *name; /* of the input or reading; of the text: MIXTURE_TEXT_NAME */
    char
        place[256]; /* where a scenario or the command line makes it ("w3.lua:9", "--set"), or "" */
    struct text from, to; /* its values in words; several cells: the first that differs and " …" */
    size_t cells,
        all_cells; /* that differ, of how many, where an input is by cells or dates; else 0 */
};

#define MIXTURE_TEXT_NAME "(model)"

struct mixture {
    struct mixture_side from, to;
    int count;
    /* Readings first, then inputs, each in the order in which the scenario's file has them (by line, else as declared);
       the text last. */
    struct mixture_change *changes;
};

/* Errors: USAGE: scenarios of different models. */
bool mixture_open(struct mixture *mixture, const struct mixture_side *from,
                  const struct mixture_side *to, struct error *err);
void mixture_close(struct mixture *mixture);

/* Number of the change of that name, or -1. */
int mixture_find(const struct mixture *mixture, const char *name);

/* Whether change i is made in a mixture. */
typedef bool mixture_has(const void *context, int i);

/* The caller frees the model. Errors: as lua_model_load, where the values do not go together. */
struct model *mixture_load(const struct mixture *mixture, mixture_has *has, const void *context,
                           struct error *err);

#endif
