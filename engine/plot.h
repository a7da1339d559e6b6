/* Figures: a template plots/NAME.gp and tables of a run make a data file, a gnuplot script that redraws
   alone, and pictures. Knows nothing of SQL's results but their cells, and nothing of single figures.

   A template begins with comment lines, its head, and goes on as plain gnuplot (helpers:
   plots/common.gp, which is put before it):

     # title.en: The money path                   also title.zh
     # shows.en: What to see in it, one line      also shows.zh
     # needs.en: What a run must have for it      also needs.zh; may be left out
     # question: sensitivity                      the command whose answer it shows; may be left out: a run that was
                                                  not asked is not said to lack something
     # data.payment:
     #   SELECT period, mean FROM series WHERE run = :run AND …

   Each data.NAME is one query of the public tables (parameters :run :base :lang) and becomes the block
   NAME of the data file. The first is what the figure is about: without rows there is no figure, and
   `needs` says what the run lacks.

     bool plot_figure_parse(&figure, "budget", "plots/budget.gp", template, err);
     plot_write(&job, err) && plot_gnuplot(folder, "budget.zh.gp", NULL, NULL, err);
     plot_figure_clear(&figure); */
#ifndef POLSIM_PLOT_H
#define POLSIM_PLOT_H

#include "store.h"

#include <stdio.h>
#include <sys/types.h>

enum { PLOT_DATA_MAX = 8, PLOT_CELL_BYTES_MAX = 400 };

struct plot_data {
    char *name, *sql;
};

struct plot_figure {
    char *name;
    char *title_en, *title_zh, *shows_en, *shows_zh;
    char *needs_en, *needs_zh; /* NULL: nothing to say */
    char *question;            /* NULL: none */
    int data_count;
    struct plot_data data[PLOT_DATA_MAX];
    char *text; /* the whole template, its head too */
};

/* Copies what it needs; `path` is for messages. Errors: STORE with file and line: an unknown or repeated key (with the nearest),
   a missing one, a line that is neither key nor continuation. On failure the figure is empty. */
bool plot_figure_parse(struct plot_figure *figure, const char *name, const char *path,
                       const char *text, struct error *err);
void plot_figure_clear(struct plot_figure *figure);

/* Appends a string as gnuplot reads it back unchanged, whatever is in it: single quotes, in which
   gnuplot substitutes nothing; control characters become spaces. */
void plot_add_string(struct text *text, const char *string);

/* Appends a table as block `name`: "# name", a line of column names, rows; fields between tabs, texts
   in double quotes, NaN for no value. Nothing in a cell can end its field or line. */
void plot_add_table(struct text *text, const char *name, const struct store_table *table);

struct plot_job {
    const struct plot_figure *figure;
    const char *common;               /* plots/common.gp */
    const struct store_table *tables; /* [figure->data_count] */
    const struct store_run *run;
    const char *language; /* "zh" or "en" */
    const char *folder;   /* is there already */
    const char *formats;  /* what the script draws by itself: "svg png" */
};

/* Writes FOLDER/FIGURE.LANGUAGE.dat and .gp. Errors: STORE. */
bool plot_write(const struct plot_job *job, struct error *err);

/* Runs gnuplot (the program of PATH, no shell) on a script in `folder`; `settings` are statements
   before it ("format='dumb'; columns=100") or NULL; what it prints goes to `printed`, NULL: nowhere.
   Errors: STORE: gnuplot is not installed, or gnuplot's own message. */
bool plot_gnuplot(const char *folder, const char *script, const char *settings,
                  struct text *printed, struct error *err);

/* The same in two steps, so that several can draw at once. Each start that worked needs its finish. */
struct plot_drawing {
    char *script;
    FILE *out, *complaints;
    pid_t pid;
};
bool plot_start(struct plot_drawing *drawing, const char *folder, const char *script,
                const char *settings, struct error *err);
bool plot_finish(struct plot_drawing *drawing, struct text *printed, struct error *err);

/* gnuplot counts a Chinese character as one column, terminals show two: takes spaces out behind them so
   that what stands right of them keeps its place. */
void plot_fit_columns(const char *drawn, struct text *fitted);

#endif
