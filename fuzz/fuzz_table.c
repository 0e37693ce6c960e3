#include "fuzz_table.h"

#include <junheng/intake.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void promise(bool kept)
{
    if (!kept) abort();
}

/* Valid UTF-8 by the table of the standard, written apart from the reader's own check. */
static bool utf8(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    while (p < end) {
        uint32_t code = *p++;
        int more = code < 0x80 ? 0 : code < 0xE0 ? 1 : code < 0xF0 ? 2 : 3;
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (code >= 0x80 && (code < 0xC0 || code > 0xF7)) return false;
        if (more) code &= 0x3Fu >> more;
        for (int i = 0; i < more; i++) {
            if (p == end || (*p & 0xC0) != 0x80) return false;
            code = code << 6 | (*p++ & 0x3Fu);
        }
        if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
            return false;
    }
    return true;
}

static jh_status on_sheet(void *ctx, const char *name, const jh_range *merged, size_t n,
                          bool *skip)
{
    (void)skip;
    *(uint32_t *)ctx = 0;
    if (name) promise(utf8(name, strlen(name)));
    for (size_t i = 0; i < n; i++)
        promise(merged[i].row1 && merged[i].col1 && merged[i].row1 <= merged[i].row2 &&
                merged[i].col1 <= merged[i].col2);
    return JH_OK;
}

static jh_status on_row(void *ctx, const jh_row *row)
{
    uint32_t *last = ctx;
    promise(row->row > *last && row->n > 0);
    *last = row->row;
    for (size_t i = 0; i < row->n; i++) {
        const jh_cell *c = &row->cell[i];
        promise(c->col > (i ? row->cell[i - 1].col : 0));
        promise(c->kind != JH_CELL_EMPTY && c->n && strlen(c->text) == c->n);
        promise(utf8(c->text, c->n));
        if (c->kind == JH_CELL_NUMBER) promise(isfinite(c->number));
    }
    return JH_OK;
}

void fuzz_table(const uint8_t *data, size_t n)
{
    uint32_t last = 0;
    jh_input in = {"fuzz", data, n};
    jh_limits limits = {.unpacked = 1 << 22, .rows = 100000, .cell = 1 << 14};
    jh_sink sink = {&last, on_sheet, on_row};
    jh_diags diags = {.arena = jh_arena_new()};
    jh_error err = {0};
    if (!diags.arena) return;
    jh_status st = jh_table_read(&in, &limits, &sink, &diags, NULL, &err);
    promise(st == err.status);
    promise(st == JH_OK || st == JH_EINPUT || st == JH_ENOMEM);
    promise(st == JH_OK || jh_text_has(err.msg.key));
    for (size_t i = 0; i < diags.n; i++)
        for (size_t k = 0; k < diags.item[i].msg.n; k++)
            promise(utf8(diags.item[i].msg.arg[k].value,
                         strlen(diags.item[i].msg.arg[k].value)));
    jh_arena_free(diags.arena);
}
