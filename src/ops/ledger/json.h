/* ops, private: the ledger as JSON. */
#ifndef JH_OPS_LEDGER_JSON_H
#define JH_OPS_LEDGER_JSON_H

#include "rows.h"

/* Members of an object that the caller has opened. */
void jh__led_item_json(jh_json *j, jh_call *call, const jh__led_row *row);
void jh__led_finding_json(jh_json *j, jh_lang lang, const jh_led_finding *f);
void jh__led_task_json(jh_json *j, const jh_led_task *t);

#endif
