/* The ledger of a workspace without an assessment: items from an accepted plan, kept and read. */
#include <junheng/supervise.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct desk {
    char folder[32];
    jh_arena *arena;
    jh_store *store;
    jh_error err;
} desk;

static const jh_stamp stamp = {"2026-09-01T08:00:00Z", "甲"};

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    *state = d;
    strcpy(d->folder, "jh-test-XXXXXX");
    d->arena = jh_arena_new();
    if (!d->arena || !mkdtemp(d->folder) || chdir(d->folder)) return -1;
    if (jh_store_create("w.jh", stamp, "某县", &d->err) != JH_OK) return -1;
    return jh_store_open("w.jh", JH_STORE_WRITE, &d->store, &d->err) != JH_OK;
}

static int tear_down(void **state)
{
    desk *d = *state;
    jh_store_close(d->store);
    unlink("w.jh");
    unlink("w.jh-wal");
    unlink("w.jh-shm");
    int gone = chdir("..") || rmdir(d->folder);
    jh_arena_free(d->arena);
    free(d);
    return gone;
}

static jh_led_finding finding(void)
{
    return (jh_led_finding){.point = {.name = {"扩建教学楼", "New rooms"},
                                      .unit = {"平方米", "m²"},
                                      .clause = "规划",
                                      .decimals = 0},
                            .object = "第一小学",
                            .value = NAN,
                            .standard = NAN,
                            .floor = NAN,
                            .need = 1200,
                            .answer = "",
                            .place = ""};
}

static jh_led_task task(double money)
{
    return (jh_led_task){.lead = "县财政局",
                         .co = "",
                         .owner = "张三",
                         .measure = "扩建",
                         .money = money,
                         .start = "",
                         .deadline = "2027-08-31"};
}

/* Takes one item of the plan "b1" and gives what it came to. */
static jh_led_counts plan(desk *d, const jh_led_finding *f, const jh_led_task *t)
{
    const jh_led_key key = {"plan-b1", "某县", "2101", "primary", "plan", "rooms"};
    const jh_led_source source = {.what = "plan", .pack = "plan-b1", .version = "1"};
    const jh_led_said said = {JH_LED_FAILS, f, t, "县政府常务会议通过"};
    jh_ledger *ledger;
    jh_led_counts counts;
    jh_snapshot seen;
    bool taken;
    assert_int_equal(jh_store_begin(d->store, &d->err), JH_OK);
    assert_int_equal(jh_ledger_open(d->store, d->arena, "plan-b1", 0, &ledger, &d->err),
                     JH_OK);
    assert_int_equal(jh_ledger_from(ledger, &source, &taken, &seen, &d->err), JH_OK);
    assert_true(taken);
    assert_int_equal(jh_ledger_take(ledger, &key, &said, &d->err), JH_OK);
    assert_int_equal(jh_ledger_keep(ledger, stamp, "plan", &counts, &d->err), JH_OK);
    assert_int_equal(jh_store_end(d->store, JH_OK, &d->err), JH_OK);
    return counts;
}

static jh_led_items items(desk *d)
{
    jh_led_items list;
    assert_int_equal(jh_store_ledger(d->store, d->arena, NULL, 0, &list, &d->err), JH_OK);
    return list;
}

static void a_plan_brings_owner_money_and_deadline(void **state)
{
    desk *d = *state;
    jh_led_finding f = finding();
    jh_led_task t = task(5e6);
    assert_int_equal(plan(d, &f, &t).fresh, 1);
    jh_led_items list = items(d);
    assert_int_equal(list.n, 1);
    const jh_led_item *x = &list.item[0];
    assert_string_equal(x->state, "underway"); /* it has its owner */
    assert_string_equal(x->task.lead, "县财政局");
    assert_string_equal(x->task.deadline, "2027-08-31");
    assert_true(x->task.money == 5e6);
    assert_true(x->found.need == 1200);
    assert_true(isnan(x->found.value));
    assert_false(x->found.numeric);
    assert_string_equal(x->found.point.name.en, "New rooms");
    /* the same again is nothing; other money is a change of the same item */
    assert_int_equal(plan(d, &f, &t).still, 0);
    t = task(6e6);
    assert_int_equal(plan(d, &f, &t).still, 1);
    list = items(d);
    assert_int_equal(list.n, 1);
    assert_true(list.item[0].task.money == 6e6);
    jh_led_event *event;
    size_t n;
    assert_int_equal(
        jh_store_ledger_history(d->store, d->arena, list.item[0].id, &event, &n, &d->err),
        JH_OK);
    assert_int_equal(n, 2);
    assert_string_equal(event[0].what, "found");
    assert_string_equal(event[0].note, "县政府常务会议通过");
    assert_true(event[0].task->money == 5e6);
    assert_true(event[1].task->money == 6e6);
    assert_string_equal(event[1].person, "甲");
}

/* All that is written between begin and end goes or stays together. */
static void nothing_of_a_failed_transaction_stays(void **state)
{
    desk *d = *state;
    const jh_led_deed deed = {.what = "note", .pack = "", .version = ""};
    const jh_led_change change = {
        .item = 1, .what = "noted", .state = "open", .note = "x"};
    jh_audit_report report;
    assert_int_equal(jh_store_begin(d->store, &d->err), JH_OK);
    assert_int_equal(jh_store_ledger_write(d->store, stamp, &deed, &change, 1, &d->err),
                     JH_OK);
    assert_string_equal(items(d).item[0].progress, "2026-09-01 x");
    assert_int_equal(jh_store_end(d->store, JH_ECANCEL, &d->err), JH_ECANCEL);
    assert_string_equal(items(d).item[0].progress, "");
    assert_int_equal(jh_store_audit(d->store, d->arena, NULL, &report, &d->err), JH_OK);
    assert_int_equal(report.faults, 0);
    /* and the store can be written again */
    assert_int_equal(jh_store_ledger_write(d->store, stamp, &deed, &change, 1, &d->err),
                     JH_OK);
    assert_string_equal(items(d).item[0].progress, "2026-09-01 x");
}

static void refuses_what_is_no_state(void **state)
{
    desk *d = *state;
    const jh_led_deed deed = {.what = "note", .pack = "", .version = ""};
    const jh_led_change change[] = {
        {.item = 1, .what = "noted", .state = "lost", .note = ""},
        {.item = 1, .what = "guessed", .state = "open", .note = ""},
        {.item = 77, .what = "noted", .state = "open", .note = ""},
    };
    for (size_t i = 0; i < JH_COUNT(change); i++) {
        jh_error err = {0};
        assert_int_equal(
            jh_store_ledger_write(d->store, stamp, &deed, &change[i], 1, &err),
            JH_EINTERNAL);
    }
    jh_audit_report report;
    assert_int_equal(jh_store_audit(d->store, d->arena, NULL, &report, &d->err), JH_OK);
    assert_int_equal(report.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_brings_owner_money_and_deadline),
        cmocka_unit_test(nothing_of_a_failed_transaction_stays),
        cmocka_unit_test(refuses_what_is_no_state),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
