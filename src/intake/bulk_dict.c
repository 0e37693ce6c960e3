/* Tables repeat themselves: a county's name comes in runs, the schools of the next year in the
 * order of this one. So the text of the cell before and the one that first came behind it are
 * tried before anything is hashed. */
#include "bulk_dict.h"
#include "csv_number.h"
#include "reader.h"
#include "pages.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024
#define MANY 100000

static bool same(const jh__raw *r, const char *p, size_t n)
{
    if (r->n != n) return false;
    if (n < 8) return !memcmp(r->p, p, n);
    uint64_t a, b, differ;
    memcpy(&a, r->p + n - 8, 8);
    memcpy(&b, p + n - 8, 8);
    differ = a ^ b;
    for (size_t i = 0; i + 8 < n; i += 8) {
        memcpy(&a, r->p + i, 8);
        memcpy(&b, p + i, 8);
        differ |= a ^ b;
    }
    return !differ;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static uint32_t hash_of(const char *p, size_t n)
{
    uint64_t h = n, word = 0;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        h = mix(h, word);
    }
    word = 0;
    memcpy(&word, p, n);
    h = mix(h, word);
    return (uint32_t)(h >> 32);
}

static bool rehash(jh__dict *d)
{
    size_t size = d->size ? d->size * (d->size < MANY ? 4 : 2) : FIRST_SIZE;
    uint32_t *table = jh__pages(size * sizeof *table);
    if (!table) return false;
    memset(table, 0, size * sizeof *table);
    for (size_t i = 0; i < d->raws; i++) {
        size_t at = d->hash[i] & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = (uint32_t)i + 1;
    }
    free(d->table);
    d->table = table;
    d->size = size;
    return true;
}

static bool more_raws(jh__dict *d)
{
    size_t cap = d->raw_cap ? d->raw_cap * 2 : 256;
    jh__raw *raw = realloc(d->raw, cap * sizeof *raw);
    if (raw) d->raw = raw;
    uint32_t *hash = raw ? realloc(d->hash, cap * sizeof *hash) : NULL;
    if (hash) d->hash = hash;
    if (hash) d->raw_cap = cap;
    return hash != NULL;
}

/* Index of the text in the table, or SIZE_MAX. */
static size_t look_up(const jh__dict *d, const char *p, size_t n, uint32_t hash,
                      size_t *at)
{
    for (*at = hash & (d->size - 1); d->table[*at]; *at = (*at + 1) & (d->size - 1)) {
        size_t i = d->table[*at] - 1;
        if (d->hash[i] == hash && same(&d->raw[i], p, n)) return i;
    }
    return SIZE_MAX;
}

/* Only blanks, or a text that is there with fewer of them, or a new one. */
static jh_status code_of_new(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    size_t trimmed = n;
    const char *q = jh__trimmed(p, &trimmed);
    *code = JH_BULK_NONE;
    if (!trimmed) return JH_OK;
    if (trimmed < n) return jh__dict_code(d, q, trimmed, code);
    if (d->texts == d->text_cap) {
        size_t cap = d->text_cap ? d->text_cap * 2 : 256;
        const char **text = realloc(d->text, cap * sizeof *text);
        if (!text) return JH_ENOMEM;
        d->text = text;
        d->text_cap = cap;
    }
    *code = (uint32_t)d->texts;
    d->bad = d->bad || jh__utf8_bad(p, p + n) != p + n || memchr(p, 0, n);
    return JH_OK;
}

static jh_status add(jh__dict *d, const char *p, size_t n, uint32_t hash, size_t at)
{
    uint32_t code;
    if (!d->arena) d->arena = jh_arena_new();
    char *copy = d->arena ? jh_strndup(d->arena, p, n) : NULL;
    if (!copy || n >= UINT32_MAX || d->raws >= UINT32_MAX - 2) return JH_ENOMEM;
    JH_TRY(code_of_new(d, copy, n, &code));
    if (code == d->texts && code != JH_BULK_NONE) d->text[d->texts++] = copy;
    if (d->raws == d->raw_cap && !more_raws(d)) return JH_ENOMEM;
    if (d->raws * 2 >= d->size) {
        if (!rehash(d)) return JH_ENOMEM;
        at = SIZE_MAX;
    }
    /* a text without its blanks may have come in between */
    if (at == SIZE_MAX || d->table[at]) look_up(d, p, n, hash, &at);
    d->table[at] = (uint32_t)d->raws + 1;
    d->hash[d->raws] = hash;
    d->raw[d->raws++] = (jh__raw){copy, (uint32_t)n, code};
    return JH_OK;
}

static jh_status search(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    uint32_t hash = hash_of(p, n);
    size_t at = SIZE_MAX, i = SIZE_MAX;
    if (d->size) i = look_up(d, p, n, hash, &at);
    if (i == SIZE_MAX) {
        JH_TRY(add(d, p, n, hash, at));
        i = d->raws - 1;
    }
    d->last = (uint32_t)i;
    *code = d->raw[i].code;
    if (n == 1) d->single[(unsigned char)*p] = (uint32_t)i + 1;
    return JH_OK;
}

jh_status jh__dict_code(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    *code = JH_BULK_NONE;
    if (!n) return JH_OK;
    for (size_t k = 0; k < 2; k++) {
        /* what was right the last time comes first */
        size_t i = d->last + (k ? !d->step : d->step);
        if (i >= d->raws || !same(&d->raw[i], p, n)) continue;
        d->searched = false;
        d->step = i != d->last;
        d->last = (uint32_t)i;
        *code = d->raw[i].code;
        return JH_OK;
    }
    d->searched = true;
    return search(d, p, n, code);
}

void jh__dict_fetch(const jh__dict *d, const char *p, size_t n)
{
    if (d->size >= MANY / 4) __builtin_prefetch(&d->table[hash_of(p, n) & (d->size - 1)]);
}

void jh__dict_clear(jh__dict *d, jh_arena *keep)
{
    free(d->raw);
    free(d->table);
    free(d->hash);
    free(d->text);
    if (keep)
        jh_arena_take(keep, d->arena);
    else
        jh_arena_free(d->arena);
    *d = (jh__dict){0};
}
