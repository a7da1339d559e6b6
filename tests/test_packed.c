/* Numbers packed into few bytes, and draws kept in that form. */
#include "check.h"

#include "kept.h"
#include "packed.h"


/* Packs x and unpacks it again; what is not the same bits fails. */
static void packs(const double *x, size_t count, char format, size_t length)
{
    unsigned char bytes[8 * 200];
    double back[200];
    struct packed packed = packed_make(x, count, bytes);

    assert_int_equal(packed.format, format);
    assert_int_equal(packed.length, length);
    assert_int_equal(packed_count(&packed), count);
    packed_read(&packed, back);
    assert_memory_equal(back, x, count * sizeof *x);
}

static void test_draws_are_packed_without_loss(void **state)
{
    double x[200], nan[70];

    (void)state;
    for (int i = 0; i < 200; i++) /* longer than a group of the compiler's vectors, and not a multiple */
        x[i] = -100 + i * 7 % 200;
    packs(x, 200, 'B', 200);
    x[199] = 156; /* -100 .. 156: one more than a byte holds */
    packs(x, 200, 'H', 400);
    x[3] = 65435;
    packs(x, 200, 'H', 400);
    x[3] = 65436;
    packs(x, 200, 'I', 800);
    x[3] = 4294967195;
    packs(x, 200, 'I', 800);
    x[3] = 4294967196;
    packs(x, 200, 'd', 1600);
    for (int i = 0; i < 200; i++)
        x[i] = 0x1p52 + i; /* whole, but beyond what is looked for */
    packs(x, 200, 'd', 1600);
    for (int i = 0; i < 200; i++)
        x[i] = i;
    x[130] = 0.5;
    packs(x, 200, 'd', 1600);
    x[130] = (double)NAN;
    packs(x, 200, 'd', 1600);
    x[130] = (double)INFINITY;
    packs(x, 200, 'd', 1600);
    for (int i = 0; i < 70; i++)
        x[i] = 1e6, nan[i] = (double)NAN;
    packs(x, 70, 'B', 1);
    packs(nan, 70, 'd', 8);
    for (int i = 0; i < 70; i++)
        x[i] = 0.1;
    packs(x, 70, 'd', 8);
    packs(x, 0, 'd', 0);
}

static void test_a_strip_that_no_polsim_made_has_no_draws(void **state)
{
    static const unsigned char bytes[16];
    static const struct packed wrong[] = {
        {'x', 0, 0, 1, bytes, 16},        {'d', 0, 0, 1, bytes, 15},       {'d', 0, 0, 0, bytes, 16},
        {'B', 0, 0, SIZE_MAX, bytes, 16}, {'H', 0, 0, 1 << 28, bytes, 16}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(packed_count(&wrong[i]), 0);
}

/* Draw i of strip s: nothing, one number, whole numbers, broken ones, no value here and there. */
static double draw_of(size_t strip, size_t i)
{
    switch (strip) {
    case 0: return 0;
    case 1: return 12.5;
    case 2: return (double)(i * 7919 % 251);
    case 3: return (double)i / 3;
    case 4: return i % 5 ? (double)(i * i) : (double)NAN;
    case 5: return i % 512 < 100 ? -0.0 : (double)(i / 64);
    case 6: return i < 512 ? 70 : (double)(i % 512) - 300; /* a block of one number, whole ones on both sides of 0 */
    default: return i < 700 ? 4e4 : 1e4 + (double)(i % 3); /* far apart from block to block, near within one */
    }
}

enum { STRIPS = 8, DRAWS = 1400 };

/* Packed, and counted where they are whole, as from an array of them. */
static void check_packing(const struct kept *kept, size_t draws)
{
    double x[DRAWS], least, most;
    unsigned char bytes[sizeof x], wanted[sizeof x];

    for (size_t strip = 0; strip < STRIPS; strip++) {
        kept_read(kept, strip, x);
        struct packed packed = kept_pack(kept, strip, bytes), all = packed_make(x, draws, wanted);
        assert_int_equal(packed.format, all.format);
        assert_int_equal(packed.length, all.length);
        assert_int_equal(packed.times, all.times);
        assert_true(packed.least == all.least && packed.most == all.most);
        assert_memory_equal(bytes, wanted, all.length);
        if (!kept_is_whole(kept, strip, &least, &most)) {
            assert_true(all.format == 'd');
            continue;
        }
        uint32_t counts[65536] = {0};
        kept_count(kept, strip, least, counts);
        for (size_t i = 0; i < draws; i++) {
            assert_true(x[i] >= least && x[i] <= most);
            counts[(size_t)(x[i] - least)]--;
        }
        for (size_t k = 0; k < COUNT_OF(counts); k++)
            assert_int_equal(counts[k], 0);
    }
}

/* Puts `draws` of each strip block by block, the last ones first, and reads `most` of them. */
static void keeps(size_t most, size_t draws, size_t block)
{
    struct kept *kept = kept_new(STRIPS, most, block);
    struct arena *memory = arena_new();
    size_t starts[DRAWS], count = 0;
    double x[512], back[DRAWS];

    for (size_t first = 0, lanes; first < draws; first += lanes) {
        size_t stretch_left = 512 - first % 512, left = draws - first;
        lanes = block < stretch_left ? block : stretch_left;
        lanes = lanes < left ? lanes : left;
        starts[count++] = first;
    }
    for (size_t b = count; b-- > 0;)
        for (size_t strip = 0; strip < STRIPS; strip++) {
            size_t lanes = (b + 1 < count ? starts[b + 1] : draws) - starts[b];
            bool one = strip < 2;
            for (size_t i = 0; i < (one ? 1 : lanes); i++)
                x[i] = draw_of(strip, starts[b] + i);
            kept_put(kept, memory, strip, starts[b], (struct strip){x, one}, lanes);
        }
    for (size_t strip = 0; strip < STRIPS; strip++) {
        kept_read(kept, strip, back);
        for (size_t i = 0; i < most; i++) {
            double wanted = draw_of(strip, i);
            if (memcmp(&back[i], &wanted, sizeof wanted) != 0)
                fail_msg("strip %zu, draw %zu of %zu in blocks of %zu: %g, not %g", strip, i, draws, block, back[i],
                         wanted);
        }
    }
    check_packing(kept, most);
    assert_true(arena_bytes(memory) < kept_bytes(STRIPS, most, block));
    arena_free(memory);
    kept_free(kept);
}

static void test_kept_draws_come_back_whatever_the_blocks(void **state)
{
    static const size_t blocks[] = {64, 192, 320, 512};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        keeps(DRAWS, DRAWS, blocks[i]);
        keeps(1000, DRAWS, blocks[i]); /* fewer are kept than there are */
        keeps(512, DRAWS, blocks[i]);
    }
    keeps(1, 1, 512);
    kept_free(NULL);
}

static void put_all(struct kept *kept, struct arena *memory, size_t strip, const double *x, size_t block)
{
    for (size_t first = 0; first < 1024; first += block)
        kept_put(kept, memory, strip, first, (struct strip){x + first, false}, block);
}

static void test_strips_of_the_same_draws_are_told_from_others(void **state)
{
    enum { SAME = 2, ALL = 9 };
    static const double other[] = {1.5, 3, 70000, -0.0, NAN};
    static const size_t places[] = {300, 1023, 511, 0, 640};
    static const size_t blocks[] = {64, 512};
    double x[1024];
    uint32_t first[ALL];

    (void)state;
    for (size_t b = 0; b < COUNT_OF(blocks); b++) {
        struct kept *kept = kept_new(ALL, 1024, blocks[b]);
        struct arena *memory = arena_new();
        for (size_t i = 0; i < 1024; i++)
            x[i] = i < 128 ? 0 : i < 640 ? (double)(i % 7) : (double)i / 3;
        for (size_t strip = 0; strip < SAME; strip++)
            put_all(kept, memory, strip, x, blocks[b]);
        for (size_t k = 0; k < COUNT_OF(other); k++) { /* one draw is another */
            double was = x[places[k]];
            x[places[k]] = other[k];
            put_all(kept, memory, SAME + k, x, blocks[b]);
            x[places[k]] = was;
        }
        kept_match(kept, first);
        for (uint32_t strip = 0; strip < ALL; strip++) /* the last two are nothing but 0 */
            assert_int_equal(first[strip], strip < SAME ? 0 : strip == ALL - 1 ? ALL - 2 : strip);
        arena_free(memory);
        kept_free(kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws_are_packed_without_loss),
        cmocka_unit_test(test_a_strip_that_no_polsim_made_has_no_draws),
        cmocka_unit_test(test_kept_draws_come_back_whatever_the_blocks),
        cmocka_unit_test(test_strips_of_the_same_draws_are_told_from_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
