/* The generated county: the same from the same seed, without contradictions in itself, and as
 * unequal as docs/sample.md says. */
#include "sample/table.h"
#include "sample/teachers.h"
#include "sample/years.h"

#include <junheng/assess.h>
#include <junheng/intake.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static jh__sample_county drawn(jh_arena *a, jh__sample_wish wish, size_t index)
{
    jh__sample_county c;
    jh_error err = {0};
    assert_int_equal(jh__sample_county_draw(a, &wish, index, &c, &err), JH_OK);
    assert_int_equal(c.schools, wish.schools);
    return c;
}

static jh__sample_wish of_seed(uint64_t seed)
{
    return (jh__sample_wish){.seed = seed, .schools = 120, .areas = 1, .lang = JH_ZH};
}

static bool same(const jh__sample_county *a, const jh__sample_county *b)
{
    for (size_t i = 0; i < a->schools; i++) {
        const jh__sample_school *x = &a->school[i], *y = &b->school[i];
        if (strcmp(x->id, y->id) || strcmp(x->name, y->name)) return false;
        if (memcmp(x->fact, y->fact, sizeof x->fact)) return false;
        if (memcmp(x->stage, y->stage, sizeof x->stage)) return false;
    }
    return true;
}

static void same_seed_same_county(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh__sample_county first = drawn(a, of_seed(7), 0), again = drawn(a, of_seed(7), 0);
    jh__sample_county other = drawn(a, of_seed(8), 0);
    assert_true(same(&first, &again));
    assert_false(same(&first, &other));
    assert_string_equal(first.name, "示例县");
    jh_arena_free(a);
}

static void a_county_does_not_depend_on_how_many_there_are(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh__sample_wish three = of_seed(7), many = of_seed(7);
    three.areas = 3;
    many.areas = 500;
    jh__sample_county x = drawn(a, three, 2), y = drawn(a, many, 2),
                      z = drawn(a, many, 1);
    assert_true(same(&x, &y));
    assert_false(same(&y, &z));
    assert_string_equal(x.name, "示例县0003");
    jh_arena_free(a);
}

/* ---- no contradictions ---- */

static void stage_is_sound(const double *s)
{
    double bands = 0, lowest = 0;
    static const double from[] = {1, 26, 31, 36, 41, 46, 51, 56, 61, 66};
    for (int i = 0; i < 10; i++) {
        bands += s[JH__S_BAND + i];
        lowest += from[i] * s[JH__S_BAND + i];
    }
    assert_true(s[JH__S_PUPILS] >= 1);
    assert_true(bands == s[JH__S_CLASSES] && bands >= 1);
    assert_true(lowest <= s[JH__S_PUPILS]);
    assert_true(s[JH__S_LARGEST] * bands >= s[JH__S_PUPILS]);
    assert_true(s[JH__S_LARGEST] <= s[JH__S_PUPILS]);
    assert_true(s[JH__S_IN_ZONE] <= s[JH__S_PUPILS]);
    assert_true(s[JH__S_ENTRANTS_IN_ZONE] <= s[JH__S_ENTRANTS]);
    double n = s[JH__S_TEACHERS];
    assert_true(n >= 1 && n <= s[JH__S_STAFF]);
    assert_true(
        s[JH__S_DOCTOR] + s[JH__S_MASTER] + s[JH__S_BACHELOR] + s[JH__S_COLLEGE] <= n);
    assert_true(s[JH__S_PE] + s[JH__S_MUSIC] + s[JH__S_FINE_ART] + s[JH__S_ARTS] <= n);
    assert_true(s[JH__S_BACKBONE] <= n && s[JH__S_TITLED] <= n);
    for (int i = 0; i < JH__S_FACTS; i++)
        assert_true(s[i] >= 0 && s[i] == floor(s[i]));
}

static void school_is_sound(const jh__sample_school *s)
{
    double teachers = 0;
    for (int k = 0; k < JH__STAGES; k++) {
        if (isnan(s->stage[k][JH__S_PUPILS])) continue;
        stage_is_sound(s->stage[k]);
        teachers += s->stage[k][JH__S_TEACHERS];
    }
    const double *f = s->fact;
    assert_true(teachers > 0);
    assert_true(f[JH__F_CERTIFIED] <= teachers && f[JH__F_TRAINED] <= teachers);
    assert_true(f[JH__F_INDOOR] <= f[JH__F_TEACHING] && f[JH__F_GROUND] > 0);
    assert_true(f[JH__F_LON] > 73 && f[JH__F_LON] < 135);
    assert_true(f[JH__F_LAT] > 18 && f[JH__F_LAT] < 54);
    assert_int_equal(strlen(s->id), 10);
    assert_memory_equal(s->id + 2, "99", 2);
}

/* ---- teachers ---- */

static size_t rows_with(const char *csv, const char *id, const char *stage,
                        const char *word)
{
    size_t n = 0;
    char begin[64];
    snprintf(begin, sizeof begin, ",%s,%s,", id, stage);
    for (const char *line = csv; *line;) {
        const char *end = strchr(line, '\n'), *at = strstr(line, begin);
        const char *has = strstr(line, word);
        n += at && at < end && has && has < end;
        line = end + 1;
    }
    return n;
}

static void teachers_are_those_of_the_school_table(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh__sample_wish wish = {.seed = 7, .schools = 20, .areas = 1, .lang = JH_ZH};
    jh__sample_county c = drawn(a, wish, 0);
    jh__sample_staff staff = {.arena = a, .county = &c, .seed = 7, .lang = JH_ZH},
                     again = staff;
    assert_int_equal(jh__sample_teachers(&staff, NULL), JH_OK);
    assert_int_equal(jh__sample_teachers(&again, NULL), JH_OK);
    assert_string_equal(staff.out.p, again.out.p);
    static const char *const stage[] = {"小学", "初中"};
    for (size_t i = 0; i < c.schools; i++)
        for (int k = 0; k < JH__STAGES; k++) {
            const jh__sample_school *s = &c.school[i];
            const double *f = s->stage[k];
            if (isnan(f[JH__S_PUPILS])) continue;
            const struct {
                const char *word;
                double n;
            } count[] = {{"", f[JH__S_TEACHERS]},
                         {",硕士研究生,", f[JH__S_MASTER]},
                         {",本科,", f[JH__S_BACHELOR]},
                         {",专科,", f[JH__S_COLLEGE]},
                         {"教师,是,", f[JH__S_BACKBONE]},
                         {",体育,", f[JH__S_PE]},
                         {",音乐,", f[JH__S_MUSIC]},
                         {",二级教师,", f[JH__S_TEACHERS] - f[JH__S_TITLED]}};
            for (size_t w = 0; w < JH_COUNT(count); w++)
                assert_int_equal(rows_with(staff.out.p, s->id, stage[k], count[w].word),
                                 (size_t)count[w].n);
        }
    jh_buf_clear(&staff.out);
    jh_buf_clear(&again.out);
    jh_arena_free(a);
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static void all_different(const jh__sample_county *c, bool names)
{
    const char **text = calloc(c->schools, sizeof *text);
    assert_non_null(text);
    for (size_t i = 0; i < c->schools; i++)
        text[i] = names ? c->school[i].name : c->school[i].id;
    qsort(text, c->schools, sizeof *text, by_text);
    for (size_t i = 1; i < c->schools; i++)
        assert_string_not_equal(text[i - 1], text[i]);
    free(text);
}

static void nothing_contradicts_itself(void **state)
{
    (void)state;
    static const size_t sizes[] = {10, 11, 120, 2000};
    for (size_t k = 0; k < JH_COUNT(sizes); k++)
        for (int lang = 0; lang < 2; lang++) {
            jh_arena *a = jh_arena_new();
            jh__sample_wish wish = of_seed(100 + k);
            wish.schools = sizes[k];
            wish.lang = lang ? JH_EN : JH_ZH;
            jh__sample_county c = drawn(a, wish, 0);
            for (size_t i = 0; i < c.schools; i++)
                school_is_sound(&c.school[i]);
            all_different(&c, true);
            all_different(&c, false);
            jh_arena_free(a);
        }
}

static void has_every_kind_of_school(void **state)
{
    (void)state;
    static const int types[] = {211, 218, 311, 312, 341, 345};
    jh_arena *a = jh_arena_new();
    jh__sample_county c = drawn(a, of_seed(7), 0);
    size_t n[6] = {0}, small = 0, large = 0, private_run = 0;
    for (size_t i = 0; i < c.schools; i++) {
        const jh__sample_school *s = &c.school[i];
        for (size_t k = 0; k < 6; k++)
            n[k] += s->kind->type == types[k];
        private_run += s->fact[JH__F_SPONSOR] == 999;
        if (s->kind->type != 218) continue;
        small += s->stage[JH__PRIMARY][JH__S_PUPILS] < 50;
        large += s->stage[JH__PRIMARY][JH__S_PUPILS] >= 50;
    }
    for (size_t k = 0; k < 6; k++)
        assert_true(n[k] > 0);
    assert_true(small > 0 && large > 0 && private_run > 0);
    jh_arena_free(a);
}

/* ---- through the files ---- */

static void table_of(jh__sample_table *t, jh_arena *a, const jh_pack *pack,
                     const jh__sample_county *c, bool csv)
{
    jh_error err = {0};
    *t = (jh__sample_table){.arena = a, .vocabulary = pack->vocabulary, .csv = csv};
    assert_int_equal(jh__sample_table_open(t, JH__SAMPLE_SCHOOLS, &err), JH_OK);
    assert_int_equal(jh__sample_table_schools(t, c, &err), JH_OK);
    assert_int_equal(jh__sample_table_close(t, &err), JH_OK);
}

static void make_table(jh__sample_table *t, jh_arena *a, const jh_pack *pack,
                       uint64_t seed, bool csv)
{
    jh__sample_county c = drawn(a, of_seed(seed), 0);
    table_of(t, a, pack, &c, csv);
}

static jh_pack *load_pack(jh_arena *a)
{
    jh_pack *pack;
    jh_error err = {0};
    jh_library library = jh_library_builtin();
    assert_int_equal(jh_pack_load(a, &library, "cn-2017-quality", NULL, &pack, &err),
                     JH_OK);
    return pack;
}

static void files_say_what_they_are_and_are_the_same_again(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *pack = load_pack(a);
    jh__sample_table t, again;
    make_table(&t, a, pack, 7, true);
    static const char line[] = "\xEF\xBB\xBF本文件为生成的示例数据，不是任何真实县\n";
    assert_memory_equal(t.out.p, line, sizeof line - 1);
    jh_buf_clear(&t.out);
    make_table(&t, a, pack, 7, false);
    make_table(&again, a, pack, 7, false);
    assert_int_equal(t.out.n, again.out.n);
    assert_memory_equal(t.out.p, again.out.p, t.out.n);
    jh_buf_clear(&t.out);
    jh_buf_clear(&again.out);
    jh_arena_free(a);
}

static void assess_county(jh_arena *a, jh_pack *pack, const jh__sample_county *county,
                          jh_assessment *out)
{
    jh_error err = {0};
    jh_library library = jh_library_builtin();
    const jh_asset *asset = jh_asset_find("forms/cn-school-table.yaml");
    jh_form *form;
    jh_facts facts;
    jh__sample_table t;
    jh_statements statements = {.date = "2026-09-01"};
    assert_non_null(asset);
    assert_int_equal(jh_form_read(a, &library,
                                  &(jh_input){asset->name, asset->bytes, asset->n},
                                  pack->vocabulary, &form, &err),
                     JH_OK);
    const jh_form *forms[] = {form};
    jh_intake_options options = {.form = forms, .forms = 1};
    table_of(&t, a, pack, county, true);
    jh_input in = {"schools.csv", t.out.p, t.out.n};
    jh_facts_init(&facts, a, pack->vocabulary);
    assert_int_equal(jh_intake_file(&facts, &in, &options, &err), JH_OK);
    assert_int_equal(jh_intake_check(&facts, &options, &err), JH_OK);
    assert_int_equal(facts.schools.rows, county->schools);
    assert_int_equal(facts.unknowns, 0);
    assert_int_equal(facts.diags.count[JH_BLOCK] + facts.diags.count[JH_EXPLAIN], 0);
    assert_int_equal(
        jh_assess(a, pack,
                  &(jh_assess_input){&facts.schools, &facts.areas, &statements, NULL},
                  out, &err),
        JH_OK);
    jh_buf_clear(&t.out);
}

static void is_as_unequal_as_promised(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        jh_arena *a = jh_arena_new();
        jh_pack *pack = load_pack(a);
        jh_assessment result;
        size_t sections = 0, failed = 0, above = 0;
        jh__sample_county county = drawn(a, of_seed(seed), 0);
        assess_county(a, pack, &county, &result);
        assert_int_equal(result.areas, 1);
        for (size_t s = 0; s < result.area[0].stages; s++) {
            const jh_stage_result *stage = &result.area[0].stage[s];
            sections += stage->sections;
            failed += stage->failed;
            assert_int_equal(stage->open, 0);
            for (size_t k = 0; k < pack->indicators; k++)
                above += stage->coefficient[k].verdict == JH_FAIL;
        }
        assert_true(failed * 100 >= 27 * sections && failed * 100 <= 40 * sections);
        assert_true(above >= 9);
        jh_arena_free(a);
    }
}

/* ---- years ---- */

static const jh__sample_event *event_of(const jh__sample_story *s, int year,
                                        const char *kind)
{
    for (size_t i = 0; i < s->events; i++)
        if (s->event[i].year == year && !strcmp(s->event[i].kind, kind))
            return &s->event[i];
    fail_msg("no %s in %d", kind, year);
    return NULL;
}

static bool is_there(const jh__sample_county *c, const char *id)
{
    for (size_t i = 0; i < c->schools; i++)
        if (!strcmp(c->school[i].id, id)) return true;
    return false;
}

static void each_year_is_sound(void **state)
{
    (void)state;
    static const size_t sizes[] = {60, 150, 700};
    for (size_t k = 0; k < JH_COUNT(sizes); k++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            jh_arena *a = jh_arena_new();
            jh__sample_wish wish = of_seed(seed);
            jh__sample_story s, again;
            jh_error err = {0};
            wish.schools = sizes[k];
            wish.lang = seed % 2 ? JH_ZH : JH_EN;
            assert_int_equal(jh__sample_story_begin(a, &wish, 2024, &s, &err), JH_OK);
            assert_int_equal(jh__sample_story_begin(a, &wish, 2024, &again, &err), JH_OK);
            jh__sample_county first = drawn(a, wish, 0);
            assert_true(same(&first, &s.county)); /* as without years */
            for (int year = 2025; year <= 2029; year++) {
                assert_int_equal(jh__sample_story_next(a, &s, &err), JH_OK);
                assert_int_equal(jh__sample_story_next(a, &again, &err), JH_OK);
                assert_int_equal(s.county.schools, again.county.schools);
                assert_true(same(&s.county, &again.county));
                for (size_t i = 0; i < s.county.schools; i++)
                    school_is_sound(&s.county.school[i]);
                all_different(&s.county, true);
                all_different(&s.county, false);
            }
            jh_arena_free(a);
        }
}

static void the_story_is_told_and_true(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        jh_arena *a = jh_arena_new();
        jh__sample_wish wish = of_seed(seed);
        jh__sample_story s;
        jh_error err = {0};
        wish.schools = 150;
        assert_int_equal(jh__sample_story_begin(a, &wish, 2024, &s, &err), JH_OK);
        assert_int_equal(jh__sample_story_next(a, &s, &err), JH_OK);
        assert_int_equal(s.county.schools, 148);
        assert_false(is_there(&s.county, event_of(&s, 2025, "merge")->from_id[0]));
        assert_true(is_there(&s.county, event_of(&s, 2025, "merge")->to_id));
        assert_false(is_there(&s.county, event_of(&s, 2025, "close")->from_id[0]));
        assert_false(is_there(&s.county, event_of(&s, 2025, "recode")->from_id[0]));
        assert_true(is_there(&s.county, event_of(&s, 2025, "recode")->to_id));
        assert_int_equal(jh__sample_story_next(a, &s, &err), JH_OK);
        assert_int_equal(s.county.schools, 148); /* two joined, one opened */
        const jh__sample_event *e = event_of(&s, 2026, "merge");
        assert_false(is_there(&s.county, e->from_id[0]));
        assert_false(is_there(&s.county, e->from_id[1]));
        assert_true(is_there(&s.county, e->to_id));
        assert_string_not_equal(event_of(&s, 2026, "rename")->to_name,
                                event_of(&s, 2026, "rename")->from_name[0]);
        assert_true(is_there(&s.county, event_of(&s, 2026, "open")->to_id));
        jh_arena_free(a);
    }
}

static jh_verdict verdict_of(const jh_assessment *r, const char *id)
{
    for (size_t i = 0; i < r->sections.n; i++)
        if (!strcmp(r->section[i].id, id)) return r->section[i].verdict;
    fail_msg("%s is not judged", id);
    return JH_OPEN;
}

/* Over the years more sections pass, differences shrink, and one school falls back. */
static void years_get_better_and_one_falls_back(void **state)
{
    (void)state;
    for (uint64_t seed = 5; seed <= 8; seed++) {
        jh_arena *a = jh_arena_new();
        jh_pack *pack = load_pack(a);
        jh__sample_wish wish = of_seed(seed);
        jh__sample_story s;
        jh_error err = {0};
        double passing[3], cv[3] = {0};
        static const jh_verdict want[] = {JH_FAIL, JH_PASS, JH_FAIL};
        wish.schools = 150;
        assert_int_equal(jh__sample_story_begin(a, &wish, 2024, &s, &err), JH_OK);
        assert_non_null(s.relapsed);
        for (int y = 0; y < 3; y++) {
            jh_assessment r;
            if (y) assert_int_equal(jh__sample_story_next(a, &s, &err), JH_OK);
            assess_county(a, pack, &s.county, &r);
            double passed = 0;
            for (size_t i = 0; i < r.sections.n; i++)
                passed += r.section[i].verdict == JH_PASS;
            passing[y] = passed / (double)r.sections.n;
            for (size_t i = 0; i < r.area[0].stages; i++)
                for (size_t k = 0; k < pack->indicators; k++)
                    cv[y] += r.area[0].stage[i].coefficient[k].cv;
            assert_int_equal(verdict_of(&r, s.relapsed), want[y]);
        }
        assert_true(passing[0] < passing[1] && passing[1] < passing[2]);
        assert_true(passing[2] < 1); /* something is left to do */
        assert_true(cv[0] > cv[1] && cv[1] > cv[2]);
        jh_arena_free(a);
    }
}

/* ---- the sample that comes with the program ---- */

typedef struct cells {
    uint64_t hash;
    size_t n;
} cells;

static jh_status add_cells(void *ctx, const jh_row *row)
{
    cells *c = ctx;
    for (size_t i = 0; i < row->n; i++, c->n++)
        for (const char *p = row->cell[i].text;; p++) { /* FNV-1a */
            c->hash = (c->hash ^ (uint8_t)*p) * 1099511628211u;
            if (!*p) break;
        }
    return JH_OK;
}

static cells cells_of(const void *bytes, size_t n)
{
    cells c = {.hash = 14695981039346656037u};
    jh_sink sink = {.ctx = &c, .row = add_cells};
    jh_input in = {"schools.xlsx", bytes, n};
    jh_error err = {0};
    assert_int_equal(jh_table_read(&in, NULL, &sink, NULL, NULL, &err), JH_OK);
    return c;
}

/* After a change of the generator: jh sample --out samples/county. */
static void the_bundled_sample_is_up_to_date(void **state)
{
    (void)state;
    char path[4096];
    jh_arena *a = jh_arena_new();
    jh__sample_table t;
    const char *data = getenv("JH_TEST_DATA");
    assert_non_null(data);
    snprintf(path, sizeof path, "%s/../../samples/county/schools.xlsx", data);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    static char bytes[1 << 20];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_int_equal(fclose(f), 0);
    make_table(&t, a, load_pack(a), 7, false);
    cells bundled = cells_of(bytes, n), fresh = cells_of(t.out.p, t.out.n);
    assert_true(bundled.n > 5000);
    assert_true(bundled.n == fresh.n && bundled.hash == fresh.hash);
    jh_buf_clear(&t.out);
    jh_arena_free(a);
}

/* ---- the county's own figures ---- */

static void county_figures_are_sums_of_schools(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh__sample_county c = drawn(a, of_seed(7), 0);
    jh__sample_figure figure[JH__SAMPLE_FIGURES_MOST];
    size_t n = jh__sample_area_draw(&c, figure), seen = 0;
    double pupils = 0;
    assert_true(n < JH__SAMPLE_FIGURES_MOST);
    for (size_t i = 0; i < c.schools; i++)
        if (!isnan(c.school[i].stage[JH__JUNIOR][JH__S_PUPILS]))
            pupils += c.school[i].stage[JH__JUNIOR][JH__S_PUPILS];
    for (size_t i = 0; i < n; i++) {
        assert_true(isfinite(figure[i].value));
        if (strcmp(figure[i].id, "county_pupils_junior")) continue;
        assert_true(figure[i].value == pupils);
        seen++;
    }
    assert_int_equal(seen, 1);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(teachers_are_those_of_the_school_table),
        cmocka_unit_test(same_seed_same_county),
        cmocka_unit_test(a_county_does_not_depend_on_how_many_there_are),
        cmocka_unit_test(nothing_contradicts_itself),
        cmocka_unit_test(has_every_kind_of_school),
        cmocka_unit_test(files_say_what_they_are_and_are_the_same_again),
        cmocka_unit_test(is_as_unequal_as_promised),
        cmocka_unit_test(each_year_is_sound),
        cmocka_unit_test(the_story_is_told_and_true),
        cmocka_unit_test(years_get_better_and_one_falls_back),
        cmocka_unit_test(the_bundled_sample_is_up_to_date),
        cmocka_unit_test(county_figures_are_sums_of_schools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
