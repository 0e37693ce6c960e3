/* jh stat on tables of its own. */
#include "jh_fixture.h"

#include <junheng/measure.h>
#include <junheng/publish.h>

#include <xlsxwriter.h>

/* Five schools whose books are published with their coefficient, 0.52. */
static const char five[] = "school,pupils,books\n"
                           "A,45,279\nB,37,137\nC,89,935\nD,76,160\nE,55,402\n";

static void weighs_by_pupils(void **state)
{
    write_file(state, "five.csv", five);
    const outcome *o =
        RUN(state, "stat", "five.csv", "--value", "books / pupils", "--weight", "pupils",
            "--stat", "mean,sd,cv,cv_unweighted,cv_sample,count");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "6.334437  3.263861  0.515257");
    has(o->out, "0.488771");
    has(o->out, "0.546462");
    has(o->out, "   5\n");
    assert_string_equal(o->err, "");
}

static void gives_full_precision_to_machines(void **state)
{
    write_file(state, "five.csv", five);
    const outcome *o = RUN(state, "stat", "five.csv", "--value", "books / pupils",
                           "--weight", "pupils", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"groups\": [\n    {\n      \"by\": \"\",\n      \"n\": 5,\n");
    has(o->out, "\"cv\": 0.515256629884");
    o = RUN(state, "stat", "five.csv", "--value", "books / pupils", "--csv");
    has(o->out, "行数,缺数,mean,cv\n5,0,");
}

static void says_that_weights_are_missing(void **state)
{
    write_file(state, "five.csv", five);
    const outcome *o = RUN(state, "stat", "five.csv", "--value", "books / pupils");
    has(o->out, "--weight");
    has(o->out, "0.488771");
    o = RUN(state, "stat", "five.csv", "--value", "books / pupils", "--stat", "mean");
    assert_null(strstr(o->out, "--weight"));
}

static const char odd[] = "Table 1,,\n"
                          "County Name,Stage,Pupils 2017,Books\n"
                          "Left,primary,\"1,200\",2400\n"
                          "Left,junior,300,\n"
                          "Right,primary,s,60\n"
                          "Right,primary,0,5\n"
                          "Left,primary,100,400\n"
                          ",primary,100,100\n"
                          "Left,senior,5,5\n";

static void counts_what_it_cannot_use(void **state)
{
    write_file(state, "odd.csv", odd);
    const outcome *o = RUN(state, "stat", "odd.csv", "--value", "Books / [Pupils 2017]",
                           "--weight", "[Pupils 2017]", "--by", "County Name", "--where",
                           "Stage != \"senior\"", "--json", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"rows\": 7,\n  \"left_out\": 1,\n  \"undecided\": 0,\n"
                "  \"missing\": 2,\n  \"no_weight\": 1,\n");
    has(o->out, "\"by\": \"Left\",\n      \"n\": 2,\n      \"missing\": 1,\n"
                "      \"no_weight\": 0,\n      \"mean\": 2.15384615384");
    has(o->out, "\"by\": \"Right\",\n      \"n\": 0,\n      \"missing\": 1,\n"
                "      \"no_weight\": 1,\n      \"mean\": null,\n      \"cv\": null,\n"
                "      \"why\": {\n        \"mean\": \"there are no values\",\n");
    has(o->out, "\"by\": \"\",\n      \"n\": 1,\n");
    has(o->err, "odd.csv row 4 column 4: 2 rows");
    has(o->err, "odd.csv row 6 column 3: 1 rows");
}

static void finds_labels_as_people_write_them(void **state)
{
    write_file(state, "odd.csv", odd);
    const outcome *o = RUN(state, "stat", "odd.csv", "--value", "books", "--by",
                           "[county_name], STAGE", "--stat", "total");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "Left / primary           2     0  2800.000000\n");
    has(o->out, "Left / junior            0     1            —\n");
    has(o->out, "[county_name], STAGE");
    o = RUN(state, "stat", "odd.csv", "--value", "book");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "“book”");
    has(o->err, "[County Name] [Stage] [Pupils 2017] [Books]");
    write_file(state, "twice.csv", "a,A,b\n1,2,3\n");
    o = RUN(state, "stat", "twice.csv", "--value", "a");
    assert_int_equal(o->code, JH_EXIT_DONE);
    write_file(state, "twice.csv", "a,a,b\n1,2,3\n");
    o = RUN(state, "stat", "twice.csv", "--value", "a", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "two columns labelled \"a\"");
}

static void takes_a_column_as_the_formula_needs_it(void **state)
{
    write_file(state, "codes.csv", "district,code,x\n01,1,5\n01,B,6\n02,2,7\n,2,8\n");
    const outcome *o = RUN(state, "stat", "codes.csv", "--value", "x", "--where",
                           "district == \"01\"", "--stat", "total", "--csv");
    has(o->out, "\n2,0,11\n");
    o = RUN(state, "stat", "codes.csv", "--value", "x", "--where", "district == 1",
            "--stat", "total", "--csv");
    has(o->out, "\n2,0,11\n");
    has(o->err, "codes.csv 第5行第1列");
    o = RUN(state, "stat", "codes.csv", "--value", "if(code == \"B\", x, 0)", "--where",
            "known(x) and x < 8", "--stat", "total", "--csv");
    has(o->out, "\n3,0,6\n");
    o = RUN(state, "stat", "codes.csv", "--value", "code", "--stat", "total", "--csv");
    has(o->out, "\n3,1,5\n");
    write_file(state, "words.csv", "name,x\na,1\nb,2\n");
    o = RUN(state, "stat", "words.csv", "--value", "name");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--value");
    o = RUN(state, "stat", "words.csv", "--value", "x", "--where", "x + 1");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--where");
    o = RUN(state, "stat", "words.csv", "--value", "x +");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "--value 第1行第4列");
}

static void puts_files_together(void **state)
{
    write_file(state, "five.csv", five);
    write_file(state, "more.csv", "note\nbooks;school;pupils\n10;F;2\n");
    const outcome *o =
        RUN(state, "stat", "five.csv", "more.csv", "--value", "books", "--weight",
            "pupils", "--stat", "count,max", "--by", "school", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\nE,1,0,1,402\nF,1,0,1,10\n");
    o = RUN(state, "stat", "five.csv", "odd.csv", "--value", "pupils");
    assert_int_equal(o->code, JH_EXIT_INPUT);
}

static void chooses_a_sheet(void **state)
{
    static const jh_sheet_head first[] = {{.label = "x"}, {.label = "y"}};
    static const jh_sheet_head second[] = {{.label = "y"}, {.label = "z"}};
    static const jh_sheet sheet[] = {{"one", first, 2}, {"two", second, 2}};
    jh_buf b = {0};
    assert_int_equal(jh_publish_templates(sheet, 2, &b, NULL), JH_OK);
    FILE *f = fopen("two.xlsx", "w");
    assert_non_null(f);
    keep_in_mind(state, "two.xlsx");
    assert_int_equal(fwrite(b.p, 1, b.n, f), b.n);
    assert_int_equal(fclose(f), 0);
    jh_buf_clear(&b);
    const outcome *o = RUN(state, "stat", "two.xlsx", "--value", "y", "--json");
    has(o->out, "\"sheet\": \"one\"");
    o = RUN(state, "stat", "two.xlsx", "--value", "y");
    has(o->out, "--sheet");
    o = RUN(state, "stat", "two.xlsx", "--value", "z", "--json");
    has(o->out, "\"sheet\": \"two\"");
    o = RUN(state, "stat", "two.xlsx", "--value", "y", "--sheet", "two", "--json");
    has(o->out, "\"sheet\": \"two\"");
    o = RUN(state, "stat", "two.xlsx", "--value", "y", "--sheet", "three");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "“three”");
}

/* A county's name merged over its schools, and a head of two rows. */
static void fills_merged_cells_down(void **state)
{
    static const double pupils[][2] = {{1, 2}, {3, 4}, {5, 6}};
    lxw_workbook *book = workbook_new("merged.xlsx");
    lxw_worksheet *ws = workbook_add_worksheet(book, NULL);
    keep_in_mind(state, "merged.xlsx");
    assert_non_null(ws);
    worksheet_merge_range(ws, 0, 0, 0, 2, "某市", NULL);
    worksheet_merge_range(ws, 1, 0, 2, 0, "县", NULL);
    worksheet_merge_range(ws, 1, 1, 1, 2, "学生数", NULL);
    worksheet_write_string(ws, 2, 1, "小学", NULL);
    worksheet_write_string(ws, 2, 2, "初中", NULL);
    worksheet_merge_range(ws, 3, 0, 4, 0, "甲县", NULL);
    worksheet_write_string(ws, 5, 0, "乙县", NULL);
    for (lxw_row_t r = 0; r < JH_COUNT(pupils); r++)
        for (lxw_col_t c = 0; c < 2; c++)
            worksheet_write_number(ws, r + 3, c + 1, pupils[r][c], NULL);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    const outcome *o = RUN(state, "stat", "merged.xlsx", "--value", "小学 + 初中", "--by",
                           "县", "--stat", "total", "--csv");
    assert_string_equal(o->out, "县,行数,缺数,total\n甲县,2,0,10\n乙县,1,0,11\n");
    o = RUN(state, "stat", "merged.xlsx", "--value", "学生数", "--by", "县", "--stat",
            "total", "--csv");
    assert_string_equal(o->out, "县,行数,缺数,total\n甲县,2,0,4\n乙县,1,0,5\n");
}

static const char wealth[] = "school,county,kind,pupils,money,rich,year\n"
                             "A,L,rural,4,3,20,1\nB,L,town,1,8,50,1\nC,L,rural,2,1,10,1\n"
                             "D,R,town,1,6,40,2\nE,R,rural,3,2,20,2\nF,R,town,1,4,30,2\n";

static void takes_a_second_variable(void **state)
{
    write_file(state, "wealth.csv", wealth);
    const outcome *o =
        RUN(state, "stat", "wealth.csv", "--value", "money", "--weight", "pupils",
            "--with", "rich", "--stat",
            "concentration, elasticity, concentration_share(p=40)", "--csv");
    has(o->out, "行数,缺数,concentration,elasticity,concentration_share(40)\n"
                "6,0,0.28947368421052");
    has(o->out, ",1.27272727272727");
    has(o->out, ",0.2421052631578");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--weight", "pupils",
            "--with", "kind == \"rural\"", "--stat", "parity", "--csv");
    has(o->out, "行数,缺数,parity\n6,0,0.370370370370370");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--with", "county", "--stat",
            "between_share", "--csv");
    assert_string_equal(o->out, "行数,缺数,between_share\n6,0,0\n");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--stat", "parity");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--with");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--stat", "parity", "--with",
            "kind");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

static void draws_curves(void **state)
{
    write_file(state, "wealth.csv", wealth);
    const outcome *o = RUN(state, "stat", "wealth.csv", "--value", "money", "--weight",
                           "pupils", "--curve", "--json");
    has(o->out, "\"curve\": {\n        \"weight\": [\n          0,\n");
    has(o->out, "\"total\": [\n          0,\n          0.05263157894736");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--weight", "pupils",
            "--curve", "--with", "rich", "--lang", "en");
    has(o->out, "Concentration curve");
    has(o->out, "0.2421");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--curve", "--nest",
            "county");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

static void takes_parameters(void **state)
{
    write_file(state, "wealth.csv", wealth);
    const outcome *o =
        RUN(state, "stat", "wealth.csv", "--value", "money", "--weight", "pupils",
            "--stat", "ge(2), ge(alpha=2), percentile(90,type=7)", "--csv");
    has(o->out, "行数,缺数,ge(2),\"percentile(90,7)\"\n6,0,0.1897506925207");
    has(o->out, ",5.8");
    static const char *const wrong[] = {
        "ge",    "ge()",       "ge(11)", "ge(x)",       "ge(1,2)",
        "cv(1)", "ge(beta=1)", "ge(1",   "lorenz(101)", "percentile(10,1.5)"};
    for (size_t i = 0; i < JH_COUNT(wrong); i++) {
        o = RUN(state, "stat", "wealth.csv", "--value", "money", "--stat", wrong[i]);
        assert_int_equal(o->code, JH_EXIT_USAGE);
        has(o->err, wrong[i]);
    }
}

/* Means of 18/7 and 16/5; inside the kinds 14/6 and 8/1, 2 and 5. */
static void averages_inside_groups(void **state)
{
    write_file(state, "wealth.csv", wealth);
    const outcome *o =
        RUN(state, "stat", "wealth.csv", "--value", "money", "--weight", "pupils", "--by",
            "county", "--within", "kind", "--stat", "mean,max,range_ratio", "--csv");
    assert_string_equal(o->out, "county,行数,缺数,组数,mean,max,range_ratio\n"
                                "L,3,0,2,3.142857142857143,3.7142857142857144,"
                                "2.7142857142857144\n"
                                "R,3,0,2,3.2,3.6,1.2\n");
    o = RUN(state, "stat", "wealth.csv", "--value", "money - 1", "--weight", "pupils",
            "--within", "county,kind", "--stat", "theil_l");
    has(o->out, "4 组中有 1 组没有数值");
}

static void compares_with_an_earlier_year(void **state)
{
    write_file(state, "wealth.csv", wealth);
    write_file(state, "five.csv", five);
    const outcome *o = RUN(state, "stat", "wealth.csv", "--value", "money", "--stat",
                           "mean", "--compare", "year == 1", "--csv");
    assert_string_equal(o->out, "早一年行数,行数,缺数,统计量,早一年,现在,变化\n"
                                "3,3,0,mean,4,4,0\n");
    o = RUN(state, "stat", "five.csv", "--value", "pupils", "--stat", "total,theil_l",
            "--compare", "wealth.csv", "--json");
    has(o->out, "\"n\": 11,\n      \"n_before\": 6,\n");
    has(o->out, "\"before\": {\n        \"total\": 12,\n");
    has(o->out, "\"change\": {\n        \"total\": 290,\n");
    o = RUN(state, "stat", "five.csv", "--value", "pupils", "--compare", "2024");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "2024");
    o = RUN(state, "stat", "wealth.csv", "--value", "money", "--compare", "year == 1",
            "--within", "kind");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

static void joins_another_table(void **state)
{
    write_file(state, "pupils.csv", "school,score\nA,1\nB,3\nA,5\nX,100\nC,7\n,9\n");
    write_file(state, "schools.csv",
               "Schools of 2026\n code ,county,size\nA,East,10\nB,West,20\nC,East,30\n");
    const outcome *o = RUN(state, "stat", "pupils.csv", "--join", "schools.csv", "--on",
                           "school=code", "--take", "county,size", "--by", "county",
                           "--value", "score * size", "--stat", "mean", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "East,3,0,90\n"); /* (10 + 50 + 210) / 3 */
    has(o->out, "West,1,0,60\n");
    has(o->out, ",0,2,\n");
    has(o->err, "pupils.csv 第5行第1列：共 2 行");
    o = RUN(state, "stat", "pupils.csv", "--join", "schools.csv", "--on", "school=code",
            "--take", "county", "--by", "county", "--value", "score", "--json");
    has(o->out, "\"not_joined\": 2,");
    write_file(state, "twice.csv", "code,county\nA,East\nB,West\nA,North\n");
    o = RUN(state, "stat", "pupils.csv", "--join", "twice.csv", "--on", "school=code",
            "--take", "county", "--by", "county", "--value", "score");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "twice.csv 第 4 行的“A”");
}

static void says_what_a_join_lacks(void **state)
{
    write_file(state, "five.csv", five);
    const outcome *o = RUN(state, "stat", "five.csv", "--join", "five.csv", "--on",
                           "school", "--value", "books");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--take");
    o = RUN(state, "stat", "five.csv", "--take", "school", "--value", "books");
    has(o->err, "缺 --join");
    o = RUN(state, "stat", "five.csv", "--join", "five.csv", "--on", "school", "--take",
            "pupils", "--value", "books");
    has(o->err, "“pupils”没有用到");
    o = RUN(state, "stat", "five.csv", "--join", "five.csv", "--on", "books", "--take",
            "books", "--value", "books");
    has(o->err, "既写在 --on 又写在 --take");
}

static void lists_statistics(void **state)
{
    const outcome *o = RUN(state, "stat", "--list");
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    assert_int_equal(o->code, JH_EXIT_DONE);
    for (size_t i = 0; i < n; i++)
        has(o->out, list[i]->definition.zh);
    o = RUN(state, "stat", "--list", "--json");
    has(o->out, "\"id\": \"cv_sample\"");
    write_file(state, "five.csv", five);
    o = RUN(state, "stat", "five.csv", "--value", "books", "--stat", "mean, gini2");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "“gini2”");
    has(o->err, "cv_unweighted");
}

static void says_what_is_missing(void **state)
{
    write_file(state, "five.csv", five);
    assert_int_equal(RUN(state, "stat", "--value", "books")->code, JH_EXIT_USAGE);
    assert_int_equal(RUN(state, "stat", "five.csv")->code, JH_EXIT_USAGE);
    assert_int_equal(RUN(state, "stat", "five.csv", "--value", "1")->code, JH_EXIT_USAGE);
    assert_int_equal(
        RUN(state, "stat", "five.csv", "--value", "books", "--by", ",")->code,
        JH_EXIT_USAGE);
    assert_int_equal(RUN(state, "stat", "none.csv", "--value", "books")->code,
                     JH_EXIT_INPUT);
}

static void intervals_and_tests(void **state)
{
    write_file(state, "years.csv",
               "school,year,pupils,books\n"
               "A,1,45,279\nB,1,37,137\nC,1,89,935\nD,1,76,160\n"
               "A,2,45,579\nB,2,37,437\nC,2,89,955\nD,2,76,960\n");
    const outcome *o =
        RUN(state, "stat", "years.csv", "--value", "books / pupils", "--weight", "pupils",
            "--by", "year", "--stat", "cv", "--bootstrap", "100", "--csv");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "year,行数,缺数,cv,cv_low,cv_high\n");
    /* what else is asked for, and by how many threads, moves no interval */
    char *cv = strdup(strchr(o->out, '\n') + 1);
    o = RUN(state, "stat", "years.csv", "--value", "books / pupils", "--weight", "pupils",
            "--by", "year", "--stat", "cv", "--bootstrap", "100", "--csv", "--threads",
            "7");
    has(o->out, cv);
    o = RUN(state, "stat", "years.csv", "--value", "books / pupils", "--weight", "pupils",
            "--by", "year", "--stat", "cv,gini,mean", "--bootstrap", "100", "--csv");
    char *line_end = strchr(cv, '\n');
    assert_non_null(line_end);
    *line_end = '\0';
    has(o->out, cv);
    free(cv);
    o = RUN(state, "stat", "years.csv", "--value", "books / pupils", "--weight", "pupils",
            "--compare", "year == 1", "--stat", "mean", "--permute", "99", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"p\": {\n        \"mean\": 0.");
    o = RUN(state, "stat", "years.csv", "--value", "books", "--permute", "99");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--compare");
    o = RUN(state, "stat", "years.csv", "--value", "books", "--nest", "year", "--stat",
            "theil_t", "--compare", "year == 1", "--permute", "9");
    assert_int_equal(o->code, JH_EXIT_USAGE);
}

/* Rows are drawn inside each year: what is the same for all of a year cannot move. */
static void changes_have_intervals(void **state)
{
    write_file(state, "years.csv", "year,x\n1,2\n1,2\n1,2\n2,5\n2,5\n");
    const outcome *o = RUN(state, "stat", "years.csv", "--value", "x", "--compare",
                           "year == 1", "--stat", "mean", "--bootstrap", "40", "--csv");
    has(o->out, "早一年,现在,now_low,now_high,变化,change_low,change_high\n"
                "3,2,0,mean,2,5,5,5,3,3,3\n");
    write_file(state, "years.csv", "year,x\n1,2\n1,9\n1,4\n2,5\n2,8\n");
    o = RUN(state, "stat", "years.csv", "--value", "x", "--compare", "year == 1",
            "--stat", "mean", "--bootstrap", "400", "--json");
    /* a year drawn from 5 and 8 less one drawn from 2, 4 and 9 */
    has(o->out, "\"change_interval\": {\n        \"mean\": {\n          \"low\": -");
    o = RUN(state, "stat", "years.csv", "--value", "x", "--stat", "percentile_ratio(x)",
            "--lang", "en");
    has(o->err, "written like percentile_ratio(90,10)");
}

/* Schools that all rise by as much: drawn with both years the change cannot move. */
static void the_same_schools_are_taken_together(void **state)
{
    write_file(state, "years.csv",
               "id,year,n,x\na,1,1,1\nb,1,2,5\nc,1,1,9\na,2,1,2\nb,2,2,6\nc,2,1,10\n");
    const outcome *o = RUN(state, "stat", "years.csv", "--value", "x", "--weight", "n",
                           "--compare", "year == 1", "--stat", "mean", "--bootstrap",
                           "60", "--permute", "99", "--unit", "id");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, " 1.000000  1.000000–1.000000  0.2");
    assert_null(strstr(o->out, "--unit"));
    o = RUN(state, "stat", "years.csv", "--value", "x", "--weight", "n", "--compare",
            "year == 1", "--stat", "mean", "--bootstrap", "60", "--lang", "en");
    has(o->out, "name them by --unit");
    o = RUN(state, "stat", "years.csv", "--value", "x", "--compare", "year == 1",
            "--bootstrap", "60", "--unit", "n", "--lang", "en");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "years.csv row 4: \"1\" stands twice");
    o = RUN(state, "stat", "years.csv", "--value", "x", "--compare", "year == 1",
            "--unit", "id");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--bootstrap");
}

static void draws_plots(void **state)
{
    keep_in_mind(state, "stat.svg");
    write_file(state, "five.csv", five);
    const outcome *o = RUN(state, "stat", "five.csv", "--value", "books", "--by",
                           "school", "--plot", "--svg", "stat.svg");
    has(o->out, "●");
    o = RUN(state, "stat", "five.csv", "--value", "books", "--curve", "--plot");
    has(o->out, "1.0 ┤");
    o = RUN(state, "stat", "five.csv", "--value", "books", "--nest", "school", "--stat",
            "theil_t", "--plot");
    has(o->out, "█");
    o = RUN(state, "stat", "five.csv", "--value", "books", "--svg", "stat.svg", "--json");
    has(o->out, "\"groups\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weighs_by_pupils),
        cmocka_unit_test(gives_full_precision_to_machines),
        cmocka_unit_test(says_that_weights_are_missing),
        cmocka_unit_test(counts_what_it_cannot_use),
        cmocka_unit_test(finds_labels_as_people_write_them),
        cmocka_unit_test(takes_a_column_as_the_formula_needs_it),
        cmocka_unit_test(puts_files_together),
        cmocka_unit_test(chooses_a_sheet),
        cmocka_unit_test(fills_merged_cells_down),
        cmocka_unit_test(takes_a_second_variable),
        cmocka_unit_test(draws_curves),
        cmocka_unit_test(takes_parameters),
        cmocka_unit_test(averages_inside_groups),
        cmocka_unit_test(compares_with_an_earlier_year),
        cmocka_unit_test(intervals_and_tests),
        cmocka_unit_test(changes_have_intervals),
        cmocka_unit_test(the_same_schools_are_taken_together),
        cmocka_unit_test(draws_plots),
        cmocka_unit_test(joins_another_table),
        cmocka_unit_test(says_what_a_join_lacks),
        cmocka_unit_test(lists_statistics),
        cmocka_unit_test(says_what_is_missing),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
