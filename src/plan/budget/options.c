/* What a school may do about the section rule: which indicators its sections miss. */
#include "budget_int.h"

#include <string.h>

/* Choices of all sections of the school, counted up like the digits of a number: the digit of a
 * section says which subset of its cells is missed, or that the section is given up. */
typedef struct maker {
    jh__work *w;
    const jh__school *school;
    double *low; /* of the option in the making */
    bool partly;
    size_t first; /* of the school's options */
} maker;

/* Least counts with which one section passes while it misses `missed` (ascending cells). */
static bool demand(const maker *m, const jh_budget_section *s, const size_t *missed,
                   size_t n)
{
    const jh__work *w = m->w;
    for (size_t k = s->cell, at = 0; k < s->cell + s->cells; k++) {
        const jh_budget_cell *c = &w->b->cell[k];
        bool miss = at < n && missed[at] == k;
        at += miss;
        double steps = jh__steps_to(w, k, miss ? c->floor : c->standard);
        if (isnan(c->standard) || steps == -INFINITY) continue;
        if (steps == INFINITY || jh__count_from(&w->item[c->item], steps) == INFINITY)
            return false;
        double *low = &m->low[c->item - m->school->item];
        if (steps > *low) *low = steps;
    }
    return true;
}

/* a does all that b does, and needs no more. */
static bool covers(const maker *m, const jh__option *a, const jh__option *b)
{
    if (a->passing < b->passing || a->pupils < b->pupils) return false;
    for (size_t i = 0; i < m->school->items; i++)
        if (a->low[i] > b->low[i]) return false;
    return true;
}

static jh_status keep(maker *m, jh__option new)
{
    jh__work *w = m->w;
    for (size_t i = m->first; i < w->options; i++)
        if (covers(m, &w->option[i], &new)) return JH_OK;
    for (size_t i = m->first; i < w->options; i++)
        if (covers(m, &new, &w->option[i])) w->option[i--] = w->option[--w->options];
    jh__option *grown =
        jh_grow(w->arena, w->option, &w->option_cap, w->options + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    w->option = grown;
    double *low = jh_alloc_array(w->arena, m->school->items + 1, sizeof *low);
    if (!low) return JH_ENOMEM;
    memcpy(low, new.low, m->school->items * sizeof *low);
    new.low = low;
    w->option[w->options++] = new;
    return JH_OK;
}

static jh_status section_choices(maker *m, size_t at, jh__option so_far);

/* Goes on with the next section under what `section` demands when it misses `missed`. */
static jh_status go_on(maker *m, size_t at, jh__option so_far, const size_t *missed,
                       size_t n)
{
    const jh_budget_section *s = &m->w->b->section[m->school->section + at];
    double *saved = jh_alloc_array(m->w->arena, m->school->items + 1, sizeof *saved);
    if (!saved) return JH_ENOMEM;
    memcpy(saved, m->low, m->school->items * sizeof *saved);
    jh_status st = JH_OK;
    if (demand(m, s, missed, n)) {
        so_far.passing++;
        so_far.pupils += s->pupils;
        st = section_choices(m, at + 1, so_far);
    }
    memcpy(m->low, saved, m->school->items * sizeof *saved);
    return st;
}

/* All subsets of the section's cells of the size that it may miss; missing less is never cheaper.
 * Cells that meet their standard as they are need not be missed. */
static jh_status subsets(maker *m, size_t at, jh__option so_far)
{
    const jh_budget_section *s = &m->w->b->section[m->school->section + at];
    size_t cell[64] = {0}, pick[64], n = 0;
    for (size_t k = s->cell; k < s->cell + s->cells && n < JH_COUNT(cell); k++)
        if (jh__steps_to(m->w, k, m->w->b->cell[k].standard) > 0) cell[n++] = k;
    size_t size = s->may_miss < n ? s->may_miss : n;
    for (size_t i = 0; i < size; i++)
        pick[i] = i;
    for (;;) {
        size_t missed[64];
        for (size_t i = 0; i < size; i++)
            missed[i] = cell[pick[i]];
        JH_TRY(go_on(m, at, so_far, missed, size));
        size_t i = size;
        while (i && pick[i - 1] == n - size + i - 1)
            i--;
        if (!i) return JH_OK;
        for (pick[i - 1]++; i < size; i++)
            pick[i] = pick[i - 1] + 1;
    }
}

static jh_status section_choices(maker *m, size_t at, jh__option so_far)
{
    if (at == m->school->sections) {
        so_far.low = m->low;
        return keep(m, so_far);
    }
    bool wanted = m->w->b->section[m->school->section + at].wanted;
    if (m->partly || !wanted) {
        jh__option without = so_far;
        without.whole = so_far.whole && !wanted;
        JH_TRY(section_choices(m, at + 1, without));
        if (!m->partly) return JH_OK;
    }
    return subsets(m, at, so_far);
}

jh_status jh__budget_options(jh__work *w, size_t school, bool partly)
{
    maker m = {w, &w->school[school], NULL, partly, w->options};
    m.low = jh_alloc_array(w->arena, m.school->items + 1, sizeof *m.low);
    if (!m.low) return jh_nomem(w->err);
    /* what need not be raised may be given away, as far as the school can spare it */
    for (size_t i = 0; i < m.school->items; i++)
        m.low[i] = -w->item[m.school->item + i].spare;
    jh_status st = section_choices(&m, 0, (jh__option){.whole = true});
    w->school[school].option = m.first;
    w->school[school].options = w->options - m.first;
    return st == JH_OK ? JH_OK : jh_nomem(w->err);
}
