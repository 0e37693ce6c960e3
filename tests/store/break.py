#!/usr/bin/env python3
"""A workspace whose program is killed, or whose disk or memory fails, at every single point.

  break.py JH BREAKER FAILER [POINTS [KILLS [SEED]]]

For every command on a workspace, at each call that changes a file (breaker.c): the process is killed before it, killed
halfway through it, the call fails, or the disk is full from there on; at each read and each sync: it fails; at each
allocation (failer.c): there is no memory, once or from there on. At most POINTS of each, evenly spread; 0: every one.
Then KILLS kills at random among all allocations, which may be anywhere at all. Afterwards everything is as before or as
after the command, never between; what was acknowledged is there; the chain is whole; what fails says so and leaves
nothing lying about; and the same command then works.
"""
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile
import threading

from room import BACKUP, MACHINE, NEW, OUT, PACK, Room, WS, YEAR, prepare, scratch
PROVEN = "ITEM"  # number of the item that room.prepare makes
EVENT = ["--year", "2027", "--reason", "fewer children"]
# name, what is there before, command
COMMANDS = [
    ("init", {}, ["init", NEW, "--county", "甲县"]),
    ("import", {WS: "empty"}, ["import", WS, "s/schools.csv", *YEAR]),
    ("corrected import", {WS: "filled"}, ["import", WS, "corrected.csv", *YEAR]),
    ("freeze", {WS: "filled"}, ["freeze", WS, *YEAR]),
    ("assess", {WS: "frozen"}, ["assess", WS, *YEAR, *PACK]),
    ("school recode", {WS: "judged"}, ["school", "recode", WS, "2199000001", "2199900001", *EVENT]),
    ("school close", {WS: "judged"}, ["school", "close", WS, "2199000003", *EVENT]),
    ("ledger assign", {WS: "judged"}, ["ledger", "assign", WS, "1", "2", "--lead", "县财政局"]),
    ("ledger evidence", {WS: "judged"}, ["ledger", "evidence", WS, "1", "corrected.csv"]),
    ("rollover", {WS: "judged"}, ["rollover", WS, "--to", "2027"]),
    ("ledger note", {WS: "judged"}, ["ledger", "note", WS, "1", "--text", "half done"]),
    ("ledger add", {WS: "judged"}, ["ledger", "add", WS, "--problem", "p", "--found-by", "visit", "--standard", "rule 1"]),
    ("ledger close", {WS: "proven"}, ["ledger", "close", WS, PROVEN, "--text", "seen", "--person", "c"]),
    ("ledger reopen", {WS: "closed"}, ["ledger", "reopen", WS, PROVEN, "--reason", "fell down", "--person", "d"]),
    ("backup", {WS: "judged"}, ["backup", WS, BACKUP]),
    ("restore", {BACKUP: "backup"}, ["restore", BACKUP, NEW]),
    ("restore over", {BACKUP: "backup", NEW: "empty"}, ["restore", BACKUP, NEW, "--force"]),
    ("export", {WS: "judged"}, ["export", WS, OUT]),
    ("init from", {OUT: "export"}, ["init", NEW, "--from", OUT]),
]
READERS = [
    ("audit verify", {WS: "judged"}, ["audit", "verify", WS]),
    ("verify", {WS: "judged"}, ["verify", WS]),
    ("schools", {WS: "judged"}, ["schools", WS]),
    ("ledger list", {WS: "judged"}, ["ledger", "list", WS]),
    ("history", {WS: "judged"}, ["history", WS, *PACK]),
    ("ledger show", {WS: "judged"}, ["ledger", "show", WS, "1"]),
    ("assess live", {WS: "filled"}, ["assess", WS, *YEAR, "--live", *PACK]),
]


def judge(room, words, done, states, how):
    """What is wrong after a command that went wrong, or nothing."""
    before, after = states
    now = room.state()
    acknowledged = done.returncode in (0, 1)
    if any(now[n] not in (before[n], after[n]) for n in now):
        return f"between: {now}"
    if acknowledged and now != after:
        return f"acknowledged and not there: {now}"
    if how not in ("kill", "torn") and not acknowledged:
        if done.returncode != MACHINE or not done.stderr.strip():
            return f"code {done.returncode}: {done.stderr.decode()[-300:]}"
        # what cannot be taken away for want of memory, or because taking away failed, stays
        if how not in ("eio", "from there on") and room.parts():
            return f"left lying: {room.parts()}"
    return whole(room, now) or ("" if now == after else again(room, words, after))


def whole(room, now):
    for name in (WS, NEW):
        if now[name] and room.run(["audit", "verify", name]).returncode != 0:
            return f"the chain of {name} is broken"
    for name, words in ((BACKUP, ["restore", BACKUP, "w.jh-again"]), (OUT, ["init", "w.jh-again", "--from", OUT])):
        if now[name]:
            done = room.run(words)
            if done.returncode != 0:
                return f"{name} cannot be used: {done.stderr.decode()}"
            os.unlink(room.path("w.jh-again"))
    return ""


def again(room, words, after):
    done = room.run(words)
    if done.returncode not in (0, 1):
        return f"cannot be done again: {done.stderr.decode()[-300:]}"
    return "" if room.state() == after else f"done again it is {room.state()}"


def points(total, most):
    some = total if most == 0 else min(most, total)
    return sorted({1 + i * (total - 1) // max(1, some - 1) for i in range(some)})


class Trials:
    """Trials of every kind, several at once, each in a room of its own."""

    def __init__(self, jh, breaker, failer, folder):
        self.jh, self.breaker, self.failer, self.folder = jh, breaker, failer, folder
        self.stock = os.path.join(folder, "stock")
        self.passed = self.failed = 0
        self.local, self.lock, self.rooms = threading.local(), threading.Lock(), 0
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2)

    def room(self):
        if not hasattr(self.local, "room"):
            with self.lock:
                self.rooms += 1
                path = os.path.join(self.folder, f"room{self.rooms}")
            os.makedirs(path)
            for name in ("s", "corrected.csv"):
                copy = shutil.copytree if name == "s" else shutil.copy
                copy(os.path.join(self.stock, name), os.path.join(path, name))
            self.local.room = Room(self.jh, path, self.stock)
        return self.local.room

    def counted(self, base, words, library, variable, **env):
        """The state before and after, what is said, and how many calls there are."""
        room = self.room()
        room.fresh(base)
        before = room.state()
        room.fresh(base)
        done = room.run(words, library, **{variable: room.path("count")}, **env)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        with open(room.path("count"), encoding="ascii") as f:
            return (before, room.state()), done.stdout, int(f.read())

    def one(self, base, words, how, states, said, library, env):
        room = self.room()
        room.fresh(base)
        done = room.run(words, library, **env)
        if states[0] == states[1]:
            return reader_fault(room, base, done, said, how)
        if room.untouched(base) and done.returncode == MACHINE and done.stderr.strip() and not room.parts():
            return ""
        return judge(room, words, done, states, how)

    def tell(self, name, wrong):
        for at, fault in wrong:
            print(f"FAILED {name} {at}: {fault}", flush=True)
        self.failed += len(wrong)

    def many(self, name, base, words, how, at, library, setting, counted):
        """Each point of `at`, each with `setting(point)` in the environment."""
        states, said, total = counted

        def one(point):
            return point, self.one(base, words, how, states, said, library, setting(point))

        wrong = [(p, fault) for p, fault in self.pool.map(one, at) if fault]
        self.passed += len(at) - len(wrong)
        self.tell(f"{name}, {how} at", [(f"{p} of {total}", fault) for p, fault in wrong[:20]])
        self.failed += len(wrong[20:])

    def calls(self, name, base, words, what, hows, most):
        counted = self.counted(base, words, self.breaker, "JH_BREAK_COUNT", JH_BREAK_WHAT=what)
        for how in hows:
            self.many(f"{name} ({what})", base, words, how, points(counted[2], most), self.breaker,
                      lambda p, how=how: {"JH_BREAK_AT": str(p), "JH_BREAK_HOW": how, "JH_BREAK_WHAT": what}, counted)
        return counted[2]

    def memory(self, name, base, words, most):
        counted = self.counted(base, words, self.failer, "JH_FAIL_COUNT")
        spare = {"JH_FAIL_SPARE": "libxlsxwriter"}
        for how, more in (("once", {}), ("from there on", {"JH_FAIL_STICKY": "1"})):
            self.many(f"{name} (no memory)", base, words, how, points(counted[2], most), self.failer,
                      lambda p, more=more: {"JH_FAIL_AT": str(p), **spare, **more}, counted)
        return counted[2]

    def kills(self, commands, number, seed):
        """Kills at random: the longer a command takes, the more of them it gets."""
        counted = [self.counted(base, words, self.failer, "JH_FAIL_COUNT") for _, base, words in commands]
        rng = random.Random(seed)
        weight = [total ** 0.5 for _, _, total in counted]
        chosen = rng.choices(range(len(commands)), weight, k=number)
        for i, (name, base, words) in enumerate(commands):
            at = [rng.randint(1, counted[i][2]) for c in chosen if c == i]
            self.many(name, base, words, "kill", at, self.failer,
                      lambda p: {"JH_FAIL_AT": str(p), "JH_FAIL_KILL": "1"}, counted[i])
        print(f"{number} kills at random", flush=True)


def reader_fault(room, base, done, said, how):
    if not room.untouched(base):
        return "a command that reads has changed something"
    if done.returncode in (0, 1):
        return "" if done.stdout == said else "ends well and says something else"
    if how in ("kill", "torn") or (done.returncode == MACHINE and done.stderr.strip()):
        return ""
    return f"code {done.returncode}: {done.stderr.decode()[-300:]}"


def main(words):
    jh, breaker, failer = (os.path.abspath(w) for w in words[:3])
    most, kills, seed = ([int(w) for w in words[3:]] + [4, 0, 1][len(words) - 3:])[:3]
    with tempfile.TemporaryDirectory(prefix="jh-break-", dir=scratch()) as folder:
        t = Trials(jh, breaker, failer, folder)
        proven = prepare(jh, t.stock)
        commands = [(name, base, [proven if w == PROVEN else w for w in words]) for name, base, words in COMMANDS]
        for name, base, command in commands:
            total = [t.calls(name, base, command, "change", ("kill", "torn", "eio", "full"), most),
                     t.calls(name, base, command, "read", ("eio",), most),
                     t.calls(name, base, command, "sync", ("eio",), most), t.memory(name, base, command, most)]
            print("{}: {} changes, {} reads, {} syncs, {} allocations".format(name, *total), flush=True)
        for name, base, command in READERS:
            total = [t.calls(name, base, command, "read", ("eio",), most), t.memory(name, base, command, most)]
            print("{}: {} reads, {} allocations".format(name, *total), flush=True)
        if kills:
            t.kills(commands, kills, seed)
    print(f"{t.passed} passed, {t.failed} failed")
    return 1 if t.failed or not t.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
