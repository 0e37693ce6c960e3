#!/usr/bin/env python3
"""The table of bench/measure_speed.sh: medians of CPU seconds, one thread of ours, ratios; the least
wall seconds of one and of two threads.

  measure_speed.py PEERS BUILD RUNS
Runs of ours and of the others alternate, so that a busy minute hits both.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

# the coefficients of eight indicators in five years and two stages of one county, as sql/sqlite_m0.sql has them
COUNTY = ["jh", "stat", "data/county.csv", "--weight", "students", "--by", "year,stage", "--stat", "cv", "--csv"] + [
    word for what in ["area", "sports", "equip", "computers", "books", "teachers", "hidegree", "midtitle"]
    for word in ["--value", what + " / students"]]

# job, our words, our phases; then (name, command, phases, factor) of each peer
JOBS = [
    ("schools CSV, 103 MB, into memory", ["m1", "data/schools.csv"], ["read"],
     [("data.table", ["Rscript", "r/bench.R", "M1s", "1"], ["fread"], 1)]),
    ("CV, 29,000 groups x 8", ["m2", "data/schools.csv"], ["cv"],
     [("DuckDB", ["bin/dk", "data/bench.duckdb", "sql/duck_m2.sql", "1"], ["cv"], 1),
      ("data.table", ["Rscript", "r/bench.R", "M2b", "1"], ["cvalg"], 1),
      ("pandas", ["/usr/bin/python3", "py/bench.py", "M2", "1"], ["cvalg"], 1)]),
    ("Gini by county and nation, four-level Theil T and L", ["m3", "data/schools.csv"], ["theil", "ginik", "ginin"],
     [("data.table", ["Rscript", "r/bench.R", "M3", "1"], ["theil", "ginik", "ginin"], 1),
      ("numpy", ["/usr/bin/python3", "py/bench.py", "M3", "1"], ["theil", "ginik", "ginin"], 1)]),
    ("percentiles, McLoone, Verstegen (and Gini)", ["m4", "data/schools.csv"], ["pct"],
     [("numpy", ["/usr/bin/python3", "py/bench.py", "M4", "1"], ["pct"], 1)]),
    ("D, H, M of 2,900 counties, nested", ["m5", "data/groups.csv"], ["seg"],
     [("numpy", ["/usr/bin/python3", "py/bench.py", "M5", "1"], ["seg"], 1)]),
    ("bootstrap of CV and Gini, 46,400 sets", ["m6", "data/schools.csv"], ["bootstrap"],
     [("numpy, 100 sets scaled", ["/usr/bin/python3", "py/bench.py", "M6", "1", "100"], ["numpy"], 464)]),
    ("10 M pupils, sorted, CSV to classes", ["m7", "data/pupils.csv"], ["pupils"],
     [("data.table", ["sh", "-c", "Rscript r/bench.R M1p 1; Rscript r/bench.R M7 1"],
       ["fread", "classes", "special"], 1)]),
    ("10 M pupils, shuffled, CSV to classes", ["m7", "data/pupils_shuf.csv"], ["pupils"],
     [("data.table, sorted file", ["sh", "-c", "Rscript r/bench.R M1p 1; Rscript r/bench.R M7 1"],
       ["fread", "classes", "special"], 1)]),
    ("one county, cold `jh stat`, 80 coefficients", COUNTY, None,
     [("SQLite", ["sh", "-c", "sqlite3 :memory: < sql/sqlite_m0.sql"], None, 1)]),
]


def once(command, phases, where):
    """CPU and wall seconds of the phases, or of the whole process; peak memory in MiB."""
    from_start = time.monotonic()
    child = subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise OSError(f"{command[0]} ended with {child.returncode}")
    if phases is None:
        return used.ru_utime + used.ru_stime, time.monotonic() - from_start, used.ru_maxrss / 1024
    cpu, wall = {}, {}
    for line in said.splitlines():
        words = line.split()
        if len(words) == 4 and words[0] == "T":
            cpu[words[1]], wall[words[1]] = float(words[2]), float(words[3])
    return sum(cpu[p] for p in phases), sum(wall[p] for p in phases), used.ru_maxrss / 1024


def peak_of(command, where):
    """MiB of a small program: what a child inherits from this one is left out."""
    if not shutil.which("/usr/bin/time"):
        return 0
    said = subprocess.run(["/usr/bin/time", "-f", "%M", *command], cwd=where, check=True, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
    return int(said.split()[-1]) / 1024


def main():
    peers, build, runs = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
    driver = os.path.join(build, "bench", "measure_speed")
    print(subprocess.run([driver, "probe"], check=True, text=True, stdout=subprocess.PIPE).stdout.strip(),
          "(one thread, read and written)")
    print("| job | ours, CPU s | peak MiB | wall s: 1, 2 threads | peer | peer, CPU s | ratio |\n|---|---|---|---|---|---|---|")
    for name, words, phases, others in JOBS:
        command_line = [os.path.join(build, "src", "cli", "jh"), *words[1:]] if words[0] == "jh" else [driver, *words]
        mine, walls, both, theirs, peak = [], [], [], {o[0]: [] for o in others}, 0
        for _ in range(runs):
            cpu, wall, rss = once(command_line, phases, peers)
            mine.append(cpu)
            walls.append(wall)
            peak = max(peak, rss)
            if phases:
                both.append(once([*command_line, "2"], phases, peers)[1])
            for peer, command, peer_phases, factor in others:
                if not shutil.which(os.path.join(peers, command[0]) if "/" in command[0] else command[0]):
                    continue
                try:
                    theirs[peer].append(once(command, peer_phases, peers)[0] * factor)
                except (OSError, KeyError) as wrong:
                    print(f"{peer}: {wrong}", file=sys.stderr)
        if not phases:
            peak = peak_of(command_line, peers)
        cpu = statistics.median(mine)
        wall = f"{min(walls):.4f}, {min(both):.4f}" if both else f"{min(walls):.4f}"
        ours = f"| {name} | {cpu:.4f} | {peak:.1f} | {wall} |"
        if not any(theirs.values()):
            print(f"{ours} – | – | – |", flush=True)
        for peer, seen in theirs.items():
            if seen:
                other = statistics.median(seen)
                print(f"{ours} {peer} | {other:.4f} | {other / cpu:.1f} |", flush=True)


if __name__ == "__main__":
    main()
