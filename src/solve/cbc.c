/* The solver behind jh-solve: CLP for the linear relaxation, which goes on from its last basis as rows
 * are added, and CBC for the whole problem.
 *
 * CBC's C interface gives no solution while it works. The search is therefore made in stages with
 * more and more nodes, each starting from the best solution so far: what a stage found is told before
 * the next begins, and a kill loses only the last stage. */
#include "solve.h"

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_NODES 500
#define STAGE_FACTOR 8
#define TOTAL_NODES 2000000000
/* Probing every column before the search: beyond so many it takes longer than the search. */
#define PROBED_MOST 5000

enum { OPTIMAL, FEASIBLE, INFEASIBLE, CUT, FAILED }; /* jh_mip_state */

struct solver {
    Clp_Simplex *clp;
};

const char *solver_name(void)
{
    static char name[64];
    if (!name[0]) snprintf(name, sizeof name, "CBC %s", Cbc_getVersion());
    return name;
}

solver *solver_new(void)
{
    return calloc(1, sizeof(solver));
}

void solver_free(solver *s)
{
    if (s && s->clp) Clp_deleteModel(s->clp);
    free(s);
}

/* Rows turned into columns. */
typedef struct columns {
    int *start, *row;
    double *value;
} columns;

static bool by_columns(const solve_model *m, columns *c)
{
    c->start = calloc(m->columns + 2, sizeof *c->start);
    c->row = malloc((m->entries + 1) * sizeof *c->row);
    c->value = malloc((m->entries + 1) * sizeof *c->value);
    if (!c->start || !c->row || !c->value) return false;
    for (size_t i = 0; i < m->entries; i++)
        c->start[m->column[i] + 2]++;
    for (size_t j = 0; j < m->columns; j++)
        c->start[j + 2] += c->start[j + 1];
    for (size_t i = 0, e = 0; i < m->rows; i++)
        for (; e < m->end[i]; e++) {
            int at = c->start[m->column[e] + 1]++;
            c->row[at] = (int)i;
            c->value[at] = m->factor[e];
        }
    return true;
}

static void free_columns(columns *c)
{
    free(c->start);
    free(c->row);
    free(c->value);
}

/* ---- the relaxation ---- */

static bool add_rows(solver *s, const solve_model *m)
{
    size_t n = m->rows - m->known, from = m->known ? m->end[m->known - 1] : 0;
    int *start = malloc((n + 1) * sizeof *start);
    if (!start) return false;
    start[0] = 0;
    for (size_t i = 0; i < n; i++)
        start[i + 1] = (int)(m->end[m->known + i] - from);
    Clp_addRows(s->clp, (int)n, m->row_low + m->known, m->row_high + m->known, start,
                m->column + from, m->factor + from);
    free(start);
    return true;
}

static bool load(solver *s, const solve_model *m)
{
    columns c = {0};
    bool ok = by_columns(m, &c);
    s->clp = Clp_newModel();
    Clp_setLogLevel(s->clp, 0);
    if (ok)
        Clp_loadProblem(s->clp, (int)m->columns, (int)m->rows, c.start, c.row, c.value,
                        m->low, m->high, m->cost, m->row_low, m->row_high);
    free_columns(&c);
    return ok;
}

void solver_relaxed(solver *s, solve_model *m, solve_reply *out)
{
    out->answer = (jh_wire_answer){.value = NAN, .bound = NAN, .state = FAILED};
    bool first = !s->clp;
    if (first ? !load(s, m) : m->rows > m->known && !add_rows(s, m)) return;
    m->known = m->rows;
    if (first)
        Clp_initialSolve(s->clp);
    else
        Clp_dual(s->clp, 0);
    int status = Clp_status(s->clp);
    if (status == 1) out->answer.state = INFEASIBLE;
    if (status != 0) return;
    out->answer.state = OPTIMAL;
    out->answer.found = 1;
    out->answer.value = out->answer.bound = Clp_objectiveValue(s->clp);
    memcpy(out->x, Clp_primalColumnSolution(s->clp), m->columns * sizeof *out->x);
    memcpy(out->dual, Clp_dualRowSolution(s->clp), m->rows * sizeof *out->dual);
}

/* ---- the whole problem ---- */

static double value_of(const solve_model *m, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        sum += m->cost[j] * x[j];
    return sum;
}

static void set(Cbc_Model *model, const char *name, const char *value)
{
    Cbc_setParameter(model, name, value);
}

static Cbc_Model *build(const solve_model *m, const double *start)
{
    columns c = {0};
    if (!by_columns(m, &c)) {
        free_columns(&c);
        return NULL;
    }
    Cbc_Model *model = Cbc_newModel();
    Cbc_setLogLevel(model, 0);
    Cbc_loadProblem(model, (int)m->columns, (int)m->rows, c.start, c.row, c.value, m->low,
                    m->high, m->cost, m->row_low, m->row_high);
    free_columns(&c);
    int *index = malloc((m->columns + 1) * sizeof *index), n = 0;
    double *value = malloc((m->columns + 1) * sizeof *value);
    for (size_t j = 0; j < m->columns; j++) {
        if (!m->whole[j]) continue;
        Cbc_setInteger(model, (int)j);
        if (start && index && value) {
            index[n] = (int)j;
            value[n++] = start[j];
        }
    }
    if (n) Cbc_setMIPStartI(model, n, index, value);
    free(index);
    free(value);
    set(model, "threads", "0");
    if (m->columns > PROBED_MOST) set(model, "preprocess", "off");
    return model;
}

/* One stage; true: the search has come to its end. */
static bool stage(const solve_model *m, const jh_wire_ask *ask, uint64_t nodes,
                  const double *start, solve_reply *out)
{
    jh_wire_answer *a = &out->answer;
    Cbc_Model *model = build(m, start);
    if (!model) return true;
    Cbc_setAllowableFractionGap(model, ask->gap);
    Cbc_setMaximumNodes(model, (int)nodes);
    if (ask->cutoff != 0) Cbc_setCutoff(model, ask->cutoff);
    if (ask->seconds > 0) Cbc_setMaximumSeconds(model, ask->seconds);
    Cbc_solve(model);
    const double *x = Cbc_bestSolution(model);
    double bound = Cbc_getBestPossibleObjValue(model);
    bool complete = Cbc_status(model) == 0;
    if (x && (!a->found || value_of(m, x) < a->value)) {
        memcpy(out->x, x, m->columns * sizeof *x);
        a->value = value_of(m, x);
        a->found = 1;
    }
    /* at its end CBC calls the value itself the bound, though the gap was allowed */
    if (complete && a->found) bound = fmin(bound, a->value - ask->gap * fabs(a->value));
    if (fabs(bound) < 1e50 && !(a->bound >= bound)) a->bound = bound;
    a->nodes += (uint64_t)Cbc_getNodeCount(model);
    bool late = Cbc_isSecondsLimitReached(model);
    if (complete)
        a->state = a->found ? OPTIMAL : INFEASIBLE;
    else
        a->state = late ? CUT : a->found ? FEASIBLE : FAILED;
    bool abandoned = Cbc_isAbandoned(model);
    Cbc_deleteModel(model);
    return complete || late || abandoned;
}

void solver_whole(solver *s, const solve_model *m, const jh_wire_ask *ask,
                  const double *start, solve_reply *out)
{
    (void)s;
    out->answer = (jh_wire_answer){.value = NAN, .bound = NAN, .state = FAILED};
    uint64_t all = ask->nodes && ask->nodes < TOTAL_NODES ? ask->nodes : TOTAL_NODES;
    for (uint64_t nodes = FIRST_NODES;; nodes *= STAGE_FACTOR) {
        if (nodes > all) nodes = all;
        double before = out->answer.found ? out->answer.value : INFINITY;
        bool end = stage(m, ask, nodes, out->answer.found ? out->x : start, out);
        if (end || nodes == all) return;
        if (out->answer.found && out->answer.value < before)
            out->best(out->ctx, &out->answer, out->x);
    }
}
