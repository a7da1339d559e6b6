/* Draws in few bytes: most are whole numbers in a narrow range, many the same in every draw. */
#include "store_private.h"

#include <math.h>
#include <string.h>

/* GROUP: so many at a time, that the compiler makes vectors of them. */
enum { GROUP = 64, LANES = 8, COUNT_MAX = 1 << 24 };

/* Added and taken off again, it rounds |x| < 2^51 to a whole number. */
static const double ROUNDER = 6755399441055744.0; /* 1.5 * 2^52 */

static size_t width_of(char format)
{
    switch (format) {
    case 'd': return 8;
    case 'B': return 1;
    case 'H': return 2;
    case 'I': return 4;
    default: return 0;
    }
}

/* What is stored is little-endian; so are almost all machines. */
static void turn_bytes(unsigned char *bytes, size_t width, size_t count)
{
    static const uint16_t one = 1;

    if (*(const unsigned char *)&one == 1)
        return;
    for (size_t i = 0; i < count; i++, bytes += width)
        for (size_t k = 0; k < width / 2; k++) {
            unsigned char byte = bytes[k];
            bytes[k] = bytes[width - 1 - k];
            bytes[width - 1 - k] = byte;
        }
}

/* ---- packing ---- */

struct range {
    bool whole, same; /* all are whole numbers below 2^51, none -0; all are the same bits */
    double low, high; /* where they are whole */
};

static inline uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* What GROUP values add to what is known, in lanes that the compiler makes vectors of. */
struct lanes {
    double low[LANES], high[LANES], odd[LANES]; /* odd: 0 where all are finite, else NaN */
    uint64_t fraction[LANES], other[LANES];     /* 0 where all are whole; where all are the same */
};

static void look_at(struct lanes *lanes, const double *restrict x, double first)
{
    for (int g = 0; g < GROUP; g += LANES)
        for (int k = 0; k < LANES; k++) {
            double y = x[g + k];
            lanes->odd[k] += y - y;
            lanes->fraction[k] |= bits_of(y) ^ bits_of((y + ROUNDER) - ROUNDER);
            lanes->other[k] |= bits_of(y) ^ bits_of(first);
            lanes->low[k] = y < lanes->low[k] ? y : lanes->low[k];
            lanes->high[k] = y > lanes->high[k] ? y : lanes->high[k];
        }
}

static struct range find_range(const double *x, size_t count)
{
    struct lanes lanes;
    struct range range = {true, true, x[0], x[0]};
    double rest[GROUP];
    size_t i = 0;

    memset(&lanes, 0, sizeof lanes);
    for (int k = 0; k < LANES; k++)
        lanes.low[k] = lanes.high[k] = x[0];
    for (; i + GROUP <= count; i += GROUP)
        look_at(&lanes, x + i, x[0]);
    for (size_t k = 0; k < GROUP; k++)
        rest[k] = i + k < count ? x[i + k] : x[0];
    look_at(&lanes, rest, x[0]);
    for (int k = 0; k < LANES; k++) {
        range.whole = range.whole && lanes.odd[k] == 0 && lanes.fraction[k] == 0;
        range.same = range.same && lanes.other[k] == 0;
        range.low = lanes.low[k] < range.low ? lanes.low[k] : range.low;
        range.high = lanes.high[k] > range.high ? lanes.high[k] : range.high;
    }
    return range;
}

static bool has_no_value(const double *x, size_t count)
{
    size_t i = 0;

    while (i < count && isnan(x[i]))
        i++;
    return i == count;
}

#define PACK(name, type)                                                                           \
    static void name(const double *x, size_t count, double least, type *elements)                  \
    {                                                                                              \
        size_t i = 0;                                                                              \
        for (; i + GROUP <= count; i += GROUP)                                                     \
            for (size_t g = 0; g < GROUP; g++)                                                     \
                elements[i + g] = (type)(int64_t)(x[i + g] - least);                               \
        for (; i < count; i++)                                                                     \
            elements[i] = (type)(int64_t)(x[i] - least);                                           \
    }

PACK(pack_8, uint8_t)
PACK(pack_16, uint16_t)
PACK(pack_32, uint32_t)
#undef PACK

struct store_strip store_pack(const double *x, size_t count, void *bytes)
{
    struct store_strip strip = {.format = 'd', .times = 1, .bytes = bytes};
    struct range range = count ? find_range(x, count) : (struct range){0};

    if (count && (range.same || has_no_value(x, count))) {
        strip.times = count;
        count = 1;
    }
    if (range.whole && range.high - range.low <= UINT32_MAX) {
        double span = range.high - range.low;
        strip.format = span <= UINT8_MAX ? 'B' : span <= UINT16_MAX ? 'H' : 'I';
        strip.least = range.low;
    }
    switch (strip.format) {
    case 'B': pack_8(x, count, strip.least, bytes); break;
    case 'H': pack_16(x, count, strip.least, bytes); break;
    case 'I': pack_32(x, count, strip.least, bytes); break;
    default: memcpy(bytes, x, count * sizeof *x);
    }
    strip.length = count * width_of(strip.format);
    turn_bytes(bytes, width_of(strip.format), count);
    return strip;
}

/* ---- unpacking ---- */

size_t store_strip_count(const struct store_strip *strip)
{
    size_t width = width_of(strip->format);

    if (!width || strip->length % width || strip->times < 1 || strip->times > COUNT_MAX ||
        strip->length / width > COUNT_MAX / strip->times)
        return 0;
    return strip->length / width * strip->times;
}

static double element(char format, const unsigned char *bytes)
{
    uint64_t bits = 0;
    double x;

    for (size_t k = width_of(format); k > 0; k--)
        bits = bits << 8 | bytes[k - 1];
    if (format != 'd')
        return (double)bits;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void store_unpack(const struct store_strip *strip, double *x)
{
    size_t count = store_strip_count(strip), width = width_of(strip->format);
    size_t once = count ? strip->length / width : 0;

    for (size_t i = 0; i < count; i++)
        x[i] = i < once ? strip->least + element(strip->format,
                                                 (const unsigned char *)strip->bytes + i * width)
                        : x[i - once];
}
