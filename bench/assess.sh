#!/bin/sh
# The main job, timed: a county from XLSX to report, a nation from CSV to verdicts.
#   bench/assess.sh [JH]        JH: the program, default build/release/src/cli/jh
set -eu
cd "$(dirname "$0")/.."
jh=${1:-build/release/src/cli/jh}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() { python3 bench/measure.py "$@"; }

"$jh" sample --schools 120 --seed 7 --out "$work/county" >/dev/null
"$jh" sample --schools 120 --seed 7 --areas 1700 --format csv --out "$work/nation" >/dev/null
ls -l "$work/nation" | awk 'NR > 1 {print $5, $9}'

measure "120 schools, xlsx to verdict" 7 "$jh" assess --pack cn-2017-quality \
    "$work"/county/schools.xlsx "$work"/county/county.xlsx "$work"/county/answers.xlsx
measure "120 schools, xlsx to report" 7 "$jh" assess --pack cn-2017-quality \
    --report "$work/report" "$work"/county/schools.xlsx "$work"/county/county.xlsx \
    "$work"/county/answers.xlsx
measure "200,000 sections, 75 columns, to verdicts" 3 "$jh" assess --pack cn-2017-quality \
    "$work"/nation/schools.csv
python3 bench/official_columns.py "$work"/nation/schools.csv "$work"/official.csv
measure "200,000 sections, 34 columns, to verdicts" 3 "$jh" assess --pack cn-2017-quality \
    "$work"/official.csv
measure "200,000 sections, 34 columns, to JSON" 3 "$jh" --json assess --pack cn-2017-quality \
    "$work"/official.csv
measure "200,000 sections, one coefficient (stat)" 3 "$jh" stat "$work"/official.csv \
    --value '运动场地面积（平方米） / 小学在校生数' --weight 小学在校生数 --by '县（市、区）'
