"""Stages that take something away: memory, space on the disk, well-formed input."""
import concurrent.futures
import os
import resource
import signal
import subprocess
import tempfile

from harness import ASSESS, HERE, JOBS, ROOT, build, build_dir, jh, run, sample_tables, script, sources
from stage_build import SANITIZER, asan_build

INPUT = 3         # exit code: what was given cannot be used
MACHINE = 4       # exit code: no space, no permission, no memory
TRIALS = 300      # at most so many points of failure a command and mode
FUZZ_SECONDS = 20


def commands(folder):
    """Small runs that between them read, compute and write everything."""
    program, lists = jh("gcc"), []
    code, said = run([program, "sample", "--schools", "10", "--seed", "7", "--out", folder])
    if code != 0:
        return None, said
    made = sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".xlsx"))
    books = tiny_csv(folder)
    lists.append(("check xlsx", [program, "check", "--pack", "cn-2017-quality", *made]))
    lists.append(("check csv", [program, "check", "--pack", "cn-2017-quality", books]))
    lists.append(("assess --json", [program, *ASSESS, "--json", *made]))
    lists.append(("assess --report", [program, *ASSESS, "--report", os.path.join(folder, "out"), *made]))
    lists.append(("stat", [program, "stat", books, "--value", "books / pupils", "--weight", "pupils"]))
    lists.append(("pack test", [program, "pack", "test", "cn-2012-basic"]))
    lists.append(("help", [program, "help", "assess"]))
    return lists, ""


def tiny_csv(folder):
    path = os.path.join(folder, "tiny.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("school,pupils,books\nA,45,279\nB,37,137\nC,89,935\nD,76,160\nE,55,402\n")
    return path


def points(total):
    """The first allocations one by one, then evenly spread to the last."""
    if total <= TRIALS:
        return list(range(1, total + 1))
    near = TRIALS // 2
    step = (total - near) / (TRIALS - near)
    return sorted({*range(1, near + 1), *(near + round(step * i) for i in range(1, TRIALS - near + 1))})


def starved(library, command, at, sticky, count_file=None):
    # libxlsxwriter 1.1.4 crashes by itself without memory (docs/dependencies.md).
    env = {"LD_PRELOAD": library, "JH_FAIL_AT": str(at), "JH_FAIL_SPARE": "libxlsxwriter"}
    if sticky:
        env["JH_FAIL_STICKY"] = "1"
    if count_file:
        env["JH_FAIL_COUNT"] = count_file
    try:
        done = subprocess.run(command, env={**os.environ, **HERE, **env}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20)
    except subprocess.TimeoutExpired:
        return "hangs", b"", b""
    return done.returncode, done.stdout, done.stderr


def memory(count):
    if not build(count, "gcc", env={"CC": "gcc"}):
        return
    library = os.path.join(build_dir("gcc"), "failer.so")
    code, said = run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", library,
                      "tests/oom/failer.c"])
    if not count.check(code == 0, "the allocation failer compiles", said):
        return
    with tempfile.TemporaryDirectory() as folder:
        lists, said = commands(folder)
        if not count.check(lists, "jh sample makes a small county", said):
            return
        with concurrent.futures.ThreadPoolExecutor(int(JOBS)) as pool:
            for name, command in lists:
                for sticky in (False, True):
                    starve(count, pool, library, name, command, sticky, folder)


def starve(count, pool, library, name, command, sticky, folder):
    """One check a command and mode: wherever memory ends, the run either ends as without the
    failure or says so and exits with 4."""
    counted = os.path.join(folder, "count")
    whole = starved(library, command, 0, False, counted)
    total = int(open(counted, encoding="ascii").read())
    faults = []

    def one(at):
        return at, starved(library, command, at, sticky)

    for at, (code, out, err) in pool.map(one, points(total)):
        unharmed = code == whole[0] and out == whole[1]
        told = code == MACHINE and err.strip()
        if not unharmed and not told:
            faults.append(f"allocation {at} of {total}: exit {code}, says "
                          f"{err.decode(errors='replace').strip()[-120:]!r}")
    mode = "and all later ones" if sticky else "alone"
    count.check(whole[0] in (0, 1), f"{name}: runs with memory", whole[2].decode(errors="replace"))
    count.check(not faults, f"{name}: allocation n {mode} fails ({len(faults)} of "
                f"{len(points(total))} points badly)", "\n".join(faults[:8]))


def no_room(limit):
    """In the child: files may not grow beyond the limit, and the write fails instead of a signal."""
    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return prepare


def full(command, out=None, limit=None):
    stdout = open(out, "wb") if out else subprocess.PIPE
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                          cwd=ROOT, timeout=60, env={**os.environ, **HERE},
                          preexec_fn=None if limit is None else no_room(limit))
    if out:
        stdout.close()
    return done.returncode, done.stderr.decode(errors="replace")


def disk(count):
    if not build(count, "gcc", env={"CC": "gcc"}):
        return
    tables = [os.path.relpath(t, ROOT) for t in sample_tables()]
    if not count.check(tables, "samples/county holds a table"):
        return
    assess = [jh("gcc"), *ASSESS]
    for words in (["--json"], []):
        code, err = full(assess + words + tables, out="/dev/full")
        count.check(code == MACHINE and err.strip(), f"assess {' '.join(words)} > a full device exits 4 "
                    f"and says so (exit {code})", err)
    for limit in (0, 4096, 65536):
        with tempfile.TemporaryDirectory() as folder:
            where = os.path.join(folder, "report")
            code, err = full(assess + ["--report", where] + tables, limit=limit)
            count.check(code == MACHINE and err.strip(), f"a report with room for {limit} bytes exits 4 "
                        f"and says so (exit {code})", err)
            count.check("report" in err, "the message names the file", err)
    script(count, "tests/store/full.py", jh("gcc"))
    code, err = full([jh("gcc"), "sample", "--schools", "10", "--out", "/dev/full/x"])
    count.check(code in (INPUT, MACHINE) and err.strip(), f"a folder that cannot be made exits 3 or 4 "
                f"and says so (exit {code})", err)


def fuzz(count):
    """Each libFuzzer program of build/asan for a while, from its corpus."""
    if not asan_build(count):
        return
    where = os.path.join(build_dir("asan"), "fuzz")
    names = sorted(os.path.basename(t)[5:-2] for t in sources("fuzz", ends=(".c",)) if "LLVMFuzzerTestOneInput"
                   in open(os.path.join(ROOT, t), encoding="utf-8").read() and "/fuzz_" in t)
    if not count.check(names, "fuzz holds targets"):
        return
    for name in names:
        binary = os.path.join(where, f"fuzz_{name}")
        corpus = os.path.join(ROOT, "fuzz", "corpus", name)
        there = count.check(os.path.exists(binary), f"libFuzzer {name} is built")
        kept = count.check(os.path.isdir(corpus) and os.listdir(corpus), f"fuzz/corpus/{name} holds inputs")
        if not (there and kept):
            continue
        with tempfile.TemporaryDirectory() as grown:
            code, said = run([binary, f"-max_total_time={FUZZ_SECONDS}", "-timeout=10", "-seed=1",
                              "-rss_limit_mb=2048", f"-artifact_prefix={where}/", grown, corpus],
                             timeout=FUZZ_SECONDS * 6, env=SANITIZER)
        count.check(code == 0, f"libFuzzer {name}", said)
