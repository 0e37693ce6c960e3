#include "cli.h"

#include <string.h>

#define GAP 2
#define NARROWEST 8 /* columns that shortening leaves of a text */

/* Widths of the columns, and how far they may be narrowed. */
typedef struct layout {
    const jh_table *table;
    size_t *width, *floor, *body; /* body: widest cell below the head */
} layout;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void measure(const layout *l)
{
    const jh_table *t = l->table;
    for (size_t r = 0; r < t->rows; r++)
        for (size_t c = 0; c < t->columns; c++)
            l->body[c] = larger(l->body[c], jh__text_width(t->row[r][c]));
    for (size_t c = 0; c < t->columns; c++)
        l->width[c] = larger(l->body[c], jh__text_width(t->head[c]));
}

static size_t total(const layout *l)
{
    size_t sum = GAP * (l->table->columns - 1);
    for (size_t c = 0; c < l->table->columns; c++)
        sum += l->width[c];
    return sum;
}

/* Takes what is too much from the widest column above its floor, down to the next widest,
 * and so on. */
static void narrow(const layout *l, size_t screen)
{
    size_t n = l->table->columns;
    for (size_t sum; (sum = total(l)) > screen;) {
        size_t at = n, second = 0;
        for (size_t c = 0; c < n; c++) {
            if (l->width[c] <= l->floor[c]) continue;
            if (at == n || l->width[c] > l->width[at]) {
                if (at < n) second = l->width[at];
                at = c;
            } else {
                second = larger(second, l->width[c]);
            }
        }
        if (at == n) return;
        size_t to = larger(second, l->floor[at]);
        size_t step = larger(l->width[at] - smaller(to, l->width[at]), 1);
        l->width[at] -= smaller(step, sum - screen);
    }
}

/* First heads are broken into lines, then texts are cut. Numbers never are: a cut number is
 * a wrong one. */
static void fit(const layout *l, size_t screen)
{
    const jh_table *t = l->table;
    for (size_t c = 0; c < t->columns; c++) {
        size_t head = larger(jh__text_longest(t->head[c]), NARROWEST);
        l->floor[c] = smaller(l->width[c], larger(head, l->body[c]));
    }
    narrow(l, screen);
    for (size_t c = 0; c < t->columns; c++)
        if (!t->right[c]) l->floor[c] = smaller(l->width[c], NARROWEST);
    narrow(l, screen);
}

static void line(jh_buf *out, const layout *l, const char *const *cell)
{
    const bool *right = l->table->right;
    size_t owed = 0; /* blanks, written only if something follows */
    for (size_t c = 0; c < l->table->columns; c++) {
        size_t w = smaller(jh__text_width(cell[c]), l->width[c]);
        size_t pad = l->width[c] - w;
        if (right[c]) owed += pad;
        if (w) {
            jh__spaces(out, owed);
            owed = w - jh__text_cut(out, cell[c], l->width[c]);
        }
        owed += GAP + (right[c] ? 0 : pad);
    }
    jh_buf_putc(out, '\n');
}

/* The head, each broken into lines as its column asks; they stand on the rule. */
static jh_status heads(jh_buf *out, jh_arena *arena, const layout *l)
{
    size_t n = l->table->columns, lines = 0;
    const char **part = jh_alloc_array(arena, n, sizeof *part);
    size_t *count = jh_alloc_array(arena, n, sizeof *count);
    const char **cell = jh_alloc_array(arena, n, sizeof *cell);
    if (!part || !count || !cell) return JH_ENOMEM;
    for (size_t c = 0; c < n; c++) {
        jh_buf text = {0};
        jh__text_wrap(&text, l->table->head[c], 0, 0, l->width[c]);
        char *copy = text.oom ? NULL : jh_strndup(arena, text.p, text.n);
        jh_buf_clear(&text);
        if (!copy) return JH_ENOMEM;
        part[c] = copy;
        for (char *p = copy; (p = strchr(p, '\n')) != NULL; count[c]++)
            *p++ = '\0';
        lines = larger(lines, count[c]);
    }
    for (size_t i = 0; i < lines; i++) {
        for (size_t c = 0; c < n; c++) {
            cell[c] = "";
            if (i + count[c] < lines) continue;
            cell[c] = part[c];
            part[c] += strlen(part[c]) + 1;
        }
        line(out, l, cell);
    }
    return JH_OK;
}

static void heading(jh_buf *out, const char *title, const jh__look *look)
{
    if (!title || !*title) return;
    if (look->color) jh_buf_puts(out, "\033[1m");
    jh__text_clean(out, title, false);
    if (look->color) jh_buf_puts(out, "\033[0m");
    jh_buf_putc(out, '\n');
}

jh_status jh__table_print(jh_buf *out, jh_arena *arena, const jh_table *t,
                          const jh__look *look)
{
    size_t *room = jh_alloc_array(arena, t->columns * 3, sizeof *room);
    if (!room) return JH_ENOMEM;
    layout l = {t, room, room + t->columns, room + 2 * t->columns};
    heading(out, t->title, look);
    if (!t->columns) return JH_OK;
    measure(&l);
    if (look->width) fit(&l, look->width);
    JH_TRY(heads(out, arena, &l));
    for (size_t i = 0, n = total(&l); i < n; i++)
        jh_buf_puts(out, "─");
    jh_buf_putc(out, '\n');
    for (size_t r = 0; r < t->rows; r++)
        line(out, &l, t->row[r]);
    if (!t->rows) {
        jh_buf_puts(out, jh_text(look->lang, "cli.no_rows"));
        jh_buf_putc(out, '\n');
    }
    return out->oom ? JH_ENOMEM : JH_OK;
}

static void csv_line(jh_buf *out, const char *const *cell, size_t n)
{
    for (size_t c = 0; c < n; c++) {
        if (c) jh_buf_putc(out, ',');
        jh_csv_field(out, cell[c]);
    }
    jh_buf_putc(out, '\n');
}

void jh__tables_csv(jh_buf *out, jh_table *const *table, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const jh_table *t = table[i];
        if (i) jh_buf_putc(out, '\n');
        if (n > 1) {
            jh_buf title = {0};
            jh_buf_printf(&title, "# %s", t->title ? t->title : "");
            if (title.oom) out->oom = true;
            if (!title.oom) jh_csv_field(out, title.p);
            jh_buf_clear(&title);
            jh_buf_putc(out, '\n');
        }
        csv_line(out, t->head, t->columns);
        for (size_t r = 0; r < t->rows; r++)
            csv_line(out, t->row[r], t->columns);
    }
}
