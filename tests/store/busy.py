#!/usr/bin/env python3
"""Several at one workspace: busy.py JH BREAKER.

A writer waits for another, and is told if that takes too long; who reads while somebody writes sees the state before;
a backup taken while somebody writes is of one state.
"""
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile

from room import BACKUP, MACHINE, PACK, Room, WS, YEAR, prepare, scratch, workspace

FREEZE = ["freeze", WS, *YEAR, "--name", "second"]


class Busy:
    def __init__(self, jh, breaker, folder):
        self.breaker = breaker
        stock = os.path.join(folder, "stock")
        prepare(jh, stock)
        self.room = Room(jh, stock, stock)
        self.passed = self.failed = 0

    def count(self, ok, what, said=""):
        self.passed += bool(ok)
        self.failed += not ok
        if not ok:
            print(f"FAILED {what} {said}")

    def fresh(self):
        self.room.fresh({WS: "judged"})

    def start(self, words, **env):
        return subprocess.Popen([self.room.jh, *words], cwd=self.room.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**os.environ, "JH_LANG": "en", "HOME": self.room.folder, **env})

    def held(self):
        """Somebody who has begun to write."""
        db = sqlite3.connect(self.room.path(WS), isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        return db

    def told_when_it_takes_too_long(self):
        self.fresh()
        db = self.held()
        done = self.room.run(FREEZE)
        self.count(done.returncode == MACHINE, "a second writer gives up", done.returncode)
        self.count(b"being written by someone else" in done.stderr, "and says why", done.stderr)
        db.execute("ROLLBACK")
        db.close()
        self.count(self.room.run(FREEZE).returncode == 0, "and may try again")

    def waits_for_its_turn(self):
        """The first writer is stopped in the middle; the second starts and goes on waiting until it is done."""
        self.fresh()
        first = self.stopped(["import", WS, "corrected.csv", *YEAR])
        second = self.start(FREEZE)
        self.count(second.poll() is None, "the second writer waits")
        first.send_signal(signal.SIGCONT)
        self.count(first.wait() == 0 and second.wait() == 0, "both end well", second.stderr.read())
        self.count(workspace(self.room.path(WS))[-3:] == ("import", "check", "freeze"), "one after the other")

    def stopped(self, words):
        """A command that is stopped while it holds the workspace, halfway through what it writes."""
        counted = self.room.path("count")
        self.room.run(words, self.breaker, JH_BREAK_COUNT=counted)
        self.fresh()
        with open(counted, encoding="ascii") as f:
            half = int(f.read()) // 2
        env = {"LD_PRELOAD": self.breaker, "JH_BREAK_HOW": "stop", "JH_BREAK_AT": str(half)}
        first = self.start(words, **env)
        os.waitpid(first.pid, os.WUNTRACED)
        return first

    def readers_see_the_state_before(self):
        self.fresh()
        reading = [["schools", WS, "--json"], ["audit", "verify", WS, "--json"],
                   ["assess", WS, *YEAR, *PACK, "--live", "--json", "--date", "2026-09-01"]]
        before = [self.room.run(words).stdout for words in reading]
        first = self.stopped(["import", WS, "corrected.csv", *YEAR])
        for words, said in zip(reading, before):
            done = self.room.run(words)
            self.count(done.returncode in (0, 1) and done.stdout == said, f"{words[0]} reads the state before",
                       done.stderr)
        done = self.room.run(["backup", WS, BACKUP])
        self.count(done.returncode == 0, "a backup can be taken", done.stderr)
        first.send_signal(signal.SIGCONT)
        self.count(first.wait() == 0, "the writer ends well", first.stderr.read())
        self.count(self.room.run(["restore", BACKUP, "r.jh"]).returncode == 0, "the backup is whole")
        self.count(workspace(self.room.path("r.jh"))[-1] == "ledger", "and of the state before")
        self.count(workspace(self.room.path(WS))[-1] == "check", "what was written is there")
        os.unlink(self.room.path("r.jh"))


def main(words):
    with tempfile.TemporaryDirectory(prefix="jh-busy-", dir=scratch()) as folder:
        b = Busy(*(os.path.abspath(w) for w in words[:2]), folder)
        b.told_when_it_takes_too_long()
        b.waits_for_its_turn()
        b.readers_see_the_state_before()
    print(f"{b.passed} passed, {b.failed} failed")
    return 1 if b.failed or not b.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
