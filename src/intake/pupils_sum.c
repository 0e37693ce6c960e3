/* From the threads' counts to classes and schools. The same class may stand in the file in
 * several ways (blanks around a name): it is known by its three names alone. */
#include "bulk_dict.h"
#include "csv_number.h"
#include "pupils_int.h"

#include <stdlib.h>

/* A class as it is named in the file. */
typedef struct part {
    uint32_t school, grade, group; /* codes of names */
    uint32_t at;                   /* its tally */
} part;

typedef struct sum {
    jh_pupils *out;
    const jh__layout *l;
    const jh_pupils_how *how;
    const jh__classes *classes;
    jh__dict schools, names; /* names: of grades and classes */
    uint32_t *school;        /* codes of schools by name */
    uint32_t *order;         /* codes of grades and classes → place by name */
    part *part;
    size_t parts;
    size_t *first; /* first part of each school by place */
} sum;

/* ---- order of names ----------------------------------------------------------------------- */

/* A number that begins at *s: digits, or a Chinese numeral from 一 to 十; -1: none. */
static double number_at(const char **s)
{
    static const char *const numeral[] = {"一", "二", "三", "四", "五",
                                          "六", "七", "八", "九", "十"};
    const char *p = *s;
    double x = 0;
    for (size_t i = 0; i < JH_COUNT(numeral); i++) {
        if (strncmp(p, numeral[i], 3) != 0) continue;
        *s = p + 3;
        return (double)i + 1;
    }
    while (*p >= '0' && *p <= '9')
        x = x * 10 + (*p++ - '0');
    if (p == *s) return -1;
    *s = p;
    return x;
}

int jh_pupils_compare(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p && *q) {
        double x = number_at(&p), y = number_at(&q);
        if (x >= 0 && y >= 0) {
            if (x < y || x > y) return x < y ? -1 : 1;
            continue;
        }
        if (x >= 0 || y >= 0) return x >= 0 ? -1 : 1;
        if (*p != *q) return (unsigned char)*p < (unsigned char)*q ? -1 : 1;
        p++;
        q++;
    }
    if (*p || *q) return *p ? 1 : -1;
    return strcmp(a, b);
}

static int by_class(const void *left, const void *right)
{
    const part *a = left, *b = right;
    if (a->grade != b->grade) return a->grade < b->grade ? -1 : 1;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

typedef struct name {
    const char *text;
    uint32_t code;
} name;

static int by_name(const void *left, const void *right)
{
    return jh_pupils_compare(((const name *)left)->text, ((const name *)right)->text);
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* Parts a key into its three names. */
static jh_status name_part(sum *s, const jh__tally *t, part *out)
{
    const char *p = jh__key_bytes(t), *end = p + t->length;
    char by = memchr(p, JH__JOINER, t->length) ? JH__JOINER : s->l->delimiter;
    const char *grade = memchr(p, by, (size_t)(end - p));
    const char *group = grade ? memchr(grade + 1, by, (size_t)(end - grade - 1)) : NULL;
    if (!group) return JH_EINTERNAL;
    JH_TRY(jh__dict_code(&s->schools, p, (size_t)(grade - p), &out->school));
    JH_TRY(jh__dict_code(&s->names, grade + 1, (size_t)(group - grade - 1), &out->grade));
    return jh__dict_code(&s->names, group + 1, (size_t)(end - group - 1), &out->group);
}

static jh_status collect(sum *s)
{
    s->part = calloc(s->classes->n + 1, sizeof *s->part);
    if (!s->part) return JH_ENOMEM;
    for (size_t i = 0; i < s->classes->n; i++) {
        part *p = &s->part[s->parts];
        const jh__tally *t = jh__tally_at(s->classes, i);
        JH_TRY(name_part(s, t, p));
        if (p->school == JH_BULK_NONE || p->grade == JH_BULK_NONE ||
            p->group == JH_BULK_NONE) {
            s->out->unplaced += t->n; /* names of nothing but blanks */
            continue;
        }
        p->at = (uint32_t)i;
        s->parts++;
    }
    return JH_OK;
}

/* Codes of the names in their order. */
static uint32_t *sorted_names(const jh__dict *d)
{
    size_t n = d->texts;
    name *names = calloc(n + 1, sizeof *names);
    uint32_t *code = calloc(n + 1, sizeof *code);
    for (size_t i = 0; names && i < n; i++)
        names[i] = (name){d->text[i], (uint32_t)i};
    if (names) qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; names && code && i < n; i++)
        code[i] = names[i].code;
    if (!names) {
        free(code);
        code = NULL;
    }
    free(names);
    return code;
}

/* Grades and classes get the place of their name as their code. */
static jh_status rename_parts(sum *s)
{
    uint32_t *code = sorted_names(&s->names);
    s->order = code;
    uint32_t *place = calloc(s->names.texts + 1, sizeof *place);
    if (!code || !place) {
        free(place);
        return JH_ENOMEM;
    }
    for (size_t i = 0; i < s->names.texts; i++)
        place[code[i]] = (uint32_t)i;
    for (size_t i = 0; i < s->parts; i++) {
        s->part[i].grade = place[s->part[i].grade];
        s->part[i].group = place[s->part[i].group];
    }
    free(place);
    return JH_OK;
}

/* The parts of each school behind each other, in the order in which schools first appear. */
static jh_status by_schools(sum *s)
{
    size_t n = s->schools.texts;
    s->first = calloc(n + 2, sizeof *s->first);
    if (!s->first) return JH_ENOMEM;
    bool rising = true;
    for (size_t i = 0; i < s->parts; i++) {
        s->first[s->part[i].school + 2]++;
        rising = rising && (!i || s->part[i - 1].school <= s->part[i].school);
    }
    for (size_t i = 2; i < n + 2; i++)
        s->first[i] += s->first[i - 1];
    part *sorted = rising ? NULL : calloc(s->parts + 1, sizeof *sorted);
    if (!rising && !sorted) return JH_ENOMEM;
    for (size_t i = 0; i < s->parts; i++) {
        size_t at = s->first[s->part[i].school + 1]++;
        if (sorted) sorted[at] = s->part[i];
    }
    if (!sorted) return JH_OK;
    free(s->part);
    s->part = sorted;
    return JH_OK;
}

static void sort_classes(sum *s)
{
    for (size_t i = 0; i < s->schools.texts; i++) {
        size_t at = s->first[i], m = s->first[i + 1] - at;
        bool rising = true;
        for (size_t k = 1; k < m; k++)
            rising = rising && by_class(&s->part[at + k - 1], &s->part[at + k]) < 0;
        if (!rising) qsort(s->part + at, m, sizeof *s->part, by_class);
    }
}

/* ---- sums ----------------------------------------------------------------------------------- */

static void add_part(sum *s, jh_pupil_group *g, const part *p)
{
    const jh__tally *t = jh__tally_at(s->classes, p->at);
    const uint32_t *none = jh__unknown_at(s->classes, p->at);
    g->n += t->n;
    g->scores += t->count[0];
    g->micros += t->micros;
    for (size_t k = 0, flag = 0; k < s->l->lanes; k++) {
        uint64_t unknown = none ? none[k] : 0, yes = t->count[k + 1];
        if (s->l->lane[k].sex) {
            g->boys += yes;
            g->girls += t->n - yes - unknown;
            continue;
        }
        g->yes[flag] += yes;
        g->unknown[flag++] += unknown;
    }
}

static void add_group(const jh_pupils *out, jh_pupil_group *g, const jh_pupil_group *more)
{
    g->n += more->n;
    g->boys += more->boys;
    g->girls += more->girls;
    g->scores += more->scores;
    g->micros += more->micros;
    g->classes++;
    for (size_t k = 0; k < out->flags; k++) {
        g->yes[k] += more->yes[k];
        g->unknown[k] += more->unknown[k];
    }
}

static bool same_class(const part *a, const part *b)
{
    return a->grade == b->grade && a->group == b->group;
}

static jh_status add_school(sum *s, uint32_t code, jh_pupil_group *c)
{
    jh_pupils *out = s->out;
    const part *p = s->part + s->first[code], *end = s->part + s->first[code + 1];
    jh_pupil_group *school = &out->school[out->schools];
    uint64_t *counts = jh_alloc_array(out->arena, 2 * out->flags + 1, sizeof *counts);
    if (!counts) return JH_ENOMEM;
    *school = (jh_pupil_group){s->schools.text[code], "", "", .yes = counts};
    school->unknown = counts + out->flags;
    while (p < end) {
        const part *first = p;
        *c = (jh_pupil_group){school->school, s->names.text[s->order[p->grade]],
                              s->names.text[s->order[p->group]], .yes = c->yes,
                              .unknown = c->unknown};
        memset(c->yes, 0, 2 * out->flags * sizeof *c->yes);
        for (; p < end && same_class(p, first); p++)
            add_part(s, c, p);
        add_group(out, school, c);
        out->classes++;
        if (s->how->each) JH_TRY(s->how->each(s->how->ctx, out->schools, c));
    }
    out->schools++;
    return JH_OK;
}

static jh_status add_up(sum *s)
{
    jh_pupils *out = s->out;
    size_t n = s->schools.texts;
    uint64_t counts[2 * JH_PUPIL_FLAGS];
    jh_pupil_group c = {.yes = counts, .unknown = counts + out->flags};
    out->school = jh_alloc_array(out->arena, n + 1, sizeof *out->school);
    s->school = sorted_names(&s->schools);
    if (!out->school || !s->school) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (s->first[s->school[i]] < s->first[s->school[i] + 1])
            JH_TRY(add_school(s, s->school[i], &c));
    return JH_OK;
}

jh_status jh__pupils_sum(jh__counter *c, size_t n, const jh__layout *l,
                         const jh_pupils_how *how, jh_pupils *out)
{
    sum s = {.out = out, .l = l, .how = how, .classes = &c->classes};
    jh_status st = JH_OK;
    for (size_t i = 1; i < n && st == JH_OK; i++)
        st = jh__classes_merge(&c->classes, &c[i].classes);
    if (st == JH_OK) st = collect(&s);
    if (st == JH_OK) st = rename_parts(&s);
    if (st == JH_OK) st = by_schools(&s);
    if (st == JH_OK) sort_classes(&s);
    if (st == JH_OK) st = add_up(&s);
    free(s.part);
    free(s.first);
    free(s.school);
    free(s.order);
    jh__dict_clear(&s.schools, out->arena);
    jh__dict_clear(&s.names, out->arena);
    return st;
}
