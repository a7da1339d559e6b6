/* A picture as it stands inside a page of HTML: one file, nothing read from outside, nothing that runs.

     struct text page = {0};
     svg_inline(picture, "budget-", "What is paid when", &page, err);

   What is taken out: the declaration, comments, namespaces, <title> and <desc> of the drawing program,
   <script>, <style>, <foreignObject>, event handlers, and references to anything but a part of the same
   picture. Ids and references to them get the prefix, so that many pictures share one page. */
#ifndef POLSIM_SVG_H
#define POLSIM_SVG_H

#include "error.h"
#include "text.h"

/* Appends the picture; `name` is what a screen reader says of it. Errors: STORE: it is not SVG, or ends
   within a tag; then nothing is appended. */
bool svg_inline(const char *svg, const char *prefix, const char *name, struct text *out,
                struct error *err);

/* Text as HTML and SVG show it: & < > " ' as references, control characters as spaces. */
void svg_escape(const char *string, struct text *out);

#endif
