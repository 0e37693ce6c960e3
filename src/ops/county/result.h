/* ops, private: how an assessment is put into words and JSON. */
#ifndef JH_OPS_RESULT_H
#define JH_OPS_RESULT_H

#include "../load.h"

#include <junheng/json.h>
#include <junheng/publish.h>

/* The whole assessment (docs/json.md). */
jh_status jh__result_json(jh_call *call, const jh__county *c, const jh_assessment *a,
                          jh_buf *out);

/* Writes page, workbook and JSON of an assessment into a folder; `what` says the result and what
 * goes with it (past, tasks), the rest is filled in. */
jh_status jh__report_write(jh_call *call, const jh__county *c, const jh_publish *what,
                           const char *folder, jh_error *err);
/* Writes one more file there. */
jh_status jh__report_file(jh_call *call, const char *folder, const char *name,
                          const jh_buf *bytes, jh_error *err);

const char *jh__stage_label(const jh_call *call, const jh_pack *pack, int stage);
const char *jh__stage_id(const jh_pack *pack, int stage);
/* "L3 缺2人" for an unmet indicator: what is lacking to the standard and to the floor. */
const char *jh__gap_words(jh_call *call, const jh_assessment *a, size_t section,
                          size_t k);
/* Why a school is left out. */
const char *jh__left_out_reason(const jh_call *call, const jh_pack *pack, int exclusion);
/* An amount as people write it: whole where counted, else two decimals. */
const char *jh__amount(jh_call *call, const jh_pack *pack, int slot, double x);

#endif
