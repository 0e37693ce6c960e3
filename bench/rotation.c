/* The rotation of teachers on a county in the bench's text format (bench/rotation_make.py).
 *   rotation FILE [all] [SOLVER]   all: backbone targets and a quarter at most from any school, too;
 *                                  SOLVER: jh-solve, to be asked where our own method leaves a gap
 */
#include "plan/solver.h"

#include <junheng/rotation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define OPEN_POST 3000
#define LACKING_BACKBONE 2000

typedef struct county {
    jh_rotation r;
    jh_rotation_teacher *teacher;
    jh_rotation_option *option;
    jh_rotation_post *post;
    jh_rotation_target *target;
    uint32_t *most;
    size_t option_cap;
} county;

static int number(FILE *f)
{
    double x = 0;
    return fscanf(f, "%lf", &x) == 1 ? (int)x : 0;
}

static bool read_head(county *c, jh_arena *arena, FILE *f, bool all, uint32_t *subjects)
{
    jh_rotation *r = &c->r;
    r->teachers = (uint32_t)number(f), r->sections = (uint32_t)number(f);
    *subjects = (uint32_t)number(f);
    r->movers_least = ((uint32_t)number(f) + 9) / 10;
    r->posts = r->sections * *subjects, r->marks = 1, r->backbone_permille = 200;
    r->groups = all ? r->sections : 0;
    c->teacher = jh_alloc_array(arena, r->teachers + 1, sizeof *c->teacher);
    c->post = jh_alloc_array(arena, r->posts + 1, sizeof *c->post);
    c->target = jh_alloc_array(arena, r->sections + 1, sizeof *c->target);
    c->most = jh_alloc_array(arena, r->sections + 1, sizeof *c->most);
    if (!c->teacher || !c->post || !c->target || !c->most) return false;
    for (uint32_t s = 0; s < r->sections; s++) {
        for (int i = 0; i < 4; i++)
            number(f);
        c->target[s] = (jh_rotation_target){number(f), all ? LACKING_BACKBONE : 0};
    }
    for (uint32_t p = 0; p < r->posts; p++) {
        int school = number(f), subject = number(f);
        c->post[school * (int)*subjects + subject] =
            (jh_rotation_post){(uint32_t)school, number(f), OPEN_POST};
    }
    return true;
}

static bool read_teacher(county *c, jh_arena *arena, FILE *f, uint32_t t,
                         uint32_t subjects)
{
    number(f);
    uint32_t home = (uint32_t)number(f), subject = (uint32_t)number(f);
    number(f);
    bool backbone = number(f) != 0, eligible = number(f) != 0;
    uint32_t n = (uint32_t)number(f), first = c->r.options;
    c->option = jh_grow(arena, c->option, &c->option_cap, first + n, sizeof *c->option);
    if (!c->option) return false;
    for (uint32_t i = 0; i < n; i++) {
        int school = 0, cost = 0;
        if (fscanf(f, " %d:%d", &school, &cost) != 2) return false;
        c->option[first + i] =
            (jh_rotation_option){(uint32_t)school * subjects + subject, cost};
    }
    uint32_t group = c->r.groups ? home : JH_ROTATION_NONE;
    c->teacher[t] = (jh_rotation_teacher){
        first, eligible ? n : 1, {group, JH_ROTATION_NONE}, backbone, backbone, eligible};
    c->most[home] += eligible;
    c->r.options += n;
    return true;
}

static bool read_county(county *c, jh_arena *arena, const char *name, bool all)
{
    FILE *f = fopen(name, "r");
    uint32_t subjects;
    bool good = f && read_head(c, arena, f, all, &subjects);
    for (uint32_t t = 0; good && t < c->r.teachers; t++)
        good = read_teacher(c, arena, f, t, subjects);
    if (f) fclose(f);
    for (uint32_t s = 0; good && s < c->r.sections; s++)
        c->most[s] -= (3 * c->most[s] + 3) / 4; /* three quarters stay */
    c->r.teacher = c->teacher, c->r.option = c->option, c->r.post = c->post;
    c->r.target = c->target, c->r.group_most = c->most;
    return good;
}

static double seconds(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static long most_mib(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return u.ru_maxrss / 1024;
}

int main(int n, char **word)
{
    jh_arena *arena = jh_arena_new();
    county c = {0};
    jh_rotation_plan plan;
    jh_rotation_sum sum;
    jh_violations found = {.arena = arena};
    bool all = n > 2 && strcmp(word[2], "all") == 0;
    const char *program = n > 2 + all ? word[2 + all] : NULL;
    jh__solver solver;
    jh_plan_control control = {0};
    if (!arena || n < 2 || !read_county(&c, arena, word[1], all))
        return fprintf(stderr, "usage: rotation FILE [all] [SOLVER]\n"), 2;
    jh__solver_init(&solver, NULL);
    solver.program = program;
    if (program) control.solver = &solver.service;
    double start = seconds(RUSAGE_SELF);
    if (jh_rotation_solve(arena, &c.r, &control, &plan, &found, NULL) != JH_OK) return 1;
    double own = seconds(RUSAGE_SELF) - start, child = seconds(RUSAGE_CHILDREN);
    if (jh_rotation_check(arena, &c.r, plan.taken, &sum, &found, NULL) != JH_OK) return 1;
    printf("%-9s %u teachers, %u options: %lld (bound %.0f, gap %.4f %%), %u move, "
           "%u posts open, cpu %.3f + %.3f s, %ld + %ld MiB, %s, %s%s\n",
           all ? "all rules" : "two rules", c.r.teachers, c.r.options,
           (long long)sum.cost, plan.outcome.bound, 100 * jh_plan_gap(&plan.outcome),
           sum.movers, sum.open, own, child, most_mib(RUSAGE_SELF),
           most_mib(RUSAGE_CHILDREN), plan.method ? plan.method : "own method",
           jh_plan_end_id(plan.outcome.end), found.n ? ", RULES BROKEN" : "");
    jh_arena_free(arena);
    return 0;
}
