/* Table I: basic facts of the area. As given where the county gave them, else computed from
 * its schools, else left blank to be filled in. Which facts: reports/county/basic.yaml. */
#include "book.h"

#include <math.h>

/* Rows of the schools of an area, for sum(…). */
static size_t schools_of(const jh_sections *s, size_t area, size_t *row)
{
    size_t n = 0;
    for (size_t i = 0; i < s->schools->rows; i++)
        if (s->school_area[i] == area) row[n++] = i;
    return n;
}

static double given(const jh_sections *s, int fact, size_t area, jh_origin *from)
{
    if (fact < 0 || s->area_row[area] == SIZE_MAX || s->area_fact_column[fact] < 0)
        return NAN;
    const jh_column *c = &s->areas->column[s->area_fact_column[fact]];
    size_t row = s->area_row[area];
    if (c->type != JH_NUMBER || !c->valid[row]) return NAN;
    *from = c->origin[row];
    return c->number[row];
}

typedef struct basic {
    jh_section_ctx ctx;
    jh_lookup lookup;
} basic;

/* Value of the row's formula over the schools; NAN if it cannot be read or computed. */
static double computed(jh__pub_book *b, basic *at, const jh_node *node)
{
    jh_formula *f = NULL;
    jh_error ignored = {0};
    const char *text = jh_node_text(node, "value");
    if (!text || jh_formula_compile(b->rep->arena, text, jh_node_get(node, "value"),
                                    &b->rep->pack->area_names, &f, &ignored) != JH_OK)
        return NAN;
    jh_value v = jh_formula_value(f, &at->lookup);
    if (v.state == JH_KNOWN) return v.number;
    jh__pub_why_text(b->rep, &b->tmp, &v);
    return NAN;
}

static void basic_row(jh__pub_sheet *s, basic *at, const jh_node *node)
{
    jh__pub_book *b = s->book;
    const jh_vocabulary *v = b->rep->pack->vocabulary;
    const char *id = jh_node_text(node, "fact");
    int fact = id ? jh_vocabulary_fact(v, id) : -1;
    if (fact < 0) return;
    jh_origin from = {0};
    double x = given(&b->rep->r->sections, fact, at->ctx.area, &from);
    jh__pub_row(s);
    jh__pub_cell_text(s, jh__pub_area_name(b->rep, at->ctx.area), JH__PUB_PLAIN);
    jh__pub_cell_text(s, jh__pub_label(b->rep, v->fact[fact].name), JH__PUB_PLAIN);
    if (isfinite(x)) {
        if (b->rep->p->sources)
            jh_where_render(&b->tmp, b->rep->lang,
                            jh_sources_where(b->rep->p->sources, from));
    } else {
        x = computed(b, at, node);
        if (isfinite(x))
            jh_buf_puts(&b->tmp, jh__pub_word(b->rep, "publish.from_schools"));
    }
    if (isfinite(x))
        jh__pub_cell_number(s, x, x == floor(x) ? 0 : 2, JH__PUB_PLAIN);
    else
        jh__pub_cell_skip(s);
    jh__pub_cell_text(s, jh__pub_label(b->rep, jh_pack_slot_unit(b->rep->pack, fact)),
                      JH__PUB_PLAIN);
    jh__pub_cell_tmp(s, JH__PUB_PLAIN);
}

static const jh_node *rows_of(jh__pub_book *b)
{
    const jh_asset *asset = jh_asset_find("reports/county/basic.yaml");
    jh_node *root = NULL;
    jh_error ignored = {0};
    if (!asset || jh_node_parse(b->rep->arena, asset->name, asset->bytes, asset->n, &root,
                                &ignored) != JH_OK)
        return NULL;
    return jh_node_get(root, "rows");
}

void jh__pub_sheet_basic(jh__pub_book *b)
{
    const jh_sections *sections = &b->rep->r->sections;
    const jh_node *rows = b->rep->cn ? rows_of(b) : NULL;
    size_t *row = jh_alloc_array(b->rep->arena, sections->schools->rows + 1, sizeof *row);
    jh__pub_sheet s;
    if (!rows) return;
    if (!row) {
        b->failed = true;
        return;
    }
    jh__pub_sheet_open(&s, b, "publish.table_1", "publish.table_1_title");
    jh__pub_column_key(&s, "publish.area", 16);
    jh__pub_column_key(&s, "publish.subject", 40);
    jh__pub_column_key(&s, "publish.value", 16);
    jh__pub_column_key(&s, "publish.unit", 12);
    jh__pub_column_key(&s, "publish.source", 50);
    jh__pub_heads(&s);
    for (size_t i = 0; i < b->rep->r->areas; i++) {
        basic at = {.ctx = {.sections = sections, .area = i, .row = row}};
        at.lookup = jh_area_lookup(&at.ctx, schools_of(sections, i, row));
        for (const jh_node *n = rows->first; n; n = n->next)
            basic_row(&s, &at, n);
    }
    jh__pub_sheet_close(&s);
}
