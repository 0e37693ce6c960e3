/* Forms shown, and the empty workbook that comes back filled in. */
#include "jh_fixture.h"

#include <junheng/intake.h>

#include <zip.h>

static void lists_forms(void **state)
{
    const outcome *o = RUN(state, "form", "list");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "cn-school-table");
    has(o->out, "一所学校");
    assert_null(strstr(o->out, "ops.form_of"));
    o = RUN(state, "form", "list", "--ids");
    has(o->out, "cn-school-table\n");
    assert_null(strstr(o->out, " "));
    o = RUN(state, "form", "list", "--json");
    has(o->out, "\"record\": \"claim\"");
}

/* Every form that ships can be read and shown. */
static void shows_every_form(void **state)
{
    size_t n;
    const jh_asset *asset = jh_asset_list(&n);
    size_t shown = 0;
    for (size_t i = 0; i < n; i++) {
        char id[64];
        if (sscanf(asset[i].name, "forms/%63[^.]", id) != 1) continue;
        const outcome *o = RUN(state, "form", "show", id, "--json");
        if (o->code != JH_EXIT_DONE) fail_msg("%s: %s", id, o->err);
        has(o->out, "\"fact\"");
        shown++;
    }
    assert_true(shown > 5);
    const outcome *o = RUN(state, "form", "show", "cn-answers", "--lang", "en");
    has(o->out, "\nitem ");
    has(o->out, "| 自评结果 |");
    o = RUN(state, "form", "show", "cn-county-form", "--lang", "en");
    has(o->out, "yuan/persons");
    o = RUN(state, "form", "show", "no-such-form");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "jh form list");
}

static void shows_a_form_of_the_user(void **state)
{
    write_file(state, "mine.yaml",
               "junheng: form/1\nid: mine\nname: 我的表\nvocabulary: cn-compulsory\n"
               "record: school\nlayout: table\ncolumns:\n"
               "  - {fact: school_id, join: [区, 号], with: \"-\"}\n"
               "  - {fact: pupils_primary, labels: [娃娃数]}\n");
    const outcome *o = RUN(state, "form", "show", "mine.yaml");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "区-号");
    has(o->out, "娃娃数");
    write_file(state, "mine.yaml", "junheng: form/1\nid: mine\nvocabulary: none\n");
    assert_int_equal(RUN(state, "form", "show", "./mine.yaml")->code, JH_EXIT_INPUT);
}

/* ---- a template that is filled in ---------------------------------------------------- */

typedef struct heads {
    bool first;
    uint32_t id, name, county, pupils, junior;
} heads;

static jh_status seen_sheet(void *ctx, const char *name, const jh_range *merged, size_t n,
                            bool *skip)
{
    heads *h = ctx;
    (void)name, (void)merged, (void)n;
    *skip = h->first;
    h->first = true;
    return JH_OK;
}

static jh_status seen_row(void *ctx, const jh_row *row)
{
    heads *h = ctx;
    assert_int_equal(row->row, 1);
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *c = &row->cell[i];
        if (!strcmp(c->text, "学校标识码")) h->id = c->col;
        if (!strcmp(c->text, "学校名称")) h->name = c->col;
        if (!strcmp(c->text, "县（市、区）")) h->county = c->col;
        if (!strcmp(c->text, "小学在校生数")) h->pupils = c->col;
        if (!strcmp(c->text, "初中在校生数")) h->junior = c->col;
    }
    return JH_OK;
}

static heads heads_of(const char *path)
{
    char *bytes = calloc(1, 1 << 20);
    FILE *f = fopen(path, "r");
    assert_true(bytes && f);
    size_t n = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    heads h = {0};
    jh_sink sink = {&h, seen_sheet, seen_row};
    jh_input in = {path, bytes, n};
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, NULL, NULL), JH_OK);
    free(bytes);
    assert_true(h.id && h.name && h.county && h.pupils && h.junior);
    return h;
}

static void put(jh_buf *out, uint32_t col, int row, const char *text)
{
    char letters[8];
    jh_column_letters(col, letters);
    jh_buf_printf(out, "<c r=\"%s%d\" t=\"inlineStr\"><is><t>%s</t></is></c>", letters,
                  row, text);
}

/* Types a school into the second row of the first sheet, and one without an id below it. */
static void fill_in(const char *path)
{
    heads h = heads_of(path);
    jh_buf xml = {0};
    char part[4096];
    zip_t *z = zip_open(path, 0, NULL);
    assert_non_null(z);
    zip_file_t *f = zip_fopen(z, "xl/worksheets/sheet1.xml", 0);
    assert_non_null(f);
    for (zip_int64_t n; (n = zip_fread(f, part, sizeof part)) > 0;)
        jh_buf_add(&xml, part, (size_t)n);
    zip_fclose(f);
    assert_non_null(xml.p);
    const char *end = strstr(xml.p, "</sheetData>");
    assert_non_null(end);
    jh_buf filled = {0};
    jh_buf_add(&filled, xml.p, (size_t)(end - xml.p));
    assert_true(h.id < h.name && h.name < h.county && h.county < h.pupils);
    jh_buf_puts(&filled, "<row r=\"2\">");
    put(&filled, h.id, 2, "0101000123");
    put(&filled, h.name, 2, "实验小学");
    put(&filled, h.county, 2, "示例县");
    put(&filled, h.pupils, 2, "480");
    jh_buf_puts(&filled, "</row><row r=\"3\">");
    put(&filled, h.id, 3, "0101000124");
    put(&filled, h.name, 3, "第二小学");
    put(&filled, h.county, 3, "示例县");
    put(&filled, h.pupils, 3, "约三百");
    jh_buf_puts(&filled, "</row>");
    jh_buf_puts(&filled, end);
    zip_source_t *s = zip_source_buffer(z, filled.p, filled.n, 0);
    assert_non_null(s);
    assert_true(zip_file_add(z, "xl/worksheets/sheet1.xml", s, ZIP_FL_OVERWRITE) >= 0);
    assert_int_equal(zip_close(z), 0);
    jh_buf_clear(&filled);
    jh_buf_clear(&xml);
}

static void reads_a_filled_template(void **state)
{
    const outcome *o = RUN(state, "template", "cn-2017-quality", "--out", "empty.xlsx");
    assert_int_equal(o->code, JH_EXIT_DONE);
    keep_in_mind(state, "empty.xlsx");
    keep_in_mind(state, "empty.xlsx.repair.csv");
    has(o->out, "cn-school-table");
    has(o->out, "cn-county-form");
    has(o->out, "cn-overrides");
    o = RUN(state, "check", "empty.xlsx", "--pack", "cn-2017-quality", "--json",
            "--memory", "memory.csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"schools\": 0");
    has(o->out, "\"form\": \"cn-county-form\"");
    has(o->out, "\"form\": \"cn-claims\"");
    has(o->out, "\"diagnostics\": []");
    fill_in("empty.xlsx");
    o = RUN(state, "check", "empty.xlsx", "--pack", "cn-2017-quality", "--json",
            "--memory", "memory.csv");
    has(o->out, "\"schools\": 1");
    has(o->out, "\"rejected_rows\": 1");
    has(o->out, "\"subject\": \"0101000124\"");
}

static void makes_what_is_asked_for(void **state)
{
    const outcome *o = RUN(state, "template", "cn-2017-quality", "--out", "one.xlsx",
                           "--form", "cn-claims", "--lang", "en", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    keep_in_mind(state, "one.xlsx");
    has(o->out, "\"form\": \"cn-claims\",\n      \"columns\": 4\n    }\n  ]");
    o = RUN(state, "template", "za-2017-educators", "--out", "one.xlsx");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "za-master-list");
    o = RUN(state, "template", "cn-2017-quality", "--out", "no.xlsx", "--form",
            "za-master-list");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    o = RUN(state, "template", "cn-2017-quality", "--out", "no.xlsx", "--form",
            "cn-jiaoji");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    assert_int_not_equal(access("no.xlsx", F_OK), 0);
    o = RUN(state, "template", "cn-2017-quality", "--out", "none/no.xlsx");
    assert_true(o->code == JH_EXIT_INPUT || o->code == JH_EXIT_MACHINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_forms),
        cmocka_unit_test(shows_every_form),
        cmocka_unit_test(shows_a_form_of_the_user),
        cmocka_unit_test(reads_a_filled_template),
        cmocka_unit_test(makes_what_is_asked_for),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
