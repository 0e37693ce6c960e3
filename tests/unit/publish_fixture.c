#include "publish_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(call)                                                                       \
    do {                                                                                 \
        if ((call) != JH_OK) must_failed(__LINE__);                                      \
    } while (0)

static void must_failed(int line)
{
    fprintf(stderr, "publish_fixture.c:%d failed\n", line);
    abort();
}

static const char PACK[] =
    "junheng: pack/1\n"
    "id: cn-fixture\n"
    "version: '3'\n"
    "name: {zh: 义务教育优质均衡（试样）, en: Quality balance (fixture)}\n"
    "authority: {zh: 试样, en: fixture}\n"
    "code: 试〔2017〕6号\n"
    "vocabulary: cn-compulsory\n"
    "settings:\n"
    "  - {id: limit_primary, default: 0.50, name: {zh: 小学限值, en: Limit primary}, "
    "standing: S}\n"
    "  - {id: music_m2, default: 96, name: {zh: 音乐教室面积, en: Music room area}, "
    "standing: S}\n"
    "sections:\n"
    "  by: stage\n"
    "  judged: [primary, junior]\n"
    "  pupils: pupils\n"
    "  split:\n"
    "    facts: [area_teaching_m2, equipment_value_yuan, multimedia_rooms]\n"
    "    weights: {primary: 1, junior: 1.1}\n"
    "    clause: 拆分\n"
    "  exclude:\n"
    "    - {id: small_point, when: school_type == 218 and pupils_primary < 50, reason: "
    "{zh: "
    "不足50人的教学点, en: teaching point below 50 pupils}, clause: 范围}\n"
    "indicators:\n"
    "  - {id: L1, name: {zh: 每百名学生拥有高于规定学历教师数, en: Teachers above the "
    "required "
    "degree per 100 pupils}, value: 100 * teachers_above_degree / pupils, unit: {zh: "
    "人/百名学生, en: teachers per 100 pupils}, of: teacher/pupil, direction: more, "
    "standard: "
    "{primary: 4.2, junior: 5.3}, limit: {primary: limit_primary, junior: 0.45}, lever: "
    "teachers_above_degree, decimals: 2, clause: 第五条(一), standing: S}\n"
    "  - {id: L4, name: {zh: 生均教学及辅助用房面积, en: Teaching rooms per pupil}, "
    "value: "
    "area_teaching_m2 / pupils, unit: {zh: 平方米/人, en: m² per pupil}, of: m2/pupil, "
    "direction: more, standard: {primary: 4.5, junior: 5.8}, limit: {primary: "
    "limit_primary, "
    "junior: 0.45}, lever: area_teaching_m2, decimals: 2, clause: 第五条(四), standing: "
    "S}\n"
    "  - {id: L6, name: {zh: 生均教学仪器设备值, en: Equipment value per pupil}, value: "
    "equipment_value_yuan / pupils, unit: {zh: 元/人, en: yuan per pupil}, of: "
    "yuan/pupil, "
    "direction: more, standard: {primary: 2000, junior: 2500}, limit: {primary: "
    "limit_primary, junior: 0.45}, lever: equipment_value_yuan, decimals: 2, clause: "
    "第五条(六), standing: S}\n"
    "  - {id: L7, name: {zh: 每百名学生拥有网络多媒体教室数, en: Networked classrooms "
    "per 100 "
    "pupils}, value: 100 * multimedia_rooms / pupils, unit: {zh: 间/百名学生, en: rooms "
    "per "
    "100 pupils}, of: room/pupil, direction: more, standard: {primary: 2.3, junior: "
    "2.4}, "
    "limit: {primary: limit_primary, junior: 0.45}, lever: multimedia_rooms, decimals: "
    "2, "
    "clause: 第五条(七), standing: S}\n"
    "rules:\n"
    "  section: {met: 3, floor: 85%, clause: 第五条}\n"
    "  coefficient: {form: each, decimals: 3, clause: 第五条}\n"
    "  sections: 100%\n"
    "parts:\n"
    "  - {id: guarantee, name: {zh: 政府保障程度, en: Government guarantee}}\n"
    "  - {id: veto, name: {zh: 一票否决, en: Veto}}\n"
    "items:\n"
    "  - {id: G1, part: guarantee, kind: evidence, name: {zh: 学校布局合理, en: Rational "
    "layout}, documents: {zh: 布局规划、批复, en: layout plan and approvals}, clause: a, "
    "standing: S}\n"
    "  - {id: G4, part: guarantee, over: school, name: {zh: 学校规模不超过2000人, en: At "
    "most "
    "2000 pupils}, test: pupils_primary <= 2000, value: pupils_primary, unit: {zh: 人, "
    "en: "
    "pupils}, decimals: 0, clause: b, standing: S}\n"
    "  - {id: V1, part: veto, kind: veto, name: {zh: 以考试方式招生, en: Admission by "
    "examination}, clause: c, standing: S}\n"
    "reliefs:\n"
    "  - {id: R3, name: {zh: 老校区音乐教室, en: Old campus}, valid: {from: 2019-01-01, "
    "to: "
    "2022-12-31}, set: {music_m2: 73}, duty: {zh: 三年内达标, en: comply within three "
    "years}, "
    "clause: d}\n";

static const char ROWS[] =
    "junheng: pack/1\n"
    "id: open-table\n"
    "version: '1'\n"
    "name: {zh: 公开数据, en: Open data}\n"
    "vocabulary: cn-compulsory\n"
    "sections: {by: row, pupils: pupils_total}\n"
    "indicators:\n"
    "  - {id: books, name: {zh: 生均图书, en: Books per pupil}, value: "
    "books / pupils_total, unit: {zh: 册/人, en: books per pupil}, of: "
    "book/pupil, direction: more, decimals: 1}\n"
    "rules:\n"
    "  coefficient: {form: none}\n";

typedef struct row {
    const char *name, *id;
    int type;
    double primary, junior; /* pupils; 0: no such stage */
    double above_primary, above_junior, area, equipment, rooms;
    double lon, lat;
} row;

/* Figures of a hill county; the last school of the first area lacks its equipment value, one
 * lies without coordinates, and one name tries to be markup. */
static const row ROW[] = {
    {"城关第一小学", "2136000001", 211, 1620, 0, 74, 0, 7180, 3420000, 38, 116.402,
     30.512},
    {"城关镇<b>实验</b>小学", "2136000002", 211, 980, 0, 40, 0, 4460, 1910000, 23,
     116.431, 30.498},
    {"石门中心小学", "2136000003", 211, 412, 0, 12, 0, 2480, 742000, 11, 116.55, 30.61},
    {"青山九年一贯制学校", "3136000004", 312, 520, 310, 25, 17, 4900, 2030000, 21, 116.21,
     30.44},
    {"县第一初级中学", "3136000005", 311, 0, 1180, 0, 70, 7420, NAN, 31, NAN, NAN},
    {"临河中心小学", "2136000006", 211, 733, 0, 33, 0, 3610, 1620000, 18, 117.01, 31.2},
    {"临河 & 滩头\"联合\"小学", "2136000007", 211, 288, 0, 15, 0, 1740, 640000, 8, 117.05,
     31.26},
    {"沙洲小学", "2136000008", 211, 190, 0, 9, 0, 1310, 455000, 5, 117.12, 31.18},
    {"临河九年一贯制学校", "3136000009", 312, 455, 398, 22, 24, 5230, 2270000, 24, 117.08,
     31.31},
    {"临河中学", "3136000010", 311, 0, 905, 0, 50, 5480, 2460000, 23, 117.02, 31.22},
    {"岭上教学点", "2186000011", 218, 23, 0, 2, 0, 160, 30000, 1, 116.7, 30.7},
};

enum { PER_AREA = 5, SECTIONS_PER_AREA = 6 };

static size_t column(fixture *f, jh_frame *frame, const char *name, jh_type type)
{
    size_t out;
    (void)f;
    MUST(jh_frame_add_column(frame, name, type, &out));
    return out;
}

static const char *const NUMBER[] = {"pupils_primary",
                                     "pupils_junior",
                                     "teachers_above_degree_primary",
                                     "teachers_above_degree_junior",
                                     "area_teaching_m2",
                                     "equipment_value_yuan",
                                     "multimedia_rooms",
                                     "lon",
                                     "lat"};

static void add_school(fixture *f, const row *r, const char *name, const char *area,
                       uint32_t source)
{
    size_t at;
    char type[16];
    snprintf(type, sizeof type, "%d", r->type);
    const char *text[] = {r->id, name, area, type};
    const double number[] = {r->primary,      r->junior, r->above_primary,
                             r->above_junior, r->area,   r->equipment,
                             r->rooms,        r->lon,    r->lat};
    MUST(jh_frame_add_row(&f->schools, &at));
    for (uint32_t i = 0; i < JH_COUNT(text); i++)
        jh_frame_set_text(&f->schools, at, i, jh_strdup(f->arena, text[i]),
                          (jh_origin){source, (uint32_t)at + 3, i + 1});
    for (uint32_t i = 0; i < JH_COUNT(number); i++)
        if (!isnan(number[i]))
            jh_frame_set_number(&f->schools, at, 4 + i, number[i],
                                (jh_origin){source, (uint32_t)at + 3, 5 + i});
}

static void start(fixture *f, const char *pack_text)
{
    *f = (fixture){.arena = jh_arena_new()};
    jh_error err = {0};
    jh_pack *pack = NULL;
    jh_library library = jh_library_builtin();
    jh_status st = jh_pack_read(f->arena, &library,
                                &(jh_input){"fixture.yaml", pack_text, strlen(pack_text)},
                                NULL, &pack, &err);
    if (st != JH_OK) {
        jh_buf b = {0};
        jh_msg_render(&b, JH_EN, &err.msg);
        fprintf(stderr, "%s\n", b.p);
        abort();
    }
    f->result.pack = pack;
    f->diags.arena = f->arena;
    jh_frame_init(&f->schools, f->arena);
    jh_frame_init(&f->areas, f->arena);
    column(f, &f->schools, "school_id", JH_TEXT);
    column(f, &f->schools, "school_name", JH_TEXT);
    column(f, &f->schools, "county", JH_TEXT);
    column(f, &f->schools, "school_type", JH_TEXT);
    for (size_t i = 0; i < JH_COUNT(NUMBER); i++)
        column(f, &f->schools, NUMBER[i], JH_NUMBER);
    f->publish = (jh_publish){.result = &f->result,
                              .sources = &f->sources,
                              .diags = &f->diags,
                              .generated = "2026-09-20",
                              .engine = "0.1.0",
                              .sample = true};
}

static ptrdiff_t *fact_columns(fixture *f, const jh_frame *frame)
{
    const jh_vocabulary *v = f->result.pack->vocabulary;
    ptrdiff_t *out = jh_alloc_array(f->arena, v->facts, sizeof *out);
    for (size_t i = 0; i < v->facts; i++)
        out[i] = jh_frame_find(frame, v->fact[i].id);
    return out;
}

/* Sections of the schools in order: primary part, then junior part. */
static void make_sections(fixture *f, const char *const *area, size_t areas)
{
    jh_sections *s = &f->result.sections;
    const jh_pack *pack = f->result.pack;
    size_t rows = f->schools.rows;
    *s = (jh_sections){.pack = pack, .schools = &f->schools, .areas = &f->areas};
    s->section = jh_alloc_array(f->arena, rows * 2, sizeof *s->section);
    s->area_n = areas;
    s->area = jh_alloc_array(f->arena, areas, sizeof *s->area);
    s->area_row = jh_alloc_array(f->arena, areas, sizeof *s->area_row);
    s->school_area = jh_alloc_array(f->arena, rows, sizeof *s->school_area);
    s->left_out = jh_alloc_array(f->arena, rows, sizeof *s->left_out);
    s->first = jh_alloc_array(f->arena, rows + 1, sizeof *s->first);
    s->fact_column = fact_columns(f, &f->schools);
    s->area_fact_column = fact_columns(f, &f->areas);
    for (size_t a = 0; a < areas; a++) {
        s->area[a] = area[a];
        s->area_row[a] = SIZE_MAX;
    }
    for (size_t i = 0; i < rows; i++) {
        const jh_column *c = f->schools.column;
        s->first[i] = s->n;
        for (size_t a = 0; a < areas; a++)
            if (!strcmp(area[a], c[2].text[i])) s->school_area[i] = a;
        if (!strcmp(c[3].text[i], "218")) {
            s->left_out[s->left_out_n++] = (jh_left_out){i, 0};
            continue;
        }
        double p = c[4].number[i], j = c[5].number[i] * 1.1;
        for (int stage = 1; stage <= 2; stage++) {
            double pupils = c[3 + stage].number[i];
            if (pupils > 0)
                s->section[s->n++] =
                    (jh_section){.school = i,
                                 .area = s->school_area[i],
                                 .stage = stage,
                                 .pupils = pupils,
                                 .share = (stage == 1 ? p : j) / (p + j)};
        }
    }
    s->first[rows] = s->n;
}

static jh_value value_of(const fixture *f, size_t k, const jh_section *s)
{
    const jh_column *c = f->schools.column;
    size_t col = k == 0 ? 5 + (size_t)s->stage : 7 + k;
    if (!c[col].valid[s->school])
        return (jh_value){.state = JH_MISSING,
                          .slot = JH_SLOT_SPLIT +
                                  jh_vocabulary_fact(f->result.pack->vocabulary,
                                                     "equipment_value_yuan")};
    double x = c[col].number[s->school] * (k ? s->share : 1) / s->pupils;
    return (jh_value){
        .state = JH_KNOWN, .number = k == 0 || k == 3 ? 100 * x : x, .slot = -1};
}

static void judge_cell(fixture *f, size_t k, size_t i)
{
    jh_assessment *r = &f->result;
    const jh_indicator *in = &r->pack->indicator[k];
    const jh_section *s = &r->sections.section[i];
    jh_cell_result *c = &r->cell[k * r->sections.n + i];
    double standard = in->standard[s->stage];
    *c = (jh_cell_result){.value = value_of(f, k, s)};
    if (c->value.state != JH_KNOWN) {
        c->grade = JH_UNKNOWN;
        return;
    }
    double x = c->value.number, unit = k == 0 || k == 3 ? 100 : 1;
    c->grade = x >= standard ? JH_MET : x >= 0.85 * standard ? JH_FLOOR : JH_FAILED;
    c->rounding = c->grade == JH_FLOOR && jh_number_rounded(x, 2) >= standard;
    if (c->grade == JH_MET) return;
    bool whole = jh_pack_slot_whole(r->pack, in->lever);
    c->need = (standard - x) * s->pupils / unit;
    c->need_floor = c->grade == JH_FAILED ? (0.85 * standard - x) * s->pupils / unit : 0;
    if (whole) c->need = ceil(c->need), c->need_floor = ceil(c->need_floor);
    if (k && s->share < 1)
        c->need_school = whole ? ceil(c->need / s->share) : c->need / s->share;
}

static void judge_section(fixture *f, size_t i)
{
    jh_assessment *r = &f->result;
    jh_section_result *res = &r->section[i];
    size_t school = r->sections.section[i].school;
    *res = (jh_section_result){.id = f->schools.column[0].text[school],
                               .name = f->schools.column[1].text[school],
                               .skip = -1};
    for (size_t k = 0; k < r->pack->indicators; k++) {
        const jh_cell_result *c = &r->cell[k * r->sections.n + i];
        res->met += c->grade == JH_MET;
        res->floor += c->grade == JH_FLOOR;
        res->failed += c->grade == JH_FAILED;
        res->unknown += c->grade == JH_UNKNOWN;
        if (c->grade == JH_FLOOR || c->grade == JH_FAILED) res->skip = (int)k;
        res->rounding = res->rounding || c->rounding;
    }
    if (res->met >= r->pack->met_needed && !res->failed)
        res->verdict = res->unknown ? JH_OPEN : JH_PASS;
    else
        res->verdict = res->unknown && !res->failed && !res->floor ? JH_OPEN : JH_FAIL;
}

static void judge_coefficient(fixture *f, size_t area, jh_stage_result *st, size_t k)
{
    jh_assessment *r = &f->result;
    jh_coefficient_result *c = &st->coefficient[k];
    double x[4096], w[4096];
    for (size_t i = 0; i < r->sections.n; i++) {
        const jh_section *s = &r->sections.section[i];
        const jh_cell_result *cell = &r->cell[k * r->sections.n + i];
        if (s->area != area || s->stage != st->stage || c->n == JH_COUNT(x)) continue;
        c->met += cell->grade == JH_MET;
        if (cell->value.state != JH_KNOWN) {
            c->missing++;
            continue;
        }
        x[c->n] = cell->value.number;
        w[c->n++] = s->pupils;
    }
    double total = 0, sum = 0, square = 0;
    for (size_t i = 0; i < c->n; i++)
        total += w[i], sum += w[i] * x[i];
    c->mean = sum / total;
    for (size_t i = 0; i < c->n; i++)
        square += w[i] * (x[i] - c->mean) * (x[i] - c->mean);
    c->sd = sqrt(square / total);
    c->cv = c->missing ? NAN : c->sd / c->mean;
    c->limit = st->stage < 0 ? NAN : r->pack->indicator[k].limit[st->stage];
    /* one coefficient above its limit, and one that only rounding would save */
    if (area == 0 && st->stage == 1 && k == 0) c->cv = 0.6124, c->verdict = JH_FAIL;
    if (area == 0 && st->stage == 1 && k == 1)
        c->cv = 0.5004, c->verdict = JH_FAIL, c->rounding = true;
    if (isnan(c->cv)) c->verdict = JH_OPEN;
    if (c->verdict == JH_FAIL)
        c->remedy = (jh_remedy){.possible = k == 0,
                                .level = 3.91,
                                .sections = 2,
                                .amount = 7,
                                .after = 0.4996};
}

static void judge_stage(fixture *f, size_t area, jh_stage_result *st, int stage)
{
    jh_assessment *r = &f->result;
    *st = (jh_stage_result){.stage = stage, .composite = NAN, .composite_limit = NAN};
    st->coefficient =
        jh_alloc_array(f->arena, r->pack->indicators, sizeof *st->coefficient);
    for (size_t i = 0; i < r->sections.n; i++) {
        const jh_section *s = &r->sections.section[i];
        if (s->area != area || s->stage != stage) continue;
        st->sections++;
        st->pupils += s->pupils;
        st->passed += r->section[i].verdict == JH_PASS;
        st->failed += r->section[i].verdict == JH_FAIL;
        st->open += r->section[i].verdict == JH_OPEN;
    }
    for (size_t k = 0; k < r->pack->indicators; k++) {
        judge_coefficient(f, area, st, k);
        if (st->coefficient[k].verdict == JH_FAIL) st->verdict = JH_FAIL;
    }
    if (st->failed) st->verdict = JH_FAIL;
    if (st->verdict == JH_PASS && st->open) st->verdict = JH_OPEN;
}

static void judge_items(fixture *f, size_t area, jh_area_result *a)
{
    static const size_t failing[] = {0};
    const jh_pack *pack = f->result.pack;
    if (!pack->items) return;
    a->item = jh_alloc_array(f->arena, pack->items, sizeof *a->item);
    a->item[0] = area ? (jh_item_result){.verdict = JH_PASS,
                                         .answer = "是",
                                         .document = "政发〔2024〕11号.pdf"}
                      : (jh_item_result){.verdict = JH_OPEN,
                                         .missing = "佐证材料",
                                         .missing_en = "evidence"};
    a->item[1] = (jh_item_result){
        .verdict = area ? JH_PASS : JH_FAIL,
        .value = {.state = JH_KNOWN, .number = area ? 733 : 2100, .slot = -1},
        .concerned = PER_AREA,
        .failing = area ? 0 : 1,
        .row = failing};
    a->item[2] = (jh_item_result){.verdict = JH_PASS, .answer = "否"};
}

static void give_reasons(fixture *f, jh_area_result *a)
{
    a->reason = jh_alloc_array(f->arena, 3, sizeof *a->reason);
    a->reasons = 3;
    a->reason[0] =
        (jh_reason){.verdict = JH_FAIL, .stage = 1, .indicator = 0, .item = -1};
    MUST(
        jh_msg_set(f->arena, &a->reason[0].msg, "小学 L1 差异系数 0.612，高于 0.50", ""));
    a->reason[1] =
        (jh_reason){.verdict = JH_FAIL, .stage = 2, .indicator = -1, .item = -1};
    MUST(jh_msg_set(f->arena, &a->reason[1].msg, "初中 2 个学段部中 1 个未通过", ""));
    a->reason[2] =
        (jh_reason){.verdict = JH_OPEN, .stage = -1, .indicator = -1, .item = 0};
    MUST(jh_msg_set(f->arena, &a->reason[2].msg, "G1 缺佐证材料", ""));
}

static void judge_all(fixture *f, size_t areas)
{
    jh_assessment *r = &f->result;
    size_t n = r->sections.n, indicators = r->pack->indicators;
    r->cell = jh_alloc_array(f->arena, n * indicators, sizeof *r->cell);
    r->section = jh_alloc_array(f->arena, n, sizeof *r->section);
    r->area = jh_alloc_array(f->arena, areas, sizeof *r->area);
    r->areas = areas;
    for (size_t k = 0; k < indicators; k++)
        for (size_t i = 0; i < n; i++)
            judge_cell(f, k, i);
    for (size_t i = 0; i < n; i++)
        judge_section(f, i);
    for (size_t a = 0; a < areas; a++) {
        jh_area_result *res = &r->area[a];
        res->name = r->sections.area[a];
        res->stages = 2;
        res->stage = jh_alloc_array(f->arena, 2, sizeof *res->stage);
        for (int s = 0; s < 2; s++) {
            judge_stage(f, a, &res->stage[s], s + 1);
            if (res->stage[s].verdict == JH_FAIL) res->verdict = JH_FAIL;
            if (res->stage[s].verdict == JH_OPEN && res->verdict == JH_PASS)
                res->verdict = JH_OPEN;
        }
        judge_items(f, a, res);
        res->verdict_all = a ? res->verdict : JH_FAIL;
        if (!a) give_reasons(f, res);
    }
    r->area[0].pivot = (jh_pivot){.found = true,
                                  .section = 2,
                                  .indicator = 0,
                                  .slot = r->pack->indicator[0].lever,
                                  .from = 12,
                                  .to = 18,
                                  .then = JH_PASS};
}

static void give_claims(fixture *f)
{
    jh_relief_use *use = jh_alloc_array(f->arena, 1, sizeof *use);
    use[0] = (jh_relief_use){.section = 0, .relief = 0, .reason = "2014年建成"};
    f->result.sections.relief = use;
    f->result.sections.relief_n = 1;
    size_t *first = jh_alloc_array(f->arena, f->result.sections.n + 1, sizeof *first);
    for (size_t i = 1; i <= f->result.sections.n; i++)
        first[i] = 1;
    f->result.sections.relief_first = first;
    f->result.claim = jh_alloc_array(f->arena, 2, sizeof *f->result.claim);
    f->result.claims = 2;
    f->result.claim[0] = (jh_claim_result){.row = 0, .accepted = true};
    f->result.claim[1] = (jh_claim_result){.row = 1};
    MUST(
        jh_msg_set(f->arena, &f->result.claim[1].why, "石门中心小学 R3：已过有效期", ""));
    MUST(jh_diag_add(&f->diags, JH_EXPLAIN, (jh_where){"学校情况.xlsx", "学校", 5, 8},
                     "专任教师比上年少一半", ""));
    f->diags.item[0].reason = "并校后教师调出";
    MUST(jh_diag_add(&f->diags, JH_NOTE, (jh_where){"学校情况.xlsx", "学校", 7, 12},
                     "没有经纬度", ""));
}

void fixture_make(fixture *f, size_t areas)
{
    static const char *const name[] = {"清溪县", "临河县"};
    uint32_t source;
    start(f, PACK);
    MUST(jh_sources_add(f->arena, &f->sources, "学校情况.xlsx", "学校", &source));
    for (size_t i = 0; i < areas * PER_AREA; i++)
        add_school(f, &ROW[i], ROW[i].name, name[i / PER_AREA], source);
    add_school(f, &ROW[JH_COUNT(ROW) - 1], ROW[JH_COUNT(ROW) - 1].name, name[0], source);
    make_sections(f, name, areas);
    judge_all(f, areas);
    give_claims(f);
}

void fixture_make_large(fixture *f, size_t copies)
{
    static const char *const name[] = {"大县"};
    uint32_t source;
    start(f, PACK);
    MUST(jh_sources_add(f->arena, &f->sources, "学校情况.xlsx", "学校", &source));
    for (size_t n = 0; n < copies; n++)
        for (size_t i = 0; i < 2 * PER_AREA; i++) {
            row r = ROW[i];
            r.area *= 0.8 + 0.4 * (double)(n * 7 % 31) / 31;
            r.rooms = floor(r.rooms * (0.7 + 0.6 * (double)(n * 11 % 29) / 29));
            char full[128];
            snprintf(full, sizeof full, "%s%04zu", ROW[i].name, n);
            add_school(f, &r, full, name[0], source);
        }
    make_sections(f, name, 1);
    judge_all(f, 1);
}

void fixture_make_rows(fixture *f)
{
    static const double books[] = {3100, 4200, 900}, pupils[] = {210, 180, 95};
    uint32_t source;
    start(f, ROWS);
    MUST(jh_sources_add(f->arena, &f->sources, "table.csv", NULL, &source));
    size_t book = column(f, &f->schools, "books", JH_NUMBER),
           total = column(f, &f->schools, "pupils_total", JH_NUMBER);
    jh_assessment *r = &f->result;
    jh_sections *s = &r->sections;
    *s = (jh_sections){
        .pack = r->pack, .schools = &f->schools, .areas = &f->areas, .area_n = 1};
    s->section = jh_alloc_array(f->arena, 3, sizeof *s->section);
    s->area = jh_alloc_array(f->arena, 1, sizeof *s->area);
    s->area_row = jh_alloc_array(f->arena, 1, sizeof *s->area_row);
    s->school_area = jh_alloc_array(f->arena, 3, sizeof *s->school_area);
    s->first = jh_alloc_array(f->arena, 4, sizeof *s->first);
    s->area[0] = "";
    s->area_row[0] = SIZE_MAX;
    r->cell = jh_alloc_array(f->arena, 3, sizeof *r->cell);
    r->section = jh_alloc_array(f->arena, 3, sizeof *r->section);
    for (size_t i = 0; i < 3; i++) {
        row plain = {
            .name = ROW[i].name, .id = ROW[i].id, .type = 211, .lon = NAN, .lat = NAN};
        add_school(f, &plain, plain.name, "", source);
        jh_origin from = {source, (uint32_t)i + 2, 9};
        jh_frame_set_number(&f->schools, i, book, books[i], from);
        jh_frame_set_number(&f->schools, i, total, pupils[i], from);
        s->section[s->n++] =
            (jh_section){.school = i, .stage = -1, .pupils = pupils[i], .share = 1};
        r->cell[i] = (jh_cell_result){
            .value = {.number = books[i] / pupils[i], .slot = -1}, .grade = JH_NONE};
        r->section[i] =
            (jh_section_result){.id = ROW[i].id, .name = ROW[i].name, .skip = -1};
        s->first[i + 1] = i + 1;
    }
    s->fact_column = fact_columns(f, &f->schools);
    s->area_fact_column = fact_columns(f, &f->areas);
    r->area = jh_alloc_array(f->arena, 1, sizeof *r->area);
    r->areas = 1;
    r->area[0] = (jh_area_result){.name = "", .stages = 1};
    r->area[0].stage = jh_alloc_array(f->arena, 1, sizeof *r->area[0].stage);
    judge_stage(f, 0, r->area[0].stage, -1);
}

void fixture_free(fixture *f)
{
    jh_arena_free(f->arena);
}
