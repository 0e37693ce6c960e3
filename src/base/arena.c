/* Blocks double in size up to 1 MiB, so that an operation on one county takes a few
 * hundred KiB and a nation does not ask the system a million times. A large array has a block
 * of its own, which can be stretched in place: a column of a nation's table would else leave
 * all its shorter copies behind. */
#include <junheng/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)16 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALONE ((size_t)16 << 10) /* from this size on, a block of its own */
#define ALIGNMENT sizeof(max_align_t)

typedef struct block {
    struct block *before, *after; /* after: only among blocks of one array */
    size_t cap, used;
    max_align_t data[];
} block;

struct jh_arena {
    block *top;   /* small things share these */
    block *alone; /* one array each */
    size_t taken, next;
};

jh_arena *jh_arena_new(void)
{
    jh_arena *a = calloc(1, sizeof *a);
    if (a) a->next = FIRST_BLOCK;
    return a;
}

static void free_blocks(block *b)
{
    for (block *before; b; b = before) {
        before = b->before;
        free(b);
    }
}

void jh_arena_free(jh_arena *arena)
{
    if (!arena) return;
    free_blocks(arena->top);
    free_blocks(arena->alone);
    free(arena);
}

static block *lowest(block *b)
{
    while (b->before)
        b = b->before;
    return b;
}

void jh_arena_take(jh_arena *arena, jh_arena *from)
{
    if (!from) return;
    if (from->top) {
        /* behind the block that still has room */
        block **behind = arena->top ? &arena->top->before : &arena->top;
        lowest(from->top)->before = *behind;
        *behind = from->top;
    }
    if (from->alone) {
        block *last = lowest(from->alone);
        last->before = arena->alone;
        if (arena->alone) arena->alone->after = last;
        arena->alone = from->alone;
    }
    arena->taken += from->taken;
    free(from);
}

static block *add_block(jh_arena *a, size_t need)
{
    size_t cap = need > a->next ? need : a->next;
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

/* A zeroed block of its own, or `b` stretched to `size` bytes with the new ones zeroed. */
static void *place_alone(jh_arena *a, block *b, size_t size)
{
    size_t old = b ? b->cap : 0;
    bool first = b && b == a->alone;
    if (size > SIZE_MAX - sizeof *b) return NULL;
    block *moved = b ? realloc(b, sizeof *b + size) : calloc(1, sizeof *b + size);
    if (!moved) return NULL;
    moved->cap = size;
    a->taken += size - old + (b ? 0 : sizeof *b);
    if (!b) {
        moved->before = a->alone;
        moved->after = NULL;
        if (a->alone) a->alone->after = moved;
        a->alone = moved;
        return moved->data;
    }
    if (first)
        a->alone = moved;
    else
        moved->after->before = moved;
    if (moved->before) moved->before->after = moved;
    memset((char *)moved->data + old, 0, size - old);
    return moved->data;
}

void *jh_alloc(jh_arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) return NULL;
    if (size >= ALONE) return place_alone(arena, NULL, size);
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

void *jh_stretch(jh_arena *arena, void *array, size_t old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) return NULL;
    if (array && old * size >= ALONE)
        return place_alone(arena, (block *)((char *)array - offsetof(block, data)),
                           count * size);
    void *p = jh_alloc(arena, count * size);
    if (p && array) memcpy(p, array, old * size);
    return p;
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
        fresh += fresh * size < ALONE ? fresh : fresh / 2;
    }
    char *p = jh_stretch(arena, array, array ? *cap : 0, fresh, size);
    if (p) *cap = fresh;
    return p;
}
