#!/usr/bin/env python3
"""Writes tests/store/golden/NNNN.sql.xz, a workspace of the newest schema: golden.py JH.

Run it once for every new step in src/store/migrations, with the program that has the step; migrate.py then brings that
workspace up to every later schema. Never write an older one anew: it is what somebody has on disk.
"""
import lzma
import os
import shutil
import sqlite3
import sys
import tempfile

from room import Room, prepare, scratch

# What happens to it after a year was frozen and assessed; a new step adds what fills its tables.
NEXT = ["--year", "2027", "--reason", "golden"]
LIFE = [
    ["import", "WS", "corrected.csv", "--year", "2026"],
    ["freeze", "WS", "--year", "2026"],
    ["school", "recode", "WS", "2199000001", "2199900001", *NEXT],
    ["school", "rename", "WS", "2199000003", "新名小学", *NEXT],
    ["rollover", "WS", "--to", "2027"],
    ["school", "close", "WS", "2199900001", *NEXT],
    ["school", "revoke", "WS", "2", "--reason", "golden"],
    ["school", "close", "WS", "2199000005", *NEXT],
    ["school", "revoke", "WS", "5", "--reason", "golden"],
    ["ledger", "assign", "WS", "1", "--lead", "县财政局", "--deadline", "2027-06-30"],
    ["ledger", "note", "WS", "1", "--text", "golden"],
    ["ledger", "evidence", "WS", "1", "corrected.csv"],
    ["plan", "budget", "WS", "--snapshot", "2026", "--pack", "cn-2017-quality", "--prices", "s/prices.csv", "--own", "--name",
     "golden"],
    ["plan", "pairs", "WS", "--snapshot", "2026", "--pack", "cn-2017-quality", "--helpers", "2", "--name", "golden pairs"],
    ["plan", "accept", "WS", "golden", "--owner", "golden", "--deadline", "2027-06-30"],
]
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")


def path_of(version):
    return os.path.join(HERE, f"{version:04}.sql.xz")


def write(made):
    db = sqlite3.connect(made)
    version, application = (db.execute(f"PRAGMA {n}").fetchone()[0] for n in ("user_version", "application_id"))
    lines = [*db.iterdump(), f"PRAGMA user_version = {version};", f"PRAGMA application_id = {application};"]
    db.close()
    os.makedirs(HERE, exist_ok=True)
    with open(path_of(version), "wb") as f:
        f.write(lzma.compress("\n".join(lines).encode(), preset=9))
    return path_of(version)


def read(version, to):
    """Makes the workspace of an old schema anew."""
    db = sqlite3.connect(to)
    db.executescript(lzma.decompress(open(path_of(version), "rb").read()).decode())
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def main(words):
    with tempfile.TemporaryDirectory(prefix="jh-golden-", dir=scratch()) as folder:
        stock = os.path.join(folder, "stock")
        prepare(os.path.abspath(words[0]), stock)
        room = Room(os.path.abspath(words[0]), stock, stock)
        made = room.path("golden.jh")
        shutil.copy(room.path("judged"), made)
        for words in LIFE:
            done = room.run([made if w == "WS" else w for w in words])
            if done.returncode != 0:
                sys.exit(f"{' '.join(words)}: {done.stderr.decode()}")
        print(write(made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
