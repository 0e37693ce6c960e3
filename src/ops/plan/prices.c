/* Price lists: rows for all, for a setting, for one school; the most particular counts. */
#include "prices.h"

#include "../data/form_file.h"
#include "../reply.h"
#include "../workspace/workspace.h"

#include <math.h>
#include <string.h>

/* ---- tables ---- */

static jh_status forms_of(jh_call *call, const jh_pack *pack, const char *record,
                          const jh_form ***out, size_t *n, jh_error *err)
{
    jh__form_file *all;
    size_t count;
    JH_TRY(jh__forms_builtin(call, &all, &count, err));
    *out = jh_alloc_array(call->arena, count + 1, sizeof **out);
    if (!*out) return jh_nomem(err);
    *n = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].vocabulary, pack->vocabulary->id) ||
            strcmp(all[i].record, record))
            continue;
        jh_form *form;
        JH_TRY(jh__form_file_read(call, &all[i], pack->vocabulary, &form, err));
        (*out)[(*n)++] = form;
    }
    if (!*n)
        return jh_fail(err, JH_EUSAGE, "ops.plan_no_form", "vocabulary:s record:s",
                       pack->vocabulary->id, record);
    return JH_OK;
}

jh_status jh__plan_tables(jh_call *call, const jh_pack *pack, const char *record,
                          jh_given files, jh_facts *out, jh_error *err)
{
    jh_intake_options options = {.progress = &call->progress};
    const jh_form **form;
    JH_TRY(forms_of(call, pack, record, &form, &options.forms, err));
    options.form = form;
    jh_facts_init(out, call->arena, pack->vocabulary);
    for (size_t i = 0; i < files.n; i++) {
        const jh_original *kept = jh__replay_file(call, files.value[i]);
        jh__file file = {0};
        if (!kept) JH_TRY(jh__file_open(files.value[i], &file, err));
        const void *bytes = kept ? kept->bytes : file.bytes;
        jh_input in = {files.value[i], bytes ? bytes : "", kept ? kept->n : file.n};
        jh_status st = jh_intake_file(out, &in, &options, err);
        if (!kept) jh__file_close(&file);
        JH_TRY(st);
    }
    return JH_OK;
}

jh_where jh__plan_where(const jh_facts *f, const jh_frame *frame, const char *column,
                        size_t row)
{
    ptrdiff_t c = jh_frame_find(frame, column);
    jh_origin none = {0};
    return jh_sources_where(&f->sources, c < 0 ? none : frame->column[c].origin[row]);
}

double jh__plan_number(const jh_frame *frame, const char *column, size_t row)
{
    ptrdiff_t c = jh_frame_find(frame, column);
    return c >= 0 && frame->column[c].valid[row] ? frame->column[c].number[row] : NAN;
}

const char *jh__plan_text(const jh_frame *frame, const char *column, size_t row)
{
    const char *text = jh_frame_text(frame, jh_frame_find(frame, column), row);
    return text[0] ? text : NULL;
}

/* ---- words ---- */

static bool is_label(const char *word, jh_label label)
{
    return (label.zh && !strcmp(word, label.zh)) || (label.en && !strcmp(word, label.en));
}

static bool names_lever(const jh_pack *pack, int slot, const char *word)
{
    const jh_vocabulary *v = pack->vocabulary;
    int fact = slot >= JH_SLOT_SPLIT    ? slot - JH_SLOT_SPLIT
               : slot >= JH_SLOT_FAMILY ? slot - JH_SLOT_FAMILY
                                        : slot;
    if (is_label(word, jh_pack_slot_name(pack, slot))) return true;
    if (fact < 0 || (size_t)fact >= v->facts) return false;
    return !strcmp(word, v->fact[fact].id) || !strcmp(word, v->fact[fact].family) ||
           is_label(word, v->fact[fact].name);
}

int jh__plan_thing(const jh_pack *pack, const char *word)
{
    for (size_t k = 0; k < pack->indicators; k++) {
        const jh_indicator *ind = &pack->indicator[k];
        if (ind->lever < 0) continue;
        if (!strcmp(word, ind->id) || is_label(word, ind->name) ||
            names_lever(pack, ind->lever, word))
            return ind->lever;
    }
    return -1;
}

int jh__plan_stage(const jh_pack *pack, const char *word)
{
    const jh_vocabulary *v = pack->vocabulary;
    for (size_t i = 0; i < v->stages; i++)
        if (!strcmp(word, v->stage[i].id) || is_label(word, v->stage[i].name))
            return (int)i;
    return -1;
}

/* ---- one row ---- */

typedef struct job {
    jh_call *call;
    const jh_pack *pack;
    const jh_assessment *a;
    jh_facts facts;
    jh_error *err;
    size_t row, faults;
} job;

static jh_status fault(job *j, const char *column, const char *key, const char *text)
{
    jh_where where = jh__plan_where(&j->facts, &j->facts.prices, column, j->row);
    j->faults++;
    return jh_diag_add(&j->call->diags, JH_BLOCK, where, key, "text:s", text);
}

/* "L1 …、L2 …": what can be bought under the pack. */
static const char *things(const job *j)
{
    jh_buf b = {0};
    for (size_t k = 0; k < j->pack->indicators; k++) {
        const jh_indicator *ind = &j->pack->indicator[k];
        if (ind->lever < 0) continue;
        const char *name =
            jh_label_in(jh_pack_slot_name(j->pack, ind->lever), j->call->lang);
        jh_buf_printf(&b, "%s%s %s", b.n ? "; " : "", ind->id, name);
    }
    const char *text = b.oom ? NULL : jh_strndup(j->call->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return text ? text : "";
}

static jh_status read_scope(job *j, const char *text, jh__price *p)
{
    jh_error why = {0};
    jh_status st = jh_formula_compile(j->call->arena, text, NULL, &j->pack->school_names,
                                      &p->scope, &why);
    if (st == JH_ENOMEM) return st;
    if (st == JH_OK && jh_formula_sort(p->scope) == JH_IS_TRUTH) return JH_OK;
    p->scope = NULL;
    return fault(j, "scope", "ops.plan_scope", text);
}

static jh_status read_who(job *j, jh__price *p)
{
    const jh_frame *f = &j->facts.prices;
    const char *thing = jh__plan_text(f, "thing", j->row);
    const char *stage = jh__plan_text(f, "stage", j->row);
    const char *scope = jh__plan_text(f, "scope", j->row);
    p->slot = thing ? jh__plan_thing(j->pack, thing) : -1;
    p->stage = stage ? jh__plan_stage(j->pack, stage) : -1;
    p->school = jh__plan_text(f, "school_id", j->row);
    if (p->slot < 0) {
        jh_where where = jh__plan_where(&j->facts, f, "thing", j->row);
        j->faults++;
        JH_TRY(jh_diag_add(&j->call->diags, JH_BLOCK, where, "ops.plan_thing",
                           "text:s things:s", thing ? thing : "", things(j)));
    }
    if (stage && p->stage < 0) JH_TRY(fault(j, "stage", "ops.plan_stage", stage));
    if (scope) JH_TRY(read_scope(j, scope, p));
    int id = j->pack->vocabulary->role_id;
    bool found = !p->school;
    for (size_t i = 0; !found && i < j->a->sections.schools->rows; i++)
        found = !strcmp(jh_school_text(&j->a->sections, id, i), p->school);
    return found ? JH_OK : fault(j, "school_id", "ops.plan_school", p->school);
}

/* Nothing in a price list is below zero. */
static jh_status check_signs(job *j)
{
    static const char *const column[] = {"price", "step", "least", "most",
                                         "spare", "move", "total", "total_money"};
    for (size_t i = 0; i < JH_COUNT(column); i++) {
        double x = jh__plan_number(&j->facts.prices, column[i], j->row);
        if (x < 0)
            JH_TRY(
                fault(j, column[i], "ops.plan_negative", jh__cell_fixed(j->call, x, 2)));
    }
    return JH_OK;
}

static jh_status check_amounts(job *j, const jh__price *p)
{
    bool whole = p->slot >= 0 && jh_pack_slot_whole(j->pack, p->slot);
    if (p->step == 0) JH_TRY(fault(j, "step", "ops.plan_step_zero", "0"));
    if (whole && p->step > 0 && p->step != floor(p->step))
        JH_TRY(
            fault(j, "step", "ops.plan_step_whole", jh__cell_fixed(j->call, p->step, 2)));
    if (!whole && p->slot >= 0 && !isnan(p->move) && isnan(p->step))
        JH_TRY(fault(j, "move", "ops.plan_move_step", ""));
    if (p->least > p->most)
        JH_TRY(fault(j, "least", "ops.plan_least_most",
                     jh__cell_fixed(j->call, p->least, 2)));
    return JH_OK;
}

static jh_status read_row(job *j, jh__price *p)
{
    const jh_frame *f = &j->facts.prices;
    JH_TRY(read_who(j, p));
    p->price = jh__plan_number(f, "price", j->row);
    p->step = jh__plan_number(f, "step", j->row);
    p->least = jh__plan_number(f, "least", j->row);
    p->most = jh__plan_number(f, "most", j->row);
    p->spare = jh__plan_number(f, "spare", j->row);
    p->move = jh__plan_number(f, "move", j->row);
    p->total = jh__plan_number(f, "total", j->row);
    p->total_money = jh__plan_number(f, "total_money", j->row);
    p->pool = jh__plan_text(f, "pool", j->row);
    p->where = jh__plan_where(&j->facts, f, "thing", j->row);
    bool priced = !isnan(p->price) || p->most == 0 || !isnan(p->move);
    p->limit = !priced && (p->pool || !isnan(p->total) || !isnan(p->total_money));
    if (!priced && !p->limit) JH_TRY(fault(j, "thing", "ops.plan_no_price", ""));
    JH_TRY(check_signs(j));
    return check_amounts(j, p);
}

/* Rows of one pool that give different totals: told at the later one. */
static jh_status check_pools(job *j, const jh__prices *p)
{
    for (j->row = 0; j->row < p->n; j->row++) {
        const jh__price *x = &p->item[j->row];
        for (size_t i = 0; x->pool && i < j->row; i++) {
            const jh__price *y = &p->item[i];
            if (!y->pool || strcmp(x->pool, y->pool) != 0) continue;
            bool differ = (x->total < y->total || x->total > y->total);
            bool money =
                (x->total_money < y->total_money || x->total_money > y->total_money);
            if (differ) JH_TRY(fault(j, "total", "ops.plan_pool_differs", x->pool));
            if (money) JH_TRY(fault(j, "total_money", "ops.plan_pool_differs", x->pool));
            if (differ || money) break;
        }
    }
    return JH_OK;
}

jh_status jh__prices_read(jh_call *call, const jh_pack *pack, const jh_assessment *a,
                          jh__prices *out, jh_error *err)
{
    job j = {.call = call, .pack = pack, .a = a, .err = err};
    JH_TRY(jh__plan_tables(call, pack, "price", jh_call_given(call, "prices"), &j.facts,
                           err));
    size_t rows = j.facts.prices.rows;
    out->item = jh_alloc_array(call->arena, rows + 1, sizeof *out->item);
    if (!out->item) return jh_nomem(err);
    for (size_t i = 0; i < j.facts.diags.n; i++) {
        const jh_diag *d = &j.facts.diags.item[i];
        if (jh_diag_add(&call->diags, d->level, d->where, d->msg.key, "") != JH_OK)
            return jh_nomem(err);
        call->diags.item[call->diags.n - 1].msg = d->msg;
    }
    j.faults = j.facts.rejects;
    for (j.row = 0; j.row < rows; j.row++)
        if (read_row(&j, &out->item[out->n++]) != JH_OK) return jh_nomem(err);
    if (check_pools(&j, out) != JH_OK) return jh_nomem(err);
    if (j.faults) return jh_fail(err, JH_EINPUT, "ops.plan_prices_bad", "n:u", j.faults);
    if (!rows) return jh_fail(err, JH_EINPUT, "ops.plan_prices_none", "");
    return JH_OK;
}

static bool concerns(const jh__price *p, const jh_assessment *a, size_t school, int stage)
{
    if (p->stage >= 0 && p->stage != stage) return false;
    if (p->school &&
        strcmp(p->school,
               jh_school_text(&a->sections, a->pack->vocabulary->role_id, school)))
        return false;
    if (!p->scope) return true;
    jh_section_ctx ctx = {.sections = &a->sections, .school = school};
    jh_lookup lookup = jh_school_lookup(&ctx);
    jh_value v = jh_formula_value(p->scope, &lookup);
    return v.state == JH_KNOWN && v.number != 0;
}

bool jh__price_concerns(const jh__price *p, const jh_assessment *a, int slot,
                        size_t school, int stage)
{
    return p->slot == slot && concerns(p, a, school, stage);
}

const jh__price *jh__prices_find_row(jh__prices *p, const jh_assessment *a, int slot,
                                     size_t school, int stage)
{
    jh__price *best = NULL;
    int rank = -1;
    for (size_t i = 0; i < p->n; i++) {
        jh__price *x = &p->item[i];
        if (x->limit || !jh__price_concerns(x, a, slot, school, stage)) continue;
        int r = (x->school ? 4 : 0) + (x->scope ? 2 : 0) + (x->stage >= 0);
        if (r < rank) continue;
        rank = r;
        best = x;
    }
    if (best) best->used = true;
    return best;
}
