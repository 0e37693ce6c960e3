/* The ledger as JSON. */
#include "json.h"

#include <math.h>
#include <string.h>

/* Nothing at all is null, not an empty text. */
static void maybe(jh_json *j, const char *key, const char *text)
{
    jh_json_text(j, key, text && text[0] ? text : NULL);
}

static void lines(jh_json *j, const char *key, const char *text)
{
    jh_buf line = {0};
    jh_json_list(j, key);
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        line.n = 0;
        jh_buf_add(&line, p, n);
        jh_json_text(j, NULL, line.oom ? "" : line.p);
        p += n + (p[n] == '\n');
    }
    if (line.oom) j->out->oom = true;
    jh_buf_clear(&line);
    jh_json_end_list(j);
}

void jh__led_finding_json(jh_json *j, jh_lang lang, const jh_led_finding *f)
{
    jh_json_text(j, "object", f->object);
    jh_json_text(j, "name", jh_label_in(f->point.name, lang));
    maybe(j, "category", jh_label_in(f->point.category, lang));
    maybe(j, "clause", f->point.clause);
    jh_json_bool(j, "by_figure", f->numeric);
    jh_json_number(j, "value", f->value);
    maybe(j, "unit", jh_label_in(f->point.unit, lang));
    jh_json_number(j, "standard", f->standard);
    jh_json_number(j, "floor", f->floor);
    jh_json_bool(j, "less_is_better", f->point.less);
    jh_json_number(j, "need", f->need);
    maybe(j, "need_unit", jh_label_in(f->point.need_unit, lang));
    jh_json_integer(j, "rows", (int64_t)f->rows);
    maybe(j, "answer", f->answer);
    maybe(j, "place", f->place);
}

void jh__led_task_json(jh_json *j, const jh_led_task *t)
{
    maybe(j, "lead", t->lead);
    maybe(j, "co", t->co);
    maybe(j, "owner", t->owner);
    maybe(j, "measure", t->measure);
    jh_json_number(j, "money", t->money);
    maybe(j, "start", t->start);
    maybe(j, "deadline", t->deadline);
    jh_json_bool(j, "public", t->is_public);
}

void jh__led_item_json(jh_json *j, jh_call *call, const jh__led_row *row)
{
    const jh_led_item *x = row->item;
    jh_json_integer(j, "item", x->id);
    jh_json_text(j, "state", x->state);
    jh_json_text(j, "pack", x->key.pack);
    maybe(j, "area", x->key.area);
    maybe(j, "school", x->key.school);
    maybe(j, "stage", x->key.stage);
    jh_json_text(j, "kind", x->key.kind);
    jh_json_text(j, "point", x->key.point);
    maybe(j, "snapshot", x->snapshot_name);
    if (x->year)
        jh_json_integer(j, "year", x->year);
    else
        jh_json_null(j, "year");
    jh_json_text(j, "found", x->found_on);
    jh__led_finding_json(j, call->lang, &x->found);
    jh_json_text(j, "problem", jh__led_problem(call, &x->key, &x->found));
    jh__led_task_json(j, &x->task);
    jh_json_integer(j, "overdue_days", row->overdue);
    maybe(j, "level", row->level ? jh_label_in(row->level->name, call->lang) : NULL);
    maybe(j, "level_to", row->level ? jh_label_in(row->level->to, call->lang) : NULL);
    lines(j, "progress", x->progress);
    lines(j, "files", x->files);
    jh_json_number(j, "passed_value", x->passed_value);
    maybe(j, "passed_snapshot", x->passed_snapshot);
    maybe(j, "checked_by", x->checked_by);
    maybe(j, "closed", x->closed_on);
    maybe(j, "reason", x->reason);
    jh_json_integer(j, "reopened", (int64_t)x->reopened);
}
