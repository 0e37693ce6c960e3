/* A letter for each teacher who moves: where to, why, from when, how long, how far, and how to object. A letter
 * says nothing of any other teacher. */
#include "teachers.h"

#include "../county/result.h"
#include "../files.h"
#include "../reply.h"

#include <stdio.h>
#include <string.h>

typedef struct writer {
    jh_call *call;
    const jh__rotation_job *j;
    const jh_rotation_plan *plan;
    jh_buf out;
    size_t letters;
} writer;

/* ---- HTML ---- */

static void put(jh_buf *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '&')
            jh_buf_puts(out, "&amp;");
        else if (*p == '<')
            jh_buf_puts(out, "&lt;");
        else if (*p == '>')
            jh_buf_puts(out, "&gt;");
        else if (*p == '"')
            jh_buf_puts(out, "&quot;");
        else if ((unsigned char)*p >= ' ')
            jh_buf_putc(out, *p);
    }
}

static const char *word(const writer *w, const char *key)
{
    return jh_text(w->call->lang, key);
}

static void element(writer *w, const char *tag, const char *text)
{
    jh_buf_printf(&w->out, "<%s>", tag);
    put(&w->out, text);
    jh_buf_printf(&w->out, "</%s>\n", tag);
}

/* A sentence of the catalogue with values put in. */
static const char *said(const writer *w, const char *key, const char *a, const char *b)
{
    return jh__cell_text(w->call, key, "a:s b:s", a ? a : "", b ? b : "");
}

static void row(writer *w, const char *key, const char *text)
{
    if (!text) {
        w->out.oom = true;
        return;
    }
    jh_buf_puts(&w->out, "<tr><th scope=\"row\">");
    put(&w->out, word(w, key));
    jh_buf_puts(&w->out, "</th><td>");
    put(&w->out, text);
    jh_buf_puts(&w->out, "</td></tr>\n");
}

static void paragraph(writer *w, const char *text)
{
    if (text)
        element(w, "p", text);
    else
        w->out.oom = true;
}

/* ---- what is said ---- */

static const char *cell(const writer *w, size_t t, const char *column)
{
    return jh__plan_text(&w->j->facts.teachers, column, w->j->row[t]);
}

static const char *school(const writer *w, size_t section)
{
    const jh_sections *all = &w->j->before.sections;
    return jh_school_name(all, all->section[section].school);
}

/* Given on the command line, else a line to be filled in by hand. */
static const char *given(const writer *w, const char *name)
{
    const char *text = jh_call_text(w->call, name);
    return text ? text : word(w, "ops.letter_blank");
}

static const char *way(const writer *w, const jh__move *m)
{
    jh_call *call = w->call;
    double minutes = (double)w->j->minutes[m->option];
    if (!(m->km >= 0)) return word(w, "ops.letter_way_unknown");
    const char *km = jh__cell_fixed(call, m->km, 1);
    if (minutes >= 0)
        return said(w, "ops.letter_way_minutes", km, jh__cell_fixed(call, minutes, 0));
    return said(w, "ops.letter_way", km, NULL);
}

static const char *why_you(const writer *w, size_t t)
{
    double years = jh__plan_number(&w->j->facts.teachers, "years", w->j->row[t]);
    if (!(years >= w->j->rule.years)) return word(w, "ops.letter_eligible_stated");
    return said(w, "ops.letter_eligible_years", jh__cell_fixed(w->call, years, 0),
                jh__cell_fixed(w->call, w->j->rule.years, 0));
}

static void facts(writer *w, const jh__move *m)
{
    const jh__rotation_job *j = w->j;
    const jh_section *to = &j->before.sections.section[m->to];
    const char *subject = cell(w, m->teacher, "subject"),
               *stage = jh__stage_label(w->call, j->before.pack, to->stage);
    jh_buf_puts(&w->out, "<table>\n");
    row(w, "ops.letter_from", school(w, m->from));
    row(w, "ops.letter_to", school(w, m->to));
    row(w, "ops.letter_work", said(w, "ops.letter_work_is", stage, subject));
    row(w, "ops.letter_why", word(w, m->why));
    row(w, "ops.letter_why_you", why_you(w, m->teacher));
    row(w, "ops.letter_start", given(w, "start"));
    row(w, "ops.letter_term",
        said(w, "ops.letter_term_is", jh__cell_fixed(w->call, j->rule.term, 0), NULL));
    row(w, "ops.letter_travel", way(w, m));
    row(w, "ops.letter_ask", given(w, "contact"));
    jh_buf_puts(&w->out, "</table>\n");
}

static void head(writer *w, const char *title)
{
    static const char style[] =
        "@page{size:A4;margin:24mm 22mm}"
        "body{font:16px/1.75 \"Source Han Serif SC\",\"Noto Serif CJK SC\",SimSun,"
        "\"Noto Sans CJK SC\",serif;max-width:44em;margin:2em auto;padding:0 1em;"
        "color:#1c2126}"
        "article{break-after:page;margin-bottom:4em}"
        "article:last-child{break-after:auto;margin-bottom:0}"
        "h1{font-size:24px;text-align:center;margin:0 0 1.2em}"
        "h2{font-size:17px;margin:1.2em 0 .2em}"
        "table{border-collapse:collapse;width:100%;margin:1em 0}"
        "th,td{border:1px solid #8a929a;padding:.4em .7em;text-align:left;"
        "vertical-align:top}"
        "th{width:9em;font-weight:600;background:#f3f4f5}"
        ".sign{text-align:right;margin-top:2.5em}"
        ".sample{border:1px solid #a33;color:#a33;padding:.2em .7em}"
        "@media print{body{margin:0;padding:0;font-size:12pt;max-width:none}"
        "article{margin:0}th{background:none}}";
    jh_buf_printf(&w->out,
                  "<!doctype html>\n<html lang=\"%s\">\n<head>\n"
                  "<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width\">\n",
                  w->call->lang == JH_ZH ? "zh-CN" : "en");
    element(w, "title", title);
    jh_buf_printf(&w->out, "<style>%s</style>\n</head>\n<body>\n", style);
}

static void letter(writer *w, const jh__move *m)
{
    const char *name = cell(w, m->teacher, "teacher_name"),
               *id = cell(w, m->teacher, "teacher_id");
    jh_buf_puts(&w->out, "<article>\n");
    if (w->j->county.sample) {
        jh_buf_puts(&w->out, "<p class=\"sample\">");
        put(&w->out, word(w, "ops.sample_data"));
        jh_buf_puts(&w->out, "</p>\n");
    }
    element(w, "h1", word(w, "ops.letter_title"));
    paragraph(w, said(w, name ? "ops.letter_dear" : "ops.letter_dear_id",
                      name ? name : id, id));
    paragraph(w, word(w, "ops.letter_says"));
    facts(w, m);
    element(w, "h2", word(w, "ops.letter_object"));
    paragraph(
        w, said(w, "ops.letter_object_how", given(w, "object-by"), given(w, "contact")));
    paragraph(w, word(w, "ops.letter_object_what"));
    jh_buf_puts(&w->out, "<p class=\"sign\">");
    put(&w->out, word(w, "ops.letter_sign"));
    jh_buf_puts(&w->out, "</p>\n</article>\n");
}

/* ---- files ---- */

/* A number of a teacher as the name of a file: letters, digits, - and _; anything else could lead
 * elsewhere. */
static bool good_name(const char *id)
{
    size_t n =
        id ? strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                        "WXYZ-_")
           : 0;
    return n > 0 && n < 100 && !id[n];
}

static jh_status save(writer *w, const char *folder, const char *name, jh_error *err)
{
    const char *path = jh_sprintf(w->call->arena, "%s/%s.html", folder, name);
    jh_buf_puts(&w->out, "</body>\n</html>\n");
    if (!path || w->out.oom) return jh_nomem(err);
    return jh__file_write(w->call, path, &w->out, err);
}

static jh_status one(writer *w, const char *folder, size_t t, jh_error *err)
{
    const char *id = cell(w, t, "teacher_id");
    jh__move m;
    if (!jh__rotation_move(w->j, w->plan, t, &m)) return JH_OK;
    char number[32];
    snprintf(number, sizeof number, "row-%zu", w->j->row[t] + 1);
    w->letters++;
    w->out.n = 0;
    head(w, word(w, "ops.letter_title"));
    letter(w, &m);
    return save(w, folder, good_name(id) ? id : number, err);
}

static jh_status together(writer *w, const char *folder, jh_error *err)
{
    w->out.n = 0;
    head(w, word(w, "ops.letter_title"));
    for (size_t t = 0; t < w->j->r.teachers; t++) {
        jh__move m;
        if (jh__rotation_move(w->j, w->plan, t, &m)) letter(w, &m);
    }
    return save(w, folder, "all", err);
}

jh_status jh__rotation_letters(jh_call *call, const jh__rotation_job *j,
                               const jh_rotation_plan *plan, jh_error *err)
{
    const char *folder = jh_call_text(call, "letters");
    writer w = {.call = call, .j = j, .plan = plan};
    if (!folder) return JH_OK;
    JH_TRY(jh__folder_make(call, folder, err));
    jh_status st = JH_OK;
    for (size_t t = 0; st == JH_OK && t < j->r.teachers; t++)
        st = one(&w, folder, t, err);
    if (st == JH_OK) st = together(&w, folder, err);
    jh_buf_clear(&w.out);
    JH_TRY(st);
    return jh__after(call, "ops.letter_written", "n:u folder:s", w.letters, folder) ==
                   JH_OK
               ? JH_OK
               : jh_nomem(err);
}
