/* How the program's memory comes from the system. */
#ifndef POLSIM_HEAP_H
#define POLSIM_HEAP_H

/* Asks for memory in pages of 2 MB where the system has them, and keeps what was freed: a first touch of each
   page of 4 KB costs more than what a short run computes with it. Once, at the start of the program, before
   any thread; a system that refuses changes nothing but speed. */
void heap_prepare(void);

#endif
