#include "csv_index.h"

#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

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
    for (; i + 64 <= n; i += 64)
        take_wide(out, look_wide(p + i, delimiter, &s), (uint32_t)i);
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
    for (; i + 64 <= n; i += 64)
        take_lines(out, look_wide(p + i, '\n', &s).newline, (uint32_t)i);
    if (pad(piece, p + i, n - i))
        take_lines(out, look_wide(piece, '\n', &s).newline, (uint32_t)i);
    out->lines = out->n;
    sum_up_wide(out, &s, p, n);
    return !out->quote && !out->lone;
}

bool jh__csv_has_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
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

bool jh__csv_has_wide(void)
{
    return false;
}

#endif

void jh__csv_index(const char *p, size_t n, char delimiter, jh__index *out)
{
    if (jh__csv_has_wide())
        jh__csv_index_wide(p, n, delimiter, out);
    else
        jh__csv_index_plain(p, n, delimiter, out);
}

bool jh__csv_lines(const char *p, size_t n, jh__index *out)
{
    return jh__csv_has_wide() ? jh__csv_lines_wide(p, n, out)
                              : jh__csv_lines_plain(p, n, out);
}
