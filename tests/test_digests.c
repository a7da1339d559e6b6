/* The same answer everywhere: the built program gives the digests of tests/digests.txt on all instruction sets of
   this processor, on 1, 2, 3 and 8 threads. `make digests` goes through compilers and other processors too. */
#include "shell.h"

static void test_runs_give_the_recorded_digests(void **unused)
{
    (void)unused;
    if (sh("cd $R && sh tests/digests.sh short polsim $P") != 0)
        fail_msg("%s%s", out, err_text);
    assert_contains(out, "portable");
}

static void test_another_answer_is_noticed(void **unused)
{
    (void)unused;
    put("polsim", "#!/bin/sh\necho \"polsim: 'x' not stored, digest 0123456789ab\" >&2\n");
    assert_int_equal(sh("cd $R && sh tests/digests.sh short other sh '%s'/polsim", folder), 1);
    assert_contains(out, "gives '0123456789ab', not");
    put("polsim", "#!/bin/sh\nexit 1\n");
    assert_int_equal(sh("cd $R && sh tests/digests.sh short broken sh '%s'/polsim", folder), 1);
}

static int setup(void **state)
{
    return set_environment(state) || !make_shell_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_give_the_recorded_digests),
        cmocka_unit_test(test_another_answer_is_noticed),
    };
    return cmocka_run_group_tests(tests, setup, remove_shell_folder);
}
