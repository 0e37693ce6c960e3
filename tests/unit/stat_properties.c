#include "stat_properties.h"

#include <math.h>

#define CLOSE 1e-9

bool stat_usual(jh_arena *arena, const jh_stat *stat, jh_stat_choice *out)
{
    jh_buf b = {0};
    jh_error err = {0};
    jh_buf_puts(&b, stat->id);
    for (size_t i = 0; i < stat->params; i++) {
        char number[32];
        jh_number_shortest(stat->param[i].usual, number);
        jh_buf_printf(&b, "%s%s=%s", i ? ", " : "(", stat->param[i].name, number);
    }
    if (stat->params) jh_buf_putc(&b, ')');
    bool done = !b.oom && jh_stat_choose(arena, b.p, out, &err) == JH_OK;
    jh_buf_clear(&b);
    return done;
}

/* A copy that may be changed, every value `times` times. */
static jh_sample copy(jh_sample s, size_t times)
{
    size_t n = s.n * times;
    double *x = jh_alloc_array(s.scratch, n + 1, sizeof *x);
    double *w = jh_alloc_array(s.scratch, n + 1, sizeof *w);
    double *y = jh_alloc_array(s.scratch, n + 1, sizeof *y);
    for (size_t i = 0; i < n && x && w && y; i++) {
        x[i] = s.x[i % s.n];
        w[i] = s.w ? s.w[i % s.n] : 1;
        y[i] = s.y ? s.y[i % s.n] : 0;
    }
    jh_sample out = s;
    out.x = x;
    out.w = w;
    out.y = s.y ? y : NULL;
    out.n = x && w && y ? n : 0;
    return out;
}

/* Equal but for rounding, which is relative to `size` where the figure is nearly nothing. */
static bool same(jh_stat_result a, jh_stat_result b, double size)
{
    if (a.state != b.state) return false;
    return a.state || fabs(a.value - b.value) <= CLOSE * fmax(fabs(b.value), size);
}

static const char *told(const jh_stat *t, jh_stat_result r)
{
    if (r.state == JH_STAT_OK) {
        if (!isfinite(r.value) || r.why) return "a figure is finite and needs no reason";
        return r.value >= t->low && r.value <= t->high ? NULL : "bounds";
    }
    return r.why && jh_text_has(r.why) ? NULL : "a reason is told";
}

static jh_stat_result reversed(const jh_stat_choice *c, jh_sample s)
{
    jh_sample o = copy(s, 1);
    double *x = (double *)o.x, *w = (double *)o.w, *y = (double *)o.y;
    for (size_t i = 0; i < o.n; i++) {
        x[i] = s.x[s.n - 1 - i];
        w[i] = s.w ? s.w[s.n - 1 - i] : 1;
        if (y) y[i] = s.y[s.n - 1 - i];
    }
    return jh_stat_compute(c, o);
}

static jh_stat_result moved(const jh_stat_choice *c, jh_sample s, double times,
                            double more)
{
    jh_sample o = copy(s, 1);
    double *x = (double *)o.x;
    for (size_t i = 0; i < o.n; i++)
        x[i] = s.x[i] * times + more;
    return jh_stat_compute(c, o);
}

static jh_stat_result weighted(const jh_stat_choice *c, jh_sample s, double weight)
{
    jh_sample o = copy(s, 1);
    double *w = (double *)o.w;
    for (size_t i = 0; i < o.n; i++)
        w[i] = weight;
    return jh_stat_compute(c, o);
}

static const char *answers(const jh_stat_choice *c, jh_sample s, jh_stat_result plain,
                           double most)
{
    const jh_stat_properties *p = &c->stat->holds;
    double size = p->scale == JH_STAYS ? 1 : most, times = 1024;
    if (p->scale) {
        double by = p->scale == JH_FOLLOWS ? times : 1;
        jh_stat_result r = moved(c, s, times, 0);
        r.value /= by;
        if (!same(plain, r, size)) return "scale";
    }
    if (p->translation && plain.state == JH_STAT_OK) {
        jh_stat_result r = moved(c, s, 1, most);
        if (p->translation == JH_FOLLOWS) r.value -= most;
        if (!same(plain, r, fmax(size, most * (p->scale == JH_FOLLOWS))))
            return "translation";
    }
    return NULL;
}

static double better(const jh_stat *t, double before, double after)
{
    return t->fairer == JH_FAIRER_MORE ? after - before : before - after;
}

/* Half of what would make two schools equal goes from the upper to the lower. */
static const char *transferred(const jh_stat_choice *c, jh_sample s, jh_stat_result plain,
                               uint64_t pick)
{
    const jh_stat *t = c->stat;
    jh_sample o = copy(s, 1);
    double *x = (double *)o.x, *w = (double *)o.w;
    if (!t->holds.transfer || plain.state || o.n < 2) return NULL;
    size_t i = (size_t)(pick % o.n), j = (size_t)(pick / 7919 % o.n);
    bool zero = false;
    for (size_t k = 0; k < o.n; k++) {
        zero = zero || x[k] == 0;
        if (t->unweighted) w[k] = 1;
    }
    if (x[i] < x[j]) {
        size_t other = i;
        i = j;
        j = other;
    }
    if (x[i] == x[j] || !(w[i] > 0) || !(w[j] > 0)) return NULL;
    double gap = x[i] - x[j], part = gap / (1 / w[i] + 1 / w[j]) / 2;
    x[i] -= part / w[i];
    x[j] += part / w[j];
    jh_moments m = jh_moments_of(o);
    jh_stat_result r = jh_stat_compute(c, o);
    if (r.state) return "transfer leaves it defined";
    double least = t->holds.scale == JH_STAYS ? 1 : x[i] + x[j];
    double size = fmax(least, fabs(plain.value));
    double gain = better(t, plain.value, r.value);
    if (gain < -CLOSE * size) return "transfer makes it no worse";
    bool plainly = gap > 0.05 * m.mean && fmin(w[i], w[j]) > 0.01 * m.weight && !zero &&
                   plain.value < 1e6 * size;
    if (t->holds.transfer == JH_TRANSFER_BETTER && plainly && !(gain > 0))
        return "transfer makes it better";
    return NULL;
}

const char *stat_fault(const jh_stat_choice *c, jh_sample s, uint64_t pick)
{
    const jh_stat *t = c->stat;
    double most = 0;
    jh_sample bare = s;
    bare.w = NULL;
    for (size_t i = 0; i < s.n; i++)
        most = fmax(most, fabs(s.x[i]));
    jh_stat_result plain = jh_stat_compute(c, s), alone = jh_stat_compute(c, bare);
    double size = t->holds.scale == JH_STAYS ? 1 : most;
    const char *fault = told(t, plain);
    if (!fault && t->holds.permutation && !same(plain, reversed(c, s), size))
        fault = "permutation";
    if (!fault) fault = answers(c, s, plain, most);
    if (!fault && t->holds.replication &&
        !same(plain, jh_stat_compute(c, copy(s, 4)), size))
        fault = "replication";
    if (!fault && !same(alone, weighted(c, s, 1), size)) fault = "weights of one";
    if (!fault && (t->holds.replication || t->unweighted) &&
        !same(alone, weighted(c, s, 7), size))
        fault = "equal weights";
    if (!fault && t->unweighted && !same(alone, plain, size))
        fault = "weights are not used";
    return fault ? fault : transferred(c, s, plain, pick);
}
