/* The table of a reply as an Arrow file: columns that are aligned right hold numbers, as all
 * tables for machines give them whole. */
#include "cli.h"

#include <junheng/arrow.h>

#include <string.h>

static bool all_numbers(const jh_table *t, size_t column)
{
    double x;
    for (size_t r = 0; r < t->rows; r++) {
        const char *cell = t->row[r][column];
        if (cell && *cell && !jh_number_parse(cell, strlen(cell), &x)) return false;
    }
    return true;
}

static void set(jh_frame *f, size_t row, size_t column, const char *cell)
{
    double x;
    if (!cell || !*cell) return;
    if (f->column[column].type == JH_TEXT)
        jh_frame_set_text(f, row, column, cell, (jh_origin){0});
    else if (jh_number_parse(cell, strlen(cell), &x))
        jh_frame_set_number(f, row, column, x, (jh_origin){0});
}

static jh_status frame_of(jh_arena *arena, const jh_table *t, jh_frame *f)
{
    size_t at;
    jh_frame_init(f, arena);
    for (size_t c = 0; c < t->columns; c++) {
        bool number = t->right[c] && all_numbers(t, c);
        JH_TRY(jh_frame_add_column(f, t->head[c], number ? JH_NUMBER : JH_TEXT, &at));
    }
    for (size_t r = 0; r < t->rows; r++) {
        JH_TRY(jh_frame_add_row(f, &at));
        for (size_t c = 0; c < t->columns; c++)
            set(f, r, c, t->row[r][c]);
    }
    return JH_OK;
}

jh_status jh__table_arrow(jh_buf *out, jh_arena *arena, jh_table *const *table, size_t n,
                          jh_error *err)
{
    jh_frame f;
    if (n != 1) return jh_fail(err, JH_EUSAGE, "cli.arrow_one_table", "n:u", n);
    if (frame_of(arena, table[0], &f) != JH_OK || jh_arrow_file(&f, out) != JH_OK)
        return jh_nomem(err);
    return JH_OK;
}
