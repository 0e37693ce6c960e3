/* Random events and imports over a small county against a model of a few lines: which school
 * has which years, under which ids, and whether it still is. */
#include "jh_fixture.h"

#include <stdio.h>

#include <sqlite3.h>

#define SCHOOLS 40
#define YEARS 4
#define FIRST_YEAR 2026
#define STEPS 50

typedef struct modelled {
    char id[16], old_id[16]; /* now, and before */
    int recoded;             /* year, 0 none */
    int ends;                /* first year without it, 0 none */
    bool has[YEARS];
} modelled;

typedef struct model {
    modelled school[SCHOOLS];
    int n, next_id;
    jh_random random;
} model;

static int pick(model *m, int n)
{
    return (int)jh_random_below(&m->random, (uint64_t)n);
}

static int last_year(const modelled *s)
{
    int last = 0;
    for (int y = 0; y < YEARS; y++)
        if (s->has[y]) last = FIRST_YEAR + y;
    return last;
}

static int run(void **state, int want, size_t n, const char *const *word)
{
    const outcome *o = run_words(state, n, word);
    if (o->code != want)
        fail_msg("%s %s: code %d, not %d\n%s", word[0], word[1], o->code, want, o->err);
    return o->code;
}

#define RUNS(state, want, ...)                                                           \
    run(state, want, JH_COUNT(((const char *const[]){__VA_ARGS__})),                     \
        (const char *const[]){__VA_ARGS__})

static void new_school(model *m, int year)
{
    modelled *s = &m->school[m->n++];
    *s = (modelled){0};
    snprintf(s->id, sizeof s->id, "%d", 2100 + m->next_id++);
    s->has[year - FIRST_YEAR] = true;
}

/* Some of the schools in one file, by an id of the year or an old one; a new one at times. */
static void import_some(void **state, model *m, int year)
{
    char text[4096] = "学校标识码,学校名称,县（市、区）,小学在校生数\n", when[16];
    size_t n = strlen(text);
    if (m->n < SCHOOLS && pick(m, 3) == 0) new_school(m, year);
    for (int i = 0; i < m->n; i++) {
        modelled *s = &m->school[i];
        if (!s->has[year - FIRST_YEAR] && pick(m, 3)) continue;
        bool old = s->recoded && pick(m, 2);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s,校%d,某县,%d\n",
                              old ? s->old_id : s->id, i, 100 + pick(m, 9));
        if (!s->ends || year < s->ends) s->has[year - FIRST_YEAR] = true;
    }
    snprintf(when, sizeof when, "%d", year);
    write_file(state, "r.csv", text);
    RUNS(state, JH_EXIT_DONE, "import", "r.jh", "r.csv", "--year", when);
}

static void end_school(void **state, model *m, int year)
{
    char when[16];
    modelled *s = &m->school[pick(m, m->n)], *into = &m->school[pick(m, m->n)];
    bool merge = pick(m, 2);
    bool fine = last_year(s) < year && !s->ends;
    if (merge) fine = fine && s != into && (!into->ends || into->ends > year);
    snprintf(when, sizeof when, "%d", year);
    int want = fine ? JH_EXIT_DONE : JH_EXIT_INPUT;
    /* an end that is later than this one does not keep a school from ending earlier */
    if (s->ends && s->ends > year) return;
    if (merge)
        RUNS(state, want, "school", "merge", "r.jh", s->id, "--into", into->id, "--year",
             when, "--reason", "x");
    else
        RUNS(state, want, "school", "close", "r.jh", s->id, "--year", when, "--reason",
             "x");
    if (fine) s->ends = year;
}

static void recode_school(void **state, model *m, int year)
{
    char when[16], id[16];
    modelled *s = &m->school[pick(m, m->n)];
    if (s->recoded) return;
    snprintf(when, sizeof when, "%d", year);
    snprintf(id, sizeof id, "%d", 2100 + m->next_id++);
    bool fine = !s->ends || s->ends > year;
    RUNS(state, fine ? JH_EXIT_DONE : JH_EXIT_INPUT, "school", "recode", "r.jh", s->id,
         id, "--year", when, "--reason", "x");
    if (!fine) return;
    memcpy(s->old_id, s->id, sizeof id);
    memcpy(s->id, id, sizeof id);
    s->recoded = year;
}

/* Every school's years, by whatever id, are those of the model. */
static void compare(model *m)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    int64_t all = 0, expected = 0;
    assert_int_equal(sqlite3_open_v2("r.jh", &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT count(*) FROM v_school WHERE year = ?1 AND school IN "
                           "(?2, ?3)",
                           -1, &stmt, NULL),
        SQLITE_OK);
    for (int i = 0; i < m->n; i++)
        for (int y = 0; y < YEARS; y++) {
            const modelled *s = &m->school[i];
            sqlite3_bind_int(stmt, 1, FIRST_YEAR + y);
            sqlite3_bind_text(stmt, 2, s->id, -1, SQLITE_STATIC);
            sqlite3_bind_text(stmt, 3, s->old_id, -1, SQLITE_STATIC);
            assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
            int there = sqlite3_column_int(stmt, 0);
            if (there != s->has[y])
                fail_msg("school %s in %d: %d entries, the model says %d", s->id,
                         FIRST_YEAR + y, there, s->has[y]);
            expected += s->has[y];
            sqlite3_reset(stmt);
        }
    sqlite3_finalize(stmt);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT count(*) FROM v_school", -1, &stmt, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    all = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    assert_int_equal(all, expected);
}

static void follows_the_model(void **state)
{
    keep_in_mind(state, "r.jh");
    for (uint64_t seed = 1; seed <= 2; seed++) {
        model m = {0};
        jh_random_seed(&m.random, seed);
        unlink("r.jh");
        unlink("r.jh-wal");
        unlink("r.jh-shm");
        RUNS(state, JH_EXIT_DONE, "init", "r.jh");
        for (int i = 0; i < 6; i++)
            new_school(&m, FIRST_YEAR);
        import_some(state, &m, FIRST_YEAR);
        for (int step = 0; step < STEPS; step++) {
            int year = FIRST_YEAR + pick(&m, YEARS);
            int what = pick(&m, 6);
            if (what < 3)
                import_some(state, &m, year);
            else if (what < 5)
                end_school(state, &m, year);
            else
                recode_school(state, &m, year);
        }
        compare(&m);
        RUNS(state, JH_EXIT_DONE, "audit", "verify", "r.jh");
        RUNS(state, JH_EXIT_DONE, "schools", "r.jh");
    }
}

static int tear_down(void **state)
{
    unlink("r.jh-wal");
    unlink("r.jh-shm");
    return tear_down_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(follows_the_model)};
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("JH_LANG", "zh", 1);
    return cmocka_run_group_tests(tests, set_up_folder, tear_down);
}
