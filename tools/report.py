"""The way a checker of the project speaks: a line a fault, and "N passed, N failed" last."""
import os
import sys


def files(root, *folders, ends=(".c", ".h")):
    """Files under the folders, relative to the root, in a fixed order."""
    found = []
    for folder in folders:
        for where, dirs, names in os.walk(os.path.join(root, folder)):
            dirs[:] = [d for d in dirs if d not in ("node_modules", "__pycache__", ".git")]
            found += [os.path.relpath(os.path.join(where, n), root)
                      for n in names if n.endswith(ends)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as f:
        return f.read()


def root_of(words):
    """The tree to check: a folder named on the command line, else the project itself."""
    return words[0] if words else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def finish(checked, faults):
    """`checked` things were looked at; `faults` maps a faulty one to what is wrong with it."""
    for thing in sorted(faults):
        for why in faults[thing]:
            print(f"{thing}: {why}")
    failed = len(faults)
    print(f"{len(set(checked) | set(faults)) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
