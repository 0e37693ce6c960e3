/* Columns that a user named once are known from then on. The file is a CSV of two columns,
 * so that it can be looked at and mended in Excel. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

static const char *memory_path(jh_call *call, const char **folder)
{
    const char *given = jh_call_text(call, "memory"), *home = getenv("XDG_DATA_HOME");
    *folder = NULL;
    if (given) return given;
    if (home && home[0]) {
        *folder = jh_sprintf(call->arena, "%s/junheng", home);
    } else {
        home = getenv("HOME");
        if (!home || !home[0]) return NULL;
        *folder = jh_sprintf(call->arena, "%s/.local/share/junheng", home);
    }
    return *folder ? jh_sprintf(call->arena, "%s/columns.csv", *folder) : NULL;
}

typedef struct reading {
    jh_arena *arena;
    jh_taught *list;
    size_t n, cap;
} reading;

static jh_status take_row(void *ctx, const jh_row *row)
{
    reading *r = ctx;
    const char *text[2] = {"", ""};
    for (size_t i = 0; i < row->n; i++)
        if (row->cell[i].col <= 2) text[row->cell[i].col - 1] = row->cell[i].text;
    if (row->row == 1 || !text[0][0]) return JH_OK;
    jh_taught *grown = jh_grow(r->arena, r->list, &r->cap, r->n + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    r->list = grown;
    jh_taught *t = &grown[r->n++];
    t->label = jh_strdup(r->arena, text[0]);
    t->fact = jh_strdup(r->arena, text[1]);
    return t->label && t->fact ? JH_OK : JH_ENOMEM;
}

static jh_status every_sheet(void *ctx, const char *name, const jh_range *merged,
                             size_t n, bool *skip)
{
    (void)ctx, (void)name, (void)merged, (void)n, (void)skip;
    return JH_OK;
}

jh_status jh__memory_read(jh_call *call, const jh_taught **out, size_t *n, jh_error *err)
{
    const char *folder, *path = memory_path(call, &folder);
    reading r = {.arena = call->arena};
    jh__file file;
    jh_error quiet = {0};
    *out = NULL;
    *n = 0;
    if (!path || jh__file_open(path, &file, &quiet) != JH_OK) return JH_OK;
    jh_sink sink = {&r, every_sheet, take_row};
    jh_diags ignored = {.arena = call->arena};
    jh_input in = {path, file.bytes, file.n};
    jh_status st = file.n ? jh_table_read(&in, NULL, &sink, &ignored, NULL, err) : JH_OK;
    jh__file_close(&file);
    *out = r.list;
    *n = r.n;
    return st;
}

jh_status jh__memory_add(jh_call *call, const char *label, const char *fact,
                         jh_error *err)
{
    const char *folder, *path = memory_path(call, &folder);
    const jh_taught *known;
    size_t n;
    jh_buf out = {0};
    if (!path) return JH_OK;
    JH_TRY(jh__memory_read(call, &known, &n, err));
    if (folder) JH_TRY(jh__folder_make(call, folder, err));
    jh_buf_puts(&out, "\xEF\xBB\xBF"
                      "column,fact\r\n");
    for (size_t i = 0; i <= n; i++) {
        bool fresh = i == n;
        if (!fresh && !strcmp(known[i].label, label)) continue;
        jh_csv_field(&out, fresh ? label : known[i].label);
        jh_buf_putc(&out, ',');
        jh_csv_field(&out, fresh ? fact : known[i].fact);
        jh_buf_puts(&out, "\r\n");
    }
    jh_status st = jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    return st;
}
