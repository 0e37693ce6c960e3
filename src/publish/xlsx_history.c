/* The years in the workbook: figures, schools, and what changed rules did. */
#include "book.h"

#include <math.h>
#include <stdio.h>

static const jh_history *history(const jh__pub_book *b)
{
    return b->rep->p->past->history;
}

static const char *keyed(const jh__pub_book *b, const char *prefix, const char *id)
{
    char key[48];
    snprintf(key, sizeof key, "publish.%s_%s", prefix, id);
    return jh__pub_word(b->rep, key);
}

static void year_columns(jh__pub_sheet *s, double width)
{
    const jh_history *h = history(s->book);
    for (size_t y = 0; y < h->years; y++) {
        char *head = jh_sprintf(s->book->rep->arena, "%d", h->year[y].year);
        if (!head) s->book->failed = true;
        jh__pub_column(s, head ? head : "", width);
    }
}

static const char *name_of(const char *area, const jh__pub_book *b)
{
    return area[0] ? area : jh__pub_word(b->rep, "publish.whole");
}

static void indicator_cell(jh__pub_sheet *s, const jh_pack *pack, int k)
{
    jh__pub_book *b = s->book;
    if (k >= 0)
        jh_buf_printf(&b->tmp, "%s %s", pack->indicator[k].id,
                      jh__pub_label(b->rep, pack->indicator[k].name));
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static void series_row(jh__pub_sheet *s, const jh_series *x)
{
    jh__pub_book *b = s->book;
    const jh_pack *pack = b->rep->pack;
    bool share = x->kind == JH_SERIES_MET || x->kind == JH_SERIES_PASS ||
                 x->kind == JH_SERIES_KEPT;
    int decimals = x->kind == JH_SERIES_MEAN ? pack->indicator[x->indicator].decimals
                                             : pack->coefficient_decimals;
    jh__pub_row(s);
    jh__pub_cell_text(s, name_of(x->area, b), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(b->rep, x->stage), JH__PUB_PLAIN);
    jh__pub_cell_text(s, keyed(b, "series", jh_series_id(x->kind)), JH__PUB_PLAIN);
    indicator_cell(s, pack, x->indicator);
    for (size_t y = 0; y < history(b)->years; y++) {
        jh__pub_shade shade = isnan(x->target) || isnan(x->value[y]) ? JH__PUB_PLAIN
                              : x->met[y]                            ? JH__PUB_MET
                                                                     : JH__PUB_FAILED;
        if (share)
            jh__pub_cell_percent(s, x->value[y]);
        else
            jh__pub_cell_number(s, x->value[y], decimals, shade);
    }
    if (share && !isnan(x->target))
        jh__pub_cell_percent(s, x->target);
    else
        jh__pub_cell_number(s, x->target, 2, JH__PUB_PLAIN);
    jh_publish_trend(&b->tmp, b->rep->lang, &x->trend);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static void sheet_series(jh__pub_book *b)
{
    jh__pub_sheet s;
    const jh_history *h = history(b);
    jh__pub_sheet_open(&s, b, "publish.sheet_history", "publish.history");
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.history_figure", 20);
    jh__pub_column_key(&s, "publish.indicator", 40);
    year_columns(&s, 11);
    jh__pub_column_key(&s, "publish.history_target", 9);
    jh__pub_column_key(&s, "publish.history_outlook", 34);
    jh__pub_heads(&s);
    for (size_t i = 0; i < h->series_n; i++)
        series_row(&s, &h->series[i]);
    jh__pub_sheet_close(&s);
}

static void fate_row(jh__pub_sheet *s, size_t i)
{
    jh__pub_book *b = s->book;
    const jh_history *h = history(b);
    const jh_fate *f = &h->fate[i];
    const char *became = b->rep->p->past->became ? b->rep->p->past->became[i] : NULL;
    jh__pub_row(s);
    jh__pub_cell_text(s, name_of(f->area, b), JH__PUB_PLAIN);
    jh__pub_cell_text(s, f->id, JH__PUB_PLAIN);
    jh__pub_cell_text(s, f->name, JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_stage_name(b->rep, f->stage), JH__PUB_PLAIN);
    for (size_t y = 0; y < h->years; y++) {
        if (f->section[y] == SIZE_MAX) {
            jh__pub_cell_text(s, "—", JH__PUB_PLAIN);
            continue;
        }
        jh_verdict v = h->year[y].a->section[f->section[y]].verdict;
        jh__pub_cell_text(s, jh__pub_verdict_word(b->rep, v),
                          b->rep->judges ? jh__pub_shade_of(v) : JH__PUB_PLAIN);
    }
    jh__pub_cell_text(s, keyed(b, "fate", jh_fate_id(f->kind)),
                      f->kind == JH_FATE_RELAPSED ? JH__PUB_FAILED
                      : f->kind == JH_FATE_NEWLY  ? JH__PUB_MET
                                                  : JH__PUB_PLAIN);
    jh__pub_cell_text(s, became, JH__PUB_PLAIN);
}

static void sheet_schools(jh__pub_book *b)
{
    jh__pub_sheet s;
    const jh_history *h = history(b);
    jh__pub_sheet_open(&s, b, "publish.sheet_history_schools",
                       "publish.sheet_history_schools");
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.school_id", 14);
    jh__pub_column_key(&s, "publish.school", 26);
    jh__pub_column_key(&s, "publish.stage", 8);
    year_columns(&s, 10);
    jh__pub_column_key(&s, "publish.history_change", 12);
    jh__pub_column_key(&s, "publish.history_became", 40);
    jh__pub_heads(&s);
    for (size_t i = 0; i < h->fates; i++)
        fate_row(&s, i);
    jh__pub_sheet_close(&s);
}

static void effect_row(jh__pub_sheet *s, const jh_break *b, const jh_effect *e)
{
    const jh_history *h = history(s->book);
    const jh_pack *pack = h->year[b->later].own->pack;
    const double x[] = {e->value[0][0], e->value[1][0],    e->value[0][1],
                        e->value[1][1], jh_effect_real(e), jh_effect_rule(e)};
    bool share = e->kind == JH_SERIES_PASS || e->kind == JH_SERIES_KEPT;
    jh__pub_row(s);
    jh_buf_printf(&s->book->tmp, "%d—%d", h->year[b->earlier].year,
                  h->year[b->later].year);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh_publish_rule(&s->book->tmp, b->before);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh_publish_rule(&s->book->tmp, b->after);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh_publish_break(&s->book->tmp, s->book->rep->lang, b->kinds);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
    jh__pub_cell_text(s, name_of(e->area, s->book), JH__PUB_PLAIN);
    jh__pub_cell_text(
        s,
        e->stage < 0
            ? jh__pub_word(s->book->rep, "publish.all_rows")
            : jh__pub_label(s->book->rep, pack->vocabulary->stage[e->stage].name),
        JH__PUB_PLAIN);
    jh__pub_cell_text(s, keyed(s->book, "series", jh_series_id(e->kind)), JH__PUB_PLAIN);
    indicator_cell(s, pack, e->indicator);
    for (size_t i = 0; i < JH_COUNT(x); i++)
        if (share)
            jh__pub_cell_percent(s, x[i]);
        else
            jh__pub_cell_number(s, x[i], 3, JH__PUB_PLAIN);
}

static void sheet_breaks(jh__pub_book *b)
{
    jh__pub_sheet s;
    const jh_history *h = history(b);
    if (!h->breaks) return;
    jh__pub_sheet_open(&s, b, "publish.sheet_breaks", "publish.history_breaks");
    jh__pub_column_key(&s, "publish.history", 12);
    jh__pub_column_key(&s, "publish.break_rule_before", 24);
    jh__pub_column_key(&s, "publish.break_rule_after", 24);
    jh__pub_column_key(&s, "publish.break_in", 20);
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.stage", 8);
    jh__pub_column_key(&s, "publish.history_figure", 20);
    jh__pub_column_key(&s, "publish.indicator", 36);
    jh__pub_column_key(&s, "publish.break_old_old", 11);
    jh__pub_column_key(&s, "publish.break_new_old", 11);
    jh__pub_column_key(&s, "publish.break_old_new", 11);
    jh__pub_column_key(&s, "publish.break_new_new", 11);
    jh__pub_column_key(&s, "publish.break_happened", 11);
    jh__pub_column_key(&s, "publish.break_by_rule", 11);
    jh__pub_heads(&s);
    for (size_t i = 0; i < h->breaks; i++)
        for (size_t k = 0; k < h->brk[i].effects; k++)
            effect_row(&s, &h->brk[i], &h->brk[i].effect[k]);
    jh__pub_sheet_close(&s);
}

void jh__pub_sheets_history(jh__pub_book *b)
{
    const jh_past *past = b->rep->p->past;
    if (!past || past->history->years < 2) return;
    sheet_series(b);
    sheet_schools(b);
    sheet_breaks(b);
}
