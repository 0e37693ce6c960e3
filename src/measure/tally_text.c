/* Tallies as text: exact sums in hexadecimal, the rest as shortest decimals. */
#include <junheng/tally.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_sum(jh_json *j, const char *key, const jh_sum *s)
{
    jh_buf b = {0};
    jh_sum_write(&b, s);
    if (b.oom) j->out->oom = true;
    jh_json_text(j, key, b.p);
    jh_buf_clear(&b);
}

void jh_tally_write(jh_json *j, const jh_tally *t)
{
    jh_json_integer(j, "n", (int64_t)t->n);
    jh_json_integer(j, "missing", (int64_t)t->missing);
    jh_json_integer(j, "weightless", (int64_t)t->weightless);
    jh_json_number(j, "min", t->min);
    jh_json_number(j, "max", t->max);
    write_sum(j, "w", &t->w);
    write_sum(j, "wx", &t->wx);
    write_sum(j, "wxx", &t->wxx);
    write_sum(j, "wlnx", &t->wlnx);
    write_sum(j, "wxlnx", &t->wxlnx);
    jh_json_list(j, "bins");
    for (size_t i = 0; i < t->bins; i++) {
        jh_json_list(j, NULL);
        jh_json_integer(j, NULL, t->bin[i].key);
        jh_json_integer(j, NULL, (int64_t)t->bin[i].n);
        jh_json_number(j, NULL, t->bin[i].w);
        jh_json_number(j, NULL, t->bin[i].wx);
        jh_json_end_list(j);
    }
    jh_json_end_list(j);
}

/* ---- reading ------------------------------------------------------------------------------ */

static jh_status read_sum(const jh_node *object, const char *key, jh_sum *out,
                          jh_error *err)
{
    const char *text;
    JH_TRY(jh_node_need_text(object, key, &text, err));
    if (jh_sum_read(text, out)) return JH_OK;
    return jh_node_fail(err, jh_node_get(object, key), "measure.tally_sum", "text:s",
                        text);
}

static jh_status read_count(const jh_node *object, const char *key, uint64_t *out,
                            jh_error *err)
{
    double x;
    JH_TRY(jh_node_number(object, key, true, &x, err));
    if (!(x >= 0 && x <= 9007199254740992.0 && x == floor(x)))
        return jh_node_fail(err, jh_node_get(object, key), "measure.tally_count", "");
    *out = (uint64_t)x;
    return JH_OK;
}

static bool number(const jh_node *n, double *out)
{
    return n && n->kind == JH_SCALAR && jh_number_parse(n->text, strlen(n->text), out);
}

/* [key, n, Σw, Σwx], keys ascending. */
static jh_status read_bin(const jh_node *item, jh_tally *t, jh_error *err)
{
    double v[4] = {0};
    const jh_node *n = item->first;
    bool fine = item->kind == JH_LIST && item->n == 4;
    for (size_t i = 0; fine && i < 4; i++, n = n->next)
        fine = number(n, &v[i]);
    fine = fine && v[0] == floor(v[0]) && fabs(v[0]) < 1 << 20 && v[1] >= 1 &&
           v[1] == floor(v[1]) && v[1] <= 9007199254740992.0 && v[2] > 0 &&
           (!t->bins || v[0] > t->bin[t->bins - 1].key);
    if (!fine) return jh_node_fail(err, item, "measure.tally_bin", "");
    jh_bin *grown = jh_grow(t->arena, t->bin, &t->bin_cap, t->bins + 1, sizeof *grown);
    if (!grown) return jh_nomem(err);
    t->bin = grown;
    grown[t->bins++] = (jh_bin){(int32_t)v[0], (uint64_t)v[1], v[2], v[3]};
    return JH_OK;
}

/* Whether the parts belong together: a tally that was edited by hand shows here. */
static bool whole(const jh_tally *t)
{
    uint64_t n = 0;
    double w = 0;
    for (size_t i = 0; i < t->bins; i++) {
        n += t->bin[i].n;
        w += t->bin[i].w;
    }
    double sum = jh_sum_value(&t->w);
    return n == t->n && (!n || t->min <= t->max) && fabs(w - sum) <= 1e-9 * fabs(sum);
}

static jh_status read_extremes(const jh_node *object, jh_tally *t, jh_error *err)
{
    if (!t->n) return JH_OK;
    JH_TRY(jh_node_number(object, "min", true, &t->min, err));
    return jh_node_number(object, "max", true, &t->max, err);
}

jh_status jh_tally_read(const jh_node *object, jh_tally *t, jh_error *err)
{
    JH_TRY(read_count(object, "n", &t->n, err));
    JH_TRY(read_count(object, "missing", &t->missing, err));
    JH_TRY(read_count(object, "weightless", &t->weightless, err));
    JH_TRY(read_extremes(object, t, err));
    JH_TRY(read_sum(object, "w", &t->w, err));
    JH_TRY(read_sum(object, "wx", &t->wx, err));
    JH_TRY(read_sum(object, "wxx", &t->wxx, err));
    JH_TRY(read_sum(object, "wlnx", &t->wlnx, err));
    JH_TRY(read_sum(object, "wxlnx", &t->wxlnx, err));
    const jh_node *bins = jh_node_get(object, "bins");
    if (bins && bins->kind == JH_LIST)
        for (const jh_node *b = bins->first; b; b = b->next)
            JH_TRY(read_bin(b, t, err));
    return whole(t) ? JH_OK : jh_node_fail(err, object, "measure.tally_parts", "");
}
