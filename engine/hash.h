/* A number of 64 bits that stands for many bytes while the program runs: equal for equal ones and almost never else.
   Whoever must be sure compares; what is stored has digests (digest.h). */
#ifndef POLSIM_HASH_H
#define POLSIM_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START 0xcbf29ce484222325u

/* The high half of a product depends on all bits. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *b = bytes;
    uint64_t word;

    for (; length >= sizeof word; length -= sizeof word, b += sizeof word) {
        memcpy(&word, b, sizeof word);
        hash = hash_word(hash, word);
    }
    if (length == 0)
        return hash;
    word = 0;
    memcpy(&word, b, length);
    return hash_word(hash, word);
}

#endif
