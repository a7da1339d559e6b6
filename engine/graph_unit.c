/* Units: names, products of their powers, texts. Part of graph.h. */
#include "graph.h"
#include "text.h"
#include "word.h"

#include <string.h>

bool unit_equal(struct unit a, struct unit b)
{
    return memcmp(a.power, b.power, sizeof a.power) == 0;
}

static int find_unit_name(const struct graph *graph, const char *name)
{
    for (int i = 0; i < graph->unit_count; i++)
        if (strcmp(graph->unit_names[i], name) == 0)
            return i;
    return -1;
}

bool graph_add_unit_name(struct graph *graph, const char *name, struct error *err)
{
    if (find_unit_name(graph, name) >= 0)
        return true;
    if (name[0] == '\0' || strpbrk(name, "*/^ \t1234567890"))
        return error_set(err, ERROR_SCENARIO,
                         "'%s' is not a name of a unit: use letters and _ only", name);
    if (graph->unit_count == UNIT_NAMES_MAX)
        return error_set(err, ERROR_SCENARIO, "more than %d names of units", UNIT_NAMES_MAX);
    graph->unit_names[graph->unit_count++] = arena_copy(graph->arena, name);
    graph->unit_names[graph->unit_count] = NULL;
    return true;
}

static bool add_power(struct graph *graph, const char *word, int sign, struct unit *unit,
                      struct error *err)
{
    char name[64];
    const char *hat = strchr(word, '^');
    int power = 1, index;

    if (strcmp(word, "1") == 0 || strcmp(word, "share") == 0) /* a share is a plain number */
        return true;
    snprintf(name, sizeof name, "%.*s", hat ? (int)(hat - word) : 63, word);
    if (hat && (sscanf(hat + 1, "%d", &power) != 1 || power < 1 || power > 9))
        return error_set(err, ERROR_SCENARIO, "'%s' is not a power of a unit", word);
    index = find_unit_name(graph, name);
    if (index < 0) {
        const char *near = text_nearest(name, graph->unit_names);
        return error_set(
            err, ERROR_SCENARIO,
            near ? WORD("unknown unit '%s', did you mean '%s'? (a new unit is named in "
                        "model{ units = {...} })")
                 : WORD("unknown unit '%s' (a new unit is named in model{ units = {...} })"),
            name, near);
    }
    unit->power[index] = (signed char)(unit->power[index] + sign * power);
    return true;
}

bool graph_parse_unit(struct graph *graph, const char *text, struct unit *unit, struct error *err)
{
    struct unit parsed = {{0}};
    char copy[256];
    int sign = 1;

    if (!text)
        text = "";
    if (strlen(text) >= sizeof copy)
        return error_set(err, ERROR_SCENARIO, "the unit '%.40s…' is too long", text);
    strcpy(copy, text);
    for (char *word = copy; *word;) {
        size_t length = strcspn(word, "*/");
        char separator = word[length];
        word[length] = '\0';
        if (length == 0)
            return error_set(err, ERROR_SCENARIO, "'%s' is not a unit: write it like 'yuan/year'",
                             text);
        if (!add_power(graph, word, sign, &parsed, err))
            return false;
        if (separator == '\0')
            break;
        sign = separator == '/' ? -1 : 1;
        word += length + 1;
        if (*word == '\0')
            return error_set(err, ERROR_SCENARIO, "'%s' is not a unit: write it like 'yuan/year'",
                             text);
    }
    *unit = parsed;
    return true;
}

static void add_powers(const struct graph *graph, struct unit unit, int sign, struct text *text)
{
    bool first = true;

    for (int i = 0; i < graph->unit_count; i++) {
        int power = sign * unit.power[i];
        if (power <= 0)
            continue;
        text_add(text, "%s%s", first ? "" : sign > 0 ? "*" : "/", graph->unit_names[i]);
        if (power > 1)
            text_add(text, "^%d", power);
        first = false;
    }
}

void graph_unit_text(const struct graph *graph, struct unit unit, char *text, size_t size)
{
    struct text above = {0}, below = {0};

    add_powers(graph, unit, 1, &above);
    add_powers(graph, unit, -1, &below);
    snprintf(text, size, "%s%s%s",
             above.length   ? text_string(&above)
             : below.length ? "1"
                            : "",
             below.length ? "/" : "", text_string(&below));
    text_clear(&above);
    text_clear(&below);
}
