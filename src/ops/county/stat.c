/* jh stat: statistics of any column or formula of a flat table, by group. */
#include "../reply.h"
#include "stat.h"

#include <junheng/frame.h>
#include <junheng/measure.h>

#include <math.h>
#include <string.h>

#define DECIMALS 6

/* A row beside the figures, and the first such. */
typedef struct aside {
    size_t n, row, column;
} aside;

typedef struct group {
    const char *name;
    size_t n, missing, weightless;
    size_t first; /* of its values */
} group;

typedef struct work {
    jh_call *call;
    jh__stat_table table;
    jh__stat_formula value, weight, where;
    const char *by_text;
    size_t *by;
    size_t bys;
    const jh_stat **stat;
    size_t stats;

    aside left_out, undecided, missing, weightless;
    group *group;
    size_t groups, used;
    double *x, *w;          /* values and weights, group by group; w NULL: all 1 */
    jh_stat_result *result; /* [group * stats + statistic] */
} work;

static jh_status added(jh_status st, jh_error *err)
{
    return st == JH_OK ? JH_OK : jh_nomem(err);
}

/* ---- what is asked for ------------------------------------------------------------------ */

static jh_status no_such_statistic(const char *id, jh_error *err)
{
    jh_buf ids = {0};
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    for (size_t i = 0; i < n; i++)
        jh_buf_printf(&ids, "%s%s", i ? ", " : "", list[i]->id);
    jh_status st = ids.oom ? jh_nomem(err)
                           : jh_fail(err, JH_EUSAGE, "ops.stat_unknown", "id:s ids:s", id,
                                     ids.n ? ids.p : "");
    jh_buf_clear(&ids);
    return st;
}

/* Next part of a list: [p, p + *n) without blanks and one pair of brackets; *rest behind it.
 * A comma in brackets parts nothing. */
static const char *list_part(const char *p, size_t *n, const char **rest)
{
    const char *end = p, *start;
    for (bool inside = false; *end && (inside || *end != ','); end++)
        inside = *end == '[' || (inside && *end != ']');
    *rest = *end ? end + 1 : NULL;
    for (start = p; start < end && *start == ' ';)
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    if (end - start > 1 && *start == '[' && end[-1] == ']') {
        start++;
        end--;
    }
    *n = (size_t)(end - start);
    return start;
}

static jh_status ask_statistics(work *w, jh_error *err)
{
    const char *text = jh_call_text(w->call, "stat");
    w->stat = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof *w->stat);
    if (!w->stat) return jh_nomem(err);
    for (const char *rest = text; rest;) {
        size_t n;
        const char *part = list_part(rest, &n, &rest);
        const char *id = jh_strndup(w->call->arena, part, n);
        if (!id) return jh_nomem(err);
        const jh_stat *stat = jh_stat_find(id);
        if (!stat) return no_such_statistic(id, err);
        bool there = false;
        for (size_t i = 0; i < w->stats; i++)
            there = there || w->stat[i] == stat;
        if (!there) w->stat[w->stats++] = stat;
    }
    return JH_OK;
}

static jh_status ask_groups(work *w, jh_error *err)
{
    w->by_text = jh_call_text(w->call, "by");
    if (!w->by_text) return JH_OK;
    w->by = jh_alloc_array(w->call->arena, strlen(w->by_text) + 1, sizeof *w->by);
    if (!w->by) return jh_nomem(err);
    for (const char *rest = w->by_text; rest;) {
        size_t n;
        const char *part = list_part(rest, &n, &rest);
        if (!n) return jh_fail(err, JH_EUSAGE, "ops.stat_empty_by", "text:s", w->by_text);
        JH_TRY(added(jh__stat_ask(&w->table, part, n, &w->by[w->bys]), err));
        w->bys++;
    }
    return JH_OK;
}

static jh_status ask(work *w, jh_error *err)
{
    jh_call *call = w->call;
    w->table.arena = call->arena;
    w->value = (jh__stat_formula){"--value", jh_call_text(call, "value"), .columns = 0};
    w->weight =
        (jh__stat_formula){"--weight", jh_call_text(call, "weight"), .columns = 0};
    w->where = (jh__stat_formula){"--where", jh_call_text(call, "where"), .columns = 0};
    if (!jh_call_given(call, "file").n)
        return jh_fail(err, JH_EUSAGE, "ops.stat_no_file", "");
    if (!w->value.text) return jh_fail(err, JH_EUSAGE, "ops.stat_no_value", "");
    JH_TRY(ask_statistics(w, err));
    JH_TRY(jh__stat_names(&w->table, &w->value, err));
    JH_TRY(jh__stat_names(&w->table, &w->weight, err));
    JH_TRY(jh__stat_names(&w->table, &w->where, err));
    JH_TRY(ask_groups(w, err));
    if (w->table.columns) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.stat_no_names", "text:s", w->value.text);
}

/* ---- rows into groups ---------------------------------------------------------------------- */

static void set_aside(aside *a, const jh__stat_formula *f, size_t row, jh_value v)
{
    if (a->n++) return;
    a->row = row;
    a->column = v.slot >= 0                              ? (size_t)v.slot
                : v.state == JH_UNDEFINED || !f->columns ? SIZE_MAX
                                                         : f->column[0];
}

static const char *group_name(work *w, size_t row)
{
    jh_buf b = {0};
    if (w->bys == 1) return w->table.column[w->by[0]].text[row];
    for (size_t i = 0; i < w->bys; i++)
        jh_buf_printf(&b, "%s%s", i ? " / " : "", w->table.column[w->by[i]].text[row]);
    const char *name = b.oom ? NULL : jh_strndup(w->call->arena, b.p ? b.p : "", b.n);
    jh_buf_clear(&b);
    return name;
}

/* Whether the condition holds; where it cannot be said the row is left out and counted. */
static bool chosen(work *w, size_t row)
{
    if (!w->where.text) return true;
    jh_value v = jh__stat_value(&w->table, &w->where, row);
    if (v.state != JH_KNOWN)
        set_aside(&w->undecided, &w->where, row, v);
    else if (v.number == 0)
        set_aside(&w->left_out, &w->where, row, v);
    return v.state == JH_KNOWN && v.number != 0;
}

typedef struct measured {
    double x, w; /* x NAN: missing; w 0: no weight */
} measured;

static measured measure(work *w, size_t row)
{
    jh_value x = jh__stat_value(&w->table, &w->value, row), weight = {.number = 1};
    if (w->weight.text) weight = jh__stat_value(&w->table, &w->weight, row);
    if (weight.state == JH_KNOWN && weight.number <= 0) {
        set_aside(&w->weightless, &w->weight, row, weight);
        return (measured){NAN, 0};
    }
    if (x.state == JH_KNOWN && weight.state == JH_KNOWN)
        return (measured){x.number, weight.number};
    if (x.state != JH_KNOWN)
        set_aside(&w->missing, &w->value, row, x);
    else
        set_aside(&w->missing, &w->weight, row, weight);
    return (measured){NAN, 1};
}

/* Chosen rows with their group names, and what was measured in them. */
static jh_status measure_rows(work *w, jh_frame *names, measured *all, jh_error *err)
{
    size_t column, at;
    jh_frame_init(names, w->call->arena);
    JH_TRY(added(jh_frame_add_column(names, "by", JH_TEXT, &column), err));
    for (size_t row = 0; row < w->table.rows; row++) {
        if (!chosen(w, row)) continue;
        const char *name = group_name(w, row);
        if (!name || jh_frame_add_row(names, &at) != JH_OK) return jh_nomem(err);
        jh_frame_set_text(names, at, column, name, (jh_origin){0});
        all[at] = measure(w, row);
    }
    return JH_OK;
}

/* Without --by all rows are one group, even if there are none. */
static jh_status make_groups(work *w, const jh_frame *names, const measured *all,
                             jh_error *err)
{
    jh_groups groups;
    JH_TRY(added(jh_frame_group(w->call->arena, names, 0, &groups), err));
    w->groups = groups.n || w->bys ? groups.n : 1;
    w->group = jh_alloc_array(w->call->arena, w->groups + 1, sizeof *w->group);
    w->x = jh_alloc_array(w->call->arena, names->rows + 1, sizeof *w->x);
    w->w = jh_alloc_array(w->call->arena, names->rows + 1, sizeof *w->w);
    if (!w->group || !w->x || !w->w) return jh_nomem(err);
    for (size_t i = 0; i < w->groups; i++)
        w->group[i].name = groups.n ? groups.name[i] : "";
    for (size_t i = 0; i < names->rows; i++) {
        group *g = &w->group[groups.group[i]];
        if (!isnan(all[i].x)) g->n++;
        g->weightless += all[i].w <= 0;
        g->missing += isnan(all[i].x) && all[i].w > 0;
    }
    for (size_t i = 0; i < w->groups; i++) {
        w->group[i].first = w->used;
        w->used += w->group[i].n;
        w->group[i].n = 0;
    }
    for (size_t i = 0; i < names->rows; i++) {
        group *g = &w->group[groups.group[i]];
        if (isnan(all[i].x)) continue;
        w->x[g->first + g->n] = all[i].x;
        w->w[g->first + g->n++] = all[i].w;
    }
    return JH_OK;
}

/* What a group sorts is freed with it. */
static jh_status compute_group(work *w, size_t i, jh_error *err)
{
    const group *g = &w->group[i];
    jh_arena *scratch = jh_arena_new();
    jh_sample sample = {w->x + g->first, w->weight.text ? w->w + g->first : NULL, g->n,
                        scratch};
    bool nomem = !scratch;
    for (size_t k = 0; k < w->stats && !nomem; k++) {
        /* a total of values that are all missing is not zero */
        bool unknown = !g->n && g->missing && strcmp(w->stat[k]->id, "count") != 0;
        jh_stat_result *r = &w->result[i * w->stats + k];
        *r = unknown ? (jh_stat_result){JH_STAT_UNDEFINED, NAN, "stat.no_values"}
                     : w->stat[k]->compute(sample);
        nomem = r->state == JH_STAT_NOMEM;
    }
    jh_arena_free(scratch);
    return nomem ? jh_nomem(err) : JH_OK;
}

static jh_status compute(work *w, jh_error *err)
{
    w->result =
        jh_alloc_array(w->call->arena, w->groups * w->stats + 1, sizeof *w->result);
    if (!w->result) return jh_nomem(err);
    for (size_t i = 0; i < w->groups; i++)
        JH_TRY(compute_group(w, i, err));
    return JH_OK;
}

/* Rows beside the figures are told with the first cell. */
static jh_status tell(work *w, const aside *a, const char *key, jh_error *err)
{
    if (!a->n) return JH_OK;
    jh_where where = jh__stat_where(&w->table, a->row, a->column);
    return added(jh_diag_add(&w->call->diags, JH_NOTE, where, key, "n:u", a->n), err);
}

/* ---- the reply ----------------------------------------------------------------------------- */

static void sheets_json(const work *w, jh_json *j)
{
    jh_json_list(j, "sheets");
    for (size_t i = 0; i < w->table.sheets; i++) {
        jh_json_object(j, NULL);
        jh_json_text(j, "file", w->table.sheet[i].file);
        jh_json_text(j, "sheet", w->table.sheet[i].name);
        jh_json_integer(j, "rows", (int64_t)w->table.sheet[i].rows);
        jh_json_end_object(j);
    }
    jh_json_end_list(j);
}

static void group_json(const work *w, jh_json *j, size_t i)
{
    const group *g = &w->group[i];
    const jh_stat_result *r = &w->result[i * w->stats];
    bool why = false;
    jh_json_object(j, NULL);
    jh_json_text(j, "by", g->name);
    jh_json_integer(j, "n", (int64_t)g->n);
    jh_json_integer(j, "missing", (int64_t)g->missing);
    jh_json_integer(j, "no_weight", (int64_t)g->weightless);
    for (size_t k = 0; k < w->stats; k++) {
        bool known = r[k].state == JH_STAT_OK;
        jh_json_number(j, w->stat[k]->id, known ? r[k].value : NAN);
        why = why || !known;
    }
    if (why) {
        jh_json_object(j, "why");
        for (size_t k = 0; k < w->stats; k++)
            if (r[k].state != JH_STAT_OK)
                jh_json_text(j, w->stat[k]->id, jh_text(w->call->lang, r[k].why));
        jh_json_end_object(j);
    }
    jh_json_end_object(j);
}

static jh_status json(work *w, jh_error *err)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "value", w->value.text);
    jh_json_text(&j, "weight", w->weight.text);
    jh_json_text(&j, "where", w->where.text);
    jh_json_text(&j, "by", w->by_text);
    sheets_json(w, &j);
    jh_json_integer(&j, "rows", (int64_t)w->table.rows);
    jh_json_integer(&j, "left_out", (int64_t)w->left_out.n);
    jh_json_integer(&j, "undecided", (int64_t)w->undecided.n);
    jh_json_integer(&j, "missing", (int64_t)w->missing.n);
    jh_json_integer(&j, "no_weight", (int64_t)w->weightless.n);
    jh_json_list(&j, "groups");
    for (size_t i = 0; i < w->groups; i++)
        group_json(w, &j, i);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(err) : JH_OK;
}

static const char *figure(const work *w, size_t k, const jh_stat_result *r)
{
    int decimals = strcmp(w->stat[k]->id, "count") ? DECIMALS : 0;
    char text[32];
    if (r->state != JH_STAT_OK || !isfinite(r->value))
        return w->call->want_all ? "" : "—";
    if (!w->call->want_all) return jh__cell_fixed(w->call, r->value, decimals);
    jh_number_shortest(r->value, text);
    return jh_strdup(w->call->arena, text);
}

static jh_status group_row(work *w, jh_table *t, size_t i)
{
    const group *g = &w->group[i];
    const char **cell = jh_alloc_array(w->call->arena, t->columns, sizeof *cell);
    size_t n = 0;
    if (!cell) return JH_ENOMEM;
    if (w->bys)
        cell[n++] = g->name[0] ? g->name : jh_text(w->call->lang, "ops.stat_no_name");
    cell[n++] = jh__cell_count(w->call, g->n);
    cell[n++] = jh__cell_count(w->call, g->missing);
    if (w->weightless.n) cell[n++] = jh__cell_count(w->call, g->weightless);
    for (size_t k = 0; k < w->stats; k++)
        cell[n++] = figure(w, k, &w->result[i * w->stats + k]);
    return jh__table_add_row(w->call, t, cell);
}

static jh_status table(work *w, jh_error *err)
{
    const char **head = jh_alloc_array(w->call->arena, w->stats + 5, sizeof *head);
    size_t n = 0;
    if (!head) return jh_nomem(err);
    if (w->bys) head[n++] = w->by_text;
    head[n++] = ">ops.stat_n";
    head[n++] = ">ops.stat_missing_n";
    if (w->weightless.n) head[n++] = ">ops.stat_no_weight_n";
    for (size_t k = 0; k < w->stats; k++) {
        const char *name = w->call->want_all
                               ? w->stat[k]->id
                               : jh_label_in(w->stat[k]->name, w->call->lang);
        head[n++] = jh_sprintf(w->call->arena, ">%s", name);
        if (!head[n - 1]) return jh_nomem(err);
    }
    jh_table *t = jh__table_new(w->call, w->value.text, head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < w->groups; i++)
        JH_TRY(added(group_row(w, t, i), err));
    return JH_OK;
}

/* Why there is no figure, each reason once. */
static jh_status reasons(work *w, jh_error *err)
{
    for (size_t i = 0; i < w->groups * w->stats; i++) {
        const jh_stat_result *r = &w->result[i];
        const jh_stat *stat = w->stat[i % w->stats];
        bool told = r->state == JH_STAT_OK;
        for (size_t k = i % w->stats; k < i && !told; k += w->stats)
            told = w->result[k].state != JH_STAT_OK && !strcmp(w->result[k].why, r->why);
        if (told) continue;
        const char *why = jh_sprintf(w->call->arena, "@%s", r->why);
        if (!why) return jh_nomem(err);
        JH_TRY(added(jh__after(w->call, "ops.stat_why", "name:s why:s",
                               jh_label_in(stat->name, w->call->lang), why),
                     err));
    }
    return JH_OK;
}

static bool asks(const work *w, const char *id)
{
    for (size_t i = 0; i < w->stats; i++)
        if (!strcmp(w->stat[i]->id, id)) return true;
    return false;
}

static jh_status for_people(work *w, jh_error *err)
{
    JH_TRY(added(jh__note(w->call, "ops.stat_read", "sheets:u rows:u used:u",
                          w->table.sheets, w->table.rows, w->used),
                 err));
    if (w->table.passed_over)
        JH_TRY(added(
            jh__note(w->call, "ops.stat_passed_over", "n:u", w->table.passed_over), err));
    JH_TRY(table(w, err));
    JH_TRY(reasons(w, err));
    if (w->weight.text || !asks(w, "cv")) return JH_OK;
    return added(jh__after(w->call, "ops.stat_unweighted", ""), err);
}

/* ---- the list of statistics --------------------------------------------------------------------- */

static void list_json(jh_call *call)
{
    jh_json j = {.out = &call->json, .pretty = true};
    size_t n;
    const jh_stat *const *list = jh_stat_list(&n);
    jh_json_object(&j, NULL);
    jh_json_list(&j, "statistics");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(&j, NULL);
        jh_json_text(&j, "id", list[i]->id);
        jh_json_text(&j, "name", jh_label_in(list[i]->name, call->lang));
        jh_json_text(&j, "definition", jh_label_in(list[i]->definition, call->lang));
        jh_json_text(&j, "weights", jh_label_in(list[i]->weights, call->lang));
        jh_json_text(&j, "undefined", jh_label_in(list[i]->undefined, call->lang));
        jh_json_text(&j, "source", list[i]->source);
        jh_json_end_object(&j);
    }
    jh_json_end_list(&j);
    jh_json_end_object(&j);
}

static jh_status list(jh_call *call, jh_error *err)
{
    static const char *const head[] = {"ops.id",
                                       "ops.name",
                                       "ops.stat_definition",
                                       "ops.stat_weights",
                                       "ops.stat_undefined",
                                       "ops.stat_source",
                                       NULL};
    size_t n;
    const jh_stat *const *stat = jh_stat_list(&n);
    if (call->want_json) {
        list_json(call);
        return call->json.oom ? jh_nomem(err) : JH_OK;
    }
    jh_table *t = jh__table_new(call, jh_text(call->lang, "ops.stat_list"), head);
    if (!t) return jh_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *cell[] = {stat[i]->id,
                              jh_label_in(stat[i]->name, call->lang),
                              jh_label_in(stat[i]->definition, call->lang),
                              jh_label_in(stat[i]->weights, call->lang),
                              jh_label_in(stat[i]->undefined, call->lang),
                              stat[i]->source};
        JH_TRY(added(jh__table_add_row(call, t, cell), err));
    }
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call};
    jh_frame names;
    if (jh_call_flag(call, "list")) return list(call, err);
    JH_TRY(ask(&w, err));
    JH_TRY(jh__stat_read(call, &w.table, jh_call_given(call, "file"),
                         jh_call_text(call, "sheet"), err));
    JH_TRY(jh__stat_compile(&w.table, &w.value, false, err));
    if (w.weight.text) JH_TRY(jh__stat_compile(&w.table, &w.weight, false, err));
    if (w.where.text) JH_TRY(jh__stat_compile(&w.table, &w.where, true, err));
    measured *all = jh_alloc_array(call->arena, w.table.rows + 1, sizeof *all);
    if (!all) return jh_nomem(err);
    JH_TRY(measure_rows(&w, &names, all, err));
    JH_TRY(make_groups(&w, &names, all, err));
    JH_TRY(compute(&w, err));
    JH_TRY(tell(&w, &w.undecided, "ops.stat_undecided", err));
    JH_TRY(tell(&w, &w.missing, "ops.stat_missing", err));
    JH_TRY(tell(&w, &w.weightless, "ops.stat_weightless", err));
    return call->want_json ? json(&w, err) : for_people(&w, err);
}

static const jh_param params[] = {
    {.name = "value",
     .kind = JH_PARAM_TEXT,
     .help =
         {"要统计的列或公式，如 '图书 / 学生数'；列名带空格的加方括号：[GIS Longitude]",
          "column or formula, such as 'books / pupils'; labels with blanks in brackets: "
          "[GIS Longitude]"}},
    {.name = "weight",
     .kind = JH_PARAM_TEXT,
     .help =
         {"权重（列或公式），差异系数一般用学生数；不写则每行同样算",
          "weight (column or formula), for coefficients the pupils; default: all rows "
          "count the same"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .help = {"按这些列分组，如 县 或 '县,学段'",
              "group by these columns: 'county,stage'"}},
    {.name = "where",
     .kind = JH_PARAM_TEXT,
     .help = {"只取符合条件的行，如 '举办者 == \"公办\" and 学生数 > 0'",
              "only rows for which this holds, such as 'Sector == \"PUBLIC\" and pupils "
              "> 0'"}},
    {.name = "stat",
     .kind = JH_PARAM_TEXT,
     .fallback = "mean,cv",
     .help = {"统计量，用逗号分开（--list 列出全部）",
              "statistics, parted by commas (--list shows all)"}},
    {.name = "sheet",
     .kind = JH_PARAM_TEXT,
     .help = {"工作表名称；不写则取第一张有这些列的表",
              "name of the sheet; default: the first that has these columns"}},
    {.name = "list",
     .kind = JH_PARAM_FLAG,
     .help = {"列出全部统计量及其定义", "list all statistics with their definitions"}},
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .many = true,
     .help = {"表格：xlsx、xls、ods、csv；多个文件的行接在一起",
              "tables: xlsx, xls, ods, csv; rows of several files are put together"}},
};

extern const jh_op jh__op_stat;
const jh_op jh__op_stat = {
    .name = "stat",
    .summary =
        {"对任何一张表按列名计算均值、差异系数等，可分组",
         "mean, coefficient of variation and more of any table's columns, by group"},
    .details =
        {"直接用表头里的列名，不需要标准。表头是前 40 行中第一个含有全部所写列名的行；"
         "列名先按原样比较，再不分大小写、空格和下划线比较。缺数、不是数字或除数为零的行"
         "单独计数，不当作零。",
         "Uses the labels of the table itself; no pack is needed. The head is the first "
         "of "
         "the first 40 rows that has every label named; labels are compared as they are, "
         "then without regard to case, blanks and underscores. Rows whose value is "
         "missing, no number or divided by zero are counted, never taken as zero."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
