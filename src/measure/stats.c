#include "stats/stats.h"

#include <math.h>
#include <string.h>

const jh_stat *const *jh_stat_list(size_t *n)
{
    *n = jh__stat_table_n;
    return jh__stat_table;
}

static const jh_stat *find(const char *id, size_t n)
{
    for (size_t i = 0; i < jh__stat_table_n; i++)
        if (strlen(jh__stat_table[i]->id) == n && !memcmp(jh__stat_table[i]->id, id, n))
            return jh__stat_table[i];
    return NULL;
}

const jh_stat *jh_stat_find(const char *id)
{
    return find(id, strlen(id));
}

/* ---- "ge(1.5)" --------------------------------------------------------------------------- */

typedef struct reading {
    jh_arena *arena;
    const char *text;
    const jh_stat *stat;
    bool given[JH_STAT_PARAMS];
    jh_stat_choice *out;
    jh_error *err;
} reading;

static const char *trim(const char *s, size_t *n)
{
    while (*n && *s == ' ') {
        s++;
        --*n;
    }
    while (*n && s[*n - 1] == ' ')
        --*n;
    return s;
}

static jh_status unknown(const char *id, jh_error *err)
{
    jh_buf ids = {0};
    for (size_t i = 0; i < jh__stat_table_n; i++) {
        const jh_stat *s = jh__stat_table[i];
        jh_buf_printf(&ids, "%s%s", i ? ", " : "", s->id);
        for (size_t k = 0; k < s->params; k++)
            jh_buf_printf(&ids, "%s%s%s", k ? ", " : "(", s->param[k].name,
                          k + 1 == s->params ? ")" : "");
    }
    jh_status st = ids.oom ? jh_nomem(err)
                           : jh_fail(err, JH_EUSAGE, "stat.unknown", "id:s ids:s", id,
                                     ids.n ? ids.p : "");
    jh_buf_clear(&ids);
    return st;
}

/* The statistic as it may be written: "percentile_ratio(90,10)". */
static const char *usual(const reading *r)
{
    jh_buf b = {0};
    for (size_t i = 0; i < r->stat->params; i++) {
        char number[32];
        jh_number_shortest(r->stat->param[i].usual, number);
        jh_buf_printf(&b, "%s%s", i ? "," : "(", number);
    }
    const char *text =
        b.oom ? NULL : jh_sprintf(r->arena, "%s%s)", r->stat->id, b.n ? b.p : "(");
    jh_buf_clear(&b);
    return text;
}

static jh_status wrong(const reading *r, const jh_stat_param *p)
{
    const char *name = jh_label_both(r->arena, r->stat->name);
    const char *meaning = jh_label_both(r->arena, p->meaning), *like = usual(r);
    if (!name || !meaning || !like) return jh_nomem(r->err);
    return jh_fail(r->err, JH_EUSAGE, "stat.param_wrong",
                   "text:s name:s param:s meaning:s low:g high:g like:s", r->text, name,
                   p->name, meaning, p->low, p->high, like);
}

/* The parameter that a part like "alpha=1.5" or "1.5" gives; `at` is its place. */
static jh_status read_param(reading *r, const char *part, size_t n, size_t at)
{
    const char *equals = memchr(part, '=', n);
    part = trim(part, &n);
    if (equals) {
        size_t length = (size_t)(equals - part);
        const char *name = trim(part, &length);
        for (at = 0; at < r->stat->params; at++)
            if (strlen(r->stat->param[at].name) == length &&
                !memcmp(r->stat->param[at].name, name, length))
                break;
        n -= (size_t)(equals + 1 - part);
        part = trim(equals + 1, &n);
    }
    if (at >= r->stat->params || r->given[at])
        return jh_fail(r->err, JH_EUSAGE, "stat.param_many", "text:s n:u", r->text,
                       r->stat->params);
    const jh_stat_param *p = &r->stat->param[at];
    double x;
    if (!jh_number_parse(part, n, &x) || !(x >= p->low && x <= p->high) ||
        (p->whole && x != floor(x)))
        return wrong(r, p);
    r->out->param[at] = x;
    r->given[at] = true;
    return JH_OK;
}

static jh_status read_params(reading *r, const char *p, size_t n)
{
    size_t at = 0;
    for (const char *end = p + n; p < end;) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        size_t length = (size_t)((comma ? comma : end) - p);
        JH_TRY(read_param(r, p, length, at++));
        p += length + (comma != NULL);
    }
    for (at = 0; at < r->stat->params; at++) {
        if (r->given[at]) continue;
        if (r->stat->param[at].required) return wrong(r, &r->stat->param[at]);
        r->out->param[at] = r->stat->param[at].usual;
    }
    return JH_OK;
}

/* One way of writing it: "ge(1.5)". */
static const char *canonical(jh_arena *arena, const jh_stat_choice *c)
{
    char text[160], number[32];
    size_t n = 0;
    if (!c->stat->params) return c->stat->id;
    for (size_t i = 0; i < c->stat->params; i++) {
        size_t length = (size_t)jh_number_shortest(c->param[i], number);
        text[n++] = i ? ',' : '(';
        memcpy(text + n, number, length);
        n += length;
    }
    text[n++] = ')';
    return jh_sprintf(arena, "%s%.*s", c->stat->id, (int)n, text);
}

jh_status jh_stat_choose(jh_arena *arena, const char *text, jh_stat_choice *out,
                         jh_error *err)
{
    size_t all = strlen(text);
    const char *p = trim(text, &all), *bracket = memchr(p, '(', all);
    bool closed = bracket && p[all - 1] == ')';
    size_t n = closed ? (size_t)(bracket - p) : all;
    const char *id = trim(p, &n);
    reading r = {.arena = arena, .text = text, .stat = find(id, n), .out = out};
    r.err = err;
    *out = (jh_stat_choice){.stat = r.stat};
    if (!r.stat) return unknown(text, err);
    JH_TRY(read_params(&r, closed ? bracket + 1 : p + all,
                       closed ? (size_t)(p + all - 1 - (bracket + 1)) : 0));
    out->id = canonical(arena, out);
    return out->id ? JH_OK : jh_nomem(err);
}

jh_stat_result jh_stat_compute(const jh_stat_choice *choice, jh_sample s)
{
    s.param = choice->param;
    jh_stat_result r = choice->stat->compute(s);
    if (r.state == JH_STAT_OK && !isfinite(r.value))
        return jh__undefined("stat.not_finite");
    return r;
}
