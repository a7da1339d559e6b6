/* polsim doc: errors, roles, options, and the outputs of a model. */
#include "cmd_doc.h"
#include "error.h"
#include "lua_model.h"
#include "table.h"

#include <assert.h>
#include <string.h>

/* ---- errors ---- */

static const struct {
    enum error_kind kind;
    struct words meaning, remedy;
} errors[] = {
    {ERROR_CHECK,
     {"a check says no", "核对不通过"},
     {"An identity of the model does not hold: the message names it with cell, month and draw. "
      "Mend "
      "the model; its results are not to be used.",
      "模型的一条恒等式不成立，信息中写明是哪一条、哪个单元、哪个月、哪次模拟。先改模型，结果不能使"
      "用。"}},
    {ERROR_USAGE,
     {"the command line is wrong", "命令行写错"},
     {"The message names the wrong word and the nearest right one; 'polsim help COMMAND' lists "
      "what "
      "there is.",
      "信息中指出写错的词和最接近的正确写法；“polsim help 命令”列出全部写法。"}},
    {ERROR_SCENARIO,
     {"the scenario or its model, a table or a file of inputs is wrong",
      "方案、模型、数据表或参数文件有错"},
     {"The message begins with file:line and shows the line with the wrong part marked. Change "
      "that line "
      "and run again; nothing was computed.",
      "信息开头是“文件:行号”，并标出该行有错的地方。改这一行再运行；没有进行测算。"}},
    {ERROR_RUN,
     {"the run failed", "测算中断"},
     {"A value became impossible, such as a stock below zero or a chance above 1: the message "
      "names cell, "
      "month, draw and line. 'polsim check SCENARIO.lua' tries 16 draws; a range on the input that "
      "leads there "
      "keeps it out.",
      "某个数变得不可能，如存量小于零、概率大于1；信息中写明单元、月份、第几次模拟和行号。"
      "可用“polsim check 方案.lua”先试16次，或给有关参数写上允许范围。"}},
    {ERROR_STORE,
     {"the database or a file cannot be read or written", "数据库或文件不能读写"},
     {"The message gives the path and the reason: see whether it is there, may be written, and "
      "whether the "
      "disk is full; '--store FILE' takes another database.",
      "信息中写明路径和原因：看文件是否存在、有没有写入权限、磁盘是否已满；“--store "
      "文件”可改用另一个数据库。"}},
    {ERROR_INTERRUPTED,
     {"the user stopped the run", "用户中止"},
     {"Nothing of the run was kept as a result; 'polsim runs' lists it as interrupted. Run it "
      "again.",
      "没有留下结果，“polsim runs”中标为中断。需要时重新运行。"}},
};

#define X(name, status) +1
static_assert(COUNT_OF(errors) == ERROR_KINDS(X) - 1, "each kind but NONE has its words");
#undef X

void doc_add_errors(const char *language, struct text *out)
{
    bool zh = strcmp(language, "zh") == 0;

    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        struct text head = {0};
        text_add(&head, zh ? "%s，退出状态 %d：%s" : "%s, exit status %d: %s",
                 error_kind_name(errors[i].kind), error_exit_status(errors[i].kind),
                 words_in(errors[i].meaning, language, ""));
        text_add(out, "%s", i ? "\n" : "");
        text_add_wrapped(out, text_string(&head), 0, 4, TABLE_WIDTH);
        text_clear(&head);
        text_add_wrapped(out, words_in(errors[i].remedy, language, ""), 4, 4, TABLE_WIDTH);
    }
    text_add(out, "\n");
    text_add_wrapped(
        out,
        zh ? "成功时退出状态为 0。错误写在标准错误输出上，以“polsim: ”开头。"
           : "All went well: exit status 0. Errors go to standard error, after 'polsim: '.",
        0, 0, TABLE_WIDTH);
}

/* ---- roles ---- */

static const struct {
    const char *role;
    struct words meaning;
} roles[] = {
    {"stage:1, stage:2 …",
     {"steps of the people's path in order: enrolled, completed, certified",
      "人员流程的各步，按顺序：报名、结业、取证"}},
    {"path:NAME",
     {"how the total grows that the target NAME is about; for its figure",
      "目标 NAME 的累计值，供画图"}},
    {"task", {"what a cell is asked to do, compared with 'done'", "下达的任务，与 done 对比"}},
    {"done", {"what counts against 'task'", "计入任务完成数的"}},
    {"certificates",
     {"certificates, beside 'done' in the departments' table", "取证数，列入进度通报"}},
    {"commitment",
     {"claims approved; made by funds, with axes fund and route",
      "应兑付；由资金渠道自动生成，维度为 fund 与 route"}},
    {"payment", {"money paid out", "已兑付"}},
    {"arrears", {"approved and not yet paid, at the end of a period", "期末应付未付"}},
    {"balance", {"cash of a fund at the end of a period", "期末结转"}},
    {"appropriation", {"money that came in", "拨款"}},
};

void doc_add_roles(const char *language, struct text *out)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        text_add(out, "  %s%*s%s\n", roles[i].role, 20 - text_columns(roles[i].role), "",
                 words_in(roles[i].meaning, language, ""));
}

/* ---- options ---- */

bool doc_add_options(const char *name, const char *language, struct text *out, struct error *err)
{
    const struct command *one = name ? command_find(command_list, name, err) : NULL;

    if (name && !one)
        return false;
    if (one)
        command_help(one, language, out);
    for (int i = 0; !one && command_list[i]; i++) {
        const struct command *command = command_list[i];
        text_add(out, "%spolsim %s %s\n  %s\n", i ? "\n" : "", command->name, command->arguments,
                 words_in(command->summary, language, ""));
        if (command->options)
            options_help(command->options, language, out);
    }
    return true;
}

/* ---- outputs ---- */

static void add_output(const struct model *model, const struct output *output,
                       struct store_table *table)
{
    const struct graph *graph = model->graph;
    int order[AXES_MAX], count = graph_axes_in_order(graph, output->axes, order);
    struct text axes = {0};
    char unit[256];

    graph_unit_text(graph, output->unit, unit, sizeof unit);
    for (int k = 0; k < count; k++)
        text_add(&axes, "%s%s", k ? ";" : "", graph->axes[order[k]].name);
    table_add_row(table);
    table_set_text(table, "output", output->name);
    table_set_text(table, "label_en", words_in(output->label, "en", ""));
    table_set_text(table, "label_zh", words_in(output->label, "zh", ""));
    table_set_text(table, "kind", output_kind_name(output->kind));
    table_set_text(table, "unit", unit);
    table_set_text(table, "axes", text_string(&axes));
    table_set_text(table, "role", output->role);
    text_clear(&axes);
}

bool doc_add_outputs(const char *path, const char *language, struct text *out, struct error *err)
{
    struct model *model = lua_model_load(path, NULL, err);
    struct store_table table;

    if (!model)
        return false;
    table_start(&table, "output label_zh label_en kind unit axes role");
    for (int i = 0; i < model->output_count; i++)
        add_output(model, &model->outputs[i], &table);
    table_text(&table, "outputs", NULL, language, out);
    store_table_clear(&table);
    model_free(model);
    text_add(out, "\n");
    text_add_wrapped(
        out,
        strcmp(language, "zh") == 0
            ? "流量按时期相加，存量取期末值，比率为时期内合计之比。“polsim doc "
              "roles”说明作用一列；运行后用"
              "“polsim show @ 输出代码”查看。"
            : "A flow is summed over a period, a level read at its end, a ratio is of sums. "
              "'polsim doc "
              "roles' explains the roles; after a run 'polsim show @ OUTPUT' shows one.",
        0, 0, TABLE_WIDTH);
    return true;
}
