#include "cli.h"
#include "cli_ops.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct outcome {
    int code;
    char *out, *err;
    size_t out_n, err_n;
} outcome;

static int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

/* Runs `jh` with words parted by '|'; what it wrote before is freed. */
static const outcome *run(void **state, const char *words)
{
    char store[256];
    const char *argv[16] = {"jh"};
    int argc = 1;
    outcome *o = *state;
    free(o->out);
    free(o->err);
    *o = (outcome){0};
    assert_true(strlen(words) < sizeof store);
    strcpy(store, words);
    char *rest = NULL;
    for (char *w = strtok_r(store, "|", &rest); w; w = strtok_r(NULL, "|", &rest))
        argv[argc++] = w;
    FILE *in = fopen("/dev/null", "r");
    FILE *out = open_memstream(&o->out, &o->out_n);
    FILE *err = open_memstream(&o->err, &o->err_n);
    assert_true(in && out && err);
    jh__world world = {test_ops, JH_COUNT(test_ops), in, out, err};
    o->code = jh__main(&world, argc, argv);
    fclose(in);
    fclose(out);
    fclose(err);
    return o;
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(outcome));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    outcome *o = *state;
    free(o->out);
    free(o->err);
    free(o);
    return 0;
}

static void prints_notes_tables_and_what_comes_after(void **state)
{
    const outcome *o = run(state, "assess|a.csv");
    assert_int_equal(o->code, JH_EXIT_FAILS);
    assert_string_equal(o->out, "读入 a.csv\n"
                                "\n"
                                "小学 每百名学生高学历教师\n"
                                "学校                生均值  结论\n"
                                "──────────────────────────────────\n"
                                "实验小学              4.25  达标\n"
                                "=cmd|' /C calc'!A0   -12.5  未达标\n"
                                "\n"
                                "初中\n"
                                "学校  生均值  结论\n"
                                "──────────────────\n"
                                "（没有内容）\n"
                                "\n"
                                "完成\n");
}

static void lists_faults_by_level_and_kind(void **state)
{
    const outcome *o = run(state, "assess|a.csv");
    const char *block = strstr(o->err, "阻断 3 条"), *note = strstr(o->err, "提示 57 条");
    assert_true(block && note && block < note);
    assert_null(strstr(o->err, "需说明"));
    /* three and the first ten of a kind that would fill the screen */
    assert_int_equal(count(o->err, "a.csv [表1] C"), 13);
    assert_non_null(strstr(o->err, "同类的另有 47 条\n"));
    assert_non_null(strstr(o->err, "另有 47 条未显示"));
    assert_null(strchr(o->err, '\033'));
    o = run(state, "assess|a.csv|--quiet");
    assert_string_equal(o->err, "");
    assert_true(o->out_n > 0);
}

/* Sixty faults of sixty checks: each is a kind of its own. */
static void shows_at_most_fifty_faults(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_diags diags = {.arena = arena};
    jh_buf out = {0};
    jh__look look = {JH_EN, 0, false};
    assert_non_null(arena);
    for (int i = 0; i < 60; i++) {
        jh_where where = {"a.csv", NULL, 2, 0};
        assert_int_equal(jh_diag_add(&diags, JH_NOTE, where, "base.nomem", ""), JH_OK);
        diags.item[i].check = jh_sprintf(arena, "check%d", i);
    }
    jh__faults_print(&out, &diags, &look);
    jh_buf_putc(&out, '\0');
    assert_int_equal(count(out.p, "a.csv row 2"), JH__FAULTS_SHOWN);
    assert_null(strstr(out.p, "of this kind"));
    assert_non_null(strstr(out.p, "and 10 more ("));
    jh_buf_clear(&out);
    jh_arena_free(arena);
}

static void shows_answered_faults_apart(void **state)
{
    (void)state;
    jh_arena *arena = jh_arena_new();
    jh_diags diags = {.arena = arena};
    jh_buf out = {0};
    jh__look look = {JH_EN, 0, true};
    jh_where where = {"a\033.csv", NULL, 2, 0};
    assert_non_null(arena);
    for (int i = 0; i < 2; i++)
        assert_int_equal(jh_diag_add(&diags, JH_EXPLAIN, where, "base.nomem", ""), JH_OK);
    diags.item[0].reason = "new campus";
    diags.item[1].subject = "3201";
    jh__faults_print(&out, &diags, &look);
    assert_non_null(strstr(out.p, "\033[1;33m1 explain"));
    assert_non_null(
        strstr(out.p, "\033[1m1 answered with a reason\033[0m\n  a␛.csv row 2"));
    assert_non_null(strstr(out.p, " reason: new campus\n"));
    assert_non_null(strstr(out.p, " (3201)\n"));
    assert_null(strstr(out.p, "more"));
    jh_buf_clear(&out);
    jh_arena_free(arena);
}

static void writes_json_and_csv(void **state)
{
    const outcome *o = run(state, "assess|a.csv|--json|--pack|x");
    assert_int_equal(o->code, 0);
    assert_string_equal(o->out, "{\n  \"file\": \"a.csv\",\n  \"pack\": \"x\",\n"
                                "  \"today\": \"2026-09-01\"\n}\n");
    o = run(state, "assess|a.csv|--csv");
    assert_non_null(strstr(o->out, "# 初中\n"));
    assert_non_null(strstr(o->out, "\n'=cmd|' /C calc'!A0,-12.5,未达标\n"));
    assert_null(strstr(o->out, "读入"));
}

static void tells_errors_and_ends_with_their_code(void **state)
{
    const outcome *o = run(state, "assess|a.csv|--strict");
    assert_int_equal(o->code, JH_EXIT_INPUT);
    assert_string_equal(o->err, "jh: test.strict\n");
    assert_string_equal(o->out, "");
    o = run(state, "asess");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    assert_int_equal(count(o->err, "\n"), 1);
    o = run(state, "ask");
    assert_int_equal(o->code, JH_EXIT_USAGE);
    assert_string_equal(o->err, "jh: test.nobody\n");
    assert_int_equal(jh__exit_code(JH_EIO), 4);
    assert_int_equal(jh__exit_code(JH_ENOMEM), 4);
    assert_int_equal(jh__exit_code(JH_EINTERNAL), 5);
    assert_int_equal(jh__exit_code(JH_ECANCEL), 130);
}

static void tells_when_the_output_cannot_be_written(void **state)
{
    (void)state;
    static const char *const argv[] = {"jh", "assess", "a.csv", "-q"};
    char *text = NULL;
    size_t n = 0;
    FILE *full = fopen("/dev/full", "w"), *err = open_memstream(&text, &n);
    if (!full) skip();
    jh__world world = {test_ops, JH_COUNT(test_ops), stdin, full, err};
    assert_int_equal(jh__main(&world, 4, argv), JH_EXIT_MACHINE);
    fclose(err);
    (void)fclose(full);
    assert_non_null(strstr(text, "磁盘已满"));
    free(text);
}

static void chooses_the_language(void **state)
{
    (void)state;
    static const char *const name[] = {"JH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < JH_COUNT(name); i++)
        unsetenv(name[i]);
    assert_int_equal(jh__env_lang(), JH_ZH);
    setenv("LANG", "en_US.UTF-8", 1);
    assert_int_equal(jh__env_lang(), JH_EN);
    setenv("LC_MESSAGES", "zh_CN.UTF-8", 1);
    assert_int_equal(jh__env_lang(), JH_ZH);
    setenv("LC_ALL", "en_GB", 1);
    assert_int_equal(jh__env_lang(), JH_EN);
    setenv("LC_ALL", "", 1);
    assert_int_equal(jh__env_lang(), JH_ZH);
    setenv("LC_ALL", "en_GB", 1);
    setenv("JH_LANG", "zh", 1);
    assert_int_equal(jh__env_lang(), JH_ZH);
    unsetenv("LC_ALL");
}

static void takes_today_from_the_epoch_given(void **state)
{
    char today[11];
    setenv("SOURCE_DATE_EPOCH", "951782399", 1);
    assert_int_equal(jh__env_today(today, NULL), JH_OK);
    assert_string_equal(today, "2000-02-28");
    setenv("SOURCE_DATE_EPOCH", "soon", 1);
    assert_int_equal(run(state, "assess|a.csv")->code, JH_EXIT_USAGE);
    setenv("SOURCE_DATE_EPOCH", "1788220800", 1);
}

static void helps(void **state)
{
    const outcome *o = run(state, "help");
    assert_int_equal(o->code, 0);
    for (size_t i = 0; i < JH_COUNT(test_ops); i++)
        assert_non_null(strstr(o->out, test_ops[i]->name));
    assert_null(strstr(o->out, "cli."));
    o = run(state, "assess|--help|--lang|en");
    assert_non_null(strstr(o->out, "jh assess <files>... [--OPTION]...\n"));
    assert_non_null(strstr(o->out, "--set NAME=VALUE  change a setting (may be given"));
    assert_non_null(strstr(o->out, "(default: cn-2017-quality)\n"));
    assert_non_null(strstr(o->out, "\n    jh assess schools.xlsx\n"));
    o = run(state, "help|pack|show");
    assert_non_null(strstr(o->out, "jh pack show <pack> [<year>] --by 文字\n"));
    o = run(state, "help|pack");
    assert_non_null(strstr(o->out, "pack show  显示一个标准\n"));
    assert_null(strstr(o->out, "assess"));
    o = run(state, "--version");
    assert_non_null(strstr(o->out, jh_version()));
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = calloc(1, 1 << 16);
    assert_true(f && text);
    assert_true(fread(text, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return text;
}

static void writes_man_pages(void **state)
{
    char folder[] = "jh-man-XXXXXX", words[64], path[128];
    assert_non_null(mkdtemp(folder));
    snprintf(words, sizeof words, "man|%s", folder);
    assert_int_equal(run(state, words)->code, 0);
    snprintf(path, sizeof path, "%s/man1/jh-assess.1", folder);
    char *page = read_file(path);
    assert_non_null(strstr(page, ".SH NAME\njh-assess \\- assess a county\n"));
    assert_non_null(strstr(page, ".TP\n\\fB\\-\\-set NAME=VALUE\n"));
    assert_non_null(strstr(page, "Second\\eN'65'.\n")); /* no command of troff */
    free(page);
    static const char *const lang[] = {"man1", "zh_CN/man1"};
    static const char *const name[] = {"jh", "jh-assess", "jh-ask", "jh-pack-list",
                                       "jh-pack-show"};
    for (size_t i = 0; i < JH_COUNT(lang) * JH_COUNT(name); i++) {
        snprintf(path, sizeof path, "%s/%s/%s.1", folder, lang[i % 2], name[i / 2]);
        assert_int_equal(unlink(path), 0);
    }
    static const char *const inside[] = {"/man1", "/zh_CN/man1", "/zh_CN", ""};
    for (size_t i = 0; i < JH_COUNT(inside); i++) {
        snprintf(path, sizeof path, "%s%s", folder, inside[i]);
        assert_int_equal(rmdir(path), 0);
    }
    assert_int_equal(run(state, "man|/dev/null/no")->code, JH_EXIT_MACHINE);
}

/* Types `words` behind jh in a bash that knows the script, and gives what it offers. */
static void expect_offer(void **state, const char *words, int at, const char *offer)
{
    const outcome *o = run(state, "completion|bash");
    char path[] = "jh-completion-XXXXXX", command[512], line[512] = "";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, o->out, o->out_n), (ssize_t)o->out_n);
    close(fd);
    snprintf(command, sizeof command,
             "bash --norc -c 'jh() { echo pack-a; echo pack-b; }; . ./%s; COMP_WORDS=(jh "
             "%s); COMP_CWORD=%d; _jh; echo \"${COMPREPLY[*]}\"'",
             path, words, at);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    (void)!fgets(line, sizeof line, f);
    int code = pclose(f);
    unlink(path);
    line[strcspn(line, "\n")] = '\0';
    assert_int_equal(code, 0);
    assert_string_equal(line, offer);
}

static void completes_in_bash(void **state)
{
    if (system("bash -c true >/dev/null 2>&1") != 0) skip();
    expect_offer(state, "\"\"", 1, "help assess ask pack");
    expect_offer(state, "as", 1, "assess ask");
    expect_offer(state, "pack \"\"", 2, "list show");
    expect_offer(state, "--lang en pack l", 4, "list");
    expect_offer(state, "help pack s", 3, "show");
    expect_offer(state, "assess --s", 2, "--set --strict");
    expect_offer(state, "pack list --", 3,
                 "--ids --lang --json --csv --arrow --no-color --threads --quiet "
                 "--progress --help --version");
    expect_offer(state, "assess --lang \"\"", 3, "zh en");
    expect_offer(state, "assess --pack pack-", 3, "pack-a pack-b");
    expect_offer(state, "assess --pack = pack-b", 4, "pack-b");
    expect_offer(state, "pack show pack-a", 3, "pack-a");
    expect_offer(state, "assess --limit \"\"", 3, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_notes_tables_and_what_comes_after),
        cmocka_unit_test(lists_faults_by_level_and_kind),
        cmocka_unit_test(shows_at_most_fifty_faults),
        cmocka_unit_test(shows_answered_faults_apart),
        cmocka_unit_test(writes_json_and_csv),
        cmocka_unit_test(tells_errors_and_ends_with_their_code),
        cmocka_unit_test(tells_when_the_output_cannot_be_written),
        cmocka_unit_test(chooses_the_language),
        cmocka_unit_test(takes_today_from_the_epoch_given),
        cmocka_unit_test(helps),
        cmocka_unit_test(writes_man_pages),
        cmocka_unit_test(completes_in_bash),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    setenv("SOURCE_DATE_EPOCH", "1788220800", 1);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
