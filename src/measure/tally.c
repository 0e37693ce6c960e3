#include <junheng/tally.h>

#include <math.h>
#include <string.h>

#define FRACTION_BITS 7
#define DROPPED_BITS (52 - FRACTION_BITS)

void jh_tally_init(jh_tally *t, jh_arena *arena)
{
    *t = (jh_tally){.arena = arena, .min = INFINITY, .max = -INFINITY};
}

/* ---- bins --------------------------------------------------------------------------------- */

/* The leading bits of a positive double grow with it, so they are the bin. */
static int32_t key_of(double x)
{
    uint64_t bits;
    double size = fabs(x);
    memcpy(&bits, &size, sizeof bits);
    int32_t key = (int32_t)(bits >> DROPPED_BITS) + 1;
    return x == 0 ? 0 : x < 0 ? -key : key;
}

/* Smallest size of a bin's values. */
static double edge(int32_t key)
{
    uint64_t bits = (uint64_t)(key - 1) << DROPPED_BITS;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

typedef struct range {
    double low, high;
} range;

static range range_of(int32_t key)
{
    if (!key) return (range){0, 0};
    int32_t size = key < 0 ? -key : key;
    double low = edge(size), high = edge(size + 1);
    return key < 0 ? (range){-high, -low} : (range){low, high};
}

/* First bin whose key is not below. */
static size_t place(const jh_tally *t, int32_t key)
{
    size_t low = 0, high = t->bins;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (t->bin[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static jh_status add_bin(jh_tally *t, jh_bin b)
{
    size_t at = place(t, b.key);
    if (at == t->bins || t->bin[at].key != b.key) {
        jh_bin *grown =
            jh_grow(t->arena, t->bin, &t->bin_cap, t->bins + 1, sizeof *grown);
        if (!grown) return JH_ENOMEM;
        t->bin = grown;
        memmove(grown + at + 1, grown + at, (t->bins - at) * sizeof *grown);
        grown[at] = (jh_bin){.key = b.key};
        t->bins++;
    }
    t->bin[at].n += b.n;
    t->bin[at].w += b.w;
    t->bin[at].wx += b.wx;
    return JH_OK;
}

/* ---- filling -------------------------------------------------------------------------------- */

jh_status jh_tally_add(jh_tally *t, double x, double w)
{
    if (isfinite(w) && w <= 0) {
        t->weightless++;
        return JH_OK;
    }
    if (!isfinite(x) || !isfinite(w)) {
        t->missing++;
        return JH_OK;
    }
    JH_TRY(add_bin(t, (jh_bin){key_of(x), 1, w, w * x}));
    t->n++;
    t->min = fmin(t->min, x);
    t->max = fmax(t->max, x);
    jh_sum_add(&t->w, w);
    jh_sum_add_product(&t->wx, w, x);
    double square = x * x;
    jh_sum_add_product(&t->wxx, w, square);
    if (isfinite(square)) jh_sum_add_product(&t->wxx, w, fma(x, x, -square));
    if (x <= 0) return JH_OK;
    double log_x = log(x);
    jh_sum_add_product(&t->wlnx, w, log_x);
    jh_sum_add_product(&t->wxlnx, w * x, log_x);
    return JH_OK;
}

jh_status jh_tally_merge(jh_tally *t, const jh_tally *other)
{
    for (size_t i = 0; i < other->bins; i++)
        JH_TRY(add_bin(t, other->bin[i]));
    t->n += other->n;
    t->missing += other->missing;
    t->weightless += other->weightless;
    t->min = fmin(t->min, other->min);
    t->max = fmax(t->max, other->max);
    jh_sum_merge(&t->w, &other->w);
    jh_sum_merge(&t->wx, &other->wx);
    jh_sum_merge(&t->wxx, &other->wxx);
    jh_sum_merge(&t->wlnx, &other->wlnx);
    jh_sum_merge(&t->wxlnx, &other->wxlnx);
    return JH_OK;
}

/* ---- figures ---------------------------------------------------------------------------------- */

static jh_bounded exactly(double x)
{
    return (jh_bounded){x, x, x, NULL};
}

static jh_bounded undefined(const char *why)
{
    return (jh_bounded){NAN, NAN, NAN, why};
}

static double mean(const jh_tally *t)
{
    return jh_sum_value(&t->wx) / jh_sum_value(&t->w);
}

/* Σw(x − m)² = Σwx² − 2mΣwx + m²Σw: the sums are exact, and so are the products with m, so
 * that nothing cancels but true digits. */
static double squares(const jh_tally *t)
{
    double m = mean(t), hi, lo, square = m * m;
    jh_sum s = t->wxx;
    jh_sum_split(&t->wx, &hi, &lo);
    jh_sum_add_product(&s, -2 * m, hi);
    jh_sum_add_product(&s, -2 * m, lo);
    jh_sum_split(&t->w, &hi, &lo);
    jh_sum_add_product(&s, square, hi);
    jh_sum_add_product(&s, square, lo);
    jh_sum_add_product(&s, fma(m, m, -square), hi);
    double left = jh_sum_value(&s);
    return left > 0 ? left : 0;
}

static double sd(const jh_tally *t)
{
    return sqrt(squares(t) / jh_sum_value(&t->w));
}

static double theil_t(const jh_tally *t)
{
    return jh_sum_value(&t->wxlnx) / jh_sum_value(&t->wx) - log(mean(t));
}

static double theil_l(const jh_tally *t)
{
    return log(mean(t)) - jh_sum_value(&t->wlnx) / jh_sum_value(&t->w);
}

static jh_bounded percentile(const jh_tally *t, double p)
{
    double need = p * jh_sum_value(&t->w), reached = 0;
    size_t i = 0;
    for (; i + 1 < t->bins; i++) {
        reached += t->bin[i].w;
        if (reached >= need) break;
    }
    range r = range_of(t->bin[i].key);
    r.low = fmax(r.low, t->min);
    r.high = fmin(r.high, t->max);
    double middle = r.low + (r.high - r.low) / 2;
    return (jh_bounded){middle, r.low, r.high, NULL};
}

/* Gini of bins whose values all equal their mean is the least it can be; within a bin it is
 * greatest when its values stand at both ends. */
static jh_bounded gini(const jh_tally *t)
{
    double w = jh_sum_value(&t->w), m = mean(t), below = 0, sum = 0, inside = 0;
    for (size_t i = 0; i < t->bins; i++) {
        const jh_bin *b = &t->bin[i];
        range r = range_of(b->key);
        double x = b->wx / b->w, share = b->w / w;
        sum += share * x * (2 * below + share - 1);
        below += share;
        if (r.high > r.low)
            inside += share * share * fmax(x - r.low, 0) * fmax(r.high - x, 0) /
                      (r.high - r.low);
    }
    double low = fmax(sum / m, 0), high = low + inside / m;
    return (jh_bounded){low + (high - low) / 2, low, high, NULL};
}

static const char *const figures[] = {
    "count", "weight", "mean", "sd",  "cv",  "min", "max", "theil_t", "theil_l",
    "ge2",   "gini",   "p05",  "p10", "p25", "p50", "p75", "p90",     "p95",
};

const char *const *jh_tally_figures(size_t *n)
{
    *n = JH_COUNT(figures);
    return figures;
}

/* Those that are shares of the mean, or logarithms. */
static jh_bounded relative(const jh_tally *t, const char *id)
{
    if (t->min < 0 && strcmp(id, "cv") && strcmp(id, "ge2"))
        return undefined("stat.value_negative");
    if (!(mean(t) > 0))
        return undefined(mean(t) < 0 ? "stat.mean_negative" : "stat.mean_zero");
    if (!strcmp(id, "cv")) return exactly(sd(t) / mean(t));
    if (!strcmp(id, "ge2")) {
        double cv = sd(t) / mean(t);
        return exactly(cv * cv / 2);
    }
    if (!strcmp(id, "theil_t")) return exactly(theil_t(t));
    if (!strcmp(id, "gini")) return gini(t);
    if (t->min <= 0) return undefined("stat.value_zero");
    return exactly(theil_l(t));
}

jh_bounded jh_tally_figure(const jh_tally *t, const char *id)
{
    if (!strcmp(id, "count")) return exactly((double)t->n);
    if (!t->n) return undefined("stat.no_values");
    if (!strcmp(id, "weight")) return exactly(jh_sum_value(&t->w));
    if (!strcmp(id, "mean")) return exactly(mean(t));
    if (!strcmp(id, "sd")) return exactly(sd(t));
    if (!strcmp(id, "min")) return exactly(t->min);
    if (!strcmp(id, "max")) return exactly(t->max);
    if (id[0] == 'p') return percentile(t, ((id[1] - '0') * 10 + (id[2] - '0')) / 100.0);
    return relative(t, id);
}
