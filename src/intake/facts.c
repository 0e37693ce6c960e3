/* All that was read, and what the reader keeps between files. */
#include "forms.h"

#include <string.h>

void jh_facts_init(jh_facts *facts, jh_arena *arena, const jh_vocabulary *vocabulary)
{
    *facts = (jh_facts){.arena = arena, .vocabulary = vocabulary};
    facts->diags.arena = arena;
    jh_frame_init(&facts->schools, arena);
    jh_frame_init(&facts->areas, arena);
    jh_frame_init(&facts->answers, arena);
    jh_frame_init(&facts->claims, arena);
    jh_frame_init(&facts->overrides, arena);
    jh_frame_init(&facts->prices, arena);
    jh_frame_init(&facts->purchases, arena);
    jh_frame_init(&facts->teachers, arena);
    jh_frame_init(&facts->needs, arena);
    jh_frame_init(&facts->moves, arena);
    jh_frame_init(&facts->pairs, arena);
    jh_frame_init(&facts->ways, arena);
}

jh_status jh__intake_of(jh_facts *facts, jh_error *err)
{
    if (facts->state) return JH_OK;
    jh__intake *in = jh_alloc(facts->arena, sizeof *in);
    if (!in) return jh_nomem(err);
    jh_frame *frame[JH__RECORDS] = {&facts->schools,   &facts->areas,     &facts->answers,
                                    &facts->claims,    &facts->overrides, &facts->prices,
                                    &facts->purchases, &facts->teachers,  &facts->needs,
                                    &facts->moves,     &facts->pairs,     &facts->ways};
    in->arena = facts->arena;
    for (size_t i = 0; i < JH__RECORDS; i++)
        in->shelf[i].frame = frame[i];
    facts->state = in;
    return JH_OK;
}

const char *jh__both_where(jh_arena *arena, jh_where where)
{
    jh_buf b = {0};
    jh_where_render(&b, JH_ZH, where);
    jh_buf_putc(&b, JH_MSG_BOTH);
    jh_where_render(&b, JH_EN, where);
    const char *text = b.oom ? NULL : jh_strndup(arena, b.p, b.n);
    jh_buf_clear(&b);
    return text;
}

jh_status jh__shelf_column(jh_facts *facts, const jh_form *form, int field,
                           ptrdiff_t *out)
{
    jh__shelf *shelf = &facts->state->shelf[form->record];
    if (!shelf->column) {
        shelf->column = jh_alloc_array(facts->arena, form->fields + 1, sizeof(ptrdiff_t));
        if (!shelf->column) return JH_ENOMEM;
        for (size_t i = 0; i < form->fields; i++)
            shelf->column[i] = -1;
    }
    if (shelf->column[field] < 0) {
        const jh__field *f = &form->field[field];
        bool number = f->kind == JH_FACT_NUMBER || f->kind == JH_FACT_YESNO;
        size_t at;
        JH_TRY(
            jh_frame_add_column(shelf->frame, f->id, number ? JH_NUMBER : JH_TEXT, &at));
        shelf->column[field] = (ptrdiff_t)at;
    }
    *out = shelf->column[field];
    return JH_OK;
}

/* Heads are in the order of their sources and rows. */
size_t jh__head_above(const jh_facts *facts, uint32_t source, uint32_t row)
{
    size_t low = 0, high = facts->heads;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const jh_head *h = &facts->head[middle];
        if (h->source < source || (h->source == source && h->row < row))
            low = middle + 1;
        else
            high = middle;
    }
    return low && facts->head[low - 1].source == source ? low - 1 : SIZE_MAX;
}

jh_status jh__reject(jh_facts *facts, const jh__raw *raw, size_t first_diag, size_t diags)
{
    jh_reject *grown = jh_grow(facts->arena, facts->reject, &facts->reject_cap,
                               facts->rejects + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    facts->reject = grown;
    jh_reject *r = &grown[facts->rejects];
    size_t head = jh__head_above(facts, raw->source, raw->row);
    size_t cells = head < facts->heads ? facts->head[head].n : raw->cells;
    *r = (jh_reject){.source = raw->source,
                     .row = raw->row,
                     .cells = cells,
                     .first_diag = first_diag,
                     .diags = diags};
    r->cell = jh_alloc_array(facts->arena, cells + 1, sizeof *r->cell);
    if (!r->cell) return JH_ENOMEM;
    const char *text = raw->text;
    for (size_t i = 0; i < cells && i < raw->cells; i++, text += strlen(text) + 1)
        r->cell[i] = *text ? text : NULL;
    facts->rejects++;
    return JH_OK;
}

jh__diag_mark jh__diag_mark_of(const jh_diags *diags)
{
    jh__diag_mark mark = {.n = diags->n};
    memcpy(mark.count, diags->count, sizeof mark.count);
    return mark;
}

void jh__diag_back(jh_diags *diags, jh__diag_mark mark)
{
    diags->n = mark.n;
    memcpy(diags->count, mark.count, sizeof mark.count);
}
