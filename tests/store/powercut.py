#!/usr/bin/env python3
"""The power goes off at any moment of a workspace's life.

  powercut.py JH RECORDER [CUTS [SEED]]

jh makes a workspace, imports, freezes, assesses, backs up, exports and restores while every change of a file is
recorded (recorder.c). Then, for CUTS moments, a disk is laid out as it may be after a power cut at that moment
(disk.py), and what jh had acknowledged by then is looked for. The same must show loss with synchronous NORMAL and OFF,
and on a disk that does not heed the syncing of files or of folders, or this test would not see any.
"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import disk
from room import PACK, YEAR, scratch

KEEP = (0.0, 0.1, 0.5, 0.9, 1.0)  # how much of what was not synced stays
HOLDER = """
import sqlite3, sys
db = sqlite3.connect("w.jh")
db.execute("SELECT count(*) FROM reg_fact").fetchone()
print("open", flush=True)
sys.stdin.read()
"""
# Somebody else has the workspace open, so that it keeps its log when jh ends.
OPEN, CLOSE = ["open"], ["close"]
LIFE = [
    ["init", "w.jh"],
    ["import", "w.jh", "s/schools.csv", *YEAR],
    OPEN,
    ["import", "w.jh", "s/county.csv", *YEAR],
    ["freeze", "w.jh", *YEAR],
    ["assess", "w.jh", *YEAR, *PACK],
    ["import", "w.jh", "corrected.csv", *YEAR],
    ["ledger", "assign", "w.jh", "1", "--lead", "office"],
    ["school", "rename", "w.jh", "2199000003", "新名小学", "--year", "2027", "--reason", "new name"],
    CLOSE,
    ["freeze", "w.jh", *YEAR],
    ["rollover", "w.jh", "--to", "2027"],
    ["import", "w.jh", "s/schools.csv", "--year", "2027"],
    ["freeze", "w.jh", "--year", "2027"],
]
AWAY = [
    ["backup", "w.jh", "w.bak"],
    ["restore", "w.bak", "r.jh"],
    OPEN,
    ["import", "w.jh", "corrected.csv", "--year", "2027"],
    CLOSE,
    ["export", "w.jh", "out"],
    ["init", "x.jh", "--from", "out"],
    ["restore", "w.bak", "w.jh", "--force"],
]


class Run:
    """One life under one kind of care, recorded."""

    def __init__(self, jh, recorder, care, folder):
        self.jh, self.care = jh, care
        self.folder = os.path.join(folder, "live")
        self.record = os.path.join(folder, "record")
        self.cut = os.path.join(folder, "cut")
        self.env = {**os.environ, "JH_LANG": "en", "HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        self.recorded = {**self.env, "LD_PRELOAD": recorder, "JH_RECORD": self.record, "JH_RECORD_DIR": self.folder}
        if care != "FULL":
            self.recorded["JH_SYNCHRONOUS"] = care
        self.holder = None
        self.steps = []  # (size of the record at the end, what is there then)

    def plain(self, where, *words):
        return subprocess.run([self.jh, *words], cwd=where, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def prepare(self, folder):
        """Files to import: made before anything is recorded, and whole after any cut."""
        os.makedirs(self.folder)
        given = os.path.join(folder, "given")
        os.makedirs(given)
        self.plain(given, "sample", "--out", "s", "--schools", "12", "--format", "csv")
        with open(os.path.join(given, "s", "schools.csv"), encoding="utf-8") as f:
            lines = f.read().split("\n")
        lines[-2] = lines[-2].replace("0", "1")
        with open(os.path.join(given, "corrected.csv"), "w", encoding="utf-8") as f:
            f.write("\n".join(lines))
        self.given = given

    def step(self, words):
        if words == OPEN:
            self.holder = subprocess.Popen([sys.executable, "-c", HOLDER], cwd=self.folder, env=self.recorded,
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert self.holder.stdout.readline() == b"open\n"
        elif words == CLOSE:
            self.holder.communicate()
        else:
            words = [os.path.join(self.given, w) if w.endswith(".csv") else w for w in words]
            done = subprocess.run([self.jh, *words], cwd=self.folder, env=self.recorded, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode not in (0, 1):
                sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stdout.decode()}")
        there = {n: self.look(n) for n in ("w.jh", "r.jh", "x.jh")}
        there |= {n: os.path.exists(os.path.join(self.folder, n)) for n in ("w.bak", "out")}
        self.steps.append((os.path.getsize(self.record), there))

    def look(self, name):
        """The chain of a copy, since reading makes files too."""
        os.makedirs(self.cut, exist_ok=True)
        for end in ("", "-wal"):
            path = os.path.join(self.folder, name + end)
            if os.path.exists(path):
                shutil.copy(path, self.cut)
        found = chain(os.path.join(self.cut, name))
        shutil.rmtree(self.cut)
        return found

    def live(self, life):
        for words in life:
            self.step(words)


def chain(path):
    """What the chain speaks of; None: no such file; a text: what is wrong with it."""
    if not os.path.exists(path):
        return None
    try:
        db = sqlite3.connect(path)
        try:
            said = db.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                return said
            return tuple(row[0] for row in db.execute("SELECT what FROM aud_chain ORDER BY n"))
        finally:
            db.close()
    except sqlite3.Error as wrong:
        return str(wrong)


def judge(run, before, after):
    """What is wrong with the disk laid out in run.cut, between two steps; an empty text: nothing."""
    for name in ("w.jh", "r.jh", "x.jh"):
        path = os.path.join(run.cut, name)
        said = run.plain(run.cut, "audit", "verify", name) if os.path.exists(path) else None
        now = chain(path)
        if now not in (before[name], after[name]):
            if isinstance(now, str):
                return f"corrupt: {name}: {now}"
            return f"lost: {name}: {now} is neither {before[name]} nor {after[name]}"
        if said and said.returncode != 0:
            return f"corrupt: {name}: {said.stdout.decode()}"
    ways = {"w.bak": ["restore", "w.bak", "back.jh"], "out": ["init", "again.jh", "--from", "out"]}
    for name, words in ways.items():
        if not os.path.exists(os.path.join(run.cut, name)):
            if before[name]:
                return f"lost: {name}"
            continue
        done = run.plain(run.cut, *words)
        if done.returncode != 0:
            return f"corrupt: {name}: {done.stdout.decode()}"
    return ""


def moments(rng, total, acknowledged, cuts):
    """Half of them anywhere, half at the very moment of an acknowledgement."""
    return sorted([rng.randint(1, total) for _ in range(cuts - cuts // 2)]
                  + [rng.choice(acknowledged) for _ in range(cuts // 2)])


def verdicts(run, cuts, seed, deaf=""):
    """What each cut shows; the disk does not heed events of the kinds `deaf`."""
    rng = random.Random(seed)
    record, _ = disk.events(run.record, 0)
    ends = event_ends(record)
    marks = [(ends[size], there) for size, there in run.steps]
    when = moments(rng, len(record), [n for n, _ in marks], cuts)
    d = disk.Disk(os.stat(run.folder).st_ino)
    nothing = {n: None for n in ("w.jh", "r.jh", "x.jh", "w.bak", "out")}
    found, at = [], 0
    for i, event in enumerate(record, 1):
        if event[0] not in deaf:
            d.take(*event)
        while at < len(when) and when[at] == i:
            before = next((there for n, there in reversed(marks) if n <= i), nothing)
            after = next((there for n, there in marks if n > i), marks[-1][1])
            shutil.rmtree(run.cut, ignore_errors=True)
            d.write(run.cut, rng, rng.choice(KEEP))
            said = judge(run, before, after)
            found.append(f"{said} (cut {at + 1}, after event {i} of {len(record)})" if said else "")
            at += 1
    if run.care != "FULL" and not d.replaced:
        sys.exit(f"synchronous {run.care} was not taken")
    return found


def event_ends(record):
    """Number of events by the size of the record after them."""
    ends, size = {}, 0
    for i, (_, _, _, data) in enumerate(record, 1):
        size += disk.HEAD.size + len(data)
        ends[size] = i
    return ends


def main(words):
    jh, recorder = (os.path.abspath(w) for w in words[:2])
    cuts = int(words[2]) if len(words) > 2 else 100
    seed = int(words[3]) if len(words) > 3 else 1
    few = max(20, cuts // 5)
    total = Total()
    for care, life in (("FULL", LIFE + AWAY), ("NORMAL", LIFE), ("OFF", LIFE)):
        with tempfile.TemporaryDirectory(prefix="jh-cut-", dir=scratch()) as folder:
            run = Run(jh, recorder, care, folder)
            run.prepare(folder)
            run.live(life)
            if care == "FULL":
                total.whole("synchronous FULL", verdicts(run, cuts, seed))
                total.broken("files not synced", verdicts(run, few, seed, "s"))
                total.broken("folders not synced", verdicts(run, few, seed, "d"))
            else:
                total.broken(f"synchronous {care}", verdicts(run, few, seed))
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


class Total:
    passed = failed = 0

    def tell(self, what, found):
        lost, corrupt = (sum(said.startswith(kind) for said in found) for kind in ("lost", "corrupt"))
        print(f"{what}: {len(found)} cuts, {lost} with loss, {corrupt} corrupt", flush=True)
        return [said for said in found if said]

    def whole(self, what, found):
        wrong = self.tell(what, found)
        self.passed += len(found) - len(wrong)
        self.failed += len(wrong)
        for said in wrong[:20]:
            print(f"FAILED {said}")

    def broken(self, what, found):
        if self.tell(what, found):
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}: no loss, so none would be seen")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
