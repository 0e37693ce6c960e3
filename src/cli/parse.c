/* One walk over the words: options that stand anywhere are known from the start, those of
 * an operation from its name on. */
#include "cli.h"

#include <junheng/pool.h>

#include <string.h>

/* How many values of each parameter have been kept, with room to grow. */
typedef struct walk {
    jh__line *line;
    jh_error *err;
    int argc, at;
    const char *const *argv;
    const char ***value; /* one array a parameter of the operation */
    size_t *cap;
    size_t words; /* positional words seen */
    const char
        *held;  /* stood between a group and its second word: "ledger county.jh list" */
    bool ended; /* after "--" all are words */
} walk;

/* ---- the operation -------------------------------------------------------------------
 */

static const jh_op *find_op(const jh__line *l, const char *group, const char *word)
{
    size_t skip = group ? strlen(group) + 1 : 0;
    for (size_t i = 0; i < l->n; i++) {
        const char *name = l->ops[i]->name;
        if (group && (strncmp(name, group, skip - 1) != 0 || name[skip - 1] != ' '))
            continue;
        if (!strcmp(name + skip, word)) return l->ops[i];
    }
    return NULL;
}

static bool is_group(const jh__line *l, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i < l->n; i++)
        if (!strncmp(l->ops[i]->name, word, n) && l->ops[i]->name[n] == ' ') return true;
    return false;
}

/* "list, show": the second words of a group. */
static const char *choices(const jh__line *l, const char *group)
{
    jh_buf out = {0};
    size_t n = strlen(group);
    for (size_t i = 0; i < l->n; i++) {
        const char *name = l->ops[i]->name;
        if (strncmp(name, group, n) != 0 || name[n] != ' ') continue;
        if (out.n) jh_buf_puts(&out, jh_text(l->lang, "cli.comma"));
        jh_buf_puts(&out, name + n + 1);
    }
    const char *text = out.oom ? NULL : jh_strndup(l->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return text ? text : "";
}

static jh_status no_such_op(walk *w, const char *word)
{
    const jh__line *l = w->line;
    jh__nearest near = {.word = word};
    for (size_t i = 0; i < l->n; i++) {
        const char *name = l->ops[i]->name;
        size_t first = strcspn(name, " ");
        const char *group = jh_strndup(l->arena, name, first);
        if (!group) return jh_nomem(w->err);
        jh__nearest_try(&near, name);
        if (name[first]) jh__nearest_try(&near, group);
    }
    jh__nearest_try(&near, "help");
    if (near.name)
        return jh_fail(w->err, JH_EUSAGE, "cli.no_such_operation_near", "word:s near:s",
                       word, near.name);
    return jh_fail(w->err, JH_EUSAGE, "cli.no_such_operation", "word:s", word);
}

static jh_status no_such_in_group(walk *w, const char *word)
{
    const jh__line *l = w->line;
    return jh_fail(w->err, JH_EUSAGE, "cli.no_such_in_group", "group:s word:s choices:s",
                   l->group, word, choices(l, l->group));
}

static jh_status choose(walk *w, const jh_op *op)
{
    jh__line *l = w->line;
    l->op = op;
    l->given = jh_alloc_array(l->arena, op->params, sizeof *l->given);
    w->value = jh_alloc_array(l->arena, op->params, sizeof *w->value);
    w->cap = jh_alloc_array(l->arena, op->params, sizeof *w->cap);
    return l->given && w->value && w->cap ? JH_OK : jh_nomem(w->err);
}

static jh_status positional(walk *w, const char *word);

/* A word before the operation is known: its name, or the first half of it. */
static jh_status name_word(walk *w, const char *word)
{
    jh__line *l = w->line;
    const jh_op *op = find_op(l, l->group, word);
    if (op) {
        l->group = NULL;
        JH_TRY(choose(w, op));
        return w->held ? positional(w, w->held) : JH_OK;
    }
    if (l->group && (w->held || l->action != JH__RUN))
        return no_such_in_group(w, w->held ? w->held : word);
    if (l->group) {
        w->held = word;
        return JH_OK;
    }
    if (is_group(l, word)) {
        l->group = word;
        return JH_OK;
    }
    if (l->action == JH__RUN && !strcmp(word, "help"))
        l->action = JH__HELP;
    else if (l->action == JH__RUN && !strcmp(word, "man"))
        l->action = JH__MAN;
    else if (l->action == JH__RUN && !strcmp(word, "completion"))
        l->action = JH__COMPLETION;
    else
        return no_such_op(w, word);
    return JH_OK;
}

/* ---- values
 * ------------------------------------------------------------------------------ */

/* How a parameter is called in a message: "--out", or "<files>" for a word. */
static const char *shown_name(jh_arena *arena, const jh_param *p)
{
    const char *s = jh_sprintf(arena, p->positional ? "<%s>" : "--%s", p->name);
    return s ? s : p->name;
}

static jh_status check(walk *w, const jh_param *p, const char *value)
{
    double x;
    size_t n = strlen(value);
    const char *name = shown_name(w->line->arena, p);
    if (!n && p->kind != JH_PARAM_TEXT && p->kind != JH_PARAM_FLAG)
        return jh_fail(w->err, JH_EUSAGE, "cli.value_empty", "name:s", name);
    if (p->kind == JH_PARAM_NUMBER && !jh_number_parse(value, n, &x))
        return jh_fail(w->err, JH_EUSAGE, "cli.not_a_number", "name:s value:s", name,
                       value);
    if (p->kind == JH_PARAM_PAIR && (value[0] == '=' || !strchr(value, '=')))
        return jh_fail(w->err, JH_EUSAGE, "cli.not_a_pair", "name:s value:s", name,
                       value);
    return JH_OK;
}

/* Keeps a value; where only one may be given the last stands. */
static jh_status keep(walk *w, size_t param, const char *value)
{
    jh__line *l = w->line;
    const jh_param *p = &l->op->param[param];
    jh_given *g = &l->given[param];
    JH_TRY(check(w, p, value));
    if (!p->many) g->n = 0;
    const char **grown =
        jh_grow(l->arena, w->value[param], &w->cap[param], g->n + 1, sizeof *grown);
    if (!grown) return jh_nomem(w->err);
    w->value[param] = grown;
    grown[g->n++] = value;
    g->value = grown;
    return JH_OK;
}

/* A word behind the operation's name. */
static jh_status positional(walk *w, const char *word)
{
    const jh_op *op = w->line->op;
    size_t nth = 0;
    for (size_t i = 0; i < op->params; i++) {
        if (!op->param[i].positional) continue;
        if (nth == w->words || op->param[i].many) {
            w->words++;
            return keep(w, i, word);
        }
        nth++;
    }
    return jh_fail(w->err, JH_EUSAGE, "cli.too_many_words", "word:s op:s", word,
                   op->name);
}

/* ---- options
 * --------------------------------------------------------------------------------- */

static const jh__global *find_global(const char *name, size_t n)
{
    size_t count;
    const jh__global *g = jh__globals(&count);
    for (size_t i = 0; i < count; i++)
        if (strlen(g[i].name) == n && !memcmp(g[i].name, name, n)) return &g[i];
    return NULL;
}

static ptrdiff_t find_option(const jh_op *op, const char *name, size_t n)
{
    for (size_t i = 0; op && i < op->params; i++)
        if (!op->param[i].positional && strlen(op->param[i].name) == n &&
            !memcmp(op->param[i].name, name, n))
            return (ptrdiff_t)i;
    return -1;
}

static const char *nearest_option(const jh__line *l, const char *name)
{
    size_t count;
    const jh__global *g = jh__globals(&count);
    jh__nearest near = {.word = name};
    for (size_t i = 0; l->op && i < l->op->params; i++)
        if (!l->op->param[i].positional) jh__nearest_try(&near, l->op->param[i].name);
    for (size_t i = 0; i < count; i++)
        jh__nearest_try(&near, g[i].name);
    return near.name;
}

static jh_status unknown_option(walk *w, const char *name, size_t n)
{
    const jh__line *l = w->line;
    const char *word = jh_strndup(l->arena, name, n);
    if (!word) return jh_nomem(w->err);
    if (!l->op && l->action == JH__RUN)
        for (size_t i = 0; i < l->n; i++)
            if (find_option(l->ops[i], name, n) >= 0)
                return jh_fail(w->err, JH_EUSAGE, "cli.option_too_early", "option:s op:s",
                               word, l->ops[i]->name);
    const char *near = nearest_option(l, word);
    const char *help =
        jh_sprintf(l->arena, "jh help%s%s", l->op ? " " : "", l->op ? l->op->name : "");
    if (!help) return jh_nomem(w->err);
    if (near)
        return jh_fail(w->err, JH_EUSAGE, "cli.unknown_option_near",
                       "option:s near:s help:s", word, near, help);
    return jh_fail(w->err, JH_EUSAGE, "cli.unknown_option", "option:s help:s", word,
                   help);
}

/* The value of an option: behind its '=' or the next word. */
static jh_status take_value(walk *w, const char *name, const char *kind,
                            const char *equals, const char **value)
{
    const char *next = w->at + 1 < w->argc ? w->argv[w->at + 1] : NULL;
    if (equals) {
        *value = equals + 1;
        return JH_OK;
    }
    /* "--out --json" forgot the value; who means it writes --out=--json */
    if (!next || (next[0] == '-' && next[1] == '-'))
        return jh_fail(w->err, JH_EUSAGE, "cli.value_missing", "option:s kind:s", name,
                       kind);
    w->at++;
    *value = next;
    return JH_OK;
}

static jh_status threads(walk *w, const char *value)
{
    double x;
    if (!jh_number_parse(value, strlen(value), &x) || x < 1 || x > JH_THREADS_MAX ||
        x != (double)(size_t)x)
        return jh_fail(w->err, JH_EUSAGE, "cli.bad_threads", "value:s", value);
    w->line->threads = (size_t)x;
    return JH_OK;
}

static jh_status global_option(walk *w, const jh__global *g, const char *equals)
{
    jh__line *l = w->line;
    const char *value = NULL;
    if (equals && !g->value)
        return jh_fail(w->err, JH_EUSAGE, "cli.value_not_wanted", "option:s", g->name);
    if (g->value) JH_TRY(take_value(w, g->name, g->value, equals, &value));
    if (!strcmp(g->name, "json")) l->json = true;
    if (!strcmp(g->name, "csv")) l->csv = true;
    if (!strcmp(g->name, "arrow")) l->arrow = true;
    if (!strcmp(g->name, "quiet")) l->quiet = true;
    if (!strcmp(g->name, "progress")) l->progress = true;
    if (!strcmp(g->name, "no-color")) l->no_color = true;
    if (!strcmp(g->name, "version")) l->action = JH__VERSION;
    if (!value) return JH_OK; /* help was seen before all else */
    if (!strcmp(g->name, "threads")) return threads(w, value);
    if (strcmp(value, "zh") != 0 && strcmp(value, "en") != 0)
        return jh_fail(w->err, JH_EUSAGE, "cli.no_such_language", "value:s", value);
    l->lang = value[0] == 'e' ? JH_EN : JH_ZH;
    return JH_OK;
}

static jh_status long_option(walk *w, const char *word)
{
    const char *name = word + 2, *equals = strchr(name, '='), *value = "yes";
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const jh__global *g = find_global(name, n);
    if (g) return global_option(w, g, equals);
    ptrdiff_t i = find_option(w->line->op, name, n);
    if (i < 0) return unknown_option(w, name, n);
    const jh_param *p = &w->line->op->param[i];
    if (p->kind == JH_PARAM_FLAG && equals)
        return jh_fail(w->err, JH_EUSAGE, "cli.value_not_wanted", "option:s", p->name);
    if (p->kind != JH_PARAM_FLAG) {
        const char *kind = jh_text(w->line->lang, jh__kind_key(p->kind));
        JH_TRY(take_value(w, p->name, kind, equals, &value));
    }
    return keep(w, (size_t)i, value);
}

static jh_status short_option(walk *w, const char *word)
{
    size_t count;
    const jh__global *g = jh__globals(&count);
    for (size_t i = 0; i < count && !word[2]; i++)
        if (g[i].letter == word[1]) return global_option(w, &g[i], NULL);
    return jh_fail(w->err, JH_EUSAGE, "cli.one_dash", "word:s", word);
}

/* Bytes of the long dash at p, or 0: Chinese input methods and word processors turn "--"
 * into one. */
static size_t long_dash(const char *p)
{
    static const char *const dash[] = {"—", "–", "―", "－", "﹣", "−"};
    for (size_t i = 0; i < JH_COUNT(dash); i++)
        if (!strncmp(p, dash[i], strlen(dash[i]))) return strlen(dash[i]);
    return 0;
}

/* A known option behind long dashes; a file may well be called "—x". */
static jh_status wide_option(walk *w, const char *word)
{
    const char *rest = word;
    for (size_t n; (n = long_dash(rest)) > 0;)
        rest += n;
    size_t name = strcspn(rest, "=");
    if (rest == word ||
        (!find_global(rest, name) && find_option(w->line->op, rest, name) < 0))
        return JH_OK;
    return jh_fail(w->err, JH_EUSAGE, "cli.wide_dash", "word:s option:s", word, rest);
}

static jh_status word_of(walk *w, const char *word)
{
    jh__line *l = w->line;
    const char *verb = l->action == JH__MAN          ? "man"
                       : l->action == JH__COMPLETION ? "completion"
                                                     : NULL;
    if (verb && !l->target) {
        l->target = word;
        return JH_OK;
    }
    if (!verb && !l->op) return name_word(w, word);
    if (!verb && l->action == JH__HELP) verb = "help";
    if (!verb) return positional(w, word);
    return jh_fail(w->err, JH_EUSAGE, "cli.too_many_words", "word:s op:s", word, verb);
}

static jh_status one(walk *w, const char *word)
{
    double x;
    if (w->ended) return word_of(w, word);
    if (!strcmp(word, "--")) {
        w->ended = true;
        return JH_OK;
    }
    JH_TRY(wide_option(w, word));
    if (word[0] == '-' && word[1] == '-') return long_option(w, word);
    if (word[0] == '-' && word[1] && !jh_number_parse(word, strlen(word), &x))
        return short_option(w, word);
    return word_of(w, word);
}

/* ---- the whole
 * ---------------------------------------------------------------------------------- */

static jh_status required(walk *w)
{
    const jh__line *l = w->line;
    for (size_t i = 0; i < l->op->params; i++) {
        const jh_param *p = &l->op->param[i];
        if (!p->required || l->given[i].n || p->fallback) continue;
        const char *help = jh_label_in(p->help, l->lang);
        return jh_fail(w->err, JH_EUSAGE, "cli.required", "name:s help:s op:s",
                       shown_name(l->arena, p), help, l->op->name);
    }
    return JH_OK;
}

static jh_status complete(walk *w)
{
    jh__line *l = w->line;
    if (l->json + l->csv + l->arrow > 1)
        return jh_fail(w->err, JH_EUSAGE, "cli.json_or_csv", "");
    if (l->action == JH__MAN && !l->target)
        return jh_fail(w->err, JH_EUSAGE, "cli.man_where", "");
    if (l->action == JH__COMPLETION && (!l->target || strcmp(l->target, "bash") != 0))
        return jh_fail(w->err, JH_EUSAGE, "cli.which_shell", "");
    if (l->action != JH__RUN) return JH_OK;
    if (l->group && w->held) return no_such_in_group(w, w->held);
    if (l->group)
        return jh_fail(w->err, JH_EUSAGE, "cli.group_needs_word", "group:s choices:s",
                       l->group, choices(l, l->group));
    if (!l->op) {
        l->action = JH__HELP;
        return JH_OK;
    }
    return required(w);
}

/* Language and help count from the first word on, wherever they stand: a message about
 * the first word is already in the language that the last one asks for. */
static bool look_ahead(jh__line *l, int argc, const char *const *argv)
{
    bool help = false;
    for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--") != 0; i++) {
        const char *word = argv[i], *value = NULL;
        if (!strcmp(word, "--help") || !strcmp(word, "-h")) help = true;
        if (!strncmp(word, "--lang=", 7)) value = word + 7;
        if (!strcmp(word, "--lang") && i + 1 < argc) value = argv[i + 1];
        if (value && !strcmp(value, "en")) l->lang = JH_EN;
        if (value && !strcmp(value, "zh")) l->lang = JH_ZH;
    }
    return help;
}

jh_status jh__line_parse(jh__line *line, int argc, const char *const *argv, jh_error *err)
{
    walk w = {.line = line, .err = err, .argc = argc, .at = 1, .argv = argv};
    bool help = look_ahead(line, argc, argv);
    jh_status st = JH_OK;
    for (; w.at < argc && st == JH_OK; w.at++)
        st = one(&w, argv[w.at]);
    if (!help || st == JH_ENOMEM) return st == JH_OK ? complete(&w) : st;
    if (err) *err = (jh_error){0};
    line->action = JH__HELP;
    return JH_OK;
}
