#!/usr/bin/env python3
"""The text catalogue and the code agree.

Every key has Chinese and English with the same placeholders; every key that the code names
exists; every key is used; a call that fills a message gives what its text asks for.
"""
import re
import sys
from collections import defaultdict

from embed import read_catalogue
from report import files, finish, read, root_of

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
KEY = re.compile(r"@?([a-z]+\.[a-z0-9_.]+)")
# Functions that fill a message, and what each gives by itself.
FILLER = {"jh_fail": set(), "jh_diag_add": set(), "jh_msg_set": set(), "jh_violation_add": set(),
          "jh_node_fail": {"file", "line", "column"}}
FILE_END = (".h", ".c", ".yaml", ".csv", ".xlsx", ".xls", ".html", ".json", ".css", ".svg", ".xml",
            ".rels", ".txt", ".md")


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    return re.sub(r"^\s*#\s*include.*$", "", text, flags=re.M)


def calls(text):
    """(line, function, text of the arguments) of each call that fills a message."""
    for match in re.finditer(r"\b(" + "|".join(FILLER) + r")\s*\(", text):
        depth, at = 1, match.end()
        while at < len(text) and depth:
            if text[at] == '"':
                at = LITERAL.match(text, at).end()
                continue
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield text[:match.start()].count("\n") + 1, match[1], text[match.end():at - 1]


def check_call(path, call, rows, faults):
    line, function, words = call
    found = re.search(r'"([a-z0-9_.]+)"\s*,\s*((?:"[^"]*"\s*)+)', words)
    if not found or found[1] not in rows:
        return
    given = set(re.findall(r"([a-z_0-9]+):[sdug]", found[2]))
    asked = set(re.findall(r"{([a-z_0-9]+)}", rows[found[1]]["en"]))
    for name in sorted(asked - given - FILLER[function]):
        faults[path].append(f"line {line}: {found[1]} asks for {{{name}}}, which is not given")
    for name in sorted(given - asked):
        faults[path].append(f"line {line}: {found[1]} does not say {name}, which is given")


def keys_of(literal, rows):
    """The catalogue's keys that a literal of the code stands for: itself, those that it begins
    ("pack.kind_"), or those that its format can give ("assess.reason_%s"). None: no key at all."""
    match = KEY.fullmatch(literal)
    if match and match[1].endswith(("_", ".")):
        return {k for k in rows if k.startswith(match[1])}
    if match and not literal.endswith(FILE_END):
        return {match[1]} & set(rows)
    if "%" in literal and KEY.match(literal.replace("%", "x")):
        form = re.sub(r"%[a-z]+", "[a-z0-9_.]+", re.escape(literal.lstrip("@")))
        return {k for k in rows if re.fullmatch(form, k)} or None
    return None


def check_code(path, text, rows, rooms, faults):
    """The keys that the file uses."""
    used = set()
    for match in LITERAL.finditer(text):
        keys = keys_of(match[1], rows)
        used |= keys or set()
        if keys == set() and match[1].split(".")[0].lstrip("@") in rooms:
            line = text[:match.start()].count("\n") + 1
            faults[path].append(f"line {line}: no text for {match[1]}")
    for call in calls(text):
        check_call(path, call, rows, faults)
    return used


def main(words):
    root = root_of(words)
    rows = read_catalogue([f"{root}/{p}" for p in files(root, "lang", ends=(".yaml",))])
    rooms = {key.split(".")[0] for key in rows}
    used, checked, faults = set(), list(rows), defaultdict(list)
    for path in files(root, "src"):
        checked.append(path)
        used |= check_code(path, without_comments(read(root, path)), rows, rooms, faults)
    for key in set(rows) - used:
        faults[key].append("is used nowhere")
    finish(checked, faults)


if __name__ == "__main__":
    main(sys.argv[1:])
