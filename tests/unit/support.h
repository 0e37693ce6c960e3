/* What the tests of the pure rooms share: packs from texts, frames from small tables, errors by
 * key and place. */
#ifndef JH_TEST_SUPPORT_H
#define JH_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <junheng/assess.h>

/* A library of files in memory, ended by an entry without id. */
typedef struct test_file {
    const char *kind, *id, *text;
} test_file;

jh_library test_library(const test_file *files);

/* The vocabulary "v" of most tests: three stages, one text a role, counted and measured
 * facts. */
extern const char *const test_vocabulary;
/* A library that holds it alone. */
jh_library test_library_v(void);

/* Reads a pack over `test_library_v`; fails the test if it cannot be read. */
jh_pack *test_pack(jh_arena *arena, const char *text);
/* The rules and indicators behind the usual head of a pack; sections by stage, primary and
 * junior, rooms_m2 and books split 1 : 1.1 : 1.32. */
jh_pack *test_pack_of(jh_arena *arena, const char *rest);

/* A frame from "a,b\nx,1\n": the first line names the columns; a blank cell is missing. Columns
 * are of the kind of the vocabulary's fact; texts where `v` is NULL. */
jh_frame *test_frame(jh_arena *arena, const jh_vocabulary *v, const char *table);

/* Assesses; fails the test where that fails. The result lives in the arena. */
jh_assessment *test_assess(jh_arena *arena, const jh_pack *pack, jh_frame *schools,
                           const jh_frame *areas, const jh_statements *said);
/* The same from a table of schools. */
jh_assessment *test_assess_table(jh_arena *arena, const jh_pack *pack, const char *table);

/* The argument of a message, or "". */
const char *test_argument(const jh_msg *msg, const char *name);
/* Fails unless the error has this key, line and column (0: whatever), and a text in both
 * languages with every placeholder filled. */
void test_error_is(const jh_error *err, const char *key, unsigned line, unsigned column);
/* Fails unless the message renders in both languages without a placeholder left. */
void test_message_renders(const jh_msg *msg);

/* Fails unless a and b agree within `rel` of the larger (or both are NAN). */
void test_close(double a, double b, double rel);

/* A whole number from `from` to `to`. */
long test_between(jh_random *r, long from, long to);

#endif
