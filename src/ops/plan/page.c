/* Pages of plans, put together part by part, and the files that --out names. */
#include "page.h"

#include "../county/result.h"
#include "../reply.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* ---- parts ---- */

void *jh__page_room(jh__page *g, size_t n, size_t size)
{
    void *p = jh_alloc_array(g->call->arena, n + 1, size);
    g->oom = g->oom || !p;
    return p;
}

const char *jh__page_text(jh__page *g, const char *text)
{
    g->oom = g->oom || !text;
    return text ? text : "";
}

jh_paper_part *jh__page_add(jh__page *g, jh_paper_kind kind, const char *text)
{
    jh_paper_part *grown =
        jh_grow(g->call->arena, g->part, &g->cap, g->parts + 1, sizeof *grown);
    jh_paper_part *p = grown ? &grown[g->parts++] : &g->nowhere;
    if (grown)
        g->part = grown;
    else
        g->oom = true;
    *p = (jh_paper_part){.kind = kind,
                         .text = jh_text(g->call->lang, jh__page_text(g, text))};
    return p;
}

jh_paper_part *jh__page_banner(jh__page *g, jh_shade shade, const char *word,
                               const char *more)
{
    jh_paper_part *p = jh__page_add(g, JH_PAPER_BANNER, word);
    p->shade = shade;
    p->more = jh__page_text(g, more);
    return p;
}

void jh__rows_open(jh__page *g, jh__rows *r, const char *title, const char *const *head)
{
    *r = (jh__rows){.title = jh_text(g->call->lang, title)};
    while (head[r->columns])
        r->columns++;
    r->head = jh__page_room(g, r->columns, sizeof *r->head);
    for (size_t i = 0; r->head && i < r->columns; i++) {
        bool number = head[i][0] == '>';
        r->head[i] = (jh_paper_head){jh_text(g->call->lang, head[i] + number), number};
    }
}

void jh__rows_add(jh__page *g, jh__rows *r, const char *const *cell,
                  const jh_shade *shade)
{
    size_t at = r->rows * r->columns, n = at + r->columns;
    const char **cells = jh_grow(g->call->arena, r->cell, &r->cap, n, sizeof *cells);
    jh_shade *shades =
        jh_grow(g->call->arena, r->shade, &r->shade_cap, n, sizeof *shades);
    if (cells) r->cell = cells;
    if (shades) r->shade = shades;
    if (!cells || !shades) {
        g->oom = true;
        return;
    }
    for (size_t i = 0; i < r->columns; i++) {
        cells[at + i] = jh__page_text(g, cell[i]);
        shades[at + i] = shade ? shade[i] : JH_SHADE_NONE;
    }
    r->rows++;
}

jh_paper_table jh__rows_table(const jh__rows *r)
{
    return (jh_paper_table){.title = r->title,
                            .head = r->head,
                            .columns = r->columns,
                            .cell = r->cell,
                            .shade = r->shade,
                            .rows = r->rows,
                            .stacks = r->stacks};
}

void jh__rows_close(jh__page *g, const jh__rows *r)
{
    jh_paper_table *t = jh__page_room(g, 1, sizeof *t);
    if (!t || !r->head || !r->rows) return;
    *t = jh__rows_table(r);
    jh__page_add(g, JH_PAPER_TABLE, r->title)->of.table = t;
}

void jh__bars_add(jh__page *g, jh__bars *b, const char *name, double value,
                  const char *text)
{
    jh_paper_bar *grown =
        jh_grow(g->call->arena, b->bar, &b->cap, b->n + 1, sizeof *grown);
    if (!grown) {
        g->oom = true;
        return;
    }
    b->bar = grown;
    b->bar[b->n++] = (jh_paper_bar){
        .name = jh__page_text(g, name), .value = value, .text = jh__page_text(g, text)};
}

void jh__bars_close(jh__page *g, const jh__bars *b, const char *title)
{
    if (!b->n) return;
    jh_paper_part *p = jh__page_add(g, JH_PAPER_BARS, title);
    p->n = b->n;
    p->of.bar = b->bar;
}

/* ---- words ---- */

/* 1234567.891 → "1,234,567.89". */
static const char *grouped(jh_call *call, double x, int decimals)
{
    char plain[64], out[96];
    size_t n = 0;
    jh_number_fixed(x, decimals, plain);
    size_t digits = strcspn(plain, "."), sign = plain[0] == '-';
    for (size_t i = 0; plain[i]; i++) {
        if (i > sign && i < digits && (digits - i) % 3 == 0) out[n++] = ',';
        out[n++] = plain[i];
    }
    return jh_strndup(call->arena, out, n);
}

const char *jh__money(jh_call *call, const jh_pack *pack, double x)
{
    bool yuan = !strncmp(pack->id, "cn-", 3);
    if (!isfinite(x)) return "—";
    if (yuan && call->lang == JH_ZH && fabs(x) >= 10000)
        return jh__cell_text(call, "ops.page_wan", "n:s", grouped(call, x / 10000, 2));
    const char *number = grouped(call, x, x == rint(x) || fabs(x) >= 10000 ? 0 : 2);
    return yuan ? jh__cell_text(call, "ops.page_yuan", "n:s", number) : number;
}

const char *jh__page_amount(jh__page *g, int slot, double x)
{
    const char *number = grouped(g->call, x, x == rint(x) ? 0 : 2);
    const char *unit = jh_label_in(jh_pack_slot_unit(g->pack, slot), g->call->lang);
    return jh__page_text(
        g, jh_sprintf(g->call->arena, "%s %s", number ? number : "", unit ? unit : ""));
}

const char *jh__page_count(jh__page *g, size_t n)
{
    return jh__page_text(g, jh__cell_count(g->call, n));
}

const char *jh__page_turn(jh__page *g, size_t before, size_t after)
{
    return jh__page_text(g, jh_sprintf(g->call->arena, "%zu → %zu", before, after));
}

/* ---- maps ---- */

jh_paper_map *jh__page_places(jh__page *g, const jh_assessment *a, const char *title)
{
    jh_paper_map *m = jh__page_room(g, 1, sizeof *m);
    size_t n = a->sections.schools->rows;
    jh_paper_place *place = jh__page_room(g, n, sizeof *place);
    if (!m || !place) return NULL;
    for (size_t i = 0; i < n; i++) {
        jh__place at = jh__place_of(a, i);
        place[i] =
            (jh_paper_place){jh_school_name(&a->sections, i), NAN, NAN, 0, JH_SHADE_NONE};
        if (a->sections.first[i] == a->sections.first[i + 1]) continue;
        place[i].lon = at.lon, place[i].lat = at.lat;
        place[i].shade = JH_SHADE_OK;
        for (size_t s = a->sections.first[i]; s < a->sections.first[i + 1]; s++)
            if (a->section[s].verdict == JH_FAIL) place[i].shade = JH_SHADE_NO;
    }
    m->place = place, m->places = n;
    m->title = jh_text(g->call->lang, title);
    m->word[JH_SHADE_OK] = jh_text(g->call->lang, "ops.page_passes_today");
    m->word[JH_SHADE_NO] = jh_text(g->call->lang, "ops.page_fails_today");
    return m;
}

/* ---- the document ---- */

jh_paper *jh__page_paper(jh__page *g, const char *kicker, const jh_assessment *a,
                         bool sample)
{
    jh_call *call = g->call;
    jh_paper *paper = jh__page_room(g, 1, sizeof *paper);
    jh_paper_fact *fact = jh__page_room(g, 5, sizeof *fact);
    if (!paper || !fact) return NULL;
    for (size_t i = 0; i < g->parts; i++)
        for (size_t k = 0; g->part[i].kind == JH_PAPER_FIGURES && k < g->part[i].n; k++)
            jh__page_text(g, g->part[i].of.figure[k].value);
    fact[0] = (jh_paper_fact){"publish.pack", jh_label_in(g->pack->name, call->lang)};
    fact[1] = (jh_paper_fact){"publish.code", g->pack->code};
    fact[2] = (jh_paper_fact){"publish.pack_version", g->pack->version};
    fact[3] = (jh_paper_fact){"publish.date", call->today};
    fact[4] = (jh_paper_fact){"publish.engine", jh_version()};
    *paper = (jh_paper){
        .lang = call->lang,
        .kicker = jh_text(call->lang, kicker),
        .title = a->areas == 1 ? jh__area_name(call, a->area[0].name)
                               : jh__cell_text(call, "ops.page_areas", "n:u", a->areas),
        .sample = sample,
        .fact = fact,
        .facts = 5,
        .part = g->part,
        .parts = g->parts};
    return paper;
}

/* ---- files ---- */

static const char *ending(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot ? dot : "";
}

static bool is_folder(const char *path)
{
    struct stat s;
    if (stat(path, &s) == 0) return S_ISDIR(s.st_mode);
    return !ending(path)[0] || path[strlen(path) - 1] == '/';
}

static jh_status page(jh_call *call, const jh__plan_made *what, jh_buf *out,
                      jh_error *err)
{
    jh__page g = {.call = call, .pack = what->county->pack};
    JH_TRY(what->parts(&g, what->ctx, err));
    const jh_paper *paper =
        jh__page_paper(&g, what->kicker, what->before, what->county->sample);
    return g.oom || !paper ? jh_nomem(err) : jh_paper_html(paper, out, err);
}

static jh_status write_bytes(jh_call *call, const jh__plan_made *what, const char *path,
                             bool html, jh_error *err)
{
    jh_buf out = {0};
    jh_status st =
        html ? page(call, what, &out, err) : what->json(call, what->ctx, &out, err);
    if (st == JH_OK) st = out.oom ? jh_nomem(err) : jh__file_write(call, path, &out, err);
    jh_buf_clear(&out);
    JH_TRY(st);
    return jh__after(call, "ops.written", "file:s", path) == JH_OK ? JH_OK
                                                                   : jh_nomem(err);
}

jh_status jh__plan_write(jh_call *call, const jh__plan_made *what, jh_error *err)
{
    const char *path = jh_call_text(call, "out");
    if (!path) return JH_OK;
    if (is_folder(path)) {
        size_t n = strlen(path);
        while (n > 1 && path[n - 1] == '/')
            n--;
        const char *folder = jh_strndup(call->arena, path, n);
        const char *page = jh_sprintf(call->arena, "%.*s/plan.html", (int)n, path);
        const char *table = jh_sprintf(call->arena, "%.*s/plan.xlsx", (int)n, path);
        const char *json = jh_sprintf(call->arena, "%.*s/plan.json", (int)n, path);
        if (!folder || !page || !table || !json) return jh_nomem(err);
        JH_TRY(jh__folder_make(call, folder, err));
        JH_TRY(write_bytes(call, what, page, true, err));
        JH_TRY(what->table(call, what->ctx, table, err));
        return write_bytes(call, what, json, false, err);
    }
    if (!strcmp(ending(path), ".html") || !strcmp(ending(path), ".htm"))
        return write_bytes(call, what, path, true, err);
    if (!strcmp(ending(path), ".json")) return write_bytes(call, what, path, false, err);
    if (!strcmp(ending(path), ".xlsx") || !strcmp(ending(path), ".csv"))
        return what->table(call, what->ctx, path, err);
    return jh_fail(err, JH_EUSAGE, "ops.plan_out", "file:s", path);
}
