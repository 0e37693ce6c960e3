/* A pupil file: its head, its blocks to the threads, its faults in the order of the rows. */
#include <junheng/pupils.h>

#include "csv_number.h"
#include "pupils_int.h"

#include <stdlib.h>

#define LABELS 6

static const char *const school_labels[LABELS] = {"school_id", "学校标识码", "学校代码",
                                                  "学校名称",  "学校",       "school"};
static const char *const grade_labels[LABELS] = {"grade", "年级"};
static const char *const group_labels[LABELS] = {"class", "班级", "班"};
static const char *const sex_labels[LABELS] = {"sex", "性别", "gender"};
static const char *const score_labels[LABELS] = {"score", "成绩", "分数", "得分"};
static const char *const flag_labels[][LABELS] = {
    {"leftbehind", "left_behind", "留守儿童", "是否留守儿童", "留守"},
    {"migrant", "随迁子女", "是否随迁子女", "随迁"},
    {"disabled", "残疾", "是否残疾", "残疾儿童", "随班就读"},
    {"singleparent", "single_parent", "单亲", "是否单亲", "单亲家庭"},
    {"orphan", "孤儿", "是否孤儿"},
    {"poor", "家庭经济困难", "是否家庭经济困难", "经济困难", "困难学生"},
    {"boarder", "寄宿", "是否寄宿", "寄宿生"},
};

typedef struct job {
    const jh_pupils_how *how;
    jh_pupils *out;
    jh__reader r;
    jh__layout layout;
    jh__scan scan;
    uint32_t head; /* row of the head; 0: not found */
    size_t looked;
    bool found; /* the reader of workbooks is below the head */
    jh__counter *counter;
    size_t counters;
    const jh__block *block;
} job;

/* ---- the head ------------------------------------------------------------------------------ */

static bool labelled(const jh_cell *cell, const char *name)
{
    size_t n = cell->n;
    const char *p = jh__trimmed(cell->text, &n);
    return strlen(name) == n && !memcmp(p, name, n);
}

static const jh_cell *named(const jh_row *row, const char *name)
{
    for (size_t i = 0; i < row->n; i++)
        if (labelled(&row->cell[i], name)) return &row->cell[i];
    return NULL;
}

/* Column of the label that was given, else of the first usual one; 0: none. */
static uint32_t column(const jh_row *row, const char *given, const char *const *usual)
{
    const jh_cell *cell = given ? named(row, given) : NULL;
    for (size_t i = 0; !given && i < LABELS && usual[i] && !cell; i++)
        cell = named(row, usual[i]);
    return cell ? cell->col : 0;
}

static jh_status no_column(job *j, const char *name)
{
    return jh_fail(j->r.err, JH_EINPUT, "intake.pupils_no_column", "file:s column:s",
                   j->r.in->name, name);
}

static jh_status add_lane(job *j, const jh_row *row, uint32_t col, bool sex)
{
    jh__layout *l = &j->layout;
    const char *label = "";
    for (size_t i = 0; i < row->n; i++)
        if (row->cell[i].col == col) label = row->cell[i].text;
    for (size_t i = 0; i < l->lanes; i++)
        if (l->lane[i].col == col) return JH_OK;
    if (l->lanes == JH__LANES || (!sex && j->out->flags == JH_PUPIL_FLAGS))
        return jh_fail(j->r.err, JH_EUSAGE, "intake.pupils_many_flags", "most:u",
                       (size_t)JH_PUPIL_FLAGS);
    size_t n = strlen(label);
    label = jh__trimmed(label, &n);
    const char *copy = jh_strndup(j->out->arena, label, n);
    if (!copy) return jh_nomem(j->r.err);
    l->lane[l->lanes++] = (jh__lane){col, sex, copy};
    j->out->flags += !sex;
    return JH_OK;
}

static jh_status find_lanes(job *j, const jh_row *row)
{
    const jh_pupils_how *how = j->how;
    uint32_t sex = column(row, how->sex, sex_labels);
    if (how->sex && !sex) return no_column(j, how->sex);
    if (sex) JH_TRY(add_lane(j, row, sex, true));
    for (size_t i = 0; i < how->flags; i++) {
        const jh_cell *cell = named(row, how->flag[i]);
        if (!cell) return no_column(j, how->flag[i]);
        JH_TRY(add_lane(j, row, cell->col, false));
    }
    for (size_t i = 0; !how->flags && i < JH_COUNT(flag_labels); i++) {
        uint32_t col = column(row, NULL, flag_labels[i]);
        if (col) JH_TRY(add_lane(j, row, col, false));
    }
    return JH_OK;
}

static int by_column(const void *a, const void *b)
{
    uint32_t x = ((const jh__lane *)a)->col, y = ((const jh__lane *)b)->col;
    return (x > y) - (x < y);
}

/* Which cells stand behind each other, so that they can be read at once. */
static jh_status lay_out(job *j)
{
    jh__layout *l = &j->layout;
    qsort(l->lane, l->lanes, sizeof *l->lane, by_column);
    l->keys_joined = l->grade == l->school + 1 && l->group == l->grade + 1;
    l->lanes_joined = l->lanes && l->lanes < 8;
    for (size_t i = 0; i < l->lanes && i < 7; i++) {
        l->lanes_joined = l->lanes_joined && l->lane[i].col == l->lane[0].col + i;
        l->allowed |= (l->lane[i].sex ? UINT64_C(3) : UINT64_C(1)) << (8 * i);
        if (l->lane[i].sex) l->sex = UINT64_C(1) << (8 * i);
        j->out->sex = j->out->sex || l->lane[i].sex;
    }
    l->usual = l->keys_joined && (l->lanes_joined || !l->lanes) && l->group < 64 &&
               l->score < 64 && (!l->lanes || l->lane[l->lanes - 1].col < 64);
    j->out->score = l->score != 0;
    j->out->flag = jh_alloc_array(j->out->arena, j->out->flags + 1, sizeof *j->out->flag);
    if (!j->out->flag) return jh_nomem(j->r.err);
    for (size_t i = 0, n = 0; i < l->lanes; i++) {
        j->out->sex = j->out->sex || l->lane[i].sex;
        if (!l->lane[i].sex) j->out->flag[n++] = l->lane[i].label;
    }
    for (size_t i = 0; i < j->counters; i++)
        if (jh__classes_init(&j->counter[i].classes, l->lanes) != JH_OK)
            return jh_nomem(j->r.err);
    return JH_OK;
}

static jh_status take_head(void *ctx, const jh_row *row, bool *found)
{
    job *j = ctx;
    jh__layout *l = &j->layout;
    *found = j->head == row->row;
    if (j->head) return JH_OK;
    l->school = column(row, j->how->school, school_labels);
    l->grade = column(row, j->how->grade, grade_labels);
    l->group = column(row, j->how->group, group_labels);
    if (!l->school || !l->grade || !l->group) return JH_OK;
    l->score = column(row, j->how->score, score_labels);
    if (j->how->score && !l->score) return no_column(j, j->how->score);
    j->head = row->row;
    *found = true;
    l->delimiter = j->scan.delimiter;
    JH_TRY(find_lanes(j, row));
    return lay_out(j);
}

/* ---- rows -------------------------------------------------------------------------------------- */

static jh_status count_block(void *ctx, size_t task, size_t worker)
{
    job *j = ctx;
    return jh__pupils_block(&j->counter[worker], &j->layout, &j->block[task]);
}

static jh_status take_blocks(void *ctx, const jh__block *block, size_t n)
{
    job *j = ctx;
    j->block = block;
    j->layout.columns = j->scan.columns;
    jh_status st = jh_pool_run(j->scan.pool, n, count_block, j);
    return st == JH_OK ? st : jh_nomem(j->r.err);
}

static jh_status take_row(void *ctx, const jh_row *row)
{
    job *j = ctx;
    jh_status st = jh__pupils_row(&j->counter[0], &j->layout, row);
    return st == JH_OK ? st : jh_nomem(j->r.err);
}

static jh_status sheet(void *ctx, const char *name, const jh_range *merged, size_t n,
                       bool *skip)
{
    job *j = ctx;
    (void)name;
    (void)merged;
    (void)n;
    *skip = j->found;
    j->looked = 0;
    return JH_OK;
}

static jh_status plain_row(void *ctx, const jh_row *row)
{
    job *j = ctx;
    if (j->found) return take_row(j, row);
    return j->looked++ < JH__HEAD_ROWS ? take_head(j, row, &j->found) : JH_OK;
}

static void passed(void *ctx, size_t offset)
{
    job *j = ctx;
    if (j->how->passed) j->how->passed(j->how->ctx, offset);
}

static void clear_counters(job *j)
{
    for (size_t i = 0; j->counter && i < j->counters; i++) {
        jh__counter *c = &j->counter[i];
        jh__classes_clear(&c->classes);
        free(c->fault);
        free(c->at);
        free(c->shape);
        free(c->joined);
        *c = (jh__counter){0};
    }
}

static jh_status scan(job *j, bool sure)
{
    j->scan = (jh__scan){.r = &j->r,
                         .pool = j->how->pool,
                         .ctx = j,
                         .sure = sure,
                         .lines = true,
                         .head = take_head,
                         .blocks = take_blocks,
                         .row = take_row,
                         .passed = passed};
    return jh__scan_run(&j->scan);
}

static jh_status read_all(job *j)
{
    bool text;
    jh_sink sink = {j, sheet, plain_row};
    jh_diags given = {0};
    if (j->r.diags) given = *j->r.diags;
    JH_TRY(jh__text_check(&j->r, &text));
    if (!text)
        return jh_table_read(j->r.in, &j->r.limits, &sink, j->r.diags, j->r.progress,
                             j->r.err);
    JH_TRY(scan(j, false));
    if (!j->scan.guessed) return JH_OK;
    /* it is not UTF-8 after all: what was counted is given up */
    clear_counters(j);
    jh__unsay(&j->r, &given, 0);
    j->layout = (jh__layout){0};
    j->head = 0;
    j->out->flags = 0;
    return scan(j, true);
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static int by_place(const void *left, const void *right)
{
    const jh__pupil_fault *a = left, *b = right;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return (a->col > b->col) - (a->col < b->col);
}

/* The threads' faults in the order of the rows, as one thread would have told them. */
static jh_status tell_faults(job *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->counters; i++)
        n += j->counter[i].faults;
    jh__pupil_fault *all = malloc((n + 1) * sizeof *all);
    if (!all) return jh_nomem(j->r.err);
    n = 0;
    for (size_t i = 0; i < j->counters; i++) {
        const jh__counter *c = &j->counter[i];
        if (c->faults) memcpy(all + n, c->fault, c->faults * sizeof *all);
        n += c->faults;
        j->out->unplaced += c->unplaced;
        j->out->rows += c->rows;
    }
    if (n) qsort(all, n, sizeof *all, by_place);
    jh_status st = JH_OK;
    for (size_t i = 0; i < n && st == JH_OK; i++)
        st =
            jh__fault(&j->r, JH_EXPLAIN, all[i].row, all[i].col, all[i].key, all[i].text);
    free(all);
    return st;
}

static jh_status sum_up(job *j)
{
    if (!j->head)
        return jh_fail(j->r.err, JH_EINPUT, "intake.pupils_no_head", "file:s",
                       j->r.in->name);
    JH_TRY(tell_faults(j));
    jh_status st = jh__pupils_sum(j->counter, j->counters, &j->layout, j->how, j->out);
    return st == JH_ENOMEM ? jh_nomem(j->r.err) : st;
}

jh_status jh_pupils_reduce(const jh_input *in, const jh_pupils_how *how, jh_pupils *out,
                           jh_error *err)
{
    jh_limits limits = {.rows = UINT32_MAX};
    job j = {.how = how, .out = out, .counters = jh_pool_threads(how->pool)};
    *out = (jh_pupils){.arena = jh_arena_new()};
    j.counter = calloc(j.counters, sizeof *j.counter);
    j.r = (jh__reader){.in = in,
                       .limits = jh__limits(&limits),
                       .diags = how->diags,
                       .progress = how->progress,
                       .err = err};
    jh_status st = out->arena && j.counter ? read_all(&j) : jh_nomem(err);
    if (st == JH_OK) st = sum_up(&j);
    clear_counters(&j);
    free(j.counter);
    return st;
}

void jh_pupils_clear(jh_pupils *pupils)
{
    jh_arena_free(pupils->arena);
    *pupils = (jh_pupils){0};
}
