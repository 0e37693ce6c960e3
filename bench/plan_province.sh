#!/bin/sh
# A province of generated counties, one a seed: wall seconds of `jh plan province` by threads, and whether the answers are
# the same bytes. Kept in FOLDER, made once.
#   bench/plan_province.sh JH FOLDER [counties] [schools] [more options of jh plan province]
set -eu
jh=$1 folder=$2 counties=${3:-120} schools=${4:-100}
shift 2
[ $# -gt 0 ] && shift
[ $# -gt 0 ] && shift
for i in $(seq -w 1 "$counties"); do
  [ -e "$folder/county$i/schools.csv" ] ||
    "$jh" --quiet sample --out "$folder/county$i" --seed "1$i" --schools "$schools" --format csv >/dev/null
done
echo "threads	seconds	same"
for n in 1 2 4; do
  begin=$(date +%s.%N)
  "$jh" --quiet --threads "$n" --json plan province --pack cn-2017-quality --own "$@" "$folder" >"$folder.$n.json" || [ $? = 1 ]
  seconds=$(echo "$(date +%s.%N) - $begin" | bc)
  same=$(cmp -s "$folder.1.json" "$folder.$n.json" && echo yes || echo NO)
  echo "$n	$seconds	$same"
done
