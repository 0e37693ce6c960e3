/* The parts of a workbook: which sheets there are, in which order, and where they lie. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#define SHEETS_MAX 4096

typedef struct sheet {
    const char *name, *relation, *part; /* part NULL: a chart or the like */
} sheet;

typedef struct book {
    jh__reader *r;
    jh__zip *z;
    jh_arena *arena;
    sheet *sheet;
    size_t n, cap, relations;
    const char *workbook, *texts, *styles;
    jh__shared shared;
} book;

void jh__shared_clear(jh__shared *s)
{
    jh_arena_free(s->arena);
    free(s->text);
    free(s->length);
    free(s->format);
    *s = (jh__shared){0};
}

static bool ends_with(const char *s, const char *tail)
{
    size_t n = strlen(s), k = strlen(tail);
    return n >= k && !strcmp(s + n - k, tail);
}

/* Drops the last step of a path of n bytes; its new length. */
static size_t up(const char *path, size_t n)
{
    while (n && path[n - 1] != '/')
        n--;
    return n ? n - 1 : 0;
}

/* A relation's target as an entry name: "../x.xml" of "xl/a/b.xml" is "xl/x.xml". */
static const char *resolve(book *b, const char *base, const char *target)
{
    if (*target == '/') return jh_strdup(b->arena, target + 1);
    size_t n = up(base, strlen(base));
    char *path = jh_alloc(b->arena, n + strlen(target) + 2);
    if (!path) return NULL;
    memcpy(path, base, n);
    for (const char *p = target; *p;) {
        size_t step = strcspn(p, "/");
        if (step == 2 && !strncmp(p, "..", 2)) {
            n = up(path, n);
        } else if (step && !(step == 1 && *p == '.')) {
            if (n) path[n++] = '/';
            memcpy(path + n, p, step);
            n += step;
        }
        p += step + (p[step] == '/');
    }
    path[n] = '\0';
    return path;
}

static jh_status package_relation(void *ctx, const char *name, const char **attr)
{
    book *b = ctx;
    const char *type = jh__attr(attr, "Type"), *target = jh__attr(attr, "Target");
    if (strcmp(name, "Relationship") || !type || !target) return JH_OK;
    if (!ends_with(type, "/officeDocument") || b->workbook) return JH_OK;
    b->workbook = resolve(b, "", target);
    return b->workbook ? JH_OK : jh_nomem(b->r->err);
}

static jh_status relate(book *b, const char *id, const char *path)
{
    if (b->relations++ == SHEETS_MAX)
        return jh__refuse_at(b->r, "intake.read_too_many_sheets", 0, 0, SHEETS_MAX);
    for (size_t i = 0; id && i < b->n; i++)
        if (!strcmp(b->sheet[i].relation, id)) b->sheet[i].part = path;
    return JH_OK;
}

static jh_status workbook_relation(void *ctx, const char *name, const char **attr)
{
    book *b = ctx;
    const char *type = jh__attr(attr, "Type"), *target = jh__attr(attr, "Target");
    if (strcmp(name, "Relationship") || !type || !target) return JH_OK;
    bool rows = ends_with(type, "/worksheet"), texts = ends_with(type, "/sharedStrings");
    bool styles = ends_with(type, "/styles");
    if (!rows && !texts && !styles) return JH_OK;
    const char *path = resolve(b, b->workbook, target);
    if (!path) return jh_nomem(b->r->err);
    if (texts) b->texts = path;
    if (styles) b->styles = path;
    return rows ? relate(b, jh__attr(attr, "Id"), path) : JH_OK;
}

/* The id of a sheet's relation: the attribute "id" has a prefix, "sheetId" has none. */
static const char *relation_id(const char **attr)
{
    for (; attr[0]; attr += 2)
        if (strchr(attr[0], ':') && !strcmp(jh__local(attr[0]), "id")) return attr[1];
    return NULL;
}

static jh_status workbook_start(void *ctx, const char *name, const char **attr)
{
    book *b = ctx;
    if (!strcmp(name, "workbookPr")) {
        const char *v = jh__attr(attr, "date1904");
        b->shared.from1904 = v && (!strcmp(v, "1") || !strcmp(v, "true"));
    }
    if (strcmp(name, "sheet")) return JH_OK;
    const char *title = jh__attr(attr, "name"), *id = relation_id(attr);
    if (!title || !id) return jh__refuse(b->r, "intake.read_broken_xml");
    if (b->n == SHEETS_MAX)
        return jh__refuse_at(b->r, "intake.read_too_many_sheets", 0, 0, SHEETS_MAX);
    sheet *grown = jh_grow(b->arena, b->sheet, &b->cap, b->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(b->r->err);
    b->sheet = grown;
    sheet *s = &b->sheet[b->n++];
    s->name = jh_strdup(b->arena, title);
    s->relation = jh_strdup(b->arena, id);
    return s->name && s->relation ? JH_OK : jh_nomem(b->r->err);
}

static jh_status ignore_end(void *ctx, const char *name)
{
    (void)ctx, (void)name;
    return JH_OK;
}

/* "xl/_rels/workbook.xml.rels" of "xl/workbook.xml" */
static int64_t relations_of(book *b, const char *part)
{
    size_t n = up(part, strlen(part));
    const char *path = jh_sprintf(b->arena, "%.*s%s_rels/%s.rels", (int)n, part,
                                  n ? "/" : "", part + n + (n > 0));
    return path ? jh__zip_find(b->z, path) : -1;
}

static jh_status read_book(book *b)
{
    jh__handlers package = {package_relation, ignore_end, NULL, false};
    jh__handlers workbook = {workbook_start, ignore_end, NULL, false};
    jh__handlers relations = {workbook_relation, ignore_end, NULL, false};
    int64_t at = jh__zip_find(b->z, "_rels/.rels");
    if (at >= 0) JH_TRY(jh__xml_read(b->r, b->z, at, &package, b));
    if (!b->workbook) b->workbook = "xl/workbook.xml";
    at = jh__zip_find(b->z, b->workbook);
    if (at < 0) return jh__refuse(b->r, "intake.read_is_archive");
    JH_TRY(jh__xml_read(b->r, b->z, at, &workbook, b));
    at = relations_of(b, b->workbook);
    if (at < 0) return jh__refuse(b->r, "intake.read_broken_zip");
    return jh__xml_read(b->r, b->z, at, &relations, b);
}

static jh_status read_sheet(book *b, const sheet *s)
{
    int64_t at = s->part ? jh__zip_find(b->z, s->part) : -1;
    bool skip;
    if (!s->part) return JH_OK;
    if (at < 0) return jh__refuse_part(b->r, "intake.read_part_missing", s->part);
    jh__ranges merged = {0};
    jh_status st = jh__xlsx_merged(b->r, b->z, at, &merged);
    if (st == JH_OK) st = jh__sheet(b->r, s->name, merged.item, merged.n, &skip);
    jh__ranges_clear(&merged);
    if (st == JH_OK && !skip) st = jh__xlsx_sheet(b->r, b->z, at, &b->shared);
    return st;
}

/* Sheets are unpacked twice, for the merged cells and for the rest. */
static void plan_progress(book *b, int64_t texts)
{
    if (texts >= 0) b->r->total += jh__zip_size(b->z, texts);
    for (size_t i = 0; i < b->n; i++) {
        int64_t at = b->sheet[i].part ? jh__zip_find(b->z, b->sheet[i].part) : -1;
        if (at >= 0) b->r->total += 2 * jh__zip_size(b->z, at);
    }
}

static jh_status read_all(book *b)
{
    JH_TRY(read_book(b));
    int64_t texts = b->texts ? jh__zip_find(b->z, b->texts) : -1;
    int64_t styles = b->styles ? jh__zip_find(b->z, b->styles) : -1;
    plan_progress(b, texts);
    if (texts >= 0) JH_TRY(jh__xlsx_texts(b->r, b->z, texts, &b->shared));
    if (styles >= 0) JH_TRY(jh__xlsx_styles(b->r, b->z, styles, &b->shared));
    for (size_t i = 0; i < b->n; i++)
        JH_TRY(read_sheet(b, &b->sheet[i]));
    return JH_OK;
}

jh_status jh__xlsx_read(jh__reader *r, jh__zip *z)
{
    book b = {.r = r, .z = z, .arena = jh_arena_new()};
    b.shared.arena = jh_arena_new();
    jh_status st = b.arena && b.shared.arena ? read_all(&b) : jh_nomem(r->err);
    jh__shared_clear(&b.shared);
    jh_arena_free(b.arena);
    return st;
}
