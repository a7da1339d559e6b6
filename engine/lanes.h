/* The vector layer under the samplers: the compilers' vector extension for arithmetic, and the few
   operations it lowers badly (compare, select, masks, table look-up, interleaved store) wrapped
   once per instruction set. Included by kernels.c only, which is compiled once per set; the set is
   taken from the compiler's own macros, or none of them with -DLANES_PORTABLE.

     vdouble x = lanes_load(p);
     x = lanes_select(lanes_less(x, lanes_all(0.0)), -x, x);

   `lanes_less` and `lanes_at_most` are false where an operand is not a number. */
#ifndef POLSIM_LANES_H
#define POLSIM_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANES_INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__) && defined(__AVX512DQ__) && !defined(LANES_PORTABLE)
#include <immintrin.h>

enum { LANES_WIDTH = 8 };
typedef double vdouble __attribute__((vector_size(64)));
typedef uint64_t vword __attribute__((vector_size(64)));
typedef __mmask8 vmask;

LANES_INLINE vmask lanes_less(vdouble a, vdouble b)
{
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
}
LANES_INLINE vmask lanes_at_most(vdouble a, vdouble b)
{
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LE_OQ);
}
LANES_INLINE vdouble lanes_select(vmask mask, vdouble yes, vdouble no)
{
    return (vdouble)_mm512_mask_blend_pd(mask, (__m512d)no, (__m512d)yes);
}
LANES_INLINE vdouble lanes_min(vdouble a, vdouble b) /* a < b ? a : b */
{
    return (vdouble)_mm512_min_pd((__m512d)a, (__m512d)b);
}
LANES_INLINE vdouble lanes_max(vdouble a, vdouble b) /* a > b ? a : b */
{
    return (vdouble)_mm512_max_pd((__m512d)a, (__m512d)b);
}
LANES_INLINE vdouble lanes_keep(vmask mask, vdouble x) /* x where mask, else +0 */
{
    return (vdouble)_mm512_maskz_mov_pd(mask, (__m512d)x);
}
LANES_INLINE vmask mask_or(vmask a, vmask b)
{
    return (vmask)(a | b);
}
LANES_INLINE vmask mask_and(vmask a, vmask b)
{
    return (vmask)(a & b);
}
LANES_INLINE vmask mask_not(vmask a)
{
    return (vmask)~a;
}
LANES_INLINE unsigned mask_bits(vmask a) /* bit i is lane i */
{
    return a;
}
LANES_INLINE vdouble lanes_lookup_8(const double table[8], vword index) /* by the low 3 bits */
{
    return (vdouble)_mm512_permutexvar_pd((__m512i)index, _mm512_loadu_pd(table));
}
#define lanes_lookup_4 lanes_lookup_8                                     /* as quick */
LANES_INLINE vdouble lanes_lookup_16(const double table[16], vword index) /* by the low 4 bits */
{
    return (vdouble)_mm512_permutex2var_pd(_mm512_loadu_pd(table), (__m512i)index,
                                           _mm512_loadu_pd(table + 8));
}
LANES_INLINE bool words_any(vword x) /* is a bit set? */
{
    return _mm512_test_epi64_mask((__m512i)x, (__m512i)x) != 0;
}
#define LANES_FMA
LANES_INLINE vdouble lanes_fma(vdouble a, vdouble b, vdouble c) /* a * b + c, rounded once */
{
    return (vdouble)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}
#define LANES_RECIPROCAL
LANES_INLINE vdouble lanes_reciprocal(vdouble x) /* 1 / x, relative error <= 2^-14 */
{
    return (vdouble)_mm512_rcp14_pd((__m512d)x);
}
LANES_INLINE double lanes_tree_sum(vdouble x) /* of halves, added until one is left */
{
    __m256d half =
        _mm256_add_pd(_mm512_castpd512_pd256((__m512d)x), _mm512_extractf64x4_pd((__m512d)x, 1));
    __m128d two = _mm_add_pd(_mm256_castpd256_pd128(half), _mm256_extractf128_pd(half, 1));

    return two[0] + two[1];
}
/* The counters whose blocks stand in the lanes, as lanes_store_blocks wants them. */
LANES_INLINE vword lanes_block_order(void)
{
    return (vword){0, 4, 1, 5, 2, 6, 3, 7};
}
/* out[4 c + w] = x_w of the lane of counter c: pairs of words, then pairs of pairs. */
LANES_INLINE void lanes_store_blocks(double *out, const vdouble x[4])
{
    const __m512i low = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    const __m512i high = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    __m512d a = _mm512_unpacklo_pd((__m512d)x[0], (__m512d)x[1]);
    __m512d b = _mm512_unpacklo_pd((__m512d)x[2], (__m512d)x[3]);
    __m512d c = _mm512_unpackhi_pd((__m512d)x[0], (__m512d)x[1]);
    __m512d d = _mm512_unpackhi_pd((__m512d)x[2], (__m512d)x[3]);

    _mm512_storeu_pd(out, _mm512_permutex2var_pd(a, low, b));
    _mm512_storeu_pd(out + 8, _mm512_permutex2var_pd(a, high, b));
    _mm512_storeu_pd(out + 16, _mm512_permutex2var_pd(c, low, d));
    _mm512_storeu_pd(out + 24, _mm512_permutex2var_pd(c, high, d));
}

#elif defined(__AVX2__) && !defined(LANES_PORTABLE)
#include <immintrin.h>

enum { LANES_WIDTH = 4 };
typedef double vdouble __attribute__((vector_size(32)));
typedef uint64_t vword __attribute__((vector_size(32)));
typedef vdouble vmask; /* all bits of a lane set, or none */

LANES_INLINE vmask lanes_less(vdouble a, vdouble b)
{
    return (vmask)_mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_LT_OQ);
}
LANES_INLINE vmask lanes_at_most(vdouble a, vdouble b)
{
    return (vmask)_mm256_cmp_pd((__m256d)a, (__m256d)b, _CMP_LE_OQ);
}
LANES_INLINE vdouble lanes_select(vmask mask, vdouble yes, vdouble no)
{
    return (vdouble)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)mask);
}
LANES_INLINE vdouble lanes_min(vdouble a, vdouble b)
{
    return (vdouble)_mm256_min_pd((__m256d)a, (__m256d)b);
}
LANES_INLINE vdouble lanes_max(vdouble a, vdouble b)
{
    return (vdouble)_mm256_max_pd((__m256d)a, (__m256d)b);
}
LANES_INLINE unsigned mask_bits(vmask a)
{
    return (unsigned)_mm256_movemask_pd((__m256d)a);
}
/* A look-up is that of the two halves of a double; their places are the same in all rows of a table. */
LANES_INLINE vdouble lanes_lookup_4(const double table[4], vword index)
{
    vword halves = (index << 1 | index << 33) | ((vword){0} + (UINT64_C(1) << 32));

    return (vdouble)_mm256_permutevar8x32_ps(_mm256_loadu_ps((const float *)table),
                                             (__m256i)halves);
}
LANES_INLINE vdouble lanes_lookup_8(const double table[8], vword index)
{
    return lanes_select((vdouble)(index << 61), lanes_lookup_4(table + 4, index),
                        lanes_lookup_4(table, index));
}
LANES_INLINE vdouble lanes_lookup_16(const double table[16], vword index)
{
    return lanes_select((vdouble)(index << 60), lanes_lookup_8(table + 8, index),
                        lanes_lookup_8(table, index));
}
LANES_INLINE bool words_any(vword x)
{
    return !_mm256_testz_si256((__m256i)x, (__m256i)x);
}
LANES_INLINE double lanes_tree_sum(vdouble x)
{
    __m128d two =
        _mm_add_pd(_mm256_castpd256_pd128((__m256d)x), _mm256_extractf128_pd((__m256d)x, 1));

    return two[0] + two[1];
}
#define LANES_FMA
LANES_INLINE vdouble lanes_fma(vdouble a, vdouble b, vdouble c)
{
    return (vdouble)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}
#define LANES_VECTOR_LOOKUP
LANES_INLINE vword lanes_block_order(void)
{
    return (vword){0, 1, 2, 3};
}
LANES_INLINE void lanes_store_blocks(double *out, const vdouble x[4])
{
    __m256d a = _mm256_unpacklo_pd((__m256d)x[0], (__m256d)x[1]);
    __m256d b = _mm256_unpacklo_pd((__m256d)x[2], (__m256d)x[3]);
    __m256d c = _mm256_unpackhi_pd((__m256d)x[0], (__m256d)x[1]);
    __m256d d = _mm256_unpackhi_pd((__m256d)x[2], (__m256d)x[3]);

    _mm256_storeu_pd(out, _mm256_permute2f128_pd(a, b, 0x20));
    _mm256_storeu_pd(out + 4, _mm256_permute2f128_pd(c, d, 0x20));
    _mm256_storeu_pd(out + 8, _mm256_permute2f128_pd(a, b, 0x31));
    _mm256_storeu_pd(out + 12, _mm256_permute2f128_pd(c, d, 0x31));
}
#define LANES_BITWISE_MASKS

#elif defined(__SSE2__) && !defined(LANES_PORTABLE)
#include <emmintrin.h>

enum { LANES_WIDTH = 2 };
typedef double vdouble __attribute__((vector_size(16)));
typedef uint64_t vword __attribute__((vector_size(16)));
typedef vdouble vmask;

LANES_INLINE vmask lanes_less(vdouble a, vdouble b)
{
    return (vmask)_mm_cmplt_pd((__m128d)a, (__m128d)b);
}
LANES_INLINE vmask lanes_at_most(vdouble a, vdouble b)
{
    return (vmask)_mm_cmple_pd((__m128d)a, (__m128d)b);
}
LANES_INLINE vdouble lanes_select(vmask mask, vdouble yes, vdouble no)
{
    return (vdouble)(((vword)mask & (vword)yes) | (~(vword)mask & (vword)no));
}
LANES_INLINE vdouble lanes_min(vdouble a, vdouble b)
{
    return (vdouble)_mm_min_pd((__m128d)a, (__m128d)b);
}
LANES_INLINE vdouble lanes_max(vdouble a, vdouble b)
{
    return (vdouble)_mm_max_pd((__m128d)a, (__m128d)b);
}
LANES_INLINE unsigned mask_bits(vmask a)
{
    return (unsigned)_mm_movemask_pd((__m128d)a);
}
LANES_INLINE vword lanes_block_order(void)
{
    return (vword){0, 1};
}
LANES_INLINE void lanes_store_blocks(double *out, const vdouble x[4])
{
    _mm_storeu_pd(out, _mm_unpacklo_pd((__m128d)x[0], (__m128d)x[1]));
    _mm_storeu_pd(out + 2, _mm_unpacklo_pd((__m128d)x[2], (__m128d)x[3]));
    _mm_storeu_pd(out + 4, _mm_unpackhi_pd((__m128d)x[0], (__m128d)x[1]));
    _mm_storeu_pd(out + 6, _mm_unpackhi_pd((__m128d)x[2], (__m128d)x[3]));
}
#define LANES_BITWISE_MASKS

#else /* any machine whose compiler knows vector_size: two lanes, as NEON has */

enum { LANES_WIDTH = 2 };
typedef double vdouble __attribute__((vector_size(16)));
typedef uint64_t vword __attribute__((vector_size(16)));
typedef vword vmask;

LANES_INLINE vmask lanes_less(vdouble a, vdouble b)
{
    return (vmask)(a < b);
}
LANES_INLINE vmask lanes_at_most(vdouble a, vdouble b)
{
    return (vmask)(a <= b);
}
LANES_INLINE vdouble lanes_select(vmask mask, vdouble yes, vdouble no)
{
    return (vdouble)((mask & (vword)yes) | (~mask & (vword)no));
}
LANES_INLINE vdouble lanes_min(vdouble a, vdouble b)
{
    return lanes_select(lanes_less(a, b), a, b);
}
LANES_INLINE vdouble lanes_max(vdouble a, vdouble b)
{
    return lanes_select(lanes_less(b, a), a, b);
}
LANES_INLINE unsigned mask_bits(vmask a)
{
    return (unsigned)(a[0] & 1) | (unsigned)(a[1] & 2);
}
LANES_INLINE vword lanes_block_order(void)
{
    return (vword){0, 1};
}
LANES_INLINE void lanes_store_blocks(double *out, const vdouble x[4])
{
    for (int w = 0; w < 4; w++) {
        out[w] = x[w][0];
        out[4 + w] = x[w][1];
    }
}
#define LANES_BITWISE_MASKS

#endif

#ifdef LANES_BITWISE_MASKS
LANES_INLINE vdouble lanes_keep(vmask mask, vdouble x)
{
    return (vdouble)((vword)mask & (vword)x);
}
LANES_INLINE vmask mask_or(vmask a, vmask b)
{
    return (vmask)((vword)a | (vword)b);
}
LANES_INLINE vmask mask_and(vmask a, vmask b)
{
    return (vmask)((vword)a & (vword)b);
}
LANES_INLINE vmask mask_not(vmask a)
{
    return (vmask) ~(vword)a;
}
#endif

#if defined(LANES_BITWISE_MASKS) && !defined(LANES_VECTOR_LOOKUP)
LANES_INLINE vdouble lanes_lookup_4(const double table[4], vword index)
{
    return (vdouble){table[index[0] & 3], table[index[1] & 3]};
}
LANES_INLINE vdouble lanes_lookup_8(const double table[8], vword index)
{
    return (vdouble){table[index[0] & 7], table[index[1] & 7]};
}
LANES_INLINE vdouble lanes_lookup_16(const double table[16], vword index)
{
    return (vdouble){table[index[0] & 15], table[index[1] & 15]};
}
LANES_INLINE bool words_any(vword x)
{
    return (x[0] | x[1]) != 0;
}
LANES_INLINE double lanes_tree_sum(vdouble x)
{
    return x[0] + x[1];
}
#endif

LANES_INLINE vdouble lanes_all(double x)
{
    return x - (vdouble){0}; /* x - 0 is x, -0 and not-a-number too */
}
LANES_INLINE vword words_all(uint64_t x)
{
    return x - (vword){0};
}
LANES_INLINE uint64_t words_or(vword x) /* of all lanes */
{
    uint64_t all = 0;

    for (int i = 0; i < LANES_WIDTH; i++)
        all |= x[i];
    return all;
}
LANES_INLINE vdouble lanes_load(const double *from) /* no alignment needed */
{
    vdouble x;

    memcpy(&x, from, sizeof x);
    return x;
}
LANES_INLINE void lanes_store(double *to, vdouble x)
{
    memcpy(to, &x, sizeof x);
}
LANES_INLINE vdouble lanes_size(vdouble x) /* without its sign */
{
    return (vdouble)((vword)x & 0x7FFFFFFFFFFFFFFFu);
}
LANES_INLINE bool mask_any(vmask a)
{
    return mask_bits(a) != 0;
}

/* Counts of 16 bits, from those of 8. */
#if defined(__AVX2__) && !defined(LANES_PORTABLE)
enum { COUNTS_WIDTH = 16 };
typedef uint16_t vcount __attribute__((vector_size(32)));
LANES_INLINE vcount counts_of_bytes(const uint8_t from[COUNTS_WIDTH])
{
    return (vcount)_mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)from));
}
#else
enum { COUNTS_WIDTH = 8 };
typedef uint16_t vcount __attribute__((vector_size(16)));
LANES_INLINE vcount counts_of_bytes(const uint8_t from[COUNTS_WIDTH])
{
    uint8_t bytes __attribute__((vector_size(COUNTS_WIDTH)));

    memcpy(&bytes, from, sizeof bytes);
    return __builtin_convertvector(bytes, vcount);
}
#endif
LANES_INLINE bool counts_any(vcount x) /* is a bit set? */
{
    uint64_t words[sizeof x / sizeof(uint64_t)], all = 0;

    memcpy(words, &x, sizeof x);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        all |= words[i];
    return all != 0;
}

#endif
