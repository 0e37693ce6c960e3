/* store: plans made on a snapshot, kept under names and never changed. */
#ifndef JUNHENG_PLANS_H
#define JUNHENG_PLANS_H

#include <junheng/ledger.h>

#ifdef __cplusplus
extern "C" {
#endif

/* More of one thing at one school, with the figure that it raises. Of rotation the thing are
 * teachers, of pairs the partner. Texts are never NULL. */
typedef struct jh_plan_purchase {
    const char *area;
    const char *school_id, *school, *school_area;
    const char *stage; /* id; "" for the whole school */
    const char *fact;  /* id of the fact that it adds to */
    jh_label thing;
    jh_led_point point;   /* the indicator; its category is not kept */
    double value, target; /* of the indicator, before and with the plan; NAN: none */
    double standard; /* that it falls short of; NAN: it serves the county's coefficient */
    double bought, received, given, cost;
} jh_plan_purchase;

typedef struct jh_plan_coefficient {
    const char *area, *stage, *indicator;
    jh_label stage_name, name;
    double limit, before, after;
} jh_plan_coefficient;

/* A file that it was made with, and the option that named it. */
typedef struct jh_plan_file {
    const char *param;
    jh_original original;
} jh_plan_file;

typedef struct jh_kept_plan {
    int64_t id;
    const char *name;
    jh_stamp stamp;
    jh_snapshot snapshot;
    const char *kind, *pack, *version, *engine;
    const char *parameters; /* lines "name=value" */
    int64_t seed;
    /* What it is computed again with; lang NULL: kept by a version that did not keep this. */
    const char *settings, *date, *lang;
    bool reliefs_in_force;
    const jh_kept_text *text;
    size_t texts;
    jh_plan_file *file;
    size_t files;
    double cost, bound;    /* money; of rotation and pairs kilometres; NAN: not known */
    double movers, travel; /* teachers or pairs, and their kilometres; NAN: none */
    size_t sections, sections_before, sections_after;
    size_t limits, limits_before, limits_after; /* coefficients that have a limit */
    jh_plan_coefficient *coefficient;
    size_t coefficients;
    jh_plan_purchase *purchase;
    size_t purchases;
    const char *json;
    size_t json_n;
} jh_kept_plan;

/* Keeps a plan; *fresh is false, and nothing written, where the very same is there under its
 * name. JH_EUSAGE where another one has the name. */
jh_status jh_store_keep_plan(jh_store *store, const jh_kept_plan *plan, bool *fresh,
                             jh_error *err);
/* Every plan in the order of keeping, without coefficients, purchases, texts and files. */
jh_status jh_store_plans(jh_store *store, jh_arena *arena, jh_kept_plan **out, size_t *n,
                         jh_error *err);
/* A plan by name, all of it. JH_EUSAGE where there is none. */
jh_status jh_store_plan(jh_store *store, jh_arena *arena, const char *name,
                        jh_kept_plan *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
