/* How the program's memory comes from the system, and what becomes of a program that gets none: it ends at once,
   with a message and exit status 4 (memory_spent in base.h), whatever thread it is in. Nothing is given back or
   written first: the database keeps a run whole or as one that was interrupted, and a result is printed when all of
   it is made. Lua and SQLite report of themselves what they could not get. */
#ifndef POLSIM_HEAP_H
#define POLSIM_HEAP_H

/* Asks for memory in pages of 2 MB where the system has them, and keeps what was freed: a first touch of each
   page of 4 KB costs more than what a short run computes with it. Once, at the start of the program, before
   any thread; a system that refuses changes nothing but speed. */
void heap_prepare(void);

/* What is said where memory is wanting; lives as long as the program. Until it is set: "not enough memory". */
void heap_speak(const char *message);

#endif
