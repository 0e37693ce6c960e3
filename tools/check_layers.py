#!/usr/bin/env python3
"""Every include of a room is one that the table of docs/house.md allows it.

The build already gives each room its own include path; this also refuses another room's
private headers, libraries that belong to one room, and a table that the build ignores.
"""
import os
import re
import sys
from collections import defaultdict

from report import files, finish, read, root_of

# Libraries that one room alone wraps.
LIBRARY = {"gmp.h": "base", "yaml.h": "base", "zip.h": "intake", "expat.h": "intake",
           "iconv.h": "intake", "xlsxwriter.h": "publish",
           "sqlite3.h": "store", "sodium.h": "store", "pthread.h": "base"}
# What a pure room has no business with.
IMPURE = {"time.h", "threads.h", "sys/time.h", "sys/stat.h",
          "sys/types.h", "fcntl.h", "dirent.h", "signal.h"}


def allowed_rooms(root):
    """From the table: room -> rooms whose public headers it may include; and the pure rooms."""
    text = read(root, "docs/house.md")
    table = text[text.index("| module | may include |"):].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    names = [n.strip() for row in rows for n in row[0].split(",")]
    may, pure, above = {}, set(), []
    for left, right, purity in rows:
        listed = set(above) if "all above" in right else set(re.findall(r"[a-z]+", right)) & set(names)
        for name in (n.strip() for n in left.split(",")):
            may[name] = listed | {name}
            above.append(name)
            if purity == "yes":
                pure.add(name)
    return may, pure


def owners(root):
    """Public header -> the room it belongs to."""
    return {path.split("/", 2)[2]: path.split("/")[1] for path in files(root, "include", ends=(".h",))}


def fault(root, path, room, bracket, name, may, pure, owner):
    if bracket == '"':
        near = os.path.normpath(os.path.join(os.path.dirname(path), name))
        mine = near.startswith(f"src/{room}/") and os.path.exists(os.path.join(root, near))
        mine = mine or os.path.exists(os.path.join(root, "src", room, name))
        return None if mine else f'"{name}" is not a header of its own room'
    if name.startswith("junheng/"):
        if name not in owner:
            return f"<{name}> does not exist"
        if owner[name] not in may[room]:
            return f"<{name}> is of {owner[name]}, which {room} may not include"
    elif LIBRARY.get(name, room) != room:
        return f"<{name}> is wrapped by {LIBRARY[name]}"
    elif room in pure and name in IMPURE:
        return f"<{name}> has no place in a pure room"
    return None


def main(words):
    root = root_of(words)
    may, pure = allowed_rooms(root)
    owner = owners(root)
    checked, faults = [], defaultdict(list)
    for path in files(root, "src", "include"):
        room = path.split("/")[1]
        if room in ("assets", "umbrella"):
            continue
        checked.append(path)
        if room not in may:
            faults[path].append(f"the room {room} is not in the table of docs/house.md")
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            why = match and fault(root, path, room, match[1], match[2], may, pure, owner)
            if why:
                faults[path].append(f"line {number}: {why}")
    finish(checked, faults)


if __name__ == "__main__":
    main(sys.argv[1:])
