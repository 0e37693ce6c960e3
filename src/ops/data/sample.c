/* jh sample: a generated county to try Junheng with. */
#include "../files.h"
#include "../reply.h"
#include "../sample/table.h"
#include "../sample/teachers.h"
#include "../sample/years.h"

#include <math.h>
#include <string.h>

/* The pack whose items the answers are for. */
#define PACK "cn-2017-quality"

static const char *const file_name[] = {"schools", "county", "answers"};

typedef struct job {
    jh_call *call;
    jh__sample_wish wish;
    const char *folder;
    jh_pack *pack;
    jh__sample_table table[3];
} job;

/* ---- what is wished ---- */

static jh_status count(jh_call *call, const char *name, double least, double most,
                       double *out, jh_error *err)
{
    const char *text = jh_call_text(call, name);
    if (jh_number_parse(text, strlen(text), out) && *out >= least && *out <= most &&
        *out == floor(*out))
        return JH_OK;
    return jh_fail(err, JH_EUSAGE, "ops.sample_range", "name:s text:s least:g most:g",
                   name, text, least, most);
}

static jh_status wish(job *j, jh_error *err)
{
    jh_call *call = j->call;
    double schools, areas, seed;
    const char *format = jh_call_text(call, "format");
    JH_TRY(count(call, "schools", JH__SAMPLE_SCHOOLS_LEAST, JH__SAMPLE_SCHOOLS_MOST,
                 &schools, err));
    JH_TRY(count(call, "areas", 1, JH__SAMPLE_AREAS_MOST, &areas, err));
    JH_TRY(count(call, "seed", 0, 9007199254740991.0, &seed, err));
    bool csv = !strcmp(format, "csv");
    if (!csv && strcmp(format, "xlsx"))
        return jh_fail(err, JH_EUSAGE, "ops.sample_format", "text:s", format);
    if (!csv && schools * areas > 1000000)
        return jh_fail(err, JH_EUSAGE, "ops.sample_rows", "");
    j->folder = jh_call_text(call, "out");
    j->wish = (jh__sample_wish){.seed = (uint64_t)seed,
                                .schools = (size_t)schools,
                                .areas = (size_t)areas,
                                .lang = call->lang};
    for (size_t i = 0; i < JH_COUNT(file_name); i++)
        j->table[i] = (jh__sample_table){.arena = call->arena,
                                         .vocabulary = j->pack->vocabulary,
                                         .lang = call->lang,
                                         .csv = csv};
    return JH_OK;
}

/* ---- the tables ---- */

static jh_status add_county(job *j, jh_arena *arena, size_t index, jh_error *err)
{
    jh__sample_county county;
    JH_TRY(jh__sample_county_draw(arena, &j->wish, index, &county, err));
    JH_TRY(jh__sample_table_schools(&j->table[JH__SAMPLE_SCHOOLS], &county, err));
    JH_TRY(jh__sample_table_county(&j->table[JH__SAMPLE_COUNTY], &county, err));
    return jh__sample_table_answers(&j->table[JH__SAMPLE_ANSWERS], &county, j->pack, err);
}

static jh_status draw(job *j, jh_error *err)
{
    const jh_progress *p = &j->call->progress;
    for (size_t i = 0; i < JH_COUNT(file_name); i++)
        JH_TRY(jh__sample_table_open(&j->table[i], (jh__sample_which)i, err));
    for (size_t i = 0; i < j->wish.areas; i++) {
        /* the rows of CSV are written at once: a county's memory ends with it */
        jh_arena *own = j->table[0].csv ? jh_arena_new() : j->call->arena;
        jh_status st = own ? add_county(j, own, i, err) : jh_nomem(err);
        if (own != j->call->arena) jh_arena_free(own);
        JH_TRY(st);
        jh_progress_tell(p, "ops.sample_progress", i + 1, j->wish.areas);
        if (jh_progress_stopped(p)) return JH_ECANCEL;
    }
    return JH_OK;
}

/* ---- the files ---- */

static jh_status write_one(job *j, const char *name, const jh_buf *bytes, jh_json *json,
                           jh_error *err)
{
    const char *path = jh_sprintf(j->call->arena, "%s/%s", j->folder, name);
    if (!path) return jh_nomem(err);
    JH_TRY(jh__file_write(j->call, path, bytes, err));
    jh_json_text(json, NULL, path);
    if (jh__note(j->call, "ops.written", "file:s", path) != JH_OK) return jh_nomem(err);
    return JH_OK;
}

/* What things cost: the same for every sample. */
static jh_status write_prices(job *j, jh_json *json, jh_error *err)
{
    jh_buf text = {0};
    jh_buf_puts(&text, "\xEF\xBB\xBF");
    jh_buf_puts(&text, jh_text(j->wish.lang, "ops.sample_prices"));
    jh_status st =
        text.oom ? jh_nomem(err) : write_one(j, "prices.csv", &text, json, err);
    jh_buf_clear(&text);
    return st;
}

/* The teachers of the one county; more counties would be millions of rows that nobody asked for. */
static jh_status write_teachers(job *j, jh_json *json, jh_error *err)
{
    jh__sample_county county;
    jh_arena *own = jh_arena_new();
    jh__sample_staff staff = {
        .arena = own, .county = &county, .seed = j->wish.seed, .lang = j->wish.lang};
    jh_status st =
        own ? jh__sample_county_draw(own, &j->wish, 0, &county, err) : jh_nomem(err);
    if (st == JH_OK) st = jh__sample_teachers(&staff, err);
    if (st == JH_OK) st = write_one(j, "teachers.csv", &staff.out, json, err);
    jh_buf_clear(&staff.out);
    jh_arena_free(own);
    return st;
}

/* What the files are and how they came about. */
static jh_status write_readme(job *j, jh_json *json, jh_error *err)
{
    jh_buf text = {0};
    jh_msg msg;
    const jh__sample_wish *w = &j->wish;
    jh_status st = jh_msg_set(j->call->arena, &msg, "ops.sample_readme",
                              "schools:u areas:u seed:g format:s", w->schools, w->areas,
                              (double)w->seed, jh_call_text(j->call, "format"));
    if (st == JH_OK) {
        jh_msg_render(&text, w->lang, &msg);
        st = write_one(j, "README.md", &text, json, err);
    }
    jh_buf_clear(&text);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}

static jh_status write_all(job *j, jh_error *err)
{
    const char *format = jh_call_text(j->call, "format");
    jh_json json = {.out = &j->call->json, .pretty = true};
    JH_TRY(jh__folder_make(j->call, j->folder, err));
    jh_json_object(&json, NULL);
    jh_json_text(&json, "says", jh_text(j->wish.lang, "ops.sample_says"));
    jh_json_integer(&json, "schools", (int64_t)(j->wish.schools * j->wish.areas));
    jh_json_list(&json, "files");
    for (size_t i = 0; i < JH_COUNT(file_name); i++) {
        const char *name = jh_sprintf(j->call->arena, "%s.%s", file_name[i], format);
        if (!name) return jh_nomem(err);
        JH_TRY(jh__sample_table_close(&j->table[i], err));
        JH_TRY(write_one(j, name, &j->table[i].out, &json, err));
    }
    JH_TRY(write_prices(j, &json, err));
    if (j->wish.areas == 1) JH_TRY(write_teachers(j, &json, err));
    JH_TRY(write_readme(j, &json, err));
    jh_json_end_list(&json);
    jh_json_end_object(&json);
    return JH_OK;
}

/* ---- several years ---- */

static jh_status year_tables(job *j, const jh__sample_story *story, jh_error *err)
{
    const jh__sample_county *c = &story->county;
    for (size_t i = 0; i < JH_COUNT(file_name); i++) {
        jh__sample_table *t = &j->table[i];
        *t = (jh__sample_table){.arena = t->arena,
                                .vocabulary = t->vocabulary,
                                .lang = t->lang,
                                .csv = t->csv};
        JH_TRY(jh__sample_table_open(t, (jh__sample_which)i, err));
    }
    JH_TRY(jh__sample_table_schools(&j->table[JH__SAMPLE_SCHOOLS], c, err));
    JH_TRY(jh__sample_table_county(&j->table[JH__SAMPLE_COUNTY], c, err));
    return jh__sample_table_answers(&j->table[JH__SAMPLE_ANSWERS], c, j->pack, err);
}

static jh_status write_year(job *j, const jh__sample_story *story, jh_json *json,
                            jh_error *err)
{
    const char *format = jh_call_text(j->call, "format");
    const char *folder = jh_sprintf(j->call->arena, "%s/%d", j->folder, story->year);
    if (!folder) return jh_nomem(err);
    JH_TRY(year_tables(j, story, err));
    JH_TRY(jh__folder_make(j->call, folder, err));
    for (size_t i = 0; i < JH_COUNT(file_name); i++) {
        const char *name =
            jh_sprintf(j->call->arena, "%d/%s.%s", story->year, file_name[i], format);
        if (!name) return jh_nomem(err);
        JH_TRY(jh__sample_table_close(&j->table[i], err));
        JH_TRY(write_one(j, name, &j->table[i].out, json, err));
        jh_buf_clear(&j->table[i].out);
    }
    return JH_OK;
}

static void event_line(jh_buf *out, jh_lang lang, const jh__sample_event *e)
{
    const char *cell[] = {e->from_id[0],         e->from_name[0], e->from_id[1],
                          e->from_name[1],       e->to_id,        e->to_name,
                          jh_text(lang, e->note)};
    jh_buf_printf(out, "%d,%s", e->year, e->kind);
    for (size_t i = 0; i < JH_COUNT(cell); i++) {
        jh_buf_putc(out, ',');
        if (cell[i]) jh_csv_field(out, cell[i]);
    }
    jh_buf_putc(out, '\n');
}

static jh_status write_events(job *j, const jh__sample_story *story, jh_json *json,
                              jh_error *err)
{
    static const char *const head[] = {
        "ops.sample_head_year",      "ops.sample_head_event",
        "ops.sample_head_from_id",   "ops.sample_head_from_name",
        "ops.sample_head_second_id", "ops.sample_head_second_name",
        "ops.sample_head_to_id",     "ops.sample_head_to_name",
        "ops.sample_head_what"};
    jh_buf out = {0};
    jh_buf_puts(&out, "\xEF\xBB\xBF"); /* so that Excel takes it for UTF-8 */
    for (size_t i = 0; i < JH_COUNT(head); i++) {
        if (i) jh_buf_putc(&out, ',');
        jh_csv_field(&out, jh_text(j->wish.lang, head[i]));
    }
    jh_buf_putc(&out, '\n');
    for (size_t i = 0; i < story->events; i++)
        event_line(&out, j->wish.lang, &story->event[i]);
    jh_status st = out.oom ? jh_nomem(err) : write_one(j, "events.csv", &out, json, err);
    jh_buf_clear(&out);
    return st;
}

static jh_status write_story_readme(job *j, const jh__sample_story *story, int years,
                                    jh_json *json, jh_error *err)
{
    jh_buf text = {0};
    jh_msg msg;
    jh_status st = jh_msg_set(
        j->call->arena, &msg, "ops.sample_years_readme",
        "years:d first:d last:d schools:u seed:g format:s relapsed:s", years,
        story->first, story->year, j->wish.schools, (double)j->wish.seed,
        jh_call_text(j->call, "format"), story->relapsed ? story->relapsed : "—");
    if (st == JH_OK) {
        jh_msg_render(&text, j->wish.lang, &msg);
        st = write_one(j, "README.md", &text, json, err);
    }
    jh_buf_clear(&text);
    return st == JH_ENOMEM ? jh_nomem(err) : st;
}

/* A folder a year, and what happened between them. */
static jh_status write_years(job *j, jh_error *err)
{
    double years, first;
    jh__sample_story story;
    jh_json json = {.out = &j->call->json, .pretty = true};
    JH_TRY(count(j->call, "years", 1, JH__SAMPLE_YEARS_MOST, &years, err));
    JH_TRY(count(j->call, "from", 1986, 2900, &first, err));
    if (j->wish.areas > 1 || j->wish.schools < JH__SAMPLE_YEARS_SCHOOLS)
        return jh_fail(err, JH_EUSAGE, "ops.sample_years_county", "least:u",
                       (size_t)JH__SAMPLE_YEARS_SCHOOLS);
    JH_TRY(jh__folder_make(j->call, j->folder, err));
    JH_TRY(jh__sample_story_begin(j->call->arena, &j->wish, (int)first, &story, err));
    jh_json_object(&json, NULL);
    jh_json_text(&json, "says", jh_text(j->wish.lang, "ops.sample_says"));
    jh_json_integer(&json, "years", (int64_t)years);
    jh_json_text(&json, "relapsed", story.relapsed);
    jh_json_list(&json, "files");
    for (int i = 0; i < (int)years; i++) {
        if (i) JH_TRY(jh__sample_story_next(j->call->arena, &story, err));
        JH_TRY(write_year(j, &story, &json, err));
    }
    JH_TRY(write_events(j, &story, &json, err));
    JH_TRY(write_story_readme(j, &story, (int)years, &json, err));
    jh_json_end_list(&json);
    jh_json_end_object(&json);
    return JH_OK;
}

static jh_status run(jh_call *call, jh_error *err)
{
    job j = {.call = call};
    jh_library library = jh_library_builtin();
    JH_TRY(jh_pack_load(call->arena, &library, PACK, NULL, &j.pack, err));
    JH_TRY(wish(&j, err));
    jh_status st;
    if (jh_call_given(call, "years").n) {
        st = write_years(&j, err);
    } else {
        st = draw(&j, err);
        if (st == JH_OK) st = write_all(&j, err);
    }
    for (size_t i = 0; i < JH_COUNT(file_name); i++)
        jh_buf_clear(&j.table[i].out);
    JH_TRY(st);
    return jh__after(call, "ops.sample_data", "") == JH_OK ? JH_OK : jh_nomem(err);
}

static const jh_param params[] = {
    {.name = "out",
     .kind = JH_PARAM_OUTPUT,
     .required = true,
     .help = {"写到这个文件夹", "folder to write to"}},
    {.name = "schools",
     .kind = JH_PARAM_NUMBER,
     .fallback = "120",
     .help = {"每个县的学校数，10—2000", "schools of each county, 10 to 2,000"}},
    {.name = "seed",
     .kind = JH_PARAM_NUMBER,
     .fallback = "7",
     .help = {"种子：同一个种子每次得到同样的文件", "same seed, same files"}},
    {.name = "areas",
     .kind = JH_PARAM_NUMBER,
     .fallback = "1",
     .help = {"县数，最多5000", "how many counties, up to 5,000"}},
    {.name = "years",
     .kind = JH_PARAM_NUMBER,
     .help = {"连续几年，每年一个文件夹，并有 events.csv 说明学校的变动，最多6年",
              "so many years, a folder each, with events.csv that tells what became of "
              "schools; up to 6"}},
    {.name = "from",
     .kind = JH_PARAM_NUMBER,
     .fallback = "2024",
     .help = {"第一年（与 --years 同用）", "the first year (with --years)"}},
    {.name = "format",
     .kind = JH_PARAM_TEXT,
     .fallback = "xlsx",
     .help = {"xlsx 或 csv", "xlsx or csv"}},
};

extern const jh_op jh__op_sample;
const jh_op jh__op_sample = {
    .name = "sample",
    .summary = {"生成一个示例县，供试用", "generate a sample county to try Junheng with"},
    .details =
        {"写出三张表：学校表、县表、佐证答复，另有采购单价和（只有一个县时）教师名册。数"
         "据是按种子生成的，规模、长短处与实际的县"
         "相像，"
         "但不是任何真实的县。\n  jh sample --out 示例\n"
         "  jh assess --pack cn-2017-quality 示例/schools.xlsx 示例/county.xlsx "
         "示例/answers.xlsx",
         "Writes three tables: schools, county, answers; and prices and, for one county, "
         "teachers. They are generated from a seed "
         "and look like those of a real county, but describe none.\n"
         "  jh sample --out sample\n"
         "  jh assess --pack cn-2017-quality sample/schools.xlsx sample/county.xlsx "
         "sample/answers.xlsx"},
    .param = params,
    .params = JH_COUNT(params),
    .run = run,
};
