/* The cells of a pupil's row in all their forms. */
#include "csv_number.h"
#include "pupils_int.h"

#include <math.h>
#include <stdlib.h>

#define FAULTS_MAX 10000
#define SCORE_MAX 1e5

typedef enum answer { NO, YES, NONE, ODD } answer;

typedef struct word {
    const char *text;
    answer flag, sex;
} word;

/* Codes of sex by GB/T 2261.1: 0 unknown, 9 not stated. */
static const word words[] = {
    {"0", NO, NONE},    {"1", YES, YES},    {"2", ODD, NO},     {"9", ODD, NONE},
    {"是", YES, ODD},   {"否", NO, ODD},    {"男", ODD, YES},   {"女", ODD, NO},
    {"Y", YES, ODD},    {"N", NO, ODD},     {"y", YES, ODD},    {"n", NO, ODD},
    {"M", ODD, YES},    {"F", ODD, NO},     {"m", ODD, YES},    {"f", ODD, NO},
    {"TRUE", YES, ODD}, {"FALSE", NO, ODD}, {"true", YES, ODD}, {"false", NO, ODD},
    {"yes", YES, ODD},  {"no", NO, ODD},    {"male", ODD, YES}, {"female", ODD, NO},
};

jh_status jh__pupil_fault_add(jh__counter *c, jh__pupil_cell cell, const char *key)
{
    if (c->faults >= FAULTS_MAX) return JH_OK;
    if (c->faults == c->fault_cap) {
        size_t cap = c->fault_cap ? c->fault_cap * 2 : 64;
        jh__pupil_fault *grown = realloc(c->fault, cap * sizeof *grown);
        if (!grown) return JH_ENOMEM;
        c->fault = grown;
        c->fault_cap = cap;
    }
    jh__pupil_fault *f = &c->fault[c->faults++];
    *f = (jh__pupil_fault){.row = cell.row, .col = cell.col, .key = key};
    size_t n = cell.n < sizeof f->text ? cell.n : sizeof f->text - 1;
    while (n < cell.n && n && ((unsigned char)cell.p[n] & 0xC0) == 0x80)
        n--;
    memcpy(f->text, cell.p, n);
    return JH_OK;
}

jh_status jh__pupil_lane(jh__counter *c, const jh__layout *l, size_t lane,
                         jh__pupil_cell cell, jh__pupil *out)
{
    bool sex = l->lane[lane].sex;
    answer a = ODD;
    cell.p = jh__trimmed(cell.p, &cell.n);
    if (!cell.n) a = NONE;
    for (size_t i = 0; cell.n && i < JH_COUNT(words); i++)
        if (strlen(words[i].text) == cell.n && !memcmp(words[i].text, cell.p, cell.n))
            a = sex ? words[i].sex : words[i].flag;
    if (a == YES) jh__say_yes(out, lane);
    if (a == NONE || a == ODD) out->unknown |= 1u << lane;
    if (a != ODD) return JH_OK;
    return jh__pupil_fault_add(c, cell,
                               sex ? "intake.pupils_no_sex" : "intake.pupils_no_flag");
}

jh_status jh__pupil_score(jh__counter *c, jh__pupil_cell cell, jh__pupil *out)
{
    double x;
    cell.p = jh__trimmed(cell.p, &cell.n);
    if (!cell.n) return JH_OK;
    if (!jh_number_parse(cell.p, cell.n, &x) || fabs(x) > SCORE_MAX)
        return jh__pupil_fault_add(c, cell, "intake.pupils_no_score");
    out->micros = llround(x * 1e6);
    out->bits[0] |= 1;
    return JH_OK;
}
