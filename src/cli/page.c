/* Help and manual say the same, since both are this page. */
#include "cli.h"

#include <string.h>

static void add(jh__page *page, jh__item_kind kind, const char *term, const char *text)
{
    jh__item *grown =
        jh_grow(page->arena, page->item, &page->cap, page->n + 1, sizeof *grown);
    if (!grown || !text || (kind == JH__ENTRY && !term)) {
        page->oom = true;
        return;
    }
    page->item = grown;
    grown[page->n++] = (jh__item){kind, term, text};
}

static const char *text_of(const jh__page *page, const char *key)
{
    return jh_text(page->lang, key);
}

static void heading(jh__page *page, const char *key)
{
    add(page, JH__HEADING, NULL, text_of(page, key));
}

/* Paragraphs are lines; a line that begins with two blanks is typed as it stands. */
static void paragraphs(jh__page *page, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        bool verbatim = text[0] == ' ' && text[1] == ' ';
        size_t from = verbatim ? strspn(text, " ") : 0;
        if (n > from)
            add(page, verbatim ? JH__VERBATIM : JH__PARAGRAPH, NULL,
                jh_strndup(page->arena, text + from, n - from));
        text += n + (text[n] == '\n');
    }
}

/* "<files>..." or "--out FILE". */
static const char *term(jh__page *page, const jh_param *p)
{
    const char *dots = p->positional && p->many ? "..." : "";
    if (p->positional) return jh_sprintf(page->arena, "<%s>%s", p->name, dots);
    if (p->kind == JH_PARAM_FLAG) return jh_sprintf(page->arena, "--%s", p->name);
    return jh_sprintf(page->arena, "--%s %s", p->name,
                      text_of(page, jh__kind_key(p->kind)));
}

static void usage(jh__page *page, const jh_op *op)
{
    jh_buf out = {0};
    jh_buf_printf(&out, "jh %s", op->name);
    for (size_t i = 0; i < op->params; i++) {
        const jh_param *p = &op->param[i];
        const char *t = p->positional || p->required ? term(page, p) : NULL;
        if (!t) continue;
        bool must = p->required && !p->fallback;
        jh_buf_printf(&out, must ? " %s" : " [%s]", t);
    }
    for (size_t i = 0; i < op->params; i++)
        if (!op->param[i].positional && !op->param[i].required) {
            jh_buf_printf(&out, " [--%s]...", text_of(page, "cli.word_option"));
            break;
        }
    add(page, JH__VERBATIM, NULL, out.oom ? NULL : jh_strndup(page->arena, out.p, out.n));
    jh_buf_clear(&out);
}

/* What a parameter is for, and behind it what holds if it is not given. */
static const char *explanation(jh__page *page, const jh_param *p)
{
    const char *help = jh_label_in(p->help, page->lang);
    bool en = page->lang == JH_EN;
    const char *gap = en ? " " : "";
    if (p->required && !p->fallback && !p->positional)
        return jh_sprintf(page->arena, "%s%s%s", help, gap,
                          text_of(page, "cli.is_required"));
    if (p->many && !p->positional && p->kind != JH_PARAM_FLAG)
        help = jh_sprintf(page->arena, "%s%s%s", help, gap, text_of(page, "cli.is_many"));
    if (!p->fallback || !help) return help;
    jh_msg msg = {.key = "cli.is_default", .n = 1, .arg = {{"value", p->fallback}}};
    jh_buf out = {0};
    jh_buf_printf(&out, "%s%s", help, gap);
    jh_msg_render(&out, page->lang, &msg);
    help = out.oom ? NULL : jh_strndup(page->arena, out.p, out.n);
    jh_buf_clear(&out);
    return help;
}

static void parameters(jh__page *page, const jh_op *op, bool positional)
{
    bool any = false;
    for (size_t i = 0; i < op->params; i++) {
        const jh_param *p = &op->param[i];
        if (p->positional != positional) continue;
        if (!any) heading(page, positional ? "cli.head_words" : "cli.head_options");
        any = true;
        add(page, JH__ENTRY, term(page, p), explanation(page, p));
    }
}

static void globals(jh__page *page)
{
    size_t n;
    const jh__global *g = jh__globals(&n);
    heading(page, "cli.head_globals");
    for (size_t i = 0; i < n; i++) {
        const char *name = jh_sprintf(page->arena, "--%s", g[i].name);
        if (g[i].letter && name)
            name = jh_sprintf(page->arena, "-%c, %s", g[i].letter, name);
        if (g[i].value && name) name = jh_sprintf(page->arena, "%s %s", name, g[i].value);
        add(page, JH__ENTRY, name, text_of(page, g[i].help));
    }
}

static void exit_codes(jh__page *page)
{
    static const char *const code[] = {"0", "1", "2", "3", "4", "5", "130"};
    static const char *const key[] = {"cli.exit_0",  "cli.exit_1", "cli.exit_2",
                                      "cli.exit_3",  "cli.exit_4", "cli.exit_5",
                                      "cli.exit_130"};
    heading(page, "cli.head_exit");
    for (size_t i = 0; i < JH_COUNT(code); i++)
        add(page, JH__ENTRY, code[i], text_of(page, key[i]));
}

static void environment(jh__page *page)
{
    heading(page, "cli.head_environment");
    add(page, JH__ENTRY, "JH_LANG", text_of(page, "cli.env_lang"));
    add(page, JH__ENTRY, "NO_COLOR", text_of(page, "cli.env_no_color"));
    add(page, JH__ENTRY, "SOURCE_DATE_EPOCH", text_of(page, "cli.env_date"));
}

static void operations(jh__page *page, const jh__line *line, const char *group)
{
    size_t n = group ? strlen(group) : 0;
    heading(page, "cli.head_operations");
    for (size_t i = 0; i < line->n; i++) {
        const jh_op *op = line->ops[i];
        if (group && (strncmp(op->name, group, n) != 0 || op->name[n] != ' ')) continue;
        add(page, JH__ENTRY, op->name, jh_label_in(op->summary, page->lang));
    }
}

static void of_program(jh__page *page, const jh__line *line, bool full)
{
    page->name = "jh";
    page->summary = text_of(page, "cli.program");
    heading(page, "cli.head_usage");
    add(page, JH__VERBATIM, NULL, text_of(page, "cli.usage_program"));
    if (full) {
        heading(page, "cli.head_details");
        paragraphs(page, text_of(page, "cli.details"));
    }
    operations(page, line, NULL);
    globals(page);
    if (full) environment(page);
    exit_codes(page);
    heading(page, "cli.head_more");
    paragraphs(page, text_of(page, "cli.more"));
}

static void of_op(jh__page *page, const jh_op *op, bool full)
{
    char *name = jh_sprintf(page->arena, "jh-%s", op->name);
    if (!name) {
        page->oom = true;
        return;
    }
    for (char *p = name; *p; p++)
        if (*p == ' ') *p = '-';
    const char *details = jh_label_in(op->details, page->lang);
    page->name = name;
    page->summary = jh_label_in(op->summary, page->lang);
    heading(page, "cli.head_usage");
    usage(page, op);
    if (*details) heading(page, "cli.head_details");
    paragraphs(page, details);
    parameters(page, op, true);
    parameters(page, op, false);
    if (full) {
        globals(page);
        exit_codes(page);
        heading(page, "cli.head_more");
        add(page, JH__PARAGRAPH, NULL, "jh(1)");
    } else {
        heading(page, "cli.head_more");
        paragraphs(page, text_of(page, "cli.more_globals"));
    }
}

jh_status jh__page_build(jh__page *page, const jh__line *line, bool full)
{
    page->arena = line->arena;
    page->lang = line->lang;
    if (line->op) {
        of_op(page, line->op, full);
    } else if (line->group) {
        page->name = line->group;
        page->summary = "";
        operations(page, line, line->group);
    } else {
        of_program(page, line, full);
    }
    return page->oom ? JH_ENOMEM : JH_OK;
}

/* ---- on a terminal
 * ----------------------------------------------------------------------- */

#define INDENT 2
#define TERM_MAX 30

/* Columns of the terms of the entries that stand together from `i` on. */
static size_t term_column(const jh__page *page, size_t i)
{
    size_t w = 0;
    for (; i < page->n && page->item[i].kind == JH__ENTRY; i++) {
        size_t t = jh__text_width(page->item[i].term);
        if (t > w && t <= TERM_MAX) w = t;
    }
    return INDENT + w + 2;
}

static void entry(jh_buf *out, const jh__item *item, size_t column, size_t width)
{
    size_t at = INDENT + jh__text_width(item->term);
    jh__spaces(out, INDENT);
    jh_buf_puts(out, item->term);
    if (at + 2 > column) {
        jh_buf_putc(out, '\n');
        at = 0;
    }
    jh__spaces(out, column - at);
    jh__text_wrap(out, item->text, column, column, width);
}

void jh__page_print(jh_buf *out, const jh__page *page, const jh__look *look)
{
    /* long lines are hard to follow; help that is piped is laid out the same */
    size_t width = look->width && look->width < 100 ? look->width : 100, column = 0;
    if (width < 40) width = 40;
    if (*page->summary) {
        jh_buf_printf(out, "%s: ", page->name);
        size_t at = strlen(page->name) + 2;
        jh__text_wrap(out, page->summary, at, INDENT, width);
    }
    for (size_t i = 0; i < page->n; i++) {
        const jh__item *item = &page->item[i];
        bool first = !i || page->item[i - 1].kind != JH__ENTRY;
        switch (item->kind) {
        case JH__HEADING:
            if (out->n) jh_buf_putc(out, '\n');
            jh_buf_printf(out, look->color ? "\033[1m%s\033[0m\n" : "%s\n", item->text);
            break;
        case JH__PARAGRAPH:
            jh__spaces(out, INDENT);
            jh__text_wrap(out, item->text, INDENT, INDENT, width);
            break;
        case JH__VERBATIM:
            jh__spaces(out, INDENT * 2);
            jh__text_wrap(out, item->text, INDENT * 2, INDENT * 4, width);
            break;
        case JH__ENTRY:
            if (first) column = term_column(page, i);
            entry(out, item, column, width);
            break;
        }
    }
}
