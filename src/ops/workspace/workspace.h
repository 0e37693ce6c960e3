/* ops, private: what the operations on a workspace share. */
#ifndef JH_OPS_WORKSPACE_H
#define JH_OPS_WORKSPACE_H

#include "../load.h"
#include "../reply.h"

#include <junheng/store.h>

#define JH__PARAM_WS                                                                     \
    {                                                                                    \
        .name = "ws", .kind = JH_PARAM_FILE, .positional = true, .required = true,       \
        .help = {                                                                        \
            "工作区文件",                                                                \
            "the workspace"                                                              \
        }                                                                                \
    }
#define JH__PARAM_PERSON                                                                 \
    {                                                                                    \
        .name = "person", .kind = JH_PARAM_TEXT, .help = {                               \
            "谁做的（默认是登录名）",                                                    \
            "who does it (default: the login name)"                                      \
        }                                                                                \
    }

/* Who and when, of the call. */
jh_stamp jh__stamp(const jh_call *call);
jh_status jh__year_text(const char *text, int *out, jh_error *err);
/* A year from the text of --year, or 0 where it is not given. */
jh_status jh__year(const jh_call *call, int *out, jh_error *err);

/* Whether the call's first FILE is a workspace; its path. */
bool jh__workspace_given(const jh_call *call, const char **path);

/* Reads what the call asks for (--year, --snapshot, --live) as if from files. */
jh_status jh__workspace_read(jh_call *call, const char *path, jh__county *out,
                             jh_error *err);
/* The check of a whole year (jh_checker) by a vocabulary, its context. */
jh_status jh__year_check(void *ctx, jh_arena *arena, jh_two_years *years, jh_error *err);
jh_roles jh__roles(const jh_vocabulary *v);
/* Reads the registers of --year and looks them through, also against the year before. */
jh_status jh__workspace_check(jh_call *call, const char *path, jh__county *out,
                              jh_error *err);
jh_status jh__same_vocabulary(const jh__county *c, const jh_books *books, jh_error *err);
/* Turns what is kept into what was read. */
void jh__county_of_books(jh__county *out, jh_arena *arena, const jh_books *books);
/* What was set on the command line, one a line. */
const char *jh__settings_of(jh_call *call);
/* Keeps the assessment of a snapshot and takes it into the ledger, both or neither; *fresh as
 * jh_store_keep_result. What was tried with other settings does not reach the ledger. */
struct jh__feed;
jh_status jh__workspace_keep(jh_call *call, const jh__county *c, const jh_buf *json,
                             struct jh__feed *feed, bool *fresh, jh_error *err);

/* The pack of a kept result, from the texts that were kept with it; it lives in `arena` together
 * with the result. */
jh_status jh__kept_pack(jh_arena *arena, jh_kept_result *r, jh_pack **out, jh_error *err);
/* Judges r->snapshot by out->pack on the day and with the reliefs of the result. */
jh_status jh__kept_judge(jh_call *call, jh_store *s, const jh_kept_result *r,
                         jh__county *out, jh_assessment *a, jh_error *err);

/* A kept plan computed again: figures, pack and files are those kept with it. */
struct jh_kept_plan;
typedef struct jh__replay {
    jh_store *store;
    const struct jh_kept_plan *plan;
} jh__replay;

/* The file of a plan that is computed again, by the very text that was given for its name; NULL:
 * nothing is, or it is no such file. */
const jh_original *jh__replay_file(const jh_call *call, const char *name);
jh_status jh__replay_assess(jh_call *call, jh__county *county, jh_assessment *out,
                            jh_error *err);

/* Copies the workspace `ws` to `to` by one of the store's ways, and says where it lies: `key` in
 * the JSON, the text `note` for people. */
typedef jh_status (*jh__copier)(jh_store *store, const char *to, jh_error *err);
jh_status jh__workspace_copy(jh_call *call, jh__copier copy, const char *key,
                             const char *note, jh_error *err);

#endif
