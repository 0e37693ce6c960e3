#include "load.h"
#include "reply.h"
#include "workspace/workspace.h"

#include <string.h>
#include <unistd.h>

/* ---- packs and forms by name or file ---- */

static bool looks_like_file(const char *word)
{
    size_t n = strlen(word);
    return strchr(word, '/') || (n > 5 && !strcmp(word + n - 5, ".yaml"));
}

static jh_status keep_file(jh_call *call, const char *path, const void **bytes, size_t *n,
                           jh_error *err)
{
    jh__file file;
    JH_TRY(jh__file_open(path, &file, err));
    *bytes = jh_strndup(call->arena, file.bytes ? file.bytes : "", file.n);
    *n = file.n;
    jh__file_close(&file);
    return *bytes ? JH_OK : jh_nomem(err);
}

static bool find_beside(const jh__library *l, const char *format, const char *id,
                        const char **file, const void **bytes, size_t *n)
{
    jh_error quiet = {0};
    jh_buf path = {0};
    jh_buf_puts(&path, l->folder);
    jh_buf_puts(&path, format);
    jh_buf_puts(&path, id);
    jh_buf_puts(&path, ".yaml");
    *file = path.oom ? NULL : jh_strdup(l->call->arena, path.p);
    jh_buf_clear(&path);
    return *file && access(*file, R_OK) == 0 &&
           keep_file(l->call, *file, bytes, n, &quiet) == JH_OK;
}

/* Remembers a text as it was read, so that a kept result can be computed again. */
static bool keep_text(const jh__library *l, const jh_kept_text *text)
{
    jh__county *c = l->keep;
    jh_kept_text *grown =
        jh_grow(l->call->arena, c->text, &c->text_cap, c->texts + 1, sizeof *grown);
    if (!grown) return false;
    c->text = grown;
    c->text[c->texts] = *text;
    c->text[c->texts].kind = jh_strdup(l->call->arena, text->kind);
    c->text[c->texts].id = jh_strdup(l->call->arena, text->id);
    return c->text[c->texts].kind && c->text[c->texts++].id;
}

static bool find_text(void *ctx, const char *kind, const char *id, const char **file,
                      const void **bytes, size_t *n)
{
    const jh__library *l = ctx;
    if (l->folder && !strchr(id, '/')) {
        if (find_beside(l, "/", id, file, bytes, n)) return true;
        if (!strcmp(kind, "vocabulary") &&
            find_beside(l, "/vocabulary/", id, file, bytes, n))
            return true;
    }
    jh_library builtin = jh_library_builtin();
    return builtin.find(builtin.ctx, kind, id, file, bytes, n);
}

static bool find(void *ctx, const char *kind, const char *id, const char **file,
                 const void **bytes, size_t *n)
{
    const jh__library *l = ctx;
    if (!find_text(ctx, kind, id, file, bytes, n)) return false;
    if (!l->keep) return true;
    const jh_kept_text text = {kind, id, *file, *bytes, *n};
    return keep_text(l, &text);
}

jh_library jh__library_of(jh__library *library)
{
    return (jh_library){library, find};
}

static const char *folder_of(jh_call *call, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? jh_strndup(call->arena, path, (size_t)(slash - path)) : ".";
}

jh_status jh__pack_keep(jh_call *call, const char *word, jh__county *keep, jh_pack **out,
                        jh_error *err)
{
    jh_given set = jh_call_given(call, "set");
    jh_choice *choice = jh_alloc_array(call->arena, set.n + 1, sizeof *choice);
    if (!choice) return jh_nomem(err);
    for (size_t i = 0; i < set.n; i++) {
        const char *equal = strchr(set.value[i], '=');
        choice[i].id =
            jh_strndup(call->arena, set.value[i], (size_t)(equal - set.value[i]));
        choice[i].value = equal + 1;
        if (!choice[i].id) return jh_nomem(err);
    }
    jh__library own = {call, NULL, keep};
    jh_library library = jh__library_of(&own);
    jh_choices choices = {choice, set.n};
    if (!looks_like_file(word))
        return jh_pack_load(call->arena, &library, word, &choices, out, err);
    const void *bytes;
    size_t n;
    JH_TRY(keep_file(call, word, &bytes, &n, err));
    own.folder = folder_of(call, word);
    const jh_kept_text text = {"pack", word, word, bytes, n};
    if (!own.folder || (keep && !keep_text(&own, &text))) return jh_nomem(err);
    jh_input file = {word, bytes, n};
    return jh_pack_read(call->arena, &library, &file, &choices, out, err);
}

jh_status jh__pack_open(jh_call *call, const char *word, jh_pack **out, jh_error *err)
{
    return jh__pack_keep(call, word, NULL, out, err);
}

static jh_status add_form(jh_call *call, jh__county *c, size_t *cap, const jh_input *file,
                          jh_error *err)
{
    jh__library own = {call, NULL, NULL};
    jh_library library = jh__library_of(&own);
    jh_form *form;
    JH_TRY(jh_form_read(call->arena, &library, file, c->pack->vocabulary, &form, err));
    const jh_form **grown =
        jh_grow(call->arena, c->form, cap, c->forms + 1, sizeof *grown);
    if (!grown) return jh_nomem(err);
    c->form = grown;
    c->form[c->forms++] = form;
    return JH_OK;
}

/* Vocabulary that a form file is for, without reading the rest of it. */
static jh_status form_vocabulary(jh_arena *arena, const jh_asset *a, const char **id,
                                 jh_error *err)
{
    jh_node *root;
    JH_TRY(jh_node_parse(arena, a->name, a->bytes, a->n, &root, err));
    const char *v = jh_node_text(root, "vocabulary");
    *id = v ? v : "";
    return JH_OK;
}

static jh_status open_forms(jh_call *call, jh__county *c, jh_error *err)
{
    jh_given given = jh_call_given(call, "form");
    size_t cap = 0, n;
    for (size_t i = 0; i < given.n; i++) {
        const void *bytes;
        const char *file = given.value[i];
        jh__library own = {call, NULL, NULL};
        if (looks_like_file(file))
            JH_TRY(keep_file(call, file, &bytes, &n, err));
        else if (!find(&own, "form", file, &file, &bytes, &n))
            return jh_fail(err, JH_EINPUT, "pack.not_found", "kind:s id:s",
                           "@pack.kind_form", given.value[i]);
        JH_TRY(add_form(call, c, &cap, &(jh_input){file, bytes, n}, err));
    }
    const jh_asset *asset = jh_asset_list(&n);
    for (size_t i = 0; !given.n && i < n; i++) {
        if (strncmp(asset[i].name, "forms/", 6)) continue;
        const char *id;
        JH_TRY(form_vocabulary(call->arena, &asset[i], &id, err));
        if (strcmp(id, c->pack->vocabulary->id)) continue;
        jh_input file = {asset[i].name, asset[i].bytes, asset[i].n};
        JH_TRY(add_form(call, c, &cap, &file, err));
    }
    return JH_OK;
}

/* ---- unknown columns ---- */

static jh_status remember_given(jh_call *call, jh_error *err)
{
    jh_given columns = jh_call_given(call, "column");
    for (size_t i = 0; i < columns.n; i++) {
        const char *equal = strrchr(columns.value[i], '=');
        const char *label =
            jh_strndup(call->arena, columns.value[i], (size_t)(equal - columns.value[i]));
        if (!label) return jh_nomem(err);
        JH_TRY(jh__memory_add(call, label, equal + 1, err));
    }
    return JH_OK;
}

/* Asks about each unknown column; *asked says whether anything was learnt. */
static jh_status ask_columns(jh_call *call, jh__county *c, bool *asked, jh_error *err)
{
    for (size_t i = 0; call->ask.line && i < c->facts.unknowns; i++) {
        const jh_unknown *u = &c->facts.unknown[i];
        const char *question = jh__cell_text(
            call, u->guess ? "ops.ask_column_guess" : "ops.ask_column",
            "label:s example:s guess:s", u->label, u->example, u->guess ? u->guess : "");
        const char *answer;
        if (!question) return jh_nomem(err);
        if (!call->ask.line(call->ask.ctx, call->arena, question, &answer)) return JH_OK;
        if (!strcmp(answer, "?")) continue;
        if (!answer[0] && u->guess) answer = u->guess;
        if (!strcmp(answer, "-")) answer = "";
        if (answer[0] && jh_vocabulary_fact(c->pack->vocabulary, answer) < 0) continue;
        JH_TRY(jh__memory_add(call, u->label, answer, err));
        *asked = true;
    }
    return JH_OK;
}

static jh_status list_columns(jh_call *call, const jh__county *c, jh_error *err)
{
    jh_diags *d = &call->diags;
    for (size_t i = 0; i < c->facts.unknowns; i++) {
        const jh_unknown *u = &c->facts.unknown[i];
        if (jh_diag_add(d, JH_NOTE, u->where,
                        u->guess ? "ops.column_unknown_guess" : "ops.column_unknown",
                        "label:s example:s guess:s", u->label, u->example,
                        u->guess ? u->guess : "") != JH_OK)
            return jh_nomem(err);
    }
    return JH_OK;
}

/* ---- reading ---- */

static jh_status read_files(jh_call *call, jh__county *c, jh_error *err)
{
    jh_given files = jh_call_given(call, "file");
    jh_intake_options options = {.form = c->form,
                                 .forms = c->forms,
                                 .progress = &call->progress,
                                 .where = jh_call_text(call, "where")};
    JH_TRY(jh__memory_read(call, &options.taught, &options.taught_n, err));
    jh_facts_init(&c->facts, call->arena, c->pack->vocabulary);
    for (size_t i = 0; i < files.n; i++) {
        jh__file file;
        JH_TRY(jh__file_open(files.value[i], &file, err));
        jh_input in = {files.value[i], file.bytes ? file.bytes : "", file.n};
        jh_status st = jh_intake_file(&c->facts, &in, &options, err);
        jh__file_close(&file);
        JH_TRY(st);
    }
    return jh_intake_check(&c->facts, &options, err);
}

bool jh__says_sample(const jh_facts *facts)
{
    const jh_frame *schools = &facts->schools;
    const jh_vocabulary *v = facts->vocabulary;
    ptrdiff_t col =
        v->role_area < 0 ? -1 : jh_frame_find(schools, v->fact[v->role_area].id);
    const char *zh = jh_text(JH_ZH, "ops.sample_county");
    const char *en = jh_text(JH_EN, "ops.sample_county");
    for (size_t i = 0; col >= 0 && i < schools->rows; i++) {
        const jh_column *c = &schools->column[col];
        if (!c->text || !c->valid[i]) continue;
        if (!strncmp(c->text[i], zh, strlen(zh)) || !strncmp(c->text[i], en, strlen(en)))
            return true;
    }
    return false;
}

jh_status jh__county_read(jh_call *call, jh__county *out, jh_error *err)
{
    bool asked = false;
    const char *workspace;
    *out = (jh__county){0};
    JH_TRY(jh__pack_keep(call, jh_call_text(call, "pack"), out, &out->pack, err));
    if (jh__workspace_given(call, &workspace))
        return jh__workspace_read(call, workspace, out, err);
    JH_TRY(open_forms(call, out, err));
    JH_TRY(remember_given(call, err));
    JH_TRY(read_files(call, out, err));
    if (out->facts.unknowns) JH_TRY(ask_columns(call, out, &asked, err));
    if (asked) JH_TRY(read_files(call, out, err));
    call->diags = out->facts.diags;
    out->rejected = out->facts.rejects;
    out->sample = jh__says_sample(&out->facts);
    return list_columns(call, out, err);
}

/* ---- rows that could not be used ---- */

static bool names(const jh_reject *r, const char *area)
{
    for (size_t i = 0; i < r->cells; i++)
        if (r->cell[i] && !strcmp(r->cell[i], area)) return true;
    return false;
}

/* A row set aside belongs to the area that one of its cells names; else it may be anyone's. */
static jh_status set_aside(jh_call *call, const jh__county *c, jh_assessment *a,
                           jh_error *err)
{
    size_t anyone = c->rejected;
    size_t *rows = jh_alloc_array(call->arena, a->areas + 1, sizeof *rows);
    if (!rows) return jh_nomem(err);
    for (size_t i = 0; i < c->facts.rejects; i++)
        for (size_t k = 0; k < a->areas; k++)
            if (a->area[k].name[0] && names(&c->facts.reject[i], a->area[k].name)) {
                rows[k]++;
                anyone--;
                break;
            }
    for (size_t k = 0; k < a->areas; k++)
        if (rows[k] + anyone)
            JH_TRY(jh_assess_set_aside(call->arena, a, k, rows[k] + anyone, err));
    return JH_OK;
}

jh_status jh__county_judge(jh_call *call, jh__county *county, const char *date,
                           bool reliefs_in_force, jh_assessment *out, jh_error *err)
{
    jh_statements statements = {
        .answers = &county->facts.answers,
        .claims = &county->facts.claims,
        .date = date,
        .reliefs_in_force = reliefs_in_force,
    };
    jh_assess_input in = {&county->facts.schools, &county->facts.areas, &statements,
                          &call->progress};
    JH_TRY(jh_assess(call->arena, county->pack, &in, out, err));
    return county->rejected ? set_aside(call, county, out, err) : JH_OK;
}

jh_status jh__county_assess(jh_call *call, jh__county *county, jh_assessment *out,
                            jh_error *err)
{
    const char *date = jh_call_text(call, "date");
    int32_t days;
    if (call->replay) return jh__replay_assess(call, county, out, err);
    if (date && !jh_date_parse(date, &days))
        return jh_fail(err, JH_EUSAGE, "ops.bad_date", "text:s", date);
    JH_TRY(jh__county_read(call, county, err));
    if (!county->facts.schools.rows) return jh_fail(err, JH_EINPUT, "ops.no_schools", "");
    return jh__county_judge(call, county, date ? date : call->today,
                            jh_call_flag(call, "reliefs-in-force"), out, err);
}

const char *jh__area_name(const jh_call *call, const char *name)
{
    return name[0] ? name : jh_text(call->lang, "ops.this_county");
}
