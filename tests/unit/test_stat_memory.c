/* The n-th allocation fails, for every n: each statistic, decomposition and batch then says that there is
 * no memory, and gives the same figure as ever once there is. malloc and its
 * kin are wrapped by the linker. */
#include "measure_properties.h"
#include "stat_properties.h"
#include "support.h"

#include <junheng/bootstrap.h>
#include <junheng/permute.h>

#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static struct {
    size_t at, calls; /* 0: none fails */
} refusal;

static bool refused(void)
{
    return ++refusal.calls == refusal.at;
}

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return refused() ? NULL : __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return refused() ? NULL : __real_aligned_alloc(alignment, size);
}

#define N 3000 /* values: enough for more than one block of an arena */
#define ROWS 300
#define FEW 30

typedef struct data {
    double x[N], w[N], flag[N];
    measure_row row[ROWS];
} data;

static data *make_data(jh_arena *a)
{
    data *d = jh_alloc(a, sizeof *d);
    jh_random r;
    jh_random_seed(&r, 51);
    for (size_t i = 0; i < N; i++) {
        d->x[i] = 1 + jh_random_unit(&r);
        d->w[i] = (double)test_between(&r, 1, 900);
        d->flag[i] = (double)(i % 2);
    }
    for (size_t i = 0; i < ROWS; i++) {
        measure_row *row = &d->row[i];
        *row = (measure_row){
            d->x[i], d->w[i], {{0}}, (unsigned)(i % MEASURE_GROUPS), (unsigned)(i % 2)};
        for (size_t c = 0; c < 2 * MEASURE_KINDS; c++)
            row->count[c / 2][c % 2] = (double)test_between(&r, 0, 9);
    }
    return d;
}

static const data *given; /* of this test program alone */

/* One piece of work in an arena of its own; its figure where there was memory. */
typedef bool work(jh_arena *a, size_t i, double *out);

static void fails_at_every_allocation(work *run, size_t i)
{
    double figure = 0, again = 0;
    refusal.at = refusal.calls = 0;
    jh_arena *a = jh_arena_new();
    assert_true(run(a, i, &figure));
    jh_arena_free(a);
    size_t calls = refusal.calls;
    for (size_t at = 1; at <= calls; at++) {
        refusal.at = at;
        refusal.calls = 0;
        a = jh_arena_new();
        bool done = a && run(a, i, &again);
        refusal.at = 0;
        jh_arena_free(a);
        assert_false(done);
    }
    a = jh_arena_new();
    assert_true(run(a, i, &again));
    jh_arena_free(a);
    assert_true(figure == again);
}

static bool a_statistic(jh_arena *a, size_t i, double *out)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    jh_stat_choice c;
    if (!stat_usual(a, list[i], &c)) return false;
    jh_sample s = {.x = given->x, .w = given->w, .n = N, .scratch = a};
    if (list[i]->second) s.y = given->flag;
    jh_stat_result r = jh_stat_compute(&c, s);
    *out = r.value;
    if (r.state) assert_int_equal(r.state, JH_STAT_NOMEM);
    return r.state == JH_STAT_OK;
}

static void every_statistic(void **state)
{
    size_t n;
    (void)state;
    jh_stat_list(&n);
    for (size_t i = 0; i < n; i++)
        fails_at_every_allocation(a_statistic, i);
}

static bool a_kind(jh_arena *a, size_t i, double *out)
{
    size_t n;
    const measure_kind *kind = &measure_kinds(&n)[i];
    const measure_given rows = {given->row, ROWS, a};
    measure_result r = {.known = false};
    jh_status st = kind->measure(&rows, &r);
    if (st != JH_OK) {
        assert_int_equal(st, JH_ENOMEM);
        return false;
    }
    for (size_t f = 0; f < r.n; f++)
        if (r.known) *out += r.figure[f];
    return true;
}

static void every_kind_of_measure(void **state)
{
    size_t n;
    (void)state;
    measure_kinds(&n);
    for (size_t i = 0; i < n; i++)
        fails_at_every_allocation(a_kind, i);
}

/* Draws, deals, groups of texts: by number. */
static bool inference(jh_arena *a, size_t i, double *out)
{
    const jh_sample s = {.x = given->x, .w = given->w, .n = FEW, .scratch = a};
    const jh_sample both[2] = {s, {.x = given->x + FEW, .w = given->w + FEW, .n = FEW}};
    const jh_stat *gini = jh_stat_find("gini");
    const jh_bootstrap how = {
        .replicates = 20, .seed = 1, .level = 0.9, .kind = (jh_interval_kind)(i == 1)};
    const jh_permute deals = {.replicates = 20, .seed = 1};
    const char *const key[] = {"a", "b", "a", NULL, "c", "b"};
    const char *const *const text[] = {key, key};
    const jh_group_ask ask = {text, 2, NULL, JH_COUNT(key)};
    size_t *first, *row;
    jh_interval range = {.low = 0};
    jh_permuted test = {.p = 0};
    jh_groups groups = {.n = 0};
    jh_status st = JH_OK;
    switch (i) {
    case 0:
    case 1:
        st = jh_bootstrap_stat(&how, 0, gini, s, &range, NULL);
        *out = range.low;
        break;
    case 2:
        st = jh_permute_test(&deals, 0, gini, both, &test, NULL);
        *out = test.p;
        break;
    default:
        st = jh_group_texts(a, &ask, &groups);
        if (st == JH_OK) st = jh_groups_lay(a, &groups, JH_COUNT(key), &first, &row);
        *out = (double)groups.n;
    }
    if (st != JH_OK) assert_int_equal(st, JH_ENOMEM);
    return st == JH_OK;
}

static void every_inference(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        fails_at_every_allocation(inference, i);
}

static jh_status a_measure(const jh_batch *b, const jh_above *above, size_t i, double *x)
{
    const jh_batch_sorted sorted = {x, x + N, x + 2 * N, x + 3 * N, x + 4 * N};
    const jh_batch_theil theil = {above, 1, x, x + N};
    const jh_bootstrap how = {.replicates = 20, .seed = 3, .level = 0.9};
    jh_interval cv[300], gini[300];
    const jh_bootstrap_batch ranges = {cv, gini};
    jh_status st;
    const jh_batch_mix mix = {.by = b->by, .n = b->total, .kinds = 2};
    jh_batch_mixed mixed = {.m = x, .h = x + N};
    switch (i) {
    case 0:
        return jh_batch_cv(b, x, NULL);
    case 1:
        return jh_batch_sort(b, &sorted, NULL);
    case 2:
        return jh_batch_mixing(&mix, &mixed, NULL);
    case 3:
        st = jh_bootstrap_groups(&how, b, &ranges, NULL);
        if (st == JH_OK) *x = cv[0].low + gini[0].high;
        return st;
    default:
        return jh_batch_entropy(b, &theil, NULL);
    }
}

/* Groups are made, put together and measured: the small ones, or the large. */
static bool a_batch(jh_arena *a, size_t i, double *out)
{
    const double *const total[] = {given->x, given->w};
    double *x = jh_alloc_array(a, 5 * N, sizeof *x);
    double *key = jh_alloc_array(a, 2 * N, sizeof *key);
    jh_partition by, all;
    jh_above above = {0};
    if (!x || !key) return false;
    const jh_group_key county = {.number = key}, part = {.number = key + N};
    for (size_t r = 0; r < N; r++) {
        key[r] = (double)(r / 20);
        key[r + N] = (double)(r / 1000);
    }
    jh_status st = jh_partition_make(a, &(jh_grouping){&county, 1, N, NULL}, &by, NULL);
    if (st == JH_OK) st = jh_partition_above(a, &by, &part, 1, &above, NULL);
    if (st == JH_OK) st = jh_partition_join(a, &by, &above, &all, NULL);
    const jh_batch b = {
        .by = i % 2 ? &all : &by, .total = total, .indicators = 2, .weight = given->w};
    if (st == JH_OK) st = a_measure(&b, &above, i / 2, x);
    if (st != JH_OK) assert_int_equal(st, JH_ENOMEM);
    *out = 0;
    for (size_t k = 0; k < 5 * N; k++)
        *out += x[k];
    return st == JH_OK;
}

static void every_batch(void **state)
{
    (void)state;
    for (size_t i = 0; i < 9; i++)
        fails_at_every_allocation(a_batch, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statistic),
        cmocka_unit_test(every_kind_of_measure),
        cmocka_unit_test(every_inference),
        cmocka_unit_test(every_batch),
    };
    jh_arena *a = jh_arena_new();
    given = make_data(a);
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    jh_arena_free(a);
    return code;
}
