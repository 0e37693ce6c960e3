#include <junheng/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void expect(const char *text, const char *field)
{
    jh_buf out = {0};
    jh_csv_field(&out, text);
    assert_false(out.oom);
    assert_string_equal(out.p ? out.p : "", field);
    jh_buf_clear(&out);
}

static void quotes_what_would_break_the_line(void **state)
{
    (void)state;
    expect("", "");
    expect("第一小学", "第一小学");
    expect("a,b", "\"a,b\"");
    expect("他说\"好\"", "\"他说\"\"好\"\"\"");
    expect("\"", "\"\"\"\"");
    expect("a\nb", "\"a\nb\"");
    expect("a;b", "\"a;b\"");
    expect(" a", "\" a\"");
    expect("a ", "\"a \"");
}

static void makes_formulas_text(void **state)
{
    (void)state;
    expect("=1+1", "'=1+1");
    expect("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    expect("+cmd", "'+cmd");
    expect("-2+3", "'-2+3");
    expect("@SUM(A1)", "'@SUM(A1)");
    expect("\t=1", "\"'\t=1\"");
    expect("\r=1", "\"'\r=1\"");
    expect("\n=1", "\"'\n=1\"");
    expect("＝1+1", "'＝1+1");
    expect("＠x", "'＠x");
}

static void leaves_numbers_alone(void **state)
{
    (void)state;
    expect("-12.5", "-12.5");
    expect("+3", "+3");
    expect("-1e-5", "-1e-5");
    expect("-3.2%", "-3.2%");
    expect("a=b", "a=b");
    expect("-%", "'-%");
    expect("-", "'-");
    expect("-1,000", "\"'-1,000\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_what_would_break_the_line),
        cmocka_unit_test(makes_formulas_text),
        cmocka_unit_test(leaves_numbers_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
