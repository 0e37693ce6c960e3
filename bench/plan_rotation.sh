#!/bin/sh
# Rotation of teachers: value, bound, time and memory, by our own method and with jh-solve.
#   bench/plan_rotation.sh [BUILD [FILE ...]]   BUILD: a build directory, default build/release
# Without files: three counties from a seed.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/release}
[ $# -gt 0 ] && shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ninja -C "$build" bench/rotation src/solve/jh-solve >/dev/null
if [ $# -eq 0 ]; then
    for size in "1000 30" "5000 100" "10000 100"; do
        set -- $size
        python3 bench/rotation_make.py "$1" "$2" 1 "$work/$1.txt"
    done
    set -- "$work/1000.txt" "$work/5000.txt" "$work/10000.txt"
fi
for file in "$@"; do
    for rules in "" all; do
        "$build/bench/rotation" "$file" $rules
        "$build/bench/rotation" "$file" $rules "$build/src/solve/jh-solve"
    done
done
