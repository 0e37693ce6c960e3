/* The section rule 综合达标: enough indicators met, the rest at the floor. */
#include "assess_int.h"

#include <math.h>
#include <string.h>

/* How many indicators have each grade. */
typedef struct tally {
    size_t n[JH_NONE + 1];
} tally;

/* Whether the section passes if every unknown indicator were met, or every one failed. */
static bool passes(const tally *t, size_t judged, size_t needed, bool hopeful)
{
    size_t met = t->n[JH_MET] + (hopeful ? t->n[JH_UNKNOWN] : 0);
    size_t failed = t->n[JH_FAILED] + (hopeful ? 0 : t->n[JH_UNKNOWN]);
    return met >= needed && failed == 0 && met + t->n[JH_FLOOR] == judged;
}

static jh_verdict verdict_of(const tally *t, size_t judged, size_t needed)
{
    if (passes(t, judged, needed, false)) return JH_PASS;
    return passes(t, judged, needed, true) ? JH_OPEN : JH_FAIL;
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
    tally exact = {0}, shown = {0};
    for (size_t k = 0; k < j->pack->indicators; k++) {
        const jh_cell_result *c = &j->out->cell[k * all->n + section];
        exact.n[c->grade]++;
        shown.n[c->shown]++;
    }
    size_t judged = j->pack->indicators - exact.n[JH_NONE];
    size_t needed = j->pack->met_needed < judged ? j->pack->met_needed : judged;
    s->met = exact.n[JH_MET];
    s->floor = exact.n[JH_FLOOR];
    s->failed = exact.n[JH_FAILED];
    s->unknown = exact.n[JH_UNKNOWN];
    s->verdict = verdict_of(&exact, judged, needed);
    s->rounding = verdict_of(&shown, judged, needed) != s->verdict;
    s->skip = may_stay(j, section, judged, needed);
}
