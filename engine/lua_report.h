/* A report's page: Lua templates (scripts/page*.lua, or an office's own) over the results of stored runs.
   The templates run in the sandbox of scenarios (lua_state.h): they see results, and give text.

     struct report_job job = {.store = store, .runs = runs, .count = 1, .language = "zh"};
     bool made = lua_report_write(&job, &html, err);

   Words of a template beside the standard ones (scripts/page_html.lua adds html, raw, say and more):
     language              "zh" or "en"
     runs                  what is known of each run: { id =, scenario =, title =, draws =, digest =, … }
     pictures              { { run =, name =, title =, shows =, svg = }, … }; pictures_missing: why none
     rows(query [, run])   a named query of store.h: { { mean = 5571, text = { mean = "5,571" } }, … }
     short(query [, run])  the same without what says nothing to people; notes: { "line", … }
     compared(part)        "targets", "money", "differences" or "regret" of the runs beside the first
     answer(kind, part [, run])   a table of the latest answer of `polsim sweep`, `solve` …; no rows: nobody asked
     include(name)         what the template of that name returns
     number few money share value unit raw_unit period word verdict heading    as in table.h */
#ifndef POLSIM_LUA_REPORT_H
#define POLSIM_LUA_REPORT_H

#include "show.h"

struct report_picture {
    int run;                    /* number in `runs`, from 0 */
    char *name, *title, *shows; /* "budget", in the report's language */
    char *svg;                  /* as svg_inline made it */
};

struct report_job {
    struct store *store;
    const char *store_path;
    const struct store_run *runs;
    int count;
    const char *language;
    const struct report_picture *pictures;
    int picture_count;
    const char *pictures_missing; /* why there are none; NULL */
    const char *folder;           /* where templates are looked for first, or NULL */
};

/* Appends the whole page. Errors: SCENARIO (in a template, with file, line and carets), STORE. */
bool lua_report_write(const struct report_job *job, struct text *html, struct error *err);

#endif
