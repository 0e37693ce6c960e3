/* One line on the terminal while work takes long, and the interrupt key. Reports may come
 * from several threads at once; one that finds another writing is left out. */
#include "cli.h"

#include <signal.h>
#include <stdlib.h>
#include <stdatomic.h>
#include <time.h>

#define FIRST_MS 500 /* shorter work shows nothing */
#define EVERY_MS 100
#define EVERY_LINE_MS 2000 /* in a log */
#define BAR 24             /* columns */

struct jh__meter {
    FILE *err;
    jh__look look;
    bool show;
    bool line; /* something of ours is on the line */
    atomic_flag busy;
    int64_t next_ms;
    struct sigaction before;
};

/* A signal handler can reach nothing but what is global. */
static atomic_bool interrupted;

static void on_interrupt(int number)
{
    (void)number;
    atomic_store(&interrupted, true);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void bar(jh_buf *out, uint64_t done, uint64_t total)
{
    static const char *const eighth[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    double share = done < total ? (double)done / (double)total : 1;
    size_t parts = (size_t)(share * BAR * 8), full = parts / 8, rest = parts % 8;
    for (size_t i = 0; i < full; i++)
        jh_buf_puts(out, "█");
    jh_buf_puts(out, eighth[rest]);
    jh__spaces(out, BAR - full - (rest > 0));
    jh_buf_printf(out, " %3d%%", (int)(share * 100));
}

/* A line of its own, for a log: nothing can be drawn over there. */
static void log_line(jh__meter *m, const char *what_key, uint64_t done, uint64_t total)
{
    fputs(jh_text(m->look.lang, what_key), m->err);
    if (total)
        fprintf(m->err, " %d%%\n",
                (int)(done < total ? (double)done / (double)total * 100 : 100));
    else
        fprintf(m->err, " %llu\n", (unsigned long long)done);
    fflush(m->err);
}

static void draw(jh__meter *m, const char *what_key, uint64_t done, uint64_t total)
{
    jh_buf out = {0};
    size_t room = m->look.width > BAR + 8 ? m->look.width - BAR - 8 : 0;
    jh_buf_puts(&out, "\r\033[K");
    size_t used = jh__text_cut(&out, jh_text(m->look.lang, what_key), room);
    if (used) jh__spaces(&out, 2);
    if (total)
        bar(&out, done, total);
    else
        jh_buf_printf(&out, "%llu", (unsigned long long)done);
    if (!out.oom) fwrite(out.p, 1, out.n, m->err);
    fflush(m->err);
    m->line = true;
    jh_buf_clear(&out);
}

static void report(void *ctx, const char *what_key, uint64_t done, uint64_t total)
{
    jh__meter *m = ctx;
    if (!m->show || atomic_flag_test_and_set(&m->busy)) return;
    int64_t now = now_ms();
    if (now >= m->next_ms) {
        bool log = !m->look.width;
        (log ? log_line : draw)(m, what_key, done, total);
        m->next_ms = now + (log ? EVERY_LINE_MS : EVERY_MS);
    }
    atomic_flag_clear(&m->busy);
}

static bool cancelled(void *ctx)
{
    (void)ctx;
    return atomic_load(&interrupted);
}

jh__meter *jh__meter_open(jh_arena *arena, FILE *err, const jh__look *look, bool show)
{
    jh__meter *m = jh_alloc(arena, sizeof *m);
    if (!m) return NULL;
    m->err = err;
    m->look = *look;
    m->show = show;
    atomic_flag_clear(&m->busy);
    m->next_ms = now_ms() + FIRST_MS;
    atomic_store(&interrupted, false);
    /* reset on the first signal, so that the second kills work that does not look; no
     * restart, so that a question that waits for an answer ends too */
    struct sigaction act = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, &m->before);
    return m;
}

void jh__meter_hide(jh__meter *m)
{
    if (!m->line) return;
    fputs("\r\033[K", m->err);
    fflush(m->err);
    m->line = false;
}

void jh__meter_close(jh__meter *m)
{
    jh__meter_hide(m);
    sigaction(SIGINT, &m->before, NULL);
}

jh_progress jh__meter_progress(jh__meter *m)
{
    return (jh_progress){m, report, cancelled};
}

/* ---- questions
 * -------------------------------------------------------------------------- */

static bool ask_line(void *ctx, jh_arena *arena, const char *question,
                     const char **answer)
{
    jh__asker *a = ctx;
    char *text = NULL;
    size_t cap = 0;
    if (!a->there || atomic_load(&interrupted)) return false;
    jh__meter_hide(a->meter);
    jh_buf out = {0};
    jh__text_clean(&out, question, true);
    if (!out.oom && out.n) fwrite(out.p, 1, out.n, a->err);
    jh_buf_clear(&out);
    fputc(' ', a->err);
    fflush(a->err);
    ssize_t n = getline(&text, &cap, a->in);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    *answer = n >= 0 ? jh_strndup(arena, text, (size_t)n) : NULL;
    free(text);
    return *answer != NULL;
}

jh_ask jh__asker_ask(jh__asker *asker)
{
    return (jh_ask){asker, ask_line};
}
