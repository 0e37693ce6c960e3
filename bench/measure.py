#!/usr/bin/env python3
"""Runs a command several times and prints median CPU seconds, wall seconds and peak memory.

  measure.py NAME RUNS COMMAND [ARG ...]      output of the command is thrown away
"""
import os
import statistics
import subprocess
import sys
import time


def once(command):
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, status


def main():
    name, runs, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    once(command)  # warm the file cache
    cpu, wall, peak, status = zip(*(once(command) for _ in range(runs)))
    code = os.waitstatus_to_exitcode(status[-1])
    print(f"{name:44} cpu {statistics.median(cpu):7.3f} s   wall {statistics.median(wall):7.3f} s"
          f"   peak {max(peak):7.1f} MiB   exit {code}")


if __name__ == "__main__":
    main()
