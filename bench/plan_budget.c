/* One instance of the budget problem: seconds of processor, cost, bound and gap, by our own method and,
 * with --solver, with jh-solve behind it. Run by bench/plan_budget.sh. */
#include "plan/solver.h"

#include <junheng/budget.h>
#include <junheng/node.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { KINDS = 7, STAGES = 2 };

static const double standard[STAGES][KINDS] = {{4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3},
                                               {5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4}};
static const double limit[STAGES] = {0.50, 0.45};
static const double step[KINDS] = {1, 1, 1, 80, 50, 0, 1};
static const char *const name[KINDS] = {"1", "2", "3", "4", "5", "6", "7"};

static double seconds(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static char *slurp(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(1 << 24);
    *n = f && bytes ? fread(bytes, 1, 1 << 24, f) : 0;
    if (f) fclose(f);
    return bytes;
}

static double parsed(const char *text)
{
    double x = 0;
    if (!jh_number_parse(text, strlen(text), &x)) exit(3);
    return x;
}

static double number(const jh_node *list, size_t k)
{
    const jh_node *c = list->first;
    while (k--)
        c = c->next;
    return parsed(c->text);
}

/* Fails loudly where memory ends: this is a bench. */
static void *room(jh_arena *arena, size_t n, size_t size)
{
    void *p = jh_alloc_array(arena, n, size);
    if (!p) exit(4);
    return p;
}

static void read_county(jh_arena *arena, const jh_node *root, jh_budget *b)
{
    size_t n = root->n, at = 0;
    const char **id = room(arena, n, sizeof *id);
    *b = (jh_budget){.schools = n,
                     .school_id = id,
                     .school_name = id,
                     .things = KINDS,
                     .thing_name = name,
                     .indicators = KINDS,
                     .indicator_name = name,
                     .stage_name = name,
                     .items = KINDS * n,
                     .sections = n,
                     .cells = KINDS * n,
                     .cones = STAGES * KINDS};
    b->item = room(arena, b->items, sizeof *b->item);
    b->cell = room(arena, b->cells, sizeof *b->cell);
    b->section = room(arena, n, sizeof *b->section);
    b->cone = room(arena, b->cones, sizeof *b->cone);
    for (size_t i = 0; i < b->cones; i++)
        b->cone[i] = (jh_budget_cone){i % KINDS, (int)(i / KINDS), limit[i / KINDS],
                                      JH_BUDGET_NONE};
    for (const jh_node *c = root->first; c; c = c->next, at++) {
        size_t stage = !strcmp(jh_node_text(c, "lv"), "m");
        double pupils = parsed(jh_node_text(c, "p"));
        id[at] = jh_node_text(c, "id");
        b->section[at] =
            (jh_budget_section){at, (int)stage, pupils, 1, true, KINDS * at, KINDS};
        for (size_t k = 0; k < KINDS; k++) {
            size_t i = KINDS * at + k;
            double slope = (k < 3 || k == 6 ? 100 : 1) / pupils;
            b->item[i] = (jh_budget_item){.school = at,
                                          .thing = k,
                                          .price = number(jh_node_get(c, "cf"), k),
                                          .step = step[k],
                                          .most = number(jh_node_get(c, "u"), k),
                                          .move = NAN};
            b->cell[i] = (jh_budget_cell){at,
                                          k,
                                          i,
                                          slope,
                                          number(jh_node_get(c, "a"), k) * slope,
                                          standard[stage][k],
                                          0.85 * standard[stage][k],
                                          stage * KINDS + k,
                                          pupils};
        }
    }
}

static void run(jh_arena *arena, const jh_budget *b, jh__solver *solver,
                const char *label)
{
    jh_budget_plan plan;
    jh_budget_request request = {.money = NAN, .gap = solver ? 1e-4 : 0};
    jh_plan_control control = {.solver = solver ? &solver->service : NULL};
    jh_violations found = {.arena = arena};
    jh_error err = {0};
    double before = seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN);
    jh_status st = jh_budget_solve(arena, b, &request, &control, &plan, &err);
    double after = seconds(RUSAGE_SELF) + seconds(RUSAGE_CHILDREN);
    if (st == JH_OK) st = jh_budget_check(b, &plan, NAN, &found, &err);
    printf("%s\t%s\t%.3f\t%.2f\t%.2f\t%.4f%%\t%zu\t%s\n", label, plan.method,
           after - before, plan.cost, plan.outcome.bound,
           100 * jh_plan_gap(&plan.outcome), found.n,
           st == JH_OK ? jh_plan_end_id(plan.outcome.end) : "failed");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    jh_arena *arena = jh_arena_new();
    jh_error err = {0};
    jh_node *root;
    jh_budget b;
    size_t n;
    if (argc < 2 || !arena) return 2;
    char *bytes = slurp(argv[1], &n);
    if (jh_node_parse(arena, argv[1], bytes, n, &root, &err) != JH_OK) return 3;
    read_county(arena, root, &b);
    run(arena, &b, NULL, argv[1]);
    if (argc > 2) {
        jh__solver solver;
        jh__solver_init(&solver, NULL);
        solver.program = argv[2];
        solver.cpu_seconds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 300;
        run(arena, &b, &solver, argv[1]);
    }
    free(bytes);
    jh_arena_free(arena);
    return 0;
}
