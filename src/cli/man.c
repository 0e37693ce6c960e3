#include "cli.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Text of a troff line: no letter of it may act as a command. */
static void escape(jh_buf *out, const char *s)
{
    if (*s == '.' || *s == '\'') jh_buf_puts(out, "\\&");
    for (; *s; s++) {
        if (*s == '\\')
            jh_buf_puts(out, "\\e");
        else if (*s == '-')
            jh_buf_puts(out, "\\-");
        else if (*s == '\n')
            jh_buf_putc(out, ' ');
        else
            jh_buf_putc(out, *s);
    }
    jh_buf_putc(out, '\n');
}

static void upper(jh_buf *out, const char *s)
{
    for (; *s; s++)
        jh_buf_putc(out, *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s);
}

void jh__page_troff(jh_buf *out, const jh__page *page)
{
    jh_buf_puts(out, ".TH ");
    upper(out, page->name);
    jh_buf_printf(out, " 1 \"\" \"Junheng %s\" \"%s\"\n", jh_version(),
                  jh_text(page->lang, "cli.manual"));
    jh_buf_puts(out, ".nh\n.ad l\n"); /* stretched Chinese lines are hard to read */
    jh_buf_printf(out, ".SH %s\n", jh_text(page->lang, "cli.head_name"));
    /* the dash parts name and summary for whatis(1) */
    jh_buf_printf(out, "%s \\- ", page->name);
    escape(out, page->summary);
    for (size_t i = 0; i < page->n; i++) {
        const jh__item *item = &page->item[i];
        switch (item->kind) {
        case JH__HEADING:
            jh_buf_puts(out, ".SH ");
            break;
        case JH__PARAGRAPH:
            jh_buf_puts(out, ".PP\n");
            break;
        case JH__VERBATIM:
            jh_buf_puts(out, ".PP\n.nf\n");
            break;
        case JH__ENTRY:
            jh_buf_puts(out, ".TP\n\\fB");
            escape(out, item->term);
            jh_buf_puts(out, "\\fR");
            break;
        }
        escape(out, item->text);
        if (item->kind == JH__VERBATIM) jh_buf_puts(out, ".fi\n");
    }
}

static jh_status write_file(const char *path, const jh_buf *text, jh_error *err)
{
    FILE *f = fopen(path, "wb");
    bool fine = f && fwrite(text->p, 1, text->n, f) == text->n;
    if (f && fclose(f) != 0) fine = false;
    if (fine) return JH_OK;
    return jh_fail(err, JH_EIO, "cli.cannot_write_file", "file:s why:s", path,
                   strerror(errno));
}

static jh_status folder(const char *path, jh_error *err)
{
    if (!mkdir(path, 0777) || errno == EEXIST) return JH_OK;
    return jh_fail(err, JH_EIO, "cli.cannot_write_file", "file:s why:s", path,
                   strerror(errno));
}

static jh_status one_page(jh__line *line, const char *where, jh_error *err)
{
    jh__page page = {0};
    jh_buf text = {0};
    if (jh__page_build(&page, line, true) != JH_OK) return jh_nomem(err);
    jh__page_troff(&text, &page);
    const char *path = jh_sprintf(line->arena, "%s/%s.1", where, page.name);
    jh_status st = path && !text.oom ? write_file(path, &text, err) : jh_nomem(err);
    jh_buf_clear(&text);
    return st;
}

static jh_status in_language(const jh__line *line, const char *where, jh_lang lang,
                             jh_error *err)
{
    jh__line one = *line;
    one.lang = lang;
    one.group = NULL;
    one.op = NULL;
    JH_TRY(folder(where, err));
    JH_TRY(one_page(&one, where, err));
    for (size_t i = 0; i < line->n; i++) {
        one.op = line->ops[i];
        JH_TRY(one_page(&one, where, err));
    }
    return JH_OK;
}

jh_status jh__man_write(const jh__line *line, const char *where, jh_error *err)
{
    const char *en = jh_sprintf(line->arena, "%s/man1", where);
    const char *zh = jh_sprintf(line->arena, "%s/zh_CN", where);
    const char *zh1 = jh_sprintf(line->arena, "%s/zh_CN/man1", where);
    if (!en || !zh || !zh1) return jh_nomem(err);
    JH_TRY(folder(where, err));
    JH_TRY(folder(zh, err));
    JH_TRY(in_language(line, en, JH_EN, err));
    return in_language(line, zh1, JH_ZH, err);
}
