/* Rotation: prices, chains, exchanges. */
#include "exact.h"

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
    uint8_t *keep; /* by option: a plan below the limit may take it */
    int64_t limit;
    bool cut; /* the solver was killed or out of time: our own method goes on */
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

/* The bound at the prices in force, without noise: one of all plans below the limit. */
static jh_status lift_bound(search *s)
{
    int64_t value;
    s->net.noise = 0;
    if (!jh_plan_go_on(s->control, s->outcome, 1)) return JH_OK;
    jh_flow_outcome o = jh__net_solve(&s->net, NULL, s->control, &value);
    if (o != JH_FLOW_OPTIMAL) return fault(s, o);
    if (value > s->limit) value = s->limit;
    if (value > s->bound) {
        s->bound = value;
        memcpy(s->price, s->net.price, s->net.rows * sizeof *s->price);
    }
    JH_TRY(take_in(s, &s->net.state));
    tell(s);
    return JH_OK;
}

/* ---- the solver ---- */

/* Only what costs less than this is of use: the best so far, less the gap that is allowed. */
static int64_t goal(const search *s)
{
    if (s->best.broken) return INT64_MAX;
    double gap = (s->control ? s->control->gap : 0) * (double)llabs(s->best.cost);
    return s->best.cost - (int64_t)floor(gap);
}

static bool go_on(const search *s)
{
    return s->outcome->end == JH_PLAN_RAN && s->outcome->status != JH_PLAN_INFEASIBLE &&
           goal(s) > s->bound;
}

/* The net at the best prices; false: stopped. */
static jh_status at_best(search *s)
{
    memcpy(s->net.price, s->price, s->net.rows * sizeof *s->price);
    return lift_bound(s);
}

/* Drops for good the options that no plan takes which reaches the goal. The bound is from now on one of
 * plans that reach it. */
static jh_status drop(search *s)
{
    JH_TRY(at_best(s));
    if (s->best.broken || s->outcome->end != JH_PLAN_RAN) return JH_OK;
    s->limit = goal(s);
    jh__net_cut(&s->net, s->limit, s->keep);
    s->net.keep = s->keep;
    return JH_OK;
}

/* Adds to `some` the options nearest to being taken at the prices in force: about so many. */
static void add_near(search *s, uint32_t most, uint8_t *near, uint8_t *some)
{
    const jh_rotation *r = s->r;
    int64_t base = s->net.value, reach = llabs(base) + 1;
    for (uint32_t n = UINT32_MAX; n > most && reach > 1; reach /= 2) {
        memcpy(near, s->keep, r->options);
        n = jh__net_cut(&s->net, base + reach, near);
    }
    for (uint32_t i = 0; i < r->options; i++)
        some[i] |= near[i];
    for (uint32_t t = 0; t < r->teachers; t++) {
        some[r->teacher[t].option + s->best.taken[t]] = 1;
        some[r->teacher[t].option + s->net.taken[t]] = 1;
    }
}

/* The relaxation over some options gives prices; at these the net says what the others are worth, and
 * the nearest join, until the net's bound over all is the relaxation's. */
#define RELAX_ROUNDS 20
#define RELAX_CLOSE 1e-5

static jh_status relax(search *s, jh__exact *x)
{
    uint8_t *near = jh_alloc_array(s->arena, (size_t)s->r->options + 1, 1);
    uint8_t *some = jh_alloc_array(s->arena, (size_t)s->r->options + 1, 1);
    bool all = false;
    if (!near || !some) return jh_nomem(s->err);
    x->keep = some;
    for (int round = 0; round < RELAX_ROUNDS && go_on(s); round++) {
        if (all)
            memcpy(some, s->keep, s->r->options);
        else
            add_near(s, 2 * s->r->teachers, near, some);
        JH_TRY(jh__exact_relax(x, &s->net, s->share));
        if (x->answer.state == JH_MIP_INFEASIBLE && !all) {
            all = true; /* too few of them, perhaps */
            continue;
        }
        if (x->answer.state != JH_MIP_OPTIMAL) return JH_OK;
        JH_TRY(lift_bound(s));
        if ((double)s->bound >= x->answer.value * (1 - RELAX_CLOSE) - 1) break;
    }
    return go_on(s) ? round_off(s) : JH_OK;
}

/* Outside of what was kept nothing costs less than this: what the answer proves. */
static void lift_by(search *s, const jh__exact *x, int64_t less_than)
{
    int64_t bound = s->bound;
    if (x->answer.state == JH_MIP_INFEASIBLE)
        bound = less_than;
    else if (x->answer.state == JH_MIP_OPTIMAL && x->answer.found)
        bound = (int64_t)rint(x->answer.value);
    else if (fabs(x->answer.bound) < 1e15)
        bound = (int64_t)ceil(x->answer.bound - 1e-3);
    if (bound > less_than) bound = less_than;
    if (bound > s->bound && bound < INT64_MAX) s->bound = bound;
}

/* The nearer the value that is looked for lies to the bound, the fewer options are left. So it is first
 * sought near the bound; that nothing is there lifts the bound, and the search goes on from it. */
#define FIRST_REACH 2e-5
#define REACH_GROWS 4

static jh_status search_whole(search *s, jh__exact *x)
{
    int64_t base = s->bound, reach = (int64_t)(FIRST_REACH * (double)llabs(base)) + 2;
    uint8_t *near = jh_alloc_array(s->arena, (size_t)s->r->options + 1, 1);
    if (!near) return jh_nomem(s->err);
    for (; go_on(s); reach *= REACH_GROWS) {
        bool last = s->best.broken || base + reach >= goal(s);
        int64_t less_than = last ? goal(s) : base + reach;
        JH_TRY(at_best(s));
        if (s->outcome->end != JH_PLAN_RAN) break;
        memcpy(near, s->keep, s->r->options);
        if (less_than < INT64_MAX) jh__net_cut(&s->net, less_than, near);
        x->keep = near;
        x->by_count = s->price[JH__MOVERS] > 0 || s->price[JH__BACKBONE] > 0;
        JH_TRY(jh__exact_whole(x, less_than, s->spare));
        if (x->answer.found) {
            jh__roster_set(&s->trial, s->spare);
            if (!s->trial.broken) JH_TRY(take_in(s, &s->trial));
        }
        lift_by(s, x, less_than);
        tell(s);
        if (last || x->answer.state != JH_MIP_INFEASIBLE) break;
    }
    return JH_OK;
}

static jh_status ask_solver(search *s, const char **method)
{
    const jh_mip_solver *solver = s->control ? s->control->solver : NULL;
    jh__exact x = {.arena = s->arena,
                   .r = s->r,
                   .solver = solver,
                   .answer = {.state = JH_MIP_FAILED},
                   .err = s->err};
    if (!solver || !go_on(s)) return JH_OK;
    s->keep = jh_alloc_array(s->arena, (size_t)s->r->options + 1, 1);
    if (!s->keep) return jh_nomem(s->err);
    memset(s->keep, 1, s->r->options);
    JH_TRY(drop(s));
    if (go_on(s)) JH_TRY(relax(s, &x));
    if (x.answer.state == JH_MIP_OPTIMAL && go_on(s)) JH_TRY(drop(s));
    if (x.answer.state == JH_MIP_OPTIMAL && go_on(s)) JH_TRY(search_whole(s, &x));
    if (x.answer.state == JH_MIP_INFEASIBLE && s->best.broken)
        s->outcome->status = JH_PLAN_INFEASIBLE;
    s->cut = x.answer.state == JH_MIP_CUT;
    const char *name = solver->name ? solver->name(solver->ctx) : NULL;
    if (name && x.answer.state != JH_MIP_FAILED && !(*method = jh_strdup(s->arena, name)))
        return jh_nomem(s->err);
    return JH_OK;
}

static jh_status run(search *s, const char **method)
{
    JH_TRY(climb(s, PLAIN));
    JH_TRY(ask_solver(s, method));
    s->net.keep = NULL, s->limit = INT64_MAX;
    for (size_t i = 0; i < JH_COUNT(noise) && wide(s, noise[i].gap) && go_on(s); i++) {
        s->net.noise = (int64_t)(noise[i].share * (double)s->dear) + 1;
        memcpy(s->net.price, s->price, s->net.rows * sizeof *s->price);
        memset(s->share, 0, s->r->options * sizeof *s->share);
        JH_TRY(climb(s, NOISY));
        JH_TRY(round_off(s));
        JH_TRY(lift_bound(s));
    }
    if (s->cut && s->outcome->end == JH_PLAN_RAN) s->outcome->end = JH_PLAN_SOLVER;
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
    s->bound = INT64_MIN, s->limit = INT64_MAX;
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
    JH_TRY(run(&s, &out->method));
    out->taken = s.best.taken;
    if (s.best.broken) {
        jh_rotation_sum sum;
        out->outcome.value = NAN;
        JH_TRY(jh_rotation_check(arena, r, out->taken, &sum, why, err));
    }
    jh_plan_settle(&out->outcome);
    return JH_OK;
}
