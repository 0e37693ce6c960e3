/* Shared inside measure. */
#ifndef JH_MEASURE_INT_H
#define JH_MEASURE_INT_H

#include <junheng/measure.h>

/* A school's own value of a fact. */
jh_value jh__school_fact(const jh_sections *s, int fact, size_t school);
/* The fact of a family (given by its first fact) in a stage, or -1. */
int jh__stage_fact(const jh_vocabulary *v, int first, int stage);

#endif
