/* The rows of a group that have weight. */
#ifndef JH_KERNEL_OPEN_H
#define JH_KERNEL_OPEN_H

#include "kernel.h"
#include "moments.h"
#include "vector.h"

/* Weights between these divide, and are divided by, without a thought of over- or underflow. */
#define LIGHT 0x1p-300
#define HEAVY 0x1p300

/* Takes rows up to the next that has no weight, WIDTH at a time; returns how many. */
static size_t take_straight(const double *weight, const uint32_t *row, size_t n,
                            jh__group *g)
{
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        wide w = pick(weight, places_of(row + i));
        if (any(~(w > 0))) break;
        memcpy(g->row + g->n, row + i, WIDTH * sizeof *row);
        store(g->w + g->n, w);
        g->n += WIDTH;
    }
    return i;
}

static void take_one(const double *weight, uint32_t row, jh__group *g)
{
    double w = weight ? weight[row] : 1;
    g->row[g->n] = row;
    g->w[g->n] = w;
    g->n += w > 0;
}

static void open_group(const double *weight, const uint32_t *row, size_t n, jh__group *g)
{
    wide least = all(HEAVY), most = all(LIGHT);
    g->n = 0;
    for (size_t i = 0; i < n;) {
        if (weight) i += take_straight(weight, row + i, n - i, g);
        for (size_t k = 0; k < WIDTH && i < n; k++)
            take_one(weight, row[i++], g);
    }
    g->stride = (g->n + 7) / 8 * 8;
    for (size_t i = g->n; i < g->stride; i++) {
        g->row[i] = g->row[0];
        g->w[i] = 1;
    }
    for (size_t i = 0; i < g->stride; i += WIDTH) {
        wide w = load(g->w + i);
        wide by = g->divided ? w : all(1);
        store(g->by + i, by);
        store(g->once + i, 1 / by);
        least = lesser(by, least);
        most = greater(by, most);
    }
    for (size_t i = g->n; i < g->stride; i++)
        g->w[i] = 0;
    lanes sum = {0};
    for (size_t i = 0; i < g->stride; i += LANES)
        add_eight(&sum, g->w + i);
    g->weight = fold(&sum);
    g->moderate = !any(least < LIGHT) && !any(most > HEAVY);
}

#endif
