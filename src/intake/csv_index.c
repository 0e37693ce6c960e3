#include "csv_index.h"

#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

/* Of 64 bytes: where a cell ends, which of these places are line ends; and whether a quote, a
 * carriage return or a byte beyond ASCII is among them. */
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

#if defined __SSE2__

/* What was seen anywhere, one byte a place. */
typedef struct seen {
    __m128i quote, cr, wide;
} seen;

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
    }
    return m;
}

INLINE void sum_up(jh__index *out, const seen *s, const char *p, size_t n)
{
    out->quote = _mm_movemask_epi8(s->quote) != 0;
    out->wide = _mm_movemask_epi8(s->wide) != 0;
    out->lone = _mm_movemask_epi8(s->cr) && lone_return(p, n);
}

#else

typedef struct seen {
    bool quote, cr, wide;
} seen;

INLINE marks look_plain(const char *p, char delimiter, seen *s)
{
    marks m = {0, 0};
    for (int i = 0; i < 64; i++) {
        m.newline |= (uint64_t)(p[i] == '\n') << i;
        m.end |= (uint64_t)(p[i] == '\n' || p[i] == delimiter) << i;
        s->quote = s->quote || p[i] == '"';
        s->cr = s->cr || p[i] == '\r';
        s->wide = s->wide || (unsigned char)p[i] >= 0x80;
    }
    return m;
}

INLINE void sum_up(jh__index *out, const seen *s, const char *p, size_t n)
{
    out->quote = s->quote;
    out->wide = s->wide;
    out->lone = s->cr && lone_return(p, n);
}

#endif

void jh__csv_index_plain(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen s;
    memset(&s, 0, sizeof s);
    char piece[64];
    size_t i = 0;
    out->n = out->lines = 0;
    for (; i + 64 <= n; i += 64)
        take(out, look_plain(p + i, delimiter, &s), (uint32_t)i);
    if (pad(piece, p + i, n - i))
        take(out, look_plain(piece, delimiter, &s), (uint32_t)i);
    sum_up(out, &s, p, n);
}

#if defined __x86_64__

#define WIDE __attribute__((target("avx2,bmi,popcnt")))

typedef struct seen_wide {
    __m256i quote, cr, wide;
} seen_wide;

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
    }
    return m;
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

WIDE void jh__csv_index_wide(const char *p, size_t n, char delimiter, jh__index *out)
{
    seen_wide s;
    memset(&s, 0, sizeof s);
    char piece[64];
    size_t i = 0;
    out->n = out->lines = 0;
    for (; i + 64 <= n; i += 64)
        take_wide(out, look_wide(p + i, delimiter, &s), (uint32_t)i);
    if (pad(piece, p + i, n - i))
        take_wide(out, look_wide(piece, delimiter, &s), (uint32_t)i);
    out->quote = _mm256_movemask_epi8(s.quote) != 0;
    out->wide = _mm256_movemask_epi8(s.wide) != 0;
    out->lone = _mm256_movemask_epi8(s.cr) && lone_return(p, n);
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
