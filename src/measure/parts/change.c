#include <junheng/decompose.h>

#include <math.h>
#include <string.h>

#define FACTORS 3
#define CORNERS                                                                          \
    8 /* which factors are as in the later year: bit 0 sizes, 1 means, 2 insides */

/* A group in one year. */
typedef struct side {
    double weight, mean;
    size_t first, n; /* its values */
    bool level;      /* all of them zero */
} side;

typedef struct work {
    const jh_stat_choice *stat;
    size_t groups;
    side *at[2];
    double *x[2], *w[2], *y[2]; /* values with weight, group by group; y NULL: none */
    double *to_x, *to_w, *to_y;
    jh_arena *scratch;
} work;

static double weight_of(const jh_sample *s, size_t i)
{
    return s->w ? s->w[i] : 1;
}

/* ---- both years by group ------------------------------------------------------------------------ */

static jh_status lay(work *k, int year, const jh_sample *s, const size_t *group)
{
    side *at = k->at[year] = jh_alloc_array(k->scratch, k->groups + 1, sizeof *at);
    double *x = k->x[year] = jh_alloc_array(k->scratch, s->n + 1, sizeof *x);
    double *w = k->w[year] = jh_alloc_array(k->scratch, s->n + 1, sizeof *w);
    double *y = jh_alloc_array(k->scratch, s->n + 1, sizeof *y);
    size_t first = 0;
    if (!at || !x || !w || !y) return JH_ENOMEM;
    if (s->y) k->y[year] = y;
    for (size_t i = 0; i < s->n; i++)
        at[group[i]].n += weight_of(s, i) > 0;
    for (size_t g = 0; g < k->groups; g++) {
        at[g].first = first;
        first += at[g].n;
        at[g].n = 0;
        at[g].level = true;
    }
    for (size_t i = 0; i < s->n; i++) {
        side *one = &at[group[i]];
        size_t to = one->first + one->n;
        if (!(weight_of(s, i) > 0)) continue;
        x[to] = s->x[i];
        w[to] = weight_of(s, i);
        y[to] = s->y ? s->y[i] : 0;
        one->n++;
        one->level = one->level && x[to] == 0;
    }
    for (size_t g = 0; g < k->groups; g++) {
        jh_sample own = {.x = x + at[g].first, .w = w + at[g].first, .n = at[g].n};
        jh_moments m = jh_moments_of(own);
        at[g].weight = m.weight;
        at[g].mean = m.mean;
    }
    return JH_OK;
}

/* ---- a year that never was ---------------------------------------------------------------------- */

/* The year of a factor, or the other one where the group is not there in it. */
static const side *state_of(const work *k, size_t g, int year)
{
    return k->at[year][g].n ? &k->at[year][g] : &k->at[!year][g];
}

/* Adds the values of a group: spread as in `inside`, about the mean of `mean`, weighing what `size`
 * does. False: a mean below zero, or zero of unequal values, cannot be brought to another. */
static bool add_group(const work *k, const side *size, const side *mean,
                      const side *inside, size_t *n)
{
    int year = inside >= k->at[1] && inside < k->at[1] + k->groups;
    double ratio = 1, part = size == inside ? 1 : size->weight / inside->weight;
    bool flat = false;
    if (mean != inside && mean->mean != inside->mean) {
        flat = inside->level;
        ratio = mean->mean / inside->mean;
        if (!flat && !(inside->mean > 0 && mean->mean >= 0)) return false;
    }
    for (size_t i = inside->first; i < inside->first + inside->n; i++) {
        k->to_x[*n] = flat ? mean->mean : k->x[year][i] * ratio;
        k->to_w[*n] = k->w[year][i] * part;
        if (k->y[0]) k->to_y[*n] = k->y[year][i];
        ++*n;
    }
    return true;
}

static jh_stat_result corner(const work *k, unsigned later)
{
    jh_sample s = {.x = k->to_x, .w = k->to_w, .scratch = k->scratch};
    int size = later & 1, mean = later >> 1 & 1, inside = later >> 2 & 1;
    if (k->y[0]) s.y = k->to_y;
    for (size_t g = 0; g < k->groups; g++)
        if (k->at[size][g].n && !add_group(k, &k->at[size][g], state_of(k, g, mean),
                                           state_of(k, g, inside), &s.n))
            return (jh_stat_result){JH_STAT_UNDEFINED, NAN, "stat.no_scaling"};
    return jh_stat_compute(k->stat, s);
}

/* Σ over the sets of the other two factors that have changed already: a third where none or both
 * have, a sixth where one has. */
static double contribution(const double *corner_value, int factor)
{
    double sum = 0;
    for (unsigned set = 0; set < CORNERS; set++) {
        if (set >> factor & 1) continue;
        double step = corner_value[set | 1u << factor] - corner_value[set];
        sum += (__builtin_popcount(set) == 1 ? 1 : 2) * step;
    }
    return sum / 6;
}

jh_status jh_decompose_change(jh_arena *scratch, const jh_stat_choice *stat,
                              const jh_sample year[2], const size_t *const group[2],
                              size_t groups, jh_stat_change *out)
{
    work k = {.stat = stat, .groups = groups, .scratch = scratch};
    double value[CORNERS];
    size_t room = year[0].n + year[1].n + 1;
    jh_sample now = year[1], was = year[0];
    was.scratch = now.scratch = scratch;
    *out = (jh_stat_change){.shares = NAN, .means = NAN, .inside = NAN};
    out->before = jh_stat_compute(stat, was);
    out->after = jh_stat_compute(stat, now);
    out->parts = out->before.state == JH_STAT_OK ? out->after : out->before;
    if (stat->stat->unweighted && out->parts.state == JH_STAT_OK)
        out->parts = (jh_stat_result){JH_STAT_UNDEFINED, NAN, "stat.unweighted"};
    if (out->parts.state == JH_STAT_NOMEM) return JH_ENOMEM;
    if (out->parts.state != JH_STAT_OK) return JH_OK;
    k.to_x = jh_alloc_array(scratch, room, sizeof *k.to_x);
    k.to_w = jh_alloc_array(scratch, room, sizeof *k.to_w);
    k.to_y = jh_alloc_array(scratch, room, sizeof *k.to_y);
    if (!k.to_x || !k.to_w || !k.to_y) return JH_ENOMEM;
    for (int y = 0; y < 2; y++)
        JH_TRY(lay(&k, y, &year[y], group[y]));
    value[0] = out->before.value;
    value[CORNERS - 1] = out->after.value;
    for (unsigned set = 1; set + 1 < CORNERS; set++) {
        jh_stat_result r = corner(&k, set);
        if (r.state == JH_STAT_NOMEM) return JH_ENOMEM;
        if (r.state != JH_STAT_OK) out->parts = r;
        value[set] = r.value;
    }
    if (out->parts.state != JH_STAT_OK) return JH_OK;
    out->parts.value = out->after.value - out->before.value;
    out->shares = contribution(value, 0);
    out->means = contribution(value, 1);
    out->inside = contribution(value, 2);
    return JH_OK;
}
