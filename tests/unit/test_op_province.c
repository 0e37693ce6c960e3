/* jh plan province: many counties, each a folder, whatever the number of threads. */
#include "jh_fixture.h"

#include "html_fixture.h"

#include <ftw.h>
#include <sys/stat.h>

#define PRICES                                                                            \
    "采购项目,单价,每批数量,购置上限\nL1,90000,,\nL2,50000,,\nL3,85000,,\n" \
    "L4,3500,80,\nL5,650,50,\nL6,1,,\nL7,25000,,\n"
#define PLAN                                                                             \
    "plan", "province", "--pack", "cn-2017-quality", "--own", "--quiet", "--date",       \
        "2026-09-01"

static int take_away(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    (void)s, (void)kind, (void)at;
    return remove(path);
}

/* Ten teachers at each of the first six schools. */
static void teachers(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("教师编号,学校标识码,学段,任教学科,学历,骨干教师,在本校任教年数\n", f);
    for (int i = 0; i < 60; i++)
        fprintf(f, "T%02d,21990000%02d,小学,%s,本科,%s,%d\n", i, 1 + i / 10,
                i % 2 ? "语文" : "数学", i % 3 ? "否" : "是", i % 10 + 3);
    fclose(f);
}

/* Three counties: one with teachers, one whose prices are of no use, one with nothing to plan by. */
static void counties(void **state)
{
    static const char *const seed[] = {"1", "2", "3"};
    static const char *const folder[] = {"p/a", "p/b", "p/c"};
    assert_int_equal(mkdir("p", 0700), 0);
    for (size_t i = 0; i < 3; i++) {
        const outcome *o = RUN(state, "sample", "--out", folder[i], "--seed", seed[i],
                               "--schools", "12", "--format", "csv");
        assert_int_equal(o->code, JH_EXIT_DONE);
    }
    teachers("p/a/teachers.csv");
    unlink("p/b/teachers.csv");
    unlink("p/c/teachers.csv");
    unlink("p/c/prices.csv");
    FILE *f = fopen("p/b/prices.csv", "w");
    assert_non_null(f);
    fputs("采购项目,单价\n黑板,3\n", f);
    fclose(f);
}

static void a_county_that_fails_stops_no_other(void **state)
{
    counties(state);
    const outcome *o = RUN(state, PLAN, "p");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    has(o->out, "没有方案可做：c");
    has(o->out, "合计（2 个县中的 1 个）");
    has(o->out, "单价表有1处错误");
    has(o->out, "“黑板”不是可采购的项目");
    o = RUN(state, PLAN, "p", "--kind", "rotation", "--json");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "\"county\": \"a\"");
    assert_null(strstr(o->out, "\"county\": \"b\""));
    nftw("p", take_away, 8, FTW_DEPTH);
}

static void threads_change_nothing(void **state)
{
    counties(state);
    const outcome *o = RUN(state, "--threads", "1", PLAN, "p", "--json");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    char *one = strdup(o->out);
    assert_string_equal(RUN(state, "--threads", "2", PLAN, "p", "--json")->out, one);
    assert_string_equal(RUN(state, "--threads", "4", PLAN, "p", "--json")->out, one);
    free(one);
    nftw("p", take_away, 8, FTW_DEPTH);
}

static void lists_prices_for_all_and_files(void **state)
{
    static const char *const out[] = {"all.html", "all.xlsx", "all.csv", "all.json"};
    counties(state);
    write_file(state, "prices.csv", PRICES);
    write_file(state, "list.txt", "# two of them\np/a\np/c/\n");
    for (size_t i = 0; i < JH_COUNT(out); i++) {
        keep_in_mind(state, out[i]);
        const outcome *o =
            RUN(state, PLAN, "list.txt", "--prices", "prices.csv", "--out", out[i]);
        assert_int_equal(o->code, JH_EXIT_DONE);
        has(o->out, "合计（2 个县中的 2 个）");
        assert_int_equal(access(out[i], R_OK), 0);
    }
    char *html = NULL;
    size_t n = 0;
    FILE *f = fopen("all.html", "r");
    assert_non_null(f);
    assert_true(getdelim(&html, &n, '\0', f) > 0);
    fclose(f);
    assert_page(html);
    free(html);
    RUN(state, PLAN, "p/a", "--pages", "pages");
    assert_int_equal(access("pages/a/budget/plan.html", R_OK), 0);
    assert_int_equal(access("pages/a/rotation/plan.xlsx", R_OK), 0);
    assert_int_equal(RUN(state, PLAN, "p", "--out", "all.pdf")->code, JH_EXIT_USAGE);
    assert_int_equal(RUN(state, PLAN, "nowhere")->code, JH_EXIT_INPUT);
    assert_int_equal(mkdir("empty", 0700), 0);
    assert_int_equal(RUN(state, PLAN, "empty")->code, JH_EXIT_INPUT);
    rmdir("empty");
    nftw("pages", take_away, 8, FTW_DEPTH);
    nftw("p", take_away, 8, FTW_DEPTH);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up_folder, tear_down_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_county_that_fails_stops_no_other),
                                       TEST(threads_change_nothing),
                                       TEST(lists_prices_for_all_and_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
