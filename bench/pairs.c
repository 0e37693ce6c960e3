/* Pairs of schools on random costs.
 *   pairs N SEED RANGE [FILE]     FILE: the costs are written there, N rows of 32-bit integers
 */
#include <junheng/pairs.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    uint32_t n = (uint32_t)strtoul(argv[1], NULL, 10);
    uint64_t range = strtoull(argv[3], NULL, 10);
    jh_arena *arena = jh_arena_new();
    size_t cells = (size_t)n * n;
    int32_t *cost = jh_alloc_array(arena, cells + 1, sizeof *cost);
    uint32_t *most = jh_alloc_array(arena, (size_t)n + 1, sizeof *most);
    if (!cost || !most || !range) return 2;
    jh_random rnd;
    jh_random_seed(&rnd, strtoull(argv[2], NULL, 10));
    for (size_t i = 0; i < cells; i++)
        cost[i] = (int32_t)jh_random_below(&rnd, range);
    for (size_t j = 0; j < n; j++)
        most[j] = 1;
    if (argc > 4) {
        FILE *f = fopen(argv[4], "wb");
        if (!f || fwrite(cost, sizeof *cost, cells, f) != cells || fclose(f)) return 2;
    }
    jh_pairs p = {.weak = n, .strong = n, .cost = cost, .most = most, .alone = INT32_MAX};
    jh_pairs_plan plan;
    double from = now();
    if (jh_pairs_solve(arena, &p, NULL, &plan, NULL) != JH_OK) return 1;
    printf("own    %u x %u, costs below %s: %.0f, %s, %.3f s\n", n, n, argv[3],
           plan.outcome.value, jh_plan_status_id(plan.outcome.status), now() - from);
    jh_pairs_other *other = jh_alloc_array(arena, (size_t)n + 1, sizeof *other);
    from = now();
    if (!other || jh_pairs_others(arena, &p, &plan, plan.partner, other, NULL) != JH_OK)
        return 1;
    printf("next   %u partners, exactly: %.3f s\n", n, now() - from);
    jh_arena_free(arena);
    return 0;
}
