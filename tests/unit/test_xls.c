/* Old Excel files, record by record, in a compound file made in memory. */
#include "table_fixture.h"

#define SECTOR 512

/* ---- a compound file with one stream --------------------------------------------------------- */

static void put16(unsigned char *p, unsigned x)
{
    p[0] = (unsigned char)x;
    p[1] = (unsigned char)(x >> 8);
}

static void put32(unsigned char *p, unsigned x)
{
    put16(p, x & 0xFFFF);
    put16(p + 2, x >> 16);
}

static void entry(unsigned char *p, const char *name, unsigned type, unsigned start,
                  unsigned size)
{
    for (size_t i = 0; name[i]; i++)
        p[2 * i] = (unsigned char)name[i];
    put16(p + 0x40, (unsigned)(strlen(name) + 1) * 2);
    p[0x42] = (unsigned char)type;
    put32(p + 0x74, start);
    put32(p + 0x78, size);
}

/* Sectors: 0 allocation table, 1 directory, then the stream, padded to 4096 bytes. */
static size_t compound(const char *name, const jh_buf *stream, unsigned char **bytes)
{
    size_t size = stream->n < 4096 ? 4096 : stream->n,
           sectors = (size + SECTOR - 1) / SECTOR;
    size_t n = (3 + sectors) * SECTOR;
    unsigned char *b = *bytes = calloc(1, n);
    assert_non_null(b);
    assert_true(sectors + 2 <= SECTOR / 4);
    memcpy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put16(b + 0x1E, 9);
    put16(b + 0x20, 6);
    put32(b + 0x2C, 1);
    put32(b + 0x30, 1);
    put32(b + 0x38, 4096);
    put32(b + 0x3C, 0xFFFFFFFE);
    put32(b + 0x44, 0xFFFFFFFE);
    put32(b + 0x4C, 0);
    unsigned char *table = b + SECTOR;
    put32(table, 0xFFFFFFFD);
    put32(table + 4, 0xFFFFFFFE);
    for (size_t i = 0; i < sectors; i++)
        put32(table + 8 + 4 * i, i + 1 < sectors ? (unsigned)i + 3 : 0xFFFFFFFE);
    entry(b + 2 * SECTOR, "Root Entry", 5, 0xFFFFFFFE, 0);
    entry(b + 2 * SECTOR + 128, name, 2, 2, (unsigned)size);
    memcpy(b + 3 * SECTOR, stream->p, stream->n);
    return n;
}

/* ---- records -------------------------------------------------------------------------------- */

static void record(jh_buf *b, unsigned type, const void *data, size_t n)
{
    unsigned char head[4];
    put16(head, type);
    put16(head + 2, (unsigned)n);
    jh_buf_add(b, (const char *)head, 4);
    jh_buf_add(b, data, n);
}

#define RECORD(b, type, bytes) record(b, type, bytes, sizeof(bytes) - 1)

static void number(jh_buf *b, unsigned row, unsigned col, unsigned style, double x)
{
    unsigned char data[14];
    put16(data, row);
    put16(data + 2, col);
    put16(data + 4, style);
    memcpy(data + 6, &x, 8); /* the tests run on little-endian machines */
    record(b, 0x203, data, 14);
}

/* Globals with one sheet named "A" that begins right behind them. */
static void globals(jh_buf *b, const char *more, size_t n)
{
    RECORD(b, 0x809, "\x00\x06\x05\x00");
    jh_buf_add(b, more, n);
    size_t at = b->n + 4 + 9 + 4; /* behind this record and the end */
    unsigned char bound[9] = {0, 0, 0, 0, 0, 0, 1, 0, 'A'};
    put32(bound, (unsigned)at);
    record(b, 0x85, bound, 9);
    RECORD(b, 0x0A, "");
    RECORD(b, 0x809, "\x00\x06\x10\x00");
}

static void workbook_reads(jh_buf *b, const char *table)
{
    unsigned char *bytes;
    RECORD(b, 0x0A, "");
    size_t n = compound("Workbook", b, &bytes);
    reads(bytes, n, table);
    free(bytes);
    jh_buf_clear(b);
}

static void workbook_refused(jh_buf *b, const char *key)
{
    unsigned char *bytes;
    RECORD(b, 0x0A, "");
    size_t n = compound("Workbook", b, &bytes);
    refused(bytes, n, key);
    free(bytes);
    jh_buf_clear(b);
}

static void numbers_and_flags(void **state)
{
    jh_buf b = {0};
    (void)state;
    globals(&b, "", 0);
    number(&b, 0, 0, 0, 820.5);
    RECORD(&b, 0x27E, "\0\0\1\0\0\0\x02\x00\x00\x00"); /* whole 0 */
    RECORD(&b, 0x27E, "\0\0\2\0\0\0\x13\x27\x00\x00"); /* whole 2500, hundredths */
    RECORD(&b, 0x27E, "\0\0\3\0\0\0\xFA\xFF\xFF\xFF"); /* whole -2 */
    RECORD(&b, 0x27E, "\0\0\4\0\0\0\x00\x00\xF8\x3F"); /* 1.5 */
    RECORD(&b, 0xBD, "\1\0\1\0\0\0\x06\0\0\0\0\0\x0A\0\0\0\2\0"); /* 1 and 2 */
    RECORD(&b, 0x205, "\2\0\0\0\0\0\1\0");
    RECORD(&b, 0x205, "\2\0\1\0\0\0\x2A\1");
    workbook_reads(&b, "[A]\n1: A=N:820.5 B=N:0 C=N:25 D=N:-2 E=N:1.5\n"
                       "2: B=N:1 C=N:2\n3: A=B:TRUE B=E:#N/A\n");
}

static void formulas_keep_their_results(void **state)
{
    jh_buf b = {0};
    (void)state;
    globals(&b, "", 0);
    RECORD(&b, 0x06, "\0\0\0\0\0\0\0\0\0\0\0\0\xF8\x3F\0\0\0\0\0\0\0\0"); /* 1.5 */
    RECORD(&b, 0x06, "\0\0\1\0\0\0\1\0\1\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0"); /* true */
    RECORD(&b, 0x06, "\0\0\2\0\0\0\2\0\7\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0"); /* error */
    RECORD(&b, 0x06, "\0\0\3\0\0\0\3\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0"); /* empty */
    RECORD(&b, 0x06, "\0\0\4\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0\0\0"); /* text */
    RECORD(&b, 0x4BC, "\0\0\0\0\0\0\0\0"); /* a shared formula stands between */
    RECORD(&b, 0x207, "\2\0\1\x32\x75\x59\x4E");
    workbook_reads(&b, "[A]\n1: A=fN:1.5 B=fB:TRUE C=fE:#DIV/0! E=fT:甲乙\n");
}

static void dates(void **state)
{
    static const char more[] =
        "\x22\0\2\0\0\0"                    /* from 1900 */
        "\x1E\x04\x0B\0\xA4\0\6\0\0yyyy\\m" /* format 164 */
        "\xE0\0\4\0\0\0\0\0\xE0\0\4\0\0\0\xA4\0\xE0\0\4\0\0\0\x0E\0";
    jh_buf b = {0};
    (void)state;
    globals(&b, more, sizeof more - 1);
    for (unsigned i = 0; i < 4; i++)
        number(&b, 0, i, i, 46266);
    workbook_reads(&b, "[A]\n1: A=N:46266 B=D:2026-09-01 C=D:2026-09-01 D=N:46266\n");
}

/* The table of texts goes over its record's end: within a text, which goes on in the other
 * width of characters; and between two texts. */
static void texts_over_records(void **state)
{
    jh_buf b = {0}, m = {0};
    (void)state;
    RECORD(&m, 0xFC, "\3\0\0\0\3\0\0\0\4\0\0ab");
    RECORD(&m, 0x3C, "\1\x32\x75\x59\x4E");
    RECORD(&m, 0x3C,
           "\2\0\x0D\1\0\2\0\0\0\x40\xD8\0\xDC"
           "aaaabb"); /* runs and an extension */
    RECORD(&m, 0x3C, "\1\0\0x");
    globals(&b, m.p, m.n);
    RECORD(&b, 0xFD, "\4\0\0\0\0\0\0\0\0\0");
    RECORD(&b, 0xFD, "\4\0\1\0\0\0\1\0\0\0");
    RECORD(&b, 0xFD, "\4\0\2\0\0\0\2\0\0\0");
    RECORD(&b, 0x204, "\4\0\3\0\0\0\2\0\0hi");
    workbook_reads(&b, "[A]\n5: A=T:ab甲乙 B=T:𠀀 C=T:x D=T:hi\n");
    jh_buf_clear(&m);
}

static void merged_ranges_come_first(void **state)
{
    jh_buf b = {0};
    (void)state;
    globals(&b, "", 0);
    number(&b, 0, 0, 0, 1);
    RECORD(&b, 0xE5, "\2\0\0\0\1\0\0\0\2\0\5\0\5\0\0\0\xFF\0");
    workbook_reads(&b, "[A] 1,1-2,3 6,1-6,256\n1: A=N:1\n");
}

static void damaged_workbooks(void **state)
{
    jh_buf b = {0};
    unsigned char *bytes;
    (void)state;
    globals(&b, "\x2F\0\2\0\0\0", 6);
    workbook_refused(&b, "intake.read_encrypted");
    globals(&b, "", 0);
    number(&b, 1, 0, 0, 1);
    number(&b, 0, 0, 0, 1);
    workbook_refused(&b, "intake.read_rows_disordered");
    globals(&b, "", 0);
    number(&b, 0, 0, 0, 1);
    number(&b, 0, 0, 0, 2);
    workbook_refused(&b, "intake.read_cell_twice");
    globals(&b, "\xFC\0\x08\0\1\0\0\0\xFF\xFF\xFF\xFF",
            12); /* texts that are not there */
    workbook_refused(&b, "intake.read_broken_xls");
    RECORD(&b, 0x809, "\x00\x05\x05\x00");
    workbook_refused(&b, "intake.read_is_excel5");
    jh_buf_puts(&b, "x");
    size_t n = compound("EncryptedPackage", &b, &bytes);
    refused(bytes, n, "intake.read_encrypted");
    free(bytes);
    n = compound("Book", &b, &bytes);
    refused(bytes, n, "intake.read_is_excel5");
    free(bytes);
    n = compound("WordDocument", &b, &bytes);
    refused(bytes, n, "intake.read_is_document");
    put32(bytes + SECTOR + 4, 1); /* the directory runs in a circle */
    refused(bytes, n, "intake.read_broken_xls");
    free(bytes);
    jh_buf_clear(&b);
}

/* Cut at any place, or with any byte turned over: read or refused, never worse. */
static void cut_and_turned(void **state)
{
    void *data;
    (void)state;
    size_t n = data_file("intake/county.xls", &data);
    unsigned char *p = data;
    seen whole = {0};
    see(&whole, p, n);
    for (size_t k = 8; k < n; k += 509) {
        seen s = {0};
        see(&s, p, k);
        /* what is behind the workbook's own stream is not missed */
        if (s.status == JH_OK)
            assert_string_equal(s.text.p, whole.text.p);
        else
            assert_int_equal(s.status, JH_EINPUT);
        unsee(&s);
    }
    unsee(&whole);
    jh_random r;
    jh_random_seed(&r, 7);
    for (int i = 0; i < 400; i++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_flags),
        cmocka_unit_test(formulas_keep_their_results),
        cmocka_unit_test(dates),
        cmocka_unit_test(texts_over_records),
        cmocka_unit_test(merged_ranges_come_first),
        cmocka_unit_test(damaged_workbooks),
        cmocka_unit_test(cut_and_turned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
