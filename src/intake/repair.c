/* The repair file: what could not be used, as it was given, with what is wrong behind it. */
#include "forms.h"

#include <string.h>

static bool same_labels(const jh_head *a, const jh_head *b)
{
    if (a->n != b->n || strcmp(a->form, b->form)) return false;
    for (size_t i = 0; i < a->n; i++) {
        const char *x = a->label[i] ? a->label[i] : "",
                   *y = b->label[i] ? b->label[i] : "";
        if (strcmp(x, y)) return false;
    }
    return true;
}

static void write_head(const jh_head *head, jh_lang lang, jh_buf *out)
{
    for (size_t i = 0; i < head->n; i++) {
        jh_csv_field(out, head->label[i] ? head->label[i] : "");
        jh_buf_putc(out, ',');
    }
    jh_csv_field(out, jh_text(lang, "intake.repair_where"));
    jh_buf_putc(out, ',');
    jh_csv_field(out, jh_text(lang, "intake.repair_why"));
    jh_buf_puts(out, "\r\n");
}

/* What keeps the row out; where nothing blocks, all that was said. */
static void write_reasons(const jh_facts *f, const jh_reject *r, jh_lang lang,
                          jh_buf *out)
{
    bool blocks = false;
    for (size_t i = 0; i < r->diags; i++)
        blocks = blocks || f->diags.item[r->first_diag + i].level == JH_BLOCK;
    for (size_t i = 0, said = 0; i < r->diags; i++) {
        const jh_diag *d = &f->diags.item[r->first_diag + i];
        char letters[8];
        if (blocks && d->level != JH_BLOCK) continue;
        if (said++) jh_buf_puts(out, lang == JH_ZH ? "；" : "; ");
        jh_column_letters(d->where.col, letters);
        if (d->where.col) jh_buf_printf(out, "%s%u: ", letters, d->where.row);
        jh_msg_render(out, lang, &d->msg);
    }
}

static void write_row(const jh_facts *f, const jh_reject *r, size_t columns, jh_lang lang,
                      jh_buf *out)
{
    jh_buf text = {0};
    for (size_t i = 0; i < columns; i++) {
        if (i < r->cells && r->cell[i]) jh_csv_field(out, r->cell[i]);
        jh_buf_putc(out, ',');
    }
    jh_where_render(&text, lang,
                    jh_sources_where(&f->sources, (jh_origin){r->source, r->row, 0}));
    jh_csv_field(out, text.p ? text.p : "");
    jh_buf_putc(out, ',');
    text.n = 0;
    write_reasons(f, r, lang, &text);
    jh_csv_field(out, text.n ? text.p : "");
    jh_buf_puts(out, "\r\n");
    out->oom = out->oom || text.oom;
    jh_buf_clear(&text);
}

/* The rejects of each head, as lists of numbers + 1. */
typedef struct lists {
    size_t *first, *last; /* by head */
    size_t *next;         /* by reject */
} lists;

static void append(lists *l, size_t head, size_t from, size_t to)
{
    if (l->last[head])
        l->next[l->last[head] - 1] = from;
    else
        l->first[head] = from;
    l->last[head] = to;
}

/* Rows below heads with the same labels are listed together, below the first of them. */
static jh_status list_rejects(const jh_facts *f, jh_arena *scratch, lists *l)
{
    l->first = jh_alloc_array(scratch, f->heads + 1, sizeof *l->first);
    l->last = jh_alloc_array(scratch, f->heads + 1, sizeof *l->last);
    l->next = jh_alloc_array(scratch, f->rejects + 1, sizeof *l->next);
    if (!l->first || !l->last || !l->next) return JH_ENOMEM;
    for (size_t i = 0; i < f->rejects; i++) {
        size_t h = jh__head_above(f, f->reject[i].source, f->reject[i].row);
        if (h < f->heads) append(l, h, i + 1, i + 1);
    }
    for (size_t h = 0; h < f->heads; h++)
        for (size_t k = 0; l->first[h] && k < h; k++) {
            if (!l->first[k] || !same_labels(&f->head[k], &f->head[h])) continue;
            append(l, k, l->first[h], l->last[h]);
            l->first[h] = 0;
        }
    return JH_OK;
}

static jh_status write_all(const jh_facts *f, jh_arena *scratch, jh_lang lang,
                           jh_buf *out)
{
    lists l;
    bool any = false;
    JH_TRY(list_rejects(f, scratch, &l));
    jh_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t h = 0; h < f->heads; h++) {
        if (!l.first[h]) continue;
        if (any) jh_buf_puts(out, "\r\n");
        write_head(&f->head[h], lang, out);
        for (size_t i = l.first[h]; i; i = l.next[i - 1])
            write_row(f, &f->reject[i - 1], f->head[h].n, lang, out);
        any = true;
    }
    return out->oom ? JH_ENOMEM : JH_OK;
}

jh_status jh_intake_repair(const jh_facts *facts, jh_lang lang, jh_buf *out)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return JH_ENOMEM;
    jh_status st = write_all(facts, scratch, lang, out);
    jh_arena_free(scratch);
    return st;
}
