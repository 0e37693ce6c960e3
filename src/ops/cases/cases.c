#include "cases.h"

#include <math.h>
#include <string.h>

/* ---- frames from text ---- */

typedef struct builder {
    jh_arena *arena;
    const jh_vocabulary *v;
    jh_frame *frame;
    jh_error *err;
} builder;

static jh_status column(builder *b, const jh_node *at, const char *name, size_t *out)
{
    ptrdiff_t known = jh_frame_find(b->frame, name);
    if (known >= 0) {
        *out = (size_t)known;
        return JH_OK;
    }
    jh_type type = JH_TEXT;
    if (b->v) {
        int fact = jh_vocabulary_fact(b->v, name);
        if (fact < 0) return jh_node_fail(b->err, at, "pack.unknown_fact", "id:s", name);
        jh_fact_kind kind = b->v->fact[fact].kind;
        type = kind == JH_FACT_NUMBER || kind == JH_FACT_YESNO ? JH_NUMBER : JH_TEXT;
    }
    return jh_frame_add_column(b->frame, name, type, out) == JH_OK ? JH_OK
                                                                   : jh_nomem(b->err);
}

static jh_status value(builder *b, const jh_node *c, size_t row, size_t col)
{
    const char *text = c->kind == JH_SCALAR ? c->text : "";
    double x;
    if (!text[0] || (!c->quoted && (!strcmp(text, "null") || !strcmp(text, "~"))))
        return JH_OK;
    jh_origin none = {0};
    if (b->frame->column[col].type == JH_TEXT) {
        jh_frame_set_text(b->frame, row, col, text, none);
        return JH_OK;
    }
    if (!strcmp(text, "yes") || !strcmp(text, "true"))
        x = 1;
    else if (!strcmp(text, "no") || !strcmp(text, "false"))
        x = 0;
    else if (!jh_number_parse(text, strlen(text), &x))
        return jh_node_fail(b->err, c, "node.not_a_number", "key:s text:s",
                            b->frame->column[col].name, text);
    jh_frame_set_number(b->frame, row, col, x, none);
    return JH_OK;
}

static jh_status from_maps(builder *b, const jh_node *list)
{
    for (const jh_node *m = list->first; m; m = m->next) {
        size_t row, col;
        if (m->kind != JH_MAP) return jh_node_fail(b->err, m, "node.not_a_map", "");
        if (jh_frame_add_row(b->frame, &row) != JH_OK) return jh_nomem(b->err);
        for (const jh_node *c = m->first; c; c = c->next) {
            JH_TRY(column(b, c, c->key, &col));
            JH_TRY(value(b, c, row, col));
        }
    }
    return JH_OK;
}

static jh_status from_rows(builder *b, const jh_node *table)
{
    const jh_node *names = jh_node_get(table, "columns"),
                  *rows = jh_node_get(table, "rows");
    size_t row, col;
    if (!names || !rows)
        return jh_node_fail(b->err, table, "node.missing_key", "key:s",
                            names ? "rows" : "columns");
    for (const jh_node *r = rows->first; r; r = r->next) {
        const jh_node *name = names->first;
        if (jh_frame_add_row(b->frame, &row) != JH_OK) return jh_nomem(b->err);
        for (const jh_node *c = r->first; c && name; c = c->next, name = name->next) {
            JH_TRY(column(b, name, name->text, &col));
            JH_TRY(value(b, c, row, col));
        }
    }
    return JH_OK;
}

jh_status jh__case_frame(jh_arena *arena, const jh_vocabulary *v, const jh_node *given,
                         const char *key, jh_frame *out, jh_error *err)
{
    const jh_node *table = jh_node_get(given, key);
    builder b = {arena, v, out, err};
    jh_frame_init(out, arena);
    if (!table) return JH_OK;
    return table->kind == JH_LIST ? from_maps(&b, table) : from_rows(&b, table);
}

/* ---- running one case ---- */

typedef struct runner {
    jh_call *call;
    const char *pack_id;
    const jh_node *node;
    jh_pack *pack;
    jh_assessment a;
    jh_frame schools, areas, answers, claims;
    jh_error *err;
} runner;

static jh_status open_pack(runner *r)
{
    const jh_node *set = jh_node_get(r->node, "settings");
    jh_choice *choice =
        jh_alloc_array(r->call->arena, set ? set->n + 1 : 1, sizeof *choice);
    size_t n = 0;
    if (!choice) return jh_nomem(r->err);
    for (const jh_node *c = set ? set->first : NULL; c; c = c->next)
        choice[n++] = (jh_choice){c->key, c->text ? c->text : ""};
    jh__library own = {r->call, NULL, NULL};
    jh_library library = jh__library_of(&own);
    return jh_pack_load(r->call->arena, &library, r->pack_id, &(jh_choices){choice, n},
                        &r->pack, r->err);
}

/* Published coefficients: the area rule alone. */
static jh_status judge_published(runner *r, const jh_node *given)
{
    jh_area_result *area = jh_alloc(r->call->arena, sizeof *area);
    if (!area) return jh_nomem(r->err);
    area->name = "";
    area->stage = jh_alloc_array(r->call->arena, given->n + 1, sizeof *area->stage);
    area->item = jh_alloc_array(r->call->arena, r->pack->items + 1, sizeof *area->item);
    if (!area->stage || !area->item) return jh_nomem(r->err);
    for (const jh_node *s = given->first; s; s = s->next) {
        int stage = jh_vocabulary_stage(r->pack->vocabulary, s->key);
        if (stage < 0)
            return jh_node_fail(r->err, s, "pack.unknown_stage", "id:s", s->key);
        jh_stage_result *out = &area->stage[area->stages++];
        if (jh_stage_limits(r->call->arena, r->pack, stage, out) != JH_OK)
            return jh_nomem(r->err);
        for (size_t k = 0; k < r->pack->indicators; k++) {
            out->coefficient[k].cv = NAN;
            JH_TRY(jh_node_number(s, r->pack->indicator[k].id, false,
                                  &out->coefficient[k].cv, r->err));
        }
        jh_stage_judge(r->pack, out);
    }
    r->a = (jh_assessment){.pack = r->pack, .area = area, .areas = 1};
    return JH_OK;
}

static jh_status judge_schools(runner *r, const jh_node *given)
{
    jh_arena *arena = r->call->arena;
    const jh_vocabulary *v = r->pack->vocabulary;
    JH_TRY(jh__case_frame(arena, v, given, "schools", &r->schools, r->err));
    JH_TRY(jh__case_frame(arena, v, given, "areas", &r->areas, r->err));
    JH_TRY(jh__case_frame(arena, NULL, given, "answers", &r->answers, r->err));
    JH_TRY(jh__case_frame(arena, NULL, given, "claims", &r->claims, r->err));
    jh_statements statements = {.answers = &r->answers,
                                .claims = &r->claims,
                                .date = jh_node_text(r->node, "date")};
    return jh_assess(arena, r->pack,
                     &(jh_assess_input){&r->schools, &r->areas, &statements, NULL}, &r->a,
                     r->err);
}

static bool agrees(const jh__expectation *e)
{
    double want, got;
    bool numbers = jh_number_parse(e->wanted, strlen(e->wanted), &want) &&
                   jh_number_parse(e->got, strlen(e->got), &got);
    return numbers ? fabs(want - got) <= e->within : !strcmp(e->wanted, e->got);
}

static jh_status expect(runner *r, const jh_node *c, jh__expectation *out)
{
    static const char *const keys[] = {"what", "value", "within", NULL};
    JH_TRY(jh_node_only(c, keys, r->err));
    JH_TRY(jh_node_need_text(c, "what", &out->what, r->err));
    JH_TRY(jh_node_need_text(c, "value", &out->wanted, r->err));
    JH_TRY(jh_node_number(c, "within", false, &out->within, r->err));
    out->line = c->line;
    out->got = jh__case_value(r->call->arena, &r->a, out->what);
    if (!out->got) out->got = "?";
    out->holds = agrees(out);
    return JH_OK;
}

static jh_status run_case(runner *r, jh__case *out)
{
    static const char *const keys[] = {"name",  "source", "settings", "date",
                                       "given", "expect", NULL};
    const jh_node *given = jh_node_get(r->node, "given");
    const jh_node *list = jh_node_get(r->node, "expect");
    JH_TRY(jh_node_only(r->node, keys, r->err));
    JH_TRY(jh_node_need_text(r->node, "name", &out->name, r->err));
    if (!given || !list || !list->n)
        return jh_node_fail(r->err, r->node, "node.missing_key", "key:s",
                            given ? "expect" : "given");
    JH_TRY(open_pack(r));
    const jh_node *published = jh_node_get(given, "coefficients");
    JH_TRY(published ? judge_published(r, published) : judge_schools(r, given));
    out->item = jh_alloc_array(r->call->arena, list->n, sizeof *out->item);
    if (!out->item) return jh_nomem(r->err);
    for (const jh_node *c = list->first; c; c = c->next)
        JH_TRY(expect(r, c, &out->item[out->n++]));
    return JH_OK;
}

jh_status jh__cases_run(jh_call *call, const jh_input *file, jh__cases *out,
                        jh_error *err)
{
    static const char *const keys[] = {"junheng", "pack", "cases", NULL};
    jh_node *root;
    const char *pack;
    JH_TRY(jh_node_parse(call->arena, file->name, file->bytes, file->n, &root, err));
    JH_TRY(jh_node_only(root, keys, err));
    JH_TRY(jh_node_need_text(root, "pack", &pack, err));
    const jh_node *list = jh_node_get(root, "cases");
    if (!list) return jh_node_fail(err, root, "node.missing_key", "key:s", "cases");
    *out = (jh__cases){jh_alloc_array(call->arena, list->n + 1, sizeof *out->item), 0};
    if (!out->item) return jh_nomem(err);
    for (const jh_node *c = list->first; c; c = c->next) {
        runner r = {.call = call, .pack_id = pack, .node = c, .err = err};
        JH_TRY(run_case(&r, &out->item[out->n++]));
    }
    return JH_OK;
}
