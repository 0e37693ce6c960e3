/* jh pack test: the cases of packs, as an inspector wrote them. */
#include "../cases/cases.h"
#include "../reply.h"

#include <string.h>

typedef struct tally {
    size_t cases, good;
    jh_table *table;
    jh_json j;
} tally;

static jh_status failures(jh_call *call, tally *t, const char *pack, const jh__case *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const jh__expectation *e = &c->item[i];
        if (e->holds && !call->want_all) continue;
        const char *cell[] = {
            pack,    c->name,
            e->what, e->wanted,
            e->got,  jh_text(call->lang, e->holds ? "ops.holds" : "ops.differs")};
        JH_TRY(jh__table_add_row(call, t->table, cell));
    }
    return JH_OK;
}

static void case_json(tally *t, const char *pack, const jh__case *c)
{
    jh_json_object(&t->j, NULL);
    jh_json_text(&t->j, "pack", pack);
    jh_json_text(&t->j, "case", c->name);
    jh_json_list(&t->j, "expectations");
    for (size_t i = 0; i < c->n; i++) {
        jh_json_object(&t->j, NULL);
        jh_json_text(&t->j, "what", c->item[i].what);
        jh_json_text(&t->j, "wanted", c->item[i].wanted);
        jh_json_text(&t->j, "got", c->item[i].got);
        jh_json_bool(&t->j, "holds", c->item[i].holds);
        jh_json_end_object(&t->j);
    }
    jh_json_end_list(&t->j);
    jh_json_end_object(&t->j);
}

static jh_status one_file(jh_call *call, tally *t, const jh_input *file, jh_error *err)
{
    jh__cases cases;
    JH_TRY(jh__cases_run(call, file, &cases, err));
    for (size_t i = 0; i < cases.n; i++) {
        const jh__case *c = &cases.item[i];
        bool good = true;
        for (size_t k = 0; k < c->n; k++)
            good = good && c->item[k].holds;
        t->cases++;
        t->good += good;
        if (call->want_json)
            case_json(t, file->name, c);
        else if (failures(call, t, file->name, c) != JH_OK)
            return jh_nomem(err);
    }
    return JH_OK;
}

static jh_status named_packs(jh_call *call, tally *t, jh_given words, jh_error *err)
{
    jh_library library = jh_library_builtin();
    for (size_t i = 0; i < words.n; i++) {
        jh_input in;
        if (library.find(library.ctx, "cases", words.value[i], &in.name, &in.bytes,
                         &in.n)) {
            JH_TRY(one_file(call, t, &in, err));
            continue;
        }
        jh__file given;
        JH_TRY(jh__file_open(words.value[i], &given, err));
        in.name = words.value[i];
        in.bytes = jh_strndup(call->arena, given.bytes ? given.bytes : "", given.n);
        in.n = given.n;
        jh__file_close(&given);
        if (!in.bytes) return jh_nomem(err);
        JH_TRY(one_file(call, t, &in, err));
    }
    return JH_OK;
}

static jh_status every_pack(jh_call *call, tally *t, jh_error *err)
{
    size_t n;
    const jh_asset *asset = jh_asset_list(&n);
    for (size_t i = 0; i < n; i++) {
        jh_input in = {asset[i].name, asset[i].bytes, asset[i].n};
        if (!strncmp(in.name, "packs/cases/", 12)) JH_TRY(one_file(call, t, &in, err));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    static const char *const head[] = {"ops.file",    "ops.case", "ops.what",
                                       ">ops.wanted", ">ops.got", "ops.status",
                                       NULL};
    tally t = {.j = {.out = &call->json, .pretty = true}};
    jh_given words = jh_call_given(call, "pack");
    if (call->want_json)
        jh_json_list(&t.j, NULL);
    else if (!(t.table =
                   jh__table_new(call, jh_text(call->lang, "ops.table_cases"), head)))
        return jh_nomem(err);
    JH_TRY(words.n ? named_packs(call, &t, words, err) : every_pack(call, &t, err));
    call->exit = t.good == t.cases ? JH_EXIT_DONE : JH_EXIT_FAILS;
    if (call->want_json) {
        jh_json_end_list(&t.j);
        return JH_OK;
    }
    if (!t.table->rows) call->tables = 0;
    jh_status st = jh__note(call, "ops.cases_done", "good:u cases:u", t.good, t.cases);
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .positional = true,
     .many = true,
     .help = {"标准的名称，或算例文件；不写则全部",
              "packs by name, or files of cases; default all"}},
};

extern const jh_op jh__op_pack_test;
const jh_op jh__op_pack_test = {
    .name = "pack test",
    .summary = {"运行标准自带的算例", "run the cases of packs"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
