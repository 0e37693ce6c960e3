/* plan: a mixed-integer linear model, and what a solver of it must do.
 *
 *   minimise  Σ cost_j x_j   subject to   low_i <= Σ a_ij x_j <= high_i,  low_j <= x_j <= high_j,
 *   x_j whole where it says so.
 *
 * The model is pure data. A solver is given from outside (jh_plan_control): the one that comes with
 * Junheng is a process of its own, which can be killed and takes its licence with it. A kind must
 * do without: where there is no solver, or it fails, its own method's plan stands.
 */
#ifndef JUNHENG_MIP_H
#define JUNHENG_MIP_H

#include <junheng/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct jh_mip {
    jh_arena *arena;
    size_t columns, column_cap;
    double *cost, *low, *high;
    uint8_t *whole;
    size_t rows, row_cap;
    double *row_low, *row_high;
    size_t *end; /* of the row's entries; those of row i begin where row i-1 ends */
    size_t entries, entry_cap;
    int32_t *column; /* of each entry */
    double *factor;
} jh_mip;

void jh_mip_init(jh_mip *m, jh_arena *arena);
/* Adds a column; its index in *out (NULL allowed). */
jh_status jh_mip_add_column(jh_mip *m, double cost, double low, double high, bool whole,
                            size_t *out);
/* Opens a row low <= … <= high (±INFINITY: open); entries that follow belong to it. */
jh_status jh_mip_add_row(jh_mip *m, double low, double high, size_t *out);
/* Adds an entry to the last row. A column may come once in a row; 0 is left out. */
jh_status jh_mip_add_entry(jh_mip *m, size_t column, double factor);

/* Value of the aim, and the largest amount by which x breaks a row, a bound or wholeness. */
double jh_mip_value(const jh_mip *m, const double *x);
double jh_mip_break(const jh_mip *m, const double *x);

/* What is asked of a solver. */
typedef struct jh_mip_request {
    bool relaxed;   /* the linear relaxation: wholeness is left out */
    double gap;     /* stop where (value − bound) / |value| is at most this */
    uint64_t nodes; /* most nodes of the search tree; 0: no limit */
    double
        cutoff; /* only solutions below it; infeasible then says that there is none; 0: any */
    const double *start; /* a known solution, or NULL */
} jh_mip_request;

typedef enum jh_mip_state {
    JH_MIP_OPTIMAL = 0, /* x is best, within the gap asked for */
    JH_MIP_FEASIBLE,    /* x holds; the limit of nodes ended it */
    JH_MIP_INFEASIBLE,
    JH_MIP_CUT, /* cancelled, killed, out of time or memory: x may hold the best so far */
    JH_MIP_FAILED, /* no solver, or it could not cope */
} jh_mip_state;

typedef struct jh_mip_answer {
    jh_mip_state state;
    bool found;          /* x is there */
    double value, bound; /* bound NAN: not known */
    double *x;           /* a column each; of the arena that was given */
    double *dual; /* a row each, where relaxed: what one more of the row's side costs */
} jh_mip_answer;

/* A session with a solver over one model, which may grow by rows between two questions: a solver
 * keeps what it knows (a basis) from one to the next. `open` may fail with JH_OK and *session NULL:
 * there is no solver. A status other than JH_OK is for want of memory here and for cancelling;
 * whatever happens to the solver is a state of the answer. */
typedef struct jh_mip_solver {
    void *ctx;
    jh_status (*open)(void *ctx, const jh_mip *m, void **session, jh_error *err);
    jh_status (*solve)(void *session, const jh_mip_request *request, jh_arena *arena,
                       jh_mip_answer *out, jh_error *err);
    void (*close)(void *session);
    /* What solves: "CBC 2.10.8"; NULL before the first session. */
    const char *(*name)(void *ctx);
} jh_mip_solver;

#ifdef __cplusplus
}
#endif
#endif
