/* Packs over a small vocabulary and a parent, and vocabularies; what can be read judges a county
 * of four schools. */
#include "fuzz_promise.h"

#include <junheng/assess.h>

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char vocabulary[] = "junheng: vocabulary/1\nid: v\n"
                                 "units: [{id: pupil, whole: yes}, {id: m2}]\n"
                                 "stages: [{id: primary}, {id: junior}]\n"
                                 "roles: {id: school_id, area: county}\n"
                                 "facts:\n"
                                 "  - {id: school_id, kind: text}\n"
                                 "  - {id: county, kind: text}\n"
                                 "  - {id: type, kind: code}\n"
                                 "  - {id: boarding, kind: yesno}\n"
                                 "  - {id: pupils, by: [primary, junior], unit: pupil}\n"
                                 "  - {id: rooms_m2, unit: m2}\n"
                                 "  - {id: books, whole: yes}\n"
                                 "  - {id: money, level: area}\n";

static const char parent[] =
    "junheng: pack/1\nid: base\nversion: '1'\nvocabulary: v\n"
    "settings: [{id: share, default: 85%}]\n"
    "sections: {judged: [primary, junior], pupils: pupils,\n"
    "  split: {facts: [rooms_m2, books], weights: {primary: 1, junior: 1.1}}}\n"
    "indicators:\n"
    "  - {id: R, value: rooms_m2 / pupils, standard: 4.5, limit: 0.5, lever: rooms_m2}\n"
    "  - {id: B, value: books / pupils, standard: 2, limit: 0.5, lever: books}\n"
    "rules: {section: {met: 1, floor: share}, coefficient: {form: each}}\n"
    "parts: [{id: q}]\n"
    "items: [{id: M, part: q, test: money > sum(books)}]\n";

static bool find(void *ctx, const char *kind, const char *id, const char **file,
                 const void **bytes, size_t *n)
{
    bool pack = !strcmp(kind, "pack") && !strcmp(id, "base");
    (void)ctx;
    if (!pack && (strcmp(kind, "vocabulary") || strcmp(id, "v"))) return false;
    *file = id;
    *bytes = pack ? parent : vocabulary;
    *n = pack ? sizeof parent - 1 : sizeof vocabulary - 1;
    return true;
}

/* Every fact a column; some values are missing. */
static bool fill(jh_frame *f, const jh_vocabulary *v, jh_fact_level level, size_t rows)
{
    static const char *const text[] = {"甲", "乙", "218"};
    jh_random r;
    size_t at;
    jh_random_seed(&r, 1);
    for (size_t i = 0; i < v->facts; i++) {
        jh_fact_kind kind = v->fact[i].kind;
        bool words = kind == JH_FACT_TEXT || kind == JH_FACT_CODE;
        if (v->fact[i].level != level) continue;
        if (jh_frame_add_column(f, v->fact[i].id, words ? JH_TEXT : JH_NUMBER, &at) !=
            JH_OK)
            return false;
    }
    for (size_t i = 0; i < rows; i++) {
        if (jh_frame_add_row(f, &at) != JH_OK) return false;
        for (size_t c = 0; c < f->columns; c++) {
            uint64_t x = jh_random_below(&r, 12);
            if (x == 11) continue;
            if (f->column[c].type == JH_TEXT)
                jh_frame_set_text(f, i, c, text[x % 3], (jh_origin){0, 2, 1});
            else
                jh_frame_set_number(f, i, c, (double)(x * x * 10) / 4,
                                    (jh_origin){0, 2, 1});
        }
    }
    return true;
}

static void hold_cell(const jh_cell_result *c)
{
    promise(c->grade <= JH_NONE);
    if (c->grade == JH_MET) promise(c->need == 0 && c->need_floor == 0);
    if (c->grade == JH_UNKNOWN) promise(c->value.state != JH_KNOWN);
}

static void hold(const jh_assessment *a)
{
    for (size_t i = 0; i < a->pack->indicators * a->sections.n; i++)
        hold_cell(&a->cell[i]);
    for (size_t i = 0; i < a->areas; i++) {
        const jh_area_result *area = &a->area[i];
        promise(area->verdict <= JH_OPEN && area->verdict_all <= JH_OPEN);
        if (area->verdict == JH_FAIL) promise(area->reasons > 0);
        if (area->pivot.found) promise(area->pivot.then != area->verdict);
        for (size_t k = 0; k < area->reasons; k++)
            promise(jh_text_has(area->reason[k].msg.key));
    }
}

static void judge(jh_arena *arena, const jh_pack *pack)
{
    jh_frame schools, areas;
    jh_assessment out = {0};
    jh_frame_init(&schools, arena);
    jh_frame_init(&areas, arena);
    if (!fill(&schools, pack->vocabulary, JH_OF_SCHOOL, 4) ||
        !fill(&areas, pack->vocabulary, JH_OF_AREA, 1))
        return;
    jh_assess_input in = {.schools = &schools, .areas = &areas};
    if (jh_assess(arena, pack, &in, &out, NULL) == JH_OK) hold(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char head[] = "junheng: vocabulary";
    jh_arena *arena = jh_arena_new();
    jh_library library = {NULL, find};
    jh_input file = {"fuzz.yaml", data, n};
    jh_vocabulary *v;
    jh_pack *pack;
    jh_error err = {0};
    jh_status st;
    if (!arena) return 0;
    if (n > sizeof head && !memcmp(data, head, sizeof head - 1))
        st = jh_vocabulary_read(arena, &file, &v, &err);
    else if ((st = jh_pack_read(arena, &library, &file, NULL, &pack, &err)) == JH_OK)
        judge(arena, pack);
    if (st != JH_OK) promise_error(&err);
    jh_arena_free(arena);
    return 0;
}
