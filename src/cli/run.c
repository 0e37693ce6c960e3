#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct session {
    const jh__world *world;
    jh__line line;
    jh__look out, err; /* how to write to standard output and standard error */
    bool out_there, err_there;
} session;

static bool is_terminal(FILE *f)
{
    int fd = fileno(f);
    return fd >= 0 && isatty(fd);
}

static size_t terminal_width(FILE *f)
{
    struct winsize size;
    if (!ioctl(fileno(f), TIOCGWINSZ, &size) && size.ws_col) return size.ws_col;
    const char *columns = getenv("COLUMNS");
    double x;
    if (columns && jh_number_parse(columns, strlen(columns), &x) && x >= 20 && x < 10000)
        return (size_t)x;
    return 80;
}

static jh__look look_at(const session *s, FILE *f, bool there)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = !term || !strcmp(term, "dumb") || (none && *none);
    return (jh__look){.lang = s->line.lang,
                      .width = there ? terminal_width(f) : 0,
                      .color = there && !dumb && !s->line.no_color};
}

static const char *why(jh_lang lang, int number)
{
    if (number == ENOSPC || number == EDQUOT) return jh_text(lang, "cli.disk_full");
    if (number == EBADF) return jh_text(lang, "cli.output_closed");
    return strerror(number);
}

jh_status jh__deliver(FILE *to, const jh_buf *text, jh_lang lang, jh_error *err)
{
    if (text->oom) return jh_nomem(err);
    bool fine = !text->n || fwrite(text->p, 1, text->n, to) == text->n;
    if (fine && fflush(to) == 0) return JH_OK;
    /* the reader has what it wants (jh ... | head): nothing to tell */
    if (errno == EPIPE) return JH_EIO;
    return jh_fail(err, JH_EIO, "cli.cannot_write", "why:s", why(lang, errno));
}

/* To standard error; where that is closed too there is nobody left to tell. Without memory
 * for the words only that is said, which takes none. */
static void tell(const session *s, jh_buf *text)
{
    if (text->oom) {
        fputs("jh: ", s->world->err);
        fputs(jh_text(s->err.lang, "base.nomem"), s->world->err);
        fputs("\n", s->world->err);
    } else if (text->n) {
        fwrite(text->p, 1, text->n, s->world->err);
    }
    fflush(s->world->err);
    jh_buf_clear(text);
}

static int failed(const session *s, jh_status status, jh_error *err)
{
    jh_buf text = {0};
    if (err->status == JH_OK) err->status = status;
    jh__error_print(&text, err, &s->err);
    tell(s, &text);
    return jh__exit_code(status);
}

/* Delivers the text and frees it. */
static int finish(const session *s, jh_buf *text, int code)
{
    jh_error err = {0};
    jh_status st = jh__deliver(s->world->out, text, s->line.lang, &err);
    jh_buf_clear(text);
    if (st == JH_OK) return code;
    return err.status == JH_OK ? jh__exit_code(st) : failed(s, st, &err);
}

static jh_status lay_out(const session *s, const jh_call *call, jh_buf *text,
                         jh_error *err)
{
    if (s->line.arrow)
        return jh__table_arrow(text, call->arena, call->table, call->tables, err);
    if (s->line.json) {
        jh_buf_add(text, call->json.p, call->json.n);
        if (call->json.n && call->json.p[call->json.n - 1] != '\n')
            jh_buf_putc(text, '\n');
        return call->json.oom || text->oom ? JH_ENOMEM : JH_OK;
    }
    if (s->line.csv) {
        jh__tables_csv(text, call->table, call->tables);
        return text->oom ? JH_ENOMEM : JH_OK;
    }
    if (call->notes.n) jh__text_clean(text, call->notes.p, true);
    for (size_t i = 0; i < call->tables; i++) {
        if (text->n) jh_buf_putc(text, '\n');
        JH_TRY(jh__table_print(text, call->arena, call->table[i], &s->out));
    }
    if (text->n && call->after.n && call->tables) jh_buf_putc(text, '\n');
    if (call->after.n) jh__text_clean(text, call->after.p, true);
    return call->notes.oom || call->after.oom || text->oom ? JH_ENOMEM : JH_OK;
}

static int reply(const session *s, jh_call *call, jh_status st, jh_error *err)
{
    jh_buf text = {0};
    if (call->diags.n && !s->line.quiet) {
        jh__faults_print(&text, &call->diags, &s->err);
        tell(s, &text);
    }
    if (st == JH_OK && s->line.json && !call->json.n && !call->json.oom)
        st = jh_fail(err, JH_EINTERNAL, "cli.no_json", "op:s", s->line.op->name);
    if (st != JH_OK) return failed(s, st, err);
    st = lay_out(s, call, &text, err);
    if (st == JH_OK) return finish(s, &text, (int)call->exit);
    jh_buf_clear(&text);
    return failed(s, st, err);
}

static int run_op(const session *s)
{
    const jh__world *w = s->world;
    const jh__line *l = &s->line;
    jh_error err = {0};
    char today[11], now[21];
    if (l->arrow && s->out_there)
        return failed(s, jh_fail(&err, JH_EUSAGE, "cli.arrow_terminal", ""), &err);
    jh_status st = jh__env_today(today, &err);
    if (st == JH_OK) st = jh__env_now(now, &err);
    if (st != JH_OK) return failed(s, st, &err);
    bool show = (s->err_there || l->progress) && !l->quiet;
    jh__meter *meter = jh__meter_open(l->arena, w->err, &s->err, show);
    if (!meter) return failed(s, JH_ENOMEM, &err);
    jh__asker asker = {meter, w->in, w->err, s->err_there && is_terminal(w->in)};
    jh_call call = {
        .arena = l->arena,
        .lang = l->lang,
        .op = l->op,
        .given = l->given,
        .want_json = l->json,
        .want_all = l->csv || l->arrow,
        .today = today,
        .now = now,
        .threads = l->threads ? l->threads : jh__env_processors(),
        .progress = jh__meter_progress(meter),
        .ask = jh__asker_ask(&asker),
        .diags = {.arena = l->arena},
    };
    st = l->op->run(&call, &err);
    jh__meter_close(meter);
    int code = reply(s, &call, st, &err);
    jh_buf_clear(&call.json);
    jh_buf_clear(&call.notes);
    jh_buf_clear(&call.after);
    return code;
}

static int help(const session *s)
{
    jh__page page = {0};
    jh_buf text = {0};
    if (jh__page_build(&page, &s->line, false) != JH_OK) {
        jh_error err = {0};
        return failed(s, JH_ENOMEM, &err);
    }
    jh__page_print(&text, &page, &s->out);
    return finish(s, &text, JH_EXIT_DONE);
}

static int act(const session *s)
{
    jh_buf text = {0};
    jh_error err = {0};
    jh_status st;
    switch (s->line.action) {
    case JH__RUN:
        return run_op(s);
    case JH__HELP:
        return help(s);
    case JH__MAN:
        st = jh__man_write(&s->line, s->line.target, &err);
        return st == JH_OK ? JH_EXIT_DONE : failed(s, st, &err);
    case JH__COMPLETION:
        jh__completion_bash(&text, &s->line);
        break;
    case JH__VERSION:
        jh_buf_printf(&text, "jh (Junheng) %s\n", jh_version());
        break;
    }
    return finish(s, &text, JH_EXIT_DONE);
}

int jh__main(const jh__world *world, int argc, const char *const *argv)
{
    session s = {.world = world};
    jh_error err = {0};
    s.line = (jh__line){.arena = jh_arena_new(), .ops = world->ops, .n = world->n};
    s.line.lang = jh__env_lang();
    s.out_there = is_terminal(world->out);
    s.err_there = is_terminal(world->err);
    jh_status st = s.line.arena ? jh__line_parse(&s.line, argc, argv, &err) : JH_ENOMEM;
    s.out = look_at(&s, world->out, s.out_there);
    s.err = look_at(&s, world->err, s.err_there);
    int code = st == JH_OK ? act(&s) : failed(&s, st, &err);
    jh_arena_free(s.line.arena);
    return code;
}
