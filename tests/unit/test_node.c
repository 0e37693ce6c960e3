/* Data files as trees: what they hold, and where their faults are. */
#include "support.h"

#include <junheng/node.h>

#include <string.h>

static jh_node *tree(jh_arena *a, const char *text)
{
    jh_node *root = NULL;
    jh_error err = {0};
    assert_int_equal(jh_node_parse(a, "f.yaml", text, strlen(text), &root, &err), JH_OK);
    return root;
}

static void nodes_know_their_place(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_node *root =
        tree(a, "名称: 一小\nlist:\n  - a\n  - 'b'\nmap: {x: 3.10, y: no}\n");
    assert_int_equal(root->kind, JH_MAP);
    assert_int_equal(root->n, 3);
    assert_string_equal(jh_node_text(root, "名称"), "一小");
    const jh_node *list = jh_node_get(root, "list");
    assert_int_equal(list->kind, JH_LIST);
    assert_int_equal(list->n, 2);
    assert_int_equal(list->key_line, 2);
    assert_false(list->first->quoted);
    assert_true(list->first->next->quoted);
    assert_int_equal(list->first->next->line, 4);
    assert_int_equal(list->first->next->col, 5);
    const jh_node *map = jh_node_get(root, "map");
    assert_string_equal(jh_node_text(map, "x"), "3.10"); /* as written */
    assert_string_equal(jh_node_text(map, "y"), "no");
    assert_int_equal(jh_node_get(map, "y")->col, 19);
    assert_int_equal(jh_node_get(map, "y")->key_col, 16);
    assert_string_equal(map->first->file, "f.yaml");
    assert_null(jh_node_get(list, "x"));
    assert_null(jh_node_get(NULL, "x"));
    assert_null(jh_node_text(root, "map"));
    jh_arena_free(a);
}

static void labels_are_one_text_or_two(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_node *root = tree(a, "a: {zh: 中, en: b}\nc: 同\nd: {zh: 只}\n");
    assert_string_equal(jh_node_label(root, "a").en, "b");
    assert_string_equal(jh_node_label(root, "c").zh, "同");
    assert_string_equal(jh_node_label(root, "c").en, "同");
    assert_null(jh_node_label(root, "d").en);
    assert_null(jh_node_label(root, "none").zh);
    jh_arena_free(a);
}

static const struct fault {
    const char *text;
    const char *key, *problem; /* problem: argument of node.syntax, or NULL */
    unsigned line, column;
} faults[] = {
    {"a: 1\nb: 2\na: 3\n", "node.duplicate_key", NULL, 3, 1},
    {"x:\n  - k: 1\n    k: 2\n", "node.duplicate_key", NULL, 3, 5},
    {"{a: 1, 'a': 2}", "node.duplicate_key", NULL, 1, 8},
    {"a: &x 1\n", "node.syntax", "@node.problem_anchor", 1, 4},
    {"a: &x [1]\n", "node.syntax", "@node.problem_anchor", 1, 4},
    {"a: 1\nb: *x\n", "node.syntax", "@node.problem_anchor", 2, 4},
    {"&k a: 1\n", "node.syntax", "@node.problem_anchor", 1, 1},
    {"b: 1\n*a : 2\n", "node.syntax", "@node.problem_anchor", 2, 1},
    {"a: !!str 1\n", "node.syntax", "@node.problem_tag", 1, 4},
    {"a: !x {b: 1}\n", "node.syntax", "@node.problem_tag", 1, 4},
    {"!!str a: 1\n", "node.syntax", "@node.problem_tag", 1, 1},
    {"a:\n\tb: 1\n", "node.syntax", NULL, 2, 1},
    {"a: 1\n---\nb: 2\n", "node.syntax", "@node.problem_documents", 2, 1},
    {"", "node.syntax", "@node.problem_empty", 1, 1},
    {"# nothing\n", "node.syntax", "@node.problem_empty", 1, 1},
    {"a: \"x\\0y\"\n", "node.syntax", "@node.problem_nul", 1, 4},
    {"\"a\\0b\": 1\n", "node.syntax", "@node.problem_nul", 1, 1},
    {"? [a]\n: 1\n", "node.syntax", "@node.problem_key", 1, 3},
    {"a: [1, 2\n", "node.syntax", NULL, 2, 1},
    {"a: b: c\n", "node.syntax", NULL, 1, 5},
    {"a: 'open\n", "node.syntax", NULL, 2, 1},
    {"a: 1\n b: 2\n", "node.syntax", NULL, 2, 3},
    {"\xFF\xFE\xFF", "node.syntax", NULL, 0, 0},
    {"a: \xC3\x28\n", "node.syntax", NULL, 0, 0},
    {"a: \x01\n", "node.syntax", NULL, 0, 0},
};

static void faults_have_file_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(faults); i++) {
        jh_arena *a = jh_arena_new();
        jh_node *root = NULL;
        jh_error err = {0};
        const char *text = faults[i].text;
        jh_status st = jh_node_parse(a, "表.yaml", text, strlen(text), &root, &err);
        if (st != JH_EINPUT) fail_msg("accepted: %s", text);
        test_error_is(&err, faults[i].key, faults[i].line, faults[i].column);
        assert_string_equal(test_argument(&err.msg, "file"), "表.yaml");
        if (faults[i].problem)
            assert_string_equal(test_argument(&err.msg, "problem"), faults[i].problem);
        jh_arena_free(a);
    }
}

static jh_status nested(size_t depth, jh_error *err)
{
    jh_buf b = {0};
    jh_arena *a = jh_arena_new();
    jh_node *root;
    for (size_t i = 0; i < depth; i++)
        jh_buf_putc(&b, '[');
    for (size_t i = 0; i < depth; i++)
        jh_buf_putc(&b, ']');
    jh_status st = jh_node_parse(a, "f", b.p, b.n, &root, err);
    jh_buf_clear(&b);
    jh_arena_free(a);
    return st;
}

static void depth_is_limited(void **state)
{
    (void)state;
    jh_error err = {0};
    assert_int_equal(nested(64, &err), JH_OK);
    assert_int_equal(nested(65, &err), JH_EINPUT);
    test_error_is(&err, "node.syntax", 1, 65);
    jh_error far = {0};
    assert_int_equal(nested(5000, &far), JH_EINPUT);
}

static void bytes_need_no_end(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_node *root;
    jh_error err = {0};
    assert_int_equal(jh_node_parse(a, "f", "a: 1\nb: [", 4, &root, &err), JH_OK);
    assert_string_equal(jh_node_text(root, "a"), "1");
    assert_int_equal(jh_node_parse(a, "f",
                                   "\xEF\xBB\xBF"
                                   "a: 1",
                                   7, &root, &err),
                     JH_OK);
    assert_string_equal(jh_node_text(root, "a"), "1");
    jh_arena_free(a);
}

static void typed_children_say_what_is_wrong(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    const jh_node *root = tree(a, "n: 85%\nbad: 1,2\nyes: yes\nno: no\nt: text\ne: ''\n"
                                  "l: [1]\np: 0.7%\n");
    double x = 5;
    bool b = false;
    const char *t;
    jh_error err[8] = {0};
    assert_int_equal(jh_node_number(root, "n", true, &x, NULL), JH_OK);
    assert_true(x == 0.85);
    assert_int_equal(jh_node_number(root, "p", true, &x, NULL), JH_OK);
    assert_true(x == 0.007);
    assert_int_equal(jh_node_number(root, "none", false, &x, NULL), JH_OK);
    assert_true(x == 0.007);
    assert_int_equal(jh_node_number(root, "none", true, &x, &err[0]), JH_EINPUT);
    test_error_is(&err[0], "node.missing_key", 1, 1);
    assert_int_equal(jh_node_number(root, "bad", true, &x, &err[1]), JH_EINPUT);
    test_error_is(&err[1], "node.not_a_number", 2, 6);
    assert_int_equal(jh_node_number(root, "l", true, &x, &err[2]), JH_EINPUT);
    test_error_is(&err[2], "node.not_a_number", 7, 4);
    assert_int_equal(jh_node_bool(root, "yes", true, &b, NULL), JH_OK);
    assert_true(b);
    assert_int_equal(jh_node_bool(root, "no", true, &b, NULL), JH_OK);
    assert_false(b);
    assert_int_equal(jh_node_bool(root, "t", true, &b, &err[3]), JH_EINPUT);
    test_error_is(&err[3], "node.not_yes_or_no", 5, 4);
    assert_int_equal(jh_node_need_text(root, "e", &t, &err[4]), JH_EINPUT);
    test_error_is(&err[4], "node.not_a_text", 6, 4);
    assert_int_equal(jh_node_need_text(root, "l", &t, &err[5]), JH_EINPUT);
    test_error_is(&err[5], "node.not_a_text", 7, 4);
    static const char *const some[] = {"n", "bad", "yes", NULL}, *const none[] = {NULL};
    assert_int_equal(jh_node_only(root, some, &err[6]), JH_EINPUT);
    test_error_is(&err[6], "node.unknown_key", 4, 1);
    assert_int_equal(jh_node_only(jh_node_get(root, "l"), none, &err[7]), JH_EINPUT);
    test_error_is(&err[7], "node.not_a_map", 7, 4);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_know_their_place),
        cmocka_unit_test(labels_are_one_text_or_two),
        cmocka_unit_test(faults_have_file_line_and_column),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(bytes_need_no_end),
        cmocka_unit_test(typed_children_say_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
