#include "csv_number.h"
#include "csv_index.h"

#include <junheng/base.h>

#include <math.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))
#define ODD UINT64_C(0x7FF80000000000DD)
#define EXACT_DIGITS                                                                     \
    15 /* a longer row of digits is a number of an identity card or account */

static double odd(void)
{
    double x;
    uint64_t bits = ODD;
    memcpy(&x, &bits, sizeof x);
    return x;
}

bool jh__is_odd(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits == ODD;
}

static size_t blank_before(const char *s, const char *end)
{
    if (*s == ' ' || (*s >= '\t' && *s <= '\r')) return 1;
    if (end - s >= 2 && !memcmp(s, "\xC2\xA0", 2)) return 2;
    return end - s >= 3 && !memcmp(s, "\xE3\x80\x80", 3) ? 3 : 0;
}

static size_t blank_behind(const char *s, const char *end)
{
    if (end[-1] == ' ' || (end[-1] >= '\t' && end[-1] <= '\r')) return 1;
    if (end - s >= 2 && !memcmp(end - 2, "\xC2\xA0", 2)) return 2;
    return end - s >= 3 && !memcmp(end - 3, "\xE3\x80\x80", 3) ? 3 : 0;
}

const char *jh__trimmed(const char *s, size_t *n)
{
    const char *end = s + *n;
    for (size_t k; s < end && (k = blank_before(s, end)) > 0;)
        s += k;
    for (size_t k; s < end && (k = blank_behind(s, end)) > 0;)
        end -= k;
    *n = (size_t)(end - s);
    return s;
}

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return true;
}

static double one(const char *s, size_t n)
{
    double x;
    s = jh__trimmed(s, &n);
    if (!n) return NAN;
    if (n > EXACT_DIGITS && all_digits(s, n)) return odd();
    return jh_number_parse(s, n, &x) ? x : odd();
}

INLINE size_t start_of(const jh__cells *c, size_t r)
{
    size_t from = (size_t)(uint32_t)(c->at[(ptrdiff_t)(r * c->stride) - 1] + 1);
    return c->quoted && c->p[from] == '"' ? from + 1 : from;
}

INLINE size_t end_of(const jh__cells *c, size_t r)
{
    size_t end = c->at[r * c->stride], from = start_of(c, r);
    if (c->last && end > from && c->p[end - 1] == '\r') end--;
    if (c->quoted && from && end > from && c->p[from - 1] == '"') end--;
    return end;
}

const char *jh__cell_at(const jh__cells *c, size_t r, size_t *n)
{
    size_t from = start_of(c, r);
    *n = end_of(c, r) - from;
    return c->p + from;
}

/* Up to eight digits as one word, the first digit in the lowest byte. */
INLINE bool short_digits(const char *end, size_t n, uint64_t *out)
{
    uint64_t v, mask = ~UINT64_C(0) << (64 - 8 * n);
    memcpy(&v, end - 8, sizeof v);
    return jh__digits((v ^ UINT64_C(0x3030303030303030)) & mask, out);
}

static size_t rows_plain(const jh__cells *c, double *out, size_t r, size_t to)
{
    size_t strange = 0;
    for (; r < to; r++) {
        size_t from = start_of(c, r), end = end_of(c, r), n = end - from;
        uint64_t x;
        if (JH__WORDS && n - 1 < 8 && end + c->before >= 8 &&
            short_digits(c->p + end, n, &x)) {
            out[r] = (double)x;
            continue;
        }
        out[r] = one(c->p + from, n);
        strange += isnan(out[r]) ? 1 : 0;
    }
    return strange;
}

size_t jh__csv_numbers_plain(const jh__cells *c, double *out)
{
    return rows_plain(c, out, 0, c->rows);
}

#if defined __x86_64__

#define WIDE __attribute__((target("avx2,bmi,popcnt")))

static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

WIDE INLINE __m256i words(const char *const end[4], int back)
{
    long long w[4];
    for (int i = 0; i < 4; i++)
        memcpy(&w[i], end[i] - back, sizeof w[i]);
    return _mm256_set_epi64x(w[3], w[2], w[1], w[0]);
}

/* Bytes of a cell in the word that ends `behind` bytes after its first; 0 elsewhere. */
WIDE INLINE __m256i inside(__m128i n, int behind)
{
    __m128i shift =
        _mm_max_epi32(_mm_sub_epi32(_mm_set1_epi32(8 * behind), _mm_slli_epi32(n, 3)),
                      _mm_setzero_si128());
    return _mm256_sllv_epi64(_mm256_set1_epi8(-1), _mm256_cvtepu32_epi64(shift));
}

WIDE INLINE bool digits_only(__m256i d)
{
    __m256i nine = _mm256_set1_epi8(9);
    __m256i good = _mm256_cmpeq_epi8(_mm256_max_epu8(d, nine), nine);
    return _mm256_movemask_epi8(good) == -1;
}

/* Eight digits a lane as an integer below 1e8. */
WIDE INLINE __m256i joined(__m256i d)
{
    __m256i two = _mm256_maddubs_epi16(d, _mm256_set1_epi16(0x010A));
    __m256i four = _mm256_madd_epi16(two, _mm256_set1_epi32(0x00010064));
    return _mm256_add_epi64(_mm256_mul_epu32(four, _mm256_set1_epi64x(10000)),
                            _mm256_srli_epi64(four, 32));
}

WIDE INLINE __m256d doubles(__m256i x)
{
    __m256i magic = _mm256_set1_epi64x(0x4330000000000000);
    return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(x, magic)),
                         _mm256_castsi256_pd(magic));
}

/* The same place of the point in all lanes, or 8 for none; 9: the lanes differ. */
WIDE INLINE unsigned point_at(__m256i text, __m256i mask)
{
    __m256i dot = _mm256_and_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('.')), mask);
    uint32_t bits = (uint32_t)_mm256_movemask_epi8(dot), first = bits & 0xFF;
    if (!bits) return 8;
    if (!first || (first & (first - 1)) || bits != first * 0x01010101u) return 9;
    return (unsigned)__builtin_ctz(first);
}

/* Takes the point out: what stands left of it moves up by one byte. */
WIDE INLINE __m256i without_point(__m256i d, unsigned place)
{
    uint64_t right = place == 7 ? 0 : ~UINT64_C(0) << (8 * (place + 1));
    __m256i keep = _mm256_set1_epi64x((long long)right);
    __m256i moved = _mm256_slli_epi64(d, 8);
    return _mm256_or_si256(_mm256_and_si256(d, keep), _mm256_andnot_si256(keep, moved));
}

typedef struct four {
    const char *end[4];
    __m128i n;
} four;

WIDE INLINE four cells_at(const jh__cells *c, size_t r)
{
    four f;
    unsigned n[4];
    for (size_t i = 0; i < 4; i++) {
        size_t end = end_of(c, r + i);
        n[i] = (unsigned)(end - start_of(c, r + i));
        f.end[i] = c->p + end;
    }
    f.n = _mm_set_epi32((int)n[3], (int)n[2], (int)n[1], (int)n[0]);
    return f;
}

/* Four rows; false where one of them is empty or needs the plain way. */
WIDE INLINE bool four_rows(const jh__cells *c, size_t r, double *out)
{
    four f = cells_at(c, r);
    if (_mm_movemask_epi8(_mm_cmpeq_epi32(f.n, _mm_setzero_si128()))) return false;
    __m128i longer = _mm_cmpgt_epi32(f.n, _mm_set1_epi32(8));
    __m256i zero = _mm256_set1_epi8('0'), mask = inside(f.n, 8);
    __m256i text = words(f.end, 8);
    unsigned place = point_at(text, mask);
    __m256i low = _mm256_and_si256(_mm256_xor_si256(text, zero), mask);
    if (place < 8)
        low = without_point(low, place);
    else if (place > 8)
        return false;
    if (!digits_only(low)) return false;
    __m256d x = doubles(joined(low));
    if (_mm_movemask_epi8(longer)) {
        /* shorter cells have nothing in the word before */
        if (_mm_movemask_epi8(_mm_cmpgt_epi32(f.n, _mm_set1_epi32(EXACT_DIGITS))))
            return false;
        __m256i upper = _mm256_and_si256(_mm256_xor_si256(words(f.end, 16), zero),
                                         inside(_mm_and_si128(f.n, longer), 16));
        if (!digits_only(upper)) return false;
        __m256d weight = _mm256_set1_pd(place < 8 ? 1e7 : 1e8);
        x = _mm256_add_pd(_mm256_mul_pd(doubles(joined(upper)), weight), x);
    }
    if (place < 7) x = _mm256_div_pd(x, _mm256_set1_pd(power[7 - place]));
    _mm256_storeu_pd(out + r, x);
    return true;
}

/* `c` is as `given`, but the compiler may see that some of it is known. */
WIDE INLINE size_t numbers_wide(const jh__cells *c, const jh__cells *given, double *out)
{
    size_t r = 0, strange = 0;
    while (r < c->rows && end_of(c, r) + c->before < 16)
        r++;
    strange += rows_plain(given, out, 0, r);
    for (; r + 4 <= c->rows; r += 4)
        if (!four_rows(c, r, out)) strange += rows_plain(given, out, r, r + 4);
    return strange + rows_plain(given, out, r, c->rows);
}

WIDE size_t jh__csv_numbers_wide(const jh__cells *given, double *out)
{
    jh__cells c = *given;
    if (c.quoted || c.last) return numbers_wide(&c, given, out);
    c.quoted = c.last = false;
    return numbers_wide(&c, given, out);
}

#else

size_t jh__csv_numbers_wide(const jh__cells *c, double *out)
{
    return jh__csv_numbers_plain(c, out);
}

#endif

size_t jh__csv_numbers(const jh__cells *c, double *out)
{
    return jh__csv_has_wide() ? jh__csv_numbers_wide(c, out)
                              : jh__csv_numbers_plain(c, out);
}
