#include "csv_index.h"
#include "csv_widest.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))
/* Bytes ahead that are fetched: the processor's own guesses end with each page. */
#define FETCH 8192

/* Of 64 bytes: where a cell ends, and which of these places are line ends. */
typedef struct marks {
    uint64_t end, newline;
} marks;

INLINE void take(jh__index *out, marks m, uint32_t base)
{
    size_t found = (size_t)__builtin_popcountll(m.end);
    uint32_t *at = out->at + out->n;
    /* eight at a time without asking: most pieces have about that many */
    for (size_t i = 0; i < found; i += 8)
        for (size_t k = 0; k < 8; k++) {
            at[i + k] = base + (uint32_t)(m.end ? __builtin_ctzll(m.end) : 0);
            m.end &= m.end - 1;
        }
    out->n += found;
    out->lines += (size_t)__builtin_popcountll(m.newline);
}

static bool lone_return(const char *p, size_t n)
{
    const char *end = p + n;
    while ((p = memchr(p, '\r', (size_t)(end - p))))
        if (++p == end || *p != '\n') return true;
    return false;
}

/* The rest that does not fill a piece. */
static size_t pad(char piece[64], const char *p, size_t n)
{
    memset(piece, 'x', 64);
    memcpy(piece, p, n);
    return n;
}

/* ---- quotes --------------------------------------------------------------------------------- */

/* What one piece of a quoted text leaves to the next. */
typedef struct quoting {
    uint64_t inside;  /* all ones within quotes */
    uint64_t begins;  /* 1: a cell, or the second of two quotes, may begin the piece */
    uint64_t pending; /* 1: a quote closed at the very end */
    bool stray;
} quoting;

/* Ones from each odd bit to the next: the bytes behind an opening quote, with it. */
INLINE uint64_t prefix_xor(uint64_t x)
{
    for (unsigned k = 1; k < 64; k *= 2)
        x ^= x << k;
    return x;
}

/* A quote opens at the beginning of a cell, closes at its end, and stands for itself where it
 * closes and opens at once. Takes the marks that stand within quotes out. */
INLINE marks unquoted(quoting *q, marks m, uint64_t quote, uint64_t cr)
{
    uint64_t inside = prefix_xor(quote) ^ q->inside;
    m.end &= ~inside;
    m.newline &= ~inside;
    uint64_t opens = quote & inside, closes = quote & ~inside, ends = m.end | closes;
    uint64_t may_follow = m.end | (cr & ~inside) | opens;
    q->stray = q->stray || (opens & ~(ends << 1 | q->begins)) ||
               (closes & ~(may_follow >> 1 | UINT64_C(1) << 63)) ||
               (q->pending & ~may_follow);
    q->begins = ends >> 63;
    q->pending = closes >> 63;
    q->inside = (uint64_t)0 - (inside >> 63);
    return m;
}

/* ---- any processor ---------------------------------------------------------------------------- */

#if defined __SSE2__

/* What was seen anywhere, one byte a place. */
typedef struct seen {
    __m128i quote, cr, wide, least;
} seen;

INLINE void unseen(seen *s)
{
    memset(s, 0, sizeof *s);
    s->least = _mm_set1_epi8('x');
}

INLINE marks look_plain(const char *p, char delimiter, seen *s)
{
    __m128i d = _mm_set1_epi8(delimiter), l = _mm_set1_epi8('\n');
    marks m = {0, 0};
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        __m128i line = _mm_cmpeq_epi8(v, l), cell = _mm_cmpeq_epi8(v, d);
        m.newline |= (uint64_t)(uint32_t)_mm_movemask_epi8(line) << (16 * i);
        m.end |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(line, cell))
                 << (16 * i);
        s->quote = _mm_or_si128(s->quote, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        s->cr = _mm_or_si128(s->cr, _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
        s->wide = _mm_or_si128(s->wide, v);
        s->least = _mm_min_epu8(s->least, v);
    }
    return m;
}

INLINE uint64_t where_plain(const char *p, char c)
{
    uint64_t found = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        uint32_t bits = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
        found |= (uint64_t)bits << (16 * i);
    }
    return found;
}

INLINE void sum_up(jh__index *out, const seen *s, const char *p, size_t n)
{
    out->quote = _mm_movemask_epi8(s->quote) != 0;
    out->wide = _mm_movemask_epi8(s->wide) != 0;
    out->cr = _mm_movemask_epi8(s->cr) != 0;
    out->lone = out->cr && lone_return(p, n);
    out->nul = _mm_movemask_epi8(_mm_cmpeq_epi8(s->least, _mm_setzero_si128())) != 0;
}

#else

typedef struct seen {
    bool quote, cr, wide, nul;
} seen;

INLINE void unseen(seen *s)
{
    memset(s, 0, sizeof *s);
}

INLINE marks look_plain(const char *p, char delimiter, seen *s)
{
    marks m = {0, 0};
    for (int i = 0; i < 64; i++) {
        m.newline |= (uint64_t)(p[i] == '\n') << i;
        m.end |= (uint64_t)(p[i] == '\n' || p[i] == delimiter) << i;
        s->quote = s->quote || p[i] == '"';
        s->cr = s->cr || p[i] == '\r';
        s->wide = s->wide || (unsigned char)p[i] >= 0x80;
        s->nul = s->nul || !p[i];
    }
    return m;
}

INLINE uint64_t where_plain(const char *p, char c)
{
    uint64_t found = 0;
    for (int i = 0; i < 64; i++)
        found |= (uint64_t)(p[i] == c) << i;
    return found;
}

INLINE void sum_up(jh__index *out, const seen *s, const char *p, size_t n)
{
    out->quote = s->quote;
    out->wide = s->wide;
    out->cr = s->cr;
    out->lone = s->cr && lone_return(p, n);
    out->nul = s->nul;
}

#endif

static void quoted_plain(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen s;
    char piece[64];
    quoting q = {.begins = 1};
    unseen(&s);
    out->n = out->lines = 0;
    for (size_t i = 0; i < n; i += 64) {
        const char *at = p + i;
        if (n - i < 64 && pad(piece, at, n - i)) at = piece;
        marks m = look_plain(at, delimiter, &s);
        take(out, unquoted(&q, m, where_plain(at, '"'), where_plain(at, '\r')),
             (uint32_t)i);
    }
    out->stray = q.stray;
    out->open = q.inside != 0;
}

/* As if nothing were quoted. */
static void unquoted_plain(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen s;
    unseen(&s);
    char piece[64];
    size_t i = 0;
    out->n = out->lines = 0;
    out->stray = out->open = false;
    for (; i + 64 <= n; i += 64)
        take(out, look_plain(p + i, delimiter, &s), (uint32_t)i);
    if (pad(piece, p + i, n - i))
        take(out, look_plain(piece, delimiter, &s), (uint32_t)i);
    sum_up(out, &s, p, n);
}

void jh__csv_index_plain(const char *p, size_t n, char delimiter, jh__index *out)
{
    unquoted_plain(p, n, delimiter, out);
    if (out->quote) quoted_plain(p, n, delimiter, out);
}

bool jh__csv_lines_plain(const char *p, size_t n, jh__index *out)
{
    unquoted_plain(p, n, '\n', out);
    return !out->quote && !out->lone;
}

/* ---- AVX2 ---------------------------------------------------------------------------------------- */

#if defined __x86_64__

#define WIDE __attribute__((target("avx2,bmi,popcnt")))

typedef struct seen_wide {
    __m256i quote, cr, wide, least;
} seen_wide;

WIDE INLINE void unseen_wide(seen_wide *s)
{
    memset(s, 0, sizeof *s);
    s->least = _mm256_set1_epi8('x');
}

WIDE INLINE marks look_wide(const char *p, char delimiter, seen_wide *s)
{
    __m256i d = _mm256_set1_epi8(delimiter), l = _mm256_set1_epi8('\n');
    marks m = {0, 0};
    for (int i = 0; i < 2; i++) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
        __m256i line = _mm256_cmpeq_epi8(v, l), cell = _mm256_cmpeq_epi8(v, d);
        m.newline |= (uint64_t)(uint32_t)_mm256_movemask_epi8(line) << (32 * i);
        m.end |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(line, cell))
                 << (32 * i);
        s->quote = _mm256_or_si256(s->quote, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')));
        s->cr = _mm256_or_si256(s->cr, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\r')));
        s->wide = _mm256_or_si256(s->wide, v);
        s->least = _mm256_min_epu8(s->least, v);
    }
    return m;
}

WIDE INLINE uint64_t where_wide(const char *p, char c)
{
    uint64_t found = 0;
    for (int i = 0; i < 2; i++) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
        __m256i same = _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
        found |= (uint64_t)(uint32_t)_mm256_movemask_epi8(same) << (32 * i);
    }
    return found;
}

WIDE INLINE void sum_up_wide(jh__index *out, const seen_wide *s, const char *p, size_t n)
{
    __m256i nul = _mm256_cmpeq_epi8(s->least, _mm256_setzero_si256());
    out->quote = _mm256_movemask_epi8(s->quote) != 0;
    out->wide = _mm256_movemask_epi8(s->wide) != 0;
    out->cr = _mm256_movemask_epi8(s->cr) != 0;
    out->lone = out->cr && lone_return(p, n);
    out->nul = _mm256_movemask_epi8(nul) != 0;
}

/* As take, by the instruction that gives a number for no bit as well. */
WIDE INLINE void take_wide(jh__index *out, marks m, uint32_t base)
{
    size_t found = (size_t)_mm_popcnt_u64(m.end);
    uint32_t *at = out->at + out->n;
    for (size_t i = 0; i < found; i += 8)
        for (size_t k = 0; k < 8; k++) {
            at[i + k] = base + (uint32_t)_tzcnt_u64(m.end);
            m.end = _blsr_u64(m.end);
        }
    out->n += found;
    out->lines += (size_t)_mm_popcnt_u64(m.newline);
}

WIDE static void quoted_wide(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen_wide s;
    char piece[64];
    quoting q = {.begins = 1};
    unseen_wide(&s);
    out->n = out->lines = 0;
    for (size_t i = 0; i < n; i += 64) {
        const char *at = p + i;
        if (n - i < 64 && pad(piece, at, n - i)) at = piece;
        marks m = look_wide(at, delimiter, &s);
        take_wide(out, unquoted(&q, m, where_wide(at, '"'), where_wide(at, '\r')),
                  (uint32_t)i);
    }
    out->stray = q.stray;
    out->open = q.inside != 0;
}

WIDE void jh__csv_index_wide(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen_wide s;
    unseen_wide(&s);
    char piece[64];
    size_t i = 0;
    out->n = out->lines = 0;
    out->stray = out->open = false;
    for (; i + 64 <= n; i += 64) {
        __builtin_prefetch(p + i + FETCH);
        take_wide(out, look_wide(p + i, delimiter, &s), (uint32_t)i);
    }
    if (pad(piece, p + i, n - i))
        take_wide(out, look_wide(piece, delimiter, &s), (uint32_t)i);
    sum_up_wide(out, &s, p, n);
    if (out->quote) quoted_wide(p, n, delimiter, out);
}

/* Few lines end in 64 bytes: two are taken without asking. */
WIDE INLINE void take_lines(jh__index *out, uint64_t newline, uint32_t base)
{
    size_t found = (size_t)_mm_popcnt_u64(newline);
    uint32_t *at = out->at + out->n;
    for (size_t i = 0; i < found; i += 2)
        for (size_t k = 0; k < 2; k++) {
            at[i + k] = base + (uint32_t)_tzcnt_u64(newline);
            newline = _blsr_u64(newline);
        }
    out->n += found;
}

WIDE bool jh__csv_lines_wide(const char *p, size_t n, jh__index *out)
{
    seen_wide s;
    char piece[64];
    size_t i = 0;
    unseen_wide(&s);
    out->n = 0;
    out->stray = out->open = false;
    for (; i + 64 <= n; i += 64) {
        __builtin_prefetch(p + i + FETCH);
        take_lines(out, look_wide(p + i, '\n', &s).newline, (uint32_t)i);
    }
    if (pad(piece, p + i, n - i))
        take_lines(out, look_wide(piece, '\n', &s).newline, (uint32_t)i);
    out->lines = out->n;
    sum_up_wide(out, &s, p, n);
    return !out->quote && !out->lone;
}

/* ---- AVX-512 ------------------------------------------------------------------------------------- */

/* What was seen anywhere, a bit a place. */
typedef struct seen_widest {
    uint64_t quote, cr, nul;
    __m512i wide;
} seen_widest;

JH__WIDEST INLINE uint64_t same_widest(__m512i v, char c)
{
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

JH__WIDEST INLINE __m512i piece_widest(const char *p, size_t n)
{
    if (n >= 64) return _mm512_loadu_si512(p);
    return _mm512_mask_loadu_epi8(_mm512_set1_epi8('x'), _bzhi_u64(~UINT64_C(0), n), p);
}

/* Few texts have bytes up to '"' that are neither line ends nor delimiters. */
JH__WIDEST INLINE marks look_widest(__m512i v, char delimiter, seen_widest *s)
{
    marks m = {.newline = same_widest(v, '\n')};
    m.end = m.newline | same_widest(v, delimiter);
    uint64_t low = _mm512_cmple_epu8_mask(v, _mm512_set1_epi8('"'));
    s->wide = _mm512_or_si512(s->wide, v);
    if (__builtin_expect((low & ~m.end) != 0, 0)) {
        s->quote |= same_widest(v, '"');
        s->cr |= same_widest(v, '\r');
        s->nul |= same_widest(v, '\0');
    }
    return m;
}

/* The numbers of the bits side by side: those of 32 places are stored without asking. */
JH__WIDEST INLINE size_t store_widest(uint32_t *at, uint64_t end, uint32_t base)
{
    const __m512i count =
        _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48,
                        47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32,
                        31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                        15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    size_t found = (size_t)_mm_popcnt_u64(end);
    __m512i from = _mm512_set1_epi32((int)base);
    __m512i bit = _mm512_maskz_compress_epi8(end, count);
    __m512i a = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bit));
    __m512i b = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bit, 1));
    _mm512_storeu_si512(at, _mm512_add_epi32(a, from));
    _mm512_storeu_si512(at + 16, _mm512_add_epi32(b, from));
    if (__builtin_expect(found > 32, 0)) {
        a = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bit, 2));
        b = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bit, 3));
        _mm512_storeu_si512(at + 32, _mm512_add_epi32(a, from));
        _mm512_storeu_si512(at + 48, _mm512_add_epi32(b, from));
    }
    return found;
}

JH__WIDEST INLINE void sum_up_widest(jh__index *out, const seen_widest *s, const char *p,
                                     size_t n)
{
    out->quote = s->quote != 0;
    out->wide = _mm512_movepi8_mask(s->wide) != 0;
    out->cr = s->cr != 0;
    out->lone = out->cr && lone_return(p, n);
    out->nul = s->nul != 0;
}

JH__WIDEST static void quoted_widest(const char *p, size_t n, char delimiter,
                                     jh__index *out)
{
    seen_widest s = {.wide = _mm512_setzero_si512()};
    quoting q = {.begins = 1};
    uint32_t *at = out->at;
    size_t lines = 0;
    for (size_t i = 0; i < n; i += 64) {
        __m512i v = piece_widest(p + i, n - i);
        marks m = look_widest(v, delimiter, &s);
        m = unquoted(&q, m, same_widest(v, '"'), same_widest(v, '\r'));
        at += store_widest(at, m.end, (uint32_t)i);
        lines += (size_t)_mm_popcnt_u64(m.newline);
    }
    out->n = (size_t)(at - out->at);
    out->lines = lines;
    out->stray = q.stray;
    out->open = q.inside != 0;
}

JH__WIDEST void jh__csv_index_widest(const char *p, size_t n, char delimiter,
                                     jh__index *out)
{
    seen_widest s = {.wide = _mm512_setzero_si512()};
    uint32_t *at = out->at;
    size_t lines = 0;
    out->stray = out->open = false;
    for (size_t i = 0; i < n; i += 64) {
        __builtin_prefetch(p + i + FETCH);
        marks m = look_widest(piece_widest(p + i, n - i), delimiter, &s);
        at += store_widest(at, m.end, (uint32_t)i);
        lines += (size_t)_mm_popcnt_u64(m.newline);
    }
    out->n = (size_t)(at - out->at);
    out->lines = lines;
    sum_up_widest(out, &s, p, n);
    if (out->quote) quoted_widest(p, n, delimiter, out);
}

JH__WIDEST bool jh__csv_lines_widest(const char *p, size_t n, jh__index *out)
{
    seen_widest s = {.wide = _mm512_setzero_si512()};
    uint32_t *at = out->at;
    out->stray = out->open = false;
    for (size_t i = 0; i < n; i += 64) {
        __builtin_prefetch(p + i + FETCH);
        uint64_t newline = look_widest(piece_widest(p + i, n - i), '\n', &s).newline;
        size_t found = (size_t)_mm_popcnt_u64(newline);
        /* few lines end in 64 bytes: two are taken without asking */
        for (size_t k = 0; k < found; k += 2) {
            at[k] = (uint32_t)(i + _tzcnt_u64(newline));
            newline = _blsr_u64(newline);
            at[k + 1] = (uint32_t)(i + _tzcnt_u64(newline));
            newline = _blsr_u64(newline);
        }
        at += found;
    }
    out->n = out->lines = (size_t)(at - out->at);
    sum_up_widest(out, &s, p, n);
    return !out->quote && !out->lone;
}

jh__simd jh__csv_simd(void)
{
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
        !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("popcnt"))
        return JH__SIMD_NONE;
    if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2"))
        return JH__SIMD_AVX512;
    return JH__SIMD_AVX2;
}

#else

void jh__csv_index_wide(const char *p, size_t n, char delimiter, jh__index *out)
{
    jh__csv_index_plain(p, n, delimiter, out);
}

bool jh__csv_lines_wide(const char *p, size_t n, jh__index *out)
{
    return jh__csv_lines_plain(p, n, out);
}

void jh__csv_index_widest(const char *p, size_t n, char delimiter, jh__index *out)
{
    jh__csv_index_plain(p, n, delimiter, out);
}

bool jh__csv_lines_widest(const char *p, size_t n, jh__index *out)
{
    return jh__csv_lines_plain(p, n, out);
}

jh__simd jh__csv_simd(void)
{
    return JH__SIMD_NONE;
}

#endif

void jh__csv_index(const char *p, size_t n, char delimiter, jh__index *out)
{
    switch (jh__csv_simd()) {
    case JH__SIMD_AVX512:
        jh__csv_index_widest(p, n, delimiter, out);
        return;
    case JH__SIMD_AVX2:
        jh__csv_index_wide(p, n, delimiter, out);
        return;
    case JH__SIMD_NONE:
        jh__csv_index_plain(p, n, delimiter, out);
    }
}

bool jh__csv_lines(const char *p, size_t n, jh__index *out)
{
    switch (jh__csv_simd()) {
    case JH__SIMD_AVX512:
        return jh__csv_lines_widest(p, n, out);
    case JH__SIMD_AVX2:
        return jh__csv_lines_wide(p, n, out);
    case JH__SIMD_NONE:
        break;
    }
    return jh__csv_lines_plain(p, n, out);
}
