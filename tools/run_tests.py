#!/usr/bin/env python3
"""Every test of the project, stage by stage; ./test.sh calls it.

  run_tests.py [--list] [STAGE...]

Each stage counts its checks and goes on after a failure. The last line sums them up.
"""
import sys
import time

import stage_build
import stage_crash
import stage_lint
import stage_robust
import stage_story
import stage_use
from harness import Count

STAGES = [
    ("gcc", "built with gcc, no warnings; unit, case and command tests", stage_build.gcc),
    ("asan", "the same with clang, AddressSanitizer and UBSan", stage_build.asan),
    ("threads", "what runs on several threads, with ThreadSanitizer", stage_build.threads),
    ("figures", "same bytes from gcc and clang, -O0 and -O3", stage_build.figures),
    ("format", "clang-format", stage_lint.formatting),
    ("house", "layers, sizes, texts, words, documents", stage_lint.house),
    ("cppcheck", "cppcheck", stage_lint.cppcheck),
    ("tidy", "clang-tidy and the static analyser", stage_lint.tidy),
    ("headers", "each public header alone, as C11 and as C++", stage_use.headers),
    ("install", "installed, found by pkg-config, linked and run", stage_use.install),
    ("story", "the walk-through of three years, typed as it stands", stage_story.story),
    ("memory", "the n-th allocation fails", stage_robust.memory),
    ("disk", "no space left", stage_robust.disk),
    ("crash", "kills, power cuts, faulty disks under a workspace", stage_crash.crash),
    ("fuzz", "fuzzers, briefly, from the kept corpora", stage_robust.fuzz),
    ("bindings", "called from Python and R, read by DuckDB", stage_use.bindings),
    ("browser", "the report in a browser", stage_use.browser),
]


def main(words):
    names = [name for name, _, _ in STAGES]
    if words == ["--list"]:
        for name, what, _ in STAGES:
            print(f"{name:10}{what}")
        return 0
    unknown = [w for w in words if w not in names]
    if unknown:
        print(f"no such stage: {' '.join(unknown)} (there are: {' '.join(names)})")
        return 2
    passed = failed = 0
    for name, what, stage in STAGES:
        if words and name not in words:
            continue
        print(f"== {name}: {what}", flush=True)
        count, start = Count(), time.monotonic()
        stage(count)
        if count.passed + count.failed == 0:
            count.check(False, f"{name} checked nothing")
        seconds = time.monotonic() - start
        print(f"   {name}: {count.passed} passed, {count.failed} failed ({seconds:.0f} s)",
              flush=True)
        passed += count.passed
        failed += count.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
