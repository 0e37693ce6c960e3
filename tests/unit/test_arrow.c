/* Frames given and taken through the Arrow C data interface: the layout that the specification
 * fixes, who holds what, and tables that do not fit. DuckDB reads and writes the same in
 * tests/bindings. */
#include <junheng/arrow.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* ---- giving ------------------------------------------------------------------------------ */

/* pupils: 45, missing, 89; name: 一小, "", missing; level: 1, 2, 3 */
static void make(jh_arena *arena, jh_frame *f)
{
    static const double pupils[] = {45, 0, 89};
    size_t c, row;
    jh_frame_init(f, arena);
    assert_int_equal(jh_frame_add_column(f, "pupils", JH_NUMBER, &c), JH_OK);
    assert_int_equal(jh_frame_add_column(f, "name", JH_TEXT, &c), JH_OK);
    assert_int_equal(jh_frame_add_column(f, "level", JH_NUMBER, &c), JH_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(jh_frame_add_row(f, &row), JH_OK);
        if (i != 1) jh_frame_set_number(f, row, 0, pupils[i], (jh_origin){0});
        if (i != 2) jh_frame_set_text(f, row, 1, i ? "" : "一小", (jh_origin){0});
        jh_frame_set_number(f, row, 2, i + 1, (jh_origin){0});
    }
}

static void given_as_specified(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    struct ArrowSchema s;
    struct ArrowArray a;
    make(arena, &f);
    const double *pupils = f.column[0].number;
    assert_int_equal(jh_arrow_give(&f, arena, &s, &a, NULL), JH_OK);

    assert_string_equal(s.format, "+s");
    assert_int_equal(s.n_children, 3);
    assert_null(s.dictionary);
    assert_string_equal(s.children[0]->name, "pupils");
    assert_string_equal(s.children[0]->format, "g");
    assert_string_equal(s.children[1]->format, "u");
    assert_int_equal(s.children[1]->flags, ARROW_FLAG_NULLABLE);

    assert_int_equal(a.length, 3);
    assert_int_equal(a.n_buffers, 1);
    assert_null(a.buffers[0]);
    const struct ArrowArray *x = a.children[0], *name = a.children[1];
    assert_int_equal(x->n_buffers, 2);
    assert_int_equal(x->null_count, 1);
    assert_int_equal(((const uint8_t *)x->buffers[0])[0], 5); /* rows 0 and 2 */
    assert_ptr_equal(x->buffers[1], pupils);                  /* not copied */
    assert_int_equal(name->n_buffers, 3);
    const int32_t *offset = name->buffers[1];
    assert_int_equal(offset[0], 0);
    assert_int_equal(offset[1], 6);
    assert_int_equal(offset[3], 6);
    assert_memory_equal(name->buffers[2], "一小", 6);
    assert_int_equal(a.children[2]->null_count, 0);
    assert_null(a.children[2]->buffers[0]);
    s.release(&s);
    a.release(&a);
    assert_null(s.release);
    assert_null(a.release);
}

/* A consumer may move a child out, release its parent, and use the child. */
static void parts_outlive_the_whole(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    struct ArrowSchema s;
    struct ArrowArray a;
    make(arena, &f);
    assert_int_equal(jh_arrow_give(&f, arena, &s, &a, NULL), JH_OK);
    struct ArrowArray moved = *a.children[2];
    a.children[2]->release = NULL;
    struct ArrowSchema moved_schema = *s.children[0];
    s.children[0]->release = NULL;
    a.release(&a);
    s.release(&s);
    assert_true(((const double *)moved.buffers[1])[2] == 3);
    assert_string_equal(moved_schema.name, "pupils");
    moved.release(&moved);
    moved_schema.release(&moved_schema);
}

static void given_and_taken_is_the_same(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new(), *own = jh_arena_new();
    jh_frame f, back;
    struct ArrowSchema s;
    struct ArrowArray a;
    size_t row;
    make(arena, &f);
    assert_int_equal(jh_arrow_give(&f, arena, &s, &a, NULL), JH_OK);
    assert_int_equal(jh_arrow_take(own, &s, &a, &back, NULL), JH_OK);
    assert_int_equal(back.rows, 3);
    assert_int_equal(back.columns, 3);
    assert_ptr_equal(back.column[0].number, a.children[0]->buffers[1]);
    assert_int_equal(back.column[0].valid[1], 0);
    assert_true(back.column[0].number[2] == 89);
    assert_string_equal(back.column[1].text[0], "一小");
    assert_string_equal(back.column[1].text[1], "");
    assert_int_equal(back.column[1].valid[1], 1);
    assert_int_equal(back.column[1].valid[2], 0);
    assert_int_equal(jh_frame_add_row(&back, &row), JH_EINTERNAL);
    s.release(&s);
    a.release(&a);
    jh_arena_free(own);
}

static void an_empty_frame(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new(), *own = jh_arena_new();
    jh_frame f, back;
    struct ArrowSchema s;
    struct ArrowArray a;
    size_t c;
    jh_frame_init(&f, arena);
    assert_int_equal(jh_frame_add_column(&f, "x", JH_NUMBER, &c), JH_OK);
    assert_int_equal(jh_frame_add_column(&f, "t", JH_TEXT, &c), JH_OK);
    assert_int_equal(jh_arrow_give(&f, arena, &s, &a, NULL), JH_OK);
    assert_int_equal(jh_arrow_take(own, &s, &a, &back, NULL), JH_OK);
    assert_int_equal(back.rows, 0);
    assert_int_equal(back.columns, 2);
    s.release(&s);
    a.release(&a);
    jh_arena_free(own);
}

/* ---- taking: tables as other programs lay them out ------------------------------------------ */

static void keep_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}

static void keep_array(struct ArrowArray *a)
{
    a->release = NULL;
}

/* A table of one column over the caller's buffers. */
typedef struct table {
    struct ArrowSchema schema, child_schema, *child_schemas[1];
    struct ArrowArray array, child, *children[1];
    const void *none[1], *buffer[4];
} table;

static void lay(table *t, const char *format, int64_t rows, int64_t buffers)
{
    t->child_schema =
        (struct ArrowSchema){.format = format, .name = "x", .release = keep_schema};
    t->child_schemas[0] = &t->child_schema;
    t->schema = (struct ArrowSchema){.format = "+s",
                                     .n_children = 1,
                                     .children = t->child_schemas,
                                     .release = keep_schema};
    t->child = (struct ArrowArray){.length = rows,
                                   .null_count = -1,
                                   .n_buffers = buffers,
                                   .buffers = t->buffer,
                                   .release = keep_array};
    t->children[0] = &t->child;
    t->none[0] = NULL;
    t->array = (struct ArrowArray){.length = rows,
                                   .n_buffers = 1,
                                   .buffers = t->none,
                                   .n_children = 1,
                                   .children = t->children,
                                   .release = keep_array};
}

static void take_numbers(const char *format, const void *data, size_t rows,
                         const double *expected)
{
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    table t = {.buffer = {NULL, data}};
    lay(&t, format, (int64_t)rows, 2);
    assert_int_equal(jh_arrow_take(arena, &t.schema, &t.array, &f, NULL), JH_OK);
    for (size_t i = 0; i < rows; i++) {
        assert_int_equal(f.column[0].valid[i], !isnan(expected[i]));
        if (f.column[0].valid[i]) assert_true(f.column[0].number[i] == expected[i]);
    }
    jh_arena_free(arena);
}

static void every_width_of_number(void **state)
{
    (void)state;
    static const int8_t i8[] = {-5, 7};
    static const uint8_t u8[] = {200, 0};
    static const int16_t i16[] = {-300, 300};
    static const uint16_t u16[] = {65535, 1}, f16[] = {0x3C00, 0xC000, 0x7E00, 0x0001};
    static const int32_t i32[] = {INT32_MIN, 9};
    static const uint32_t u32[] = {UINT32_MAX, 2};
    static const int64_t i64[] = {-1234567890123, 4}, dec[] = {12345, 0, -10, -1};
    static const uint64_t u64[] = {9007199254740992u, 3};
    static const float f32[] = {0.5f, NAN};
    static const double f64[] = {0.1, NAN};
    static const uint8_t bools[] = {2};
    take_numbers("c", i8, 2, (double[]){-5, 7});
    take_numbers("C", u8, 2, (double[]){200, 0});
    take_numbers("s", i16, 2, (double[]){-300, 300});
    take_numbers("S", u16, 2, (double[]){65535, 1});
    take_numbers("i", i32, 2, (double[]){INT32_MIN, 9});
    take_numbers("I", u32, 2, (double[]){UINT32_MAX, 2});
    take_numbers("l", i64, 2, (double[]){-1234567890123, 4});
    take_numbers("L", u64, 2, (double[]){9007199254740992, 3});
    take_numbers("e", f16, 4, (double[]){1, -2, NAN, ldexp(1, -24)});
    take_numbers("f", f32, 2, (double[]){0.5, NAN});
    take_numbers("g", f64, 2, (double[]){0.1, NAN});
    take_numbers("b", bools, 2, (double[]){0, 1});
    take_numbers("d:19,1", dec, 2, (double[]){1234.5, -1});
    take_numbers("d:19,2,128", dec, 2, (double[]){123.45, -0.1});
    take_numbers("n", NULL, 2, (double[]){NAN, NAN});
}

static void take_text(table *t, const char *expected)
{
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    jh_error err = {0};
    jh_status st = jh_arrow_take(arena, &t->schema, &t->array, &f, &err);
    assert_int_equal(st, JH_OK);
    char all[200] = "";
    for (size_t i = 0; i < f.rows; i++) {
        strcat(all, i ? "|" : "");
        strcat(all, f.column[0].valid[i] ? f.column[0].text[i] : "-");
    }
    assert_string_equal(all, expected);
    jh_arena_free(arena);
}

static void texts_of_every_kind(void **state)
{
    (void)state;
    static const int32_t offset[] = {0, 6, 6, 9};
    static const int64_t wide[] = {0, 6, 6, 9};
    static const uint8_t first_and_last[] = {5};
    static const int32_t days[] = {0, 19967, -1};
    static const int64_t ms[] = {86400000, 0};
    static const int8_t index[] = {2, 0, 2};
    table t = {.buffer = {NULL, offset, "一小abc"}};
    lay(&t, "u", 3, 3);
    take_text(&t, "一小||abc");
    t.buffer[0] = first_and_last;
    take_text(&t, "一小|-|abc");
    t.buffer[0] = NULL;
    t.buffer[1] = wide;
    t.child_schema.format = "U";
    take_text(&t, "一小||abc");

    table day = {.buffer = {NULL, days}};
    lay(&day, "tdD", 3, 2);
    take_text(&day, "1970-01-01|2024-09-01|1969-12-31");
    day.buffer[1] = ms;
    lay(&day, "tdm", 2, 2);
    take_text(&day, "1970-01-02|1970-01-01");

    table word = {.buffer = {NULL, offset, "一小abc"}}, coded = {.buffer = {NULL, index}};
    lay(&word, "u", 3, 3);
    lay(&coded, "c", 3, 2);
    coded.child_schema.dictionary = &word.child_schema;
    coded.child.dictionary = &word.child;
    take_text(&coded, "abc|一小|abc");
}

static void views(void **state)
{
    (void)state;
    unsigned char v[32] = {0};
    static const char data[] = "xx a text of more than twelve";
    int32_t n = 3, m = 26, zero = 0, at = 3;
    memcpy(v, &n, 4);
    memcpy(v + 4, "abc", 3);
    memcpy(v + 16, &m, 4);
    memcpy(v + 20, "a te", 4);
    memcpy(v + 24, &zero, 4);
    memcpy(v + 28, &at, 4);
    table t = {.buffer = {NULL, v, data, NULL}};
    lay(&t, "vu", 2, 4);
    take_text(&t, "abc|a text of more than twelve");
}

/* Rows 1 to 2 of a column that itself begins at its row 1. */
static void slices(void **state)
{
    (void)state;
    static const double x[] = {9, 9, 3, 4};
    static const uint8_t valid[] = {0x0B}; /* rows 0, 1, 3 */
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    table t = {.buffer = {valid, x}};
    lay(&t, "g", 3, 2);
    t.child.offset = 1;
    t.array.offset = 1;
    t.array.length = 2;
    assert_int_equal(jh_arrow_take(arena, &t.schema, &t.array, &f, NULL), JH_OK);
    assert_int_equal(f.rows, 2);
    assert_int_equal(f.column[0].valid[0], 0);
    assert_int_equal(f.column[0].valid[1], 1);
    assert_true(f.column[0].number[1] == 4);
    jh_arena_free(arena);
}

static void refuse(table *t, const char *key)
{
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    jh_error err = {0};
    assert_int_equal(jh_arrow_take(arena, &t->schema, &t->array, &f, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, key);
    jh_arena_free(arena);
}

static void what_does_not_fit(void **state)
{
    (void)state;
    static const double x[] = {1, 2};
    static const int8_t index[] = {0, 5};
    static const int32_t offset[] = {0, 1};
    table t = {.buffer = {NULL, x}};
    lay(&t, "g", 2, 2);
    t.schema.format = "+l";
    refuse(&t, "frame.arrow_no_table");
    lay(&t, "tsu:UTC", 2, 2);
    refuse(&t, "frame.arrow_types");
    lay(&t, "d:40,2,256", 2, 2);
    refuse(&t, "frame.arrow_types");
    lay(&t, "g", 2, 2);
    t.array.length = 3;
    refuse(&t, "frame.arrow_unfit");
    lay(&t, "g", 2, 1);
    refuse(&t, "frame.arrow_unfit");
    lay(&t, "u", 2, 2);
    refuse(&t, "frame.arrow_unfit");
    lay(&t, "g", 2, 2);
    t.array.release = NULL;
    refuse(&t, "frame.arrow_unfit");
    table word = {.buffer = {NULL, offset, "a"}}, coded = {.buffer = {NULL, index}};
    lay(&word, "u", 1, 3);
    lay(&coded, "c", 2, 2);
    coded.child_schema.dictionary = &word.child_schema;
    coded.child.dictionary = &word.child;
    refuse(&coded, "frame.arrow_unfit");
}

/* ---- streams ------------------------------------------------------------------------------- */

typedef struct flow {
    table batch[2];
    int given, fail_at;
} flow;

static int flow_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    flow *f = s->private_data;
    *out = f->batch[0].schema;
    return 0;
}

static int flow_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    flow *f = s->private_data;
    if (f->given == f->fail_at) return 5;
    *out = f->given < 2 ? f->batch[f->given].array : (struct ArrowArray){0};
    f->given++;
    return 0;
}

static const char *flow_error(struct ArrowArrayStream *s)
{
    (void)s;
    return "the cable was cut";
}

static void a_stream_in_batches(void **state)
{
    (void)state;
    static const double x[] = {1, 2}, y[] = {3};
    jh_arena *arena = jh_arena_new();
    jh_frame f;
    jh_error err = {0};
    flow w = {.fail_at = -1};
    w.batch[0].buffer[1] = x;
    w.batch[1].buffer[1] = y;
    lay(&w.batch[0], "g", 2, 2);
    lay(&w.batch[1], "g", 1, 2);
    struct ArrowArrayStream s = {flow_schema, flow_next, flow_error, NULL, &w};
    assert_int_equal(jh_arrow_take_stream(arena, &s, &f, &err), JH_OK);
    assert_int_equal(f.rows, 3);
    assert_true(f.column[0].number[0] == 1 && f.column[0].number[2] == 3);

    w.given = 0;
    w.fail_at = 1;
    assert_int_equal(jh_arrow_take_stream(arena, &s, &f, &err), JH_EINPUT);
    assert_string_equal(err.msg.key, "frame.arrow_stream");
    assert_string_equal(err.msg.arg[0].value, "the cable was cut");
    jh_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(given_as_specified),
        cmocka_unit_test(parts_outlive_the_whole),
        cmocka_unit_test(given_and_taken_is_the_same),
        cmocka_unit_test(an_empty_frame),
        cmocka_unit_test(every_width_of_number),
        cmocka_unit_test(texts_of_every_kind),
        cmocka_unit_test(views),
        cmocka_unit_test(slices),
        cmocka_unit_test(what_does_not_fit),
        cmocka_unit_test(a_stream_in_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
