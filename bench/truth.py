#!/usr/bin/env python3
"""Holds `jh stat` against values that other tools agree on.

  truth.py FOLDER [JH]    FOLDER has small500.csv, caschools.csv and their truth_*.json

Every value is asked of the command line as a user would ask; it must agree to 1e-9 relative
(1e-15 absolute below 1e-6). Where definitions differ the option that names each is in NAMES.
"""
import json
import os
import subprocess
import sys

# name in the truth -> name of the statistic here
NAMES = {"n": "count", "mean": "mean", "cv_w": "cv", "cv_unw": "cv_unweighted",
         "cv_unw_sample": "cv_sample", "gini_w": "gini", "gini_unw": "gini_unweighted",
         "gini_unw_corr": "gini_sample", "theil_T": "theil_t", "theil_L": "theil_l",
         "atkinson_0.5": "atkinson(0.5)", "atkinson_1": "atkinson(1)", "atkinson_2": "atkinson(2)",
         "ratio_p90_p10": "percentile_ratio(90,10)", "ratio_p75_p25": "percentile_ratio(75,25)",
         "federal_range_ratio": "federal_range_ratio", "mcloone": "mcloone",
         "verstegen": "verstegen", "mcloone_half": "mcloone_half",
         "verstegen_half": "verstegen_half"}
NAMES.update({f"p{p:02}_t{t}": f"percentile({p},{t})"
              for p in (5, 10, 25, 50, 75, 90, 95) for t in (1, 2, 7)})
# zeros left out, which is said with --where and counted in the reply
POSITIVE = {"theil_T_pos": "theil_t", "theil_L_pos": "theil_l"}


class Truth:
    def __init__(self, jh, table, path):
        self.jh, self.table = jh, table
        with open(path, encoding="utf-8") as f:
            self.values = json.load(f)["values"]
        self.seen, self.worst, self.faults = set(), 0.0, []

    def ask(self, *words):
        said = subprocess.run([self.jh, "stat", self.table, "--json", "--lang", "en", *words],
                              check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return json.loads(said.stdout)

    def hold(self, key, value):
        """Compares one value; what the truth does not have is passed over."""
        if key not in self.values:
            return
        self.seen.add(key)
        truth = self.values[key]
        if truth is None or value is None:
            if truth is not value:
                self.faults.append((key, truth, value))
            return
        error = abs(value - truth)
        if error > 1e-15:
            self.worst = max(self.worst, error / max(abs(truth), 1e-300) if abs(truth) > 1e-6
                             else error)
        if error > 1e-9 * abs(truth) and not (abs(truth) < 1e-6 and error <= 1e-15):
            self.faults.append((key, truth, value))

    def figures(self, value, weight, name, place, by=(), names=None, where=()):
        names = names or NAMES
        said = self.ask("--value", value, "--weight", weight, *by, *where,
                        "--stat", ",".join(names.values()))
        for group in said["groups"]:
            for mine, here in names.items():
                # the canonical id has no ".0"
                self.hold(f"{mine}|{place(group['by'])}|{name}", group[here])

    def everything(self, value, weight, name, place, by=()):
        self.figures(value, weight, name, place, by)
        self.figures(value, weight, name, place, by, POSITIVE, ("--where", f"{value} > 0"))
        for group in self.ask("--value", weight, "--stat", "total", "--where",
                              f"known({value.split()[0]})", *by)["groups"]:
            self.hold(f"N|{place(group['by'])}|{name}", group["total"])

    def finish(self, name):
        left = [k for k in self.values if k not in self.seen]
        print(f"{name}: {len(self.seen)} of {len(self.values)} values compared, "
              f"{len(self.faults)} differ, largest difference {self.worst:.1e}")
        for fault in self.faults[:20]:
            print("  differs:", *fault)
        for key in left[:20]:
            print("  not asked:", key)
        return not left and not self.faults


def small500(t):
    with open(t.table, encoding="utf-8") as f:
        columns = f.readline().strip().split(",")
    for name in columns[columns.index("students") + 1:columns.index("g0")]:
        value = f"{name} / students"
        t.everything(value, "students", name, lambda by: by, ("--by", "stage"))
        t.everything(value, "students", name, lambda by: by.replace(" / ", ""),
                     ("--by", "county,stage"))


def caschools(t):
    named = {"expenditure": "expenditure", "comp": "computer / students",
             "teach": "teachers / students", "income": "income"}
    for name, value in named.items():
        t.everything(value, "students", name, lambda by: "CA")


def main():
    folder = sys.argv[1]
    jh = sys.argv[2] if len(sys.argv) > 2 else "jh"
    good = True
    for name, job in (("small500", small500), ("caschools", caschools)):
        t = Truth(jh, os.path.join(folder, name + ".csv"),
                  os.path.join(folder, f"truth_{name}.json"))
        job(t)
        good = t.finish(name) and good
    sys.exit(not good)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
