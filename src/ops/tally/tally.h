/* ops, private: tallies of groups as a file that a county gives away, and as a table. */
#ifndef JH_OPS_TALLY_H
#define JH_OPS_TALLY_H

#include <junheng/ops.h>
#include <junheng/tally.h>

/* Where the figures came from: told apart by a fingerprint, so that none counts twice. */
typedef struct jh__tally_part {
    const char *name, *print;
    uint64_t rows;
} jh__tally_part;

typedef struct jh__tally_set {
    const char *value, *weight, *by; /* what was asked; weight and by may be NULL */
    const char **name;               /* of each group; NULL: small groups put together */
    jh_tally *tally;
    size_t n;
    jh__tally_part *part;
    size_t parts;
} jh__tally_set;

/* Writes the set as a file; with `parts` 0 it becomes the only part itself, called `name`. */
jh_status jh__tally_set_write(jh_call *call, const jh__tally_set *set, const char *name,
                              jh_buf *out, jh_error *err);
jh_status jh__tally_set_read(jh_arena *arena, const char *path, jh__tally_set *out,
                             jh_error *err);
/* Figures of every group and of all together, as tables or JSON; writes the file of --out. */
jh_status jh__tally_reply(jh_call *call, const jh__tally_set *set, const char *name,
                          jh_error *err);

#endif
