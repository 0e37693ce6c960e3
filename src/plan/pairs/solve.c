/* Pairs: shortest augmenting paths over strong schools with places. */
#include <junheng/pairs.h>

#include <math.h>
#include <string.h>

/* To stay alone is one strong school more, the last, with places for all. Who is helped by one
 * school hangs on a list (first, then). */
typedef struct work {
    const jh_pairs *p;
    uint32_t columns;
    uint32_t *first, *helped; /* by column */
    uint32_t *then, *at;      /* by weak school */
    int64_t *u, *v;           /* prices of weak schools and of places */
    int64_t *way;             /* by column: the shortest path to it */
    uint32_t *from;           /* by column: the weak school that comes to it */
    uint32_t *open, *queue;   /* columns not scanned yet; scanned ones in order */
    bool *seen;
    uint32_t *tight_from, *tight; /* by weak school: columns that cost it no more */
} work;

#define NONE JH_PAIRS_ALONE

static bool has_room(const work *w, uint32_t column)
{
    return column == w->p->strong || w->helped[column] < w->p->most[column];
}

static int64_t cost_of(const work *w, uint32_t weak, uint32_t column)
{
    if (column == w->p->strong) return w->p->alone;
    return w->p->cost[(size_t)weak * w->p->strong + column];
}

static bool allowed(const work *w, uint32_t weak, uint32_t column)
{
    return column == w->p->strong || cost_of(w, weak, column) != JH_PAIRS_NEVER;
}

static void put(work *w, uint32_t weak, uint32_t column)
{
    w->at[weak] = column;
    w->then[weak] = w->first[column];
    w->first[column] = weak;
    w->helped[column]++;
}

static void take(work *w, uint32_t weak)
{
    uint32_t *link = &w->first[w->at[weak]];
    while (*link != weak)
        link = &w->then[*link];
    *link = w->then[weak];
    w->helped[w->at[weak]]--;
}

/* ---- one weak school more ---------------------------------------------------------------------- */

/* Shortens the paths to all open columns through a weak school that is reached by `low`. */
static void relax(work *w, uint32_t weak, int64_t low, uint32_t open)
{
    const int32_t *cost = w->p->cost + (size_t)weak * w->p->strong;
    int64_t base = low - w->u[weak];
    for (uint32_t k = 0; k < open; k++) {
        uint32_t j = w->open[k];
        int64_t c = j == w->p->strong ? w->p->alone : cost[j];
        if (c == JH_PAIRS_NEVER && j != w->p->strong) continue;
        int64_t way = base + c - w->v[j];
        if (way < w->way[j]) w->way[j] = way, w->from[j] = weak;
    }
}

/* The nearest open column: one with room, where several are equally near. */
static uint32_t nearest(const work *w, uint32_t open)
{
    uint32_t best = 0;
    for (uint32_t k = 1; k < open; k++) {
        uint32_t j = w->open[k], b = w->open[best];
        if (w->way[j] < w->way[b] ||
            (w->way[j] == w->way[b] && has_room(w, j) && !has_room(w, b)))
            best = k;
    }
    return best;
}

/* Prices follow the paths, so that what was tight stays so. */
static void reprice(work *w, uint32_t weak, uint32_t scanned, int64_t low)
{
    w->u[weak] += low;
    for (uint32_t k = 0; k < scanned; k++) {
        uint32_t j = w->queue[k];
        int64_t by = low - w->way[j];
        for (uint32_t i = w->first[j]; i != NONE; i = w->then[i])
            w->u[i] += by;
        w->v[j] -= by;
    }
}

static void add_school(work *w, uint32_t weak)
{
    uint32_t open = w->columns, scanned = 0, reached = weak, last = NONE, column;
    for (uint32_t j = 0; j < w->columns; j++)
        w->way[j] = INT64_MAX, w->open[j] = j;
    relax(w, weak, 0, open);
    for (;;) {
        uint32_t k = nearest(w, open);
        column = w->open[k];
        if (has_room(w, column)) break;
        w->open[k] = w->open[--open];
        w->queue[scanned++] = column;
        for (uint32_t i = w->first[column]; i != NONE; i = w->then[i])
            relax(w, i, w->way[column], open);
    }
    reprice(w, weak, scanned, w->way[column]);
    do {
        reached = w->from[column];
        last = reached == weak ? NONE : w->at[reached];
        if (last != NONE) take(w, reached);
        put(w, reached, column);
        column = last;
    } while (column != NONE);
}

/* ---- of several best plans the first ------------------------------------------------------------ */

static bool is_tight(const work *w, uint32_t weak, uint32_t column)
{
    return allowed(w, weak, column) &&
           cost_of(w, weak, column) == w->u[weak] + w->v[column];
}

/* Prices rest now, and so does what is tight. */
static jh_status list_tight(jh_arena *arena, work *w)
{
    uint32_t rows = w->p->weak;
    size_t cap = 0, n = 0;
    w->tight_from = jh_alloc_array(arena, (size_t)rows + 1, sizeof *w->tight_from);
    if (!w->tight_from) return JH_ENOMEM;
    for (uint32_t i = 0; i < rows; i++) {
        w->tight = jh_grow(arena, w->tight, &cap, n + w->columns, sizeof *w->tight);
        if (!w->tight) return JH_ENOMEM;
        for (uint32_t j = 0; j < w->columns; j++)
            if (is_tight(w, i, j)) w->tight[n++] = j;
        w->tight_from[i + 1] = (uint32_t)n;
    }
    return JH_OK;
}

/* A path may end in free room, and go on from there wherever a place may become free: a column
 * that such a path enters has NONE in `from`, and the room that led there is the gate. */
typedef struct search {
    uint32_t weak, home, n, gate;
} search;

/* Takes the path back from the column where it ended to the one that `weak` now gets. */
static void turn(work *w, const search *s, uint32_t end)
{
    uint32_t column = end, left = end;
    while (left != NONE) {
        uint32_t who = w->from[column];
        if (who == NONE) {
            column = s->gate;
            continue;
        }
        left = who == s->weak ? NONE : w->at[who];
        take(w, who);
        put(w, who, column);
        column = left;
    }
}

static void reach(work *w, search *s, uint32_t column, uint32_t from)
{
    w->seen[column] = true;
    w->from[column] = from;
    w->queue[s->n++] = column;
}

/* Where those who are helped by the column, after `weak`, can go as well. */
static void spread(work *w, search *s, uint32_t column)
{
    for (uint32_t i = w->first[column]; i != NONE; i = w->then[i]) {
        if (i <= s->weak) continue;
        for (uint32_t k = w->tight_from[i]; k < w->tight_from[i + 1]; k++)
            if (!w->seen[w->tight[k]]) reach(w, s, w->tight[k], i);
    }
}

/* Whether `weak` can get `wish` without cost, by exchanges among those after it; columns that lead
 * nowhere stay seen. */
static bool exchange(work *w, search *s, uint32_t wish)
{
    uint32_t k = s->n;
    reach(w, s, wish, s->weak);
    for (; k < s->n; k++) {
        uint32_t column = w->queue[k];
        if (column == s->home) {
            /* Entered through the gate it only gives its place up. */
            turn(w, s, column);
            return true;
        }
        if (s->gate == NONE && has_room(w, column)) {
            s->gate = column;
            for (uint32_t j = 0; j < w->columns; j++)
                if (!w->seen[j] && w->v[j] == 0) reach(w, s, j, NONE);
        }
        spread(w, s, column);
    }
    return false;
}

static void first_of_best(work *w)
{
    for (uint32_t i = 0; i < w->p->weak; i++) {
        search s = {.weak = i, .home = w->at[i], .gate = NONE};
        memset(w->seen, 0, w->columns * sizeof *w->seen);
        for (uint32_t k = w->tight_from[i]; w->tight[k] < s.home; k++)
            if (!w->seen[w->tight[k]] && exchange(w, &s, w->tight[k])) break;
    }
}

/* ---- all ---------------------------------------------------------------------------------------- */

static jh_status form(const jh_pairs *p, jh_error *err)
{
    const int64_t limit = INT64_MAX / 8;
    bool good = ((uint64_t)p->weak + 1) * ((uint64_t)p->strong + 2) < UINT32_MAX &&
                p->alone >= 0 && p->alone <= limit / ((int64_t)p->weak + 1);
    size_t n = (size_t)p->weak * p->strong;
    for (size_t i = 0; i < n && good; i++)
        good = p->cost[i] >= 0;
    return good ? JH_OK : jh_fail(err, JH_EINPUT, "plan.pairs_form", "");
}

static jh_status room(jh_arena *arena, work *w, jh_pairs_plan *out)
{
    size_t m = w->columns, n = (size_t)w->p->weak + 1;
    w->first = jh_alloc_array(arena, m, sizeof *w->first);
    w->helped = jh_alloc_array(arena, m, sizeof *w->helped);
    w->v = jh_alloc_array(arena, m, sizeof *w->v);
    w->way = jh_alloc_array(arena, m, sizeof *w->way);
    w->from = jh_alloc_array(arena, m, sizeof *w->from);
    w->open = jh_alloc_array(arena, m, sizeof *w->open);
    w->queue = jh_alloc_array(arena, m, sizeof *w->queue);
    w->seen = jh_alloc_array(arena, m, sizeof *w->seen);
    w->then = jh_alloc_array(arena, n, sizeof *w->then);
    w->at = jh_alloc_array(arena, n, sizeof *w->at);
    w->u = jh_alloc_array(arena, n, sizeof *w->u);
    out->partner = w->at;
    out->price = w->v;
    bool good = w->first && w->helped && w->v && w->way && w->from && w->open &&
                w->queue && w->seen && w->then && w->at && w->u;
    for (size_t j = 0; good && j < m; j++)
        w->first[j] = NONE;
    return good ? JH_OK : JH_ENOMEM;
}

jh_status jh_pairs_solve(jh_arena *arena, const jh_pairs *p,
                         const jh_plan_control *control, jh_pairs_plan *out,
                         jh_error *err)
{
    jh_plan_control asked = control ? *control : (jh_plan_control){0};
    work w = {.p = p, .columns = p->strong + 1};
    *out = (jh_pairs_plan){.outcome = {.value = NAN, .bound = NAN}};
    asked.work = 0;
    JH_TRY(form(p, err));
    if (room(arena, &w, out) != JH_OK) return jh_nomem(err);
    for (uint32_t i = 0; i < p->weak; i++) {
        if (!jh_plan_go_on(&asked, &out->outcome, 1)) {
            out->outcome.status = JH_PLAN_NONE;
            return JH_OK;
        }
        add_school(&w, i);
    }
    if (list_tight(arena, &w) != JH_OK) return jh_nomem(err);
    first_of_best(&w);
    int64_t value = 0;
    for (uint32_t i = 0; i < p->weak; i++) {
        value += cost_of(&w, i, w.at[i]);
        if (w.at[i] == p->strong) w.at[i] = JH_PAIRS_ALONE;
    }
    jh_plan_news(&asked, &out->outcome, (double)value,
                 (double)jh_pairs_bound(p, out->price));
    jh_plan_settle(&out->outcome);
    return JH_OK;
}
