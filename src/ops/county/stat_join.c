/* jh stat --join: columns that stand in another table, looked up by a code. */
#include "stat_work.h"

#include <math.h>
#include <string.h>

/* Asks for the next name of --on: of the tables, and after "=" of the other one. */
static jh_status ask_key(jh__stat_work *w, const char *part, size_t n, jh_error *err)
{
    jh__stat_join *j = &w->join;
    const char *is = memchr(part, '=', n);
    size_t left = is ? (size_t)(is - part) : n, right = is ? n - left - 1 : n;
    const char *other = is ? is + 1 : part;
    if (!left || !right)
        return jh_fail(err, JH_EUSAGE, "ops.stat_empty_by", "option:s text:s", "on",
                       jh_call_text(w->call, "on"));
    JH_TRY(
        jh__stat_added(jh__stat_ask_key(&w->table, part, left, &j->left[j->keys]), err));
    JH_TRY(jh__stat_added(jh__stat_ask_key(&j->table, other, right, &j->right[j->keys]),
                          err));
    j->keys++;
    return JH_OK;
}

/* A column of --take is read there, and not in the tables. */
static jh_status ask_taken(jh__stat_work *w, const char *part, size_t n, jh_error *err)
{
    jh__stat_join *j = &w->join;
    for (size_t i = 0; i < w->table.columns; i++) {
        jh__stat_column *c = &w->table.column[i];
        if (strlen(c->name) != n || memcmp(c->name, part, n) != 0) continue;
        c->joined = true;
        j->to[j->taken] = i;
        return jh__stat_added(jh__stat_ask(&j->table, part, n, &j->from[j->taken++]),
                              err);
    }
    const char *name = jh_strndup(w->call->arena, part, n);
    if (!name) return jh_nomem(err);
    return jh_fail(err, JH_EUSAGE, "ops.stat_take_unused", "column:s", name);
}

static jh_status
ask_list(jh__stat_work *w, const char *option, size_t **one, size_t **two,
         jh_status (*each)(jh__stat_work *, const char *, size_t, jh_error *),
         jh_error *err)
{
    const char *text = jh_call_text(w->call, option);
    if (!text) return jh_fail(err, JH_EUSAGE, "ops.stat_join_needs", "option:s", option);
    *one = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof **one);
    *two = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof **two);
    if (!*one || !*two) return jh_nomem(err);
    for (const char *rest = text; rest;) {
        size_t n;
        const char *part = jh__stat_part(rest, &n, &rest);
        JH_TRY(each(w, part, n, err));
    }
    return JH_OK;
}

jh_status jh__stat_ask_join(jh__stat_work *w, jh_error *err)
{
    jh__stat_join *j = &w->join;
    j->file = jh_call_text(w->call, "join");
    for (size_t i = 0; i < 2 && !j->file; i++)
        if (jh_call_text(w->call, i ? "take" : "on"))
            return jh_fail(err, JH_EUSAGE, "ops.stat_join_needs", "option:s", "join");
    if (!j->file) return JH_OK;
    j->table.arena = w->call->arena;
    JH_TRY(ask_list(w, "take", &j->to, &j->from, ask_taken, err));
    JH_TRY(ask_list(w, "on", &j->left, &j->right, ask_key, err));
    for (size_t i = 0; i < j->keys; i++)
        if (w->table.column[j->left[i]].joined)
            return jh_fail(err, JH_EUSAGE, "ops.stat_join_circle", "column:s",
                           w->table.column[j->left[i]].name);
    return JH_OK;
}

/* The keys of a table as a frame; an empty cell is a missing key. */
static jh_status keys_of(const jh__stat_table *t, const size_t *column, size_t keys,
                         jh_frame *f)
{
    *f = (jh_frame){.arena = t->arena, .rows = t->rows, .columns = keys, .fixed = true};
    f->column = jh_alloc_array(t->arena, keys, sizeof *f->column);
    if (!f->column) return JH_ENOMEM;
    for (size_t k = 0; k < keys; k++) {
        const jh__stat_column *from = &t->column[column[k]];
        jh_column *to = &f->column[k];
        *to = (jh_column){.name = from->name, .type = JH_TEXT, .text = from->text};
        to->valid = jh_alloc_array(t->arena, t->rows + 1, sizeof *to->valid);
        if (!to->valid) return JH_ENOMEM;
        for (size_t i = 0; i < t->rows; i++)
            to->valid[i] = from->text[i][0] != '\0';
    }
    return JH_OK;
}

static jh_status match(jh__stat_work *w, jh_match *out)
{
    const jh__stat_join *j = &w->join;
    jh_frame left, right;
    size_t *in_order = jh_alloc_array(w->call->arena, j->keys, sizeof *in_order);
    if (!in_order) return JH_ENOMEM;
    for (size_t k = 0; k < j->keys; k++)
        in_order[k] = k;
    JH_TRY(keys_of(&w->table, j->left, j->keys, &left));
    JH_TRY(keys_of(&j->table, j->right, j->keys, &right));
    return jh_frame_match(w->call->arena, &(jh_keys){&left, in_order, j->keys},
                          &(jh_keys){&right, in_order, j->keys}, out);
}

static void take(jh__stat_column *to, const jh__stat_column *from, const jh_match *m,
                 size_t rows)
{
    to->numbers = to->texts = 0;
    for (size_t i = 0; i < rows; i++) {
        bool none = m->row[i] == JH_NO_ROW;
        to->number[i] = none ? NAN : from->number[m->row[i]];
        const char *text = none ? "" : from->text[m->row[i]];
        if (to->text) to->text[i] = text; /* not kept where only numbers are wanted */
        if (!isnan(to->number[i]))
            to->numbers++;
        else
            to->texts += text[0] != '\0';
    }
}

jh_status jh__stat_join_read(jh__stat_work *w, jh_error *err)
{
    jh__stat_join *j = &w->join;
    jh_match m = {0};
    if (!j->file) return JH_OK;
    JH_TRY(jh__stat_read(w->call, &j->table, (jh_given){&j->file, 1}, NULL, err));
    if (match(w, &m) != JH_OK) return jh_nomem(err);
    if (m.again) {
        jh_where at = jh__stat_where(&j->table, m.again_row, j->right[0]);
        return jh_fail(err, JH_EINPUT, "ops.stat_join_twice", "file:s row:u key:s n:u",
                       j->file, (size_t)at.row,
                       j->table.column[j->right[0]].text[m.again_row], m.again);
    }
    for (size_t i = 0; i < j->taken; i++)
        take(&w->table.column[j->to[i]], &j->table.column[j->from[i]], &m, w->table.rows);
    j->alone = (jh__stat_aside){m.alone, m.alone_row, j->left[0]};
    return JH_OK;
}
