#include "export_xlsx.h"

#include "base.h"

#include <dlfcn.h>

struct xlsx xlsx;

#define NAME_AND_PLACE(name) {#name, (void **)&xlsx.name},
static const struct {
    const char *name;
    void **place;
} functions[] = {XLSX_FUNCTIONS(NAME_AND_PLACE)};

bool xlsx_open(struct error *err)
{
    static bool opened;

    if (opened)
        return true;
    void *library = dlopen(XLSX_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (!library || !(*functions[i].place = dlsym(library, functions[i].name)))
            return error_set(
                err, ERROR_STORE,
                "cannot write workbooks: %s; Debian's package libxlsxwriter-dev has it", dlerror());
    return opened = true;
}
