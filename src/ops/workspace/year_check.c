/* A whole year looked through: what its files say together, and against the year before. */
#include "workspace.h"

#include <string.h>

static void facts_of(jh_facts *f, jh_arena *arena, const jh_vocabulary *v,
                     const jh_books *books)
{
    jh_facts_init(f, arena, v);
    f->schools = books->book[JH_BOOK_SCHOOL];
    f->areas = books->book[JH_BOOK_AREA];
    f->answers = books->book[JH_BOOK_ANSWER];
    f->claims = books->book[JH_BOOK_CLAIM];
    f->overrides = books->book[JH_BOOK_OVERRIDE];
    f->sources = books->sources;
}

/* What the checks will find again is taken out. */
static jh_status keep_the_rest(jh_facts *f, jh_two_years *y)
{
    const jh_diags *from = &y->now.diags;
    jh_diags *to = &f->diags;
    size_t older = y->older;
    to->arena = f->arena;
    to->cap = from->n + 1;
    to->item = jh_alloc_array(f->arena, to->cap, sizeof *to->item);
    if (!to->item) return JH_ENOMEM;
    for (size_t i = 0; i < from->n; i++) {
        const jh_diag *d = &from->item[i];
        if (jh_intake_rechecks(f->vocabulary, d)) {
            y->older -= i < older;
            continue;
        }
        to->item[to->n++] = *d;
        if (d->level != JH_EXPLAIN || !d->reason) to->count[d->level]++;
    }
    return JH_OK;
}

jh_status jh__year_check(void *ctx, jh_arena *arena, jh_two_years *years, jh_error *err)
{
    const jh_vocabulary *v = ctx;
    jh_facts now, before;
    facts_of(&now, arena, v, &years->now);
    facts_of(&before, arena, v, &years->before);
    if (keep_the_rest(&now, years) != JH_OK) return jh_nomem(err);
    JH_TRY(jh_intake_recheck(&now, years->has_before ? &before : NULL, &years->kin, err));
    years->now.diags = now.diags;
    return JH_OK;
}

static const char *role(const jh_vocabulary *v, int fact)
{
    return fact < 0 ? NULL : v->fact[fact].id;
}

jh_roles jh__roles(const jh_vocabulary *v)
{
    return (jh_roles){role(v, v->role_id), role(v, v->role_name), role(v, v->role_area)};
}

jh_status jh__workspace_check(jh_call *call, const char *path, jh__county *out,
                              jh_error *err)
{
    jh_store *s;
    jh_two_years years;
    int year;
    *out = (jh__county){.workspace = path};
    JH_TRY(jh__year(call, &year, err));
    if (!year) return jh_fail(err, JH_EUSAGE, "ops.ws_which_year", "file:s", path);
    if (jh_call_given(call, "file").n > 1)
        return jh_fail(err, JH_EUSAGE, "ops.ws_alone", "file:s", path);
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &out->pack, err));
    jh_roles roles = jh__roles(out->pack->vocabulary);
    JH_TRY(jh_store_open(path, JH_STORE_READ, &s, err));
    jh_status st = jh_store_two_years(s, call->arena, year, &roles, &years, err);
    jh_store_close(s);
    JH_TRY(st);
    JH_TRY(jh__same_vocabulary(out, &years.now, err));
    JH_TRY(jh__year_check(out->pack->vocabulary, call->arena, &years, err));
    jh__county_of_books(out, call->arena, &years.now);
    call->diags = out->facts.diags;
    return JH_OK;
}
