/* base: exact fractions, for the comparisons that decide a verdict.
 *
 * A figure is computed in double precision. Where it comes so close to a threshold that
 * rounding could turn the verdict, the comparison is made again with exact fractions of
 * the decimals that were given ("4.2", not the nearest binary number).
 * Fractions live in an arena; they are built on GMP's mpn functions, which take the
 * caller's memory and so can never end the process when there is none.
 */
#ifndef JUNHENG_EXACT_H
#define JUNHENG_EXACT_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_exact
    jh_exact; /* immutable; NULL stands for "no memory" or "undefined" */

/* The decimal that jh_number_shortest prints, as an exact fraction. NULL for inf, nan. */
const jh_exact *jh_exact_decimal(jh_arena *arena, double x);
/* Results; NULL if an argument is NULL, the divisor is zero, or memory is short. */
const jh_exact *jh_exact_add(jh_arena *a, const jh_exact *x, const jh_exact *y);
const jh_exact *jh_exact_sub(jh_arena *a, const jh_exact *x, const jh_exact *y);
const jh_exact *jh_exact_mul(jh_arena *a, const jh_exact *x, const jh_exact *y);
const jh_exact *jh_exact_div(jh_arena *a, const jh_exact *x, const jh_exact *y);
/* Largest integer not above x, smallest not below x. */
const jh_exact *jh_exact_floor(jh_arena *a, const jh_exact *x);
const jh_exact *jh_exact_ceil(jh_arena *a, const jh_exact *x);
/* -1, 0, 1 in *out; JH_ENOMEM if it could not be found out. */
jh_status jh_exact_compare(jh_arena *a, const jh_exact *x, const jh_exact *y, int *out);
/* Nearest double (within one unit in the last place). */
double jh_exact_double(const jh_exact *x);

#ifdef __cplusplus
}
#endif
#endif
