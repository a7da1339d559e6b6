/* Views of answers for the program's own queries. Those of the file call json_extract, which SQLite, as Debian 12 has
   it, does not let views of an untrusted file call (store.c: TRUSTED_SCHEMA); of the connection's own views it does, and
   these come from the program, not from the file. Part of store.h. */
#include "embed.h"
#include "store_private.h"

#include <string.h>

static const char CREATE[] = "CREATE VIEW ";

bool store_add_answer_views(struct store *store, struct error *err)
{
    size_t length;
    const char *script = embed_text("engine/views.sql", &length, err), *end;
    struct text statement = {0};
    bool added = script;

    for (const char *at = script; added && (at = strstr(at, CREATE)) != NULL; at = end) {
        end = at + strcspn(at, ";");
        text_clear(&statement);
        text_add(&statement, "CREATE TEMP VIEW %.*s", (int)(end - at - (long)strlen(CREATE)),
                 at + strlen(CREATE));
        if (strstr(text_string(&statement), "json_extract"))
            added = store_exec(store, text_string(&statement), err);
    }
    text_clear(&statement);
    return added;
}
