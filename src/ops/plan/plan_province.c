/* jh plan province: the plans of many counties at once, each by itself. */
#include "province.h"

#include "../reply.h"

#include <junheng/plans.h>
#include <junheng/pool.h>

#include <math.h>
#include <stdatomic.h>
#include <string.h>

extern const jh_op jh__op_plan_budget, jh__op_plan_rotation;

static const struct {
    const char *word;
    const jh_op *op;
    jh_status (*make)(jh_call *call, jh__plan_made *out, jh_error *err);
} kinds[JH__KINDS] = {{"budget", &jh__op_plan_budget, jh__budget_make},
                      {"rotation", &jh__op_plan_rotation, jh__rotation_make}};

typedef struct job {
    jh__province *p;
    bool wanted[JH__KINDS];
    jh_given prices; /* for all counties */
    const char *out; /* folder for pages; NULL: none */
    jh_arena **keep; /* by county: what its rows say */
    atomic_size_t done;
} job;

/* ---- the words of one county's command ---- */

static jh_given given_list(jh_arena *arena, const char *const *a, size_t n, jh_given more)
{
    const char **value = jh_alloc_array(arena, n + more.n + 1, sizeof *value);
    if (!value) return (jh_given){0};
    for (size_t i = 0; i < n; i++)
        value[i] = a[i];
    for (size_t i = 0; i < more.n; i++)
        value[n + i] = more.value[i];
    return (jh_given){value, n + more.n};
}

/* Its own prices go before those for all. */
static jh_given words_of(const job *x, const jh__county_folder *c, jh_arena *arena,
                         jh__province_kind kind, const jh_param *p)
{
    static const char *const table[] = {"file", "prices", "teachers", "needs"};
    static const char *const never[] = {"name", "person", "plan", "column"};
    const jh_given none = {0};
    for (size_t k = 0; k < JH_COUNT(table); k++) {
        if (strcmp(p->name, table[k]) != 0) continue;
        bool common = k == JH__COUNTY_PRICES && !c->files[k];
        return given_list(arena, c->file[k], c->files[k], common ? x->prices : none);
    }
    for (size_t k = 0; k < JH_COUNT(never); k++)
        if (!strcmp(p->name, never[k])) return none;
    if (strcmp(p->name, "out") != 0) return jh_call_given(x->p->call, p->name);
    const char *path =
        x->out ? jh_sprintf(arena, "%s/%s/%s", x->out, c->name, kinds[kind].word) : NULL;
    return path ? given_list(arena, &path, 1, none) : none;
}

/* ---- one county ---- */

static const char *text_of(jh_arena *arena, jh_lang lang, const jh_msg *m)
{
    jh_buf out = {0};
    jh_msg_render(&out, lang, m);
    const char *s = out.oom ? NULL : jh_strndup(arena, out.p ? out.p : "", out.n);
    jh_buf_clear(&out);
    return s;
}

/* The error, and the first fault of a table that led to it. */
static const char *why_of(const jh_call *call, jh_arena *keep, const jh_error *err)
{
    const char *said = text_of(keep, call->lang, &err->msg);
    for (size_t i = 0; said && i < call->diags.n; i++) {
        const jh_diag *d = &call->diags.item[i];
        if (d->level != JH_BLOCK) continue;
        jh_buf where = {0};
        jh_where_render(&where, call->lang, d->where);
        const char *fault = text_of(keep, call->lang, &d->msg);
        if (fault && !where.oom)
            said = jh_sprintf(keep, "%s (%s: %s)", said, where.p ? where.p : "", fault);
        jh_buf_clear(&where);
        break;
    }
    return said;
}

static jh_status take(jh_call *call, const jh__plan_made *made, jh_arena *keep,
                      jh__province_row *row, jh_error *err)
{
    jh_kept_plan sum = {.movers = NAN, .travel = NAN, .cost = NAN, .bound = NAN};
    sum.cost = sum.bound = 0;
    JH_TRY(made->fill(call, made->ctx, &sum, &row->made, err));
    JH_TRY(jh__plan_verdicts(call, made, &sum, err));
    row->passes = call->exit == JH_EXIT_DONE;
    row->sample = made->county->sample;
    row->cost = row->made ? sum.cost : NAN;
    row->bound = row->made ? sum.bound : NAN;
    row->movers = sum.movers, row->travel = sum.travel;
    row->sections = sum.sections;
    row->sections_before = sum.sections_before;
    row->sections_after = row->made ? sum.sections_after : sum.sections_before;
    row->limits = sum.limits;
    row->limits_before = sum.limits_before;
    row->limits_after = row->made ? sum.limits_after : sum.limits_before;
    if (row->made) return JH_OK;
    row->why = made->why ? text_of(keep, call->lang, &made->why->item[0].msg)
                         : jh_text(call->lang, "ops.plan_none");
    return row->why ? JH_OK : jh_nomem(err);
}

static jh_status make(const job *x, jh_call *call, size_t county, jh__province_kind kind,
                      jh_error *err)
{
    const jh_op *op = kinds[kind].op;
    const jh__county_folder *c = &x->p->folders.item[county];
    jh_given *given = jh_alloc_array(call->arena, op->params + 1, sizeof *given);
    jh__plan_made made;
    if (!given) return jh_nomem(err);
    for (size_t i = 0; i < op->params; i++)
        given[i] = words_of(x, c, call->arena, kind, &op->param[i]);
    call->op = op;
    call->given = given;
    JH_TRY(kinds[kind].make(call, &made, err));
    JH_TRY(jh__plan_write(call, &made, err));
    return take(call, &made, x->keep[county], &x->p->row[county][kind], err);
}

/* What is wrong with a county's files is its own affair; no memory, or the user's wish to stop,
 * ends it all. */
static jh_status one(const job *x, size_t county, jh__province_kind kind)
{
    jh_error err = {0};
    jh__province_row *row = &x->p->row[county][kind];
    jh_call call = {.arena = jh_arena_new(),
                    .lang = x->p->call->lang,
                    .today = x->p->call->today,
                    .now = x->p->call->now,
                    .threads = 1};
    if (!call.arena) return JH_ENOMEM;
    call.diags.arena = call.arena;
    call.progress.ctx = x->p->call->progress.ctx;
    call.progress.cancelled = x->p->call->progress.cancelled;
    jh_status st = make(x, &call, county, kind, &err);
    if (st != JH_OK && st != JH_ENOMEM && st != JH_ECANCEL) {
        row->made = false;
        row->why = why_of(&call, x->keep[county], &err);
        st = row->why ? JH_OK : JH_ENOMEM;
    }
    jh_buf_clear(&call.after);
    jh_buf_clear(&call.notes);
    jh_buf_clear(&call.json);
    jh_arena_free(call.arena);
    return st;
}

static jh_status task(void *ctx, size_t county, size_t worker)
{
    job *x = ctx;
    const jh__county_folder *c = &x->p->folders.item[county];
    const jh_progress *progress = &x->p->call->progress;
    (void)worker;
    x->keep[county] = jh_arena_new();
    if (!x->keep[county]) return JH_ENOMEM;
    for (int k = 0; k < JH__KINDS; k++) {
        bool able = k == JH__BUDGET ? c->files[JH__COUNTY_PRICES] || x->prices.n
                                    : c->files[JH__COUNTY_TEACHERS] > 0;
        jh__province_row *row = &x->p->row[county][k];
        row->asked = x->wanted[k] && able;
        row->cost = row->bound = row->movers = row->travel = NAN;
        if (row->asked) JH_TRY(one(x, county, (jh__province_kind)k));
        if (jh_progress_stopped(progress)) return JH_ECANCEL;
    }
    size_t done = atomic_fetch_add(&x->done, 1) + 1;
    jh_progress_tell(progress, "ops.province_progress", done, x->p->folders.n);
    return JH_OK;
}

/* ---- all of them ---- */

static jh_status read_kinds(jh_call *call, job *x, jh_error *err)
{
    jh_given given = jh_call_given(call, "kind");
    for (int k = 0; k < JH__KINDS; k++)
        x->wanted[k] = !given.n;
    for (size_t i = 0; i < given.n; i++) {
        int k = 0;
        while (k < JH__KINDS && strcmp(kinds[k].word, given.value[i]) != 0)
            k++;
        if (k == JH__KINDS)
            return jh_fail(err, JH_EUSAGE, "ops.province_kind", "text:s", given.value[i]);
        x->wanted[k] = true;
    }
    return JH_OK;
}

static jh_status plan_all(job *x, jh_error *err)
{
    jh_call *call = x->p->call;
    jh_pool *pool = jh_pool_new(call->threads);
    if (!pool) return jh_nomem(err);
    jh_status st = jh_pool_run(pool, x->p->folders.n, task, x);
    jh_pool_free(pool);
    if (st == JH_ECANCEL) return jh_fail(err, JH_ECANCEL, "assess.cancelled", "");
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__province p = {.call = call};
    job x = {.p = &p, .prices = jh_call_given(call, "prices")};
    jh_given words = jh_call_given(call, "folder");
    jh_pack *pack;
    JH_TRY(read_kinds(call, &x, err));
    JH_TRY(jh__pack_open(call, jh_call_text(call, "pack"), &pack, err));
    p.pack = pack;
    for (size_t i = 0; i < words.n; i++)
        JH_TRY(jh__county_folders_read(call, words.value[i], &p.folders, err));
    size_t n = p.folders.n;
    p.row = jh_alloc_array(call->arena, n + 1, sizeof *p.row);
    x.keep = jh_alloc_array(call->arena, n + 1, sizeof *x.keep);
    if (!p.row || !x.keep) return jh_nomem(err);
    x.out = jh_call_text(call, "pages");
    atomic_init(&x.done, 0);
    jh_status st = plan_all(&x, err);
    if (st == JH_OK) st = jh__province_reply(&p, err);
    for (size_t i = 0; i < n; i++)
        jh_arena_free(x.keep[i]);
    return st;
}

static const jh_param params[] = {
    JH__PARAM_PACK,
    {.name = "prices",
     .kind = JH_PARAM_FILE,
     .many = true,
     .help = {"全省通用的采购单价表；县文件夹里有自己的 prices 表的，用县里的",
              "a price list for all; a county that has its own (prices.*) goes by that"}},
    {.name = "kind",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"只做这种方案：budget 经费、rotation 轮岗（默认能做的都做）",
              "this kind only: budget or rotation (default: what the files allow)"}},
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把汇总写到这里：.html、.xlsx、.csv 或 .json",
              "write the summary here: .html, .xlsx, .csv or .json"}},
    {.name = "pages",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把每个县的方案（网页、表、数据）写到这个文件夹，一县一个子文件夹",
              "write each county's plans (page, table, data) into this folder"}},
    JH__PARAMS_SOLVER,
    JH__PARAM_SET,
    JH__PARAM_DATE,
    JH__PARAM_RELIEFS,
    {.name = "folder",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"文件夹：里面一县一个子文件夹（学校表、县表，另有 prices.*、teachers.*、"
              "needs.*）；或一份名单，每行一个文件夹",
              "a folder with a folder for each county (its tables, and prices.*, "
              "teachers.*, needs.*); or a list of folders, one a line"}},
};

extern const jh_op jh__op_plan_province;
const jh_op jh__op_plan_province = {
    .name = "plan province",
    .summary = {"全省一起做：每个县的经费方案和轮岗方案，汇总成表",
                "many counties at once: each county's plans of money and of rotation, "
                "with a summary"},
    .details =
        {"每个县一个文件夹，各做各的，几个县同时做（--threads）。有单价表的做经费方案，有"
         "教师名册的做轮岗方案。某个县做不成的，写明县名和原因，不影响别的县。线程多少不"
         "影响结果。退出码 0 各县都照办即通过；1 有不能通过或做不成的。",
         "A folder for each county; several are done at a time (--threads). With prices "
         "a "
         "plan of money is made, with a table of teachers a rotation. A county that "
         "fails "
         "is named with the reason and stops no other. The result does not depend on the "
         "number of threads. Exit code 0: all counties pass by their plans; 1: some do "
         "not, or have none."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
