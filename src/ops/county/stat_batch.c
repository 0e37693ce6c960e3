/* Figures of many groups at once, where measure has a way for all groups together: the same figures
 * to the last bit. What has none there, and why, is left to the statistic itself. */
#include "stat_work.h"

#include <junheng/bootstrap.h>

#include <math.h>
#include <string.h>

#define MOST 64 /* indicators of one batch */

/* The later year's values of every group. */
static jh_status part(const jh__stat_work *w, jh_arena *arena, jh_partition *out)
{
    *out = (jh_partition){.groups = w->groups};
    out->first = jh_alloc_array(arena, w->groups + 1, sizeof *out->first);
    out->row = jh_alloc_array(arena, w->used + 1, sizeof *out->row);
    if (!out->first || !out->row) return JH_ENOMEM;
    for (size_t i = 0; i < w->groups; i++) {
        const jh__stat_group *g = &w->group[i];
        for (size_t k = g->before; k < g->n; k++)
            out->row[out->rows++] = (uint32_t)(g->first + k);
        out->first[i + 1] = out->rows;
    }
    return JH_OK;
}

/* Values that have the same rows; `of` their numbers among all. */
typedef struct quick {
    const jh_batch *batch;
    const jh__stat_work *work; /* of one of them */
    size_t of[MOST];
    jh_arena *arena;
    jh__stat_quick *out;
    jh_error *err;
} quick;

static const char *const id[] = {"cv",      "gini",     "ratio_p90_p10", "ratio_p75_p25",
                                 "mcloone", "verstegen"};
#define IDS JH_COUNT(id)

/* Rooms for the statistics that are asked for, in the order of their ids; NULL for the others. */
static jh_status rooms(const quick *q, double *room[IDS])
{
    const jh__stat_work *w = q->work;
    size_t cells = q->batch->indicators * w->groups;
    for (size_t k = 0; k < w->stats; k++)
        for (size_t i = 0; i < IDS; i++) {
            if (strcmp(w->stat[k].id, id[i]) != 0) continue;
            room[i] = jh_alloc_array(q->arena, cells + 1, sizeof *room[i]);
            if (!room[i]) return jh_nomem(q->err);
            for (size_t v = 0; v < q->batch->indicators; v++)
                q->out[q->of[v] * w->stats + k].value = room[i] + v * w->groups;
        }
    return JH_OK;
}

static jh_status figures(const quick *q)
{
    double *room[IDS] = {NULL};
    JH_TRY(rooms(q, room));
    const jh_batch_sorted sorted = {room[1], room[2], room[3], room[4], room[5]};
    if (room[0]) JH_TRY(jh_batch_cv(q->batch, room[0], q->err));
    if (!room[1] && !room[2] && !room[3] && !room[4] && !room[5]) return JH_OK;
    return jh_batch_sort(q->batch, &sorted, q->err);
}

static jh_status ranges(const quick *q)
{
    const jh__stat_work *w = q->work;
    size_t cells = q->batch->indicators * w->groups;
    jh_bootstrap_batch to = {NULL, NULL};
    if (!w->how.replicates || w->how.kind != JH_INTERVAL_PERCENTILE) return JH_OK;
    for (size_t k = 0; k < w->stats; k++)
        for (size_t i = 0; i < 2; i++) {
            if (strcmp(w->stat[k].id, id[i]) != 0) continue;
            jh_interval *room = jh_alloc_array(q->arena, cells + 1, sizeof *room);
            if (!room) return jh_nomem(q->err);
            *(i ? &to.gini : &to.cv) = room;
            for (size_t v = 0; v < q->batch->indicators; v++)
                q->out[q->of[v] * w->stats + k].range = room + v * w->groups;
        }
    if (!to.cv && !to.gini) return JH_OK;
    return jh_bootstrap_groups(&w->how, q->batch, &to, q->err);
}

/* Below this, values times drawings, starting threads takes longer than what they do. */
#define WORTH_THREADS 1000000

static size_t threads(const jh__stat_work *w)
{
    return (double)w->used * (double)w->value_n * (1.0 + (double)w->how.replicates) <
                   WORTH_THREADS
               ? 1
               : w->call->threads;
}

/* Values from `first` on that have every row. */
static size_t together(const jh__stat_work *w, size_t first, size_t *of)
{
    size_t n = 0;
    for (size_t k = first; k < w->value_n && n < MOST; k++)
        if (w->each[k].whole) of[n++] = k;
    return n;
}

static jh_status one_batch(const quick *all, size_t values, jh_pool *pool)
{
    jh_partition by;
    const double *total[MOST];
    const jh__stat_work *each = all->work->each, *w = &each[all->of[0]];
    quick q = *all;
    if (part(w, q.arena, &by) != JH_OK) return jh_nomem(q.err);
    for (size_t v = 0; v < values; v++)
        total[v] = each[q.of[v]].x;
    const jh_batch batch = {.by = &by,
                            .total = total,
                            .indicators = values,
                            .weight = w->weight.text ? w->w : NULL,
                            .pool = pool,
                            .values = true};
    q.batch = &batch;
    q.work = w;
    JH_TRY(figures(&q));
    return ranges(&q);
}

jh_status jh__stat_all_groups(const jh__stat_work *w, jh_arena *arena,
                              jh__stat_quick *out, jh_error *err)
{
    quick q = {.work = w, .arena = arena, .out = out, .err = err};
    size_t n;
    jh_status st = JH_OK;
    if (w->used >= UINT32_MAX) return JH_OK;
    jh_pool *pool = jh_pool_new(threads(w));
    if (!pool) return jh_nomem(err);
    for (size_t next = 0; st == JH_OK && (n = together(w, next, q.of)) > 0;
         next = q.of[n - 1] + 1)
        st = one_batch(&q, n, pool);
    for (size_t k = 0; st == JH_OK && k < w->value_n; k++) {
        q.of[0] = k;
        if (!w->each[k].whole) st = one_batch(&q, 1, pool);
    }
    jh_pool_free(pool);
    return st;
}
