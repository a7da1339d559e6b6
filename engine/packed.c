#include "packed.h"

#include "base.h"

#include <math.h>
#include <string.h>

/* GROUP: so many at a time, that the compiler makes vectors of them. */
enum { GROUP = 64, LANES = 8 };
/* Far more draws than any run keeps (65,536): eight bytes of a database must not ask for all memory. */
enum { COUNT_MAX = 1 << 22 };

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

/* With 2^52 added, a whole number stands in the last bits of the double. */
#define PACK(name, type)                                                                           \
    static void name(const double *x, size_t count, double least, type *elements)                  \
    {                                                                                              \
        size_t i = 0;                                                                              \
        for (; i + GROUP <= count; i += GROUP)                                                     \
            for (size_t g = 0; g < GROUP; g++)                                                     \
                elements[i + g] = (type)bits_of((x[i + g] - least) + 0x1p52);                      \
        for (; i < count; i++)                                                                     \
            elements[i] = (type)bits_of((x[i] - least) + 0x1p52);                                  \
    }

PACK(pack_8, uint8_t)
PACK(pack_16, uint16_t)
PACK(pack_32, uint32_t)
#undef PACK

char packed_format(double least, double most)
{
    double span = most - least;

    return span <= UINT8_MAX ? 'B' : span <= UINT16_MAX ? 'H' : span <= UINT32_MAX ? 'I' : 'd';
}

size_t packed_put(char format, double least, const double *x, size_t count, void *bytes)
{
    size_t width = width_of(format);

    switch (format) {
    case 'B': pack_8(x, count, least, bytes); break;
    case 'H': pack_16(x, count, least, bytes); break;
    case 'I': pack_32(x, count, least, bytes); break;
    default: memcpy(bytes, x, count * sizeof *x);
    }
    turn_bytes(bytes, width, count);
    return count * width;
}

struct packed packed_make(const double *x, size_t count, void *bytes)
{
    struct packed packed = {.format = 'd', .times = 1, .bytes = bytes};
    struct range range = count ? find_range(x, count) : (struct range){0};

    if (count && (range.same || has_no_value(x, count))) {
        packed.times = count;
        count = 1;
    }
    if (range.whole && (packed.format = packed_format(range.low, range.high)) != 'd') {
        packed.least = range.low;
        packed.most = range.high;
    }
    packed.length = packed_put(packed.format, packed.least, x, count, bytes);
    return packed;
}

/* ---- unpacking ---- */

size_t packed_count(const struct packed *packed)
{
    size_t width = width_of(packed->format);

    if (!width || packed->length % width || packed->times < 1 || packed->times > COUNT_MAX ||
        packed->length / width > COUNT_MAX / packed->times)
        return 0;
    return packed->length / width * packed->times;
}

#define UNPACK(name, type)                                                                         \
    static void name(const unsigned char *bytes, size_t count, double least, double *x)            \
    {                                                                                              \
        type elements[GROUP];                                                                      \
        for (size_t i = 0, n; i < count; i += n) {                                                 \
            n = count - i < GROUP ? count - i : GROUP;                                             \
            memcpy(elements, bytes + i * sizeof(type), n * sizeof(type));                          \
            turn_bytes((unsigned char *)elements, sizeof(type), n);                                \
            for (size_t g = 0; n == GROUP && g < GROUP; g++)                                       \
                x[i + g] = least + (double)elements[g];                                            \
            for (size_t g = 0; n < GROUP && g < n; g++)                                            \
                x[i + g] = least + (double)elements[g];                                            \
        }                                                                                          \
    }

UNPACK(unpack_8, uint8_t)
UNPACK(unpack_16, uint16_t)
UNPACK(unpack_32, uint32_t)
#undef UNPACK

void packed_read(const struct packed *packed, double *x)
{
    size_t count = packed_count(packed), once = count ? count / packed->times : 0;

    if (count == 0)
        return;
    switch (packed->format) {
    case 'B': unpack_8(packed->bytes, once, packed->least, x); break;
    case 'H': unpack_16(packed->bytes, once, packed->least, x); break;
    case 'I': unpack_32(packed->bytes, once, packed->least, x); break;
    default:
        memcpy(x, packed->bytes, once * sizeof *x);
        turn_bytes((unsigned char *)x, sizeof *x, once);
    }
    for (size_t i = once; i < count; i++)
        x[i] = x[i - once];
}
