/* A plan under change: what each move does to the cost, the rules counted in. */
#include "rotation_int.h"

#include <string.h>

static int64_t above(int64_t x)
{
    return x > 0 ? x : 0;
}

/* By how much the two county rules are broken; the share in thousandths of a person. */
static int64_t short_of_rules(const jh__roster *s)
{
    const jh_rotation *r = s->r;
    int64_t base = r->backbone_base == JH_OF_MOVERS ? s->movers : s->eligible;
    int64_t lack = above(r->backbone_permille * base - 1000 * s->backbone);
    return above(r->movers_least - s->movers) + (lack + 999) / 1000;
}

jh_status jh__roster_make(jh_arena *arena, const jh_rotation *r, jh__roster *out,
                          jh_error *err)
{
    jh__roster s = {.r = r};
    s.taken = jh_alloc_array(arena, (size_t)r->teachers + 1, sizeof *s.taken);
    s.filled = jh_alloc_array(arena, (size_t)r->posts + 1, sizeof *s.filled);
    s.have = jh_alloc_array(arena, (size_t)r->sections * r->marks + 1, sizeof *s.have);
    s.moved = jh_alloc_array(arena, (size_t)r->groups + 1, sizeof *s.moved);
    if (!s.taken || !s.filled || !s.have || !s.moved) return jh_nomem(err);
    int64_t dear = 1;
    for (uint32_t i = 0; i < r->options; i++)
        if (r->option[i].cost > dear) dear = r->option[i].cost;
    for (uint32_t i = 0; i < r->posts; i++)
        if (r->post[i].price > dear) dear = r->post[i].price;
    for (uint32_t i = 0; i < r->sections * r->marks; i++)
        if (r->target[i].price > dear) dear = r->target[i].price;
    s.rule = JH__RULE_DEAR * dear;
    *out = s;
    return JH_OK;
}

void jh__roster_set(jh__roster *s, const uint32_t *taken)
{
    const jh_rotation *r = s->r;
    memset(s->filled, 0, r->posts * sizeof *s->filled);
    memset(s->have, 0, (size_t)r->sections * r->marks * sizeof *s->have);
    memset(s->moved, 0, r->groups * sizeof *s->moved);
    s->movers = s->backbone = s->eligible = s->way = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        s->taken[t] = taken ? taken[t] : 0;
        const jh_rotation_option *o = &r->option[who->option + s->taken[t]];
        uint32_t section = r->post[o->post].section;
        s->filled[o->post]++;
        for (uint32_t m = 0; m < r->marks; m++)
            s->have[section * r->marks + m] += who->marks >> m & 1;
        s->eligible += who->eligible;
        s->way += o->cost;
        if (!s->taken[t]) continue;
        s->movers++, s->backbone += who->backbone;
        for (int g = 0; g < 2; g++)
            if (who->group[g] != JH_ROTATION_NONE) s->moved[who->group[g]]++;
    }
    s->cost = s->way;
    s->broken = short_of_rules(s);
    for (uint32_t p = 0; p < r->posts; p++)
        s->cost += r->post[p].price * above(r->post[p].need - s->filled[p]);
    for (uint32_t i = 0; i < r->sections * r->marks; i++)
        s->cost += r->target[i].price * above(r->target[i].least - s->have[i]);
    for (uint32_t g = 0; g < r->groups; g++)
        s->broken += above((int64_t)s->moved[g] - r->group_most[g]);
    s->cost += s->rule * s->broken;
}

/* A teacher leaves (-1) or joins (+1) a post. */
static int64_t change_post(jh__roster *s, const jh_rotation_teacher *who, uint32_t post,
                           int by)
{
    const jh_rotation *r = s->r;
    const jh_rotation_post *p = &r->post[post];
    int64_t more = -p->price * above(p->need - s->filled[post]);
    s->filled[post] += by;
    more += p->price * above(p->need - s->filled[post]);
    uint32_t at = p->section * r->marks;
    for (uint32_t m = 0; m < r->marks; m++) {
        if (!(who->marks >> m & 1)) continue;
        const jh_rotation_target *goal = &r->target[at + m];
        more -= goal->price * above(goal->least - s->have[at + m]);
        s->have[at + m] += by;
        more += goal->price * above(goal->least - s->have[at + m]);
    }
    return more;
}

/* A teacher begins (+1) or ceases (-1) to be among the movers. */
static void change_movers(jh__roster *s, const jh_rotation_teacher *who, int by)
{
    const jh_rotation *r = s->r;
    s->broken -= short_of_rules(s);
    s->movers += by;
    if (who->backbone) s->backbone += by;
    s->broken += short_of_rules(s);
    for (int i = 0; i < 2; i++) {
        uint32_t g = who->group[i];
        if (g == JH_ROTATION_NONE) continue;
        s->broken -= above((int64_t)s->moved[g] - r->group_most[g]);
        s->moved[g] += (uint32_t)by;
        s->broken += above((int64_t)s->moved[g] - r->group_most[g]);
    }
}

int64_t jh__roster_move(jh__roster *s, uint32_t teacher, uint32_t option)
{
    const jh_rotation_teacher *who = &s->r->teacher[teacher];
    const jh_rotation_option *all = s->r->option + who->option;
    uint32_t was = s->taken[teacher];
    int64_t more = all[option].cost - all[was].cost, broken = s->broken;
    s->way += more;
    more += change_post(s, who, all[was].post, -1);
    more += change_post(s, who, all[option].post, 1);
    if (!was != !option) change_movers(s, who, option ? 1 : -1);
    s->taken[teacher] = option;
    more += s->rule * (s->broken - broken);
    s->cost += more;
    return more;
}

int64_t jh__roster_turn(jh__roster *s, uint32_t teacher)
{
    const jh_rotation_teacher *who = &s->r->teacher[teacher];
    int64_t broken = s->broken;
    int by = s->taken[teacher] ? -1 : 1;
    change_movers(s, who, by);
    int64_t more = s->rule * (s->broken - broken);
    change_movers(s, who, -by);
    return more;
}

int64_t jh__roster_margin(const jh__roster *s, uint32_t target, int by)
{
    const jh_rotation_target *goal = &s->r->target[target];
    int64_t lack = above(goal->least - s->have[target]);
    return goal->price * (above(goal->least - s->have[target] - by) - lack);
}

/* ---- blending ----------------------------------------------------------------------------- */

/* Teachers who differ, each a step from the post he has to the post he would have, strung to
 * chains: a chain ends where it began or where no step goes on. */
typedef struct chains {
    uint32_t *first, *next; /* by post: steps that begin there */
    uint32_t *step, *end;   /* steps of all chains; end of each chain */
    uint32_t n;
    uint32_t *old; /* by teacher: what he had */
} chains;

static int64_t take(jh__roster *s, const uint32_t *other, const chains *x, uint32_t chain)
{
    int64_t more = 0;
    for (uint32_t i = chain ? x->end[chain - 1] : 0; i < x->end[chain]; i++)
        more += jh__roster_move(s, x->step[i], other[x->step[i]]);
    return more;
}

static void give_back(jh__roster *s, const chains *x, uint32_t chain)
{
    for (uint32_t i = x->end[chain]; i-- > (chain ? x->end[chain - 1] : 0);)
        jh__roster_move(s, x->step[i], x->old[x->step[i]]);
}

static void string_chains(const jh__roster *s, const uint32_t *other, chains *x)
{
    const jh_rotation *r = s->r;
    uint32_t steps = 0;
    for (uint32_t p = 0; p < r->posts; p++)
        x->first[p] = JH_ROTATION_NONE;
    for (uint32_t t = r->teachers; t-- > 0;) {
        x->old[t] = s->taken[t];
        if (s->taken[t] == other[t]) continue;
        uint32_t from = r->option[r->teacher[t].option + s->taken[t]].post;
        x->next[t] = x->first[from];
        x->first[from] = t;
    }
    for (uint32_t p = 0; p < r->posts; p++)
        while (x->first[p] != JH_ROTATION_NONE) {
            for (uint32_t at = p; x->first[at] != JH_ROTATION_NONE;) {
                uint32_t t = x->first[at];
                x->first[at] = x->next[t];
                x->step[steps++] = t;
                at = r->option[r->teacher[t].option + other[t]].post;
                if (at == p) break;
            }
            x->end[x->n++] = steps;
        }
}

/* Keeps what improves alone; what does not is tried again, two and two, where they are few. */
#define PAIRS_AMONG 250

static void keep_chains(jh__roster *s, const uint32_t *other, chains *x, uint32_t *left)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < x->n; c++) {
        if (take(s, other, x, c) < 0) continue;
        give_back(s, x, c);
        left[n++] = c;
    }
    if (n > PAIRS_AMONG) return;
    for (uint32_t i = 0; i < n; i++) {
        if (left[i] == JH_ROTATION_NONE) continue;
        int64_t one = take(s, other, x, left[i]);
        bool kept = one < 0;
        for (uint32_t j = i + 1; j < n && !kept; j++) {
            if (left[j] == JH_ROTATION_NONE) continue;
            if (one + take(s, other, x, left[j]) < 0) {
                kept = true;
                left[j] = JH_ROTATION_NONE;
            } else
                give_back(s, x, left[j]);
        }
        if (!kept) give_back(s, x, left[i]);
    }
}

jh_status jh__roster_blend(jh_arena *scratch, jh__roster *s, const uint32_t *other,
                           jh_error *err)
{
    const jh_rotation *r = s->r;
    size_t teachers = (size_t)r->teachers + 1;
    chains x = {0};
    x.first = jh_alloc_array(scratch, (size_t)r->posts + 1, sizeof *x.first);
    x.next = jh_alloc_array(scratch, teachers, sizeof *x.next);
    x.step = jh_alloc_array(scratch, teachers, sizeof *x.step);
    x.end = jh_alloc_array(scratch, teachers, sizeof *x.end);
    x.old = jh_alloc_array(scratch, teachers, sizeof *x.old);
    if (!x.first || !x.next || !x.step || !x.end || !x.old) return jh_nomem(err);
    string_chains(s, other, &x);
    keep_chains(s, other, &x, x.next);
    return JH_OK;
}
