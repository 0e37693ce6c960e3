/* curve: who has how much of the total. Pure. */
#ifndef JUNHENG_CURVE_H
#define JUNHENG_CURVE_H

#include <junheng/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lorenz curve 洛伦兹曲线 (Lorenz 1905): rows ranked by value; concentration curve 集中曲线 (Kakwani 1977)
 * where the sample has a second variable: ranked by it. Points (weight[i], total[i]) run from (0, 0)
 * to (1, 1), shares of the weight and of the total, straight between points; rows of equal rank
 * are one step. Undefined as the Gini coefficient. */
typedef struct jh_curve {
    jh_stat_result state; /* its value is the mean */
    size_t n;             /* points */
    double *weight, *total;
} jh_curve;

/* O(n log n). */
jh_status jh_curve_of(jh_arena *arena, jh_sample s, jh_curve *out);
/* The share of the total that the first `part` of the weight has, 0 to 1. O(log n). */
double jh_curve_at(const jh_curve *c, double part);

#ifdef __cplusplus
}
#endif
#endif
