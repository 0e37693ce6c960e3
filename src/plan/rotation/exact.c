/* The exact model of a rotation: a column for each kept option, a row for each teacher, post, target,
 * group and rule of the county.
 *
 * What the prices prove not to be part of a better plan is cut off before the solver sees it, so that of
 * hundreds of thousands of options some thousands are left. The solver's prices of the rules go back to
 * the net: what stands as the bound is computed there, in whole numbers, not here in floating point. */
#include "exact.h"

#include <math.h>
#include <string.h>

#define NONE SIZE_MAX

typedef struct model {
    jh__exact *x;
    const jh_rotation *r;
    jh_mip mip;
    size_t *column; /* by option; NONE: cut off, or the one that a teacher takes anyway */
    uint32_t *usual;  /* by teacher: the option that he takes where no column is 1 */
    int32_t *filled;  /* by post, if all took their usual option */
    int32_t *have;    /* by target */
    int32_t *gained;  /* by group and rule: movers among the usual options */
    size_t *post_row; /* first rows: by post, by target, by group, by rule; NONE */
    size_t *target_row, *group_row;
    size_t rule_row[2], counter[2]; /* movers, backbone */
    size_t first;                   /* row after those of teachers */
    size_t *at;                     /* by row: where its entries go on */
    size_t *row_column;
    double *row_factor;
} model;

/* ---- what is left to choose ---- */

/* A teacher takes his only option; one with several stays where he may, else takes the first kept one. */
static void choose_usual(model *m)
{
    const jh_rotation *r = m->r;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        uint32_t i = 0;
        while (who->eligible && i + 1 < who->options && !m->x->keep[who->option + i])
            i++;
        m->usual[t] = i;
        const jh_rotation_option *o = &r->option[who->option + i];
        m->filled[o->post]++;
        for (uint32_t k = 0; k < r->marks; k++)
            m->have[r->post[o->post].section * r->marks + k] += who->marks >> k & 1;
        if (!i) continue;
        for (int g = 0; g < 2; g++)
            if (who->group[g] != JH_ROTATION_NONE) m->gained[who->group[g]]++;
    }
}

static bool is_choice(const model *m, uint32_t t, uint32_t i)
{
    const jh_rotation_teacher *who = &m->r->teacher[t];
    return who->eligible && i != m->usual[t] && m->x->keep[who->option + i];
}

static jh_status make_room(model *m)
{
    const jh_rotation *r = m->r;
    jh_arena *a = m->x->arena;
    size_t targets = (size_t)r->sections * r->marks;
    m->column = jh_alloc_array(a, (size_t)r->options + 1, sizeof *m->column);
    m->usual = jh_alloc_array(a, (size_t)r->teachers + 1, sizeof *m->usual);
    m->filled = jh_alloc_array(a, (size_t)r->posts + 1, sizeof *m->filled);
    m->have = jh_alloc_array(a, targets + 1, sizeof *m->have);
    m->gained = jh_alloc_array(a, (size_t)r->groups + 1, sizeof *m->gained);
    m->post_row = jh_alloc_array(a, (size_t)r->posts + 1, sizeof *m->post_row);
    m->target_row = jh_alloc_array(a, targets + 1, sizeof *m->target_row);
    m->group_row = jh_alloc_array(a, (size_t)r->groups + 1, sizeof *m->group_row);
    return m->column && m->usual && m->filled && m->have && m->gained && m->post_row &&
                   m->target_row && m->group_row
               ? JH_OK
               : JH_ENOMEM;
}

/* Columns cost what they cost more than the usual option. */
static jh_status add_columns(model *m)
{
    const jh_rotation *r = m->r;
    for (uint32_t t = 0; t < r->teachers; t++) {
        const jh_rotation_teacher *who = &r->teacher[t];
        int32_t usual = r->option[who->option + m->usual[t]].cost;
        for (uint32_t i = 0; i < who->options; i++) {
            size_t *column = &m->column[who->option + i];
            *column = NONE;
            if (is_choice(m, t, i))
                JH_TRY(jh_mip_add_column(&m->mip, r->option[who->option + i].cost - usual,
                                         0, 1, true, column));
        }
    }
    return JH_OK;
}

/* ---- entries, gathered by row ---- */

typedef struct row_of {
    size_t row;
    double factor;
} row_of;

enum { ENTRIES_MOST = 2 * (1 + JH_ROTATION_MARKS) + 4 };

static void put(row_of *out, size_t *n, size_t row, double factor)
{
    if (row == NONE) return;
    for (size_t i = 0; i < *n; i++)
        if (out[i].row == row) {
            out[i].factor += factor;
            return;
        }
    out[(*n)++] = (row_of){row, factor};
}

/* What taking option i instead of the usual one changes, row by row. */
static size_t changes(const model *m, uint32_t t, uint32_t i, row_of *out)
{
    const jh_rotation *r = m->r;
    const jh_rotation_teacher *who = &r->teacher[t];
    const uint32_t option[2] = {m->usual[t], i};
    size_t n = 0;
    for (int side = 0; side < 2; side++) {
        double by = side ? 1 : -1;
        uint32_t post = r->option[who->option + option[side]].post;
        size_t target = (size_t)r->post[post].section * r->marks;
        put(out, &n, m->post_row[post], by);
        for (uint32_t k = 0; k < r->marks; k++)
            if (who->marks >> k & 1) put(out, &n, m->target_row[target + k], by);
        if (!option[side]) continue;
        for (int g = 0; g < 2; g++)
            if (who->group[g] != JH_ROTATION_NONE)
                put(out, &n, m->group_row[who->group[g]], by);
        put(out, &n, m->rule_row[0], by);
        if (who->backbone) put(out, &n, m->rule_row[1], by);
    }
    return n;
}

/* Entries come column by column and are wanted row by row: counted, then laid down. */
static jh_status gather(model *m, size_t rows)
{
    const jh_rotation *r = m->r;
    row_of entry[ENTRIES_MOST];
    m->at = jh_alloc_array(m->x->arena, rows + 2, sizeof *m->at);
    if (!m->at) return JH_ENOMEM;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t t = 0; t < r->teachers; t++)
            for (uint32_t i = 0; i < r->teacher[t].options; i++) {
                if (m->column[r->teacher[t].option + i] == NONE) continue;
                size_t n = changes(m, t, i, entry);
                for (size_t e = 0; e < n; e++) {
                    size_t *at = &m->at[entry[e].row + (pass ? 0 : 1)];
                    if (pass) {
                        m->row_column[*at] = m->column[r->teacher[t].option + i];
                        m->row_factor[*at] = entry[e].factor;
                    }
                    ++*at;
                }
            }
        for (size_t row = 0; row < rows && !pass; row++)
            m->at[row + 1] += m->at[row];
        if (pass) break;
        m->row_column =
            jh_alloc_array(m->x->arena, m->at[rows] + 1, sizeof *m->row_column);
        m->row_factor =
            jh_alloc_array(m->x->arena, m->at[rows] + 1, sizeof *m->row_factor);
        if (!m->row_column || !m->row_factor) return JH_ENOMEM;
    }
    return JH_OK;
}

/* ---- rows ---- */

/* Teachers: at most one of the columns. Groups of their own, laid down at once. */
static jh_status teacher_rows(model *m)
{
    const jh_rotation *r = m->r;
    for (uint32_t t = 0; t < r->teachers; t++) {
        size_t n = 0;
        for (uint32_t i = 0; i < r->teacher[t].options; i++) {
            size_t column = m->column[r->teacher[t].option + i];
            if (column == NONE) continue;
            if (!n++) JH_TRY(jh_mip_add_row(&m->mip, -INFINITY, 1, NULL));
            JH_TRY(jh_mip_add_entry(&m->mip, column, 1));
        }
    }
    return JH_OK;
}

/* Numbers the rows that can bind; what is always slack is left out. */
static size_t number_rows(model *m)
{
    const jh_rotation *r = m->r;
    size_t n = 0;
    for (uint32_t p = 0; p < r->posts; p++)
        m->post_row[p] = r->post[p].price > 0 && r->post[p].need > 0 ? n++ : NONE;
    for (size_t i = 0; i < (size_t)r->sections * r->marks; i++)
        m->target_row[i] = r->target[i].price > 0 && r->target[i].least > 0 ? n++ : NONE;
    for (uint32_t g = 0; g < r->groups; g++)
        m->group_row[g] = n++;
    m->rule_row[0] = n++;
    m->rule_row[1] = n++;
    return n;
}

/* The next row: its entries, and a column of what is missing where that has a price. */
static jh_status lay_row(model *m, size_t row, double low, double high, double price)
{
    size_t lacks, begin = row ? m->at[row - 1] : 0;
    if (price > 0)
        JH_TRY(jh_mip_add_column(&m->mip, price, 0, fmax(low, 0) + m->r->teachers, false,
                                 &lacks));
    JH_TRY(jh_mip_add_row(&m->mip, low, high, NULL));
    for (size_t e = begin; e < m->at[row]; e++)
        JH_TRY(jh_mip_add_entry(&m->mip, m->row_column[e], m->row_factor[e]));
    return price > 0 ? jh_mip_add_entry(&m->mip, lacks, 1) : JH_OK;
}

/* Movers and backbone movers are columns of their own: where their rules bind, that they are whole is what
 * a search can branch on, while hundreds of single moves cost the same. */
static jh_status counter(model *m, size_t row, double usual, double least)
{
    size_t column, begin = m->at[row - 1];
    JH_TRY(jh_mip_add_column(&m->mip, 0, least, m->r->teachers, m->x->by_count, &column));
    JH_TRY(jh_mip_add_row(&m->mip, -usual, -usual, NULL));
    for (size_t e = begin; e < m->at[row]; e++)
        JH_TRY(jh_mip_add_entry(&m->mip, m->row_column[e], m->row_factor[e]));
    m->counter[row == m->rule_row[1]] = column;
    return jh_mip_add_entry(&m->mip, column, -1);
}

static jh_status rule_rows(model *m)
{
    const jh_rotation *r = m->r;
    double movers = 0, backbone = 0, eligible = 0;
    for (uint32_t t = 0; t < r->teachers; t++) {
        eligible += r->teacher[t].eligible;
        if (!m->usual[t]) continue;
        movers++, backbone += r->teacher[t].backbone;
    }
    bool of_movers = r->backbone_base == JH_OF_MOVERS;
    double base = of_movers ? 0 : ceil(r->backbone_permille * eligible / 1000);
    JH_TRY(counter(m, m->rule_row[0], movers, r->movers_least));
    JH_TRY(counter(m, m->rule_row[1], backbone, base));
    if (!of_movers) return JH_OK;
    JH_TRY(jh_mip_add_row(&m->mip, 0, INFINITY, NULL));
    JH_TRY(jh_mip_add_entry(&m->mip, m->counter[1], 1000));
    return jh_mip_add_entry(&m->mip, m->counter[0], -(double)r->backbone_permille);
}

static jh_status build(model *m)
{
    const jh_rotation *r = m->r;
    jh_mip_init(&m->mip, m->x->arena);
    JH_TRY(make_room(m));
    choose_usual(m);
    JH_TRY(add_columns(m));
    JH_TRY(gather(m, number_rows(m)));
    JH_TRY(teacher_rows(m));
    m->first = m->mip.rows;
    for (uint32_t p = 0; p < r->posts; p++)
        if (m->post_row[p] != NONE)
            JH_TRY(lay_row(m, m->post_row[p], r->post[p].need - m->filled[p], INFINITY,
                           r->post[p].price));
    for (size_t i = 0; i < (size_t)r->sections * r->marks; i++)
        if (m->target_row[i] != NONE)
            JH_TRY(lay_row(m, m->target_row[i], r->target[i].least - m->have[i], INFINITY,
                           r->target[i].price));
    for (uint32_t g = 0; g < r->groups; g++)
        JH_TRY(lay_row(m, m->group_row[g], -INFINITY,
                       (double)r->group_most[g] - m->gained[g], 0));
    return rule_rows(m);
}

/* ---- asking ---- */

/* What the plan costs where everybody takes his usual option and nothing is missing. */
static double usual_cost(const model *m)
{
    double sum = 0;
    for (uint32_t t = 0; t < m->r->teachers; t++)
        sum += m->r->option[m->r->teacher[t].option + m->usual[t]].cost;
    return sum;
}

/* An answer that breaks the model by more than rounding is none. */
#define BREAKS 1e-5

static jh_status ask(model *m, const jh_mip_request *request)
{
    jh__exact *x = m->x;
    const jh_mip_solver *s = x->solver;
    void *session;
    x->answer = (jh_mip_answer){.state = JH_MIP_FAILED, .value = NAN, .bound = NAN};
    JH_TRY(s->open(s->ctx, &m->mip, &session, x->err));
    if (!session) return JH_OK;
    jh_status st = s->solve(session, request, x->arena, &x->answer, x->err);
    s->close(session);
    if (!request->relaxed && x->answer.found &&
        jh_mip_break(&m->mip, x->answer.x) > BREAKS)
        x->answer = (jh_mip_answer){.state = JH_MIP_FAILED, .value = NAN, .bound = NAN};
    double usual = usual_cost(m);
    x->answer.value += usual, x->answer.bound += usual;
    return st;
}

/* The solver's prices of the rules; of a row of at most they are negative. A mover is worth what the
 * counter of movers is, and what the share of backbone teachers takes off. */
static void take_prices(const model *m, jh__net *n)
{
    const double *dual = m->x->answer.dual + m->first;
    bool of_movers = m->r->backbone_base == JH_OF_MOVERS;
    double backbone = dual[m->rule_row[1]] / 1000;
    double share = of_movers ? backbone * m->r->backbone_permille : 0;
    jh__net_price(n, JH__MOVERS, dual[m->rule_row[0]] + share);
    jh__net_price(n, JH__BACKBONE, backbone);
    for (size_t i = 0; i < n->targets; i++)
        jh__net_price(n, 2 + i, m->target_row[i] == NONE ? 0 : dual[m->target_row[i]]);
    for (uint32_t g = 0; g < m->r->groups; g++)
        jh__net_price(n, 2 + n->targets + g, -dual[m->group_row[g]]);
}

jh_status jh__exact_relax(jh__exact *x, jh__net *n, float *share)
{
    model m = {.x = x, .r = x->r};
    jh_mip_request request = {.relaxed = true};
    if (build(&m) != JH_OK) return jh_nomem(x->err);
    JH_TRY(ask(&m, &request));
    if (x->answer.state != JH_MIP_OPTIMAL) return JH_OK;
    take_prices(&m, n);
    for (uint32_t t = 0; t < x->r->teachers; t++) {
        uint32_t first = x->r->teacher[t].option;
        float rest = 1;
        for (uint32_t i = 0; i < x->r->teacher[t].options; i++) {
            size_t column = m.column[first + i];
            share[first + i] = column == NONE ? 0 : (float)x->answer.x[column];
            rest -= share[first + i];
        }
        share[first + m.usual[t]] = rest;
    }
    return JH_OK;
}

jh_status jh__exact_whole(jh__exact *x, int64_t less_than, uint32_t *taken)
{
    model m = {.x = x, .r = x->r};
    if (build(&m) != JH_OK) return jh_nomem(x->err);
    jh_mip_request request = {0};
    /* costs are whole: what is better is better by one */
    if (less_than < INT64_MAX) request.cutoff = (double)less_than - 0.5 - usual_cost(&m);
    JH_TRY(ask(&m, &request));
    if (x->answer.state == JH_MIP_FAILED && request.cutoff != 0) {
        request.cutoff = 0; /* CBC was seen to lose rows under a cutoff */
        JH_TRY(ask(&m, &request));
    }
    for (uint32_t t = 0; x->answer.found && t < x->r->teachers; t++) {
        taken[t] = m.usual[t];
        for (uint32_t i = 0; i < x->r->teacher[t].options; i++) {
            size_t column = m.column[x->r->teacher[t].option + i];
            if (column != NONE && x->answer.x[column] > 0.5) taken[t] = i;
        }
    }
    return JH_OK;
}
