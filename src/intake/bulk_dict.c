/* Tables repeat themselves: a county's name comes in runs, the schools of the next year in the
 * order of this one. So the text of the cell before and the one that first came behind it are
 * tried before anything is hashed. */
#include "bulk_dict.h"
#include "csv.h"
#include "reader.h"
#include "pages.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 1024
#define MANY 100000
#define PIECE ((size_t)8 << 10) /* bytes of texts that are taken at once */
#define MORE 4                  /* times as many: what is not used is not touched */
#define AHEAD 16
#define ROOM 256 /* bytes of a quoted text that is put together */

static uint64_t word_at(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Eight bytes at any two places of which the bytes of both texts differ. */
static inline uint64_t differ(const char *a, const char *b, size_t at)
{
    return word_at(a + at) ^ word_at(b + at);
}

static inline bool same(const jh__raw *r, const char *p, size_t n)
{
    if (r->n != n) return false;
    if (n < 8) return !memcmp(r->p, p, n);
    if (n <= 16) return !(differ(r->p, p, 0) | differ(r->p, p, n - 8));
    if (n > 32) return !memcmp(r->p, p, n);
    return !(differ(r->p, p, 0) | differ(r->p, p, 8) | differ(r->p, p, n - 16) |
             differ(r->p, p, n - 8));
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

/* The last word of a longer text begins among the bytes of the one before. */
static uint32_t hash_of(const char *p, size_t n)
{
    uint64_t h = n, word = 0;
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            h = mix(h, word_at(p + i));
        word = word_at(p + n - 8);
    } else {
        for (size_t i = 0; i < n; i++)
            word = word << 8 | (unsigned char)p[i];
    }
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

static bool widen(void *array, size_t old, size_t cap, size_t size)
{
    void *p = jh__pages(cap * size), *before;
    if (!p) return false;
    memcpy(&before, array, sizeof before);
    if (old) memcpy(p, before, old * size);
    free(before);
    memcpy(array, &p, sizeof p);
    return true;
}

static bool more_raws(jh__dict *d)
{
    size_t cap = d->raw_cap ? d->raw_cap * MORE : 256;
    if (!widen(&d->raw, d->raws, cap, sizeof *d->raw) ||
        !widen(&d->hash, d->raws, cap, sizeof *d->hash))
        return false;
    d->raw_cap = cap;
    return true;
}

/* Looks whether the texts that came since the last time are UTF-8. */
static void check(jh__dict *d)
{
    if (d->room) d->bad = d->bad || jh__utf8_bad(d->unseen, d->room) != d->room;
    d->unseen = d->room;
}

/* The texts stand close together: a cell is mostly compared with the one behind the last. */
static const char *keep(jh__dict *d, const char *p, size_t n)
{
    if (!d->arena) d->arena = jh_arena_new();
    if (!d->arena || n >= UINT32_MAX) return NULL;
    if (n >= PIECE / 4) {
        d->bad = d->bad || jh__utf8_bad(p, p + n) != p + n;
        return jh_strndup(d->arena, p, n);
    }
    if (d->left <= n) {
        check(d);
        d->room = jh_alloc(d->arena, PIECE);
        if (!d->room) return NULL;
        d->unseen = d->room;
        d->left = PIECE;
    }
    char *copy = d->room;
    memcpy(copy, p, n); /* a zero stands behind it */
    d->room += n + 1;
    d->left -= n + 1;
    return copy;
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

static jh_status code_of(jh__dict *d, const char *p, size_t n, uint32_t *code);

/* Of the bytes that a blank may begin or end with. */
static inline bool blank_may_be(const char *p, size_t n)
{
    unsigned char first = (unsigned char)p[0], last = (unsigned char)p[n - 1];
    return first <= ' ' || first == 0xC2 || first == 0xE3 || last <= ' ' ||
           last == 0xA0 || last == 0x80;
}

/* Only blanks, or a text that is there with fewer of them, or a new one. */
static jh_status code_of_new(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    *code = JH_BULK_NONE;
    if (blank_may_be(p, n)) {
        size_t trimmed = n;
        const char *q = jh__trimmed(p, &trimmed);
        if (!trimmed) {
            d->none = true;
            return JH_OK;
        }
        if (trimmed < n) return code_of(d, q, trimmed, code);
    }
    if (d->texts == d->text_cap) {
        size_t cap = d->text_cap ? d->text_cap * MORE : 256;
        if (!widen(&d->text, d->texts, cap, sizeof *d->text)) return JH_ENOMEM;
        d->text_cap = cap;
    }
    *code = (uint32_t)d->texts;
    return JH_OK;
}

static jh_status add(jh__dict *d, const char *p, size_t n, uint32_t hash, size_t at)
{
    uint32_t code;
    JH_TRY(code_of_new(d, p, n, &code));
    const char *copy = keep(d, p, n);
    if (!copy || d->raws >= UINT32_MAX - 2) return JH_ENOMEM;
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

static jh_status search(jh__dict *d, const char *p, size_t n, uint32_t hash,
                        uint32_t *code)
{
    size_t at = SIZE_MAX, i = SIZE_MAX;
    if (d->size) i = look_up(d, p, n, hash, &at);
    if (i == SIZE_MAX) {
        JH_TRY(add(d, p, n, hash, at));
        i = d->raws - 1;
    }
    d->last = (uint32_t)i;
    *code = d->raw[i].code;
    if (n == 1) d->single[(unsigned char)*p] = *code + 1;
    return JH_OK;
}

/* Whether it is the text of the cell before or the one behind that. */
static inline bool again(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    for (size_t k = 0; k < 2; k++) {
        /* what was right the last time comes first */
        size_t i = d->last + (k ? !d->step : d->step);
        if (i >= d->raws || !same(&d->raw[i], p, n)) continue;
        d->step = i != d->last;
        d->last = (uint32_t)i;
        *code = d->raw[i].code;
        return true;
    }
    return false;
}

static jh_status code_of(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    *code = JH_BULK_NONE;
    d->none = d->none || !n;
    if (!n || again(d, p, n, code)) return JH_OK;
    return search(d, p, n, hash_of(p, n), code);
}

jh_status jh__dict_code(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    size_t raws = d->raws;
    JH_TRY(code_of(d, p, n, code));
    if (raws == d->raws) return JH_OK;
    d->bad = d->bad || memchr(p, 0, n); /* an indexed block has none */
    check(d);
    return JH_OK;
}

/* ---- a column -------------------------------------------------------------------------- */

/* Hashes of the rows to come, while their places in the table come from memory. */
typedef struct ahead {
    uint32_t hash[AHEAD];
    size_t to;   /* rows before this one have theirs */
    size_t last; /* row that was looked for in the table */
} ahead;

static inline const char *plain_cell(const jh__cells *c, size_t r, size_t *n)
{
    const uint32_t *at = c->at + r * c->stride;
    const char *p = c->p + (size_t)(uint32_t)(at[-1] + 1);
    *n = (size_t)(c->p + *at - p);
    if (c->last && *n && p[*n - 1] == '\r') --*n;
    return p;
}

/* Where one text after the other is new, or stands elsewhere, so will the next ones. */
static uint32_t hash_ahead(const jh__dict *d, const jh__cells *c, ahead *a, size_t r)
{
    size_t n, to = r + 1, known = a->to > r ? a->to : r;
    if (a->last + 1 == r) to = c->rows - r > AHEAD ? r + AHEAD : c->rows;
    a->last = r;
    for (size_t i = known; i < to; i++) {
        const char *p = plain_cell(c, i, &n);
        a->hash[i % AHEAD] = hash_of(p, n);
        if (d->size) __builtin_prefetch(&d->table[a->hash[i % AHEAD] & (d->size - 1)]);
    }
    if (to > a->to) a->to = to;
    return a->hash[r % AHEAD];
}

static jh_status quoted_code(jh__dict *d, const char *p, size_t n, uint32_t *code)
{
    char room[ROOM], *more = NULL;
    if (n > sizeof room && !(more = malloc(n))) return JH_ENOMEM;
    p = jh__csv_halved(p, &n, more ? more : room, n);
    jh_status st = jh__dict_code(d, p, n, code);
    free(more);
    return st;
}

static jh_status quoted_codes(jh__dict *d, const jh__cells *c, uint32_t *out)
{
    for (size_t r = 0; r < c->rows; r++) {
        size_t n;
        const char *p = jh__cell_at(c, r, &n);
        JH_TRY(quoted_code(d, p, n, &out[r]));
    }
    return JH_OK;
}

/* Rows from r on whose texts follow each other as they did before, or repeat each other as the
 * last ones; the first row that does not. */
static size_t follow(jh__dict *d, const jh__cells *c, size_t r, uint32_t *out)
{
    const jh__raw *raw = d->raw;
    size_t n, last = d->last, step = d->step;
    for (; r < c->rows && last + step < d->raws; r++) {
        const char *p = plain_cell(c, r, &n);
        if (!same(&raw[last + step], p, n)) break;
        last += step;
        out[r] = raw[last].code;
    }
    d->last = (uint32_t)last;
    return r;
}

/* Among new texts it is known by the hash: to read back the text that was put down just before
 * would wait until it is written. */
static inline bool is_other(const jh__dict *d, const ahead *a, size_t r)
{
    return a->to > r && (size_t)d->last + 1 == d->raws &&
           a->hash[r % AHEAD] != d->hash[d->last];
}

jh_status jh__dict_codes(jh__dict *d, const jh__cells *c, uint32_t *out)
{
    ahead a = {.last = SIZE_MAX - 1};
    if (c->quoted) return quoted_codes(d, c, out);
    for (size_t r = 0; r < c->rows; r++) {
        size_t n;
        const char *p = plain_cell(c, r, &n);
        uint32_t known = n == 1 ? d->single[(unsigned char)*p] : 0;
        out[r] = known - 1; /* JH_BULK_NONE where it is not known, or nothing */
        d->none = d->none || !n;
        if (known || !n) continue;
        if (!is_other(d, &a, r)) {
            size_t next = follow(d, c, r, out);
            if (next > r) {
                r = next - 1;
                continue;
            }
            if (again(d, p, n, &out[r])) continue;
        }
        JH_TRY(search(d, p, n, hash_ahead(d, c, &a, r), &out[r]));
    }
    check(d);
    return JH_OK;
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
