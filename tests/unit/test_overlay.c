/* Packs over packs, settings and libraries. */
#include "support.h"

#include <string.h>

static const char nation[] =
    "junheng: pack/1\n"
    "id: nation\n"
    "version: '1'\n"
    "name: {zh: 全国, en: Nation}\n"
    "code: 甲\n"
    "vocabulary: v\n"
    "settings:\n"
    "  - {id: level, default: 4, name: {zh: 标准, en: Level}}\n"
    "  - {id: kind, choices: [new, old], default: new}\n"
    "sections: {judged: [primary], pupils: pupils}\n"
    "indicators:\n"
    "  - {id: L1, value: 100 * teachers / pupils, standard: level}\n"
    "  - {id: L2, value: books / pupils, standard: {primary: 10}}\n"
    "  - {id: L3, value: rooms_m2 / pupils, standard: 5, decimals: 1}\n"
    "rules: {section: {met: 2, floor: 85%}, sections: 100%}\n";

static const char province[] = "junheng: pack/1\n"
                               "id: province\n"
                               "version: '2'\n"
                               "name: {zh: 某省, en: Province}\n"
                               "vocabulary: v\n"
                               "parent: nation\n"
                               "settings:\n"
                               "  - {id: level, default: 5}\n"
                               "  - {id: extra, default: 7}\n"
                               "indicators:\n"
                               "  - {id: L2, remove: yes}\n"
                               "  - {id: L3, standard: extra}\n"
                               "  - {id: L4, value: sports_m2 / pupils, standard: 3}\n"
                               "rules: {section: {met: all}}\n";

static const char county[] = "junheng: pack/1\n"
                             "id: county\n"
                             "version: '3'\n"
                             "parent: province\n"
                             "settings:\n"
                             "  - {id: extra, default: 9}\n"
                             "indicators:\n"
                             "  - {id: L4, decimals: 0}\n"
                             "  - {id: L2, value: amount, standard: 1}\n";

static test_file library_files[12] = {
    {"pack", "nation", nation},
    {"pack", "province", province},
    {"pack", "county", county},
    {"vocabulary", "v", NULL},
};

static jh_library library(void)
{
    library_files[3].text = test_vocabulary;
    return test_library(library_files);
}

static jh_pack *loaded(jh_arena *a, const char *id)
{
    jh_library l = library();
    jh_pack *p = NULL;
    jh_error err = {0};
    jh_status st = jh_pack_load(a, &l, id, NULL, &p, &err);
    if (st != JH_OK) fail_msg("%s: %s", id, err.msg.key);
    return p;
}

static jh_status over(jh_arena *a, const char *text, const jh_choice *choices, size_t n,
                      jh_pack **out, jh_error *err)
{
    jh_library l = library();
    return jh_pack_read(a, &l, &(jh_input){"over.yaml", text, strlen(text)},
                        &(jh_choices){choices, n}, out, err);
}

static void entries_are_replaced_added_and_removed(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = loaded(a, "province");
    assert_string_equal(p->id, "province");
    assert_string_equal(p->version, "2");
    assert_string_equal(p->name.zh, "某省");
    assert_string_equal(p->code, "甲"); /* not its own: the parent's */
    assert_int_equal(p->settings, 3);
    assert_true(p->setting[0].number == 5);
    assert_string_equal(p->setting[0].name.en, "Level");
    assert_string_equal(p->setting[2].id, "extra");
    assert_int_equal(p->indicators, 3);
    assert_string_equal(p->indicator[0].id, "L1");
    assert_true(p->indicator[0].standard[0] == 5);
    assert_string_equal(p->indicator[1].id, "L3");
    assert_true(p->indicator[1].standard[0] == 7);
    assert_int_equal(p->indicator[1].decimals, 1);
    assert_string_equal(p->indicator[2].id, "L4");
    assert_true(p->met_needed == SIZE_MAX);
    assert_true(p->floor == 0.85);
    assert_int_equal(p->files, 2);
    jh_arena_free(a);
}

static void three_levels_are_merged_from_the_root(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = loaded(a, "county");
    assert_string_equal(p->name.zh, "某省");
    assert_int_equal(p->indicators, 4);
    assert_true(p->indicator[1].standard[0] == 9);
    assert_int_equal(p->indicator[2].decimals, 0);
    assert_string_equal(p->indicator[3].id, "L2"); /* removed above, made again below */
    assert_true(p->indicator[3].standard[0] == 1);
    assert_int_equal(p->files, 3);
    assert_string_equal(p->file[0], "county");
    assert_string_equal(p->file[2], "nation");
    /* the parent is untouched by its children */
    assert_int_equal(loaded(a, "nation")->indicators, 3);
    jh_arena_free(a);
}

static void lists_without_ids_are_replaced(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p;
    static const char text[] =
        "junheng: pack/1\nid: x\nversion: '1'\nparent: nation\n"
        "sections: {judged: [junior, primary]}\nindicators: []\n"
        "settings: [{id: kind, choices: [old, older], default: older}]\n";
    jh_error err = {0};
    jh_status st = over(a, text, NULL, 0, &p, &err);
    assert_int_equal(st, JH_OK);
    assert_int_equal(p->judged_n, 2);
    assert_int_equal(p->judged[0], 1);
    assert_int_equal(p->indicators, 0);
    assert_int_equal(p->setting[1].choices, 2);
    assert_string_equal(p->setting[1].text, "older");
    jh_arena_free(a);
}

static void circles_and_long_chains_are_refused(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p;
    static const test_file ring[] = {
        {"pack", "a", "junheng: pack/1\nid: a\nversion: '1'\nparent: b\n"},
        {"pack", "b", "junheng: pack/1\nid: b\nversion: '1'\nparent: c\n"},
        {"pack", "c", "junheng: pack/1\nid: c\nversion: '1'\n\nparent: a\n"},
        {"pack", "self", "junheng: pack/1\nid: self\nversion: '1'\nparent: self\n"},
        {"pack", "liar", "junheng: pack/1\nid: other\nversion: '1'\nparent: liar\n"},
        {NULL, NULL, NULL}};
    jh_library l = test_library(ring);
    jh_error err[4] = {0};
    assert_int_equal(jh_pack_load(a, &l, "a", NULL, &p, &err[0]), JH_EINPUT);
    test_error_is(&err[0], "pack.parent_circle", 5, 9);
    assert_int_equal(jh_pack_load(a, &l, "self", NULL, &p, &err[1]), JH_EINPUT);
    test_error_is(&err[1], "pack.parent_circle", 4, 9);
    assert_int_equal(jh_pack_load(a, &l, "liar", NULL, &p, &err[2]), JH_EINPUT);
    test_error_is(&err[2], "pack.parent_circle", 4, 9);
    assert_int_equal(jh_pack_load(a, &l, "none", NULL, &p, &err[3]), JH_EINPUT);
    test_error_is(&err[3], "pack.not_found", 0, 0);
    assert_string_equal(test_argument(&err[3].msg, "id"), "none");
    jh_arena_free(a);
}

static const struct {
    const char *text, *key;
    unsigned line, column;
} faults[] = {
    {"indicators: [{id: L1, decimals: 1}, {id: L1, decimals: 2}]", "pack.duplicate_id", 5,
     37},
    {"indicators: [{id: L9, standard: 3}]", "node.missing_key", 5, 14},
    {"indicators: [{id: L1, remove: no}]", "node.unknown_key", 5, 23},
    {"indicators: [{id: L1, limits: 3}]", "node.unknown_key", 5, 23},
    {"indicators: 3", "node.not_a_list", 5, 13},
    {"settings:", "node.not_a_list", 5, 10},
    {"settings: [{id: level, remove: yes}]", "formula.unknown_name", 12, 56},
    {"colour: red", "node.unknown_key", 5, 1},
    {"settings: [{id: kind, default: other}]", "pack.bad_word", 5, 32},
};

static void faults_of_overlays_stand_in_their_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < JH_COUNT(faults); i++) {
        jh_arena *a = jh_arena_new();
        jh_pack *p;
        jh_error err = {0};
        char *text =
            jh_sprintf(a, "junheng: pack/1\nid: x\nversion: '1'\nparent: nation\n%s\n",
                       faults[i].text);
        if (over(a, text, NULL, 0, &p, &err) != JH_EINPUT)
            fail_msg("accepted: %s", faults[i].text);
        test_error_is(&err, faults[i].key, faults[i].line, faults[i].column);
        assert_string_equal(test_argument(&err.msg, "file"),
                            faults[i].line == 12 ? "nation" : "over.yaml");
        jh_arena_free(a);
    }
}

static void settings_can_be_chosen(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p;
    static const jh_choice choices[] = {{"level", "450%"}, {"kind", "old"}};
    assert_int_equal(over(a, nation, choices, 2, &p, NULL), JH_OK);
    assert_true(p->setting[0].number == 4.5 && p->setting[0].changed);
    assert_string_equal(p->setting[1].text, "old");
    assert_true(p->indicator[0].standard[0] == 4.5);
    static const struct {
        jh_choice choice;
        const char *key;
    } bad[] = {{{"levle", "4"}, "pack.no_setting"},
               {{"level", "much"}, "pack.bad_choice"},
               {{"level", ""}, "pack.bad_choice"},
               {{"kind", "older"}, "pack.bad_choice"}};
    for (size_t i = 0; i < JH_COUNT(bad); i++) {
        jh_error err = {0};
        assert_int_equal(over(a, nation, &bad[i].choice, 1, &p, &err), JH_EUSAGE);
        test_error_is(&err, bad[i].key, 0, 0);
        assert_string_equal(test_argument(&err.msg, "id"), bad[i].choice.id);
    }
    jh_arena_free(a);
}

static void a_setting_is_marked_where_an_overlay_sets_it(void **state)
{
    (void)state;
    jh_arena *a = jh_arena_new();
    jh_pack *p = loaded(a, "province");
    assert_true(p->setting[0].changed);
    assert_false(p->setting[1].changed);
    assert_false(loaded(a, "nation")->setting[0].changed);
    jh_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_replaced_added_and_removed),
        cmocka_unit_test(three_levels_are_merged_from_the_root),
        cmocka_unit_test(lists_without_ids_are_replaced),
        cmocka_unit_test(circles_and_long_chains_are_refused),
        cmocka_unit_test(faults_of_overlays_stand_in_their_file),
        cmocka_unit_test(settings_can_be_chosen),
        cmocka_unit_test(a_setting_is_marked_where_an_overlay_sets_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
