#include <junheng/call.h>
#include <junheng/measure.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static jh_lang lang_of(const char *lang)
{
    return lang && !strcmp(lang, "en") ? JH_EN : JH_ZH;
}

const char *jh_call_text(const char *key, const char *lang)
{
    return jh_text(lang_of(lang), key);
}

/* ---- descriptors --------------------------------------------------------------------------- */

int32_t jh_call_statistics(void)
{
    size_t n;
    jh_stat_list(&n);
    return (int32_t)n;
}

const char *jh_call_statistic(int32_t i, const char *what, const char *lang)
{
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    if (i < 0 || (size_t)i >= n) return NULL;
    const jh_stat *s = list[i];
    jh_lang l = lang_of(lang);
    if (!strcmp(what, "id")) return s->id;
    if (!strcmp(what, "name")) return jh_label_in(s->name, l);
    if (!strcmp(what, "definition")) return jh_label_in(s->definition, l);
    if (!strcmp(what, "weights")) return jh_label_in(s->weights, l);
    if (!strcmp(what, "undefined")) return jh_label_in(s->undefined, l);
    return strcmp(what, "source") ? NULL : s->source;
}

/* ---- one sample ------------------------------------------------------------------------------ */

static bool all_finite(const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

static int32_t computed(const char *id, const jh_call_values *v, jh_arena *scratch,
                        double *value, const char **why)
{
    jh_stat_choice choice;
    jh_error err = {0};
    jh_status st = jh_stat_choose(scratch, id, &choice, &err);
    if (st == JH_ENOMEM) return JH_CALL_NOMEM;
    if (st != JH_OK || (choice.stat->second && !v->y)) return JH_CALL_UNKNOWN;
    jh_sample s = {
        .x = v->x, .w = v->w, .y = v->y, .n = (size_t)v->n, .scratch = scratch};
    jh_stat_result r = jh_stat_compute(&choice, s);
    if (r.state == JH_STAT_NOMEM) return JH_CALL_NOMEM;
    if (r.state == JH_STAT_OK) *value = r.value;
    if (r.state == JH_STAT_UNDEFINED) *why = r.why;
    return r.state == JH_STAT_OK ? JH_CALL_OK : JH_CALL_UNDEFINED;
}

int32_t jh_call_stat(const char *id, const jh_call_values *v, double *value,
                     const char **why)
{
    *value = NAN;
    *why = "";
    if (v->n < 0 || !all_finite(v->x, v->n) || (v->w && !all_finite(v->w, v->n)) ||
        (v->y && !all_finite(v->y, v->n)))
        return JH_CALL_MISSING;
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return JH_CALL_NOMEM;
    int32_t said = computed(id, v, scratch, value, why);
    jh_arena_free(scratch);
    return said;
}

/* ---- R ------------------------------------------------------------------------------------------ */

/* R takes back the pointers of a character vector, and copies what they point at. */
static char *lent(const char *text)
{
    return (char *)(uintptr_t)(text ? text : "");
}

void jh_call_r_stat(char **text, double *x, double *w, double *y, double *shape,
                    double *result)
{
    const char *why;
    jh_call_values v = {x, shape[1] != 0 ? w : NULL, shape[2] != 0 ? y : NULL,
                        (int64_t)shape[0]};
    result[0] = jh_call_stat(text[0], &v, &result[1], &why);
    text[1] = lent(*why ? jh_call_text(why, text[1]) : "");
}

void jh_call_r_statistic(int *i, char **what, char **lang, char **text)
{
    *text = lent(jh_call_statistic(*i, *what, *lang));
}

void jh_call_r_statistics(int *n)
{
    *n = jh_call_statistics();
}
