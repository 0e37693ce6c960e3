/* The quick reading of whole tables against the plain one: the same rows, numbers to the last
 * bit, texts and faults, on any number of threads. */
#include <junheng/bulk.h>

#include "csv_index.h"
#include "csv_number.h"
#include "reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmocka.h>

static const size_t threads[] = {1, 2, 4, 7};

/* ---- the plain way: jh_table_read and jh_number_parse ---------------------------------- */

typedef struct plain {
    jh_buf text; /* every value of the wanted columns as text, row by row */
    uint32_t col[8];
    const jh_bulk_column *column;
    size_t columns;
    bool below;
} plain;

static void put_value(jh_buf *b, jh_type type, const char *s, size_t n)
{
    double x = NAN;
    s = jh__trimmed(s, &n);
    if (type == JH_TEXT)
        jh_buf_printf(b, "|%.*s", (int)n, s);
    else if (jh_number_parse(s, n, &x))
        jh_buf_printf(b, "|%a", x);
    else
        jh_buf_puts(b, "|nan");
}

static jh_status plain_row(void *ctx, const jh_row *row)
{
    plain *p = ctx;
    if (!p->below) {
        p->below = true;
        return JH_OK;
    }
    jh_buf_printf(&p->text, "%u", row->row);
    for (size_t i = 0; i < p->columns; i++) {
        const jh_cell *cell = NULL;
        for (size_t k = 0; k < row->n; k++)
            if (row->cell[k].col == p->column[i].col) cell = &row->cell[k];
        put_value(&p->text, p->column[i].type, cell ? cell->text : "",
                  cell ? cell->n : 0);
    }
    jh_buf_putc(&p->text, '\n');
    return JH_OK;
}

static void bulk_text(const jh_bulk *b, jh_buf *out)
{
    for (size_t r = 0; r < b->rows; r++) {
        jh_buf_printf(out, "%u", jh_bulk_row(b, r));
        for (size_t i = 0; i < b->columns; i++) {
            const jh_bulk_column *c = &b->column[i];
            if (c->type == JH_TEXT)
                jh_buf_printf(out, "|%s",
                              c->code[r] == JH_BULK_NONE ? "" : c->text[c->code[r]]);
            else if (isnan(c->number[r]))
                jh_buf_puts(out, "|nan");
            else
                jh_buf_printf(out, "|%a", c->number[r]);
        }
        jh_buf_putc(out, '\n');
    }
}

/* Reads the text both ways; *odd counts the diagnostics of the quick way. */
static void both_ways(const char *bytes, size_t n, const jh_bulk_want *want,
                      size_t want_n, size_t *odd)
{
    char *copy = malloc(n);
    memcpy(copy, bytes, n);
    jh_input in = {"表", copy, n};
    for (size_t t = 0; t < JH_COUNT(threads); t++) {
        jh_arena *arena = jh_arena_new();
        jh_diags diags = {.arena = arena};
        jh_pool *pool = jh_pool_new(threads[t]);
        jh_bulk_how how = {.want = want, .want_n = want_n, .pool = pool, .diags = &diags};
        jh_error err = {0};
        jh_bulk b;
        if (jh_bulk_read(&in, &how, &b, &err) != JH_OK) fail_msg("%s", err.msg.key);
        plain p = {.column = b.column, .columns = b.columns};
        jh_sink sink = {&p, NULL, plain_row};
        jh_limits limits = {.rows = UINT32_MAX};
        assert_int_equal(jh_table_read(&in, &limits, &sink, NULL, NULL, &err), JH_OK);
        jh_buf quick = {0};
        bulk_text(&b, &quick);
        assert_string_equal(quick.p ? quick.p : "", p.text.p ? p.text.p : "");
        if (odd) *odd = diags.n;
        jh_buf_clear(&quick);
        jh_buf_clear(&p.text);
        jh_bulk_clear(&b);
        jh_pool_free(pool);
        jh_arena_free(arena);
    }
    free(copy);
}

#define SAME(text) both_ways(text, strlen(text), NULL, 0, NULL)

static void small_tables(void **state)
{
    (void)state;
    SAME("year,name,pupils\n2021,一小,12\n2022,一小,13.25\n2022,二小,\n");
    SAME("year,name,pupils\r\n2021,一小,12\r\n2022,一小,-13.25\r\n2022,二小,\r\n");
    SAME("a,b\n1,2");
    SAME("a,b\n");
    SAME("\xEF\xBB\xBF"
         "a,b\n1,2\n");
    SAME("a;b\n 1;　2　\n3; 4\n");
    SAME("\"a\",b,c\n\"1\",2,\"x, y\"\n3,4,z\n\"5\n\",6,\"w\"\n");
    SAME("a,b\n1,2\n\n,\n3,4\n5\n6,7,8\n");
    SAME("a,b\r1,2\r3,4\r");
    SAME("a,b\n1,\"2\n3,4\n");
    SAME("id,n\n110101201501011234,1\n110101201501011235,2\n");
}

static void numbers_of_every_kind(void **state)
{
    (void)state;
    SAME("x\n0\n1\n12345678\n123456789\n999999999999999\n1234567.5\n0.1\n.5\n5.\n-1\n+2\n"
         "1e3\n1.5E-3\n99999999.99\n123456789012345\n0.000001\n1234567890.1234\n00012\n"
         "9007199254740993\n0.30000000000000004\n123456789012.345\n");
    SAME("x,y\n1.5,2\n2.25,3\n3,4\n4.125,5\n5.5,6\n6.5,7.1\n7.5,8\n8.5,9\n");
    SAME("x\n1\n2\n3\n.\n5\n"); /* a point alone makes it a column of text */
    SAME("x\n1\n2\n3\nabc\n5\n");
    SAME("x\n1.2.3\n4\n5\n6\n");
    SAME("x\n12345678x\n4\n5\n6\n");
}

static void what_is_no_number_is_told(void **state)
{
    const jh_bulk_want want[] = {{"人数", JH_BULK_NUMBER}, {"校", JH_BULK_TEXT}};
    const char *text = "校,人数,备注\n一小,12,\n二小,未报,\n001,　,\n四小,7,x\n";
    jh_arena *arena = jh_arena_new();
    jh_diags diags = {.arena = arena};
    jh_input in = {"表.csv", text, strlen(text)};
    jh_bulk_how how = {.want = want, .want_n = 2, .diags = &diags};
    jh_bulk b;
    jh_error err = {0};
    size_t odd;
    (void)state;
    assert_int_equal(jh_bulk_read(&in, &how, &b, &err), JH_OK);
    assert_int_equal(b.rows, 4);
    assert_int_equal(b.column[0].missing, 2);
    assert_int_equal(b.column[0].odd, 1);
    assert_true(b.column[0].number[3] == 7 && isnan(b.column[0].number[1]));
    assert_string_equal(b.column[1].text[b.column[1].code[2]], "001");
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.item[0].msg.key, "intake.bulk_not_number");
    assert_int_equal(diags.item[0].where.row, 3);
    assert_int_equal(diags.item[0].where.col, 2);
    assert_string_equal(diags.item[0].msg.arg[0].value, "未报");
    assert_int_equal(jh_bulk_find(&b, "校"), 1);
    assert_int_equal(jh_bulk_find(&b, "备注"), -1);
    jh_bulk_clear(&b);
    jh_arena_free(arena);
    both_ways(text, strlen(text), want, 2, &odd);
    assert_int_equal(odd, 1);
}

static void a_head_further_down(void **state)
{
    const jh_bulk_want want[] = {{"b", JH_BULK_AUTO}};
    const char *text = "教育统计 2026\n\na,b\nx,1\ny,2\n";
    jh_input in = {"t", text, strlen(text)};
    jh_bulk_how how = {.want = want, .want_n = 1};
    jh_bulk b;
    jh_error err = {0};
    (void)state;
    assert_int_equal(jh_bulk_read(&in, &how, &b, &err), JH_OK);
    assert_int_equal(b.rows, 2);
    assert_int_equal(jh_bulk_row(&b, 0), 4);
    assert_true(b.column[0].number[1] == 2);
    jh_bulk_clear(&b);
    const jh_bulk_want absent[] = {{"c", JH_BULK_AUTO}};
    how.want = absent;
    assert_int_equal(jh_bulk_read(&in, &how, &b, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, "intake.bulk_no_head");
    jh_bulk_clear(&b);
}

static jh_status second_row(void *ctx, const jh_row *row, bool *found, uint32_t *col)
{
    ++*(int *)ctx;
    *found = row->row == 2;
    col[0] = 3;
    col[1] = 1;
    return JH_OK;
}

static void the_caller_says_which_row_is_the_head(void **state)
{
    const jh_bulk_want want[] = {{"x", JH_BULK_AUTO}, {"y", JH_BULK_TEXT}};
    const char *text = "1,2,3\na,b,c\n4,5,六\n7,8,9\n", *none = "1,2,3\n";
    jh_input in = {"t", text, strlen(text)};
    int asked = 0;
    jh_bulk_how how = {.want = want, .want_n = 2, .ctx = &asked, .head = second_row};
    jh_bulk b;
    jh_error err = {0};
    (void)state;
    assert_int_equal(jh_bulk_read(&in, &how, &b, &err), JH_OK);
    assert_int_equal(b.rows, 2);
    assert_string_equal(b.column[0].name, "c");
    assert_string_equal(b.column[0].text[b.column[0].code[0]], "六");
    assert_string_equal(b.column[1].text[b.column[1].code[1]], "7");
    assert_int_equal(asked, 2); /* not again where a column is text after all */
    jh_bulk_clear(&b);
    in = (jh_input){"t", none, strlen(none)};
    assert_int_equal(jh_bulk_read(&in, &how, &b, &err), JH_OK);
    assert_int_equal(b.columns, 0);
    jh_bulk_clear(&b);
}

static void other_encodings(void **state)
{
    (void)state;
    SAME("\xD0\xA3\xC3\xFB,\xCA\xFD\n\xD2\xBB\xD0\xA1,5\n");
    const char utf16[] = "\xFF\xFE!h\rT,\0pe\n\0\0N\x0F\\,\0005\0\n\0";
    both_ways(utf16, sizeof utf16 - 1, NULL, 0, NULL);
    /* ASCII for many blocks, then a name in GB18030 */
    jh_buf b = {0};
    jh_buf_puts(&b, "name,n\n");
    for (int i = 0; i < 60000; i++)
        jh_buf_printf(&b, "school %d,%d\n", i % 977, i);
    jh_buf_puts(&b, "\xD2\xBB\xD0\xA1,5\n");
    both_ways(b.p, b.n, NULL, 0, NULL);
    jh_buf_clear(&b);
}

/* ---- many blocks, drawn by lot ---------------------------------------------------------- */

static void put_cell(jh_buf *b, jh_random *r, bool quotes)
{
    switch (jh_random_below(r, quotes ? 12 : 9)) {
    case 0:
        break;
    case 1:
        jh_buf_printf(b, "%.2f", (double)jh_random_below(r, 100000000) / 100);
        break;
    case 2:
        jh_buf_printf(b, "%.17g", jh_random_unit(r));
        break;
    case 3:
        jh_buf_printf(b, "-%u", (unsigned)jh_random_below(r, 1000));
        break;
    case 4:
        jh_buf_printf(b, " %u ", (unsigned)jh_random_below(r, 1000));
        break;
    case 9:
        jh_buf_printf(b, "\"%u\"", (unsigned)jh_random_below(r, 1000));
        break;
    case 10:
        jh_buf_puts(b, "\"7\n\"");
        break;
    default:
        jh_buf_printf(b, "%llu",
                      (unsigned long long)jh_random_below(
                          r, jh_random_below(r, 2) ? 1000 : UINT64_C(100000000000000)));
    }
}

/* `odd`: one row in so many is quoted, short, long, blank; 0: none. */
static void drawn(uint64_t seed, unsigned odd, const char *line_end)
{
    jh_random r;
    jh_buf b = {0};
    jh_random_seed(&r, seed);
    jh_buf_printf(&b, "n,name,x,y%s", line_end);
    for (int i = 0; i < 40000; i++) {
        uint64_t lot = odd ? jh_random_below(&r, odd) : 9;
        if (lot == 3) jh_buf_puts(&b, line_end);
        put_cell(&b, &r, lot == 0);
        jh_buf_printf(&b, ",%s%u小学,", lot == 1 ? "\"a\"\"" : "",
                      (unsigned)jh_random_below(&r, 500));
        put_cell(&b, &r, lot == 0);
        if (lot != 2) jh_buf_putc(&b, ',');
        if (lot != 2) put_cell(&b, &r, false);
        jh_buf_puts(&b, i == 39999 && seed % 2 ? "" : line_end);
    }
    both_ways(b.p, b.n, NULL, 0, NULL);
    jh_buf_clear(&b);
}

static void tables_by_lot(void **state)
{
    (void)state;
    drawn(1, 0, "\n");
    drawn(2, 0, "\r\n");
    drawn(3, 20000, "\n");
    drawn(4, 3000, "\r\n");
    drawn(5, 30, "\n");
}

/* Every cell in quotes, as some programs write them: with commas, line ends and quotes. */
static void quoted_tables_by_lot(void **state)
{
    (void)state;
    for (uint64_t seed = 21; seed < 24; seed++) {
        const char *end = seed % 2 ? "\r\n" : "\n";
        jh_random r;
        jh_buf b = {0};
        jh_random_seed(&r, seed);
        jh_buf_printf(&b, "\"n\",\"name\",\"x\"%s", end);
        for (int i = 0; i < 30000; i++) {
            unsigned school = (unsigned)jh_random_below(&r, 300);
            jh_buf_printf(&b, "\"%u\",\"%s%u%s\",\"%.1f\"%s", (unsigned)i,
                          school % 7 ? "" : "\"\"", school,
                          school % 5 ? "小学" : ",\n小学",
                          (double)jh_random_below(&r, 1000) / 10, end);
            if (school == 1) jh_buf_printf(&b, "\"\",\"\",\"\"%s", end);
            if (seed == 23 && !jh_random_below(&r, 5000)) jh_buf_puts(&b, "1,\"x\"y,\n");
        }
        both_ways(b.p, b.n, NULL, 0, NULL);
        jh_buf_clear(&b);
    }
}

/* Each has a thread of its own while all of them meet new texts. */
static void many_columns_of_new_texts(void **state)
{
    (void)state;
    jh_buf b = {0};
    jh_buf_puts(&b, "a,b,c,d,e,f\n");
    for (unsigned i = 0; i < 20000; i++)
        for (unsigned k = 0; k < 6; k++)
            jh_buf_printf(&b, "%c%u%s", (int)('p' + k), i * 7 % 19001,
                          k < 5 ? "," : "\n");
    both_ways(b.p, b.n, NULL, 0, NULL);
    jh_buf_clear(&b);
}

/* ---- the pieces -------------------------------------------------------------------------- */

/* Byte by byte; false where a quote is not where it should be. */
static bool by_bytes(const char *p, size_t n, uint32_t *at, size_t *k, size_t *lines)
{
    bool inside = false, begins = true;
    *k = *lines = 0;
    for (size_t i = 0; i < n; i++) {
        char next = i + 1 < n ? p[i + 1] : '\n';
        bool ends = !inside && (p[i] == ',' || p[i] == '\n');
        if (p[i] == '"' && !inside) {
            if (!begins) return false;
            inside = true;
        } else if (p[i] == '"' && next == '"') {
            i++;
        } else if (p[i] == '"') {
            if (next != ',' && next != '\n' && next != '\r') return false;
            inside = false;
        }
        if (ends) at[(*k)++] = (uint32_t)i;
        *lines += ends && p[i] == '\n';
        begins = ends;
    }
    return true;
}

typedef void indexer(const char *p, size_t n, char delimiter, jh__index *out);

static indexer *const index_of[] = {jh__csv_index_wide, jh__csv_index_widest};

static void assert_same_index(const char *p, size_t n, indexer *f, const jh__index *x)
{
    uint32_t at[400 + JH__AT_MORE];
    jh__index y = {.at = at};
    f(p, n, ',', &y);
    assert_int_equal(y.n, x->n);
    assert_memory_equal(at, x->at, x->n * sizeof *at);
    assert_int_equal(y.lines, x->lines);
    assert_true(x->lone == y.lone && x->quote == y.quote && x->wide == y.wide);
    assert_true(x->stray == y.stray && x->open == y.open && x->nul == y.nul);
}

static void the_index_is_the_same_everywhere(void **state)
{
    static const char from[] = "ab,\n\r\"\x80;,1234\n,,,";
    static const char quotes[] = "\",\"\"\na";
    jh_random r;
    size_t good = 0;
    (void)state;
    jh_random_seed(&r, 11);
    for (size_t n = 0; n < 6000; n++) {
        size_t m = n % 400;
        char *p = malloc(m + 1);
        for (size_t i = 0; i < m; i++)
            p[i] = n < 400
                       ? from[jh_random_below(&r, n % 3 ? 3 + n % 14 : sizeof from - 1)]
                       : quotes[jh_random_below(&r, 6)];
        if (n >= 400 && m > 20) m = 4 + n % 12; /* short ones are right at times */
        if (m) p[m - 1] = '\n';
        uint32_t a[400 + JH__AT_MORE], want[400];
        jh__index x = {.at = a};
        jh__csv_index_plain(p, m, ',', &x);
        size_t k, lines;
        bool lone = false, fine = by_bytes(p, m, want, &k, &lines);
        for (size_t i = 0; i < m; i++)
            lone = lone || (p[i] == '\r' && (i + 1 == m || p[i + 1] != '\n'));
        if (!lone) assert_true(x.stray == !fine);
        if (fine && !lone) {
            good += x.quote;
            assert_int_equal(x.n, k);
            if (k) assert_memory_equal(a, want, k * sizeof *a);
            assert_int_equal(x.lines, lines);
        }
        assert_int_equal(x.lone, lone);
        assert_int_equal(x.quote, m && memchr(p, '"', m));
        assert_int_equal(x.wide, m && memchr(p, '\x80', m));
        assert_int_equal(x.nul, m && memchr(p, 0, m));
        for (size_t way = 0; way < (size_t)jh__csv_simd(); way++)
            assert_same_index(p, m, index_of[way], &x);
        free(p);
    }
    assert_true(good > 100);
}

static void lines_are_the_same_everywhere(void **state)
{
    jh_random r;
    (void)state;
    jh_random_seed(&r, 13);
    for (size_t n = 1; n < 600; n++) {
        char *p = malloc(n);
        for (size_t i = 0; i < n; i++)
            p[i] = "abcdefghijk,\n\"\r"[jh_random_below(&r, n % 4 ? 13 : 15)];
        uint32_t a[600 + JH__AT_MORE], b[600 + JH__AT_MORE];
        jh__index x = {.at = a}, y = {.at = b};
        bool fine = jh__csv_lines_plain(p, n, &x);
        bool quote = memchr(p, '"', n) != NULL;
        assert_true(fine == (!quote && !x.lone));
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
            if (p[i] == '\n') assert_int_equal(a[k++], i);
        assert_int_equal(x.n, k);
        for (size_t way = 0; way < (size_t)jh__csv_simd(); way++) {
            assert_true((way ? jh__csv_lines_widest : jh__csv_lines_wide)(p, n, &y) ==
                        fine);
            assert_int_equal(y.n, k);
            if (k) assert_memory_equal(a, b, k * sizeof *a);
            assert_true(x.cr == y.cr && x.lines == y.lines);
        }
        free(p);
    }
}

/* Character by character, as the encoding is defined. */
static size_t good_bytes(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t i = 0;
    for (size_t step = 1; i < n && step; i += step)
        step = jh__utf8_step(u + i, u + n);
    return i;
}

static void bad_bytes_are_found_everywhere(void **state)
{
    static const char *const part[] = {"a",
                                       "小",
                                       "學校",
                                       "é",
                                       "12345678",
                                       "𠮷",
                                       "\xE0\xA0\x80",
                                       "\xEF\xBF\xBF",
                                       "\xE0\x9F\x80",
                                       "\xED\xA0\x80",
                                       "\xC1\x80",
                                       "\x80",
                                       "\xE5\xB0",
                                       "\xFF"};
    jh_random r;
    size_t good = 0, bad = 0;
    (void)state;
    jh_random_seed(&r, 19);
    for (int round = 0; round < 4000; round++) {
        jh_buf b = {0};
        size_t parts = jh_random_below(&r, 90), kinds = round % 3 ? 5 : 8;
        jh_buf_puts(&b, "");
        for (size_t i = 0; i < parts; i++)
            jh_buf_puts(&b, part[jh_random_below(&r, kinds)]);
        if (round % 2) jh_buf_puts(&b, part[jh_random_below(&r, JH_COUNT(part))]);
        if (round % 5) jh_buf_puts(&b, part[jh_random_below(&r, kinds)]);
        char *p = malloc(b.n + 1); /* with nothing behind it that may be read */
        if (b.n) memcpy(p, b.p, b.n);
        size_t want = good_bytes(p, b.n);
        assert_int_equal(jh__utf8_bad(p, p + b.n) - p, want);
        good += want == b.n;
        bad += want < b.n;
        free(p);
        jh_buf_clear(&b);
    }
    assert_true(good > 1000 && bad > 500);
}

typedef void reader_of_numbers(const jh__cells *grid, jh__column *column, size_t n);

#define ROWS 37
#define COLUMNS 21 /* of which every other one is read */

static void read_columns(reader_of_numbers *f, const jh__cells *grid, double *out,
                         size_t strange[COLUMNS])
{
    jh__column column[COLUMNS];
    size_t n = 0;
    for (size_t k = grid->rows % 2; k < COLUMNS; k += 2, n++) {
        column[n] = (jh__column){*grid, out + n * ROWS, 99};
        column[n].cells.at += k;
        column[n].cells.last = k == COLUMNS - 1;
    }
    f(grid, column, n);
    for (size_t k = 0; k < n; k++)
        strange[k] = column[k].strange;
}

/* Columns are of one kind, or of any. */
static void put_table(jh_buf *b, jh_random *r, uint64_t round, size_t rows, uint32_t *at)
{
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        size_t col = i % COLUMNS;
        uint64_t most = col % 3 ? 10000 : UINT64_C(1000000000);
        if (round % 100 == 50) {
            jh_buf_puts(b, "."); /* alone */
        } else if (round % 3 && col % 7 < 5 && jh_random_below(r, 30)) {
            jh_buf_printf(b, "%llu", (unsigned long long)jh_random_below(r, most));
            if (col % 7 > 2)
                jh_buf_printf(b, ".%.*s", (int)jh_random_below(r, 7), "250307");
        } else {
            put_cell(b, r, false);
            if (!jh_random_below(r, 50) || round % 100 == 7) jh_buf_puts(b, ".");
        }
        if (col == COLUMNS - 1 && round % 2) jh_buf_puts(b, "\r");
        at[i + 1] = (uint32_t)b->n;
        jh_buf_puts(b, col == COLUMNS - 1 ? "\n" : ",");
    }
}

static void numbers_are_the_same_everywhere(void **state)
{
    static reader_of_numbers *const way[] = {jh__csv_numbers_wide,
                                             jh__csv_numbers_widest};
    static uint32_t at[1 + ROWS * COLUMNS + 16] = {UINT32_MAX};
    static double x[COLUMNS * ROWS], y[COLUMNS * ROWS];
    jh_random r;
    (void)state;
    jh_random_seed(&r, 12);
    for (uint64_t round = 0; round < 400; round++) {
        jh_buf b = {0};
        size_t rows = jh_random_below(&r, ROWS + 1), one[COLUMNS] = {0};
        put_table(&b, &r, round, rows, at);
        jh__cells grid = {
            .p = b.p, .at = at + 1, .stride = COLUMNS, .rows = rows, .last = false};
        memset(x, 0, sizeof x);
        read_columns(jh__csv_numbers_plain, &grid, x, one);
        for (size_t k = 0; k < (size_t)jh__csv_simd(); k++) {
            size_t two[COLUMNS] = {0};
            memset(y, 0, sizeof y);
            read_columns(way[k], &grid, y, two);
            assert_memory_equal(x, y, sizeof x);
            assert_memory_equal(one, two, sizeof one);
        }
        jh_buf_clear(&b);
    }
}

/* The quick ways find the point by themselves and round once. */
static void decimals_are_the_nearest_doubles(void **state)
{
    enum { N = 4096 };
    static uint32_t at[N + 17] = {UINT32_MAX};
    static double got[N];
    jh_random r;
    (void)state;
    jh_random_seed(&r, 31);
    for (int round = 0; round < 30; round++) {
        jh_buf b = {0};
        for (size_t i = 0; i < N; i++) {
            uint64_t digits = (uint64_t)1 << (4 + jh_random_below(&r, 42));
            int decimals = 1 + (int)jh_random_below(&r, 7);
            jh_buf_printf(&b, "%llu.%0*llu",
                          (unsigned long long)jh_random_below(&r, digits) %
                              (decimals > 5 ? 1000000 : 100000000),
                          decimals, (unsigned long long)jh_random_below(&r, 10));
            at[i + 1] = (uint32_t)b.n;
            jh_buf_puts(&b, "\n");
        }
        jh__cells c = {.p = b.p, .at = at + 1, .stride = 1, .rows = N};
        jh__column column = {c, got, 0};
        jh__csv_numbers(&c, &column, 1);
        for (size_t i = 0; i < N; i++) {
            b.p[at[i + 1]] = '\0';
            double want = strtod(b.p + (uint32_t)(at[i] + 1), NULL);
            assert_memory_equal(&want, &got[i], sizeof want);
        }
        jh_buf_clear(&b);
    }
}

/* A byte that is no UTF-8 far down makes a column of numbers one of texts; blank lines have every block
 * read row by row, so that no block stands behind it either. */
static void a_bad_byte_among_uneven_rows(void **state)
{
    jh_buf b = {0};
    (void)state;
    jh_buf_puts(&b, "a,b\n");
    for (int i = 0; i < 110000; i++)
        jh_buf_printf(&b, i % 500 ? "%d,%d\n" : "%d,%d\n\n", 100000 + i, i % 7);
    char *bad = b.p + b.n * 2 / 5;
    while (bad[-1] != '\n')
        bad++;
    bad[1] = (char)0xFF;
    both_ways(b.p, b.n, NULL, 0, NULL);
    jh_buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_tables),
        cmocka_unit_test(numbers_of_every_kind),
        cmocka_unit_test(what_is_no_number_is_told),
        cmocka_unit_test(a_head_further_down),
        cmocka_unit_test(the_caller_says_which_row_is_the_head),
        cmocka_unit_test(other_encodings),
        cmocka_unit_test(tables_by_lot),
        cmocka_unit_test(quoted_tables_by_lot),
        cmocka_unit_test(many_columns_of_new_texts),
        cmocka_unit_test(the_index_is_the_same_everywhere),
        cmocka_unit_test(lines_are_the_same_everywhere),
        cmocka_unit_test(bad_bytes_are_found_everywhere),
        cmocka_unit_test(numbers_are_the_same_everywhere),
        cmocka_unit_test(decimals_are_the_nearest_doubles),
        cmocka_unit_test(a_bad_byte_among_uneven_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
