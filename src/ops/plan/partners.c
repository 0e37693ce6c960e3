/* Weak and strong sections, from the assessment to the numbers of a pairing. */
#include "partners.h"

#include "../reply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what one can do for the other -------------------------------------------------------------- */

/* What a school has of an indicator, if more than the standard: how much it spares. */
static double spare_of(const jh_assessment *a, size_t k, size_t section, double sign,
                       double standard)
{
    const jh_cell_result *s = &a->cell[k * a->sections.n + section];
    return s->value.state == JH_KNOWN ? sign * (s->value.number - standard) : 0;
}

size_t jh__pairs_helps(const jh_assessment *a, const jh__pairs_problem *x, size_t weak,
                       size_t strong, jh__pairs_help *out)
{
    const jh_pack *pack = a->pack;
    size_t n = 0, section = x->weak[weak];
    int stage = a->sections.section[section].stage;
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_cell_result *row = &a->cell[k * a->sections.n], *w = row + section;
        double standard = pack->indicator[k].standard[stage < 0 ? 0 : stage];
        double sign = pack->indicator[k].direction == JH_LESS_IS_BETTER ? -1 : 1;
        if (w->grade != JH_FLOOR && w->grade != JH_FAILED) continue;
        double gap = sign * (standard - w->value.number), most = 0;
        size_t best = 0;
        for (size_t m = x->first[strong]; m < x->first[strong + 1]; m++) {
            double spare = spare_of(a, k, x->member[m], sign, standard);
            if (spare > most) most = spare, best = x->member[m];
        }
        if (!(gap > 0) || !(most > 0)) continue;
        out[n++] = (jh__pairs_help){k,
                                    best,
                                    w->value.number,
                                    standard,
                                    row[best].value.number,
                                    fmin(1, most / gap)};
    }
    return n;
}

double jh__pairs_km(const jh__pairs_job *j, const jh__pairs_problem *x, size_t weak,
                    size_t strong)
{
    const jh_section *s = j->a.sections.section;
    return j->wish.factor * jh__place_km(j->place[s[x->weak[weak]].school],
                                         j->place[s[x->strong[strong]].school]);
}

static size_t lacks(const jh_assessment *a, size_t section)
{
    return a->section[section].floor + a->section[section].failed;
}

const char *jh__pairs_group(const jh__pairs_job *j, size_t section)
{
    size_t school = j->a.sections.section[section].school;
    return j->wish.group ? jh__plan_text(j->a.sections.schools, j->wish.group, school)
                         : NULL;
}

static bool same_group(const jh__pairs_job *j, size_t one, size_t other)
{
    const jh_section *s = j->a.sections.section;
    const char *a = jh__pairs_group(j, one), *b = jh__pairs_group(j, other);
    return s[one].school == s[other].school || (a && b && !strcmp(a, b));
}

/* Pupils of all that help together. */
static double pupils_of(const jh__pairs_job *j, const jh__pairs_problem *x, size_t strong)
{
    double pupils = 0;
    for (size_t m = x->first[strong]; m < x->first[strong + 1]; m++)
        pupils += j->a.sections.section[x->member[m]].pupils;
    return pupils;
}

/* In hundredths of a kilometre: what stays unhelped (an indicator as 20 km, so that need goes
 * before nearness), the way, and the change where another partner is there today. */
#define INDICATOR_KM 20.0

static int32_t cost_of(const jh__pairs_job *j, const jh__pairs_problem *x, size_t i,
                       size_t k, jh__pairs_help *help)
{
    size_t weak = x->weak[i], n = jh__pairs_helps(&j->a, x, i, k, help);
    double km = jh__pairs_km(j, x, i, k), left = (double)lacks(&j->a, weak);
    bool small = pupils_of(j, x, k) < j->wish.size * j->a.sections.section[weak].pupils;
    if (!n || small || same_group(j, weak, x->strong[k]) || km > j->wish.most_km)
        return JH_PAIRS_NEVER;
    for (size_t h = 0; h < n; h++)
        left -= help[h].share;
    double cost = INDICATOR_KM * fmax(0, left) + (isnan(km) ? j->wish.most_km : km);
    if (x->today[i] != JH_PAIRS_ALONE && x->today[i] != k) cost += j->wish.change;
    return (int32_t)lrint(100 * cost);
}

/* ---- problems ------------------------------------------------------------------------------------ */

static jh_status room(jh_call *call, const jh__pairs_job *j, jh__pairs_problem *x)
{
    size_t n = j->a.sections.n + 1;
    x->weak = jh_alloc_array(call->arena, n, sizeof *x->weak);
    x->strong = jh_alloc_array(call->arena, n, sizeof *x->strong);
    x->today = jh_alloc_array(call->arena, n, sizeof *x->today);
    x->member = jh_alloc_array(call->arena, n, sizeof *x->member);
    x->first = jh_alloc_array(call->arena, n + 1, sizeof *x->first);
    x->found.arena = call->arena;
    bool good = x->weak && x->strong && x->today && x->member && x->first;
    return good ? JH_OK : JH_ENOMEM;
}

/* Sections by their schools' codes: what fails is weak, what passes is strong. */
static void sort_sections(const jh__pairs_job *j, jh__pairs_problem *x)
{
    const jh_sections *all = &j->a.sections;
    for (size_t e = 0; e < j->schools.n; e++) {
        size_t school = j->schools.entry[e].at;
        for (size_t s = all->first[school]; s < all->first[school + 1]; s++) {
            if (all->section[s].area != x->area || all->section[s].stage != x->stage)
                continue;
            jh_verdict v = j->a.section[s].verdict;
            if (v == JH_FAIL) {
                x->today[x->p.weak] = JH_PAIRS_ALONE;
                x->weak[x->p.weak++] = s;
            } else if (v == JH_PASS) {
                x->strong[x->p.strong++] = s;
            } else {
                x->open++;
            }
        }
    }
}

/* The lead of a section's group among `lead`, sections that pass; else the section itself. */
static size_t lead_of(const jh__pairs_job *j, const size_t *lead, size_t leads,
                      size_t section)
{
    const char *group = jh__pairs_group(j, section);
    for (size_t i = 0; group && i < leads; i++)
        if (!strcmp(jh__pairs_group(j, lead[i]), group)) return lead[i];
    return section;
}

/* Schools of a group whose lead passes are one partner: they help together, through the lead. */
static jh_status join_groups(jh_call *call, const jh__pairs_job *j, jh__pairs_problem *x)
{
    size_t n = x->p.strong, leads = 0, columns = 0, members = 0;
    size_t *of = jh_alloc_array(call->arena, n + 1, sizeof *of);
    size_t *lead = jh_alloc_array(call->arena, n + 1, sizeof *lead);
    size_t *all = jh_alloc_array(call->arena, n + 1, sizeof *all);
    if (!of || !lead || !all) return JH_ENOMEM;
    memcpy(all, x->strong, n * sizeof *all);
    for (size_t k = 0; k < n; k++) {
        size_t school = j->a.sections.section[all[k]].school;
        double leading = jh__plan_number(j->a.sections.schools, "group_lead", school);
        if (leading == 1 && jh__pairs_group(j, all[k])) lead[leads++] = all[k];
    }
    for (size_t k = 0; k < n; k++)
        of[k] = lead_of(j, lead, leads, all[k]);
    for (size_t k = 0; k < n; k++) {
        if (of[k] != all[k]) continue;
        x->first[columns] = members;
        x->strong[columns++] = all[k];
        x->member[members++] = all[k];
        for (size_t m = 0; m < n; m++)
            if (m != k && of[m] == all[k]) x->member[members++] = all[m];
    }
    x->first[columns] = members;
    x->p.strong = (uint32_t)columns;
    return JH_OK;
}

static const char *school_name(const jh__pairs_job *j, size_t section)
{
    return jh_school_name(&j->a.sections, j->a.sections.section[section].school);
}

static const char *partner_name(jh_call *call, const jh__pairs_job *j,
                                const jh__pairs_problem *x, size_t k)
{
    size_t members = x->first[k + 1] - x->first[k];
    const char *name = school_name(j, x->strong[k]);
    if (members < 2) return name;
    return jh__cell_text(call, "ops.pairs_group_name", "school:s group:s n:u", name,
                         jh__pairs_group(j, x->strong[k]), members);
}

static jh_status names(jh_call *call, const jh__pairs_job *j, jh__pairs_problem *x)
{
    const char **weak = jh_alloc_array(call->arena, x->p.weak + 1u, sizeof *weak);
    const char **strong = jh_alloc_array(call->arena, x->p.strong + 1u, sizeof *strong);
    if (!weak || !strong) return JH_ENOMEM;
    for (size_t i = 0; i < x->p.weak; i++)
        weak[i] = school_name(j, x->weak[i]);
    for (size_t k = 0; k < x->p.strong; k++) {
        strong[k] = partner_name(call, j, x, k);
        if (!strong[k]) return JH_ENOMEM;
    }
    x->p.weak_name = weak, x->p.strong_name = strong;
    return JH_OK;
}

/* What the school itself says it can, else the same for all. */
static uint32_t helps_most(const jh__pairs_job *j, size_t section)
{
    size_t school = j->a.sections.section[section].school;
    double most =
        j->wish.most ? jh__plan_number(j->a.sections.schools, j->wish.most, school) : NAN;
    return most >= 0 ? (uint32_t)fmin(most, 1e6) : j->wish.helpers;
}

static jh_status make(jh_call *call, const jh__pairs_job *j, jh__pairs_problem *x)
{
    size_t n = (size_t)x->p.weak * x->p.strong;
    int32_t *cost = jh_alloc_array(call->arena, n + 1, sizeof *cost), top = 0;
    uint32_t *most = jh_alloc_array(call->arena, (size_t)x->p.strong + 1, sizeof *most);
    jh__pairs_help *help =
        jh_alloc_array(call->arena, j->a.pack->indicators + 1, sizeof *help);
    if (!cost || !most || !help) return JH_ENOMEM;
    for (size_t i = 0; i < x->p.weak; i++)
        for (size_t k = 0; k < x->p.strong; k++) {
            int32_t c = cost_of(j, x, i, k, help);
            cost[i * x->p.strong + k] = c;
            if (c != JH_PAIRS_NEVER && c > top) top = c;
        }
    for (size_t k = 0; k < x->p.strong; k++)
        most[k] = helps_most(j, x->strong[k]);
    x->p.cost = cost, x->p.most = most;
    /* Whoever can have a partner gets one, whatever it costs the others: more than twice all
     * pairs, so that a difference of costs tells how many more are alone. */
    x->p.alone = 2 * ((int64_t)top + 1) * ((int64_t)x->p.weak + 1);
    return names(call, j, x);
}

static jh_status index_schools(jh_call *call, jh__pairs_job *j)
{
    const jh_assessment *a = &j->a;
    size_t n = j->schools.n = a->sections.schools->rows;
    j->schools.entry = jh_alloc_array(call->arena, n + 1, sizeof *j->schools.entry);
    j->place = jh_alloc_array(call->arena, n + 1, sizeof *j->place);
    if (!j->schools.entry || !j->place) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        j->place[i] = jh__place_of(a, i);
        j->schools.entry[i] =
            (jh__entry){jh_school_text(&a->sections, a->pack->vocabulary->role_id, i), i};
    }
    jh__index_sort(&j->schools);
    return JH_OK;
}

/* A fact of schools by its id or name, into its id; without a word the usual one, if it is there. */
static jh_status find_fact(const jh__pairs_job *j, const char *usual, bool number,
                           const char **word, jh_error *err)
{
    const jh_vocabulary *v = j->a.pack->vocabulary;
    const char *wanted = *word ? *word : usual;
    const char *key = number ? "ops.pairs_places" : "ops.pairs_group";
    for (size_t i = 0; i < v->facts; i++) {
        bool same = !strcmp(wanted, v->fact[i].id) ||
                    (v->fact[i].name.zh && !strcmp(wanted, v->fact[i].name.zh)) ||
                    (v->fact[i].name.en && !strcmp(wanted, v->fact[i].name.en));
        bool fits = (v->fact[i].kind == JH_FACT_NUMBER) == number &&
                    v->fact[i].kind != JH_FACT_YESNO;
        if (!same || !fits || jh_frame_find(j->a.sections.schools, v->fact[i].id) < 0)
            continue;
        *word = v->fact[i].id;
        return JH_OK;
    }
    return *word ? jh_fail(err, JH_EUSAGE, key, "text:s", *word) : JH_OK;
}

jh_status jh__pairs_open(jh_call *call, jh__pairs_job *j, jh_error *err)
{
    size_t n = 0;
    JH_TRY(jh__county_assess(call, &j->county, &j->a, err));
    JH_TRY(find_fact(j, "group", false, &j->wish.group, err));
    JH_TRY(find_fact(j, "partner_places", true, &j->wish.most, err));
    for (size_t i = 0; i < j->a.areas; i++)
        n += j->a.area[i].stages;
    j->problem = jh_alloc_array(call->arena, n + 1, sizeof *j->problem);
    uint32_t **today = jh_alloc_array(call->arena, n + 1, sizeof *today);
    if (!j->problem || !today || index_schools(call, j) != JH_OK) return jh_nomem(err);
    for (size_t i = 0; i < j->a.areas; i++)
        for (size_t s = 0; s < j->a.area[i].stages; s++) {
            jh__pairs_problem *x = &j->problem[j->problems];
            x->area = i, x->stage = j->a.area[i].stage[s].stage;
            if (room(call, j, x) != JH_OK) return jh_nomem(err);
            sort_sections(j, x);
            if (join_groups(call, j, x) != JH_OK) return jh_nomem(err);
            today[j->problems++] = x->today;
        }
    JH_TRY(jh__pairs_read(call, j, "existing", today, err));
    for (size_t i = 0; i < j->problems; i++)
        if (make(call, j, &j->problem[i]) != JH_OK) return jh_nomem(err);
    return JH_OK;
}

/* ---- pairs that were written down ---------------------------------------------------------------- */

typedef struct reader {
    jh_call *call;
    const jh__pairs_job *j;
    jh_facts facts;
    uint32_t **into;
    size_t row, faults;
    bool plan; /* must hold by the rules; pairs of today may have passed away */
    jh_error *err;
} reader;

static jh_status say(reader *x, jh_level level, const char *column, const char *key,
                     const char *text)
{
    jh_where where = jh__plan_where(&x->facts, &x->facts.pairs, column, x->row);
    x->faults += level == JH_BLOCK;
    jh_status st =
        jh_diag_add(&x->call->diags, level, where, key, "text:s", text ? text : "");
    return st == JH_OK ? JH_OK : jh_nomem(x->err);
}

static uint32_t among_weak(const jh__pairs_job *j, const size_t *section, uint32_t n,
                           ptrdiff_t school)
{
    for (uint32_t i = 0; i < n; i++)
        if (j->a.sections.section[section[i]].school == (size_t)school) return i;
    return JH_PAIRS_ALONE;
}

/* The partner to whom a school belongs. */
static uint32_t among_strong(const jh__pairs_job *j, const jh__pairs_problem *x,
                             ptrdiff_t school)
{
    for (uint32_t k = 0; k < x->p.strong; k++)
        for (size_t m = x->first[k]; m < x->first[k + 1]; m++)
            if (j->a.sections.section[x->member[m]].school == (size_t)school) return k;
    return JH_PAIRS_ALONE;
}

static jh_status take_row(reader *x)
{
    const jh_frame *f = &x->facts.pairs;
    const char *id = jh__plan_text(f, "school_id", x->row);
    const char *other = jh__plan_text(f, "partner_id", x->row);
    const char *word = jh__plan_text(f, "stage", x->row);
    ptrdiff_t weak = id ? jh__index_find(&x->j->schools, id) : -1;
    ptrdiff_t strong = other ? jh__index_find(&x->j->schools, other) : -1;
    int stage = word ? jh__plan_stage(x->j->a.pack, word) : -1;
    if (weak < 0) return say(x, JH_BLOCK, "school_id", "ops.plan_school", id);
    if (strong < 0) return say(x, JH_BLOCK, "partner_id", "ops.plan_school", other);
    if (stage < 0) return say(x, JH_BLOCK, "stage", "ops.plan_stage", word);
    jh_level level = x->plan ? JH_BLOCK : JH_NOTE;
    for (size_t i = 0; i < x->j->problems; i++) {
        const jh__pairs_problem *p = &x->j->problem[i];
        if (p->stage != stage) continue;
        uint32_t w = among_weak(x->j, p->weak, p->p.weak, weak);
        if (w == JH_PAIRS_ALONE) continue;
        uint32_t s = among_strong(x->j, p, strong);
        if (s == JH_PAIRS_ALONE)
            return say(x, level, "partner_id", "ops.pairs_not_strong", other);
        if (x->into[i][w] != JH_PAIRS_ALONE)
            return say(x, JH_BLOCK, "school_id", "ops.pairs_twice", id);
        x->into[i][w] = s;
        return JH_OK;
    }
    return say(x, level, "school_id", "ops.pairs_not_weak", id);
}

jh_status jh__pairs_read(jh_call *call, jh__pairs_job *j, const char *param,
                         uint32_t **into, jh_error *err)
{
    reader x = {.call = call, .j = j, .into = into, .err = err};
    jh_given files = jh_call_given(call, param);
    if (!files.n) return JH_OK;
    x.plan = !strcmp(param, "plan");
    JH_TRY(jh__plan_tables(call, j->a.pack, "pair", files, &x.facts, err));
    for (size_t i = 0; i < x.facts.diags.n; i++) {
        const jh_diag *d = &x.facts.diags.item[i];
        if (jh_diag_add(&call->diags, d->level, d->where, "ops.line", "text:s", "") !=
            JH_OK)
            return jh_nomem(err);
        call->diags.item[call->diags.n - 1].msg = d->msg;
    }
    x.faults = x.facts.rejects;
    for (x.row = 0; x.row < x.facts.pairs.rows; x.row++)
        JH_TRY(take_row(&x));
    if (x.faults) return jh_fail(err, JH_EINPUT, "ops.pairs_bad", "n:u", x.faults);
    if (!x.facts.pairs.rows) return jh_fail(err, JH_EINPUT, "ops.pairs_no_rows", "");
    return JH_OK;
}
