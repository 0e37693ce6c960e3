/* jh-solve: reads models and questions, writes answers (junheng/wire.h). */
#include "solve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST 50000000 /* columns, rows, entries: more is no model of ours */

/* 1: read whole; 0: the input ended before its first byte; -1: cut off. */
static int take(void *to, size_t n)
{
    char *p = to;
    size_t done = 0;
    while (done < n) {
        ssize_t k = read(STDIN_FILENO, p + done, n - done);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return done || k < 0 ? -1 : 0;
        done += (size_t)k;
    }
    return 1;
}

static bool give(int out, const void *from, size_t n)
{
    const char *p = from;
    while (n) {
        ssize_t k = write(out, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

/* Lengthens an array and reads the new part. */
static bool more(void *array, size_t old, size_t n, size_t size)
{
    void **p = array;
    void *longer = realloc(*p, (old + n + 1) * size);
    if (!longer) return false;
    *p = longer;
    return !n || take((char *)longer + old * size, n * size) == 1;
}

static bool take_rows(solve_model *m, const jh_wire_head *h)
{
    size_t rows = m->rows, entries = m->entries;
    bool ok = more(&m->row_low, rows, h->rows, sizeof(double)) &&
              more(&m->row_high, rows, h->rows, sizeof(double)) &&
              more(&m->end, rows, h->rows, sizeof(uint64_t)) &&
              more(&m->column, entries, h->entries, sizeof(int32_t)) &&
              more(&m->factor, entries, h->entries, sizeof(double));
    if (!ok) return false;
    m->rows += h->rows;
    m->entries += h->entries;
    for (size_t i = rows; i < m->rows; i++) {
        m->end[i] += entries;
        if (m->end[i] > m->entries || (i && m->end[i] < m->end[i - 1])) return false;
    }
    for (size_t i = entries; i < m->entries; i++)
        if (m->column[i] < 0 || (size_t)m->column[i] >= m->columns) return false;
    return true;
}

static bool take_model(solve_model *m, const jh_wire_head *h)
{
    if (m->columns) return false;
    m->columns = h->columns;
    return more(&m->cost, 0, h->columns, sizeof(double)) &&
           more(&m->low, 0, h->columns, sizeof(double)) &&
           more(&m->high, 0, h->columns, sizeof(double)) &&
           more(&m->whole, 0, h->columns, sizeof(uint8_t)) && take_rows(m, h);
}

static bool say(int out, uint64_t kind, const solve_model *m,
                const jh_wire_answer *answer)
{
    jh_wire_head h = {kind, m->columns, m->rows, 0};
    return give(out, &h, sizeof h) && give(out, answer, sizeof *answer);
}

typedef struct listener {
    int out;
    const solve_model *m;
} listener;

static void tell_best(void *ctx, const jh_wire_answer *answer, const double *x)
{
    const listener *l = ctx;
    if (say(l->out, JH_WIRE_BEST, l->m, answer))
        give(l->out, x, l->m->columns * sizeof *x);
}

static bool question(int out, solver *s, solve_model *m)
{
    jh_wire_ask ask;
    listener l = {out, m};
    if (take(&ask, sizeof ask) != 1) return false;
    double *start = calloc(m->columns + 1, sizeof *start);
    solve_reply r = {.ctx = &l, .best = tell_best};
    r.x = calloc(m->columns + 1, sizeof *r.x);
    r.dual = calloc(m->rows + 1, sizeof *r.dual);
    bool ok = start && r.x && r.dual;
    if (ok && ask.start) ok = take(start, m->columns * sizeof *start) == 1;
    if (ok) {
        if (ask.relaxed)
            solver_relaxed(s, m, &r);
        else
            solver_whole(s, m, &ask, ask.start ? start : NULL, &r);
        ok = say(out, JH_WIRE_ANSWER, m, &r.answer);
        if (ok && r.answer.found) ok = give(out, r.x, m->columns * sizeof *r.x);
        if (ok && r.answer.found && ask.relaxed)
            ok = give(out, r.dual, m->rows * sizeof *r.dual);
    }
    free(start);
    free(r.x);
    free(r.dual);
    return ok;
}

/* The solver's own chatter goes nowhere: standard output carries answers. */
static int own_output(void)
{
    int out = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY);
    if (out < 0 || nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) return -1;
    close(nowhere);
    return out;
}

static bool serve(int out, solver *s, solve_model *m)
{
    jh_wire_head h;
    for (;;) {
        int got = take(&h, sizeof h);
        if (got <= 0) return got == 0;
        if (h.columns > MOST || h.rows > MOST || h.entries > MOST) return false;
        bool ok = h.kind == JH_WIRE_MODEL  ? take_model(m, &h)
                  : h.kind == JH_WIRE_ROWS ? take_rows(m, &h)
                  : h.kind == JH_WIRE_ASK  ? question(out, s, m)
                                           : false;
        if (!ok) return false;
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        bool version = !strcmp(argv[1], "--version");
        fprintf(version ? stdout : stderr, "%s\n",
                version ? solver_name() : "jh-solve is started by jh; it reads no words");
        return version ? 0 : 2;
    }
    solve_model m = {0};
    solver *s = solver_new();
    int out = own_output();
    jh_wire_head name = {JH_WIRE_NAME, 0, 0, strlen(solver_name())};
    bool ok = s && out >= 0 && give(out, &name, sizeof name) &&
              give(out, solver_name(), name.entries) && serve(out, s, &m);
    solver_free(s);
    free(m.cost), free(m.low), free(m.high), free(m.whole);
    free(m.row_low), free(m.row_high), free(m.end), free(m.column), free(m.factor);
    return ok ? 0 : 1;
}
