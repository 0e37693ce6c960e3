/* Sign and magnitude over GMP's mpn layer: num/den, den > 0. Short fractions are reduced
 * to keep formulas short; long ones (sums over hundreds of schools) are not, since there
 * the common divisor costs more than it saves. */
#include <junheng/exact.h>

#include <gmp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REDUCE_LIMBS 4

/* A natural number: limbs, least first; n == 0 is zero; p NULL is "no memory". */
typedef struct natural {
    mp_limb_t *p;
    mp_size_t n;
} natural;

struct jh_exact {
    int sign; /* -1, 0, 1 */
    natural num, den;
};

static natural make(jh_arena *a, mp_size_t n)
{
    natural x = {jh_alloc_array(a, (size_t)(n ? n : 1), sizeof(mp_limb_t)), n};
    return x;
}

static natural trim(natural x)
{
    while (x.n && x.p[x.n - 1] == 0)
        x.n--;
    return x;
}

static natural small(jh_arena *a, mp_limb_t v)
{
    natural x = make(a, 1);
    if (x.p) x.p[0] = v;
    return x.p ? trim(x) : x;
}

static natural multiply(jh_arena *a, natural x, natural y)
{
    if (!x.p || !y.p) return (natural){0};
    if (!x.n || !y.n) return small(a, 0);
    natural z = make(a, x.n + y.n);
    if (!z.p) return z;
    if (x.n >= y.n)
        mpn_mul(z.p, x.p, x.n, y.p, y.n);
    else
        mpn_mul(z.p, y.p, y.n, x.p, x.n);
    return trim(z);
}

static int compare(natural x, natural y)
{
    if (x.n != y.n) return x.n < y.n ? -1 : 1;
    return x.n ? mpn_cmp(x.p, y.p, x.n) : 0;
}

static natural add(jh_arena *a, natural x, natural y)
{
    if (!x.p || !y.p) return (natural){0};
    if (x.n < y.n) return add(a, y, x);
    natural z = make(a, x.n + 1);
    if (!z.p) return z;
    if (!y.n) {
        memcpy(z.p, x.p, (size_t)x.n * sizeof *z.p);
        return trim(z);
    }
    z.p[x.n] = mpn_add(z.p, x.p, x.n, y.p, y.n);
    return trim(z);
}

/* x - y for x >= y. */
static natural subtract(jh_arena *a, natural x, natural y)
{
    if (!x.p || !y.p) return (natural){0};
    natural z = make(a, x.n);
    if (!z.p || !x.n) return z;
    if (y.n)
        mpn_sub(z.p, x.p, x.n, y.p, y.n);
    else
        memcpy(z.p, x.p, (size_t)x.n * sizeof *z.p);
    return trim(z);
}

/* Quotient and remainder; y > 0. */
static natural divide(jh_arena *a, natural x, natural y, natural *rest)
{
    if (compare(x, y) < 0) {
        *rest = x;
        return small(a, 0);
    }
    natural q = make(a, x.n - y.n + 1);
    *rest = make(a, y.n);
    if (!q.p || !rest->p) return (natural){0};
    mpn_tdiv_qr(q.p, rest->p, 0, x.p, x.n, y.p, y.n);
    *rest = trim(*rest);
    return trim(q);
}

/* Euclid by division: lengths here are a few dozen limbs. */
static natural common_divisor(jh_arena *a, natural x, natural y)
{
    while (y.n) {
        natural rest;
        natural q = divide(a, x, y, &rest);
        if (!q.p || !rest.p) return (natural){0};
        x = y;
        y = rest;
    }
    return x;
}

static const jh_exact *fraction(jh_arena *a, int sign, natural num, natural den)
{
    if (!num.p || !den.p || !den.n) return NULL;
    jh_exact *x = jh_alloc(a, sizeof *x);
    if (!x) return NULL;
    x->sign = num.n ? sign : 0;
    x->num = num;
    x->den = den;
    if (num.n > REDUCE_LIMBS || den.n > REDUCE_LIMBS) return x;
    natural g = common_divisor(a, num, den), rest;
    if (!g.p) return NULL;
    x->num = divide(a, num, g, &rest);
    x->den = divide(a, den, g, &rest);
    return x->num.p && x->den.p ? x : NULL;
}

static natural power_of_ten(jh_arena *a, int exponent)
{
    natural x = small(a, 1);
    for (; exponent > 0 && x.p; exponent -= 18) {
        mp_limb_t factor = 1;
        for (int i = 0; i < 18 && i < exponent; i++)
            factor *= 10;
        x = multiply(a, x, small(a, factor));
    }
    return x;
}

const jh_exact *jh_exact_decimal(jh_arena *arena, double x)
{
    char text[32];
    if (!isfinite(x)) return NULL;
    int n = jh_number_shortest(fabs(x), text), after = 0, exponent = 0;
    bool point = false;
    mp_limb_t mantissa = 0; /* 17 digits fit in 64 bits */
    for (int i = 0; i < n; i++) {
        if (text[i] == '.') {
            point = true;
        } else if (text[i] == 'e') {
            exponent = atoi(text + i + 1);
            break;
        } else {
            mantissa = mantissa * 10 + (mp_limb_t)(text[i] - '0');
            after += point;
        }
    }
    exponent -= after;
    natural num = small(arena, mantissa), den = small(arena, 1);
    if (exponent > 0)
        num = num.p ? multiply(arena, num, power_of_ten(arena, exponent)) : num;
    else if (exponent < 0)
        den = power_of_ten(arena, -exponent);
    return fraction(arena, x < 0 ? -1 : 1, num, den);
}

static const jh_exact *sum(jh_arena *a, const jh_exact *x, const jh_exact *y, int flip)
{
    if (!x || !y) return NULL;
    natural left = multiply(a, x->num, y->den), right = multiply(a, y->num, x->den);
    natural den = multiply(a, x->den, y->den);
    if (!left.p || !right.p) return NULL;
    int sign = y->sign * flip;
    if (!x->sign) return fraction(a, sign, right, den);
    if (!sign) return fraction(a, x->sign, left, den);
    if (x->sign == sign) return fraction(a, sign, add(a, left, right), den);
    int order = compare(left, right);
    if (order >= 0) return fraction(a, x->sign, subtract(a, left, right), den);
    return fraction(a, sign, subtract(a, right, left), den);
}

const jh_exact *jh_exact_add(jh_arena *a, const jh_exact *x, const jh_exact *y)
{
    return sum(a, x, y, 1);
}

const jh_exact *jh_exact_sub(jh_arena *a, const jh_exact *x, const jh_exact *y)
{
    return sum(a, x, y, -1);
}

const jh_exact *jh_exact_mul(jh_arena *a, const jh_exact *x, const jh_exact *y)
{
    if (!x || !y) return NULL;
    return fraction(a, x->sign * y->sign, multiply(a, x->num, y->num),
                    multiply(a, x->den, y->den));
}

const jh_exact *jh_exact_div(jh_arena *a, const jh_exact *x, const jh_exact *y)
{
    if (!x || !y || !y->sign) return NULL;
    return fraction(a, x->sign * y->sign, multiply(a, x->num, y->den),
                    multiply(a, x->den, y->num));
}

/* Toward zero, then one step outward where the sign and the direction ask for it. */
static const jh_exact *whole(jh_arena *a, const jh_exact *x, int outward_sign)
{
    if (!x) return NULL;
    natural rest, q = divide(a, x->num, x->den, &rest);
    if (!q.p) return NULL;
    if (rest.n && x->sign == outward_sign) q = add(a, q, small(a, 1));
    return fraction(a, x->sign ? x->sign : 1, q, small(a, 1));
}

const jh_exact *jh_exact_floor(jh_arena *a, const jh_exact *x)
{
    return whole(a, x, -1);
}

const jh_exact *jh_exact_ceil(jh_arena *a, const jh_exact *x)
{
    return whole(a, x, 1);
}

jh_status jh_exact_compare(jh_arena *a, const jh_exact *x, const jh_exact *y, int *out)
{
    if (!x || !y) return JH_ENOMEM;
    if (x->sign != y->sign) {
        *out = x->sign < y->sign ? -1 : 1;
        return JH_OK;
    }
    natural left = multiply(a, x->num, y->den), right = multiply(a, y->num, x->den);
    if (!left.p || !right.p) return JH_ENOMEM;
    *out = x->sign * compare(left, right);
    return JH_OK;
}

/* The `count` (1 to 64) bits of x from bit `from` up. */
static mp_limb_t bits(natural x, long from, int count)
{
    mp_size_t i = (mp_size_t)(from / 64);
    int shift = (int)(from % 64);
    mp_limb_t v = x.p[i] >> shift;
    if (shift && i + 1 < x.n) v |= x.p[i + 1] << (64 - shift);
    return count == 64 ? v : v & (((mp_limb_t)1 << count) - 1);
}

/* The leading 192 bits of x, zeros behind a shorter one: x = out · 2^exponent and a bit. */
static void lead(natural x, mp_limb_t out[3], long *exponent)
{
    long n = (long)mpn_sizeinbase(x.p, x.n, 2);
    *exponent = n - 192;
    for (int i = 0; i < 3; i++) {
        long from = *exponent + 64 * i;
        if (from >= 0)
            out[i] = bits(x, from, 64);
        else
            out[i] = from > -64 ? bits(x, 0, (int)(64 + from)) << -from : 0;
    }
}

/* A quotient of 128 bits, cut to the 53 of a double by its half. */
double jh_exact_double(const jh_exact *x)
{
    if (!x) return NAN;
    if (!x->sign) return 0;
    mp_limb_t num[5] = {0}, den[3], q[3], rest[3];
    long up, down;
    lead(x->num, num + 2, &up);
    lead(x->den, den, &down);
    mpn_tdiv_qr(q, rest, 0, num, 5, den, 3);
    natural quotient = trim((natural){q, 3});
    long drop = (long)mpn_sizeinbase(q, quotient.n, 2) - 64;
    mp_limb_t top = bits(quotient, drop, 64), kept = top >> 11, left = top & 2047;
    bool beyond = !mpn_zero_p(rest, 3) || (long)mpn_scan1(q, 0) < drop;
    if (left > 1024 || (left == 1024 && (beyond || kept & 1))) kept++;
    return x->sign * ldexp((double)kept, (int)(up - down - 128 + drop + 11));
}
