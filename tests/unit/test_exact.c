/* Exact fractions against 128-bit arithmetic. */
#include "support.h"

#include <junheng/exact.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Both sides below 2^62, so that cross products fit in 128 bits. */
typedef struct ratio {
    __int128 num, den; /* den > 0 */
} ratio;

static int sign_of(__int128 x)
{
    return (x > 0) - (x < 0);
}

static int compare(ratio a, ratio b)
{
    return sign_of(a.num * b.den - b.num * a.den);
}

static const jh_exact *whole(jh_arena *a, __int128 x)
{
    /* in two halves: a double holds 53 bits of it */
    bool minus = x < 0;
    if (minus) x = -x;
    const jh_exact *high = jh_exact_decimal(a, (double)(uint64_t)(x >> 40));
    const jh_exact *low =
        jh_exact_decimal(a, (double)(uint64_t)(x & (((__int128)1 << 40) - 1)));
    const jh_exact *step = jh_exact_decimal(a, (double)((uint64_t)1 << 40));
    const jh_exact *sum = jh_exact_add(a, jh_exact_mul(a, high, step), low);
    return minus ? jh_exact_sub(a, jh_exact_decimal(a, 0), sum) : sum;
}

static const jh_exact *exact(jh_arena *a, ratio x)
{
    return jh_exact_div(a, whole(a, x.num), whole(a, x.den));
}

static int order(jh_arena *a, const jh_exact *x, const jh_exact *y)
{
    int out = 7;
    assert_int_equal(jh_exact_compare(a, x, y, &out), JH_OK);
    assert_in_range(out + 1, 0, 2);
    return out;
}

static void is(jh_arena *a, const jh_exact *x, ratio want)
{
    assert_non_null(x);
    assert_int_equal(order(a, x, exact(a, want)), 0);
}

static ratio random_ratio(jh_random *r)
{
    long top = test_between(r, 0, 3) ? 2000 : 1000000000;
    ratio x = {test_between(r, -top, top), test_between(r, 1, top)};
    return x;
}

static __int128 floor_of(ratio x)
{
    __int128 q = x.num / x.den;
    return x.num % x.den && x.num < 0 ? q - 1 : q;
}

static void arithmetic_agrees_with_128_bits(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 1);
    for (int i = 0; i < 20000; i++) {
        jh_arena *a = jh_arena_new();
        ratio x = random_ratio(&r), y = random_ratio(&r);
        const jh_exact *p = exact(a, x), *q = exact(a, y);
        assert_int_equal(order(a, p, q), compare(x, y));
        is(a, jh_exact_add(a, p, q),
           (ratio){x.num * y.den + y.num * x.den, x.den * y.den});
        is(a, jh_exact_sub(a, p, q),
           (ratio){x.num * y.den - y.num * x.den, x.den * y.den});
        is(a, jh_exact_mul(a, p, q), (ratio){x.num * y.num, x.den * y.den});
        if (y.num > 0)
            is(a, jh_exact_div(a, p, q), (ratio){x.num * y.den, x.den * y.num});
        else if (!y.num)
            assert_null(jh_exact_div(a, p, q));
        is(a, jh_exact_floor(a, p), (ratio){floor_of(x), 1});
        x.num = -x.num;
        __int128 up = -floor_of(x);
        is(a, jh_exact_ceil(a, p), (ratio){up, 1});
        jh_arena_free(a);
    }
}

static void identities_hold_for_long_fractions(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 2);
    for (int i = 0; i < 300; i++) {
        jh_arena *a = jh_arena_new();
        const jh_exact *x = exact(a, random_ratio(&r)), *y = exact(a, random_ratio(&r));
        const jh_exact *z = exact(a, (ratio){test_between(&r, 1, 1000000), 999983});
        for (int k = 0; k < 12; k++) { /* denominators of some hundred digits */
            x = jh_exact_add(a, x, exact(a, random_ratio(&r)));
            y = jh_exact_mul(a, jh_exact_add(a, y, z), exact(a, (ratio){k + 2, 1000003}));
        }
        const jh_exact *sum = jh_exact_add(a, x, y), *diff = jh_exact_sub(a, x, y);
        assert_int_equal(order(a, jh_exact_sub(a, sum, y), x), 0);
        assert_int_equal(order(a, jh_exact_add(a, diff, y), x), 0);
        assert_int_equal(
            order(a, jh_exact_mul(a, sum, diff),
                  jh_exact_sub(a, jh_exact_mul(a, x, x), jh_exact_mul(a, y, y))),
            0);
        assert_int_equal(order(a, jh_exact_mul(a, jh_exact_div(a, x, z), z), x), 0);
        const jh_exact *low = jh_exact_floor(a, x), *high = jh_exact_ceil(a, x);
        const jh_exact *one = jh_exact_decimal(a, 1);
        assert_true(order(a, low, x) <= 0 && order(a, high, x) >= 0);
        assert_true(order(a, jh_exact_add(a, low, one), x) > 0);
        assert_true(order(a, jh_exact_sub(a, high, one), x) < 0);
        jh_arena_free(a);
    }
}

static void decimals_are_what_was_written(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_exact *sum =
        jh_exact_add(a, jh_exact_decimal(a, 0.1), jh_exact_decimal(a, 0.2));
    assert_int_equal(order(a, sum, jh_exact_decimal(a, 0.3)), 0);
    assert_true(0.1 + 0.2 != 0.3);
    is(a, jh_exact_decimal(a, 4.2), (ratio){42, 10});
    is(a, jh_exact_decimal(a, -0.125), (ratio){-1, 8});
    is(a, jh_exact_decimal(a, 1e-5), (ratio){1, 100000});
    is(a, jh_exact_decimal(a, 1e18), (ratio){(__int128)1000000000000000000, 1});
    is(a, jh_exact_decimal(a, 0), (ratio){0, 1});
    is(a, jh_exact_decimal(a, -0.0), (ratio){0, 1});
    is(a, jh_exact_mul(a, jh_exact_decimal(a, 0.85), jh_exact_decimal(a, 4.2)),
       (ratio){357, 100});
    jh_random r;
    jh_random_seed(&r, 3);
    for (int i = 0; i < 20000; i++) {
        char text[32];
        long n = test_between(&r, 0, 999999999);
        int places = (int)test_between(&r, 1, 8);
        __int128 den = 1;
        for (int k = 0; k < places; k++)
            den *= 10;
        snprintf(text, sizeof text, "%lde-%d", n, places);
        double x;
        assert_true(jh_number_parse(text, strlen(text), &x));
        jh_arena *scratch = jh_arena_new();
        is(scratch, jh_exact_decimal(scratch, x), (ratio){n, den});
        jh_arena_free(scratch);
    }
    assert_null(jh_exact_decimal(a, INFINITY));
    assert_null(jh_exact_decimal(a, NAN));
    assert_non_null(jh_exact_decimal(a, DBL_MAX));
    assert_non_null(jh_exact_decimal(a, 5e-324));
    jh_arena_free(a);
}

static void long_sums_are_quick(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_exact *part[2000];
    jh_random r;
    double plain = 0;
    jh_random_seed(&r, 4);
    for (size_t i = 0; i < JH_COUNT(part); i++) {
        ratio x = {test_between(&r, 1, 100000), test_between(&r, 1, 100000)};
        part[i] = exact(a, x);
        plain += (double)x.num / (double)x.den;
    }
    for (size_t n = JH_COUNT(part); n > 1; n = (n + 1) / 2)
        for (size_t i = 0; i < n / 2; i++)
            part[i] =
                i == n - 1 - i ? part[i] : jh_exact_add(a, part[i], part[n - 1 - i]);
    test_close(jh_exact_double(part[0]), plain, 1e-12);
    assert_true(jh_arena_size(a) < (size_t)64 << 20);
    jh_arena_free(a);
}

/* The double is the nearest: no neighbour lies closer. */
static void nearest(jh_arena *a, const jh_exact *x)
{
    double d = jh_exact_double(x);
    assert_true(isfinite(d));
    for (int side = -1; side <= 1; side += 2) {
        double next = nextafter(d, side > 0 ? DBL_MAX : -DBL_MAX);
        /* decimals of 17 digits are not the doubles themselves: the exact binary value */
        int e;
        double m = frexp(d, &e), mn = ldexp(next, -e);
        const jh_exact *unit = jh_exact_decimal(a, 1), *two = jh_exact_decimal(a, 2);
        for (int k = 0; k < 60; k++)
            unit = jh_exact_div(a, unit, two);
        const jh_exact *at = whole(a, (__int128)ldexp(m, 60));
        const jh_exact *other = whole(a, (__int128)ldexp(mn, 60));
        const jh_exact *scale = jh_exact_decimal(a, 1);
        for (int k = 0; k < e; k++)
            scale = jh_exact_mul(a, scale, two);
        for (int k = 0; k > e; k--)
            scale = jh_exact_div(a, scale, two);
        at = jh_exact_mul(a, jh_exact_mul(a, at, unit), scale);
        other = jh_exact_mul(a, jh_exact_mul(a, other, unit), scale);
        /* |x - d| <= |x - next|: x lies on d's side of their middle */
        const jh_exact *middle = jh_exact_div(a, jh_exact_add(a, at, other), two);
        int o = order(a, x, middle);
        if (side > 0 ? o > 0 : o < 0) fail_msg("%.17g is not the nearest", d);
    }
}

static void doubles_are_the_nearest(void **state)
{
    (void)state;
    jh_random r;
    jh_random_seed(&r, 6);
    for (int i = 0; i < 3000; i++) {
        jh_arena *a = jh_arena_new();
        ratio x = {test_between(&r, 1, (long)1 << test_between(&r, 1, 62)),
                   test_between(&r, 1, (long)1 << test_between(&r, 1, 62))};
        const jh_exact *v = exact(a, x);
        for (int k = 0; k < i % 6; k++)
            v = jh_exact_mul(a, v, exact(a, random_ratio(&r)));
        if (jh_exact_double(v) != 0) nearest(a, v);
        jh_arena_free(a);
    }
    for (int i = 0; i < 20000; i++) { /* and decimals come back as themselves */
        jh_arena *a = jh_arena_new();
        double x = (double)test_between(&r, -1000000000, 1000000000) / 1000;
        assert_true(jh_exact_double(jh_exact_decimal(a, x)) == x);
        jh_arena_free(a);
    }
    jh_arena *a = jh_arena_new();
    assert_true(jh_exact_double(jh_exact_decimal(a, DBL_MAX)) == DBL_MAX);
    assert_true(jh_exact_double(jh_exact_decimal(a, 5e-324)) == 5e-324);
    assert_true(jh_exact_double(jh_exact_decimal(a, 0)) == 0);
    /* halfway between 2^53 and 2^53 + 2: to even; a hair above: up */
    const jh_exact *half = whole(a, ((__int128)1 << 53) + 1);
    assert_true(jh_exact_double(half) == 0x1p53);
    const jh_exact *above = jh_exact_add(a, half, jh_exact_decimal(a, 1e-30));
    assert_true(jh_exact_double(above) == 0x1p53 + 2);
    jh_arena_free(a);
}

static void nothing_comes_of_nothing(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_exact *one = jh_exact_decimal(a, 1);
    int out;
    assert_null(jh_exact_add(a, NULL, one));
    assert_null(jh_exact_sub(a, one, NULL));
    assert_null(jh_exact_mul(a, NULL, NULL));
    assert_null(jh_exact_div(a, NULL, one));
    assert_null(jh_exact_div(a, one, NULL));
    assert_null(jh_exact_div(a, one, jh_exact_decimal(a, 0)));
    assert_null(jh_exact_floor(a, NULL));
    assert_null(jh_exact_ceil(a, NULL));
    assert_int_equal(jh_exact_compare(a, NULL, one, &out), JH_ENOMEM);
    assert_int_equal(jh_exact_compare(a, one, NULL, &out), JH_ENOMEM);
    assert_true(isnan(jh_exact_double(NULL)));
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_agrees_with_128_bits),
        cmocka_unit_test(identities_hold_for_long_fractions),
        cmocka_unit_test(decimals_are_what_was_written),
        cmocka_unit_test(long_sums_are_quick),
        cmocka_unit_test(doubles_are_the_nearest),
        cmocka_unit_test(nothing_comes_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
