/* Pairs: the check of any plan, and the bound that prices prove. */
#include <junheng/pairs.h>

static int64_t least_of(const jh_pairs *p, const int64_t *price, uint32_t weak)
{
    const int32_t *cost = p->cost + (size_t)weak * p->strong;
    int64_t least = p->alone;
    for (uint32_t j = 0; j < p->strong; j++)
        if (cost[j] != JH_PAIRS_NEVER && cost[j] - price[j] < least)
            least = cost[j] - price[j];
    return least;
}

int64_t jh_pairs_bound(const jh_pairs *p, const int64_t *price)
{
    int64_t bound = 0;
    for (uint32_t i = 0; i < p->weak; i++)
        bound += least_of(p, price, i);
    for (uint32_t j = 0; j < p->strong; j++)
        bound += price[j] * (int64_t)p->most[j];
    return bound;
}

jh_status jh_pairs_check(jh_arena *scratch, const jh_pairs *p, const uint32_t *partner,
                         jh_pairs_sum *sum, jh_violations *out, jh_error *err)
{
    uint32_t *helped = jh_alloc_array(scratch, (size_t)p->strong + 1, sizeof *helped);
    jh_status st = JH_OK;
    if (!helped) return jh_nomem(err);
    *sum = (jh_pairs_sum){0};
    for (uint32_t i = 0; i < p->weak && st == JH_OK; i++) {
        uint32_t j = partner[i];
        if (j == JH_PAIRS_ALONE) {
            sum->alone++;
        } else if (j >= p->strong) {
            st = jh_violation_add(out, NULL, 1, "plan.pairs_unknown", "weak:s",
                                  p->weak_name[i]);
        } else if (p->cost[(size_t)i * p->strong + j] == JH_PAIRS_NEVER) {
            st = jh_violation_add(out, NULL, 1, "plan.pairs_never", "weak:s strong:s",
                                  p->weak_name[i], p->strong_name[j]);
            helped[j]++;
        } else {
            sum->pairs++;
            sum->cost += p->cost[(size_t)i * p->strong + j];
            helped[j]++;
        }
    }
    for (uint32_t j = 0; j < p->strong && st == JH_OK; j++)
        if (helped[j] > p->most[j])
            st = jh_violation_add(out, NULL, helped[j] - p->most[j], "plan.pairs_most",
                                  "strong:s n:u most:u", p->strong_name[j],
                                  (size_t)helped[j], (size_t)p->most[j]);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
