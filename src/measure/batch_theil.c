/* Theil T and L of many groups, nested: each value is gone through once, in its innermost group;
 * everything above is made of the means of groups. */
#include "batch_int.h"
#include "stats/entropy.h"

#include <math.h>
#include <stdlib.h>

/* Of one indicator in one group; sums of rows with a value. */
typedef struct node {
    double weight, total, t, l;
} node;

typedef struct work {
    const jh_batch *batch;
    jh__group *room; /* by worker */
    node *inner;     /* [indicator * groups + group] */
} work;

static node node_of(const work *w, size_t k, const jh__group *group)
{
    const jh__kernels *kernels = jh__batch_kernels(w->batch);
    const double *weight;
    size_t n = jh__group_values(w->batch, k, group, &weight);
    jh_moments m = kernels->moments(group->x, weight, n);
    double sum[2];
    if (!n) return (node){0};
    kernels->entropy(group->x, weight, n, m.mean, sum);
    /* nothing but zeros: all are alike, but L is not defined */
    if (m.mean == 0) return (node){m.weight, 0, m.sd > 0 ? (double)NAN : 0, NAN};
    return (node){m.weight, m.total, sum[0] / m.weight, sum[1] / m.weight};
}

/* Some indicators side by side; those with gaps, or of nothing but zeros, one by one. */
static void nodes_of(const work *w, size_t k, size_t n, const jh__group *group, node *to)
{
    const jh__kernels *kernels = jh__batch_kernels(w->batch);
    size_t groups = w->batch->by->groups;
    double total[JH__AT_ONCE], sum[2];
    unsigned done = kernels->divide(w->batch->total + k, n, group, group->x, total);
    for (size_t i = 0; i < n; i++) {
        double mean = total[i] / group->weight;
        if (!(mean > 0)) done &= ~(1U << i);
        if (!(done >> i & 1)) continue;
        kernels->entropy(group->x + i * group->stride, group->w, group->n, mean, sum);
        to[i * groups] = (node){group->weight, total[i], sum[0] / group->weight,
                                sum[1] / group->weight};
    }
    for (size_t i = 0; i < n; i++)
        if (!(done >> i & 1)) to[i * groups] = node_of(w, k + i, group);
}

static jh_status bundle(void *ctx, size_t first, size_t end, size_t worker)
{
    work *w = ctx;
    jh__group *group = &w->room[worker];
    size_t all = w->batch->indicators, groups = w->batch->by->groups;
    for (size_t g = first; g < end; g++) {
        jh__group_open(w->batch, g, group);
        size_t step = group->n > JH__NEAR ? 1 : JH__AT_ONCE;
        for (size_t k = 0; k < all; k += step)
            nodes_of(w, k, all - k < step ? all - k : step, group,
                     w->inner + k * groups + g);
    }
    return JH_OK;
}

/* ---- upwards --------------------------------------------------------------------------------- */

static double mean_of(const node *n)
{
    return n->total / n->weight;
}

/* What one node adds to the indices of the outermost group: a share of a term. */
static void lay(const node *below, const node *up, const node *root, double term_t,
                double term_l, double to[2])
{
    double share = below->weight / root->weight;
    to[0] += share * (mean_of(up) / mean_of(root)) * term_t;
    to[1] += share * term_l;
}

static void between(const node *below, const node *up, const node *root, double to[2])
{
    double mean = mean_of(below), all = mean_of(up);
    if (!(below->weight > 0) || all == 0) return;
    /* L is NAN already where a mean is zero */
    lay(below, up, root, jh__entropy_term(mean, all, 1),
        mean == 0 ? 0 : jh__entropy_term(mean, all, 0), to);
}

/* Sums of every group of every level; level l begins at node[start[l]]. */
typedef struct tree {
    const jh_above *level;
    size_t levels, groups; /* groups: of the batch */
    node *node;
    size_t *start;
    bool *seen;
} tree;

static void add_up(const tree *t, const node *inner)
{
    for (size_t l = 0; l < t->levels; l++) {
        node *at = t->node + t->start[l];
        for (size_t g = 0; g < t->level[l].groups; g++)
            at[g] = (node){0};
        for (size_t g = 0; g < t->groups; g++) {
            at[t->level[l].of[g]].weight += inner[g].weight;
            at[t->level[l].of[g]].total += inner[g].total;
        }
    }
}

/* Each group of level l once, by the first group of the batch that lies in it. */
static void lift(const tree *t, const node *inner, double *to)
{
    size_t last = t->levels - 1, parts = (t->levels + 1) * 2;
    const uint32_t *root_of = t->level[last].of;
    for (size_t i = 0; i < t->start[t->levels]; i++)
        t->seen[i] = false;
    for (size_t g = 0; g < t->groups; g++) {
        double *out = to + root_of[g] * parts;
        const node *root = t->node + t->start[last] + root_of[g], *below = &inner[g];
        if (!(root->weight > 0)) continue;
        if (below->weight > 0) lay(below, below, root, below->t, below->l, out);
        for (size_t l = 0; l < t->levels; l++) {
            size_t at = t->start[l] + t->level[l].of[g];
            const node *up = t->node + at;
            between(below, up, root, out + (l + 1) * 2);
            if (t->seen[at]) break;
            t->seen[at] = true;
            below = up;
        }
    }
}

static void give(const tree *t, const double *parts, double *to, size_t which)
{
    size_t last = t->levels - 1, n = t->levels + 1;
    for (size_t r = 0; to && r < t->level[last].groups; r++) {
        const node *root = t->node + t->start[last] + r;
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += parts[(r * n + j) * 2 + which];
        bool fine =
            root->weight > 0 && root->total > 0 && isfinite(root->total) && isfinite(sum);
        for (size_t j = 0; j < n; j++)
            to[r * n + j] = fine ? fmax(0, parts[(r * n + j) * 2 + which]) : NAN;
    }
}

static jh_status climb(const work *w, const jh_batch_theil *out)
{
    const jh_above *root = &out->level[out->levels - 1];
    size_t nodes = 0, n = root->groups * (out->levels + 1);
    tree t = {out->level, out->levels, w->batch->by->groups, NULL, NULL, NULL};
    for (size_t l = 0; l < out->levels; l++)
        nodes += out->level[l].groups;
    t.node = calloc(nodes + 1, sizeof *t.node);
    t.start = calloc(out->levels + 1, sizeof *t.start);
    t.seen = calloc(nodes + 1, sizeof *t.seen);
    double *parts = calloc(2 * n + 1, sizeof *parts);
    bool fine = t.node && t.start && t.seen && parts;
    for (size_t l = 0; fine && l < out->levels; l++)
        t.start[l + 1] = t.start[l] + out->level[l].groups;
    for (size_t k = 0; fine && k < w->batch->indicators; k++) {
        const node *inner = w->inner + k * t.groups;
        for (size_t i = 0; i < 2 * n; i++)
            parts[i] = 0;
        add_up(&t, inner);
        lift(&t, inner, parts);
        give(&t, parts, out->t ? out->t + k * n : NULL, 0);
        give(&t, parts, out->l ? out->l + k * n : NULL, 1);
    }
    free(t.node);
    free(t.start);
    free(t.seen);
    free(parts);
    return fine ? JH_OK : JH_ENOMEM;
}

jh_status jh_batch_entropy(const jh_batch *batch, const jh_batch_theil *out,
                           jh_error *err)
{
    size_t threads = jh_pool_threads(batch->pool), most = jh__largest_group(batch->by);
    work w = {.batch = batch};
    w.room = calloc(threads, sizeof *w.room);
    w.inner = calloc(batch->indicators * batch->by->groups + 1, sizeof *w.inner);
    bool fine = w.room && w.inner;
    for (size_t i = 0; fine && i < threads; i++) {
        w.room[i] = jh__group_new(most);
        fine = w.room[i].x;
    }
    jh_status st = fine ? jh__bundles_run(batch->pool, batch->by, bundle, &w) : JH_ENOMEM;
    if (st == JH_OK) st = climb(&w, out);
    for (size_t i = 0; w.room && i < threads; i++)
        free(w.room[i].x);
    free(w.room);
    free(w.inner);
    return st == JH_OK ? st : jh_nomem(err);
}
