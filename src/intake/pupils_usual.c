/* Most rows of a file have one of a few shapes: cells of the same lengths. What follows from
 * the lengths alone is worked out once a shape; then a row is a few words and masks. */
#include "csv_number.h"
#include "csv_widest.h"
#include "pupils_int.h"

#define ONES UINT64_C(0x0101010101010101)
#define ZEROS UINT64_C(0x3030303030303030)
#define INLINE static inline __attribute__((always_inline))

static uint64_t low_bytes(size_t n)
{
    return n >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) << (8 * n));
}

/* End of column `col`; its beginning is the end of the one before + 1. */
static size_t end_of(uint64_t ends, uint32_t col)
{
    for (uint32_t i = 1; i < col; i++)
        ends &= ends - 1;
    return (size_t)__builtin_ctzll(ends);
}

static size_t start_of(uint64_t ends, uint32_t col)
{
    return col > 1 ? end_of(ends, col - 1) + 1 : 0;
}

/* ---- shapes ----------------------------------------------------------------------------- */

static bool key_shape(const jh__layout *l, uint64_t ends, jh__shape *s)
{
    size_t from = start_of(ends, l->school), n = end_of(ends, l->group) - from;
    uint64_t empty = ends & (ends << 1 | 1);
    s->key = (uint8_t)from;
    s->key_n = (uint8_t)n;
    s->key_mask[0] = low_bytes(n);
    s->key_mask[1] = n > 8 ? low_bytes(n - 8) : 0;
    return n <= 16 && !((empty >> from) & ~(~UINT64_C(1) << n));
}

/* Lanes of one digit each behind each other. */
static bool lane_shape(const jh__layout *l, uint64_t ends, jh__shape *s)
{
    size_t n = 2 * l->lanes;
    if (!n) return true;
    size_t from = start_of(ends, l->lane[0].col);
    uint64_t between = UINT64_C(0xAAAAAAAAAAAAAAAA) >> (64 - n);
    s->lane = (uint8_t)from;
    return end_of(ends, l->lane[l->lanes - 1].col) - from == n - 1 &&
           ((ends >> from) & ~(~UINT64_C(0) << n)) == between;
}

/* A score of up to six bytes, with a point where this row has it, or none. */
static bool score_shape(const jh__layout *l, const char *p, uint64_t ends, jh__shape *s)
{
    static const int64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (!l->score) return true;
    size_t from = start_of(ends, l->score), end = end_of(ends, l->score), n = end - from;
    if (!n) return true;
    if (n > 6 || end < 8) return false;
    const char *point = memchr(p + from, '.', n);
    size_t right = point ? (size_t)(p + end - point) - 1 : n;
    if ((point && n == 1) || (!point && n == 6)) return false;
    s->score = (uint8_t)(end - 8);
    s->score_n = (uint8_t)n;
    s->score_mask = ~low_bytes(8 - n);
    s->right = point ? ~low_bytes(8 - right) : ~UINT64_C(0);
    s->point = point ? UINT64_C(0xFF) << (8 * (7 - right)) : 0;
    s->score_text = ZEROS;
    if (point) s->score_text ^= UINT64_C(0x1E) << (8 * (7 - right)); /* '0' ^ '.' */
    s->power = power[6 - (point ? right : 0)];
    return true;
}

static bool shape_of(const jh__layout *l, const char *p, uint64_t ends, jh__shape *s)
{
    *s = (jh__shape){.lane_mask = low_bytes(l->lanes)};
    if (!key_shape(l, ends, s) || !lane_shape(l, ends, s) || !score_shape(l, p, ends, s))
        return false;
    s->ends = ends;
    return true;
}

/* ---- rows ------------------------------------------------------------------------------- */

/* What a row of this shape says, whose lanes stand in the bytes of d; false if it cannot be
 * read so. */
INLINE bool read_row(const jh__layout *l, const jh__shape *s, const char *p, uint64_t d,
                     jh__said *out, size_t i)
{
    uint64_t v, x = 0;
    memcpy(out->word[i], p + s->key, sizeof out->word[i]);
    out->word[i][0] &= s->key_mask[0];
    out->word[i][1] &= s->key_mask[1];
    out->key_n[i] = s->key_n;
    d = (d ^ ZEROS) & s->lane_mask;
    memcpy(&v, p + s->score, sizeof v);
    v = (v ^ s->score_text) & s->score_mask;
    bool point = !(v & s->point);
    v = (v & s->right) | (v << 8 & ~s->right);
    /* the sex is 1 or 2 */
    bool fine = jh__digits(v, &x) && point && !(d & ~l->allowed) &&
                ((d ^ d >> 1) & l->sex) == l->sex;
    out->bits[0][i] = (d & ONES) << 8 | (s->score_n != 0);
    out->micros[i] = (int64_t)x * s->power;
    return fine;
}

/* Length of a row that may be read so: 16 bytes from any cell on; 0 otherwise. */
INLINE size_t length(const jh__block *b, size_t from, size_t end)
{
    size_t n = end - from;
    if (b->cr && n && b->p[end - 1] == '\r') n--;
    return JH__WORDS && n < 64 && from + 80 <= b->n ? n : 0;
}

/* A bit for each end of a cell in a row of n bytes, the last at n. */
INLINE uint64_t cut_at(uint64_t delimiters, size_t n)
{
    return (delimiters & ~(~UINT64_C(0) << n)) | UINT64_C(1) << n;
}

INLINE jh__shape *place_of(jh__shape *shape, uint64_t ends)
{
    return &shape[ends * UINT64_C(0x9E3779B97F4A7C15) >> (64 - JH__SHAPE_BITS)];
}

/* The shape is another, or a score has its point elsewhere: it takes the place. */
static bool learn(const jh__layout *l, const char *p, uint64_t ends, jh__shape *s)
{
    if ((size_t)__builtin_popcountll(ends) != l->columns) return false;
    return shape_of(l, p, ends, s);
}

static uint64_t all_rows(size_t n)
{
    return ~UINT64_C(0) >> (JH__BATCH - n);
}

static uint64_t delimiters_plain(const char *p, char delimiter)
{
    uint64_t found = 0;
    for (unsigned i = 0; i < 64; i++)
        found |= (uint64_t)(p[i] == delimiter) << i;
    return found;
}

/* Bytes 0, 2, 4 and 6 side by side. */
static uint64_t even_bytes(uint64_t v)
{
    v &= UINT64_C(0x00FF00FF00FF00FF);
    v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (v | v >> 16) & UINT64_C(0xFFFFFFFF);
}

static uint64_t lanes_plain(const char *p)
{
    uint64_t v[2];
    memcpy(v, p, sizeof v);
    return even_bytes(v[0]) | even_bytes(v[1]) << 32;
}

uint64_t jh__pupils_usual_plain(const jh__layout *l, const jh__rows *rows,
                                jh__shape *shape, jh__said *out)
{
    const jh__block *b = rows->block;
    uint64_t left = 0;
    size_t from = (size_t)(uint32_t)(b->at[(ptrdiff_t)rows->first - 1] + 1);
    for (size_t i = 0; i < rows->n; i++) {
        size_t end = b->at[rows->first + i], n = length(b, from, end);
        const char *p = b->p + from;
        bool read = false;
        if (n) {
            uint64_t ends = cut_at(delimiters_plain(p, l->delimiter), n);
            jh__shape *s = place_of(shape, ends);
            read = s->ends == ends && read_row(l, s, p, lanes_plain(p + s->lane), out, i);
            if (!read && learn(l, p, ends, s))
                read = read_row(l, s, p, lanes_plain(p + s->lane), out, i);
        }
        left |= (uint64_t)!read << i;
        from = end + 1;
    }
    out->placed = ~left & all_rows(rows->n);
    return left;
}

#if defined __x86_64__

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

WIDE INLINE uint64_t delimiters_wide(const char *p, __m256i delimiter)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, delimiter));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, delimiter));
    return (uint64_t)high << 32 | low;
}

WIDE INLINE uint64_t lanes_wide(const char *p)
{
    uint64_t v[2], even = UINT64_C(0x00FF00FF00FF00FF);
    memcpy(v, p, sizeof v);
    return _pext_u64(v[0], even) | _pext_u64(v[1], even) << 32;
}

WIDE uint64_t jh__pupils_usual_wide(const jh__layout *layout, const jh__rows *rows,
                                    jh__shape *shape, jh__said *out)
{
    const jh__layout own = *layout, *l = &own; /* which no writing to `out` can change */
    const jh__block copy = *rows->block, *b = &copy;
    const uint32_t *at = b->at + rows->first;
    __m256i delimiter = _mm256_set1_epi8(l->delimiter);
    uint64_t left = 0;
    size_t from = (size_t)(uint32_t)(at[-1] + 1), rows_n = rows->n;
    for (size_t i = 0; i < rows_n; i++) {
        size_t end = at[i], n = length(b, from, end);
        const char *p = b->p + from;
        bool read = false;
        if (n) {
            uint64_t ends = cut_at(delimiters_wide(p, delimiter), n);
            jh__shape *s = place_of(shape, ends);
            read = s->ends == ends && read_row(l, s, p, lanes_wide(p + s->lane), out, i);
            if (!read && learn(l, p, ends, s))
                read = read_row(l, s, p, lanes_wide(p + s->lane), out, i);
        }
        left |= (uint64_t)!read << i;
        from = end + 1;
    }
    out->placed = ~left & all_rows(rows->n);
    return left;
}

/* ---- AVX-512: eight rows at a time once their shapes are known --------------------------- */

/* Words of the rows that are still to be read. */
typedef struct raw {
    uint64_t lanes[JH__BATCH], score[JH__BATCH];
    uint64_t score_n[JH__BATCH];
} raw;

JH__WIDEST INLINE uint64_t delimiters_widest(const char *p, __m512i delimiter)
{
    return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), delimiter);
}

JH__WIDEST INLINE void take_row(const jh__shape *s, const char *p, raw *w, jh__said *out,
                                size_t i)
{
    const __m128i even =
        _mm_set_epi8(-1, -1, -1, -1, -1, -1, -1, -1, 14, 12, 10, 8, 6, 4, 2, 0);
    __mmask16 of_key = (__mmask16)_bzhi_u32(0xFFFF, s->key_n);
    _mm_storeu_si128((__m128i *)(void *)out->word[i],
                     _mm_maskz_loadu_epi8(of_key, p + s->key));
    out->key_n[i] = s->key_n;
    __m128i lanes = _mm_loadu_si128((const __m128i *)(const void *)(p + s->lane));
    _mm_storel_epi64((__m128i *)(void *)&w->lanes[i], _mm_shuffle_epi8(lanes, even));
    memcpy(&w->score[i], p + s->score, sizeof w->score[i]);
    w->score_n[i] = s->score_n;
}

/* Rows whose lanes are not as they should be. */
JH__WIDEST INLINE __mmask8 eight_lanes(const jh__layout *l, const uint64_t *lanes,
                                       __m512i score_n, uint64_t *bits)
{
    __m512i sex = _mm512_set1_epi64((long long)l->sex);
    __m512i all = _mm512_set1_epi64((long long)low_bytes(l->lanes));
    __m512i d = _mm512_xor_si512(_mm512_loadu_si512(lanes), _mm512_set1_epi8('0'));
    d = _mm512_and_si512(d, all);
    uint64_t beyond = ~l->allowed;
    __mmask8 bad = _mm512_test_epi64_mask(d, _mm512_set1_epi64((long long)beyond));
    __m512i either = _mm512_xor_si512(d, _mm512_srli_epi64(d, 1));
    bad |= _mm512_cmpneq_epi64_mask(_mm512_and_si512(either, sex), sex);
    __m512i yes = _mm512_slli_epi64(_mm512_and_si512(d, _mm512_set1_epi8(1)), 8);
    __mmask8 scored = _mm512_test_epi64_mask(score_n, score_n);
    yes = _mm512_mask_or_epi64(yes, scored, yes, _mm512_set1_epi64(1));
    _mm512_storeu_si512(bits, yes);
    return bad;
}

/* Rows whose scores are not; millionths of the others. */
JH__WIDEST INLINE __mmask8 eight_scores(const uint64_t *score, __m512i n, int64_t *micros)
{
    const __m512i powers = _mm512_set_epi64(0, 1, 10, 100, 1000, 10000, 100000, 1000000);
    __m512i shift = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_slli_epi64(n, 3));
    __m512i d = _mm512_xor_si512(_mm512_loadu_si512(score), _mm512_set1_epi8('0'));
    __m512i point;
    d = _mm512_and_si512(d, _mm512_sllv_epi64(_mm512_set1_epi64(-1), shift));
    d = jh__without_points(d, &point);
    __m512i strange = _mm512_movm_epi8(_mm512_cmpgt_epu8_mask(d, _mm512_set1_epi8(9)));
    __mmask8 bad = _mm512_test_epi64_mask(strange, strange);
    __mmask8 pointed = _mm512_test_epi64_mask(point, point);
    /* a point alone is no number; one of six digits may be more than a score can be */
    __m512i wrong = _mm512_mask_set1_epi64(_mm512_set1_epi64(6), pointed, 1);
    bad |= _mm512_cmpeq_epi64_mask(n, wrong);
    __m512i right = _mm512_srli_epi64(_mm512_lzcnt_epi64(point), 3);
    __m512i by = _mm512_permutexvar_epi64(right, powers);
    _mm512_storeu_si512(micros, _mm512_mul_epu32(jh__joined8(d), by));
    return bad;
}

JH__WIDEST uint64_t jh__pupils_usual_widest(const jh__layout *layout,
                                            const jh__rows *rows, jh__shape *shape,
                                            jh__said *out)
{
    const jh__layout own = *layout, *l = &own; /* which no writing to `out` can change */
    const jh__block copy = *rows->block, *b = &copy;
    const uint32_t *at = b->at + rows->first;
    __m512i delimiter = _mm512_set1_epi8(l->delimiter);
    raw w;
    uint64_t left = 0;
    size_t from = (size_t)(uint32_t)(at[-1] + 1), rows_n = rows->n;
    for (size_t i = 0; i < rows_n; i++) {
        size_t end = at[i], n = length(b, from, end);
        const char *p = b->p + from;
        bool read = false;
        from = end + 1;
        if (n) {
            uint64_t ends = cut_at(delimiters_widest(p, delimiter), n);
            jh__shape *s = place_of(shape, ends);
            read = s->ends == ends || learn(l, p, ends, s);
            take_row(s, p, &w, out, i);
        }
        left |= (uint64_t)!read << i;
    }
    for (size_t i = rows_n; i % 8; i++)
        w.lanes[i] = w.score[i] = w.score_n[i] = 0;
    for (size_t i = 0; i < rows_n; i += 8) {
        __m512i n = _mm512_loadu_si512(&w.score_n[i]);
        uint64_t bad = eight_lanes(l, &w.lanes[i], n, &out->bits[0][i]);
        bad |= eight_scores(&w.score[i], n, &out->micros[i]);
        left |= bad << i;
    }
    left &= all_rows(rows_n);
    out->placed = ~left & all_rows(rows_n);
    return left;
}

#else

uint64_t jh__pupils_usual_wide(const jh__layout *l, const jh__rows *rows,
                               jh__shape *shape, jh__said *out)
{
    return jh__pupils_usual_plain(l, rows, shape, out);
}

uint64_t jh__pupils_usual_widest(const jh__layout *l, const jh__rows *rows,
                                 jh__shape *shape, jh__said *out)
{
    return jh__pupils_usual_plain(l, rows, shape, out);
}

#endif

uint64_t jh__pupils_usual(const jh__layout *l, const jh__rows *rows, jh__shape *shape,
                          jh__said *out)
{
    switch (jh__csv_simd()) {
    case JH__SIMD_AVX512:
        return jh__pupils_usual_widest(l, rows, shape, out);
    case JH__SIMD_AVX2:
        return jh__pupils_usual_wide(l, rows, shape, out);
    case JH__SIMD_NONE:
        break;
    }
    return jh__pupils_usual_plain(l, rows, shape, out);
}
