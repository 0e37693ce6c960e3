/* The section rule over every combination of grades, against an independent statement of it:
 * what may still become of the unknown decides. */
#include "support.h"

#include <math.h>
#include <string.h>

#define SEVEN 7

/* Seven indicators of value x = count-like amounts per pupil: 10 met, 9 floor, 1 failed. */
static jh_pack *pack_of(jh_arena *a, const char *rule)
{
    static const char *const fact[SEVEN] = {
        "amount", "count", "books", "rooms_m2", "sports_m2", "pupils_all", "teachers"};
    jh_buf b = {0};
    jh_buf_puts(&b, "indicators:\n");
    for (int i = 0; i < SEVEN; i++)
        jh_buf_printf(&b, "  - {id: L%d, value: %s / pupils, standard: 10, lever: %s}\n",
                      i + 1, fact[i], fact[i]);
    jh_buf_puts(&b, rule);
    jh_pack *p = test_pack_of(a, b.p);
    jh_buf_clear(&b);
    return p;
}

typedef enum wish { MET, FLOOR, FAILED, UNKNOWN } wish;

/* 6 of 7 met and the rest at the floor; all met where there is no floor. */
static bool rule_holds(const wish g[SEVEN], size_t met_needed, bool floor)
{
    size_t met = 0;
    for (int i = 0; i < SEVEN; i++) {
        if (g[i] == FAILED || (g[i] == FLOOR && !floor)) return false;
        met += g[i] == MET;
    }
    return met >= met_needed;
}

/* Whether some, and whether every, way of filling in what is unknown passes. */
static void futures(wish g[SEVEN], int from, size_t met_needed, bool floor, bool *some,
                    bool *every)
{
    while (from < SEVEN && g[from] != UNKNOWN)
        from++;
    if (from == SEVEN) {
        bool holds = rule_holds(g, met_needed, floor);
        *some = *some || holds;
        *every = *every && holds;
        return;
    }
    for (wish w = MET; w < UNKNOWN; w++) {
        g[from] = w;
        futures(g, from + 1, met_needed, floor, some, every);
    }
    g[from] = UNKNOWN;
}

static const struct {
    const char *text;
    size_t met;
    bool floor;
} rules[] = {
    {"rules: {section: {met: 6, floor: 85%}}\n", 6, true},
    {"rules: {section: {met: 5, floor: 85%}}\n", 5, true},
    {"rules: {section: {met: all, floor: 85%}}\n", 7, true},
    {"rules: {section: {met: 9, floor: 85%}}\n", 7, true},
    {"rules: {section: {met: 0, floor: 85%}}\n", 0, true},
    {"rules: {section: {met: 6}}\n", 6, false},
    {"", 7, false},
};

static void write_row(jh_buf *b, const wish g[SEVEN])
{
    static const char *const amount[] = {"1000", "900", "100", ""};
    jh_buf_puts(b, "100");
    for (int i = 0; i < SEVEN; i++)
        jh_buf_printf(b, ",%s", amount[g[i]]);
    jh_buf_putc(b, '\n');
}

static void every_combination_is_judged_as_stated(void **state)
{
    (void)state;
    size_t all = 1;
    for (int i = 0; i < SEVEN; i++)
        all *= 4;
    for (size_t r = 0; r < JH_COUNT(rules); r++) {
        jh_arena *a = jh_arena_new();
        jh_pack *p = pack_of(a, rules[r].text);
        jh_buf b = {0};
        size_t count[3] = {0};
        jh_buf_puts(&b, "pupils_primary,amount,count,books,rooms_m2,sports_m2,pupils_all,"
                        "teachers_primary\n");
        for (size_t n = 0; n < all; n++) {
            wish g[SEVEN];
            for (size_t i = 0, rest = n; i < SEVEN; i++, rest /= 4)
                g[i] = (wish)(rest % 4);
            write_row(&b, g);
        }
        jh_assessment *x = test_assess_table(a, p, b.p);
        assert_int_equal(x->sections.n, all);
        for (size_t n = 0; n < all; n++) {
            wish g[SEVEN];
            size_t seen[4] = {0};
            for (size_t i = 0, rest = n; i < SEVEN; i++, rest /= 4)
                seen[g[i] = (wish)(rest % 4)]++;
            if (!rules[r].floor) seen[FAILED] += seen[FLOOR], seen[FLOOR] = 0;
            const jh_section_result *s = &x->section[n];
            assert_int_equal(s->met, seen[MET]);
            assert_int_equal(s->floor, seen[FLOOR]);
            assert_int_equal(s->failed, seen[FAILED]);
            assert_int_equal(s->unknown, seen[UNKNOWN]);
            bool some = false, every = true;
            futures(g, 0, rules[r].met, rules[r].floor, &some, &every);
            jh_verdict want = every ? JH_PASS : some ? JH_OPEN : JH_FAIL;
            if (s->verdict != want)
                fail_msg("rule %zu, case %zu: %s", r, n, jh_verdict_id(s->verdict));
            count[want]++;
        }
        assert_true(count[JH_PASS] && count[JH_OPEN] && count[JH_FAIL]);
        jh_buf_clear(&b);
        jh_arena_free(a);
    }
}

static void the_dearest_unmet_may_stay_at_the_floor(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = pack_of(a, "rules: {section: {met: 6, floor: 85%}}\n");
    static const char head[] = "pupils_primary,amount,count,books,rooms_m2,sports_m2,"
                               "pupils_all,teachers_primary\n";
    static const struct {
        const char *row;
        int skip;
    } rows[] = {{"100,1000,1000,1000,1000,1000,1000,1000\n", -1},
                {"100,900,1000,1000,1000,1000,1000,1000\n", 0},
                {"100,900,1000,870,1000,1000,1000,1000\n", 2},
                {"100,900,1000,870,100,1000,1000,1000\n", 3},
                {"100,900,1000,870,,1000,1000,1000\n", 2}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x =
            test_assess_table(a, p, jh_sprintf(a, "%s%s", head, rows[i].row));
        assert_int_equal(x->section[0].skip, rows[i].skip);
    }
    jh_pack *strict = pack_of(a, "rules: {section: {met: all, floor: 85%}}\n");
    jh_assessment *x =
        test_assess_table(a, strict, jh_sprintf(a, "%s%s", head, rows[1].row));
    assert_int_equal(x->section[0].skip, -1);
    jh_arena_free(a);
}

/* 90 % of the sections must pass: 9 of 10 do, or may, or do not. */
static void a_share_of_the_sections_can_be_enough(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p =
        test_pack_of(a, "indicators: [{id: X, value: books / pupils, standard: 10}]\n"
                        "rules: {section: {met: all}, sections: 90%}\n");
    static const struct {
        int failing, open;
        jh_verdict want;
    } rows[] = {{0, 0, JH_PASS}, {1, 0, JH_PASS}, {0, 1, JH_PASS}, {1, 1, JH_OPEN},
                {0, 2, JH_OPEN}, {2, 0, JH_FAIL}, {2, 3, JH_FAIL}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_buf b = {0};
        jh_buf_puts(&b, "pupils_primary,books\n");
        for (int k = 0; k < 10; k++)
            jh_buf_puts(&b, k < rows[i].failing                  ? "100,999\n"
                            : k < rows[i].failing + rows[i].open ? "100,\n"
                                                                 : "100,1000\n");
        jh_assessment *x = test_assess_table(a, p, b.p);
        assert_int_equal(x->area[0].verdict, rows[i].want);
        assert_int_equal(x->area[0].stage[0].failed, rows[i].failing);
        assert_int_equal(x->area[0].stage[0].open, rows[i].open);
        for (size_t k = 0; k < x->area[0].reasons; k++)
            test_message_renders(&x->area[0].reason[k].msg);
        assert_int_equal(x->area[0].reasons > 0, rows[i].want != JH_PASS);
        jh_buf_clear(&b);
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_is_judged_as_stated),
        cmocka_unit_test(the_dearest_unmet_may_stay_at_the_floor),
        cmocka_unit_test(a_share_of_the_sections_can_be_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
