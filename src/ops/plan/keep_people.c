/* Rotation and pairs on their way into the workspace: school by school, no teacher. */
#include "page.h"

#include "../county/result.h"
#include "../reply.h"

#include <junheng/plans.h>

#include <math.h>

static const char *text(const char *s)
{
    return s ? s : "";
}

static jh_label words(const char *key)
{
    return (jh_label){jh_text(JH_ZH, key), jh_text(JH_EN, key)};
}

/* A line of a section; what stands in it is up to the kind. */
static jh_plan_purchase *line_of(const jh_assessment *a, size_t section,
                                 jh_kept_plan *out)
{
    const jh_vocabulary *v = a->pack->vocabulary;
    const jh_section *s = &a->sections.section[section];
    jh_plan_purchase *p = &out->purchase[out->purchases++];
    *p = (jh_plan_purchase){
        .area = text(a->area[s->area].name),
        .school_id = text(jh_school_text(&a->sections, v->role_id, s->school)),
        .school = text(jh_school_name(&a->sections, s->school)),
        .school_area = text(jh_school_text(&a->sections, v->role_area, s->school)),
        .stage = s->stage < 0 ? "" : jh__stage_id(a->pack, s->stage),
        .value = NAN,
        .standard = NAN,
        .target = NAN};
    if (s->stage >= 0) p->point.stage = v->stage[s->stage].name;
    p->point.clause = "";
    return p;
}

/* What is the same in kilometres: costs are counted in hundredths. */
static double km(double cost)
{
    return cost / 100;
}

jh_status jh__rotation_fill(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, jh_kept_plan *out,
                            jh_error *err)
{
    const jh_assessment *a = &j->before;
    size_t *in = jh_alloc_array(call->arena, 2 * a->sections.n + 2, sizeof *in);
    out->purchase = jh_alloc_array(call->arena, a->sections.n + 1, sizeof *out->purchase);
    if (!in || !out->purchase) return jh_nomem(err);
    size_t *gone = in + a->sections.n + 1;
    out->movers = out->travel = 0;
    for (size_t t = 0; t < j->r.teachers; t++) {
        jh__move m;
        if (!jh__rotation_move(j, plan, t, &m)) continue;
        gone[m.from]++, in[m.to]++;
        out->movers++;
        out->travel += m.km >= 0 ? m.km : 0;
    }
    out->cost = km(plan->outcome.value);
    out->bound = km(plan->outcome.bound);
    for (size_t s = 0; s < a->sections.n; s++) {
        if (!in[s] && !gone[s]) continue;
        jh_plan_purchase *p = line_of(a, s, out);
        p->fact = "rotation";
        p->thing = p->point.name = words("ops.plan_rotating");
        p->point.need_unit = words("ops.plan_people");
        p->received = (double)in[s];
        p->given = (double)gone[s];
    }
    return JH_OK;
}

/* "幸福小学（L4 L5）": the partner, and what to watch. */
static jh_label partner_words(jh_call *call, const jh__pairs_job *j,
                              const jh__pairs_problem *x, uint32_t weak)
{
    const char *cell[JH__PAIRS_COLUMNS];
    jh__pairs_cells(call, j, x, weak, false, cell);
    const char *said = jh_sprintf(call->arena, "%s (%s)", cell[4], text(cell[5]));
    return (jh_label){said, said};
}

jh_status jh__pairs_fill(jh_call *call, const jh__pairs_job *j, jh_kept_plan *out,
                         jh_error *err)
{
    size_t n = 1;
    for (size_t i = 0; i < j->problems; i++)
        n += j->problem[i].p.weak;
    out->purchase = jh_alloc_array(call->arena, n, sizeof *out->purchase);
    if (!out->purchase) return jh_nomem(err);
    out->movers = out->travel = 0;
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        out->cost += km(x->plan.outcome.value);
        out->bound += km(x->plan.outcome.bound);
        for (uint32_t w = 0; w < x->p.weak; w++) {
            uint32_t s = x->plan.partner[w];
            if (s == JH_PAIRS_ALONE) continue;
            double way = jh__pairs_km(j, x, w, s);
            jh_plan_purchase *p = line_of(&j->a, x->weak[w], out);
            const char *id =
                jh_school_text(&j->a.sections, j->a.pack->vocabulary->role_id,
                               j->a.sections.section[x->strong[s]].school);
            p->fact = jh_sprintf(call->arena, "pair:%s", text(id));
            p->thing = partner_words(call, j, x, w);
            p->point.name = words("ops.plan_partner");
            p->point.need_unit = words("ops.plan_schools");
            p->received = 1;
            if (!p->fact || !p->thing.zh) return jh_nomem(err);
            out->movers++;
            out->travel += way >= 0 ? way : 0;
        }
    }
    return JH_OK;
}
