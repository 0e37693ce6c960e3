/* One indicator of one section against its standard and its floor. */
#include "assess_int.h"

#include <math.h>

static bool close_to(double a, double b)
{
    return fabs(a - b) <= JH__CLOSE * fmax(fabs(a), fabs(b));
}

double jh__threshold(const jh_indicator *ind, double share, double standard)
{
    return ind->direction == JH_MORE_IS_BETTER ? share * standard : standard / share;
}

/* The comparison again, on the decimals that were given. Where less is better the share stands
 * on the side of the value, so that nothing is divided. */
static jh_status exactly(jh__judge *j, jh__goal goal, const jh_lookup *lookup, bool *out)
{
    const jh_indicator *ind = goal.indicator;
    jh_arena *scratch = jh_arena_new();
    const jh_exact *value = NULL;
    jh_state state;
    int order = 0;
    if (!scratch) return jh_nomem(j->err);
    jh_status st = jh_formula_exact(ind->value, lookup, scratch, &value, &state);
    const jh_exact *part = jh_exact_decimal(scratch, goal.share);
    const jh_exact *whole = jh_exact_decimal(scratch, goal.standard);
    bool more = ind->direction == JH_MORE_IS_BETTER;
    if (more)
        whole = jh_exact_mul(scratch, part, whole);
    else
        value = jh_exact_mul(scratch, part, value);
    if (st == JH_OK) st = jh_exact_compare(scratch, value, whole, &order);
    *out = more ? order >= 0 : order <= 0;
    jh_arena_free(scratch);
    return st == JH_OK ? JH_OK : jh_nomem(j->err);
}

jh_status jh__reaches(jh__judge *j, jh__goal goal, jh_value v, const jh_lookup *lookup,
                      bool *out)
{
    double threshold = jh__threshold(goal.indicator, goal.share, goal.standard);
    if (close_to(v.number, threshold)) return exactly(j, goal, lookup, out);
    bool more = goal.indicator->direction == JH_MORE_IS_BETTER;
    *out = (v.number > threshold) == more;
    return JH_OK;
}

/* A figure as reported against a threshold, as a reader of the report compares them. */
static bool shown_reaches(const jh_indicator *ind, double shown, double threshold)
{
    return close_to(shown, threshold) ||
           (shown > threshold) == (ind->direction == JH_MORE_IS_BETTER);
}

static jh_grade grade_of_number(const jh_pack *pack, const jh_indicator *ind, double x,
                                double standard)
{
    if (shown_reaches(ind, x, standard)) return JH_MET;
    if (isnan(pack->floor)) return JH_FAILED;
    double floor = jh__threshold(ind, pack->floor, standard);
    return shown_reaches(ind, x, floor) ? JH_FLOOR : JH_FAILED;
}

/* Rounding can only matter within one reported digit of the standard or the floor; most cells
 * are spared the decimal arithmetic. */
static bool may_round_over(const jh_pack *pack, const jh_indicator *ind, double x,
                           double standard)
{
    double digit = pow(10, -ind->decimals);
    double floor = jh__threshold(ind, pack->floor, standard);
    return fabs(x - standard) <= digit || fabs(x - floor) <= digit;
}

static jh_status grade_value(jh__judge *j, const jh_indicator *ind, jh_cell_result *cell,
                             const jh_lookup *lookup, double standard)
{
    bool reached;
    JH_TRY(jh__reaches(j, (jh__goal){ind, 1, standard}, cell->value, lookup, &reached));
    cell->grade = reached ? JH_MET : JH_FAILED;
    if (reached || isnan(j->pack->floor)) return JH_OK;
    JH_TRY(jh__reaches(j, (jh__goal){ind, j->pack->floor, standard}, cell->value, lookup,
                       &reached));
    if (reached) cell->grade = JH_FLOOR;
    return JH_OK;
}

static jh_status grade(jh__judge *j, const jh_indicator *ind, jh_cell_result *cell,
                       const jh_lookup *lookup, double standard)
{
    bool known = cell->value.state == JH_KNOWN;
    cell->grade = isnan(standard) ? JH_NONE : JH_UNKNOWN;
    if (!isnan(standard) && known) JH_TRY(grade_value(j, ind, cell, lookup, standard));
    cell->shown = cell->grade;
    if (!isnan(standard) && known &&
        may_round_over(j->pack, ind, cell->value.number, standard)) {
        double shown = jh_number_rounded(cell->value.number, ind->decimals);
        cell->shown = grade_of_number(j->pack, ind, shown, standard);
    }
    cell->rounding = cell->shown != cell->grade;
    return JH_OK;
}

jh_status jh__grade_cell(jh__judge *j, size_t indicator, size_t section)
{
    const jh_sections *s = &j->out->sections;
    const jh_indicator *ind = &j->pack->indicator[indicator];
    jh_section_ctx ctx = {.sections = s, .section = section};
    jh_lookup lookup = jh_section_lookup(&ctx);
    jh_cell_result *cell = &j->out->cell[indicator * s->n + section];
    int stage = jh__stage_index(s->section[section].stage);
    return grade(j, ind, cell, &lookup, ind->standard[stage]);
}

jh_status jh__grade_cells(jh__judge *j)
{
    jh_assessment *out = j->out;
    size_t n = out->sections.n;
    out->cell = jh_alloc_array(j->arena, j->pack->indicators * n + 1, sizeof *out->cell);
    if (!out->cell) return jh_nomem(j->err);
    for (size_t k = 0; k < j->pack->indicators; k++)
        for (size_t i = 0; i < n; i++) {
            out->cell[k * n + i].value = out->values.value[k * n + i];
            JH_TRY(jh__grade_cell(j, k, i));
            if (!j->brief) JH_TRY(jh__measure_need(j, k, i));
        }
    return JH_OK;
}
