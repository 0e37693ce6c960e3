/* The section rule 综合达标: enough indicators met, the rest at the floor. */
#include "assess_int.h"

#include <math.h>
#include <string.h>

/* Verdict if every unknown indicator were met, or every one failed. */
static bool passes(const jh_section_result *s, size_t judged, size_t needed, bool hopeful)
{
    size_t met = s->met + (hopeful ? s->unknown : 0);
    size_t failed = s->failed + (hopeful ? 0 : s->unknown);
    return met >= needed && failed == 0 && met + s->floor == judged;
}

/* Of the unmet, the one that may stay at the floor and is the dearest to close. */
static int may_stay(const jh__judge *j, size_t section, size_t judged, size_t needed)
{
    size_t n = j->out->sections.n;
    int stage = jh__stage_index(j->out->sections.section[section].stage), best = -1;
    double most = 0;
    if (needed >= judged || isnan(j->pack->floor)) return -1;
    for (size_t k = 0; k < j->pack->indicators; k++) {
        const jh_cell_result *c = &j->out->cell[k * n + section];
        if (c->grade != JH_FLOOR && c->grade != JH_FAILED) continue;
        double standard = j->pack->indicator[k].standard[stage];
        double lack = fabs(standard - c->value.number) / fabs(standard);
        if (lack > most) {
            most = lack;
            best = (int)k;
        }
    }
    return best;
}

void jh__judge_section(jh__judge *j, size_t section)
{
    const jh_sections *all = &j->out->sections;
    jh_section_result *s = &j->out->section[section];
    size_t judged = 0;
    for (size_t k = 0; k < j->pack->indicators; k++) {
        const jh_cell_result *c = &j->out->cell[k * all->n + section];
        judged += c->grade != JH_NONE;
        s->met += c->grade == JH_MET;
        s->floor += c->grade == JH_FLOOR;
        s->failed += c->grade == JH_FAILED;
        s->unknown += c->grade == JH_UNKNOWN;
        s->rounding = s->rounding || c->rounding;
    }
    size_t needed = j->pack->met_needed < judged ? j->pack->met_needed : judged;
    if (passes(s, judged, needed, false))
        s->verdict = JH_PASS;
    else
        s->verdict = passes(s, judged, needed, true) ? JH_OPEN : JH_FAIL;
    s->skip = may_stay(j, section, judged, needed);
}
