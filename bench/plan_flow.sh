#!/bin/sh
# Flows of least cost, beside LEMON where it is installed (liblemon-dev).
#   bench/plan_flow.sh [BUILD]     BUILD: a build directory, default build/release
# The nets are made from a seed; their least costs are known.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ninja -C "$build" bench/flow >/dev/null
g++ -O3 -DNDEBUG bench/flow_lemon.cc -llemon -o "$work/lemon" 2>/dev/null || echo "LEMON is not installed"

run() { # KIND N M SEED KNOWN
    "$build/bench/flow" make "$1" "$2" "$3" "$4" >"$work/net"
    echo "$1, seed $4; least cost ${5:-not known}"
    "$build/bench/flow" solve "$work/net"
    if [ -x "$work/lemon" ]; then "$work/lemon" "$work/net"; fi
}
run trans 2000 100000 1 33596250
run net 10000 100000 4 2543076812
run assign 2000 1000000 1
run trans 20000 1000000 2 316123609
run net 100000 1000000 4
