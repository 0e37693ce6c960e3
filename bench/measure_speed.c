/* The jobs of bench/measure_speed.sh on our side. Prints "T phase cpu-seconds wall-seconds" and
 * "C check value", as the programs beside which it is measured do.
 *
 *   measure_speed probe | m1 FILE.csv | m2|m3|m4|m6 SCHOOLS.csv |
 *   m5 GROUPS.csv | m7 PUPILS.csv [THREADS]
 */
#include <junheng/bootstrap.h>
#include <junheng/bulk.h>
#include <junheng/pupils.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define INDICATORS 8

static const char *const indicator[INDICATORS] = {
    "area", "sports", "equip", "computers", "books", "teachers", "hidegree", "midtitle"};

typedef struct clocks {
    double cpu, wall;
} clocks;

static double seconds(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static clocks now(void)
{
    return (clocks){seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC)};
}

static void told(const char *phase, clocks from)
{
    clocks to = now();
    printf("T %s %.4f %.4f\n", phase, to.cpu - from.cpu, to.wall - from.wall);
}

static void fail(const char *what)
{
    fprintf(stderr, "measure_speed: %s\n", what);
    exit(1);
}

static jh_input map(const char *path)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info)) fail(path);
    void *p = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) fail(path);
    close(fd);
    return (jh_input){path, p, (size_t)info.st_size};
}

/* ---- memory ------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One thread: bytes copied a second (read and written), the median of seven. */
static void probe(void)
{
    size_t n = (size_t)256 << 20;
    double rate[7];
    char *a = malloc(n), *b = malloc(n);
    if (!a || !b) fail("no memory");
    memset(a, 1, n);
    memset(b, 2, n);
    for (size_t i = 0; i < 7; i++) {
        double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
        memcpy(b, a, n);
        a[i] = b[n - 1 - i];
        rate[i] = 2 * (double)n / (seconds(CLOCK_PROCESS_CPUTIME_ID) - from) / 1e9;
    }
    qsort(rate, 7, sizeof *rate, ascending);
    printf("C copy_GB_per_s %.1f\n", rate[3]);
    free(a);
    free(b);
}

/* ---- schools --------------------------------------------------------------------------------- */

typedef struct nation {
    jh_bulk bulk;
    jh_arena *arena;
    jh_pool *pool;
    const double *total[INDICATORS], *pupils, *year, *county;
    const uint32_t *stage;
    size_t rows;
} nation;

static const jh_bulk_column *column(const nation *t, const char *name)
{
    ptrdiff_t i = jh_bulk_find(&t->bulk, name);
    if (i < 0) fail(name);
    return &t->bulk.column[i];
}

static nation read_schools(const char *path, jh_pool *pool)
{
    nation t = {.arena = jh_arena_new(), .pool = pool};
    jh_input in = map(path);
    jh_bulk_how how = {.pool = pool};
    jh_error err = {0};
    clocks from = now();
    if (jh_bulk_read(&in, &how, &t.bulk, &err) != JH_OK) fail(err.msg.key);
    told("read", from);
    printf("C rows %zu\n", t.bulk.rows);
    return t;
}

static void find_columns(nation *t)
{
    for (size_t k = 0; k < INDICATORS; k++)
        t->total[k] = column(t, indicator[k])->number;
    t->pupils = column(t, "students")->number;
    t->year = column(t, "year")->number;
    t->county = column(t, "county")->number;
    t->stage = column(t, "stage")->code;
    t->rows = t->bulk.rows;
}

static jh_partition by_county(const nation *t)
{
    const jh_group_key key[] = {
        {.number = t->year}, {.number = t->county}, {.code = t->stage}};
    jh_partition p;
    if (jh_partition_make(t->arena, &(jh_grouping){key, 3, t->rows, t->pool}, &p, NULL) !=
        JH_OK)
        fail("no memory");
    return p;
}

static jh_batch jobs_of(const nation *t, const jh_partition *by)
{
    return (jh_batch){.by = by,
                      .total = t->total,
                      .indicators = INDICATORS,
                      .weight = t->pupils,
                      .pool = t->pool};
}

static double *room(size_t n)
{
    double *x = malloc((n + 1) * sizeof *x);
    if (!x) fail("no memory");
    return x;
}

static void check(const char *name, size_t k, const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[k * n + i])) sum += x[k * n + i];
    printf("C %s_%s %.12g\n", name, indicator[k], sum);
}

static void coefficients(nation *t)
{
    clocks from = now();
    jh_partition by = by_county(t);
    double *cv = room(INDICATORS * by.groups);
    jh_batch batch = jobs_of(t, &by);
    if (jh_batch_cv(&batch, cv, NULL) != JH_OK) fail("no memory");
    told("cv", from);
    printf("C groups %zu\n", by.groups);
    for (size_t k = 0; k < INDICATORS; k++)
        check("sum", k, cv, by.groups);
    free(cv);
}

/* Theil T and L: nation (year and stage), province, city, county. */
static void theils(nation *t, const jh_batch *batch)
{
    const jh_group_key key[] = {{.number = t->year},
                                {.code = t->stage},
                                {.number = column(t, "prov")->number},
                                {.number = column(t, "city")->number}};
    jh_above level[3];
    clocks from = now();
    for (size_t l = 0; l < 3; l++)
        if (jh_partition_above(t->arena, batch->by, key, 4 - l, &level[l], NULL) != JH_OK)
            fail("no memory");
    size_t n = level[2].groups * 4;
    double *x = room(2 * INDICATORS * n);
    jh_batch_theil out = {level, 3, x, x + INDICATORS * n};
    if (jh_batch_entropy(batch, &out, NULL) != JH_OK) fail("no memory");
    told("theil", from);
    for (size_t k = 0; k < INDICATORS; k++) {
        check("T", k, out.t, n);
        check("L", k, out.l, n);
    }
    free(x);
}

static void ginis(nation *t)
{
    clocks from = now();
    jh_partition county = by_county(t), all;
    jh_above nation_of;
    const jh_group_key key[] = {{.number = t->year}, {.code = t->stage}};
    jh_batch batch = jobs_of(t, &county);
    double *g = room(INDICATORS * county.groups);
    jh_batch_sorted out = {.gini = g};
    if (jh_batch_sort(&batch, &out, NULL) != JH_OK) fail("no memory");
    told("ginik", from);
    for (size_t k = 0; k < INDICATORS; k++)
        check("Gk", k, g, county.groups);
    theils(t, &batch);
    from = now();
    if (jh_partition_above(t->arena, &county, key, 2, &nation_of, NULL) != JH_OK ||
        jh_partition_join(t->arena, &county, &nation_of, &all, NULL) != JH_OK)
        fail("no memory");
    batch.by = &all;
    if (jh_batch_sort(&batch, &out, NULL) != JH_OK) fail("no memory");
    told("ginin", from);
    for (size_t k = 0; k < INDICATORS; k++)
        check("Gn", k, g, all.groups);
    free(g);
}

#define KINDS 7

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) sum += x[i];
    return sum;
}

/* Seven kinds of pupils over the schools of each county, and over the counties. */
static void mixing(nation *t)
{
    static const char *const name[KINDS] = {"g0", "g1", "g2", "g3", "g4", "g5", "g6"};
    const double *kind[KINDS];
    const jh_group_key key = {.number = column(t, "county")->number};
    size_t rows = t->bulk.rows;
    jh_partition by;
    for (size_t k = 0; k < KINDS; k++)
        kind[k] = column(t, name[k])->number;
    clocks from = now();
    if (jh_partition_make(t->arena, &(jh_grouping){&key, 1, rows, t->pool}, &by, NULL) !=
        JH_OK)
        fail("no memory");
    double *x = room(3 * by.groups);
    jh_batch_mix batch = {&by, kind, KINDS, 2, t->pool};
    jh_batch_mixed out = {.m = x, .h = x + by.groups, .two = x + 2 * by.groups};
    if (jh_batch_mixing(&batch, &out, NULL) != JH_OK) fail("no memory");
    told("seg", from);
    printf("C D %.12g\nC H %.12g\nC M %.12g\nC Mb %.12g\nC Mw %.12g\n",
           sum_of(out.two, by.groups), sum_of(out.h, by.groups), sum_of(out.m, by.groups),
           out.between, out.within);
    free(x);
}

static void percentiles(nation *t)
{
    clocks from = now();
    jh_partition by = by_county(t);
    size_t n = INDICATORS * by.groups;
    double *x = room(5 * n);
    jh_batch batch = jobs_of(t, &by);
    jh_batch_sorted out = {x, x + n, x + 2 * n, x + 3 * n, x + 4 * n};
    if (jh_batch_sort(&batch, &out, NULL) != JH_OK) fail("no memory");
    told("pct", from);
    for (size_t k = 0; k < INDICATORS; k++) {
        check("r9010", k, x + n, by.groups);
        check("mcl", k, x + 3 * n, by.groups);
    }
    free(x);
}

/* The last year: 2,900 counties, two stages, eight indicators. */
static void bootstrap(nation *t)
{
    size_t first = 0;
    while (t->year[first] < t->year[t->rows - 1])
        first++;
    const double *total[INDICATORS];
    const jh_group_key key[] = {{.number = t->county + first},
                                {.code = t->stage + first}};
    jh_partition by;
    for (size_t k = 0; k < INDICATORS; k++)
        total[k] = t->total[k] + first;
    clocks from = now();
    if (jh_partition_make(t->arena, &(jh_grouping){key, 2, t->rows - first, t->pool}, &by,
                          NULL) != JH_OK)
        fail("no memory");
    size_t n = INDICATORS * by.groups;
    jh_interval *x = malloc((2 * n + 1) * sizeof *x);
    if (!x) fail("no memory");
    jh_batch batch = {.by = &by,
                      .total = total,
                      .indicators = INDICATORS,
                      .weight = t->pupils + first,
                      .pool = t->pool};
    jh_bootstrap how = {.replicates = 1000, .seed = 1, .level = 0.95};
    jh_bootstrap_batch out = {x, x + n};
    if (jh_bootstrap_groups(&how, &batch, &out, NULL) != JH_OK) fail("no memory");
    told("bootstrap", from);
    double sum = 0;
    for (size_t g = 0; g < by.groups; g++)
        sum += x[g].state == JH_STAT_OK ? x[g].low : 0;
    printf("C sets %zu\nC lo_%s %.12g\n", n, indicator[0], sum);
    free(x);
}

/* ---- pupils ------------------------------------------------------------------------------------ */

static void pupils(const char *path, jh_pool *pool)
{
    jh_input in = map(path);
    jh_pupils p;
    jh_error err = {0};
    jh_pupils_how how = {.pool = pool};
    clocks from = now();
    if (jh_pupils_reduce(&in, &how, &p, &err) != JH_OK) fail(err.msg.key);
    told("pupils", from);
    printf("C classes %zu\nC schools %zu\n", p.classes, p.schools);
    for (size_t k = 0; k < p.flags; k++) {
        uint64_t sum = 0;
        for (size_t i = 0; i < p.schools; i++)
            sum += p.school[i].yes[k];
        printf("C %s %llu\n", p.flag[k], (unsigned long long)sum);
    }
    jh_pupils_clear(&p);
}

int main(int argc, char **argv)
{
    const char *job = argc > 1 ? argv[1] : "";
    double threads = 1;
    if (!strcmp(job, "probe")) {
        probe();
        return 0;
    }
    if (argc < 3) fail("which job?");
    if (argc > 3 && !jh_number_parse(argv[3], strlen(argv[3]), &threads)) fail(argv[3]);
    jh_pool *pool = jh_pool_new((size_t)threads);
    if (!strcmp(job, "m7")) {
        pupils(argv[2], pool);
    } else {
        nation t = read_schools(argv[2], pool);
        if (!strcmp(job, "m5"))
            mixing(&t);
        else if (strcmp(job, "m1") != 0)
            find_columns(&t);
        if (!strcmp(job, "m2")) coefficients(&t);
        if (!strcmp(job, "m3")) ginis(&t);
        if (!strcmp(job, "m4")) percentiles(&t);
        if (!strcmp(job, "m6")) bootstrap(&t);
        jh_bulk_clear(&t.bulk);
        jh_arena_free(t.arena);
    }
    jh_pool_free(pool);
    return 0;
}
