/* A new workspace: made under another name, looked through, then put in place as a whole, so
 * that there is never one without its first record. */
#include "store_int.h"

#include <unistd.h>

static jh_status fill(const char *path, jh__filler filler, void *what, jh_error *err)
{
    jh_store *s;
    JH_TRY(jh__store_make(path, &s, err));
    jh_status st = filler(s, what, err);
    if (st == JH_OK) st = jh__db_settle(s, err);
    jh_store_close(s);
    return st;
}

jh_status jh__found(jh_arena *arena, const char *path, jh__filler filler, void *what,
                    jh_error *err)
{
    if (access(path, F_OK) == 0)
        return jh_fail(err, JH_EUSAGE, "store.exists", "file:s", path);
    const char *beside = jh__beside(arena, path);
    if (!beside) return jh_nomem(err);
    jh__drop(arena, beside);
    jh_status st = fill(beside, filler, what, err);
    if (st == JH_OK) st = jh_store_sound(beside, arena, err);
    if (st == JH_OK) st = jh__remove_logs(arena, path, err);
    if (st == JH_OK) st = jh__put_in_place(arena, beside, path, false, err);
    jh__drop(arena, beside);
    return st;
}

typedef struct founding {
    jh_stamp stamp;
    const char *county;
} founding;

static jh_status first_rows(jh_store *s, const founding *f, jh_error *err)
{
    JH_TRY(jh__db_do(s, err, "INSERT INTO reg_meta (name, value) VALUES ('county', ?)",
                     "t", f->county ? f->county : ""));
    return jh__audit_add(s, f->stamp, "init", 0, err);
}

static jh_status first_record(jh_store *s, void *what, jh_error *err)
{
    JH_TRY(jh__db_begin(s, "reg_", err));
    return jh__db_end(s, first_rows(s, what, err), err);
}

jh_status jh_store_create(const char *path, jh_stamp stamp, const char *county,
                          jh_error *err)
{
    founding f = {stamp, county};
    jh_arena *arena = jh_arena_new();
    jh_status st = arena ? jh__found(arena, path, first_record, &f, err) : jh_nomem(err);
    jh_arena_free(arena);
    return st;
}
