/* Counts by class, found by the bytes that name it in the file. */
#ifndef JUNHENG_INTAKE_PUPILS_TABLE_H
#define JUNHENG_INTAKE_PUPILS_TABLE_H

#include <junheng/pupils.h>

#include <string.h>

#define JH__LANES (JH_PUPIL_FLAGS + 1) /* boys, then the flags */

/* School, grade and class as they stand in a row: one stretch of the file with its delimiters,
 * or the three texts joined by tabs. Up to 16 bytes are kept as they are. */
typedef struct jh__key {
    uint64_t word[2];
    uint32_t n;
    uint32_t hash;
} jh__key;

/* One class: 64 bytes for seven lanes, so that a row touches one line of the cache. */
typedef struct jh__tally {
    uint64_t word[2]; /* the key; of a long one word[0] is its address */
    int64_t micros;
    uint32_t length;
    uint32_t n;
    uint32_t count[]; /* scores, then those of each lane that say yes */
} jh__tally;

#define JH__CHUNK ((size_t)2 << 20) /* bytes of tallies that stand together */

typedef struct jh__classes {
    jh_arena *arena; /* long keys */
    unsigned char **chunk;
    size_t stride, n, lanes;
    size_t chunks, shift; /* a chunk has 1 << shift tallies */
    uint32_t
        *slot;   /* by the low bits of the hash: the others and the tally + 1; 0: free */
    size_t size; /* of slots, a power of two above the number of tallies */
    uint32_t *
        *unknown; /* [chunks][tallies * JH__LANES]; made where a cell holds nothing */
} jh__classes;

jh_status jh__classes_init(jh__classes *c, size_t lanes);
void jh__classes_clear(jh__classes *c);

static inline jh__tally *jh__tally_at(const jh__classes *c, size_t i)
{
    size_t in_chunk = i & (((size_t)1 << c->shift) - 1);
    return (jh__tally *)(void *)(c->chunk[i >> c->shift] + in_chunk * c->stride);
}

/* Cells of a class that hold nothing, by lane; NULL: none. */
static inline const uint32_t *jh__unknown_at(const jh__classes *c, size_t i)
{
    const uint32_t *u = c->unknown[i >> c->shift];
    return u ? u + (i & (((size_t)1 << c->shift) - 1)) * JH__LANES : NULL;
}

static inline uint32_t jh__key_hash(const uint64_t word[2], uint32_t n)
{
    uint64_t h = (word[0] ^ n) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ (h >> 32) ^ word[1]) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(h >> 32) ^ (uint32_t)h;
}

/* The tally + 1 of a slot that is for this hash; 0: it is not. */
static inline uint32_t jh__slot_for(const jh__classes *c, uint32_t slot, uint32_t hash)
{
    uint32_t low = (uint32_t)(c->size - 1);
    return (slot ^ hash) & ~low ? 0 : slot & low;
}

/* The key of n bytes at p. */
jh__key jh__key_of(const char *p, size_t n);
/* Bytes of a key that a tally keeps. */
const char *jh__key_bytes(const jh__tally *t);
/* Index of the class, made where there is none. `bytes`: the key's, if longer than 16. */
jh_status jh__classes_find(jh__classes *c, const jh__key *key, const char *bytes,
                           size_t *at);
/* Counts a flag (or lane) of a class as not given, so often. */
jh_status jh__classes_unknown(jh__classes *c, size_t at, size_t lane, uint32_t n);
/* Adds what another thread has counted, and clears that. */
jh_status jh__classes_merge(jh__classes *c, jh__classes *other);

#endif
