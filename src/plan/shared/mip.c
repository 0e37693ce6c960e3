/* A mixed-integer model, row by row. */
#include <junheng/mip.h>

#include <math.h>

void jh_mip_init(jh_mip *m, jh_arena *arena)
{
    *m = (jh_mip){.arena = arena};
}

/* Lengthens parallel arrays that share one capacity: each is grown from the same old one. */
static bool room(jh_arena *arena, void **array, size_t old, size_t cap, size_t size)
{
    void *longer = *array ? jh_stretch(arena, *array, old, cap, size)
                          : jh_alloc_array(arena, cap, size);
    if (longer) *array = longer;
    return longer != NULL;
}

static size_t doubled(size_t cap)
{
    return cap ? 2 * cap : 64;
}

static bool column_room(jh_mip *m)
{
    if (m->columns < m->column_cap) return true;
    size_t old = m->column_cap, cap = doubled(old);
    void *cost = m->cost, *low = m->low, *high = m->high, *whole = m->whole;
    bool ok = room(m->arena, &cost, old, cap, sizeof(double)) &&
              room(m->arena, &low, old, cap, sizeof(double)) &&
              room(m->arena, &high, old, cap, sizeof(double)) &&
              room(m->arena, &whole, old, cap, sizeof(uint8_t));
    m->cost = cost, m->low = low, m->high = high, m->whole = whole;
    if (ok) m->column_cap = cap;
    return ok;
}

static bool row_room(jh_mip *m)
{
    if (m->rows < m->row_cap) return true;
    size_t old = m->row_cap, cap = doubled(old);
    void *low = m->row_low, *high = m->row_high, *end = m->end;
    bool ok = room(m->arena, &low, old, cap, sizeof(double)) &&
              room(m->arena, &high, old, cap, sizeof(double)) &&
              room(m->arena, &end, old, cap, sizeof(size_t));
    m->row_low = low, m->row_high = high, m->end = end;
    if (ok) m->row_cap = cap;
    return ok;
}

static bool entry_room(jh_mip *m)
{
    if (m->entries < m->entry_cap) return true;
    size_t old = m->entry_cap, cap = doubled(old);
    void *column = m->column, *factor = m->factor;
    bool ok = room(m->arena, &column, old, cap, sizeof(int32_t)) &&
              room(m->arena, &factor, old, cap, sizeof(double));
    m->column = column, m->factor = factor;
    if (ok) m->entry_cap = cap;
    return ok;
}

jh_status jh_mip_add_column(jh_mip *m, double cost, double low, double high, bool whole,
                            size_t *out)
{
    if (m->columns >= INT32_MAX || !column_room(m)) return JH_ENOMEM;
    size_t j = m->columns++;
    m->cost[j] = cost, m->low[j] = low, m->high[j] = high, m->whole[j] = whole;
    if (out) *out = j;
    return JH_OK;
}

jh_status jh_mip_add_row(jh_mip *m, double low, double high, size_t *out)
{
    if (m->rows >= INT32_MAX || !row_room(m)) return JH_ENOMEM;
    size_t i = m->rows++;
    m->row_low[i] = low, m->row_high[i] = high, m->end[i] = m->entries;
    if (out) *out = i;
    return JH_OK;
}

jh_status jh_mip_add_entry(jh_mip *m, size_t column, double factor)
{
    if (factor == 0) return JH_OK;
    if (m->entries >= INT32_MAX || !entry_room(m)) return JH_ENOMEM;
    m->column[m->entries] = (int32_t)column;
    m->factor[m->entries] = factor;
    m->end[m->rows - 1] = ++m->entries;
    return JH_OK;
}

double jh_mip_value(const jh_mip *m, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        sum += m->cost[j] * x[j];
    return sum;
}

static double outside(double x, double low, double high)
{
    return fmax(0, fmax(low - x, x - high));
}

double jh_mip_break(const jh_mip *m, const double *x)
{
    double worst = 0;
    for (size_t j = 0; j < m->columns; j++) {
        worst = fmax(worst, outside(x[j], m->low[j], m->high[j]));
        if (m->whole[j]) worst = fmax(worst, fabs(x[j] - rint(x[j])));
    }
    for (size_t i = 0, e = 0; i < m->rows; i++) {
        double sum = 0;
        for (; e < m->end[i]; e++)
            sum += m->factor[e] * x[m->column[e]];
        worst = fmax(worst, outside(sum, m->row_low[i], m->row_high[i]));
    }
    return worst;
}
