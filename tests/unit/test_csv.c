/* Text tables: quotes, line ends, delimiters, encodings, and what is wrong with them. */
#include "table_fixture.h"

#define READS(text, table) reads(text, sizeof(text) - 1, table)

static void plain_rows(void **state)
{
    (void)state;
    READS("a,b\n1,2\n", "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:2\n");
    READS("a,b\r\n1,2", "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:2\n");
    READS("a\tb\r1\t2\n3\t4\r\n", "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:2\n3: A=T:3 B=T:4\n");
    READS(" a ,\t b\n", "[]\n1: A=T: a  B=T:\t b\n");
}

static void empty_cells_and_lines_keep_their_place(void **state)
{
    (void)state;
    READS("a,b,c\n,,3\n\n\"\",x,\n", "[]\n1: A=T:a B=T:b C=T:c\n2: C=T:3\n4: B=T:x\n");
    READS("\n\na,b\n", "[]\n3: A=T:a B=T:b\n");
}

static void quotes(void **state)
{
    (void)state;
    READS("\"a,\"\"b\"\"\",\"c\nd\"\ne,f\n",
          "[]\n1: A=T:a,\"b\" B=T:c\nd\n2: A=T:e B=T:f\n");
    READS("a\"b,c\" d\n", "[]\n1: A=T:a\"b B=T:c\" d\n");
    READS("\"a\r\nb\"\r\nc", "[]\n1: A=T:a\r\nb\n2: A=T:c\n");
}

static void delimiters(void **state)
{
    (void)state;
    READS("a;b\n1,5;2,5\n", "[]\n1: A=T:a B=T:b\n2: A=T:1,5 B=T:2,5\n");
    READS("a|b\n1|2\n", "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:2\n");
    READS("县教育局 2026 报表\na\tb\n1,x\t2\n3\t4\n",
          "[]\n1: A=T:县教育局 2026 报表\n2: A=T:a B=T:b\n3: A=T:1,x B=T:2\n4: A=T:3 "
          "B=T:4\n");
    READS("\"a,b,c\";d\n\"1,2,3\";4\n", "[]\n1: A=T:a,b,c B=T:d\n2: A=T:1,2,3 B=T:4\n");
    READS("one\ntwo\n", "[]\n1: A=T:one\n2: A=T:two\n");
}

static void encodings(void **state)
{
    const char *table = "[]\n1: A=T:校名 B=T:数\n2: A=T:一小 B=T:5\n";
    (void)state;
    READS("校名,数\n一小,5\n", table);
    READS("\xEF\xBB\xBF校名,数\n一小,5\n", table);
    READS("\xD0\xA3\xC3\xFB,\xCA\xFD\n\xD2\xBB\xD0\xA1,5\n", table);
    READS("\xFF\xFE!h\rT,\0pe\n\0\0N\x0F\\,\0005\0\n\0", table);
    READS("\xFE\xFFh!T\r\0,ep\0\nN\0\\\x0F\0,\0005\0\n", table);
    /* four bytes of GB18030; a pair of UTF-16 */
    READS("\xD0\xA3\x95\x32\x82\x36,b\n", "[]\n1: A=T:校𠀀 B=T:b\n");
    READS("\xFF\xFE\x40\xD8\x00\xDC,\0b\0", "[]\n1: A=T:𠀀 B=T:b\n");
}

static void bad_bytes_are_named_and_the_rest_is_kept(void **state)
{
    (void)state;
    const char *bad = "名称,数\n一\xFF小\xFE,5\n";
    reads_with_fault(
        bad, strlen(bad),
        "[]\n1: A=T:名称 B=T:数\n2: A=T:一\xEF\xBF\xBD小\xEF\xBF\xBD B=T:5\n",
        "intake.read_bad_byte", 2, 1);
    /* GB18030 but for one byte */
    const char *gb = "\xD0\xA3\xC3\xFB\xCA\xFD\xCA\xFD,b\nx,\xFF\n";
    reads_with_fault(gb, strlen(gb),
                     "[]\n1: A=T:校名数数 B=T:b\n2: A=T:x B=T:\xEF\xBF\xBD\n",
                     "intake.read_bad_byte", 2, 2);
    const char nul[] = "a,b\nx\0y,2\n";
    reads_with_fault(nul, sizeof nul - 1,
                     "[]\n1: A=T:a B=T:b\n2: A=T:x\xEF\xBF\xBDy B=T:2\n",
                     "intake.read_nul", 2, 1);
    const char half[] = "\xFF\xFE"
                        "a\0,\0\0\xD8x\0";
    reads_with_fault(half, sizeof half - 1, "[]\n1: A=T:a B=T:\xEF\xBF\xBDx\n",
                     "intake.read_bad_byte", 1, 2);
}

static void a_quote_that_never_ends_swallows_nothing(void **state)
{
    (void)state;
    const char *open = "a,b\n1,\"x\n2,y\n3,z\n";
    reads_with_fault(
        open, strlen(open),
        "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:\"x\n3: A=T:2 B=T:y\n4: A=T:3 B=T:z\n",
        "intake.read_open_quote", 2, 2);
    /* it meets the quote of a later row in the middle of a word */
    const char *stray = "a,b\n1,\"x\n2,\"y\"\n3,z\n";
    reads_with_fault(
        stray, strlen(stray),
        "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:\"x\n3: A=T:2 B=T:y\n4: A=T:3 B=T:z\n",
        "intake.read_open_quote", 2, 2);
    const char *behind = "a,b\n\"x\"y,2\n";
    reads_with_fault(behind, strlen(behind), "[]\n1: A=T:a B=T:b\n2: A=T:xy B=T:2\n",
                     "intake.read_after_quote", 2, 1);
}

/* Over the edge of the pieces in which a file is decoded, also on the way back to a quote. */
static void pieces(void **state)
{
    jh_buf wide = {0}, want = {0};
    (void)state;
    jh_buf_add(&wide, "\xFF\xFE", 2);
    jh_buf_puts(&want, "[]\n");
    for (int i = 1; i <= 30000; i++) {
        char line[32], *p = line;
        snprintf(line, sizeof line, "%05d,%sq\n", i, i == 20000 ? "\"" : "x");
        for (; *p; p++)
            jh_buf_add(&wide, (char[]){*p, 0}, 2);
        jh_buf_printf(&want, "%d: A=T:%05d B=T:%sq\n", i, i, i == 20000 ? "\"" : "x");
    }
    reads_with_fault(wide.p, wide.n, want.p, "intake.read_open_quote", 20000, 2);
    jh_buf_clear(&wide);
    jh_buf_clear(&want);
}

static void large_utf8(void **state)
{
    jh_buf in = {0}, want = {0};
    (void)state;
    jh_buf_puts(&want, "[]\n");
    for (int i = 1; i <= 120000; i++) {
        jh_buf_printf(&in, "%d,\"第\"\"%d\"\"小学\"\r\n", i, i);
        jh_buf_printf(&want, "%d: A=T:%d B=T:第\"%d\"小学\n", i, i, i);
    }
    reads(in.p, in.n, want.p);
    jh_buf_clear(&in);
    jh_buf_clear(&want);
}

static void cut_off(void **state)
{
    (void)state;
    const char *cut = "a,b,c\n1,2,3\n4,5,6\n7,8";
    refused(cut, strlen(cut), "intake.read_cut_text");
    const char *character = "校名,数\n一小,5\n二\xE5\xB0";
    refused(character, strlen(character), "intake.read_cut_character");
    refused("\xFF\xFE"
            "a\0,",
            5, "intake.read_cut_character");
    /* a remark below the table, a row that was ended */
    READS("a,b\n1,2\n3,4\nnote", "[]\n1: A=T:a B=T:b\n2: A=T:1 B=T:2\n3: A=T:3 B=T:4\n"
                                 "4: A=T:note\n");
    READS("a,b,c\n1,2,3\n4,5\n", "[]\n1: A=T:a B=T:b C=T:c\n2: A=T:1 B=T:2 C=T:3\n"
                                 "3: A=T:4 B=T:5\n");
}

static void what_is_no_table(void **state)
{
    (void)state;
    refused("", 0, "intake.read_empty");
    refused("\xEF\xBB\xBF", 3, "intake.read_empty");
    refused("%PDF-1.7\n", 9, "intake.read_is_pdf");
    refused("\x89PNG\r\n\x1A\n", 8, "intake.read_is_image");
    refused("\xFF\xD8\xFF\xE0", 4, "intake.read_is_image");
    refused("{\\rtf1", 6, "intake.read_is_document");
    refused("Rar!\x1A\x07", 6, "intake.read_is_archive");
    refused(" \r\n<HTML xmlns", 13, "intake.read_is_page");
    refused("<table><tr>", 11, "intake.read_is_page");
    refused("<?xml version='1.0'?><Workbook/>", 32, "intake.read_is_xml");
    refused("a\0,\0b\0\n\0", 8, "intake.read_no_mark");
    refused("\1\0\2\0\0\0\0\3\0\0\0\0", 12, "intake.read_not_a_table");
}

static jh_status stop(void *ctx, const jh_row *row)
{
    (void)ctx;
    return row->row == 2 ? JH_EIO : JH_OK;
}

static bool yes(void *ctx)
{
    ++*(int *)ctx;
    return true;
}

static void callbacks_end_the_reading(void **state)
{
    (void)state;
    jh_input in = {"x.csv", "a,b\n1,2\n", 8};
    jh_sink sink = {NULL, NULL, stop};
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, NULL, NULL), JH_EIO);
    int asked = 0;
    jh_progress progress = {.ctx = &asked, .cancelled = yes};
    jh_error err = {0};
    sink.row = NULL;
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, &progress, &err), JH_ECANCEL);
    assert_int_equal(asked, 1);
    assert_string_equal(err.msg.key, "intake.read_cancelled");
}

static void faults_end_somewhere(void **state)
{
    (void)state;
    jh_buf in = {0};
    for (int i = 0; i < 12000; i++)
        jh_buf_puts(&in, "校,\xFF\n");
    seen s = {0};
    see(&s, in.p, in.n);
    assert_int_equal(s.status, JH_OK);
    assert_int_equal(s.rows, 12000);
    assert_int_equal(s.diags.n, 10001);
    assert_string_equal(s.diags.item[10000].msg.key, "intake.read_more_faults");
    unsee(&s);
    jh_buf_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows),
        cmocka_unit_test(empty_cells_and_lines_keep_their_place),
        cmocka_unit_test(quotes),
        cmocka_unit_test(delimiters),
        cmocka_unit_test(encodings),
        cmocka_unit_test(bad_bytes_are_named_and_the_rest_is_kept),
        cmocka_unit_test(a_quote_that_never_ends_swallows_nothing),
        cmocka_unit_test(pieces),
        cmocka_unit_test(large_utf8),
        cmocka_unit_test(cut_off),
        cmocka_unit_test(what_is_no_table),
        cmocka_unit_test(callbacks_end_the_reading),
        cmocka_unit_test(faults_end_somewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
