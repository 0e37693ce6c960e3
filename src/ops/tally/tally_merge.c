/* jh tally merge: the tallies of counties as if all rows had been in one place. */
#include "tally.h"

#include <junheng/frame.h>

#include <string.h>

typedef struct work {
    jh_call *call;
    jh_given files;
    jh__tally_set *set; /* of each file */
    size_t groups, parts;
} work;

static bool same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* All files must have asked the same. */
static jh_status compare(const work *w, size_t i, jh_error *err)
{
    const jh__tally_set *a = &w->set[0], *b = &w->set[i];
    const char *none = "", *first, *other, *what;
    if (!same(a->value, b->value))
        what = "--value", first = a->value, other = b->value;
    else if (!same(a->weight, b->weight))
        what = "--weight", first = a->weight, other = b->weight;
    else if (!same(a->by, b->by))
        what = "--by", first = a->by, other = b->by;
    else
        return JH_OK;
    return jh_fail(err, JH_EINPUT, "ops.tally_differs",
                   "what:s file:s text:s other:s other_text:s", what, w->files.value[0],
                   first ? first : none, w->files.value[i], other ? other : none);
}

/* The same county twice would count twice. */
static jh_status refuse_twice(const jh__tally_set *all, jh_error *err)
{
    for (size_t i = 0; i < all->parts; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(all->part[i].print, all->part[k].print) && all->part[i].rows)
                return jh_fail(err, JH_EINPUT, "ops.tally_twice", "name:s other:s",
                               all->part[k].name, all->part[i].name);
    return JH_OK;
}

static jh_status read_all(work *w, jh_error *err)
{
    w->set = jh_alloc_array(w->call->arena, w->files.n + 1, sizeof *w->set);
    if (!w->set) return jh_nomem(err);
    for (size_t i = 0; i < w->files.n; i++) {
        JH_TRY(jh__tally_set_read(w->call->arena, w->files.value[i], &w->set[i], err));
        JH_TRY(compare(w, i, err));
        w->groups += w->set[i].n;
        w->parts += w->set[i].parts;
    }
    return JH_OK;
}

/* Groups by name, those without one together; *name has the names of all. */
static jh_status group(work *w, const char ***name, jh_groups *out)
{
    size_t n = 0;
    *name = jh_alloc_array(w->call->arena, w->groups + 1, sizeof **name);
    if (!*name) return JH_ENOMEM;
    for (size_t i = 0; i < w->files.n; i++)
        for (size_t k = 0; k < w->set[i].n; k++)
            (*name)[n++] = w->set[i].name[k];
    const char *const *key = *name;
    const jh_group_ask ask = {.text = &key, .keys = 1, .rows = n};
    return jh_group_texts(w->call->arena, &ask, out);
}

static jh_status merge(work *w, jh__tally_set *out)
{
    jh_arena *arena = w->call->arena;
    jh_groups groups;
    const char **name;
    size_t at = 0;
    JH_TRY(group(w, &name, &groups));
    out->name = jh_alloc_array(arena, groups.n + 1, sizeof *out->name);
    out->tally = jh_alloc_array(arena, groups.n + 1, sizeof *out->tally);
    out->part = jh_alloc_array(arena, w->parts + 1, sizeof *out->part);
    if (!out->name || !out->tally || !out->part) return JH_ENOMEM;
    for (out->n = 0; out->n < groups.n; out->n++) {
        out->name[out->n] = name[groups.lead[out->n]];
        jh_tally_init(&out->tally[out->n], arena);
    }
    for (size_t i = 0; i < w->files.n; i++) {
        for (size_t k = 0; k < w->set[i].n; k++)
            JH_TRY(jh_tally_merge(&out->tally[groups.group[at++]], &w->set[i].tally[k]));
        for (size_t k = 0; k < w->set[i].parts; k++)
            out->part[out->parts++] = w->set[i].part[k];
    }
    out->value = w->set[0].value;
    out->weight = w->set[0].weight;
    out->by = w->set[0].by;
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call, .files = jh_call_given(call, "file")};
    jh__tally_set all = {0};
    JH_TRY(read_all(&w, err));
    if (merge(&w, &all) != JH_OK) return jh_nomem(err);
    JH_TRY(refuse_twice(&all, err));
    return jh__tally_reply(call, &all, NULL, err);
}

static const jh_param params[] = {
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把合并结果也写成汇总文件，可再向上合并",
              "write the whole as a tally, too, to be merged further up"}},
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"jh tally make 写出的文件", "files that jh tally make has written"}},
};

extern const jh_op jh__op_tally_merge;
const jh_op jh__op_tally_merge = {
    .name = "tally merge",
    .summary = {"合并各县的汇总量，得到全省的系数",
                "put the tallies of counties together"},
    .details =
        {"各份必须是同样的值、权重和分组；同一份给两次会被拒绝。先后次序不影响结果。",
         "All must have the same value, weight and grouping; the same part given "
         "twice is refused. The order makes no difference."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
