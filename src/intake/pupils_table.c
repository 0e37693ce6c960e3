#include "pupils_table.h"
#include "pages.h"

#include <stddef.h>
#include <stdlib.h>

#define FIRST_SIZE 4096

jh_status jh__classes_init(jh__classes *c, size_t lanes)
{
    *c = (jh__classes){.arena = jh_arena_new(), .size = FIRST_SIZE, .lanes = lanes};
    size_t bytes = offsetof(jh__tally, count) + (lanes + 1) * sizeof(uint32_t);
    c->stride = bytes <= 64 ? 64 : 128;
    c->shift = bytes <= 64 ? 15 : 14;
    c->slot = calloc(c->size, sizeof *c->slot);
    return c->arena && c->slot ? JH_OK : JH_ENOMEM;
}

void jh__classes_clear(jh__classes *c)
{
    jh_arena_free(c->arena);
    for (size_t i = 0; i < c->chunks; i++) {
        free(c->chunk[i]);
        free(c->unknown[i]);
    }
    free(c->chunk);
    free(c->unknown);
    free(c->slot);
    *c = (jh__classes){0};
}

jh__key jh__key_of(const char *p, size_t n)
{
    jh__key k = {.n = (uint32_t)n};
    if (n <= 16) {
        memcpy(k.word, p, n);
        k.hash = jh__key_hash(k.word, k.n);
        return k;
    }
    uint64_t word[2], mixed[2] = {0};
    for (size_t i = 0; i < n; i += 16) {
        size_t left = n - i < 16 ? n - i : 16;
        memset(word, 0, sizeof word);
        memcpy(word, p + i, left);
        mixed[0] = (mixed[0] ^ word[0]) * UINT64_C(0x9E3779B97F4A7C15);
        mixed[1] = (mixed[1] ^ word[1] ^ (mixed[0] >> 29)) * UINT64_C(0xD6E8FEB86659FD93);
    }
    memcpy(k.word, mixed, sizeof k.word);
    k.hash = jh__key_hash(mixed, k.n);
    return k;
}

const char *jh__key_bytes(const jh__tally *t)
{
    const char *p;
    if (t->length <= 16) return (const char *)t->word;
    memcpy(&p, t->word, sizeof p);
    return p;
}

static bool same(const jh__tally *t, const jh__key *key, const char *bytes)
{
    if (t->length != key->n) return false;
    if (key->n > 16) return !memcmp(jh__key_bytes(t), bytes, key->n);
    return t->word[0] == key->word[0] && t->word[1] == key->word[1];
}

static void put_slot(jh__classes *c, uint32_t hash, size_t at)
{
    size_t low = c->size - 1, i = hash & low;
    while (c->slot[i])
        i = (i + 1) & low;
    c->slot[i] = (hash & ~(uint32_t)low) | (uint32_t)(at + 1);
}

static uint32_t hash_of(const jh__tally *t)
{
    if (t->length <= 16) return jh__key_hash(t->word, t->length);
    return jh__key_of(jh__key_bytes(t), t->length).hash;
}

static bool rehash(jh__classes *c)
{
    size_t size = c->size * 2;
    uint32_t *fresh = jh__pages(size * sizeof *fresh);
    if (!fresh) return false;
    memset(fresh, 0, size * sizeof *fresh);
    free(c->slot);
    c->slot = fresh;
    c->size = size;
    for (size_t i = 0; i < c->n; i++)
        put_slot(c, hash_of(jh__tally_at(c, i)), i);
    return true;
}

/* The tallies never move. The first of them are mostly all: they take what they need. */
static bool more_tallies(jh__classes *c)
{
    unsigned char **chunk = realloc(c->chunk, (c->chunks + 1) * sizeof *chunk);
    if (chunk) c->chunk = chunk;
    uint32_t **unknown =
        chunk ? realloc(c->unknown, (c->chunks + 1) * sizeof *unknown) : NULL;
    if (unknown) c->unknown = unknown;
    unsigned char *p = !unknown    ? NULL
                       : c->chunks ? jh__pages(JH__CHUNK)
                                   : aligned_alloc(64, JH__CHUNK);
    if (!p) return false;
    unknown[c->chunks] = NULL;
    chunk[c->chunks++] = p;
    return true;
}

jh_status jh__classes_find(jh__classes *c, const jh__key *key, const char *bytes,
                           size_t *at)
{
    size_t low = c->size - 1;
    for (size_t i = key->hash & low; c->slot[i]; i = (i + 1) & low) {
        uint32_t found = jh__slot_for(c, c->slot[i], key->hash);
        *at = (size_t)found - 1;
        if (found && same(jh__tally_at(c, *at), key, bytes)) return JH_OK;
    }
    if (c->n >= UINT32_MAX / 4) return JH_ENOMEM;
    if (c->n == c->chunks << c->shift && !more_tallies(c)) return JH_ENOMEM;
    if ((c->n + 1) * 3 > c->size * 2 && !rehash(c)) return JH_ENOMEM;
    *at = c->n;
    jh__tally *t = jh__tally_at(c, *at);
    memset(t, 0, c->stride);
    memcpy(t->word, key->word, sizeof t->word);
    t->length = key->n;
    if (key->n > 16) {
        char *copy = jh_strndup(c->arena, bytes, key->n);
        if (!copy) return JH_ENOMEM;
        memcpy(t->word, &copy, sizeof copy);
    }
    put_slot(c, key->hash, *at);
    c->n++;
    return JH_OK;
}

jh_status jh__classes_unknown(jh__classes *c, size_t at, size_t lane, uint32_t n)
{
    size_t tallies = (size_t)1 << c->shift;
    uint32_t **u = &c->unknown[at >> c->shift];
    if (!*u) *u = calloc(tallies * JH__LANES, sizeof **u);
    if (!*u) return JH_ENOMEM;
    (*u)[(at & (tallies - 1)) * JH__LANES + lane] += n;
    return JH_OK;
}

static jh_status merge_one(jh__classes *c, const jh__classes *other, size_t i)
{
    const jh__tally *from = jh__tally_at(other, i);
    const uint32_t *unknown = jh__unknown_at(other, i);
    jh__key key = jh__key_of(jh__key_bytes(from), from->length);
    size_t at;
    JH_TRY(jh__classes_find(c, &key, jh__key_bytes(from), &at));
    jh__tally *to = jh__tally_at(c, at);
    to->n += from->n;
    to->micros += from->micros;
    for (size_t k = 0; k <= c->lanes; k++)
        to->count[k] += from->count[k];
    for (size_t k = 0; unknown && k < c->lanes; k++)
        if (unknown[k]) JH_TRY(jh__classes_unknown(c, at, k, unknown[k]));
    return JH_OK;
}

jh_status jh__classes_merge(jh__classes *c, jh__classes *other)
{
    for (size_t i = 0; i < other->n; i++)
        JH_TRY(merge_one(c, other, i));
    jh__classes_clear(other);
    return JH_OK;
}
