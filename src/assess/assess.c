#include "assess_int.h"

#include <string.h>

const char *jh_grade_id(jh_grade g)
{
    static const char *const id[] = {"met", "floor", "fail", "unknown", "none"};
    return id[g];
}

const char *jh_verdict_id(jh_verdict v)
{
    static const char *const id[] = {"pass", "fail", "unknown"};
    return id[v];
}

/* Row numbers by area, one after the other: those of area a stand from first[a] to
 * first[a + 1]. */
typedef struct by_area {
    size_t *row, *first;
} by_area;

static jh_status sort_rows(jh__judge *j, size_t n, size_t areas, bool sections,
                           by_area *out)
{
    const jh_sections *s = &j->out->sections;
    out->row = jh_alloc_array(j->arena, n + 1, sizeof *out->row);
    out->first = jh_alloc_array(j->arena, areas + 2, sizeof *out->first);
    if (!out->row || !out->first) return jh_nomem(j->err);
    size_t *at = out->first + 1; /* counts, then starts, then ends = starts of the next */
    for (size_t i = 0; i < n; i++)
        at[sections ? s->section[i].area : s->school_area[i]]++;
    size_t sum = 0;
    for (size_t a = 0; a < areas; a++) {
        size_t count = at[a];
        at[a] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        out->row[at[sections ? s->section[i].area : s->school_area[i]]++] = i;
    out->first[0] = 0;
    return JH_OK;
}

/* The sections of one area by stage, in the pack's order of stages. */
static jh_status split_stages(jh__judge *j, const size_t *row, size_t n, jh__group *group)
{
    const jh_pack *pack = j->pack;
    size_t *sorted = jh_alloc_array(j->arena, n + 1, sizeof *sorted), k = 0;
    if (!sorted) return jh_nomem(j->err);
    for (size_t g = 0; g < pack->judged_n; g++) {
        int stage = pack->by_stage ? pack->judged[g] : -1;
        group[g].section = sorted + k;
        for (size_t i = 0; i < n; i++)
            if (j->out->sections.section[row[i]].stage == stage) sorted[k++] = row[i];
        group[g].n = (size_t)(sorted + k - group[g].section);
    }
    return JH_OK;
}

static jh_status judge_area(jh__judge *j, size_t a, const by_area *sections,
                            const by_area *schools)
{
    jh_area_result *area = &j->out->area[a];
    jh__group group[JH_STAGES_MAX] = {{0}}, used[JH_STAGES_MAX] = {{0}};
    size_t from = sections->first[a], n = sections->first[a + 1] - from;
    area->name = j->out->sections.area[a];
    area->stage = jh_alloc_array(j->arena, j->pack->judged_n, sizeof *area->stage);
    if (!area->stage) return jh_nomem(j->err);
    JH_TRY(split_stages(j, sections->row + from, n, group));
    area->verdict = n ? JH_PASS : JH_OPEN;
    for (size_t g = 0; g < j->pack->judged_n; g++) {
        if (!group[g].n) continue;
        used[area->stages] = group[g];
        jh_stage_result *stage = &area->stage[area->stages++];
        JH_TRY(jh__judge_stage(j, group[g], stage));
        area->verdict = jh__worse(area->verdict, stage->verdict);
    }
    if (j->brief) return JH_OK;
    from = schools->first[a];
    JH_TRY(
        jh__judge_items(j, a, schools->row + from, schools->first[a + 1] - from, area));
    area->verdict_all = area->verdict;
    for (size_t i = 0; i < j->pack->items; i++)
        area->verdict_all = jh__worse(area->verdict_all, area->item[i].verdict);
    JH_TRY(jh__give_reasons(j, area));
    return jh__find_pivot(j, used, area);
}

static jh_status judge_areas(jh__judge *j, const jh_progress *progress)
{
    jh_assessment *out = j->out;
    by_area sections, schools;
    size_t n = out->sections.area_n;
    out->areas = n;
    out->area = jh_alloc_array(j->arena, n + 1, sizeof *out->area);
    if (!out->area) return jh_nomem(j->err);
    JH_TRY(sort_rows(j, out->sections.n, n, true, &sections));
    JH_TRY(sort_rows(j, out->sections.schools->rows, n, false, &schools));
    for (size_t a = 0; a < n; a++) {
        if (jh_progress_stopped(progress))
            return jh_fail(j->err, JH_ECANCEL, "assess.cancelled", "");
        JH_TRY(judge_area(j, a, &sections, &schools));
        jh_progress_tell(progress, "assess.progress", a + 1, n);
    }
    return JH_OK;
}

/* What a section is called; its grades come later. */
static jh_status name_sections(jh__judge *j)
{
    const jh_sections *s = &j->out->sections;
    j->out->section = jh_alloc_array(j->arena, s->n + 1, sizeof *j->out->section);
    if (!j->out->section) return jh_nomem(j->err);
    for (size_t i = 0; i < s->n; i++) {
        jh_section_result *r = &j->out->section[i];
        r->id = jh_school_text(s, j->pack->vocabulary->role_id, s->section[i].school);
        r->name = jh_school_name(s, s->section[i].school);
    }
    return JH_OK;
}

jh_status jh__assess(jh__judge *j, const jh_assess_input *in)
{
    jh_assessment *out = j->out;
    *out = (jh_assessment){.pack = j->pack};
    JH_TRY(jh_sections_make(j->arena, j->pack, in->schools, in->areas, &out->sections,
                            j->err));
    JH_TRY(name_sections(j)); /* claims name schools */
    JH_TRY(jh__apply_claims(j));
    JH_TRY(jh_values_compute(j->arena, &out->sections, &out->values, j->err));
    JH_TRY(jh__grade_cells(j));
    for (size_t i = 0; i < out->sections.n; i++)
        jh__judge_section(j, i);
    return judge_areas(j, in->progress);
}

jh_status jh_assess(jh_arena *arena, const jh_pack *pack, const jh_assess_input *in,
                    jh_assessment *out, jh_error *err)
{
    jh__judge j = {arena, pack, out, in->statements, err, false};
    return jh__assess(&j, in);
}
