/* The formula language: text → compiled → values in doubles and exactly. */
#include "fuzz_promise.h"

#include <junheng/formula.h>

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { A, B, GONE, PUPILS, TYPE, YES, SLOTS };

static const jh_units units = {.id = {"pupil", "teacher"}, .n = 2};
static const jh_symbol symbols[] = {
    {.name = "a", .plain = true, .slot = A},
    {.name = "b", .plain = true, .slot = B},
    {.name = "gone", .plain = true, .slot = GONE},
    {.name = "pupils", .unit.power = {1}, .slot = PUPILS},
    {.name = "type", .sort = JH_IS_TEXT, .slot = TYPE},
    {.name = "yes", .sort = JH_IS_TRUTH, .slot = YES},
    {.name = "面积 x", .any_unit = true, .slot = B},
};
static const jh_names row_names = {
    .units = &units, .symbol = symbols, .n = JH_COUNT(symbols)};
static const jh_names names = {
    .units = &units, .symbol = symbols, .n = JH_COUNT(symbols), .rows = &row_names};

static jh_value get(void *ctx, int slot, size_t row)
{
    static const double value[SLOTS] = {3, 0.1, 0, 500, 0, 1};
    jh_value v = {.number = value[slot], .slot = -1};
    (void)ctx;
    if (slot == GONE) return (jh_value){.state = JH_MISSING, .slot = slot};
    if (slot == TYPE) v.text = row == 1 ? "218" : "a";
    if (row != SIZE_MAX) v.number += (double)row;
    return v;
}

/* What both evaluators can hold they must agree about. */
static void evaluate(const jh_formula *f)
{
    jh_lookup lookup = {.get = get, .rows = 3};
    jh_arena *scratch = jh_arena_new();
    const jh_exact *x = NULL;
    jh_state state;
    jh_value v;
    if (!scratch) return;
    if (jh_formula_settle(f, &lookup, &v) == JH_OK && jh_formula_sort(f) != JH_IS_TEXT &&
        jh_formula_exact(f, &lookup, scratch, &x, &state) == JH_OK) {
        promise((state == JH_KNOWN) == (x != NULL));
        if (jh_formula_sort(f) == JH_IS_TRUTH && x) {
            double truth = jh_exact_double(x);
            promise(truth == 0 || truth == 1);
        }
    }
    jh_arena_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    jh_arena *arena = jh_arena_new();
    char *text = arena ? jh_strndup(arena, (const char *)data, n) : NULL;
    jh_formula *f = NULL;
    jh_error err = {0};
    if (text && jh_formula_compile(arena, text, NULL, &names, &f, &err) == JH_OK)
        evaluate(f);
    else if (text)
        promise_error(&err);
    jh_arena_free(arena);
    return 0;
}
