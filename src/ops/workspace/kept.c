/* A kept result, computed again by the pack text that was kept with it. */
#include "workspace.h"

#include <junheng/plans.h>

#include <string.h>

static bool find_kept(void *ctx, const char *kind, const char *id, const char **file,
                      const void **bytes, size_t *n)
{
    const jh_kept_result *r = ctx;
    for (size_t i = 0; i < r->texts; i++) {
        const jh_kept_text *t = &r->text[i];
        if (strcmp(t->kind, kind) || strcmp(t->id, id)) continue;
        *file = t->file;
        *bytes = t->bytes;
        *n = t->n;
        return true;
    }
    return false;
}

/* Settings as lines "id=value". */
static jh_status choices_of(jh_arena *arena, const char *text, jh_choice **out, size_t *n)
{
    char *p = jh_strdup(arena, text);
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    while (p && *p) {
        char *end = strchr(p, '\n'), *equal = strchr(p, '=');
        if (!end || !equal || equal > end) break;
        *end = *equal = '\0';
        jh_choice *grown = jh_grow(arena, *out, &cap, *n + 1, sizeof *grown);
        if (!grown) return JH_ENOMEM;
        *out = grown;
        grown[(*n)++] = (jh_choice){p, equal + 1};
        p = end + 1;
    }
    return p ? JH_OK : JH_ENOMEM;
}

jh_status jh__kept_pack(jh_arena *arena, jh_kept_result *r, jh_pack **out, jh_error *err)
{
    jh_library library = {r, find_kept};
    jh_choice *choice;
    size_t n;
    if (choices_of(arena, r->settings, &choice, &n) != JH_OK) return jh_nomem(err);
    if (!r->texts) return jh_fail(err, JH_EIO, "store.damaged", "why:s", "pack");
    jh_choices choices = {choice, n};
    jh_input file = {r->text[0].file, r->text[0].bytes, r->text[0].n};
    return jh_pack_read(arena, &library, &file, &choices, out, err);
}

jh_status jh__kept_judge(jh_call *call, jh_store *s, const jh_kept_result *r,
                         jh__county *out, jh_assessment *a, jh_error *err)
{
    jh_books books;
    out->snapshot = r->snapshot;
    JH_TRY(jh_store_frozen(s, call->arena, &r->snapshot, &books, err));
    jh__county_of_books(out, call->arena, &books);
    return jh__county_judge(call, out, r->date, r->reliefs_in_force, a, err);
}

/* ---- plans ---- */

const jh_original *jh__replay_file(const jh_call *call, const char *name)
{
    const jh_kept_plan *p = call->replay ? call->replay->plan : NULL;
    for (size_t i = 0; p && i < p->files; i++)
        if (p->file[i].original.name == name) return &p->file[i].original;
    return NULL;
}

jh_status jh__replay_assess(jh_call *call, jh__county *county, jh_assessment *out,
                            jh_error *err)
{
    const jh_kept_plan *p = call->replay->plan;
    jh_kept_result r = {.snapshot = p->snapshot,
                        .settings = p->settings,
                        .date = p->date,
                        .reliefs_in_force = p->reliefs_in_force,
                        .text = p->text,
                        .texts = p->texts};
    *county = (jh__county){0};
    JH_TRY(jh__kept_pack(call->arena, &r, &county->pack, err));
    return jh__kept_judge(call, call->replay->store, &r, county, out, err);
}
