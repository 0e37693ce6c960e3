/* The store underneath: who may write which table, and what is left lying beside a workspace. */
#include "store_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WS "store_files.jh"

static const jh_stamp now = {"2026-09-01T00:00:00", "me"};

static void must(jh_status st, const jh_error *err)
{
    if (st != JH_OK) fail_msg("%s", err->msg.key ? err->msg.key : "?");
}

static int make(void **state)
{
    jh_error err = {0};
    (void)state;
    unlink(WS);
    must(jh_store_create(WS, now, "甲县", &err), &err);
    return 0;
}

static int drop(void **state)
{
    jh_arena *arena = jh_arena_new();
    (void)state;
    assert_non_null(arena);
    jh__drop(arena, WS);
    jh_arena_free(arena);
    return 0;
}

/* ---- table ownership ---- */

#ifdef JH_CHECK_OWNERS
static const char *const of_reg = "INSERT INTO reg_meta (name, value) VALUES ('a', 'b')";
static const char *const of_out =
    "INSERT INTO out_text (hash, bytes) VALUES (x'00', x'00')";

static void refused(jh_store *s, const char *sql)
{
    jh_error err = {0};
    assert_int_equal(jh__db_do(s, &err, sql, ""), JH_EINTERNAL);
    assert_string_equal(err.msg.key, "store.not_owner");
}

static void a_table_has_one_writer(void **state)
{
    jh_store *s;
    jh_error err = {0};
    (void)state;
    must(jh_store_open(WS, JH_STORE_WRITE, &s, &err), &err);
    refused(s, of_reg); /* outside of any transaction nothing may be written */
    must(jh__db_begin(s, "out_", &err), &err);
    refused(s, of_reg);
    refused(s, "DELETE FROM reg_meta");
    refused(s, "UPDATE reg_meta SET value = ''");
    must(jh__db_do(s, &err, of_out, ""), &err);
    const char *owner = jh__db_as(s, "reg_");
    assert_string_equal(owner, "out_");
    must(jh__db_do(s, &err, of_reg, ""), &err);
    must(jh__db_end(s, JH_OK, &err), &err);
    refused(s, "DELETE FROM out_text");
    jh_store_close(s);
}

static void reading_is_free(void **state)
{
    jh_store *s;
    jh_error err = {0};
    int64_t n;
    (void)state;
    must(jh_store_open(WS, JH_STORE_READ, &s, &err), &err);
    must(jh__db_number(s, "SELECT count(*) FROM v_fact", 0, -1, &n, &err), &err);
    assert_int_equal(n, 0);
    jh_store_close(s);
}
#endif

/* ---- what lies beside ---- */

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A log that was left behind is not played into the workspace that comes to its place. */
static void a_log_without_its_workspace_is_dropped(void **state)
{
    jh_error err = {0};
    (void)state;
    unlink("store_files.bak");
    jh_store *s;
    must(jh_store_open(WS, JH_STORE_READ, &s, &err), &err);
    must(jh_store_backup(s, "store_files.bak", &err), &err);
    jh_store_close(s);
    unlink(WS);
    put(WS "-wal", "left over");
    put(WS "-journal", "left over");
    must(jh_store_restore("store_files.bak", WS, false, &err), &err);
    assert_int_equal(access(WS "-journal", F_OK), -1);
    jh_arena *arena = jh_arena_new();
    assert_non_null(arena);
    must(jh_store_sound(WS, arena, &err), &err);
    jh_arena_free(arena);
    unlink("store_files.bak");
}

/* What another process has not yet brought home is there until the other takes its place. */
static void nobody_is_replaced_while_at_work(void **state)
{
    jh_error err = {0};
    jh_store *s;
    (void)state;
    unlink("store_files.bak");
    must(jh_store_open(WS, JH_STORE_WRITE, &s, &err), &err);
    must(jh_store_backup(s, "store_files.bak", &err), &err);
    must(jh__db_begin(s, "reg_", &err), &err);
    assert_int_equal(jh_store_restore("store_files.bak", WS, true, &err), JH_EIO);
    assert_string_equal(err.msg.key, "store.busy");
    must(jh__db_end(s, JH_OK, &err), &err);
    jh_store_close(s);
    must(jh_store_restore("store_files.bak", WS, true, &err), &err);
    unlink("store_files.bak");
}

static void a_damaged_workspace_can_be_replaced(void **state)
{
    jh_error err = {0};
    jh_store *s;
    (void)state;
    unlink("store_files.bak");
    must(jh_store_open(WS, JH_STORE_READ, &s, &err), &err);
    must(jh_store_backup(s, "store_files.bak", &err), &err);
    jh_store_close(s);
    put(WS, "SQLite format 3 no more");
    must(jh_store_restore("store_files.bak", WS, true, &err), &err);
    must(jh_store_open(WS, JH_STORE_READ, &s, &err), &err);
    jh_store_close(s);
    unlink("store_files.bak");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef JH_CHECK_OWNERS
        cmocka_unit_test_setup_teardown(a_table_has_one_writer, make, drop),
        cmocka_unit_test_setup_teardown(reading_is_free, make, drop),
#endif
        cmocka_unit_test_setup_teardown(a_log_without_its_workspace_is_dropped, make,
                                        drop),
        cmocka_unit_test_setup_teardown(nobody_is_replaced_while_at_work, make, drop),
        cmocka_unit_test_setup_teardown(a_damaged_workspace_can_be_replaced, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
