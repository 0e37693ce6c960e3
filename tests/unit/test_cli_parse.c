#include "cli.h"
#include "cli_ops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ARGS 16

typedef struct parsed {
    jh_status st;
    jh__line line;
    jh_error err;
    char message[1024];
} parsed;

/* Words are parted by '|'. */
static parsed *parse(void **state, const char *words)
{
    static char store[512];
    const char *argv[ARGS] = {"jh"};
    int argc = 1;
    parsed *p = *state;
    jh_arena_free(p->line.arena);
    *p = (parsed){.line = {.arena = jh_arena_new(), .ops = test_ops}};
    p->line.n = JH_COUNT(test_ops);
    assert_non_null(p->line.arena);
    assert_true(strlen(words) < sizeof store);
    strcpy(store, words);
    for (char *w = store; *words && w; argc++) {
        char *end = strchr(w, '|');
        argv[argc] = w;
        if (end) *end++ = '\0';
        w = end;
    }
    p->st = jh__line_parse(&p->line, argc, argv, &p->err);
    jh_buf out = {0};
    if (p->st != JH_OK) jh_msg_render(&out, p->line.lang, &p->err.msg);
    snprintf(p->message, sizeof p->message, "%s", out.p ? out.p : "");
    jh_buf_clear(&out);
    return p;
}

static void expect_fault(void **state, const char *words, const char *key,
                         const char *part)
{
    parsed *p = parse(state, words);
    assert_int_equal(p->st, JH_EUSAGE);
    assert_string_equal(p->err.msg.key, key);
    assert_true(jh_text_has(key));
    assert_null(strchr(p->message, '{'));
    if (!strstr(p->message, part)) fail_msg("%s: %s", words, p->message);
}

static jh_given given(const parsed *p, const char *name)
{
    jh_call call = {.op = p->line.op, .given = p->line.given};
    return jh_call_given(&call, name);
}

static void expect_given(const parsed *p, const char *name, size_t n, const char *last)
{
    jh_given g = given(p, name);
    assert_int_equal(g.n, n);
    if (n) assert_string_equal(g.value[n - 1], last);
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(parsed));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    jh_arena_free(((parsed *)*state)->line.arena);
    free(*state);
    return 0;
}

static void finds_operations(void **state)
{
    assert_ptr_equal(parse(state, "assess|a.csv")->line.op, &op_assess);
    assert_ptr_equal(parse(state, "pack|list")->line.op, &op_list);
    parsed *p = parse(state, "pack|show|cn|--by|王");
    assert_int_equal(p->st, JH_OK);
    assert_int_equal(p->line.action, JH__RUN);
    assert_ptr_equal(p->line.op, &op_show);
    assert_null(p->line.group);
}

static void reads_values(void **state)
{
    parsed *p =
        parse(state, "assess|a.csv|--out=目录|b.csv|--set|a=1|--set=b=2=3|--strict|"
                     "--limit|-0.5|--note=|--form|f|c.csv");
    assert_int_equal(p->st, JH_OK);
    expect_given(p, "files", 3, "c.csv");
    assert_string_equal(given(p, "files").value[0], "a.csv");
    expect_given(p, "out", 1, "目录");
    expect_given(p, "set", 2, "b=2=3");
    expect_given(p, "limit", 1, "-0.5");
    expect_given(p, "note", 1, "");
    expect_given(p, "strict", 1, "yes");
    expect_given(p, "pack", 1, "cn-2017-quality");
    expect_given(p, "form", 1, "f");
    expect_given(p, "nothing", 0, NULL);
}

static void last_of_a_single_option_stands(void **state)
{
    parsed *p = parse(state, "assess|a|--pack|x|--pack|y");
    expect_given(p, "pack", 1, "y");
    p = parse(state, "assess|a|--limit|1|--limit=2");
    expect_given(p, "limit", 1, "2");
}

static void keeps_many_values(void **state)
{
    char words[256] = "assess";
    for (int i = 0; i < 12; i++)
        strcat(words, i < 11 ? "|f" : "|last");
    parsed *p = parse(state, words);
    assert_int_equal(p->st, JH_OK);
    expect_given(p, "files", 12, "last");
    assert_string_equal(given(p, "files").value[0], "f");
}

static void takes_global_options_anywhere(void **state)
{
    parsed *p = parse(state, "--json|assess|-q|a.csv|--lang|en|--no-color");
    assert_int_equal(p->st, JH_OK);
    assert_true(p->line.json && p->line.quiet && p->line.no_color);
    assert_false(p->line.csv);
    assert_int_equal(p->line.lang, JH_EN);
    expect_given(p, "files", 1, "a.csv");
    p = parse(state, "pack|--csv|list|--ids");
    assert_int_equal(p->st, JH_OK);
    assert_true(p->line.csv);
    expect_given(p, "ids", 1, "yes");
}

static void two_dashes_end_options(void **state)
{
    parsed *p = parse(state, "assess|--strict|--|--out|-x|--");
    assert_int_equal(p->st, JH_OK);
    expect_given(p, "files", 3, "--");
    expect_given(p, "out", 0, NULL);
    p = parse(state, "assess|--|--help");
    assert_int_equal(p->line.action, JH__RUN);
    expect_given(p, "files", 1, "--help");
}

static void a_dash_and_negative_numbers_are_words(void **state)
{
    parsed *p = parse(state, "assess|-|-5");
    assert_int_equal(p->st, JH_OK);
    expect_given(p, "files", 2, "-5");
}

static void helps(void **state)
{
    assert_int_equal(parse(state, "")->line.action, JH__HELP);
    parsed *p = parse(state, "help|pack|show");
    assert_int_equal(p->line.action, JH__HELP);
    assert_ptr_equal(p->line.op, &op_show);
    p = parse(state, "pack|show|--help");
    assert_int_equal(p->line.action, JH__HELP);
    assert_ptr_equal(p->line.op, &op_show);
    p = parse(state, "assess|--bogus|-h");
    assert_int_equal(p->st, JH_OK);
    assert_int_equal(p->line.action, JH__HELP);
    assert_ptr_equal(p->line.op, &op_assess);
    assert_int_equal(p->err.status, JH_OK);
    p = parse(state, "help|pack");
    assert_null(p->line.op);
    assert_string_equal(p->line.group, "pack");
    assert_int_equal(parse(state, "--version")->line.action, JH__VERSION);
    p = parse(state, "man|dir");
    assert_int_equal(p->line.action, JH__MAN);
    assert_string_equal(p->line.target, "dir");
    assert_int_equal(parse(state, "completion|bash")->line.action, JH__COMPLETION);
}

static void names_wrong_operations(void **state)
{
    expect_fault(state, "asess|a", "cli.no_such_operation_near", "“assess”");
    expect_fault(state, "aseess", "cli.no_such_operation_near", "“assess”");
    expect_fault(state, "pakc|list", "cli.no_such_operation_near", "“pack”");
    expect_fault(state, "hlep", "cli.no_such_operation_near", "“help”");
    expect_fault(state, "frobnicate", "cli.no_such_operation", "frobnicate");
    expect_fault(state, "评估", "cli.no_such_operation", "评估");
    expect_fault(state, "pack", "cli.group_needs_word", "list、show");
    expect_fault(state, "pack|lst", "cli.no_such_in_group", "list、show");
    expect_fault(state, "pac|list", "cli.no_such_operation_near", "“pack”");
    expect_fault(state, "help|nothing", "cli.no_such_operation", "nothing");
}

static void names_wrong_options(void **state)
{
    expect_fault(state, "assess|a|--owt|x", "cli.unknown_option_near", "--out");
    expect_fault(state, "assess|a|--jsn", "cli.unknown_option_near", "--json");
    expect_fault(state, "assess|a|--frobnicate", "cli.unknown_option", "jh help assess");
    expect_fault(state, "assess|a|--files=x", "cli.unknown_option", "--files");
    expect_fault(state, "--out|x|assess|a", "cli.option_too_early", "jh assess --out");
    expect_fault(state, "assess|a|-x", "cli.one_dash", "./-x");
    expect_fault(state, "assess|a|——json", "cli.wide_dash", "--json");
    expect_fault(state, "assess|a|－－out=x", "cli.wide_dash", "--out=x");
    expect_fault(state, "assess|a|–strict", "cli.wide_dash", "--strict");
    assert_int_equal(parse(state, "assess|—a.csv")->st, JH_OK);
    assert_int_equal(parse(state, "assess|--|——json")->st, JH_OK);
}

static void names_wrong_values(void **state)
{
    expect_fault(state, "assess|a|--out", "cli.value_missing", "输出位置");
    expect_fault(state, "assess|a|--out|--json", "cli.value_missing", "--out");
    expect_fault(state, "assess|a|--out=", "cli.value_empty", "--out");
    expect_fault(state, "assess|a|--lang", "cli.value_missing", "zh|en");
    expect_fault(state, "assess|a|--strict=1", "cli.value_not_wanted", "--strict");
    expect_fault(state, "assess|a|--json=1", "cli.value_not_wanted", "--json");
    expect_fault(state, "assess|a|--limit|12x", "cli.not_a_number", "12x");
    expect_fault(state, "assess|a|--limit|", "cli.value_empty", "--limit");
    expect_fault(state, "assess|a|--set|x", "cli.not_a_pair", "“x”");
    expect_fault(state, "assess|a|--set|=x", "cli.not_a_pair", "“=x”");
    expect_fault(state, "assess|", "cli.value_empty", "<files>");
    expect_fault(state, "assess|a|--lang|fr", "cli.no_such_language", "fr");
    expect_fault(state, "assess|a|--json|--csv", "cli.json_or_csv", "--csv");
}

static void names_what_is_missing_or_too_much(void **state)
{
    expect_fault(state, "assess", "cli.required", "<files>");
    expect_fault(state, "pack|show|cn", "cli.required", "--by（经办人）");
    expect_fault(state, "pack|show|cn|2020|extra|--by|x", "cli.too_many_words", "extra");
    expect_fault(state, "pack|show|cn|年|--by|x", "cli.not_a_number", "<year>");
    expect_fault(state, "pack|list|x", "cli.too_many_words", "“x”");
    expect_fault(state, "help|assess|x", "cli.too_many_words", "“x”");
    expect_fault(state, "man", "cli.man_where", "jh man");
    expect_fault(state, "man|a|b", "cli.too_many_words", "“b”");
    expect_fault(state, "completion|zsh", "cli.which_shell", "bash");
    expect_fault(state, "completion", "cli.which_shell", "bash");
}

static void speaks_the_language_that_comes_last(void **state)
{
    parsed *p = parse(state, "asess|--lang|en");
    assert_int_equal(p->st, JH_EUSAGE);
    assert_non_null(strstr(p->message, "did you mean \"assess\""));
}

static void counts_edits(void **state)
{
    (void)state;
    assert_int_equal(jh__edits("", "", 3), 0);
    assert_int_equal(jh__edits("abc", "abc", 3), 0);
    assert_int_equal(jh__edits("abc", "acb", 3), 1);
    assert_int_equal(jh__edits("abc", "ab", 3), 1);
    assert_int_equal(jh__edits("abc", "xabc", 3), 1);
    assert_int_equal(jh__edits("kitten", "sitting", 5), 3);
    assert_int_equal(jh__edits("kitten", "sitting", 2), 3);
    assert_int_equal(jh__edits("", "abcdef", 2), 3);
    char longest[200] = {0};
    memset(longest, 'a', sizeof longest - 1);
    assert_int_equal(jh__edits(longest, longest, 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_operations),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(last_of_a_single_option_stands),
        cmocka_unit_test(keeps_many_values),
        cmocka_unit_test(takes_global_options_anywhere),
        cmocka_unit_test(two_dashes_end_options),
        cmocka_unit_test(a_dash_and_negative_numbers_are_words),
        cmocka_unit_test(helps),
        cmocka_unit_test(names_wrong_operations),
        cmocka_unit_test(names_wrong_options),
        cmocka_unit_test(names_wrong_values),
        cmocka_unit_test(names_what_is_missing_or_too_much),
        cmocka_unit_test(speaks_the_language_that_comes_last),
        cmocka_unit_test(counts_edits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
