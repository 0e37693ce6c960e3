#include "mixing.h"

#include <math.h>
#include <string.h>

#define EMPTY 1e-4 /* a cell that is empty in one of the years, while fitting */
#define CLOSE 1e-10
#define ROUNDS 5000

/* Units and groups that are there in both years, as tables of their own. */
typedef struct common {
    size_t units, groups;
    double *was[2], *filled[2]; /* counts; with empty cells filled */
    double *fitted;             /* of the last fitting */
    double *row[2], *column[2]; /* totals of what is filled */
} common;

/* ---- what both years have ---------------------------------------------------------------- */

typedef struct presence {
    bool *unit, *group;
} presence;

/* Units and groups with pupils in both years inside the table of common ones, taken away until
 * none is left empty. */
static void settle(const jh_counts *const year[2], presence *p)
{
    for (bool again = true; again;) {
        again = false;
        for (int y = 0; y < 2; y++) {
            const jh_counts *c = year[y];
            for (size_t u = 0; u < c->units; u++) {
                double sum = 0;
                for (size_t g = 0; g < c->groups && p->unit[u]; g++)
                    sum += p->group[g] ? c->n[u * c->groups + g] : 0;
                again = again || (p->unit[u] && !(sum > 0));
                p->unit[u] = p->unit[u] && sum > 0;
            }
            for (size_t g = 0; g < c->groups; g++) {
                double sum = 0;
                for (size_t u = 0; u < c->units && p->group[g]; u++)
                    sum += p->unit[u] ? c->n[u * c->groups + g] : 0;
                again = again || (p->group[g] && !(sum > 0));
                p->group[g] = p->group[g] && sum > 0;
            }
        }
    }
}

static void copy(const jh_counts *const year[2], const presence *p, common *out)
{
    size_t at = 0, row = 0;
    for (size_t u = 0; u < year[0]->units; u++) {
        if (!p->unit[u]) continue;
        size_t column = 0;
        for (size_t g = 0; g < year[0]->groups; g++) {
            if (!p->group[g]) continue;
            double n[2] = {year[0]->n[u * year[0]->groups + g],
                           year[1]->n[u * year[0]->groups + g]};
            for (int y = 0; y < 2; y++) {
                double filled = n[y] > 0 ? n[y] : n[!y] > 0 ? EMPTY : 0;
                out->was[y][at] = n[y];
                out->filled[y][at] = filled;
                out->row[y][row] += filled;
                out->column[y][column] += filled;
            }
            column++;
            at++;
        }
        row++;
    }
}

static jh_status find_common(jh_arena *arena, const jh_counts *const year[2], common *out)
{
    size_t units = year[0]->units, groups = year[0]->groups;
    presence p = {jh_alloc_array(arena, units + 1, sizeof *p.unit),
                  jh_alloc_array(arena, groups + 1, sizeof *p.group)};
    *out = (common){0};
    if (!p.unit || !p.group) return JH_ENOMEM;
    memset(p.unit, 1, units * sizeof *p.unit);
    memset(p.group, 1, groups * sizeof *p.group);
    settle(year, &p);
    for (size_t u = 0; u < units; u++)
        out->units += p.unit[u];
    for (size_t g = 0; g < groups; g++)
        out->groups += p.group[g];
    size_t cells = out->units * out->groups + 1;
    out->fitted = jh_alloc_array(arena, cells, sizeof *out->fitted);
    if (!out->fitted) return JH_ENOMEM;
    for (int y = 0; y < 2; y++) {
        out->was[y] = jh_alloc_array(arena, cells, sizeof *out->was[y]);
        out->filled[y] = jh_alloc_array(arena, cells, sizeof *out->filled[y]);
        out->row[y] = jh_alloc_array(arena, out->units + 1, sizeof *out->row[y]);
        out->column[y] = jh_alloc_array(arena, out->groups + 1, sizeof *out->column[y]);
        if (!out->was[y] || !out->filled[y] || !out->row[y] || !out->column[y])
            return JH_ENOMEM;
    }
    copy(year, &p, out);
    return JH_OK;
}

/* ---- fitting -------------------------------------------------------------------------------- */

static double m_of(const common *c, const double *n)
{
    jh_counts counts = {c->units, c->groups, n};
    return jh_segregation_of(&counts).m.value;
}

/* Multiplies the rows, or columns, of the fitted table to the totals; the largest change. */
static double scale(const common *c, const double *to, bool rows)
{
    double most = 0;
    size_t lines = rows ? c->units : c->groups, across = rows ? c->groups : c->units;
    for (size_t i = 0; i < lines; i++) {
        double sum = 0;
        for (size_t k = 0; k < across; k++)
            sum += c->fitted[rows ? i * c->groups + k : k * c->groups + i];
        double times = to[i] / sum;
        for (size_t k = 0; k < across; k++)
            c->fitted[rows ? i * c->groups + k : k * c->groups + i] *= times;
        most = fmax(most, fabs(times - 1));
    }
    return most;
}

/* M of year y's table with the other year's totals of groups, units, or both. */
static bool fit(const common *c, int y, bool groups, bool units, double *m)
{
    size_t cells = c->units * c->groups;
    memcpy(c->fitted, c->filled[y], cells * sizeof *c->fitted);
    bool done = false;
    for (int round = 0; round < ROUNDS && !done; round++) {
        double most = groups ? scale(c, c->column[!y], false) : 0;
        if (units) most = fmax(most, scale(c, c->row[!y], true));
        done = most < CLOSE || !groups || !units;
    }
    *m = m_of(c, c->fitted);
    return done;
}

/* First letter: totals of groups, second: of units, third: structure; a before, b after. */
static bool part(const common *c, jh_mixing_change *out)
{
    double aaa = m_of(c, c->was[0]), bbb = m_of(c, c->was[1]);
    double bba, baa, aba, aab, abb, bab;
    bool done = fit(c, 0, true, true, &bba) && fit(c, 1, true, true, &aab);
    if (!done || !fit(c, 0, true, false, &baa) || !fit(c, 0, false, true, &aba) ||
        !fit(c, 1, true, false, &abb) || !fit(c, 1, false, true, &bab))
        return false;
    out->additions = out->after.value - bbb;
    out->removals = aaa - out->before.value;
    out->groups = ((baa - aaa) + (bba - aba) + (bbb - abb) + (bab - aab)) / 4;
    out->units = ((aba - aaa) + (bba - baa) + (bbb - bab) + (abb - aab)) / 4;
    out->structural = jh__defined(((aab - aaa) + (bbb - bba)) / 2);
    return true;
}

jh_status jh_segregation_change(jh_arena *arena, const jh_counts *before,
                                const jh_counts *after, jh_mixing_change *out)
{
    const jh_counts *const year[2] = {before, after};
    common c;
    *out = (jh_mixing_change){.before = jh_segregation_of(before).m,
                              .after = jh_segregation_of(after).m,
                              .structural = jh__undefined("stat.nothing_common")};
    if (out->before.state != JH_STAT_OK || out->after.state != JH_STAT_OK) return JH_OK;
    JH_TRY(find_common(arena, year, &c));
    if (!c.units || !c.groups) return JH_OK;
    if (!part(&c, out)) out->structural = jh__undefined("stat.no_fit");
    return JH_OK;
}
