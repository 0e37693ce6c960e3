/* Formulas over the columns of a table that has no vocabulary. */
#include "stat.h"

#include <math.h>
#include <string.h>

#define OPEN_MAX 8     /* columns whose sort is tried out */
#define FORESEEN_MAX 6 /* before the table is read */

/* ---- names --------------------------------------------------------------------------- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool word_char(char c)
{
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool keyword(const char *s, size_t n)
{
    static const char *const word[] = {"and", "or", "not", "in"};
    for (size_t i = 0; i < JH_COUNT(word); i++)
        if (strlen(word[i]) == n && !memcmp(word[i], s, n)) return true;
    return false;
}

static size_t number_length(const char *s)
{
    size_t n = strspn(s, "0123456789.");
    if (s[n] != 'e' && s[n] != 'E') return n;
    size_t sign = s[n + 1] == '-' || s[n + 1] == '+';
    return digit(s[n + 1 + sign]) ? n + 1 + sign + strspn(s + n + 1 + sign, "0123456789")
                                  : n;
}

static jh_status add_name(jh__stat_table *t, jh__stat_formula *f, const char *name,
                          size_t n)
{
    size_t column;
    JH_TRY(jh__stat_ask(t, name, n, &column));
    for (size_t i = 0; i < f->columns; i++)
        if (f->column[i] == column) return JH_OK;
    size_t *grown =
        jh_grow(t->arena, f->column, &f->column_cap, f->columns + 1, sizeof *grown);
    if (!grown) return JH_ENOMEM;
    f->column = grown;
    grown[f->columns++] = column;
    return JH_OK;
}

jh_status jh__stat_names(jh__stat_table *t, jh__stat_formula *f, jh_error *err)
{
    for (const char *p = f->text ? f->text : ""; *p;) {
        char close = *p == '[' ? ']' : *p == '"' || *p == '\'' ? *p : '\0';
        const char *end = close ? strchr(p + 1, close) : NULL;
        size_t n = 1;
        if (end) {
            n = (size_t)(end - p) + 1;
            if (close == ']' && add_name(t, f, p + 1, n - 2) != JH_OK)
                return jh_nomem(err);
        } else if (digit(*p) || (*p == '.' && digit(p[1]))) {
            n = number_length(p);
        } else if (word_char(*p)) {
            while (word_char(p[n]))
                n++;
            bool called = p[n + strspn(p + n, " ")] == '(';
            if (!called && !keyword(p, n) && add_name(t, f, p, n) != JH_OK)
                return jh_nomem(err);
        }
        p += n;
    }
    return JH_OK;
}

/* ---- compiling ------------------------------------------------------------------------- */

/* What the cells say: numbers, unless most of them are something else. */
static bool looks_text(const jh__stat_column *c)
{
    return c->texts > c->numbers;
}

/* Only a column without a single number is text whatever the formula needs. */
static bool is_open(const jh__stat_column *c)
{
    return c->numbers || !c->texts;
}

static bool fits(const jh_formula *f, jh__stat_want want)
{
    jh_sort sort = jh_formula_sort(f);
    if (want == JH__STAT_ANY) return true;
    if (want == JH__STAT_NUMBER_OR_TRUTH) return sort != JH_IS_TEXT;
    return sort == (want == JH__STAT_TRUTH ? JH_IS_TRUTH : JH_IS_NUMBER);
}

static jh_status attempt(const jh__stat_table *t, jh__stat_formula *f, jh__stat_want want,
                         jh_symbol *symbol, jh_error *err)
{
    /* the option's name stands where the message names a file */
    const jh_node at = {.file = f->option, .line = 1, .col = 1, .text = f->text};
    const jh_units units = {0};
    for (size_t i = 0; i < t->columns; i++)
        symbol[i] = (jh_symbol){.name = t->column[i].name,
                                .sort = f->as_text[i] ? JH_IS_TEXT : JH_IS_NUMBER,
                                .any_unit = true,
                                .slot = (int)i};
    jh_names names = {.units = &units, .symbol = symbol, .n = t->columns};
    JH_TRY(jh_formula_compile(t->arena, f->text, &at, &names, &f->formula, err));
    if (fits(f->formula, want)) return JH_OK;
    return jh_fail(err, JH_EUSAGE,
                   want == JH__STAT_TRUTH ? "ops.stat_need_truth"
                                          : "ops.stat_need_number",
                   "option:s text:s", f->option, f->text);
}

static void choose(const jh__stat_table *t, jh__stat_formula *f, const size_t *open,
                   unsigned mask)
{
    for (size_t i = 0; i < t->columns; i++)
        f->as_text[i] = looks_text(&t->column[i]);
    for (size_t k = 0; mask >> k; k++)
        if (mask >> k & 1) f->as_text[open[k]] = !f->as_text[open[k]];
}

static jh_status make_room(const jh__stat_table *t, jh__stat_formula *f,
                           jh_symbol **symbol, jh_error *err)
{
    *symbol = jh_alloc_array(t->arena, t->columns + 1, sizeof **symbol);
    f->as_text = jh_alloc_array(t->arena, t->columns + 1, sizeof *f->as_text);
    return *symbol && f->as_text ? JH_OK : jh_nomem(err);
}

jh_status jh__stat_foresee(jh__stat_table *t, jh__stat_formula *f, jh__stat_want want,
                           jh_error *err)
{
    jh_symbol *symbol;
    if (!f->text) return JH_OK;
    JH_TRY(make_room(t, f, &symbol, err));
    for (size_t i = 0; i < f->columns; i++) {
        t->column[f->column[i]].foreseen = true;
        if (f->columns > FORESEEN_MAX) t->column[f->column[i]].may_be_text = true;
    }
    for (unsigned mask = 1; f->columns <= FORESEEN_MAX && mask < 1u << f->columns;
         mask++) {
        jh_error ignored = {0};
        for (size_t i = 0; i < f->columns; i++)
            f->as_text[f->column[i]] = mask >> i & 1;
        if (attempt(t, f, want, symbol, &ignored) != JH_OK) continue;
        for (size_t i = 0; i < f->columns; i++)
            if (mask >> i & 1) t->column[f->column[i]].may_be_text = true;
    }
    return JH_OK;
}

/* Tries what the cells say first, then with ever more columns taken the other way. */
jh_status jh__stat_compile(jh__stat_table *t, jh__stat_formula *f, jh__stat_want want,
                           jh_error *err)
{
    size_t open[OPEN_MAX], opens = 0;
    if (!f->text) return JH_OK;
    jh_symbol *symbol;
    JH_TRY(make_room(t, f, &symbol, err));
    for (size_t i = 0; i < f->columns && opens < OPEN_MAX; i++)
        if (is_open(&t->column[f->column[i]])) open[opens++] = f->column[i];
    for (int flips = 0; flips <= (int)opens; flips++)
        for (unsigned mask = 0; mask < 1u << opens; mask++) {
            jh_error ignored = {0};
            if (__builtin_popcount(mask) != flips) continue;
            choose(t, f, open, mask);
            if (attempt(t, f, want, symbol, &ignored) == JH_OK) return JH_OK;
        }
    choose(t, f, open, 0);
    return attempt(t, f, want, symbol, err);
}

/* ---- values ----------------------------------------------------------------------------- */

typedef struct reading {
    const jh__stat_table *table;
    const jh__stat_formula *formula;
    size_t row;
} reading;

/* An empty cell of a text column is the empty text, as in wants on a county's files. */
static jh_value get(void *ctx, int slot, size_t unused)
{
    const reading *r = ctx;
    const jh__stat_column *c = &r->table->column[slot];
    (void)unused;
    if (r->formula->as_text[slot]) return (jh_value){.text = c->text[r->row], .slot = -1};
    double x = c->number[r->row];
    if (isnan(x)) return (jh_value){.state = JH_MISSING, .slot = slot};
    return (jh_value){.number = x, .slot = -1};
}

jh_value jh__stat_value(const jh__stat_table *t, const jh__stat_formula *f, size_t row)
{
    reading r = {t, f, row};
    jh_lookup lookup = {.ctx = &r, .get = get};
    return jh_formula_value(f->formula, &lookup);
}
