/* assess, private: what the files of the history share. */
#ifndef JH_ASSESS_HISTORY_INT_H
#define JH_ASSESS_HISTORY_INT_H

#include <junheng/history.h>

/* A stage of an area; NULL where the assessment has none. */
const jh_stage_result *jh__stage_in(const jh_assessment *a, const char *area, int stage);
/* How many coefficients of a stage keep their limits, and of how many that have one. */
size_t jh__kept_in(const jh_assessment *a, const jh_stage_result *stage, size_t *of);
/* Fills in out->brk from out->year. */
jh_status jh__lay_breaks(jh_arena *arena, jh_history *out);

#endif
