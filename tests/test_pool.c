/* Strips in the short and in the long form. */
#include "check.h"

#include "kernels.h"

enum { LANES = 70 };

static void test_a_new_pool_holds_zeros_and_a_written_strip_what_was_written(void **unused)
{
    struct pool pool = pool_new(3, 2, LANES, kernels_best()->all_same);

    (void)unused;
    pool.lanes = LANES;
    for (size_t i = 0; i < 5; i++)
        assert_true(pool_at(&pool, i).one && *pool_at(&pool, i).x == 0);
    double *x = pool_open(&pool, 1);
    for (size_t i = 0; i < LANES; i++)
        x[i] = (double)i;
    pool_close(&pool, 1);
    assert_false(pool_at(&pool, 1).one);
    assert_true(pool_at(&pool, 1).x[69] == 69);
    pool_set(&pool, 4, 2.5);
    assert_true(*pool_at(&pool, 4).x == 2.5);
    pool_clear(&pool);
}

static void test_a_strip_of_equal_lanes_becomes_short_and_no_other(void **unused)
{
    struct pool pool = pool_new(1, 0, LANES, kernels_best()->all_same);

    (void)unused;
    for (pool.lanes = 1; pool.lanes <= LANES; pool.lanes++)
        for (size_t odd = 0; odd <= pool.lanes; odd++) {
            double *x = pool_open(&pool, 0);
            for (size_t i = 0; i < LANES; i++)
                x[i] = i == odd ? -0.0 : 0;
            pool_close(&pool, 0);
            assert_int_equal(pool_at(&pool, 0).one, odd == pool.lanes || pool.lanes == 1);
        }
    pool_clear(&pool);
}

static void test_both_forms_are_copied_and_widened(void **unused)
{
    struct pool pool = pool_new(2, 0, LANES, kernels_best()->all_same);
    double scratch[LANES];

    (void)unused;
    pool.lanes = LANES;
    double *x = pool_open(&pool, 0);
    for (size_t i = 0; i < LANES; i++)
        x[i] = (double)i;
    pool_copy(&pool, 1, pool_at(&pool, 0));
    assert_true(!pool_at(&pool, 1).one && pool_at(&pool, 1).x != x);
    assert_memory_equal(pool_at(&pool, 1).x, x, LANES * sizeof *x);
    assert_ptr_equal(pool_wide(&pool, pool_at(&pool, 1), scratch), pool_at(&pool, 1).x);
    pool_set(&pool, 0, 7);
    pool_copy(&pool, 1, pool_at(&pool, 0));
    assert_true(pool_at(&pool, 1).one);
    const double *wide = pool_wide(&pool, pool_at(&pool, 1), scratch);
    for (size_t i = 0; i < LANES; i++)
        assert_true(wide[i] == 7);
    pool_clear(&pool);
}

static void test_a_pool_that_is_extended_keeps_its_numbers_and_shares_its_buffers(void **unused)
{
    struct pool pool = pool_new(1, 1, LANES, kernels_best()->all_same);

    (void)unused;
    pool.lanes = LANES;
    pool_set(&pool, 0, 3);
    pool_set(&pool, 1, 4);
    assert_int_equal(pool_extend(&pool, 2), 2);
    assert_true(*pool_at(&pool, 0).x == 3 && *pool_at(&pool, 1).x == 4);
    assert_true(*pool_at(&pool, 2).x == 0 && *pool_at(&pool, 3).x == 0);
    double *x = pool_open(&pool, 0);
    for (size_t i = 0; i < LANES; i++)
        x[i] = (double)i;
    pool_share(&pool, 3, 0);
    assert_ptr_equal(pool_at(&pool, 3).x, x);
    double *own = pool_open(&pool, 0); /* what is shared is not written over */
    own[0] = -1;
    pool_share(&pool, 2, 0); /* all three that may be long are: of strips 0, 2 and 3 */
    assert_ptr_not_equal(pool_open(&pool, 2), own);
    assert_true(pool_at(&pool, 3).x == x && x[0] == 0 && x[69] == 69);
    pool_clear(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_pool_holds_zeros_and_a_written_strip_what_was_written),
        cmocka_unit_test(test_a_strip_of_equal_lanes_becomes_short_and_no_other),
        cmocka_unit_test(test_both_forms_are_copied_and_widened),
        cmocka_unit_test(test_a_pool_that_is_extended_keeps_its_numbers_and_shares_its_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
