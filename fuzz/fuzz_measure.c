/* Decompositions, segregation, curves, access, tallies and trends keep what each declares on any small
 * sample. */
#include "fuzz_promise.h"

#include "../tests/unit/measure_properties.h"

#define BYTES 8 /* a row */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hold(jh_arena *arena, const measure_kind *kind, const uint8_t *data, size_t n)
{
    measure_row *row = jh_alloc_array(arena, n / BYTES + 1, sizeof *row);
    const measure_given given = {row, n / BYTES, arena};
    if (!row) return;
    for (size_t i = 0; i < given.n; i++) {
        const uint8_t *at = data + i * BYTES;
        row[i].x = (double)at[0] / 4;
        row[i].w = at[1] % 64;
        row[i].group = at[2] % MEASURE_GROUPS;
        row[i].year = at[3] & 1;
        for (size_t c = 0; c < 2 * MEASURE_KINDS; c++)
            row[i].count[c / MEASURE_KINDS][c % MEASURE_KINDS] = at[4 + c] % 48;
    }
    const char *fault = measure_fault(kind, &given);
    promise(!fault || !strcmp(fault, "memory"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    size_t kinds;
    const measure_kind *kind = measure_kinds(&kinds);
    if (n <= BYTES || n > 40 * BYTES) return 0;
    jh_arena *arena = jh_arena_new();
    if (arena) hold(arena, &kind[data[0] % kinds], data + 1, n - 1);
    jh_arena_free(arena);
    return 0;
}
