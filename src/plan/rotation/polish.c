/* The end of a plan: single moves and exchanges of two, until none improves. */
#include "rotation_int.h"

#define NONE JH_ROTATION_NONE

/* Who is at a post now: lists through the teachers. */
typedef struct lists {
    uint32_t *first, *next, *before;
} lists;

static uint32_t post_of(const jh__roster *s, uint32_t t)
{
    return s->r->option[s->r->teacher[t].option + s->taken[t]].post;
}

static void join(lists *l, uint32_t t, uint32_t post)
{
    l->before[t] = NONE;
    l->next[t] = l->first[post];
    if (l->first[post] != NONE) l->before[l->first[post]] = t;
    l->first[post] = t;
}

static void leave(lists *l, uint32_t t, uint32_t post)
{
    if (l->next[t] != NONE) l->before[l->next[t]] = l->before[t];
    if (l->before[t] != NONE)
        l->next[l->before[t]] = l->next[t];
    else
        l->first[post] = l->next[t];
}

/* The option of a teacher that leads to the post, or NONE. Options beyond the first stand in
 * the order of their posts. */
static uint32_t way_to(const jh_rotation *r, uint32_t t, uint32_t post)
{
    const jh_rotation_option *o = r->option + r->teacher[t].option;
    if (o[0].post == post) return 0;
    uint32_t low = 1, high = r->teacher[t].options;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (o[mid].post < post)
            low = mid + 1;
        else
            high = mid;
    }
    return low < r->teacher[t].options && o[low].post == post ? low : NONE;
}

static bool exchange(jh__roster *s, lists *l, uint32_t t, uint32_t option)
{
    const jh_rotation *r = s->r;
    uint32_t here = post_of(s, t), there = r->option[r->teacher[t].option + option].post;
    uint32_t was = s->taken[t];
    int64_t first = jh__roster_move(s, t, option);
    if (first < 0) {
        leave(l, t, here);
        join(l, t, there);
        return true;
    }
    for (uint32_t u = l->first[there]; u != NONE; u = l->next[u]) {
        uint32_t back = r->teacher[u].eligible ? way_to(r, u, here) : NONE;
        if (back == NONE) continue;
        uint32_t old = s->taken[u];
        if (first + jh__roster_move(s, u, back) < 0) {
            leave(l, t, here);
            leave(l, u, there);
            join(l, t, there);
            join(l, u, here);
            return true;
        }
        jh__roster_move(s, u, old);
    }
    jh__roster_move(s, t, was);
    return false;
}

jh_status jh__roster_polish(jh_arena *scratch, jh__roster *s, int rounds, jh_error *err)
{
    const jh_rotation *r = s->r;
    lists l;
    l.first = jh_alloc_array(scratch, (size_t)r->posts + 1, sizeof *l.first);
    l.next = jh_alloc_array(scratch, (size_t)r->teachers + 1, sizeof *l.next);
    l.before = jh_alloc_array(scratch, (size_t)r->teachers + 1, sizeof *l.before);
    if (!l.first || !l.next || !l.before) return jh_nomem(err);
    for (uint32_t p = 0; p < r->posts; p++)
        l.first[p] = NONE;
    for (uint32_t t = r->teachers; t-- > 0;)
        join(&l, t, post_of(s, t));
    bool better = true;
    while (better && rounds-- > 0) {
        better = false;
        for (uint32_t t = 0; t < r->teachers; t++)
            for (uint32_t i = 0; r->teacher[t].eligible && i < r->teacher[t].options; i++)
                if (i != s->taken[t] && exchange(s, &l, t, i)) better = true;
    }
    return JH_OK;
}
