/* The flow kernel on nets in the DIMACS format, timed.
 *   flow solve FILE              reads, solves, checks; prints cost and seconds
 *   flow make KIND N M SEED      writes a net: KIND trans, assign or net
 */
#include "flow_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t number(char **p)
{
    return strtoll(*p, p, 10);
}

/* One line of the file; false where it is not understood. */
static bool take_line(flow_fixture *x, jh_arena *arena, char *line, uint32_t *arcs)
{
    char *p = line + 1;
    if (*line == 'p') {
        p = strstr(line, "min");
        if (!p) return false;
        p += 3;
        int64_t n = number(&p), m = number(&p);
        flow_room(x, arena, (uint32_t)n, (uint32_t)m);
        return x->supply != NULL;
    }
    if (*line == 'n') {
        int64_t v = number(&p);
        x->supply[v - 1] = number(&p);
    }
    if (*line == 'a') {
        uint32_t a = (*arcs)++;
        int64_t u = number(&p), v = number(&p);
        flow_arc(x, a, (uint32_t)u - 1, (uint32_t)v - 1);
        x->lower[a] = number(&p);
        x->upper[a] = number(&p);
        if (x->upper[a] < 0) x->upper[a] = JH_FLOW_FREE;
        x->cost[a] = number(&p);
    }
    return true;
}

static bool read_net(flow_fixture *x, jh_arena *arena, const char *name)
{
    FILE *file = fopen(name, "r");
    char line[256];
    uint32_t arcs = 0;
    bool good = file != NULL;
    while (good && fgets(line, sizeof line, file))
        good = take_line(x, arena, line, &arcs);
    if (file) fclose(file);
    return good && arcs == x->net.arcs;
}

static bool proved(jh_arena *arena, const flow_fixture *x, const jh_flow *f)
{
    int64_t *flow = malloc(x->net.arcs * sizeof *flow),
            *price = malloc(x->net.nodes * sizeof *price);
    jh_flow_fault fault = JH_FLOW_FAULT_BOUND;
    uint32_t at;
    if (flow && price) {
        for (uint32_t a = 0; a < x->net.arcs; a++)
            flow[a] = jh_flow_on(f, a);
        for (uint32_t v = 0; v < x->net.nodes; v++)
            price[v] = jh_flow_price(f, v);
        if (jh_flow_check(arena, &x->net, (jh_flow_answer){flow, price}, &fault, &at,
                          NULL) != JH_OK)
            fault = JH_FLOW_FAULT_BOUND;
    }
    free(flow);
    free(price);
    return fault == JH_FLOW_FAULT_NONE;
}

static int solve(jh_arena *arena, const char *name)
{
    static const char *const word[] = {"optimal", "infeasible", "unbounded", "stopped"};
    flow_fixture x = {0};
    jh_flow *f;
    jh_error err = {0};
    int64_t total = 0;
    if (!read_net(&x, arena, name))
        return fprintf(stderr, "flow: cannot read %s\n", name), 1;
    double start = seconds();
    if (jh_flow_open(arena, &x.net, &f, &err) != JH_OK)
        return fprintf(stderr, "flow: %s\n", err.msg.key), 1;
    jh_flow_outcome outcome = jh_flow_solve(f, NULL, NULL);
    double end = seconds();
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    if (outcome == JH_FLOW_OPTIMAL && jh_flow_total(f, &total, &err) != JH_OK) return 1;
    printf("%-10s %u nodes %u arcs %s %lld, %llu pivots, cpu %.3f s, %ld MiB%s\n",
           "junheng", x.net.nodes, x.net.arcs, word[outcome], (long long)total,
           (unsigned long long)jh_flow_pivots(f), end - start, used.ru_maxrss / 1024,
           outcome == JH_FLOW_OPTIMAL && !proved(arena, &x, f) ? ", NOT PROVED" : "");
    return 0;
}

static int make(jh_arena *arena, char **word)
{
    flow_fixture x;
    flow_make(&x, arena, word[0], (uint32_t)number(&word[1]), (uint32_t)number(&word[2]),
              (uint64_t)number(&word[3]));
    printf("p min %u %u\n", x.net.nodes, x.net.arcs);
    for (uint32_t v = 0; v < x.net.nodes; v++)
        if (x.supply[v]) printf("n %u %lld\n", v + 1, (long long)x.supply[v]);
    for (uint32_t a = 0; a < x.net.arcs; a++)
        printf("a %u %u 0 %lld %lld\n", x.from[a] + 1, x.to[a] + 1, (long long)x.upper[a],
               (long long)x.cost[a]);
    return 0;
}

int main(int n, char **word)
{
    jh_arena *arena = jh_arena_new();
    if (!arena) return 1;
    int code = 2;
    if (n == 3 && strcmp(word[1], "solve") == 0) code = solve(arena, word[2]);
    if (n == 6 && strcmp(word[1], "make") == 0) code = make(arena, word + 2);
    if (code == 2) fprintf(stderr, "usage: flow solve FILE | flow make KIND N M SEED\n");
    jh_arena_free(arena);
    return code;
}
