/* Holds the descriptors of the real operations to what the command line needs of them. */
#include "cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static bool is_word(const char *s, const char *more)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");
    return n && !s[n + strspn(s + n, more)];
}

static void check_label(const jh_op *op, jh_label label, const char *what)
{
    if (!label.zh || !*label.zh || !label.en || !*label.en)
        fail_msg("%s: %s lacks a language", op->name, what);
}

static void names_are_words(void **state)
{
    static const char *const taken[] = {"help", "man", "completion"};
    size_t n;
    const jh_op *const *op = jh_op_list(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        char first[64], second[64] = "x", rest;
        int parts = sscanf(op[i]->name, "%63s %63s %c", first, second, &rest);
        if (parts > 2 || !is_word(first, "abcdefghijklmnopqrstuvwxyz-0123456789") ||
            !is_word(second, "abcdefghijklmnopqrstuvwxyz-0123456789"))
            fail_msg("%s is not one or two words", op[i]->name);
        for (size_t k = 0; k < JH_COUNT(taken); k++)
            assert_string_not_equal(first, taken[k]);
        for (size_t k = 0; k < n; k++) {
            size_t m = strlen(op[i]->name);
            if (k == i || strncmp(op[k]->name, op[i]->name, m) != 0) continue;
            if (!op[k]->name[m] || op[k]->name[m] == ' ')
                fail_msg("%s is an operation and begins %s", op[i]->name, op[k]->name);
        }
        assert_non_null(op[i]->run);
        check_label(op[i], op[i]->summary, "summary");
        if (op[i]->details.zh || op[i]->details.en)
            check_label(op[i], op[i]->details, "details");
    }
}

static void check_option(const jh_op *op, const jh_param *p)
{
    size_t count;
    const jh__global *g = jh__globals(&count);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(g[i].name, p->name))
            fail_msg("%s: --%s stands for something else", op->name, p->name);
    if (p->kind == JH_PARAM_FLAG && (p->required || p->many || p->fallback))
        fail_msg("%s: --%s is a flag and can be nothing else", op->name, p->name);
}

static void parameters_can_be_given(void **state)
{
    size_t n;
    const jh_op *const *op = jh_op_list(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        bool optional = false, many = false;
        for (size_t k = 0; k < op[i]->params; k++) {
            const jh_param *p = &op[i]->param[k];
            if (!is_word(p->name, "abcdefghijklmnopqrstuvwxyz-0123456789"))
                fail_msg("%s: %s is no plain word", op[i]->name, p->name);
            check_label(op[i], p->help, p->name);
            for (size_t m = 0; m < k; m++)
                assert_string_not_equal(op[i]->param[m].name, p->name);
            if (!p->positional) {
                check_option(op[i], p);
                continue;
            }
            if (many) fail_msg("%s: nothing is left for <%s>", op[i]->name, p->name);
            if (optional && p->required)
                fail_msg("%s: <%s> is required behind one that is not", op[i]->name,
                         p->name);
            assert_int_not_equal(p->kind, JH_PARAM_FLAG);
            many = p->many;
            optional = optional || !p->required;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_words),
        cmocka_unit_test(parameters_can_be_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
