/* The words of a case's expectation → a figure of the assessment. */
#include "cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 5

typedef struct asked {
    jh_arena *arena;
    const jh_assessment *a;
    size_t area;
    char *word[WORDS_MAX];
    size_t n;
} asked;

static void split_words(asked *q, const char *text)
{
    char *save = NULL, *copy = jh_strdup(q->arena, text);
    q->n = 0;
    for (char *w = copy ? strtok_r(copy, " ", &save) : NULL; w && q->n < WORDS_MAX;
         w = strtok_r(NULL, " ", &save))
        q->word[q->n++] = w;
}

static const char *number(const asked *q, double x)
{
    char text[32];
    if (isnan(x)) return "unknown";
    jh_number_shortest(x, text);
    return jh_strdup(q->arena, text);
}

static bool is(const asked *q, size_t i, const char *word)
{
    return i < q->n && !strcmp(q->word[i], word);
}

static const jh_stage_result *stage_of(const asked *q, const char *word)
{
    const jh_area_result *area = &q->a->area[q->area];
    for (size_t s = 0; s < area->stages; s++) {
        int stage = area->stage[s].stage;
        const char *id = stage < 0 ? "all" : q->a->pack->vocabulary->stage[stage].id;
        if (!strcmp(id, word)) return &area->stage[s];
    }
    return NULL;
}

static ptrdiff_t indicator_of(const asked *q, size_t i)
{
    for (size_t k = 0; i < q->n && k < q->a->pack->indicators; k++)
        if (!strcmp(q->a->pack->indicator[k].id, q->word[i])) return (ptrdiff_t)k;
    return -1;
}

static const char *of_coefficient(const asked *q, const jh_coefficient_result *c)
{
    if (is(q, 2, "mean")) return number(q, c->mean);
    if (is(q, 2, "cv")) return number(q, c->cv);
    if (is(q, 2, "sd")) return number(q, c->sd);
    if (is(q, 2, "limit")) return number(q, c->limit);
    if (is(q, 2, "met")) return number(q, (double)c->met);
    if (is(q, 2, "status")) return jh_verdict_id(c->verdict);
    if (is(q, 2, "rounding")) return c->rounding ? "yes" : "no";
    if (is(q, 2, "level")) return number(q, c->remedy.level);
    if (is(q, 2, "amount")) return number(q, c->remedy.amount);
    return NULL;
}

static const char *of_stage(const asked *q, const jh_stage_result *s)
{
    if (q->n == 1) return jh_verdict_id(s->verdict);
    if (is(q, 1, "sections")) return number(q, (double)s->sections);
    if (is(q, 1, "passed")) return number(q, (double)s->passed);
    if (is(q, 1, "composite"))
        return is(q, 2, "status") ? jh_verdict_id(s->composite_verdict)
                                  : number(q, s->composite);
    ptrdiff_t k = indicator_of(q, 1);
    return k < 0 ? NULL : of_coefficient(q, &s->coefficient[k]);
}

static const char *of_cell(const asked *q, const jh_cell_result *c)
{
    if (is(q, 2, "value"))
        return c->value.state == JH_KNOWN ? number(q, c->value.number) : "unknown";
    if (is(q, 2, "grade")) return jh_grade_id(c->grade);
    if (is(q, 2, "rounding")) return c->rounding ? "yes" : "no";
    if (is(q, 2, "need")) return number(q, c->need);
    if (is(q, 2, "need_floor")) return number(q, c->need_floor);
    if (is(q, 2, "need_school")) return number(q, c->need_school);
    return NULL;
}

static const char *of_section(const asked *q, size_t i)
{
    const jh_section_result *s = &q->a->section[i];
    if (q->n == 1) return jh_verdict_id(s->verdict);
    if (is(q, 1, "met")) return number(q, (double)s->met);
    if (is(q, 1, "pupils")) return number(q, q->a->sections.section[i].pupils);
    if (is(q, 1, "share")) return number(q, q->a->sections.section[i].share);
    ptrdiff_t k = indicator_of(q, 1);
    return k < 0 ? NULL : of_cell(q, &q->a->cell[(size_t)k * q->a->sections.n + i]);
}

/* Whether the text begins with this school's name, which may hold blanks; then the words are
 * those behind it, after one that stands for the name. */
static bool names_school(asked *q, const char *text, const char *name)
{
    size_t n = strlen(name);
    if (!n || strncmp(text, name, n) || (text[n] && text[n] != ' ')) return false;
    split_words(q, text + n);
    return true;
}

static const char *of_school(asked *q, const char *text)
{
    const jh_sections *s = &q->a->sections;
    for (size_t i = 0; i < s->left_out_n; i++) {
        const jh_left_out *x = &s->left_out[i];
        if (!names_school(q, text, jh_school_name(s, x->school))) continue;
        if (x->exclusion >= 0) return q->a->pack->exclusion[x->exclusion].id;
        return x->exclusion == -1 ? "pupils_unknown" : "no_pupils";
    }
    for (size_t i = 0; i < s->n; i++) {
        int stage = s->section[i].stage;
        const char *id = stage < 0 ? "all" : q->a->pack->vocabulary->stage[stage].id;
        if (!names_school(q, text, jh_school_name(s, s->section[i].school))) continue;
        if (!q->n) return "judged";
        if (is(q, 0, id)) return of_section(q, i);
    }
    return NULL;
}

static const char *of_item(const asked *q)
{
    for (size_t k = 0; q->n == 3 && k < q->a->pack->items; k++) {
        const jh_item_result *r = &q->a->area[q->area].item[k];
        if (strcmp(q->a->pack->item[k].id, q->word[1])) continue;
        if (is(q, 2, "status")) return jh_verdict_id(r->verdict);
        if (is(q, 2, "failing")) return number(q, (double)r->failing);
        if (is(q, 2, "value"))
            return r->value.state == JH_KNOWN ? number(q, r->value.number) : "unknown";
    }
    return NULL;
}

static const char *of_claim(const asked *q)
{
    size_t i = q->n == 2 ? (size_t)strtoul(q->word[1], NULL, 10) : 0;
    if (i < 1 || i > q->a->claims) return NULL;
    return q->a->claim[i - 1].accepted ? "accepted" : "refused";
}

/* "县名: primary L1 cv" names the area; without it the first one is meant. */
static char *take_area(asked *q, char *text)
{
    char *colon = strstr(text, ": ");
    if (!colon) return text;
    *colon = '\0';
    for (size_t i = 0; i < q->a->areas; i++)
        if (!strcmp(q->a->area[i].name, text)) q->area = i;
    return colon + 2;
}

const char *jh__case_value(jh_arena *arena, const jh_assessment *a, const char *what)
{
    asked q = {.arena = arena, .a = a};
    char *text = jh_strdup(arena, what);
    if (!text || !a->areas) return NULL;
    text = take_area(&q, text);
    split_words(&q, text);
    if (!q.n) return NULL;
    if (is(&q, 0, "area"))
        return jh_verdict_id(is(&q, 1, "all") ? a->area[q.area].verdict_all
                                              : a->area[q.area].verdict);
    if (is(&q, 0, "item")) return of_item(&q);
    if (is(&q, 0, "claim")) return of_claim(&q);
    const jh_stage_result *s = stage_of(&q, q.word[0]);
    return s ? of_stage(&q, s) : of_school(&q, text);
}
