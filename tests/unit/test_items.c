/* Items of an area: computed over area, schools and sections, answered with evidence, vetoes. */
#include "support.h"

#include <math.h>
#include <string.h>

static const char *const rest =
    "settings: [{id: share, default: 10%}]\n"
    "indicators: [{id: L, value: teachers / pupils}]\n"
    "parts: [{id: q, name: {zh: 保障, en: Guarantee}}]\n"
    "items:\n"
    "  - {id: A1, part: q, name: {zh: 经费增长, en: Growth}, test: money > "
    "money_before,\n"
    "     value: money / money_before, unit: 倍}\n"
    "  - {id: A2, part: q, test: sum(teachers_primary) / sum(pupils_primary) >= share}\n"
    "  - {id: A3, part: q, test: count(school_type == 218) <= 1}\n"
    "  - {id: S1, part: q, over: school, where: school_type == 211,\n"
    "     test: pupils_primary <= 300, value: pupils_primary}\n"
    "  - {id: C1, part: q, over: section, test: teachers / pupils >= share}\n"
    "  - {id: E1, part: q, kind: evidence, name: {zh: 制度, en: Rules}}\n"
    "  - {id: V1, part: q, kind: veto, name: {zh: 重点班, en: Key classes}}\n";

enum { A1, A2, A3, S1, C1, E1, V1 };

typedef struct given {
    const char *schools, *areas, *answers;
} given;

static jh_assessment *assessed(jh_arena *a, given g)
{
    jh_pack *p = test_pack_of(a, rest);
    jh_statements said = {0};
    if (g.answers) said.answers = test_frame(a, NULL, g.answers);
    return test_assess(a, p, test_frame(a, p->vocabulary, g.schools),
                       g.areas ? test_frame(a, p->vocabulary, g.areas) : NULL,
                       g.answers ? &said : NULL);
}

#define SCHOOLS "school_id,county,school_type,pupils_primary,teachers_primary\n"

static jh_item_result item(jh_arena *a, given g, size_t i)
{
    jh_assessment *x = assessed(a, g);
    for (size_t k = 0; k < x->area[0].reasons; k++)
        test_message_renders(&x->area[0].reason[k].msg);
    return x->area[0].item[i];
}

static void area_items_compare_and_name_what_is_missing(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const char *schools = SCHOOLS "1,东,211,100,10\n";
    jh_item_result r =
        item(a, (given){schools, "county,money,money_before\n东,300,200\n", NULL}, A1);
    assert_int_equal(r.verdict, JH_PASS);
    assert_true(r.value.number == 1.5);
    r = item(a, (given){schools, "county,money,money_before\n东,200,200\n", NULL}, A1);
    assert_int_equal(r.verdict, JH_FAIL);
    r = item(a, (given){schools, "county,money,money_before\n东,200,\n", NULL}, A1);
    assert_int_equal(r.verdict, JH_OPEN);
    assert_string_equal(r.missing, "上年经费");
    assert_string_equal(r.missing_en, "Before");
    r = item(a, (given){schools, NULL, NULL}, A1);
    assert_int_equal(r.verdict, JH_OPEN);
    assert_string_equal(r.missing, "经费");
    jh_arena_free(a);
}

static void shares_can_be_exactly_enough(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const struct {
        const char *rows;
        jh_verdict want;
    } rows[] = {{"1,东,211,300,30\n", JH_PASS},
                {"1,东,211,300,29\n", JH_FAIL},
                {"1,东,211,300,29.9999999999\n", JH_FAIL},
                {"1,东,211,100,7\n2,东,211,200,23\n", JH_PASS},
                {"1,东,211,3,0.1\n2,东,211,3,0.2\n3,东,211,3,0.6\n", JH_PASS},
                {"1,东,211,100,\n2,东,211,200,23\n", JH_OPEN}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        const char *table = jh_sprintf(a, SCHOOLS "%s", rows[i].rows);
        jh_item_result r = item(a, (given){table, NULL, NULL}, A2);
        if (r.verdict != rows[i].want) fail_msg("%s", rows[i].rows);
        if (rows[i].want == JH_OPEN) assert_string_equal(r.missing, "小学专任教师数");
    }
    jh_arena_free(a);
}

static void rows_are_counted(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_item_result r = item(
        a, (given){SCHOOLS "1,东,218,9,1\n2,东,218,9,1\n3,东,211,9,1\n", NULL, NULL}, A3);
    assert_int_equal(r.verdict, JH_FAIL);
    r = item(a, (given){SCHOOLS "1,东,218,9,1\n2,东,211,9,1\n", NULL, NULL}, A3);
    assert_int_equal(r.verdict, JH_PASS);
    r = item(a, (given){SCHOOLS "1,东,218,9,1\n2,东,,9,1\n", NULL, NULL}, A3);
    assert_int_equal(r.verdict, JH_OPEN);
    jh_arena_free(a);
}

static void schools_that_fail_are_named(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_item_result r = item(a,
                            (given){SCHOOLS "1,东,211,300,30\n"
                                            "2,东,211,301,99\n"
                                            "3,东,218,999,99\n"
                                            "4,东,211,400,99\n",
                                    NULL, NULL},
                            S1);
    assert_int_equal(r.verdict, JH_FAIL);
    assert_int_equal(r.concerned, 3);
    assert_int_equal(r.failing, 2);
    assert_int_equal(r.row[0], 1);
    assert_int_equal(r.row[1], 3);
    assert_true(r.value.number == 301);
    r = item(a, (given){SCHOOLS "1,东,211,300,30\n2,东,218,999,9\n", NULL, NULL}, S1);
    assert_int_equal(r.verdict, JH_PASS);
    assert_int_equal(r.concerned, 1);
    /* which schools it concerns is not known; a school that fails is known to fail */
    r = item(a, (given){SCHOOLS "1,东,,300,30\n", NULL, NULL}, S1);
    assert_int_equal(r.verdict, JH_OPEN);
    assert_string_equal(r.missing, "办学类型");
    r = item(a, (given){SCHOOLS "1,东,,300,30\n2,东,211,999,9\n", NULL, NULL}, S1);
    assert_int_equal(r.verdict, JH_FAIL);
    r = item(a, (given){SCHOOLS "1,东,211,,30\n2,东,211,20,9\n", NULL, NULL}, S1);
    assert_int_equal(r.verdict, JH_OPEN);
    jh_arena_free(a);
}

static void sections_are_judged_by_their_stage(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const char table[] =
        "school_id,county,pupils_primary,pupils_junior,teachers_primary,teachers_junior\n"
        "1,东,300,300,30,29\n"
        "2,东,300,,30,\n";
    jh_item_result r = item(a, (given){table, NULL, NULL}, C1);
    assert_int_equal(r.verdict, JH_FAIL);
    assert_int_equal(r.concerned, 3);
    assert_int_equal(r.failing, 1);
    assert_int_equal(r.row[0], 1);
    jh_arena_free(a);
}

static const struct {
    size_t item;
    const char *answer; /* "answer,document" */
    jh_verdict want;
    const char *missing_en;
} answers[] = {
    {E1, "是,文件一", JH_PASS, NULL},
    {E1, "yes,doc", JH_PASS, NULL},
    {E1, "是,", JH_OPEN, "a document"},
    {E1, "否,", JH_FAIL, NULL},
    {E1, "no,doc", JH_FAIL, NULL},
    {E1, ",doc", JH_OPEN, "an answer"},
    {E1, "也许,doc", JH_OPEN, "an answer of yes or no"},
    {V1, "否,", JH_PASS, NULL},
    {V1, "无,", JH_PASS, NULL},
    {V1, "是,", JH_FAIL, NULL},
    {V1, "有,", JH_FAIL, NULL},
    {V1, "也许,", JH_OPEN, "an answer of yes or no"},
    {A1, "是,年鉴", JH_PASS, NULL}, /* stated, where it cannot be computed */
    {A1, "否,", JH_FAIL, NULL},
    {A1, "是,", JH_OPEN, "Money"},
};

static void answers_need_a_document_and_vetoes_do_not(void **state)
{
    static const char *const id[] = {"A1", "A2", "A3", "S1", "C1", "E1", "V1"};
    (void)state;
    jh_arena *a = jh_arena_new();
    for (size_t i = 0; i < JH_COUNT(answers); i++) {
        size_t k = answers[i].item;
        given g = {SCHOOLS "1,东,211,100,10\n", NULL,
                   jh_sprintf(a, "county,item,answer,document\n东,%s,%s\n", id[k],
                              answers[i].answer)};
        jh_item_result r = item(a, g, k);
        if (r.verdict != answers[i].want)
            fail_msg("%s %s: %s", id[k], answers[i].answer, jh_verdict_id(r.verdict));
        if (answers[i].missing_en)
            assert_string_equal(r.missing_en, answers[i].missing_en);
    }
    jh_item_result r = item(a, (given){SCHOOLS "1,东,211,100,10\n", NULL, NULL}, E1);
    assert_int_equal(r.verdict, JH_OPEN);
    assert_non_null(r.missing);
    jh_arena_free(a);
}

static void what_can_be_computed_is_not_overruled(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    given g = {SCHOOLS "1,东,211,100,10\n", "county,money,money_before\n东,100,200\n",
               "county,item,answer,document\n东,A1,是,年鉴\n"};
    assert_int_equal(item(a, g, A1).verdict, JH_FAIL);
    jh_arena_free(a);
}

static void answers_belong_to_their_county(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    given g = {SCHOOLS "1,东,211,100,10\n2,西,211,100,10\n", NULL,
               "county,item,answer,document\n西,E1,是,文件\n,V1,否,\n"};
    jh_assessment *x = assessed(a, g);
    assert_int_equal(x->areas, 2);
    assert_int_equal(x->area[0].item[E1].verdict, JH_OPEN);
    assert_int_equal(x->area[1].item[E1].verdict, JH_PASS);
    assert_int_equal(x->area[0].item[V1].verdict, JH_PASS); /* said of all */
    assert_int_equal(x->area[1].item[V1].verdict, JH_PASS);
    jh_arena_free(a);
}

static void the_whole_verdict_takes_the_items_in(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    static const char schools[] = SCHOOLS "1,东,211,100,10\n";
    static const char areas[] = "county,money,money_before\n东,300,200\n";
    static const char all[] = "county,item,answer,document\n东,E1,是,文件\n东,V1,否,\n";
    static const char vetoed[] =
        "county,item,answer,document\n东,E1,是,文件\n东,V1,是,\n";
    jh_assessment *x = assessed(a, (given){schools, areas, all});
    assert_int_equal(x->area[0].verdict, JH_PASS);
    assert_int_equal(x->area[0].verdict_all, JH_PASS);
    assert_int_equal(x->area[0].reasons, 0);
    x = assessed(a, (given){schools, areas, vetoed});
    assert_int_equal(x->area[0].verdict, JH_PASS);
    assert_int_equal(x->area[0].verdict_all, JH_FAIL);
    assert_int_equal(x->area[0].reasons, 1);
    assert_string_equal(x->area[0].reason[0].msg.key, "assess.reason_veto");
    assert_int_equal(x->area[0].reason[0].item, V1);
    x = assessed(a, (given){schools, NULL, vetoed});
    assert_int_equal(x->area[0].verdict_all, JH_FAIL); /* fails anyway */
    assert_int_equal(x->area[0].reason[0].verdict, JH_FAIL);
    assert_int_equal(x->area[0].reason[1].verdict, JH_OPEN);
    x = assessed(a, (given){schools, NULL, all});
    assert_int_equal(x->area[0].verdict_all, JH_OPEN);
    jh_arena_free(a);
}

/* A test that doubles hold to be false, though exactly it hangs on a fact that is missing. */
static void what_is_exactly_missing_stays_open(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "parts: [{id: q}]\n"
                                 "items: [{id: X, part: q, over: school,\n"
                                 "  test: amount + 0.2 == 0.3 and boarding}]\n");
    static const struct {
        const char *row;
        jh_verdict want;
    } rows[] = {{"9,0.1,\n", JH_OPEN},
                {"9,0.1,1\n", JH_PASS},
                {"9,0.1,0\n", JH_FAIL},
                {"9,0.11,\n", JH_FAIL}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_assessment *x = test_assess_table(
            a, p, jh_sprintf(a, "pupils_primary,amount,boarding\n%s", rows[i].row));
        assert_int_equal(x->area[0].item[0].verdict, rows[i].want);
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_items_compare_and_name_what_is_missing),
        cmocka_unit_test(shares_can_be_exactly_enough),
        cmocka_unit_test(rows_are_counted),
        cmocka_unit_test(schools_that_fail_are_named),
        cmocka_unit_test(sections_are_judged_by_their_stage),
        cmocka_unit_test(answers_need_a_document_and_vetoes_do_not),
        cmocka_unit_test(what_can_be_computed_is_not_overruled),
        cmocka_unit_test(answers_belong_to_their_county),
        cmocka_unit_test(the_whole_verdict_takes_the_items_in),
        cmocka_unit_test(what_is_exactly_missing_stays_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
