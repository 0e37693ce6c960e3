/* One file: its sheets go to the tables or to a statistics workbook. */
#include "forms.h"

#include <string.h>

typedef struct file_reader {
    jh_facts *facts;
    const jh_intake_options *options;
    const char *name;
    jh__table *table;
    jh__workbook *book;
    bool by_labels; /* the sheet that is being read */
} file_reader;

static jh_status on_sheet(void *ctx, const char *name, const jh_range *merged,
                          size_t merged_n, bool *skip)
{
    file_reader *r = ctx;
    const jh_form *form = jh__workbook_form(r->options, name);
    (void)skip;
    if (form && strcmp(form->vocabulary_id, r->facts->vocabulary->id)) form = NULL;
    if (form && r->book && form != jh__workbook_of(r->book)) form = NULL;
    r->by_labels = form != NULL;
    if (!form) return jh__table_sheet(r->table, name, merged, merged_n);
    JH_TRY(jh__table_end(r->table));
    return jh__workbook_sheet(&r->book, form, name, merged, merged_n);
}

static jh_status on_row(void *ctx, const jh_row *row)
{
    file_reader *r = ctx;
    if (r->by_labels) return jh__workbook_row(r->book, row);
    return jh__table_row(r->table, row);
}

static jh_status read_all(file_reader *r, const jh_input *in, jh_error *err)
{
    const jh_sink sink = {.ctx = r, .sheet = on_sheet, .row = on_row};
    JH_TRY(jh__intake_of(r->facts, err));
    JH_TRY(jh__table_open(r->facts, r->options, in->name, &r->table, err));
    JH_TRY(jh_table_read(in, r->options->limits, &sink, &r->facts->diags,
                         r->options->progress, err));
    JH_TRY(jh__table_end(r->table));
    return jh__workbook_end(r->book, r->facts, in->name);
}

jh_status jh_intake_file(jh_facts *facts, const jh_input *in,
                         const jh_intake_options *options, jh_error *err)
{
    file_reader r = {.facts = facts, .options = options, .name = in->name};
    jh_status st = read_all(&r, in, err);
    jh__table_close(r.table);
    jh__workbook_close(r.book);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}
