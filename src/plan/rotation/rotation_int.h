/* Rotation of teachers, private. */
#ifndef JH_ROTATION_INT_H
#define JH_ROTATION_INT_H

#include <junheng/flow.h>
#include <junheng/rotation.h>

/* A broken rule costs as much as so many of the dearest thing. */
#define JH__RULE_DEAR 16

/* A plan that is being changed, and all that its cost hangs on. */
typedef struct jh__roster {
    const jh_rotation *r;
    uint32_t *taken; /* by teacher */
    int32_t *filled; /* by post */
    int32_t *have;   /* [section * marks + mark] */
    uint32_t *moved; /* by group */
    int64_t movers, backbone, eligible;
    int64_t way, cost; /* cost with `rule` for each unit by which a rule is broken */
    int64_t broken, rule;
} jh__roster;

jh_status jh__roster_make(jh_arena *arena, const jh_rotation *r, jh__roster *out,
                          jh_error *err);
/* The plan that takes these options; NULL: nobody moves. Not its own array. */
void jh__roster_set(jh__roster *s, const uint32_t *taken);
/* Lets a teacher take another option; what that changes in cost. O(marks). */
int64_t jh__roster_move(jh__roster *s, uint32_t teacher, uint32_t option);
/* What it would change in the rules if the teacher moved instead of staying, or the other way. */
int64_t jh__roster_turn(jh__roster *s, uint32_t teacher);
/* What one mark more or less would change. */
int64_t jh__roster_margin(const jh__roster *s, uint32_t target, int by);
/* Takes from another plan, chain of moves by chain, what improves this one. */
jh_status jh__roster_blend(jh_arena *scratch, jh__roster *s, const uint32_t *other,
                           jh_error *err);
/* Moves and exchanges of two until none improves, or for so many rounds. */
jh_status jh__roster_polish(jh_arena *scratch, jh__roster *s, int rounds, jh_error *err);

/* Refuses numbers that do not fit together. */
jh_status jh__rotation_form(const jh_rotation *r, jh_error *err);
/* Rules that no plan can keep, by counting. */
jh_status jh__rotation_possible(jh_arena *scratch, const jh_rotation *r,
                                jh_violations *why, jh_error *err);

#endif
