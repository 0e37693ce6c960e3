/* The network simplex, private: its arrays and the tree of its basis. */
#ifndef JH_FLOW_SIMPLEX_H
#define JH_FLOW_SIMPLEX_H

#include <junheng/flow.h>

/* Room that stands for "no limit": any sum of two stays inside int64. */
#define JH__FLOW_FREE ((int64_t)1 << 61)

/* The root of the tree keeps the first number whatever the others are renumbered to. */
#define JH__FLOW_ROOT 0

/* An arc as pricing sees it: turned round while its flow stands at the upper bound (then the
 * cost has the other sign), so that flow may always grow from `s` to `t`, and a reduced cost
 * below zero always means "enter". Sixteen bytes, read in one stream. */
typedef struct jh__arc {
    uint32_t s, t;
    int64_t cost;
} jh__arc;

/* A node in the tree of the basis. Preorder is kept as a ring (`next` of jh_flow, `before`),
 * with the last node and the size of each subtree, so that a subtree is one stretch of it. */
typedef struct jh__knot {
    uint32_t parent, before, last, size;
    uint32_t arc; /* that joins it to its parent: a seat, or an artificial one */
    bool climbs;  /* the artificial arc of this node points up to the root */
} jh__knot;

/* Room for more flow on the arc to the parent: up to it, and down from it. */
typedef struct jh__room {
    int64_t up, down;
} jh__room;

struct jh_flow {
    const jh_flow_net *net;
    uint32_t nodes; /* of the tree: the net's and the root */
    uint32_t arcs;
    jh__arc *arc;   /* by seat: see jh__flow_seat */
    int64_t *width; /* upper - lower, JH__FLOW_FREE without a limit */
    uint8_t *turned;
    jh__knot *knot; /* by node number inside, which changes */
    jh__room *room;
    int64_t *price;
    uint32_t *next;
    uint32_t *inside; /* by node of the net: its number */
    uint32_t *number; /* while renumbering */
    void *spare;      /* room for nodes of the widest kind */
    int64_t penalty;  /* cost of an artificial arc that points down */
    uint32_t at, block, stride;
    uint32_t whole, more, long_end; /* of the columns of seats: see jh__flow_seat */
    uint64_t pivots, jumps;
    uint32_t cycle_arc; /* the arc that closed a cycle without limit */
    bool based;
};

/* What a pivot does to the tree: the subtree below `out` is cut off, hung up by its node
 * `in` instead, and joined to `onto` by `arc`. */
typedef struct jh__swap {
    uint32_t out, in, onto, join;
    uint32_t arc;
    jh__room room; /* of the new arc, seen from `in` */
    int64_t shift; /* of the prices of the subtree */
} jh__swap;

/* Where pricing finds the arc: neighbours in the net sit far apart, so that a block is a
 * fair sample of them all. */
uint32_t jh__flow_seat(const jh_flow *f, uint32_t arc);
/* Every node's own number again, after the tree: its preorder. */
void jh__tree_renumber(jh_flow *f);
void jh__tree_swap(jh_flow *f, const jh__swap *s);
/* All prices anew from the tree. */
void jh__tree_prices(jh_flow *f);

#endif
