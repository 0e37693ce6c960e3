/* Every kind of measure against what it declares, and with the n-th allocation refused. */
#include "measure_properties.h"
#include "support.h"

#include <math.h>

static const measure_given *random_rows(jh_arena *a, jh_random *r, size_t most)
{
    measure_given *g = jh_alloc(a, sizeof *g);
    measure_row *row = jh_alloc_array(a, most + 1, sizeof *row);
    g->n = (size_t)test_between(r, 1, (int64_t)most);
    bool ties = jh_random_below(r, 3) == 0;
    for (size_t i = 0; i < g->n; i++) {
        row[i] = (measure_row){
            .x = ties ? (double)test_between(r, 0, 4) : 90 * jh_random_unit(r),
            .w = (double)test_between(r, jh_random_below(r, 5) ? 1 : 0, 300),
            .group = (unsigned)test_between(r, 0, MEASURE_GROUPS - 1),
            .year = (unsigned)test_between(r, 0, 1)};
        for (size_t c = 0; c < 2 * MEASURE_KINDS; c++)
            row[i].count[c / 2][c % 2] = (double)test_between(r, 0, 40);
    }
    *g = (measure_given){row, g->n, a};
    return g;
}

static void what_is_declared_holds(void **state)
{
    size_t n, known = 0;
    const measure_kind *kind = measure_kinds(&n);
    jh_random r;
    (void)state;
    jh_random_seed(&r, 61);
    for (int round = 0; round < 300; round++)
        for (size_t k = 0; k < n; k++) {
            jh_arena *a = jh_arena_new();
            const measure_given *g = random_rows(a, &r, round % 2 ? 8 : 40);
            measure_result plain = {.known = false};
            const char *fault = measure_fault(&kind[k], g);
            if (fault) fail_msg("%s breaks its promise: %s", kind[k].id, fault);
            assert_int_equal(kind[k].measure(g, &plain), JH_OK);
            known += plain.known;
            jh_arena_free(a);
        }
    assert_true(known > 300 * n / 2);
}

/* Each kind has a sample that would tell a wrong declaration. */
static void no_declaration_is_empty(void **state)
{
    size_t n;
    const measure_kind *kind = measure_kinds(&n);
    (void)state;
    for (size_t k = 0; k < n; k++) {
        measure_kind wrong = kind[k];
        jh_random r;
        size_t told = 0;
        jh_random_seed(&r, 62);
        wrong.scale = kind[k].scale == JH_STAYS ? JH_FOLLOWS : JH_STAYS;
        for (int round = 0; round < 40 && !told; round++) {
            jh_arena *a = jh_arena_new();
            told += measure_fault(&wrong, random_rows(a, &r, 40)) != NULL;
            jh_arena_free(a);
        }
        assert_true(told || kind[k].scale == JH_FREE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_declared_holds),
        cmocka_unit_test(no_declaration_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
