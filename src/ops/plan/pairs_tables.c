/* Pairs told: who helps whom, with what, and who would be next. */
#include "partners.h"
#include "result.h"

#include "../county/result.h"
#include "../reply.h"

#include <junheng/publish.h>

#include <math.h>
#include <string.h>

#define PAIRS_FOR_PEOPLE 60
#define COLUMNS JH__PAIRS_COLUMNS

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const char *school_id(const jh__pairs_job *j, size_t section)
{
    return jh_school_text(&j->a.sections, j->a.pack->vocabulary->role_id,
                          j->a.sections.section[section].school);
}

static const char *school_name(const jh__pairs_job *j, size_t section)
{
    return jh_school_name(&j->a.sections, j->a.sections.section[section].school);
}

/* "L3 骨干教师 0.62→1 (1.4)；…": the indicators to be watched. */
static const char *help_words(jh_call *call, const jh__pairs_job *j,
                              const jh__pairs_problem *x, uint32_t weak, bool whole)
{
    jh__pairs_help *help =
        jh_alloc_array(call->arena, j->a.pack->indicators + 1, sizeof *help);
    if (!help) return NULL;
    const char *text = "", *gap = call->lang == JH_ZH ? "；" : "; ";
    size_t n = jh__pairs_helps(&j->a, x, weak, x->plan.partner[weak], help);
    for (size_t i = 0; i < n && text; i++) {
        const jh_indicator *ind = &j->a.pack->indicator[help[i].indicator];
        int decimals = ind->decimals;
        if (!whole) { /* a line on a screen is short */
            text = jh_sprintf(call->arena, "%s%s%s", text, i ? " " : "", ind->id);
            continue;
        }
        const char *one = jh__cell_text(call, "ops.pairs_help",
                                        "id:s name:s weak:s standard:s strong:s", ind->id,
                                        jh_label_in(ind->name, call->lang),
                                        jh__cell_fixed(call, help[i].weak, decimals),
                                        jh__cell_fixed(call, help[i].standard, decimals),
                                        jh__cell_fixed(call, help[i].strong, decimals));
        text = one ? jh_sprintf(call->arena, "%s%s%s", text, i ? gap : "", one) : NULL;
    }
    return text;
}

#define WHY "ops.pairs_why_"

static const char *why_key(const jh__pairs_problem *x, uint32_t weak)
{
    uint32_t partner = x->plan.partner[weak], today = x->today[weak];
    bool could = false;
    for (uint32_t k = 0; k < x->p.strong; k++)
        could |= x->p.cost[(size_t)weak * x->p.strong + k] != JH_PAIRS_NEVER;
    return partner == JH_PAIRS_ALONE ? (could ? WHY "full" : WHY "nobody")
           : today == partner        ? WHY "kept"
           : today != JH_PAIRS_ALONE ? WHY "changed"
                                     : WHY "new";
}

/* What is more for all together: how many schools more stay alone, and the costs of the pairs. */
static double parted(const jh__pairs_problem *x, int64_t more, int64_t *alone)
{
    *alone = (more + x->p.alone / 2) / x->p.alone;
    return (double)(more - *alone * x->p.alone) / 100;
}

static bool has_next(const jh__pairs_problem *x, uint32_t weak)
{
    return x->plan.partner[weak] != JH_PAIRS_ALONE && !x->other[weak].none &&
           x->other[weak].partner != JH_PAIRS_ALONE;
}

static const char *next_words(jh_call *call, const jh__pairs_problem *x, uint32_t weak)
{
    int64_t alone;
    if (!has_next(x, weak)) return "";
    const char *name = x->p.strong_name[x->other[weak].partner];
    double km = parted(x, x->other[weak].more, &alone);
    if (alone) return jh__cell_text(call, "ops.pairs_next_alone", "school:s", name);
    if (!x->other[weak].more)
        return jh__cell_text(call, "ops.pairs_next_free", "school:s", name);
    return jh__cell_text(call, "ops.pairs_next_one", "school:s km:s", name,
                         jh__cell_fixed(call, km, 1));
}

void jh__pairs_cells(jh_call *call, const jh__pairs_job *j, const jh__pairs_problem *x,
                     uint32_t weak, bool whole, const char **cell)
{
    uint32_t partner = x->plan.partner[weak];
    bool alone = partner == JH_PAIRS_ALONE;
    size_t w = x->weak[weak], s = alone ? 0 : x->strong[partner];
    double km = alone ? NAN : jh__pairs_km(j, x, weak, partner);
    const char *row[COLUMNS] = {school_id(j, w),
                                school_name(j, w),
                                jh__stage_label(call, j->a.pack, x->stage),
                                alone ? "" : school_id(j, s),
                                alone ? "" : x->p.strong_name[partner],
                                alone ? "" : help_words(call, j, x, weak, whole),
                                isnan(km) ? "" : jh__cell_fixed(call, km, 1),
                                jh_text(call->lang, why_key(x, weak)),
                                next_words(call, x, weak)};
    memcpy(cell, row, sizeof row);
}

/* ---- tables ---- */

static jh_status notes(jh_call *call, const jh__pairs_job *j, jh_error *err)
{
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        size_t alone = 0;
        for (uint32_t w = 0; w < x->p.weak; w++)
            alone += x->plan.partner[w] == JH_PAIRS_ALONE;
        JH_TRY(
            added(jh__note(call, "ops.pairs_counts",
                           "area:s stage:s weak:u strong:u pairs:u alone:u open:u",
                           jh__area_name(call, j->a.area[x->area].name),
                           jh__stage_label(call, j->a.pack, x->stage), (size_t)x->p.weak,
                           (size_t)x->p.strong, x->p.weak - alone, alone, x->open),
                  err));
        if (x->found.n)
            JH_TRY(added(jh__note(call, "ops.rotation_broken", "n:u", x->found.n), err));
        else if (x->p.weak && x->plan.outcome.status == JH_PLAN_OPTIMAL)
            JH_TRY(added(jh__note(call, "ops.pairs_best", ""), err));
        else if (x->p.weak)
            JH_TRY(added(
                jh__note(
                    call, "ops.pairs_worse", "km:s",
                    jh__cell_fixed(
                        call, (x->plan.outcome.value - x->plan.outcome.bound) / 100, 1)),
                err));
    }
    return JH_OK;
}

jh_status jh__pairs_tables(jh_call *call, const jh__pairs_job *j, jh_error *err)
{
    static const char *const head[] = {
        "ops.pairs_weak",   "ops.stage",        "ops.pairs_strong", "ops.pairs_helps",
        ">ops.rotation_km", "ops.rotation_why", "ops.pairs_next",   NULL};
    JH_TRY(notes(call, j, err));
    for (size_t i = 0; i < j->problems; i++)
        if (j->problem[i].found.n)
            JH_TRY(jh__violation_table(call, &j->problem[i].found, err));
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.pairs_title"), head);
    size_t hidden = 0;
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        for (uint32_t w = 0; w < x->p.weak; w++) {
            const char *all[COLUMNS];
            if (!call->want_all && t->rows == PAIRS_FOR_PEOPLE) {
                hidden++;
                continue;
            }
            jh__pairs_cells(call, j, x, w, call->want_all, all);
            const char *cell[] = {all[1], all[2], all[4], all[5], all[6], all[7], all[8]};
            JH_TRY(added(jh__table_add_row(call, t, cell), err));
        }
    }
    if (hidden) JH_TRY(added(jh__after(call, "ops.plan_more_rows", "n:u", hidden), err));
    return added(jh__after(call, "ops.pairs_reading", ""), err);
}

/* ---- the list of pairs ---- */

jh_status jh__pairs_file(jh_call *call, const jh__pairs_job *j, const char *path,
                         jh_error *err)
{
    static const char *const key[COLUMNS] = {
        "ops.pairs_weak_id",   "ops.pairs_weak",   "ops.stage",
        "ops.pairs_strong_id", "ops.pairs_strong", "ops.pairs_helps",
        "ops.rotation_km",     "ops.rotation_why", "ops.pairs_next"};
    const char *head[COLUMNS];
    jh_sheet_head column[COLUMNS];
    size_t rows = 0, n = strlen(path), most = 0;
    for (size_t i = 0; i < j->problems; i++)
        most += j->problem[i].p.weak;
    const char **cell = jh_alloc_array(call->arena, most * COLUMNS + 1, sizeof *cell);
    jh_buf out = {0};
    jh_status st = JH_OK;
    if (!cell) return jh_nomem(err);
    for (size_t i = 0; i < COLUMNS; i++) {
        head[i] = jh_text(call->lang, key[i]);
        column[i] = (jh_sheet_head){.label = head[i], .text = i != 6};
    }
    for (size_t i = 0; i < j->problems; i++)
        for (uint32_t w = 0; w < j->problem[i].p.weak; w++)
            if (j->problem[i].plan.partner[w] != JH_PAIRS_ALONE)
                jh__pairs_cells(call, j, &j->problem[i], w, true,
                                cell + rows++ * COLUMNS);
    if (n > 4 && !strcmp(path + n - 4, ".csv")) {
        jh__plan_csv(head, COLUMNS, cell, rows, &out);
    } else {
        jh_sheet sheet = {jh_text(call->lang, "ops.pairs_title"), column, COLUMNS};
        st = jh_publish_table(&sheet, cell, rows, &out, err);
    }
    if (st == JH_OK) st = out.oom ? jh_nomem(err) : jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return added(jh__after(call, "ops.written", "file:s", path), err);
}

/* ---- JSON ---- */

static void json_watch(jh_json *w, const jh__pairs_job *j, const jh__pairs_problem *x,
                       uint32_t weak, jh__pairs_help *help)
{
    size_t n = jh__pairs_helps(&j->a, x, weak, x->plan.partner[weak], help);
    jh_json_list(w, "watch");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(w, NULL);
        jh_json_text(w, "indicator", j->a.pack->indicator[help[i].indicator].id);
        jh_json_number(w, "weak", help[i].weak);
        jh_json_number(w, "standard", help[i].standard);
        jh_json_number(w, "strong", help[i].strong);
        jh_json_text(w, "from", school_id(j, help[i].member));
        jh_json_end_object(w);
    }
    jh_json_end_list(w);
}

static void json_pair(jh_json *w, const jh__pairs_job *j, const jh__pairs_problem *x,
                      uint32_t weak, jh__pairs_help *help)
{
    uint32_t partner = x->plan.partner[weak];
    bool alone = partner == JH_PAIRS_ALONE;
    int64_t more_alone;
    jh_json_object(w, NULL);
    jh_json_text(w, "weak", school_id(j, x->weak[weak]));
    jh_json_text(w, "strong", alone ? NULL : school_id(j, x->strong[partner]));
    jh_json_text(w, "why", why_key(x, weak) + strlen(WHY));
    if (!alone) {
        jh_json_number(w, "km", jh__pairs_km(j, x, weak, partner));
        jh_json_bool(w, "kept", x->today[weak] == partner);
        json_watch(w, j, x, weak, help);
    }
    if (has_next(x, weak)) {
        double km = parted(x, x->other[weak].more, &more_alone);
        jh_json_text(w, "next", school_id(j, x->strong[x->other[weak].partner]));
        jh_json_number(w, "next_costs_more", km);
        jh_json_integer(w, "next_leaves_alone", more_alone);
    }
    jh_json_end_object(w);
}

/* Who can help: how many, how many it does, and the schools that do so together. */
static void json_partners(jh_json *w, const jh__pairs_job *j, const jh__pairs_problem *x)
{
    jh_json_list(w, "partners");
    for (uint32_t k = 0; k < x->p.strong; k++) {
        uint32_t helped = 0;
        for (uint32_t i = 0; i < x->p.weak; i++)
            helped += x->plan.partner[i] == k;
        jh_json_object(w, NULL);
        jh_json_text(w, "school", school_id(j, x->strong[k]));
        jh_json_text(w, "group", jh__pairs_group(j, x->strong[k]));
        jh_json_list(w, "members");
        for (size_t m = x->first[k]; m < x->first[k + 1]; m++)
            jh_json_text(w, NULL, school_id(j, x->member[m]));
        jh_json_end_list(w);
        jh_json_integer(w, "most", (int64_t)x->p.most[k]);
        jh_json_integer(w, "helped", (int64_t)helped);
        jh_json_end_object(w);
    }
    jh_json_end_list(w);
}

jh_status jh__pairs_json(jh_call *call, const jh__pairs_job *j, jh_buf *out)
{
    jh_json w = {.out = out, .pretty = true};
    jh__pairs_help *help =
        jh_alloc_array(call->arena, j->a.pack->indicators + 1, sizeof *help);
    if (!help) return JH_ENOMEM;
    jh_json_object(&w, NULL);
    jh_json_text(&w, "pack", j->a.pack->id);
    jh_json_text(&w, "engine", jh_version());
    jh_json_list(&w, "stages");
    for (size_t i = 0; i < j->problems; i++) {
        const jh__pairs_problem *x = &j->problem[i];
        jh_json_object(&w, NULL);
        jh_json_text(&w, "area", j->a.area[x->area].name);
        jh_json_text(&w, "stage", jh__stage_id(j->a.pack, x->stage));
        jh_json_text(&w, "status",
                     x->found.n ? "none" : jh_plan_status_id(x->plan.outcome.status));
        jh_json_number(&w, "value", x->plan.outcome.value);
        jh_json_number(&w, "bound", x->plan.outcome.bound);
        jh_json_integer(&w, "open", (int64_t)x->open);
        jh_json_list(&w, "violations");
        for (size_t k = 0; k < x->found.n; k++)
            jh_json_text(&w, NULL, x->found.item[k].msg.key);
        jh_json_end_list(&w);
        jh_json_list(&w, "pairs");
        for (uint32_t k = 0; k < x->p.weak; k++)
            json_pair(&w, j, x, k, help);
        jh_json_end_list(&w);
        json_partners(&w, j, x);
        jh_json_end_object(&w);
    }
    jh_json_end_list(&w);
    jh_json_end_object(&w);
    return out->oom ? JH_ENOMEM : JH_OK;
}
