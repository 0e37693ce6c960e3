"""What the test stages share: counting, running commands, building with Meson."""
import json
import os
import re
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build")
SAMPLE = os.path.join(ROOT, "samples", "county")
JOBS = str(os.cpu_count() or 2)
DATE = "2026-09-01"  # of every assessment here: today must not matter
ASSESS = ["assess", "--pack", "cn-2017-quality", "--date", DATE]
# What this machine's user has set or saved must not matter either.
HERE = {"LC_ALL": "C.UTF-8", "XDG_DATA_HOME": os.path.join(BUILD, "home")}
TOTALS = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


class Count:
    """Checks of one stage. A check that fails says why at once and never stops the others."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, ok, what, why=""):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print(f"   FAIL {what}" + (f"\n{indent(why)}" if why else ""), flush=True)
        return ok

    def note(self, text):
        print(f"   {text}", flush=True)

    def add(self, passed, failed, what=""):
        self.passed += passed
        self.failed += failed
        if failed:
            print(f"   FAIL {what}: {failed} of {passed + failed}", flush=True)


def indent(text, limit=4000):
    text = text.strip()
    if len(text) > limit:
        text = text[:limit // 2] + "\n…\n" + text[-limit // 2:]
    return "\n".join("      " + line for line in text.splitlines())


def run(command, timeout=600, env=None, **more):
    """Runs a command to its end. Returns (exit code, what it said); a hang counts as -9."""
    try:
        done = subprocess.run(command, cwd=more.pop("cwd", ROOT), timeout=timeout,
                              env={**os.environ, **HERE, **(env or {})}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    except subprocess.TimeoutExpired as late:
        return -9, (late.stdout or b"").decode(errors="replace") + f"\nstill running after {timeout} s"
    except FileNotFoundError as absent:
        return 127, str(absent)
    return done.returncode, done.stdout.decode(errors="replace")


def build_dir(name):
    return os.path.join(BUILD, name)


def build(count, name, options=(), env=None, targets=()):
    """Sets up and builds build/NAME. One check; true if the build is there. It is set up anew each
    time, because a new pack or form is found by the set-up, and from nothing if options changed."""
    where = build_dir(name)
    os.makedirs(BUILD, exist_ok=True)
    mark = os.path.join(where, "options.txt")
    wanted = repr((sorted(options), sorted((env or {}).items())))
    if os.path.exists(mark) and open(mark, encoding="utf-8").read() != wanted:
        shutil.rmtree(where)
    again = ["--reconfigure"] if os.path.exists(os.path.join(where, "build.ninja")) else []
    code, said = run(["meson", "setup", *again, where, *options], env=env)
    if code == 0:
        with open(mark, "w", encoding="utf-8") as f:
            f.write(wanted)
        code, said = run(["ninja", "-C", where, *targets], timeout=1800)
    return count.check(code == 0, f"build of build/{name}", said)


def release(count):
    """The build that try.sh makes."""
    return build(count, "release", ("--buildtype=release", "-Dtests=false", "-Dwerror=false"))


def meson_tests(count, name, env=None, multiply=1):
    """Runs the tests of build/NAME. A test that counts for itself (cmocka, or a last line
    "N passed, N failed") counts as many checks as it says."""
    log = os.path.join(build_dir(name), "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.remove(log)
    code, said = run(["meson", "test", "-C", build_dir(name), "--no-rebuild", "--print-errorlogs",
                      "-t", str(multiply)], timeout=1800, env=env)
    if not os.path.exists(log):
        count.check(False, f"tests of build/{name} ran", said)
        return
    failed_before = count.failed
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            one_test(count, json.loads(line))
    if code != 0 and count.failed == failed_before:
        count.check(False, f"meson test of build/{name}", said)


def one_test(count, test):
    said = test.get("stdout", "") + "\n" + test.get("stderr", "")
    ok = test["result"] in ("OK", "EXPECTEDFAIL")
    if test["result"] == "SKIP":
        count.check(False, test["name"], "skipped: " + said)
        return
    passed = sum(int(n) for n in re.findall(r"\[  PASSED  \] (\d+) test", said))
    failed = sum(int(n) for n in re.findall(r"\[  FAILED  \] (\d+) test", said))
    totals = TOTALS.findall(said)
    if totals and not passed and not failed:
        passed, failed = (int(n) for n in totals[-1])
    if ok and passed and not failed:
        count.add(passed, 0)
    elif not ok and failed:
        count.add(passed, failed, test["name"])
        print(indent(said))
    else:
        count.check(ok, test["name"], said)


def script(count, *command, timeout=900):
    """Runs a checker of ours, which ends with "N passed, N failed"."""
    code, said = run(["python3", *command], timeout=timeout)
    totals = TOTALS.findall(said)
    if not totals or (code == 0) != (totals[-1][1] == "0"):
        count.check(False, " ".join(command), said)
        return
    passed, failed = (int(n) for n in totals[-1])
    if failed:
        print(indent(said.rsplit("\n", 2)[0]))
    count.add(passed, failed, command[0])


def sources(*folders, ends=(".c", ".h")):
    """Tracked-looking files under the folders, relative to the root, in a fixed order."""
    found = []
    for folder in folders:
        for where, dirs, names in os.walk(os.path.join(ROOT, folder)):
            dirs[:] = sorted(d for d in dirs if d not in ("node_modules", "__pycache__"))
            found += [os.path.relpath(os.path.join(where, n), ROOT)
                      for n in names if n.endswith(ends)]
    return sorted(found)


def includes():
    where = os.path.join(ROOT, "include")
    return [f"-Iinclude/{d}" for d in sorted(os.listdir(where)) if os.path.isdir(os.path.join(where, d))]


def jh(name):
    return os.path.join(build_dir(name), "src", "cli", "jh")


def sample_tables():
    if not os.path.isdir(SAMPLE):
        return []
    return sorted(os.path.join(SAMPLE, n) for n in os.listdir(SAMPLE) if n.endswith(".xlsx"))
