/* The manual page of the program, made of the tables that parsing and help go by. */
#ifndef POLSIM_CMD_DOC_MAN_H
#define POLSIM_CMD_DOC_MAN_H

#include "text.h"

/* Appends polsim(1) as roff, with the macros of man(7), in UTF-8. */
void doc_manual(const char *language, struct text *out);

#endif
