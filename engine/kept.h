/* Draws that are kept: strips of numbers, one a series, packed a block at a time (packed.h). A plan's 930 strips of 8,192
   draws take a quarter of the memory of doubles; and each thread fills memory of its own, where in rows of a
   strip's draws two threads would touch the same large page for the first time together, and both clear one.

     struct kept *kept = kept_new(930, 8192, 512);
     kept_put(kept, memory, 7, 1024, (struct strip){x, false}, 512);   // draws 1024 .. 1535 of strip 7
     kept_read(kept, 7, draws);                                        // all 8192

   Threads may put different blocks at the same time, each with an arena of its own. */
#ifndef POLSIM_KEPT_H
#define POLSIM_KEPT_H

#include "arena.h"
#include "packed.h"
#include "pool.h"

enum { KEPT_STRETCH = 512 };

struct kept;

/* strips x draws, all 0. block: draws that come together; stretches of KEPT_STRETCH draws are cut into blocks, of
   which the last may be shorter. */
struct kept *kept_new(size_t strips, size_t draws, size_t block);
void kept_free(struct kept *kept); /* NULL is fine; not the arenas */
/* What it takes at most, with its arenas. */
size_t kept_bytes(size_t strips, size_t draws, size_t block);

/* Draws first .. first + lanes - 1, a block, once; those beyond the last kept draw are left out. `memory` must outlive
   `kept`. */
void kept_put(struct kept *kept, struct arena *memory, size_t strip, size_t first, struct strip x,
              size_t lanes);
void kept_read(const struct kept *kept, size_t strip, double *x); /* x[draws] */
/* What packed_make makes of them: bytes[draws * sizeof(double)]. */
struct packed kept_pack(const struct kept *kept, size_t strip, void *bytes);

/* first[strips]: the first strip of the same draws, bit by bit: itself, or one before it. It may overlook one of which
   a block came as one number and of the other as lanes. */
void kept_match(const struct kept *kept, uint32_t *first);

/* Are all draws whole numbers? Then the least and the greatest of them. */
bool kept_is_whole(const struct kept *kept, size_t strip, double *least, double *most);
/* Of such a strip, counts[x - least]++ for each draw x. */
void kept_count(const struct kept *kept, size_t strip, double least, uint32_t *counts);

#endif
