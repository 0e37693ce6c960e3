/* The cell whose change turns the verdict, against trying every amount of every lever. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST 5
/* Whole and split levers, a measured one, with a floor, limits for each or for the mean. */
static const char *const indicators =
    "indicators:\n"
    "  - {id: T, value: 100 * teachers / pupils, standard: 4, limit: 0.4, lever: "
    "teachers}\n"
    "  - {id: B, value: books / pupils, standard: 10, limit: 0.4, lever: books}\n"
    "  - {id: A, value: amount / pupils, standard: 6, limit: 0.4, lever: amount}\n";

static const char *const rules[] = {
    "rules: {section: {met: 2, floor: 85%}, coefficient: {form: each}}\n",
    "rules: {section: {met: all}, coefficient: {form: each}}\n",
    "rules: {section: {met: 0, floor: 1%}, coefficient: {form: each}}\n",
    "rules: {section: {met: 0, floor: 1%}, coefficient: {form: mean, limit: 0.25}}\n",
    "rules: {section: {met: 2, floor: 85%}, coefficient: {form: none}, sections: 60%}\n",
};

typedef struct school {
    long pupils[2], teachers[2], books, amount; /* amount in tenths */
} school;

typedef struct county {
    size_t n;
    school s[MOST];
} county;

static jh_pack *pack_of(jh_arena *a, size_t rule)
{
    return test_pack_of(a, jh_sprintf(a, "%s%s", indicators, rules[rule]));
}

static long around(jh_random *r, double x, long percent)
{
    long spread = (long)(x * (double)percent / 100) + 1,
         y = (long)x + test_between(r, -spread, spread);
    return y < 0 ? 0 : y;
}

static county random_county(jh_random *r)
{
    county c = {.n = (size_t)test_between(r, 1, MOST)};
    long percent = test_between(r, 2, 60);
    for (size_t i = 0; i < c.n; i++) {
        school *s = &c.s[i];
        s->pupils[0] = test_between(r, 40, 400);
        s->pupils[1] = jh_random_below(r, 3) ? 0 : test_between(r, 40, 400);
        for (int t = 0; t < 2; t++)
            s->teachers[t] = around(r, (double)s->pupils[t] * 0.046, percent);
        double all = (double)s->pupils[0] + 1.1 * (double)s->pupils[1];
        s->books = around(r, all * 11.5, percent);
        double most = (double)(s->pupils[0] > s->pupils[1] ? s->pupils[0] : s->pupils[1]);
        s->amount = around(r, most * 69, percent);
    }
    return c;
}

static jh_assessment *assessed(jh_arena *a, const jh_pack *p, const county *c)
{
    jh_frame *f = test_frame(a, p->vocabulary,
                             "pupils_primary,pupils_junior,teachers_primary,"
                             "teachers_junior,books,amount\n");
    for (size_t i = 0; i < c->n; i++) {
        size_t row;
        const school *s = &c->s[i];
        jh_origin here = {0, 2, 1};
        assert_int_equal(jh_frame_add_row(f, &row), JH_OK);
        for (size_t t = 0; t < 2; t++) {
            if (s->pupils[t]) jh_frame_set_number(f, row, t, (double)s->pupils[t], here);
            jh_frame_set_number(f, row, 2 + t, (double)s->teachers[t], here);
        }
        jh_frame_set_number(f, row, 4, (double)s->books, here);
        jh_frame_set_number(f, row, 5, (double)s->amount / 10, here);
    }
    return test_assess(a, p, f, NULL, NULL);
}

/* ---- the verdict once more, written out for these packs ---- */

typedef struct cell {
    double value[3];
} cell;

static bool reaches(double x, double threshold)
{
    return x >= threshold - 1e-9;
}

static bool section_passes(const cell *c, size_t rule)
{
    static const double standard[3] = {4, 10, 6};
    size_t met = 0;
    double floor = rule == 2 || rule == 3 ? 0.01 : 0.85;
    for (int k = 0; k < 3; k++) {
        if (reaches(c->value[k], standard[k]))
            met++;
        else if (rule == 1 || !reaches(c->value[k], floor * standard[k]))
            return false;
    }
    return met >= (rule == 1 ? 3 : rule == 2 || rule == 3 ? 0 : 2);
}

static bool stage_passes(const cell *c, const double *w, size_t n, size_t rule)
{
    size_t passed = 0;
    double sum_cv = 0;
    for (size_t i = 0; i < n; i++)
        passed += section_passes(&c[i], rule);
    if ((double)passed < (rule == 4 ? 0.6 : 1) * (double)n - 1e-9) return false;
    for (int k = 0; k < 3; k++) {
        double all = 0, sum = 0, square = 0;
        for (size_t i = 0; i < n; i++)
            all += w[i], sum += w[i] * c[i].value[k];
        for (size_t i = 0; i < n; i++)
            square += w[i] * (c[i].value[k] - sum / all) * (c[i].value[k] - sum / all);
        double cv = sum > 0 ? sqrt(square / all) / (sum / all) : 99;
        if (rule < 3 && !reaches(0.4, cv)) return false;
        sum_cv += cv;
    }
    return rule != 3 || reaches(0.25, sum_cv / 3);
}

static bool passes(const county *c, size_t rule)
{
    for (int t = 0; t < 2; t++) {
        cell cells[MOST];
        double w[MOST];
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++) {
            const school *s = &c->s[i];
            double p = (double)s->pupils[t];
            if (!s->pupils[t]) continue;
            double all = (double)s->pupils[0] + 1.1 * (double)s->pupils[1];
            double share = (t ? 1.1 : 1) * p / all;
            cells[n].value[0] = 100 * (double)s->teachers[t] / p;
            cells[n].value[1] = (double)s->books * share / p;
            cells[n].value[2] = (double)s->amount / 10 / p;
            w[n++] = p;
        }
        if (n && !stage_passes(cells, w, n, rule)) return false;
    }
    return true;
}

static long *lever(school *s, size_t which)
{
    long *const to[] = {&s->teachers[0], &s->teachers[1], &s->books, &s->amount};
    return to[which];
}

/* The smallest relative change of one lever that turns the verdict, found by trying them all;
 * INFINITY if there is none. The measured lever is tried in its tenths. */
static double by_trying(const county *given, size_t rule, double than)
{
    county c = *given;
    bool now = passes(&c, rule);
    double best = INFINITY;
    for (size_t i = 0; i < c.n; i++)
        for (size_t k = 0; k < 4; k++) {
            if (k == 1 && !c.s[i].pupils[1]) continue;
            long *at = lever(&c.s[i], k), from = *at;
            double scale = from ? (double)from : k == 3 ? 10 : 1;
            for (int side = -1; side <= 1; side += 2)
                for (long step = 1; step < 30000; step++) {
                    double change = (double)step / scale;
                    if (change >= best || change > than || from + side * step < 0) break;
                    *at = from + side * step;
                    if (passes(&c, rule) != now) {
                        best = change;
                        break;
                    }
                }
            *at = from;
        }
    return best;
}

/* Puts the pivot's amount where the engine says and asks the engine again. */
static void turns_as_told(jh_arena *a, const jh_pack *p, const county *c,
                          const jh_assessment *x)
{
    const jh_pivot *v = &x->area[0].pivot;
    jh_assessment *fresh = assessed(a, p, c);
    size_t row = fresh->sections.section[v->section].school;
    int slot = v->slot >= JH_SLOT_SPLIT ? v->slot - JH_SLOT_SPLIT : v->slot;
    jh_frame *f = (jh_frame *)(uintptr_t)fresh->sections.schools;
    ptrdiff_t col = jh_frame_find(f, p->vocabulary->fact[slot].id);
    assert_true(col >= 0);
    assert_true(f->column[col].number[row] == v->from);
    f->column[col].number[row] = v->to;
    jh_assessment *then = test_assess(a, p, f, NULL, NULL);
    assert_int_equal(then->area[0].verdict, v->then);
    assert_true(v->then != x->area[0].verdict);
    if (p->vocabulary->fact[slot].whole) assert_true(v->to == floor(v->to));
}

static void no_smaller_change_turns_the_verdict(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 61);
    for (size_t rule = 0; rule < JH_COUNT(rules); rule++) {
        size_t found = 0, none = 0, turned[2] = {0};
        for (int round = 0; round < 50; round++) {
            jh_arena *a = jh_arena_new();
            jh_pack *p = pack_of(a, rule);
            county c = random_county(&r);
            jh_assessment *x = assessed(a, p, &c);
            const jh_pivot *v = &x->area[0].pivot;
            assert_int_equal(x->area[0].verdict == JH_PASS, passes(&c, rule));
            if (v->found) {
                double scale = v->from != 0 ? v->from : 1;
                double change = fabs(v->to - v->from) / scale;
                found++;
                turned[v->then]++;
                turns_as_told(a, p, &c, x);
                double best = by_trying(&c, rule, change);
                if (best < change * (1 - 1e-6) - 2e-9) /* crossed by a hair */
                    fail_msg("rule %zu, round %d: %g, but %g turns it", rule, round,
                             change, best);
            } else {
                none++;
                double best = by_trying(&c, rule, INFINITY);
                if (isfinite(best))
                    fail_msg("rule %zu, round %d: none, but %g turns it", rule, round,
                             best);
            }
            jh_arena_free(a);
        }
        if (found < 5 || !turned[JH_PASS] || !turned[JH_FAIL])
            fail_msg("rule %zu: %zu found, %zu none", rule, found, none);
    }
}

/* 80 of 100 pupils and a limit of 0.5: the equation of the limit has no square. */
static void one_large_school_has_one_root(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(
        a, "indicators: [{id: A, value: amount / pupils, limit: 0.5, lever: amount}]\n"
           "rules: {coefficient: {form: each}}\n");
    /* 1 and 2 for each: the large one at 0.75, sooner than the small one at 2.67 */
    jh_assessment *x = test_assess_table(a, p, "pupils_primary,amount\n80,80\n20,40\n");
    const jh_pivot *v = &x->area[0].pivot;
    assert_true(v->found);
    assert_int_equal(v->then, JH_FAIL);
    assert_int_equal(v->section, 0);
    test_close(v->to, 60, 1e-6);
    jh_arena_free(a);
}

static void open_areas_have_no_turning_cell(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = pack_of(a, 0);
    jh_assessment *x = test_assess_table(a, p,
                                         "pupils_primary,teachers_primary,books,amount\n"
                                         "100,,,600\n");
    assert_int_equal(x->area[0].verdict, JH_OPEN);
    assert_false(x->area[0].pivot.found);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_smaller_change_turns_the_verdict),
        cmocka_unit_test(one_large_school_has_one_root),
        cmocka_unit_test(open_areas_have_no_turning_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
