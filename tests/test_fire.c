/* The program under fire, end to end: killed at random moments, two at once, files and folders that vanish, are damaged
   or somebody else's. POLSIM_FIRE=500 kills 500 times; make fire. */
#include "shell.h"

#include "whole.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>

static const char model_text[] =
    "model { name = 'small', from = '2026-01', to = '2026-12', title = { en = 'Small', zh = '小模型' } }\n"
    "local town = axis('town', { 'a', 'b', 'c', 'd' })\n"
    "local rate = parameter('rate', { axes = { town }, default = each(pert(.5, .8, .9)), source = assumed 'a test' })\n"
    "local certified = binomial('certified', poisson('enrolled', amount(10, 'person')), rate)\n"
    "output('certified', certified, { unit = 'person', by = { town } })\n"
    "target('many', { of = total(certified:sum()), by = '2026-12', at_least = 360 })\n";

static int start(void **state)
{
    (void)state;
    if (!make_shell_folder())
        return -1;
    put("small.lua", model_text);
    put("better.lua", "scenario { model = 'small.lua', set = { rate = plus(.05) } }\n");
    return 0;
}

static const char *here(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%.63s/%s", folder, name);
    return path;
}

static uint64_t chance_state;

static uint64_t chance(uint64_t below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u; /* Knuth's multiplier */
    return (chance_state >> 33) % below;
}

/* ---- killed ---- */

#define RUN_LINE "run", "small.lua", "better.lua", "-n", "16384", "-q"

static pid_t start_run(void)
{
    static const char *const arguments[] = {"polsim", RUN_LINE, NULL};

    return start_program(arguments);
}

static double seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Kills it within `most` seconds; false where it was done before. */
static bool kill_one(double most)
{
    int status;
    pid_t child = start_run();

    usleep((useconds_t)(1e6 * most * (double)chance(1000) / 1000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* The numbers of runs 1 and 2, and how long a run takes. */
static double make_known(struct whole_known known[2])
{
    struct error err = {0};
    double begun = seconds();
    int status;

    waitpid(start_run(), &status, 0);
    assert_int_equal(status, 0);
    double took = seconds() - begun;
    struct store *store = store_open(here("out/polsim.db"), STORE_READ, &err);
    whole_digest(store, 1, known[0].hex);
    whole_digest(store, 2, known[1].hex);
    store_close(store);
    return took;
}

static void test_killed_at_random_moments_it_loses_no_run(void **state)
{
    struct whole_known known[2] = {{.scenario = "small"}, {.scenario = "better"}};
    const char *wanted = getenv("POLSIM_FIRE");
    int kills = wanted ? atoi(wanted) : 20, killed = 0, done = 2, halves = 0;

    (void)state;
    chance_state = 1;
    double took = make_known(known);
    while (killed < kills) {
        double begun = seconds();
        bool was_killed = kill_one(1.1 * took);
        if (!was_killed)
            took = seconds() - begun; /* how busy the machine is changes */
        killed += was_killed;
        int now = whole_runs(here("out/polsim.db"), known, 2, 2 * killed);
        assert_true(was_killed ? now >= done && now <= done + 2 : now == done + 2);
        halves += was_killed && now == done + 1;
        done = now;
    }
    assert_int_equal(whole_runs(here("out/polsim.db"), known, 2, 1), done); /* all of them once more */
    does("$P verify %s -q", wanted ? "--all" : "1 @");
    does("$P runs --format csv | grep -c ,interrupted,");
    int interrupted = atoi(out);
    assert_true(interrupted > 0);
    does("$P runs --resume all -q && $P runs --format csv | grep -c ,done,");
    assert_int_equal(atoi(out), done + interrupted);
    assert_int_equal(whole_runs(here("out/polsim.db"), known, 2, 1), done + interrupted);
    printf("%d kills: %d runs done, none lost; %d interrupted and resumed; %d times between two runs\n", kills, done,
           interrupted, halves);
}

static void test_what_is_not_done_is_shown_as_such_everywhere(void **state)
{
    static const char *const refused[] = {"compare 1 2", "plot 2 attainment", "report 2", "export 2 --csv x",
                                          "verify 2", "show 2 targets", "show 2 certified", "sensitivity 2", "why 2 certified"};

    (void)state;
    does("$P run small.lua -n 64 -q && $P run small.lua -n 64 -q");
    does("sqlite3 out/polsim.db \"UPDATE run SET status = 'interrupted', output_digest = NULL WHERE run = 2;"
         " DELETE FROM place WHERE run = 2; DELETE FROM target WHERE run = 2; DELETE FROM draws_of WHERE run = 2\"");
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (sh("$P %s", refused[i]) == 0 || !strstr(err_text, "not finished") || !strstr(err_text, "'small'"))
            fail_msg("%s: %s%s", refused[i], out, err_text);
    does("$P show 2");
    assert_contains(out, "Note: this run is not finished (interrupted) and has no results.");
    does("$P show 2 parameters && $P show 2 files"); /* these it has */
    does("$P show small && $P export small --csv y"); /* a name is the last that is done */
    assert_null(strstr(out, "run 2"));
}

/* ---- two programs ---- */

static void test_two_programs_at_once_lose_nothing(void **state)
{
    struct whole_known known[2] = {{.scenario = "small"}, {.scenario = "better"}};

    (void)state;
    make_known(known);
    does("for i in 1 2 3 4 5; do $P run small.lua better.lua -n 16384 -q || exit 1; done & "
         "for i in 1 2 3 4 5; do $P run small.lua better.lua -n 16384 -q || exit 1; done && wait $!");
    assert_int_equal(whole_runs(here("out/polsim.db"), known, 2, 1), 22);
}

/* ---- files and folders ---- */

static void test_a_folder_that_vanishes_in_the_middle_is_told(void **state)
{
    (void)state;
    does("$P run small.lua -n 3000000 -t 1 -q 2>lost & "
         "while ! $P runs 2>/dev/null | grep -q running; do sleep .02; done; mv out gone; wait $!; test $? = 5");
    does("cat lost");
    assert_contains(out, "polsim: 'out/polsim.db' was deleted or moved while it was in use, and what was to be stored is "
                         "lost: run again\n");
    does("$P run small.lua -n 64 -q && $P show @ && $P runs --store gone/polsim.db --format csv");
    assert_null(strstr(out, ",done,"));
}

/* As root may write everywhere, nobody runs the program. */
static void test_files_and_folders_that_cannot_be_written_are_refused(void **state)
{
    const char *nobody = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : "";

    (void)state;
    does("$P run small.lua -n 64 -q && cp $P p && mkdir shut && cp out/polsim.db shut && chmod a-w shut/polsim.db shut"
         " && chmod a+rx . p shut && chmod a+r small.lua shut/polsim.db");
    assert_int_equal(sh("%s ./p run small.lua -n 64 --store shut/polsim.db", nobody), 5);
    assert_contains(err_text, "it is write-protected: choose another with --store");
    assert_int_equal(sh("%s ./p run small.lua -n 64 --store shut/new.db", nobody), 5);
    assert_contains(err_text, "the file or its folder may not be used: choose another with --store");
    assert_int_equal(sh("%s ./p run small.lua -n 64 --store shut/new/x.db", nobody), 5);
    assert_contains(err_text, "shut/new");
    assert_int_equal(sh("%s ./p runs --delete 1 --store shut/polsim.db", nobody), 5);
    assert_contains(err_text, "it is write-protected: choose another with --store");
    does("%s ./p show @ --store shut/polsim.db && %s ./p verify --all --store shut/polsim.db", nobody, nobody);
    does("cmp out/polsim.db shut/polsim.db && ls shut | wc -l");
    assert_string_equal(out, "1\n");
}

static const char *const commands[] = {"runs", "show @", "verify --all", "export @ --csv x", "compare @ @1",
                                       "run small.lua -n 64 -q"};

static void test_what_is_no_database_of_ours_is_refused_by_all_and_left_alone(void **state)
{
    (void)state;
    does("sqlite3 other.db 'PRAGMA application_id = 42; CREATE TABLE x (y)' && seq 1000 > text.db && : > empty.db");
    does("$P run small.lua -n 64 -q && cp out/polsim.db newer.db && sqlite3 newer.db 'PRAGMA user_version = 99' && "
         "mkdir -p before && cp *.db before");
    static const char *const files[][2] = {{"other.db", "is a database of another program"},
                                           {"text.db", "file is not a database; choose another file with --store"},
                                           {"newer.db", "was made by a newer polsim"},
                                           {"empty.db", "is empty; 'polsim run' fills it"}};
    for (size_t f = 0; f < COUNT_OF(files); f++)
        for (size_t c = 0; c + (f == 3) < COUNT_OF(commands); c++) { /* an empty file is filled by run */
            assert_int_equal(sh("$P %s --store %s", commands[c], files[f][0]), 5);
            assert_contains(err_text, files[f][1]);
            does("cmp %s before/%s", files[f][0], files[f][0]);
        }
    does("$P run small.lua -n 64 -q --store empty.db && $P verify @ --store empty.db");
}

/* Some pages of a good file are written over, or its end is cut off. */
static void damage(const char *path, uint64_t seed)
{
    unsigned char junk[4096];
    struct stat status;
    int file = open(path, O_RDWR);

    assert_true(file >= 0 && fstat(file, &status) == 0);
    chance_state = seed;
    for (size_t i = 0; i < sizeof junk; i++)
        junk[i] = (unsigned char)chance(256);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pwrite(file, junk, sizeof junk, (off_t)chance((uint64_t)status.st_size - sizeof junk)),
                         sizeof junk);
    if (seed % 4 == 0)
        assert_int_equal(ftruncate(file, (off_t)chance((uint64_t)status.st_size)), 0);
    close(file);
}

static void test_a_damaged_database_is_refused_and_never_taken_for_whole(void **state)
{
    struct whole_known known[2] = {{.scenario = "small"}, {.scenario = "better"}};
    int files = getenv("POLSIM_FIRE") ? 200 : 12, refused = 0, unhurt = 0;

    (void)state;
    make_known(known);
    does("mv out/polsim.db good.db");
    for (int seed = 1; seed <= files; seed++) {
        does("cp good.db hurt.db && rm -f hurt.db-*");
        damage(here("hurt.db"), (uint64_t)seed);
        for (size_t c = 0; c < COUNT_OF(commands); c++) {
            int status = sh("$P %s --store hurt.db", commands[c]);
            if (status > 5)
                fail_msg("seed %d, %s: status %d: %s", seed, commands[c], status, err_text);
            refused += status != 0;
            if (strncmp(commands[c], "verify", 6) == 0 && status == 0) { /* what was hurt was nothing */
                assert_int_equal(whole_runs(here("hurt.db"), known, 2, 1), 2);
                unhurt++;
            }
        }
    }
    printf("%d damaged files: %d commands refused, %d files with all their numbers\n", files, refused, unhurt);
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, remove_shell_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(test_killed_at_random_moments_it_loses_no_run),
        test(test_what_is_not_done_is_shown_as_such_everywhere),
        test(test_two_programs_at_once_lose_nothing),
        test(test_a_folder_that_vanishes_in_the_middle_is_told),
        test(test_files_and_folders_that_cannot_be_written_are_refused),
        test(test_what_is_no_database_of_ours_is_refused_by_all_and_left_alone),
        test(test_a_damaged_database_is_refused_and_never_taken_for_whole),
    };

    return cmocka_run_group_tests(tests, set_environment, NULL);
}
