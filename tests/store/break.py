#!/usr/bin/env python3
"""A workspace whose program is killed, or whose disk fails, at every single write.

  break.py JH BREAKER [POINTS]

For import, a corrected import, freeze, assess, backup and restore, at each call that changes a file (at most
POINTS of them, evenly spread; 0: every one): the process is killed before it, killed halfway through it,
the call fails, or the disk is full from there on. Afterwards the workspace is as before or as after the
command, never between; what was acknowledged is there; the chain is whole; the same command then works.
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PACK = ["--pack", "cn-2017-quality"]
MACHINE = 4


class Trial:
    def __init__(self, jh, breaker, folder):
        self.jh, self.breaker, self.folder = jh, breaker, folder
        self.passed, self.failed = 0, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, words, **env):
        if env:
            env["LD_PRELOAD"] = self.breaker
        return subprocess.run([self.jh, *words], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={**os.environ, "JH_LANG": "en", "HOME": self.folder, **env})

    def must(self, *words, codes=(0,)):
        done = self.run(words)
        if done.returncode not in codes:
            sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        return done

    def fresh(self, base):
        for name in ("w.jh", "w.jh-wal", "w.jh-shm", "w.bak"):
            if os.path.exists(self.path(name)):
                os.unlink(self.path(name))
        if base:
            shutil.copy(self.path(base), self.path("w.jh"))

    def records(self):
        """Hashes of the chain, or None where there is no workspace."""
        if not os.path.exists(self.path("w.jh")):
            return None
        db = sqlite3.connect(self.path("w.jh"))
        try:
            if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return "damaged"
            # the time differs from run to run; how far the chain goes does not
            return [row[0] for row in db.execute("SELECT what FROM aud_chain ORDER BY n")]
        finally:
            db.close()

    def count(self, ok, what):
        self.passed += ok
        self.failed += not ok
        if not ok:
            print(f"FAILED {what}")

    def judge(self, words, done, before, after, how):
        """What is wrong, or nothing."""
        now = self.records()
        acknowledged = done.returncode in (0, 1)
        if now not in (before, after):
            return f"between: {now}"
        if acknowledged and now != after:
            return "acknowledged and not there"
        if how in ("eio", "full") and not acknowledged and done.returncode != MACHINE:
            return f"code {done.returncode}: {done.stderr.decode()[-300:]}"
        if how in ("eio", "full") and not acknowledged and not done.stderr.strip():
            return "no message"
        if now is not None and self.run(["audit", "verify", "w.jh"]).returncode != 0:
            return "the chain is broken"
        if words[0] == "backup" and os.path.exists(self.path("w.bak")):
            return ""
        again = self.run(words)
        if now != after and again.returncode not in (0, 1):
            return f"cannot be done again: {again.stderr.decode()[-300:]}"
        if words[0] != "freeze" and self.records() != after:
            return f"done again it is {self.records()}"
        return ""

    def each_point(self, name, base, words, points):
        self.fresh(base)
        before = self.records()
        self.run(words, JH_BREAK_COUNT=self.path("count"))
        after = self.records()
        with open(self.path("count"), encoding="ascii") as f:
            total = int(f.read())
        some = total if points == 0 else min(points, total)
        for at in sorted({1 + i * (total - 1) // max(1, some - 1) for i in range(some)}):
            for how in ("kill", "torn", "eio", "full"):
                self.fresh(base)
                done = self.run(words, JH_BREAK_AT=str(at), JH_BREAK_HOW=how)
                wrong = self.judge(words, done, before, after, how)
                self.count(not wrong, f"{name}, {how} at call {at} of {total}: {wrong}")
        print(f"{name}: {total} calls")


def prepare(t):
    t.must("sample", "--out", "s", "--schools", "12", "--format", "csv")
    with open(t.path("s/schools.csv"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    lines[-2] = lines[-2].replace("0", "1")
    with open(t.path("corrected.csv"), "w", encoding="utf-8") as f:
        f.write("\n".join(lines))
    for words, kept in ((["init"], "empty"), (["import", "s/schools.csv", "--year", "2026"], "filled"),
                        (["freeze", "--year", "2026"], "frozen")):
        t.must(words[0], "w.jh", *words[1:])
        # laid together without a log, as a copy must be
        db = sqlite3.connect(t.path("w.jh"))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        shutil.copy(t.path("w.jh"), t.path(kept))
    t.must("backup", "w.jh", "kept.bak")


def main(words):
    jh, breaker = (os.path.abspath(w) for w in words[:2])
    points = int(words[2]) if len(words) > 2 else 6
    with tempfile.TemporaryDirectory(prefix="jh-break-") as folder:
        t = Trial(jh, breaker, folder)
        prepare(t)
        t.each_point("import", "empty", ["import", "w.jh", "s/schools.csv", "--year", "2026"], points)
        t.each_point("corrected import", "filled", ["import", "w.jh", "corrected.csv", "--year", "2026"], points)
        t.each_point("freeze", "filled", ["freeze", "w.jh", "--year", "2026"], points)
        t.each_point("assess", "frozen", ["assess", "w.jh", "--year", "2026", *PACK], points)
        t.each_point("backup", "frozen", ["backup", "w.jh", "w.bak"], points)
        t.each_point("restore", None, ["restore", "kept.bak", "w.jh"], points)
    print(f"{t.passed} passed, {t.failed} failed")
    return 1 if t.failed or not t.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
