/* standards: what an official may change, as data.
 *
 * A vocabulary (词汇) says which facts exist about a school or an area, their units and
 * the checks between them. A form (表样) says by which labels those facts are found in
 * files. A pack (标准包) says how facts become indicators, and when a section, a school
 * and an area pass; it may overlay a parent (national → province → county). Files:
 * docs/packs.md.
 */
#ifndef JUNHENG_STANDARDS_H
#define JUNHENG_STANDARDS_H

#include <junheng/formula.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JH_STAGES_MAX 8

/* ---- vocabulary ------------------------------------------------------------------- */

typedef enum jh_fact_kind {
    JH_FACT_NUMBER,
    JH_FACT_CODE,
    JH_FACT_TEXT,
    JH_FACT_YESNO
} jh_fact_kind;
typedef enum jh_fact_level { JH_OF_SCHOOL, JH_OF_AREA } jh_fact_level;

/* One fact. A fact that is kept by stage is one jh_fact a stage ("pupils_primary"), all
 * with the same family ("pupils"). */
typedef struct jh_fact {
    const char *id;
    const char *family; /* == id where the fact is not kept by stage */
    int stage;          /* index into the vocabulary's stages, -1 = none */
    jh_label name;
    jh_fact_kind kind;
    jh_fact_level level;
    jh_unit unit;
    bool whole;   /* must be a whole number */
    double least; /* smallest sensible value; -INFINITY if none */
    double most;  /* largest; INFINITY if none */
    bool carry;   /* not counted anew each year: may be carried from the year before */
    const jh_node *node;
} jh_fact;

typedef struct jh_stage {
    const char *id;
    jh_label name;
} jh_stage;

/* A check between facts of one row: the test must hold where it is known. */
typedef struct jh_check {
    const char *id;
    jh_level level;
    jh_fact_level over;
    jh_formula *test;
    jh_label message; /* what is wrong and what to do */
    const int *fact;  /* facts whose cells are named */
    size_t facts;
    const char *standing; /* how sure a limit is: "S", "K", "C", "D"; NULL: not said */
} jh_check;

typedef struct jh_vocabulary {
    const char *id;
    jh_label name;
    jh_units units;
    jh_stage stage[JH_STAGES_MAX];
    size_t stages;
    jh_fact *fact;
    size_t facts;
    jh_check *check;
    size_t checks;
    jh_check *year_check; /* against the year before: slot JH_SLOT_LAST + fact */
    size_t year_checks;
    /* facts with a part of their own; -1 where the vocabulary has none */
    int role_id, role_name, role_area, role_lon, role_lat;
    jh_names school_names; /* slots = fact indices; school facts */
    jh_names year_names;   /* the same, and as last_ID those of the year before */
    jh_names area_names;   /* area facts, with school facts inside sum(…) */
} jh_vocabulary;

#define JH_SLOT_LAST 10000 /* of vocabulary names: + fact index, of the year before */

/* Index of a fact by id, or -1. */
int jh_vocabulary_fact(const jh_vocabulary *v, const char *id);
int jh_vocabulary_stage(const jh_vocabulary *v, const char *id);

/* ---- pack ---------------------------------------------------------------------------
 */

typedef enum jh_direction { JH_MORE_IS_BETTER, JH_LESS_IS_BETTER } jh_direction;

/* A number or choice of the pack that an official may set. Usable by name in formulas. */
typedef struct jh_setting {
    const char *id;
    jh_label name;
    bool is_choice;
    const char **choice;
    size_t choices;
    double number;    /* value in force */
    const char *text; /* choice in force */
    const char
        *standing; /* "S", "K", "C", "D": how sure the default is (docs/packs.md) */
    const char *clause;
    bool changed; /* set by an overlay or by the user */
} jh_setting;

/* An indicator of a section. A threshold that does not exist for a stage is NAN. */
typedef struct jh_indicator {
    const char *id;
    jh_label name;
    jh_formula *value;  /* over section names */
    jh_formula *weight; /* of the mean and the coefficient; NULL: the pack's pupils */
    jh_label unit;      /* as people read it: "人/百名学生" */
    jh_direction direction;
    int decimals; /* of the reported value */
    double standard[JH_STAGES_MAX];
    double limit[JH_STAGES_MAX]; /* of the coefficient */
    int lever; /* section slot whose amount is bought to raise it; -1 none */
    bool
        exam; /* of examination results: nobody is ranked by it unless that is asked for */
    const char *clause;
    const char *standing;
    const jh_node *node;
} jh_indicator;

/* Which rows are left out, and why. */
typedef struct jh_exclusion {
    const char *id;
    jh_formula *when; /* over school facts */
    jh_label reason;
    const char *clause;
} jh_exclusion;

/* A relief clause 放宽条款: dated, claimed with a reason; while in force for a section it
 * replaces settings. */
typedef struct jh_relief {
    const char *id;
    jh_label name;
    const char *clause;
    const char *from, *to; /* ISO dates; NULL open */
    jh_formula *when;      /* over section names: who may claim; NULL anyone */
    const int *setting;    /* indices of the settings that it replaces */
    const double *value;
    size_t settings;
    jh_label duty; /* what remains to be done, by when */
} jh_relief;

typedef enum jh_item_kind {
    JH_ITEM_COMPUTED,
    JH_ITEM_EVIDENCE,
    JH_ITEM_VETO
} jh_item_kind;
typedef enum jh_item_over { JH_OVER_AREA, JH_OVER_SCHOOL, JH_OVER_SECTION } jh_item_over;

/* An item 指标项 of the area beside the section indicators: computed from facts, answered
 * with evidence, or a veto 一票否决. */
typedef struct jh_item {
    const char *id;
    const char *part; /* id of the part that it belongs to */
    jh_label name;
    jh_item_kind kind;
    jh_item_over over;
    jh_formula *where; /* which rows it concerns; NULL all */
    jh_formula *test;  /* truth */
    jh_formula *value; /* shown beside the test; may be NULL */
    jh_label unit;
    int decimals;
    jh_label documents; /* evidence that is asked for */
    const char *clause;
    const char *standing;
} jh_item;

typedef struct jh_part {
    const char *id;
    jh_label name;
} jh_part;

typedef enum jh_coefficient_rule {
    JH_CV_NONE,
    JH_CV_EACH,
    JH_CV_MEAN
} jh_coefficient_rule;

/* Missing facts that can be had from others ("sum of the degree columns"). */
typedef struct jh_derivation {
    int fact;
    jh_formula *value; /* over school facts */
} jh_derivation;

typedef struct jh_pack {
    const char *id, *version, *code, *valid_from, *valid_to;
    const char *parent; /* id or NULL */
    jh_label name, authority;
    jh_vocabulary *vocabulary;

    jh_setting *setting;
    size_t settings;

    bool by_stage; /* one section a stage with pupils; else one section a row */
    int judged[JH_STAGES_MAX]; /* stages that are judged */
    size_t judged_n;
    const char *pupils; /* family (by stage) or fact (by row) that weighs a section */
    int split_fact[32]; /* facts of the whole school that are shared out by weight */
    size_t split_n;
    double split_weight[JH_STAGES_MAX]; /* 0: pupils of the stage take no share */
    const char *split_clause;
    jh_exclusion *exclusion;
    size_t exclusions;
    jh_derivation *derivation;
    size_t derivations;

    jh_indicator *indicator;
    size_t indicators;
    size_t met_needed; /* a section passes with this many indicators met … */
    double floor;      /* … and the rest at this share of the standard; NAN: no floor */
    const char *section_clause;
    jh_coefficient_rule coefficient_rule;
    double mean_limit[JH_STAGES_MAX]; /* JH_CV_MEAN: limit of the mean of coefficients */
    int coefficient_decimals;
    const char *coefficient_clause;
    double sections_needed; /* share of sections that must pass: 1 */

    jh_part *part;
    size_t parts;
    jh_item *item;
    size_t items;
    jh_relief *relief;
    size_t reliefs;

    /* Names of section formulas. A slot below JH_SLOT_SETTING is a fact index; families
     * and split facts have slots of their own (see jh_slot_*). */
    jh_names section_names;
    jh_names school_names; /* school facts and settings */
    jh_names area_names;   /* area facts and settings, school names inside sum(…) */
    const jh_node *node;
    const char **file; /* the files it was read from, itself first */
    size_t files;
} jh_pack;

/* Slot numbers of names, disjoint ranges. */
enum {
    JH_SLOT_FACT = 0, /* + fact index: the school's (or area's) own value */
    JH_SLOT_FAMILY =
        10000, /* + index of the family's first fact: its value in the stage */
    JH_SLOT_SPLIT = 20000,   /* + fact index: the section's share of it */
    JH_SLOT_SETTING = 30000, /* + setting index: with reliefs applied */
    JH_SLOT_STAGE = 40000,   /* the stage's id, a text */
};

/* What a slot is called, for messages: the fact's or setting's name. */
jh_label jh_pack_slot_name(const jh_pack *pack, int slot);
/* Unit of a slot as people read it ("人", "平方米"); empty label where it has none. */
jh_label jh_pack_slot_unit(const jh_pack *pack, int slot);
bool jh_pack_slot_whole(const jh_pack *pack, int slot);

/* Gives the bytes of a pack or vocabulary by id ("cn-2017-quality") for parents. Returns
 * false if there is none. */
typedef struct jh_library {
    void *ctx;
    bool (*find)(void *ctx, const char *kind, const char *id, const char **file,
                 const void **bytes, size_t *n);
} jh_library;

/* What came with the program (assets packs/…, packs/vocabulary/…, forms/…). */
jh_library jh_library_builtin(void);

/* A setting given by the user: id and value as text. */
typedef struct jh_choice {
    const char *id, *value;
} jh_choice;

/* Settings given by the user; NULL stands for none. */
typedef struct jh_choices {
    const jh_choice *item;
    size_t n;
} jh_choices;

/* Reads a vocabulary. The first fault stops it: file, line, column, what to do. */
jh_status jh_vocabulary_read(jh_arena *arena, const jh_input *file, jh_vocabulary **out,
                             jh_error *err);
/* Finds and reads a vocabulary by id. */
jh_status jh_vocabulary_load(jh_arena *arena, const jh_library *library, const char *id,
                             jh_vocabulary **out, jh_error *err);
/* Reads a pack, its parents and its vocabulary; overlays are merged from the root down,
 * maps by key and lists of maps by `id` (`remove: yes` takes an entry out); then
 * `choices` are applied and everything is checked and compiled. */
jh_status jh_pack_read(jh_arena *arena, const jh_library *library, const jh_input *file,
                       const jh_choices *choices, jh_pack **out, jh_error *err);
/* Finds a pack by id and reads it. */
jh_status jh_pack_load(jh_arena *arena, const jh_library *library, const char *id,
                       const jh_choices *choices, jh_pack **out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
