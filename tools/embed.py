#!/usr/bin/env python3
"""Writes the text catalogue (lang/*.yaml) or data files as C tables, at build time.

  embed.py text OUT.c FILE...            the catalogue; refuses a key without both languages,
                                         a key given twice, or placeholders that differ
  embed.py assets OUT.c ROOT FILE...     files as bytes, named relative to ROOT
  embed.py registry OUT.c HEADER TYPE PREFIX ID...   a table of the objects PREFIX##ID, so that
                                         a new one needs one word in a meson.build
"""
import os
import re
import sys


def c_string(text):
    out = []
    for byte in text.encode():
        char = chr(byte)
        out.append(char if 32 <= byte < 127 and char not in '"\\?' else "\\%03o" % byte)
    return '"' + "".join(out) + '"'


def read_catalogue(paths):
    rows, errors = {}, []
    for path in paths:
        key = None
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.rstrip("\n")
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            head = re.fullmatch(r"([a-z0-9_.]+):", line)
            body = re.fullmatch(r"  (zh|en): (.+)", line)
            if head:
                key = head.group(1)
                if key in rows:
                    errors.append(f"{path}:{number}: key given twice: {key}")
                rows[key] = {}
            elif body and key:
                text = body.group(2).strip()
                if text.startswith('"') and text.endswith('"') and len(text) > 1:
                    text = text[1:-1].replace('\\"', '"').replace("\\n", "\n")
                rows[key][body.group(1)] = text
            else:
                errors.append(f"{path}:{number}: neither 'key:' nor '  zh: text': {line}")
    for key, row in rows.items():
        if set(row) != {"zh", "en"}:
            errors.append(f"{key}: needs zh and en")
            continue
        holes = [sorted(set(re.findall(r"{([a-z_]+)}", row[l]))) for l in ("zh", "en")]
        if holes[0] != holes[1]:
            errors.append(f"{key}: placeholders differ: {holes[0]} {holes[1]}")
    if errors:
        sys.exit("\n".join(errors))
    return rows


def write_text(out, paths):
    rows = read_catalogue(paths)
    with open(out, "w", encoding="utf-8") as f:
        f.write('#include "text_table.h"\n\nconst jh__text_row jh__text_table[] = {\n')
        for key in sorted(rows, key=str.encode):
            f.write("    {%s, %s, %s},\n" % tuple(
                c_string(s) for s in (key, rows[key]["zh"], rows[key]["en"])))
        f.write("};\nconst size_t jh__text_count = sizeof jh__text_table / "
                "sizeof *jh__text_table;\n")


def write_assets(out, root, paths):
    names = sorted((os.path.relpath(p, root), p) for p in paths)
    with open(out, "w", encoding="utf-8") as f:
        f.write('#include "asset_table.h"\n\n')
        for i, (_, path) in enumerate(names):
            data = open(path, "rb").read()
            f.write(f"static const unsigned char asset_{i}[] = {{")
            f.write(",".join(str(b) for b in data + b"\0"))
            f.write("};\n")
        f.write("\nconst jh_asset jh__asset_table[] = {\n")
        for i, (name, _) in enumerate(names):
            f.write(f"    {{{c_string(name)}, asset_{i}, sizeof asset_{i} - 1}},\n")
        f.write("};\nconst size_t jh__asset_count = sizeof jh__asset_table / "
                "sizeof *jh__asset_table;\n")


def write_registry(out, header, kind, prefix, ids):
    with open(out, "w", encoding="utf-8") as f:
        f.write(f'#include "{header}"\n\n')
        f.writelines(f"extern const {kind} {prefix}{i};\n" for i in ids)
        f.write(f"extern const {kind} *const {prefix}table[];\n")
        f.write(f"extern const size_t {prefix}table_n;\n")
        f.write(f"const {kind} *const {prefix}table[] = {{\n")
        f.writelines(f"    &{prefix}{i},\n" for i in ids)
        f.write(f"}};\nconst size_t {prefix}table_n = {len(ids)};\n")


if __name__ == "__main__":
    if len(sys.argv) > 3 and sys.argv[1] == "text":
        write_text(sys.argv[2], sys.argv[3:])
    elif len(sys.argv) > 4 and sys.argv[1] == "assets":
        write_assets(sys.argv[2], sys.argv[3], sys.argv[4:])
    elif len(sys.argv) > 6 and sys.argv[1] == "registry":
        write_registry(*sys.argv[2:6], sys.argv[6:])
    else:
        sys.exit(__doc__)
