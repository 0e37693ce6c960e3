#include <junheng/access.h>

#include <math.h>
#include <stdlib.h>

static int by_pair(const void *a, const void *b)
{
    const jh_trip *p = a, *q = b;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    if (p->to != q->to) return p->to < q->to ? -1 : 1;
    return (p->cost > q->cost) - (p->cost < q->cost);
}

static double weight_of(const jh_access_ask *ask, double cost)
{
    for (size_t i = 0; i < ask->bands; i++)
        if (cost <= ask->band[i].limit) return ask->band[i].weight;
    return 0;
}

/* The first of a pair is the least; later ones say the same way again. */
static bool again(const jh_trip *trip, size_t i)
{
    return i && trip[i].from == trip[i - 1].from && trip[i].to == trip[i - 1].to;
}

static void share_out(const jh_access_ask *ask, jh_access *out)
{
    for (size_t i = 0; i < ask->trips; i++) {
        const jh_trip *t = &ask->trip[i];
        if (again(ask->trip, i)) continue;
        out->load[t->to] += ask->demand[t->from] * weight_of(ask, t->cost);
    }
    for (size_t k = 0; k < ask->supplies; k++)
        out->ratio[k] = out->load[k] > 0 ? ask->supply[k] / out->load[k] : 0;
}

static void add_up(const jh_access_ask *ask, jh_access *out)
{
    for (size_t i = 0; i < ask->trips; i++) {
        const jh_trip *t = &ask->trip[i];
        if (again(ask->trip, i)) continue;
        out->access[t->from] += out->ratio[t->to] * weight_of(ask, t->cost);
        if (t->cost >= out->least[t->from]) continue;
        out->least[t->from] = t->cost;
        out->nearest[t->from] = t->to;
    }
}

jh_status jh_access_measure(jh_arena *arena, const jh_access_ask *ask, jh_access *out)
{
    size_t n = ask->demands, m = ask->supplies;
    out->access = jh_alloc_array(arena, n + 1, sizeof *out->access);
    out->least = jh_alloc_array(arena, n + 1, sizeof *out->least);
    out->nearest = jh_alloc_array(arena, n + 1, sizeof *out->nearest);
    out->load = jh_alloc_array(arena, m + 1, sizeof *out->load);
    out->ratio = jh_alloc_array(arena, m + 1, sizeof *out->ratio);
    if (!out->access || !out->least || !out->nearest || !out->load || !out->ratio)
        return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        out->least[i] = INFINITY;
        out->nearest[i] = UINT32_MAX;
    }
    if (ask->trips) qsort(ask->trip, ask->trips, sizeof *ask->trip, by_pair);
    share_out(ask, out);
    add_up(ask, out);
    return JH_OK;
}
