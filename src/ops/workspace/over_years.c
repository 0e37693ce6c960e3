/* The years of a workspace, judged by the rule in hand and by those of the time. */
#include "over_years.h"

#include <stdlib.h>
#include <string.h>

typedef struct reading {
    jh_call *call;
    jh_error *err;
    jh_store *s;
    jh__over_years *o;
    jh_kept_result *kept; /* one a year; id 0: nothing was concluded */
    jh_pack **pack;       /* of the kept results; NULL: cannot be read any more */
    bool reliefs;         /* in force, by the rule in hand */
    struct coded {
        const char *code, *key;
    } * coded;
    size_t codes;
} reading;

/* ---- which years, which results ---- */

static jh_status list_years(reading *r, int until)
{
    jh_snapshot *list;
    size_t n, skip = 0;
    jh__over_years *o = r->o;
    jh_arena *arena = r->call->arena;
    JH_TRY(jh_store_years(r->s, arena, &list, &n, r->err));
    while (until && n && list[n - 1].year > until)
        n--;
    if (!n || (until && list[n - 1].year != until))
        return jh_fail(r->err, JH_EINPUT, "ops.ws_no_years", "file:s",
                       jh_call_text(r->call, "ws"));
    if (n > JH__YEARS_MOST) skip = n - JH__YEARS_MOST;
    o->years = n - skip;
    o->snapshot = list + skip;
    o->year = jh_alloc_array(arena, o->years, sizeof *o->year);
    o->judged = jh_alloc_array(arena, o->years, sizeof *o->judged);
    r->kept = jh_alloc_array(arena, o->years, sizeof *r->kept);
    r->pack = jh_alloc_array(arena, o->years, sizeof *r->pack);
    if (!o->year || !o->judged || !r->kept || !r->pack) return jh_nomem(r->err);
    for (size_t y = 0; y < o->years; y++) {
        o->year[y].year = o->snapshot[y].year;
        o->year[y].snapshot = o->snapshot[y].name;
        JH_TRY(jh_store_judged_by(r->s, arena, o->snapshot[y].id, &o->judged[y], r->err));
    }
    return JH_OK;
}

/* Of every year the last result, first of its last snapshot. */
static jh_status list_results(reading *r)
{
    jh_kept_result one = {0};
    bool found = true;
    while (found) {
        JH_TRY(jh_store_next_result(r->s, r->call->arena, one.id, &one, &found, r->err));
        for (size_t y = 0; found && y < r->o->years; y++) {
            const jh_snapshot *last = &r->o->snapshot[y];
            jh_kept_result *k = &r->kept[y];
            if (one.snapshot.year != last->year) continue;
            if (k->id && k->snapshot.id == last->id && one.snapshot.id != last->id)
                continue;
            *k = one;
        }
    }
    return JH_OK;
}

/* ---- rules ---- */

/* All texts of a rule in one, to be compared. */
static const char *texts_of(jh_arena *arena, const jh_kept_text *text, size_t n)
{
    jh_buf out = {0};
    for (size_t i = 0; i < n; i++) {
        jh_buf_printf(&out, "%s\n", text[i].kind);
        jh_buf_add(&out, text[i].bytes, text[i].n);
    }
    const char *s = out.oom ? NULL : jh_strndup(arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static jh_status rule_of_result(reading *r, size_t y)
{
    jh_arena *arena = r->call->arena;
    jh_kept_result *k = &r->kept[y];
    jh_error quiet = {0};
    jh_rule *rule = jh_alloc(arena, sizeof *rule);
    if (!rule) return jh_nomem(r->err);
    *rule = (jh_rule){.pack = k->pack,
                      .version = k->version,
                      .settings = k->settings,
                      .texts = texts_of(arena, k->text, k->texts),
                      .reliefs_in_force = k->reliefs_in_force};
    if (!rule->texts) return jh_nomem(r->err);
    jh_status st = jh__kept_pack(arena, k, &r->pack[y], &quiet);
    if (st == JH_ENOMEM) return jh_nomem(r->err);
    if (st == JH_OK) rule->vocabulary = r->pack[y]->vocabulary->id;
    if (st != JH_OK) r->pack[y] = NULL;
    r->o->year[y].rule = rule;
    return JH_OK;
}

/* The rule in hand: the pack that was asked for, else that of the last kept result. */
static jh_status choose_rule(reading *r)
{
    jh__over_years *o = r->o;
    jh_call *call = r->call;
    const char *word = jh_call_text(call, "pack"), *date = jh_call_text(call, "date");
    int32_t days;
    if (date && !jh_date_parse(date, &days))
        return jh_fail(r->err, JH_EUSAGE, "ops.bad_date", "text:s", date);
    o->date = date ? date : call->today;
    r->reliefs = jh_call_flag(call, "reliefs-in-force");
    if (word) {
        const char *settings = jh__settings_of(call);
        JH_TRY(jh__pack_keep(call, word, &o->hand, &o->hand.pack, r->err));
        const char *texts = texts_of(call->arena, o->hand.text, o->hand.texts);
        if (!settings || !texts) return jh_nomem(r->err);
        o->rule = (jh_rule){.pack = o->hand.pack->id,
                            .version = o->hand.pack->version,
                            .vocabulary = o->hand.pack->vocabulary->id,
                            .settings = settings,
                            .texts = texts,
                            .reliefs_in_force = r->reliefs};
        return JH_OK;
    }
    for (size_t y = o->years; y-- > 0;) {
        if (!r->kept[y].id || !r->pack[y]) continue;
        o->rule = *o->year[y].rule;
        o->hand.pack = r->pack[y];
        o->hand.text =
            jh_alloc_array(call->arena, r->kept[y].texts + 1, sizeof *o->hand.text);
        if (!o->hand.text) return jh_nomem(r->err);
        o->hand.texts = r->kept[y].texts;
        if (o->hand.texts)
            memcpy(o->hand.text, r->kept[y].text, o->hand.texts * sizeof *o->hand.text);
        r->reliefs = r->kept[y].reliefs_in_force;
        if (!date) o->date = r->kept[y].date;
        return JH_OK;
    }
    return jh_fail(r->err, JH_EUSAGE, "ops.ws_no_rule", "");
}

/* ---- schools through the years ---- */

static int by_code(const void *left, const void *right)
{
    const struct coded *a = left, *b = right;
    return strcmp(a->code, b->code);
}

/* Every id that a school has had, and "area/name" where it had none, leads to one key. */
static jh_status list_codes(reading *r)
{
    jh_arena *arena = r->call->arena;
    jh_enrolled *school;
    size_t n, cap = 0;
    JH_TRY(jh_store_schools(r->s, arena, 0, &school, &n, r->err));
    for (size_t i = 0; i < n; i++) {
        char *codes = jh_sprintf(arena, "%s", school[i].codes ? school[i].codes : "");
        if (!codes) return jh_nomem(r->err);
        char *code = codes[0] ? codes : NULL;
        do {
            char *blank = code ? strchr(code, ' ') : NULL;
            struct coded *grown =
                jh_grow(arena, r->coded, &cap, r->codes + 1, sizeof *grown);
            if (!grown) return jh_nomem(r->err);
            if (blank) *blank = '\0';
            r->coded = grown;
            grown[r->codes++] = (struct coded){code ? code : school[i].id, school[i].id};
            code = blank ? blank + 1 : NULL;
        } while (code);
    }
    if (r->codes) qsort(r->coded, r->codes, sizeof *r->coded, by_code);
    return JH_OK;
}

static const char *text_at(const jh_frame *f, const jh_vocabulary *v, int fact,
                           size_t row)
{
    ptrdiff_t c = fact < 0 ? -1 : jh_frame_find(f, v->fact[fact].id);
    if (c < 0 || f->column[c].type != JH_TEXT || !f->column[c].valid[row]) return NULL;
    return f->column[c].text[row];
}

static const char *key_of(const reading *r, const jh_frame *f, size_t row)
{
    const jh_vocabulary *v = r->o->hand.pack->vocabulary;
    const char *id = text_at(f, v, v->role_id, row);
    const char *name = text_at(f, v, v->role_name, row);
    const char *area = text_at(f, v, v->role_area, row);
    if (!id) id = jh_sprintf(r->call->arena, "%s/%s", area ? area : "", name ? name : "");
    struct coded asked = {id, NULL};
    const struct coded *found =
        !id || !r->codes ? NULL
                         : bsearch(&asked, r->coded, r->codes, sizeof asked, by_code);
    return found ? found->key : id;
}

static jh_status name_schools(reading *r, size_t y, const jh_frame *schools)
{
    const char **key = jh_alloc_array(r->call->arena, schools->rows + 1, sizeof *key);
    if (!key) return jh_nomem(r->err);
    for (size_t i = 0; i < schools->rows; i++)
        if (!(key[i] = key_of(r, schools, i))) return jh_nomem(r->err);
    r->o->year[y].school = key;
    return JH_OK;
}

/* ---- judging ---- */

/* An assessment points into the county that it was made of. */
typedef struct judged {
    jh__county county;
    jh_assessment a;
} judged;

static jh_status by_hand(reading *r, size_t y)
{
    jh__over_years *o = r->o;
    jh_books books;
    jh_arena *arena = r->call->arena;
    judged *j = jh_alloc(arena, sizeof *j);
    if (!j) return jh_nomem(r->err);
    j->county = (jh__county){.pack = o->hand.pack,
                             .text = o->hand.text,
                             .texts = o->hand.texts,
                             .snapshot = o->snapshot[y]};
    JH_TRY(jh_store_frozen(r->s, arena, &o->snapshot[y], &books, r->err));
    if (books.vocabulary && strcmp(books.vocabulary, o->hand.pack->vocabulary->id))
        return jh_fail(r->err, JH_EINPUT, "store.other_vocabulary", "kept:s given:s",
                       books.vocabulary, o->hand.pack->vocabulary->id);
    jh__county_of_books(&j->county, arena, &books);
    JH_TRY(jh__county_judge(r->call, &j->county, o->date, r->reliefs, &j->a, r->err));
    o->year[y].a = o->last = &j->a;
    if (y + 1 == o->years) o->hand = j->county;
    return name_schools(r, y, j->a.sections.schools);
}

/* Year `y` by the rule that year `by` was judged by; NULL where that cannot be done any more. */
static jh_status by_kept(reading *r, size_t y, size_t by, const jh_assessment **out)
{
    const jh_history_year *year = &r->o->year[y];
    jh_kept_result k = r->kept[by];
    jh_pack *pack = r->pack[by];
    *out = NULL;
    if (!pack || strcmp(pack->vocabulary->id, r->o->hand.pack->vocabulary->id))
        return JH_OK;
    bool dated = pack->reliefs > 0;
    if (!dated && !jh_rule_differs(r->o->year[by].rule, &r->o->rule)) {
        *out = year->a;
        return JH_OK;
    }
    judged *j = jh_alloc(r->call->arena, sizeof *j);
    if (!j) return jh_nomem(r->err);
    j->county.pack = pack;
    k.snapshot = r->o->snapshot[y];
    JH_TRY(jh__kept_judge(r->call, r->s, &k, &j->county, &j->a, r->err));
    *out = &j->a;
    return JH_OK;
}

static jh_status by_time(reading *r, size_t y)
{
    jh_history_year *year = &r->o->year[y];
    year->before = SIZE_MAX;
    if (!r->kept[y].id) return JH_OK;
    JH_TRY(by_kept(r, y, y, &year->own));
    for (size_t b = y; b-- > 0 && year->before == SIZE_MAX;)
        if (r->kept[b].id) year->before = b;
    if (year->before == SIZE_MAX ||
        !jh_rule_differs(r->o->year[year->before].rule, year->rule))
        return JH_OK;
    JH_TRY(by_kept(r, y, year->before, &year->by_earlier));
    return by_kept(r, year->before, y, &year->earlier_by_this);
}

jh_status jh__over_years_read(jh_call *call, jh_store *s, int until, jh__over_years *out,
                              jh_error *err)
{
    *out = (jh__over_years){0};
    reading r = {.call = call, .err = err, .s = s, .o = out};
    JH_TRY(list_years(&r, until));
    JH_TRY(list_results(&r));
    for (size_t y = 0; y < out->years; y++)
        if (r.kept[y].id) JH_TRY(rule_of_result(&r, y));
    JH_TRY(choose_rule(&r));
    JH_TRY(list_codes(&r));
    for (size_t y = 0; y < out->years; y++) {
        jh_progress_tell(&call->progress, "ops.ws_years_progress", y + 1, out->years);
        JH_TRY(by_hand(&r, y));
    }
    for (size_t y = 0; y < out->years; y++)
        JH_TRY(by_time(&r, y));
    return jh_history_of(call->arena, out->year, out->years, &out->history, err);
}
