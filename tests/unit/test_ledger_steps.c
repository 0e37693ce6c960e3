/* What may follow what in the ledger: every state under every act. */
#include <junheng/supervise.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* What a step comes to, in one word: the event, "-" for nothing, or the refusal's key. */
static const char *outcome(jh_led_step s)
{
    return s.refused ? s.refused : s.event ? s.event : "-";
}

typedef struct expected {
    const char *outcome;
    jh_led_state to;
} expected;

#define NO(state, why)                                                                   \
    {                                                                                    \
        "supervise." why, JH_LED_##state                                                 \
    }
#define STAYS(state)                                                                     \
    {                                                                                    \
        "-", JH_LED_##state                                                              \
    }

/* A figure decides; the snapshot is a later one; somebody else; not in the last snapshot. */
static const expected plain[JH_LED_STATES][JH_LED_ACTS] = {
    [JH_LED_NONE] = {[JH_LED_FAILS] = {"found", JH_LED_OPEN},
                     [JH_LED_PASSES] = STAYS(NONE),
                     [JH_LED_STATED] = STAYS(NONE),
                     [JH_LED_ASSIGN] = NO(NONE, "no_item"),
                     [JH_LED_NOTE] = NO(NONE, "no_item"),
                     [JH_LED_EVIDENCE] = NO(NONE, "no_item"),
                     [JH_LED_CLOSE] = NO(NONE, "no_item"),
                     [JH_LED_REOPEN] = NO(NONE, "no_item"),
                     [JH_LED_END] = STAYS(NONE)},
    [JH_LED_OPEN] = {[JH_LED_FAILS] = {"still", JH_LED_OPEN},
                     [JH_LED_PASSES] = {"passed", JH_LED_STRUCK},
                     [JH_LED_STATED] = {"stated", JH_LED_SUBMITTED},
                     [JH_LED_ASSIGN] = {"assigned", JH_LED_UNDERWAY},
                     [JH_LED_NOTE] = {"noted", JH_LED_OPEN},
                     [JH_LED_EVIDENCE] = {"evidence", JH_LED_SUBMITTED},
                     [JH_LED_CLOSE] = NO(OPEN, "figure_awaited"),
                     [JH_LED_REOPEN] = NO(OPEN, "not_closed"),
                     [JH_LED_END] = {"ended", JH_LED_ENDED}},
    [JH_LED_UNDERWAY] = {[JH_LED_FAILS] = {"still", JH_LED_UNDERWAY},
                         [JH_LED_PASSES] = {"passed", JH_LED_STRUCK},
                         [JH_LED_STATED] = {"stated", JH_LED_SUBMITTED},
                         [JH_LED_ASSIGN] = {"assigned", JH_LED_UNDERWAY},
                         [JH_LED_NOTE] = {"noted", JH_LED_UNDERWAY},
                         [JH_LED_EVIDENCE] = {"evidence", JH_LED_SUBMITTED},
                         [JH_LED_CLOSE] = NO(UNDERWAY, "figure_awaited"),
                         [JH_LED_REOPEN] = NO(UNDERWAY, "not_closed"),
                         [JH_LED_END] = {"ended", JH_LED_ENDED}},
    [JH_LED_SUBMITTED] = {[JH_LED_FAILS] = {"still", JH_LED_UNDERWAY},
                          [JH_LED_PASSES] = {"passed", JH_LED_STRUCK},
                          [JH_LED_STATED] = {"stated", JH_LED_SUBMITTED},
                          [JH_LED_ASSIGN] = {"assigned", JH_LED_SUBMITTED},
                          [JH_LED_NOTE] = {"noted", JH_LED_SUBMITTED},
                          [JH_LED_EVIDENCE] = {"evidence", JH_LED_SUBMITTED},
                          [JH_LED_CLOSE] = NO(SUBMITTED, "figure_awaited"),
                          [JH_LED_REOPEN] = NO(SUBMITTED, "not_closed"),
                          [JH_LED_END] = {"ended", JH_LED_ENDED}},
    [JH_LED_STRUCK] = {[JH_LED_FAILS] = {"relapsed", JH_LED_OPEN},
                       [JH_LED_PASSES] = STAYS(STRUCK),
                       [JH_LED_STATED] = STAYS(STRUCK),
                       [JH_LED_ASSIGN] = NO(STRUCK, "closed_already"),
                       [JH_LED_NOTE] = NO(STRUCK, "closed_already"),
                       [JH_LED_EVIDENCE] = NO(STRUCK, "closed_already"),
                       [JH_LED_CLOSE] = NO(STRUCK, "closed_already"),
                       [JH_LED_REOPEN] = {"reopened", JH_LED_OPEN},
                       [JH_LED_END] = STAYS(STRUCK)},
    [JH_LED_ENDED] = {[JH_LED_FAILS] = {"relapsed", JH_LED_OPEN},
                      [JH_LED_PASSES] = STAYS(ENDED),
                      [JH_LED_STATED] = STAYS(ENDED),
                      [JH_LED_ASSIGN] = NO(ENDED, "closed_already"),
                      [JH_LED_NOTE] = NO(ENDED, "closed_already"),
                      [JH_LED_EVIDENCE] = NO(ENDED, "closed_already"),
                      [JH_LED_CLOSE] = NO(ENDED, "closed_already"),
                      [JH_LED_REOPEN] = {"reopened", JH_LED_OPEN},
                      [JH_LED_END] = STAYS(ENDED)},
};

/* What differs from the plain case: by a bit, at a state and act. */
static expected expect(jh_led_state from, jh_led_act act, jh_led_case c)
{
    expected e = plain[from][act];
    bool live = jh_led_live(from);
    if (act == JH_LED_FAILS && !c.newer && from != JH_LED_NONE)
        return (expected){"-", from};
    if (act == JH_LED_STATED && !c.newer) return (expected){"-", from};
    if (act == JH_LED_END && c.current && live)
        return (expected){"supervise.fails_still", from};
    if (act != JH_LED_CLOSE || !live || c.numeric) return e;
    if (from != JH_LED_SUBMITTED) return (expected){"supervise.no_evidence", from};
    if (c.own) return (expected){"supervise.own_work", from};
    return (expected){"closed", JH_LED_STRUCK};
}

static void every_state_under_every_act(void **state)
{
    (void)state;
    for (int bits = 0; bits < 16; bits++)
        for (int from = 0; from < JH_LED_STATES; from++)
            for (int act = 0; act < JH_LED_ACTS; act++) {
                jh_led_case c = {bits & 1, bits & 2, bits & 4, bits & 8};
                jh_led_step s = jh_ledger_step((jh_led_state)from, (jh_led_act)act, c);
                expected e = expect((jh_led_state)from, (jh_led_act)act, c);
                if (strcmp(outcome(s), e.outcome) != 0 || s.to != e.to)
                    fail_msg("state %d act %d case %d: %s to %d, not %s to %d", from, act,
                             bits, outcome(s), s.to, e.outcome, e.to);
                if (!s.event && (int)s.to != from) fail_msg("moves without an event");
                if (s.refused && !jh_text_has(s.refused))
                    fail_msg("no text for %s", s.refused);
            }
}

static void states_have_names(void **state)
{
    (void)state;
    for (int i = JH_LED_OPEN; i < JH_LED_STATES; i++)
        assert_int_equal(jh_led_state_of(jh_led_state_id((jh_led_state)i)), i);
    assert_int_equal(jh_led_state_of("nonsense"), JH_LED_NONE);
    assert_int_equal(jh_led_state_of(""), JH_LED_NONE);
}

/* ---- escalation ---- */

static const char rules_text[] =
    "junheng: ledger/1\nid: x\nlevels:\n  - {days: 1, name: {zh: 提醒}}\n"
    "  - {days: 30, name: {zh: 通报}, to: {zh: 县政府}}\n"
    "leads:\n  - {points: [L4, L5], lead: {zh: 财政局}}\n  - {lead: {zh: 教育局}}\n";

static jh_status read_rules(jh_arena *arena, const char *text, jh_led_rules **out,
                            jh_error *err)
{
    jh_input in = {"rules.yaml", text, strlen(text)};
    return jh_ledger_rules_read(arena, &in, out, err);
}

static void levels_by_days(void **state)
{
    jh_arena *arena = jh_arena_new();
    jh_led_rules *r;
    jh_error err = {0};
    (void)state;
    assert_int_equal(read_rules(arena, rules_text, &r, &err), JH_OK);
    assert_null(jh_ledger_level(r, 0));
    assert_string_equal(jh_ledger_level(r, 1)->name.zh, "提醒");
    assert_string_equal(jh_ledger_level(r, 29)->name.zh, "提醒");
    assert_string_equal(jh_ledger_level(r, 30)->name.zh, "通报");
    assert_string_equal(jh_ledger_level(r, 4000)->to.zh, "县政府");
    assert_string_equal(jh_ledger_lead(r, "L5")->lead.zh, "财政局");
    assert_string_equal(jh_ledger_lead(r, "L1")->lead.zh, "教育局");
    jh_arena_free(arena);
}

static void overdue_days(void **state)
{
    jh_led_item x = {.state = "underway", .task = {.deadline = "2026-02-28"}};
    int32_t day;
    (void)state;
    assert_true(jh_date_parse("2026-03-01", &day));
    assert_int_equal(jh_ledger_overdue(&x, day), 1);
    assert_int_equal(jh_ledger_overdue(&x, day - 1), 0);
    assert_int_equal(jh_ledger_overdue(&x, day - 400), 0);
    x.state = "struck";
    assert_int_equal(jh_ledger_overdue(&x, day), 0);
    x.state = "open";
    x.task.deadline = "";
    assert_int_equal(jh_ledger_overdue(&x, day), 0);
}

static void refuses_bad_rules(void **state)
{
    static const char *const text[] = {
        "id: x\n",
        "junheng: pack/1\nid: x\n",
        "junheng: ledger/1\n",
        "junheng: ledger/1\nid: x\nlevels: [{days: 5, name: a}, {days: 5, name: b}]\n",
        "junheng: ledger/1\nid: x\nlevels:\n  - {days: 0, name: a}\n",
        "junheng: ledger/1\nid: x\nlevels:\n  - {days: 1.5, name: a}\n",
        "junheng: ledger/1\nid: x\nlevels:\n  - {days: 5}\n",
        "junheng: ledger/1\nid: x\nleads:\n  - {points: [a]}\n",
        "junheng: ledger/1\nid: x\nlevel: []\n",
    };
    (void)state;
    for (size_t i = 0; i < JH_COUNT(text); i++) {
        jh_arena *arena = jh_arena_new();
        jh_led_rules *r;
        jh_error err = {0};
        if (read_rules(arena, text[i], &r, &err) != JH_EINPUT) fail_msg("%s", text[i]);
        jh_arena_free(arena);
    }
}

static void the_shipped_rules_read(void **state)
{
    const jh_asset *a = jh_asset_find("duties/cn-ledger.yaml");
    jh_arena *arena = jh_arena_new();
    jh_led_rules *r;
    jh_error err = {0};
    (void)state;
    assert_non_null(a);
    jh_input in = {a->name, a->bytes, a->n};
    assert_int_equal(jh_ledger_rules_read(arena, &in, &r, &err), JH_OK);
    assert_true(r->levels > 1);
    assert_non_null(jh_ledger_lead(r, "anything"));
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_under_every_act),
        cmocka_unit_test(states_have_names),
        cmocka_unit_test(levels_by_days),
        cmocka_unit_test(overdue_days),
        cmocka_unit_test(refuses_bad_rules),
        cmocka_unit_test(the_shipped_rules_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
