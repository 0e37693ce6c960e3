"""What the tests of a workspace share: a folder to run jh in, and how far a workspace is."""
import os
import shutil
import sqlite3
import subprocess
import sys

PACK = ["--pack", "cn-2017-quality"]
YEAR = ["--year", "2026"]
MACHINE = 4  # exit code: no space, no permission, no memory
WS, BACKUP, OUT, NEW = "w.jh", "w.bak", "out", "x.jh"
LOGS = ("-wal", "-shm", "-journal")


def scratch():
    """Where files are quickly made and removed."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Room:
    """A folder to work in, and what jh says there."""

    def __init__(self, jh, folder, stock):
        self.jh, self.folder, self.stock = jh, folder, stock

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, words, library=None, **env):
        more = {"LD_PRELOAD": library, **env} if library else {}
        try:
            return subprocess.run([self.jh, *words], cwd=self.folder, stdin=subprocess.DEVNULL, timeout=60,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env={**os.environ, "JH_LANG": "en", "HOME": self.folder, **more})
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(words, -1000, b"", b"hangs")

    def fresh(self, base):
        for name in os.listdir(self.folder):
            if name.startswith((WS, BACKUP, OUT, NEW)):
                remove(self.path(name))
        for name, kept in base.items():
            copy = shutil.copytree if os.path.isdir(os.path.join(self.stock, kept)) else shutil.copy
            copy(os.path.join(self.stock, kept), self.path(name))

    def untouched(self, base):
        """Whether all is byte for byte as `fresh` laid it out."""
        there = {n for n in os.listdir(self.folder) if n.startswith((WS, BACKUP, OUT, NEW))}
        empty = {n for n in there if n.endswith("-shm") or not size(self.path(n))}
        if there - empty != set(base):
            return False
        return all(os.path.isdir(self.path(n)) or same(self.path(n), os.path.join(self.stock, base[n])) for n in base)

    def state(self):
        """How far each workspace is, and what else is there."""
        found = {n: workspace(self.path(n)) for n in (WS, NEW)}
        return found | {n: os.path.exists(self.path(n)) for n in (BACKUP, OUT)}

    def parts(self):
        return [n for n in os.listdir(self.folder) if ".part-" in n]


def size(path):
    return os.path.isdir(path) or os.path.getsize(path)


def same(a, b):
    with open(a, "rb") as f, open(b, "rb") as g:
        return f.read() == g.read()


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def workspace(path):
    """What the chain speaks of (the time differs from run to run; how far it goes does not), with the schema's
    version; None where there is no workspace; a text says what is wrong with it."""
    if not os.path.exists(path):
        return None
    db = sqlite3.connect(path)
    try:
        said = db.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            return said
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return (version, *(row[0] for row in db.execute("SELECT what FROM aud_chain ORDER BY n")))
    except sqlite3.Error as wrong:
        return str(wrong)
    finally:
        db.close()


def settled(path, to):
    """Laid together without a log, as a copy must be."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(path, to)


def prepare(jh, stock):
    os.makedirs(stock)
    room = Room(jh, stock, stock)

    def must(*words):
        done = room.run(words)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")

    must("sample", "--out", "s", "--schools", "10", "--format", "csv")
    with open(room.path("s/schools.csv"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    lines[-2] = lines[-2].replace("0", "1")
    with open(room.path("corrected.csv"), "w", encoding="utf-8") as f:
        f.write("\n".join(lines))
    for words, kept in ((["init"], "empty"), (["import", "s/schools.csv", *YEAR], "filled"),
                        (["freeze", *YEAR], "frozen"), (["assess", *YEAR, *PACK], "judged")):
        must(words[0], "made", *words[1:])
        settled(room.path("made"), room.path(kept))
    # a problem that somebody found, mended and proved, ready to be struck off; and struck off
    must("ledger", "add", "made", "--problem", "no fence", "--found-by", "visit", "--standard", "rule 1", "--person", "a")
    proven = str(sqlite3.connect(room.path("made")).execute("SELECT max(id) FROM led_item").fetchone()[0])
    must("ledger", "evidence", "made", proven, "s/README.md", "--person", "b")
    settled(room.path("made"), room.path("proven"))
    must("ledger", "close", "made", proven, "--text", "seen", "--person", "c")
    settled(room.path("made"), room.path("closed"))
    must("backup", "judged", "backup")
    must("export", "judged", "export")
    for name in ("made", "closed", "proven", "judged", "frozen", "filled", "empty"):
        for end in LOGS:
            if os.path.exists(room.path(name + end)):
                os.unlink(room.path(name + end))
    return proven
