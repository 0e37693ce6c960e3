/* What the tests of table reading share: bytes of a workbook made in memory, and the table
 * that was read as one text, so that a test shows both. */
#ifndef JUNHENG_TEST_TABLE_FIXTURE_H
#define JUNHENG_TEST_TABLE_FIXTURE_H

#include <junheng/intake.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zip.h>

/* A reading: `text` holds a line "[sheet] 1,1-1,3" a sheet, and "2: A=T:name C=N:3" a row;
 * kinds T N D B E F, f before the kind of a formula's result. */
typedef struct seen {
    jh_buf text;
    jh_arena *arena;
    jh_diags diags;
    jh_error err;
    jh_status status;
    const char *skip; /* name of a sheet to pass over */
    size_t rows;
} seen;

static inline jh_status seen_sheet(void *ctx, const char *name, const jh_range *m,
                                   size_t n, bool *skip)
{
    seen *s = ctx;
    jh_buf_printf(&s->text, "[%s]", name ? name : "");
    for (size_t i = 0; i < n; i++)
        jh_buf_printf(&s->text, " %u,%u-%u,%u", m[i].row1, m[i].col1, m[i].row2,
                      m[i].col2);
    jh_buf_putc(&s->text, '\n');
    *skip = name && s->skip && !strcmp(name, s->skip);
    return JH_OK;
}

static inline jh_status seen_row(void *ctx, const jh_row *row)
{
    seen *s = ctx;
    char letters[8];
    s->rows++;
    jh_buf_printf(&s->text, "%u:", row->row);
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *c = &row->cell[i];
        assert_int_equal(strlen(c->text), c->n);
        if (i) assert_true(c->col > row->cell[i - 1].col);
        jh_column_letters(c->col, letters);
        jh_buf_printf(&s->text, " %s=%s%c:%s", letters, c->formula ? "f" : "",
                      "-TNDBEF"[c->kind], c -> text);
    }
    jh_buf_putc(&s->text, '\n');
    return JH_OK;
}

/* Reads a copy of exactly n bytes, so that a step behind them is found by the tools. */
static inline void see_within(seen *s, const void *bytes, size_t n,
                              const jh_limits *limits)
{
    void *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    if (n) memcpy(copy, bytes, n);
    jh_input in = {"表", copy, n};
    jh_sink sink = {s, seen_sheet, seen_row};
    s->arena = jh_arena_new();
    s->diags.arena = s->arena;
    jh_buf_puts(&s->text, "");
    s->status = jh_table_read(&in, limits, &sink, &s->diags, NULL, &s->err);
    free(copy);
    assert_int_equal(s->status, s->err.status);
    if (s->status != JH_OK) assert_true(jh_text_has(s->err.msg.key));
    for (size_t i = 0; i < s->diags.n; i++)
        assert_true(jh_text_has(s->diags.item[i].msg.key));
}

static inline void see(seen *s, const void *bytes, size_t n)
{
    see_within(s, bytes, n, NULL);
}

static inline void unsee(seen *s)
{
    jh_buf_clear(&s->text);
    jh_arena_free(s->arena);
    *s = (seen){0};
}

/* Bytes are read as this table, without a fault. */
static inline void reads(const void *bytes, size_t n, const char *table)
{
    seen s = {0};
    see(&s, bytes, n);
    if (s.status != JH_OK) fail_msg("%s", s.err.msg.key);
    assert_string_equal(s.text.p, table);
    assert_int_equal(s.diags.n, 0);
    unsee(&s);
}

/* Bytes are read as this table, with one fault at a cell. */
static inline void reads_with_fault(const void *bytes, size_t n, const char *table,
                                    const char *key, uint32_t row, uint32_t col)
{
    seen s = {0};
    see(&s, bytes, n);
    assert_int_equal(s.status, JH_OK);
    assert_string_equal(s.text.p, table);
    assert_int_equal(s.diags.n, 1);
    assert_string_equal(s.diags.item[0].msg.key, key);
    assert_int_equal(s.diags.item[0].where.row, row);
    assert_int_equal(s.diags.item[0].where.col, col);
    unsee(&s);
}

static inline void refused_within(const void *bytes, size_t n, const jh_limits *limits,
                                  const char *key)
{
    seen s = {0};
    see_within(&s, bytes, n, limits);
    assert_int_equal(s.status, JH_EINPUT);
    assert_string_equal(s.err.msg.key, key);
    unsee(&s);
}

static inline void refused(const void *bytes, size_t n, const char *key)
{
    refused_within(bytes, n, NULL, key);
}

/* ---- zips --------------------------------------------------------------------------------- */

typedef struct part {
    const char *name, *text;
    size_t n; /* 0: strlen(text) */
} part;

/* The parts as a zip; *bytes is freed by the caller. */
static inline size_t zip_of(const part *p, size_t n, void **bytes)
{
    zip_error_t e;
    zip_error_init(&e);
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &e);
    assert_non_null(z);
    zip_source_keep(out);
    for (size_t i = 0; i < n; i++) {
        size_t size = p[i].n ? p[i].n : strlen(p[i].text);
        zip_source_t *in = zip_source_buffer(z, p[i].text, size, 0);
        assert_true(zip_file_add(z, p[i].name, in, 0) >= 0);
    }
    assert_int_equal(zip_close(z), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_open(out), 0);
    assert_int_equal(zip_source_stat(out, &stat), 0);
    *bytes = malloc((size_t)stat.size);
    assert_int_equal(zip_source_read(out, *bytes, stat.size), stat.size);
    zip_source_close(out);
    zip_source_free(out);
    return (size_t)stat.size;
}

/* A file under tests/data; *bytes is freed by the caller. */
static inline size_t data_file(const char *name, void **bytes)
{
    const char *root = getenv("JH_TEST_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root ? root : "tests/data", name);
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot open %s", path);
    *bytes = malloc(1 << 20);
    size_t n = fread(*bytes, 1, 1 << 20, f);
    fclose(f);
    return n;
}

#endif
