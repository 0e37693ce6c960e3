/* Packs and vocabularies: each fault has its message, line and column. */
#include "support.h"

#include <math.h>
#include <string.h>

/* A pack of 22 lines that is right; a fault replaces one text of it by another. */
static const char *const good =
    /*  1 */
    "junheng: pack/1\n"
    /*  2 */ "id: p\n"
    /*  3 */ "version: '1'\n"
    /*  4 */ "vocabulary: v\n"
    /*  5 */ "settings:\n"
    /*  6 */ "  - {id: floor_share, default: 85%}\n"
    /*  7 */ "  - {id: kind, choices: [new, old], default: new}\n"
    /*  8 */ "derive:\n"
    /*  9 */ "  - {fact: amount, value: count * 2}\n"
    /* 10 */ "sections:\n"
    /* 11 */ "  judged: [primary]\n"
    /* 12 */ "  pupils: pupils\n"
    /* 13 */ "  split: {facts: [books], weights: {primary: 1}}\n"
    /* 14 */ "  exclude: [{id: small, when: pupils_all < 50}]\n"
    /* 15 */ "indicators:\n"
    /* 16 */ "  - {id: L1, value: 100 * teachers / pupils, of: teacher/pupil,\n"
    /* 17 */ "     standard: {primary: 4.2}, limit: 0.5, lever: teachers, decimals: 2}\n"
    /* 18 */ "rules: {section: {met: all, floor: floor_share}, coefficient: {form: "
    "each}}\n"
    /* 19 */ "parts: [{id: q}]\n"
    /* 20 */ "items:\n"
    /* 21 */ "  - {id: G1, part: q, test: money > money_before, decimals: 0}\n"
    /* 22 */ "reliefs: [{id: R1, valid: {from: 2019-01-01}, set: {floor_share: 80%}}]\n";

typedef struct fault {
    const char *from, *to;
    const char *key;
    unsigned line, column;
} fault;

static const fault pack_faults[] = {
    {"pack/1", "pack/2", "pack.bad_header", 1, 1},
    {"junheng: pack/1\n", "", "pack.bad_header", 1, 1},
    {"id: p\n", "", "node.missing_key", 1, 1},
    {"version: '1'\n", "", "node.missing_key", 1, 1},
    {"vocabulary: v\n", "", "node.missing_key", 1, 1},
    {"version: '1'", "version: [1]", "node.not_a_text", 3, 10},
    {"vocabulary: v", "vocabulary: none", "pack.not_found", 0, 0},
    {"version: '1'", "parent: none\nversion: '1'", "pack.not_found", 0, 0},
    {"version: '1'", "version: '1'\ncolour: red", "node.unknown_key", 4, 1},
    {"version: '1'", "version: '1'\nvalid: {from: 2026-02-30}", "pack.bad_date", 4, 15},
    {"version: '1'", "version: '1'\nvalid: {since: 2026-02-03}", "node.unknown_key", 4,
     9},
    {"version: '1'", "version: '1'\nvalid: 2026", "node.not_a_map", 4, 8},
    {"settings:\n", "settings: {\n  a: 1}\nx:\n", "node.unknown_key", 7, 1},
    {"{id: floor_share,", "{name: floor_share,", "node.missing_key", 6, 5},
    {"85%}", "much}", "pack.bad_word", 6, 32},
    {"default: 85%", "standing: S", "node.missing_key", 6, 5},
    {"default: new", "default: other", "pack.bad_word", 7, 46},
    {"id: kind", "id: floor_share", "pack.duplicate_id", 7, 5},
    {"choices: [new, old]", "choices: new", "node.not_a_list", 7, 25},
    {"85%}", "85%, unit: miles}", "pack.bad_unit", 6, 43},
    {"fact: amount", "fact: nothing", "pack.unknown_fact", 9, 12},
    {"fact: amount", "fact: school_type", "pack.need_number_fact", 9, 12},
    {"value: count * 2", "value: count * two", "formula.unknown_name", 9, 35},
    {"value: count * 2", "value: count > 2", "formula.need_number", 9, 27},
    {"value: count * 2", "clause: x", "node.missing_key", 9, 5},
    {"sections:\n  judged: [primary]\n  pupils: pupils\n",
     "sections:\n  by: row\n  pupils: none\n", "pack.unknown_fact", 12, 11},
    {"  judged: [primary]\n", "  by: pupil\n", "pack.bad_word", 11, 7},
    {"  judged: [primary]\n", "", "node.missing_key", 11, 3},
    {"[primary]", "[primary, high]", "pack.unknown_stage", 11, 21},
    {"pupils: pupils", "pupils: pupils_primary", "pack.unknown_fact", 12, 11},
    {"pupils: pupils", "pupils: [pupils]", "node.not_a_text", 12, 11},
    {"facts: [books]", "facts: [book]", "pack.unknown_fact", 13, 19},
    {"facts: [books]", "facts: books", "node.not_a_list", 13, 18},
    {"weights: {primary: 1}", "weights: {prime: 1}", "pack.unknown_stage", 13, 44},
    {"weights: {primary: 1}", "weights: {primary: kind}", "pack.no_value", 13, 46},
    {"weights: {primary: 1}", "weights: {primary: 1 / 0}", "pack.no_value", 13, 46},
    {"weights: {primary: 1}", "weights: {primary: [1]}", "node.not_a_text", 13, 46},
    {"pupils_all < 50", "pupils_all", "formula.need_truth", 14, 31},
    {"pupils_all < 50", "pupils < 50", "formula.unknown_name", 14, 31},
    {"pupils_all < 50", "pupils_all < rooms_m2", "formula.units_differ", 14, 31},
    {"when: pupils_all < 50", "reason: x", "node.missing_key", 14, 13},
    {"[{id: small, when: pupils_all < 50}]",
     "[{id: a, when: pupils_all < 50}, {id: a, when: pupils_all < 9}]",
     "pack.duplicate_id", 14, 45},
    {"{id: L1,", "{", "node.missing_key", 16, 5},
    {"value: 100 * teachers / pupils,", "", "node.missing_key", 16, 5},
    {"100 * teachers / pupils", "100 * teacher / pupils", "formula.unknown_name", 16, 27},
    {"100 * teachers / pupils", "100 * (teachers / pupils", "formula.expected", 16, 45},
    {"100 * teachers / pupils", "sum(teachers) / pupils", "formula.no_rows", 16, 21},
    {"100 * teachers / pupils", "100 * pupils / teachers", "pack.unit_mismatch", 16, 21},
    {"of: teacher/pupil", "of: teacher/child", "pack.bad_unit", 16, 50},
    {"of: teacher/pupil", "direction: up", "pack.bad_word", 16, 57},
    {"standard: {primary: 4.2}", "standard: {prime: 4.2}", "pack.unknown_stage", 17, 24},
    {"standard: {primary: 4.2}", "standard: [4.2]", "pack.unknown_stage", 17, 17},
    {"standard: {primary: 4.2}", "standard: {primary: four}", "formula.unknown_name", 17,
     26},
    {"lever: teachers", "lever: books", "pack.lever", 17, 51},
    {"lever: teachers", "weight: school_type", "formula.need_number", 17, 52},
    {"decimals: 2", "decimals: 2.5", "pack.not_whole", 17, 71},
    {"decimals: 2", "decimals: 400000", "pack.not_whole", 17, 71},
    {"decimals: 2", "decimals: -1", "pack.not_whole", 17, 71},
    {"decimals: 2", "decimals: 1e300", "pack.not_whole", 17, 71},
    {"decimals: 2", "decimal: 2", "node.unknown_key", 17, 61},
    {"met: all", "met: most", "node.not_a_number", 18, 24},
    {"met: all", "met: -1", "pack.not_whole", 18, 24},
    {"met: all", "met: 1e300", "pack.not_whole", 18, 24},
    {"floor: floor_share", "floor: 0", "pack.not_a_share", 18, 36},
    {"floor: floor_share", "floor: floor_share * 2", "pack.not_a_share", 18, 36},
    {"floor: floor_share", "floor: pupils", "formula.unknown_name", 18, 36},
    {"form: each", "form: any", "pack.bad_word", 18, 70},
    {"form: each", "form: each, decimals: 33", "pack.not_whole", 18, 86},
    {"rules: {", "rules: {sections: 120%, ", "pack.not_a_share", 18, 19},
    {"rules: {", "rules: {shares: 1, ", "node.unknown_key", 18, 9},
    {"parts: [{id: q}]", "parts: [{id: q}, {id: q}]", "pack.duplicate_id", 19, 18},
    {"parts: [{id: q}]", "parts: [q]", "node.not_a_map", 19, 9},
    {"part: q,", "part: r,", "pack.unknown_part", 21, 20},
    {"part: q,", "", "node.missing_key", 21, 5},
    {"part: q,", "part: q, kind: doubt,", "pack.bad_word", 21, 29},
    {"part: q,", "part: q, over: class,", "pack.bad_word", 21, 29},
    {"test: money > money_before", "value: money", "node.missing_key", 21, 5},
    {"money > money_before", "money", "formula.need_truth", 21, 29},
    {"money > money_before", "money > books", "formula.unknown_name", 21, 37},
    {"money > money_before", "money > sum(money)", "formula.unknown_name", 21, 41},
    {"decimals: 0}", "decimals: zero}", "node.not_a_number", 21, 61},
    {"reliefs: [{id: R1,", "reliefs: [{id: R1}, {id: R1,", "pack.duplicate_id", 22, 21},
    {"valid: {from: 2019-01-01}", "valid: 2019", "node.not_a_map", 22, 27},
    {"from: 2019-01-01", "from: 2019", "pack.bad_date", 22, 34},
    {"set: {floor_share: 80%}", "set: {share: 80%}", "pack.unknown_setting", 22, 60},
    {"set: {floor_share: 80%}", "set: {kind: 80%}", "pack.unknown_setting", 22, 59},
    {"set: {floor_share: 80%}", "set: [floor_share]", "node.not_a_map", 22, 52},
    {"set: {floor_share: 80%}", "when: books > 3 books", "formula.unexpected", 22, 63},
};

/* `text` with the first `from` replaced. */
static char *replaced(jh_arena *a, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at) fail_msg("not in the text: %s", from);
    return jh_sprintf(a, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static jh_status read_pack(jh_arena *a, const char *text, jh_pack **out, jh_error *err)
{
    jh_library library = test_library_v();
    return jh_pack_read(a, &library, &(jh_input){"包.yaml", text, strlen(text)}, NULL,
                        out, err);
}

static void the_good_pack_is_read(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = test_pack(a, good);
    assert_int_equal(p->settings, 2);
    assert_true(p->setting[0].number == 0.85);
    assert_string_equal(p->setting[1].text, "new");
    assert_true(p->floor == 0.85);
    assert_true(p->indicator[0].standard[0] == 4.2);
    assert_true(isnan(p->indicator[0].standard[1]));
    assert_true(p->indicator[0].limit[0] == 0.5 && p->indicator[0].limit[7] == 0.5);
    assert_int_equal(p->indicator[0].lever,
                     JH_SLOT_FAMILY +
                         jh_vocabulary_fact(p->vocabulary, "teachers_primary"));
    assert_true(p->met_needed == SIZE_MAX);
    assert_true(p->sections_needed == 1);
    assert_true(p->relief[0].value[0] == 0.8);
    assert_string_equal(jh_pack_slot_name(p, p->indicator[0].lever).zh, "专任教师数");
    assert_string_equal(jh_pack_slot_unit(p, p->indicator[0].lever).en, "teachers");
    assert_true(jh_pack_slot_whole(p, p->indicator[0].lever));
    jh_arena_free(a);
}

static void each_fault_of_a_pack_is_named_and_placed(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(pack_faults); i++) {
        const fault *f = &pack_faults[i];
        jh_arena *a = jh_arena_new();
        jh_error err = {0};
        jh_pack *p;
        if (read_pack(a, replaced(a, good, f->from, f->to), &p, &err) != JH_EINPUT)
            fail_msg("accepted: %s", f->to);
        test_error_is(&err, f->key, f->line, f->column);
        if (f->line) assert_string_equal(test_argument(&err.msg, "file"), "包.yaml");
        jh_arena_free(a);
    }
}

static const fault vocabulary_faults[] = {
    {"vocabulary/1", "pack/1", "pack.bad_header", 1, 1},
    {"id: v\n", "", "node.missing_key", 1, 1},
    {"id: v\n", "id: v\ncolour: red\n", "node.unknown_key", 3, 1},
    {"id: yuan", "id: m2", "pack.duplicate_id", 9, 5},
    {"whole: yes}", "whole: maybe}", "node.not_yes_or_no", 5, 51},
    {"id: senior", "id: junior", "pack.duplicate_id", 13, 5},
    {"{id: school_id, name: school_name", "{id: school_idd, name: school_name",
     "pack.unknown_fact", 14, 13},
    {"roles: {id: school_id", "roles: {number: school_id", "node.unknown_key", 14, 9},
    {"roles: {id: school_id", "roles: {id: amount", "pack.need_text_fact", 14, 13},
    {"area: county}", "area: county, lon: school_type}", "pack.need_number_fact", 14, 62},
    {"id: books", "id: amount", "pack.duplicate_id", 29, 5},
    {"unit: book", "unit: books", "pack.bad_unit", 28, 23},
    {"kind: yesno", "kind: maybe", "pack.bad_word", 20, 26},
    {"level: area", "level: town", "pack.bad_word", 31, 24},
    {"least: 0", "least: none", "node.not_a_number", 21, 69},
    {"by: [primary, junior]", "by: [primary, high]", "pack.unknown_stage", 23, 34},
    {"by: [primary, junior]", "by: primary", "node.not_a_list", 23, 24},
    {"facts:\n", "facts: {}\nx:\n", "node.unknown_key", 16, 1},
    {"facts:\n", "checks:\n  - {id: c, test: amount}\nfacts:\n", "formula.need_truth", 16,
     19},
    {"facts:\n", "checks:\n  - {id: c, test: none > 1}\nfacts:\n", "formula.unknown_name",
     16, 19},
    {"facts:\n", "checks:\n  - {id: c, test: amount > 1, facts: [none]}\nfacts:\n",
     "pack.unknown_fact", 16, 39},
    {"facts:\n", "checks:\n  - {id: c, test: amount > 1, level: bad}\nfacts:\n",
     "pack.bad_word", 16, 38},
    {"facts:\n", "checks:\n  - {id: c}\nfacts:\n", "node.missing_key", 16, 5},
    {"facts:\n",
     "checks:\n  - {id: c, test: amount > 1}\n  - {id: c, test: amount > 2}\nfacts:\n",
     "pack.duplicate_id", 17, 5},
    {"facts:\n", "checks:\n  - {id: c, test: money > 1}\nfacts:\n",
     "formula.unknown_name", 16, 19},
};

static void each_fault_of_a_vocabulary_is_named_and_placed(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(vocabulary_faults); i++) {
        const fault *f = &vocabulary_faults[i];
        jh_arena *a = jh_arena_new();
        jh_error err = {0};
        jh_vocabulary *v;
        const char *text = replaced(a, test_vocabulary, f->from, f->to);
        if (jh_vocabulary_read(a, &(jh_input){"词汇.yaml", text, strlen(text)}, &v,
                               &err) != JH_EINPUT)
            fail_msg("accepted: %s", f->to);
        test_error_is(&err, f->key, f->line, f->column);
        jh_arena_free(a);
    }
}

static jh_status long_list(const char *head, const char *each, int n, jh_error *err)
{
    jh_arena *a = jh_arena_new();
    jh_buf b = {0};
    jh_vocabulary *v;
    jh_buf_puts(&b, head);
    for (int i = 0; i < n; i++)
        jh_buf_printf(&b, "  - {id: %s%d}\n", each, i);
    jh_status st = jh_vocabulary_read(a, &(jh_input){"f", b.p, b.n}, &v, err);
    jh_buf_clear(&b);
    jh_arena_free(a);
    return st;
}

static void there_may_not_be_too_many(void **state)
{
    (void)state;
    jh_error err[3] = {0};
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nunits:\n", "u", 24, &err[0]), JH_OK);
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nunits:\n", "u", 25, &err[0]), JH_EINPUT);
    test_error_is(&err[0], "pack.too_many", 28, 5);
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nstages:\n", "s", 8, &err[1]), JH_OK);
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nstages:\n", "s", 9, &err[1]), JH_EINPUT);
    test_error_is(&err[1], "pack.too_many", 12, 5);
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nfacts:\n", "f", 2000, &err[2]), JH_OK);
    assert_int_equal(
        long_list("junheng: vocabulary/1\nid: v\nfacts:\n", "f", 2001, &err[2]),
        JH_EINPUT);
    test_error_is(&err[2], "pack.too_many", 2004, 5);
}

static void staged_facts_make_families(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_vocabulary *v;
    jh_library library = test_library_v();
    assert_int_equal(jh_vocabulary_load(a, &library, "v", &v, NULL), JH_OK);
    int f = jh_vocabulary_fact(v, "pupils_junior");
    assert_true(f >= 0);
    assert_string_equal(v->fact[f].family, "pupils");
    assert_int_equal(v->fact[f].stage, 1);
    assert_string_equal(v->fact[f].name.zh, "初中在校生数");
    assert_string_equal(v->fact[f].name.en, "Pupils (junior)");
    assert_true(v->fact[f].whole);
    assert_true(v->fact[f].least == 0);
    assert_int_equal(jh_vocabulary_fact(v, "pupils"), -1);
    assert_false(v->fact[jh_vocabulary_fact(v, "rooms_m2")].whole);
    assert_false(v->fact[jh_vocabulary_fact(v, "amount")].whole);
    assert_true(v->fact[jh_vocabulary_fact(v, "count")].whole);
    assert_int_equal(v->fact[jh_vocabulary_fact(v, "money")].level, JH_OF_AREA);
    assert_int_equal(v->role_id, jh_vocabulary_fact(v, "school_id"));
    assert_int_equal(v->role_lon, -1);
    assert_int_equal(jh_vocabulary_stage(v, "senior"), 2);
    jh_error err = {0};
    assert_int_equal(jh_vocabulary_load(a, &library, "w", &v, &err), JH_EINPUT);
    test_error_is(&err, "pack.not_found", 0, 0);
    jh_arena_free(a);
}

static void what_ships_can_be_read(void **state)
{
    (void)state;
    size_t n, packs = 0;
    const jh_asset *asset = jh_asset_list(&n);
    jh_library library = jh_library_builtin();
    for (size_t i = 0; i < n; i++) {
        if (strncmp(asset[i].name, "packs/", 6) || strchr(asset[i].name + 6, '/'))
            continue;
        jh_arena *a = jh_arena_new();
        jh_pack *p;
        jh_error err = {0};
        jh_status st = jh_pack_read(
            a, &library, &(jh_input){asset[i].name, asset[i].bytes, asset[i].n}, NULL, &p,
            &err);
        if (st != JH_OK) fail_msg("%s: %s", asset[i].name, err.msg.key);
        packs++;
        jh_arena_free(a);
    }
    assert_true(packs >= 2);
    const char *file;
    const void *bytes;
    char longest[400];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(library.find(NULL, "pack", longest, &file, &bytes, &n));
    assert_false(
        library.find(NULL, "pack", "../packs/cn-2017-quality", &file, &bytes, &n));
    assert_true(library.find(NULL, "pack", "cn-2017-quality", &file, &bytes, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_pack_is_read),
        cmocka_unit_test(each_fault_of_a_pack_is_named_and_placed),
        cmocka_unit_test(each_fault_of_a_vocabulary_is_named_and_placed),
        cmocka_unit_test(there_may_not_be_too_many),
        cmocka_unit_test(staged_facts_make_families),
        cmocka_unit_test(what_ships_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
