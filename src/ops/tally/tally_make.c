/* jh tally make: sums and bins of a table's values, to be shared instead of its rows. */
#include "../county/stat.h"
#include "tally.h"

#include <math.h>
#include <string.h>

typedef struct work {
    jh_call *call;
    jh__stat_table table;
    jh__stat_formula value, weight;
    jh_given by;
    size_t *column; /* of --by */
    size_t least;   /* rows below which a group is not shown alone */
} work;

static jh_status ask(work *w, jh_error *err)
{
    jh_call *call = w->call;
    double least;
    const char *text = jh_call_text(call, "least");
    w->table.arena = call->arena;
    w->value =
        (jh__stat_formula){.option = "--value", .text = jh_call_text(call, "value")};
    w->weight =
        (jh__stat_formula){.option = "--weight", .text = jh_call_text(call, "weight")};
    if (!jh_number_parse(text, strlen(text), &least) || !(least >= 1 && least <= 1e6) ||
        least != floor(least))
        return jh_fail(err, JH_EUSAGE, "ops.tally_least", "text:s", text);
    w->least = (size_t)least;
    JH_TRY(jh__stat_names(&w->table, &w->value, err));
    JH_TRY(jh__stat_names(&w->table, &w->weight, err));
    w->by = jh_call_given(call, "by");
    w->column = jh_alloc_array(call->arena, w->by.n + 1, sizeof *w->column);
    if (!w->column) return jh_nomem(err);
    for (size_t i = 0; i < w->by.n; i++)
        if (jh__stat_ask_key(&w->table, w->by.value[i], strlen(w->by.value[i]),
                             &w->column[i]) != JH_OK)
            return jh_nomem(err);
    if (w->table.columns) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.stat_no_names", "text:s", w->value.text);
}

/* The names of the columns, as a group's name has their texts. */
static const char *by_words(work *w)
{
    const char *text = w->by.n ? w->by.value[0] : NULL;
    for (size_t i = 1; i < w->by.n && text; i++)
        text = jh_sprintf(w->call->arena, "%s / %s", text, w->by.value[i]);
    return text;
}

static double known(const jh__stat_table *t, const jh__stat_formula *f, size_t row)
{
    jh_value v = jh__stat_value(t, f, row);
    return v.state == JH_KNOWN ? v.number : NAN;
}

static jh_status fill(work *w, const jh_groups *groups, jh_tally *tally)
{
    for (size_t i = 0; i < groups->n; i++)
        jh_tally_init(&tally[i], w->call->arena);
    for (size_t row = 0; row < w->table.rows; row++) {
        double x = known(&w->table, &w->value, row);
        double weight = w->weight.text ? known(&w->table, &w->weight, row) : 1;
        JH_TRY(jh_tally_add(&tally[groups->group[row]], x, weight));
    }
    return JH_OK;
}

/* Groups of a few rows would tell of single schools: they are put together, and nothing is
 * lost. */
static jh_status gather(work *w, const jh_groups *groups, const jh_tally *tally,
                        jh__tally_set *out)
{
    jh_tally others;
    size_t few = 0;
    jh_tally_init(&others, w->call->arena);
    out->name = jh_alloc_array(w->call->arena, groups->n + 1, sizeof *out->name);
    out->tally = jh_alloc_array(w->call->arena, groups->n + 1, sizeof *out->tally);
    if (!out->name || !out->tally) return JH_ENOMEM;
    for (size_t i = 0; i < groups->n; i++) {
        if (w->by.n && groups->size[i] < w->least) {
            few++;
            JH_TRY(jh_tally_merge(&others, &tally[i]));
            continue;
        }
        out->name[out->n] = groups->name[i];
        out->tally[out->n++] = tally[i];
    }
    if (few) out->tally[out->n++] = others; /* its name stays NULL */
    return JH_OK;
}

static jh_status make(work *w, jh__tally_set *out)
{
    jh_groups groups;
    JH_TRY(jh__stat_parted(&w->table, w->column, w->by.n, NULL, w->table.rows, &groups));
    jh_tally *tally = jh_alloc_array(w->call->arena, groups.n + 1, sizeof *tally);
    if (!tally) return JH_ENOMEM;
    JH_TRY(fill(w, &groups, tally));
    out->value = w->value.text;
    out->weight = w->weight.text;
    out->by = by_words(w);
    if (w->by.n && !out->by) return JH_ENOMEM;
    return gather(w, &groups, tally, out);
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call};
    jh__tally_set set = {0};
    JH_TRY(ask(&w, err));
    JH_TRY(jh__stat_read(call, &w.table, jh_call_given(call, "file"),
                         jh_call_text(call, "sheet"), err));
    JH_TRY(jh__stat_compile(&w.table, &w.value, JH__STAT_NUMBER, err));
    if (w.weight.text)
        JH_TRY(jh__stat_compile(&w.table, &w.weight, JH__STAT_NUMBER, err));
    if (make(&w, &set) != JH_OK) return jh_nomem(err);
    const char *name = jh_call_text(call, "name");
    return jh__tally_reply(call, &set, name ? name : jh_call_text(call, "file"), err);
}

static const jh_param params[] = {
    {.name = "value",
     .kind = JH_PARAM_TEXT,
     .required = true,
     .help = {"要汇总的列或公式", "column or formula"}},
    {.name = "weight",
     .kind = JH_PARAM_TEXT,
     .help = {"权重（列或公式）；不写则每行同样算",
              "weight (column or formula); default: all rows count the same"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"按此列分组；可写多次", "group by this column; may be given again"}},
    {.name = "least",
     .kind = JH_PARAM_NUMBER,
     .fallback = "3",
     .help = {"少于这么多行的组并入“其他”，以免看出单个学校",
              "groups of fewer rows are put together, so that no single school shows"}},
    {.name = "name",
     .kind = JH_PARAM_TEXT,
     .help = {"这一份的名称，如县名（默认：文件名）",
              "what this part is called, the county say (default: the file)"}},
    {.name = "sheet",
     .kind = JH_PARAM_TEXT,
     .help = {"工作表名称；不写则取第一张有这些列的表",
              "name of the sheet; default: the first that has these columns"}},
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"写出汇总文件，交给上级合并", "write the file to be given away"}},
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .many = true,
     .help = {"表格：xlsx、xls、ods、csv", "tables: xlsx, xls, ods, csv"}},
};

extern const jh_op jh__op_tally_make;
const jh_op jh__op_tally_make = {
    .name = "tally make",
    .summary =
        {"把一张表变成可上报的汇总量：不给出每一行，也能合并出全省的系数",
         "sums of a table to be shared instead of its rows, from which the province "
         "gets the same coefficients"},
    .details =
        {"汇总量只有各组的合计和直方图。各县的汇总量合并后，均值、差异系数、泰尔指数与"
         "把所有行放在一起计算的相同，百分位数和基尼系数有上下限。",
         "Holds sums and a histogram of each group. Put together, the tallies of "
         "counties give the mean, coefficients and Theil indices of all rows in one "
         "place, and percentiles and Gini between stated limits."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
