/* supervise: the ledger 整改台账: what is wrong, who mends it by when, and when it is struck off.
 *
 * What may follow what is a pure table (jh_ledger_step). A figure that fails makes an item or
 * keeps it; a later figure that passes strikes it off 销号; a relapse opens the same item again
 * with its history. What no figure decides is struck off by hand: with evidence, by somebody
 * else than who mended it. Packs do not mix items.
 */
#ifndef JUNHENG_SUPERVISE_H
#define JUNHENG_SUPERVISE_H

#include <junheng/ledger.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what may follow what (pure) -------------------------------------------------------- */

typedef enum jh_led_state {
    JH_LED_NONE = 0,  /* no item yet */
    JH_LED_OPEN,      /* 待整改: nobody has it yet */
    JH_LED_UNDERWAY,  /* 整改中 */
    JH_LED_SUBMITTED, /* 待核查: evidence is there */
    JH_LED_STRUCK,    /* 已销号 */
    JH_LED_ENDED,     /* 已终止: the school is gone */
    JH_LED_STATES
} jh_led_state;

typedef enum jh_led_act {
    JH_LED_FAILS = 0, /* a snapshot or plan: it fails */
    JH_LED_PASSES,    /* a snapshot: it passes by a figure */
    JH_LED_STATED,    /* a snapshot: it passes by what was answered */
    JH_LED_ASSIGN,
    JH_LED_NOTE,
    JH_LED_EVIDENCE,
    JH_LED_CLOSE,
    JH_LED_REOPEN,
    JH_LED_END,
    JH_LED_ACTS
} jh_led_act;

/* What the step hangs on besides state and act. */
typedef struct jh_led_case {
    bool numeric; /* a figure decides: nobody strikes it off by hand */
    bool newer;   /* the snapshot is later than the one known, or its figure another */
    bool own;     /* the person is who mended it */
    bool current; /* the last snapshot of its pack fails it: nobody ends it by hand */
} jh_led_case;

typedef struct jh_led_step {
    jh_led_state to;
    const char *event;   /* what is written; NULL: nothing changes */
    const char *refused; /* catalogue key of why it may not be; NULL: it may */
} jh_led_step;

jh_led_step jh_ledger_step(jh_led_state from, jh_led_act act, jh_led_case about);

const char *jh_led_state_id(jh_led_state state); /* "open" "underway" …; "" for none */
jh_led_state jh_led_state_of(const char *id);
/* Open, underway or submitted: something is to be done yet. */
bool jh_led_live(jh_led_state state);

bool jh_led_task_same(const jh_led_task *a, const jh_led_task *b);

/* ---- escalation 督办 (pure) ------------------------------------------------------------------ */

/* From so many days over the deadline on, whom it is taken to. */
typedef struct jh_led_level {
    int days;
    jh_label name, to;
} jh_led_level;

/* Which office can solve it, by indicator or item; the last one without points is for all. */
typedef struct jh_led_lead {
    const char *const *point;
    size_t points;
    jh_label lead;
} jh_led_lead;

/* What an official may change (duties/cn-ledger.yaml): levels by rising days. */
typedef struct jh_led_rules {
    const char *id;
    const jh_led_level *level;
    size_t levels;
    const jh_led_lead *lead;
    size_t leads;
} jh_led_rules;

jh_status jh_ledger_rules_read(jh_arena *arena, const jh_input *file, jh_led_rules **out,
                               jh_error *err);
/* Days that an item is over its deadline on a day; 0: it is not, or it is settled. */
int jh_ledger_overdue(const jh_led_item *item, int32_t today);
/* The level of so many days; NULL: none yet. */
const jh_led_level *jh_ledger_level(const jh_led_rules *rules, int days);
const jh_led_lead *jh_ledger_lead(const jh_led_rules *rules, const char *point);

/* ---- the ledger of a workspace ------------------------------------------------------------- */

/* Items read and changes gathered; all is written at once by jh_ledger_keep. From reading to
 * writing the caller holds one transaction (jh_store_begin). */
typedef struct jh_ledger jh_ledger;

/* Reads the items of a pack, of all packs (NULL), or one item. */
jh_status jh_ledger_open(jh_store *store, jh_arena *arena, const char *pack, int64_t item,
                         jh_ledger **out, jh_error *err);
size_t jh_ledger_items(const jh_ledger *ledger, const jh_led_item **out);

/* A snapshot or plan that items come from. A snapshot before the last one seen of the pack is not
 * taken: *taken is then false and *seen names that one. */
typedef struct jh_led_source {
    const char *what;     /* "assess", "plan" or "visit" */
    const char *pack;     /* pack or plan; "" for a visit */
    const char *version;  /* of the pack; for a visit who found it, when */
    jh_snapshot snapshot; /* of an assessment; else id 0 */
} jh_led_source;

jh_status jh_ledger_from(jh_ledger *ledger, const jh_led_source *source, bool *taken,
                         jh_snapshot *seen, jh_error *err);

/* What the source says of one point: `act` is JH_LED_FAILS, JH_LED_PASSES, JH_LED_STATED or
 * JH_LED_END (`note` says why). `finding` may be NULL where the item ends; `task`, where not
 * NULL, is settled with it (a plan's owner, money, deadline). */
typedef struct jh_led_said {
    jh_led_act act;
    const jh_led_finding *finding;
    const jh_led_task *task;
    const char *note;
} jh_led_said;

/* Gathers what it changes; texts are borrowed until jh_ledger_keep. */
jh_status jh_ledger_take(jh_ledger *ledger, const jh_led_key *key,
                         const jh_led_said *said, jh_error *err);
/* The item of a key, or NULL. O(1). */
const jh_led_item *jh_ledger_has(const jh_ledger *ledger, const jh_led_key *key);

/* What somebody does to an item by hand. */
typedef struct jh_led_hand {
    int64_t item;
    jh_led_act act; /* JH_LED_ASSIGN … JH_LED_END */
    const char *person;
    const char *note;
    const jh_led_task *task; /* JH_LED_ASSIGN */
    const jh_original *file; /* JH_LED_EVIDENCE */
    size_t files;
} jh_led_hand;

/* Refused (JH_EUSAGE) with the reason, or gathered. */
jh_status jh_ledger_hand(jh_ledger *ledger, const jh_led_hand *hand, jh_error *err);

/* What the gathered changes come to. */
typedef struct jh_led_counts {
    size_t fresh, still, struck, relapsed, stated, ended, changed;
    size_t unsaid; /* open items that the snapshot says nothing about */
} jh_led_counts;

/* Writes what was gathered, if anything, as one deed; a source is also written the first time
 * that it is taken, so that it is known to be seen. `what` as in jh_led_deed where there is no
 * source. */
jh_status jh_ledger_keep(jh_ledger *ledger, jh_stamp stamp, const char *what,
                         jh_led_counts *out, jh_error *err);

#ifdef __cplusplus
}
#endif
#endif
