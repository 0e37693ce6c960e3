"""Stages that use the result as others will: as a library, and as a page in a browser."""
import os
import shutil
import tempfile

from harness import ASSESS, ROOT, build_dir, includes, jh, release, run, sample_tables, sources


def headers(count):
    include = includes()
    for path in sources("include", ends=(".h",)):
        for compiler, words in (("gcc", ["-std=c11", "-x", "c"]), ("clang", ["-std=c++17", "-x", "c++"])):
            code, said = run([compiler, *words, "-pedantic", "-Wall", "-Wextra", "-Werror",
                              "-fsyntax-only", *include, path])
            count.check(code == 0, f"{path} alone, {compiler} {words[0]}", said)


def install(count):
    if not release(count):
        return
    with tempfile.TemporaryDirectory() as folder:
        code, said = run(["meson", "install", "-C", build_dir("release"), "--no-rebuild",
                          "--destdir", folder])
        if not count.check(code == 0, "meson install", said):
            return
        found = {n: os.path.join(where, n) for where, _, names in os.walk(folder) for n in names}
        for name in ("jh", "junheng.pc", "libjunheng.so", "jh.1"):
            count.check(name in found, f"{name} is installed")
        for path in sources("include", ends=(".h",)):
            name = os.path.basename(path)
            if not path.startswith("include/ops/"):  # of the program, not of the library
                count.check(name in found, f"{name} is installed")
        if "junheng.pc" in found and "libjunheng.so" in found:
            consume(count, folder, found)


def consume(count, folder, found):
    env = {"PKG_CONFIG_SYSROOT_DIR": folder, "PKG_CONFIG_PATH": os.path.dirname(found["junheng.pc"])}
    code, flags = run(["pkg-config", "--cflags", "--libs", "junheng"], env=env)
    if not count.check(code == 0, "pkg-config knows junheng", flags):
        return
    program = os.path.join(folder, "consumer")
    code, said = run(["gcc", "-std=c11", "-Wall", "-Werror", "tests/install/consumer.c", "-o", program,
                      *flags.split()])
    count.check(code == 0, "a program compiles against the installed library", said)
    libraries = {"LD_LIBRARY_PATH": os.path.dirname(found["libjunheng.so"])}
    if code == 0:
        code, said = run([program], env=libraries)
        count.check(code == 0 and said.startswith("2.68 cn-2017-quality"), "and runs", said)
    if "jh" in found:
        code, said = run([found["jh"], "--version"], env=libraries)
        count.check(code == 0, "the installed jh runs", said)


def browser(count):
    """Reports of the sample, of one year and of three, in both languages, looked at by
    tests/browser/run.mjs."""
    tests = os.path.join(ROOT, "tests", "browser")
    if not count.check(os.path.exists(os.path.join(tests, "run.mjs")), "tests/browser/run.mjs is there"):
        return
    if not release(count):
        return
    if not modules(count, tests):
        return
    tables = [os.path.relpath(t, ROOT) for t in sample_tables()]
    out = os.path.join(build_dir("release"), "browser")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    pages = []
    for lang in ("zh", "en"):
        folder = os.path.join(out, lang)
        code, said = run([jh("release"), "--lang", lang, *ASSESS, "--report", folder, *tables])
        page = os.path.join(folder, "report.html")
        if count.check(code in (0, 1) and os.path.exists(page), f"report in {lang}", said):
            pages.append(page)
    pages += pages_of_years(count, out)
    if not pages:
        return
    code, said = run(["node", "run.mjs", *pages], cwd=tests, timeout=300,
                     env={"CHROMIUM": shutil.which("chromium") or "chromium"})
    for page in pages:
        count.check(f"ok  {page}" in said.splitlines(), os.path.relpath(page, out), said)
    count.check(code == 0, f"tests/browser ends with 0, not {code}")


def pages_of_years(count, out):
    """A workspace of three years with a ledger, reported in both languages."""
    program, pages = jh("release"), []
    words = [["sample", "--years", "3", "--schools", "80", "--out", "years"], ["init", "years.jh"]]
    for year in ("2024", "2025", "2026"):
        tables = [f"years/{year}/{name}.xlsx" for name in ("schools", "county", "answers")]
        words += [["import", "years.jh", *tables, "--year", year], ["freeze", "years.jh", "--year", year],
                  [*ASSESS, "years.jh", "--year", year]]
    words += [["--lang", lang, "report", "years.jh", "--out", f"years-{lang}"] for lang in ("zh", "en")]
    for word in words:
        code, said = run([program, *word], cwd=out)
        count.check(code == 0 or (code == 1 and "assess" in word), f"{' '.join(word)}: ends with {code}", said)
    for lang in ("zh", "en"):
        page = os.path.join(out, f"years-{lang}", "report.html")
        if count.check(os.path.exists(page), f"report of three years in {lang}"):
            pages.append(page)
    return pages


def bindings(count):
    """The Python module and the R file on the built library; DuckDB and apache-arrow on the other
    side of Arrow."""
    tests = os.path.join(ROOT, "tests", "bindings")
    if not release(count) or not modules(count, tests):
        return
    duck = os.path.join(tests, "node_modules", "@duckdb", "node-bindings-linux-x64", "libduckdb.so")
    library = {"JUNHENG_LIBRARY": os.path.join(build_dir("release"), "src", "libjunheng.so.0")}
    checks(count, "Python", ["/usr/bin/python3", os.path.join(tests, "test_python.py"), duck], library)
    checks(count, "Arrow file", ["node", os.path.join(tests, "arrow.mjs"), jh("release")])
    checks(count, "R", ["Rscript", "--vanilla", os.path.join(tests, "test_r.R")], library)


def checks(count, what, command, env=None):
    """Runs a program that prints "ok  …" or "BAD …" a check."""
    code, said = run(command, env=env)
    lines = said.splitlines()
    for line in lines:
        if line.startswith(("ok  ", "BAD ")):
            count.check(line.startswith("ok"), f"{what}: {line[4:]}")
    count.check(code == 0, f"{what} ends with 0, not {code}", said)


def modules(count, tests):
    """The pinned modules (those that Debian 12's Node 18 runs), fetched anew only when the lock file
    has changed."""
    lock = os.path.join(tests, "package-lock.json")
    mark = os.path.join(tests, "node_modules", ".package-lock.json")
    if os.path.exists(mark) and os.path.getmtime(mark) >= os.path.getmtime(lock):
        return True
    code, said = run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=tests, timeout=600)
    return count.check(code == 0, f"npm ci in {os.path.relpath(tests, ROOT)}", said)
