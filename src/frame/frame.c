#include <junheng/frame.h>

#include <string.h>

jh_status jh_sources_add(jh_arena *arena, jh_sources *s, const char *file,
                         const char *sheet, uint32_t *out)
{
    jh_source *grown = jh_grow(arena, s->item, &s->cap, s->n + 1, sizeof *s->item);
    if (!grown) return JH_ENOMEM;
    s->item = grown;
    jh_source *src = &s->item[s->n];
    src->file = jh_strdup(arena, file);
    src->sheet = sheet ? jh_strdup(arena, sheet) : NULL;
    if (!src->file || (sheet && !src->sheet)) return JH_ENOMEM;
    *out = (uint32_t)s->n++;
    return JH_OK;
}

jh_where jh_sources_where(const jh_sources *s, jh_origin origin)
{
    if (!origin.row || origin.source >= s->n) return (jh_where){0};
    const jh_source *src = &s->item[origin.source];
    return (jh_where){src->file, src->sheet, origin.row, origin.col};
}

void jh_frame_init(jh_frame *f, jh_arena *arena)
{
    *f = (jh_frame){.arena = arena};
}

/* Grows the arrays of one column from `old` to `cap` rows. */
static jh_status stretch(jh_frame *f, jh_column *c, size_t old, size_t cap)
{
    if (c->type == JH_TEXT) {
        const char **text = jh_stretch(f->arena, c->text, old, cap, sizeof *text);
        if (!text) return JH_ENOMEM;
        c->text = text;
    } else {
        double *number = jh_stretch(f->arena, c->number, old, cap, sizeof *number);
        if (!number) return JH_ENOMEM;
        c->number = number;
    }
    uint8_t *valid = jh_stretch(f->arena, c->valid, old, cap, sizeof *valid);
    if (!valid) return JH_ENOMEM;
    c->valid = valid;
    jh_origin *origin = jh_stretch(f->arena, c->origin, old, cap, sizeof *origin);
    if (!origin) return JH_ENOMEM;
    c->origin = origin;
    return JH_OK;
}

jh_status jh_frame_add_column(jh_frame *f, const char *name, jh_type type, size_t *out)
{
    jh_column *grown =
        jh_grow(f->arena, f->column, &f->column_cap, f->columns + 1, sizeof *f->column);
    if (!grown) return JH_ENOMEM;
    f->column = grown;
    jh_column *c = &f->column[f->columns];
    *c = (jh_column){.name = jh_strdup(f->arena, name), .type = type};
    if (!c->name) return JH_ENOMEM;
    if (f->row_cap) JH_TRY(stretch(f, c, 0, f->row_cap));
    *out = f->columns++;
    return JH_OK;
}

ptrdiff_t jh_frame_find(const jh_frame *f, const char *name)
{
    for (size_t i = 0; i < f->columns; i++)
        if (!strcmp(f->column[i].name, name)) return (ptrdiff_t)i;
    return -1;
}

jh_status jh_frame_add_row(jh_frame *f, size_t *out)
{
    if (f->fixed) return JH_EINTERNAL;
    if (f->rows == f->row_cap) {
        size_t cap = f->row_cap < 16384 ? f->row_cap * 2 + 16 : f->row_cap / 2 * 3;
        for (size_t i = 0; i < f->columns; i++)
            JH_TRY(stretch(f, &f->column[i], f->rows, cap));
        f->row_cap = cap;
    }
    *out = f->rows++;
    return JH_OK;
}

void jh_frame_set_number(jh_frame *f, size_t row, size_t col, double x, jh_origin from)
{
    jh_column *c = &f->column[col];
    c->number[row] = x;
    c->valid[row] = 1;
    c->origin[row] = from;
}

void jh_frame_set_text(jh_frame *f, size_t row, size_t col, const char *s, jh_origin from)
{
    jh_column *c = &f->column[col];
    c->text[row] = s;
    c->valid[row] = s != NULL;
    c->origin[row] = from;
}

const char *jh_frame_text(const jh_frame *f, ptrdiff_t col, size_t row)
{
    if (col < 0 || !f->column[col].valid[row]) return "";
    return f->column[col].text[row];
}
