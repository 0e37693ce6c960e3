/* Pairs: the other partner that is next best, with what it costs all together. */
#include <junheng/pairs.h>

#define NONE UINT32_MAX
#define FAR (INT64_MAX / 4) /* two of these can be added */

/* A weak school gets column j instead of its own p: j then has one too many, so one of those whom it
 * helps goes on to another, and so on, until somebody takes the place at p that became free, or some
 * column has room. That is a shortest path from j to p in what the best plan leaves open; by the prices
 * no step of it is below 0. Paths are sought backwards from p, for all who are at p at once. The last
 * column is to be alone; `out` stands for room: who has room leads to it, and from it every column that
 * helps anybody is reached by giving a place up. */
typedef struct work {
    const jh_pairs *p;
    const int64_t *price;
    uint32_t *at;  /* by weak school: its column in the best plan */
    int64_t *step; /* [to * columns + from]: least for somebody at `from` to go on */
    uint32_t columns, *helped;
    uint32_t *first, *then; /* by column, by weak school: who is there */
    int64_t *u;             /* by weak school */
    int64_t *way;           /* by column, and of `out` */
    bool *done;
    jh_pairs_other *other;
} work;

/* What a weak school in a column costs above the prices; FAR: it may not be there. */
static int64_t above(const work *w, uint32_t weak, uint32_t column)
{
    if (column == w->p->strong) return w->p->alone - w->u[weak];
    int32_t cost = w->p->cost[(size_t)weak * w->p->strong + column];
    return cost == JH_PAIRS_NEVER ? FAR : cost - w->u[weak] - w->price[column];
}

static bool has_room(const work *w, uint32_t column)
{
    return column == w->p->strong || w->helped[column] < w->p->most[column];
}

static void shorten(work *w, uint32_t vertex, int64_t way)
{
    if (way < w->way[vertex]) w->way[vertex] = way;
}

/* The ways to p of those who may go on through this vertex. */
static void settle(work *w, uint32_t vertex)
{
    int64_t low = w->way[vertex];
    w->done[vertex] = true;
    if (vertex == w->columns) {
        for (uint32_t j = 0; j < w->columns; j++)
            if (has_room(w, j)) shorten(w, j, low);
        return;
    }
    if (w->helped[vertex]) shorten(w, w->columns, low - w->price[vertex]);
    const int64_t *step = w->step + (size_t)vertex * w->columns;
    for (uint32_t j = 0; j < w->columns; j++)
        w->way[j] = low + step[j] < w->way[j] ? low + step[j] : w->way[j];
}

/* What has been reached may be somebody's next best partner. */
static void offer(work *w, uint32_t home, uint32_t column)
{
    for (uint32_t i = w->first[home]; i != NONE; i = w->then[i]) {
        int64_t more = above(w, i, column);
        jh_pairs_other *other = &w->other[i];
        if (more == FAR) continue;
        more += w->way[column];
        if (more < other->more || (more == other->more && column < other->partner)) {
            other->more = more;
            other->partner = column;
        }
    }
}

/* No way that is left to find is shorter than `low`: who may still gain from one? */
static bool anybody(const work *w, uint32_t home, int64_t low)
{
    for (uint32_t i = w->first[home]; i != NONE; i = w->then[i])
        if (w->other[i].more >= low) return true;
    return false;
}

static void others_of(work *w, uint32_t home)
{
    for (uint32_t j = 0; j <= w->columns; j++) {
        w->way[j] = FAR;
        w->done[j] = false;
    }
    w->way[home] = 0;
    for (;;) {
        uint32_t next = NONE;
        for (uint32_t j = 0; j <= w->columns; j++)
            if (!w->done[j] && w->way[j] < FAR &&
                (next == NONE || w->way[j] < w->way[next]))
                next = j;
        if (next == NONE || !anybody(w, home, w->way[next])) return;
        settle(w, next);
        if (next != home && next != w->columns) offer(w, home, next);
    }
}

static bool make_room(jh_arena *scratch, work *w)
{
    size_t weak = w->p->weak, columns = w->columns;
    w->at = jh_alloc_array(scratch, weak + 1, sizeof *w->at);
    w->u = jh_alloc_array(scratch, weak + 1, sizeof *w->u);
    w->helped = jh_alloc_array(scratch, columns, sizeof *w->helped);
    w->first = jh_alloc_array(scratch, columns, sizeof *w->first);
    w->then = jh_alloc_array(scratch, weak + 1, sizeof *w->then);
    w->way = jh_alloc_array(scratch, columns + 1, sizeof *w->way);
    w->done = jh_alloc_array(scratch, columns + 1, sizeof *w->done);
    w->step = jh_alloc_array(scratch, columns * columns, sizeof *w->step);
    if (!w->at || !w->u || !w->helped || !w->first || !w->then || !w->way || !w->done)
        return false;
    for (size_t j = 0; j < columns; j++)
        w->first[j] = NONE;
    return w->step != NULL;
}

static void take_plan(work *w, const jh_pairs_plan *best)
{
    const jh_pairs *p = w->p;
    for (uint32_t i = 0; i < p->weak; i++) {
        const int32_t *cost = p->cost + (size_t)i * p->strong;
        uint32_t j = best->partner[i] == JH_PAIRS_ALONE ? p->strong : best->partner[i];
        w->at[i] = j;
        w->helped[j]++;
        w->then[i] = w->first[j];
        w->first[j] = i;
        w->u[i] = j == p->strong ? p->alone : cost[j] - best->price[j];
        w->other[i] = (jh_pairs_other){.partner = JH_PAIRS_ALONE, .more = INT64_MAX};
    }
}

static void find_steps(work *w)
{
    for (size_t i = 0; i < (size_t)w->columns * w->columns; i++)
        w->step[i] = FAR;
    for (uint32_t i = 0; i < w->p->weak; i++)
        for (uint32_t k = 0; k < w->columns; k++) {
            int64_t *step = &w->step[(size_t)k * w->columns + w->at[i]];
            int64_t one = above(w, i, k);
            if (one < *step) *step = one;
        }
}

jh_status jh_pairs_others(jh_arena *scratch, const jh_pairs *p, const jh_pairs_plan *best,
                          const uint32_t *had, jh_pairs_other *out, jh_error *err)
{
    work w = {.p = p, .price = best->price, .other = out};
    w.columns = p->strong + 1;
    if (!make_room(scratch, &w)) return jh_nomem(err);
    take_plan(&w, best);
    find_steps(&w);
    for (uint32_t j = 0; j < w.columns; j++)
        if (w.helped[j]) others_of(&w, j);
    for (uint32_t i = 0; i < p->weak; i++) {
        if (had[i] != best->partner[i])
            out[i] = (jh_pairs_other){.partner = best->partner[i]};
        else if (out[i].partner == p->strong)
            out[i].partner = JH_PAIRS_ALONE;
        out[i].none = out[i].more == INT64_MAX;
    }
    return JH_OK;
}
