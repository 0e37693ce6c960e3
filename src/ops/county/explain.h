/* ops, private: parts of jh explain. */
#ifndef JH_OPS_EXPLAIN_H
#define JH_OPS_EXPLAIN_H

#include "../reply.h"
#include "result.h"

typedef struct jh__explainer {
    jh_call *call;
    jh__county county;
    jh_assessment a;
    jh_json j;
    jh_table *words; /* of what is being explained */
    jh_error *err;
} jh__explainer;

/* A status as it is passed up: whatever failed here was memory. */
jh_status jh__explain_ok(const jh__explainer *e, jh_status st);
/* Begins a table of words about one figure; adds a line to it. */
jh_status jh__explain_begin(jh__explainer *e, const char *what, const char *id,
                            const char *more);
jh_status jh__explain_line(jh__explainer *e, const char *label, const char *text);
/* The cell of an origin, or "derived"; a value, or what is the matter with it. */
const char *jh__explain_where(jh__explainer *e, jh_origin origin);
const char *jh__explain_value(jh__explainer *e, jh_value v);

/* Indicator k of a section. */
jh_status jh__explain_section(jh__explainer *e, size_t section, size_t k);
/* Coefficient of indicator k in a stage of an area; item k of an area. */
jh_status jh__explain_coefficient(jh__explainer *e, size_t area, const jh_stage_result *s,
                                  size_t k);
jh_status jh__explain_item(jh__explainer *e, size_t area, size_t k);

#endif
