"""The stage that takes the machine away under a workspace: kills, power cuts, faulty disks. Every point, not some:
tests/store/long.sh."""
import os

from harness import build, build_dir, jh, script

CUTS, KILLS, POINTS, FLIPS = "500", "200", "6", "1000"


def libraries(*names):
    return [os.path.join(build_dir("gcc"), "tests", "store", f"{name}.so") for name in names]


def crash(count):
    if not build(count, "gcc", env={"CC": "gcc"}):
        return
    program = jh("gcc")
    script(count, "tests/store/powercut.py", program, *libraries("recorder"), CUTS)
    script(count, "tests/store/break.py", program, *libraries("breaker", "failer"), POINTS, KILLS)
    script(count, "tests/store/migrate.py", program, *libraries("breaker", "failer"), POINTS)
    script(count, "tests/store/flips.py", program, os.path.join(build_dir("gcc"), "tests", "store", "flips"), FLIPS)
    script(count, "tests/store/busy.py", program, *libraries("breaker"))
