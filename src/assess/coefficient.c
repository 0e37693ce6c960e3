/* Difference coefficients 校际差异系数 of one stage of one area, against their limits. */
#include "assess_int.h"

#include <math.h>

#define CLOSE_TO_LIMIT 1e-9

/* ---- exactly: cv <= c  ⟺  W · Σ w x² <= (1 + c²) · (Σ w x)² for a positive mean ---- */

typedef struct sums {
    const jh_exact *w, *wx, *wxx;
} sums;

static sums plus(jh_arena *a, sums x, sums y)
{
    return (sums){jh_exact_add(a, x.w, y.w), jh_exact_add(a, x.wx, y.wx),
                  jh_exact_add(a, x.wxx, y.wxx)};
}

static sums one_section(jh__judge *j, size_t indicator, size_t section, jh_arena *a)
{
    const jh_indicator *ind = &j->pack->indicator[indicator];
    jh_section_ctx ctx = {.sections = &j->out->sections, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    const jh_exact *x = NULL, *w = NULL;
    jh_state state;
    if (jh_formula_exact(ind->value, &lookup, a, &x, &state) != JH_OK) return (sums){0};
    if (ind->weight) {
        if (jh_formula_exact(ind->weight, &lookup, a, &w, &state) != JH_OK)
            return (sums){0};
    } else {
        w = jh_exact_decimal(a, j->out->sections.section[section].pupils);
    }
    const jh_exact *wx = jh_exact_mul(a, w, x);
    return (sums){w, wx, jh_exact_mul(a, wx, x)};
}

/* Halves, so that numbers grow with the logarithm of how many there are. */
static sums add_up(jh__judge *j, size_t indicator, jh__group g, jh_arena *a)
{
    if (g.n == 1) return one_section(j, indicator, g.section[0], a);
    jh__group left = {g.section, g.n / 2}, right = {g.section + g.n / 2, g.n - g.n / 2};
    return plus(a, add_up(j, indicator, left, a), add_up(j, indicator, right, a));
}

jh_status jh__within_limit(jh__judge *j, jh__group group, size_t indicator, double cv,
                           double limit, bool *out)
{
    *out = cv <= limit;
    if (!group.n || fabs(cv - limit) > CLOSE_TO_LIMIT * limit) return JH_OK;
    jh_arena *a = jh_arena_new();
    if (!a) return jh_nomem(j->err);
    sums s = add_up(j, indicator, group, a);
    const jh_exact *c = jh_exact_decimal(a, limit), *one = jh_exact_decimal(a, 1);
    const jh_exact *left = jh_exact_mul(a, s.w, s.wxx);
    const jh_exact *factor = jh_exact_add(a, one, jh_exact_mul(a, c, c));
    const jh_exact *right = jh_exact_mul(a, factor, jh_exact_mul(a, s.wx, s.wx));
    int order = 0;
    jh_status st = jh_exact_compare(a, left, right, &order);
    *out = order <= 0;
    jh_arena_free(a);
    return st == JH_OK ? JH_OK : jh_nomem(j->err);
}

/* ---- one coefficient ---- */

static jh_status measure(jh__judge *j, jh__group g, size_t k, jh_coefficient_result *c)
{
    size_t n = j->out->sections.n;
    double *x = jh_alloc_array(j->arena, 2 * g.n + 1, sizeof *x);
    if (!x) return jh_nomem(j->err);
    double *w = x + g.n;
    for (size_t i = 0; i < g.n; i++) {
        jh_value v = j->out->values.value[k * n + g.section[i]];
        double weight = j->out->values.weight[k * n + g.section[i]];
        c->met += j->out->cell[k * n + g.section[i]].grade == JH_MET;
        if (v.state != JH_KNOWN || isnan(weight)) {
            c->missing++;
            continue;
        }
        x[c->n] = v.number;
        w[c->n++] = weight;
    }
    jh_moments m = jh_moments_of((jh_sample){.x = x, .w = w, .n = c->n});
    c->mean = m.mean;
    c->sd = m.sd;
    c->cv = m.mean > 0 ? m.sd / m.mean : NAN;
    return JH_OK;
}

static jh_status judge(jh__judge *j, jh__group g, size_t k, jh_coefficient_result *c)
{
    bool within;
    c->verdict = JH_PASS;
    if (isnan(c->limit)) return JH_OK;
    if (c->missing || isnan(c->cv)) {
        c->verdict = JH_OPEN;
        return JH_OK;
    }
    JH_TRY(jh__within_limit(j, g, k, c->cv, c->limit, &within));
    c->verdict = within ? JH_PASS : JH_FAIL;
    double shown = jh_number_rounded(c->cv, j->pack->coefficient_decimals);
    c->rounding = (shown <= c->limit) != within;
    return within || j->brief ? JH_OK : jh__remedy(j, g, k, c);
}

jh_status jh_stage_limits(jh_arena *arena, const jh_pack *pack, int stage,
                          jh_stage_result *out)
{
    int s = jh__stage_index(stage);
    *out = (jh_stage_result){.stage = stage, .composite = NAN, .composite_limit = NAN};
    out->coefficient =
        jh_alloc_array(arena, pack->indicators + 1, sizeof *out->coefficient);
    if (!out->coefficient) return JH_ENOMEM;
    for (size_t k = 0; k < pack->indicators; k++) {
        jh_coefficient_result *c = &out->coefficient[k];
        c->mean = c->sd = c->cv = c->limit = NAN;
        if (pack->coefficient_rule == JH_CV_EACH) c->limit = pack->indicator[k].limit[s];
    }
    if (pack->coefficient_rule == JH_CV_MEAN) out->composite_limit = pack->mean_limit[s];
    return JH_OK;
}

/* Composite 综合差异系数: the arithmetic mean of the coefficients. */
static void judge_composite(const jh_pack *pack, jh_stage_result *stage)
{
    double sum = 0;
    bool open = pack->indicators == 0;
    stage->composite_verdict = JH_PASS;
    if (pack->coefficient_rule != JH_CV_MEAN) return;
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_coefficient_result *c = &stage->coefficient[k];
        open = open || isnan(c->cv) || c->missing;
        sum += c->cv;
    }
    stage->composite = open ? NAN : sum / (double)pack->indicators;
    if (isnan(stage->composite_limit)) return;
    stage->composite_verdict = JH_OPEN;
    if (open) return;
    /* the published coefficients are decimals: their mean is compared as one */
    double limit = stage->composite_limit, slack = 1e-12 * limit;
    bool within = stage->composite <= limit + slack;
    stage->composite_verdict = within ? JH_PASS : JH_FAIL;
    double shown = jh_number_rounded(stage->composite, pack->coefficient_decimals);
    stage->composite_rounding = (shown <= limit) != within;
}

/* Sections: how many pass, against the share that must. */
static jh_verdict enough_sections(const jh_pack *pack, const jh_stage_result *s)
{
    double needed = pack->sections_needed * (double)s->sections - 1e-9;
    if ((double)s->passed >= needed) return JH_PASS;
    return (double)(s->passed + s->open) >= needed ? JH_OPEN : JH_FAIL;
}

void jh_stage_judge(const jh_pack *pack, jh_stage_result *stage)
{
    for (size_t k = 0; k < pack->indicators; k++) {
        jh_coefficient_result *c = &stage->coefficient[k];
        if (stage->sections || isnan(c->limit)) continue;
        c->verdict = isnan(c->cv) ? JH_OPEN : c->cv <= c->limit ? JH_PASS : JH_FAIL;
    }
    judge_composite(pack, stage);
    stage->verdict = jh__worse(enough_sections(pack, stage), stage->composite_verdict);
    for (size_t k = 0; k < pack->indicators; k++)
        stage->verdict = jh__worse(stage->verdict, stage->coefficient[k].verdict);
}

jh_status jh__judge_stage(jh__judge *j, jh__group g, jh_stage_result *stage)
{
    int index = g.n ? j->out->sections.section[g.section[0]].stage : -1;
    if (jh_stage_limits(j->arena, j->pack, index, stage) != JH_OK)
        return jh_nomem(j->err);
    stage->sections = g.n;
    for (size_t i = 0; i < g.n; i++) {
        jh_verdict v = j->out->section[g.section[i]].verdict;
        stage->passed += v == JH_PASS;
        stage->failed += v == JH_FAIL;
        stage->open += v == JH_OPEN;
        stage->pupils += j->out->sections.section[g.section[i]].pupils;
    }
    for (size_t k = 0; k < j->pack->indicators; k++) {
        JH_TRY(measure(j, g, k, &stage->coefficient[k]));
        JH_TRY(judge(j, g, k, &stage->coefficient[k]));
    }
    jh_stage_judge(j->pack, stage);
    return JH_OK;
}
