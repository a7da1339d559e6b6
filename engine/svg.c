#include "svg.h"

#include <string.h>
#include <strings.h>

/* A tag as it is read: "<path d='…'/>". */
struct tag {
    const char *name;
    size_t name_length;
    const char *attributes; /* behind the name */
    const char *end;        /* behind '>' */
    bool closes;            /* "</g>" */
    bool closed;            /* "<g/>" */
};

struct attribute {
    const char *name, *value;
    size_t name_length, value_length;
};

static const char spaces[] = " \t\r\n\f";

static bool is_word(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(at, word, length) == 0;
}

void svg_escape(const char *string, struct text *out)
{
    for (; *string; string++)
        switch (*string) {
        case '&': text_add(out, "&amp;"); break;
        case '<': text_add(out, "&lt;"); break;
        case '>': text_add(out, "&gt;"); break;
        case '"': text_add(out, "&quot;"); break;
        case '\'': text_add(out, "&#39;"); break;
        default:
            text_add_bytes(
                out, (unsigned char)*string < ' ' && !strchr(spaces, *string) ? " " : string, 1);
        }
}

/* ---- reading ---- */

/* Behind "<!-- … -->", "<?xml … ?>", "<!DOCTYPE …>"; NULL where it does not end. */
static const char *skip_declaration(const char *at)
{
    const char *ending = strncmp(at, "<!--", 4) == 0 ? "-->" : ">";
    const char *end = strstr(at, ending);

    return end ? end + strlen(ending) : NULL;
}

/* The tag that begins at `at`, a '<'; false where it does not end. A '>' in quotes ends nothing. */
static bool read_tag(const char *at, struct tag *tag)
{
    char quote = 0;

    *tag = (struct tag){.closes = at[1] == '/'};
    tag->name = at + 1 + tag->closes;
    tag->name_length = strcspn(tag->name, " \t\r\n\f/>");
    tag->attributes = tag->name + tag->name_length;
    for (at = tag->attributes; *at && (quote || *at != '>'); at++)
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
    if (!*at)
        return false;
    tag->closed = at[-1] == '/';
    tag->end = at + 1;
    return true;
}

/* The next attribute at *at, which moves behind it; false at the end of the tag. */
static bool read_attribute(const char **at, struct attribute *attribute)
{
    *at += strspn(*at, " \t\r\n\f/");
    if (**at == '>' || !**at)
        return false;
    attribute->name = *at;
    attribute->name_length = strcspn(*at, "= \t\r\n\f/>");
    *at += attribute->name_length + !attribute->name_length;
    *at += strspn(*at, spaces);
    attribute->value = "";
    attribute->value_length = 0;
    if (**at != '=')
        return true;
    *at += 1 + strspn(*at + 1, spaces);
    char quote[2] = {**at, 0};
    bool quoted = quote[0] == '"' || quote[0] == '\'';
    attribute->value = *at + quoted;
    attribute->value_length = strcspn(attribute->value, quoted ? quote : " \t\r\n\f>");
    *at = attribute->value + attribute->value_length + quoted;
    return true;
}

/* ---- writing ---- */

/* Bytes of a value, which is escaped already; a '"' can stand in what was in single quotes. */
static void add_value(const char *value, size_t length, struct text *out)
{
    for (size_t i = 0; i < length; i++)
        if (value[i] == '"')
            text_add(out, "&quot;");
        else
            text_add_bytes(out, value + i, 1);
}

/* "url(#clip)" -> "url(#PREFIXclip)"; false where it points elsewhere. */
static bool add_with_urls(const char *value, size_t length, const char *prefix, struct text *out)
{
    const char *end = value + length;

    while (value < end) {
        if (end - value >= 4 && strncasecmp(value, "url(", 4) == 0) {
            if (end - value < 5 || value[4] != '#')
                return false;
            text_add(out, "url(#%s", prefix);
            value += 5;
        } else {
            add_value(value++, 1, out);
        }
    }
    return true;
}

/* Is it something that may stand in a page: no handler, no style sheet, no name space? */
static bool is_kept(const struct attribute *attribute)
{
    return attribute->name_length && strncasecmp(attribute->name, "on", 2) != 0 &&
           strncasecmp(attribute->name, "xml", 3) != 0 &&
           !is_word(attribute->name, attribute->name_length, "style") &&
           !is_word(attribute->name, attribute->name_length, "src");
}

static bool is_reference(const struct attribute *attribute)
{
    return is_word(attribute->name, attribute->name_length, "href") ||
           is_word(attribute->name, attribute->name_length, "xlink:href");
}

static void add_attribute(const struct attribute *attribute, const char *prefix, struct text *out)
{
    struct text value = {0};
    bool kept = is_kept(attribute);

    if (is_reference(attribute)) {
        kept = attribute->value[0] == '#';
        text_add(&value, "#%s", prefix);
        add_value(attribute->value + kept, attribute->value_length - kept, &value);
    } else if (is_word(attribute->name, attribute->name_length, "id")) {
        text_add(&value, "%s", prefix);
        add_value(attribute->value, attribute->value_length, &value);
    } else {
        kept = kept && add_with_urls(attribute->value, attribute->value_length, prefix, &value);
    }
    if (kept)
        text_add(out, " %.*s=\"%s\"", is_reference(attribute) ? 4 : (int)attribute->name_length,
                 is_reference(attribute) ? "href" : attribute->name, text_string(&value));
    text_clear(&value);
}

static void add_tag(const struct tag *tag, const char *prefix, const char *name, struct text *out)
{
    const char *at = tag->attributes;
    struct attribute attribute;

    text_add(out, "<%s%.*s", tag->closes ? "/" : "", (int)tag->name_length, tag->name);
    if (!tag->closes && is_word(tag->name, tag->name_length, "svg") && name) {
        text_add(out, " role=\"img\" aria-label=\"");
        svg_escape(name, out);
        text_add(out, "\"");
    }
    while (!tag->closes && read_attribute(&at, &attribute))
        add_attribute(&attribute, prefix, out);
    text_add(out, tag->closed ? "/>" : ">");
}

/* What is left out with all that is in it. */
static bool is_left_out(const struct tag *tag)
{
    static const char *const names[] = {"script", "style", "foreignObject", "title", "desc"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (is_word(tag->name, tag->name_length, names[i]))
            return true;
    return false;
}

/* Behind the end of an element that begins with `tag`; NULL where it does not end. */
static const char *skip_element(const struct tag *first)
{
    struct tag tag = *first;
    const char *at = first->end;
    int depth = 1;

    while (depth > 0 && !first->closed) {
        at = strchr(at, '<');
        if (!at || !read_tag(at, &tag))
            return NULL;
        if (tag.name_length != first->name_length ||
            strncasecmp(tag.name, first->name, first->name_length) != 0) {
            at++;
            continue;
        }
        depth += tag.closes ? -1 : !tag.closed;
        at = tag.end;
    }
    return tag.end;
}

/* One tag or what stands for it; returns what follows, NULL where it does not end. */
static const char *inline_tag(const char *at, const char *prefix, const char **name,
                              struct text *out)
{
    struct tag tag;

    if (at[1] == '!' || at[1] == '?')
        return skip_declaration(at);
    if (!read_tag(at, &tag))
        return NULL;
    if (is_left_out(&tag))
        return tag.closes ? tag.end : skip_element(&tag);
    add_tag(&tag, prefix, *name, out);
    *name = NULL;
    return tag.end;
}

bool svg_inline(const char *svg, const char *prefix, const char *name, struct text *out,
                struct error *err)
{
    struct text made = {0};
    const char *at = strstr(svg, "<svg");

    if (!at)
        return error_set(err, ERROR_STORE, "a picture is not SVG: it has no tag <svg>");
    while (at && *at) {
        size_t between = strcspn(at, "<");
        text_add_bytes(&made, at, between);
        at += between;
        if (*at)
            at = inline_tag(at, prefix, &name, &made);
    }
    if (at)
        text_add_bytes(out, text_string(&made), made.length);
    text_clear(&made);
    return at ? true : error_set(err, ERROR_STORE, "a picture is not SVG: a tag does not end");
}
