/* Tables of other languages: taken, measured by group, given back. */
#include <junheng/call.h>
#include <junheng/measure.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct jh_call_table {
    jh_arena *arena; /* holds the frame */
    jh_frame frame;
};

static jh_call_table *new_table(void)
{
    jh_call_table *t = calloc(1, sizeof *t);
    if (t) t->arena = jh_arena_new();
    if (t && t->arena) {
        jh_frame_init(&t->frame, t->arena);
        return t;
    }
    free(t);
    return NULL;
}

void jh_call_close(jh_call_table *t)
{
    if (!t) return;
    jh_arena_free(t->arena);
    free(t);
}

/* The table, or NULL with the reason where something failed. */
static jh_call_table *taken(jh_call_table *t, jh_status st, const jh_error *err,
                            const char *lang, jh_buf *why)
{
    if (t && st == JH_OK) return t;
    jh_call_close(t);
    if (!t)
        jh_buf_puts(why, jh_call_text("base.nomem", lang));
    else
        jh_msg_render(why, lang && !strcmp(lang, "en") ? JH_EN : JH_ZH, &err->msg);
    return NULL;
}

static void tell(jh_buf *b, char *why, int64_t size)
{
    if (size > 0) snprintf(why, (size_t)size, "%s", b->p ? b->p : "");
    jh_buf_clear(b);
}

jh_call_table *jh_call_take(struct ArrowArrayStream *stream, const char *lang, char *why,
                            int64_t why_size)
{
    jh_error err = {0};
    jh_buf b = {0};
    jh_call_table *t = new_table();
    jh_status st = JH_ENOMEM;
    if (t) st = jh_arrow_take_stream(t->arena, stream, &t->frame, &err);
    if (stream->release) stream->release(stream);
    t = taken(t, st, &err, lang, &b);
    tell(&b, why, why_size);
    return t;
}

jh_call_table *jh_call_look(const struct ArrowSchema *schema,
                            const struct ArrowArray *array, const char *lang, char *why,
                            int64_t why_size)
{
    jh_error err = {0};
    jh_buf b = {0};
    jh_call_table *t = new_table();
    jh_status st = JH_ENOMEM;
    if (t) st = jh_arrow_take(t->arena, schema, array, &t->frame, &err);
    t = taken(t, st, &err, lang, &b);
    tell(&b, why, why_size);
    return t;
}

int64_t jh_call_rows(const jh_call_table *t)
{
    return (int64_t)t->frame.rows;
}

int32_t jh_call_columns(const jh_call_table *t)
{
    return (int32_t)t->frame.columns;
}

const char *jh_call_column(const jh_call_table *t, int32_t i)
{
    return i >= 0 && i < jh_call_columns(t) ? t->frame.column[i].name : NULL;
}

int32_t jh_call_give(jh_call_table *t, struct ArrowSchema *schema,
                     struct ArrowArray *array)
{
    if (jh_arrow_give(&t->frame, t->arena, schema, array, NULL) != JH_OK)
        return JH_CALL_NOMEM;
    free(t);
    return JH_CALL_OK;
}

/* ---- measuring ------------------------------------------------------------------------------ */

typedef struct work {
    const jh_frame *from;
    jh_arena *arena; /* gone when the call ends */
    jh_stat_choice *stat;
    size_t stats;
    size_t *by, bys;
    const jh_column *value, *weight;
    jh_groups groups;
    size_t *first, *n, *missing, *weightless; /* by group */
    double *x, *w;                            /* group by group */
    const char *word;                         /* that is not known */
} work;

typedef int32_t take_word(work *w, const char *word);

static int32_t each_word(work *w, const char *list, take_word *take)
{
    for (const char *p = list; p && *p;) {
        size_t n = strcspn(p, "\n");
        char *word = jh_strndup(w->arena, p, n);
        if (!word) return JH_CALL_NOMEM;
        int32_t said = take(w, word);
        if (said != JH_CALL_OK) return said;
        p += n + (p[n] == '\n');
    }
    return JH_CALL_OK;
}

static int32_t unknown(work *w, const char *word)
{
    w->word = word;
    return JH_CALL_UNKNOWN;
}

static int32_t take_stat(work *w, const char *word)
{
    jh_error err = {0};
    jh_status st = jh_stat_choose(w->arena, word, &w->stat[w->stats], &err);
    if (st == JH_ENOMEM) return JH_CALL_NOMEM;
    if (st != JH_OK || w->stat[w->stats].stat->second) return unknown(w, word);
    w->stats++;
    return JH_CALL_OK;
}

static int32_t take_by(work *w, const char *word)
{
    ptrdiff_t at = jh_frame_find(w->from, word);
    if (at < 0) return unknown(w, word);
    w->by[w->bys++] = (size_t)at;
    return JH_CALL_OK;
}

static int32_t take_number(work *w, const char *word, const jh_column **out)
{
    ptrdiff_t at = jh_frame_find(w->from, word);
    if (at < 0 || w->from->column[at].type != JH_NUMBER) return unknown(w, word);
    *out = &w->from->column[at];
    return JH_CALL_OK;
}

/* The texts of a column; numbers as their shortest decimals. */
static jh_status texts_of(work *w, const jh_column *c, const char *const **out)
{
    char number[32];
    *out = c->text;
    if (c->type == JH_TEXT) return JH_OK;
    const char **text = jh_alloc_array(w->arena, w->from->rows + 1, sizeof *text);
    if (!text) return JH_ENOMEM;
    for (size_t row = 0; row < w->from->rows; row++) {
        if (!c->valid[row]) continue;
        int n = jh_number_shortest(c->number[row], number);
        text[row] = jh_strndup(w->arena, number, (size_t)n);
        if (!text[row]) return JH_ENOMEM;
    }
    *out = text;
    return JH_OK;
}

static jh_status group(work *w)
{
    const char *const **text = jh_alloc_array(w->arena, w->bys + 1, sizeof *text);
    if (!text) return JH_ENOMEM;
    for (size_t i = 0; i < w->bys; i++)
        JH_TRY(texts_of(w, &w->from->column[w->by[i]], &text[i]));
    const jh_group_ask ask = {.text = text, .keys = w->bys, .rows = w->from->rows};
    return jh_group_texts(w->arena, &ask, &w->groups);
}

static double at_row(const jh_column *c, size_t row)
{
    if (!c) return 1;
    return c->valid[row] && isfinite(c->number[row]) ? c->number[row] : NAN;
}

/* Values and weights of each group side by side. */
static jh_status sort_out(work *w)
{
    size_t rows = w->from->rows, n = w->groups.n;
    w->first = jh_alloc_array(w->arena, n + 1, sizeof *w->first);
    w->n = jh_alloc_array(w->arena, n + 1, sizeof *w->n);
    w->missing = jh_alloc_array(w->arena, n + 1, sizeof *w->missing);
    w->weightless = jh_alloc_array(w->arena, n + 1, sizeof *w->weightless);
    w->x = jh_alloc_array(w->arena, rows + 1, sizeof *w->x);
    w->w = jh_alloc_array(w->arena, rows + 1, sizeof *w->w);
    if (!w->first || !w->n || !w->missing || !w->weightless || !w->x || !w->w)
        return JH_ENOMEM;
    for (size_t i = 1; i < n; i++)
        w->first[i] = w->first[i - 1] + w->groups.size[i - 1];
    for (size_t row = 0; row < rows; row++) {
        size_t g = w->groups.group[row];
        double x = at_row(w->value, row), weight = at_row(w->weight, row);
        if (weight <= 0) {
            w->weightless[g]++;
            continue;
        }
        if (isnan(x) || isnan(weight)) {
            w->missing[g]++;
            continue;
        }
        w->x[w->first[g] + w->n[g]] = x;
        w->w[w->first[g] + w->n[g]++] = weight;
    }
    return JH_OK;
}

static jh_status compute(work *w, size_t g, jh_frame *out, size_t column)
{
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return JH_ENOMEM;
    jh_sample s = {.x = w->x + w->first[g],
                   .w = w->weight ? w->w + w->first[g] : NULL,
                   .n = w->n[g],
                   .scratch = scratch};
    jh_status st = JH_OK;
    for (size_t i = 0; i < w->stats && st == JH_OK; i++) {
        jh_stat_result r = jh_stat_compute(&w->stat[i], s);
        if (r.state == JH_STAT_NOMEM) st = JH_ENOMEM;
        if (r.state == JH_STAT_OK)
            jh_frame_set_number(out, g, column + i, r.value, (jh_origin){0});
    }
    jh_arena_free(scratch);
    return st;
}

/* The group columns, as they were in the first row of each group. */
static jh_status group_columns(work *w, jh_frame *out)
{
    size_t column;
    for (size_t i = 0; i < w->bys; i++)
        JH_TRY(jh_frame_add_column(out, w->from->column[w->by[i]].name,
                                   w->from->column[w->by[i]].type, &column));
    return JH_OK;
}

static jh_status copy_group(work *w, size_t row, size_t g, jh_frame *out)
{
    for (size_t i = 0; i < w->bys; i++) {
        const jh_column *c = &w->from->column[w->by[i]];
        if (!c->valid[row]) continue;
        if (c->type == JH_NUMBER) {
            jh_frame_set_number(out, g, i, c->number[row], (jh_origin){0});
            continue;
        }
        const char *text = jh_strdup(out->arena, c->text[row]);
        if (!text) return JH_ENOMEM;
        jh_frame_set_text(out, g, i, text, (jh_origin){0});
    }
    return JH_OK;
}

static jh_status result(work *w, jh_frame *out)
{
    static const char *const counts[] = {"n", "missing", "weightless"};
    size_t column, row;
    JH_TRY(group_columns(w, out));
    for (size_t i = 0; i < JH_COUNT(counts); i++)
        JH_TRY(jh_frame_add_column(out, counts[i], JH_NUMBER, &column));
    for (size_t i = 0; i < w->stats; i++)
        JH_TRY(jh_frame_add_column(out, w->stat[i].id, JH_NUMBER, &column));
    for (size_t g = 0; g < w->groups.n; g++) {
        JH_TRY(jh_frame_add_row(out, &row));
        JH_TRY(copy_group(w, w->groups.lead[g], g, out));
        const size_t count[] = {w->n[g], w->missing[g], w->weightless[g]};
        for (size_t i = 0; i < JH_COUNT(count); i++)
            jh_frame_set_number(out, g, w->bys + i, (double)count[i], (jh_origin){0});
        JH_TRY(compute(w, g, out, w->bys + JH_COUNT(count)));
    }
    return JH_OK;
}

static int32_t ask(work *w, const jh_call_question *q)
{
    w->stat = jh_alloc_array(w->arena, strlen(q->ids) + 1, sizeof *w->stat);
    w->by = jh_alloc_array(w->arena, strlen(q->by) + 1, sizeof *w->by);
    if (!w->stat || !w->by) return JH_CALL_NOMEM;
    int32_t said = each_word(w, q->ids, take_stat);
    if (said == JH_CALL_OK) said = each_word(w, q->by, take_by);
    if (said == JH_CALL_OK) said = take_number(w, q->value, &w->value);
    if (said == JH_CALL_OK && *q->weight) said = take_number(w, q->weight, &w->weight);
    return said;
}

/* The word as the caller wrote it, since ours goes with the arena. */
static const char *callers(const jh_call_question *q, const char *word)
{
    if (!strcmp(q->value, word)) return q->value;
    if (!strcmp(q->weight, word)) return q->weight;
    const char *found = strstr(q->ids, word);
    return found ? found : strstr(q->by, word);
}

int32_t jh_call_measure(const jh_call_table *t, const jh_call_question *question,
                        jh_call_table **out, const char **word)
{
    jh_call_table *made = new_table();
    work w = {.from = &t->frame, .arena = jh_arena_new()};
    int32_t said = made && w.arena ? ask(&w, question) : JH_CALL_NOMEM;
    if (said == JH_CALL_OK && (group(&w) != JH_OK || sort_out(&w) != JH_OK ||
                               result(&w, &made->frame) != JH_OK))
        said = JH_CALL_NOMEM;
    *word = said == JH_CALL_UNKNOWN ? callers(question, w.word) : NULL;
    jh_arena_free(w.arena);
    if (said != JH_CALL_OK) {
        jh_call_close(made);
        made = NULL;
    }
    *out = made;
    return said;
}
