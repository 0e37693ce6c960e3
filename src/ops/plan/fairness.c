/* Whom a rotation falls upon: by sex, age, years and service, and who was not asked at all, and why. */
#include "teachers.h"

#include "../reply.h"

#include <math.h>
#include <string.h>

static double number(const jh__rotation_job *j, size_t t, const char *column)
{
    return jh__plan_number(&j->facts.teachers, column, j->row[t]);
}

/* ---- groups ---- */

enum { SEXES = 3, AGES = 5, YEARS = 4 };

static size_t age_group(double age)
{
    return isnan(age) ? 4 : age < 30 ? 0 : age < 40 ? 1 : age < 50 ? 2 : 3;
}

static size_t years_group(double years)
{
    return isnan(years) ? 3 : years < 6 ? 0 : years < 12 ? 1 : 2;
}

static size_t sex_group(const char *sex)
{
    return jh__rotation_woman(sex) ? 0 : jh__rotation_man(sex) ? 1 : 2;
}

static void count_in(jh__mover_group *g, const jh__rotation_job *j,
                     const jh_rotation_plan *plan, size_t t)
{
    jh__move m;
    g->eligible++;
    if (!jh__rotation_move(j, plan, t, &m)) return;
    g->movers++;
    if (m.km < 0 || isnan(m.km)) return;
    g->known++;
    g->km += m.km;
    g->most_km = fmax(g->most_km, m.km);
}

void jh__rotation_groups(const jh__rotation_job *j, const jh_rotation_plan *plan,
                         jh__mover_group out[JH__MOVER_GROUPS])
{
    static const char *const key[JH__MOVER_GROUPS] = {
        "ops.rotation_women",       "ops.rotation_men",
        "ops.rotation_sex_unknown", "ops.rotation_age_30",
        "ops.rotation_age_40",      "ops.rotation_age_50",
        "ops.rotation_age_60",      "ops.rotation_age_unknown",
        "ops.rotation_years_6",     "ops.rotation_years_12",
        "ops.rotation_years_more",  "ops.rotation_years_unknown",
        "ops.rotation_has_served",  "ops.rotation_has_to_serve"};
    for (size_t i = 0; i < JH__MOVER_GROUPS; i++)
        out[i] = (jh__mover_group){.key = key[i]};
    for (size_t t = 0; t < j->r.teachers; t++) {
        if (!j->r.teacher[t].eligible) continue;
        const char *sex = jh__plan_text(&j->facts.teachers, "sex", j->row[t]);
        count_in(&out[sex_group(sex)], j, plan, t);
        count_in(&out[SEXES + age_group(number(j, t, "age"))], j, plan, t);
        count_in(&out[SEXES + AGES + years_group(number(j, t, "years"))], j, plan, t);
        if (!j->rule.rural_first || isnan(number(j, t, "rural_years"))) continue;
        count_in(&out[SEXES + AGES + YEARS + j->rural[t]], j, plan, t);
    }
}

jh_status jh__fairness_table(jh_call *call, const jh__rotation_job *j,
                             const jh_rotation_plan *plan, jh_error *err)
{
    static const char *const head[] = {"ops.rotation_group",
                                       ">ops.rotation_eligible_n",
                                       ">ops.rotation_movers",
                                       ">ops.rotation_share",
                                       ">ops.rotation_mean_km",
                                       ">ops.rotation_most_km",
                                       NULL};
    jh__mover_group g[JH__MOVER_GROUPS];
    jh_table *table =
        jh__table_new(call, jh_text(call->lang, "ops.rotation_fairness"), head);
    if (!table) return jh_nomem(err);
    jh__rotation_groups(j, plan, g);
    for (size_t i = 0; i < JH__MOVER_GROUPS; i++) {
        if (!g[i].eligible) continue;
        double share = 100.0 * (double)g[i].movers / (double)g[i].eligible;
        const char *cell[] = {
            jh_text(call->lang, g[i].key),
            jh__cell_count(call, g[i].eligible),
            jh__cell_count(call, g[i].movers),
            jh_sprintf(call->arena, "%s%%", jh__cell_fixed(call, share, 1)),
            g[i].known ? jh__cell_fixed(call, g[i].km / (double)g[i].known, 1) : "",
            g[i].known ? jh__cell_fixed(call, g[i].most_km, 1) : ""};
        if (jh__table_add_row(call, table, cell) != JH_OK) return jh_nomem(err);
    }
    return JH_OK;
}

void jh__fairness_json(jh_json *w, const jh__rotation_job *j,
                       const jh_rotation_plan *plan)
{
    jh__mover_group g[JH__MOVER_GROUPS];
    jh__rotation_groups(j, plan, g);
    jh_json_list(w, "fairness");
    for (size_t i = 0; i < JH__MOVER_GROUPS; i++) {
        if (!g[i].eligible) continue;
        jh_json_object(w, NULL);
        jh_json_text(w, "group", g[i].key + strlen("ops.rotation_"));
        jh_json_integer(w, "eligible", (int64_t)g[i].eligible);
        jh_json_integer(w, "movers", (int64_t)g[i].movers);
        if (g[i].known) {
            jh_json_number(w, "mean_km", g[i].km / (double)g[i].known);
            jh_json_number(w, "most_km", g[i].most_km);
        }
        jh_json_end_object(w);
    }
    jh_json_end_list(w);
}

/* ---- who was not asked ---- */

jh_status jh__not_eligible_table(jh_call *call, const jh__rotation_job *j, jh_error *err)
{
    static const char *const head[] = {"ops.rotation_why", ">ops.rotation_people", NULL};
    static const char *const key[] = {"ops.rotation_not_stated",
                                      "ops.rotation_not_reason", "ops.rotation_not_years",
                                      "ops.rotation_not_age", "ops.rotation_not_rest"};
    size_t n[JH_COUNT(key)] = {0};
    jh_table *table =
        jh__table_new(call, jh_text(call->lang, "ops.rotation_not_eligible_title"), head);
    if (!table) return jh_nomem(err);
    for (size_t t = 0; t < j->r.teachers; t++)
        for (size_t i = 0; i < JH_COUNT(key); i++)
            n[i] += j->why_not[t] && !strcmp(j->why_not[t], key[i]);
    for (size_t i = 0; i < JH_COUNT(key); i++) {
        const char *cell[] = {jh_text(call->lang, key[i]), jh__cell_count(call, n[i])};
        if (n[i] && jh__table_add_row(call, table, cell) != JH_OK) return jh_nomem(err);
    }
    return JH_OK;
}
