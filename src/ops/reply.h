/* ops, private: building the reply of an operation. */
#ifndef JH_OPS_REPLY_H
#define JH_OPS_REPLY_H

#include <junheng/json.h>
#include <junheng/ops.h>

/* Appends a table to the reply; NULL without memory. `title` is borrowed. `head` is a
 * NULL-ended list of catalogue keys (what is no key stands as it is); a '>' before one
 * aligns its column right. */
jh_table *jh__table_new(jh_call *call, const char *title, const char *const *head);
/* Adds a row of `columns` cells, borrowed (they live as long as the arena); NULL is
 * empty. */
jh_status jh__table_add_row(jh_call *call, jh_table *t, const char *const *cell);

/* Adds a line before or behind the tables: a catalogue text with arguments (jh_msg_set).
 */
jh_status jh__note(jh_call *call, const char *key, const char *spec, ...);
jh_status jh__after(jh_call *call, const char *key, const char *spec, ...);

/* Cells: a number with fixed decimals ("" for what is not finite), a count, a text of the
 * catalogue with arguments. NULL without memory. */
const char *jh__cell_fixed(jh_call *call, double x, int decimals);
const char *jh__cell_count(jh_call *call, size_t n);
const char *jh__cell_text(jh_call *call, const char *key, const char *spec, ...);

/* Adds the note "data faults: 2 block, 1 explain, 3 note", if there is any. */
jh_status jh__diag_summary(jh_call *call);
/* Adds the table of all diagnostics: level, place, school, what is wrong, reason. */
jh_status jh__diag_table(jh_call *call, const jh_diags *diags);
/* Writes the list `key` of all diagnostics: code, level, text, place, arguments. */
jh_status jh__diag_json(jh_json *j, const char *key, jh_lang lang, const jh_diags *diags);

#endif
