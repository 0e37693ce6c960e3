/* First sheet: the verdict of every area with its reasons and what it takes. */
#include "book.h"

#include <math.h>

typedef struct line {
    size_t area;
    const char *what, *state;
    jh__pub_shade shade;
} line;

/* One row; the explanation stands in the book's tmp. */
static void put(jh__pub_sheet *s, line l)
{
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(s->book->rep, l.area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, l.what, JH__PUB_PLAIN);
    jh__pub_cell_text(s, l.state, l.shade);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static void verdicts(jh__pub_sheet *s, size_t area)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_area_result *a = &rep->r->area[area];
    jh__pub_shade all = rep->judges ? jh__pub_shade_of(a->verdict_all) : JH__PUB_PLAIN;
    jh__pub_verdict_text(rep, &s->book->tmp, area);
    put(s, (line){area, jh__pub_word(rep, "publish.verdict_all"),
                  jh__pub_verdict_word(rep, a->verdict_all), all});
    if (!rep->judges) return;
    if (!jh__pub_pivot_text(rep, &s->book->tmp, area)) s->book->tmp.n = 0;
    put(s, (line){area, jh__pub_word(rep, "publish.verdict_resources"),
                  jh__pub_verdict_word(rep, a->verdict), jh__pub_shade_of(a->verdict)});
    for (size_t i = 0; i < a->stages; i++) {
        const jh_stage_result *st = &a->stage[i];
        jh_buf_printf(&s->book->tmp, "%s %zu%s%s %zu%s%s %zu%s%s %zu",
                      jh__pub_word(rep, "publish.sections"), st->sections,
                      jh__pub_word(rep, "publish.separator"),
                      jh__pub_word(rep, "publish.verdict_pass"), st->passed,
                      jh__pub_word(rep, "publish.separator"),
                      jh__pub_word(rep, "publish.verdict_fail"), st->failed,
                      jh__pub_word(rep, "publish.separator"),
                      jh__pub_word(rep, "publish.verdict_open"), st->open);
        put(s, (line){area, jh__pub_stage_name(rep, st->stage),
                      jh__pub_verdict_word(rep, st->verdict),
                      jh__pub_shade_of(st->verdict)});
    }
}

static void reasons(jh__pub_sheet *s, size_t area)
{
    const jh__pub_report *rep = s->book->rep;
    const jh_area_result *a = &rep->r->area[area];
    for (size_t i = 0; i < a->reasons; i++) {
        jh_verdict v = a->reason[i].verdict;
        jh_msg_render(&s->book->tmp, rep->lang, &a->reason[i].msg);
        put(s, (line){area, jh__pub_word(rep, "publish.reasons"),
                      jh__pub_word(rep, v == JH_OPEN ? "publish.verdict_open"
                                                     : "publish.status_fail"),
                      jh__pub_shade_of(v)});
    }
    for (size_t i = 0; i < a->stages; i++)
        for (size_t k = 0; k < rep->pack->indicators; k++) {
            if (a->stage[i].coefficient[k].verdict != JH_FAIL) continue;
            jh_buf_printf(&s->book->tmp, "%s %s%s",
                          jh__pub_stage_name(rep, a->stage[i].stage),
                          rep->pack->indicator[k].id, jh__pub_word(rep, "publish.colon"));
            jh__pub_remedy_text(rep, &s->book->tmp, &a->stage[i], k);
            put(s,
                (line){area, jh__pub_word(rep, "publish.remedies"), "", JH__PUB_PLAIN});
        }
}

void jh__pub_sheet_verdict(jh__pub_book *b)
{
    jh__pub_sheet s;
    jh__pub_sheet_open(&s, b, "publish.verdict", "publish.title");
    jh__pub_column_key(&s, "publish.area", 16);
    jh__pub_column_key(&s, "publish.subject", 24);
    jh__pub_column_key(&s, "publish.verdict", 12);
    jh__pub_column_key(&s, "publish.explanation", 90);
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->areas; i++) {
        verdicts(&s, i);
        reasons(&s, i);
    }
    jh__pub_sheet_close(&s);
}
