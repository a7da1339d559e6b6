/* Standard errors from the replicates cover at the rate they state: a model with known answers, over many seeds. */
#include "lua_folder.h"

#include "estimate.h"
#include "lua_model.h"
#include "sample.h"

enum { SEEDS = 200, DRAWS = 1024 };

static struct error err;

/* Sum of two inputs and chance: near normal, with a mean and a variance that are known. */
static const char script[] =
    "model { name = \"sum\", title = { en = \"Sum\" }, from = \"2026-01\", to = \"2026-03\" }\n"
    "local a = parameter(\"a\", { default = uniform(0, 1), source = assumed \"t\" })\n"
    "local b = parameter(\"b\", { default = normal(0, 2), source = assumed \"t\" })\n"
    "output(\"sum\", a + b, { kind = \"level\" })\n";

static struct model *load(void)
{
    char path[128];

    put("sum.lua", script);
    snprintf(path, sizeof path, "%ssum.lua", folder);
    struct model *model = lua_model_load(path, NULL, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static double cdf(double x) /* of uniform(0, 1) + normal(0, 2) */
{
    double sum = 0;

    for (int i = 0; i < 2000; i++)
        sum += 0.5 * (1 + erf((x - (i + 0.5) / 2000) / 2 / sqrt(2)));
    return sum / 2000;
}

static double quantile(double level)
{
    double low = -20, high = 20;

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        *(cdf(middle) < level ? &low : &high) = middle;
    }
    return low;
}

struct tally {
    int covered;
    double width;
};

static void note(struct tally *tally, struct estimate estimate, double truth)
{
    tally->covered += fabs(estimate.value - truth) <= estimate_half(estimate);
    tally->width += estimate_half(estimate) / SEEDS;
}

/* 190 of 200 are expected; 180 to 199 is within 3.2 standard deviations. */
static void expect_coverage(const struct tally *tally, const char *what)
{
    if (tally->covered < 180 || tally->covered > 199)
        fail_msg("%s: %d of %d intervals of 95 %% cover, half wide %g", what, tally->covered, SEEDS,
                 tally->width);
}

static void test_intervals_cover_at_their_rate(void **unused)
{
    static const double levels[] = {0.05, 0.5, 0.8, 0.95};
    struct model *model = load();
    struct measure measure;
    struct tally mean[2] = {{0}}, share[2] = {{0}}, of_level[2][4] = {{{0}}};
    double truth[4], margin[DRAWS], p = 1 - cdf(2);

    (void)unused;
    if (!measure_find(model, "sum", &measure, &err))
        fail_msg("%s", err.text);
    for (int k = 0; k < 4; k++)
        truth[k] = quantile(levels[k]);
    for (int random = 0; random < 2; random++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const struct sample_options options = {
                .draws = DRAWS, .seed = seed, .sampler = random ? RUN_RANDOM : RUN_SOBOL, .threads = 1};
            double *y = sample_draws(&measure, 1, &options, &err);
            assert_non_null(y);
            for (int i = 0; i < DRAWS; i++)
                margin[i] = y[i] - 2;
            note(&mean[random], estimate_mean(y, DRAWS), 0.5);
            note(&share[random], estimate_share(margin, DRAWS), p);
            for (int k = 0; k < 4; k++)
                note(&of_level[random][k], estimate_quantile(y, DRAWS, levels[k]), truth[k]);
            free(y);
        }
    for (int random = 0; random < 2; random++) {
        expect_coverage(&mean[random], random ? "mean, random" : "mean, sobol");
        expect_coverage(&share[random], random ? "share, random" : "share, sobol");
        for (int k = 0; k < 4; k++) {
            char what[64];
            snprintf(what, sizeof what, "P%g, %s", 100 * levels[k], random ? "random" : "sobol");
            expect_coverage(&of_level[random][k], what);
        }
    }
    assert_true(mean[0].width < mean[1].width / 4); /* what Sobol's sequence is for */
    model_free(model);
}

/* By hand: replicate r holds r and r + 16, with the mean r + 8; 8 of them have one draw at or below 7, 8 none. */
static void test_the_spread_of_replicates_by_hand(void **unused)
{
    double y[32], alike[64];
    const double spread = sqrt(22.666666666666668 / 16); /* variance of 0 … 15 over 16 */

    (void)unused;
    for (int i = 0; i < 32; i++)
        y[i] = i;
    struct estimate mean = estimate_mean(y, 32), low = estimate_quantile(y, 32, 0.25);
    assert_close(mean.value, 15.5, 1e-15);
    assert_close(mean.se, spread, 1e-12);
    assert_close(low.value, 7, 0);
    double share_se = sqrt(16 * 0.0625 / 15 / 16 + 1 / 1024.0), half = ESTIMATE_T * share_se;
    assert_close(estimate_half(low), (ceil(32 * (0.25 + half)) - fmax(ceil(32 * (0.25 - half)), 1)) / 2, 1e-12);
    assert_true(isnan(estimate_quantile(y, 31, 0.25).se)); /* one replicate has one value */
    for (int i = 0; i < 64; i++)
        alike[i] = 1;
    struct estimate share = estimate_share(alike, 64);
    assert_true(share.value == 1);
    assert_close(estimate_half(share), 3 / 64.0, 1e-12);
    alike[5] = NAN;
    assert_close(estimate_share(alike, 64).value, 63 / 64.0, 1e-15);
    assert_true(estimate_quantile(alike, 64, 0.5).se == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_intervals_cover_at_their_rate, make_folder, remove_folder),
        cmocka_unit_test(test_the_spread_of_replicates_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
