#include "publish_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "html_fixture.h"

static char *page(const fixture *f)
{
    jh_buf out = {0};
    jh_error err = {0};
    assert_int_equal(jh_publish_html(&f->publish, &out, &err), JH_OK);
    assert_non_null(out.p);
    return out.p;
}

static void page_stands_alone(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_true(html_has(html, "<html lang=\"zh-CN\">"));
    assert_true(
        html_has(html, "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    assert_false(html_has(html, "<script"));
    assert_false(html_has(html, "http://"));
    assert_false(html_has(html, "https://"));
    assert_false(html_has(html, "<img"));
    assert_true(html_has(html, "@page"));
    free(html);
    fixture_free(&f);
}

static void markup_is_sound(void **state)
{
    (void)state;
    fixture f;
    for (size_t areas = 1; areas <= 2; areas++) {
        fixture_make(&f, areas);
        for (int lang = 0; lang < 2; lang++) {
            f.publish.lang = (jh_lang)lang;
            char *html = page(&f);
            assert_balanced(html);
            assert_links(html);
            assert_false(html_has(html, "publish."));
            assert_false(html_has(html, "\"nan"));
            assert_false(html_has(html, "nan\""));
            assert_false(html_has(html, "inf\""));
            assert_int_equal(html_count(html, "<svg"),
                             html_count(html, "</title><desc>"));
            assert_int_equal(html_count(html, "<svg"), html_count(html, "role=\"img\""));
            assert_int_equal(html_count(html, "<table"), html_count(html, "<caption>"));
            free(html);
        }
        fixture_free(&f);
    }
}

static void what_users_gave_is_text(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 2);
    char *html = page(&f);
    assert_false(html_has(html, "<b>"));
    assert_true(html_has(html, "城关镇&lt;b&gt;实验&lt;/b&gt;小学"));
    assert_true(html_has(html, "临河 &amp; 滩头&quot;联合&quot;小学"));
    free(html);
    fixture_free(&f);
}

static void control_characters_are_dropped(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    f.result.section[0].name = "甲\x01\x1f"
                               "小学\n（东）";
    char *html = page(&f);
    assert_true(html_has(html, "甲小学 （东）"));
    assert_balanced(html);
    free(html);
    fixture_free(&f);
}

static void says_verdict_and_reasons(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_true(html_has(html, "清溪县尚未达到《义务教育优质均衡（试样）》的要求"));
    assert_true(
        html_has(html, "<a href=\"#a0-cv-0-0\">小学 L1 差异系数 0.612，高于 0.50</a>"));
    assert_true(
        html_has(html, "<a href=\"#a0-matrix\">初中 2 个学段部中 1 个未通过</a>"));
    assert_true(html_has(html, "<a href=\"#a0-item-0\">G1 缺佐证材料</a>"));
    assert_true(html_has(html, "石门中心小学的“高于规定学历教师数”由 12 人变为 18 人"));
    assert_true(html_has(html, "四舍五入后判断会不同"));
    assert_true(html_has(html, "将最低的 2 个学段部补到 3.91 人/百名学生，"
                               "共需增加“高于规定学历教师数”7 人，差异系数降为 0.500。"));
    assert_true(html_has(html, "只补低不能降到限值以内"));
    free(html);
    fixture_free(&f);
}

static void says_every_status_in_words(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_true(html_has(html, "<td class=\"n ok\">4.57<small>达标</small></td>"));
    assert_true(html_has(html, "<td class=\"n fl\">4.08<small>达85%</small></td>"));
    assert_true(html_has(html, "<td class=\"n no\">2.91<small>未达标</small></td>"));
    assert_true(html_has(html, "<td class=\"n na\">—<small>无法计算</small></td>"));
    assert_true(html_has(html, "L6 缺“教学仪器设备值”"));
    assert_true(html_has(html, "L1 高于规定学历教师数还差 6 人"));
    assert_true(html_has(html, "L4 达85%，可保持"));
    free(html);
    fixture_free(&f);
}

static void names_the_source_cells(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_true(html_has(html, "学校情况.xlsx [学校] G3"));
    assert_true(html_has(html, "按学生数分摊 60.39%"));
    assert_true(html_has(html, "100 × 高于规定学历教师数 ÷ 在校生数"));
    assert_true(html_has(html, "未提供"));
    free(html);
    fixture_free(&f);
}

static void annex_tells_what_was_decided(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_true(html_has(html, "岭上教学点"));
    assert_true(html_has(html, "不足50人的教学点"));
    assert_true(html_has(html, "音乐教室面积 → 73；三年内达标"));
    assert_true(html_has(html, "（理由：2014年建成）"));
    assert_true(html_has(html, "石门中心小学 R3：已过有效期"));
    assert_true(html_has(html, "（已说明：并校后教师调出）"));
    assert_true(html_has(html, "全部设定均为标准包的默认值。"));
    assert_true(html_has(html, "另有 1 所没有经纬度，未画出。"));
    free(html);
    fixture_free(&f);
}

static void sample_is_said_only_of_samples(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    assert_int_equal(html_count(html, "本报告使用生成的示例数据"),
                     6); /* cover, five schools */
    free(html);
    f.publish.sample = false;
    html = page(&f);
    assert_false(html_has(html, "示例数据"));
    free(html);
    fixture_free(&f);
}

static void english_page_is_english(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    f.publish.lang = JH_EN;
    char *html = page(&f);
    assert_true(html_has(html, "<html lang=\"en\">"));
    assert_true(html_has(html, "does not meet “Quality balance (fixture)” yet"));
    assert_true(html_has(html, "Reaches 85%"));
    assert_true(
        html_has(html, "L1 lacks 6 teachers (Teachers above the required degree)"));
    assert_false(html_has(html, "达标"));
    assert_false(html_has(html, "各学段"));
    free(html);
    fixture_free(&f);
}

static void same_figures_same_bytes(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 2);
    char *one = page(&f), *two = page(&f);
    assert_string_equal(one, two);
    free(one);
    free(two);
    fixture_free(&f);
}

static void several_areas_have_an_overview(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 2);
    char *html = page(&f);
    const char *overview = strstr(html, "id=\"areas\"");
    assert_non_null(overview);
    assert_true(html_has(overview, "<a href=\"#a1\">临河县</a>"));
    assert_true(html_has(html, "<article class=\"area\" id=\"a1\">"));
    assert_true(strstr(html, "id=\"areas\"") < strstr(html, "id=\"a0\""));
    free(html);
    fixture_free(&f);
}

static void failing_sections_come_first(void **state)
{
    (void)state;
    fixture f;
    fixture_make(&f, 1);
    char *html = page(&f);
    const char *matrix = strstr(html, "class=\"grid matrix\"");
    assert_non_null(matrix);
    const char *fails = strstr(matrix, "石门中心小学"),
               *open = strstr(matrix, "县第一初级中学"),
               *passes = strstr(matrix, "城关第一小学");
    assert_true(fails && open && passes && fails < open && open < passes);
    free(html);
    fixture_free(&f);
}

static void very_many_sections_leave_out_school_pages(void **state)
{
    (void)state;
    fixture f;
    fixture_make_large(&f, 260); /* 3,120 sections */
    char *html = page(&f);
    assert_false(html_has(html, "<section class=\"school\""));
    assert_true(html_has(html, "本次共有 3120 个学段部"));
    assert_balanced(html);
    assert_links(html);
    assert_true(strlen(html) < 6 * 1024 * 1024);
    free(html);
    fixture_free(&f);
}

static void a_table_without_standards_is_not_judged(void **state)
{
    (void)state;
    fixture f;
    fixture_make_rows(&f);
    char *html = page(&f);
    assert_true(html_has(html, "不作判定"));
    assert_true(html_has(html, "全部学校"));
    assert_true(html_has(html, "14.8"));
    assert_false(html_has(html, "未通过"));
    assert_false(html_has(html, "未达标</"));
    assert_balanced(html);
    assert_links(html);
    free(html);
    fixture_free(&f);
}

/* Every kind of part, with texts that are markup, places that are not known and nothing to draw. */
static void papers_are_pages_too(void **state)
{
    (void)state;
    static const char evil[] = "<b>\"&'";
    const char *const item[] = {evil, "二"};
    const jh_paper_figure figure[] = {{evil, "1 → 2", NULL, JH_SHADE_OK}};
    const jh_paper_change change[] = {{evil, 0.6, 0.4, 0.5}, {"L2", NAN, NAN, NAN}};
    const jh_paper_bar bar[] = {{evil, evil, 3, JH_SHADE_NONE}, {"零", "0", 0, 0}};
    const jh_paper_head head[] = {{evil, false}, {"数", true}};
    const char *const cell[] = {evil, "1", "乙", NULL};
    const jh_shade shade[] = {0, JH_SHADE_NO, 0, 0};
    const jh_paper_table table = {evil, head, 2, cell, shade, 2, true};
    const jh_paper_card card[] = {{"1", evil, "好", table}};
    const jh_paper_place place[] = {{evil, 110, 30, 0.5, JH_SHADE_NO},
                                    {"乙", 110.1, 30.1, 1, JH_SHADE_OK},
                                    {"丙", NAN, NAN, 0, JH_SHADE_OPEN}};
    const jh_paper_way way[] = {{0, 1, 1, evil, true}, {1, 2, 1, "远", true}};
    const jh_paper_map map = {place, 3, way, 2, evil, {[JH_SHADE_OK] = evil}, evil};
    const double x[] = {0, 5}, y[] = {1, 2};
    jh_plot_curve curve[] = {{evil, x, y, 2}};
    const jh_plot plot = {.kind = JH_PLOT_STEPS,
                          .title = evil,
                          .curve = curve,
                          .curves = 1,
                          .x_name = evil,
                          .y_name = evil,
                          .x_point = NAN,
                          .y_point = NAN,
                          .point = evil};
    const jh_paper_part part[] = {
        {.kind = JH_PAPER_HEADING, .text = evil, .more = evil},
        {.kind = JH_PAPER_BANNER, .text = evil, .more = evil},
        {.kind = JH_PAPER_TEXT, .text = evil},
        {.kind = JH_PAPER_LIST, .n = 2, .of = {.item = item}},
        {.kind = JH_PAPER_FIGURES, .n = 1, .of = {.figure = figure}},
        {.kind = JH_PAPER_TABLE, .of = {.table = &table}},
        {.kind = JH_PAPER_CHANGES,
         .text = evil,
         .decimals = 3,
         .n = 2,
         .of = {.change = change}},
        {.kind = JH_PAPER_BARS, .text = evil, .n = 2, .of = {.bar = bar}},
        {.kind = JH_PAPER_BARS, .text = "空", .n = 0, .of = {.bar = bar}},
        {.kind = JH_PAPER_PLOT, .of = {.plot = &plot}},
        {.kind = JH_PAPER_HEADING, .text = "二"},
        {.kind = JH_PAPER_MAP, .of = {.map = &map}},
        {.kind = JH_PAPER_CARDS, .n = 1, .of = {.card = card}}};
    const jh_paper_fact fact[] = {{evil, evil}, {"空", NULL}};
    const jh_paper paper = {.lang = JH_ZH,
                            .kicker = evil,
                            .title = evil,
                            .sample = true,
                            .fact = fact,
                            .facts = 2,
                            .part = part,
                            .parts = JH_COUNT(part)};
    jh_buf out = {0};
    jh_error err = {0};
    assert_int_equal(jh_paper_html(&paper, &out, &err), JH_OK);
    assert_page(out.p);
    assert_false(html_has(out.p, "<b>"));
    assert_int_equal(html_count(out.p, "class=\"way\""), 1);
    assert_int_equal(html_count(out.p, "<svg"), 5);
    jh_buf_clear(&out);
    const jh_paper empty = {.lang = JH_EN, .kicker = "k", .title = "t"};
    assert_int_equal(jh_paper_html(&empty, &out, &err), JH_OK);
    assert_page(out.p);
    jh_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_are_pages_too),
        cmocka_unit_test(page_stands_alone),
        cmocka_unit_test(markup_is_sound),
        cmocka_unit_test(what_users_gave_is_text),
        cmocka_unit_test(control_characters_are_dropped),
        cmocka_unit_test(says_verdict_and_reasons),
        cmocka_unit_test(says_every_status_in_words),
        cmocka_unit_test(names_the_source_cells),
        cmocka_unit_test(annex_tells_what_was_decided),
        cmocka_unit_test(sample_is_said_only_of_samples),
        cmocka_unit_test(english_page_is_english),
        cmocka_unit_test(same_figures_same_bytes),
        cmocka_unit_test(several_areas_have_an_overview),
        cmocka_unit_test(failing_sections_come_first),
        cmocka_unit_test(very_many_sections_leave_out_school_pages),
        cmocka_unit_test(a_table_without_standards_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
