/* Text tables by their index against the careful reader, record by record: the same rows, the
 * same faults at the same places, the same refusals. */
#include "table_fixture.h"

#include "csv.h"

/* Every record from the careful reader. */
static void see_careful(seen *s, const jh_input *in, const jh_limits *limits)
{
    bool skip;
    jh_sink sink = {s, seen_sheet, seen_row};
    s->arena = jh_arena_new();
    s->diags.arena = s->arena;
    jh_buf_puts(&s->text, "");
    jh__reader r = {.in = in,
                    .limits = jh__limits(limits),
                    .sink = &sink,
                    .diags = &s->diags,
                    .err = &s->err};
    jh__csv c;
    s->status = jh__csv_open(&c, &r, true);
    if (s->status == JH_OK) s->status = seen_sheet(s, NULL, NULL, 0, &skip);
    while (s->status == JH_OK &&
           (c.text.p < c.text.end || (!c.text.over && jh__text_more(&c.text) == JH_OK)))
        s->status = jh__csv_record(&c);
    jh__csv_close(&c);
}

static void agree(const void *bytes, size_t n, const jh_limits *limits)
{
    seen a = {0}, b = {0};
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    if (n) memcpy(copy, bytes, n);
    jh_input in = {"表", copy, n};
    see_within(&a, bytes, n, limits);
    see_careful(&b, &in, limits);
    assert_int_equal(a.status, b.status);
    assert_string_equal(a.text.p, b.text.p);
    assert_string_equal(a.err.msg.key ? a.err.msg.key : "",
                        b.err.msg.key ? b.err.msg.key : "");
    assert_int_equal(a.diags.n, b.diags.n);
    for (size_t i = 0; i < a.diags.n; i++) {
        assert_int_equal(a.diags.item[i].where.row, b.diags.item[i].where.row);
        assert_int_equal(a.diags.item[i].where.col, b.diags.item[i].where.col);
        assert_string_equal(a.diags.item[i].msg.key, b.diags.item[i].msg.key);
    }
    unsee(&a);
    unsee(&b);
    free(copy);
}

/* Texts of bytes at random: every way in which quotes can be wrong. */
static void short_texts_by_lot(void **state)
{
    static const char *const alphabet[] = {
        "ab,\"\n",    "a,\"\n\r", "a1,\"\"\"\n\n",   "a\"\n,\xE4\xB8\x80\xFF",
        "ab;,\"\t\n", "a,\n",     "a\"\n\r,\xD2\xBB"};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 41);
    for (size_t round = 0; round < 20000; round++) {
        const char *from = alphabet[round % JH_COUNT(alphabet)];
        char text[160];
        size_t n = 1 + jh_random_below(&r, round % 5 ? 30 : sizeof text);
        for (size_t i = 0; i < n; i++)
            text[i] = from[jh_random_below(&r, strlen(from))];
        if (text[0] == 'I' || text[0] == '<') text[0] = 'a';
        agree(text, n, NULL);
    }
}

/* Cells as programs write them, over the edges of blocks. */
static void put_cell(jh_buf *b, jh_random *r, unsigned odd)
{
    switch (jh_random_below(r, 8)) {
    case 0:
        break;
    case 1:
        jh_buf_printf(b, "\"第%u\n小学\"", (unsigned)jh_random_below(r, 100));
        break;
    case 2:
        jh_buf_printf(b, "\"%u,\"\"%u\"\"\"", (unsigned)jh_random_below(r, 100),
                      (unsigned)jh_random_below(r, 100));
        break;
    case 3:
        jh_buf_puts(b, "\"\"");
        break;
    default:
        jh_buf_printf(b, "%u小学", (unsigned)jh_random_below(r, 1000));
    }
    if (odd && !jh_random_below(r, odd)) {
        static const char *const strange[] = {"\"", "a\"b", "\xFF", "\r", "\"x\"y"};
        jh_buf_puts(b, strange[jh_random_below(r, JH_COUNT(strange))]);
    }
}

static jh_buf long_text(uint64_t seed, unsigned odd, const char *line_end)
{
    jh_buf b = {0};
    jh_random r;
    jh_random_seed(&r, seed);
    while (b.n < 700000) {
        size_t cells = odd && !jh_random_below(&r, odd) ? jh_random_below(&r, 6) : 4;
        for (size_t i = 0; i < cells; i++) {
            if (i) jh_buf_putc(&b, ',');
            put_cell(&b, &r, odd);
        }
        jh_buf_puts(&b, line_end);
    }
    return b;
}

static void long_texts_by_lot(void **state)
{
    static const unsigned odd[] = {0, 50000, 400, 20};
    (void)state;
    for (uint64_t seed = 0; seed < 8; seed++) {
        jh_buf b = long_text(seed, odd[seed % 4], seed < 4 ? "\n" : "\r\n");
        agree(b.p, b.n - seed % 3, NULL);
        jh_buf_clear(&b);
    }
}

/* The same text in UTF-16, which comes in pieces that are longer than a record or not. */
static void converted_texts(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 13; seed++) {
        jh_buf b = long_text(seed, 400, "\n"), wide = {0};
        jh_buf_add(&wide, "\xFF\xFE", 2);
        for (size_t i = 0; i < b.n; i++) {
            unsigned char c = (unsigned char)b.p[i];
            char unit[2] = {(char)(c < 0x80 ? c : 0x4E), (char)(c < 0x80 ? 0 : 0x4E)};
            jh_buf_add(&wide, unit, 2);
        }
        agree(wide.p, wide.n, NULL);
        jh_buf_clear(&b);
        jh_buf_clear(&wide);
    }
    /* one cell that is longer than what is first at hand */
    jh_buf wide = {0};
    jh_buf_add(&wide,
               "\xFF\xFE"
               "a\0,\0\"\0",
               8);
    for (size_t i = 0; i < 700000; i++)
        jh_buf_add(&wide, i % 70 ? "x\0" : "\n\0", 2);
    jh_buf_add(&wide, "\"\0\n\0b\0,\0c\0\n\0", 12);
    seen s = {0};
    see(&s, wide.p, wide.n);
    assert_int_equal(s.status, JH_OK);
    assert_int_equal(s.rows, 2);
    assert_int_equal(s.diags.n, 0);
    unsee(&s);
    agree(wide.p, wide.n, NULL);
    jh_buf_clear(&wide);
}

static void limits_hold_in_both(void **state)
{
    jh_limits cell = {.cell = 8}, columns = {.columns = 2}, rows = {.rows = 3};
    const char *text = "a,b\n1,\"2345678\"\n1,\"23456789012\"\n3,4\n";
    const char *wide = "a,b\n1,2,\n1,2,3\n", *many = "a\nb\nc\nd\n";
    const char *huge = "a,b\n1,23456789012\n";
    (void)state;
    agree(text, strlen(text), &cell);
    agree(huge, strlen(huge), &cell);
    agree(wide, strlen(wide), &columns);
    agree(many, strlen(many), &rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_texts_by_lot),
        cmocka_unit_test(long_texts_by_lot),
        cmocka_unit_test(converted_texts),
        cmocka_unit_test(limits_hold_in_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
