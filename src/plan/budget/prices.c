/* Prices of coefficients: what a unit of each is worth at the cheapest plan.
 *
 * Over the sections of a cone, with weights that add up to 1, f(v) = S(v) - c·mean(v) <= 0. For any
 * m > 0, S <= S²/(2cm) + cm/2, with equality where S = cm: so with a price λ on f the county falls
 * apart into schools and items with convex costs
 *     price·n + λ w ((v - m)²/(2cm) - c·v),
 * each solved in closed form, and m follows the mean of what comes out. λ rises where the cone does
 * not hold and falls where it does. f is convex and homogeneous, so its gradient g at any point
 * (the anchor) gives Σ g v <= f(v) <= 0 for every plan: pricing that instead of f gives a bound
 * that is exact for each school by itself. */
#include "budget_int.h"

#include <string.h>

#define ROUNDS 250 /* of pricing; the prices settle to six digits in about 200 */
#define FIT_ROUNDS 100

jh_status jh__prices_make(jh__work *w, jh__prices *p)
{
    const jh_budget *b = w->b;
    p->price = jh_alloc_array(w->arena, b->cones + 1, sizeof *p->price);
    p->toll = jh_alloc_array(w->arena, b->totals + 1, sizeof *p->toll);
    p->mean = jh_alloc_array(w->arena, b->cones + 1, sizeof *p->mean);
    p->value = jh_alloc_array(w->arena, b->cells + 1, sizeof *p->value);
    p->reduced = jh_alloc_array(w->arena, b->items + 1, sizeof *p->reduced);
    p->choice = jh_alloc_array(w->arena, b->schools + 1, sizeof *p->choice);
    if (!p->price || !p->toll || !p->mean || !p->value || !p->reduced || !p->choice)
        return jh_nomem(w->err);
    p->bound = NAN;
    return JH_OK;
}

double jh__toll_on(const jh__work *w, const double *toll, size_t item)
{
    const jh__item *it = &w->item[item];
    double sum = 0;
    for (size_t i = 0; i < it->totals; i++) {
        size_t t = w->total_of[it->total + i];
        if (toll[t] > 0) sum += toll[t] * jh__total_step(w, t, item);
    }
    return sum;
}

/* Slope and curvature of an item's priced cost at count 0. */
typedef struct curve {
    double slope, bend;
} curve;

/* What a round works with. */
typedef struct scratch_pad {
    curve *curves; /* of one school's items */
    double *part;  /* of one school's options in the anchor */
    double blur;
} scratch_pad;

static curve curve_of(const jh__work *w, const jh__prices *p, size_t item)
{
    const jh__item *it = &w->item[item];
    curve c = {it->price + jh__toll_on(w, p->toll, item), 0};
    for (size_t i = 0; i < it->cells; i++) {
        size_t cell = w->by_item[it->cell + i], k = w->b->cell[cell].cone;
        if (k == JH_BUDGET_NONE || p->price[k] == 0) continue;
        double s = w->slope[cell], limit = w->cone[k].limit, m = p->mean[k];
        double lw = p->price[k] * w->weight[cell];
        c.slope += lw * s * ((w->b->cell[cell].value - m) / (limit * m) - limit);
        c.bend += lw * s * s / (limit * m);
    }
    return c;
}

/* The best count without regard to wholeness, from `low` up. */
static double best_from(curve c, const jh__item *it, double low)
{
    double n = c.bend > 0 ? -c.slope / c.bend : c.slope < 0 ? it->most : 0;
    n = fmin(fmax(n, fmax(low, 0)), it->most);
    if (n > 0 && n < it->least)
        n = low > 0 || -c.slope * it->least > c.bend * it->least * it->least / 2
                ? it->least
                : 0;
    return n;
}

static double cost_at(curve c, double n)
{
    return (c.slope + c.bend / 2 * n) * n;
}

/* The best option of a school under the prices, and how much each option counts in the anchor: by
 * exp(-cost above the least / blur). `curves` are those of its items. */
static size_t choose(const jh__work *w, const jh__school *s, scratch_pad *scratch)
{
    const curve *curves = scratch->curves;
    double *part = scratch->part;
    size_t best = 0;
    double sum = 0;
    for (size_t o = 0; o < s->options; o++) {
        part[o] = 0;
        for (size_t i = 0; i < s->items; i++) {
            const jh__item *it = &w->item[s->item + i];
            double low = w->option[s->option + o].low[i];
            part[o] += cost_at(curves[i], best_from(curves[i], it, low));
        }
        if (part[o] < part[best]) best = o;
    }
    double least = s->options ? part[best] : 0;
    for (size_t o = 0; o < s->options; o++)
        sum += part[o] = exp((least - part[o]) / scratch->blur);
    for (size_t o = 0; o < s->options; o++)
        part[o] /= sum;
    return s->option + best;
}

/* An item's count in the anchor: the options' counts, each by its part. */
static double mixed(const jh__work *w, const jh__school *s, size_t i,
                    const scratch_pad *scratch)
{
    double sum = 0;
    for (size_t o = 0; o < s->options; o++) {
        double low = w->option[s->option + o].low[i];
        if (scratch->part[o] > 1e-9)
            sum += scratch->part[o] *
                   best_from(scratch->curves[i], &w->item[s->item + i], low);
    }
    return sum;
}

/* Every school's answer to the prices: whole steps into `s`, unrounded values into the anchor. */
static void respond(const jh__work *w, jh__prices *p, jh__state *s, scratch_pad *scratch)
{
    const jh_budget *b = w->b;
    for (size_t k = 0; k < b->cells; k++)
        p->value[k] = b->cell[k].value;
    for (size_t r = 0; r < b->schools; r++) {
        const jh__school *school = &w->school[r];
        for (size_t i = 0; i < school->items; i++)
            scratch->curves[i] = curve_of(w, p, school->item + i);
        p->choice[r] = choose(w, school, scratch);
        for (size_t i = 0; i < school->items; i++) {
            const jh__item *it = &w->item[school->item + i];
            double low = w->option[p->choice[r]].low[i];
            s->count[school->item + i] =
                fmin(rint(best_from(scratch->curves[i], it, low)), it->most);
            double mix = mixed(w, school, i, scratch);
            for (size_t c = 0; c < it->cells; c++) {
                size_t cell = w->by_item[it->cell + c];
                p->value[cell] += w->slope[cell] * mix;
            }
        }
    }
}

static jh__sums anchor_sums(const jh__work *w, const jh__prices *p, size_t cone)
{
    jh__sums sum = {0};
    for (size_t i = 0; i < w->cone[cone].cells; i++) {
        size_t cell = w->by_cone[w->cone[cone].cell + i];
        double v = p->value[cell], wv = w->weight[cell] * v;
        sum.mean += wv;
        sum.square += wv * v;
    }
    return sum;
}

/* A first price: what a unit of f costs where every section is raised alike. */
static double first_price(const jh__work *w, size_t cone)
{
    double cost = 0, gain = 0;
    for (size_t i = 0; i < w->cone[cone].cells; i++) {
        size_t cell = w->by_cone[w->cone[cone].cell + i];
        if (w->slope[cell] == 0) continue;
        cost += w->item[w->b->cell[cell].item].price / w->slope[cell];
        gain += w->weight[cell];
    }
    return gain > 0 ? cost / (w->cone[cone].limit * gain) : 0;
}

/* One cone's price after its answer: up where it does not hold, else down; the stride halves at
 * each turn and grows slowly between turns. */
static void reprice(const jh__work *w, jh__prices *p, size_t k, double *stride)
{
    jh__sums sum = anchor_sums(w, p, k);
    bool over = jh__cv(sum) > w->cone[k].limit;
    p->mean[k] = fmax(fabs(sum.mean), 1e-12);
    if (!over && p->price[k] == 0) return;
    if (p->price[k] == 0) {
        p->price[k] = first_price(w, k);
        return;
    }
    bool turned = over != (*stride > 0);
    *stride *= turned ? -0.5 : 1.1;
    if (fabs(*stride) > 1) *stride = *stride > 0 ? 1 : -1;
    p->price[k] = fmin(p->price[k] * exp(*stride), 1e200);
}

/* What is first asked for a unit of a total: a twentieth of its dearest item's price. */
static double first_toll(const jh__work *w, size_t total)
{
    const jh_budget_total *t = &w->b->total[total];
    double most = 0;
    for (size_t k = 0; k < t->members; k++) {
        size_t item = w->b->member[t->member + k];
        double step = jh__total_step(w, total, item);
        if (step > 0) most = fmax(most, w->item[item].price / step);
    }
    return most > 0 ? most / 20 : 1;
}

/* One total's toll after the answer, like a cone's price. */
static void retoll(const jh__work *w, jh__prices *p, const jh__state *s, size_t t,
                   double *stride)
{
    bool over = s->used[t] > w->b->total[t].most;
    if (p->toll[t] == 0) {
        if (over) p->toll[t] = first_toll(w, t);
        return;
    }
    bool turned = over != (*stride > 0);
    *stride *= turned ? -0.5 : 1.1;
    if (fabs(*stride) > 1) *stride = *stride > 0 ? 1 : -1;
    p->toll[t] = fmin(p->toll[t] * exp(*stride), 1e200);
}

/* How far options that cost more than the best still count in the anchor: a hundredth of what a
 * school costs. */
static double blur_of(const jh__work *w, const jh__state *s)
{
    double cost = jh__cost(w, s);
    return cost > 0 ? cost / (100 * (double)w->b->schools) : 1;
}

static void keep_prices(const jh__work *w, jh__prices *to, const jh__prices *from)
{
    memcpy(to->price, from->price, w->b->cones * sizeof *to->price);
    memcpy(to->toll, from->toll, w->b->totals * sizeof *to->toll);
    memcpy(to->mean, from->mean, w->b->cones * sizeof *to->mean);
    memcpy(to->value, from->value, w->b->cells * sizeof *to->value);
}

/* The bound at these prices; the best prices so far are kept. */
static void take_bound(const jh__work *w, jh__prices *p, jh__prices *best)
{
    double bound = jh__prices_bound(w, p);
    if (!isnan(best->bound) && !(bound > best->bound)) return;
    best->bound = bound;
    keep_prices(w, best, p);
}

static bool tolled(const jh__work *w)
{
    return w->b->totals && !w->moves;
}

/* Whole steps of whole options go beyond a total by a few units: tolls rise until they do not. */
static void fit_totals(const jh__work *w, jh__prices *p, jh__state *s,
                       scratch_pad *scratch)
{
    for (int round = 0; round < FIT_ROUNDS && !jh__totals_hold(w, s); round++) {
        for (size_t t = 0; t < w->b->totals; t++)
            if (s->used[t] > w->b->total[t].most)
                p->toll[t] = fmax(p->toll[t] * 1.1, first_toll(w, t) / 100);
        respond(w, p, s, scratch);
        jh__state_settle(w, s);
    }
}

jh_status jh__prices_find(jh__work *w, jh__prices *p, jh__state *s)
{
    const jh_budget *b = w->b;
    scratch_pad scratch = {0};
    jh__prices best;
    size_t items = 1, options = 1;
    for (size_t r = 0; r < b->schools; r++) {
        if (w->school[r].items > items) items = w->school[r].items;
        if (w->school[r].options > options) options = w->school[r].options;
    }
    scratch.curves = jh_alloc_array(w->arena, items, sizeof *scratch.curves);
    scratch.part = jh_alloc_array(w->arena, options, sizeof *scratch.part);
    double *stride = jh_alloc_array(w->arena, b->cones + 1, sizeof *stride);
    double *toll_stride = jh_alloc_array(w->arena, b->totals + 1, sizeof *toll_stride);
    if (!scratch.curves || !scratch.part || !stride || !toll_stride)
        return jh_nomem(w->err);
    JH_TRY(jh__prices_make(w, &best));
    for (size_t k = 0; k < b->cones; k++)
        stride[k] = 0.5, p->mean[k] = 1;
    for (size_t t = 0; t < b->totals; t++)
        toll_stride[t] = 0.5;
    for (int round = 0; round < ROUNDS; round++) {
        scratch.blur = blur_of(w, s);
        respond(w, p, s, &scratch);
        if (round % 10 == 9) take_bound(w, p, &best);
        if (round + 1 < ROUNDS)
            for (size_t k = 0; k < b->cones; k++)
                reprice(w, p, k, &stride[k]);
        if (tolled(w)) jh__state_settle(w, s);
        for (size_t t = 0; t < b->totals && tolled(w); t++)
            retoll(w, p, s, t, &toll_stride[t]);
    }
    jh__state_settle(w, s);
    fit_totals(w, p, s, &scratch);
    keep_prices(w, p, &best);
    p->bound = jh__prices_bound(w, p);
    return JH_OK;
}

/* The cheapest count from `low` up at a linear price. */
static double linear_from(const jh__item *it, double price, double low)
{
    return price < 0 ? it->most : jh__count_from(it, fmax(low, 0));
}

double jh__option_price(const jh__work *w, const jh__prices *p, const jh__school *school,
                        size_t option)
{
    double sum = 0;
    for (size_t i = 0; i < school->items; i++) {
        double price = p->reduced[school->item + i];
        sum += price *
               linear_from(&w->item[school->item + i], price, w->option[option].low[i]);
    }
    return sum;
}

double jh__prices_bound(const jh__work *w, jh__prices *p)
{
    const jh_budget *b = w->b;
    double bound = 0;
    for (size_t i = 0; i < b->items; i++)
        p->reduced[i] = w->item[i].price + jh__toll_on(w, p->toll, i);
    for (size_t t = 0; t < b->totals; t++)
        if (p->toll[t] > 0) bound -= p->toll[t] * b->total[t].most;
    for (size_t k = 0; k < b->cones; k++) {
        jh__sums sum = anchor_sums(w, p, k);
        double m = fabs(sum.mean), spread = m * jh__cv(sum), sign = sum.mean < 0 ? -1 : 1;
        if (p->price[k] == 0 || !(spread > 0)) continue;
        for (size_t i = 0; i < w->cone[k].cells; i++) {
            size_t cell = w->by_cone[w->cone[k].cell + i], item = b->cell[cell].item;
            double g = w->weight[cell] *
                       ((p->value[cell] - sum.mean) / spread - sign * w->cone[k].limit);
            bound += p->price[k] * g * b->cell[cell].value;
            if (item != JH_BUDGET_NONE)
                p->reduced[item] += p->price[k] * g * w->slope[cell];
        }
    }
    for (size_t r = 0; r < b->schools; r++) {
        const jh__school *s = &w->school[r];
        double least = s->options ? INFINITY : 0;
        for (size_t o = s->option; o < s->option + s->options; o++)
            least = fmin(least, jh__option_price(w, p, s, o));
        bound += least;
    }
    return bound;
}
