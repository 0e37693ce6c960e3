#include "stats/stats.h"

#include <string.h>

const jh_stat *const *jh_stat_list(size_t *n)
{
    *n = jh__stat_table_n;
    return jh__stat_table;
}

const jh_stat *jh_stat_find(const char *id)
{
    for (size_t i = 0; i < jh__stat_table_n; i++)
        if (!strcmp(jh__stat_table[i]->id, id)) return jh__stat_table[i];
    return NULL;
}
