#!/usr/bin/env python3
"""A disk that is really full: full.py JH.

On a small file system of its own (root only; elsewhere files may not grow beyond a limit), for the workspace with its
log, for what is written from it, and for SQLite's temporary files. What does not fit is refused with a message, leaves
everything as it was and nothing lying about, and works once there is room.
"""
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from room import MACHINE, PACK, Room, YEAR, prepare, scratch, workspace

KIB = 1024
COMMANDS = [
    ("import", "empty", ["import", "WS", "s/schools.csv", *YEAR]),
    ("freeze", "filled", ["freeze", "WS", *YEAR]),
    ("assess", "frozen", ["assess", "WS", *YEAR, *PACK]),
    ("ledger", "judged", ["ledger", "evidence", "WS", "1", "s/schools.csv"]),
]
COPIES = [
    ("backup", ["backup", "judged", "NEW"]),
    ("export", ["export", "judged", "NEW"]),
    ("restore", ["restore", "backup", "NEW"]),
    ("init from", ["init", "NEW", "--from", "export"]),
    ("init", ["init", "NEW"]),
]


class Small:
    """A folder that holds only so much."""

    def __init__(self, path):
        self.path, self.real = path, False
        os.makedirs(path)

    def __enter__(self):
        self.real = os.geteuid() == 0 and self.mount("-t", "tmpfs", "-o", "size=64k", "none", self.path)
        return self

    def __exit__(self, *_):
        if self.real:
            subprocess.run(["umount", self.path], check=False)

    def mount(self, *words):
        return subprocess.run(["mount", *words], stderr=subprocess.DEVNULL, check=False).returncode == 0

    def room_for(self, size):
        """What a command gets that may write so many bytes there."""
        if self.real:
            assert self.mount("-o", f"remount,size={max(size, 4 * KIB)}", self.path)
            return None

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return limit

    def clear(self):
        if self.real:
            assert self.mount("-o", "remount,size=64m", self.path)
        for name in os.listdir(self.path):
            path = os.path.join(self.path, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


class Full:
    def __init__(self, room, small):
        self.room, self.small = room, small
        self.passed = self.failed = 0

    def count(self, ok, what, said=""):
        self.passed += bool(ok)
        self.failed += not ok
        if not ok:
            print(f"FAILED {what}: {said}", flush=True)

    def run(self, words, size=64 * KIB * KIB, **env):
        return subprocess.run([self.room.jh, *words], cwd=self.room.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=self.small.room_for(size),
                              env={**os.environ, "JH_LANG": "en", "HOME": self.room.folder, **env})

    def workspaces(self):
        ws = os.path.join(self.small.path, "w.jh")
        for name, base, command in COMMANDS:
            words = [ws if w == "WS" else w for w in command]
            kept = self.room.path(base)
            for spare in (0, 8, 40, 80, 160, 320):
                self.small.clear()
                shutil.copy(kept, ws)
                before, size = workspace(kept), os.path.getsize(kept) + spare * KIB
                done = self.run(words, size)
                now = self.refused(f"{name} with {spare} KiB to spare", done) and before
                self.count(self.run(["audit", "verify", ws]).returncode == 0, f"{name}, {spare} KiB: the chain is whole")
                if now:
                    self.count(workspace(ws) == before, f"{name}, {spare} KiB: as before", workspace(ws))
                    self.count(self.run(words).returncode in (0, 1), f"{name}, {spare} KiB: works once there is room")

    def refused(self, what, done):
        """Whether the command had no room, and said so; it may also have had enough."""
        if done.returncode in (0, 1):
            self.passed += 1
            return False
        said = done.stderr.decode()
        self.count(done.returncode == MACHINE and said.strip(), what, f"{done.returncode} {said}")
        return True

    def copies(self):
        new = os.path.join(self.small.path, "new")
        for name, command in COPIES:
            words = [new if w == "NEW" else w for w in command]
            for size in (4, 32, 128, 300):
                self.small.clear()
                if self.refused(f"{name} with {size} KiB", self.run(words, size * KIB)):
                    self.count(not os.listdir(self.small.path), f"{name}, {size} KiB: nothing is left lying",
                               os.listdir(self.small.path))
                    self.count(self.run(words).returncode == 0, f"{name}, {size} KiB: works once there is room")

    def temporary(self):
        """No room for SQLite's own temporary files."""
        for words in (["audit", "verify", "judged"], ["schools", "judged"], ["history", "judged", *PACK]):
            self.small.clear()
            whole = self.run(words)
            done = self.run(words, 4 * KIB, SQLITE_TMPDIR=self.small.path, TMPDIR=self.small.path)
            if not self.refused(f"{words[0]} without temporary files", done):
                self.count(done.stdout == whole.stdout, f"{words[0]} says the same without temporary files")


def main(words):
    with tempfile.TemporaryDirectory(prefix="jh-full-", dir=scratch()) as folder:
        stock = os.path.join(folder, "stock")
        prepare(os.path.abspath(words[0]), stock)
        room = Room(os.path.abspath(words[0]), stock, stock)
        with Small(os.path.join(folder, "small")) as small:
            f = Full(room, small)
            f.workspaces()
            f.copies()
            f.temporary()
            print("a small file system" if small.real else "a limit to the size of files")
    print(f"{f.passed} passed, {f.failed} failed")
    return 1 if f.failed or not f.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
