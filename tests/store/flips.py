#!/usr/bin/env python3
"""One flipped bit in a backup or a workspace (flips.c): flips.py JH FLIPS [POINTS [SEED]]."""
import os
import sqlite3
import subprocess
import sys
import tempfile

from room import prepare, scratch


def main(words):
    jh, flips = (os.path.abspath(w) for w in words[:2])
    points, seed = (words[2:] + ["300", "1"][len(words) - 2:])[:2]
    with tempfile.TemporaryDirectory(prefix="jh-flips-", dir=scratch()) as folder:
        stock = os.path.join(folder, "stock")
        prepare(jh, stock)
        db = sqlite3.connect(os.path.join(stock, "judged"))
        db.execute("PRAGMA journal_mode = DELETE")  # one file: no log is made for every look at it
        db.close()
        return subprocess.run([flips, "judged", "backup", points, seed], cwd=stock).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
