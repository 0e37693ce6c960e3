"""Stages that read the code without running it."""
import concurrent.futures
import hashlib
import json
import os
import re

from harness import JOBS, ROOT, build, build_dir, includes, run, script, sources
from stage_build import asan_build

MODEL = [f"--extra-arg=-include{ROOT}/tools/analyzer.h", f"--extra-arg=-I{ROOT}/include/base"]
CODE = ("include", "src", "tests", "fuzz", "bench")


def formatting(count):
    for path in sources(*CODE):
        code, said = run(["clang-format", "--dry-run", "-Werror", path])
        count.check(code == 0, f"clang-format {path} (mend: clang-format -i {path})",
                    "\n".join(said.splitlines()[:3]))


def house(count):
    """The size checker looks into the libraries of build/gcc."""
    if not build(count, "gcc", env={"CC": "gcc"}):
        return
    for name in ("layers", "size", "text", "words", "docs"):
        script(count, f"tools/check_{name}.py")
    script(count, "tests/lint/test_checkers.py")


def cppcheck(count):
    cache = build_dir("cppcheck")
    os.makedirs(cache, exist_ok=True)
    include = includes()
    files = sources("src", "fuzz", ends=(".c",))
    # One configuration: the macros of the libraries' own headers are not ours to vary.
    code, said = run(["cppcheck", "-j", JOBS, "--quiet", "--std=c11", "--error-exitcode=1",
                      "--enable=warning,performance,portability", "--inline-suppr",
                      "--suppress=missingIncludeSystem", "--suppress=normalCheckLevelMaxBranches",
                      # These take a pointer into an array, a text that ends with NUL, or memory that
                      # was handed on for a mistake; LeakSanitizer finds true leaks.
                      "--suppress=objectIndex", "--suppress=arrayIndexThenCheck",
                      "--suppress=memleak", "--library=posix", "-D_GNU_SOURCE", "-U__cplusplus",
                      f"--cppcheck-build-dir={cache}", *include, *files], timeout=1200)
    faulty = set(re.findall(r"^([^\s:]+\.[ch]):\d+", said, re.M))
    for path in files:
        count.check(path not in faulty, f"cppcheck {path}")
    if code != 0 or faulty:
        count.check(False, "cppcheck", said)


def tidy(count):
    """Files whose text, headers and rules have not changed since they passed are not read again."""
    if not asan_build(count):
        return
    done = os.path.join(build_dir("asan"), "tidy")
    os.makedirs(done, exist_ok=True)
    rules = hashlib.sha256()
    for path in [".clang-tidy", "tools/analyzer.h", *sources("include", "src", "tests", ends=(".h",))]:
        rules.update(open(os.path.join(ROOT, path), "rb").read())

    with open(os.path.join(build_dir("asan"), "compile_commands.json"), encoding="utf-8") as f:
        compiled = {os.path.relpath(os.path.join(c["directory"], c["file"]), ROOT) for c in json.load(f)}

    def one(path):
        if path not in compiled:
            return path, 1, "no build compiles it"
        seen = rules.copy()
        seen.update(open(os.path.join(ROOT, path), "rb").read())
        mark = os.path.join(done, seen.hexdigest())
        if os.path.exists(mark):
            return path, 0, ""
        # The files that define what the header models are read without it; so is the solver, which
        # stands apart from base.
        own = path in ("src/base/message.c", "src/base/node.c") or path.startswith("src/solve/")
        model = [] if own else MODEL
        code, said = run(["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p",
                          build_dir("asan"), *model, path])
        if code == 0:
            open(mark, "w").close()
        return path, code, said

    with concurrent.futures.ThreadPoolExecutor(int(JOBS)) as pool:
        for path, code, said in pool.map(one, sources("src", ends=(".c",))):
            count.check(code == 0, f"clang-tidy {path}", said)
