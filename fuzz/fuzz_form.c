/* Forms and tables together: before a line of "====" a form file, behind it a table; without
 * such a line all of it is a table for the school form that ships. What was read is held to the
 * promises of the contract, checked, and written as a repair file. */
#include "fuzz_table.h"

#include <junheng/intake.h>

#include <stdlib.h>
#include <string.h>

static void promise(bool kept)
{
    if (!kept) abort();
}

/* Every row of a frame knows its cells; what is missing holds nothing. */
static void hold_frame(const jh_facts *facts, const jh_frame *f)
{
    for (size_t c = 0; c < f->columns; c++)
        for (size_t i = 0; i < f->rows; i++) {
            const jh_column *column = &f->column[c];
            promise(column->valid[i] <= 1);
            if (column->type == JH_TEXT) promise(!column->valid[i] == !column->text[i]);
            if (column->origin[i].row)
                promise(column->origin[i].source < facts->sources.n);
        }
}

static void hold_facts(const jh_facts *facts)
{
    const jh_frame *frame[] = {&facts->schools, &facts->areas, &facts->answers,
                               &facts->claims, &facts->overrides};
    for (size_t i = 0; i < JH_COUNT(frame); i++)
        hold_frame(facts, frame[i]);
    for (size_t i = 0; i < facts->rejects; i++) {
        const jh_reject *r = &facts->reject[i];
        promise(r->source < facts->sources.n && r->diags > 0);
        promise(r->first_diag + r->diags <= facts->diags.n);
    }
    for (size_t i = 0; i < facts->diags.n; i++)
        promise(jh_text_has(facts->diags.item[i].msg.key));
}

static void read_table(jh_arena *arena, const jh_vocabulary *v, const jh_form *form,
                       const uint8_t *data, size_t n)
{
    jh_facts facts;
    jh_error err = {0};
    jh_buf out = {0};
    const jh_limits limits = {
        .unpacked = 1 << 20, .rows = 2000, .columns = 200, .cell = 4096};
    const jh_intake_options options = {.form = &form, .forms = 1, .limits = &limits};
    jh_input in = {"表", data, n};
    jh_facts_init(&facts, arena, v);
    jh_status st = jh_intake_file(&facts, &in, &options, &err);
    promise(st == err.status);
    hold_facts(&facts);
    promise(jh_intake_check(&facts, &options, &err) == st || st != JH_OK);
    hold_facts(&facts);
    promise(jh_intake_repair(&facts, JH_ZH, &out) == JH_OK);
    jh_buf_clear(&out);
}

/* Length of what stands before a line of "====", or n. */
static size_t before_line(const uint8_t *data, size_t n)
{
    for (size_t i = 0; i + 6 <= n; i++)
        if (!memcmp(data + i, "\n====\n", 6)) return i;
    return n;
}

/* What ships is read once: it is long, and the same each time. */
typedef struct shipped {
    jh_vocabulary *vocabulary;
    jh_form *form;
} shipped;

static const shipped *read_shipped(void)
{
    static shipped kept;
    static jh_arena *arena;
    jh_library library = jh_library_builtin();
    const jh_asset *a = jh_asset_find("forms/cn-school-table.yaml");
    if (arena) return &kept;
    arena = jh_arena_new();
    promise(jh_vocabulary_load(arena, &library, "cn-compulsory", &kept.vocabulary,
                               NULL) == JH_OK);
    promise(jh_form_read(arena, &library, &(jh_input){a->name, a->bytes, a->n},
                         kept.vocabulary, &kept.form, NULL) == JH_OK);
    return &kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const shipped *known = read_shipped();
    jh_arena *arena = jh_arena_new();
    jh_library library = jh_library_builtin();
    jh_form *form;
    jh_error err = {0};
    size_t first = before_line(data, n);
    if (first == n) {
        read_table(arena, known->vocabulary, known->form, data, n);
    } else {
        jh_status st = jh_form_read(arena, &library, &(jh_input){"表样", data, first},
                                    known->vocabulary, &form, &err);
        promise(st == err.status);
        if (st == JH_OK && !strcmp(jh_form_vocabulary(form), known->vocabulary->id))
            read_table(arena, known->vocabulary, form, data + first + 6, n - first - 6);
    }
    jh_arena_free(arena);
    return 0;
}
