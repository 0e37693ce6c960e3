// The peer: LEMON's network simplex on the same file. g++ -O3 -DNDEBUG flow_lemon.cc -llemon
#include <lemon/dimacs.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <sys/resource.h>

typedef lemon::SmartDigraph graph;
typedef long long number;

int main(int, char **word)
{
    graph g;
    graph::ArcMap<number> lower(g), upper(g), cost(g);
    graph::NodeMap<number> supply(g);
    std::ifstream file(word[1]);
    lemon::readDimacsMin(file, g, lower, upper, cost, supply);
    clock_t start = clock();
    lemon::NetworkSimplex<graph, number, number> solver(g);
    solver.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply);
    int outcome = solver.run();
    clock_t end = clock();
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%-10s %d nodes %d arcs %s %lld, cpu %.3f s, %ld MiB\n", "LEMON", countNodes(g),
           countArcs(g), outcome == 1 ? "optimal" : "not optimal", solver.totalCost<number>(),
           double(end - start) / CLOCKS_PER_SEC, used.ru_maxrss / 1024);
}
