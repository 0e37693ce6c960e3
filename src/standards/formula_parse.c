/* Recursive descent over the text; every term is checked for sort and unit as soon as it
 * is complete, so that the message points at the place. */
#include "formula_int.h"

#include <stdlib.h>
#include <string.h>

#define NESTING_MAX 48
#define LENGTH_MAX 4000

typedef enum token_kind { END, NUMBER, WORD, STRING, SIGN } token_kind;

typedef struct token {
    token_kind kind;
    const char *p;
    size_t n;
    uint32_t at;
} token;

typedef struct parser {
    jh_arena *arena;
    const char *text, *p;
    token now;
    const jh_node *node;
    const jh_names *names;
    bool in_rows; /* inside sum(…) */
    int depth;
    jh_formula *f;
    jh_error *err;
} parser;

/* ---- errors ---- */

/* Column of a byte offset: characters, not bytes, since the clerk counts characters. */
static size_t characters(const char *s, uint32_t bytes)
{
    size_t n = 0;
    for (uint32_t i = 0; i < bytes; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

static jh_status wrong(parser *p, uint32_t at, const char *key, const char *what)
{
    size_t chars = characters(p->text, at), line = 1, col = chars + 1;
    const char *file = "";
    if (p->node) {
        file = p->node->file;
        line = p->node->line;
        col = p->node->col + chars + p->node->quoted;
    }
    return jh_fail(p->err, JH_EINPUT, key, "file:s line:u column:u what:s formula:s",
                   file, line, col, what, p->text);
}

static jh_status wrong_token(parser *p, const char *key)
{
    char what[64];
    size_t n = p->now.n < sizeof what ? p->now.n : sizeof what - 1;
    while (n < p->now.n && n && ((unsigned char)p->now.p[n] & 0xC0) == 0x80)
        n--; /* never cut a character in two */
    memcpy(what, p->now.p, n);
    what[n] = '\0';
    return wrong(p, p->now.at, key, what);
}

/* ---- tokens ---- */

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t number_length(const char *s)
{
    size_t n = 0;
    while (digit(s[n]))
        n++;
    if (s[n] == '.') {
        n++;
        while (digit(s[n]))
            n++;
    }
    if ((s[n] == 'e' || s[n] == 'E') &&
        (digit(s[n + 1]) || ((s[n + 1] == '-' || s[n + 1] == '+') && digit(s[n + 2])))) {
        n += 2;
        while (digit(s[n]))
            n++;
    }
    return n;
}

static jh_status advance(parser *p)
{
    const char *s = p->p + strspn(p->p, " \t\r\n");
    token *t = &p->now;
    *t = (token){.kind = SIGN, .p = s, .n = 1, .at = (uint32_t)(s - p->text)};
    p->p = s;
    if (!*s) {
        t->kind = END;
        t->n = 0;
    } else if (digit(*s) || (*s == '.' && digit(s[1]))) {
        t->kind = NUMBER;
        t->n = number_length(s);
    } else if (*s == '"' || *s == '\'' || *s == '[') {
        const char *end = strchr(s + 1, *s == '[' ? ']' : *s);
        t->kind = *s == '[' ? WORD : STRING;
        if (!end) return wrong_token(p, "formula.unended");
        t->p = s + 1;
        t->n = (size_t)(end - s - 1);
        p->p = end + 1;
        return JH_OK;
    } else if (word_char(*s)) {
        t->kind = WORD;
        for (t->n = 0; word_char(s[t->n]);)
            t->n++;
    } else if (strchr("=!<>", *s) && s[1] == '=') {
        t->n = 2;
    } else if (!strchr("+-*/(),<>%", *s)) {
        return wrong_token(p, "formula.unexpected");
    }
    p->p = s + t->n;
    return JH_OK;
}

static bool is(const parser *p, token_kind kind, const char *text)
{
    return p->now.kind == kind && p->now.n == strlen(text) &&
           !memcmp(p->now.p, text, p->now.n);
}

static jh_status expect(parser *p, const char *sign)
{
    if (!is(p, SIGN, sign)) return wrong(p, p->now.at, "formula.expected", sign);
    return advance(p);
}

/* ---- terms ---- */

static jh_status new_term(parser *p, jh__op op, jh_sort sort, jh__term **out)
{
    jh__term *t = jh_alloc(p->arena, sizeof *t);
    if (!t) return jh_nomem(p->err);
    t->op = op;
    t->sort = sort;
    t->fit = JH__PLAIN;
    t->slot = -1;
    t->at = p->now.at;
    *out = t;
    return JH_OK;
}

static jh_status need_sort(parser *p, const jh__term *t, jh_sort sort)
{
    static const char *key[] = {"formula.need_number", "formula.need_text",
                                "formula.need_truth"};
    return t->sort == sort ? JH_OK : wrong(p, t->at, key[sort], "");
}

/* Unit of a sum, a comparison or a choice between a and b. */
static jh_status joint_unit(parser *p, jh__term *t, const jh__term *a, const jh__term *b)
{
    if (a->fit == JH__OWN_UNIT && b->fit == JH__OWN_UNIT) {
        if (!jh_unit_same(a->unit, b->unit)) {
            jh_buf what = {0};
            jh_unit_write(&what, p->names->units, a->unit);
            jh_buf_puts(&what, " / ");
            jh_unit_write(&what, p->names->units, b->unit);
            jh_status st = what.oom ? jh_nomem(p->err)
                                    : wrong(p, t->at, "formula.units_differ", what.p);
            jh_buf_clear(&what);
            return st;
        }
        t->fit = JH__OWN_UNIT;
        t->unit = a->unit;
    } else if (a->fit == JH__OWN_UNIT || b->fit == JH__OWN_UNIT) {
        t->fit = JH__OWN_UNIT;
        t->unit = a->fit == JH__OWN_UNIT ? a->unit : b->unit;
    } else {
        t->fit =
            a->fit == JH__ANY_UNIT || b->fit == JH__ANY_UNIT ? JH__ANY_UNIT : JH__PLAIN;
    }
    return JH_OK;
}

static void product_unit(jh__term *t, const jh__term *a, const jh__term *b, int sign)
{
    if (a->fit == JH__ANY_UNIT || b->fit == JH__ANY_UNIT) {
        t->fit = JH__ANY_UNIT;
        return;
    }
    if (a->fit == JH__PLAIN && b->fit == JH__PLAIN) return;
    t->fit = JH__OWN_UNIT;
    for (size_t i = 0; i < JH_UNITS_MAX; i++)
        t->unit.power[i] = (int8_t)(a->unit.power[i] + sign * b->unit.power[i]);
}

static jh_status arithmetic(parser *p, jh__op op, jh__term *a, jh__term *b,
                            jh__term **out)
{
    JH_TRY(need_sort(p, a, JH_IS_NUMBER));
    JH_TRY(need_sort(p, b, JH_IS_NUMBER));
    JH_TRY(new_term(p, op, JH_IS_NUMBER, out));
    (*out)->at = a->at;
    (*out)->arg[0] = a;
    (*out)->arg[1] = b;
    if (op == JH__MUL || op == JH__DIV) {
        product_unit(*out, a, b, op == JH__MUL ? 1 : -1);
        return JH_OK;
    }
    return joint_unit(p, *out, a, b);
}

/* `school_type == 218`: a literal beside a code is the code's text. */
static void as_text(jh__term *t)
{
    if (t->op != JH__LITERAL) return;
    t->op = JH__TEXT;
    t->sort = JH_IS_TEXT;
}

static jh_status comparable(parser *p, jh__term *at, jh__term *a, jh__term *b)
{
    if (a->sort == JH_IS_TEXT) as_text(b);
    if (b->sort == JH_IS_TEXT) as_text(a);
    if (a->sort != b->sort) return wrong(p, b->at, "formula.cannot_compare", "");
    jh__term unit = *at;
    return a->sort == JH_IS_NUMBER ? joint_unit(p, &unit, a, b) : JH_OK;
}

static jh_status comparison(parser *p, jh__op op, jh__term *a, jh__term *b,
                            jh__term **out)
{
    JH_TRY(new_term(p, op, JH_IS_TRUTH, out));
    (*out)->at = a->at;
    JH_TRY(comparable(p, *out, a, b));
    if (a->sort != JH_IS_NUMBER && op != JH__EQ && op != JH__NE)
        return wrong(p, a->at, "formula.no_order", "");
    (*out)->arg[0] = a;
    (*out)->arg[1] = b;
    return JH_OK;
}

/* ---- names ---- */

static jh_status note_slot(parser *p, int slot)
{
    int **list = p->in_rows ? &p->f->row_slot : &p->f->slot;
    size_t *n = p->in_rows ? &p->f->row_slots : &p->f->slots;
    size_t *cap = p->in_rows ? &p->f->row_slot_cap : &p->f->slot_cap;
    for (size_t i = 0; i < *n; i++)
        if ((*list)[i] == slot) return JH_OK;
    int *grown = jh_grow(p->arena, *list, cap, *n + 1, sizeof **list);
    if (!grown) return jh_nomem(p->err);
    *list = grown;
    (*list)[(*n)++] = slot;
    return JH_OK;
}

static const jh_symbol *symbol(const parser *p)
{
    for (size_t i = 0; i < p->names->n; i++) {
        const jh_symbol *s = &p->names->symbol[i];
        if (strlen(s->name) == p->now.n && !memcmp(s->name, p->now.p, p->now.n)) return s;
    }
    return NULL;
}

static jh_status name(parser *p, jh__term **out)
{
    const jh_symbol *s = symbol(p);
    if (!s) return wrong_token(p, "formula.unknown_name");
    JH_TRY(new_term(p, JH__NAME, s->sort, out));
    (*out)->slot = s->slot;
    (*out)->unit = s->unit;
    if (!s->plain) (*out)->fit = s->any_unit ? JH__ANY_UNIT : JH__OWN_UNIT;
    JH_TRY(note_slot(p, s->slot));
    return advance(p);
}

/* ---- functions ---- */

static jh_status expression(parser *p, jh__term **out);

typedef struct function {
    const char *name;
    jh__op op;
    int args; /* 2: two or three, folded from the left for min and max */
    bool rows;
} function;

static const function functions[] = {
    {"min", JH__MIN, 2, false},     {"max", JH__MAX, 2, false},
    {"abs", JH__ABS, 1, false},     {"ceil", JH__CEIL, 1, false},
    {"floor", JH__FLOOR, 1, false}, {"round", JH__ROUND, 1, false},
    {"if", JH__IF, 3, false},       {"known", JH__IS_KNOWN, 1, false},
    {"sum", JH__SUM, 1, true},      {"count", JH__COUNT, 1, true},
    {"mean", JH__MEAN, 1, true},    {"least", JH__LEAST, 1, true},
    {"most", JH__MOST, 1, true},
};

static const function *find_function(const parser *p)
{
    for (size_t i = 0; i < JH_COUNT(functions); i++)
        if (is(p, WORD, functions[i].name)) return &functions[i];
    return NULL;
}

static jh_status choice(parser *p, jh__term *t)
{
    JH_TRY(need_sort(p, t->arg[0], JH_IS_TRUTH));
    if (t->arg[1]->sort != t->arg[2]->sort)
        return wrong(p, t->arg[2]->at, "formula.cannot_compare", "");
    t->sort = t->arg[1]->sort;
    return t->sort == JH_IS_NUMBER ? joint_unit(p, t, t->arg[1], t->arg[2]) : JH_OK;
}

static jh_status check_call(parser *p, const function *fn, jh__term *t)
{
    jh__term *a = t->arg[0];
    switch (fn->op) {
    case JH__IF:
        return choice(p, t);
    case JH__IS_KNOWN:
        t->sort = JH_IS_TRUTH;
        return a->op == JH__NAME ? JH_OK : wrong(p, a->at, "formula.need_name", "");
    case JH__COUNT:
        return need_sort(p, a, JH_IS_TRUTH);
    default:
        break;
    }
    JH_TRY(need_sort(p, a, JH_IS_NUMBER));
    t->fit = a->fit;
    t->unit = a->unit;
    return JH_OK;
}

static jh_status arguments(parser *p, const function *fn, jh__term *t)
{
    const jh_names *outside = p->names;
    if (fn->rows) {
        if (!p->names->rows) return wrong(p, t->at, "formula.no_rows", fn->name);
        p->names = p->names->rows;
        p->in_rows = true;
    }
    jh_status st = JH_OK;
    for (int i = 0; st == JH_OK && i < fn->args; i++) {
        if (i) st = expect(p, ",");
        if (st == JH_OK) st = expression(p, &t->arg[i]);
    }
    if (fn->rows) {
        p->names = outside;
        p->in_rows = false;
    }
    return st;
}

/* min and max take any number of arguments: max(a, b, c) is max(max(a, b), c). */
static jh_status extremum(parser *p, const function *fn, jh__term **out)
{
    jh__term *left, *right;
    JH_TRY(expression(p, &left));
    do {
        JH_TRY(expect(p, ","));
        JH_TRY(expression(p, &right));
        JH_TRY(arithmetic(p, fn->op, left, right, out));
        left = *out;
    } while (is(p, SIGN, ","));
    return expect(p, ")");
}

static jh_status call(parser *p, const function *fn, jh__term **out)
{
    uint32_t at = p->now.at;
    JH_TRY(advance(p));
    JH_TRY(expect(p, "("));
    if (fn->op == JH__MIN || fn->op == JH__MAX) return extremum(p, fn, out);
    JH_TRY(new_term(p, fn->op, JH_IS_NUMBER, out));
    (*out)->at = at;
    JH_TRY(arguments(p, fn, *out));
    JH_TRY(check_call(p, fn, *out));
    return expect(p, ")");
}

/* ---- grammar ---- */

static jh_status literal(parser *p, jh__term **out)
{
    JH_TRY(new_term(p, JH__LITERAL, JH_IS_NUMBER, out));
    (*out)->text = jh_strndup(p->arena, p->now.p, p->now.n);
    if (!(*out)->text) return jh_nomem(p->err);
    if (!jh_number_parse(p->now.p, p->now.n, &(*out)->number))
        return wrong_token(p, "formula.bad_number");
    JH_TRY(advance(p));
    if (!is(p, SIGN, "%")) return JH_OK;
    const char *percent = jh_sprintf(p->arena, "%s%%", (*out)->text);
    if (!percent) return jh_nomem(p->err);
    jh_number_parse_share(percent, strlen(percent), &(*out)->number);
    return advance(p);
}

static jh_status primary(parser *p, jh__term **out)
{
    if (p->now.kind == NUMBER) return literal(p, out);
    if (p->now.kind == STRING) {
        JH_TRY(new_term(p, JH__TEXT, JH_IS_TEXT, out));
        (*out)->text = jh_strndup(p->arena, p->now.p, p->now.n);
        return (*out)->text ? advance(p) : jh_nomem(p->err);
    }
    if (p->now.kind == WORD) {
        const function *fn = find_function(p);
        return fn && p->p[strspn(p->p, " ")] == '(' ? call(p, fn, out) : name(p, out);
    }
    if (is(p, SIGN, "(")) {
        JH_TRY(advance(p));
        JH_TRY(expression(p, out));
        return expect(p, ")");
    }
    return p->now.kind == END ? wrong(p, p->now.at, "formula.too_short", "")
                              : wrong_token(p, "formula.unexpected");
}

static jh_status unary(parser *p, jh__term **out)
{
    if (!is(p, SIGN, "-")) return primary(p, out);
    jh__term *a;
    uint32_t at = p->now.at;
    JH_TRY(advance(p));
    if (++p->depth > NESTING_MAX) return wrong(p, at, "formula.too_deep", "");
    JH_TRY(unary(p, &a));
    p->depth--;
    JH_TRY(need_sort(p, a, JH_IS_NUMBER));
    JH_TRY(new_term(p, JH__NEGATE, JH_IS_NUMBER, out));
    (*out)->at = at;
    (*out)->arg[0] = a;
    (*out)->fit = a->fit;
    (*out)->unit = a->unit;
    return JH_OK;
}

static jh_status product(parser *p, jh__term **out)
{
    JH_TRY(unary(p, out));
    while (is(p, SIGN, "*") || is(p, SIGN, "/")) {
        jh__op op = is(p, SIGN, "*") ? JH__MUL : JH__DIV;
        jh__term *b;
        JH_TRY(advance(p));
        JH_TRY(unary(p, &b));
        JH_TRY(arithmetic(p, op, *out, b, out));
    }
    return JH_OK;
}

static jh_status total(parser *p, jh__term **out)
{
    JH_TRY(product(p, out));
    while (is(p, SIGN, "+") || is(p, SIGN, "-")) {
        jh__op op = is(p, SIGN, "+") ? JH__ADD : JH__SUB;
        jh__term *b;
        JH_TRY(advance(p));
        JH_TRY(product(p, &b));
        JH_TRY(arithmetic(p, op, *out, b, out));
    }
    return JH_OK;
}

static jh_status member(parser *p, jh__term *a, jh__term **out)
{
    JH_TRY(advance(p));
    JH_TRY(new_term(p, JH__IN, JH_IS_TRUTH, out));
    (*out)->at = a->at;
    (*out)->arg[0] = a;
    jh__term **tail = &(*out)->arg[1];
    JH_TRY(expect(p, "("));
    for (;;) {
        jh__term *b;
        JH_TRY(expression(p, &b));
        JH_TRY(comparable(p, *out, a, b));
        *tail = b;
        tail = &b->next;
        if (!is(p, SIGN, ",")) break;
        JH_TRY(advance(p));
    }
    /* 5 in (1, "a"): once 5 is a code, so is the 1 before it */
    for (jh__term *b = (*out)->arg[1]; b; b = b->next)
        JH_TRY(comparable(p, *out, a, b));
    return expect(p, ")");
}

static jh_status relation(parser *p, jh__term **out)
{
    static const struct {
        const char *sign;
        jh__op op;
    } signs[] = {{"==", JH__EQ}, {"!=", JH__NE}, {"<=", JH__LE},
                 {">=", JH__GE}, {"<", JH__LT},  {">", JH__GT}};
    jh__term *a, *b;
    JH_TRY(total(p, &a));
    *out = a;
    if (is(p, WORD, "in")) return member(p, a, out);
    for (size_t i = 0; i < JH_COUNT(signs); i++) {
        if (!is(p, SIGN, signs[i].sign)) continue;
        JH_TRY(advance(p));
        JH_TRY(total(p, &b));
        return comparison(p, signs[i].op, a, b, out);
    }
    return JH_OK;
}

static jh_status negation(parser *p, jh__term **out)
{
    if (!is(p, WORD, "not")) return relation(p, out);
    jh__term *a;
    uint32_t at = p->now.at;
    JH_TRY(advance(p));
    if (++p->depth > NESTING_MAX) return wrong(p, at, "formula.too_deep", "");
    JH_TRY(negation(p, &a));
    p->depth--;
    JH_TRY(need_sort(p, a, JH_IS_TRUTH));
    JH_TRY(new_term(p, JH__NOT, JH_IS_TRUTH, out));
    (*out)->at = at;
    (*out)->arg[0] = a;
    return JH_OK;
}

static jh_status logic(parser *p, bool either, jh__term **out)
{
    JH_TRY(either ? logic(p, false, out) : negation(p, out));
    while (is(p, WORD, either ? "or" : "and")) {
        jh__term *a = *out, *b;
        JH_TRY(advance(p));
        JH_TRY(either ? logic(p, false, &b) : negation(p, &b));
        JH_TRY(need_sort(p, a, JH_IS_TRUTH));
        JH_TRY(need_sort(p, b, JH_IS_TRUTH));
        JH_TRY(new_term(p, either ? JH__OR : JH__AND, JH_IS_TRUTH, out));
        (*out)->at = a->at;
        (*out)->arg[0] = a;
        (*out)->arg[1] = b;
    }
    return JH_OK;
}

static jh_status expression(parser *p, jh__term **out)
{
    if (++p->depth > NESTING_MAX) return wrong(p, p->now.at, "formula.too_deep", "");
    JH_TRY(logic(p, true, out));
    p->depth--;
    return JH_OK;
}

jh_status jh_formula_compile(jh_arena *arena, const char *text, const jh_node *at,
                             const jh_names *names, jh_formula **out, jh_error *err)
{
    parser p = {.arena = arena, .node = at, .names = names, .err = err};
    p.f = jh_alloc(arena, sizeof *p.f);
    p.text = p.p = jh_strdup(arena, text);
    if (!p.f || !p.text) return jh_nomem(err);
    p.f->text = p.text;
    if (strlen(text) > LENGTH_MAX) return wrong(&p, 0, "formula.too_long", "");
    JH_TRY(advance(&p));
    JH_TRY(expression(&p, &p.f->root));
    if (p.now.kind != END) return wrong_token(&p, "formula.unexpected");
    *out = p.f;
    return JH_OK;
}

const char *jh_formula_text(const jh_formula *f)
{
    return f->text;
}

jh_sort jh_formula_sort(const jh_formula *f)
{
    return f->root->sort;
}

jh_unit jh_formula_unit(const jh_formula *f, bool *any)
{
    *any = f->root->fit != JH__OWN_UNIT;
    return f->root->unit;
}

size_t jh_formula_slots(const jh_formula *f, const int **slot)
{
    *slot = f->slot;
    return f->slots;
}

size_t jh_formula_row_slots(const jh_formula *f, const int **slot)
{
    *slot = f->row_slot;
    return f->row_slots;
}
