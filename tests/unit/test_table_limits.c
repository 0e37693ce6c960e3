/* What a file may cost: bombs, lies and overlong content are refused before they cost it. */
#include "table_fixture.h"

#define TYPES "[Content_Types].xml"

static void too_much_content(void **state)
{
    (void)state;
    const char *text = "a,b,c\n1,2,3\n4,5,6\n";
    refused_within(text, strlen(text), &(jh_limits){.rows = 2},
                   "intake.read_too_many_rows");
    refused_within(text, strlen(text), &(jh_limits){.columns = 2},
                   "intake.read_too_many_columns");
    const char *cell = "a,b\n12345,\"123456\"\n";
    refused_within(cell, strlen(cell), &(jh_limits){.cell = 4},
                   "intake.read_cell_too_long");
    seen s = {0};
    see_within(&s, cell, strlen(cell), &(jh_limits){.cell = 8});
    assert_int_equal(s.status, JH_OK);
    unsee(&s);
}

/* A quoted text that is longer than a cell may be has lost its quote. */
static void a_quote_ends_with_the_limit(void **state)
{
    (void)state;
    const char *text = "a,b\n\"x,1\n2222,3\n4444,5\n";
    seen s = {0};
    see_within(&s, text, strlen(text), &(jh_limits){.cell = 8});
    assert_int_equal(s.status, JH_OK);
    assert_string_equal(s.text.p,
                        "[]\n1: A=T:a B=T:b\n2: A=T:\"x B=T:1\n3: A=T:2222 B=T:3\n"
                        "4: A=T:4444 B=T:5\n");
    assert_int_equal(s.diags.n, 1);
    unsee(&s);
}

static size_t bomb(size_t size, const char *name, void **bytes)
{
    char *zeros = calloc(1, size);
    assert_non_null(zeros);
    part p[] = {{TYPES, "<Types/>", 0}, {name, zeros, size}};
    size_t n = zip_of(p, 2, bytes);
    free(zeros);
    return n;
}

static void bombs(void **state)
{
    void *bytes;
    (void)state;
    size_t n = bomb((size_t)8 << 20, "xl/workbook.xml", &bytes);
    refused(bytes, n, "intake.read_bomb");
    /* by ratio even where nothing would read the part; by size where the ratio is allowed */
    refused_within(bytes, n, &(jh_limits){.ratio = 2000, .unpacked = 1 << 20},
                   "intake.read_bomb");
    refused_within(bytes, n, &(jh_limits){.ratio = 2000}, "intake.read_broken_xml");
    free(bytes);
}

/* Offset of the central directory's record of an entry. */
static unsigned char *directory_entry(void *bytes, size_t n, const char *name)
{
    unsigned char *p = bytes;
    size_t k = strlen(name);
    for (size_t i = 0; i + 46 + k <= n; i++)
        if (!memcmp(p + i, "PK\1\2", 4) && !memcmp(p + i + 46, name, k)) return p + i;
    abort();
}

static void sizes_that_lie(void **state)
{
    void *bytes;
    (void)state;
    size_t n = bomb((size_t)8 << 20, "xl/workbook.xml", &bytes);
    unsigned char *e = directory_entry(bytes, n, "xl/workbook.xml");
    memcpy(e + 24, "\x10\0\0\0", 4); /* unpacked: 16 bytes */
    seen s = {0};
    see(&s, bytes, n);
    assert_int_equal(s.status, JH_EINPUT);
    unsee(&s);
    memcpy(e + 20, "\xFF\xFF\xFF\x7F", 4); /* packed: more than there is */
    refused(bytes, n, "intake.read_broken_zip");
    free(bytes);
}

static void names_given_twice(void **state)
{
    void *bytes;
    (void)state;
    part p[] = {{TYPES, "<Types/>", 0},
                {"xl/workbook.xml", "<a/>", 0},
                {"XL/workbook.xmL", "<b/>", 0}};
    size_t n = zip_of(p, 3, &bytes);
    refused(bytes, n, "intake.read_entry_twice");
    free(bytes);
}

static void too_many_entries(void **state)
{
    void *bytes;
    part p[20];
    char name[20][16];
    (void)state;
    for (int i = 0; i < 20; i++) {
        snprintf(name[i], sizeof name[i], "%d", i);
        p[i] = (part){name[i], "x", 0};
    }
    size_t n = zip_of(p, 20, &bytes);
    refused_within(bytes, n, &(jh_limits){.entries = 19}, "intake.read_too_many_entries");
    /* a count of a million is refused before anything is listed */
    unsigned char *end = (unsigned char *)bytes + n - 22;
    memcpy(end + 8, "\xFE\xFF\xFE\xFF", 4);
    refused(bytes, n, "intake.read_too_many_entries");
    free(bytes);
}

static void cut_zips(void **state)
{
    void *bytes;
    (void)state;
    size_t n = data_file("intake/county.xlsx", &bytes);
    for (size_t k = 4; k < n; k += 13) {
        seen s = {0};
        see(&s, bytes, k);
        assert_int_equal(s.status, JH_EINPUT);
        assert_string_equal(s.text.p, "");
        unsee(&s);
    }
    free(bytes);
}

/* Any byte turned over: read or refused, never worse. */
static void turned_bytes(void **state)
{
    static const char *const file[] = {"intake/county.xlsx", "intake/county.ods"};
    jh_random r;
    (void)state;
    jh_random_seed(&r, 11);
    for (size_t f = 0; f < JH_COUNT(file); f++) {
        void *data;
        size_t n = data_file(file[f], &data);
        unsigned char *p = data;
        for (int i = 0; i < 300; i++) {
            size_t at = (size_t)jh_random_below(&r, n);
            unsigned char was = p[at];
            p[at] = (unsigned char)jh_random_below(&r, 256);
            seen s = {0};
            see(&s, p, n);
            assert_true(s.status == JH_OK || s.status == JH_EINPUT);
            unsee(&s);
            p[at] = was;
        }
        free(data);
    }
}

static bool after_some(void *ctx)
{
    return ++*(int *)ctx > 1;
}

static void stopping_a_workbook(void **state)
{
    (void)state;
    jh_buf xml = {0};
    void *bytes;
    jh_random r;
    jh_random_seed(&r, 3);
    jh_buf_puts(&xml, "<worksheet><sheetData>");
    while (xml.n < (size_t)3 << 20)
        jh_buf_printf(&xml, "<row><c><v>%u</v></c></row>",
                      (unsigned)jh_random_below(&r, 1u << 31));
    jh_buf_puts(&xml, "</sheetData></worksheet>");
    part p[] = {
        {TYPES, "<Types/>", 0},
        {"xl/workbook.xml",
         "<workbook><sheets><sheet name='A' sheetId='1' r:id='a'/></sheets></workbook>",
         0},
        {"xl/_rels/workbook.xml.rels",
         "<R><Relationship Id='a' Type='/worksheet' Target='s.xml'/></R>", 0},
        {"xl/s.xml", xml.p, 0},
    };
    size_t n = zip_of(p, 4, &bytes);
    int asked = 0;
    jh_progress progress = {.ctx = &asked, .cancelled = after_some};
    jh_input in = {"x.xlsx", bytes, n};
    jh_sink sink = {0};
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, &progress, NULL), JH_ECANCEL);
    assert_int_equal(asked, 2);
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, NULL, NULL), JH_OK);
    free(bytes);
    jh_buf_clear(&xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_much_content),
        cmocka_unit_test(a_quote_ends_with_the_limit),
        cmocka_unit_test(bombs),
        cmocka_unit_test(sizes_that_lie),
        cmocka_unit_test(names_given_twice),
        cmocka_unit_test(too_many_entries),
        cmocka_unit_test(cut_zips),
        cmocka_unit_test(turned_bytes),
        cmocka_unit_test(stopping_a_workbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
