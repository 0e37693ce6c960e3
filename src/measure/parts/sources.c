#include <junheng/sources.h>

#include "../stats/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLAYERS (JH_SOURCES + 1)

/* ---- sharing out ------------------------------------------------------------------------------- */

/* The part of all orders in which `before` players come first and one comes next. */
static double order_share(size_t players, size_t before)
{
    double share = 1 / (double)players;
    for (size_t i = 1; i <= before; i++) /* 1 / (players · C(players − 1, before)) */
        share *= (double)i / (double)(players - i);
    return share;
}

/* The mean step of each player over all orders; value[set], player k being bit k. */
static void share_out(const double *value, size_t players, double *out)
{
    for (size_t k = 0; k < players; k++) {
        out[k] = 0;
        for (size_t set = 0; set < (size_t)1 << players; set++) {
            if (set >> k & 1) continue;
            size_t before = (size_t)__builtin_popcountll(set);
            out[k] +=
                order_share(players, before) * (value[set | (size_t)1 << k] - value[set]);
        }
    }
}

/* ---- figures of sets --------------------------------------------------------------------------- */

/* A sample that is made for each set anew; what a statistic sorts is freed with it. */
typedef struct trial {
    const jh_stat_choice *stat;
    double *x, *w, *y;
    size_t n;
    double *value; /* by set */
} trial;

static bool trial_new(trial *t, const jh_stat_choice *stat, size_t n, size_t players)
{
    *t = (trial){.stat = stat,
                 .x = malloc((n + 1) * sizeof *t->x),
                 .w = malloc((n + 1) * sizeof *t->w),
                 .y = malloc((n + 1) * sizeof *t->y),
                 .value = calloc((size_t)1 << players, sizeof *t->value)};
    return t->x && t->w && t->y && t->value;
}

static void trial_free(trial *t)
{
    free(t->x);
    free(t->w);
    free(t->y);
    free(t->value);
}

static jh_stat_result figure(const trial *t, bool weighted, bool second)
{
    jh_sample s = {.x = t->x, .n = t->n, .scratch = jh_arena_new()};
    if (!s.scratch) return (jh_stat_result){JH_STAT_NOMEM, NAN, NULL};
    if (weighted) s.w = t->w;
    if (second) s.y = t->y;
    jh_stat_result r = jh_stat_compute(t->stat, s);
    jh_arena_free(s.scratch);
    return r;
}

/* ---- one year ---------------------------------------------------------------------------------- */

/* Units of which the sources of the set are as they are, the others at their means. */
static jh_stat_result of_set(trial *t, const jh_source_sample *s, const double *mean,
                             size_t set)
{
    t->n = s->n;
    for (size_t i = 0; i < s->n; i++) {
        t->x[i] = 0;
        for (size_t k = 0; k < s->sources; k++)
            t->x[i] += set >> k & 1 ? s->x[k][i] : mean[k];
        t->w[i] = s->w ? s->w[i] : 1;
        t->y[i] = s->y ? s->y[i] : 0;
    }
    return figure(t, s->w != NULL, s->y != NULL);
}

static void find_means(const jh_source_sample *s, bool unweighted, double *mean)
{
    for (size_t k = 0; k < s->sources; k++) {
        jh_sample one = {.x = s->x[k], .w = unweighted ? NULL : s->w, .n = s->n};
        mean[k] = jh_moments_of(one).mean;
    }
}

typedef struct ranked {
    double x, w;
    size_t i;
} ranked;

static int by_value(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    return (a->i > b->i) - (a->i < b->i);
}

/* room[i]: the weight below unit i less that above it, by value; equal ones are level. */
static bool find_ranks(const jh_source_sample *s, const double *x, double *room)
{
    ranked *at = malloc((s->n + 1) * sizeof *at);
    double below = 0, all = 0;
    if (!at) return false;
    for (size_t i = 0; i < s->n; i++) {
        at[i] = (ranked){x[i], s->w ? s->w[i] : 1, i};
        all += at[i].w;
    }
    if (s->n) qsort(at, s->n, sizeof *at, by_value);
    for (size_t i = 0, end; i < s->n; i = end) {
        double level = 0;
        for (end = i; end < s->n && at[end].x == at[i].x; end++)
            level += at[end].w;
        for (size_t k = i; k < end; k++)
            room[at[k].i] = 2 * below + level - all;
        below += level;
    }
    free(at);
    return true;
}

/* Gini of the value = Σ of these; and what each is made of. x: the values. */
static jh_status gini_rule(const jh_source_sample *s, const double *x, double mean,
                           jh_source_parts *out)
{
    double *rank = malloc((s->n + 1) * sizeof *rank);
    bool fine = rank && find_ranks(s, x, rank);
    for (size_t k = 0; fine && k < s->sources; k++) {
        jh_source_share *p = &out->source[k];
        double sum = 0, weight = 0;
        for (size_t i = 0; i < s->n; i++) {
            double w = s->w ? s->w[i] : 1;
            sum += w * s->x[k][i] * rank[i];
            weight += w;
        }
        p->natural = sum / (weight * weight * mean);
        jh_sample one = {.x = s->x[k], .w = s->w, .n = s->n, .scratch = jh_arena_new()};
        jh__sorted sorted;
        fine = one.scratch != NULL;
        jh_stat_result r = jh__sort_positive(one, &sorted);
        if (r.state == JH_STAT_OK) p->own = jh__gini(&sorted);
        if (p->own > 0) p->correlation = p->natural / (p->mean_share * p->own);
        fine = fine && r.state != JH_STAT_NOMEM;
        jh_arena_free(one.scratch);
    }
    free(rank);
    return fine ? JH_OK : JH_ENOMEM;
}

static void cv_rule(const jh_source_sample *s, const double *x, double mean,
                    jh_source_parts *out)
{
    for (size_t k = 0; k < s->sources; k++) {
        double sum = 0, weight = 0;
        for (size_t i = 0; i < s->n; i++) {
            double w = s->w ? s->w[i] : 1;
            sum += w * (s->x[k][i] - out->source[k].mean) * (x[i] - mean);
            weight += w;
        }
        double sd = out->total.value * mean;
        out->source[k].natural = sd > 0 ? sum / weight / (sd * mean) : 0;
    }
}

static jh_status describe(const trial *t, const jh_source_sample *s, const double *mean,
                          jh_source_parts *out)
{
    double all = 0;
    for (size_t k = 0; k < s->sources; k++)
        all += mean[k];
    for (size_t k = 0; k < s->sources; k++)
        out->source[k] = (jh_source_share){.mean = mean[k],
                                           .mean_share = all != 0 ? mean[k] / all : NAN,
                                           .contribution = NAN,
                                           .natural = NAN,
                                           .own = NAN,
                                           .correlation = NAN};
    if (out->total.state != JH_STAT_OK) return JH_OK;
    if (!strcmp(t->stat->stat->id, "gini")) return gini_rule(s, t->x, all, out);
    if (!strcmp(t->stat->stat->id, "cv")) cv_rule(s, t->x, all, out);
    return JH_OK;
}

jh_status jh_sources_of(const jh_stat_choice *stat, const jh_source_sample *s,
                        jh_source_parts *out)
{
    trial t;
    double mean[JH_SOURCES], part[PLAYERS];
    size_t sets = (size_t)1 << s->sources;
    *out = (jh_source_parts){.equal = NAN};
    jh_status st = trial_new(&t, stat, s->n, s->sources) ? JH_OK : JH_ENOMEM;
    find_means(s, stat->stat->unweighted, mean);
    for (size_t set = sets; set-- && st == JH_OK;) { /* all of them first */
        jh_stat_result r = of_set(&t, s, mean, set);
        t.value[set] = r.value;
        if (set == sets - 1) {
            out->total = out->parts = r;
            st = describe(&t, s, mean, out);
        }
        if (r.state == JH_STAT_NOMEM) st = JH_ENOMEM;
        if (r.state == JH_STAT_OK) continue;
        out->parts = r;
        break;
    }
    if (st == JH_OK && out->parts.state == JH_STAT_OK) {
        out->equal = t.value[0];
        out->parts.value = out->total.value - out->equal;
        share_out(t.value, s->sources, part);
        for (size_t k = 0; k < s->sources; k++)
            out->source[k].contribution = part[k];
    }
    trial_free(&t);
    return st;
}

/* ---- two years --------------------------------------------------------------------------------- */

static bool there(const jh_source_sample *s, size_t i)
{
    return !isnan(s->w[i]);
}

/* Units, weights and second variable of one year, or the other; each source likewise. */
static jh_stat_result of_years(trial *t, const jh_source_years *s, size_t set)
{
    size_t sources = s->year[0].sources;
    const jh_source_sample *units = &s->year[set >> sources & 1];
    t->n = 0;
    for (size_t i = 0; i < units->n; i++) {
        double x = 0;
        if (!there(units, i)) continue;
        for (size_t k = 0; k < sources; k++) {
            size_t year = set >> k & 1;
            x += s->year[there(&s->year[year], i) ? year : !year].x[k][i];
        }
        t->x[t->n] = x;
        t->w[t->n] = units->w[i];
        t->y[t->n++] = units->y ? units->y[i] : 0;
    }
    return figure(t, true, units->y != NULL);
}

jh_status jh_sources_change(const jh_stat_choice *stat, const jh_source_years *s,
                            jh_source_change *out)
{
    trial t;
    double part[PLAYERS];
    size_t sources = s->year[0].sources, sets = (size_t)2 << sources;
    *out = (jh_source_change){.units = NAN};
    for (size_t k = 0; k < sources; k++)
        out->source[k] = NAN;
    jh_status st = trial_new(&t, stat, s->year[0].n, sources + 1) ? JH_OK : JH_ENOMEM;
    if (st == JH_OK) {
        out->before = out->parts = of_years(&t, s, 0);
        out->after = of_years(&t, s, sets - 1);
        if (out->before.state == JH_STAT_OK) out->parts = out->after;
    }
    for (size_t set = 0; set < sets && st == JH_OK && out->parts.state == JH_STAT_OK;
         set++) {
        jh_stat_result r = of_years(&t, s, set);
        t.value[set] = r.value;
        if (r.state != JH_STAT_OK) out->parts = r;
    }
    if (out->parts.state == JH_STAT_NOMEM || out->after.state == JH_STAT_NOMEM)
        st = JH_ENOMEM;
    if (st == JH_OK && out->parts.state == JH_STAT_OK) {
        out->parts.value = out->after.value - out->before.value;
        share_out(t.value, sources + 1, part);
        memcpy(out->source, part, sources * sizeof *part);
        out->units = part[sources];
    }
    trial_free(&t);
    return st;
}
