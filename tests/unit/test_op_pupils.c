/* jh pupils on a small register. */
#include "jh_fixture.h"

static const char text[] = "学校标识码,年级,班级,性别,是否留守儿童,成绩\n"
                           "2141000002,三年级,2,男,是,88.5\n"
                           "2141000002,三年级,10,女,否,90\n"
                           "2141000002,三年级,2,女,未知,\n"
                           "1141000001,7,1,2,0,60\n"
                           "1141000001,高一,1,9,,61\n";

static void sums_up_by_school(void **state)
{
    write_file(state, "p.csv", text);
    const outcome *o = RUN(state, "pupils", "p.csv", "--threads", "2");
    assert_int_equal(o->code, JH_EXIT_DONE);
    has(o->out, "读入 5 名学生：2 所学校，4 个班。");
    has(o->out, "小学 45 人，初中 50 人");
    has(o->out, "不得按考试成绩排名");
    has(o->err, "第4行第5列");
    o = RUN(state, "pupils", "p.csv", "--csv", "-q");
    has(o->out,
        "\n1141000001,2,2,1.0,1,0,0,0,0,1,0,60.50\n2141000002,3,2,1.5,2,0,0,0,1,2,1,"
        "89.25\n");
    o = RUN(state, "pupils", "p.csv", "--json", "-q", "--by", "grade");
    has(o->out, "\"grade\": \"—\"");
    has(o->out, "\"yes\": 1,\n        \"not_given\": 2");
}

static void writes_the_classes(void **state)
{
    write_file(state, "p.csv", text);
    keep_in_mind(state, "c.csv");
    const outcome *o =
        RUN(state, "pupils", "p.csv", "--by", "total", "--out", "c.csv", "-q");
    assert_int_equal(o->code, JH_EXIT_DONE);
    char got[1024] = "";
    FILE *f = fopen("c.csv", "rb");
    assert_non_null(f);
    assert_true(fread(got, 1, sizeof got - 1, f) > 0);
    fclose(f);
    has(got, "\r\n1141000001,7,1,1,0,1,0,60\r\n1141000001,高一,1,1,0,0,,61\r\n");
    has(got,
        "\r\n2141000002,三年级,2,2,1,1,1,88.5\r\n2141000002,三年级,10,1,0,1,0,90\r\n");
}

static void counts_large_classes(void **state)
{
    jh_buf b = {0};
    jh_buf_puts(&b, "school,grade,class\n");
    for (int i = 0; i < 66 + 56 + 51 + 50; i++)
        jh_buf_printf(&b, "A,8,%d\n", i < 66 ? 1 : i < 122 ? 2 : i < 173 ? 3 : 4);
    write_file(state, "p.csv", b.p);
    jh_buf_clear(&b);
    const outcome *o = RUN(state, "pupils", "p.csv", "--csv");
    has(o->out, "\nA,223,4,55.8,66,3,1,1\n");
}

static void refuses_what_it_does_not_know(void **state)
{
    write_file(state, "p.csv", text);
    const outcome *o = RUN(state, "pupils", "p.csv", "--by", "score");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "--by");
    o = RUN(state, "pupils", "p.csv", "--threads", "0");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "1 到 64");
    o = RUN(state, "pupils", "p.csv", "--pack", "cn-2012-basic");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    has(o->err, "cn-2012-basic");
    o = RUN(state, "pupils", "p.csv", "--sex", "gender");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    has(o->err, "gender");
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sums_up_by_school, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(writes_the_classes, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(counts_large_classes, set_up_folder,
                                        tear_down_folder),
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_know, set_up_folder,
                                        tear_down_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
