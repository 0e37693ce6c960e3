#include "table.h"

#include <junheng/publish.h>

#include <math.h>
#include <string.h>

/* ---- which fact stands in which column ---- */

enum { TEXTS = 6 };
static const char *const text_id[TEXTS] = {"school_id", "school_name", "county",
                                           "township",  "grades",      "boarding"};

static const char *const fact_id[JH__F_FACTS] = {
    [JH__F_TYPE] = "school_type",
    [JH__F_SPONSOR] = "sponsor",
    [JH__F_URBAN_RURAL] = "urban_rural",
    [JH__F_LON] = "lon",
    [JH__F_LAT] = "lat",
    [JH__F_BUILT] = "built_year",
    [JH__F_KINDERGARTEN] = "pupils_kindergarten",
    [JH__F_SENIOR] = "pupils_senior",
    [JH__F_BOARDERS] = "pupils_boarding",
    [JH__F_MIGRANT] = "pupils_migrant",
    [JH__F_LEFT_BEHIND] = "pupils_left_behind",
    [JH__F_POSTS] = "posts_approved",
    [JH__F_CERTIFIED] = "teachers_certified",
    [JH__F_TRAINED] = "teachers_trained_360h",
    [JH__F_TEACHING] = "area_teaching_m2",
    [JH__F_INDOOR] = "area_indoor_sports_m2",
    [JH__F_GROUND] = "area_sports_ground_m2",
    [JH__F_EQUIPMENT] = "equipment_value_yuan",
    [JH__F_MULTIMEDIA] = "multimedia_rooms",
    [JH__F_COMPUTERS] = "computers",
    [JH__F_BOOKS] = "books",
    [JH__F_MUSIC_ROOMS] = "music_rooms_ge96",
    [JH__F_MUSIC_ROOMS + 1] = "music_rooms_73_96",
    [JH__F_MUSIC_ROOMS + 2] = "music_rooms_61_73",
    [JH__F_MUSIC_ROOMS + 3] = "music_rooms_54_61",
    [JH__F_ART_ROOMS] = "art_rooms_ge90",
    [JH__F_ART_ROOMS + 1] = "art_rooms_67_90",
    [JH__F_ART_ROOMS + 2] = "art_rooms_61_67",
    [JH__F_ART_ROOMS + 3] = "art_rooms_54_61",
    [JH__F_BUDGET] = "public_fund_budget_yuan",
    [JH__F_BASE] = "public_fund_base_yuan",
    [JH__F_COHORT] = "retention_entrants",
    [JH__F_COHORT + 1] = "retention_graduates",
    [JH__F_COHORT + 2] = "retention_in",
    [JH__F_COHORT + 3] = "retention_out",
    [JH__F_COHORT + 4] = "retention_deaths",
};

/* Families; the stage follows. */
static const char *const stage_id[JH__S_FACTS] = {
    [JH__S_PUPILS] = "pupils",
    [JH__S_IN_ZONE] = "pupils_in_zone",
    [JH__S_ENTRANTS] = "entrants",
    [JH__S_ENTRANTS_IN_ZONE] = "entrants_in_zone",
    [JH__S_TOP_GRADE] = "top_grade_last_year",
    [JH__S_GRADUATES] = "graduates",
    [JH__S_CLASSES] = "classes",
    [JH__S_BAND] = "classes_le25",
    [JH__S_BAND + 1] = "classes_26_30",
    [JH__S_BAND + 2] = "classes_31_35",
    [JH__S_BAND + 3] = "classes_36_40",
    [JH__S_BAND + 4] = "classes_41_45",
    [JH__S_BAND + 5] = "classes_46_50",
    [JH__S_BAND + 6] = "classes_51_55",
    [JH__S_BAND + 7] = "classes_56_60",
    [JH__S_BAND + 8] = "classes_61_65",
    [JH__S_BAND + 9] = "classes_ge66",
    [JH__S_LARGEST] = "largest_class",
    [JH__S_STAFF] = "staff",
    [JH__S_TEACHERS] = "teachers_fulltime",
    [JH__S_DOCTOR] = "teachers_doctor",
    [JH__S_MASTER] = "teachers_master",
    [JH__S_BACHELOR] = "teachers_bachelor",
    [JH__S_COLLEGE] = "teachers_college",
    [JH__S_BACKBONE] = "teachers_backbone",
    [JH__S_TITLED] = "teachers_titled",
    [JH__S_PE] = "teachers_pe",
    [JH__S_MUSIC] = "teachers_music",
    [JH__S_FINE_ART] = "teachers_fine_art",
    [JH__S_ARTS] = "teachers_arts",
    [JH__S_ITINERANT] = "teachers_itinerant_pe_art",
};
static const char *const stage_name[JH__STAGES] = {"primary", "junior"};

/* ---- cells ---- */

static void add_text(jh__sample_table *t, const char *s)
{
    if (t->csv) {
        jh_csv_field(&t->out, s);
        t->cells++;
        jh_buf_putc(&t->out, t->cells % t->columns ? ',' : '\n');
        return;
    }
    const char **grown = jh_grow(t->arena, t->cell, &t->cap, t->cells + 1, sizeof *grown);
    if (!grown) {
        t->out.oom = true;
        return;
    }
    t->cell = grown;
    t->cell[t->cells++] = s;
}

/* Nearly all figures are whole and small: the general way took most of the time of large
 * samples. */
static size_t write_number(double x, char out[32])
{
    if (!(x >= 0 && x < 1e15) || x != floor(x)) return (size_t)jh_number_shortest(x, out);
    char digit[24];
    size_t n = 0, k = 0;
    for (uint64_t left = (uint64_t)x; left || !n; left /= 10)
        digit[n++] = (char)('0' + left % 10);
    while (n)
        out[k++] = digit[--n];
    out[k] = '\0';
    return k;
}

static void add_number(jh__sample_table *t, double x)
{
    char text[32];
    size_t n = isnan(x) ? 0 : write_number(x, text);
    if (t->csv) {
        jh_buf_add(&t->out, text, n);
        t->cells++;
        jh_buf_putc(&t->out, t->cells % t->columns ? ',' : '\n');
        return;
    }
    const char *copy = n ? jh_strndup(t->arena, text, n) : "";
    if (!copy) t->out.oom = true;
    add_text(t, copy ? copy : "");
}

static void add_yesno(jh__sample_table *t, bool yes)
{
    add_text(t, jh_text(t->lang, yes ? "ops.sample_yes" : "ops.sample_no"));
}

static jh_status written(const jh__sample_table *t, jh_error *err)
{
    return t->out.oom ? jh_nomem(err) : JH_OK;
}

/* ---- heads ---- */

/* "教学及辅助用房面积（平方米）": people want to see the unit of areas and money. */
static const char *fact_head(jh__sample_table *t, const char *id)
{
    int at = jh_vocabulary_fact(t->vocabulary, id);
    if (at < 0 || t->lang != JH_ZH) return jh_strdup(t->arena, id);
    const jh_fact *f = &t->vocabulary->fact[at];
    const jh_units *units = &t->vocabulary->units;
    jh_unit unit = f->unit;
    for (size_t i = 0; i < units->n; i++) {
        jh_unit one = {{0}};
        one.power[i] = 1;
        if (!units->whole[i] && jh_unit_same(one, unit))
            return jh_sprintf(t->arena, "%s（%s）", f->name.zh, units->name[i].zh);
    }
    return jh_strdup(t->arena, f->name.zh);
}

static void add_head(jh__sample_table *t, const char *label, bool text)
{
    t->head[t->columns] = label;
    t->text[t->columns++] = text;
    if (!label) t->out.oom = true;
}

static void head_schools(jh__sample_table *t)
{
    for (size_t i = 0; i < TEXTS; i++)
        add_head(t, fact_head(t, text_id[i]), true);
    for (size_t i = 0; i < JH__F_FACTS; i++)
        add_head(t, fact_head(t, fact_id[i]), false);
    for (size_t k = 0; k < JH__STAGES; k++)
        for (size_t i = 0; i < JH__S_FACTS; i++) {
            const char *id = jh_sprintf(t->arena, "%s_%s", stage_id[i], stage_name[k]);
            add_head(t, id ? fact_head(t, id) : NULL, false);
        }
}

static void head_county(jh__sample_table *t)
{
    /* which figures there are does not depend on the county: one without schools will do */
    jh__sample_county none = {.name = ""};
    jh__sample_figure figure[JH__SAMPLE_FIGURES_MOST];
    jh_random_seed(&none.random, 0);
    size_t n = jh__sample_area_draw(&none, figure);
    add_head(t, fact_head(t, "county"), true);
    for (size_t i = 0; i < n; i++)
        add_head(t, fact_head(t, figure[i].id), false);
}

static void head_answers(jh__sample_table *t)
{
    static const char *const key[] = {"ops.sample_head_county", "ops.sample_head_item",
                                      "ops.sample_head_answer",
                                      "ops.sample_head_document", "ops.sample_head_note"};
    for (size_t i = 0; i < JH_COUNT(key); i++)
        add_head(t, jh_text(t->lang, key[i]), true);
}

#define COLUMNS_MOST                                                                     \
    (TEXTS + JH__F_FACTS + JH__STAGES * JH__S_FACTS + JH__SAMPLE_FIGURES_MOST)

jh_status jh__sample_table_open(jh__sample_table *t, jh__sample_which which,
                                jh_error *err)
{
    t->head = jh_alloc_array(t->arena, COLUMNS_MOST, sizeof *t->head);
    t->text = jh_alloc_array(t->arena, COLUMNS_MOST, sizeof *t->text);
    if (!t->head || !t->text) return jh_nomem(err);
    t->columns = 0;
    if (which == JH__SAMPLE_SCHOOLS)
        head_schools(t);
    else if (which == JH__SAMPLE_COUNTY)
        head_county(t);
    else
        head_answers(t);
    if (!t->csv || t->out.oom) return written(t, err);
    jh_buf_puts(&t->out, "\xEF\xBB\xBF"); /* so that Excel takes it for UTF-8 */
    jh_csv_field(&t->out, jh_text(t->lang, "ops.sample_says"));
    jh_buf_putc(&t->out, '\n');
    for (size_t i = 0; i < t->columns; i++) {
        jh_csv_field(&t->out, t->head[i]);
        jh_buf_putc(&t->out, i + 1 < t->columns ? ',' : '\n');
    }
    return written(t, err);
}

/* ---- rows ---- */

jh_status jh__sample_table_schools(jh__sample_table *t, const jh__sample_county *county,
                                   jh_error *err)
{
    for (size_t i = 0; i < county->schools; i++) {
        const jh__sample_school *s = &county->school[i];
        add_text(t, s->id);
        add_text(t, s->name);
        add_text(t, county->name);
        add_text(t, s->township);
        add_text(t, s->grades);
        add_yesno(t, s->boarding);
        for (size_t k = 0; k < JH__F_FACTS; k++)
            add_number(t, s->fact[k]);
        for (size_t k = 0; k < JH__STAGES; k++)
            for (size_t f = 0; f < JH__S_FACTS; f++)
                add_number(t, s->stage[k][f]);
    }
    return written(t, err);
}

jh_status jh__sample_table_county(jh__sample_table *t, const jh__sample_county *county,
                                  jh_error *err)
{
    jh__sample_figure figure[JH__SAMPLE_FIGURES_MOST];
    size_t n = jh__sample_area_draw(county, figure);
    add_text(t, county->name);
    for (size_t i = 0; i < n; i++) {
        int at = jh_vocabulary_fact(t->vocabulary, figure[i].id);
        if (at >= 0 && t->vocabulary->fact[at].kind == JH_FACT_YESNO)
            add_yesno(t, figure[i].value > 0);
        else
            add_number(t, figure[i].value);
    }
    return written(t, err);
}

/* Everything is answered as a county would wish, but for one item, so that a report shows
 * what an open item looks like. */
#define LEFT_OPEN "Q5"

jh_status jh__sample_table_answers(jh__sample_table *t, const jh__sample_county *county,
                                   const jh_pack *pack, jh_error *err)
{
    for (size_t i = 0; i < pack->items; i++) {
        const jh_item *item = &pack->item[i];
        bool veto = item->kind == JH_ITEM_VETO;
        const char *document = jh_label_in(item->documents, t->lang);
        if (item->kind == JH_ITEM_COMPUTED || !strcmp(item->id, LEFT_OPEN)) continue;
        add_text(t, county->name);
        add_text(t, item->id);
        add_yesno(t, !veto);
        add_text(t, veto || !document ? "" : document);
        add_text(t, jh_text(t->lang, "ops.sample_note"));
    }
    return written(t, err);
}

/* ---- the file ---- */

jh_status jh__sample_table_close(jh__sample_table *t, jh_error *err)
{
    if (t->csv || !t->columns) return written(t, err);
    jh_sheet_head *head = jh_alloc_array(t->arena, t->columns, sizeof *head);
    if (!head) return jh_nomem(err);
    for (size_t i = 0; i < t->columns; i++)
        head[i] = (jh_sheet_head){.label = t->head[i], .text = t->text[i]};
    JH_TRY(written(t, err));
    const jh_sheet sheet = {jh_text(t->lang, "ops.sample_says"), head, t->columns};
    return jh_publish_table(&sheet, t->cell, t->cells / t->columns, &t->out, err);
}
