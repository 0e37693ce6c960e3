/* Joining two tables by equal keys. */
#include "support.h"

#include <junheng/frame.h>

#include <string.h>

enum { ROWS = 400 };

static const jh_origin nowhere = {0};

static void schools_find_their_area(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_frame pupils, schools;
    size_t school, year, code, when, area, row, added;
    jh_frame_init(&pupils, a);
    jh_frame_init(&schools, a);
    assert_int_equal(jh_frame_add_column(&pupils, "school", JH_TEXT, &school), JH_OK);
    assert_int_equal(jh_frame_add_column(&pupils, "year", JH_NUMBER, &year), JH_OK);
    assert_int_equal(jh_frame_add_column(&schools, "year", JH_NUMBER, &when), JH_OK);
    assert_int_equal(jh_frame_add_column(&schools, "code", JH_TEXT, &code), JH_OK);
    assert_int_equal(jh_frame_add_column(&schools, "area", JH_TEXT, &area), JH_OK);
    static const struct {
        const char *code, *area;
        double year;
    } has[] = {{"A", "town", 0.0},   {"B", "village", 1},   {"A", "village", 1},
               {"A", "again", -0.0}, {NULL, "nameless", 1}, {"C", NULL, 1}};
    for (size_t i = 0; i < JH_COUNT(has); i++) {
        assert_int_equal(jh_frame_add_row(&schools, &row), JH_OK);
        jh_frame_set_text(&schools, row, code, has[i].code, nowhere);
        jh_frame_set_text(&schools, row, area, has[i].area, (jh_origin){3, 9, 4});
        jh_frame_set_number(&schools, row, when, has[i].year, nowhere);
    }
    static const struct {
        const char *code;
        double year;
        const char *area;
    } wants[] = {{"A", 1, "village"}, {"A", -0.0, "town"}, {"B", 0, NULL},
                 {NULL, 1, NULL},     {"C", 1, NULL},      {"B", 1, "village"}};
    for (size_t i = 0; i < JH_COUNT(wants); i++) {
        assert_int_equal(jh_frame_add_row(&pupils, &row), JH_OK);
        jh_frame_set_text(&pupils, row, school, wants[i].code, nowhere);
        jh_frame_set_number(&pupils, row, year, wants[i].year, nowhere);
    }
    jh_match m;
    const size_t left[] = {school, year}, right[] = {code, when};
    assert_int_equal(jh_frame_match(a, &(jh_keys){&pupils, left, 2},
                                    &(jh_keys){&schools, right, 2}, &m),
                     JH_OK);
    assert_int_equal(m.alone, 2);
    assert_int_equal(m.alone_row, 2);
    assert_int_equal(m.again, 1);
    assert_int_equal(m.again_row, 3);
    assert_int_equal(jh_frame_join(&pupils, &schools, &m, area, "area", &added), JH_OK);
    for (size_t i = 0; i < JH_COUNT(wants); i++) {
        assert_int_equal(pupils.column[added].valid[i], wants[i].area != NULL);
        assert_string_equal(jh_frame_text(&pupils, (ptrdiff_t)added, i),
                            wants[i].area ? wants[i].area : "");
        assert_int_equal(pupils.column[added].origin[i].row, wants[i].area ? 9 : 0);
    }
    assert_int_equal(jh_frame_match(a, &(jh_keys){&pupils, &year, 1},
                                    &(jh_keys){&schools, &code, 1}, &m),
                     JH_EINTERNAL);
    jh_arena_free(a);
}

/* Random tables beside every pair looked at. */
static void the_same_as_looking_at_every_pair(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_random random;
    jh_random_seed(&random, 7);
    for (size_t round = 0; round < 60; round++) {
        jh_frame f[2];
        size_t text[2], number[2], rows[2];
        for (size_t s = 0; s < 2; s++) {
            jh_frame_init(&f[s], a);
            assert_int_equal(jh_frame_add_column(&f[s], "t", JH_TEXT, &text[s]), JH_OK);
            assert_int_equal(jh_frame_add_column(&f[s], "n", JH_NUMBER, &number[s]),
                             JH_OK);
            rows[s] = jh_random_below(&random, ROWS);
            for (size_t i = 0, row; i < rows[s]; i++) {
                static const char *const word[] = {"", "a", "ab", "b", NULL};
                assert_int_equal(jh_frame_add_row(&f[s], &row), JH_OK);
                jh_frame_set_text(&f[s], row, text[s], word[jh_random_below(&random, 5)],
                                  nowhere);
                if (jh_random_below(&random, 9))
                    jh_frame_set_number(&f[s], row, number[s],
                                        (double)jh_random_below(&random, 90), nowhere);
            }
        }
        const size_t left[] = {text[0], number[0]}, right[] = {text[1], number[1]};
        jh_match m;
        assert_int_equal(jh_frame_match(a, &(jh_keys){&f[0], left, 2},
                                        &(jh_keys){&f[1], right, 2}, &m),
                         JH_OK);
        size_t alone = 0;
        for (size_t i = 0; i < rows[0]; i++) {
            const jh_column *t = &f[0].column[text[0]], *n = &f[0].column[number[0]];
            const jh_column *u = &f[1].column[text[1]], *v = &f[1].column[number[1]];
            size_t first = JH_NO_ROW;
            for (size_t j = 0; j < rows[1] && first == JH_NO_ROW; j++)
                if (t->valid[i] && n->valid[i] && u->valid[j] && v->valid[j] &&
                    !strcmp(t->text[i], u->text[j]) && n->number[i] == v->number[j])
                    first = j;
            assert_true(m.row[i] == first);
            alone += first == JH_NO_ROW;
        }
        assert_int_equal(m.alone, alone);
    }
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schools_find_their_area),
        cmocka_unit_test(the_same_as_looking_at_every_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
