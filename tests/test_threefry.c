#include "check.h"
#include "threefry.h"

/* Random123's kat_vectors, lines "threefry4x64 20": counter, key, result. */
static const struct {
    uint64_t counter[4];
    struct threefry_key key;
    uint64_t result[4];
} known[] = {
    {{0, 0, 0, 0},
     {{0, 0, 0, 0}},
     {0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b}},
    {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}},
     {0x29c24097942bba1b, 0x0371bbfb0f6f4e11, 0x3c231ffa33f83a1c, 0xcd29113fde32d168}},
    /* digits of pi; the repeated key word is Random123's own */
    {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {{0x452821e638d01377, 0xbe5466cf34e90c6c, 0xbe5466cf34e90c6c, 0xc0ac29b7c97c50dd}},
     {0xa7e8fde591651bd9, 0xbaafd0c30138319b, 0x84a5c1a729e685b9, 0x901d406ccebc1ba4}},
};

static void test_blocks_are_those_of_random123(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        uint64_t out[4];

        threefry_block(&known[i].key, known[i].counter, out);
        assert_memory_equal(out, known[i].result, sizeof out);
    }
}

static void test_a_draw_is_its_word_of_its_block(void **state)
{
    const struct threefry_key key = {{7, 8, 9, 10}};

    (void)state;
    for (uint64_t draw = 0; draw < 9; draw++) {
        const uint64_t counter[4] = {draw / 4, 11, 12, 0};
        uint64_t out[4];

        threefry_block(&key, counter, out);
        assert_true(threefry_uniform(&key, draw, 11, 12) == threefry_to_uniform(out[draw % 4]));
    }
}

static void test_uniforms_keep_off_both_ends_and_lie_on_their_grid(void **state)
{
    (void)state;
    assert_true(threefry_to_uniform(0) == 0x1p-53);
    assert_true(threefry_to_uniform(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(threefry_to_uniform(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
    assert_true(threefry_to_uniform(4095) == 0x1p-53); /* the low 12 bits are not used */
    assert_true(threefry_to_uniform(4096) == 0x1.8p-52);
}

static bool same_key(struct threefry_key a, struct threefry_key b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void test_every_part_of_a_name_makes_another_key(void **state)
{
    const struct threefry_key base = threefry_stream_key(1, "enrolled", "", "county=pengyang");

    (void)state;
    assert_true(same_key(base, threefry_stream_key(1, "enrolled", "", "county=pengyang")));
    assert_false(same_key(base, threefry_stream_key(2, "enrolled", "", "county=pengyang")));
    assert_false(same_key(base, threefry_stream_key(1, "certified", "", "county=pengyang")));
    assert_false(same_key(base, threefry_stream_key(1, "enrolled", "b", "county=pengyang")));
    assert_false(same_key(base, threefry_stream_key(1, "enrolled", "", "county=yuanzhou")));
    assert_false(same_key(base, threefry_stream_key(1, "enrolled", "", "")));
}

static void test_letters_cannot_move_from_one_part_of_a_name_to_the_next(void **state)
{
    (void)state;
    assert_false(
        same_key(threefry_stream_key(1, "ab", "c", ""), threefry_stream_key(1, "a", "bc", "")));
    assert_false(
        same_key(threefry_stream_key(1, "a", "bc", ""), threefry_stream_key(1, "a", "b", "c")));
}

/* The value of Python's hashlib.blake2b(digest_size=32) over the same bytes. */
static void test_keys_stay_what_they_were(void **state)
{
    const struct threefry_key expected = {
        {0x17a8788082fd56d6, 0x176efee924c5280b, 0xd5d7ca2d177283ae, 0x101c9126ab67fdb4}};

    (void)state;
    assert_true(same_key(expected, threefry_stream_key(42, "enrolled", "x", "level=1;trade=cook")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_those_of_random123),
        cmocka_unit_test(test_a_draw_is_its_word_of_its_block),
        cmocka_unit_test(test_uniforms_keep_off_both_ends_and_lie_on_their_grid),
        cmocka_unit_test(test_every_part_of_a_name_makes_another_key),
        cmocka_unit_test(test_letters_cannot_move_from_one_part_of_a_name_to_the_next),
        cmocka_unit_test(test_keys_stay_what_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
