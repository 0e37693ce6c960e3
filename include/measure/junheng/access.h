/* measure: access to schools from a given travel matrix. Pure.
 *
 * Two-step floating catchment area 两步移动搜索法 (Luo and Wang 2003; enhanced form by bands of
 * travel: Luo and Qi 2009): each school's places are shared by the pupils in its reach, and each
 * settlement adds up the shares of the schools in its reach. Nearest school: the least travel.
 */
#ifndef JUNHENG_ACCESS_H
#define JUNHENG_ACCESS_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Travel between a settlement and a school, in minutes or kilometres; pairs that are not given
 * are out of reach. Of several for one pair the least counts. */
typedef struct jh_trip {
    uint32_t from, to;
    double cost;
} jh_trip;

/* Travel up to `limit` (included) counts with this weight, 0 to 1. Ascending limits. */
typedef struct jh_band {
    double limit, weight;
} jh_band;

typedef struct jh_access_ask {
    const double *demand; /* of each settlement: pupils, >= 0 */
    size_t demands;
    const double *supply; /* of each school: places, teachers, >= 0 */
    size_t supplies;
    jh_trip *trip; /* sorted by the call */
    size_t trips;
    const jh_band *band; /* one of weight 1: the plain form */
    size_t bands;
} jh_access_ask;

typedef struct jh_access {
    /* of each settlement */
    double
        *access;   /* supply a pupil, added over the schools in reach; 0: none in reach */
    double *least; /* travel to the nearest school; INFINITY: none */
    uint32_t *nearest; /* that school; of equals the first; UINT32_MAX: none */
    /* of each school */
    double *load;  /* weighted pupils in reach */
    double *ratio; /* supply a weighted pupil; 0 where there is none */
} jh_access;

/* Pupils times access, over all settlements, is the supply of all schools with a load: nothing
 * is lost or made. O(trips log trips). Errors: memory only; what is out of range is the caller's
 * to refuse. */
jh_status jh_access_measure(jh_arena *arena, const jh_access_ask *ask, jh_access *out);

#ifdef __cplusplus
}
#endif
#endif
