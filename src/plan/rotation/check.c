/* Rotation: the check of any plan, and what can be said before planning. */
#include "rotation_int.h"

#include <string.h>

jh_status jh__rotation_form(const jh_rotation *r, jh_error *err)
{
    bool good = r->marks <= JH_ROTATION_MARKS && r->backbone_permille <= 1000;
    for (uint32_t p = 0; p < r->posts && good; p++)
        good = r->post[p].section < r->sections && r->post[p].price >= 0;
    for (uint32_t i = 0; i < r->options && good; i++)
        good = r->option[i].post < r->posts;
    for (uint32_t i = 0; i < r->sections * r->marks && good; i++)
        good = r->target[i].price >= 0;
    for (uint32_t t = 0; t < r->teachers && good; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        good = who->options > 0 && who->option <= r->options &&
               who->options <= r->options - who->option &&
               r->option[who->option].cost == 0;
        for (int g = 0; g < 2; g++)
            good =
                good && (who->group[g] == JH_ROTATION_NONE || who->group[g] < r->groups);
        for (uint32_t i = 2; good && i < who->options; i++)
            good = r->option[who->option + i - 1].post < r->option[who->option + i].post;
    }
    return good ? JH_OK : jh_fail(err, JH_EINPUT, "plan.rotation_form", "");
}

/* ---- what no plan can keep -------------------------------------------------------------------- */

typedef struct most {
    uint64_t movers, backbone, eligible;
} most;

/* How many can move at most, the first group of each alone counted. */
static void count_most(const jh_rotation *r, uint32_t *left, uint32_t *left_backbone,
                       most *m)
{
    for (uint32_t g = 0; g < r->groups; g++)
        left[g] = left_backbone[g] = r->group_most[g];
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        m->eligible += who->eligible;
        if (!who->eligible || who->options < 2) continue;
        uint32_t g = who->group[0];
        if (g == JH_ROTATION_NONE || left[g]) m->movers++;
        if (g != JH_ROTATION_NONE && left[g]) left[g]--;
        if (!who->backbone) continue;
        if (g == JH_ROTATION_NONE || left_backbone[g]) m->backbone++;
        if (g != JH_ROTATION_NONE && left_backbone[g]) left_backbone[g]--;
    }
}

jh_status jh__rotation_possible(jh_arena *scratch, const jh_rotation *r,
                                jh_violations *why, jh_error *err)
{
    most m = {0};
    uint32_t *left = jh_alloc_array(scratch, (size_t)r->groups + 1, sizeof *left);
    uint32_t *left_backbone =
        jh_alloc_array(scratch, (size_t)r->groups + 1, sizeof *left);
    if (!left || !left_backbone) return jh_nomem(err);
    count_most(r, left, left_backbone, &m);
    if (m.movers < r->movers_least &&
        jh_violation_add(why, NULL, (double)(r->movers_least - m.movers),
                         "plan.rotation_movers_most", "most:u least:u", (size_t)m.movers,
                         (size_t)r->movers_least) != JH_OK)
        return jh_nomem(err);
    uint64_t base = r->backbone_base == JH_OF_MOVERS ? r->movers_least : m.eligible;
    uint64_t need = (base * r->backbone_permille + 999) / 1000;
    if (m.backbone < need &&
        jh_violation_add(why, NULL, (double)(need - m.backbone),
                         "plan.rotation_backbone_most", "most:u least:u",
                         (size_t)m.backbone, (size_t)need) != JH_OK)
        return jh_nomem(err);
    return JH_OK;
}

/* ---- the check ---------------------------------------------------------------------------------- */

typedef struct judge {
    const jh_rotation *r;
    uint32_t *filled, *have, *moved;
    jh_violations *out;
} judge;

/* Whether the plan names an option that the teacher has. */
static jh_status judge_choice(const judge *j, uint32_t t, uint32_t taken, bool *good)
{
    const jh_rotation_teacher *who = &j->r->teacher[t];
    *good = taken == 0 || (who->eligible && taken < who->options);
    if (*good) return JH_OK;
    const char *key = who->eligible ? "plan.rotation_option" : "plan.rotation_ineligible";
    return jh_violation_add(j->out, NULL, 1, key, "teacher:u", (size_t)t + 1);
}

static void count(const judge *j, uint32_t t, uint32_t taken, jh_rotation_sum *sum)
{
    const jh_rotation *r = j->r;
    const jh_rotation_teacher *who = &r->teacher[t];
    const jh_rotation_option *o = &r->option[who->option + taken];
    j->filled[o->post]++;
    for (uint32_t m = 0; m < r->marks; m++)
        if (who->marks >> m & 1) j->have[r->post[o->post].section * r->marks + m]++;
    if (who->eligible) sum->eligible++;
    if (taken == 0) return;
    sum->way += o->cost;
    sum->movers++;
    if (who->backbone) sum->backbone++;
    for (int g = 0; g < 2; g++)
        if (who->group[g] != JH_ROTATION_NONE) j->moved[who->group[g]]++;
}

static jh_status judge_rules(const judge *j, const jh_rotation_sum *sum)
{
    const jh_rotation *r = j->r;
    if (sum->movers < r->movers_least)
        JH_TRY(jh_violation_add(j->out, NULL, r->movers_least - sum->movers,
                                "plan.rotation_movers", "movers:u least:u",
                                (size_t)sum->movers, (size_t)r->movers_least));
    uint64_t base = r->backbone_base == JH_OF_MOVERS ? sum->movers : sum->eligible;
    uint64_t need = (base * r->backbone_permille + 999) / 1000;
    if (sum->backbone < need)
        JH_TRY(jh_violation_add(j->out, NULL, (double)(need - sum->backbone),
                                "plan.rotation_backbone", "backbone:u least:u",
                                (size_t)sum->backbone, (size_t)need));
    for (uint32_t g = 0; g < r->groups; g++)
        if (j->moved[g] > r->group_most[g])
            JH_TRY(jh_violation_add(j->out, NULL, j->moved[g] - r->group_most[g],
                                    "plan.rotation_group", "group:u moved:u most:u",
                                    (size_t)g + 1, (size_t)j->moved[g],
                                    (size_t)r->group_most[g]));
    return JH_OK;
}

jh_status jh_rotation_check(jh_arena *scratch, const jh_rotation *r,
                            const uint32_t *taken, jh_rotation_sum *sum,
                            jh_violations *out, jh_error *err)
{
    size_t targets = (size_t)r->sections * r->marks;
    judge j = {.r = r, .out = out};
    j.filled = jh_alloc_array(scratch, (size_t)r->posts + 1, sizeof *j.filled);
    j.have = jh_alloc_array(scratch, targets + 1, sizeof *j.have);
    j.moved = jh_alloc_array(scratch, (size_t)r->groups + 1, sizeof *j.moved);
    if (!j.filled || !j.have || !j.moved) return jh_nomem(err);
    *sum = (jh_rotation_sum){0};
    for (uint32_t t = 0; t < r->teachers; t++) {
        bool good;
        if (judge_choice(&j, t, taken[t], &good) != JH_OK) return jh_nomem(err);
        count(&j, t, good ? taken[t] : 0, sum);
    }
    sum->cost = sum->way;
    for (uint32_t p = 0; p < r->posts; p++) {
        int64_t open = (int64_t)r->post[p].need - j.filled[p];
        if (open <= 0) continue;
        sum->open += (uint32_t)open;
        sum->cost += open * r->post[p].price;
    }
    for (size_t i = 0; i < targets; i++) {
        int64_t lack = (int64_t)r->target[i].least - j.have[i];
        if (lack <= 0) continue;
        sum->lacking += (uint32_t)lack;
        sum->cost += lack * r->target[i].price;
    }
    return judge_rules(&j, sum) == JH_OK ? JH_OK : jh_nomem(err);
}
