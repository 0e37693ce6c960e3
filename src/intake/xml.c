/* XML of a workbook part, streamed through expat. Document types are refused: no workbook
 * needs one, and entities are how a small file becomes a large one. */
#include "reader.h"

#include <expat.h>
#include <string.h>

#define DEPTH_MAX 256

struct jh__xml {
    jh__reader *r;
    XML_Parser parser;
    const jh__handlers *h;
    void *ctx;
    jh_status status;
    unsigned depth;
};

const char *jh__local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *jh__attr(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (!strcmp(jh__local(attr[0]), name)) return attr[1];
    return NULL;
}

uint64_t jh__attr_number(const char **attr, const char *name, uint64_t fallback)
{
    const char *s = jh__attr(attr, name);
    uint64_t x = 0;
    size_t n = 0;
    for (; s && s[n] >= '0' && s[n] <= '9' && n < 18; n++)
        x = x * 10 + (uint64_t)(s[n] - '0');
    return s && n && !s[n] ? x : fallback;
}

static void stop(jh__xml *x, jh_status status)
{
    if (x->status == JH_OK) x->status = status;
    XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attr)
{
    jh__xml *x = ctx;
    if (x->status != JH_OK) return;
    jh_status st = ++x->depth > DEPTH_MAX ? jh__refuse(x->r, "intake.read_broken_xml")
                                          : x->h->start(x->ctx, jh__local(name), attr);
    if (st != JH_OK) stop(x, st);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
    jh__xml *x = ctx;
    if (x->status != JH_OK) return;
    x->depth--;
    jh_status st = x->h->end(x->ctx, jh__local(name));
    if (st != JH_OK) stop(x, st);
}

static void XMLCALL on_text(void *ctx, const XML_Char *s, int n)
{
    jh__xml *x = ctx;
    if (x->status != JH_OK) return;
    jh_status st = x->h->text(x->ctx, s, (size_t)n);
    if (st != JH_OK) stop(x, st);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int subset)
{
    jh__xml *x = ctx;
    (void)name, (void)system, (void)public, (void)subset;
    if (x->status == JH_OK) stop(x, jh__refuse(x->r, "intake.read_doctype"));
}

static jh_status parse_fault(jh__xml *x)
{
    enum XML_Error code = XML_GetErrorCode(x->parser);
    if (x->status != JH_OK) return x->status;
    if (code == XML_ERROR_NO_MEMORY) return jh_nomem(x->r->err);
    return jh__refuse(x->r, "intake.read_broken_xml");
}

/* Expat keeps a tag or comment until it ends: one that does not end must not fill memory. */
static bool token_too_long(const jh__xml *x, uint64_t fed)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    return at >= 0 && fed - (uint64_t)at > (uint64_t)x->r->limits.cell + 4 * JH__PIECE;
}

static jh_status feed(jh__xml *x, jh__entry *e)
{
    size_t got;
    uint64_t fed = 0;
    do {
        void *to = XML_GetBuffer(x->parser, (int)JH__PIECE);
        if (!to) return jh_nomem(x->r->err);
        JH_TRY(jh__entry_read(e, to, JH__PIECE, &got));
        if (XML_ParseBuffer(x->parser, (int)got, got == 0) != XML_STATUS_OK)
            return parse_fault(x);
        fed += got;
        if (got && token_too_long(x, fed))
            return jh__refuse(x->r, "intake.read_broken_xml");
        if (x->h->ticks) JH_TRY(jh__tick(x->r, got));
    } while (got);
    return JH_OK;
}

jh_status jh__xml_read(jh__reader *r, jh__zip *z, int64_t index, const jh__handlers *h,
                       void *ctx)
{
    jh__entry *e;
    JH_TRY(jh__entry_open(z, index, &e));
    jh__xml x = {.r = r, .h = h, .ctx = ctx, .parser = XML_ParserCreate(NULL)};
    jh_status st = x.parser ? JH_OK : jh_nomem(r->err);
    if (st == JH_OK) {
        XML_SetUserData(x.parser, &x);
        XML_SetElementHandler(x.parser, on_start, on_end);
        if (h->text) XML_SetCharacterDataHandler(x.parser, on_text);
        XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
        st = feed(&x, e);
    }
    XML_ParserFree(x.parser);
    jh__entry_close(e);
    return st;
}
