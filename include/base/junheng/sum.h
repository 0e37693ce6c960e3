/* base: sums without rounding. Every double is a multiple of 2^-1074, so a sum kept as one long
 * fixed-point number is exact: it depends neither on the order of the terms nor on who added
 * which of them, and parts added elsewhere are put together later.
 * Source: Kulisch, "Very fast and exact accumulation of products" (Computing 91, 2011).
 */
#ifndef JUNHENG_SUM_H
#define JUNHENG_SUM_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_SUM_LIMBS 70 /* 32 bits each, with room for 2^64 terms */

/* Zero-initialise. */
typedef struct jh_sum {
    int64_t limb[JH_SUM_LIMBS];
    uint32_t loose; /* terms since carries were last passed on */
    bool broken;    /* a term was not finite */
} jh_sum;

void jh_sum_add(jh_sum *s, double x);
/* Adds a·b, exactly (unless it underflows). */
void jh_sum_add_product(jh_sum *s, double a, double b);
void jh_sum_merge(jh_sum *s, const jh_sum *other);
/* The double nearest to the sum, ties to even; NAN if a term was not finite. */
double jh_sum_value(const jh_sum *s);
/* The sum as hi + lo, hi being jh_sum_value. */
void jh_sum_split(const jh_sum *s, double *hi, double *lo);
/* The sum as text, exactly: "-1a2bp-1074" is -0x1a2b · 2^-1074. */
void jh_sum_write(jh_buf *out, const jh_sum *s);
bool jh_sum_read(const char *text, jh_sum *out);

#ifdef __cplusplus
}
#endif
#endif
