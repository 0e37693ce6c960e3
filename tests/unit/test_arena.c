/* Memory, buffers, frames and groups. */
#include "support.h"

#include <junheng/frame.h>

#include <string.h>

static void bytes_are_zeroed_and_aligned(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    assert_non_null(a);
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = jh_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAB, n);
    }
    jh_arena_free(a);
    jh_arena_free(NULL);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    assert_null(jh_alloc(a, SIZE_MAX));
    assert_null(jh_alloc(a, SIZE_MAX - 4));
    assert_null(jh_alloc_array(a, SIZE_MAX / 2, 3));
    assert_null(jh_strndup(a, "x", SIZE_MAX));
    assert_non_null(jh_alloc(a, 8));
    jh_arena_free(a);
}

/* What was taken over lives on, and arrays of both can still be stretched. */
static void arenas_are_taken_over(void **state)
{
    (void)state;
    for (size_t empty = 0; empty < 2; empty++) {
        jh_arena *a = jh_arena_new(), *b = jh_arena_new();
        char *big[3] = {empty ? NULL : jh_alloc(a, 40000), jh_alloc(b, 50000),
                        jh_alloc(b, 60000)};
        char *small[2] = {empty ? NULL : jh_strdup(a, "of a"), jh_strdup(b, "of b")};
        size_t size = jh_arena_size(a) + jh_arena_size(b);
        big[1][49999] = 1;
        jh_arena_take(a, b);
        jh_arena_take(a, NULL);
        assert_int_equal(jh_arena_size(a), size);
        for (size_t k = 0; k < 3; k++) {
            if (!big[k]) continue;
            big[k] = jh_stretch(a, big[k], 40000 + 10000 * k, 900000, 1);
            assert_non_null(big[k]);
            assert_int_equal(big[k][899999], 0);
        }
        assert_int_equal(big[1][49999], 1);
        for (size_t k = 0; k < 30000; k++)
            memset(jh_alloc(a, 40), 1, 40);
        if (!empty) assert_string_equal(small[0], "of a");
        assert_string_equal(small[1], "of b");
        jh_arena_free(a);
    }
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    uint64_t *x[3] = {0};
    size_t cap[3] = {0};
    /* three at once, so that arrays with blocks of their own have neighbours that move */
    for (size_t i = 0; i < 300000; i++)
        for (int k = 0; k < 3; k++) {
            uint64_t *grown = jh_grow(a, x[k], &cap[k], i + 1, sizeof *grown);
            assert_non_null(grown);
            x[k] = grown;
            x[k][i] = i * 3 + (uint64_t)k;
        }
    for (int k = 0; k < 3; k++) {
        for (size_t i = 0; i < 300000; i++)
            assert_int_equal(x[k][i], i * 3 + (uint64_t)k);
        for (size_t i = 300000; i < cap[k]; i++)
            assert_int_equal(x[k][i], 0);
    }
    assert_true(jh_arena_size(a) < 3 * 300000 * sizeof(uint64_t) * 3);
    jh_arena_free(a);
}

static void arrays_stretch_across_the_size_of_own_blocks(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    size_t old = 1000;
    unsigned char *p = jh_alloc(a, old);
    memset(p, 7, old);
    for (size_t n = 5000; n < 5000000; n *= 3) {
        p = jh_stretch(a, p, old, n, 1);
        assert_non_null(p);
        for (size_t i = 0; i < 1000; i++)
            assert_int_equal(p[i], 7);
        for (size_t i = 1000; i < n; i += 61)
            assert_int_equal(p[i], 0);
        assert_non_null(jh_alloc(a, 300000));
        old = n;
    }
    assert_null(jh_stretch(a, p, old, SIZE_MAX / 2, 4));
    assert_int_equal(p[999], 7);
    jh_arena_free(a);
}

static void texts_are_copied(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    char text[] = "abc";
    const char *copy = jh_strdup(a, text), *part = jh_strndup(a, text, 2);
    text[0] = 'z';
    assert_string_equal(copy, "abc");
    assert_string_equal(part, "ab");
    assert_string_equal(jh_sprintf(a, "%d-%s", 7, "é"), "7-é");
    assert_string_equal(jh_strndup(a, NULL, 0), "");
    jh_arena_free(a);
}

static void buffers_grow_and_end_in_nul(void **state)
{
    (void)state;
    jh_buf b = {0};
    for (int i = 0; i < 5000; i++) {
        jh_buf_putc(&b, (char)('a' + i % 26));
        assert_int_equal(b.p[b.n], 0);
    }
    assert_int_equal(b.n, 5000);
    jh_buf_add(&b, NULL, 0);
    jh_buf_printf(&b, "%1000d", 5);
    assert_int_equal(b.n, 6000);
    assert_int_equal(b.p[5999], '5');
    jh_buf_puts(&b, "end");
    assert_string_equal(b.p + 6000, "end");
    assert_false(b.oom);
    jh_buf_clear(&b);
    assert_null(b.p);
    b.oom = true; /* once without memory, nothing more is written */
    jh_buf_puts(&b, "x");
    assert_null(b.p);
}

static void frames_keep_values_while_they_grow(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_frame f;
    size_t number, text, late, row;
    jh_frame_init(&f, a);
    assert_int_equal(jh_frame_add_column(&f, "n", JH_NUMBER, &number), JH_OK);
    assert_int_equal(jh_frame_add_column(&f, "t", JH_TEXT, &text), JH_OK);
    for (size_t i = 0; i < 40000; i++) {
        assert_int_equal(jh_frame_add_row(&f, &row), JH_OK);
        assert_int_equal(row, i);
        jh_origin from = {1, (uint32_t)i + 1, 2};
        if (i % 3) jh_frame_set_number(&f, i, number, (double)i, from);
        if (i % 5) jh_frame_set_text(&f, i, text, i % 2 ? "odd" : "even", from);
    }
    assert_int_equal(jh_frame_add_column(&f, "late", JH_NUMBER, &late), JH_OK);
    for (size_t i = 0; i < f.rows; i++) {
        assert_int_equal(f.column[number].valid[i], i % 3 != 0);
        assert_int_equal(f.column[text].valid[i], i % 5 != 0);
        assert_int_equal(f.column[late].valid[i], 0);
        if (i % 3) assert_true(f.column[number].number[i] == (double)i);
        if (i % 3) assert_int_equal(f.column[number].origin[i].row, i + 1);
        if (i % 5) assert_string_equal(f.column[text].text[i], i % 2 ? "odd" : "even");
    }
    jh_frame_set_text(&f, 1, text, NULL, (jh_origin){0});
    assert_int_equal(f.column[text].valid[1], 0);
    assert_int_equal(jh_frame_find(&f, "t"), text);
    assert_int_equal(jh_frame_find(&f, "none"), -1);
    jh_arena_free(a);
}

static void groups_stand_in_order_of_appearance(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_frame *f = test_frame(a, NULL, "k\n乙\n甲\n乙\n\n丙\n甲\n");
    jh_groups g;
    size_t want[] = {0, 1, 0, 2, 3, 1}, row;
    assert_int_equal(jh_frame_group(a, f, 0, &g), JH_OK);
    assert_int_equal(g.n, 4);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(g.group[i], want[i]);
    assert_string_equal(g.name[0], "乙");
    assert_string_equal(g.name[2], "");
    assert_int_equal(g.size[0], 2);
    assert_int_equal(g.size[2], 1);

    jh_frame many;
    jh_frame_init(&many, a);
    size_t col;
    assert_int_equal(jh_frame_add_column(&many, "k", JH_TEXT, &col), JH_OK);
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(jh_frame_add_row(&many, &row), JH_OK);
        jh_frame_set_text(&many, row, col, jh_sprintf(a, "g%d", i % 7001),
                          (jh_origin){0});
    }
    assert_int_equal(jh_frame_group(a, &many, col, &g), JH_OK);
    assert_int_equal(g.n, 7001);
    for (size_t i = 0; i < 20000; i++)
        assert_int_equal(g.group[i], i % 7001);
    jh_arena_free(a);
}

/* Each text by itself; what joins to the same name stays apart, and missing is not empty. */
static void rows_agree_in_every_text(void **state)
{
    (void)state;
    static const char *const one[] = {"a", "a / b", "a", NULL, "", "a", "x"};
    static const char *const two[] = {"b / c", "c", "b / c", "", "", "b", "x"};
    static const char *const *const text[] = {one, two};
    static const size_t chosen[] = {5, 4, 3, 2, 1, 0}, want[] = {0, 1, 2, 3, 4, 3};
    jh_arena *a = jh_arena_new();
    jh_groups g;
    size_t *first, *row;
    const jh_group_ask ask = {text, 2, chosen, 6};
    assert_int_equal(jh_group_texts(a, &ask, &g), JH_OK);
    assert_int_equal(g.n, 5);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(g.group[i], want[i]);
    assert_string_equal(g.name[3], "a / b / c");
    assert_string_equal(g.name[4], "a / b / c");
    assert_string_equal(g.name[2], " / ");
    assert_int_equal(g.lead[3], 3);
    assert_int_equal(g.size[3], 2);
    assert_int_equal(jh_groups_lay(a, &g, 6, &first, &row), JH_OK);
    for (size_t i = 0, k = 0; i < g.n; i++) {
        assert_int_equal(first[i], k);
        for (; k < first[i + 1]; k++)
            assert_int_equal(g.group[row[k]], i);
    }
    assert_int_equal(row[first[3]], 3);
    assert_int_equal(row[first[3] + 1], 5);
    const jh_group_ask none = {NULL, 0, NULL, 3}, nobody = {text, 2, NULL, 0};
    assert_int_equal(jh_group_texts(a, &none, &g), JH_OK);
    assert_int_equal(g.n, 1);
    assert_int_equal(g.size[0], 3);
    assert_int_equal(jh_group_texts(a, &nobody, &g), JH_OK);
    assert_int_equal(g.n, 0);
    jh_arena_free(a);
}

static void origins_find_their_sheets(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_sources s = {0};
    uint32_t book, text;
    assert_int_equal(jh_sources_add(a, &s, "表.xlsx", "学校", &book), JH_OK);
    assert_int_equal(jh_sources_add(a, &s, "表.csv", NULL, &text), JH_OK);
    jh_where w = jh_sources_where(&s, (jh_origin){book, 7, 28});
    assert_string_equal(w.file, "表.xlsx");
    assert_string_equal(w.sheet, "学校");
    assert_int_equal(w.col, 28);
    w = jh_sources_where(&s, (jh_origin){text, 1, 1});
    assert_null(w.sheet);
    assert_null(jh_sources_where(&s, (jh_origin){0}).file);
    assert_null(jh_sources_where(&s, (jh_origin){9, 1, 1}).file);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_zeroed_and_aligned),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(arenas_are_taken_over),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(arrays_stretch_across_the_size_of_own_blocks),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(buffers_grow_and_end_in_nul),
        cmocka_unit_test(frames_keep_values_while_they_grow),
        cmocka_unit_test(groups_stand_in_order_of_appearance),
        cmocka_unit_test(rows_agree_in_every_text),
        cmocka_unit_test(origins_find_their_sheets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
