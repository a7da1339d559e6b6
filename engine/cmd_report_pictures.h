/* The pictures of a report: `polsim plot` draws them into a temporary folder, from where they are taken into
   memory as parts of a page. */
#ifndef POLSIM_CMD_REPORT_PICTURES_H
#define POLSIM_CMD_REPORT_PICTURES_H

#include "lua_report.h"

struct report_pictures {
    int count, capacity;
    struct report_picture *list;
    char folder[4096]; /* temporary, with one of each run; "" before it was made */
    const char *drawn; /* where `polsim plot` has drawn those of the first run already; NULL */
};

/* Draws all figures of the first run, and of the others the comparison with it, in `language` (or "both"), with
   those of the folder `templates` where it is not NULL.
   Errors: STORE: gnuplot is not installed, or has failed. */
bool report_pictures_draw(struct report_pictures *pictures, const char *store,
                          const char *templates, const struct store_run *runs, int count,
                          const char *language, struct error *err);

/* Takes those of one language ("zh", "en") into the list, in byte order of their names; what was in it goes.
   Errors: STORE: what was drawn before is another run's, or not there. */
bool report_pictures_read(struct report_pictures *pictures, const struct store_run *runs, int count,
                          const char *language, struct error *err);

/* Frees the list and removes the folder. */
void report_pictures_clear(struct report_pictures *pictures);

#endif
