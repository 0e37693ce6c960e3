#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const test_vocabulary =
    "junheng: vocabulary/1\n"
    "id: v\n"
    "name: {zh: 测试词汇, en: Test}\n"
    "units:\n"
    "  - {id: pupil, name: {zh: 人, en: pupils}, whole: yes}\n"
    "  - {id: teacher, name: {zh: 人, en: teachers}, whole: yes}\n"
    "  - {id: book, name: {zh: 册, en: books}, whole: yes}\n"
    "  - {id: m2, name: {zh: 平方米, en: m²}}\n"
    "  - {id: yuan, name: {zh: 元, en: yuan}}\n"
    "stages:\n"
    "  - {id: primary, name: {zh: 小学, en: primary}}\n"
    "  - {id: junior, name: {zh: 初中, en: junior}}\n"
    "  - {id: senior, name: {zh: 高中, en: senior}}\n"
    "roles: {id: school_id, name: school_name, area: county}\n"
    "facts:\n"
    "  - {id: school_id, kind: text, name: {zh: 标识码, en: ID}}\n"
    "  - {id: school_name, kind: text, name: {zh: 校名, en: School}}\n"
    "  - {id: county, kind: text, name: {zh: 县, en: County}}\n"
    "  - {id: school_type, kind: code, name: {zh: 办学类型, en: Type}}\n"
    "  - {id: boarding, kind: yesno, name: {zh: 寄宿制, en: Boarding}}\n"
    "  - {id: pupils, by: [primary, junior, senior], unit: pupil, least: 0,\n"
    "     name: {zh: 在校生数, en: Pupils}}\n"
    "  - {id: teachers, by: [primary, junior], unit: teacher,\n"
    "     name: {zh: 专任教师数, en: Teachers}}\n"
    "  - {id: pupils_all, unit: pupil, name: {zh: 全校学生数, en: All pupils}}\n"
    "  - {id: rooms_m2, unit: m2, name: {zh: 教学用房, en: Rooms}}\n"
    "  - {id: sports_m2, unit: m2, name: {zh: 运动场地, en: Sports grounds}}\n"
    "  - {id: books, unit: book, name: {zh: 图书, en: Books}}\n"
    "  - {id: amount, name: {zh: 数额, en: Amount}}\n"
    "  - {id: count, whole: yes, name: {zh: 件数, en: Count}}\n"
    "  - {id: money, level: area, unit: yuan, name: {zh: 经费, en: Money}}\n"
    "  - {id: money_before, level: area, unit: yuan, name: {zh: 上年经费, en: Before}}\n";

static bool find(void *ctx, const char *kind, const char *id, const char **file,
                 const void **bytes, size_t *n)
{
    for (const test_file *f = ctx; f->id; f++) {
        if (strcmp(f->kind, kind) || strcmp(f->id, id)) continue;
        *file = f->id;
        *bytes = f->text;
        *n = strlen(f->text);
        return true;
    }
    return false;
}

jh_library test_library(const test_file *files)
{
    return (jh_library){(void *)(uintptr_t)files, find};
}

static bool find_v(void *ctx, const char *kind, const char *id, const char **file,
                   const void **bytes, size_t *n)
{
    test_file only[] = {{"vocabulary", "v", test_vocabulary}, {NULL, NULL, NULL}};
    (void)ctx;
    return find(only, kind, id, file, bytes, n);
}

jh_library test_library_v(void)
{
    return (jh_library){NULL, find_v};
}

static void show_error(const jh_error *err)
{
    jh_buf b = {0};
    jh_msg_render(&b, JH_EN, &err->msg);
    print_message("error: %s\n", b.p ? b.p : "");
    jh_buf_clear(&b);
}

jh_pack *test_pack(jh_arena *arena, const char *text)
{
    jh_library library = test_library_v();
    jh_error err = {0};
    jh_pack *pack = NULL;
    jh_status st = jh_pack_read(arena, &library, &(jh_input){"test", text, strlen(text)},
                                NULL, &pack, &err);
    if (st != JH_OK) show_error(&err);
    assert_int_equal(st, JH_OK);
    return pack;
}

jh_pack *test_pack_of(jh_arena *arena, const char *rest)
{
    char *text = jh_sprintf(arena,
                            "junheng: pack/1\nid: p\nversion: '1'\nvocabulary: v\n"
                            "sections:\n"
                            "  by: stage\n  judged: [primary, junior]\n  pupils: pupils\n"
                            "  split: {facts: [rooms_m2, books],\n"
                            "    weights: {primary: 1, junior: 1.1, senior: 1.32}}\n%s",
                            rest);
    assert_non_null(text);
    return test_pack(arena, text);
}

static bool is_text(const jh_vocabulary *v, const char *column)
{
    int fact = v ? jh_vocabulary_fact(v, column) : -1;
    if (v && fact < 0) fail_msg("no fact %s", column);
    return !v || v->fact[fact].kind == JH_FACT_CODE || v->fact[fact].kind == JH_FACT_TEXT;
}

static void set_cell(jh_frame *f, size_t row, size_t col, const char *cell)
{
    jh_origin here = {0, (uint32_t)row + 2, (uint32_t)col + 1};
    double x;
    if (!*cell) return;
    if (f->column[col].type == JH_TEXT) {
        jh_frame_set_text(f, row, col, cell, here);
        return;
    }
    if (!jh_number_parse(cell, strlen(cell), &x)) fail_msg("no number: %s", cell);
    jh_frame_set_number(f, row, col, x, here);
}

jh_frame *test_frame(jh_arena *arena, const jh_vocabulary *v, const char *table)
{
    jh_frame *f = jh_alloc(arena, sizeof *f);
    char *line = jh_strdup(arena, table);
    assert_non_null(f);
    assert_non_null(line);
    jh_frame_init(f, arena);
    for (size_t row = SIZE_MAX; *line;) {
        char *end = line + strcspn(line, "\n"), *cell = line;
        size_t at = 0, col = 0;
        bool head = row == SIZE_MAX, last = !*end;
        *end = '\0';
        if (!head) assert_int_equal(jh_frame_add_row(f, &at), JH_OK);
        for (bool more = true; more; col++) {
            char *stop = cell + strcspn(cell, ",");
            more = *stop == ',';
            *stop = '\0';
            if (head)
                assert_int_equal(
                    jh_frame_add_column(f, cell, is_text(v, cell) ? JH_TEXT : JH_NUMBER,
                                        &at),
                    JH_OK);
            else
                set_cell(f, at, col, cell);
            cell = stop + 1;
        }
        row++;
        line = last ? end : end + 1;
    }
    return f;
}

jh_assessment *test_assess(jh_arena *arena, const jh_pack *pack, jh_frame *schools,
                           const jh_frame *areas, const jh_statements *said)
{
    jh_assessment *out = jh_alloc(arena, sizeof *out);
    jh_error err = {0};
    assert_non_null(out);
    jh_status st =
        jh_assess(arena, pack, &(jh_assess_input){schools, areas, said, NULL}, out, &err);
    if (st != JH_OK) show_error(&err);
    assert_int_equal(st, JH_OK);
    return out;
}

jh_assessment *test_assess_table(jh_arena *arena, const jh_pack *pack, const char *table)
{
    return test_assess(arena, pack, test_frame(arena, pack->vocabulary, table), NULL,
                       NULL);
}

const char *test_argument(const jh_msg *msg, const char *name)
{
    for (size_t i = 0; i < msg->n; i++)
        if (!strcmp(msg->arg[i].name, name)) return msg->arg[i].value;
    return "";
}

/* A placeholder is {word}; braces of a quoted formula or map are none. */
static bool has_placeholder(const char *s)
{
    for (const char *p = s; (p = strchr(p, '{')) != NULL; p++) {
        size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (n && p[n + 1] == '}') return true;
    }
    return false;
}

void test_message_renders(const jh_msg *msg)
{
    if (!jh_text_has(msg->key)) fail_msg("no text for %s", msg->key);
    for (int lang = JH_ZH; lang <= JH_EN; lang++) {
        jh_buf b = {0};
        jh_msg_render(&b, (jh_lang)lang, msg);
        if (!b.p || !b.p[0] || has_placeholder(b.p))
            fail_msg("%s: %s", msg->key, b.p ? b.p : "(empty)");
        jh_buf_clear(&b);
    }
}

void test_error_is(const jh_error *err, const char *key, unsigned line, unsigned column)
{
    assert_non_null(err->msg.key);
    const char *l = test_argument(&err->msg, "line");
    const char *c = test_argument(&err->msg, "column");
    if (strcmp(err->msg.key, key)) {
        show_error(err);
        fail_msg("%s instead of %s", err->msg.key, key);
    }
    if ((line && (unsigned)atoi(l) != line) || (column && (unsigned)atoi(c) != column)) {
        show_error(err);
        fail_msg("%s: at %s:%s instead of %u:%u", key, l, c, line, column);
    }
    test_message_renders(&err->msg);
}

void test_close(double a, double b, double rel)
{
    if (isnan(a) && isnan(b)) return;
    if (!(fabs(a - b) <= rel * fmax(fabs(a), fabs(b))))
        fail_msg("%.17g and %.17g differ by more than %g", a, b, rel);
}

long test_between(jh_random *r, long from, long to)
{
    return from + (long)jh_random_below(r, (uint64_t)(to - from + 1));
}
