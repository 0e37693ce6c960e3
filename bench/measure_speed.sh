#!/bin/sh
# National files, ours beside the tools that people use today, in one run.
#   bench/measure_speed.sh PEERS [BUILD [RUNS]]
# PEERS: folder with the jobs of the other tools: gen/gen.c (data), r/bench.R (data.table),
#        py/bench.py (pandas, numpy), sql/ with bin/dk and bin/sq (DuckDB, SQLite) where built.
# BUILD: a release build (meson setup -Dbuildtype=release), default build/release.
set -eu
cd "$(dirname "$0")/.."
peers=${1:?folder of the other tools}
build=${2:-build/release}
ninja -C "$build" bench/measure_speed src/cli/jh >/dev/null
mkdir -p "$peers/bin" "$peers/data"
data=$peers/data
[ -x "$peers/bin/gen" ] || cc -O2 "$peers/gen/gen.c" -o "$peers/bin/gen" -lm
[ -f "$data/schools.csv" ] || "$peers/bin/gen" schools "$data/schools.csv" "$data/groups.csv"
[ -f "$data/pupils.csv" ] || "$peers/bin/gen" pupils "$data/pupils.csv" 10000000
[ -f "$data/pupils_shuf.csv" ] || {
    head -1 "$data/pupils.csv"
    tail -n +2 "$data/pupils.csv" | shuf --random-source="$data/schools.csv"
} > "$data/pupils_shuf.csv"
[ -f "$data/county.csv" ] || grep -E '^(year|[0-9]+,[0-9]+,[0-9]+,110101),' "$data/schools.csv" > "$data/county.csv"
exec python3 bench/measure_speed.py "$peers" "$build" "${3:-5}"
