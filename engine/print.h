/* The door to the screen. Names, labels and titles come from scenarios, databases and files of strangers: what
   would make a terminal do something, or turn a line around, becomes '?'. Files that are written keep every
   byte. */
#ifndef POLSIM_PRINT_H
#define POLSIM_PRINT_H

#include "base.h"

#include <stdio.h>

/* Lines, tabs, and a carriage return at the end of a line stay. */
void print_text(FILE *to, const char *text);
void print_format(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
