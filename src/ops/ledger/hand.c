/* What somebody does to items by hand: checked, then written all at once. */
#include "hand.h"

#include <math.h>
#include <string.h>

const char *const jh__led_field_key[JH__LED_FIELDS] = {
    "ledger.lead",  "ledger.co",    "ledger.owner",    "ledger.measure",
    "ledger.money", "ledger.start", "ledger.deadline", "ledger.public"};

typedef struct doing {
    jh_call *call;
    jh_store *s;
    jh_ledger *ledger;
    size_t refused; /* told as diagnostics */
    jh_error *err;
} doing;

/* ---- what people write ---- */

/* A number of one to four digits, and what parts it from the next. */
static const char *digits(const char *p, int *out)
{
    int n = 0;
    for (*out = 0; *p >= '0' && *p <= '9' && n < 4; p++, n++)
        *out = *out * 10 + (*p - '0');
    return n ? p : NULL;
}

static const char *past(const char *p, const char *chinese)
{
    size_t n = strlen(chinese);
    if (!strncmp(p, chinese, n)) return p + n;
    return *p == '-' || *p == '/' || *p == '.' ? p + 1 : NULL;
}

const char *jh__led_date(jh_arena *arena, const char *text)
{
    int part[3];
    int32_t days;
    const char *p = text;
    static const char *const after[] = {"年", "月"};
    for (int i = 0; i < 3; i++) {
        p = digits(p, &part[i]);
        if (p && i < 2) p = past(p, after[i]);
        if (!p) return NULL;
    }
    if (!strncmp(p, "日", strlen("日"))) p += strlen("日");
    /* a spreadsheet's date may carry a time */
    if (*p && *p != ' ') return NULL;
    const char *iso = jh_sprintf(arena, "%04d-%02d-%02d", part[0], part[1], part[2]);
    return iso && jh_date_parse(iso, &days) ? iso : NULL;
}

bool jh__led_money(const char *text, double *out)
{
    static const struct {
        const char *word;
        double times;
    } unit[] = {{"万元", 1e4}, {"万", 1e4}, {"亿元", 1e8}, {"亿", 1e8}, {"元", 1}};
    size_t n = strlen(text);
    double times = 1;
    for (size_t i = 0; i < JH_COUNT(unit); i++) {
        size_t length = strlen(unit[i].word);
        if (n <= length || strcmp(text + n - length, unit[i].word) != 0) continue;
        n -= length;
        times = unit[i].times;
        break;
    }
    if (!jh_number_parse(text, n, out) || *out < 0) return false;
    *out *= times;
    return true;
}

static bool yes_or_no(const char *text, bool *out)
{
    static const char *const word[][2] = {
        {"是", "否"}, {"yes", "no"}, {"公开", "不公开"}, {"1", "0"}};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        for (size_t k = 0; k < 2; k++)
            if (!strcmp(word[i][k], text)) {
                *out = k == 0;
                return true;
            }
    return false;
}

/* ---- settling a task ---- */

static jh_status bad(doing *d, const jh__led_deed *deed, jh__led_field field,
                     const char *key)
{
    const char *text = deed->field[field];
    const char *name = jh_sprintf(d->call->arena, "@%s", jh__led_field_key[field]);
    jh_where where = deed->where;
    if (!name) return jh_nomem(d->err);
    if (!where.file) return jh_fail(d->err, JH_EUSAGE, key, "field:s text:s", name, text);
    where.col = deed->col[field];
    d->refused++;
    if (jh_diag_add(&d->call->diags, JH_BLOCK, where, key, "field:s text:s", name,
                    text) != JH_OK)
        return jh_nomem(d->err);
    return JH_OK;
}

static jh_status settle_text(const jh__led_deed *deed, jh__led_field field,
                             const char **out)
{
    if (deed->field[field]) *out = deed->field[field];
    return JH_OK;
}

static jh_status settle_date(doing *d, const jh__led_deed *deed, jh__led_field field,
                             const char **out)
{
    const char *text = deed->field[field];
    if (!text) return JH_OK;
    *out = text[0] ? jh__led_date(d->call->arena, text) : "";
    if (*out) return JH_OK;
    *out = "";
    return bad(d, deed, field, "ledger.bad_date");
}

static jh_status settle_rest(doing *d, const jh__led_deed *deed, jh_led_task *t)
{
    const char *money = deed->field[JH__LED_MONEY], *open = deed->field[JH__LED_PUBLIC];
    if (money && !money[0]) t->money = NAN;
    if (money && money[0] && !jh__led_money(money, &t->money))
        JH_TRY(bad(d, deed, JH__LED_MONEY, "ledger.bad_money"));
    if (open && !open[0]) t->is_public = false;
    if (open && open[0] && !yes_or_no(open, &t->is_public))
        JH_TRY(bad(d, deed, JH__LED_PUBLIC, "ledger.bad_public"));
    /* ISO dates sort as texts do */
    if (t->start[0] && t->deadline[0] && strcmp(t->deadline, t->start) < 0 &&
        deed->field[JH__LED_DEADLINE])
        JH_TRY(bad(d, deed, JH__LED_DEADLINE, "ledger.before_start"));
    return JH_OK;
}

static const jh_led_item *find_item(const jh_ledger *ledger, int64_t id)
{
    const jh_led_item *item;
    size_t n = jh_ledger_items(ledger, &item);
    for (size_t low = 0, high = n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (item[middle].id == id) return &item[middle];
        if (item[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The item's task with what is given laid over it. *same: nothing of it is new. */
static jh_status settle(doing *d, jh__led_deed *deed, bool *same)
{
    const jh_led_item *x = find_item(d->ledger, deed->hand.item);
    jh_led_task *t = jh_alloc(d->call->arena, sizeof *t);
    if (!t) return jh_nomem(d->err);
    *same = false;
    if (!x) return JH_OK; /* the ledger refuses it */
    *t = x->task;
    JH_TRY(settle_text(deed, JH__LED_LEAD, &t->lead));
    JH_TRY(settle_text(deed, JH__LED_CO, &t->co));
    JH_TRY(settle_text(deed, JH__LED_OWNER, &t->owner));
    JH_TRY(settle_text(deed, JH__LED_MEASURE, &t->measure));
    JH_TRY(settle_date(d, deed, JH__LED_START, &t->start));
    JH_TRY(settle_date(d, deed, JH__LED_DEADLINE, &t->deadline));
    JH_TRY(settle_rest(d, deed, t));
    deed->hand.task = t;
    *same = jh_led_task_same(t, &x->task);
    return JH_OK;
}

/* ---- doing ---- */

static jh_status one(doing *d, jh__led_deed *deed, size_t *done)
{
    jh_error refusal = {0};
    size_t refused = d->refused;
    bool same = false;
    if (deed->hand.act == JH_LED_ASSIGN) JH_TRY(settle(d, deed, &same));
    if (same || d->refused > refused) return JH_OK;
    bool listed = deed->where.file;
    jh_status st = jh_ledger_hand(d->ledger, &deed->hand, listed ? &refusal : d->err);
    *done += st == JH_OK;
    if (st == JH_OK || !listed) return st;
    if (st != JH_EUSAGE) return jh_nomem(d->err);
    d->refused++;
    const char *text = jh__led_rendered(d->call, &refusal.msg);
    if (!text || jh_diag_add(&d->call->diags, JH_BLOCK, deed->where, "ops.line", "text:s",
                             text) != JH_OK)
        return jh_nomem(d->err);
    return JH_OK;
}

static jh_status all(doing *d, const char *what, jh__led_deed *deed, size_t n,
                     size_t *done)
{
    jh_led_counts counts;
    JH_TRY(jh_ledger_open(d->s, d->call->arena, NULL, n == 1 ? deed->hand.item : 0,
                          &d->ledger, d->err));
    for (size_t i = 0; i < n; i++)
        JH_TRY(one(d, &deed[i], done));
    if (d->refused || jh_call_flag(d->call, "dry-run")) return JH_OK;
    return jh_ledger_keep(d->ledger, jh__stamp(d->call), what, &counts, d->err);
}

jh_status jh__led_do(jh_call *call, const char *what, jh__led_deed *deed, size_t n,
                     size_t *done, jh_error *err)
{
    doing d = {.call = call, .err = err};
    *done = 0;
    if (!call->diags.arena) call->diags.arena = call->arena;
    JH_TRY(jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &d.s, err));
    jh_status st = jh_store_begin(d.s, err);
    if (st == JH_OK) st = jh_store_end(d.s, all(&d, what, deed, n, done), err);
    jh_store_close(d.s);
    JH_TRY(st);
    if (!d.refused) return JH_OK;
    return jh_fail(err, JH_EINPUT, "ledger.refused", "n:u", d.refused);
}

jh_status jh__led_deeds(jh_call *call, jh_led_hand hand, jh__led_deed **out, size_t *n,
                        jh_error *err)
{
    jh_given item = jh_call_given(call, "item");
    jh__led_deed *deed = jh_alloc_array(call->arena, item.n + 1, sizeof *deed);
    if (!deed) return jh_nomem(err);
    hand.person = jh__stamp(call).person;
    *n = 0;
    for (size_t i = 0; i < item.n; i++) {
        size_t k = 0;
        JH_TRY(jh__led_number(item.value[i], &hand.item, err));
        while (k < *n && deed[k].hand.item != hand.item)
            k++;
        if (k == *n) deed[(*n)++].hand = hand; /* the same number twice is once */
    }
    *out = deed;
    return JH_OK;
}

jh_status jh__led_reply(jh_call *call, const char *key, size_t n, jh_error *err)
{
    bool dry = jh_call_flag(call, "dry-run");
    jh_status st;
    if (call->want_json) {
        jh_json j = {.out = &call->json, .pretty = true};
        jh_json_object(&j, NULL);
        jh_json_bool(&j, "dry_run", dry);
        jh_json_integer(&j, "items", (int64_t)n);
        jh_json_end_object(&j);
        st = call->json.oom ? JH_ENOMEM : JH_OK;
    } else {
        st = dry ? jh__note(call, "ledger.dry", "n:u", n) : jh__note(call, key, "n:u", n);
    }
    return st == JH_OK ? JH_OK : jh_nomem(err);
}
