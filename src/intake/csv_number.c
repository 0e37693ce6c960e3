#include "csv_number.h"
#include "csv_index.h"
#include "csv_widest.h"

#include <junheng/base.h>

#include <math.h>
#include <string.h>

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

/* All columns of a few rows while these are in the nearest cache. */
#define TILE 128

typedef size_t rows_reader(const jh__cells *c, double *out, size_t r, size_t to);

static void by_tiles(const jh__cells *grid, jh__column *column, size_t n,
                     rows_reader *read)
{
    for (size_t k = 0; k < n; k++)
        column[k].strange = 0;
    for (size_t r = 0; r < grid->rows; r += TILE)
        for (size_t k = 0; k < n; k++) {
            size_t to = grid->rows - r < TILE ? grid->rows : r + TILE;
            column[k].strange += read(&column[k].cells, column[k].out, r, to);
        }
}

void jh__csv_numbers_plain(const jh__cells *grid, jh__column *column, size_t n)
{
    by_tiles(grid, column, n, rows_plain);
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
    if (place > 8) return false;
    if (place < 8) low = without_point(low, place);
    /* a point alone is no number */
    if (place == 7 && _mm_movemask_epi8(_mm_cmpeq_epi32(f.n, _mm_set1_epi32(1))))
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
WIDE INLINE size_t rows_wide(const jh__cells *c, const jh__cells *given, double *out,
                             size_t r, size_t to)
{
    size_t strange = 0, first = r;
    while (r < to && end_of(c, r) + c->before < 16)
        r++;
    strange += rows_plain(given, out, first, r);
    for (; r + 4 <= to; r += 4)
        if (!four_rows(c, r, out)) strange += rows_plain(given, out, r, r + 4);
    return strange + rows_plain(given, out, r, to);
}

WIDE static size_t tile_wide(const jh__cells *given, double *out, size_t r, size_t to)
{
    jh__cells c = *given;
    if (c.quoted || c.last) return rows_wide(&c, given, out, r, to);
    c.quoted = c.last = false;
    return rows_wide(&c, given, out, r, to);
}

void jh__csv_numbers_wide(const jh__cells *grid, jh__column *column, size_t n)
{
    by_tiles(grid, column, n, tile_wide);
}

/* ---- AVX-512: sixteen rows at a time, the point wherever each has it --------------------- */

/* without optimization gcc's gathers are macros that convert signs */
#pragma GCC diagnostic ignored "-Wsign-conversion"

/* Sixteen cells. */
typedef struct cells16 {
    __m512i end, n;
    const char *p;
    __mmask16 there; /* the last rows may be fewer */
} cells16;

/* The same place in each of sixteen rows. */
JH__WIDEST INLINE __m512i places(const uint32_t *at, size_t stride, __mmask16 there)
{
    const __m512i count =
        _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i row = _mm512_mullo_epi32(count, _mm512_set1_epi32((int)stride));
    return _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), there, row, at, 4);
}

/* Cells between these delimiters; a carriage return at the end of one is none of it. */
JH__WIDEST INLINE cells16 cells16_of(const jh__cells *c, __m512i before, __m512i end,
                                     __mmask16 there)
{
    const __m512i one = _mm512_set1_epi32(1);
    cells16 x = {.p = c->p, .end = end, .there = there};
    x.n = _mm512_maskz_sub_epi32(there, end, _mm512_add_epi32(before, one));
    if (!c->last) return x;
    __mmask16 cut = _mm512_test_epi32_mask(x.n, x.n);
    __m512i word =
        _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), cut, end, c->p - 4, 1);
    cut = _mm512_mask_cmpeq_epi32_mask(cut, _mm512_srli_epi32(word, 24),
                                       _mm512_set1_epi32('\r'));
    x.n = _mm512_mask_sub_epi32(x.n, cut, x.n, one);
    x.end = _mm512_mask_sub_epi32(end, cut, end, one);
    return x;
}

/* Cells of at most four digits; false where there is another. */
JH__WIDEST INLINE bool short_rows(const cells16 *x, double *out)
{
    const __m512i most = _mm512_set1_epi32(4);
    __m512i less = _mm512_sub_epi32(x->n, _mm512_set1_epi32(1));
    if (_mm512_mask_cmplt_epu32_mask(x->there, less, most) != x->there) return false;
    __m512i d = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), x->there, x->end,
                                            x->p - 4, 1);
    __m512i shift = _mm512_slli_epi32(_mm512_sub_epi32(most, x->n), 3);
    d = _mm512_and_si512(_mm512_xor_si512(d, _mm512_set1_epi8('0')),
                         _mm512_sllv_epi32(_mm512_set1_epi32(-1), shift));
    if (_mm512_cmpgt_epu8_mask(d, _mm512_set1_epi8(9))) return false;
    d = _mm512_maddubs_epi16(d, _mm512_set1_epi16(0x010A));
    d = _mm512_madd_epi16(d, _mm512_set1_epi32(0x00010064));
    __m512d low = _mm512_cvtepi32_pd(_mm512_castsi512_si256(d));
    __m512d high = _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(d, 1));
    _mm512_mask_storeu_pd(out, (__mmask8)x->there, low);
    _mm512_mask_storeu_pd(out + 8, (__mmask8)(x->there >> 8), high);
    return true;
}

/* Eight cells of one to fifteen bytes. */
typedef struct cells8 {
    __m256i end, n;
    const char *p;
    __mmask8 there;
} cells8;

/* The digits in the word that ends `back` bytes before the cell's end; zeros before them. */
JH__WIDEST INLINE __m512i digits_of(const cells8 *x, __mmask8 which, int back)
{
    const __m256i none = _mm256_setzero_si256();
    __m256i behind = _mm256_set1_epi32(64 + 8 * back);
    behind = _mm256_max_epi32(_mm256_sub_epi32(behind, _mm256_slli_epi32(x->n, 3)), none);
    __m512i d = _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), which, x->end,
                                            x->p - 8 - back, 1);
    __m512i mask = _mm512_maskz_sllv_epi64(which, _mm512_set1_epi64(-1),
                                           _mm512_cvtepu32_epi64(behind));
    return _mm512_and_si512(_mm512_xor_si512(d, _mm512_set1_epi8('0')), mask);
}

/* x / 10^k, k from the place of the point: rounded once, as the division rounds it. The error
 * of the product is at most 1.5 units in the last place, and r is exact, since 10^k has few
 * bits; what is left of the error is 2^-52 units, while an integer below 10^15 over 10^k keeps
 * 2^-19 units away from every number between two doubles. */
JH__WIDEST INLINE __m512d divided(__m512d x, __m512i point)
{
    const __m512d powers = _mm512_set_pd(1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0);
    const __m512d parts =
        _mm512_set_pd(1 / 1e7, 1 / 1e6, 1 / 1e5, 1 / 1e4, 1 / 1e3, 1 / 1e2, 1 / 1e1, 1);
    __m512i k = _mm512_srli_epi64(_mm512_lzcnt_epi64(point), 3);
    __m512d by = _mm512_permutexvar_pd(k, powers);
    __m512d part = _mm512_permutexvar_pd(k, parts);
    __m512d q = _mm512_mul_pd(x, part), r = _mm512_fnmadd_pd(q, by, x);
    return _mm512_fmadd_pd(r, part, q);
}

/* Adds up to seven digits before the last eight, or seven where the point is among these. */
JH__WIDEST INLINE __m512i with_high(__m512i low, __m512i high, __mmask8 pointed)
{
    __m512i weight = _mm512_set1_epi64(100000000);
    weight = _mm512_mask_set1_epi64(weight, pointed, 10000000);
    return _mm512_add_epi64(low, _mm512_mul_epu32(jh__joined8(high), weight));
}

/* Returns the lanes that are not read. */
JH__WIDEST INLINE __mmask8 eight_rows(const cells8 *x, __mmask8 longer, double *out)
{
    const __m512i nine = _mm512_set1_epi8(9);
    __m512i d = digits_of(x, x->there, 0), high = _mm512_setzero_si512(), point = high;
    __mmask64 strange = _mm512_cmpgt_epu8_mask(d, nine);
    if (!strange && !longer) {
        _mm512_mask_storeu_pd(out, x->there, _mm512_cvtepu64_pd(jh__joined8(d)));
        return 0;
    }
    if (strange) {
        d = jh__without_points(d, &point);
        strange = _mm512_cmpgt_epu8_mask(d, nine);
    }
    __mmask8 pointed = _mm512_test_epi64_mask(point, point);
    if (longer) {
        high = digits_of(x, longer, 8);
        strange |= _mm512_cmpgt_epu8_mask(high, nine);
    }
    d = jh__joined8(d);
    if (longer) d = with_high(d, high, pointed);
    __m512d value = _mm512_cvtepu64_pd(d);
    if (pointed) value = divided(value, point);
    _mm512_mask_storeu_pd(out, x->there, value);
    __m512i odd = _mm512_movm_epi8(strange);
    /* a point alone is no number */
    __mmask8 bad = _mm256_mask_cmpeq_epi32_mask(pointed, x->n, _mm256_set1_epi32(1));
    return (bad | _mm512_test_epi64_mask(odd, odd)) & x->there;
}

/* Sixteen rows or the last ones; how many are no numbers. `c`: their column from its first row
 * on, `out` as well. */
JH__WIDEST INLINE size_t sixteen_rows(const jh__cells *c, const cells16 *x, size_t r,
                                      double *out)
{
    const __m512i most = _mm512_set1_epi32(EXACT_DIGITS);
    if (short_rows(x, out + r)) return 0;
    __mmask16 empty = _mm512_mask_testn_epi32_mask(x->there, x->n, x->n);
    __mmask16 wrong = _mm512_mask_cmpgt_epu32_mask(x->there, x->n, most);
    __mmask16 good = x->there & (__mmask16) ~(empty | wrong);
    __mmask16 longer = _mm512_mask_cmpgt_epu32_mask(good, x->n, _mm512_set1_epi32(8));
    cells8 low = {_mm512_castsi512_si256(x->end), _mm512_castsi512_si256(x->n), x->p,
                  (__mmask8)good};
    cells8 high = {_mm512_extracti64x4_epi64(x->end, 1),
                   _mm512_extracti64x4_epi64(x->n, 1), x->p, (__mmask8)(good >> 8)};
    uint32_t bad = wrong | eight_rows(&low, (__mmask8)longer, out + r);
    bad |= (uint32_t)eight_rows(&high, (__mmask8)(longer >> 8), out + r + 8) << 8;
    size_t strange = (size_t)_mm_popcnt_u32(empty);
    if (empty) {
        __m512d none = _mm512_set1_pd(NAN);
        _mm512_mask_storeu_pd(out + r, (__mmask8)empty, none);
        _mm512_mask_storeu_pd(out + r + 8, (__mmask8)(empty >> 8), none);
    }
    for (; bad; bad &= bad - 1) {
        size_t i = r + _tzcnt_u32(bad);
        strange += rows_plain(c, out, i, i + 1);
    }
    return strange;
}

/* Sixteen places of sixteen rows, row by row, to column by column. */
JH__WIDEST INLINE void turned(const uint32_t *at, size_t stride, uint32_t to[16][16])
{
    __m512i a[16], b[16];
    for (size_t i = 0; i < 16; i++)
        a[i] = _mm512_loadu_si512(at + i * stride);
    for (size_t i = 0; i < 16; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    }
    for (size_t i = 0; i < 16; i += 4) {
        a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
    for (size_t i = 0; i < 4; i++) {
        __m512i even = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
        __m512i odd = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xDD);
        __m512i more_even = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
        __m512i more_odd = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xDD);
        _mm512_store_si512(to[i], _mm512_shuffle_i32x4(even, more_even, 0x88));
        _mm512_store_si512(to[i + 4], _mm512_shuffle_i32x4(odd, more_odd, 0x88));
        _mm512_store_si512(to[i + 8], _mm512_shuffle_i32x4(even, more_even, 0xDD));
        _mm512_store_si512(to[i + 12], _mm512_shuffle_i32x4(odd, more_odd, 0xDD));
    }
}

/* Columns of sixteen whole rows; those of few columns behind the last sixteen one by one. */
JH__WIDEST INLINE void sixteen_whole(const jh__cells *grid, size_t r, jh__column *column,
                                     size_t n)
{
    _Alignas(64) uint32_t place[17][16];
    const uint32_t *at = grid->at + r * grid->stride;
    const __mmask16 all = 0xFFFF;
    _mm512_store_si512(place[0], places(at - 1, grid->stride, all));
    for (size_t k = 0, from = 0; k < n; from += 16) {
        size_t more = grid->stride - from;
        if (more > 3) turned(at + from, grid->stride, place + 1);
        for (size_t i = 0; more <= 3 && i < more; i++)
            _mm512_store_si512(place[i + 1], places(at + from + i, grid->stride, all));
        for (; k < n && column[k].cells.at - grid->at < (ptrdiff_t)from + 16; k++) {
            size_t i = (size_t)(column[k].cells.at - grid->at) - from;
            cells16 x = cells16_of(&column[k].cells, _mm512_load_si512(place[i]),
                                   _mm512_load_si512(place[i + 1]), all);
            column[k].strange += sixteen_rows(&column[k].cells, &x, r, column[k].out);
        }
        memcpy(place[0], place[16], sizeof place[0]);
    }
}

JH__WIDEST INLINE void last_rows(size_t r, jh__column *column)
{
    const jh__cells *c = &column->cells;
    const uint32_t *at = c->at + r * c->stride;
    __mmask16 there = (__mmask16)((1u << (c->rows - r)) - 1);
    cells16 x = cells16_of(c, places(at - 1, c->stride, there),
                           places(at, c->stride, there), there);
    column->strange += sixteen_rows(c, &x, r, column->out);
}

JH__WIDEST void jh__csv_numbers_widest(const jh__cells *grid, jh__column *column,
                                       size_t n)
{
    size_t r = 0;
    if (!n || grid->quoted) {
        jh__csv_numbers_wide(grid, column, n);
        return;
    }
    while (r < grid->rows && end_of(grid, r) + grid->before < 16)
        r++;
    for (size_t k = 0; k < n; k++)
        column[k].strange = rows_plain(&column[k].cells, column[k].out, 0, r);
    for (; r + 16 <= grid->rows; r += 16)
        sixteen_whole(grid, r, column, n);
    for (size_t k = 0; k < n && r < grid->rows; k++)
        last_rows(r, &column[k]);
}

#else

void jh__csv_numbers_wide(const jh__cells *grid, jh__column *column, size_t n)
{
    jh__csv_numbers_plain(grid, column, n);
}

void jh__csv_numbers_widest(const jh__cells *grid, jh__column *column, size_t n)
{
    jh__csv_numbers_plain(grid, column, n);
}

#endif

void jh__csv_numbers(const jh__cells *grid, jh__column *column, size_t n)
{
    switch (jh__csv_simd()) {
    case JH__SIMD_AVX512:
        jh__csv_numbers_widest(grid, column, n);
        return;
    case JH__SIMD_AVX2:
        jh__csv_numbers_wide(grid, column, n);
        return;
    case JH__SIMD_NONE:
        jh__csv_numbers_plain(grid, column, n);
    }
}
