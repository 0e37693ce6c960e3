/* The rows of a group that have weight. */
#ifndef JH_KERNEL_OPEN_H
#define JH_KERNEL_OPEN_H

#include "kernel.h"
#include "moments.h"
#include "vector.h"

/* Weights between these divide, and are divided by, without a thought of over- or underflow. */
#define LIGHT 0x1p-300
#define HEAVY 0x1p300

/* All rows at once; false where some have no weight. Behind the last row it stands again. */
static bool open_straight(const double *weight, const uint32_t *row, size_t n,
                          jh__group *g)
{
    lanes sum = {0};
    wide least = all(HEAVY), most = all(LIGHT);
    for (size_t i = 0; i < n; i += LANES) {
        uint32_t few[LANES];
        const uint32_t *from = row + i;
        size_t some = n - i < LANES ? n - i : LANES;
        for (size_t k = 0; some < LANES && k < LANES; k++)
            few[k] = from[k < some ? k : some - 1];
        if (some < LANES) from = few;
        if (weight) call_for(weight, from[0]);
        for (size_t p = 0; p < PARTS; p++) {
            size_t at = i + p * WIDTH;
            wide w = weight ? pick(weight, places_of(from + p * WIDTH)) : all(1);
            wide by = g->divided ? w : all(1);
            if (any(~(w > 0))) return false;
            memcpy(g->row + at, from + p * WIDTH, WIDTH * sizeof *row);
            store(g->by + at, by);
            if (QUICKLY) store(g->once + at, 1 / by);
            least = lesser(by, least);
            most = greater(by, most);
            w = where(each((int64_t)(some + i)) > numbered((int64_t)at), w);
            store(g->w + at, w);
            sum.part[p] += w;
        }
    }
    g->n = n;
    g->stride = (n + LANES - 1) / LANES * LANES;
    g->weight = fold(&sum);
    g->moderate = !any(least < LIGHT) && !any(most > HEAVY);
    return true;
}

static void take_one(const double *weight, uint32_t row, jh__group *g)
{
    double w = weight[row];
    g->row[g->n] = row;
    g->w[g->n] = w;
    g->n += w > 0;
}

static void open_group(const double *weight, const uint32_t *row, size_t n, jh__group *g)
{
    if (open_straight(weight, row, n, g)) return;
    lanes sum = {0};
    g->n = 0;
    for (size_t i = 0; i < n; i++)
        take_one(weight, row[i], g);
    g->stride = (g->n + LANES - 1) / LANES * LANES;
    for (size_t i = 0; i < g->stride; i++) {
        size_t from = i < g->n ? i : g->n - 1;
        g->row[i] = g->row[from];
        g->by[i] = g->divided ? g->w[from] : 1;
    }
    for (size_t i = g->n; i < g->stride; i++)
        g->w[i] = 0;
    for (size_t i = 0; i < g->stride; i += LANES)
        add_eight(&sum, g->w + i);
    g->weight = fold(&sum);
    g->moderate = false;
}

#endif
