/* Opening and closing a workbook in memory, its formats and cells.
 *
 * The library writes to a named file only; a memory file has a name of its own. Shared texts
 * are kept in memory, so that a large book is written row by row instead. */
#include "book.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define CREATED 946684800 /* 2000-01-01: same figures, same bytes */
#define ROWS_MAX 1048000u /* of a sheet, with room for heads */
#define TEXT_MAX 32000u   /* characters of a cell: 32767 */
#define FONT "Microsoft YaHei"

/* ---- formats ----------------------------------------------------------------------------- */

static lxw_format *base_format(jh__pub_book *b)
{
    lxw_format *f = workbook_add_format(b->wb);
    if (!f) {
        b->failed = true;
        return NULL;
    }
    format_set_font_name(f, FONT);
    format_set_font_size(f, 10);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static void shade_format(lxw_format *f, jh__pub_shade shade)
{
    static const struct {
        uint32_t ink, ground;
    } color[] = {
        {0x17603A, 0}, {0x7A4B00, 0xFDF2DA}, {0xA01C16, 0xFBE9E7}, {0x4A5058, 0xECEFF2}};
    if (!f || shade == JH__PUB_PLAIN) return;
    format_set_font_color(f, color[shade].ink);
    if (color[shade].ground) format_set_bg_color(f, color[shade].ground);
}

static void border(lxw_format *f)
{
    if (!f) return;
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xC9D0D6);
}

static void make_formats(jh__pub_book *b)
{
    static const char *const pattern[] = {"0",      "0.0",     "0.00",    "0.000",
                                          "0.0000", "0.00000", "0.000000"};
    b->title = base_format(b);
    b->note = base_format(b);
    b->sample = base_format(b);
    b->head = base_format(b);
    b->percent = base_format(b);
    b->as_text = base_format(b);
    for (int s = 0; s < JH__PUB_SHADES; s++) {
        b->text[s] = base_format(b);
        shade_format(b->text[s], (jh__pub_shade)s);
        border(b->text[s]);
        if (b->text[s]) {
            format_set_text_wrap(b->text[s]);
            format_set_align(b->text[s], LXW_ALIGN_LEFT);
            format_set_indent(b->text[s], 1);
        }
        for (int d = 0; d < JH__PUB_DECIMALS; d++) {
            lxw_format *f = b->number[s][d] = base_format(b);
            shade_format(f, (jh__pub_shade)s);
            border(f);
            if (!f) continue;
            format_set_num_format(f, pattern[d]);
            format_set_align(f, LXW_ALIGN_RIGHT);
        }
    }
    if (b->failed) return;
    format_set_bold(b->title);
    format_set_font_size(b->title, 14);
    format_set_font_color(b->note, 0x5A636C);
    format_set_bold(b->sample);
    format_set_font_color(b->sample, 0x7A4B00);
    format_set_bold(b->head);
    format_set_text_wrap(b->head);
    format_set_bg_color(b->head, 0xEEF2F5);
    format_set_align(b->head, LXW_ALIGN_CENTER);
    border(b->head);
    border(b->percent);
    format_set_num_format(b->percent, "0.0%");
    format_set_num_format_index(b->as_text, 49); /* text */
}

/* ---- book -------------------------------------------------------------------------------- */

jh_status jh__pub_book_open(jh__pub_book *b, jh__pub_report *rep, bool large,
                            jh_error *err)
{
    char path[64];
    int fd = memfd_create("junheng-xlsx", MFD_CLOEXEC);
    *b = (jh__pub_book){.rep = rep};
    if (fd >= 0) b->file = fdopen(fd, "r+b");
    if (!b->file) return jh_fail(err, JH_EIO, "publish.no_memory_file", "");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    lxw_workbook_options options = {.constant_memory = large ? LXW_TRUE : LXW_FALSE,
                                    .use_zip64 = large ? LXW_TRUE : LXW_FALSE};
    b->wb = workbook_new_opt(path, &options);
    if (!b->wb) {
        fclose(b->file);
        return jh_nomem(err);
    }
    lxw_doc_properties properties = {.created = CREATED};
    if (workbook_set_properties(b->wb, &properties) != LXW_NO_ERROR) b->failed = true;
    make_formats(b);
    return JH_OK;
}

static jh_status take_bytes(FILE *file, jh_buf *out, jh_error *err)
{
    char part[65536];
    size_t n;
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        jh_buf_add(out, part, n);
    if (ferror(file)) return jh_fail(err, JH_EIO, "publish.no_memory_file", "");
    return out->oom ? jh_nomem(err) : JH_OK;
}

jh_status jh__pub_book_close(jh__pub_book *b, jh_buf *out, jh_error *err)
{
    lxw_error e = workbook_close(b->wb);
    jh_status st = JH_OK;
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED || b->failed || b->tmp.oom)
        st = jh_nomem(err);
    else if (e != LXW_NO_ERROR)
        st = jh_fail(err, JH_EIO, "publish.workbook", "why:s", lxw_strerror(e));
    else
        st = take_bytes(b->file, out, err);
    fclose(b->file);
    jh_buf_clear(&b->tmp);
    return st;
}

/* Width in characters of a spreadsheet: a Chinese one counts two. */
double jh__pub_width(const char *text)
{
    double n = 0;
    for (const char *c = text; *c; c++)
        if (((unsigned char)*c & 0xC0) != 0x80)
            n += (unsigned char)*c >= 0xE0 ? 1.85 : 1.1;
    return n;
}

/* ---- sheets ------------------------------------------------------------------------------ */

static void begin(jh__pub_sheet *s, const char *name)
{
    s->ws = workbook_add_worksheet(s->book->wb, name);
    if (!s->ws) {
        s->book->failed = true;
        return;
    }
    worksheet_set_landscape(s->ws);
    worksheet_set_paper(s->ws, 9); /* A4 */
    worksheet_fit_to_pages(s->ws, 1, 0);
    worksheet_set_margins(s->ws, 0.4, 0.4, 0.6, 0.6);
    worksheet_set_footer(s->ws, "&C&P / &N");
}

void jh__pub_sheet_open(jh__pub_sheet *s, jh__pub_book *b, const char *name_key,
                        const char *title_key)
{
    const jh__pub_report *rep = b->rep;
    *s = (jh__pub_sheet){.book = b, .name = jh__pub_word(rep, name_key), .part = 1};
    size_t most = rep->pack->indicators * 16 + 64;
    s->head = jh_alloc_array(rep->arena, most, sizeof *s->head);
    s->width = jh_alloc_array(rep->arena, most, sizeof *s->width);
    begin(s, s->name);
    if (!s->head || !s->width) b->failed = true;
    if (b->failed) return;
    worksheet_write_string(s->ws, 0, 0, jh__pub_word(rep, title_key), b->title);
    worksheet_set_row(s->ws, 0, 24, NULL);
    if (rep->p->sample)
        worksheet_write_string(s->ws, 1, 0, jh__pub_word(rep, "publish.sample"),
                               b->sample);
    else
        worksheet_write_string(s->ws, 1, 0, jh__pub_label(rep, rep->pack->name), b->note);
    worksheet_set_row(s->ws, 1, 16, NULL);
    s->head_row = 2;
}

void jh__pub_sheet_wide(jh__pub_sheet *s, jh__pub_book *b, const jh_list *list,
                        jh_arena *arena)
{
    *s = (jh__pub_sheet){.book = b, .name = list->name, .part = 1};
    s->head = jh_alloc_array(arena, list->columns + 1, sizeof *s->head);
    s->width = jh_alloc_array(arena, list->columns + 1, sizeof *s->width);
    begin(s, s->name);
    if (!s->head || !s->width) b->failed = true;
    if (b->failed) return;
    worksheet_set_paper(s->ws, 8); /* A3 */
    worksheet_write_string(s->ws, 0, 0, list->title, b->title);
    worksheet_set_row(s->ws, 0, 24, NULL);
    worksheet_write_string(s->ws, 1, 0, list->note, b->note);
    worksheet_set_row(s->ws, 1, 16, NULL);
    s->head_row = 2;
}

void jh__pub_column(jh__pub_sheet *s, const char *text, double width)
{
    if (s->book->failed) return;
    s->head[s->columns] = text;
    s->width[s->columns++] = width;
}

void jh__pub_column_key(jh__pub_sheet *s, const char *key, double width)
{
    jh__pub_column(s, jh__pub_word(s->book->rep, key), width);
}

/* Programs do not agree on when to fit a row to wrapped text, so its height is set. */
static void count_lines(jh__pub_sheet *s, const char *text)
{
    if (s->col >= s->columns) return;
    double room = s->width[s->col] - 2.5;
    uint32_t lines = (uint32_t)ceil(jh__pub_width(text) / (room > 2 ? room : 2));
    if (lines > s->lines) s->lines = lines < 24 ? lines : 24;
}

static void end_row(jh__pub_sheet *s)
{
    if (!s->book->failed && s->lines > 1)
        worksheet_set_row(s->ws, s->row, 14.0 * s->lines + 3, NULL);
    s->lines = 1;
}

void jh__pub_heads(jh__pub_sheet *s)
{
    if (s->book->failed) return;
    s->row = s->head_row;
    s->lines = 1;
    for (uint16_t i = 0; i < s->columns; i++) {
        s->col = i;
        count_lines(s, s->head[i]);
        worksheet_set_column(s->ws, i, i, s->width[i], NULL);
        worksheet_write_string(s->ws, s->head_row, i, s->head[i], s->book->head);
    }
    worksheet_freeze_panes(s->ws, s->head_row + 1, 0);
    worksheet_repeat_rows(s->ws, s->head_row, s->head_row);
    worksheet_ignore_errors(s->ws, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
    end_row(s);
}

void jh__pub_sheet_close(jh__pub_sheet *s)
{
    end_row(s);
    if (!s->book->failed && s->columns && s->row > s->head_row)
        worksheet_autofilter(s->ws, s->head_row, 0, s->row, (uint16_t)(s->columns - 1));
}

void jh__pub_row(jh__pub_sheet *s)
{
    end_row(s);
    if (s->row >= ROWS_MAX && !s->book->failed) {
        char name[64];
        jh__pub_sheet_close(s);
        snprintf(name, sizeof name, "%s %d", s->name, ++s->part);
        begin(s, name);
        s->head_row = 0;
        jh__pub_heads(s);
    }
    s->row++;
    s->col = 0;
}

/* ---- cells ------------------------------------------------------------------------------- */

void jh__pub_cell_text(jh__pub_sheet *s, const char *text, jh__pub_shade shade)
{
    jh__pub_book *b = s->book;
    if (b->failed) return;
    size_t n = text ? strlen(text) : 0;
    lxw_error e;
    count_lines(s, text ? text : "");
    if (!n) {
        e = worksheet_write_blank(s->ws, s->row, s->col, b->text[shade]);
    } else if (n <= TEXT_MAX) {
        e = worksheet_write_string(s->ws, s->row, s->col, text, b->text[shade]);
    } else {
        char cut[TEXT_MAX + 1];
        n = TEXT_MAX;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
        memcpy(cut, text, n);
        cut[n] = '\0';
        e = worksheet_write_string(s->ws, s->row, s->col, cut, b->text[shade]);
    }
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED) b->failed = true;
    s->col++;
}

void jh__pub_cell_number(jh__pub_sheet *s, double x, int decimals, jh__pub_shade shade)
{
    jh__pub_book *b = s->book;
    if (b->failed) return;
    if (!isfinite(x)) {
        worksheet_write_string(s->ws, s->row, s->col++, "—", b->number[shade][0]);
        return;
    }
    if (decimals >= JH__PUB_DECIMALS) decimals = JH__PUB_DECIMALS - 1;
    if (decimals < 0) decimals = 0;
    worksheet_write_number(s->ws, s->row, s->col++, jh_number_rounded(x, decimals),
                           b->number[shade][decimals]);
}

void jh__pub_cell_count(jh__pub_sheet *s, size_t n)
{
    jh__pub_cell_number(s, (double)n, 0, JH__PUB_PLAIN);
}

void jh__pub_cell_percent(jh__pub_sheet *s, double share)
{
    if (!isfinite(share)) {
        jh__pub_cell_text(s, "—", JH__PUB_PLAIN);
        return;
    }
    if (s->book->failed) return;
    worksheet_write_number(s->ws, s->row, s->col++, jh_number_rounded(share, 3),
                           s->book->percent);
}

void jh__pub_cell_tmp(jh__pub_sheet *s, jh__pub_shade shade)
{
    jh__pub_cell_text(s, s->book->tmp.n ? s->book->tmp.p : "", shade);
    s->book->tmp.n = 0;
}

void jh__pub_cell_skip(jh__pub_sheet *s)
{
    jh__pub_cell_text(s, "", JH__PUB_PLAIN);
}

jh__pub_shade jh__pub_shade_of(jh_verdict verdict)
{
    return verdict == JH_PASS   ? JH__PUB_MET
           : verdict == JH_FAIL ? JH__PUB_FAILED
                                : JH__PUB_UNKNOWN;
}
