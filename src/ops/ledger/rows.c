/* Lines of the ledger that were asked for, and their totals by lead unit. */
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct filter {
    const char *status, *school, *owner, *pack;
    bool overdue;
    int year;
    int32_t today;
} filter;

static jh_status read_filter(jh_call *call, filter *f, jh_error *err)
{
    *f = (filter){.status = jh_call_text(call, "status"),
                  .school = jh_call_text(call, "school"),
                  .owner = jh_call_text(call, "owner"),
                  .pack = jh_call_text(call, "pack"),
                  .overdue = jh_call_flag(call, "overdue")};
    if (f->status && strcmp(f->status, "live") != 0 &&
        jh_led_state_of(f->status) == JH_LED_NONE)
        return jh_fail(err, JH_EUSAGE, "ledger.bad_status", "text:s", f->status);
    JH_TRY(jh__year(call, &f->year, err));
    return jh__led_today(call, &f->today, err);
}

static bool fits(const filter *f, const jh_led_item *x, int overdue)
{
    if (f->status && !strcmp(f->status, "live")) {
        if (!jh_led_live(jh_led_state_of(x->state))) return false;
    } else if (f->status && strcmp(f->status, x->state) != 0) {
        return false;
    }
    if (f->overdue && !overdue) return false;
    if (f->school && strcmp(f->school, x->key.school) != 0 &&
        (!x->key.school[0] || strcmp(f->school, x->found.object) != 0))
        return false;
    if (f->owner && !strstr(x->task.lead, f->owner) && !strstr(x->task.co, f->owner) &&
        !strstr(x->task.owner, f->owner))
        return false;
    return !f->year || f->year == x->year;
}

/* ---- totals ---- */

static jh__led_total *total_of(jh_arena *arena, jh__led_rows *r, const char *lead)
{
    for (size_t i = 0; i < r->totals; i++)
        if (!strcmp(r->total[i].lead, lead)) return &r->total[i];
    jh__led_total *grown =
        jh_grow(arena, r->total, &r->total_cap, r->totals + 1, sizeof *grown);
    if (!grown) return NULL;
    r->total = grown;
    grown[r->totals] = (jh__led_total){.lead = lead};
    return &grown[r->totals++];
}

static jh_status add_total(jh_arena *arena, jh__led_rows *r, const jh__led_row *row)
{
    jh__led_total *t = total_of(arena, r, row->item->task.lead);
    if (!t) return JH_ENOMEM;
    bool live = jh_led_live(jh_led_state_of(row->item->state));
    t->items++;
    t->live += live;
    t->overdue += row->overdue > 0;
    t->struck += !strcmp(row->item->state, "struck");
    if (live && !isnan(row->item->task.money)) t->money += row->item->task.money;
    return JH_OK;
}

/* What nobody has comes first: it is to be given to somebody. */
static int by_lead(const void *a, const void *b)
{
    return strcmp(((const jh__led_total *)a)->lead, ((const jh__led_total *)b)->lead);
}

static int by_days(const void *a, const void *b)
{
    const jh__led_row *x = a, *y = b;
    if (x->overdue != y->overdue) return x->overdue < y->overdue ? 1 : -1;
    return (x->item->id > y->item->id) - (x->item->id < y->item->id);
}

/* ---- all ---- */

static jh_status pick(jh_call *call, jh__led_rows *out, const filter *f,
                      const jh_led_item *item, jh_error *err)
{
    out->row = jh_alloc_array(call->arena, out->all + 1, sizeof *out->row);
    if (!out->row) return jh_nomem(err);
    for (size_t i = 0; i < out->all; i++) {
        int days = jh_ledger_overdue(&item[i], f->today);
        if (!fits(f, &item[i], days)) continue;
        jh__led_row *row = &out->row[out->n++];
        *row = (jh__led_row){&item[i], days, jh_ledger_level(out->rules, days)};
        if (add_total(call->arena, out, row) != JH_OK) return jh_nomem(err);
    }
    if (out->totals) qsort(out->total, out->totals, sizeof *out->total, by_lead);
    if (f->overdue && out->n) qsort(out->row, out->n, sizeof *out->row, by_days);
    return JH_OK;
}

jh_status jh__led_rows_read(jh_call *call, jh__led_rows *out, jh_error *err)
{
    jh_store *s;
    filter f;
    jh_led_items list;
    *out = (jh__led_rows){0};
    JH_TRY(read_filter(call, &f, err));
    JH_TRY(jh__led_rules(call, &out->rules, err));
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_READ, &s, err));
    jh_status st = jh_store_ledger(s, call->arena, f.pack, 0, &list, err);
    jh_store_close(s);
    JH_TRY(st);
    out->all = list.n;
    return pick(call, out, &f, list.item, err);
}
