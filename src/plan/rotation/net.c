/* The rules priced: what is left is a flow of least cost, and its value is a bound. */
#include "net.h"

#include <math.h>

/* Costs and prices are counted in such fractions, so that rounded prices take little off the bound; a
 * share is in thousandths of a person. */
#define FINE 100000
#define SHARE 1000

static int64_t above(int64_t x)
{
    return x > 0 ? x : 0;
}

/* ---- the net ------------------------------------------------------------------------------- */

static void add_arc(jh__net *n, uint32_t from, uint32_t to, int64_t upper, int64_t cost)
{
    uint32_t a = n->net.arcs++;
    n->from[a] = from, n->to[a] = to;
    n->upper[a] = upper, n->cost[a] = cost;
}

/* Teachers who may move, then posts, then the county that takes them all: a post up to its need
 * saves its price, beyond that nothing. */
static void fill_net(jh__net *n)
{
    const jh_rotation *r = n->r;
    uint32_t first_post = 0, k = 0;
    for (uint32_t t = 0; t < r->teachers; t++)
        first_post += r->teacher[t].eligible;
    uint32_t county = first_post + r->posts;
    n->net.nodes = county + 1;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        if (!who->eligible) {
            uint32_t post = r->option[who->option].post;
            n->fixed[post]++;
            for (uint32_t m = 0; m < r->marks; m++)
                n->fixed_marks[r->post[post].section * r->marks + m] +=
                    who->marks >> m & 1;
            continue;
        }
        n->supply[k] = 1;
        for (uint32_t i = 0; i < who->options; i++)
            add_arc(n, k, first_post + r->option[who->option + i].post, 1,
                    (int64_t)FINE * r->option[who->option + i].cost);
        k++;
    }
    n->supply[county] = -(int64_t)k;
    for (uint32_t p = 0; p < r->posts; p++) {
        int64_t lacks = above((int64_t)r->post[p].need - n->fixed[p]);
        n->base += (int64_t)FINE * lacks * r->post[p].price;
        add_arc(n, first_post + p, county, lacks, -(int64_t)FINE * r->post[p].price);
        add_arc(n, first_post + p, county, k, 0);
    }
}

jh_status jh__net_make(jh_arena *arena, const jh_rotation *r, jh__net *n, jh_error *err)
{
    size_t arcs = (size_t)r->options + 2 * (size_t)r->posts + 1;
    size_t nodes = (size_t)r->teachers + r->posts + 1;
    size_t targets = (size_t)r->sections * r->marks;
    *n = (jh__net){.r = r, .targets = targets, .rows = 2 + targets + r->groups};
    n->from = jh_alloc_array(arena, arcs, sizeof *n->from);
    n->to = jh_alloc_array(arena, arcs, sizeof *n->to);
    n->upper = jh_alloc_array(arena, arcs, sizeof *n->upper);
    n->cost = jh_alloc_array(arena, arcs, sizeof *n->cost);
    n->supply = jh_alloc_array(arena, nodes, sizeof *n->supply);
    n->fixed = jh_alloc_array(arena, (size_t)r->posts + 1, sizeof *n->fixed);
    n->fixed_marks = jh_alloc_array(arena, targets + 1, sizeof *n->fixed_marks);
    n->price = jh_alloc_array(arena, n->rows, sizeof *n->price);
    n->lack = jh_alloc_array(arena, n->rows, sizeof *n->lack);
    n->taken = jh_alloc_array(arena, (size_t)r->teachers + 1, sizeof *n->taken);
    if (!n->from || !n->to || !n->upper || !n->cost || !n->supply || !n->fixed ||
        !n->fixed_marks || !n->price || !n->lack || !n->taken)
        return jh_nomem(err);
    fill_net(n);
    n->net.from = n->from, n->net.to = n->to, n->net.upper = n->upper;
    n->net.cost = n->cost, n->net.supply = n->supply;
    JH_TRY(jh__roster_make(arena, r, &n->state, err));
    return jh_flow_open(arena, &n->net, &n->flow, err);
}

/* ---- prices ---------------------------------------------------------------------------------- */

/* What the rules make of one teacher's moving: paid for by the group, wanted by the county. */
static int64_t price_of_moving(const jh__net *n, const jh_rotation_teacher *who)
{
    const jh_rotation *r = n->r;
    int64_t share = r->backbone_base == JH_OF_MOVERS ? r->backbone_permille : 0;
    int64_t x = -n->price[JH__MOVERS] + n->price[JH__BACKBONE] * share;
    if (who->backbone) x -= SHARE * n->price[JH__BACKBONE];
    for (int g = 0; g < 2; g++)
        if (who->group[g] != JH_ROTATION_NONE)
            x += n->price[2 + n->targets + who->group[g]];
    return x;
}

/* A little on each option, always the same: among many that cost the same it makes one the
 * best, without which whole groups turn round together at the critical price. */
static int64_t noise_of(const jh__net *n, uint32_t option)
{
    if (!n->noise) return 0;
    uint64_t h = (option + 1) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return (int64_t)((h ^ h >> 32) % (uint64_t)(n->noise * FINE));
}

/* What the rules and targets make of an option; `moving` as above. */
static int64_t priced(const jh__net *n, const jh_rotation_teacher *who, uint32_t i,
                      int64_t moving)
{
    const jh_rotation *r = n->r;
    const jh_rotation_option *o = &r->option[who->option + i];
    const int64_t *gain = n->price + 2 + (size_t)r->post[o->post].section * r->marks;
    int64_t cost = (int64_t)FINE * o->cost;
    if (i) cost += moving;
    if (n->keep && !n->keep[who->option + i]) cost += FINE * n->state.rule;
    for (uint32_t m = 0; m < r->marks; m++)
        if (who->marks >> m & 1) cost -= gain[m];
    return cost;
}

static jh_status set_costs(jh__net *n, const jh__lean *lean, jh_error *err)
{
    const jh_rotation *r = n->r;
    uint32_t a = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        if (!who->eligible) continue;
        int64_t moving = price_of_moving(n, who);
        for (uint32_t i = 0; i < who->options; i++, a++) {
            uint32_t at = who->option + i;
            int64_t cost = priced(n, who, i, moving);
            if (i) cost += noise_of(n, at);
            if (lean) cost -= (int64_t)(lean->weight * lean->share[at]) * FINE;
            JH_TRY(jh_flow_cost_set(n->flow, a, cost, err));
        }
    }
    return JH_OK;
}

/* The rules' own part of the bound: what their prices are paid for whoever moves. */
static int64_t constant(const jh__net *n)
{
    const jh_rotation *r = n->r;
    int64_t sum = n->base + n->price[JH__MOVERS] * r->movers_least;
    if (r->backbone_base == JH_OF_ELIGIBLE)
        sum += n->price[JH__BACKBONE] * r->backbone_permille * n->state.eligible;
    for (size_t i = 0; i < n->targets; i++)
        sum += n->price[2 + i] * (r->target[i].least - n->fixed_marks[i]);
    for (uint32_t g = 0; g < r->groups; g++)
        sum -= n->price[2 + n->targets + g] * r->group_most[g];
    return sum;
}

/* The largest price of a row, in its unit. */
static int64_t most(const jh__net *n, size_t row)
{
    if (row >= 2 && row < 2 + n->targets)
        return (int64_t)FINE * n->r->target[row - 2].price;
    return FINE * n->state.rule / (row == JH__BACKBONE ? SHARE : 1);
}

/* Who takes what in the flow, and by how much each rule is missed then. */
static void read_flow(jh__net *n)
{
    const jh_rotation *r = n->r;
    uint32_t a = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        n->taken[t] = 0;
        if (!r->teacher[t].eligible) continue;
        for (uint32_t i = 0; i < r->teacher[t].options; i++, a++)
            if (jh_flow_on(n->flow, a) > 0) n->taken[t] = i;
    }
    jh__roster_set(&n->state, n->taken);
    const jh__roster *s = &n->state;
    int64_t base = r->backbone_base == JH_OF_MOVERS ? s->movers : s->eligible;
    n->lack[JH__MOVERS] = (double)((int64_t)r->movers_least - s->movers);
    n->lack[JH__BACKBONE] =
        ((double)r->backbone_permille * (double)base - 1000.0 * (double)s->backbone) /
        1000;
    for (size_t i = 0; i < n->targets; i++)
        n->lack[2 + i] = r->target[i].least - s->have[i];
    for (uint32_t g = 0; g < r->groups; g++)
        n->lack[2 + n->targets + g] = (double)s->moved[g] - (double)r->group_most[g];
}

static jh_flow_outcome run_flow(jh__net *n, const jh_plan_control *control)
{
    jh_plan_outcome work = {0};
    jh_plan_control inner = control ? *control : (jh_plan_control){0};
    inner.work = 0; /* here the unit is a pivot */
    jh_flow_outcome outcome = jh_flow_solve(n->flow, &inner, &work);
    n->end = work.end;
    if (outcome == JH_FLOW_OPTIMAL) read_flow(n);
    return outcome;
}

jh_flow_outcome jh__net_solve(jh__net *n, const jh__lean *lean,
                              const jh_plan_control *control, int64_t *bound)
{
    if (set_costs(n, lean, NULL) != JH_OK) return JH_FLOW_UNBOUNDED;
    jh_flow_outcome outcome = run_flow(n, control);
    if (outcome != JH_FLOW_OPTIMAL) return outcome;
    if (jh_flow_total(n->flow, &n->total, NULL) != JH_OK) return JH_FLOW_UNBOUNDED;
    n->total += constant(n);
    *bound = n->value =
        n->total >= 0 ? (n->total + FINE - 1) / FINE : -(-n->total / FINE);
    return JH_FLOW_OPTIMAL;
}

/* At the prices of posts each teacher takes what is cheapest for him: any other option costs the bound
 * the difference. */
uint32_t jh__net_cut(const jh__net *n, int64_t less_than, uint8_t *keep)
{
    const jh_rotation *r = n->r;
    int64_t room = FINE * (less_than - 1) - n->total;
    uint32_t first_post = n->net.nodes - 1 - r->posts, kept = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        int64_t moving = price_of_moving(n, who), least = INT64_MAX;
        for (int pass = 0; who->eligible && pass < 2; pass++)
            for (uint32_t i = 0; i < who->options; i++) {
                uint32_t post = r->option[who->option + i].post;
                int64_t v =
                    priced(n, who, i, moving) - jh_flow_price(n->flow, first_post + post);
                if (pass == 0 && v < least) least = v;
                if (pass == 1 && v - least > room) keep[who->option + i] = 0;
                if (pass == 1) kept += keep[who->option + i];
            }
    }
    return kept;
}

void jh__net_price(jh__net *n, size_t row, double price)
{
    double limit = (double)most(n, row), fine = FINE * price;
    n->price[row] = (int64_t)rint(fine > 0 ? fmin(fine, limit) : 0);
}

/* What each option would change if its teacher alone took it. */
static jh_status set_margins(jh__net *n, jh__roster *s)
{
    const jh_rotation *r = s->r;
    uint32_t a = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        if (!who->eligible) continue;
        const jh_rotation_option *o = r->option + who->option;
        uint32_t has = r->post[o[s->taken[t]].post].section;
        int64_t turn = jh__roster_turn(s, t), loss = 0;
        for (uint32_t m = 0; m < r->marks; m++)
            if (who->marks >> m & 1) loss += jh__roster_margin(s, has * r->marks + m, -1);
        for (uint32_t i = 0; i < who->options; i++, a++) {
            uint32_t section = r->post[o[i].post].section;
            int64_t cost = o[i].cost + (!i != !s->taken[t] ? turn : 0);
            for (uint32_t m = 0; section != has && m < r->marks; m++)
                if (who->marks >> m & 1)
                    cost += jh__roster_margin(s, section * r->marks + m, 1);
            if (section != has) cost += loss;
            JH_TRY(jh_flow_cost_set(n->flow, a, FINE * cost, NULL));
        }
    }
    return JH_OK;
}

jh_flow_outcome jh__net_margins(jh__net *n, jh__roster *s, const jh_plan_control *control)
{
    if (set_margins(n, s) != JH_OK) return JH_FLOW_UNBOUNDED;
    return run_flow(n, control);
}

/* ---- subgradients ------------------------------------------------------------------------------ */

/* County rules count hundreds of teachers, the others a few: each row is stepped in its size. */
static double size_of(const jh__net *n, size_t row)
{
    double x = row == JH__MOVERS ? n->r->movers_least
               : row == JH__BACKBONE
                   ? n->r->movers_least * n->r->backbone_permille / 1000.0
                   : 1;
    return x > 1 ? sqrt(x) : 1;
}

void jh__net_step(jh__net *n, double share, int64_t best, int64_t bound)
{
    double norm = 0, gap = (double)(best > bound ? best - bound : 1) * FINE;
    for (size_t i = 0; i < n->rows; i++) {
        double g = n->lack[i] / size_of(n, i);
        bool held = (n->price[i] == 0 && g < 0) || (n->price[i] == most(n, i) && g > 0);
        if (!held) norm += g * g;
    }
    if (norm == 0) return;
    for (size_t i = 0; i < n->rows; i++) {
        double size = size_of(n, i), unit = i == JH__BACKBONE ? SHARE : 1;
        double step = share * gap / norm * n->lack[i] / (size * size) / unit;
        double price = (double)n->price[i] + step, limit = (double)most(n, i);
        n->price[i] = (int64_t)rint(price < 0 ? 0 : price > limit ? limit : price);
    }
}
