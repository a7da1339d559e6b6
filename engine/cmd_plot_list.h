/* Which figures there are: templates NAME.gp in the program (or below POLSIM_PATH, see embed.h), and
   those that lie in a folder which the user names. A later one takes the place of an earlier one of
   the same name.

     struct plot_list list = {0};
     plot_list_add_program(&list);
     bool read = plot_list_add_folder(&list, "office", err);
     int i = plot_list_find(&list, "budget", err);
     read = read && i >= 0 && plot_list_read(&list, i, &figure, err);
     plot_list_clear(&list); */
#ifndef POLSIM_CMD_PLOT_LIST_H
#define POLSIM_CMD_PLOT_LIST_H

#include "plot.h"

enum { PLOT_LIST_MAX = 256 };

struct plot_list {
    int count;
    char *names[PLOT_LIST_MAX + 1]; /* in byte order, ended by NULL */
    char *folders[PLOT_LIST_MAX];   /* where the file lies; NULL: in the program */
};

void plot_list_add_program(struct plot_list *list);
/* Every NAME.gp with a NAME of letters, digits, '_' and '-': not common.gp, and not the scripts
   "budget.zh.gp" that stand beside pictures; up to PLOT_LIST_MAX. Errors: STORE, where the folder cannot be read. */
bool plot_list_add_folder(struct plot_list *list, const char *folder, struct error *err);
void plot_list_clear(struct plot_list *list);

/* Its number, or -1 with err: USAGE with the nearest name. */
int plot_list_find(const struct plot_list *list, const char *name, struct error *err);

/* Errors: STORE, with file and line. The caller clears the figure, on failure too. */
bool plot_list_read(const struct plot_list *list, int i, struct plot_figure *figure,
                    struct error *err);

#endif
