/* Pupils to classes and schools: counts against counting by hand, whatever the order of the
 * rows, the threads, the encoding and the layout of the file. */
#include "pupils_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const size_t threads[] = {1, 2, 4, 7};

typedef struct seen {
    jh_buf text;
    const jh_pupils *pupils;
} seen;

static void put_group(jh_buf *b, const jh_pupil_group *g, size_t flags)
{
    jh_buf_printf(b, "%s/%s/%s n%d b%d g%d s%d %.6f", g->school, g->grade, g->group,
                  (int)g->n, (int)g->boys, (int)g->girls, (int)g->scores,
                  (double)g->micros / 1e6);
    for (size_t k = 0; k < flags; k++)
        jh_buf_printf(b, " %d(%d)", (int)g->yes[k], (int)g->unknown[k]);
    jh_buf_putc(b, '\n');
}

static jh_status each(void *ctx, size_t school, const jh_pupil_group *c)
{
    seen *s = ctx;
    jh_buf_printf(&s->text, "%d ", (int)school);
    put_group(&s->text, c, s->pupils->flags);
    return JH_OK;
}

/* Everything that is found, as text; the faults behind it. */
static jh_buf reduced(const char *bytes, size_t n, jh_pupils_how how, size_t with)
{
    char *copy = malloc(n);
    memcpy(copy, bytes, n);
    jh_input in = {"名册", copy, n};
    jh_arena *arena = jh_arena_new();
    jh_diags diags = {.arena = arena};
    jh_pupils p;
    jh_error err = {0};
    seen s = {.pupils = &p};
    how.pool = jh_pool_new(with);
    how.ctx = &s;
    how.each = each;
    how.diags = &diags;
    if (jh_pupils_reduce(&in, &how, &p, &err) != JH_OK) fail_msg("%s", err.msg.key);
    for (size_t i = 0; i < p.schools; i++) {
        jh_buf_printf(&s.text, "= %d classes ", (int)p.school[i].classes);
        put_group(&s.text, &p.school[i], p.flags);
    }
    jh_buf_printf(&s.text, "%d rows, %d unplaced\n", (int)p.rows, (int)p.unplaced);
    for (size_t i = 0; i < diags.n; i++)
        jh_buf_printf(&s.text, "%u,%u %s %s\n", diags.item[i].where.row,
                      diags.item[i].where.col, diags.item[i].msg.key,
                      diags.item[i].msg.arg[0].value);
    jh_pupils_clear(&p);
    jh_pool_free(how.pool);
    jh_arena_free(arena);
    free(copy);
    return s.text;
}

static void gives(const char *text, jh_pupils_how how, const char *want)
{
    for (size_t t = 0; t < JH_COUNT(threads); t++) {
        jh_buf got = reduced(text, strlen(text), how, threads[t]);
        assert_string_equal(got.p, want);
        jh_buf_clear(&got);
    }
}

static void counts_by_hand(void **state)
{
    (void)state;
    gives("school_id,grade,class,sex,leftbehind,poor,score\n"
          "20,3,10,1,1,0,88.5\n"
          "20,3,2,2,0,1,90\n"
          "3,7,1,1,1,1,\n"
          "20,3,10,2,0,0,0.25\n",
          (jh_pupils_how){0},
          "0 3/7/1 n1 b1 g0 s0 0.000000 1(0) 1(0)\n"
          "1 20/3/2 n1 b0 g1 s1 90.000000 0(0) 1(0)\n"
          "1 20/3/10 n2 b1 g1 s2 88.750000 1(0) 0(0)\n"
          "= 1 classes 3// n1 b1 g0 s0 0.000000 1(0) 1(0)\n"
          "= 2 classes 20// n3 b1 g2 s3 178.750000 1(0) 1(0)\n"
          "4 rows, 0 unplaced\n");
}

/* With or without a newline behind the last row. */
static void the_last_line_may_lack_its_end(void **state)
{
    static const char head[] = "grade,school_id,class\n";
    (void)state;
    for (size_t rows = 1; rows < 70; rows += 17) {
        jh_buf b = {0};
        jh_buf_puts(&b, head);
        for (size_t i = 0; i < rows; i++)
            jh_buf_puts(&b, "6,8741658811,7\n");
        jh_buf ended = reduced(b.p, b.n, (jh_pupils_how){0}, 2);
        jh_buf open = reduced(b.p, b.n - 1, (jh_pupils_how){0}, 2);
        assert_non_null(strstr(ended.p, "8741658811/6/7 n"));
        assert_string_equal(ended.p, open.p);
        jh_buf_clear(&ended);
        jh_buf_clear(&open);
        jh_buf_clear(&b);
    }
}

static void words_and_other_layouts(void **state)
{
    const char *flag[] = {"午餐", "走读"};
    jh_pupils_how how = {.school = "校", .group = "班号", .flag = flag, .flags = 2};
    (void)state;
    /* keys apart, quoted names, blanks around names, yes and no as words */
    gives("午餐;校;年级;走读;性别;班号\r\n"
          "是;一小;三年级;否;男;1班\r\n"
          "否; 一小 ;三年级;Y;女;1班\r\n"
          "N;\"一小\";三年级;;M;1班\r\n"
          "1;\"二;小\";二年级;0;9;12班\r\n"
          "1;二小二部分校的名称很长很长很长;十年级;0;F;2班\r\n",
          how,
          "0 一小/三年级/1班 n3 b2 g1 s0 0.000000 1(0) 1(1)\n"
          "1 二;小/二年级/12班 n1 b0 g0 s0 0.000000 1(0) 0(0)\n"
          "2 二小二部分校的名称很长很长很长/十年级/2班 n1 b0 g1 s0 0.000000 1(0) 0(0)\n"
          "= 1 classes 一小// n3 b2 g1 s0 0.000000 1(0) 1(1)\n"
          "= 1 classes 二;小// n1 b0 g0 s0 0.000000 1(0) 0(0)\n"
          "= 1 classes 二小二部分校的名称很长很长很长// n1 b0 g1 s0 0.000000 1(0) 0(0)\n"
          "5 rows, 0 unplaced\n");
}

static void faults_are_told_by_row(void **state)
{
    (void)state;
    gives("title\nschool_id,grade,class,sex,orphan,score\n"
          "1,1,1,3,0,77\n"
          "1,,1,1,0,77\n"
          "1,1,1,1,2,x\n"
          "1,1,1,2,,1e9\n",
          (jh_pupils_how){0},
          "0 1/1/1 n3 b1 g1 s1 77.000000 0(2)\n"
          "= 1 classes 1// n3 b1 g1 s1 77.000000 0(2)\n"
          "4 rows, 1 unplaced\n"
          "3,4 intake.pupils_no_sex 3\n"
          "4,2 intake.pupils_no_place \n"
          "5,5 intake.pupils_no_flag 2\n"
          "5,6 intake.pupils_no_score x\n"
          "6,6 intake.pupils_no_score 1e9\n");
}

static void gb18030_is_read_the_plain_way(void **state)
{
    (void)state;
    /* 学校,年级,班级,性别 / 一小,1,1,男 */
    gives("\xD1\xA7\xD0\xA3,\xC4\xEA\xBC\xB6,\xB0\xE0\xBC\xB6,\xD0\xD4\xB1\xF0\n"
          "\xD2\xBB\xD0\xA1,1,1,\xC4\xD0\n",
          (jh_pupils_how){0},
          "0 一小/1/1 n1 b1 g0 s0 0.000000\n"
          "= 1 classes 一小// n1 b1 g0 s0 0.000000\n"
          "1 rows, 0 unplaced\n");
}

static void what_cannot_be_counted_is_refused(void **state)
{
    const char *text = "school_id,grade,sex\n1,1,1\n",
               *good = "school,grade,class\n1,1,1\n";
    jh_input in = {"t", text, strlen(text)};
    jh_pupils_how how = {0};
    jh_pupils p;
    jh_error err = {0};
    (void)state;
    assert_int_equal(jh_pupils_reduce(&in, &how, &p, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, "intake.pupils_no_head");
    jh_pupils_clear(&p);
    in = (jh_input){"t", good, strlen(good)};
    how.score = "marks";
    err = (jh_error){0};
    assert_int_equal(jh_pupils_reduce(&in, &how, &p, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, "intake.pupils_no_column");
    jh_pupils_clear(&p);
}

/* ---- many rows ----------------------------------------------------------------------------- */

#define ROWS 60000
#define SCHOOLS 40

typedef struct drawn {
    uint32_t school, grade, group, sex, flag[6], score;
} drawn;

static void put_row(jh_buf *b, const drawn *d, bool strange)
{
    jh_buf_printf(b, strange ? "%u,%u,\"%u\",%u" : "%u,%u,%u,%u", 4101010000u + d->school,
                  d->grade, d->group, d->sex);
    for (size_t k = 0; k < 6; k++)
        jh_buf_printf(b, strange && !k ? ",%u " : ",%u", d->flag[k]);
    jh_buf_printf(b, ",%u.%u\n", d->score / 10, d->score % 10);
}

static void sorted_shuffled_strange_all_the_same(void **state)
{
    static drawn row[ROWS];
    jh_random r;
    jh_buf first = {0};
    uint64_t pupils = 0, boys = 0;
    (void)state;
    jh_random_seed(&r, 5);
    for (size_t i = 0; i < ROWS; i++) {
        drawn *d = &row[i];
        d->school = (uint32_t)(i * SCHOOLS / ROWS);
        d->grade = 1 + (uint32_t)(i / 45 % 9);
        d->group = 1 + (uint32_t)(i / 20 % 14);
        d->sex = 1 + (uint32_t)jh_random_below(&r, 2);
        for (size_t k = 0; k < 6; k++)
            d->flag[k] = (uint32_t)jh_random_below(&r, 2);
        d->score = (uint32_t)jh_random_below(&r, 1001);
        pupils += d->school == 7;
        boys += d->school == 7 && d->sex == 1;
    }
    for (int way = 0; way < 3; way++) {
        jh_buf text = {0};
        for (size_t i = ROWS - 1; way == 1 && i > 0; i--) {
            size_t k = jh_random_below(&r, i + 1);
            drawn d = row[i];
            row[i] = row[k];
            row[k] = d;
        }
        jh_buf_puts(&text, "school_id,grade,class,sex,leftbehind,migrant,disabled,"
                           "singleparent,orphan,poor,score\n");
        for (size_t i = 0; i < ROWS; i++)
            put_row(&text, &row[i], way == 2 && i % 1000 == 999);
        for (size_t t = 0; t < JH_COUNT(threads); t++) {
            jh_buf got = reduced(text.p, text.n, (jh_pupils_how){0}, threads[t]);
            if (first.p)
                assert_string_equal(got.p, first.p);
            else
                jh_buf_puts(&first, got.p);
            jh_buf_clear(&got);
        }
        jh_buf_clear(&text);
    }
    char want[64];
    snprintf(want, sizeof want, "4101010007// n%d b%d g%d s%d", (int)pupils, (int)boys,
             (int)(pupils - boys), (int)pupils);
    assert_non_null(strstr(first.p, want));
    jh_buf_clear(&first);
}

/* How a table is written: what stands around every cell, between them, in the last one. */
typedef struct manner {
    const char *around, *note, *line_end;
    char by;
    bool utf16;
} manner;

static void put(jh_buf *b, const manner *m, const char *text, bool last)
{
    jh_buf_puts(b, m->around);
    jh_buf_puts(b, text);
    jh_buf_puts(b, m->around);
    if (last)
        jh_buf_puts(b, m->line_end);
    else
        jh_buf_putc(b, m->by);
}

static const char *pick(jh_random *r, const char *const *word, size_t n)
{
    return word[jh_random_below(r, n)];
}

/* Rows of every kind: most of them usual; blank ones, short ones, cells that are no answer. */
static void put_rows(jh_buf *b, const manner *m, uint64_t seed)
{
    static const char *const school[] = {"4101010001", "4101010002", "7", "第一小学",
                                         "某某县某某镇中心小学某某村教学点"};
    static const char *const grade[] = {"1", "2", "9", "三年级", ""};
    static const char *const sex[] = {"1", "2", "1", "2", "男", "9", "3", ""};
    static const char *const flag[] = {"0", "1", "0", "1", "0", "是", "2", ""};
    static const char *const score[] = {"67.4", "88",  "100", "9.25", ".5",   "5.",
                                        "",     "1e1", "-3",  "abc",  "8.8.", "99999"};
    jh_random r;
    jh_random_seed(&r, seed);
    for (size_t i = 0; i < 30000; i++) {
        size_t odd = jh_random_below(&r, 50) ? 0 : 3;
        char group[8];
        snprintf(group, sizeof group, "%u", 1 + (unsigned)jh_random_below(&r, 12));
        if (odd && !jh_random_below(&r, 3)) jh_buf_puts(b, m->line_end);
        put(b, m, pick(&r, school, odd ? 5 : 3), false);
        put(b, m, pick(&r, grade, odd ? 5 : 3), false);
        put(b, m, odd && !jh_random_below(&r, 9) ? "" : group, false);
        put(b, m, pick(&r, sex, odd ? 8 : 2), false);
        bool cut = odd && !jh_random_below(&r, 4);
        put(b, m, pick(&r, flag, odd ? 8 : 2), false);
        put(b, m, pick(&r, flag, odd ? 8 : 2), cut);
        if (cut) continue;
        put(b, m, pick(&r, score, odd ? 12 : 3), false);
        put(b, m, m->note, true);
    }
}

static jh_buf table_in(const manner *m, uint64_t seed)
{
    static const char *const head[] = {"school_id", "grade", "class", "sex",
                                       "migrant",   "poor",  "score", "note"};
    jh_buf b = {0}, wide = {0};
    for (size_t i = 0; i < 8; i++)
        put(&b, m, head[i], i == 7);
    put_rows(&b, m, seed);
    if (!m->utf16) return b;
    jh_buf_add(&wide, "\xFE\xFF", 2);
    for (size_t i = 0; i < b.n;) {
        const unsigned char *p = (const unsigned char *)b.p + i;
        uint32_t c =
            *p < 0x80 ? *p : (*p & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        char unit[2] = {(char)(c >> 8), (char)(c & 0xFF)};
        jh_buf_add(&wide, unit, 2);
        i += *p < 0x80 ? 1 : 3;
    }
    jh_buf_clear(&b);
    return wide;
}

static void written_otherwise_the_same(void **state)
{
    static const manner manners[] = {
        {"", "", "\n", ',', false},     {"", "x", "\r\n", ';', false},
        {"\"", "x", "\n", ',', false},  {"\"", "\"\"", "\r\n", '\t', false},
        {"", "a\"b", "\n", ',', false}, {"", "", "\n", ',', true},
        {"\"", "x", "\n", ',', true},
    };
    jh_buf first = {0};
    (void)state;
    for (size_t i = 0; i < JH_COUNT(manners); i++) {
        jh_buf text = table_in(&manners[i], 17);
        jh_buf got = reduced(text.p, text.n, (jh_pupils_how){0}, threads[i % 4]);
        if (first.p)
            assert_string_equal(got.p, first.p);
        else
            jh_buf_puts(&first, got.p);
        jh_buf_clear(&got);
        jh_buf_clear(&text);
    }
    assert_non_null(strstr(first.p, "pupils_no_place"));
    jh_buf_clear(&first);
}

typedef uint64_t reader_of_rows(const jh__layout *l, const jh__rows *rows,
                                jh__shape *shape, jh__said *out);

static reader_of_rows *const usual[] = {jh__pupils_usual_wide, jh__pupils_usual_widest};

static void assert_same_rows(const jh__said *p, const jh__said *q, size_t n)
{
    assert_true(p->placed == q->placed);
    for (size_t k = 0; k < n; k++) {
        if (!(p->placed >> k & 1)) continue;
        assert_memory_equal(p->word[k], q->word[k], sizeof p->word[k]);
        assert_true(p->bits[0][k] == q->bits[0][k] && p->micros[k] == q->micros[k] &&
                    p->key_n[k] == q->key_n[k]);
    }
}

static void usual_rows_are_the_same_everywhere(void **state)
{
    jh__layout l = {.school = 1, .grade = 2, .group = 3, .score = 7, .columns = 8};
    size_t read = 0;
    (void)state;
    l.delimiter = ',';
    l.lanes = 3;
    l.allowed = UINT64_C(0x010103);
    l.sex = 1;
    for (uint32_t k = 0; k < 3; k++)
        l.lane[k].col = 4 + k;
    manner m = {"", "", "\n", ',', false};
    jh_buf b = {0};
    put_rows(&b, &m, 23);
    uint32_t *at = malloc((b.n + 1 + JH__AT_MORE) * sizeof *at);
    at[0] = UINT32_MAX;
    jh__index x = {.at = at + 1};
    assert_true(jh__csv_lines(b.p, b.n, &x));
    jh__block block = {.p = b.p, .n = b.n, .lines = true, .at = at + 1, .rows = x.n};
    static jh__shape shape[3][1 << JH__SHAPE_BITS];
    for (size_t i = 0; i < x.n; i += JH__BATCH) {
        jh__said p = {.placed = 0};
        jh__rows rows = {&block, i, x.n - i < JH__BATCH ? x.n - i : JH__BATCH};
        uint64_t left = jh__pupils_usual_plain(&l, &rows, shape[0], &p);
        read += (size_t)__builtin_popcountll(p.placed);
        for (size_t k = 0; k < (size_t)jh__csv_simd(); k++) {
            jh__said q = {.placed = 0};
            assert_true(usual[k](&l, &rows, shape[k + 1], &q) == left);
            assert_same_rows(&p, &q, rows.n);
        }
    }
    assert_true(read > x.n / 2);
    free(at);
    jh_buf_clear(&b);
}

static void names_in_the_order_of_their_numbers(void **state)
{
    static const char *const rising[] = {"1",      "2",      "10",     "2025班",
                                         "一年级", "二年级", "三年级", "a2",
                                         "a10",    "初一",   "初三"};
    (void)state;
    for (size_t i = 0; i + 1 < JH_COUNT(rising); i++) {
        if (i == 3) continue; /* 2025 is more than 一 */
        assert_true(jh_pupils_compare(rising[i], rising[i + 1]) < 0);
        assert_true(jh_pupils_compare(rising[i + 1], rising[i]) > 0);
    }
    assert_int_equal(jh_pupils_compare("3班", "3班"), 0);
    assert_true(jh_pupils_compare("03", "3") != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_hand),
        cmocka_unit_test(the_last_line_may_lack_its_end),
        cmocka_unit_test(words_and_other_layouts),
        cmocka_unit_test(faults_are_told_by_row),
        cmocka_unit_test(gb18030_is_read_the_plain_way),
        cmocka_unit_test(what_cannot_be_counted_is_refused),
        cmocka_unit_test(sorted_shuffled_strange_all_the_same),
        cmocka_unit_test(written_otherwise_the_same),
        cmocka_unit_test(usual_rows_are_the_same_everywhere),
        cmocka_unit_test(names_in_the_order_of_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
