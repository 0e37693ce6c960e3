/* Relief clauses 放宽条款 are switches: nothing is relaxed unless someone claims it, with a
 * reason, while the clause is in force and for a school that it is meant for. */
#include "assess_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct claims {
    jh__judge *j;
    const jh_frame *f;
    ptrdiff_t area, school, relief, reason;
    jh_relief_use *use;
    size_t uses, cap;
} claims;

static int relief_of(const jh_pack *pack, const char *id)
{
    for (size_t i = 0; i < pack->reliefs; i++)
        if (!strcmp(pack->relief[i].id, id)) return (int)i;
    return -1;
}

static bool in_force(const jh_statements *s, const jh_relief *r)
{
    if (s->reliefs_in_force || (!r->from && !r->to)) return true;
    if (!s->date) return false;
    /* ISO dates compare as texts */
    return (!r->from || strcmp(s->date, r->from) >= 0) &&
           (!r->to || strcmp(s->date, r->to) <= 0);
}

static bool concerns(const claims *c, size_t row, size_t section)
{
    const jh_sections *s = &c->j->out->sections;
    const char *area = jh_frame_text(c->f, c->area, row),
               *school = jh_frame_text(c->f, c->school, row);
    const jh_section_result *r = &c->j->out->section[section];
    if (area[0] && strcmp(area, s->area[s->section[section].area])) return false;
    return !school[0] || !strcmp(school, r->id) || !strcmp(school, r->name);
}

static jh_status allowed(const claims *c, const jh_relief *relief, size_t section,
                         bool *out)
{
    jh_section_ctx ctx = {.sections = &c->j->out->sections, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    jh_value v;
    *out = true;
    if (!relief->when) return JH_OK;
    if (jh_formula_settle(relief->when, &lookup, &v) != JH_OK) return jh_nomem(c->j->err);
    *out = v.state == JH_KNOWN && v.number != 0;
    return JH_OK;
}

static jh_status use_relief(claims *c, size_t section, int relief, const char *reason)
{
    jh_relief_use *grown =
        jh_grow(c->j->arena, c->use, &c->cap, c->uses + 1, sizeof *grown);
    if (!grown) return jh_nomem(c->j->err);
    c->use = grown;
    c->use[c->uses++] = (jh_relief_use){section, relief, reason};
    return JH_OK;
}

static jh_status say(claims *c, size_t row, const char *key)
{
    jh_claim_result *result = &c->j->out->claim[row];
    const char *id = jh_frame_text(c->f, c->relief, row);
    const char *school = jh_frame_text(c->f, c->school, row);
    int k = relief_of(c->j->pack, id);
    const jh_relief *r = k < 0 ? NULL : &c->j->pack->relief[k];
    const char *name = r ? jh_label_both(c->j->arena, r->name) : "";
    *result =
        (jh_claim_result){.row = row, .accepted = !strcmp(key, "assess.claim_used")};
    jh_status st =
        jh_msg_set(c->j->arena, &result->why, key, "relief:s name:s school:s from:s to:s",
                   id, name, school[0] ? school : "@assess.every_school",
                   r && r->from ? r->from : "", r && r->to ? r->to : "");
    return st == JH_OK ? JH_OK : jh_nomem(c->j->err);
}

static jh_status one_claim(claims *c, size_t row)
{
    const char *reason = jh_frame_text(c->f, c->reason, row);
    int k = relief_of(c->j->pack, jh_frame_text(c->f, c->relief, row));
    size_t found = 0, granted = 0;
    if (k < 0) return say(c, row, "assess.claim_unknown");
    if (!reason[0]) return say(c, row, "assess.claim_no_reason");
    if (!in_force(c->j->statements, &c->j->pack->relief[k]))
        return say(c, row, "assess.claim_not_in_force");
    for (size_t i = 0; i < c->j->out->sections.n; i++) {
        if (!concerns(c, row, i)) continue;
        found++;
        bool may;
        JH_TRY(allowed(c, &c->j->pack->relief[k], i, &may));
        if (!may) continue;
        granted++;
        JH_TRY(use_relief(c, i, k, reason));
    }
    return say(c, row,
               granted ? "assess.claim_used"
               : found ? "assess.claim_not_meant"
                       : "assess.claim_no_school");
}

static int by_section(const void *a, const void *b)
{
    const jh_relief_use *p = a, *q = b;
    if (p->section != q->section) return p->section < q->section ? -1 : 1;
    return (p->relief > q->relief) - (p->relief < q->relief);
}

jh_status jh__apply_claims(jh__judge *j)
{
    const jh_frame *f = j->statements ? j->statements->claims : NULL;
    if (!f || !f->rows) return JH_OK;
    claims c = {.j = j, .f = f};
    c.area = jh_frame_find(f, "county");
    c.school = jh_frame_find(f, "school_id");
    c.relief = jh_frame_find(f, "relief");
    c.reason = jh_frame_find(f, "reason");
    j->out->claims = f->rows;
    j->out->claim = jh_alloc_array(j->arena, f->rows, sizeof *j->out->claim);
    if (!j->out->claim) return jh_nomem(j->err);
    for (size_t i = 0; i < f->rows; i++)
        JH_TRY(one_claim(&c, i));
    if (c.uses) qsort(c.use, c.uses, sizeof *c.use, by_section);
    return jh_sections_relieve(j->arena, &j->out->sections, c.use, c.uses, j->err);
}
