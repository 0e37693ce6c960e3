/* Items read, changes gathered, all of it written at once. */
#include <junheng/supervise.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

struct jh_ledger {
    jh_store *store;
    jh_arena *arena;
    jh_led_item *item;
    size_t items;
    bool *said;   /* by item: the source spoke of it */
    size_t *slot; /* hash table by key: item + 1, 0 empty */
    size_t slots;
    jh_led_source source;
    bool has_source, fresh_source;
    jh_led_change *change;
    size_t changes, cap;
    jh_led_counts counts;
};

/* ---- finding an item by its key ---- */

static uint64_t hash_text(uint64_t h, const char *s)
{
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return (h ^ 0xFF) * 1099511628211u;
}

static uint64_t hash_key(const jh_led_key *k)
{
    const char *const part[] = {k->pack, k->area, k->school, k->stage, k->kind, k->point};
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < JH_COUNT(part); i++)
        h = hash_text(h, part[i]);
    return h;
}

static bool same_key(const jh_led_key *a, const jh_led_key *b)
{
    return !strcmp(a->school, b->school) && !strcmp(a->point, b->point) &&
           !strcmp(a->stage, b->stage) && !strcmp(a->kind, b->kind) &&
           !strcmp(a->area, b->area) && !strcmp(a->pack, b->pack);
}

static size_t slot_of(const jh_ledger *l, const jh_led_key *key)
{
    size_t at = (size_t)hash_key(key) & (l->slots - 1);
    while (l->slot[at] && !same_key(&l->item[l->slot[at] - 1].key, key))
        at = (at + 1) & (l->slots - 1);
    return at;
}

static jh_status index_items(jh_ledger *l, jh_error *err)
{
    l->slots = 16;
    while (l->slots < 2 * l->items)
        l->slots *= 2;
    l->slot = jh_alloc_array(l->arena, l->slots, sizeof *l->slot);
    l->said = jh_alloc_array(l->arena, l->items + 1, sizeof *l->said);
    if (!l->slot || !l->said) return jh_nomem(err);
    for (size_t i = 0; i < l->items; i++)
        l->slot[slot_of(l, &l->item[i].key)] = i + 1;
    return JH_OK;
}

const jh_led_item *jh_ledger_has(const jh_ledger *ledger, const jh_led_key *key)
{
    size_t i = ledger->slot[slot_of(ledger, key)];
    return i ? &ledger->item[i - 1] : NULL;
}

size_t jh_ledger_items(const jh_ledger *ledger, const jh_led_item **out)
{
    *out = ledger->item;
    return ledger->items;
}

jh_status jh_ledger_open(jh_store *store, jh_arena *arena, const char *pack, int64_t item,
                         jh_ledger **out, jh_error *err)
{
    jh_ledger *l = jh_alloc(arena, sizeof *l);
    if (!l) return jh_nomem(err);
    l->store = store;
    l->arena = arena;
    jh_led_items list;
    JH_TRY(jh_store_ledger(store, arena, pack, item, &list, err));
    l->item = list.item;
    l->items = list.n;
    JH_TRY(index_items(l, err));
    *out = l;
    return JH_OK;
}

/* ---- gathering ---- */

static jh_status gather(jh_ledger *l, const jh_led_change *change, jh_error *err)
{
    jh_led_change *grown =
        jh_grow(l->arena, l->change, &l->cap, l->changes + 1, sizeof *grown);
    if (!grown) return jh_nomem(err);
    l->change = grown;
    grown[l->changes++] = *change;
    return JH_OK;
}

static void count(jh_led_counts *c, const char *event)
{
    if (!strcmp(event, "found"))
        c->fresh++;
    else if (!strcmp(event, "still"))
        c->still++;
    else if (!strcmp(event, "passed"))
        c->struck++;
    else if (!strcmp(event, "relapsed"))
        c->relapsed++;
    else if (!strcmp(event, "stated"))
        c->stated++;
    else if (!strcmp(event, "ended"))
        c->ended++;
    else
        c->changed++;
}

static bool later(const jh_snapshot *a, const jh_snapshot *b)
{
    return a->year != b->year ? a->year > b->year : a->id > b->id;
}

jh_status jh_ledger_from(jh_ledger *ledger, const jh_led_source *source, bool *taken,
                         jh_snapshot *seen, jh_error *err)
{
    ledger->source = *source;
    ledger->has_source = true;
    *seen = (jh_snapshot){0};
    if (source->snapshot.id)
        JH_TRY(
            jh_store_ledger_seen(ledger->store, ledger->arena, source->pack, seen, err));
    *taken = !seen->id || !later(seen, &source->snapshot);
    ledger->fresh_source = source->snapshot.id && seen->id != source->snapshot.id;
    return JH_OK;
}

static bool same_figure(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

/* What the item's last figure does not say yet. */
static bool says_more(const jh_led_item *x, const jh_ledger *l, const jh_led_said *said)
{
    const jh_led_finding *f = said->finding;
    if (x->snapshot != l->source.snapshot.id) return true;
    /* what was settled on this very snapshot is settled; a visit is always a new one */
    if (!jh_led_live(jh_led_state_of(x->state))) return !strcmp(l->source.what, "visit");
    if (said->task && !jh_led_task_same(said->task, &x->task)) return true;
    return !same_figure(x->found.value, f->value) ||
           !same_figure(x->found.standard, f->standard) ||
           !same_figure(x->found.need, f->need) || x->found.rows != f->rows ||
           strcmp(x->found.answer, f->answer) != 0;
}

/* A relapse must be settled anew: who has it stays, what was agreed does not. */
static jh_status clear_task(jh_ledger *l, const jh_led_item *x, const jh_led_task **out,
                            jh_error *err)
{
    jh_led_task *t = jh_alloc(l->arena, sizeof *t);
    if (!t) return jh_nomem(err);
    *t = (jh_led_task){.lead = x->task.lead,
                       .co = x->task.co,
                       .owner = x->task.owner,
                       .measure = "",
                       .money = NAN,
                       .start = "",
                       .deadline = "",
                       .is_public = x->task.is_public};
    *out = t;
    return JH_OK;
}

static jh_status copy_finding(jh_ledger *l, const jh_led_finding *f,
                              const jh_led_finding **out, jh_error *err)
{
    jh_led_finding *copy = NULL;
    *out = NULL;
    if (!f) return JH_OK;
    copy = jh_alloc(l->arena, sizeof *copy);
    if (!copy) return jh_nomem(err);
    *copy = *f;
    *out = copy;
    return JH_OK;
}

static bool newer_statement(const jh_led_item *x, const jh_ledger *l)
{
    return strcmp(x->passed_snapshot, l->source.snapshot.name) != 0;
}

jh_status jh_ledger_take(jh_ledger *ledger, const jh_led_key *key,
                         const jh_led_said *said, jh_error *err)
{
    const jh_led_item *x = jh_ledger_has(ledger, key);
    const jh_led_finding *f = said->finding;
    jh_led_state from = x ? jh_led_state_of(x->state) : JH_LED_NONE;
    jh_led_case about = {.numeric = f && f->numeric, .newer = true};
    if (x) ledger->said[x - ledger->item] = true;
    if (x && f && said->act == JH_LED_FAILS) about.newer = says_more(x, ledger, said);
    if (x && said->act == JH_LED_STATED) about.newer = newer_statement(x, ledger);
    jh_led_step step = jh_ledger_step(from, said->act, about);
    if (!step.event) return JH_OK;
    /* what comes with its owner is as if it had been assigned */
    if (step.to == JH_LED_OPEN && said->task && said->task->owner[0])
        step.to = jh_ledger_step(step.to, JH_LED_ASSIGN, about).to;
    jh_led_change c = {.item = x ? x->id : 0,
                       .key = *key,
                       .what = step.event,
                       .state = jh_led_state_id(step.to),
                       .note = said->note,
                       .task = said->task};
    JH_TRY(copy_finding(ledger, f, &c.finding, err));
    if (x && !c.task && !strcmp(step.event, "relapsed"))
        JH_TRY(clear_task(ledger, x, &c.task, err));
    count(&ledger->counts, step.event);
    return gather(ledger, &c, err);
}

/* ---- by hand ---- */

static const jh_led_item *by_number(const jh_ledger *l, int64_t item)
{
    size_t low = 0, high = l->items;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->item[middle].id < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->items && l->item[low].id == item ? &l->item[low] : NULL;
}

/* Whether a line of the text is the word. */
static bool has_line(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (length == n && !memcmp(line, word, n)) return true;
        line += length + (line[length] == '\n');
    }
    return false;
}

static jh_status refuse(jh_ledger *l, const jh_led_item *x, const jh_led_hand *hand,
                        const char *key, jh_error *err)
{
    char number[24], standard[32] = "@supervise.the_standard";
    snprintf(number, sizeof number, "%lld", (long long)hand->item);
    const char *name = x ? jh_label_both(l->arena, x->found.point.name) : "";
    if (!name) return jh_nomem(err);
    if (x && !isnan(x->found.standard)) jh_number_shortest(x->found.standard, standard);
    return jh_fail(err, JH_EUSAGE, key, "item:s object:s name:s standard:s person:s",
                   number, x ? x->found.object : "", name, standard, hand->person);
}

static jh_status is_current(jh_ledger *l, const jh_led_item *x, bool *out, jh_error *err)
{
    jh_snapshot seen;
    JH_TRY(jh_store_ledger_seen(l->store, l->arena, x->key.pack, &seen, err));
    *out = x->snapshot && x->snapshot == seen.id;
    return JH_OK;
}

jh_status jh_ledger_hand(jh_ledger *ledger, const jh_led_hand *hand, jh_error *err)
{
    const jh_led_item *x = by_number(ledger, hand->item);
    jh_led_state from = x ? jh_led_state_of(x->state) : JH_LED_NONE;
    jh_led_case about = {.newer = true};
    if (x && hand->act == JH_LED_END) JH_TRY(is_current(ledger, x, &about.current, err));
    if (x) {
        about.numeric = x->found.numeric;
        about.own =
            !strcmp(hand->person, x->task.owner) || has_line(x->fixers, hand->person);
    }
    jh_led_step step = jh_ledger_step(from, hand->act, about);
    if (!x) return refuse(ledger, x, hand, "supervise.no_item", err);
    if (step.refused) return refuse(ledger, x, hand, step.refused, err);
    /* only an end can have nothing to do: the item is closed */
    if (!step.event) return refuse(ledger, x, hand, "supervise.closed_already", err);
    jh_led_change c = {.item = x->id,
                       .key = x->key,
                       .what = step.event,
                       .state = jh_led_state_id(step.to),
                       .note = hand->note,
                       .task = hand->task,
                       .file = hand->file,
                       .files = hand->files};
    if (!strcmp(step.event, "reopened")) JH_TRY(clear_task(ledger, x, &c.task, err));
    count(&ledger->counts, step.event);
    return gather(ledger, &c, err);
}

jh_status jh_ledger_keep(jh_ledger *ledger, jh_stamp stamp, const char *what,
                         jh_led_counts *out, jh_error *err)
{
    const jh_led_source *s = &ledger->source;
    jh_led_deed deed = {.what = what, .pack = "", .version = ""};
    for (size_t i = 0; s->snapshot.id && i < ledger->items; i++)
        ledger->counts.unsaid +=
            !ledger->said[i] && jh_led_live(jh_led_state_of(ledger->item[i].state));
    *out = ledger->counts;
    if (ledger->has_source)
        deed = (jh_led_deed){s->what, s->pack, s->version, s->snapshot.id};
    if (!ledger->changes && !ledger->fresh_source) return JH_OK;
    return jh_store_ledger_write(ledger->store, stamp, &deed, ledger->change,
                                 ledger->changes, err);
}
