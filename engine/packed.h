/* Numbers in few bytes, without loss: most draws are whole numbers in a narrow range, many are the same in every
   draw. The form is the one in which the database keeps them (schema.sql: draws).

     unsigned char bytes[512 * sizeof(double)];
     struct packed packed = packed_make(x, 512, bytes);   // 512 bytes where all are whole and within 0 .. 255
     packed_read(&packed, x); */
#ifndef POLSIM_PACKED_H
#define POLSIM_PACKED_H

#include <stddef.h>

struct packed {
    char format;  /* of an element, as in Python's array: 'd' 'B' 'H' 'I'; little-endian */
    double least; /* what is added to each: the least number; but for 'd' */
    double most;  /* where packed_make made it, the greatest; but for 'd' */
    size_t times; /* how often the elements stand, one after the other */
    const void *bytes;
    size_t length; /* of bytes */
};

/* Into `bytes`, which has room for `count` doubles. All bits come back, those of -0 and NaN too, but where all
   are NaN: then they are the first one's. */
struct packed packed_make(const double *x, size_t count, void *bytes);
/* Whole numbers, none -0, from `least` to `most`: in which format, 'd' where they are too far apart; and numbers of
   one strip piece by piece, which take the bytes that it returns. */
char packed_format(double least, double most);
size_t packed_put(char format, double least, const double *x, size_t count, void *bytes);
/* How many numbers they are; 0 where this is nothing that packed_make makes. */
size_t packed_count(const struct packed *packed);
void packed_read(const struct packed *packed, double *x); /* x[packed_count] */

#endif
