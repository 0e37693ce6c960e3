#!/bin/sh
# A workspace, timed: South Africa's school master list beside sqlite3's own import of the same rows, and a long chain.
#   bench/workspace.sh FOLDER [JH]      FOLDER: the nine workbooks of 2017; JH: default build/release/src/cli/jh
set -eu
cd "$(dirname "$0")/.."
data=$(realpath "$1")
jh=$(realpath "${2:-build/release/src/cli/jh}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() { python3 bench/measure.py "$@"; }
pack=za-2017-educators
set -- "$data"/EasternCape.xlsx "$data"/Freestate.xlsx "$data"/Gauteng.xlsx "$data"/KwaZulu_Natal.xlsx \
    "$data"/Limpopo.xlsx "$data"/Mpumalanga.xlsx "$data"/NorthWest.xlsx "$data"/NorthernCape.xlsx \
    "$data"/WesternCape.xlsx

"$jh" init "$work/w.jh" >/dev/null
"$jh" import "$work/w.jh" "$@" --year 2017 --pack $pack >/dev/null 2>&1
"$jh" freeze "$work/w.jh" --year 2017 >/dev/null
"$jh" export "$work/w.jh" "$work/out" >/dev/null
ls -l "$work/w.jh" "$work/out/reg_fact.csv" | awk '{print $5, $9}'
sqlite3 -csv "$work/w.jh" 'SELECT count(*) FROM reg_fact' | sed 's/$/ values/'

# The rows as one table of schools, as somebody would have it who only wants a database of them.
sqlite3 -csv -header "$work/w.jh" "SELECT $(sqlite3 "$work/w.jh" "SELECT group_concat('max(CASE WHEN f.fact = ' || id
    || ' THEN coalesce(f.text, f.number) END) AS ' || name, ', ') FROM reg_column WHERE book = 'school'")
    FROM reg_fact f GROUP BY f.subject" >"$work/schools.csv"

cat >"$work/import" <<END
rm -f $work/i.jh $work/i.jh-wal $work/i.jh-shm
$jh init $work/i.jh && exec $jh import $work/i.jh $* --year 2017 --pack $pack
END
cat >"$work/values" <<END
rm -f $work/v.db
exec sqlite3 $work/v.db 'PRAGMA synchronous = FULL' \
    'CREATE TABLE fact (year INTEGER, subject INTEGER, fact INTEGER, import INTEGER, number REAL, text TEXT,
     sheet INTEGER, row INTEGER, col INTEGER, PRIMARY KEY (year, subject, fact, import)) WITHOUT ROWID' \
    'CREATE INDEX fact_import ON fact (import)' '.import --csv --skip 1 $work/out/reg_fact.csv fact'
END
cat >"$work/table" <<END
rm -f $work/t.db
exec sqlite3 $work/t.db '.import --csv $work/schools.csv school'
END
measure "nine workbooks only read (jh check)" 5 "$jh" check "$@" --pack $pack
measure "nine workbooks into a workspace (jh import)" 5 sh "$work/import"
measure "the same values, sqlite3 .import, two indexes" 5 sh "$work/values"
measure "the same schools as one table, sqlite3 .import" 5 sh "$work/table"
measure "the same nine workbooks again (jh import)" 5 "$jh" import "$work/w.jh" "$@" --year 2017 --pack $pack
measure "schools (jh schools)" 5 "$jh" schools "$work/w.jh"
measure "looked through (jh audit verify)" 5 "$jh" audit verify "$work/w.jh"
measure "assessed (jh assess)" 5 "$jh" assess "$work/w.jh" --year 2017 --pack $pack --live

"$jh" init "$work/long.jh" >/dev/null
python3 bench/chain.py "$work/long.jh" 1000000
ls -l "$work/long.jh" | awk '{print $5, $9}'
measure "a chain of 1,000,000 records (jh audit verify)" 3 "$jh" audit verify "$work/long.jh"
measure "the records alone (--links)" 3 "$jh" audit verify "$work/long.jh" --links
