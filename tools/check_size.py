#!/usr/bin/env python3
"""Files and functions stay small, and pure rooms keep no state.

A file has at most 900 lines; a function at most 120 lines and 6 parameters, and a cyclomatic
number of at most 25; the 95th percentile of function lengths is at most 80. The libraries of
pure rooms in build/gcc hold no writable global and call nothing that reads a clock, a locale
or the environment, or that is known to go wrong.
"""
import glob
import os
import re
import subprocess
import sys
from collections import defaultdict

from check_layers import allowed_rooms
from report import files, finish, read, root_of

FILE_LINES, FUNCTION_LINES, PERCENTILE_LINES, PATHS, PARAMETERS = 900, 120, 80, 25, 6
BANNED = {"strcpy", "strcat", "sprintf", "vsprintf", "gets", "atoi", "atol", "atof", "strtok",
          "rand", "srand", "random", "system", "popen", "tmpnam", "mktemp", "alloca"}
IMPURE = {"time", "clock", "gettimeofday", "clock_gettime", "localtime", "localtime_r", "gmtime",
          "setlocale", "getenv", "secure_getenv", "exit", "_exit", "abort",
          "printf", "puts", "putchar", "perror", "fopen", "open"}


def functions(root, paths):
    """(file, first line, name, cyclomatic number, lines) as pmccabe counts them."""
    said = subprocess.run(["pmccabe", *paths], cwd=root, check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for line in said.splitlines():
        cells = line.split("\t")
        # modified McCabe (a switch counts once), traditional, statements, first line, lines
        path = re.sub(r"\(\d+\):.*", "", cells[5])
        yield path, int(cells[3]), cells[5].split(": ")[-1], int(cells[0]), int(cells[4])


def parameters(text, line, name):
    """How many parameters the function that begins at the line takes."""
    start = "\n".join(text.splitlines()[line - 1:line + 12])
    match = re.search(re.escape(name) + r"\s*\(", start)
    if not match:
        return 0
    depth, commas, at = 1, 0, match.end()
    while at < len(start) and depth:
        depth += {"(": 1, ")": -1}.get(start[at], 0)
        commas += start[at] == "," and depth == 1
        at += 1
    return commas + 1


def check_files(root, checked, faults):
    paths = files(root, "src", "include", "fuzz", "tests/unit", "tests/oom", "tests/install")
    for path in paths:
        checked.append(path)
        lines = read(root, path).count("\n")
        if lines > FILE_LINES:
            faults[path].append(f"{lines} lines (at most {FILE_LINES})")
    return [p for p in paths if p.endswith(".c")]


def check_functions(root, paths, checked, faults):
    lengths = []
    for path, line, name, branches, lines in functions(root, paths):
        thing = f"{path}:{line} {name}"
        checked.append(thing)
        if path.startswith("src/"):
            lengths.append(lines)
        taken = parameters(read(root, path), line, name)
        for value, most, what in ((lines, FUNCTION_LINES, "lines"), (branches, PATHS, "paths"),
                                  (taken, PARAMETERS, "parameters")):
            if value > most:
                faults[thing].append(f"{value} {what} (at most {most})")
    lengths.sort()
    percentile = lengths[int(len(lengths) * 0.95)] if lengths else 0
    checked.append("length of functions, 95th percentile")
    if percentile > PERCENTILE_LINES:
        faults["length of functions, 95th percentile"].append(f"{percentile} lines")


def symbols(archive):
    """(object, name, class, section) of an archive's symbols."""
    said = subprocess.run(["nm", "-A", "-f", "sysv", archive], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for line in said.splitlines():
        cells = [c.strip() for c in line.split("|")]
        if len(cells) == 7:
            place, _, name = cells[0].rpartition(":")
            yield place.split(":")[-1], name, cells[2], cells[6]


def check_symbols(root, room, archive, pure, checked, faults):
    checked.append(f"symbols of {room}")
    for place, name, kind, section in symbols(archive):
        # .data.rel.ro holds constants with addresses in them: written by the loader alone
        writable = section.startswith((".data", ".bss", "*COM*")) and ".rel.ro" not in section
        plain = re.sub(r"^__(.+)_chk$", r"\1", name.split("@")[0])
        if pure and (writable or kind == "C") and not name.startswith("__"):
            faults[f"symbols of {room}"].append(f"{place}: writable global {name}")
        if kind == "U" and plain in BANNED | (IMPURE if pure else set()):
            faults[f"symbols of {room}"].append(f"{place} calls {plain}")


def main(words):
    root = root_of(words)
    checked, faults = [], defaultdict(list)
    check_functions(root, check_files(root, checked, faults), checked, faults)
    may, pure = allowed_rooms(root)
    libraries = os.path.join(root, "build", "gcc")
    if os.path.isdir(libraries):
        for room in sorted(may):
            for archive in glob.glob(os.path.join(libraries, "src", room, f"lib{room}.a")):
                check_symbols(root, room, archive, room in pure, checked, faults)
    finish(checked, faults)


if __name__ == "__main__":
    main(sys.argv[1:])
