/* store: the ledger 台账 as it is kept. Items are made once; what happens to them are events,
 * written by deeds of which each is one transaction and one record of the chain. What may follow
 * what is not decided here: supervise.h.
 */
#ifndef JUNHENG_LEDGER_H
#define JUNHENG_LEDGER_H

#include <junheng/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which item: the same for ever. Texts are never NULL; "" where it does not apply. */
typedef struct jh_led_key {
    const char *pack, *area;
    const char *school; /* jh_store_school_key, one for all ids that a school has had; ""
                         for the county */
    const char *stage;
    const char *kind;  /* section, coefficient, composite, item, row (of an item), plan */
    const char *point; /* id of the indicator or item */
} jh_led_key;

/* What an item is measured by, as people read it. */
typedef struct jh_led_point {
    jh_label name, stage, category, unit, need_unit;
    const char *clause;
    int decimals, need_decimals;
    bool less; /* less is better */
} jh_led_point;

/* The figure that a snapshot or a plan gave. NAN: none. */
typedef struct jh_led_finding {
    jh_led_point point;
    const char *object; /* name of the school or area then */
    bool numeric;       /* a figure, not an answer, decides */
    double value, standard, floor, need;
    size_t rows;        /* sections or schools that fail, for what is judged over them */
    const char *answer; /* as stated; "" if none */
    const char *place;  /* cell that the figure comes from; "" if none */
} jh_led_finding;

/* Who does what by when. "" and NAN: not settled. Dates are ISO. */
typedef struct jh_led_task {
    const char *lead, *co, *owner, *measure; /* 牵头单位, 配合单位, 责任人, 措施 */
    double money;                            /* yuan */
    const char *start, *deadline;
    bool is_public;
} jh_led_task;

/* An item as it stands. */
typedef struct jh_led_item {
    int64_t id;
    jh_led_key key;
    const char *state, *version;
    jh_led_finding found;      /* the last figure that failed */
    int64_t found_event;       /* the event that gave it */
    int64_t snapshot;          /* its snapshot; 0: none */
    const char *snapshot_name; /* "" if none */
    int year;                  /* 0 if none */
    const char *found_on;      /* day the item was made */
    jh_led_task task;
    const char *progress, *files; /* lines */
    double passed_value;          /* what struck it off or claims to */
    const char *passed_answer, *passed_snapshot;
    const char *checked_by, *closed_on, *reason;
    size_t reopened;
    const char *fixers; /* lines: who submitted evidence since it was last opened */
} jh_led_item;

/* One thing that happened to an item. */
typedef struct jh_led_event {
    int64_t id, item;
    const char *at, *person, *what, *state, *note;
    const char *snapshot; /* "" if none */
    const jh_led_finding *finding;
    const jh_led_task *task;
    const char *files; /* lines "name hash" */
} jh_led_event;

/* A change to be written. */
typedef struct jh_led_change {
    int64_t item; /* 0: `key` makes a new one */
    jh_led_key key;
    const char *what, *state, *note;
    const jh_led_finding *finding;
    const jh_led_task *task;
    const jh_original *file;
    size_t files;
} jh_led_change;

/* Why they are written. */
typedef struct jh_led_deed {
    const char *what; /* assess, plan, assign, note, evidence, close, reopen, end */
    const char *pack, *version;
    int64_t snapshot; /* 0: none */
} jh_led_deed;

typedef struct jh_led_items {
    jh_led_item *item;
    size_t n;
} jh_led_items;

/* All items, those of a pack (NULL: any), or one (`item` not 0), by id. O(events). */
jh_status jh_store_ledger(jh_store *store, jh_arena *arena, const char *pack,
                          int64_t item, jh_led_items *out, jh_error *err);
/* Everything that happened to an item, in order. */
jh_status jh_store_ledger_history(jh_store *store, jh_arena *arena, int64_t item,
                                  jh_led_event **out, size_t *n, jh_error *err);
/* The last snapshot that items of a pack were made from; id 0: none yet. */
jh_status jh_store_ledger_seen(jh_store *store, jh_arena *arena, const char *pack,
                               jh_snapshot *out, jh_error *err);
/* Writes a deed and its changes, all or nothing. A file is kept once however often it is
 * given. */
jh_status jh_store_ledger_write(jh_store *store, jh_stamp stamp, const jh_led_deed *deed,
                                const jh_led_change *change, size_t n, jh_error *err);
/* Gives each evidence file of an item: its name and bytes. */
typedef jh_status (*jh_led_giver)(void *ctx, const char *name, const void *bytes,
                                  size_t n);
jh_status jh_store_ledger_files(jh_store *store, int64_t item, jh_led_giver give,
                                void *ctx, jh_error *err);
/* How a school calls itself in a year; "" where it does not say. */
typedef struct jh_led_school {
    const char *id, *name, *area;
} jh_led_school;

/* The key that a school is kept under, by any id that it has had, else by name and area. */
jh_status jh_store_school_key(jh_store *store, jh_arena *arena,
                              const jh_led_school *school, const char **out,
                              jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
