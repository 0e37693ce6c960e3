/* What teachers wish and refuse, and who is married to whom: checked before anybody is planned for, all
 * faults at once. */
#include "teachers.h"

#include "../reply.h"

#include <string.h>

/* ---- lists of schools in one cell ---- */

/* Bytes of a separator at p: 、，；and full-width space, or an ASCII one; 0: none. */
static size_t separator(const char *p)
{
    static const char *const wide[] = {"、", "，", "；", "　"};
    if (*p && strchr(",;/| \t\r\n", *p)) return 1;
    for (size_t i = 0; i < JH_COUNT(wide); i++)
        if (!strncmp(p, wide[i], strlen(wide[i]))) return strlen(wide[i]);
    return 0;
}

bool jh__list_next(const char **list, const char **word, size_t *n)
{
    const char *p = *list;
    size_t skip;
    while (p && *p && (skip = separator(p)) > 0)
        p += skip;
    if (!p || !*p) return false;
    *word = p;
    while (*p && !separator(p))
        p++;
    *n = (size_t)(p - *word);
    *list = p;
    return true;
}

bool jh__list_has(const char *list, const char *id)
{
    const char *word;
    size_t n;
    while (jh__list_next(&list, &word, &n))
        if (n == strlen(id) && !memcmp(word, id, n)) return true;
    return false;
}

/* ---- checks ---- */

typedef struct checker {
    jh_call *call;
    const jh__rotation_job *j;
    size_t row, faults;
} checker;

static const char *cell(const checker *x, const char *column)
{
    return jh__plan_text(&x->j->facts.teachers, column, x->row);
}

static jh_status fault(checker *x, const char *column, const char *key, const char *text)
{
    jh_where where = jh__plan_where(&x->j->facts, &x->j->facts.teachers, column, x->row);
    x->faults++;
    return jh_diag_add(&x->call->diags, JH_BLOCK, where, key, "text:s", text);
}

static jh_status check_list(checker *x, const char *column)
{
    const char *list = cell(x, column), *own = cell(x, "school_id"), *word;
    bool wishes = !strcmp(column, "wishes");
    const char *refusals = wishes ? cell(x, "refusals") : NULL;
    size_t n;
    while (jh__list_next(&list, &word, &n)) {
        const char *id = jh_strndup(x->call->arena, word, n), *key = NULL;
        if (!id) return JH_ENOMEM;
        if (jh__index_find(&x->j->schools, id) < 0)
            key = "ops.rotation_list_school";
        else if (own && !strcmp(own, id))
            key = "ops.rotation_list_own";
        else if (refusals && jh__list_has(refusals, id))
            key = "ops.rotation_list_both";
        if (key) JH_TRY(fault(x, column, key, id));
    }
    return JH_OK;
}

static jh_status check_couple(checker *x)
{
    const char *other = cell(x, "couple"), *own = cell(x, "teacher_id");
    if (!other) return JH_OK;
    if (own && !strcmp(own, other))
        return fault(x, "couple", "ops.rotation_couple_self", other);
    ptrdiff_t at = jh__index_find(&x->j->teachers, other);
    if (at < 0) return fault(x, "couple", "ops.rotation_couple", other);
    const char *back = jh__plan_text(&x->j->facts.teachers, "couple", (size_t)at);
    if (back && own && strcmp(back, own) != 0)
        return fault(x, "couple", "ops.rotation_couple_other", back);
    return JH_OK;
}

jh_status jh__wishes_check(jh_call *call, const jh__rotation_job *j, size_t *faults)
{
    checker x = {.call = call, .j = j};
    for (x.row = 0; x.row < j->facts.teachers.rows; x.row++) {
        JH_TRY(check_list(&x, "wishes"));
        JH_TRY(check_list(&x, "refusals"));
        JH_TRY(check_couple(&x));
    }
    *faults += x.faults;
    return JH_OK;
}
