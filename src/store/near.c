/* Schools that are called nearly as somebody wrote. */
#include "store_int.h"

#include <string.h>

#define LONGEST 48 /* letters that are compared */
#define SHOWN 3

/* The letters of a text, each as a number: a Chinese character is one. */
static size_t letters(const char *s, uint32_t out[LONGEST])
{
    size_t n = 0;
    for (; *s && n < LONGEST; n++) {
        uint32_t c = (unsigned char)*s++;
        while (((unsigned char)*s & 0xC0) == 0x80)
            c = c << 8 | (unsigned char)*s++;
        out[n] = c;
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t edits(const char *a, const char *b, size_t *longer)
{
    uint32_t x[LONGEST], y[LONGEST];
    size_t row[LONGEST + 1], n = letters(a, x), m = letters(b, y);
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t swap = corner + (x[i - 1] != y[j - 1]);
            corner = row[j];
            row[j] = least(swap, least(row[j], row[j - 1]) + 1);
        }
    }
    *longer = n > m ? n : m;
    return row[m];
}

typedef struct nearest {
    const char *word;
    struct {
        const char *text;
        size_t edits;
    } best[SHOWN];
    size_t n;
} nearest;

static jh_status try_school(nearest *near, jh_arena *arena, const char *code,
                            const char *name)
{
    size_t longer = 0, by = SIZE_MAX;
    for (int i = 0; i < 2; i++) {
        const char *called = i ? name : code;
        if (!called) continue;
        size_t k = edits(near->word, called, &longer);
        if (strstr(called, near->word) && k > 2) k = 2;
        if (k * 3 <= longer || k <= 1 || (strstr(called, near->word) && *near->word))
            by = least(by, k);
    }
    if (by == SIZE_MAX) return JH_OK;
    size_t at = near->n;
    while (at && near->best[at - 1].edits > by)
        at--;
    if (at == SHOWN) return JH_OK;
    const char *text = jh_sprintf(arena, "%s %s", code ? code : "", name ? name : "");
    if (!text) return JH_ENOMEM;
    if (near->n < SHOWN) near->n++;
    memmove(&near->best[at + 1], &near->best[at],
            (near->n - at - 1) * sizeof near->best[0]);
    near->best[at].text = text;
    near->best[at].edits = by;
    return JH_OK;
}

jh_status jh__near_schools(jh_store *s, jh_arena *arena, const char *word,
                           const char **out, jh_error *err)
{
    sqlite3_stmt *stmt;
    bool row, oom = false;
    nearest near = {.word = word};
    JH_TRY(jh__db_query(s, &stmt, err,
                        "SELECT k.code, n.name FROM reg_school n LEFT JOIN "
                        "reg_school_code k ON k.subject = n.subject ORDER BY n.subject",
                        ""));
    jh_status st;
    while ((st = jh__db_step(s, stmt, &row, err)) == JH_OK && row) {
        const char *code = jh__db_text(arena, stmt, 0, &oom);
        const char *name = jh__db_text(arena, stmt, 1, &oom);
        if (oom || try_school(&near, arena, code, name) != JH_OK) {
            st = jh_nomem(err);
            break;
        }
    }
    sqlite3_finalize(stmt);
    *out = "";
    for (size_t i = 0; st == JH_OK && i < near.n; i++) {
        *out = jh_sprintf(arena, "%s%s%s", *out, i ? "、" : "", near.best[i].text);
        if (!*out) st = jh_nomem(err);
    }
    return st;
}
