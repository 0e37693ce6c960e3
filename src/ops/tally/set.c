/* The file of tallies: JSON, which a county can read before it gives it away. */
#include "../files.h"
#include "tally.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define KIND "tally/1"

/* ---- writing ----------------------------------------------------------------------------- */

static void write_groups(jh_json *j, const jh__tally_set *set)
{
    jh_json_list(j, "groups");
    for (size_t i = 0; i < set->n; i++) {
        jh_json_object(j, NULL);
        if (set->name[i])
            jh_json_text(j, "by", set->name[i]);
        else
            jh_json_bool(j, "others", true);
        jh_tally_write(j, &set->tally[i]);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

static void write_part(jh_json *j, const jh__tally_part *p)
{
    jh_json_object(j, NULL);
    jh_json_text(j, "name", p->name);
    jh_json_integer(j, "rows", (int64_t)p->rows);
    jh_json_text(j, "print", p->print);
    jh_json_end_object(j);
}

/* The set as its own only part: rows, and a fingerprint of its groups. */
static jh_status own_part(jh_call *call, const jh__tally_set *set, jh__tally_part *out)
{
    jh_buf b = {0};
    jh_json j = {.out = &b};
    jh_json_object(&j, NULL);
    write_groups(&j, set);
    jh_json_end_object(&j);
    if (!b.oom)
        out->print = jh_sprintf(call->arena, "%016" PRIx64,
                                jh_hash_bytes(JH_HASH_START, b.p, b.n));
    for (size_t i = 0; i < set->n; i++)
        out->rows += set->tally[i].n;
    jh_buf_clear(&b);
    return out->print ? JH_OK : JH_ENOMEM;
}

jh_status jh__tally_set_write(jh_call *call, const jh__tally_set *set, const char *name,
                              jh_buf *out, jh_error *err)
{
    jh_json j = {.out = out, .pretty = true};
    jh__tally_part own = {.name = name};
    if (!set->parts && own_part(call, set, &own) != JH_OK) return jh_nomem(err);
    jh_json_object(&j, NULL);
    jh_json_text(&j, "junheng", KIND);
    jh_json_text(&j, "value", set->value);
    if (set->weight) jh_json_text(&j, "weight", set->weight);
    if (set->by) jh_json_text(&j, "by", set->by);
    jh_json_list(&j, "parts");
    if (!set->parts) write_part(&j, &own);
    for (size_t i = 0; i < set->parts; i++)
        write_part(&j, &set->part[i]);
    jh_json_end_list(&j);
    write_groups(&j, set);
    jh_json_end_object(&j);
    jh_buf_putc(out, '\n');
    return out->oom ? jh_nomem(err) : JH_OK;
}

/* ---- reading ------------------------------------------------------------------------------ */

static jh_status read_parts(jh_arena *arena, const jh_node *list, jh__tally_set *out,
                            jh_error *err)
{
    out->part = jh_alloc_array(arena, (list ? list->n : 0) + 1, sizeof *out->part);
    if (!out->part) return jh_nomem(err);
    for (const jh_node *p = list ? list->first : NULL; p; p = p->next) {
        jh__tally_part *part = &out->part[out->parts++];
        double rows;
        JH_TRY(jh_node_need_text(p, "name", &part->name, err));
        JH_TRY(jh_node_need_text(p, "print", &part->print, err));
        JH_TRY(jh_node_number(p, "rows", true, &rows, err));
        part->rows = (uint64_t)fmax(rows, 0);
    }
    return JH_OK;
}

static jh_status read_set(jh_arena *arena, const jh_node *root, jh__tally_set *out,
                          jh_error *err)
{
    JH_TRY(jh_node_need_text(root, "value", &out->value, err));
    out->weight = jh_node_text(root, "weight");
    out->by = jh_node_text(root, "by");
    JH_TRY(read_parts(arena, jh_node_get(root, "parts"), out, err));
    const jh_node *groups = jh_node_get(root, "groups");
    size_t n = groups ? groups->n : 0;
    out->name = jh_alloc_array(arena, n + 1, sizeof *out->name);
    out->tally = jh_alloc_array(arena, n + 1, sizeof *out->tally);
    if (!out->name || !out->tally) return jh_nomem(err);
    for (const jh_node *g = groups ? groups->first : NULL; g; g = g->next) {
        out->name[out->n] = jh_node_text(g, "by");
        jh_tally_init(&out->tally[out->n], arena);
        JH_TRY(jh_tally_read(g, &out->tally[out->n++], err));
    }
    return JH_OK;
}

jh_status jh__tally_set_read(jh_arena *arena, const char *path, jh__tally_set *out,
                             jh_error *err)
{
    jh__file file;
    jh_node *root;
    *out = (jh__tally_set){0};
    JH_TRY(jh__file_open(path, &file, err));
    jh_status st = jh_node_parse(arena, path, file.bytes, file.n, &root, err);
    jh__file_close(&file);
    JH_TRY(st);
    const char *kind = jh_node_text(root, "junheng");
    if (!kind || strcmp(kind, KIND))
        return jh_fail(err, JH_EINPUT, "ops.tally_no_tally", "file:s", path);
    return read_set(arena, root, out, err);
}
