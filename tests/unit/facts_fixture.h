/* What the tests of forms, facts and checks share: a small vocabulary, a form, files made in
 * memory, and what was found in them. */
#ifndef JUNHENG_TEST_FACTS_FIXTURE_H
#define JUNHENG_TEST_FACTS_FIXTURE_H

#include <junheng/intake.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <xlsxwriter.h>

#define VOCABULARY                                                                          \
    "junheng: vocabulary/1\n"                                                               \
    "id: test\n"                                                                            \
    "name: 试\n"                                                                           \
    "units:\n"                                                                              \
    "  - {id: pupil, name: 人, whole: yes}\n"                                              \
    "  - {id: m2, name: {zh: 平方米, en: m²}}\n"                                        \
    "  - {id: yuan, name: 元}\n"                                                           \
    "stages: [{id: primary, name: 小学}, {id: junior, name: 初中}]\n"                   \
    "roles: {id: school_id, name: school_name, area: county, lon: lon, lat: lat}\n"         \
    "facts:\n"                                                                              \
    "  - {id: school_id, kind: text, name: {zh: 学校标识码, en: School ID}}\n"         \
    "  - {id: school_name, kind: text, name: {zh: 学校名称, en: School}}\n"             \
    "  - {id: county, kind: text, name: {zh: 县区, en: County}}\n"                        \
    "  - {id: school_type, kind: code, name: {zh: 办学类型, en: School type}}\n"        \
    "  - {id: boarding, kind: yesno, name: {zh: 是否寄宿制, en: Boarding school}}\n"   \
    "  - {id: lon, name: {zh: 经度, en: Longitude}}\n"                                    \
    "  - {id: lat, name: {zh: 纬度, en: Latitude}}\n"                                     \
    "  - {id: pupils, by: [primary, junior], unit: pupil, least: 0,\n"                      \
    "     name: {zh: 在校生数, en: Pupils}}\n"                                          \
    "  - {id: rate, least: 0, most: 1, name: {zh: 达标率, en: Rate}}\n"                  \
    "  - {id: area_m2, unit: m2, least: 0, name: {zh: 用房面积, en: Rooms}}\n"          \
    "  - {id: sports_m2, unit: m2, least: 0, name: {zh: 运动场面积, en: Grounds}}\n"   \
    "  - {id: value_yuan, unit: yuan, least: 0, name: {zh: 设备值, en: Equipment}}\n"    \
    "  - {id: residents, level: area, unit: pupil, name: {zh: 常住人口, en: "           \
    "Residents}}\n"                                                                         \
    "checks:\n"                                                                             \
    "  - {id: no_junior, level: block, facts: [school_type, pupils_junior],\n"              \
    "     test: \"not (school_type == 211 and pupils_junior > 0)\",\n"                      \
    "     message: {zh: 小学有初中生。, en: A primary school has junior pupils.}}\n" \
    "  - {id: sums, level: explain, facts: [area_m2, sports_m2],\n"                         \
    "     test: \"sports_m2 <= area_m2 + 0.1\", message: {zh: 运动场偏大。, en: "     \
    "Large.}}\n"                                                                            \
    "  - {id: people, level: explain, over: area, facts: [residents],\n"                    \
    "     test: \"residents >= sum(pupils_primary)\",\n"                                    \
    "     message: {zh: 人口比学生少。, en: Fewer people than pupils.}}\n"

#define FORM                                                                                  \
    "junheng: form/1\n"                                                                       \
    "id: table\n"                                                                             \
    "name: {zh: 学校表, en: Schools}\n"                                                    \
    "vocabulary: test\n"                                                                      \
    "box: [73, 3, 136, 54]\n"                                                                 \
    "missing: [\"\", \"-\", 无]\n"                                                           \
    "columns:\n"                                                                              \
    "  - {fact: school_id, labels: [学校代码], required: yes}\n"                          \
    "  - {fact: school_name, labels: [校名], required: yes}\n"                              \
    "  - {fact: school_type, labels: [学校类型], values: {小学: 211, 九年一贯制: " \
    "312}}\n"                                                                                 \
    "  - {fact: pupils_primary, labels: [小学/学生数]}\n"                                \
    "  - {fact: pupils_junior, labels: [初中/学生数]}\n"                                 \
    "  - {fact: value_yuan, labels: [设备总值]}\n"

#define AREA_FORM                                                                        \
    "{junheng: form/1, id: area, name: 县表, vocabulary: test, record: area,\n"        \
    " columns: [{fact: county, labels: [县名], required: yes}]}\n"

#define OVERRIDE_FORM                                                                    \
    "{junheng: form/1, id: reasons, name: 说明, vocabulary: test, record: override,\n" \
    " columns: [{fact: check, labels: [核查项], required: yes}, {fact: school_id},\n" \
    "           {fact: reason, labels: [说明], required: yes}]}\n"

typedef struct fixture {
    jh_arena *arena;
    jh_vocabulary *vocabulary;
    const jh_form *form[8];
    size_t forms;
    jh_facts facts;
    jh_intake_options options;
    jh_error err;
} fixture;

static inline void fx_open(fixture *f, const char *vocabulary)
{
    *f = (fixture){.arena = jh_arena_new()};
    if (jh_vocabulary_read(f->arena, &(jh_input){"词汇", vocabulary, strlen(vocabulary)},
                           &f->vocabulary, &f->err) != JH_OK)
        fail_msg("%s", f->err.msg.key);
    jh_facts_init(&f->facts, f->arena, f->vocabulary);
}

static inline jh_status fx_try_form(fixture *f, const char *form)
{
    jh_library library = jh_library_builtin();
    jh_form *out = NULL;
    jh_status st =
        jh_form_read(f->arena, &library, &(jh_input){"表样", form, strlen(form)},
                     f->vocabulary, &out, &f->err);
    if (st == JH_OK) f->form[f->forms++] = out;
    return st;
}

static inline void fx_form(fixture *f, const char *form)
{
    if (fx_try_form(f, form) == JH_OK) return;
    jh_buf b = {0};
    jh_msg_render(&b, JH_EN, &f->err.msg);
    fail_msg("%s", b.p);
}

static inline void fx_setup(fixture *f)
{
    fx_open(f, VOCABULARY);
    fx_form(f, FORM);
}

static inline void fx_close(fixture *f)
{
    jh_arena_free(f->arena);
}

static inline jh_status fx_try(fixture *f, const char *name, const void *bytes, size_t n)
{
    void *copy = malloc(n ? n : 1); /* exactly n bytes: a step behind them is found */
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    jh_input in = {name, copy, n};
    f->options.form = f->form;
    f->options.forms = f->forms;
    jh_status st = jh_intake_file(&f->facts, &in, &f->options, &f->err);
    free(copy);
    return st;
}

static inline void fx_read(fixture *f, const char *name, const char *text)
{
    if (fx_try(f, name, text, strlen(text)) != JH_OK) fail_msg("%s", f->err.msg.key);
}

static inline void fx_check(fixture *f)
{
    assert_int_equal(jh_intake_check(&f->facts, &f->options, &f->err), JH_OK);
    for (size_t i = 0; i < f->facts.diags.n; i++)
        assert_true(jh_text_has(f->facts.diags.item[i].msg.key));
}

/* ---- what was found -------------------------------------------------------------------- */

static inline size_t fx_count(const fixture *f, const char *key)
{
    size_t n = 0;
    for (size_t i = 0; i < f->facts.diags.n; i++)
        n += !strcmp(f->facts.diags.item[i].msg.key, key);
    return n;
}

/* The diagnostic of a key at a cell; fails if there is none. */
static inline const jh_diag *fx_diag(const fixture *f, const char *key, uint32_t row,
                                     uint32_t col)
{
    for (size_t i = 0; i < f->facts.diags.n; i++) {
        const jh_diag *d = &f->facts.diags.item[i];
        if (!strcmp(d->msg.key, key) && d->where.row == row && d->where.col == col)
            return d;
    }
    for (size_t i = 0; i < f->facts.diags.n; i++)
        print_message("%s %u %u\n", f->facts.diags.item[i].msg.key,
                      f->facts.diags.item[i].where.row, f->facts.diags.item[i].where.col);
    fail_msg("no %s at row %u column %u", key, row, col);
    return NULL;
}

static inline const jh_column *fx_column(const jh_frame *frame, const char *name)
{
    ptrdiff_t c = jh_frame_find(frame, name);
    if (c < 0) fail_msg("no column %s", name);
    return &frame->column[c];
}

static inline void fx_number(const fixture *f, size_t row, const char *fact, double x)
{
    const jh_column *c = fx_column(&f->facts.schools, fact);
    assert_true(row < f->facts.schools.rows);
    assert_true(c->valid[row]);
    if (c->number[row] != x) fail_msg("%s is %.17g, not %.17g", fact, c->number[row], x);
}

static inline void fx_text(const fixture *f, size_t row, const char *fact, const char *s)
{
    const jh_column *c = fx_column(&f->facts.schools, fact);
    assert_true(row < f->facts.schools.rows);
    assert_true(c->valid[row]);
    assert_string_equal(c->text[row], s);
}

static inline void fx_missing(const fixture *f, size_t row, const char *fact)
{
    ptrdiff_t c = jh_frame_find(&f->facts.schools, fact);
    if (c >= 0) assert_false(f->facts.schools.column[c].valid[row]);
}

/* ---- workbooks ---------------------------------------------------------------------------- */

typedef struct fx_book {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    char path[64];
} fx_book;

static inline void fx_book_open(fx_book *b)
{
    *b = (fx_book){.path = "/tmp/junheng-test-XXXXXX"};
    int fd = mkstemp(b->path);
    assert_true(fd >= 0);
    close(fd);
    b->book = workbook_new(b->path);
    assert_non_null(b->book);
}

static inline void fx_sheet(fx_book *b, const char *name)
{
    b->sheet = workbook_add_worksheet(b->book, name);
    assert_non_null(b->sheet);
}

/* Cells of a row (from 1), parted by "|": what begins with a digit or '-' and is a number is
 * stored as one; a leading "'" keeps it a text. */
static inline void fx_row(fx_book *b, uint32_t row, const char *cells)
{
    uint16_t col = 0;
    for (const char *p = cells;; col++) {
        size_t n = strcspn(p, "|");
        char text[256];
        double x;
        assert_true(n < sizeof text);
        memcpy(text, p, n);
        text[n] = '\0';
        if (text[0] == '\'')
            worksheet_write_string(b->sheet, row - 1, col, text + 1, NULL);
        else if (jh_number_parse(text, n, &x))
            worksheet_write_number(b->sheet, row - 1, col, x, NULL);
        else if (n)
            worksheet_write_string(b->sheet, row - 1, col, text, NULL);
        p += n;
        if (!*p++) return;
    }
}

static inline void fx_merge(fx_book *b, uint32_t row1, uint16_t col1, uint32_t row2,
                            uint16_t col2, const char *text)
{
    worksheet_merge_range(b->sheet, row1 - 1, (uint16_t)(col1 - 1), row2 - 1,
                          (uint16_t)(col2 - 1), text, NULL);
}

static inline void fx_book_read(fixture *f, fx_book *b, const char *name)
{
    static char bytes[1 << 18];
    assert_int_equal(workbook_close(b->book), LXW_NO_ERROR);
    FILE *file = fopen(b->path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    unlink(b->path);
    if (fx_try(f, name, bytes, n) != JH_OK) fail_msg("%s", f->err.msg.key);
}

#endif
