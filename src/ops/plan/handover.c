/* Who gives to whom: what schools of one area give, matched to what others receive, with the shortest
 * ways in all. A plan says what each gives and receives; this says between whom. */
#include "result.h"
#include "teachers.h"

#include "../county/result.h"

#include <junheng/flow.h>

#include <math.h>
#include <string.h>

#define FAR_M 10000000 /* a way that is not known: farther than any */

typedef struct matching {
    jh_call *call;
    const jh__budget_run *run;
    const jh__budget_result *r;
    size_t *node; /* items that give or receive */
    size_t nodes;
    int64_t *supply;
    uint32_t *from, *to;
    int64_t *cost;
    size_t arcs;
} matching;

static double km_between(const matching *m, size_t a, size_t b)
{
    const jh_budget_item *item = m->r->area.b.item;
    const size_t *row = m->r->area.school;
    jh__place p = jh__place_of(&m->run->before, row[item[a].school]);
    jh__place q = jh__place_of(&m->run->before, row[item[b].school]);
    return jh__place_km(p, q);
}

/* Amounts are counted in hundredths: each is a whole number of these. */
static int64_t hundredths(double amount)
{
    return (int64_t)llrint(100 * amount);
}

static jh_status gather(matching *m, size_t thing)
{
    const jh_budget *b = &m->r->area.b;
    size_t givers = 0;
    m->nodes = m->arcs = 0;
    for (size_t i = 0; i < b->items; i++) {
        int64_t net = hundredths(m->r->plan.given[i] - m->r->plan.received[i]);
        if (b->item[i].thing != thing || net == 0) continue;
        givers += net > 0;
        m->supply[m->nodes] = net;
        m->node[m->nodes++] = i;
    }
    size_t most = givers * (m->nodes - givers) + 1;
    m->from = jh_alloc_array(m->call->arena, most, sizeof *m->from);
    m->to = jh_alloc_array(m->call->arena, most, sizeof *m->to);
    m->cost = jh_alloc_array(m->call->arena, most, sizeof *m->cost);
    if (!m->from || !m->to || !m->cost) return JH_ENOMEM;
    for (size_t i = 0; i < m->nodes; i++)
        for (size_t k = 0; k < m->nodes; k++) {
            if (m->supply[i] <= 0 || m->supply[k] >= 0) continue;
            double km = km_between(m, m->node[i], m->node[k]);
            m->from[m->arcs] = (uint32_t)i;
            m->to[m->arcs] = (uint32_t)k;
            m->cost[m->arcs++] = isnan(km) ? FAR_M : (int64_t)llrint(1000 * km);
        }
    return JH_OK;
}

/* One thing of one area: adds its handovers to the list. */
static jh_status match(matching *m, size_t thing, jh__handover *out, size_t *n,
                       jh_error *err)
{
    jh_flow *flow;
    if (gather(m, thing) != JH_OK) return jh_nomem(err);
    if (!m->arcs) return JH_OK;
    jh_flow_net net = {.nodes = (uint32_t)m->nodes,
                       .arcs = (uint32_t)m->arcs,
                       .from = m->from,
                       .to = m->to,
                       .cost = m->cost,
                       .supply = m->supply};
    JH_TRY(jh_flow_open(m->call->arena, &net, &flow, err));
    if (jh_flow_solve(flow, NULL, NULL) != JH_FLOW_OPTIMAL) return JH_OK;
    for (uint32_t a = 0; a < net.arcs; a++) {
        int64_t amount = jh_flow_on(flow, a);
        if (amount <= 0) continue;
        size_t from = m->node[m->from[a]], to = m->node[m->to[a]];
        out[(*n)++] =
            (jh__handover){from, to, (double)amount / 100, km_between(m, from, to)};
    }
    return JH_OK;
}

jh_status jh__handovers(jh_call *call, const jh__budget_run *run,
                        const jh__budget_result *r, jh__handover **out, size_t *n,
                        jh_error *err)
{
    size_t items = r->area.b.items + 1;
    matching m = {.call = call, .run = run, .r = r};
    m.node = jh_alloc_array(call->arena, items, sizeof *m.node);
    m.supply = jh_alloc_array(call->arena, items, sizeof *m.supply);
    /* a basis of the flow uses fewer arcs than there are schools */
    *out = jh_alloc_array(call->arena, items, sizeof **out);
    *n = 0;
    if (!m.node || !m.supply || !*out) return jh_nomem(err);
    for (size_t t = 0; r->planned && t < r->area.b.things; t++)
        JH_TRY(match(&m, t, *out, n, err));
    return JH_OK;
}

/* ---- told ---- */

static jh_status row(jh_call *call, jh_table *t, const jh__budget_run *run, size_t area,
                     const jh__handover *h)
{
    const jh__budget_result *r = &run->result[area];
    const jh_budget *b = &r->area.b;
    const jh_budget_item *from = &b->item[h->from], *to = &b->item[h->to];
    int slot = r->area.slot[from->thing];
    const char *cell[] = {jh__area_name(call, run->before.area[area].name),
                          jh__plan_word(call, b->thing_name[from->thing]),
                          b->school_id[from->school],
                          b->school_name[from->school],
                          b->school_id[to->school],
                          b->school_name[to->school],
                          jh__amount(call, run->county.pack, slot, h->amount),
                          isnan(h->km) ? "" : jh__cell_fixed(call, h->km, 1)};
    return jh__table_add_row(call, t, cell);
}

jh_status jh__handover_table(jh_call *call, const jh__budget_run *run, jh_error *err)
{
    static const char *const head[] = {
        "ops.area",         "ops.plan_what",     "ops.plan_from_id",
        "ops.plan_from",    "ops.plan_to_id",    "ops.plan_to",
        ">ops.plan_amount", ">ops.plan_line_km", NULL};
    jh_table *t = NULL;
    for (size_t i = 0; i < run->results; i++) {
        jh__handover *list;
        size_t n;
        JH_TRY(jh__handovers(call, run, &run->result[i], &list, &n, err));
        for (size_t k = 0; k < n; k++) {
            if (!t)
                t = jh__table_new(call, jh_text(call->lang, "ops.plan_handover"), head);
            if (!t || row(call, t, run, i, &list[k]) != JH_OK) return jh_nomem(err);
        }
    }
    return JH_OK;
}
