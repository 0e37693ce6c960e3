/* Where the head of a table stands, and which column is which.
 *
 * Every row among the first is tried as the last row of a head of one to four rows; the path
 * of a column is its head texts from above. The first place where a form recognises enough
 * wins, improved by the rows right below it; of two forms the one that knows more columns. */
#include "forms.h"

#include <math.h>
#include <string.h>

#define DEPTH_MAX 4
#define ROWS_TRIED 30
#define MERGED_CELLS_MAX ((size_t)1 << 20) /* cells that merged ranges fill */

/* ---- grid ---------------------------------------------------------------------------------- */

jh_status jh__grid_add(jh__grid *grid, const jh_row *row)
{
    jh__grid_row *grown =
        jh_grow(grid->arena, grid->row, &grid->cap, grid->rows + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    grid->row = grown;
    jh__grid_row *r = &grown[grid->rows];
    *r = (jh__grid_row){.row = row->row, .n = row->n};
    r->cell = jh_alloc_array(grid->arena, row->n + 1, sizeof *r->cell);
    if (!r->cell) return JH_ENOMEM;
    for (size_t i = 0; i < row->n; i++) {
        r->cell[i] = row->cell[i];
        r->cell[i].text = jh_strndup(grid->arena, row->cell[i].text, row->cell[i].n);
        if (!r->cell[i].text) return JH_ENOMEM;
        if (row->cell[i].col > grid->columns) grid->columns = row->cell[i].col;
    }
    grid->rows++;
    return JH_OK;
}

/* First row of the grid at or below a row number. */
static size_t row_from(const jh__grid *grid, uint32_t number)
{
    size_t low = 0, high = grid->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (grid->row[middle].row < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void fill_merged(jh__grid *grid)
{
    size_t left = MERGED_CELLS_MAX, width = grid->columns;
    for (size_t i = 0; i < grid->merged_n && left; i++) {
        const jh_range *m = &grid->merged[i];
        size_t first = row_from(grid, m->row1);
        if (first >= grid->rows || grid->row[first].row != m->row1 || m->col1 > width)
            continue;
        const jh_cell *anchor = grid->at[first * width + m->col1 - 1];
        if (!anchor) continue;
        for (size_t r = first; r < grid->rows && grid->row[r].row <= m->row2; r++)
            for (size_t c = m->col1; c <= m->col2 && c <= width && left; c++, left--)
                grid->at[r * width + c - 1] = anchor;
    }
}

jh_status jh__grid_settle(jh__grid *grid)
{
    grid->at = jh_alloc_array(grid->arena, grid->rows * (size_t)grid->columns + 1,
                              sizeof *grid->at);
    if (!grid->at) return JH_ENOMEM;
    for (size_t r = 0; r < grid->rows; r++)
        for (size_t i = 0; i < grid->row[r].n; i++) {
            const jh_cell *cell = &grid->row[r].cell[i];
            if (cell->col && cell->n) grid->at[r * grid->columns + cell->col - 1] = cell;
        }
    fill_merged(grid);
    return JH_OK;
}

const jh_cell *jh__grid_at(const jh__grid *grid, size_t row, uint32_t col)
{
    if (row >= grid->rows || !col || col > grid->columns) return NULL;
    return grid->at[row * grid->columns + col - 1];
}

/* ---- paths ----------------------------------------------------------------------------------- */

/* The head texts above a column, from the top; indices of grid cells. */
typedef struct path {
    const jh_cell *cell[DEPTH_MAX];
    const char *folded[DEPTH_MAX]; /* without strokes */
    size_t n;
} path;

typedef struct scan {
    jh_arena *arena;
    const jh__grid *grid;
    const jh_intake_options *options;
    const char **folded; /* by grid cell; NULL where it is no label */
    const char **unit;
    path *path;          /* by column */
    const char **taught; /* folded */
    const char *own[4];  /* labels of the repair file's own columns, folded */
} scan;

static size_t strip(const char *s, char out[JH__LABEL_MAX], char unit[JH__UNIT_MAX])
{
    size_t n = 0;
    jh__fold_label(s, out, unit);
    for (const char *p = out; *p; p++)
        if (*p != '/') out[n++] = *p;
    out[n] = '\0';
    return n;
}

static const char *stripped(jh_arena *arena, const char *s)
{
    char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
    size_t n = strip(s, text, unit);
    return jh_strndup(arena, text, n);
}

static bool looks_numeric(const jh_cell *cell)
{
    double x;
    return cell->kind != JH_CELL_TEXT || jh_number_parse(cell->text, cell->n, &x);
}

static jh_status fold_cells(scan *s)
{
    const jh__grid *g = s->grid;
    size_t n = g->rows * (size_t)g->columns;
    s->folded = jh_alloc_array(s->arena, n + 1, sizeof *s->folded);
    s->unit = jh_alloc_array(s->arena, n + 1, sizeof *s->unit);
    s->path = jh_alloc_array(s->arena, (size_t)g->columns + 1, sizeof *s->path);
    if (!s->folded || !s->unit || !s->path) return JH_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        char text[JH__LABEL_MAX], unit[JH__UNIT_MAX];
        const jh_cell *cell = g->at[i];
        if (!cell || looks_numeric(cell)) continue;
        if (i && g->at[i - 1] == cell && i % g->columns) { /* the same merged cell */
            s->folded[i] = s->folded[i - 1];
            s->unit[i] = s->unit[i - 1];
            continue;
        }
        size_t length = strip(cell->text, text, unit);
        if (!length) continue;
        s->folded[i] = jh_strndup(s->arena, text, length);
        s->unit[i] = unit[0] ? jh_strdup(s->arena, unit) : NULL;
        if (!s->folded[i] || (unit[0] && !s->unit[i])) return JH_ENOMEM;
    }
    return JH_OK;
}

static jh_status fold_known(scan *s)
{
    static const char *const own[] = {"intake.repair_where", "intake.repair_why"};
    s->taught = jh_alloc_array(s->arena, s->options->taught_n + 1, sizeof *s->taught);
    if (!s->taught) return JH_ENOMEM;
    for (size_t i = 0; i < s->options->taught_n; i++)
        if (!(s->taught[i] = stripped(s->arena, s->options->taught[i].label)))
            return JH_ENOMEM;
    for (size_t i = 0; i < 4; i++)
        if (!(s->own[i] = stripped(s->arena, jh_text(i % 2 ? JH_EN : JH_ZH, own[i / 2]))))
            return JH_ENOMEM;
    return JH_OK;
}

/* Paths of all columns for a head that ends in row `last`. Files without merged ranges have
 * lost them: a text above then reaches right over the empty cells, as far as there are texts
 * below. */
static void lay_paths(scan *s, size_t last, size_t depth)
{
    const jh__grid *g = s->grid;
    size_t carried[DEPTH_MAX] = {0}; /* grid index + 1 */
    bool carries = g->merged_n == 0;
    for (uint32_t c = 0; c < g->columns; c++) {
        path *p = &s->path[c];
        bool below = s->folded[last * g->columns + c] != NULL;
        p->n = 0;
        for (size_t k = 0; k < depth; k++) {
            size_t i = (last - depth + 1 + k) * g->columns + c;
            bool upper = k + 1 < depth;
            if (s->folded[i] && upper)
                carried[k] = below ? i + 1 : 0;
            else if (upper && carries && below && carried[k])
                i = carried[k] - 1;
            const char *text = s->folded[i];
            if (!text || (p->n && !strcmp(p->folded[p->n - 1], text))) continue;
            p->cell[p->n] = g->at[i];
            p->folded[p->n++] = text;
        }
    }
}

/* The last parts of a path from part `from` on, as one text; false if it is too long. */
static bool tail_of(const path *p, size_t from, char out[JH__LABEL_MAX])
{
    size_t used = 0;
    for (size_t k = from; k < p->n; k++) {
        size_t n = strlen(p->folded[k]);
        if (used + n >= JH__LABEL_MAX) return false;
        memcpy(out + used, p->folded[k], n);
        used += n;
    }
    out[used] = '\0';
    return used > 0;
}

/* ---- matching ----------------------------------------------------------------------------------- */

/* What of a form was found under which columns. */
typedef struct match {
    const jh_form *form;
    size_t *length;                 /* by form column: of the longest label, 0 none */
    uint32_t *col;                  /* by form column */
    uint32_t (*part)[JH__JOIN_MAX]; /* by form column */
    bool *ignored;                  /* by sheet column: the user said so */
    bool repair;                    /* it has a column that the repair file adds */
    size_t score;
} match;

static jh_status match_new(scan *s, const jh_form *form, match *m)
{
    size_t n = form->columns + 1;
    *m = (match){.form = form};
    m->length = jh_alloc_array(s->arena, n, sizeof *m->length);
    m->col = jh_alloc_array(s->arena, n, sizeof *m->col);
    m->part = jh_alloc_array(s->arena, n, sizeof *m->part);
    m->ignored = jh_alloc_array(s->arena, (size_t)s->grid->columns + 1, sizeof(bool));
    return m->length && m->col && m->part && m->ignored ? JH_OK : JH_ENOMEM;
}

static void take(match *m, int column, uint32_t col, size_t length)
{
    if (m->length[column] >= length) return;
    m->length[column] = length;
    m->col[column] = col;
}

/* What the user taught for a label, or the repair file says: 0 nothing, 1 a fact was taken,
 * 2 ignore. */
static int taught(const scan *s, match *m, const char *text, uint32_t col)
{
    for (size_t i = 0; i < s->options->taught_n; i++) {
        if (strcmp(s->taught[i], text)) continue;
        const char *fact = s->options->taught[i].fact;
        if (!fact || !fact[0]) return 2;
        for (size_t k = 0; k < m->form->columns; k++) {
            const jh__column *c = &m->form->column[k];
            if (c->joins || strcmp(m->form->field[c->field].id, fact)) continue;
            take(m, (int)k, col, JH__LABEL_MAX);
            return 1;
        }
    }
    for (size_t i = 0; i < JH_COUNT(s->own); i++) {
        if (strcmp(s->own[i], text)) continue;
        m->repair = true;
        return 2;
    }
    return 0;
}

static void match_column(const scan *s, match *m, uint32_t col)
{
    const path *p = &s->path[col - 1];
    bool plain = false;
    for (size_t from = 0; from < p->n; from++) {
        char text[JH__LABEL_MAX];
        const jh__key *key;
        if (!tail_of(p, from, text)) continue;
        int said = taught(s, m, text, col);
        m->ignored[col] = m->ignored[col] || said == 2;
        if (said) return;
        size_t n = jh__form_keys(m->form, text, &key), length = strlen(text);
        bool taken = false;
        for (size_t i = 0; i < n; i++) {
            if (key[i].part >= 0) {
                uint32_t *part = &m->part[key[i].column][key[i].part];
                if (!*part) *part = col;
            } else if (!plain) {
                take(m, key[i].column, col, length);
                taken = true;
            }
        }
        plain = plain || taken;
    }
}

static bool joined(const match *m, size_t column)
{
    const jh__column *c = &m->form->column[column];
    for (size_t k = 0; k < c->joins; k++)
        if (!m->part[column][k]) return false;
    return c->joins > 0;
}

static bool found(const match *m, int field)
{
    for (size_t i = 0; i < m->form->columns; i++)
        if (m->form->column[i].field == field && (m->length[i] || joined(m, i)))
            return true;
    return false;
}

static void run_match(const scan *s, match *m)
{
    const jh_form *f = m->form;
    m->repair = false;
    memset(m->length, 0, f->columns * sizeof *m->length);
    memset(m->part, 0, f->columns * sizeof *m->part);
    memset(m->ignored, 0, (size_t)s->grid->columns + 1);
    for (uint32_t c = 1; c <= s->grid->columns; c++)
        if (s->path[c - 1].n) match_column(s, m, c);
    m->score = 0;
    for (size_t i = 0; i < f->columns; i++)
        m->score += m->length[i] || joined(m, i);
}

/* Whether what was found makes a table of this form. */
static bool enough(const match *m)
{
    const jh_form *f = m->form;
    if (m->score < 2) return false;
    if (f->record == JH__SCHOOL)
        return (f->role_id >= 0 && found(m, f->role_id)) ||
               (f->role_name >= 0 && found(m, f->role_name));
    if (f->record == JH__AREA) return f->role_area >= 0 && found(m, f->role_area);
    for (size_t i = 0; i < f->columns; i++)
        if (f->column[i].required && !found(m, f->column[i].field)) return false;
    return true;
}

/* ---- the plan --------------------------------------------------------------------------------------- */

static jh_status column_label(const scan *s, jh_arena *arena, uint32_t col,
                              jh__plan *plan)
{
    const path *p = &s->path[col];
    jh_buf b = {0};
    for (size_t k = 0; k < p->n; k++) {
        size_t n = p->cell[k]->n;
        const char *text = jh__trim(p->cell[k]->text, &n);
        if (k) jh_buf_putc(&b, '/');
        jh_buf_add(&b, text, n);
    }
    if (!p->n) return JH_OK;
    plan->label[col] = b.oom ? NULL : jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return plan->label[col] ? JH_OK : JH_ENOMEM;
}

/* The unit in the lowest head text that names one. */
static const char *column_unit(const scan *s, const jh__plan *plan, uint32_t col)
{
    const jh__grid *g = s->grid;
    for (size_t k = 0; k < plan->depth; k++) {
        const char *unit = s->unit[(plan->last - k) * g->columns + col];
        if (unit) return unit;
    }
    return NULL;
}

static bool field_taken(const jh__plan *plan, int field)
{
    for (size_t i = 0; i < plan->targets; i++)
        if (plan->form->column[plan->target[i].column].field == field) return true;
    return false;
}

/* The sheet column of a label that steers another one; 0 if there is none. */
static uint32_t labelled(const scan *s, const char *label)
{
    for (uint32_t c = 0; c < s->grid->columns; c++) {
        const path *p = &s->path[c];
        if (p->n && !strcmp(p->folded[p->n - 1], label)) return c + 1;
    }
    return 0;
}

static void add_targets(const scan *s, const match *m, jh__plan *plan)
{
    const jh_form *f = plan->form;
    for (size_t i = 0; i < f->columns; i++) {
        bool join = joined(m, i);
        if ((!m->length[i] && !join) || field_taken(plan, f->column[i].field)) continue;
        jh__target *t = &plan->target[plan->targets++];
        *t = (jh__target){.column = (int)i, .scale = 1};
        t->cols = join ? f->column[i].joins : 1;
        if (f->column[i].when_label) {
            t->when_col = labelled(s, f->column[i].when_label);
            plan->used[t->when_col] = true;
        }
        for (size_t k = 0; k < t->cols; k++) {
            t->col[k] = join ? m->part[i][k] : m->col[i];
            plan->used[t->col[k]] = true;
        }
    }
}

static jh_status build_plan(scan *s, jh_arena *arena, match *m, jh__plan *plan)
{
    size_t n = (size_t)s->grid->columns + 1;
    lay_paths(s, plan->last, plan->depth);
    run_match(s, m);
    plan->columns = s->grid->columns;
    plan->label = jh_alloc_array(arena, n, sizeof *plan->label);
    plan->unit = jh_alloc_array(arena, n, sizeof *plan->unit);
    plan->used = jh_alloc_array(arena, n, sizeof *plan->used);
    plan->target = jh_alloc_array(arena, plan->form->columns + 1, sizeof *plan->target);
    if (!plan->label || !plan->unit || !plan->used || !plan->target) return JH_ENOMEM;
    for (uint32_t c = 0; c < plan->columns; c++) {
        JH_TRY(column_label(s, arena, c, plan));
        const char *unit = column_unit(s, plan, c);
        if (unit && !(plan->unit[c] = jh_strdup(arena, unit))) return JH_ENOMEM;
    }
    memcpy(plan->used, m->ignored, n * sizeof *plan->used);
    plan->repair = m->repair;
    add_targets(s, m, plan);
    while (plan->columns && !plan->label[plan->columns - 1])
        plan->columns--;
    return JH_OK;
}

/* ---- searching ------------------------------------------------------------------------------------------ */

static size_t texts_in(const scan *s, size_t row)
{
    size_t n = 0;
    for (uint32_t c = 0; c < s->grid->columns; c++)
        n += s->folded[row * s->grid->columns + c] != NULL;
    return n;
}

typedef struct best {
    size_t score, last, depth, match;
    bool any;
    size_t near_score, near;
} best;

/* Tries the heads that end in one row. */
static void try_row(scan *s, match *m, size_t forms, size_t last, best *b)
{
    for (size_t depth = 1; depth <= DEPTH_MAX && depth <= last + 1; depth++) {
        lay_paths(s, last, depth);
        for (size_t i = 0; i < forms; i++) {
            run_match(s, &m[i]);
            bool ok = enough(&m[i]);
            if (!ok && m[i].score > b->near_score) {
                b->near_score = m[i].score;
                b->near = i;
            }
            /* a second row of labels that says the same (fact ids under names) ends the head */
            bool again = b->any && i == b->match && depth == b->depth &&
                         m[i].score == b->score && last == b->last + 1;
            if (!ok || (!again && b->any && m[i].score <= b->score)) continue;
            b->any = true;
            b->score = m[i].score;
            b->last = last;
            b->depth = depth;
            b->match = i;
        }
    }
}

static bool may_stand(const jh_form *form, const char *sheet)
{
    return !form->by_labels && (!form->sheet || jh__sheet_fits(form->sheet, sheet));
}

jh_status jh__head_find(jh_arena *arena, const jh__grid *grid, const char *sheet,
                        const jh_intake_options *options, jh__plan *out,
                        const jh_form **near)
{
    scan s = {.arena = grid->arena, .grid = grid, .options = options};
    best b = {0};
    size_t forms = 0;
    *out = (jh__plan){0};
    *near = NULL;
    if (!grid->rows || !grid->columns) return JH_OK;
    match *m = jh_alloc_array(s.arena, options->forms + 1, sizeof *m);
    if (!m) return JH_ENOMEM;
    for (size_t i = 0; i < options->forms; i++)
        if (may_stand(options->form[i], sheet))
            JH_TRY(match_new(&s, options->form[i], &m[forms++]));
    JH_TRY(fold_cells(&s));
    JH_TRY(fold_known(&s));
    size_t first = 0;
    for (size_t r = 0; r < grid->rows && r < ROWS_TRIED; r++) {
        if (b.any && r > first + DEPTH_MAX - 1) break;
        if (texts_in(&s, r) < 1) continue;
        bool before = b.any;
        try_row(&s, m, forms, r, &b);
        if (b.any && !before) first = r;
    }
    if (b.near_score >= 2) *near = m[b.near].form;
    if (!b.any) return JH_OK;
    out->form = m[b.match].form;
    out->last = b.last;
    out->depth = b.depth;
    out->score = b.score;
    return build_plan(&s, arena, &m[b.match], out);
}
