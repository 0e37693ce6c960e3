/* Blocks double in size up to 1 MiB, so that an operation on one county takes a few
 * hundred KiB and a nation does not ask the system a million times. */
#include <junheng/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)16 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALIGNMENT sizeof(max_align_t)

typedef struct block {
    struct block *before;
    size_t cap, used;
    max_align_t data[];
} block;

struct jh_arena {
    block *top;
    size_t taken, next;
};

jh_arena *jh_arena_new(void)
{
    jh_arena *a = calloc(1, sizeof *a);
    if (a) a->next = FIRST_BLOCK;
    return a;
}

void jh_arena_free(jh_arena *arena)
{
    if (!arena) return;
    for (block *b = arena->top, *before; b; b = before) {
        before = b->before;
        free(b);
    }
    free(arena);
}

static block *add_block(jh_arena *a, size_t need)
{
    size_t cap = need > a->next ? need : a->next;
    if (cap > SIZE_MAX - sizeof(block)) return NULL;
    block *b = malloc(sizeof *b + cap);
    if (!b) return NULL;
    b->cap = cap;
    b->used = 0;
    b->before = a->top;
    a->top = b;
    a->taken += sizeof *b + cap;
    if (a->next < LARGEST_BLOCK) a->next *= 2;
    return b;
}

void *jh_alloc(jh_arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) return NULL;
    size_t need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    block *b = arena->top;
    if (!b || b->cap - b->used < need) b = add_block(arena, need);
    if (!b) return NULL;
    void *p = (char *)b->data + b->used;
    b->used += need;
    memset(p, 0, size);
    return p;
}

void *jh_alloc_array(jh_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) return NULL;
    return jh_alloc(arena, count * size);
}

char *jh_strndup(jh_arena *arena, const char *s, size_t n)
{
    char *p = n < SIZE_MAX ? jh_alloc(arena, n + 1) : NULL;
    if (p && n) memcpy(p, s, n);
    return p;
}

char *jh_strdup(jh_arena *arena, const char *s)
{
    return jh_strndup(arena, s, strlen(s));
}

char *jh_sprintf(jh_arena *arena, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : jh_alloc(arena, (size_t)n + 1);
    if (p) vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p;
}

size_t jh_arena_size(const jh_arena *arena)
{
    return arena->taken;
}

void *jh_grow(jh_arena *arena, void *array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap && array) return array;
    size_t fresh = *cap ? *cap : 8;
    while (fresh < need) {
        if (fresh > SIZE_MAX / 2) return NULL;
        fresh *= 2;
    }
    char *p = jh_alloc_array(arena, fresh, size);
    if (!p) return NULL;
    if (array) memcpy(p, array, *cap * size);
    *cap = fresh;
    return p;
}
