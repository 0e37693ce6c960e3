/* The report in hand: lookups, and the order in which sections and schools are shown. */
#include "room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const jh_cell_result *jh__pub_cell(const jh__pub_report *rep, size_t indicator,
                                   size_t section)
{
    return &rep->r->cell[indicator * rep->r->sections.n + section];
}

double jh__pub_standard(const jh_pack *pack, size_t indicator, int stage)
{
    return pack->indicator[indicator].standard[stage < 0 ? 0 : stage];
}

double jh__pub_floor(const jh_pack *pack, size_t indicator, int stage)
{
    double standard = jh__pub_standard(pack, indicator, stage);
    if (isnan(pack->floor) || isnan(standard)) return NAN;
    bool more = pack->indicator[indicator].direction == JH_MORE_IS_BETTER;
    return more ? standard * pack->floor : standard / pack->floor;
}

const jh_column *jh__pub_school_fact(const jh__pub_report *rep, int fact)
{
    const jh_sections *s = &rep->r->sections;
    if (fact < 0 || !s->fact_column || s->fact_column[fact] < 0) return NULL;
    return &s->schools->column[s->fact_column[fact]];
}

const char *jh__pub_school_text(const jh__pub_report *rep, int fact, size_t school,
                                char room[32])
{
    const jh_column *c = jh__pub_school_fact(rep, fact);
    if (!c || !c->valid[school]) return NULL;
    if (c->type == JH_TEXT) return c->text[school];
    jh_number_shortest(c->number[school], room);
    return room;
}

double jh__pub_school_number(const jh__pub_report *rep, int fact, size_t school)
{
    const jh_column *c = jh__pub_school_fact(rep, fact);
    if (!c || !c->valid[school]) return NAN;
    double x = NAN;
    if (c->type == JH_NUMBER)
        x = c->number[school];
    else if (!jh_number_parse(c->text[school], strlen(c->text[school]), &x))
        x = NAN;
    return x;
}

/* ---- order ----------------------------------------------------------------------------- */

typedef struct key {
    size_t area, index;
    int rank, stage;
    const char *name;
} key;

/* What fails comes first, then what is open, then what passes. */
static int rank_of(jh_verdict verdict)
{
    return verdict == JH_FAIL ? 0 : verdict == JH_OPEN ? 1 : 2;
}

static int by_key(const void *left, const void *right)
{
    const key *a = left, *b = right;
    if (a->area != b->area) return a->area < b->area ? -1 : 1;
    if (a->rank != b->rank) return a->rank - b->rank;
    int name = strcmp(a->name, b->name);
    if (name) return name;
    if (a->stage != b->stage) return a->stage - b->stage;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Sorts and writes the indices out; at[a] is where area a begins. */
static void sort_out(key *k, size_t n, size_t areas, size_t *index, size_t *at)
{
    if (n) qsort(k, n, sizeof *k, by_key);
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        index[i] = k[i].index;
        while (next <= k[i].area)
            at[next++] = i;
    }
    while (next <= areas)
        at[next++] = n;
}

static jh_status order_sections(jh__pub_report *rep, key *k)
{
    const jh_sections *s = &rep->r->sections;
    jh__pub_order *o = &rep->order;
    o->section = jh_alloc_array(rep->arena, s->n, sizeof *o->section);
    o->section_at = jh_alloc_array(rep->arena, rep->r->areas + 2, sizeof *o->section_at);
    if (!o->section || !o->section_at) return JH_ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        const jh_section_result *res = &rep->r->section[i];
        k[i] = (key){.area = s->section[i].area,
                     .index = i,
                     .rank = rank_of(res->verdict),
                     .stage = s->section[i].stage,
                     .name = res->name ? res->name : ""};
    }
    sort_out(k, s->n, rep->r->areas, o->section, o->section_at);
    return JH_OK;
}

static jh_status order_schools(jh__pub_report *rep, key *k)
{
    const jh_sections *s = &rep->r->sections;
    jh__pub_order *o = &rep->order;
    o->school = jh_alloc_array(rep->arena, s->n, sizeof *o->school);
    o->school_at = jh_alloc_array(rep->arena, rep->r->areas + 2, sizeof *o->school_at);
    if (!o->school || !o->school_at) return JH_ENOMEM;
    size_t n = 0;
    for (size_t school = 0; school < s->schools->rows; school++) {
        size_t first = s->first[school];
        if (first == s->first[school + 1]) continue;
        int rank = 2;
        for (size_t i = first; i < s->first[school + 1]; i++) {
            int mine = rank_of(rep->r->section[i].verdict);
            if (mine < rank) rank = mine;
        }
        const char *name = rep->r->section[first].name;
        k[n++] = (key){.area = s->section[first].area,
                       .index = school,
                       .rank = rank,
                       .name = name ? name : ""};
    }
    sort_out(k, n, rep->r->areas, o->school, o->school_at);
    return JH_OK;
}

/* Every slot that an indicator names, once, in order of appearance. */
static jh_status gather_inputs(jh__pub_report *rep)
{
    size_t cap = 0;
    for (size_t k = 0; k < rep->pack->indicators; k++) {
        const int *slot;
        size_t n = jh_formula_slots(rep->pack->indicator[k].value, &slot);
        for (size_t i = 0; i < n; i++) {
            bool seen = slot[i] >= JH_SLOT_SETTING; /* settings are no data */
            for (size_t j = 0; j < rep->inputs && !seen; j++)
                seen = rep->input[j] == slot[i];
            if (seen) continue;
            int *grown =
                jh_grow(rep->arena, rep->input, &cap, rep->inputs + 1, sizeof *grown);
            if (!grown) return JH_ENOMEM;
            rep->input = grown;
            rep->input[rep->inputs++] = slot[i];
        }
    }
    return JH_OK;
}

static bool pack_judges(const jh_pack *pack)
{
    if (pack->items) return true;
    for (size_t k = 0; k < pack->indicators; k++)
        for (size_t s = 0; s < JH_STAGES_MAX; s++)
            if (!isnan(pack->indicator[k].standard[s]) ||
                !isnan(pack->indicator[k].limit[s]))
                return true;
    return pack->coefficient_rule == JH_CV_MEAN;
}

jh_status jh__pub_report_open(jh__pub_report *rep, const jh_publish *p, jh_error *err)
{
    *rep = (jh__pub_report){
        .p = p, .r = p->result, .pack = p->result->pack, .lang = p->lang};
    rep->judges = pack_judges(rep->pack);
    rep->cn = rep->pack->id && !strncmp(rep->pack->id, "cn-", 3);
    rep->arena = jh_arena_new();
    if (!rep->arena) return jh_nomem(err);
    key *k = jh_alloc_array(rep->arena, p->result->sections.n + 1, sizeof *k);
    if (!k || order_sections(rep, k) != JH_OK || order_schools(rep, k) != JH_OK ||
        gather_inputs(rep) != JH_OK) {
        jh__pub_report_close(rep);
        return jh_nomem(err);
    }
    return JH_OK;
}

void jh__pub_report_close(jh__pub_report *rep)
{
    jh_arena_free(rep->arena);
    rep->arena = NULL;
}
