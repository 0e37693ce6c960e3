/* The parts of the pack reader, one file each. */
#ifndef JH_PACK_INT_H
#define JH_PACK_INT_H

#include "read.h"

#define JH__DECIMALS_MAX 9
#define JH__CHAIN_MAX 8

typedef struct jh__reader {
    jh_arena *arena;
    const jh_library *library;
    const jh_node *root;                 /* parents merged */
    const jh_node *chain[JH__CHAIN_MAX]; /* itself, its parent, … */
    size_t chain_n;
    jh_pack *pack;
    jh_error *err;
} jh__reader;

jh_status jh__read_settings(jh__reader *r, jh_choices choices);
jh_status jh__read_sections(jh__reader *r);
jh_status jh__read_indicators(jh__reader *r);
jh_status jh__read_rules(jh__reader *r);
jh_status jh__read_items(jh__reader *r);
jh_status jh__read_reliefs(jh__reader *r);

/* Index of a setting, or -1. */
int jh__setting(const jh_pack *pack, const char *id);
/* A number a stage: a scalar for all, or a map by stage ("all" where rows are judged);
 * each a number or a formula over settings. Stages that are not named keep NAN. */
jh_status jh__by_stage(jh__reader *r, const jh_node *map, const char *key,
                       double out[JH_STAGES_MAX]);
/* A number, or a formula over settings. */
jh_status jh__setting_number(jh__reader *r, const jh_node *node, double *out);

#endif
