#!/usr/bin/env python3
"""Words that must not be in the tree: functions that go wrong, leftovers, paths of one machine,
spaces at the end of lines, tabs in code, a wrong character encoding."""
import re
import sys
from collections import defaultdict

from report import files, finish, read, root_of

TEXTS = (".c", ".h", ".py", ".sh", ".md", ".yaml", ".yml", ".build", ".txt", ".mjs", ".json", ".css")
FOLDERS = ("src", "include", "tests", "fuzz", "bench", "tools", "docs", "lang", "packs", "forms",
           "reports", "duties", ".ci")
TOP = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "meson.build",
       "try.sh", "test.sh")
CALLS = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|rand|srand|random|"
                   r"system|popen|tmpnam|mktemp|alloca|setjmp|longjmp|strtod|sscanf)\s*\(")
# Split, so that this file does not find itself.
LEFT = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK"]) + r")\b|not implement" r"ed")
MACHINE = re.compile(r"(^|[^A-Za-z0-9_./-])/(wo" r"rk|fa" r"rm|ro" r"ot|ho" r"me)/")
# Reading digits that the same file has just written; number.c alone reads numbers that were given.
EXCUSED = {("src/base/number.c", "strtod"), ("src/base/number.c", "atoi"), ("src/base/exact.c", "atoi")}


def check(path, text, faults):
    code = path.endswith((".c", ".h"))
    for number, line in enumerate(text.split("\n"), 1):
        here = faults[path]
        call = CALLS.search(line) if code else None
        if call and (path, call[1]) not in EXCUSED and not path.startswith("tests/"):
            here.append(f"line {number}: {call[1]}")
        if LEFT.search(line):
            here.append(f"line {number}: leftover: {line.strip()[:60]}")
        if MACHINE.search(line):
            here.append(f"line {number}: path of one machine: {line.strip()[:60]}")
        if line != line.rstrip():
            here.append(f"line {number}: space at the end")
        if code and "\t" in line:
            here.append(f"line {number}: tab")
    if "\r" in text:
        faults[path].append("has carriage returns")
    if text and not text.endswith("\n"):
        faults[path].append("does not end with a line break")


def main(words):
    root = root_of(words)
    checked, faults = [], defaultdict(list)
    present = files(root, *FOLDERS, ends=TEXTS)
    present += [p for p in files(root, "", ends=TEXTS) if p in TOP]
    for path in present:
        # Cases, corpora and locks hold what others wrote, faults included.
        if "/corpus/" in path or path.startswith("tests/data/") or path.endswith("package-lock.json"):
            continue
        checked.append(path)
        try:
            check(path, read(root, path), faults)
        except UnicodeDecodeError as wrong:
            faults[path].append(f"is not UTF-8: {wrong}")
    finish(checked, {path: why for path, why in faults.items() if why})


if __name__ == "__main__":
    main(sys.argv[1:])
