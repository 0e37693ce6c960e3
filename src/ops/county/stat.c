/* jh stat: statistics of any column or formula of a flat table, by group. */
#include "plot.h"
#include "stat_work.h"

#include <junheng/sources.h>

#include <string.h>
#include <unistd.h>

/* ---- what is asked for ------------------------------------------------------------------ */

static const char *needed(jh_second second)
{
    return second == JH_SECOND_FLAG    ? "@ops.stat_with_flag"
           : second == JH_SECOND_GROUP ? "@ops.stat_with_group"
                                       : "@ops.stat_with_number";
}

static jh_status ask_statistic(jh__stat_work *w, const char *id, jh_error *err)
{
    jh_stat_choice *choice = &w->stat[w->stats];
    if (!id) return jh_nomem(err);
    JH_TRY(jh_stat_choose(w->call->arena, id, choice, err));
    jh_second second = choice->stat->second;
    if (second && !w->with.text)
        return jh_fail(err, JH_EUSAGE, "ops.stat_no_with", "id:s what:s", choice->id,
                       needed(second));
    w->numbers = w->numbers || second == JH_SECOND_NUMBER || second == JH_SECOND_FLAG;
    w->parts = w->parts || second == JH_SECOND_GROUP;
    for (size_t i = 0; i < w->stats; i++)
        if (!strcmp(w->stat[i].id, choice->id)) return JH_OK;
    w->stats++;
    return JH_OK;
}

static jh_status ask_statistics(jh__stat_work *w, const char *text, jh_error *err)
{
    w->stat = jh_alloc_array(w->call->arena, strlen(text) + 1, sizeof *w->stat);
    if (!w->stat) return jh_nomem(err);
    for (const char *rest = text; rest;) {
        size_t n;
        const char *part = jh__stat_part(rest, &n, &rest);
        JH_TRY(ask_statistic(w, jh_strndup(w->call->arena, part, n), err));
    }
    return JH_OK;
}

/* --compare names a file, or says which rows are the earlier ones. */
static jh_status ask_compare(jh__stat_work *w, jh_error *err)
{
    w->compare = jh_call_text(w->call, "compare");
    w->compare_from = SIZE_MAX;
    if (!w->compare) return JH_OK;
    if (strpbrk(w->compare, "=<>") && access(w->compare, R_OK)) {
        w->earlier = (jh__stat_formula){"--compare", w->compare, .columns = 0};
        return JH_OK;
    }
    if (!access(w->compare, R_OK)) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.stat_no_compare", "text:s", w->compare);
}

/* A comma that stands in no brackets and no text. */
static bool has_list(const char *text)
{
    int depth = 0;
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\'' || *p == '[') {
            const char *end = strchr(p + 1, *p == '[' ? ']' : *p);
            if (!end) return false;
            p = end;
        }
        depth += (*p == '(') - (*p == ')');
        if (*p == ',' && !depth) return true;
    }
    return false;
}

/* A value that is given twice counts once, as statistics do. */
static jh_status ask_values(jh__stat_work *w, jh_error *err)
{
    jh_given given = jh_call_given(w->call, "value");
    w->values = jh_alloc_array(w->call->arena, given.n + 1, sizeof *w->values);
    if (!w->values) return jh_nomem(err);
    for (size_t i = 0; i < given.n; i++) {
        bool again = false;
        if (has_list(given.value[i]))
            return jh_fail(err, JH_EUSAGE, "ops.stat_value_list", "text:s",
                           given.value[i]);
        for (size_t k = 0; k < w->value_n && !again; k++)
            again = !strcmp(w->values[k].text, given.value[i]);
        if (!again)
            w->values[w->value_n++] =
                (jh__stat_formula){"--value", given.value[i], .columns = 0};
    }
    w->value = w->values[0];
    return JH_OK;
}

static jh_status ask_formulas(jh__stat_work *w, jh_error *err)
{
    jh__stat_formula *const all[] = {&w->weight, &w->where, &w->with, &w->earlier};
    for (size_t k = 0; k < w->value_n; k++)
        JH_TRY(jh__stat_added(jh__stat_names(&w->table, &w->values[k], err), err));
    for (size_t i = 0; i < JH_COUNT(all); i++)
        JH_TRY(jh__stat_added(jh__stat_names(&w->table, all[i], err), err));
    return JH_OK;
}

static bool mixing(const jh__stat_work *w)
{
    return jh_call_text(w->call, "group") != NULL;
}

/* Options that say nothing together are refused, not passed over. */
static jh_status refuse_pairs(const jh__stat_work *w, jh_error *err)
{
    static const char *const pair[][2] = {
        {"compare", "within"}, {"nest", "within"},     {"group", "within"},
        {"group", "stat"},     {"group", "weight"},    {"group", "with"},
        {"group", "curve"},    {"nest", "curve"},      {"within", "curve"},
        {"compare", "curve"},  {"nest", "permute"},    {"within", "permute"},
        {"trend", "compare"},  {"trend", "within"},    {"trend", "nest"},
        {"trend", "group"},    {"trend", "curve"},     {"sources", "within"},
        {"sources", "nest"},   {"sources", "group"},   {"sources", "trend"},
        {"sources", "curve"},  {"sources", "permute"}, {"unit", "group"}};
    for (size_t i = 0; i < JH_COUNT(pair); i++) {
        bool unit =
            mixing(w) && !strcmp(pair[i][0], "nest"); /* which names the schools */
        if (!unit && jh_call_given(w->call, pair[i][0]).n &&
            jh_call_given(w->call, pair[i][1]).n)
            return jh_fail(err, JH_EUSAGE, "ops.stat_not_both", "one:s other:s",
                           pair[i][0], pair[i][1]);
    }
    return JH_OK;
}

/* One column of groups has a count a row; several columns are counts themselves. */
static jh_status check_mixing(const jh__stat_work *w, jh_error *err)
{
    bool wide = w->counted.n > 1;
    if (!mixing(w)) return JH_OK;
    if (wide && w->value.text)
        return jh_fail(err, JH_EUSAGE, "ops.stat_not_both", "one:s other:s", "group",
                       "value");
    if (w->value_n > 1)
        return jh_fail(err, JH_EUSAGE, "ops.stat_one_count", "text:s", w->values[1].text);
    if (!wide && (!w->value.text || !w->nest.n))
        return jh_fail(err, JH_EUSAGE, "ops.stat_long_form", "text:s", w->counted.text);
    if (w->deals.replicates && !w->nest.n)
        return jh_fail(err, JH_EUSAGE, "ops.stat_no_school", "");
    return JH_OK;
}

static jh_status check_trend(const jh__stat_work *w, jh_error *err)
{
    if (w->rule.n && !w->years.n) return jh_fail(err, JH_EUSAGE, "ops.trend_rule", "");
    if (w->years.n > 1 || w->rule.n > 1)
        return jh_fail(err, JH_EUSAGE, "ops.trend_one_column", "text:s",
                       w->years.n > 1 ? w->years.text : w->rule.text);
    return JH_OK;
}

/* Parts of a whole; of two years by the schools that stand in both. */
static jh_status check_sources(const jh__stat_work *w, jh_error *err)
{
    bool told = w->sources || w->how.replicates || w->deals.replicates;
    if (w->unit.n && !(told && w->compare))
        return jh_fail(err, JH_EUSAGE, "ops.stat_unit_alone", "");
    if (!w->sources) return JH_OK;
    if (w->value_n < 2 || w->value_n > JH_SOURCES)
        return jh_fail(err, JH_EUSAGE, "ops.stat_sources_values", "n:u most:u",
                       w->value_n, (size_t)JH_SOURCES);
    if (w->compare && !w->unit.n) return jh_fail(err, JH_EUSAGE, "ops.stat_no_unit", "");
    return JH_OK;
}

static jh_status ask(jh__stat_work *w, jh_error *err)
{
    jh_call *call = w->call;
    const char *stat = jh_call_text(call, "stat"), *nest = jh_call_text(call, "nest");
    w->table.arena = call->arena;
    w->sources = jh_call_flag(call, "sources");
    JH_TRY(ask_values(w, err));
    w->weight =
        (jh__stat_formula){"--weight", jh_call_text(call, "weight"), .columns = 0};
    w->where = (jh__stat_formula){"--where", jh_call_text(call, "where"), .columns = 0};
    w->with = (jh__stat_formula){"--with", jh_call_text(call, "with"), .columns = 0};
    JH_TRY(refuse_pairs(w, err));
    if (!jh_call_given(call, "file").n)
        return jh_fail(err, JH_EUSAGE, "ops.stat_no_file", "");
    if (!w->value.text && !mixing(w))
        return jh_fail(err, JH_EUSAGE, "ops.stat_no_value", "");
    JH_TRY(ask_compare(w, err));
    if (!mixing(w))
        JH_TRY(ask_statistics(w,
                              stat         ? stat
                              : nest       ? "theil_t,theil_l,gini"
                              : w->sources ? "cv,gini"
                                           : "mean,cv",
                              err));
    JH_TRY(ask_formulas(w, err));
    JH_TRY(jh__interval_ask(call, &w->how, err));
    JH_TRY(jh__permute_ask(call, &w->deals, err));
    JH_TRY(jh__stat_ask_keys(w, "by", &w->by, err));
    JH_TRY(jh__stat_ask_keys(w, "within", &w->within, err));
    JH_TRY(jh__stat_ask_keys(w, "nest", &w->nest, err));
    JH_TRY(jh__stat_ask_keys(w, "group", &w->counted, err));
    JH_TRY(jh__stat_ask_keys(w, "trend", &w->years, err));
    JH_TRY(jh__stat_ask_keys(w, "rule", &w->rule, err));
    JH_TRY(jh__stat_ask_keys(w, "unit", &w->unit, err));
    JH_TRY(jh__stat_ask_join(w, err));
    JH_TRY(check_trend(w, err));
    JH_TRY(check_sources(w, err));
    JH_TRY(check_mixing(w, err));
    if (w->table.columns) return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.stat_no_names", "text:s", w->value.text);
}

/* ---- reading ------------------------------------------------------------------------------ */

static jh_status read_files(jh__stat_work *w, jh_error *err)
{
    const char *sheet = jh_call_text(w->call, "sheet");
    jh_given earlier = {&w->compare, 1};
    JH_TRY(jh__stat_read(w->call, &w->table, jh_call_given(w->call, "file"), sheet, err));
    if (w->compare && !w->earlier.text) {
        w->compare_from = w->table.rows;
        JH_TRY(jh__stat_read(w->call, &w->table, earlier, sheet, err));
    }
    return jh__stat_join_read(w, err);
}

typedef jh_status (*formula_work)(jh__stat_table *t, jh__stat_formula *f,
                                  jh__stat_want want, jh_error *err);

static jh_status each_formula(jh__stat_work *w, formula_work todo, jh_error *err)
{
    bool numbers = w->numbers || jh_call_flag(w->call, "curve");
    jh__stat_want with = numbers ? JH__STAT_NUMBER_OR_TRUTH : JH__STAT_ANY;
    for (size_t k = 0; k < w->value_n; k++)
        JH_TRY(todo(&w->table, &w->values[k], JH__STAT_NUMBER, err));
    JH_TRY(todo(&w->table, &w->weight, JH__STAT_NUMBER, err));
    JH_TRY(todo(&w->table, &w->where, JH__STAT_TRUTH, err));
    JH_TRY(todo(&w->table, &w->with, with, err));
    return todo(&w->table, &w->earlier, JH__STAT_TRUTH, err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    jh__stat_work w = {.call = call};
    if (jh_call_flag(call, "list")) return jh__stat_catalogue(call, err);
    JH_TRY(ask(&w, err));
    JH_TRY(each_formula(&w, jh__stat_foresee, err));
    JH_TRY(read_files(&w, err));
    JH_TRY(each_formula(&w, jh__stat_compile, err));
    w.value = w.values[0]; /* compiled; for what takes one alone */
    JH_TRY(w.counted.n ? jh__stat_mixing(&w, err)
           : w.nest.n  ? jh__stat_nested(&w, err)
           : w.years.n ? jh__stat_trends(&w, err)
           : w.sources ? jh__stat_sources(&w, err)
                       : jh__stat_figures(&w, err));
    return jh__stat_tell(&w, err);
}

static const jh_param params[] = {
    {.name = "value",
     .kind = JH_PARAM_TEXT,
     .many = true,
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
    {.name = "with",
     .kind = JH_PARAM_TEXT,
     .help = {"第二变量（列、公式或条件）：相关、弹性、集中指数用数值，均等指数用条件，"
              "组间方差占比用组别",
              "second variable (column, formula or condition): a number for correlation, "
              "elasticity and concentration, a condition for parity, a group for "
              "between_share"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .help = {"按这些列分组，如 县 或 '县,学段'",
              "group by these columns: 'county,stage'"}},
    {.name = "within",
     .kind = JH_PARAM_TEXT,
     .help = {"先在这些列的每一组里各算一次，再按权重平均，如 --by 省 --within 县",
              "compute inside each group of these columns and take the weighted mean, "
              "such as --by province --within county"}},
    {.name = "nest",
     .kind = JH_PARAM_TEXT,
     .help = {"从大到小的几层分组，如 '省,市,县'：差异分解为各层之间与最里层内部；与 "
              "--group 连用时最后一列是学校",
              "groups within groups, largest first, such as 'province,city,county': "
              "inequality is parted into between and within; with --group the last one "
              "names the unit, such as the school"}},
    {.name = "group",
     .kind = JH_PARAM_TEXT,
     .help =
         {"学生类别在各校的分隔程度：写各类人数所在的几列，如 "
          "'随迁,留守,其他'；或写一列类别，"
          "并用 --value 写人数、--nest 写学校",
          "how groups of pupils are segregated: the columns that count them, such as "
          "'migrant,local'; or one column that names the group of a row, with --value "
          "its count and --nest the school"}},
    {.name = "compare",
     .kind = JH_PARAM_TEXT,
     .help =
         {"与早一年比：写早一年的文件，或写条件说明哪些行是早一年的，如 '年度 == 2024'",
          "compare with an earlier year: its file, or a condition that says which "
          "rows are the earlier ones, such as 'year == 2024'"}},
    {.name = "sources",
     .kind = JH_PARAM_FLAG,
     .help =
         {"把各 --value 当作一个总量的几个部分，如在编教师和合同教师：给出每一部分对差异"
          "（与 --compare 同用时对差异变化）的作用",
          "the values are parts of a whole, such as teachers on posts and on contract: "
          "what each has to do with its inequality, with --compare with the change"}},
    {.name = "unit",
     .kind = JH_PARAM_TEXT,
     .help = {"与 --compare 同用：两年按这些列对上同一所学校，如 '学校标识码,学段'；"
              "--sources 要有它，--bootstrap、--permute 有了它就按同一所学校的两年来算",
              "with --compare: columns that name the same school in both years, such as "
              "'school_id,stage'. --sources needs it; --bootstrap and --permute then "
              "take both years of a school together"}},
    {.name = "trend",
     .kind = JH_PARAM_TEXT,
     .help =
         {"历年趋势：写年度所在的一列，给出各年统计量、每年变化及其区间、检验和断点",
          "trend over the years that this column names: the figures of each year, the "
          "change a year with its interval, tests, and breaks in the series"}},
    {.name = "rule",
     .kind = JH_PARAM_TEXT,
     .help =
         {"与 --trend 同用：写统计口径（或标准版本）的一列，口径变了的年份标为断点",
          "with --trend: column that names the rule by which a year was counted; where "
          "it changes the series is marked as broken"}},
    {.name = "join",
     .kind = JH_PARAM_TEXT,
     .help = {"另一张表（如学校表）的文件：按 --on 的列对上，取用 --take 的列",
              "another table, such as that of the schools: rows are matched by --on, "
              "and its columns of --take are used"}},
    {.name = "on",
     .kind = JH_PARAM_TEXT,
     .help = {"与 --join 同用：两表对应的列，如 学校标识码；两表名称不同时写 "
              "'school=学校标识码'",
              "with --join: columns that must be equal, such as school_id, or "
              "'school=school_id' where their names differ"}},
    {.name = "take",
     .kind = JH_PARAM_TEXT,
     .help = {"与 --join 同用：从那张表取用的列，如 '县,城乡'",
              "with --join: columns that are taken from it, such as 'county,setting'"}},
    {.name = "where",
     .kind = JH_PARAM_TEXT,
     .help = {"只取符合条件的行，如 '举办者 == \"公办\" and 学生数 > 0'",
              "only rows for which this holds, such as 'Sector == \"PUBLIC\" and pupils "
              "> 0'"}},
    {.name = "stat",
     .kind = JH_PARAM_TEXT,
     .help = {"统计量，用逗号分开（--list 列出全部）；不写则为 mean,cv，分解时为 "
              "theil_t,theil_l,gini",
              "statistics, parted by commas (--list shows all); default: mean,cv, with "
              "--nest theil_t,theil_l,gini"}},
    {.name = "curve",
     .kind = JH_PARAM_FLAG,
     .help =
         {"另给洛伦兹曲线（写了 --with 则为集中曲线）：表中为每十分之一，--json 为全部点",
          "also the Lorenz curve (the concentration curve where --with is given): "
          "tenths in the table, all points in --json"}},
    JH__PARAM_BOOTSTRAP,
    {.name = "permute",
     .kind = JH_PARAM_NUMBER,
     .help = {"与 --compare 同用：置换检验重排多少次，如 9999，给出变化的 p 值",
              "with --compare: permutation test of the change, how many deals, such as "
              "9999"}},
    JH__PARAM_SEED,
    JH__PARAM_LEVEL,
    JH__PARAM_BCA,
    JH__PARAM_PLOT,
    JH__PARAM_SVG,
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
