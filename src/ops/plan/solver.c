/* The solver as a process: started with limits that the system keeps, spoken to over pipes, killed where
 * it must be. Whatever becomes of it, the caller gets a state, never a hang. */
#include "solver.h"

#include <junheng/wire.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPU_SECONDS 600
#define MEMORY ((size_t)4 << 30)
#define ASK_EVERY_MS 100

typedef struct session {
    jh__solver *solver;
    const jh_mip *m;
    size_t rows; /* that the process knows */
    pid_t pid;
    int to, from;
    bool dead;
} session;

/* ---- pipes ---- */

static bool give(session *s, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (!s->dead && n) {
        ssize_t k = send(s->to, p, n, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) {
            s->dead = true;
            break;
        }
        p += k;
        n -= (size_t)k;
    }
    return !s->dead;
}

/* Waits for bytes, asking now and then whether to go on. */
static bool take(session *s, void *to, size_t n)
{
    char *p = to;
    while (!s->dead && n) {
        struct pollfd fd = {.fd = s->from, .events = POLLIN};
        int ready = poll(&fd, 1, ASK_EVERY_MS);
        if (jh_progress_stopped(s->solver->progress) || (ready < 0 && errno != EINTR))
            s->dead = true;
        if (s->dead || ready <= 0) continue;
        ssize_t k = read(s->from, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) {
            s->dead = true;
            break;
        }
        p += k;
        n -= (size_t)k;
    }
    return !s->dead;
}

/* ---- the process ---- */

/* AddressSanitizer reserves terabytes of addresses, which no limit would let it. */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* Seconds of processor that are left. */
static unsigned left(const jh__solver *solver)
{
    unsigned all = solver->cpu_seconds ? solver->cpu_seconds : CPU_SECONDS;
    return solver->used < all ? all - (unsigned)solver->used : 0;
}

/* In the child: nothing here may allocate or fail loudly. */
static void become(const jh__solver *solver, const char *program, const int *in,
                   const int *out)
{
    rlim_t cpu = left(solver);
    rlim_t memory = SANITIZED ? RLIM_INFINITY : solver->memory ? solver->memory : MEMORY;
    setrlimit(RLIMIT_CPU, &(struct rlimit){cpu, cpu + 1});
    setrlimit(RLIMIT_AS, &(struct rlimit){memory, memory});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    int nowhere = open("/dev/null", O_WRONLY);
    if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0) _exit(127);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    close(in[0]), close(in[1]), close(out[0]), close(out[1]);
    execlp(program, "jh-solve", (char *)NULL);
    _exit(127);
}

/* jh-solve beside this program; its bare name where there is none, for the path. */
static void find_program(char *path, size_t size)
{
    static const char *const place[] = {"jh-solve", "../solve/jh-solve"};
    char own[4096];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    while (n > 0 && own[n - 1] != '/')
        n--;
    for (size_t i = 0; n > 0 && i < JH_COUNT(place); i++) {
        snprintf(path, size, "%.*s%s", (int)n, own, place[i]);
        if (access(path, X_OK) == 0) return;
    }
    snprintf(path, size, "jh-solve");
}

static bool start(session *s)
{
    int in[2], out[2];
    char path[4096];
    if (s->solver->program)
        snprintf(path, sizeof path, "%s", s->solver->program);
    else
        find_program(path, sizeof path);
    /* a socket, since writing to a process that died must not raise a signal here */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) return false;
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[0]), close(in[1]);
        return false;
    }
    s->pid = fork();
    if (s->pid == 0) become(s->solver, path, in, out);
    close(in[0]), close(out[1]);
    s->to = in[1], s->from = out[0];
    return s->pid > 0;
}

static bool hear_name(session *s)
{
    jh_wire_head h;
    char *name = s->solver->name;
    if (!take(s, &h, sizeof h) || h.kind != JH_WIRE_NAME ||
        h.entries >= sizeof s->solver->name)
        return false;
    if (!take(s, name, h.entries)) return false;
    name[h.entries] = '\0';
    return true;
}

static void end(session *s)
{
    struct rusage used = {0};
    if (s->to >= 0) close(s->to);
    if (s->from >= 0) close(s->from);
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        while (wait4(s->pid, NULL, 0, &used) < 0 && errno == EINTR)
            continue;
        s->solver->used += (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                           1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    }
    free(s);
}

/* ---- what is said ---- */

static bool give_rows(session *s, uint64_t kind)
{
    const jh_mip *m = s->m;
    size_t from = s->rows ? m->end[s->rows - 1] : 0;
    jh_wire_head h = {kind, m->columns, m->rows - s->rows, m->entries - from};
    if (!give(s, &h, sizeof h)) return false;
    if (kind == JH_WIRE_MODEL &&
        !(give(s, m->cost, m->columns * sizeof(double)) &&
          give(s, m->low, m->columns * sizeof(double)) &&
          give(s, m->high, m->columns * sizeof(double)) && give(s, m->whole, m->columns)))
        return false;
    give(s, m->row_low + s->rows, h.rows * sizeof(double));
    give(s, m->row_high + s->rows, h.rows * sizeof(double));
    for (size_t i = s->rows; i < m->rows; i++) {
        uint64_t at = m->end[i] - from;
        give(s, &at, sizeof at);
    }
    give(s, m->column + from, h.entries * sizeof(int32_t));
    s->rows = m->rows;
    return give(s, m->factor + from, h.entries * sizeof(double));
}

static bool hear(session *s, const jh_mip_request *q, jh_arena *arena, jh_mip_answer *out)
{
    for (;;) {
        jh_wire_head h;
        jh_wire_answer a;
        if (!take(s, &h, sizeof h) || !take(s, &a, sizeof a)) return false;
        bool best = h.kind == JH_WIRE_BEST;
        if ((!best && h.kind != JH_WIRE_ANSWER) || h.columns != s->m->columns)
            return false;
        if (best || a.found) {
            double *x = jh_alloc_array(arena, h.columns + 1, sizeof *x);
            if (!x || !take(s, x, h.columns * sizeof *x)) return false;
            out->x = x;
            out->found = true;
            out->value = a.value;
        }
        if (!isnan(a.bound)) out->bound = a.bound;
        if (best) continue;
        if (a.found && q->relaxed) {
            out->dual = jh_alloc_array(arena, h.rows + 1, sizeof *out->dual);
            if (!out->dual || !take(s, out->dual, h.rows * sizeof *out->dual))
                return false;
        }
        out->state = (jh_mip_state)a.state;
        return true;
    }
}

/* ---- the service ---- */

static jh_status open_session(void *ctx, const jh_mip *m, void **out, jh_error *err)
{
    session *s = calloc(1, sizeof *s);
    *out = NULL;
    if (!s) return jh_nomem(err);
    *s = (session){.solver = ctx, .m = m, .pid = -1, .to = -1, .from = -1};
    if (start(s) && hear_name(s) && give_rows(s, JH_WIRE_MODEL))
        *out = s;
    else
        end(s);
    return JH_OK;
}

static jh_status solve(void *session_, const jh_mip_request *q, jh_arena *arena,
                       jh_mip_answer *out, jh_error *err)
{
    session *s = session_;
    const jh__solver *solver = s->solver;
    (void)err;
    *out = (jh_mip_answer){.state = JH_MIP_CUT, .value = NAN, .bound = NAN};
    jh_wire_head h = {JH_WIRE_ASK, s->m->columns, s->m->rows, 0};
    jh_wire_ask ask = {.gap = q->gap,
                       .cutoff = q->cutoff,
                       .seconds = 0.8 * left(solver),
                       .nodes = q->nodes,
                       .relaxed = q->relaxed,
                       .start = q->start != NULL};
    if (s->rows < s->m->rows) give_rows(s, JH_WIRE_ROWS);
    if (give(s, &h, sizeof h) && give(s, &ask, sizeof ask) &&
        (!q->start || give(s, q->start, s->m->columns * sizeof *q->start)))
        hear(s, q, arena, out);
    return JH_OK;
}

static void close_session(void *session_)
{
    end(session_);
}

static const char *name_of(void *ctx)
{
    const jh__solver *solver = ctx;
    return solver->name[0] ? solver->name : NULL;
}

void jh__solver_init(jh__solver *solver, const jh_progress *progress)
{
    *solver = (jh__solver){.progress = progress};
    solver->service =
        (jh_mip_solver){solver, open_session, solve, close_session, name_of};
}
