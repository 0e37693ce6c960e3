#!/bin/sh
# The budget problem on instances in JSON (a list of schools: lv, p, a, u, cf; see bench/plan_budget.c): seconds of
# processor of this process and of jh-solve, cost, bound, gap, rules broken by the check.
#   bench/plan_budget.sh BUILD FOLDER [seconds]
set -eu
build=$1 folder=$2 seconds=${3:-300}
echo "instance	method	cpu_s	cost	bound	gap	broken	ended"
for file in "$folder"/*.json; do
  "$build/tests/plan_budget" "$file" "$build/src/solve/jh-solve" "$seconds" | sed "s|^.*/||"
done
