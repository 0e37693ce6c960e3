#include "flat.h"

#include <stdlib.h>
#include <string.h>

void jh__flat_clear(jh__flat *f)
{
    free(f->p);
    *f = (jh__flat){0};
}

static void put(jh__flat *f, const void *bytes, size_t n)
{
    if (f->oom) return;
    if (f->cap - f->n < n) {
        size_t cap = f->cap * 2 + n + 256;
        unsigned char *p = calloc(1, cap);
        if (!p) {
            f->oom = true;
            return;
        }
        if (f->n) memcpy(p + cap - f->n, f->p + f->cap - f->n, f->n);
        free(f->p);
        f->p = p;
        f->cap = cap;
    }
    f->n += n;
    if (n) memcpy(f->p + f->cap - f->n, bytes, n);
}

/* Zeros, so that after `more` bytes the place is a multiple of `align` from the end. */
static void align_to(jh__flat *f, size_t align, size_t more)
{
    static const unsigned char zeros[16];
    size_t past = (f->n + more) % align;
    if (past) put(f, zeros, align - past);
}

static void put_number(jh__flat *f, int64_t value, size_t size)
{
    align_to(f, size, size);
    put(f, &value, size); /* the low bytes come first */
}

/* A reference counts from where it stands to what it means. */
static void put_reference(jh__flat *f, size_t place)
{
    align_to(f, 4, 4);
    put_number(f, (int64_t)(f->n + 4 - place), 4);
}

size_t jh__flat_text(jh__flat *f, const char *s)
{
    size_t n = strlen(s);
    align_to(f, 4, n + 1);
    put(f, s, n + 1);
    put_number(f, (int64_t)n, 4);
    return f->n;
}

size_t jh__flat_structs(jh__flat *f, const void *items, size_t n, size_t size,
                        size_t align)
{
    align_to(f, align, n * size);
    align_to(f, 4, n * size);
    put(f, items, n * size);
    put_number(f, (int64_t)n, 4);
    return f->n;
}

size_t jh__flat_references(jh__flat *f, const size_t *place, size_t n)
{
    for (size_t i = n; i-- > 0;)
        put_reference(f, place[i]);
    put_number(f, (int64_t)n, 4);
    return f->n;
}

/* ---- tables: the fields, then a list of where they stand ----------------------------------- */

void jh__flat_begin(jh__flat *f)
{
    memset(f->field, 0, sizeof f->field);
    f->table = f->n;
}

void jh__flat_number(jh__flat *f, size_t field, int64_t value, size_t size)
{
    put_number(f, value, size);
    f->field[field] = f->n;
}

void jh__flat_refer(jh__flat *f, size_t field, size_t place)
{
    put_reference(f, place);
    f->field[field] = f->n;
}

size_t jh__flat_end(jh__flat *f)
{
    size_t fields = JH__FLAT_FIELDS;
    while (fields && !f->field[fields - 1])
        fields--;
    put_number(f, 0, 4); /* distance to the list, once that is written */
    size_t table = f->n;
    for (size_t i = fields; i-- > 0;)
        put_number(f, f->field[i] ? (int64_t)(table - f->field[i]) : 0, 2);
    put_number(f, (int64_t)(table - f->table), 2);
    put_number(f, (int64_t)(4 + 2 * fields), 2);
    int32_t back = (int32_t)(f->n - table);
    if (!f->oom) memcpy(f->p + f->cap - table, &back, sizeof back);
    return table;
}

void jh__flat_finish(jh__flat *f, size_t root)
{
    align_to(f, 8, 4);
    put_reference(f, root);
}
