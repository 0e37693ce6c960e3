/* Rotation: prices, chains, exchanges. */
#include "net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Solves of the net: without noise, which gives the bound; then with, where the gap is wide. */
#define PLAIN 60
#define NOISY 250
/* Noise, in shares of the dearest price, and the gap above which it is tried. */
static const struct {
    double share, gap;
} noise[] = {{1 / 75.0, 1e-3}, {1 / 600.0, 4e-3}};
/* How solutions before count: each new one is this share of the mean. */
#define FRESH 0.03f
#define PATIENCE 4

typedef struct search {
    jh_arena *arena;
    const jh_rotation *r;
    const jh_plan_control *control;
    jh_plan_outcome *outcome;
    jh_error *err;
    jh__net net;
    jh__roster best, trial;
    float *share;    /* by option, how often solutions took it */
    uint32_t *spare; /* by teacher */
    int64_t *price;  /* the prices that gave the bound */
    int64_t bound, dear;
} search;

static jh_status fault(search *s, jh_flow_outcome outcome)
{
    if (outcome != JH_FLOW_STOPPED)
        return jh_fail(s->err, JH_EINTERNAL, "plan.rotation_form", "");
    s->outcome->end = s->net.end;
    return JH_OK;
}

static void tell(search *s)
{
    double value = s->best.broken ? NAN : (double)s->best.cost;
    jh_plan_news(s->control, s->outcome, value, (double)s->bound);
}

static bool closed(const search *s)
{
    return !s->best.broken && s->best.cost <= s->bound;
}

/* The better of both becomes the best, and takes from the other what improves it. */
static jh_status take_in(search *s, const jh__roster *found)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return jh_nomem(s->err);
    const uint32_t *other = found->taken;
    if (found->cost < s->best.cost) {
        memcpy(s->spare, s->best.taken, s->r->teachers * sizeof *s->spare);
        jh__roster_set(&s->best, found->taken);
        other = s->spare;
    }
    jh_status st = jh__roster_blend(scratch, &s->best, other, s->err);
    jh_arena_free(scratch);
    return st;
}

static void remember(search *s)
{
    const jh_rotation *r = s->r;
    for (uint32_t i = 0; i < r->options; i++)
        s->share[i] *= 1 - FRESH;
    for (uint32_t t = 0; t < r->teachers; t++)
        s->share[r->teacher[t].option + s->net.taken[t]] += FRESH;
}

/* One price after the other. With noise the values are no bounds, only a guide for steps. */
static jh_status climb(search *s, int solves)
{
    int64_t low = INT64_MIN, value;
    double step = 1;
    for (int i = 0, waited = 0; i < solves && !closed(s); i++) {
        if (!jh_plan_go_on(s->control, s->outcome, 1)) return JH_OK;
        jh_flow_outcome o = jh__net_solve(&s->net, NULL, s->control, &value);
        if (o != JH_FLOW_OPTIMAL) return fault(s, o);
        if (value > low) {
            low = value, waited = 0;
        } else if (++waited == PATIENCE) {
            step *= 0.7, waited = 0;
        }
        if (!s->net.noise && value > s->bound) {
            s->bound = value;
            memcpy(s->price, s->net.price, s->net.rows * sizeof *s->price);
        }
        remember(s);
        JH_TRY(take_in(s, &s->net.state));
        tell(s);
        int64_t goal = s->best.broken ? low + llabs(low) / 20 + 1 : s->best.cost;
        jh__net_step(&s->net, step, goal, low);
    }
    return JH_OK;
}

/* Chains at the margin of the trial, then exchanges, until neither improves. */
static jh_status improve(search *s)
{
    jh_arena *scratch = jh_arena_new();
    jh_status st = scratch ? JH_OK : jh_nomem(s->err);
    for (int64_t was = INT64_MAX; st == JH_OK && s->trial.cost < was;) {
        was = s->trial.cost;
        if (!jh_plan_go_on(s->control, s->outcome, 1)) break;
        jh_flow_outcome o = jh__net_margins(&s->net, &s->trial, s->control);
        if (o != JH_FLOW_OPTIMAL) {
            st = fault(s, o);
            break;
        }
        st = jh__roster_blend(scratch, &s->trial, s->net.taken, s->err);
    }
    if (st == JH_OK && s->outcome->end == JH_PLAN_RAN)
        st = jh__roster_polish(scratch, &s->trial, 5, s->err);
    jh_arena_free(scratch);
    return st;
}

/* Plans near the mean of the solutions: what most of them took is made cheaper. */
static jh_status round_off(search *s)
{
    static const double weight[] = {1 / 30.0, 1 / 17.0, 1 / 9.0};
    for (size_t i = 0; i < JH_COUNT(weight); i++) {
        jh__lean lean = {s->share, weight[i] * (double)s->dear};
        int64_t value;
        if (closed(s) || !jh_plan_go_on(s->control, s->outcome, 1)) return JH_OK;
        jh_flow_outcome o = jh__net_solve(&s->net, &lean, s->control, &value);
        if (o != JH_FLOW_OPTIMAL) return fault(s, o);
        /* A broken rule costs little more than what can be gained by it: chains that break one
         * may be joined by others that mend it. */
        s->trial.rule = 2 * s->dear;
        jh__roster_set(&s->trial, s->net.taken);
        JH_TRY(improve(s));
        s->trial.rule = s->best.rule;
        memcpy(s->spare, s->trial.taken, s->r->teachers * sizeof *s->spare);
        jh__roster_set(&s->trial, s->spare);
        JH_TRY(take_in(s, &s->trial));
        tell(s);
    }
    return JH_OK;
}

static bool wide(const search *s, double gap)
{
    return s->best.broken ||
           (double)(s->best.cost - s->bound) > gap * (double)s->best.cost;
}

/* The bound again at the prices that the noise led to. */
static jh_status lift_bound(search *s)
{
    int64_t value;
    s->net.noise = 0;
    if (!jh_plan_go_on(s->control, s->outcome, 1)) return JH_OK;
    jh_flow_outcome o = jh__net_solve(&s->net, NULL, s->control, &value);
    if (o != JH_FLOW_OPTIMAL) return fault(s, o);
    if (value > s->bound) {
        s->bound = value;
        memcpy(s->price, s->net.price, s->net.rows * sizeof *s->price);
    }
    JH_TRY(take_in(s, &s->net.state));
    tell(s);
    return JH_OK;
}

static jh_status run(search *s)
{
    JH_TRY(climb(s, PLAIN));
    for (size_t i = 0; i < JH_COUNT(noise) && wide(s, noise[i].gap); i++) {
        if (s->outcome->end != JH_PLAN_RAN) return JH_OK;
        s->net.noise = (int64_t)(noise[i].share * (double)s->dear) + 1;
        memcpy(s->net.price, s->price, s->net.rows * sizeof *s->price);
        memset(s->share, 0, s->r->options * sizeof *s->share);
        JH_TRY(climb(s, NOISY));
        JH_TRY(round_off(s));
        JH_TRY(lift_bound(s));
    }
    return JH_OK;
}

static jh_status prepare(search *s)
{
    const jh_rotation *r = s->r;
    JH_TRY(jh__net_make(s->arena, r, &s->net, s->err));
    JH_TRY(jh__roster_make(s->arena, r, &s->best, s->err));
    JH_TRY(jh__roster_make(s->arena, r, &s->trial, s->err));
    s->share = jh_alloc_array(s->arena, (size_t)r->options + 1, sizeof *s->share);
    s->spare = jh_alloc_array(s->arena, (size_t)r->teachers + 1, sizeof *s->spare);
    s->price = jh_alloc_array(s->arena, s->net.rows, sizeof *s->price);
    if (!s->share || !s->spare || !s->price) return jh_nomem(s->err);
    jh__roster_set(&s->best, NULL);
    s->bound = INT64_MIN;
    s->dear = s->best.rule / JH__RULE_DEAR;
    return JH_OK;
}

jh_status jh_rotation_solve(jh_arena *arena, const jh_rotation *r,
                            const jh_plan_control *control, jh_rotation_plan *out,
                            jh_violations *why, jh_error *err)
{
    *out = (jh_rotation_plan){.outcome = {.value = NAN, .bound = NAN}};
    search s = {
        .arena = arena, .r = r, .control = control, .outcome = &out->outcome, .err = err};
    JH_TRY(jh__rotation_form(r, err));
    JH_TRY(jh__rotation_possible(arena, r, why, err));
    JH_TRY(prepare(&s));
    if (why->n) {
        out->taken = s.best.taken;
        out->outcome.status = JH_PLAN_INFEASIBLE;
        return JH_OK;
    }
    JH_TRY(run(&s));
    out->taken = s.best.taken;
    if (s.best.broken) {
        jh_rotation_sum sum;
        out->outcome.value = NAN;
        JH_TRY(jh_rotation_check(arena, r, out->taken, &sum, why, err));
    }
    jh_plan_settle(&out->outcome);
    return JH_OK;
}
