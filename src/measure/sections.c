/* Schools → sections: derive what can be derived, leave out what the pack leaves out,
 * make one section a stage with pupils, and give each its share of whole-school facts. */
#include "measure_int.h"

#include <math.h>
#include <string.h>

typedef struct maker {
    jh_arena *arena;
    const jh_pack *pack;
    jh_frame *schools;
    jh_sections *out;
    int pupils; /* fact, or first fact of the family */
    size_t section_cap, left_cap;
    jh_error *err;
} maker;

/* ---- columns ---- */

static jh_status map_columns(maker *m, const jh_frame *frame, ptrdiff_t **out)
{
    const jh_vocabulary *v = m->pack->vocabulary;
    *out = jh_alloc_array(m->arena, v->facts, sizeof **out);
    if (!*out) return jh_nomem(m->err);
    for (size_t i = 0; i < v->facts; i++)
        (*out)[i] = frame ? jh_frame_find(frame, v->fact[i].id) : -1;
    return JH_OK;
}

/* 100.1 + 200.2 is 300.3, as if it stood in the table: what is not whole is added up
 * exactly. */
static jh_status derived(maker *m, const jh_formula *f, const jh_lookup *lookup,
                         jh_value *out)
{
    if (jh_formula_settle(f, lookup, out) != JH_OK) return jh_nomem(m->err);
    if (out->state != JH_KNOWN || out->number == rint(out->number)) return JH_OK;
    jh_arena *scratch = jh_arena_new();
    const jh_exact *x = NULL;
    jh_state state;
    if (!scratch) return jh_nomem(m->err);
    jh_status st = jh_formula_exact(f, lookup, scratch, &x, &state);
    if (st == JH_OK && x) out->number = jh_exact_double(x);
    jh_arena_free(scratch);
    return st == JH_OK ? JH_OK : jh_nomem(m->err);
}

static jh_status derive(maker *m, const jh_derivation *d)
{
    ptrdiff_t *col = &m->out->fact_column[d->fact];
    if (*col < 0) {
        size_t fresh;
        const char *id = m->pack->vocabulary->fact[d->fact].id;
        if (jh_frame_add_column(m->schools, id, JH_NUMBER, &fresh) != JH_OK)
            return jh_nomem(m->err);
        *col = (ptrdiff_t)fresh;
    }
    jh_section_ctx ctx = {.sections = m->out};
    jh_lookup lookup = jh_school_lookup(&ctx);
    for (size_t i = 0; i < m->schools->rows; i++) {
        if (m->schools->column[*col].valid[i]) continue;
        ctx.school = i;
        jh_value v;
        JH_TRY(derived(m, d->value, &lookup, &v));
        if (v.state == JH_KNOWN)
            jh_frame_set_number(m->schools, i, (size_t)*col, v.number, (jh_origin){0});
    }
    return JH_OK;
}

/* ---- areas ---- */

static size_t area_row(const maker *m, const jh_frame *areas, const char *name)
{
    int role = m->pack->vocabulary->role_area;
    ptrdiff_t col = role < 0 || !areas ? -1 : m->out->area_fact_column[role];
    for (size_t i = 0; col >= 0 && i < areas->rows; i++) {
        const jh_column *c = &areas->column[col];
        if (c->valid[i] && !strcmp(c->text[i], name)) return i;
    }
    /* one area in both files: no name is needed to join them */
    return areas && areas->rows == 1 && (col < 0 || !name[0]) ? 0 : SIZE_MAX;
}

static jh_status group_areas(maker *m, const jh_frame *areas)
{
    int role = m->pack->vocabulary->role_area;
    ptrdiff_t col = role < 0 ? -1 : m->out->fact_column[role];
    jh_groups g = {0};
    if (col >= 0) {
        if (jh_frame_group(m->arena, m->schools, (size_t)col, &g) != JH_OK)
            return jh_nomem(m->err);
    } else {
        g.n = m->schools->rows ? 1 : 0;
        g.name = jh_alloc_array(m->arena, 1, sizeof *g.name);
        g.group = jh_alloc_array(m->arena, m->schools->rows, sizeof *g.group);
        if (!g.name || !g.group) return jh_nomem(m->err);
        g.name[0] = "";
    }
    m->out->area_n = g.n;
    m->out->area = g.name;
    m->out->school_area = g.group;
    m->out->area_row = jh_alloc_array(m->arena, g.n, sizeof *m->out->area_row);
    if (!m->out->area_row) return jh_nomem(m->err);
    for (size_t i = 0; i < g.n; i++)
        m->out->area_row[i] = area_row(m, areas, g.name[i]);
    return JH_OK;
}

/* ---- sections ---- */

static jh_status leave_out(maker *m, size_t school, int why)
{
    jh_left_out *grown = jh_grow(m->arena, m->out->left_out, &m->left_cap,
                                 m->out->left_out_n + 1, sizeof *grown);
    if (!grown) return jh_nomem(m->err);
    m->out->left_out = grown;
    grown[m->out->left_out_n++] = (jh_left_out){school, why};
    return JH_OK;
}

static jh_status add_section(maker *m, jh_section section)
{
    jh_section *grown =
        jh_grow(m->arena, m->out->section, &m->section_cap, m->out->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(m->err);
    m->out->section = grown;
    grown[m->out->n++] = section;
    return JH_OK;
}

static jh_status excluded_by(maker *m, size_t school, int *out)
{
    *out = -1;
    jh_section_ctx ctx = {.sections = m->out, .school = school};
    jh_lookup lookup = jh_school_lookup(&ctx);
    for (size_t i = 0; i < m->pack->exclusions; i++) {
        jh_value v;
        if (jh_formula_settle(m->pack->exclusion[i].when, &lookup, &v) != JH_OK)
            return jh_nomem(m->err);
        if (v.state != JH_KNOWN || v.number == 0) continue;
        *out = (int)i;
        break;
    }
    return JH_OK;
}

static jh_value stage_pupils(const maker *m, size_t school, int stage)
{
    int fact = jh__stage_fact(m->pack->vocabulary, m->pupils, stage);
    if (fact < 0) return (jh_value){.state = JH_MISSING, .slot = -1};
    return jh__school_fact(m->out, fact, school);
}

static double weighted_pupils(const maker *m, size_t school)
{
    double sum = 0;
    for (size_t s = 0; s < m->pack->vocabulary->stages; s++) {
        if (m->pack->split_weight[s] <= 0) continue;
        jh_value v = stage_pupils(m, school, (int)s);
        if (v.state == JH_KNOWN) sum += m->pack->split_weight[s] * v.number;
    }
    return sum;
}

static jh_status sections_by_stage(maker *m, size_t school)
{
    bool any = false, known = false;
    double all = weighted_pupils(m, school);
    for (size_t k = 0; k < m->pack->judged_n; k++) {
        int stage = m->pack->judged[k];
        jh_value v = stage_pupils(m, school, stage);
        known = known || v.state == JH_KNOWN;
        if (v.state != JH_KNOWN || v.number <= 0) continue;
        any = true;
        double mine = m->pack->split_weight[stage] * v.number;
        jh_section s = {.school = school,
                        .area = m->out->school_area[school],
                        .stage = stage,
                        .pupils = v.number,
                        .share = mine == all || all <= 0 ? 1 : mine / all};
        JH_TRY(add_section(m, s));
    }
    return any ? JH_OK : leave_out(m, school, known ? -2 : -1);
}

static jh_status section_by_row(maker *m, size_t school)
{
    jh_value v = jh__school_fact(m->out, m->pupils, school);
    if (v.state != JH_KNOWN) return leave_out(m, school, -1);
    if (v.number <= 0) return leave_out(m, school, -2);
    jh_section s = {school, m->out->school_area[school], -1, v.number, 1};
    return add_section(m, s);
}

static jh_status all_schools(maker *m)
{
    m->out->first = jh_alloc_array(m->arena, m->schools->rows + 1, sizeof *m->out->first);
    if (!m->out->first) return jh_nomem(m->err);
    size_t *first = m->out->first;
    m->out->first = NULL; /* settings have no reliefs while exclusions are decided */
    for (size_t i = 0; i < m->schools->rows; i++) {
        first[i] = m->out->n;
        int x;
        JH_TRY(excluded_by(m, i, &x));
        if (x >= 0)
            JH_TRY(leave_out(m, i, x));
        else if (m->pack->by_stage)
            JH_TRY(sections_by_stage(m, i));
        else
            JH_TRY(section_by_row(m, i));
    }
    first[m->schools->rows] = m->out->n;
    m->out->first = first;
    return JH_OK;
}

static int pupils_fact(const jh_pack *pack)
{
    const jh_vocabulary *v = pack->vocabulary;
    for (size_t i = 0; i < v->facts; i++)
        if (!strcmp(pack->by_stage ? v->fact[i].family : v->fact[i].id, pack->pupils))
            return (int)i;
    return -1;
}

jh_status jh_sections_make(jh_arena *arena, const jh_pack *pack, jh_frame *schools,
                           const jh_frame *areas, jh_sections *out, jh_error *err)
{
    maker m = {.arena = arena, .pack = pack, .schools = schools, .out = out, .err = err};
    *out = (jh_sections){.pack = pack, .schools = schools, .areas = areas};
    m.pupils = pupils_fact(pack);
    JH_TRY(map_columns(&m, schools, &out->fact_column));
    JH_TRY(map_columns(&m, areas, &out->area_fact_column));
    for (size_t i = 0; i < pack->derivations; i++)
        JH_TRY(derive(&m, &pack->derivation[i]));
    JH_TRY(group_areas(&m, areas));
    return all_schools(&m);
}

jh_status jh_sections_relieve(jh_arena *arena, jh_sections *s, jh_relief_use *use,
                              size_t n, jh_error *err)
{
    s->relief = use;
    s->relief_n = n;
    s->relief_first = NULL;
    if (!n) return JH_OK;
    size_t *first = jh_alloc_array(arena, s->n + 1, sizeof *first), k = 0;
    if (!first) return jh_nomem(err);
    for (size_t i = 0; i <= s->n; i++) {
        while (k < n && use[k].section < i)
            k++;
        first[i] = k;
    }
    s->relief_first = first;
    return JH_OK;
}

const jh_exact *jh_section_share_exact(const jh_sections *s, size_t section, jh_arena *a)
{
    const jh_section *sec = &s->section[section];
    const jh_pack *pack = s->pack;
    if (sec->share == 1) return jh_exact_decimal(a, 1);
    const jh_exact *all = jh_exact_decimal(a, 0), *mine = NULL;
    int first = pupils_fact(pack);
    for (size_t t = 0; t < pack->vocabulary->stages; t++) {
        int fact = jh__stage_fact(pack->vocabulary, first, (int)t);
        if (pack->split_weight[t] <= 0 || fact < 0) continue;
        jh_value v = jh__school_fact(s, fact, sec->school);
        if (v.state != JH_KNOWN) continue;
        const jh_exact *part = jh_exact_mul(a, jh_exact_decimal(a, pack->split_weight[t]),
                                            jh_exact_decimal(a, v.number));
        if ((int)t == sec->stage) mine = part;
        all = jh_exact_add(a, all, part);
    }
    return jh_exact_div(a, mine, all);
}
