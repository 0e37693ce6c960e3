/* Compound files (OLE2), the box around .xls: a small file system in sectors. Every number
 * in it comes from the file, so every one is checked before it is used. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADER 512
#define IN_HEADER 109 /* sectors of the allocation table that the header names */
#define ENTRY 128     /* bytes of a directory entry */
#define ENTRIES_MAX 65536
#define LAST_SECTOR 0xFFFFFFFAu /* larger numbers are marks */

struct jh__ole {
    jh__reader *r;
    const unsigned char *b;
    size_t n, sector; /* bytes of the file, of a sector */
    uint32_t *table;  /* sectors of the allocation table */
    size_t tables;
    jh__stream directory, mini, mini_table;
    uint32_t mini_limit, root_start, root_size;
};

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)(p[0] | p[1] << 8);
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static jh_status broken(const jh__ole *o)
{
    return jh__refuse(o->r, "intake.read_broken_xls");
}

/* Place of a sector in the file; false if it is not there whole. */
static bool place(const jh__ole *o, uint32_t sector, size_t *at)
{
    uint64_t x = ((uint64_t)sector + 1) * o->sector;
    *at = (size_t)x;
    return sector < LAST_SECTOR && x < o->n;
}

static bool next_sector(const jh__ole *o, uint32_t sector, uint32_t *next)
{
    size_t each = o->sector / 4, at;
    if (sector / each >= o->tables || !place(o, o->table[sector / each], &at))
        return false;
    at += sector % each * 4;
    if (at + 4 > o->n) return false;
    *next = u32(o->b + at);
    return true;
}

static jh_status read_table(jh__ole *o)
{
    size_t each = o->sector / 4 - 1, at;
    uint32_t chain = u32(o->b + 0x44), sectors = u32(o->b + 0x2C);
    if (sectors > o->n / o->sector + 1) return broken(o);
    o->table = calloc((size_t)sectors + 1, sizeof *o->table);
    if (!o->table) return jh_nomem(o->r->err);
    for (; o->tables < sectors && o->tables < IN_HEADER; o->tables++)
        o->table[o->tables] = u32(o->b + 0x4C + 4 * o->tables);
    while (o->tables < sectors) {
        if (!place(o, chain, &at) || at + o->sector > o->n) return broken(o);
        for (size_t i = 0; i < each && o->tables < sectors; i++)
            o->table[o->tables++] = u32(o->b + at + 4 * i);
        chain = u32(o->b + at + 4 * each);
    }
    return JH_OK;
}

static jh_status add_piece(jh__ole *o, jh__stream *s, size_t *cap, size_t at)
{
    if (s->pieces == *cap) {
        size_t fresh = *cap ? *cap * 2 : 16;
        size_t *grown = realloc(s->piece, fresh * sizeof *grown);
        if (!grown) return jh_nomem(o->r->err);
        s->piece = grown;
        *cap = fresh;
    }
    s->piece[s->pieces++] = at;
    return JH_OK;
}

/* Follows a chain of sectors. A chain that is longer than the file runs in a circle. */
static jh_status follow(jh__ole *o, uint32_t sector, uint64_t size, jh__stream *s)
{
    size_t cap = 0, most = o->n / o->sector + 1, at;
    *s = (jh__stream){.bytes = o->b, .n = o->n, .piece_size = o->sector, .size = size};
    while (sector < LAST_SECTOR && s->pieces * o->sector < size) {
        if (s->pieces == most || !place(o, sector, &at)) return broken(o);
        JH_TRY(add_piece(o, s, &cap, at));
        if (!next_sector(o, sector, &sector)) return broken(o);
    }
    uint64_t have = (uint64_t)s->pieces * o->sector;
    if (size == UINT64_MAX) s->size = have;
    return s->size <= have ? JH_OK : broken(o);
}

/* The same in the small sectors, which lie in a stream of their own. */
static jh_status follow_mini(jh__ole *o, uint32_t sector, uint64_t size, jh__stream *s)
{
    size_t cap = 0;
    unsigned char next[4];
    JH_TRY(follow(o, u32(o->b + 0x3C), UINT64_MAX, &o->mini_table));
    JH_TRY(follow(o, o->root_start, o->root_size, &o->mini));
    *s = (jh__stream){.bytes = o->b, .n = o->n, .piece_size = 64, .size = size};
    while (s->pieces * 64 < size) {
        uint64_t at = (uint64_t)sector * 64;
        if (sector >= LAST_SECTOR || at + 64 > o->mini.size) return broken(o);
        size_t piece = o->mini.piece[at / o->sector] + at % o->sector;
        JH_TRY(add_piece(o, s, &cap, piece));
        if (!jh__stream_read(&o->mini_table, (uint64_t)sector * 4, next, 4))
            return broken(o);
        sector = u32(next);
    }
    return JH_OK;
}

bool jh__stream_read(const jh__stream *s, uint64_t at, void *to, size_t n)
{
    char *out = to;
    if (at > s->size || n > s->size - at) return false;
    while (n) {
        size_t piece = (size_t)(at / s->piece_size),
               inside = (size_t)(at % s->piece_size);
        size_t part = s->piece_size - inside < n ? s->piece_size - inside : n;
        if (piece >= s->pieces || s->piece[piece] + inside + part > s->n) return false;
        memcpy(out, s->bytes + s->piece[piece] + inside, part);
        out += part;
        at += part;
        n -= part;
    }
    return true;
}

void jh__stream_clear(jh__stream *s)
{
    free(s->piece);
    *s = (jh__stream){0};
}

/* Directory entry of a stream; the name is compared by its ASCII characters. */
static bool find(const jh__ole *o, const char *name, unsigned char entry[ENTRY])
{
    size_t want = strlen(name);
    for (uint64_t i = 0; i < ENTRIES_MAX; i++) {
        if (!jh__stream_read(&o->directory, i * ENTRY, entry, ENTRY)) return false;
        size_t n = u16(entry + 0x40) / 2, k = 0;
        if (entry[0x42] != 2 || n != want + 1) continue;
        while (k < want && !entry[2 * k + 1] &&
               !strncasecmp((const char *)entry + 2 * k, name + k, 1))
            k++;
        if (k == want) return true;
    }
    return false;
}

bool jh__ole_has(const jh__ole *o, const char *name)
{
    unsigned char entry[ENTRY];
    return find(o, name, entry);
}

jh_status jh__ole_stream(jh__ole *o, const char *name, jh__stream *out)
{
    unsigned char entry[ENTRY];
    if (!find(o, name, entry)) return broken(o);
    uint32_t start = u32(entry + 0x74), size = u32(entry + 0x78);
    if (size > o->n) return jh__refuse(o->r, "intake.read_cut_xls");
    if (size < o->mini_limit) return follow_mini(o, start, size, out);
    return follow(o, start, size, out);
}

static jh_status open_all(jh__ole *o)
{
    unsigned char root[ENTRY];
    uint32_t shift = o->n >= HEADER ? u16(o->b + 0x1E) : 0;
    if (o->n < HEADER) return jh__refuse(o->r, "intake.read_cut_xls");
    if (shift != 9 && shift != 12) return broken(o);
    o->sector = (size_t)1 << shift;
    o->mini_limit = u32(o->b + 0x38);
    JH_TRY(read_table(o));
    JH_TRY(follow(o, u32(o->b + 0x30), UINT64_MAX, &o->directory));
    if (!jh__stream_read(&o->directory, 0, root, ENTRY)) return broken(o);
    o->root_start = u32(root + 0x74);
    o->root_size = u32(root + 0x78);
    return JH_OK;
}

jh_status jh__ole_open(jh__reader *r, jh__ole **out)
{
    jh__ole *o = calloc(1, sizeof *o);
    if (!o) return jh_nomem(r->err);
    o->r = r;
    o->b = r->in->bytes;
    o->n = r->in->n;
    jh_status st = open_all(o);
    if (st == JH_OK)
        *out = o;
    else
        jh__ole_close(o);
    return st;
}

void jh__ole_close(jh__ole *o)
{
    if (!o) return;
    jh__stream_clear(&o->directory);
    jh__stream_clear(&o->mini);
    jh__stream_clear(&o->mini_table);
    free(o->table);
    free(o);
}
