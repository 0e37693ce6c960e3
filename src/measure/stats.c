#include "stats/stats.h"

#include <string.h>

static const jh_stat *const all[] = {JH__STATS};

const jh_stat *const *jh_stat_list(size_t *n)
{
    *n = JH_COUNT(all);
    return all;
}

const jh_stat *jh_stat_find(const char *id)
{
    for (size_t i = 0; i < JH_COUNT(all); i++)
        if (!strcmp(all[i]->id, id)) return all[i];
    return NULL;
}
