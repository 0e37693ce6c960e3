#!/bin/sh
# Pairs of schools beside SciPy's linear_sum_assignment, where it is installed.
#   bench/plan_pairs.sh [BUILD [N ...]]     BUILD: a build directory, default build/release
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 1000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ninja -C "$build" bench/pairs >/dev/null
for n in "$@"; do
    for range in 30 1000 1000000; do
        "$build/bench/pairs" "$n" 1 "$range" "$work/costs"
        /usr/bin/python3 - "$n" "$work/costs" <<'PY' || echo "SciPy is not installed"
import sys
import time
import numpy
from scipy.optimize import linear_sum_assignment
n = int(sys.argv[1])
cost = numpy.fromfile(sys.argv[2], dtype=numpy.int32).reshape(n, n).astype(float)
begin = time.process_time()
row, column = linear_sum_assignment(cost)
took = time.process_time() - begin
print(f"SciPy  {cost[row, column].sum():.0f}, {took:.3f} s")
PY
    done
done
