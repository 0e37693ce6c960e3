/* Workbooks as Excel and others write them, from parts that each test spells out. */
#include "table_fixture.h"

#define TYPES                                                                            \
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define ROOT                                                                             \
    "<Relationships><Relationship Id='r' Type='" OFFICE "officeDocument' "               \
    "Target='xl/workbook.xml'/></Relationships>"
#define BOOK                                                                             \
    "<workbook xmlns:r='x'><sheets><sheet name='甲' sheetId='1' "                       \
    "r:id='r1'/></sheets></workbook>"
#define RELS                                                                             \
    "<Relationships><Relationship Id='r1' Type='" OFFICE "worksheet' "                   \
    "Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='" OFFICE                \
    "sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r3' Type='" OFFICE     \
    "styles' Target='styles.xml'/></Relationships>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

/* A workbook with one sheet; texts and styles may be NULL. */
static size_t book(const char *sheet, const char *texts, const char *styles, void **bytes)
{
    part p[7] = {
        {"[Content_Types].xml", TYPES, 0},      {"_rels/.rels", ROOT, 0},
        {"xl/workbook.xml", BOOK, 0},           {"xl/_rels/workbook.xml.rels", RELS, 0},
        {"xl/worksheets/sheet1.xml", sheet, 0},
    };
    size_t n = 5;
    if (texts) p[n++] = (part){"xl/sharedStrings.xml", texts, 0};
    if (styles) p[n++] = (part){"xl/styles.xml", styles, 0};
    return zip_of(p, n, bytes);
}

static void sheet_reads(const char *sheet, const char *table)
{
    void *bytes;
    size_t n = book(sheet, NULL, NULL, &bytes);
    reads(bytes, n, table);
    free(bytes);
}

static void sheet_refused(const char *sheet, const char *key)
{
    void *bytes;
    size_t n = book(sheet, NULL, NULL, &bytes);
    refused(bytes, n, key);
    free(bytes);
}

static void kinds_of_cells(void **state)
{
    (void)state;
    sheet_reads(SHEET("<row r='1'><c r='A1' t='inlineStr'><is><t>校</t><r><t>名</t></r>"
                      "<rPh><t>no</t></rPh></is></c><c r='B1'><v>820</v></c>"
                      "<c r='C1' t='b'><v>1</v></c><c r='D1' t='e'><v>#N/A</v></c>"
                      "<c r='E1' t='str'><f>A1</f><v>x</v></c><c r='F1' s='3'/>"
                      "<c r='G1'><f>B1*2</f><v>1640</v></c><c r='H1'><f>B1+1</f></c>"
                      "<c r='I1' t='d'><v>2026-09-01T12:30:00</v></c>"
                      "<c r='J1' t='str'><f>\"\"</f><v></v></c></row>"),
                "[甲]\n1: A=T:校名 B=N:820 C=B:TRUE D=E:#N/A E=fT:x G=fN:1640 H=fF:=B1+1 "
                "I=D:2026-09-01 12:30:00\n");
}

static void places_may_be_left_out(void **state)
{
    (void)state;
    sheet_reads(SHEET("<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row>"
                      "<row r='7'/><row><c><v>4</v></c></row>"),
                "[甲]\n1: A=N:1 D=N:2 E=N:3\n8: A=N:4\n");
    /* cells out of order within a row */
    sheet_reads(SHEET("<row r='2'><c r='C2'><v>3</v></c><c r='A2'><v>1</v></c></row>"),
                "[甲]\n2: A=N:1 C=N:3\n");
}

static void prefixes_and_strict_names(void **state)
{
    (void)state;
    sheet_reads(
        "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'>"
        "<x:sheetData><x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>a</x:t></x:is>"
        "</x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref='A1:B2'/>"
        "</x:mergeCells></x:worksheet>",
        "[甲] 1,1-2,2\n1: A=T:a\n");
}

static void merged_ranges_come_first(void **state)
{
    (void)state;
    sheet_reads(
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"
        "<mergeCells count='3'><mergeCell ref=\"A1:C1\"/><mergeCell ref='$B$2:AA30'/>"
        "<mergeCell ref='nonsense'/></mergeCells></worksheet>",
        "[甲] 1,1-1,3 2,2-30,27\n1: A=N:1\n");
}

/* The tags of merged cells, cut by the pieces of the stream at any place. */
static void merged_ranges_over_pieces(void **state)
{
    (void)state;
    for (size_t pad = 65400; pad < 65540; pad += 7) {
        jh_buf xml = {0};
        jh_buf_puts(&xml, "<worksheet><sheetData/><!--");
        while (xml.n < pad)
            jh_buf_putc(&xml, 'x');
        jh_buf_puts(&xml,
                    "--><mergeCells><mergeCell ref='A1:B1'/><mergeCell ref='A2:B2'/>"
                    "</mergeCells></worksheet>");
        sheet_reads(xml.p, "[甲] 1,1-1,2 2,1-2,2\n");
        jh_buf_clear(&xml);
    }
}

static void shared_texts(void **state)
{
    void *bytes;
    (void)state;
    size_t n = book(
        SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
              "<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c></row>"),
        "<sst><si><t xml:space='preserve'> 一小 </t></si>"
        "<si><r><rPr/><t>甲</t></r><r><t>乙</t></r><rPh sb='0' eb='1'><t>jia</t></rPh>"
        "</si><si><t/></si><si><t>a_x000D_b_x5F_c_x0041_</t></si></sst>",
        NULL, &bytes);
    reads(bytes, n, "[甲]\n1: A=T: 一小  B=T:甲乙 D=T:a\rb_x5F_cA\n");
    free(bytes);
    n = book(
        SHEET(
            "<row r='3'><c r='B3' t='s'><v>7</v></c><c r='C3' t='s'><v>0</v></c></row>"),
        "<sst><si><t>x</t></si></sst>", NULL, &bytes);
    reads_with_fault(bytes, n, "[甲]\n3: C=T:x\n", "intake.read_no_shared_text", 3, 2);
    free(bytes);
}

static void numbers(void **state)
{
    void *bytes;
    (void)state;
    sheet_reads(SHEET("<row r='1'><c><v>0.10000000000000001</v></c><c><v>1.50</v></c>"
                      "<c><v>-3</v></c><c><v>410181201501017123</v></c>"
                      "<c><v>4.1018120150101702E+17</v></c><c><v>12.5</v></c>"
                      "<c><v>9007199254740993</v></c><c><v>0.5</v></c></row>"),
                "[甲]\n1: A=N:0.1 B=N:1.5 C=N:-3 D=N:410181201501017123 "
                "E=N:4.10181201501017e+17 F=N:12.5 G=N:9007199254740993 H=N:0.5\n");
    size_t n = book(SHEET("<row r='1'><c><v>INF</v></c><c><v>1</v></c></row>"), NULL,
                    NULL, &bytes);
    reads_with_fault(bytes, n, "[甲]\n1: A=T:INF B=N:1\n", "intake.read_not_a_number", 1,
                     1);
    free(bytes);
}

#define STYLES                                                                           \
    "<styleSheet><numFmts><numFmt numFmtId='176' "                                       \
    "formatCode='yyyy\"年\"m\"月\"d\"日\";@'/>"                                       \
    "<numFmt numFmtId='177' formatCode='0.00\"d\"'/>"                                    \
    "<numFmt numFmtId='178' formatCode='[Red][h]:mm'/>"                                  \
    "<numFmt numFmtId='179' formatCode='[$-804]aaaa'/></numFmts>"                        \
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"                                   \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='176'/>"                 \
    "<xf numFmtId='177'/><xf numFmtId='178'/><xf numFmtId='179'/><xf numFmtId='22'/>"    \
    "</cellXfs></styleSheet>"

static void dates(void **state)
{
    void *bytes;
    (void)state;
    size_t n = book(
        SHEET(
            "<row r='1'><c s='1'><v>46266</v></c><c s='2'><v>46266.520833333336</v></c>"
            "<c s='3'><v>46266</v></c><c s='4'><v>0.25</v></c><c s='4'><v>1.5</v></c>"
            "<c s='5'><v>3</v></c><c s='6'><v>0.9999999</v></c></row>"
            "<row r='2'><c s='1'><v>1</v></c><c s='1'><v>59</v></c><c s='1'><v>60</v></c>"
            "<c s='1'><v>61</v></c><c s='1'><v>-1</v></c><c s='1'><v>2958465</v></c>"
            "<c s='1'><v>2958466</v></c><c s='99'><v>5</v></c></row>"),
        NULL, STYLES, &bytes);
    reads(
        bytes, n,
        "[甲]\n1: A=D:2026-09-01 B=D:2026-09-01 12:30:00 C=N:46266 D=D:06:00:00 E=N:1.5 "
        "F=N:3 G=D:1900-01-01\n"
        "2: A=D:1900-01-01 B=D:1900-02-28 C=D:1900-02-29 D=D:1900-03-01 E=N:-1 "
        "F=D:9999-12-31 G=N:2958466 H=N:5\n");
    free(bytes);
}

static void dates_from_1904(void **state)
{
    void *bytes;
    (void)state;
    part p[] = {
        {"[Content_Types].xml", TYPES, 0},
        {"xl/workbook.xml",
         "<workbook xmlns:r='x'><workbookPr date1904='1'/><sheets>"
         "<sheet name='甲' sheetId='1' r:id='r1'/></sheets></workbook>",
         0},
        {"xl/_rels/workbook.xml.rels", RELS, 0},
        {"xl/styles.xml", STYLES, 0},
        {"xl/worksheets/sheet1.xml",
         SHEET("<row r='1'><c s='1'><v>44804</v></c><c s='1'><v>0</v></c></row>"), 0},
    };
    size_t n = zip_of(p, JH_COUNT(p), &bytes);
    reads(bytes, n, "[甲]\n1: A=D:2026-09-01 B=D:1904-01-01\n");
    free(bytes);
}

static void sheets_in_their_order(void **state)
{
    void *bytes;
    (void)state;
    part p[] = {
        {"[Content_Types].xml", TYPES, 0},
        {"_rels/.rels",
         "<Relationships><Relationship Id='r' "
         "Type='http://purl.oclc.org/ooxml/officeDocument/"
         "relationships/officeDocument' Target='/book/main.xml'/></Relationships>",
         0},
        {"book/main.xml",
         "<workbook xmlns:rel='x'><sheets><sheet name='乙' sheetId='2' rel:id='b'/>"
         "<sheet name='图' sheetId='3' rel:id='c'/>"
         "<sheet name='甲' sheetId='1' state='hidden' rel:id='a'/></sheets></workbook>",
         0},
        {"book/_rels/main.xml.rels",
         "<Relationships><Relationship Id='a' Type='" OFFICE
         "worksheet' Target='../s/./1.xml'/>"
         "<Relationship Id='b' Type='" OFFICE "worksheet' Target='/S/2.xml'/>"
         "<Relationship Id='c' Type='" OFFICE
         "chartsheet' Target='c.xml'/></Relationships>",
         0},
        {"s/1.xml", SHEET("<row><c><v>1</v></c></row>"), 0},
        {"s/2.xml", SHEET("<row><c><v>2</v></c></row>"), 0},
    };
    size_t n = zip_of(p, JH_COUNT(p), &bytes);
    reads(bytes, n, "[乙]\n1: A=N:2\n[甲]\n1: A=N:1\n");
    seen s = {.skip = "乙"};
    see(&s, bytes, n);
    assert_string_equal(s.text.p, "[乙]\n[甲]\n1: A=N:1\n");
    unsee(&s);
    free(bytes);
}

static void damaged_sheets(void **state)
{
    (void)state;
    sheet_refused("<worksheet><sheetData><row r='1'><c r='A1'><v>1</v>",
                  "intake.read_broken_xml");
    sheet_refused("<worksheet><sheetData></worksheet>", "intake.read_broken_xml");
    sheet_refused("<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>",
                  "intake.read_doctype");
    sheet_refused(SHEET("<row r='2147483647'><c><v>1</v></c></row>"),
                  "intake.read_too_many_rows");
    sheet_refused(SHEET("<row r='1'><c r='XFE1'><v>1</v></c></row>"),
                  "intake.read_too_many_columns");
    sheet_refused(SHEET("<row r='2'/><row r='1'/>"), "intake.read_rows_disordered");
    sheet_refused(SHEET("<row r='2'/><row r='2'/>"), "intake.read_rows_disordered");
    sheet_refused(SHEET("<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>"),
                  "intake.read_cell_twice");
    sheet_refused(SHEET("<row r='1'><c r='A2'><v>1</v></c></row>"),
                  "intake.read_bad_address");
    sheet_refused(SHEET("<row r='1'><c r='1A'><v>1</v></c></row>"),
                  "intake.read_bad_address");
}

static void missing_parts(void **state)
{
    void *bytes;
    (void)state;
    part p[] = {{"[Content_Types].xml", TYPES, 0},
                {"xl/workbook.xml", BOOK, 0},
                {"xl/_rels/workbook.xml.rels", RELS, 0}};
    size_t n = zip_of(p, 3, &bytes);
    refused(bytes, n, "intake.read_part_missing");
    free(bytes);
    n = zip_of(p, 2, &bytes);
    refused(bytes, n, "intake.read_broken_zip");
    free(bytes);
    n = zip_of(p, 1, &bytes);
    refused(bytes, n, "intake.read_is_archive");
    free(bytes);
    part other[] = {{"[Content_Types].xml", TYPES, 0}, {"word/document.xml", "<x/>", 0}};
    n = zip_of(other, 2, &bytes);
    refused(bytes, n, "intake.read_is_document");
    free(bytes);
    part binary[] = {{"[Content_Types].xml", TYPES, 0}, {"xl/workbook.bin", "x", 0}};
    n = zip_of(binary, 2, &bytes);
    refused(bytes, n, "intake.read_is_xlsb");
    free(bytes);
    part plain[] = {{"学校.csv", "a,b\n", 0}};
    n = zip_of(plain, 1, &bytes);
    refused(bytes, n, "intake.read_is_archive");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_cells),
        cmocka_unit_test(places_may_be_left_out),
        cmocka_unit_test(prefixes_and_strict_names),
        cmocka_unit_test(merged_ranges_come_first),
        cmocka_unit_test(merged_ranges_over_pieces),
        cmocka_unit_test(shared_texts),
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(dates_from_1904),
        cmocka_unit_test(sheets_in_their_order),
        cmocka_unit_test(damaged_sheets),
        cmocka_unit_test(missing_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
