/* One cell as a fact. What a cell holds is never guessed: a text is a number only if it is one
 * once full-width digits, thousands marks and a unit are seen through, and that is told. */
#include "forms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

jh_where jh__place(const jh__teller *t, jh_origin at)
{
    return (jh_where){t->file, t->sheet, at.row, at.col};
}

jh_status jh__fault_cell(jh__teller *t, bool hard, jh_origin at, const char *key,
                         const char *spec, ...)
{
    jh_diags *d = &t->facts->diags;
    bool block = hard || !t->form->fault_cell;
    JH_TRY(jh_diag_add(d, block ? JH_BLOCK : JH_EXPLAIN, jh__place(t, at), key, ""));
    va_list ap;
    va_start(ap, spec);
    jh_status st = jh_msg_setv(d->arena, &d->item[d->n - 1].msg, key, spec, &ap);
    va_end(ap);
    t->blocked = t->blocked || block;
    return st;
}

typedef struct job {
    jh__teller *t;
    const jh__want *want;
    const jh_cell *cell;
    const char *s; /* trimmed */
    size_t n;
    jh__value *out;
} job;

static const char *shown(const job *j)
{
    const char *text = jh_strndup(j->t->facts->arena, j->s, j->n < 80 ? j->n : 80);
    return text ? text : "";
}

static jh_status wrong(job *j, const char *key)
{
    return jh__fault_cell(j->t, j->want->required, j->out->from, key, "fact:s text:s",
                          j->want->name, shown(j));
}

static bool same(const job *j, const char *text)
{
    return j->s[0] == text[0] && !strncmp(j->s, text, j->n) && !text[j->n];
}

static bool is_missing(const job *j)
{
    for (size_t i = 0; i < j->want->missings; i++)
        if (same(j, j->want->missing[i])) return true;
    return false;
}

static jh_status empty(job *j)
{
    if (!j->want->required) return JH_OK;
    return jh__fault_cell(j->t, true, j->out->from, "intake.required_empty", "fact:s",
                          j->want->name);
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* x · scale as a decimal: 12.34 万元 is 123400, not 123400.00000000001. */
static double scaled(double x, double scale)
{
    char text[48];
    if (scale == 1) return x;
    for (int e = -4; e <= 8; e++) {
        double power;
        char ten[8];
        snprintf(ten, sizeof ten, "1e%d", e);
        if (!jh_number_parse(ten, strlen(ten), &power) || power != scale) continue;
        int n = jh_number_shortest(x, text);
        if (strchr(text, 'e')) break;
        n += snprintf(text + n, sizeof text - (size_t)n, "e%d", e);
        return jh_number_parse(text, (size_t)n, &power) ? power : x * scale;
    }
    return x * scale;
}

/* ASCII of a full-width character, or of the minus signs; 0 if it is none. */
static char narrow(const char *s, size_t n, size_t *step)
{
    const unsigned char *p = (const unsigned char *)s;
    *step = 1;
    if (p[0] < 0x80) return s[0];
    if (n < 3) return 0;
    *step = 3;
    if (p[0] == 0xEF && (p[1] == 0xBC || p[1] == 0xBD)) {
        unsigned code =
            (unsigned)(p[1] == 0xBC ? p[2] - 0x80 : p[2] - 0x80 + 0x40) + 0x20;
        return code < 0x7F ? (char)code : 0;
    }
    if (!memcmp(s, "\xE2\x88\x92", 3)) return '-';
    return 0;
}

/* A number as it is being read out of a text. */
typedef struct dress {
    char text[64];
    size_t used, kept, group; /* kept: up to the last digit */
    bool grouped, point;
} dress;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a thousands mark: it stands behind one to three digits, then behind three. */
static bool take_mark(dress *d)
{
    if (!d->used || d->point || !d->group || d->group > 3) return false;
    if (d->grouped && d->group != 3) return false;
    d->grouped = true;
    d->group = 0;
    return true;
}

/* Takes a sign, a digit or a point; false where the number ends. */
static bool take_character(dress *d, char c)
{
    if (d->used >= sizeof d->text - 1) return false;
    if (is_digit(c)) {
        d->text[d->used++] = c;
        d->kept = d->used;
        d->group++;
        return true;
    }
    if ((c == '-' || c == '+') && !d->used) {
        if (c == '-') d->text[d->used++] = c;
        return true;
    }
    if (c != '.' || d->point || !d->kept || (d->grouped && d->group != 3)) return false;
    d->point = true;
    d->grouped = false;
    d->text[d->used++] = c;
    return true;
}

/* Reads the number at the start of a text; what follows it is *rest. Commas and blanks stand
 * before groups of three digits only. */
static bool loose_number(const char *s, size_t n, double *out, const char **rest)
{
    dress d = {.used = 0};
    size_t step, next_step, last = 0;
    for (size_t i = 0; i < n; i += step) {
        char c = narrow(s + i, n - i, &step);
        if (c == ',' || c == ' ') {
            bool more =
                i + step < n && is_digit(narrow(s + i + step, n - i - step, &next_step));
            if (!more) break;
            if (!take_mark(&d)) return false;
        } else if (!take_character(&d, c)) {
            break;
        }
        if (is_digit(c)) last = i + step;
    }
    if (!d.kept || (d.grouped && d.group != 3)) return false;
    *rest = s + last;
    return jh_number_parse(d.text, d.kept, out);
}

/* A text that holds a number in some dress, and the unit behind it. */
static bool dressed_number(const job *j, double *x, double *scale)
{
    const char *rest;
    char tail[JH__LABEL_MAX], unit[JH__LABEL_MAX];
    if (!loose_number(j->s, j->n, x, &rest)) return false;
    size_t left = j->n - (size_t)(rest - j->s);
    rest = jh__trim(rest, &left);
    if (!left) return true;
    if (left >= JH__UNIT_MAX) return false;
    memcpy(tail, rest, left);
    tail[left] = '\0';
    jh__fold(tail, unit);
    return jh__unit_scale(unit, &j->t->form->vocabulary->units, j->want->field->unit,
                          scale);
}

static jh_status note_cleaned(job *j, double x)
{
    return jh_diag_add(&j->t->facts->diags, JH_NOTE, jh__place(j->t, j->out->from),
                       "intake.number_cleaned", "fact:s text:s value:g", j->want->name,
                       shown(j), x);
}

static jh_status in_bounds(job *j, double x)
{
    const jh__field *f = j->want->field;
    char bound[32];
    if (f->whole && x != floor(x)) {
        double near = nearbyint(x); /* 44.99999999999999, as a formula leaves it */
        if (fabs(x - near) > 1e-9 * fmax(1, fabs(near)))
            return wrong(j, "intake.not_whole");
        x = near;
    }
    bool low = x<f->least, high = x> f->most;
    if (low || high) {
        jh_number_shortest(low ? f->least : f->most, bound);
        return jh__fault_cell(j->t, j->want->required, j->out->from,
                              low ? "intake.below_least" : "intake.above_most",
                              "fact:s text:s bound:s", j->want->name, shown(j), bound);
    }
    j->out->known = true;
    j->out->number = x;
    return JH_OK;
}

static void count_text_number(const job *j)
{
    jh__target *t = j->want->target;
    if (!t || !j->t->sheet || j->cell->kind != JH_CELL_TEXT) return;
    if (!t->text_numbers++) t->text_row = j->out->from.row;
}

static bool is_year(const job *j)
{
    const char *id = j->want->field->id;
    size_t n = strlen(id);
    return n >= 4 && !strcmp(id + n - 4, "year");
}

static jh_status number(job *j)
{
    double x = j->cell->number, scale = j->want->scale;
    switch (j->cell->kind) {
    case JH_CELL_NUMBER:
        break;
    case JH_CELL_TEXT:
        if (jh_number_parse(j->s, j->n, &x)) {
            count_text_number(j);
            break;
        }
        if (!dressed_number(j, &x, &scale)) return wrong(j, "intake.not_a_number");
        JH_TRY(note_cleaned(j, scaled(x, scale)));
        break;
    case JH_CELL_DATE:
        if (!is_year(j) || j->n < 4 || !jh_number_parse(j->s, 4, &x))
            return wrong(j, "intake.date_for_number");
        JH_TRY(note_cleaned(j, x));
        break;
    default:
        return wrong(j, "intake.not_a_number");
    }
    return in_bounds(j, scaled(x, scale));
}

/* ---- texts, codes, yes and no -------------------------------------------------------------- */

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return n > 0;
}

/* A long number that a spreadsheet stored as floating point has lost its last digits. */
static bool digits_lost(const job *j)
{
    if (j->cell->kind == JH_CELL_NUMBER && fabs(j->cell->number) >= 1e15) return true;
    const char *e = memchr(j->s, 'E', j->n);
    if (!e) e = memchr(j->s, 'e', j->n);
    double x;
    if (e && j->s[0] >= '0' && j->s[0] <= '9' && e - j->s > 1 &&
        (e[1] == '+' || j->s[1] == '.') && jh_number_parse(j->s, j->n, &x))
        return true;
    return j->n > 15 && all_digits(j->s, j->n) && !memcmp(j->s + j->n - 3, "000", 3);
}

static jh_status keep_text(job *j, const char *s, size_t n)
{
    jh_facts *f = j->t->facts;
    j->out->text = jh__pool_text(f->arena, &f->state->pool, s, n);
    j->out->known = true;
    return j->out->text ? JH_OK : JH_ENOMEM;
}

static jh_status text(job *j)
{
    if (j->want->id && digits_lost(j)) return wrong(j, "intake.id_digits_lost");
    return keep_text(j, j->s, j->n);
}

static const char *fold_slice(const job *j, char out[JH__LABEL_MAX])
{
    char slice[JH__LABEL_MAX];
    size_t n = j->n < sizeof slice - 1 ? j->n : sizeof slice - 1;
    memcpy(slice, j->s, n);
    slice[n] = '\0';
    jh__fold(slice, out);
    return out;
}

/* "211", "小学", "211 小学", "小学（211）" are all the code 211. */
static jh_status code(job *j)
{
    char folded[JH__LABEL_MAX];
    size_t digits = 0;
    if (j->want->words) fold_slice(j, folded);
    for (size_t i = 0; i < j->want->words; i++) {
        const jh__word *w = &j->want->word[i];
        size_t n = strlen(w->code), m = strlen(w->folded);
        if (!strcmp(w->folded, folded)) return keep_text(j, w->code, n);
        if (!strncmp(folded, w->folded, m) && !strcmp(folded + m, w->code))
            return keep_text(j, w->code, n);
        if (!strncmp(folded, w->code, n) && !strcmp(folded + n, w->folded))
            return keep_text(j, w->code, n);
    }
    while (digits < j->n && j->s[digits] >= '0' && j->s[digits] <= '9')
        digits++;
    bool zeros = digits && digits + 1 < j->n && j->s[digits] == '.';
    for (size_t i = digits + 1; zeros && i < j->n; i++)
        zeros = j->s[i] == '0';
    zeros = zeros && j->want->field->kind == JH_FACT_CODE;
    return keep_text(j, j->s, zeros ? digits : j->n);
}

static bool among(const char *text, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(text, list[i])) return true;
    return false;
}

/* 1 yes, 0 no, -1 neither. */
static int yes_or_no(const job *j)
{
    static const char *const yes[] = {"是", "有",  "√",    "✓",  "✔", "1",
                                      "y",  "yes", "true", "对", "已"};
    static const char *const no[] = {"否", "无", "×",  "✗",     "✘",
                                     "0",  "n",  "no", "false", "没有"};
    char folded[JH__LABEL_MAX];
    if (j->cell->kind == JH_CELL_BOOL) return j->cell->number != 0;
    fold_slice(j, folded);
    if (among(folded, yes, JH_COUNT(yes))) return 1;
    return among(folded, no, JH_COUNT(no)) ? 0 : -1;
}

static jh_status yesno(job *j)
{
    int said = yes_or_no(j);
    char folded[JH__LABEL_MAX];
    fold_slice(j, folded);
    for (size_t i = 0; said < 0 && i < j->want->words; i++)
        if (!strcmp(j->want->word[i].folded, folded))
            said = !strcmp(j->want->word[i].code, "1") ||
                   !strcmp(j->want->word[i].code, "yes");
    if (said < 0) return wrong(j, "intake.not_yes_or_no");
    j->out->known = true;
    j->out->number = said;
    return JH_OK;
}

static jh_status read_value(jh__teller *t, const jh__want *want, const jh_cell *cell,
                            jh__value *out)
{
    job j = {.t = t, .want = want, .cell = cell, .out = out};
    out->known = false;
    if (!cell || cell->kind == JH_CELL_EMPTY) return empty(&j);
    j.n = cell->n;
    j.s = jh__trim(cell->text, &j.n);
    if (cell->kind == JH_CELL_ERROR) return wrong(&j, "intake.cell_error");
    if (cell->kind == JH_CELL_FORMULA) return wrong(&j, "intake.formula_without_value");
    if (!j.n) return empty(&j);
    if (want->field->kind == JH_FACT_YESNO && yes_or_no(&j) >= 0) return yesno(&j);
    if (is_missing(&j)) {
        if (want->field->kind == JH_FACT_NUMBER && same(&j, "无"))
            JH_TRY(jh_diag_add(&t->facts->diags, JH_NOTE, jh__place(t, out->from),
                               "intake.none_word", "fact:s", want->name));
        if (want->tell_missing)
            JH_TRY(jh_diag_add(&t->facts->diags, JH_NOTE, jh__place(t, out->from),
                               "intake.missing_mark", "fact:s text:s", want->name,
                               shown(&j)));
        return empty(&j);
    }
    switch (want->field->kind) {
    case JH_FACT_NUMBER:
        return number(&j);
    case JH_FACT_CODE:
        return code(&j);
    case JH_FACT_YESNO:
        return yesno(&j);
    default:
        return want->words ? code(&j) : text(&j);
    }
}

jh_status jh__value_read(jh__teller *t, const jh__want *want, const jh_cell *cell,
                         jh__value *out)
{
    size_t told = t->facts->diags.count[JH_EXPLAIN];
    JH_TRY(read_value(t, want, cell, out));
    /* a cell that was told as faulty is not told again as empty */
    if (!out->known && t->facts->diags.count[JH_EXPLAIN] > told) out->from.row = 0;
    return JH_OK;
}
