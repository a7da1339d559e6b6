/* polsim check: everything short of running. What the model has, what a run would take, whether its
   identities hold on a few draws, what is assumed. */
#include "command.h"
#include "lua_model.h"
#include "run.h"
#include "show.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

enum { CHECK_DRAWS = 16 };

struct settings {
    uint64_t draws, seed;
    const char *language;
    struct option_list set;
    bool order;
};

static const struct option options[] = {
    {"order", 0, OPTION_FLAG, NULL, offsetof(struct settings, order),
     .meaning = {"print what happens in a month, in order", "按顺序列出一个月内发生的事"}},
    {"set", 's', OPTION_LIST, "NAME=VALUE", offsetof(struct settings, set),
     .meaning = {"change an input, as in 'polsim run'", "修改一项参数，同 polsim run"}},
    {"draws",
     'n',
     OPTION_COUNT,
     "N",
     offsetof(struct settings, draws),
     {"say what a run of N draws takes (default: 8192)", "按 N 次模拟估算所需（默认 8192）"},
     .least = 1,
     .most = (uint64_t)1 << 40},
    {"seed",
     0,
     OPTION_COUNT,
     "S",
     offsetof(struct settings, seed),
     {"seed of the draws that are checked (default: 1)", "检查所用的随机种子（默认 1）"},
     .most = INT64_MAX},
    OPTION_LANGUAGE(struct settings),
    {0},
};

/* ---- what the model has ---- */

struct inventory {
    int plan, cited, assumed, scenario; /* parameters by the source of their first cell */
    int uncertain, streams, states;
};

static bool is_chance(const struct node *node)
{
    return node->kind == NODE_POISSON || node->kind == NODE_BINOMIAL ||
           node->kind == NODE_HYPERGEOMETRIC || node->kind == NODE_NOISE;
}

static bool is_new_stream(const struct graph *graph, int at)
{
    for (int i = 0; i < at; i++)
        if (is_chance(&graph->nodes[i]) && strcmp(graph->nodes[i].name, graph->nodes[at].name) == 0)
            return false;
    return true;
}

static struct inventory count_model(const struct graph *graph)
{
    struct inventory count = {0};

    for (int i = 0; i < graph->parameter_count; i++) {
        const struct parameter *parameter = &graph->parameters[i];
        int *kind = parameter->cells[0].change                     ? &count.scenario
                    : strcmp(parameter->source_kind, "plan") == 0  ? &count.plan
                    : strcmp(parameter->source_kind, "cited") == 0 ? &count.cited
                                                                   : &count.assumed;
        ++*kind;
        count.uncertain += parameter->input_count;
    }
    for (int i = 0; i < graph->node_count; i++) {
        count.streams += is_chance(&graph->nodes[i]) && is_new_stream(graph, i);
        count.states += graph->nodes[i].kind == NODE_STATE;
    }
    return count;
}

static void add_line(struct text *out, bool zh, const char *en_name, const char *zh_name)
{
    const char *name = zh ? zh_name : en_name;

    text_add(out, "  %s%*s", name, 16 - text_columns(name), "");
}

static void add_axes(const struct graph *graph, bool zh, struct text *out)
{
    add_line(out, zh, "axes", "维度");
    for (int i = 0; i < graph->axis_count; i++)
        text_add(out, "%s%s (%d)", i ? ", " : "", graph->axes[i].name, graph->axes[i].count);
    text_add(out, "%s\n", graph->axis_count ? "" : zh ? "无" : "none");
}

static void add_inventory(const struct model *model, bool zh, struct text *out)
{
    const struct graph *graph = model->graph;
    struct inventory count = count_model(graph);
    char first[8], end[8], last[8];

    graph_month_text(graph, 0, first);
    graph_month_text(graph, graph->plan_months - 1, end);
    graph_month_text(graph, graph->months - 1, last);
    add_line(out, zh, "months", "时间");
    text_add(out, zh ? "%s 至 %s" : "%s to %s", first, end);
    if (graph->months > graph->plan_months)
        text_add(out, zh ? "，收尾期至 %s" : ", with its tail to %s", last);
    text_add(out, "\n");
    add_axes(graph, zh, out);
    add_line(out, zh, "inputs", "参数");
    text_add(out,
             zh ? "%d 项：方案原文 %d，引用资料 %d，假设 %d，情景改动 %d\n"
                : "%d: %d from the plan, %d cited, %d assumed, %d changed by the scenario\n",
             graph->parameter_count, count.plan, count.cited, count.assumed, count.scenario);
    add_line(out, zh, "chance", "随机性");
    text_add(out,
             zh ? "不确定输入 %d 维，随机流 %d 条\n"
                : "%d uncertain dimensions, %d streams of events\n",
             count.uncertain, count.streams);
    add_line(out, zh, "parts", "组成");
    text_add(out,
             zh ? "状态 %d，资金渠道 %d，输出 %d，目标 %d，口径选择 %d，文件 %d\n"
                : "%d states, %d funds, %d outputs, %d targets, %d readings, %d files\n",
             count.states, graph->fund_count, model->output_count, model->target_count,
             model->switch_count, model->file_count);
}

/* ---- what a run takes ---- */

static void add_bytes(size_t bytes, struct text *out)
{
    text_add(out, "%.1f MB", (double)bytes / (1 << 20));
}

static bool add_needs(const struct model *model, const struct settings *settings, bool zh,
                      struct text *out, struct error *err)
{
    struct run_options run_options = {.draws = settings->draws, .seed = settings->seed};
    struct run_needs needs;

    if (!run_needs(model, &run_options, &needs, err))
        return false;
    add_line(out, zh, "work", "计算量");
    text_add(out,
             zh ? "每次模拟抽样 %zu 个，每月指令 %zu 条\n"
                : "%zu random variates a draw, %zu instructions a month\n",
             needs.program.variates_per_draw, needs.program.instructions);
    add_line(out, zh, "results", "结果");
    text_add(out,
             zh ? "数据序列 %zu 条（%zu 条有分位数，%zu 条保留各次模拟）\n"
                : "%zu series (%zu with quantiles, %zu with their draws)\n",
             needs.series, needs.sketched, needs.kept);
    add_line(out, zh, "memory", "内存");
    add_bytes(needs.bytes, out);
    text_add(out, zh ? "（%" PRIu64 " 次模拟）\n" : " for %" PRIu64 " draws\n", settings->draws);
    if (!needs.program.multilinear)
        text_add(out, "  %s\n",
                 zh ? "平均情形测算（--sampler expected）对本模型是近似"
                    : "--sampler expected is an approximation for this model");
    return true;
}

/* ---- what is assumed ---- */

static bool add_inputs(const struct model *model, const struct settings *settings, struct text *out,
                       struct error *err)
{
    static const char *const shown[] = {"switches", "assumptions"};
    const struct show_options show = {.format = SHOW_TABLE, .language = settings->language};
    struct store_about about = {.draws = 1, .sampler = "sobol", .command_line = ""};
    struct store *store = store_open(":memory:", STORE_CREATE, err);
    struct store_run stored = {0};
    bool added = store && (stored.id = store_begin_run(store, model, &about, err)) != 0;

    text_add(out, "\n");
    for (size_t i = 0; i < COUNT_OF(shown) && added; i++)
        if (i > 0 || model->switch_count)
            added = show_run(store, &stored, shown[i], &show, out, err);
    store_close(store);
    return added;
}

static bool add_order(const struct model *model, struct text *out, struct error *err)
{
    struct compile_options compile_options = {.seed = 1};
    struct program *program = program_compile(model, &compile_options, err);

    if (!program)
        return false;
    program_print_order(program, out);
    program_free(program);
    return true;
}

/* What was changed to no effect is most often a mistake. */
static void add_idle(const struct model *model, const struct settings *settings, bool zh,
                     struct text *out)
{
    const struct lua_changes changes = {.count = settings->set.count, .set = settings->set.items};
    struct text lines = {0};

    lua_model_idle_changes(model, &changes, settings->language, &lines);
    for (char *line = lines.bytes, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        add_line(out, zh, "warning", "警告");
        text_add(out, "%.*s\n", (int)(end - line), line);
    }
    text_clear(&lines);
}

static bool add_report(const struct model *model, const struct settings *settings, struct text *out,
                       struct error *err)
{
    bool zh = strcmp(settings->language, "zh") == 0;

    if (settings->order)
        return add_order(model, out, err);
    text_add(out, "%s\n\n",
             words_in(model->scenario_title, settings->language,
                      words_in(model->title, settings->language, model->scenario)));
    add_inventory(model, zh, out);
    add_idle(model, settings, zh, out);
    return add_needs(model, settings, zh, out, err) && add_inputs(model, settings, out, err);
}

/* ---- the proof, which runs while the report is written ---- */

struct proof {
    const struct model *model;
    uint64_t seed;
    bool holds;
    struct error err;
};

static void *prove(void *argument)
{
    struct proof *proof = argument;

    proof->holds = run_check_identities(proof->model, CHECK_DRAWS, proof->seed, &proof->err);
    return NULL;
}

static bool end_proof(struct proof *proof, bool zh, struct text *out, struct error *err)
{
    if (!proof->holds)
        *err = proof->err;
    else
        text_add(out,
                 zh ? "通过：%d 条恒等式在 %d 次模拟的各月各单元均成立。\n"
                    : "Holds: %d identities in every cell and month of %d draws.\n",
                 proof->model->identity_count, CHECK_DRAWS);
    return proof->holds;
}

/* The report comes first, so that the reader of a "no" has it. */
static bool check_model(const struct model *model, const struct settings *settings,
                        struct error *err)
{
    struct text out = {0};
    struct proof proof = {.model = model, .seed = settings->seed};
    bool zh = strcmp(settings->language, "zh") == 0, wanted = !settings->order;
    pthread_t thread;
    bool apart = wanted && pthread_create(&thread, NULL, prove, &proof) == 0;
    bool holds = add_report(model, settings, &out, err);

    if (apart)
        pthread_join(thread, NULL);
    else if (wanted)
        prove(&proof);
    if (wanted && holds)
        holds = end_proof(&proof, zh, &out, err);
    fputs(text_string(&out), stdout);
    text_clear(&out);
    return holds;
}

static bool run(const struct command *command, int argc, char **argv, struct error *err)
{
    struct settings settings = {.draws = 8192, .seed = 1, .language = options_language()};

    if (!options_parse(options, &argc, argv, &settings, err) ||
        !command_needs(command, argc, 1, -1, err))
        return false;
    struct lua_changes changes = {.count = settings.set.count, .set = settings.set.items};
    for (int i = 0; i < argc; i++) {
        struct model *model = lua_model_load(argv[i], &changes, err);
        bool holds = model && check_model(model, &settings, err);
        model_free(model);
        if (!holds)
            return argc > 1 ? error_prefix(err, "%s: ", argv[i]) : false;
    }
    return true;
}

const struct command command_check = {
    .name = "check",
    .arguments = "SCENARIO…",
    .summary = {"everything short of running: what a model has, takes and assumes, and whether "
                "its identities hold",
                "不运行而检查：模型的内容、所需、假设，恒等式是否成立"},
    .options = options,
    .run = run,
};
