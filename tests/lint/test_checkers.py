#!/usr/bin/env python3
"""The checkers of tools/ must be able to fail: each is shown a small tree with one fault, which
it has to name, and the same tree without the fault, which it has to pass."""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOUSE = """| module | may include | pure |
|---|---|---|
| base | libc | yes |
| frame | base | yes |
| store | base, frame | no |
| ops | all above | no |

"""
GOOD = {
    "docs/house.md": HOUSE,
    "include/base/junheng/base.h": "int jh_one(void);\n",
    "include/frame/junheng/frame.h": "#include <junheng/base.h>\n",
    "include/ops/junheng/ops.h": "#include <junheng/base.h>\n",
    "src/base/one.c": '#include <junheng/base.h>\n\nint jh_one(void)\n{\n    return 1;\n}\n',
    "src/frame/f.c": '#include <junheng/frame.h>\n#include "own.h"\n\n'
                     'void f(void)\n{\n    jh_fail(e, 1, "base.bad", "file:s", n);\n}\n',
    "src/frame/own.h": "int own(void);\n",
    "src/ops/o.c": "#include <junheng/ops.h>\n#include <junheng/frame.h>\n",
    "lang/base.yaml": "base.bad:\n  zh: 坏 {file}\n  en: bad {file}\n",
    "README.md": "# A\n\ntext [b](docs/house.md)\n\n```\nrun  # so\n```\n",
    "README.zh-CN.md": "# 甲\n\n文字 [乙](docs/house.md)\n\n```\nrun  # 如此\n```\n",
}
LONG = "int jh_one(void)\n{\n" + "    jh_one();\n" * 130 + "    return 1;\n}\n"
BRANCHY = "int jh_one(void)\n{\n" + "    if (jh_one()) jh_one();\n" * 26 + "    return 1;\n}\n"

# checker, file, its faulty text, what the checker must say
FAULTS = [
    ("layers", "src/frame/f.c", "#include <junheng/ops.h>\n", "frame may not include"),
    ("layers", "src/frame/f.c", '#include "../base/private.h"\n', "not a header of its own room"),
    ("layers", "src/frame/f.c", "#include <time.h>\n", "no place in a pure room"),
    ("layers", "src/frame/f.c", "#include <zip.h>\n", "wrapped by intake"),
    ("layers", "src/frame/f.c", "#include <junheng/none.h>\n", "does not exist"),
    ("layers", "src/attic/f.c", "int a;\n", "not in the table"),
    ("layers", "include/base/junheng/base.h", "#include <junheng/frame.h>\n", "base may not include"),
    ("size", "src/base/one.c", LONG, "lines (at most 120)"),
    ("size", "src/base/one.c", BRANCHY, "paths (at most 25)"),
    ("size", "src/base/one.c", "int jh_one(int a, int b, int c, int d, int e, int f, int g)\n{\n"
     "    return a;\n}\n", "7 parameters"),
    ("size", "src/base/one.c", "\n" * 901, "901 lines"),
    ("text", "lang/base.yaml", "base.bad:\n  zh: 坏\n", "needs zh and en"),
    ("text", "lang/base.yaml", "base.bad:\n  zh: 坏 {file}\n  en: bad\n", "placeholders differ"),
    ("text", "lang/base.yaml", "base.bad:\n  zh: 坏 {file}{row}\n  en: bad {file}{row}\n", "asks for {row}"),
    ("text", "src/base/one.c", 'x("base.worse");\n', "no text for base.worse"),
    ("text", "src/frame/f.c", "int f;\n", "used nowhere"),
    ("words", "src/base/one.c", "    strcpy(a, b);\n", "strcpy"),
    ("words", "src/base/one.c", "/* TO" + "DO */\n", "leftover"),
    ("words", "docs/house.md", HOUSE + "see /ro" + "ot/x\n", "path of one machine"),
    ("words", "src/base/one.c", "int a; \n", "space at the end"),
    ("words", "src/base/one.c", "int a;", "does not end"),
    ("docs", "README.md", "# A\n\n## B\n\n[b](docs/house.md)\n\n```\nrun\n```\n", "headings differ"),
    ("docs", "README.md", "# A\n\n[b](docs/house.md)\n\n```\nwalk\n```\n", "code blocks differ"),
    ("docs", "README.md", "# A\n\n[b](docs/none.md)\n\n```\nrun\n```\n", "leads nowhere"),
]


# Compiled into the library of base, where check_size must see it.
STATEFUL = [
    ("static int state;\nint *jh_state(void)\n{\n    return &state;\n}\n", "writable global state"),
    ("#include <time.h>\nlong jh_now(void)\n{\n    return (long)time(0);\n}\n", "calls time"),
    ("static const char *const name[] = {\"a\", \"b\"};\nconst char *jh_name(int i)\n{\n"
     "    return name[i];\n}\n", None),
]


def archive(root, text):
    where = os.path.join(root, "build", "gcc", "src", "base")
    os.makedirs(where)
    with open(os.path.join(where, "one.c"), "w", encoding="utf-8") as f:
        f.write(text)
    subprocess.run(["gcc", "-O2", "-fPIC", "-c", "one.c"], cwd=where, check=True)
    subprocess.run(["ar", "rcs", "libbase.a", "one.o"], cwd=where, check=True)


def said(checker, tree, library=None):
    with tempfile.TemporaryDirectory() as root:
        if library:
            archive(root, library)
        for path, text in tree.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8", newline="") as f:
                f.write(text)
        done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", f"check_{checker}.py"), root],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def main():
    passed = failed = 0
    for checker in sorted({f[0] for f in FAULTS}):
        code, text = said(checker, GOOD)
        passed, failed = (passed + 1, failed) if code == 0 else (passed, failed + 1)
        if code:
            print(f"{checker} refuses the tree without faults:\n{text}")
    for checker, path, faulty, what in FAULTS:
        code, text = said(checker, {**GOOD, path: faulty})
        if code and what in text:
            passed += 1
        else:
            failed += 1
            print(f"{checker} does not say {what!r} of {path}, but exits {code}:\n{text}")
    for library, what in STATEFUL:
        code, text = said("size", GOOD, library)
        if what in text if what else code == 0:
            passed += 1
        else:
            failed += 1
            print(f"size does not say {what!r} of a library:\n{text}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
