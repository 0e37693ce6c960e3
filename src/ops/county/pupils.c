/* jh pupils: a file of pupils to class sizes and counts of groups, while it is read. */
#include "../files.h"
#include "../load.h"
#include "../reply.h"

#include <junheng/pupils.h>

#include <math.h>
#include <string.h>

#define GRADES 10 /* first to ninth, and others */

typedef struct limits {
    const char *pack;
    double primary, junior, large, super;
} limits;

/* What is added up over classes: for a school, a grade or all. */
typedef struct line {
    const char *name;
    jh_pupil_group sum;
    uint64_t most, over, large, super;
    bool used;
} line;

typedef struct work {
    jh_call *call;
    jh__file file;
    jh_pupils pupils;
    limits limit;
    const char *by, *out;
    line *line; /* of schools, or by grade; the total behind them */
    size_t lines, cap;
    line total;
    size_t other; /* classes of grades that have no limit */
    jh_buf list;  /* the classes, for --out */
    jh_error *err;
} work;

/* ---- limits ------------------------------------------------------------------------------ */

static double setting(const jh_pack *pack, const char *id)
{
    for (size_t i = 0; i < pack->settings; i++)
        if (!strcmp(pack->setting[i].id, id)) return pack->setting[i].number;
    return NAN;
}

static jh_status read_limits(work *w)
{
    jh_pack *pack;
    JH_TRY(jh__pack_open(w->call, jh_call_text(w->call, "pack"), &pack, w->err));
    w->limit =
        (limits){pack->id, setting(pack, "limit_primary"), setting(pack, "limit_junior"),
                 setting(pack, "large_from"), setting(pack, "super_large_from")};
    if (!isnan(w->limit.primary + w->limit.junior + w->limit.large + w->limit.super))
        return JH_OK;
    return jh_fail(w->err, JH_EUSAGE, "ops.pupils_no_limits", "pack:s", pack->id);
}

/* Grade 1 to 9 from its name: 3, 三年级, 七年级, 初二; 0 where it is none of them. */
static int grade_of(const char *name)
{
    static const char *const numeral[] = {"一", "二", "三", "四", "五",
                                          "六", "七", "八", "九"};
    double x;
    bool junior = !strncmp(name, "初", strlen("初"));
    if (jh_number_parse(name, strlen(name), &x))
        return x >= 1 && x <= 9 && x == floor(x) ? (int)x : 0;
    if (junior) name += strlen("初");
    for (int i = 0; i < 9; i++)
        if (!strncmp(name, numeral[i], strlen(numeral[i])))
            return junior ? (i < 3 ? i + 7 : 0) : i + 1;
    return 0;
}

/* ---- classes ------------------------------------------------------------------------------- */

static jh_status new_line(work *w, const char *name, line **out)
{
    line *grown = jh_grow(w->call->arena, w->line, &w->cap, w->lines + 1, sizeof *grown);
    const char *copy =
        jh_strdup(w->call->arena, name); /* the reply outlives the pupils */
    if (!grown || !copy) return JH_ENOMEM;
    w->line = grown;
    *out = &grown[w->lines++];
    **out = (line){.name = copy};
    return JH_OK;
}

static jh_status add_class(work *w, line *l, const jh_pupil_group *c, int grade)
{
    if (!l->used) {
        size_t flags = w->pupils.flags;
        l->sum.yes = jh_alloc_array(w->call->arena, 2 * flags + 1, sizeof *l->sum.yes);
        if (!l->sum.yes) return JH_ENOMEM;
        l->sum.unknown = l->sum.yes + flags;
        l->used = true;
    }
    jh_pupil_group *s = &l->sum;
    s->n += c->n;
    s->boys += c->boys;
    s->girls += c->girls;
    s->scores += c->scores;
    s->micros += c->micros;
    s->classes++;
    for (size_t k = 0; k < w->pupils.flags; k++) {
        s->yes[k] += c->yes[k];
        s->unknown[k] += c->unknown[k];
    }
    double n = (double)c->n, most = grade <= 6 ? w->limit.primary : w->limit.junior;
    if (c->n > l->most) l->most = c->n;
    l->over += grade && n > most;
    l->large += grade && n >= w->limit.large && n < w->limit.super;
    l->super += grade && n >= w->limit.super;
    return JH_OK;
}

static double mean_score(const jh_pupil_group *g)
{
    return g->scores ? (double)g->micros / 1e6 / (double)g->scores : NAN;
}

static void put_number(jh_buf *b, double x)
{
    char text[32] = "";
    if (isfinite(x)) jh_number_shortest(x, text);
    jh_buf_puts(b, text);
}

static void list_head(work *w)
{
    static const char *const head[] = {"ops.pupils_school", "ops.pupils_grade",
                                       "ops.pupils_class", "ops.pupils_n"};
    jh_lang lang = w->call->lang;
    jh_buf_puts(&w->list, "\xEF\xBB\xBF");
    for (size_t i = 0; i < JH_COUNT(head); i++)
        jh_buf_printf(&w->list, "%s%s", i ? "," : "", jh_text(lang, head[i]));
    if (w->pupils.sex)
        jh_buf_printf(&w->list, ",%s,%s", jh_text(lang, "ops.pupils_boys"),
                      jh_text(lang, "ops.pupils_girls"));
    for (size_t k = 0; k < w->pupils.flags; k++) {
        jh_buf_putc(&w->list, ',');
        jh_csv_field(&w->list, w->pupils.flag[k]);
    }
    if (w->pupils.score)
        jh_buf_printf(&w->list, ",%s", jh_text(lang, "ops.pupils_score"));
    jh_buf_puts(&w->list, "\r\n");
}

static void list_class(work *w, const jh_pupil_group *c)
{
    jh_buf *b = &w->list;
    jh_csv_field(b, c->school);
    jh_buf_putc(b, ',');
    jh_csv_field(b, c->grade);
    jh_buf_putc(b, ',');
    jh_csv_field(b, c->group);
    jh_buf_printf(b, ",%llu", (unsigned long long)c->n);
    if (w->pupils.sex)
        jh_buf_printf(b, ",%llu,%llu", (unsigned long long)c->boys,
                      (unsigned long long)c->girls);
    for (size_t k = 0; k < w->pupils.flags; k++) {
        /* a flag that nobody of the class has given is not zero */
        jh_buf_putc(b, ',');
        if (c->unknown[k] < c->n) jh_buf_printf(b, "%llu", (unsigned long long)c->yes[k]);
    }
    if (w->pupils.score) {
        jh_buf_putc(b, ',');
        put_number(b, mean_score(c));
    }
    jh_buf_puts(b, "\r\n");
}

static jh_status take_class(void *ctx, size_t school, const jh_pupil_group *c)
{
    work *w = ctx;
    line *l = NULL;
    int grade = grade_of(c->grade);
    w->other += !grade;
    if (w->out && !w->list.n) list_head(w);
    if (w->out) list_class(w, c);
    if (!strcmp(w->by, "school")) {
        if (school == w->lines) JH_TRY(new_line(w, c->school, &l));
        l = &w->line[school];
    } else if (!strcmp(w->by, "grade")) {
        l = &w->line[grade ? grade - 1 : GRADES - 1];
    }
    if (l) JH_TRY(add_class(w, l, c, grade));
    return add_class(w, &w->total, c, grade);
}

static void pass(void *ctx, size_t offset)
{
    work *w = ctx;
    jh__file_pass(&w->file, offset);
}

/* ---- the reply -------------------------------------------------------------------------------- */

static void count_json(jh_json *j, const char *key, uint64_t n)
{
    jh_json_integer(j, key, (int64_t)n);
}

static void line_json(const work *w, jh_json *j, const char *key, const line *l)
{
    const jh_pupil_group *s = &l->sum;
    jh_json_object(j, key);
    if (l->name) jh_json_text(j, w->by, l->name);
    count_json(j, "pupils", s->n);
    count_json(j, "classes", s->classes);
    if (w->pupils.sex) count_json(j, "boys", s->boys);
    if (w->pupils.sex) count_json(j, "girls", s->girls);
    count_json(j, "largest", l->most);
    jh_json_number(j, "mean_size",
                   s->classes ? (double)s->n / (double)s->classes : (double)NAN);
    count_json(j, "over_limit", l->over);
    count_json(j, "large", l->large);
    count_json(j, "super_large", l->super);
    jh_json_object(j, "flags");
    for (size_t k = 0; k < w->pupils.flags; k++) {
        jh_json_object(j, w->pupils.flag[k]);
        count_json(j, "yes", l->used ? s->yes[k] : 0);
        count_json(j, "not_given", l->used ? s->unknown[k] : 0);
        jh_json_end_object(j);
    }
    jh_json_end_object(j);
    if (w->pupils.score) {
        count_json(j, "scores", s->scores);
        jh_json_number(j, "mean_score", mean_score(s));
    }
    jh_json_end_object(j);
}

static jh_status json(work *w)
{
    jh_json j = {.out = &w->call->json, .pretty = true};
    jh_json_object(&j, NULL);
    jh_json_text(&j, "file", w->file.path);
    jh_json_text(&j, "pack", w->limit.pack);
    jh_json_number(&j, "limit_primary", w->limit.primary);
    jh_json_number(&j, "limit_junior", w->limit.junior);
    count_json(&j, "rows", w->pupils.rows);
    count_json(&j, "unplaced", w->pupils.unplaced);
    count_json(&j, "schools", w->pupils.schools);
    count_json(&j, "other_grades", w->other);
    line_json(w, &j, "total", &w->total);
    jh_json_list(&j, "lines");
    for (size_t i = 0; i < w->lines; i++)
        if (w->line[i].used) line_json(w, &j, NULL, &w->line[i]);
    jh_json_end_list(&j);
    jh_json_end_object(&j);
    return w->call->json.oom ? jh_nomem(w->err) : JH_OK;
}

static jh_status line_row(work *w, jh_table *t, const line *l)
{
    jh_call *call = w->call;
    const jh_pupil_group *s = &l->sum;
    const char **cell = jh_alloc_array(call->arena, t->columns, sizeof *cell);
    size_t n = 0;
    if (!cell) return JH_ENOMEM;
    cell[n++] = l->name;
    cell[n++] = jh__cell_count(call, s->n);
    cell[n++] = jh__cell_count(call, s->classes);
    cell[n++] = jh__cell_fixed(call, (double)s->n / (double)s->classes, 1);
    cell[n++] = jh__cell_count(call, l->most);
    cell[n++] = jh__cell_count(call, l->over);
    cell[n++] = jh__cell_count(call, l->large);
    cell[n++] = jh__cell_count(call, l->super);
    if (w->pupils.sex) cell[n++] = jh__cell_count(call, s->boys);
    if (w->pupils.sex) cell[n++] = jh__cell_count(call, s->girls);
    for (size_t k = 0; k < w->pupils.flags; k++)
        cell[n++] = s->unknown[k] < s->n ? jh__cell_count(call, s->yes[k]) : "—";
    if (w->pupils.score) cell[n++] = jh__cell_fixed(call, mean_score(s), 2);
    return jh__table_add_row(call, t, cell);
}

static jh_status table(work *w)
{
    static const char *const fixed[] = {">ops.pupils_n",         ">ops.pupils_classes",
                                        ">ops.pupils_mean_size", ">ops.pupils_most",
                                        ">ops.pupils_over",      ">ops.pupils_large",
                                        ">ops.pupils_super"};
    const char *head[JH_PUPIL_FLAGS + 16] = {NULL};
    size_t n = 0;
    head[n++] = !strcmp(w->by, "grade") ? "ops.pupils_grade" : "ops.pupils_school";
    for (size_t i = 0; i < JH_COUNT(fixed); i++)
        head[n++] = fixed[i];
    if (w->pupils.sex) head[n++] = ">ops.pupils_boys";
    if (w->pupils.sex) head[n++] = ">ops.pupils_girls";
    for (size_t k = 0; k < w->pupils.flags; k++) {
        head[n] = jh_sprintf(w->call->arena, ">%s", w->pupils.flag[k]);
        if (!head[n++]) return JH_ENOMEM;
    }
    if (w->pupils.score) head[n++] = ">ops.pupils_score";
    jh_table *t =
        jh__table_new(w->call, jh_text(w->call->lang, "ops.pupils_table"), head);
    if (!t) return JH_ENOMEM;
    for (size_t i = 0; i < w->lines; i++)
        if (w->line[i].used) JH_TRY(line_row(w, t, &w->line[i]));
    return w->total.used ? line_row(w, t, &w->total) : JH_OK;
}

static jh_status for_people(work *w)
{
    jh_call *call = w->call;
    const limits *l = &w->limit;
    JH_TRY(jh__note(call, "ops.pupils_read", "rows:u schools:u classes:u",
                    (size_t)w->pupils.rows, w->pupils.schools, w->pupils.classes));
    if (w->pupils.unplaced)
        JH_TRY(jh__note(call, "ops.pupils_unplaced", "n:u", (size_t)w->pupils.unplaced));
    JH_TRY(jh__note(call, "ops.pupils_limits",
                    "pack:s primary:g junior:g large:g super:g", l->pack, l->primary,
                    l->junior, l->large, l->super));
    if (w->other) JH_TRY(jh__note(call, "ops.pupils_other_grades", "n:u", w->other));
    JH_TRY(table(w));
    if (w->pupils.score) JH_TRY(jh__after(call, "ops.pupils_no_rank", ""));
    return w->out ? jh__after(call, "ops.pupils_written", "file:s", w->out) : JH_OK;
}

static jh_status prepare(work *w)
{
    w->by = jh_call_text(w->call, "by");
    w->out = jh_call_text(w->call, "out");
    w->total.name = jh_text(w->call->lang, "ops.pupils_total");
    bool known =
        !strcmp(w->by, "school") || !strcmp(w->by, "grade") || !strcmp(w->by, "total");
    if (!known) return jh_fail(w->err, JH_EUSAGE, "ops.pupils_bad_by", "value:s", w->by);
    static const char *const name[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "—"};
    line *l;
    for (size_t i = 0; i < GRADES && !strcmp(w->by, "grade"); i++)
        if (new_line(w, name[i], &l) != JH_OK) return jh_nomem(w->err);
    return read_limits(w);
}

static jh_status reduce(work *w)
{
    jh_call *call = w->call;
    jh_given flag = jh_call_given(call, "flag");
    const char *path = jh_call_text(call, "file");
    JH_TRY(jh__file_open(path, &w->file, w->err));
    jh_pupils_how how = {.school = jh_call_text(call, "school"),
                         .grade = jh_call_text(call, "grade"),
                         .group = jh_call_text(call, "class"),
                         .sex = jh_call_text(call, "sex"),
                         .score = jh_call_text(call, "score"),
                         .flag = flag.value,
                         .flags = flag.n,
                         .pool = jh_pool_new(call->threads),
                         .diags = &call->diags,
                         .progress = &call->progress,
                         .ctx = w,
                         .passed = pass,
                         .each = take_class};
    jh_input in = {path, w->file.bytes ? w->file.bytes : "", w->file.n};
    jh_status st = how.pool ? jh_pupils_reduce(&in, &how, &w->pupils, w->err) : JH_ENOMEM;
    jh_pool_free(how.pool);
    jh__file_close(&w->file);
    w->file.path = path;
    return st == JH_ENOMEM ? jh_nomem(w->err) : st;
}

static jh_status answer(work *w)
{
    JH_TRY(prepare(w));
    JH_TRY(reduce(w));
    if (w->out) {
        if (!w->list.n) list_head(w);
        JH_TRY(jh__file_write(w->call, w->out, &w->list, w->err));
    }
    if (w->call->want_json) return json(w);
    return for_people(w) == JH_OK ? JH_OK : jh_nomem(w->err);
}

static jh_status run(jh_call *call, jh_error *err)
{
    work w = {.call = call, .err = err};
    jh_status st = answer(&w);
    jh_pupils_clear(&w.pupils);
    jh_buf_clear(&w.list);
    return st;
}

static const jh_param params[] = {
    {.name = "file",
     .kind = JH_PARAM_FILE,
     .positional = true,
     .required = true,
     .help = {"学生名册：每名学生一行（csv、xlsx、xls、ods）",
              "register of pupils, one row each (csv, xlsx, xls, ods)"}},
    {.name = "by",
     .kind = JH_PARAM_TEXT,
     .fallback = "school",
     .help = {"按 school（学校）、grade（年级）汇总，或只要 total（合计）",
              "sum up by school or grade, or give the total alone"}},
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .help = {"把各班人数写成 CSV 文件", "write the classes to a CSV file"}},
    {.name = "pack",
     .kind = JH_PARAM_PACK,
     .fallback = "class-size",
     .help = {"班额上限取自这个标准", "pack that the class size limits are taken from"}},
    {.name = "school",
     .kind = JH_PARAM_TEXT,
     .help = {"学校所在列的列名，不写则按常用列名找（学校标识码等）",
              "label of the school's column; default: a usual one, such as school_id"}},
    {.name = "grade",
     .kind = JH_PARAM_TEXT,
     .help = {"年级所在列的列名", "label of the grade's column"}},
    {.name = "class",
     .kind = JH_PARAM_TEXT,
     .help = {"班级所在列的列名", "label of the class's column"}},
    {.name = "sex",
     .kind = JH_PARAM_TEXT,
     .help = {"性别所在列的列名", "label of the column of the sex"}},
    {.name = "score",
     .kind = JH_PARAM_TEXT,
     .help = {"成绩所在列的列名（只算平均，不排名）",
              "label of the score's column (means only, no ranking)"}},
    {.name = "flag",
     .kind = JH_PARAM_TEXT,
     .many = true,
     .help = {"要计数的“是/否”列，可写多次；不写则取常用的（留守、随迁、残疾等）",
              "column of yes and no to count, may be given several times; default: the "
              "usual ones (left-behind, migrant, disabled …)"}},
};

extern const jh_op jh__op_pupils;
const jh_op jh__op_pupils = {
    .name = "pupils",
    .summary =
        {"把学生名册汇总成班额和各类学生人数，边读边算，不留存个人信息",
         "class sizes and counts of groups from a register of pupils, keeping no pupil"},
    .details = {"每名学生一行，要有学校、年级、班级三列，行的先后不限；千万行的文件也只占"
                "几十兆内存。"
                "性别填 1、2 或男、女，其他标记填 1、0 "
                "或是、否；看不懂的逐行指出，按未填处理，不当作“否”。"
                "班额上限和大班额起点取自标准 class-size。",
                "One row a pupil with school, grade and class, in any order; ten million "
                "rows take a "
                "few dozen MiB. Sex is 1, 2, M or F, flags are 1, 0, Y or N; what is "
                "none of these is "
                "told by row and counts as not given, never as no. Limits of class size "
                "are those of "
                "the pack class-size."},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
