/* What the cmd_check*.c files share: sections of the report of polsim check. Nobody else includes
   it. */
#ifndef POLSIM_CMD_CHECK_H
#define POLSIM_CMD_CHECK_H

#include "audit.h"
#include "table.h"

enum { CHECK_WIDTH = TABLE_WIDTH }; /* columns of a line */

/* What was found in the plan, and what could not be looked for (not_looked: inputs that nothing
   uses, or NULL). */
void check_add_findings(const struct model *model, const struct audit *audit,
                        const struct error *not_looked, const char *language, struct text *out);

/* The uncertain inputs by the largest swing of a result, the first of them or all. */
void check_add_weights(const struct model *model, const struct audit *audit, bool all,
                       const char *language, struct text *out);

#endif
