/* Arrow IPC file: a schema, one record batch, and a footer that says where they are. The
 * metadata are flatbuffers (Schema.fbs, Message.fbs, File.fbs of the Arrow format). */
#include <junheng/arrow.h>

#include "flat.h"

#include <limits.h>
#include <string.h>

#define MAGIC "ARROW1"
#define VERSION_5 4
#define HEADER_SCHEMA 1
#define HEADER_BATCH 3
#define TYPE_FLOAT 3
#define TYPE_UTF8 5
#define TYPE_LARGE_UTF8 20
#define PRECISION_DOUBLE 2
#define PAD 8

typedef struct node {
    int64_t rows, missing;
} node;

typedef struct span {
    int64_t at, n;
} span;

typedef struct block {
    int64_t at;
    int32_t head, none;
    int64_t body;
} block;

/* ---- schema ------------------------------------------------------------------------------- */

static bool is_large(const jh_frame *f, const jh_column *c)
{
    size_t n = 0;
    for (size_t i = 0; i < f->rows; i++)
        if (c->valid[i]) n += strlen(c->text[i]);
    return n > INT32_MAX;
}

static size_t field(jh__flat *flat, const jh_frame *f, const jh_column *c)
{
    bool text = c->type == JH_TEXT;
    int64_t kind = !text ? TYPE_FLOAT : is_large(f, c) ? TYPE_LARGE_UTF8 : TYPE_UTF8;
    size_t name = jh__flat_text(flat, c->name);
    jh__flat_begin(flat);
    if (!text) jh__flat_number(flat, 0, PRECISION_DOUBLE, 2);
    size_t type = jh__flat_end(flat);
    size_t children = jh__flat_references(flat, NULL, 0);
    jh__flat_begin(flat);
    jh__flat_refer(flat, 0, name);
    jh__flat_refer(flat, 3, type);
    jh__flat_refer(flat, 5, children);
    jh__flat_number(flat, 1, 1, 1); /* nullable */
    jh__flat_number(flat, 2, kind, 1);
    return jh__flat_end(flat);
}

static size_t schema(jh__flat *flat, const jh_frame *f, size_t *place)
{
    for (size_t i = 0; i < f->columns; i++)
        place[i] = field(flat, f, &f->column[i]);
    size_t fields = jh__flat_references(flat, place, f->columns);
    jh__flat_begin(flat);
    jh__flat_refer(flat, 1, fields);
    jh__flat_number(flat, 0, 0, 2); /* little-endian */
    return jh__flat_end(flat);
}

/* ---- messages ----------------------------------------------------------------------------- */

static void pad(jh_buf *out)
{
    while (out->n % PAD)
        jh_buf_putc(out, 0);
}

/* Marks, length and metadata of a message; the body follows. Returns its bytes. */
static size_t message(jh_buf *out, jh__flat *flat, int64_t kind, size_t header,
                      int64_t body)
{
    size_t began = out->n;
    jh__flat_begin(flat);
    jh__flat_number(flat, 3, body, 8);
    jh__flat_refer(flat, 2, header);
    jh__flat_number(flat, 0, VERSION_5, 2);
    jh__flat_number(flat, 1, kind, 1);
    jh__flat_finish(flat, jh__flat_end(flat));
    int32_t n = (int32_t)flat->n;
    jh_buf_add(out, "\xff\xff\xff\xff", 4);
    jh_buf_add(out, (const char *)&n, sizeof n);
    if (flat->oom)
        out->oom = true;
    else
        jh_buf_add(out, (const char *)flat->p + flat->cap - flat->n, flat->n);
    return out->n - began;
}

/* ---- body --------------------------------------------------------------------------------- */

/* Buffers of a column behind the body so far, each padded; where they are, into `at`. */
static void body_bits(jh_buf *body, const jh_frame *f, const jh_column *c, node *n,
                      span *at)
{
    n->rows = (int64_t)f->rows;
    n->missing = 0;
    *at = (span){(int64_t)body->n, 0};
    for (size_t i = 0; i < f->rows; i++)
        n->missing += !c->valid[i];
    if (!n->missing) return;
    for (size_t i = 0; i < f->rows; i += 8) {
        unsigned byte = 0;
        for (size_t k = 0; k < 8 && i + k < f->rows; k++)
            byte |= (unsigned)(c->valid[i + k] != 0) << k;
        jh_buf_putc(body, (char)byte);
    }
    at->n = (int64_t)body->n - at->at;
    pad(body);
}

static void body_numbers(jh_buf *body, const jh_frame *f, const jh_column *c, span *at)
{
    static const double none = 0; /* what stands where nothing is known */
    *at = (span){(int64_t)body->n, (int64_t)(f->rows * sizeof(double))};
    for (size_t i = 0; i < f->rows; i++)
        jh_buf_add(body, (const char *)(c->valid[i] ? &c->number[i] : &none),
                   sizeof none);
}

static void body_texts(jh_buf *body, const jh_frame *f, const jh_column *c, span at[2])
{
    size_t width = is_large(f, c) ? 8 : 4;
    int64_t end = 0;
    at[0] = (span){(int64_t)body->n, (int64_t)((f->rows + 1) * width)};
    jh_buf_add(body, (const char *)&end, width);
    for (size_t i = 0; i < f->rows; i++) {
        if (c->valid[i]) end += (int64_t)strlen(c->text[i]);
        jh_buf_add(body, (const char *)&end, width);
    }
    pad(body);
    at[1] = (span){(int64_t)body->n, end};
    for (size_t i = 0; i < f->rows; i++)
        if (c->valid[i]) jh_buf_puts(body, c->text[i]);
    pad(body);
}

static size_t fill_body(jh_buf *body, const jh_frame *f, node *nodes, span *spans)
{
    size_t n = 0;
    for (size_t i = 0; i < f->columns; i++) {
        const jh_column *c = &f->column[i];
        body_bits(body, f, c, &nodes[i], &spans[n++]);
        if (c->type == JH_NUMBER) {
            body_numbers(body, f, c, &spans[n++]);
            continue;
        }
        body_texts(body, f, c, &spans[n]);
        n += 2;
    }
    return n;
}

static size_t batch(jh__flat *flat, const jh_frame *f, const node *nodes,
                    const span *spans, size_t n)
{
    size_t buffers = jh__flat_structs(flat, spans, n, sizeof *spans, 8);
    size_t list = jh__flat_structs(flat, nodes, f->columns, sizeof *nodes, 8);
    jh__flat_begin(flat);
    jh__flat_number(flat, 0, (int64_t)f->rows, 8);
    jh__flat_refer(flat, 1, list);
    jh__flat_refer(flat, 2, buffers);
    return jh__flat_end(flat);
}

/* ---- the file ------------------------------------------------------------------------------ */

static void footer(jh_buf *out, const jh_frame *f, size_t *place, const block *where)
{
    jh__flat flat = {0};
    size_t of = schema(&flat, f, place);
    size_t none = jh__flat_structs(&flat, where, 0, sizeof *where, 8);
    size_t batches = jh__flat_structs(&flat, where, 1, sizeof *where, 8);
    jh__flat_begin(&flat);
    jh__flat_refer(&flat, 1, of);
    jh__flat_refer(&flat, 2, none);
    jh__flat_refer(&flat, 3, batches);
    jh__flat_number(&flat, 0, VERSION_5, 2);
    jh__flat_finish(&flat, jh__flat_end(&flat));
    int32_t n = (int32_t)flat.n;
    if (flat.oom)
        out->oom = true;
    else
        jh_buf_add(out, (const char *)flat.p + flat.cap - flat.n, flat.n);
    jh_buf_add(out, (const char *)&n, sizeof n);
    jh_buf_add(out, MAGIC, sizeof MAGIC - 1);
    jh__flat_clear(&flat);
}

static void write_file(const jh_frame *f, jh_arena *a, jh_buf *out)
{
    jh__flat flat = {0};
    jh_buf body = {0};
    size_t *place = jh_alloc_array(a, f->columns + 1, sizeof *place);
    node *nodes = jh_alloc_array(a, f->columns + 1, sizeof *nodes);
    span *spans = jh_alloc_array(a, 3 * f->columns + 1, sizeof *spans);
    if (!place || !nodes || !spans) {
        out->oom = true;
        return;
    }
    size_t start = out->n; /* places in the file count from here */
    jh_buf_add(out, MAGIC "\0", sizeof MAGIC + 1);
    message(out, &flat, HEADER_SCHEMA, schema(&flat, f, place), 0);
    jh__flat_clear(&flat);
    size_t n = fill_body(&body, f, nodes, spans);
    block where = {.at = (int64_t)(out->n - start), .body = (int64_t)body.n};
    size_t header = batch(&flat, f, nodes, spans, n);
    where.head = (int32_t)message(out, &flat, HEADER_BATCH, header, (int64_t)body.n);
    jh__flat_clear(&flat);
    jh_buf_add(out, body.p, body.n);
    jh_buf_add(out, "\xff\xff\xff\xff\0\0\0", PAD); /* end of the stream */
    out->oom = out->oom || body.oom;
    jh_buf_clear(&body);
    footer(out, f, place, &where);
}

jh_status jh_arrow_file(const jh_frame *f, jh_buf *out)
{
    jh_arena *a = jh_arena_new();
    if (!a) out->oom = true;
    if (a) write_file(f, a, out);
    jh_arena_free(a);
    return out->oom ? JH_ENOMEM : JH_OK;
}
