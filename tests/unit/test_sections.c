/* From schools to sections: splitting, exclusions, derived facts, and what is left out. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static jh_sections *made(jh_arena *a, const jh_pack *pack, const char *table)
{
    jh_sections *s = jh_alloc(a, sizeof *s);
    jh_frame *f = test_frame(a, pack->vocabulary, table);
    assert_int_equal(jh_sections_make(a, pack, f, NULL, s, NULL), JH_OK);
    return s;
}

static double value(const jh_sections *s, size_t section, const char *name)
{
    jh_section_ctx ctx = {.sections = s, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    const jh_names *names = &s->pack->section_names;
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->symbol[i].name, name)) continue;
        jh_value v = lookup.get(&ctx, names->symbol[i].slot, SIZE_MAX);
        return v.state == JH_KNOWN ? v.number : NAN;
    }
    fail_msg("no name %s", name);
    return NAN;
}

/* 166 primary and 210 junior pupils share 23,226 books 1 : 1.1. */
static void nine_year_schools_share_1_to_1_1(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "");
    jh_sections *s = made(a, p,
                          "school_name,pupils_primary,pupils_junior,books\n"
                          "九年制,166,210,23226\n");
    assert_int_equal(s->n, 2);
    test_close(value(s, 0, "books"), 9711.6, 1e-5);
    test_close(value(s, 1, "books"), 13514.4, 1e-5);
    test_close(value(s, 0, "books") / 166, 58.504, 1e-5);
    test_close(value(s, 1, "books") / 210, 64.354, 1e-5);
    assert_true(value(s, 0, "pupils") == 166);
    assert_true(value(s, 1, "pupils") == 210);
    assert_true(isnan(value(s, 1, "sports_m2"))); /* not given, so not zero */
    int order = 7;
    const jh_exact *want =
        jh_exact_div(a, jh_exact_decimal(a, 166), jh_exact_decimal(a, 397));
    assert_int_equal(jh_exact_compare(a, jh_section_share_exact(s, 0, a), want, &order),
                     JH_OK);
    assert_int_equal(order, 0);
    jh_arena_free(a);
}

static void complete_and_twelve_year_schools_share_too(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "");
    jh_sections *s = made(a, p,
                          "school_name,pupils_primary,pupils_junior,pupils_senior,books\n"
                          "完全中学,,100,100,2420\n"
                          "十二年制,100,100,100,3420\n"
                          "小学,100,,,1000\n"
                          "中小学,100,0,,700\n");
    assert_int_equal(s->n, 5);
    test_close(s->section[0].share, 1.1 / (1.1 + 1.32), 1e-15); /* 1 : 1.2 */
    test_close(value(s, 0, "books"), 1100, 1e-12);
    test_close(s->section[1].share, 1 / 3.42, 1e-15);
    test_close(s->section[2].share, 1.1 / 3.42, 1e-15);
    test_close(value(s, 2, "books"), 1100, 1e-12);
    assert_true(s->section[3].share == 1);
    assert_true(s->section[4].share == 1);
    assert_int_equal(s->first[0], 0);
    assert_int_equal(s->first[2], 3);
    assert_int_equal(s->first[4], 5);
    jh_arena_free(a);
}

static void shares_add_up_to_one(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 11);
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "");
    for (int i = 0; i < 2000; i++) {
        jh_arena *scratch = jh_arena_new();
        char *table = jh_sprintf(
            scratch, "school_name,pupils_primary,pupils_junior,books\ns,%ld,%ld,%ld\n",
            test_between(&r, 1, 3000), test_between(&r, 1, 3000),
            test_between(&r, 0, 99999));
        jh_sections *s = made(scratch, p, table);
        assert_int_equal(s->n, 2);
        test_close(s->section[0].share + s->section[1].share, 1, 1e-15);
        const jh_exact *sum = jh_exact_add(scratch, jh_section_share_exact(s, 0, scratch),
                                           jh_section_share_exact(s, 1, scratch));
        int order = 7;
        assert_int_equal(
            jh_exact_compare(scratch, sum, jh_exact_decimal(scratch, 1), &order), JH_OK);
        assert_int_equal(order, 0);
        for (size_t k = 0; k < 2; k++)
            test_close(jh_exact_double(jh_section_share_exact(s, k, scratch)),
                       s->section[k].share, 1e-15);
        test_close(value(s, 0, "books") + value(s, 1, "books"),
                   s->schools->column[3].number[0], 1e-12);
        jh_arena_free(scratch);
    }
    jh_arena_free(a);
}

static void schools_without_pupils_are_left_out(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "");
    jh_sections *s = made(a, p,
                          "school_name,pupils_primary,pupils_junior,pupils_senior\n"
                          "甲,100,,\n"
                          "乙,,,\n"
                          "丙,0,,\n"
                          "丁,,,300\n"
                          "戊,0,0,\n"
                          "己,0,50,\n");
    assert_int_equal(s->n, 2);
    assert_int_equal(s->left_out_n, 4);
    static const struct {
        size_t school;
        int why;
    } want[] = {{1, -1}, {2, -2}, {3, -1}, {4, -2}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(s->left_out[i].school, want[i].school);
        assert_int_equal(s->left_out[i].exclusion, want[i].why);
    }
    assert_int_equal(s->section[1].stage, 1);
    jh_arena_free(a);
}

static const char *const with_rules =
    "junheng: pack/1\nid: p\nversion: '1'\nvocabulary: v\n"
    "settings: [{id: least, default: 0.3}]\n"
    "derive:\n"
    "  - {fact: pupils_all, value: pupils_primary + pupils_junior}\n"
    "  - {fact: sports_m2, value: rooms_m2 + rooms_m2 + rooms_m2}\n"
    "  - {fact: amount, value: count / 3}\n"
    "sections:\n"
    "  judged: [junior, primary]\n"
    "  pupils: pupils\n"
    "  exclude:\n"
    "    - {id: point, when: school_type == 218 and pupils_all < 50}\n"
    "    - {id: rooms, when: rooms_m2 / 10 + rooms_m2 / 5 <= least}\n";

static void exclusions_are_tried_in_order(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack(a, with_rules);
    jh_sections *s =
        made(a, p,
             "school_name,school_type,pupils_primary,pupils_junior,rooms_m2\n"
             "大点,218,30,20,500\n"
             "小点,218,30,19,500\n"
             "小学,211,20,1,500\n"
             "无型,,20,1,500\n"
             "恰好,211,20,1,1\n"
             "略多,211,20,1,1.0001\n"
             "缺房,211,20,1,\n");
    assert_int_equal(s->left_out_n, 2);
    assert_int_equal(s->left_out[0].school, 1);
    assert_int_equal(s->left_out[0].exclusion, 0);
    assert_int_equal(s->left_out[1].school, 4); /* 0.1 + 0.2 <= 0.3, exactly */
    assert_int_equal(s->left_out[1].exclusion, 1);
    assert_int_equal(s->section[0].stage, 1); /* in the pack's order */
    assert_int_equal(s->section[1].stage, 0);
    jh_arena_free(a);
}

static void facts_are_derived_where_they_are_missing(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack(a, with_rules);
    jh_sections *s =
        made(a, p,
             "school_name,pupils_primary,pupils_junior,pupils_all,rooms_m2,count\n"
             "甲,30,20,999,500,6\n"
             "乙,30,20,,0.1,7\n"
             "丙,30,,,100.1,\n");
    const jh_frame *f = s->schools;
    ptrdiff_t all = jh_frame_find(f, "pupils_all"),
              sports = jh_frame_find(f, "sports_m2"), amount = jh_frame_find(f, "amount");
    assert_true(f->column[all].number[0] == 999); /* what is given stays */
    assert_true(f->column[all].number[1] == 50);
    assert_int_equal(f->column[all].valid[2], 0); /* missing is not zero */
    assert_int_equal(f->column[all].origin[1].row, 0);
    assert_true(sports >= 0 && amount >= 0);
    assert_true(f->column[sports].number[1] ==
                0.3); /* 0.1 + 0.1 + 0.1 in doubles is more */
    assert_true(f->column[sports].number[2] == 300.3);
    assert_true(f->column[amount].number[0] == 2);
    test_close(f->column[amount].number[1], 7.0 / 3, 1e-16);
    jh_arena_free(a);
}

static void rows_can_be_judged_as_they_are(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack(a, "junheng: pack/1\nid: p\nversion: '1'\nvocabulary: v\n"
                              "sections: {by: row, pupils: pupils_all}\n"
                              "indicators: [{id: X, value: books / pupils_all,\n"
                              "  standard: {all: 2}}]\n");
    jh_sections *s = made(a, p,
                          "school_name,pupils_all,books,county\n"
                          "甲,10,30,东\n乙,,30,西\n丙,0,3,西\n丁,5,5,\n戊,7,9,东\n");
    assert_int_equal(s->n, 3);
    assert_int_equal(s->section[0].stage, -1);
    assert_true(s->section[0].share == 1);
    assert_int_equal(s->left_out_n, 2);
    assert_int_equal(s->left_out[0].exclusion, -1);
    assert_int_equal(s->left_out[1].exclusion, -2);
    assert_int_equal(s->area_n, 3);
    assert_string_equal(s->area[2], "");
    assert_int_equal(s->section[2].area, 0);
    jh_values v;
    assert_int_equal(jh_values_compute(a, s, &v, NULL), JH_OK);
    assert_true(v.value[0].number == 3);
    assert_true(v.weight[0] == 10);
    jh_section_ctx ctx = {.sections = s};
    jh_lookup lookup = jh_section_lookup(&ctx);
    assert_string_equal(lookup.get(&ctx, JH_SLOT_STAGE, SIZE_MAX).text, "all");
    jh_arena_free(a);
}

static void origins_lead_back_to_the_cell(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p =
        test_pack_of(a, "indicators: [{id: X, value: teachers / pupils * books}]\n");
    jh_sections *s =
        made(a, p,
             "school_name,pupils_primary,pupils_junior,teachers_junior,books\n"
             "甲,100,,,\n乙,100,200,13,700\n");
    const int *slot;
    assert_int_equal(jh_formula_slots(p->indicator[0].value, &slot), 3);
    jh_origin o = jh_section_origin(s, 2, slot[0]);
    assert_int_equal(o.row, 3);
    assert_int_equal(o.col, 4);
    assert_int_equal(jh_section_origin(s, 1, slot[0]).row,
                     0); /* teachers_primary: none */
    assert_int_equal(jh_section_origin(s, 2, slot[1]).col, 3);
    assert_int_equal(jh_section_origin(s, 2, slot[2]).col, 5);
    assert_int_equal(jh_section_origin(s, 0, slot[2]).row, 0);
    assert_int_equal(jh_section_origin(s, 0, JH_SLOT_SETTING).row, 0);
    assert_int_equal(jh_section_origin(s, 0, -1).row, 0);
    jh_arena_free(a);
}

static void areas_are_joined_by_name(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack_of(a, "");
    static const struct {
        const char *areas;
        size_t east, west;
    } rows[] = {{"county,money\n西,5\n东,7\n", 1, 0},
                {"county,money\n西,5\n", SIZE_MAX, 0},
                {"money\n5\n", 0, 0}, /* one area, no name needed */
                {"money\n5\n6\n", SIZE_MAX, SIZE_MAX}};
    for (size_t i = 0; i < JH_COUNT(rows); i++) {
        jh_frame *schools =
            test_frame(a, p->vocabulary, "county,pupils_primary\n东,5\n西,6\n");
        jh_frame *areas = test_frame(a, p->vocabulary, rows[i].areas);
        jh_sections s;
        assert_int_equal(jh_sections_make(a, p, schools, areas, &s, NULL), JH_OK);
        assert_int_equal(s.area_n, 2);
        assert_int_equal(s.area_row[0], rows[i].east);
        assert_int_equal(s.area_row[1], rows[i].west);
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_year_schools_share_1_to_1_1),
        cmocka_unit_test(complete_and_twelve_year_schools_share_too),
        cmocka_unit_test(shares_add_up_to_one),
        cmocka_unit_test(schools_without_pupils_are_left_out),
        cmocka_unit_test(exclusions_are_tried_in_order),
        cmocka_unit_test(facts_are_derived_where_they_are_missing),
        cmocka_unit_test(rows_can_be_judged_as_they_are),
        cmocka_unit_test(origins_lead_back_to_the_cell),
        cmocka_unit_test(areas_are_joined_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
