#!/usr/bin/env python3
"""A workspace of every schema there ever was, brought up to date, and killed on the way.

  migrate.py JH BREAKER FAILER [POINTS]

For each step in src/store/migrations there is a workspace of that schema in tests/store/golden (golden.py). It is still
what that step makes; the first command that writes brings it up to the newest schema with every value it had; and when
that is killed, or fails, at any call that changes a file or any allocation (at most POINTS of them; 0: every one), the
workspace is whole, of one schema, and the next command brings it up.
"""
import os
import re
import shutil
import sqlite3
import sys
import tempfile

import golden
from room import MACHINE, Room, WS, YEAR, prepare, scratch

STEPS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "store", "migrations")
UPDATE = ["import", WS, "s/schools.csv", *YEAR, "--dry-run"]


def steps():
    """Texts of the steps by number."""
    found = {}
    for name in sorted(os.listdir(STEPS)):
        number = re.match(r"(\d{4})_.*\.sql$", name)
        if number:
            with open(os.path.join(STEPS, name), encoding="utf-8") as f:
                found[int(number[1])] = f.read()
    return found


def schema(db):
    return {row for row in db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL")}


def schemas(texts):
    """The schema after each step."""
    db, found = sqlite3.connect(":memory:"), {}
    for number in sorted(texts):
        db.executescript(texts[number])
        found[number] = schema(db)
    return found


def values(db):
    """Every value of every table, by table and column."""
    found = {}
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        rows = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() if len(columns) > 1 else \
            db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        found[table] = {c: [row[i] for row in rows] for i, c in enumerate(columns)}
    return found


def missing(old, new):
    """What of the old values is not there any more."""
    for table, columns in old.items():
        if table not in new:
            return f"table {table}"
        for column, cells in columns.items():
            if new[table].get(column) != cells:
                return f"{table}.{column}"
    return ""


class Migration:
    def __init__(self, room, known, version, kept):
        self.room, self.known, self.version, self.kept = room, known, version, kept
        self.newest = max(known)
        self.passed = self.failed = 0

    def count(self, wrong, what):
        self.passed += not wrong
        self.failed += bool(wrong)
        if wrong:
            print(f"FAILED {what}: {wrong}", flush=True)

    def fresh(self):
        self.room.fresh({})
        golden.read(self.version, self.room.path(WS))

    def look(self, least):
        """What is wrong with the workspace now."""
        db = sqlite3.connect(self.room.path(WS))
        try:
            said = db.execute("PRAGMA integrity_check").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if said != "ok" or not least <= version <= self.newest:
                return f"schema {version}, {said}"
            if schema(db) != self.known[version]:
                return f"is not what the steps to {version} make"
            lacks = missing(self.kept, values(db))
            return f"has lost {lacks}" if lacks else ""
        except sqlite3.Error as wrong:
            return str(wrong)
        finally:
            db.close()

    def update(self, library=None, **env):
        return self.room.run(UPDATE, library, **env)

    def up(self):
        self.fresh()
        self.count(self.look(self.version), f"golden {self.version}")
        done = self.update()
        wrong = done.stderr.decode() if done.returncode != 0 else self.look(self.newest)
        if not wrong and self.room.run(["audit", "verify", WS]).returncode != 0:
            wrong = "the chain is broken"
        self.count(wrong, f"from schema {self.version} to {self.newest}")

    def broken(self, library, how, **env):
        self.fresh()
        done = self.update(library, **env)
        wrong = self.look(self.version)
        if not wrong and how not in ("kill", "torn") and done.returncode not in (0, MACHINE):
            wrong = f"code {done.returncode}: {done.stderr.decode()}"
        if not wrong and self.update().returncode != 0:
            wrong = "the next command does not work"
        self.count(wrong or self.look(self.newest), f"from schema {self.version}, {how}, {env}")

    def calls(self, library, variable, **env):
        self.fresh()
        self.update(library, **{variable: self.room.path("count")}, **env)
        with open(self.room.path("count"), encoding="ascii") as f:
            return int(f.read())

    def everywhere(self, breaker, failer, most):
        changes = self.calls(breaker, "JH_BREAK_COUNT")
        for at in spread(changes, most):
            for how in ("kill", "torn", "eio", "full"):
                self.broken(breaker, how, JH_BREAK_AT=str(at), JH_BREAK_HOW=how)
        # a kill at an allocation may come between any two statements of a step
        allocations = self.calls(failer, "JH_FAIL_COUNT")
        for at in spread(allocations, most * 2):
            self.broken(failer, "kill", JH_FAIL_AT=str(at), JH_FAIL_KILL="1")
            self.broken(failer, "no memory", JH_FAIL_AT=str(at))
        print(f"from schema {self.version}: {changes} changes, {allocations} allocations", flush=True)


def spread(total, most):
    some = total if most == 0 else min(most, total)
    return sorted({1 + i * (total - 1) // max(1, some - 1) for i in range(some)})


def main(words):
    jh, breaker, failer = (os.path.abspath(w) for w in words[:3])
    most = int(words[3]) if len(words) > 3 else 6
    known = schemas(steps())
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="jh-migrate-", dir=scratch()) as folder:
        stock = os.path.join(folder, "stock")
        prepare(jh, stock)
        room = Room(jh, os.path.join(folder, "room"), stock)
        os.makedirs(room.folder)
        shutil.copytree(os.path.join(stock, "s"), room.path("s"))
        for version in sorted(known):
            if not os.path.exists(golden.path_of(version)):
                failed += 1
                print(f"FAILED no workspace of schema {version}: tests/store/golden.py JH makes it while {version} is "
                      "the newest")
                continue
            golden.read(version, room.path("kept"))
            db = sqlite3.connect(room.path("kept"))
            m = Migration(room, known, version, values(db))
            db.close()
            os.unlink(room.path("kept"))
            m.up()
            if version < max(known):
                m.everywhere(breaker, failer, most)
            passed, failed = passed + m.passed, failed + m.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
