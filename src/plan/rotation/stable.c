/* Cycles of teachers who bring the same, then exchanges of two, until nobody would exchange. */
#include "rotation_int.h"

#include <junheng/stable.h>

#define NONE JH_ROTATION_NONE

typedef struct market {
    const jh_rotation *r;
    const int32_t *dislike;
    jh__roster s;
    uint32_t *order; /* options of each teacher, best liked first */
    uint32_t *next_best;
    uint32_t *first, *next; /* by post: who is left there, of the class */
    uint32_t *member, *path;
    uint8_t *state; /* by teacher: left in the market, on the path */
    jh_stable_sum *sum;
} market;

enum { GONE = 0, LEFT, ON_PATH };

static uint32_t post_of(const market *m, uint32_t t)
{
    return m->r->option[m->r->teacher[t].option + m->s.taken[t]].post;
}

static uint32_t section_of(const market *m, uint32_t t)
{
    return m->r->post[post_of(m, t)].section;
}

static int32_t has(const market *m, uint32_t t)
{
    return m->dislike[m->r->teacher[t].option + m->s.taken[t]];
}

/* ---- cycles ---- */

/* Who gets the post that he likes best of those where somebody is left; himself where that is his own. */
static uint32_t points_to(market *m, uint32_t t)
{
    const jh_rotation_teacher *who = &m->r->teacher[t];
    for (; m->next_best[t] < who->options; m->next_best[t]++) {
        uint32_t i = m->order[who->option + m->next_best[t]];
        if (m->dislike[who->option + i] >= has(m, t)) break;
        uint32_t at = m->first[m->r->option[who->option + i].post];
        while (at != NONE && m->state[at] == GONE)
            at = m->next[at];
        m->first[m->r->option[who->option + i].post] = at;
        if (at != NONE && m->r->option[who->option + i].post != post_of(m, t)) return at;
    }
    return t;
}

static uint32_t option_to(const market *m, uint32_t t, uint32_t post)
{
    const jh_rotation_teacher *who = &m->r->teacher[t];
    uint32_t best = NONE;
    for (uint32_t i = 0; i < who->options; i++)
        if (m->r->option[who->option + i].post == post &&
            (best == NONE ||
             m->dislike[who->option + i] < m->dislike[who->option + best]))
            best = i;
    return best;
}

/* Everybody of the cycle takes the post of the next; back again where a rule would be broken by more. */
static void trade(market *m, const uint32_t *cycle, size_t n, uint32_t *want,
                  uint32_t *old)
{
    int64_t broken = m->s.broken;
    for (size_t i = 0; i < n; i++) {
        want[i] = option_to(m, cycle[i], post_of(m, cycle[(i + 1) % n]));
        old[i] = m->s.taken[cycle[i]];
    }
    for (size_t i = 0; i < n; i++)
        jh__roster_move(&m->s, cycle[i], want[i]);
    if (m->s.broken > broken) {
        for (size_t i = 0; i < n; i++)
            jh__roster_move(&m->s, cycle[i], old[i]);
        return;
    }
    m->sum->cycles++;
}

/* One class: its members trade until all are gone. `room` has places for all of them twice. */
static void trade_class(market *m, size_t n, uint32_t *room)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t t = m->member[i];
        m->state[t] = LEFT, m->next_best[t] = 0;
        m->first[post_of(m, t)] = NONE;
    }
    for (size_t i = n; i-- > 0;) {
        uint32_t t = m->member[i], post = post_of(m, t);
        m->next[t] = m->first[post];
        m->first[post] = t;
    }
    for (size_t i = 0; i < n; i++)
        while (m->state[m->member[i]] != GONE) {
            size_t steps = 0, begin = 0;
            uint32_t at = m->member[i];
            for (; m->state[at] == LEFT; at = points_to(m, at)) {
                m->state[at] = ON_PATH;
                m->path[steps++] = at;
            }
            while (m->path[begin] != at)
                begin++;
            for (size_t k = 0; k < begin; k++)
                m->state[m->path[k]] = LEFT;
            for (size_t k = begin; k < steps; k++)
                m->state[m->path[k]] = GONE;
            if (steps - begin > 1)
                trade(m, m->path + begin, steps - begin, room, room + n);
        }
    for (size_t i = 0; i < n; i++)
        m->first[post_of(m, m->member[i])] = NONE;
}

static jh_status trade_all(jh_arena *scratch, market *m, jh_error *err)
{
    uint32_t *room =
        jh_alloc_array(scratch, 2 * (size_t)m->r->teachers + 1, sizeof *room);
    if (!room) return jh_nomem(err);
    for (uint32_t p = 0; p < m->r->posts; p++)
        m->first[p] = NONE;
    for (uint32_t class = 0; class < 2u << JH_ROTATION_MARKS; class ++) {
        size_t n = 0;
        for (uint32_t t = 0; t < m->r->teachers; t++) {
            const jh_rotation_teacher *who = &m->r->teacher[t];
            uint32_t own = (uint32_t)who->marks << 1 | who->backbone;
            if (who->eligible && own == class) m->member[n++] = t;
        }
        if (n > 1) trade_class(m, n, room);
    }
    return JH_OK;
}

/* ---- exchanges of two ---- */

static int64_t above(int64_t x)
{
    return x > 0 ? x : 0;
}

/* What lacks in two sections: marks one by one, and the posts of the four options. */
typedef struct lacks {
    int64_t mark[2][JH_ROTATION_MARKS], post[4];
} lacks;

static lacks lacks_of(const market *m, const uint32_t *section, const uint32_t *post)
{
    const jh_rotation *r = m->r;
    lacks x = {0};
    for (int i = 0; i < 2; i++)
        for (uint32_t k = 0; k < r->marks; k++) {
            uint32_t at = section[i] * r->marks + k;
            x.mark[i][k] = above(r->target[at].least - m->s.have[at]);
        }
    for (int i = 0; i < 4; i++)
        x.post[i] = above(r->post[post[i]].need - m->s.filled[post[i]]);
    return x;
}

static bool no_worse(const lacks *now, const lacks *was)
{
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < JH_ROTATION_MARKS; k++)
            if (now->mark[i][k] > was->mark[i][k]) return false;
    for (int i = 0; i < 4; i++)
        if (now->post[i] > was->post[i]) return false;
    return true;
}

static bool exchange(market *m, uint32_t t, uint32_t i, uint32_t u, uint32_t k)
{
    const jh_rotation *r = m->r;
    uint32_t section[2] = {section_of(m, t), section_of(m, u)};
    uint32_t post[4] = {post_of(m, t), post_of(m, u),
                        r->option[r->teacher[t].option + i].post,
                        r->option[r->teacher[u].option + k].post};
    uint32_t old[2] = {m->s.taken[t], m->s.taken[u]};
    lacks was = lacks_of(m, section, post);
    int64_t broken = m->s.broken;
    jh__roster_move(&m->s, t, i);
    jh__roster_move(&m->s, u, k);
    lacks now = lacks_of(m, section, post);
    if (no_worse(&now, &was) && m->s.broken <= broken) {
        m->sum->exchanges++;
        return true;
    }
    jh__roster_move(&m->s, t, old[0]);
    jh__roster_move(&m->s, u, old[1]);
    return false;
}

/* The options of t that lie in a section are next to one another but for the first. */
static bool exchange_with(market *m, uint32_t t, uint32_t i, uint32_t u)
{
    const jh_rotation *r = m->r;
    const jh_rotation_teacher *other = &r->teacher[u];
    uint32_t wanted = section_of(m, t);
    for (uint32_t k = 0; k < other->options; k++)
        if (r->post[r->option[other->option + k].post].section == wanted &&
            m->dislike[other->option + k] < has(m, u) && exchange(m, t, i, u, k))
            return true;
    return false;
}

/* Teachers by the section that they are in; rebuilt after each round. */
static void by_section(const market *m, uint32_t *first, uint32_t *next)
{
    for (uint32_t s = 0; s < m->r->sections; s++)
        first[s] = NONE;
    for (uint32_t t = m->r->teachers; t-- > 0;) {
        if (!m->r->teacher[t].eligible) continue;
        uint32_t s = section_of(m, t);
        next[t] = first[s];
        first[s] = t;
    }
}

static bool exchange_one(market *m, uint32_t t, const uint32_t *first,
                         const uint32_t *next)
{
    const jh_rotation *r = m->r;
    const jh_rotation_teacher *who = &r->teacher[t];
    for (uint32_t n = 0; n < who->options; n++) {
        uint32_t i = m->order[who->option + n];
        if (m->dislike[who->option + i] >= has(m, t)) return false;
        uint32_t to = r->post[r->option[who->option + i].post].section;
        if (to == section_of(m, t)) continue;
        for (uint32_t u = first[to]; u != NONE; u = next[u])
            if (u != t && section_of(m, u) == to && exchange_with(m, t, i, u))
                return true;
    }
    return false;
}

static jh_status exchange_all(jh_arena *scratch, market *m, jh_error *err)
{
    uint32_t *first = jh_alloc_array(scratch, (size_t)m->r->sections + 1, sizeof *first);
    uint32_t *next = jh_alloc_array(scratch, (size_t)m->r->teachers + 1, sizeof *next);
    if (!first || !next) return jh_nomem(err);
    for (bool again = true; again;) {
        again = false;
        by_section(m, first, next);
        for (uint32_t t = 0; t < m->r->teachers; t++)
            if (m->r->teacher[t].eligible && exchange_one(m, t, first, next))
                again = true;
    }
    return JH_OK;
}

/* ---- all ---- */

/* Best liked first; of equals the first. By insertion: an option list is short, and nearly in order. */
static void sort_options(market *m, uint32_t t)
{
    const jh_rotation_teacher *who = &m->r->teacher[t];
    uint32_t *order = m->order + who->option;
    const int32_t *dislike = m->dislike + who->option;
    for (uint32_t i = 0; i < who->options; i++) {
        uint32_t at = i;
        for (; at > 0 && dislike[order[at - 1]] > dislike[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

jh_status jh_stable_make(jh_arena *arena, const jh_stable_market *what, uint32_t *taken,
                         jh_stable_sum *sum, jh_error *err)
{
    const jh_rotation *r = what->r;
    const int32_t *dislike = what->dislike;
    market m = {.r = r, .dislike = dislike, .sum = sum};
    size_t teachers = (size_t)r->teachers + 1;
    *sum = (jh_stable_sum){0};
    JH_TRY(jh__rotation_form(r, err));
    JH_TRY(jh__roster_make(arena, r, &m.s, err));
    m.order = jh_alloc_array(arena, (size_t)r->options + 1, sizeof *m.order);
    m.next_best = jh_alloc_array(arena, teachers, sizeof *m.next_best);
    m.first = jh_alloc_array(arena, (size_t)r->posts + 1, sizeof *m.first);
    m.next = jh_alloc_array(arena, teachers, sizeof *m.next);
    m.member = jh_alloc_array(arena, teachers, sizeof *m.member);
    m.path = jh_alloc_array(arena, teachers, sizeof *m.path);
    m.state = jh_alloc_array(arena, teachers, 1);
    if (!m.order || !m.next_best || !m.first || !m.next || !m.member || !m.path ||
        !m.state)
        return jh_nomem(err);
    jh__roster_set(&m.s, taken);
    for (uint32_t t = 0; t < r->teachers; t++)
        sort_options(&m, t);
    JH_TRY(trade_all(arena, &m, err));
    JH_TRY(exchange_all(arena, &m, err));
    for (uint32_t t = 0; t < r->teachers; t++) {
        uint32_t first = r->teacher[t].option;
        sum->better += dislike[first + m.s.taken[t]] < dislike[first + taken[t]];
        taken[t] = m.s.taken[t];
    }
    return JH_OK;
}
