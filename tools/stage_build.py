"""Stages that build the program in several ways and run its tests."""
import os

from harness import ASSESS, ROOT, build, jh, meson_tests, release, run, sample_tables

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


def figures(count):
    ways = [("gcc-o0", ("-Doptimization=0", "-Dtests=false"), "gcc"), ("release", None, None),
            ("clang-o2", ("-Doptimization=2", "-Dtests=false"), "clang")]
    tables = [os.path.relpath(t, ROOT) for t in sample_tables()]
    if not count.check(tables, "samples/county holds a table"):
        return
    said = {}
    for name, options, compiler in ways:
        if release(count) if options is None else build(count, name, options, {"CC": compiler}):
            said[name] = run([jh(name), *ASSESS, "--json", *tables])
    first = next(iter(said.values()), None)
    for name, (code, text) in said.items():
        count.check(code in (0, 1) and text.strip(), f"jh of build/{name} assesses the sample", text)
        count.check((code, text) == first, f"build/{name} gives the same bytes as the first")
