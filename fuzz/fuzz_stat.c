/* Any statistic on any small sample keeps what its descriptor declares. */
#include "fuzz_promise.h"

#include "../tests/unit/stat_properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static double second(const jh_stat *t, uint8_t byte)
{
    return t->second == JH_SECOND_FLAG ? byte & 1 : t->second ? byte % 6 : 0;
}

static void hold(jh_arena *arena, const jh_stat *t, const uint8_t *data, size_t n)
{
    double *x = jh_alloc_array(arena, n / 3 + 1, sizeof *x);
    double *w = jh_alloc_array(arena, n / 3 + 1, sizeof *w);
    double *y = jh_alloc_array(arena, n / 3 + 1, sizeof *y);
    jh_sample s = {.x = x, .w = w, .n = n / 3, .scratch = arena};
    jh_stat_choice c;
    if (!x || !w || !y || !stat_usual(arena, t, &c)) return;
    for (size_t i = 0; i < s.n; i++) {
        /* quarters, some of them negative; weights from 0 */
        x[i] = ((double)data[3 * i] - 16) / 4;
        w[i] = data[3 * i + 1] % 64;
        y[i] = second(t, data[3 * i + 2]);
    }
    if (t->second) s.y = y;
    promise(!stat_fault(&c, s, n ? data[n - 1] * 7919u + data[0] : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    size_t statistics;
    const jh_stat *const *list = jh_stat_list(&statistics);
    if (!n || n > 600) return 0;
    jh_arena *arena = jh_arena_new();
    if (arena) hold(arena, list[data[0] % statistics], data + 1, n - 1);
    jh_arena_free(arena);
    return 0;
}
