#include "cli.h"

#include <string.h>

#define GAP 2
#define NARROWEST 8 /* columns that shortening leaves of a text */

static void measure(const jh_table *t, size_t *width)
{
    for (size_t c = 0; c < t->columns; c++)
        width[c] = jh__text_width(t->head[c]);
    for (size_t r = 0; r < t->rows; r++)
        for (size_t c = 0; c < t->columns; c++) {
            size_t w = jh__text_width(t->row[r][c]);
            if (w > width[c]) width[c] = w;
        }
}

static size_t total(const jh_table *t, const size_t *width)
{
    size_t sum = t->columns ? GAP * (t->columns - 1) : 0;
    for (size_t c = 0; c < t->columns; c++)
        sum += width[c];
    return sum;
}

/* Takes what is too much from the widest text column, down to the next widest, and so on.
 * Numbers are never shortened: a cut number is a wrong one. */
static void fit(const jh_table *t, size_t *width, size_t screen)
{
    for (;;) {
        size_t sum = total(t, width), widest = 0, second = NARROWEST, at = t->columns;
        if (sum <= screen) return;
        for (size_t c = 0; c < t->columns; c++) {
            if (t->right[c]) continue;
            if (width[c] > widest) {
                if (widest > second) second = widest;
                widest = width[c];
                at = c;
            } else if (width[c] > second) {
                second = width[c];
            }
        }
        if (at == t->columns || widest <= NARROWEST) return;
        size_t step = widest > second ? widest - second : 1;
        if (step > sum - screen) step = sum - screen;
        width[at] -= step;
    }
}

static void line(jh_buf *out, const jh_table *t, const char *const *cell,
                 const size_t *width)
{
    size_t owed = 0; /* blanks, written only if something follows */
    for (size_t c = 0; c < t->columns; c++) {
        size_t w = jh__text_width(cell[c]);
        if (w > width[c]) w = width[c];
        size_t pad = width[c] - w;
        if (t->right[c]) owed += pad;
        if (w) {
            jh__spaces(out, owed);
            owed = width[c] - pad - jh__text_cut(out, cell[c], width[c]);
        }
        owed += GAP + (t->right[c] ? 0 : pad);
    }
    jh_buf_putc(out, '\n');
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
    size_t *width = jh_alloc_array(arena, t->columns, sizeof *width);
    if (!width) return JH_ENOMEM;
    measure(t, width);
    if (look->width) fit(t, width, look->width);
    heading(out, t->title, look);
    line(out, t, t->head, width);
    for (size_t i = 0, n = total(t, width); i < n; i++)
        jh_buf_puts(out, "─");
    jh_buf_putc(out, '\n');
    for (size_t r = 0; r < t->rows; r++)
        line(out, t, t->row[r], width);
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
