"""Stages that build the program in several ways and run its tests."""
import os
import sqlite3
import tempfile

from harness import ASSESS, BUILD, DATE, ROOT, build, jh, meson_tests, release, run, sample_tables

SANITIZER = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:detect_leaks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}
ASAN_SETUP = ("-Db_sanitize=address,undefined", "-Db_lundef=false", "-Dfuzzers=true",
              "-Dc_args=-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined")


def gcc(count):
    if build(count, "gcc", env={"CC": "gcc"}):
        meson_tests(count, "gcc")


def asan_build(count):
    """One build serves the sanitized tests, clang-tidy and the fuzzers."""
    return build(count, "asan", ASAN_SETUP, {"CC": "clang"})


def asan(count):
    if asan_build(count):
        meson_tests(count, "asan", SANITIZER, multiply=4)


# Tests of what a pool of threads does.
THREADED = ("pool", "bulk", "pupils", "batch", "batch_nested", "bootstrap", "op_stat", "op_province")


def threads(count):
    """Two threads at one place is a fault even where the figures came out right this time."""
    if not build(count, "threads", ("-Db_sanitize=thread", "-Db_lundef=false"), {"CC": "clang"},
                 ["src/cli/jh"] + [f"tests/unit/test_{name}" for name in THREADED]):
        return
    for name in THREADED:
        code, said = run([os.path.join(BUILD, "threads", "tests", "unit", f"test_{name}")],
                         env={"TSAN_OPTIONS": "halt_on_error=1"}, timeout=900)
        count.check(code == 0 and "WARNING: ThreadSanitizer" not in said, f"test_{name} has no data race", said)


def kept_figures(name):
    """What a workspace keeps of the sample: values, results, and the hash of a frozen year."""
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "w.jh")
        said = []
        for words in (["init", made], ["import", made, *sample_tables(), "--year", "2026"],
                      ["freeze", made, "--year", "2026"], [*ASSESS, made, "--year", "2026", "--json"],
                      ["ledger", "list", made, "--date", DATE, "--json"]):
            code, text = run([jh(name), *words])
            said.append((code, text.replace(folder, "")))
        db = sqlite3.connect(made)
        for sql in ("SELECT year, subject, fact, number, text, row, col FROM v_fact ORDER BY 1, 2, 3",
                    "SELECT year, schools, facts, hash FROM snap_snapshot", "SELECT hash, json FROM out_result"):
            said.append(db.execute(sql).fetchall())
        db.close()
    return said


def figures(count):
    ways = [("gcc-o0", ("-Doptimization=0", "-Dtests=false"), "gcc"), ("release", None, None),
            ("clang-o0", ("-Doptimization=0", "-Dtests=false"), "clang"),
            ("clang-o3", ("-Doptimization=3", "-Dtests=false"), "clang")]
    tables = [os.path.relpath(t, ROOT) for t in sample_tables()]
    if not count.check(tables, "samples/county holds a table"):
        return
    said, kept = {}, {}
    for name, options, compiler in ways:
        if release(count) if options is None else build(count, name, options, {"CC": compiler}):
            said[name] = run([jh(name), *ASSESS, "--json", *tables])
            kept[name] = kept_figures(name)
    first = next(iter(said.values()), None)
    for name, (code, text) in said.items():
        count.check(code in (0, 1) and text.strip(), f"jh of build/{name} assesses the sample", text)
        count.check((code, text) == first, f"build/{name} gives the same bytes as the first")
        codes = [step[0] for step in kept[name] if isinstance(step, tuple)]
        count.check(not set(codes) - {0, 1}, f"build/{name} keeps the sample in a workspace", str(codes))
        count.check(kept[name] == next(iter(kept.values())), f"build/{name} keeps the same bytes as the first")
