/* BLAKE2b-256 (libsodium): names of streams to keys, digests of files and of outputs.

     struct digest digest;
     digest_start(&digest);
     digest_add(&digest, bytes, length);
     char hex[DIGEST_HEX];
     digest_end_hex(&digest, hex); */
#ifndef POLSIM_DIGEST_H
#define POLSIM_DIGEST_H

#include "base.h"

#include <sodium/crypto_generichash.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX = 2 * DIGEST_BYTES + 1, DIGEST_BUFFER = 8192 };

/* Most of what is hashed comes in pieces of 8 bytes: they are gathered first. */
struct digest {
    crypto_generichash_state state;
    size_t held; /* bytes of the buffer */
    unsigned char buffer[DIGEST_BUFFER];
};

void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
/* Adds the string and its length, so that "ab","c" and "a","bc" differ. */
void digest_add_string(struct digest *digest, const char *string);
/* Adds numbers as little-endian bytes of IEEE 754 doubles: the same on every machine. -0 counts as 0. */
void digest_add_doubles(struct digest *digest, const double *numbers, size_t count);
void digest_end(struct digest *digest, unsigned char bytes[DIGEST_BYTES]);
void digest_end_hex(struct digest *digest, char hex[DIGEST_HEX]);

#endif
