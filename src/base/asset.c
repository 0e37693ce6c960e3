#include <junheng/base.h>

#include "asset_table.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *name, const void *asset)
{
    return strcmp(name, ((const jh_asset *)asset)->name);
}

const jh_asset *jh_asset_find(const char *name)
{
    return bsearch(name, jh__asset_table, jh__asset_count, sizeof *jh__asset_table,
                   by_name);
}

const jh_asset *jh_asset_list(size_t *n)
{
    *n = jh__asset_count;
    return jh__asset_table;
}
