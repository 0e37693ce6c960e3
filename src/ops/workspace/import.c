/* jh import: files into the registers, with what they change. */
#include "workspace.h"

#include <string.h>

#define ROWS_FOR_PEOPLE 40

/* ---- what is given ---- */

static jh_status map_files(jh_call *call, jh__file **file, jh_original **original,
                           jh_error *err)
{
    jh_given files = jh_call_given(call, "file");
    *file = jh_alloc_array(call->arena, files.n + 1, sizeof **file);
    *original = jh_alloc_array(call->arena, files.n + 1, sizeof **original);
    if (!*file || !*original) return jh_nomem(err);
    for (size_t i = 0; i < files.n; i++) {
        JH_TRY(jh__file_open(files.value[i], &(*file)[i], err));
        (*original)[i] = (jh_original){files.value[i], (*file)[i].bytes, (*file)[i].n};
    }
    return JH_OK;
}

static void unmap_files(const jh_call *call, jh__file *file)
{
    for (size_t i = 0; file && i < jh_call_given(call, "file").n; i++)
        jh__file_close(&file[i]);
}

static const char *mapping_of(jh_call *call)
{
    const jh_taught *taught;
    size_t n;
    jh_buf out = {0};
    jh_error quiet = {0};
    if (jh__memory_read(call, &taught, &n, &quiet) != JH_OK) return NULL;
    for (size_t i = 0; i < n; i++)
        jh_buf_printf(&out, "%s\t%s\n", taught[i].label, taught[i].fact);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

/* The store adds to the list; the call's own must not feel it. */
static jh_status own_diags(jh_call *call, const jh_diags *from, jh_diags *out)
{
    *out = *from;
    out->arena = call->arena;
    out->cap = from->n + 1;
    out->item = jh_alloc_array(call->arena, out->cap, sizeof *out->item);
    if (!out->item) return JH_ENOMEM;
    if (from->n) memcpy(out->item, from->item, from->n * sizeof *out->item);
    return JH_OK;
}

static jh_status import(jh_call *call, const jh__county *c, int year, jh_imported *out,
                        jh_error *err)
{
    const jh_vocabulary *v = c->pack->vocabulary;
    jh__file *file = NULL;
    jh_original *original = NULL;
    jh_diags diags;
    jh_store *s = NULL;
    size_t before = c->facts.diags.n;
    if (own_diags(call, &c->facts.diags, &diags) != JH_OK) return jh_nomem(err);
    jh_import what = {.stamp = jh__stamp(call),
                      .year = year,
                      .pack = c->pack->id,
                      .vocabulary = v->id,
                      .mapping = mapping_of(call),
                      .roles = jh__roles(v),
                      .check = jh__year_check,
                      .check_ctx = c->pack->vocabulary,
                      .book = {&c->facts.schools, &c->facts.areas, &c->facts.answers,
                               &c->facts.claims, &c->facts.overrides},
                      .sources = &c->facts.sources,
                      .originals = jh_call_given(call, "file").n,
                      .diags = &diags,
                      .rejected = c->rejected,
                      .progress = &call->progress};
    jh_status st = what.mapping ? map_files(call, &file, &original, err) : jh_nomem(err);
    what.original = original;
    if (st == JH_OK)
        st = jh_store_open(jh_call_text(call, "ws"), JH_STORE_WRITE, &s, err);
    if (st == JH_OK)
        st = jh_store_import(s, call->arena, &what, jh_call_flag(call, "dry-run"), out,
                             err);
    jh_store_close(s);
    unmap_files(call, file);
    if (st == JH_OK && out->checked) {
        call->diags = out->found;
        return JH_OK;
    }
    for (size_t i = before; st == JH_OK && i < diags.n; i++) {
        const jh_diag *d = &diags.item[i];
        if (jh_diag_add(&call->diags, d->level, d->where, d->msg.key, "") != JH_OK)
            return jh_nomem(err);
        call->diags.item[call->diags.n - 1].msg = d->msg;
    }
    return st;
}

/* ---- what it changed ---- */

static const char *place(jh_call *call, jh_where where)
{
    jh_buf out = {0};
    jh_where_render(&out, call->lang, where);
    const char *s = out.oom ? NULL : jh_strndup(call->arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

static const char *fact_name(const jh_call *call, const jh__county *c, const char *id)
{
    int fact = jh_vocabulary_fact(c->pack->vocabulary, id);
    return fact < 0 ? id : jh_label_in(c->pack->vocabulary->fact[fact].name, call->lang);
}

static jh_status changes(jh_call *call, const jh__county *c, const jh_imported *x)
{
    static const char *const head[] = {
        "ops.ws_subject", "ops.ws_fact", ">ops.ws_before", ">ops.ws_after", "ops.ws_from",
        "ops.ws_to",      NULL};
    if (!x->changes) return JH_OK;
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.ws_changes"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < x->changes; i++) {
        const jh_change *ch = &x->change[i];
        if (!call->want_all && i == ROWS_FOR_PEOPLE) break;
        const char *none = jh_text(call->lang, "ops.missing");
        const char *cell[] = {ch->subject,
                              fact_name(call, c, ch->fact),
                              ch->before ? ch->before : none,
                              ch->after ? ch->after : none,
                              place(call, ch->before_at),
                              place(call, ch->after_at)};
        JH_TRY(jh__table_add_row(call, t, cell));
    }
    if (!call->want_all && x->changes > ROWS_FOR_PEOPLE)
        return jh__after(call, "ops.more_rows", "n:u", x->changes - ROWS_FOR_PEOPLE);
    return JH_OK;
}

static void where_json(jh_json *j, const char *key, jh_where where)
{
    jh_json_object(j, key);
    jh_json_text(j, "file", where.file);
    jh_json_text(j, "sheet", where.sheet);
    jh_json_integer(j, "row", where.row);
    jh_json_integer(j, "column", where.col);
    jh_json_end_object(j);
}

static jh_status json(jh_call *call, const jh__county *c, const jh_imported *x)
{
    static const char *const kind[] = {"added", "changed", "removed"};
    jh_json j = {.out = &call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_bool(&j, "dry_run", jh_call_flag(call, "dry-run"));
    jh_json_bool(&j, "nothing_new", x->nothing);
    jh_json_integer(&j, "schools", (int64_t)c->facts.schools.rows);
    jh_json_integer(&j, "rejected_rows", (int64_t)c->rejected);
    jh_json_integer(&j, "added", (int64_t)x->added);
    jh_json_integer(&j, "changed", (int64_t)x->changed);
    jh_json_integer(&j, "removed", (int64_t)x->removed);
    jh_json_integer(&j, "same", (int64_t)x->same);
    jh_json_integer(&j, "empty_cells", (int64_t)x->empty);
    jh_json_list(&j, "changes");
    for (size_t i = 0; i < x->changes; i++) {
        const jh_change *ch = &x->change[i];
        jh_json_object(&j, NULL);
        jh_json_text(&j, "kind", kind[ch->kind]);
        jh_json_text(&j, "subject", ch->subject);
        jh_json_text(&j, "fact", ch->fact);
        jh_json_text(&j, "before", ch->before);
        jh_json_text(&j, "after", ch->after);
        where_json(&j, "before_at", ch->before_at);
        where_json(&j, "after_at", ch->after_at);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return call->json.oom ? JH_ENOMEM : JH_OK;
}

static jh_status words(jh_call *call, const jh__county *c, const jh_imported *x)
{
    bool dry = jh_call_flag(call, "dry-run");
    const char *key = x->nothing ? "ops.ws_nothing_new"
                      : dry      ? "ops.ws_would_import"
                                 : "ops.ws_imported";
    JH_TRY(jh__note(call, key, "schools:u added:u changed:u removed:u same:u empty:u",
                    c->facts.schools.rows, x->added, x->changed, x->removed, x->same,
                    x->empty));
    if (c->rejected) JH_TRY(jh__note(call, "ops.rejected", "n:u", c->rejected));
    JH_TRY(jh__diag_summary(call));
    return changes(call, c, x);
}

/* ---- rows that were set aside ---- */

static jh_status write_repair(jh_call *call, const jh__county *c, jh_error *err)
{
    const char *path = jh_call_text(call, "repair");
    jh_buf out = {0};
    if (!path || !c->facts.rejects || jh_call_flag(call, "dry-run")) return JH_OK;
    jh_status st = jh_intake_repair(&c->facts, call->lang, &out);
    st = st == JH_OK ? jh__file_write(call, path, &out, err) : jh_nomem(err);
    jh_buf_clear(&out);
    JH_TRY(st);
    st = jh__after(call, "ops.repair", "file:s", path);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__county c;
    jh_imported x = {0};
    int year;
    JH_TRY(jh__year(call, &year, err));
    if (!jh_store_is(jh_call_text(call, "ws")))
        return jh_fail(err, JH_EINPUT, "store.not_workspace", "file:s",
                       jh_call_text(call, "ws"));
    JH_TRY(jh__county_read(call, &c, err));
    JH_TRY(import(call, &c, year, &x, err));
    JH_TRY(write_repair(call, &c, err));
    jh_status st = call->want_json ? json(call, &c, &x) : words(call, &c, &x);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "year",
     .kind = JH_PARAM_NUMBER,
     .required = true,
     .help = {"数据所属的学年（起始年份，如 2026）",
              "school year that the data are of, by its first year (2026)"}},
    {.name = "dry-run",
     .kind = JH_PARAM_FLAG,
     .help = {"只看会改动什么，不写入", "show what would change, write nothing"}},
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .fallback = "cn-2017-quality",
     .help = {"按哪个标准的词汇识别数据项", "pack whose vocabulary names the facts"}},
    JH__PARAM_FORM,
    JH__PARAM_WHERE,
    JH__PARAM_COLUMN,
    JH__PARAM_MEMORY,
    {.name = "repair",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把不能用的行写到这个修正表",
              "write the rows that cannot be used into this repair file"}},
    JH__PARAM_PERSON,
    JH__PARAM_WS,
    JH__PARAM_FILES,
};

extern const jh_op jh__op_import;
const jh_op jh__op_import = {
    .name = "import",
    .summary = {"把表导入工作区，并逐格列出改动了什么",
                "take files into a workspace and list cell by cell what they change"},
    .details =
        {"一次导入要么全部写入，要么什么都不写。原始文件原样保存。再次导入同一个文件不"
         "会改动任何数据。有问题的行和 jh check 一样搁置，其余照常导入。后导入的文件里"
         "的空格不会抹掉已有的数，除非那个数来自同名文件的同名工作表。",
         "An import is written whole or not at all. Original files are kept byte "
         "for byte. The same file again changes nothing. Faulty rows are set aside "
         "as by jh check, the rest is taken. An empty cell takes a stored value "
         "away only if that came from a sheet of the same name in a file of the "
         "same name."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
