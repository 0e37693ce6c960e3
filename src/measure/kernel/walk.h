/* The sums of eight drawings over the schools of a group, in the order of their values. */
#ifndef JH_KERNEL_WALK_H
#define JH_KERNEL_WALK_H

#include "kernel.h"
#include "vector.h"

static void walk(const jh__place *p, size_t n, const double *count, jh__drawn *out)
{
    for (size_t half = 0; half < JH__DRAWINGS; half += WIDTH) {
        wide sum = {0}, first = {0}, second = {0}, gini = {0};
        for (size_t i = 0; i < n; i++) {
            wide c = load(count + p[i].row * JH__DRAWINGS + half);
            wide d = c * p[i].wd, upto = sum + c * p[i].w;
            first += d;
            second += c * p[i].wdd;
            gini += d * (sum + upto);
            sum = upto;
        }
        store(out->n + half, sum);
        store(out->d + half, first);
        store(out->dd + half, second);
        store(out->g + half, gini);
    }
}

#endif
