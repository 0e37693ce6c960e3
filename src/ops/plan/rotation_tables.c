/* A rotation told: sums, coefficients, who moves and why, and how fairly. */
#include "result.h"
#include "teachers.h"

#include "../county/result.h"
#include "../reply.h"

#include <junheng/json.h>
#include <junheng/publish.h>

#include <math.h>
#include <string.h>

#define MOVES_FOR_PEOPLE 40

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const char *text(const jh__rotation_job *j, size_t t, const char *column)
{
    const char *s = jh__plan_text(&j->facts.teachers, column, j->row[t]);
    return s ? s : "";
}

/* ---- one move ---- */

typedef jh__move move;

/* What the move is for, seen from the figures of today: the first that holds. */
static const char *reason_of(const jh__rotation_job *j, const move *m)
{
    static const char *const mark_key[] = {"ops.rotation_why_degree",
                                           "ops.rotation_why_backbone",
                                           "ops.rotation_why_pe_art"};
    const jh_rotation_teacher *who = &j->r.teacher[m->teacher];
    if (j->count[m->post] < (uint32_t)j->r.post[m->post].need)
        return "ops.rotation_why_post";
    for (int k = 0; k < JH__MARK_KINDS; k++)
        if ((who->marks >> k & 1) && jh__rotation_lack(j, m->to, k) > 0)
            return mark_key[k];
    if (j->wished[m->option]) return "ops.rotation_why_wish";
    return "ops.rotation_why_rule";
}

bool jh__rotation_move(const jh__rotation_job *j, const jh_rotation_plan *plan, size_t t,
                       jh__move *out)
{
    if (!plan->taken[t]) return false;
    uint32_t option = j->r.teacher[t].option + plan->taken[t];
    uint32_t post = j->r.option[option].post;
    *out = (move){t,      j->section[t], j->r.post[post].section,
                  option, post,          (double)j->km[option],
                  NULL};
    out->why = reason_of(j, out);
    return true;
}

static const char *school_name(const jh__rotation_job *j, size_t section)
{
    return jh_school_name(&j->before.sections,
                          j->before.sections.section[section].school);
}

static const char *school_id(const jh__rotation_job *j, size_t section)
{
    return jh_school_text(&j->before.sections, j->before.pack->vocabulary->role_id,
                          j->before.sections.section[section].school);
}

static const char *km_text(jh_call *call, double km)
{
    return km < 0 || isnan(km) ? "" : jh__cell_fixed(call, km, 1);
}

static jh_status table_moves(jh_call *call, const jh__rotation_job *j,
                             const jh_rotation_plan *plan, jh_error *err)
{
    static const char *const head[] = {
        "ops.rotation_id",      "ops.rotation_name", "ops.stage",
        "ops.rotation_subject", "ops.rotation_from", "ops.rotation_to",
        ">ops.rotation_km",     "ops.rotation_why",  NULL};
    jh_table *table =
        jh__table_new(call, jh_text(call->lang, "ops.rotation_moves"), head);
    size_t hidden = 0;
    if (!table) return jh_nomem(err);
    for (size_t t = 0; t < j->r.teachers; t++) {
        move m;
        if (!jh__rotation_move(j, plan, t, &m)) continue;
        if (!call->want_all && table->rows == MOVES_FOR_PEOPLE) {
            hidden++;
            continue;
        }
        const char *cell[] = {text(j, t, "teacher_id"),
                              text(j, t, "teacher_name"),
                              jh__stage_label(call, j->before.pack,
                                              j->before.sections.section[m.from].stage),
                              text(j, t, "subject"),
                              school_name(j, m.from),
                              school_name(j, m.to),
                              km_text(call, m.km),
                              jh_text(call->lang, m.why)};
        JH_TRY(added(jh__table_add_row(call, table, cell), err));
    }
    if (hidden) JH_TRY(added(jh__after(call, "ops.plan_more_rows", "n:u", hidden), err));
    return JH_OK;
}

/* ---- sums ---- */

jh_status jh__rotation_sums(jh_call *call, const jh__rotation_job *j,
                            const uint32_t *taken, jh_rotation_sum *was,
                            jh_rotation_sum *is, jh_error *err)
{
    jh_violations unused = {.arena = call->arena};
    uint32_t *stay = jh_alloc_array(call->arena, (size_t)j->r.teachers + 1, sizeof *stay);
    if (!stay) return jh_nomem(err);
    JH_TRY(jh_rotation_check(call->arena, &j->r, stay, was, &unused, err));
    return jh_rotation_check(call->arena, &j->r, taken, is, &unused, err);
}

static jh_status table_sums(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, jh_error *err)
{
    static const char *const head[] = {"ops.rotation_what", ">ops.plan_before",
                                       ">ops.plan_after", "ops.rotation_rule", NULL};
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.rotation_sums"), head);
    jh_rotation_sum was, is;
    if (!t) return jh_nomem(err);
    JH_TRY(jh__rotation_sums(call, j, plan->taken, &was, &is, err));
    uint64_t base = j->r.backbone_base == JH_OF_MOVERS ? is.movers : is.eligible;
    const struct {
        const char *key;
        size_t before, after;
        const char *rule;
    } row[] = {
        {"ops.rotation_eligible_n", was.eligible, is.eligible, ""},
        {"ops.rotation_movers", 0, is.movers,
         jh__cell_text(call, "ops.rotation_at_least", "n:u", (size_t)j->r.movers_least)},
        {"ops.rotation_backbone", 0, is.backbone,
         jh__cell_text(call, "ops.rotation_at_least", "n:u",
                       (size_t)((base * j->r.backbone_permille + 999) / 1000))},
        {"ops.rotation_open", was.open, is.open, ""},
        {"ops.rotation_lacking", was.lacking, is.lacking, ""},
    };
    for (size_t i = 0; i < JH_COUNT(row); i++) {
        const char *cell[] = {jh_text(call->lang, row[i].key),
                              jh__cell_count(call, row[i].before),
                              jh__cell_count(call, row[i].after), row[i].rule};
        JH_TRY(added(jh__table_add_row(call, t, cell), err));
    }
    return JH_OK;
}

static jh_status table_coefficients(jh_call *call, const jh__rotation_job *j,
                                    jh_error *err)
{
    static const char *const head[] = {"ops.area",
                                       "ops.stage",
                                       "ops.indicator",
                                       ">ops.plan_before",
                                       ">ops.plan_after",
                                       ">ops.limit",
                                       ">ops.rotation_met_before",
                                       ">ops.rotation_met_after",
                                       NULL};
    jh_table *t =
        jh__table_new(call, jh_text(call->lang, "ops.rotation_coefficients"), head);
    const jh_pack *pack = j->before.pack;
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < j->before.areas; i++)
        for (size_t s = 0; s < j->before.area[i].stages; s++)
            for (size_t k = 0; k < pack->indicators; k++) {
                const jh_coefficient_result *was =
                    &j->before.area[i].stage[s].coefficient[k];
                const jh_coefficient_result *is =
                    &j->after.area[i].stage[s].coefficient[k];
                bool same = was->cv == is->cv && was->met == is->met;
                if (same && !call->want_all) continue;
                int stage = j->before.area[i].stage[s].stage;
                const char *cell[] = {
                    jh__area_name(call, j->before.area[i].name),
                    jh__stage_label(call, pack, stage),
                    jh_sprintf(call->arena, "%s %s", pack->indicator[k].id,
                               jh_label_in(pack->indicator[k].name, call->lang)),
                    jh__cell_fixed(call, was->cv, 4),
                    jh__cell_fixed(call, is->cv, 4),
                    isnan(was->limit) ? "" : jh__cell_fixed(call, was->limit, 2),
                    jh__cell_count(call, was->met),
                    jh__cell_count(call, is->met)};
                JH_TRY(added(jh__table_add_row(call, t, cell), err));
            }
    return JH_OK;
}

/* ---- all ---- */

jh_status jh__rotation_tables(jh_call *call, const jh__rotation_job *j,
                              const jh_rotation_plan *plan, const jh_violations *found,
                              jh_error *err)
{
    const jh_plan_outcome *o = &plan->outcome;
    jh_status st = JH_OK;
    if (found->n)
        st = jh__note(call, "ops.rotation_broken", "n:u", found->n);
    else if (isnan(o->bound))
        st = jh__note(call, "ops.rotation_holds", "");
    else
        st = jh__note(call, "ops.rotation_found", "value:s bound:s gap:s",
                      jh__cell_fixed(call, o->value / 100, 1),
                      jh__cell_fixed(call, o->bound / 100, 1),
                      jh__cell_fixed(call, 100 * jh_plan_gap(o), 3));
    JH_TRY(added(st, err));
    if (o->end != JH_PLAN_RAN) JH_TRY(added(jh__note(call, "ops.rotation_cut", ""), err));
    if (j->is_stable && isnan(o->bound))
        JH_TRY(added(jh__note(call, "ops.rotation_is_stable", ""), err));
    else if (j->is_stable)
        JH_TRY(added(jh__note(call, "ops.rotation_stable", "cycles:u pairs:u better:u",
                              j->stable.cycles, j->stable.exchanges, j->stable.better),
                     err));
    if (j->straight)
        JH_TRY(added(jh__note(call, "ops.rotation_straight", "n:u factor:g", j->straight,
                              j->wish.factor),
                     err));
    if (found->n) JH_TRY(jh__violation_table(call, found, err));
    JH_TRY(table_sums(call, j, plan, err));
    JH_TRY(table_coefficients(call, j, err));
    JH_TRY(jh__not_eligible_table(call, j, err));
    JH_TRY(jh__fairness_table(call, j, plan, err));
    return table_moves(call, j, plan, err);
}

/* ---- the ledger ---- */

#define COLUMNS 12

static void ledger_row(jh_call *call, const jh__rotation_job *j, const move *m,
                       const char **cell)
{
    size_t t = m->teacher;
    const char *row[COLUMNS] = {
        text(j, t, "teacher_id"),
        text(j, t, "teacher_name"),
        text(j, t, "subject"),
        text(j, t, "title"),
        jh_text(call->lang,
                j->r.teacher[t].backbone ? "ops.rotation_yes" : "ops.rotation_no"),
        jh__stage_label(call, j->before.pack, j->before.sections.section[m->from].stage),
        school_id(j, m->from),
        school_name(j, m->from),
        school_id(j, m->to),
        school_name(j, m->to),
        km_text(call, m->km),
        jh_text(call->lang, m->why)};
    memcpy(cell, row, sizeof row);
}

void jh__plan_csv(const char *const *head, size_t columns, const char *const *cell,
                  size_t rows, jh_buf *out)
{
    jh_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t r = 0; r <= rows; r++) {
        const char *const *line = r ? cell + (r - 1) * columns : head;
        for (size_t c = 0; c < columns; c++) {
            if (c) jh_buf_putc(out, ',');
            if (line[c]) jh_csv_field(out, line[c]);
        }
        jh_buf_puts(out, "\r\n");
    }
}

jh_status jh__rotation_ledger(jh_call *call, const jh__rotation_job *j,
                              const jh_rotation_plan *plan, const char *path,
                              jh_error *err)
{
    static const char *const key[COLUMNS] = {
        "ops.rotation_id",      "ops.rotation_name",        "ops.rotation_subject",
        "ops.rotation_title",   "ops.rotation_is_backbone", "ops.stage",
        "ops.rotation_from_id", "ops.rotation_from",        "ops.rotation_to_id",
        "ops.rotation_to",      "ops.rotation_km",          "ops.rotation_why"};
    const char *head[COLUMNS];
    jh_sheet_head column[COLUMNS];
    const char **cell =
        jh_alloc_array(call->arena, (size_t)(j->r.teachers + 1) * COLUMNS, sizeof *cell);
    size_t rows = 0, n = strlen(path);
    jh_buf out = {0};
    jh_status st = JH_OK;
    if (!cell) return jh_nomem(err);
    for (size_t i = 0; i < COLUMNS; i++) {
        head[i] = jh_text(call->lang, key[i]);
        column[i] = (jh_sheet_head){.label = head[i], .text = i != 10};
    }
    for (size_t t = 0; t < j->r.teachers; t++) {
        move m;
        if (jh__rotation_move(j, plan, t, &m))
            ledger_row(call, j, &m, cell + rows++ * COLUMNS);
    }
    if (n > 4 && !strcmp(path + n - 4, ".csv")) {
        jh__plan_csv(head, COLUMNS, cell, rows, &out);
    } else {
        jh_sheet sheet = {jh_text(call->lang, "ops.rotation_ledger"), column, COLUMNS};
        st = jh_publish_table(&sheet, cell, rows, &out, err);
    }
    if (st == JH_OK) st = out.oom ? jh_nomem(err) : jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return added(jh__after(call, "ops.written", "file:s", path), err);
}

/* ---- JSON ---- */

static void json_sum(jh_json *w, const char *key, const jh_rotation_sum *s)
{
    jh_json_object(w, key);
    jh_json_integer(w, "eligible", s->eligible);
    jh_json_integer(w, "movers", s->movers);
    jh_json_integer(w, "backbone", s->backbone);
    jh_json_integer(w, "open_posts", s->open);
    jh_json_integer(w, "lacking", s->lacking);
    jh_json_integer(w, "cost", s->cost);
    jh_json_end_object(w);
}

static void json_move(jh_json *w, const jh__rotation_job *j, const move *m)
{
    jh_json_object(w, NULL);
    jh_json_text(w, "teacher_id", text(j, m->teacher, "teacher_id"));
    jh_json_text(w, "subject", text(j, m->teacher, "subject"));
    jh_json_text(w, "from", school_id(j, m->from));
    jh_json_text(w, "to", school_id(j, m->to));
    if (m->km < 0 || isnan(m->km))
        jh_json_null(w, "km");
    else
        jh_json_number(w, "km", m->km);
    jh_json_text(w, "reason", strrchr(m->why, '_') + 1);
    jh_json_end_object(w);
}

static void json_figures(jh_json *w, const char *key, const jh_coefficient_result *c)
{
    jh_json_object(w, key);
    jh_json_number(w, "mean", c->mean);
    jh_json_number(w, "cv", c->cv);
    jh_json_integer(w, "met", (int64_t)c->met);
    jh_json_end_object(w);
}

static void json_coefficients(jh_json *w, const jh__rotation_job *j)
{
    const jh_pack *pack = j->before.pack;
    jh_json_list(w, "indicators");
    for (size_t i = 0; i < j->before.areas; i++)
        for (size_t s = 0; s < j->before.area[i].stages; s++)
            for (size_t k = 0; k < pack->indicators; k++) {
                const jh_stage_result *was = &j->before.area[i].stage[s];
                const jh_stage_result *is = &j->after.area[i].stage[s];
                jh_json_object(w, NULL);
                jh_json_text(w, "area", j->before.area[i].name);
                if (was->stage >= 0)
                    jh_json_text(w, "stage", pack->vocabulary->stage[was->stage].id);
                jh_json_text(w, "indicator", pack->indicator[k].id);
                jh_json_number(w, "limit", was->coefficient[k].limit);
                json_figures(w, "before", &was->coefficient[k]);
                json_figures(w, "after", &is->coefficient[k]);
                jh_json_end_object(w);
            }
    jh_json_end_list(w);
}

jh_status jh__rotation_json(jh_call *call, const jh__rotation_job *j,
                            const jh_rotation_plan *plan, const jh_violations *found,
                            jh_buf *out)
{
    jh_json w = {.out = out, .pretty = true};
    jh_rotation_sum was, is;
    JH_TRY(jh__rotation_sums(call, j, plan->taken, &was, &is, NULL));
    jh_json_object(&w, NULL);
    jh_json_text(&w, "status", jh_plan_status_id(plan->outcome.status));
    jh_json_text(&w, "end", jh_plan_end_id(plan->outcome.end));
    jh_json_number(&w, "value", plan->outcome.value);
    jh_json_number(&w, "bound", plan->outcome.bound);
    jh_json_text(&w, "method", plan->method ? plan->method : "junheng");
    jh_json_bool(&w, "stable", j->is_stable);
    jh_json_text(&w, "pack", j->before.pack->id);
    jh_json_text(&w, "engine", jh_version());
    json_sum(&w, "before", &was);
    json_sum(&w, "after", &is);
    jh_json_list(&w, "violations");
    for (size_t i = 0; i < found->n; i++)
        jh_json_text(&w, NULL, found->item[i].msg.key);
    jh_json_end_list(&w);
    json_coefficients(&w, j);
    jh__fairness_json(&w, j, plan);
    jh_json_list(&w, "moves");
    for (size_t t = 0; t < j->r.teachers; t++) {
        move m;
        if (jh__rotation_move(j, plan, t, &m)) json_move(&w, j, &m);
    }
    jh_json_end_list(&w);
    jh_json_end_object(&w);
    return out->oom ? JH_ENOMEM : JH_OK;
}
