#include "threefry.h"

#include "digest.h"
#include "threefry_rounds.h"

#include <string.h>

#define ROUND(a, b, r, c, d, s)                                                                    \
    x[a] += x[b], x[b] = THREEFRY_TURN(x[b], r) ^ x[a];                                            \
    x[c] += x[d], x[d] = THREEFRY_TURN(x[d], s) ^ x[c];
#define INJECT(n, i, j, k, l)                                                                      \
    x[0] += word[i], x[1] += word[j], x[2] += word[k], x[3] += word[l] + n;

void threefry_block(const struct threefry_key *key, const uint64_t counter[4], uint64_t out[4])
{
    const uint64_t *k = key->word;
    const uint64_t word[5] = {k[0], k[1], k[2], k[3], k[0] ^ k[1] ^ k[2] ^ k[3] ^ THREEFRY_PARITY};
    uint64_t x[4];

    memcpy(x, counter, sizeof x);
    THREEFRY_STEPS(ROUND, INJECT)
    memcpy(out, x, sizeof x);
}

static uint64_t read_little_endian(const unsigned char *bytes)
{
    uint64_t word = 0;

    for (int i = 7; i >= 0; i--)
        word = word << 8 | bytes[i];
    return word;
}

static void add_number(struct digest *digest, uint64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    digest_add(digest, bytes, sizeof bytes);
}

/* The hashed bytes are a contract: changing them changes the random numbers of every scenario. */
struct threefry_key threefry_stream_key(uint64_t seed, const char *stream, const char *suffix,
                                        const char *cell)
{
    struct digest digest;
    unsigned char bytes[DIGEST_BYTES];
    struct threefry_key key;

    digest_start(&digest);
    add_number(&digest, sizeof seed);
    add_number(&digest, seed);
    digest_add_string(&digest, stream);
    digest_add_string(&digest, suffix);
    digest_add_string(&digest, cell);
    digest_end(&digest, bytes);
    for (int i = 0; i < 4; i++)
        key.word[i] = read_little_endian(bytes + 8 * i);
    return key;
}

double threefry_uniform(const struct threefry_key *key, uint64_t draw, uint64_t month,
                        uint64_t purpose)
{
    const uint64_t counter[4] = {draw / 4, month, purpose, 0};
    uint64_t words[4];

    threefry_block(key, counter, words);
    return threefry_to_uniform(words[draw % 4]);
}
