/* OpenDocument tables from parts that each test spells out, and the same workbook as saved
 * by LibreOffice in three formats. */
#include "table_fixture.h"

#define KIND "application/vnd.oasis.opendocument.spreadsheet"
#define HEAD                                                                             \
    "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' "          \
    "xmlns:calcext='c'><office:automatic-styles/><office:body><office:spreadsheet>"
#define TAIL "</office:spreadsheet></office:body></office:document-content>"
#define TABLE(rows) HEAD "<table:table table:name='甲'>" rows "</table:table>" TAIL
#define P(text) "<text:p>" text "</text:p>"
#define STRING(text)                                                                     \
    "<table:table-cell office:value-type='string'>" P(text) "</table:table-cell>"

static size_t book(const char *content, void **bytes)
{
    part p[] = {{"mimetype", KIND, 0}, {"content.xml", content, 0}};
    return zip_of(p, 2, bytes);
}

static void table_reads(const char *content, const char *table)
{
    void *bytes;
    size_t n = book(content, &bytes);
    reads(bytes, n, table);
    free(bytes);
}

static void table_refused(const char *content, const char *key)
{
    void *bytes;
    size_t n = book(content, &bytes);
    refused(bytes, n, key);
    free(bytes);
}

static void kinds_of_cells(void **state)
{
    (void)state;
    table_reads(
        TABLE("<table:table-row>" STRING(
            "校名") "<table:table-cell office:value-type='float' "
                    "office:value='820.50'>" P("821") "</table:table-cell>"
                                                      "<table:table-cell "
                                                      "office:value-type='percentage' "
                                                      "office:value='0.855'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='currency' "
                                                      "office:value='12'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='date' "
                                                      "office:date-value='2026-09-01'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='date' "
                                                      "office:date-value='2026-09-01T12:"
                                                      "30:00'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='time' "
                                                      "office:time-value='PT08H15M00S'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='boolean' "
                                                      "office:boolean-value='true'/>"
                                                      "<table:table-cell "
                                                      "office:value-type='string' "
                                                      "office:string-value='' "
                                                      "calcext:value-type='error' "
                                                      "table:formula='of:=1/0'>" P(
                                                          "#DIV/0!") "</table:table-cell>"
                                                                     "<table:table-cell "
                                                                     "table:formula='of:="
                                                                     "[.B1]*2'/>"
                                                                     "<table:table-cell "
                                                                     "table:formula='of:="
                                                                     "\"\"'>" P(
                                                                         "") "</"
                                                                             "table:"
                                                                             "table-cell>"
                                                                             "<table:"
                                                                             "table-cell "
                                                                             "office:"
                                                                             "value-type="
                                                                             "'float' "
                                                                             "office:"
                                                                             "value='3' "
                                                                             "table:"
                                                                             "formula='"
                                                                             "of:=1+2'/>"
                                                                             "</"
                                                                             "table:"
                                                                             "table-"
                                                                             "row>"),
        "[甲]\n1: A=T:校名 B=N:820.5 C=N:0.855 D=N:12 E=D:2026-09-01 F=D:2026-09-01 "
        "12:30:00 "
        "G=D:08:15:00 H=B:TRUE I=fE:#DIV/0! J=fF:=[.B1]*2 L=fN:3\n");
}

static void paragraphs(void **state)
{
    (void)state;
    table_reads(
        TABLE("<table:table-row><table:table-cell office:value-type='string'>"
              "<office:annotation>" P("remark") "</office:annotation>" P(
                  "一<text:span>二</text:span><text:s text:c='2'/>三<text:tab/>四")
                  P("\n   五\n   六\n ") "</table:table-cell>" STRING(
                      " a  b ") "</table:table-row>"),
        "[甲]\n1: A=T:一二  三\t四\n五 六 B=T: a  b \n");
}

static void repeats(void **state)
{
    (void)state;
    table_reads(
        TABLE("<table:table-header-rows><table:table-row>" STRING(
            "a") "<table:table-cell table:number-columns-repeated='2'/>"
                 "<table:table-cell table:number-columns-repeated='3' "
                 "office:value-type='float' "
                 "office:value='5'/><table:table-cell "
                 "table:number-columns-repeated='16378'/>"
                 "</table:table-row></table:table-header-rows>"
                 "<table:table-row table:number-rows-repeated='4'><table:table-cell/>"
                 "</table:table-row>"
                 "<table:table-row table:number-rows-repeated='2'>" STRING(
                     "b") "</table:table-row>"
                          "<table:table-row table:number-rows-repeated='1048568'>"
                          "<table:table-cell "
                          "table:number-columns-repeated='16384'/></table:table-row>"),
        "[甲]\n1: A=T:a D=N:5 E=N:5 F=N:5\n6: A=T:b\n7: A=T:b\n");
}

static void merged_ranges_come_first(void **state)
{
    (void)state;
    table_reads(
        HEAD
        "<table:table table:name='甲'><table:table-row table:number-rows-repeated='2'>"
        "<table:table-cell/></table:table-row><table:table-row><table:table-cell/>"
        "<table:table-cell table:number-columns-spanned='3' "
        "table:number-rows-spanned='2' "
        "office:value-type='string'>" P(
            "头") "</table:table-cell>"
                  "<table:covered-table-cell table:number-columns-repeated='2'/>" STRING(
                      "尾") "</table:table-row></table:table><table:table "
                            "table:name='乙'/>" TAIL,
        "[甲] 3,2-4,4\n3: B=T:头 E=T:尾\n[乙]\n");
}

static void repeats_that_are_too_many(void **state)
{
    (void)state;
    table_refused(TABLE("<table:table-row table:number-rows-repeated='2000001'>" STRING(
                      "x") "</table:table-row>"),
                  "intake.read_too_many_rows");
    table_refused(TABLE("<table:table-row table:number-rows-repeated='1000000'>"
                        "<table:table-cell table:number-columns-repeated='1000' "
                        "office:value-type='float' office:value='1'/></table:table-row>"),
                  "intake.read_too_many_repeats");
    table_refused(TABLE("<table:table-row>"
                        "<table:table-cell table:number-columns-repeated='4294967295' "
                        "office:value-type='float' office:value='1'/></table:table-row>"),
                  "intake.read_too_many_columns");
}

static void damaged_tables(void **state)
{
    void *bytes;
    (void)state;
    table_refused(HEAD "<table:table table:name='甲'><table:table-row>",
                  "intake.read_broken_xml");
    table_refused("<!DOCTYPE a [<!ENTITY b 'c'>]>" TABLE(""), "intake.read_doctype");
    size_t n = book(TABLE("<table:table-row><table:table-cell/><table:table-cell "
                          "office:value-type='float' office:value='x'>" P(
                              "5") "</table:table-cell></table:table-row>"),
                    &bytes);
    reads_with_fault(bytes, n, "[甲]\n1: B=T:5\n", "intake.read_not_a_number", 1, 2);
    free(bytes);
    part locked[] = {{"mimetype", KIND, 0},
                     {"content.xml", "\1\2\3", 0},
                     {"META-INF/manifest.xml", "<m><manifest:encryption-data/></m>", 0}};
    n = zip_of(locked, 3, &bytes);
    refused(bytes, n, "intake.read_encrypted");
    free(bytes);
    part text[] = {{"mimetype", "application/vnd.oasis.opendocument.text", 0},
                   {"content.xml", TABLE(""), 0}};
    n = zip_of(text, 2, &bytes);
    refused(bytes, n, "intake.read_is_document");
    free(bytes);
}

/* One workbook, saved in each format. They differ where the formats do: in how far an 18-digit
 * number survives. */
static void three_formats_read_alike(void **state)
{
    static const char *const file[] = {"intake/county.xlsx", "intake/county.ods",
                                       "intake/county.xls"};
    static const char head[] =
        "[学校 基本<情况>] 1,1-1,4 2,1-3,1 2,2-2,3\n"
        "1: A=T:某县2026年学校基本情况\n"
        "2: A=T:学校名称 B=T:学生数 D=T:备注\n"
        "3: B=T:小学 C=T:初中\n"
        "7: A=T:第一小学 B=N:820 C=N:0.1 D=T:第一段  两  格\n第二段\n"
        "8: A=T:第二小学 B=N:1234567.25 C=N:-3 D=N:0.855\n"
        "9: A=T:日期 B=D:2026-09-01 C=D:2026-09-01 12:30:00 D=D:08:15:00\n"
        "10: A=T:公式 B=fN:205 C=fE:#DIV/0! D=fT:甲乙 E=N:0 F=fB:TRUE\n"
        "11: F=N:5 G=N:5 H=N:5\n";
    static const char middle[] = " C=N:1e-07\n[隐藏]\n1: A=T:看不见\n[长表]\n"
                                 "1: A=T:第0001行很长的文字很长的文字";
    (void)state;
    for (size_t i = 0; i < JH_COUNT(file); i++) {
        void *bytes;
        size_t n = data_file(file[i], &bytes);
        seen s = {0};
        see(&s, bytes, n);
        assert_int_equal(s.status, JH_OK);
        assert_int_equal(s.diags.n, 0);
        assert_int_equal(s.rows, 311);
        if (strncmp(s.text.p, head, sizeof head - 1)) assert_string_equal(s.text.p, head);
        assert_non_null(strstr(s.text.p, middle));
        assert_non_null(strstr(s.text.p, "\n13: A=T:同 B=N:4.10181201501017"));
        assert_non_null(strstr(s.text.p, "\n300: A=T:第0300行plain ascii plain ascii "));
        unsee(&s);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_cells),
        cmocka_unit_test(paragraphs),
        cmocka_unit_test(repeats),
        cmocka_unit_test(merged_ranges_come_first),
        cmocka_unit_test(repeats_that_are_too_many),
        cmocka_unit_test(damaged_tables),
        cmocka_unit_test(three_formats_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
