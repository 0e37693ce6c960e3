/* Relief clauses: what is claimed is used or refused, with a reason that is told. */
#include "support.h"

#include <string.h>

static const char *const rest =
    "settings:\n"
    "  - {id: level, default: 4.2}\n"
    "  - {id: extra, default: 0}\n"
    "indicators:\n"
    "  - {id: T, value: 100 * (teachers + extra) / pupils, standard: 4.2, lever: "
    "teachers}\n"
    "parts: [{id: q}]\n"
    "items: [{id: S, part: q, over: school, test: amount >= level}]\n"
    "reliefs:\n"
    "  - {id: R1, name: {zh: 小规模, en: Small}, valid: {from: 2019-01-01, to: "
    "2022-12-31},\n"
    "     when: pupils / 100 + pupils / 50 <= 0.3, set: {extra: 1}}\n"
    "  - {id: R2, name: 不限期, set: {extra: 2, level: 3}}\n"
    "  - {id: R3, name: 开始, valid: {from: 2019-01-01}, set: {extra: 3}}\n";

static const char *const schools =
    "school_id,school_name,county,pupils_primary,pupils_junior,"
    "teachers_primary,teachers_junior,amount\n"
    "1,甲校,东,10,,0,,3\n"
    "2,乙校,东,11,,0,,3\n"
    "3,丙校,西,500,500,20,20,3\n";

static jh_assessment *claimed(jh_arena *a, const char *claims, const char *date,
                              bool force)
{
    jh_pack *p = test_pack_of(a, rest);
    jh_statements said = {
        .claims = test_frame(a, NULL, claims), .date = date, .reliefs_in_force = force};
    return test_assess(a, p, test_frame(a, p->vocabulary, schools), NULL, &said);
}

#define HEAD "county,school_id,relief,reason\n"
#define DAY "2021-09-01"

static const struct {
    const char *claim, *date;
    bool force;
    const char *key;
} rows[] = {
    {"东,1,R1,村小", DAY, false, "assess.claim_used"},
    {"东,甲校,R1,村小", DAY, false, "assess.claim_used"}, /* by name */
    {",1,R1,村小", DAY, false, "assess.claim_used"},
    {"东,1,R9,村小", DAY, false, "assess.claim_unknown"},
    {"东,1,,村小", DAY, false, "assess.claim_unknown"},
    {"东,1,R1,", DAY, false, "assess.claim_no_reason"},
    {"东,1,R1,村小", "2018-12-31", false, "assess.claim_not_in_force"},
    {"东,1,R1,村小", "2019-01-01", false, "assess.claim_used"},
    {"东,1,R1,村小", "2022-12-31", false, "assess.claim_used"},
    {"东,1,R1,村小", "2023-01-01", false, "assess.claim_not_in_force"},
    {"东,1,R1,村小", NULL, false, "assess.claim_not_in_force"},
    {"东,1,R1,村小", NULL, true, "assess.claim_used"},
    {"东,1,R1,村小", "2030-01-01", true, "assess.claim_used"},
    {"东,1,R2,村小", NULL, false, "assess.claim_used"},
    {"东,1,R3,村小", "2030-01-01", false, "assess.claim_used"},
    {"东,1,R3,村小", "2018-01-01", false, "assess.claim_not_in_force"},
    {"东,2,R1,村小", DAY, false, "assess.claim_not_meant"},
    {"东,3,R2,村小", DAY, false, "assess.claim_no_school"}, /* of another county */
    {"西,9,R2,村小", DAY, false, "assess.claim_no_school"},
    {"北,,R2,村小", DAY, false, "assess.claim_no_school"},
};

static void each_claim_is_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_arena *a = jh_arena_new();
        jh_assessment *x = claimed(a, jh_sprintf(a, HEAD "%s\n", rows[i].claim),
                                   rows[i].date, rows[i].force);
        assert_int_equal(x->claims, 1);
        if (strcmp(x->claim[0].why.key, rows[i].key))
            fail_msg("%s: %s", rows[i].claim, x->claim[0].why.key);
        assert_int_equal(x->claim[0].accepted, !strcmp(rows[i].key, "assess.claim_used"));
        test_message_renders(&x->claim[0].why);
        jh_arena_free(a);
    }
}

static double value(const jh_assessment *x, size_t section)
{
    return x->cell[section].value.number;
}

static void a_relief_replaces_settings_of_its_sections(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    /* 10/100 + 10/50 <= 0.3, exactly; the other school has 11 */
    jh_assessment *x = claimed(a, HEAD "东,,R1,村小\n", DAY, false);
    assert_true(x->claim[0].accepted);
    assert_true(value(x, 0) == 10);
    assert_int_equal(x->cell[0].grade, JH_MET);
    assert_true(value(x, 1) == 0);
    assert_true(value(x, 2) == 4);
    assert_int_equal(x->sections.relief_n, 1);
    assert_string_equal(x->sections.relief[0].reason, "村小");
    /* both stages of a school; and its school items */
    x = claimed(a, HEAD "西,3,R2,密集\n", DAY, false);
    assert_true(value(x, 2) == 4.4 && value(x, 3) == 4.4);
    assert_int_equal(x->sections.relief_n, 2);
    assert_int_equal(x->area[1].item[0].verdict, JH_PASS);
    assert_int_equal(x->area[0].item[0].verdict, JH_FAIL);
    /* without claims nothing is relaxed */
    x = claimed(a, "county,school_id,relief,reason\n", DAY, true);
    assert_int_equal(x->claims, 0);
    assert_true(value(x, 0) == 0);
    jh_arena_free(a);
}

static void many_claims_stand_side_by_side(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_assessment *x = claimed(a,
                               HEAD "西,3,R2,密集\n"
                                    "东,1,R9,无\n"
                                    "东,1,R1,村小\n"
                                    "东,2,R3,迁建\n",
                               DAY, false);
    assert_int_equal(x->claims, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(x->claim[i].row, i);
        assert_int_equal(x->claim[i].accepted, i != 1);
    }
    assert_int_equal(x->sections.relief_n, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(x->sections.relief[i - 1].section <= x->sections.relief[i].section);
    assert_true(value(x, 0) == 10);
    test_close(value(x, 1), 300.0 / 11, 1e-14);
    assert_true(value(x, 3) == 4.4);
    jh_arena_free(a);
}

static void columns_may_be_absent(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_assessment *x = claimed(a, "relief,reason\nR2,统一\n", DAY, false);
    assert_true(x->claim[0].accepted);
    assert_int_equal(x->sections.relief_n, 4); /* every section */
    x = claimed(a, "relief\nR2\n", DAY, false);
    assert_string_equal(x->claim[0].why.key, "assess.claim_no_reason");
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_claim_is_answered),
        cmocka_unit_test(a_relief_replaces_settings_of_its_sections),
        cmocka_unit_test(many_claims_stand_side_by_side),
        cmocka_unit_test(columns_may_be_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
