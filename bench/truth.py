#!/usr/bin/env python3
"""Holds `jh stat` against values that other tools agree on.

  truth.py FOLDER [JH]    FOLDER is made as tests/data/measure is; a table that it has not is passed over

Every value is asked of the command line as a user would ask; it must agree to 1e-9 relative
(1e-15 absolute below 1e-6). Where definitions differ the option that names each is in NAMES.
"""
import json
import os
import subprocess
import sys
import tempfile

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


# of schools00, by R and numpy, to eight decimals
SCHOOLS00 = {"M|all": 0.42553898, "H|all": 0.41880831, "M_state|all": 0.09924370,
             "H_state|all": 0.09767398, "M_district|all": 0.33795250 - 0.09924370,
             "M_within_state|all": 0.32629527, "D_black_white|all": 0.72838788,
             "isolation_black|all": 0.61195957, "exposure_black_white|all": 0.26563462,
             "eta2_black|all": 0.52084906}


class Truth:
    def __init__(self, jh, table, path):
        self.jh, self.table = jh, table
        self.values = path
        if isinstance(path, str):
            with open(path, encoding="utf-8") as f:
                self.values = json.load(f)["values"]
        self.seen, self.worst, self.faults, self.decimals = set(), 0.0, [], None

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
        if self.decimals:
            differs = error > 0.6 * 10.0 ** -self.decimals
        else:
            differs = error > 1e-9 * abs(truth) and not (abs(truth) < 1e-6 and error <= 1e-15)
        if differs:
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

    def parts(self, value, name, place, nest, by=()):
        """Theil by level of the nest, Gini by its innermost groups."""
        said = self.ask("--value", value, "--weight", "students", *by, "--nest", ",".join(nest),
                        "--stat", "theil_t,theil_l,gini")
        for group in said["groups"]:
            key = f"{place(group['by'])}|{name}"
            for mine, here in (("theil_T", "theil_t"), ("theil_L", "theil_l")):
                if "levels" not in group[here]:
                    continue
                for level, column in zip(group[here]["levels"], nest):
                    self.hold(f"{mine}_between_{column}|{key}", level["between"])
                self.hold(f"{mine}_within_{nest[-1]}|{key}", group[here]["within"])
            if "levels" in group["gini"]:
                last = group["gini"]["levels"][-1]
                for part in ("within", "between", "overlap"):
                    self.hold(f"gini_{part}_{nest[-1]}|{key}", last[part])

    def mixing(self, place, *words):
        """Segregation of several groups, and of each against the rest."""
        for found in self.ask(*words)["groups"]:
            key = place(found["by"])
            for mine, here in (("E", "entropy"), ("M", "m"), ("H", "h"), ("D_multi", "d")):
                self.hold(f"{mine}|{key}", found[here])
            for group in found["groups"]:
                for mine, here in (("D", "d"), ("isolation", "isolation"),
                                   ("exposure", "exposure"), ("eta2", "eta2")):
                    if group[here] is not None:
                        self.hold(f"{mine}_{group['group']}|{key}", group[here])
            for pair in found["pairs"]:
                names = f"{pair['group']}_{pair['other']}|{key}"
                self.hold(f"D_{names}", pair["d"])
                self.hold(f"exposure_{names}", pair["exposure"])
            for level in found.get("levels", []):
                column = level["level"].removesuffix("_id")
                self.hold(f"M_{column}|{key}", level["m"])
                self.hold(f"H_{column}|{key}", level["h"])

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
        t.parts(value, name, lambda by: by, ("prov", "city", "county"), ("--by", "stage"))
    groups = ",".join(columns[columns.index("g0"):])
    t.mixing(lambda by: "all", "--group", groups, "--nest", "prov,city,county,school_id")
    t.mixing(lambda by: by, "--group", groups, "--by", "county")


def caschools(t):
    named = {"expenditure": "expenditure", "comp": "computer / students",
             "teach": "teachers / students", "income": "income"}
    for name, value in named.items():
        t.everything(value, "students", name, lambda by: "CA")
        t.parts(value, name, lambda by: "CA", ("county",))


def five_schools(jh, example):
    """The published example of five schools."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
        f.write("students,books\n")
        f.writelines(f"{p},{b}\n" for p, b in zip(example["students"], example["books"]))
        f.flush()
        t = Truth(jh, f.name, {f"{k}|five|books": v for k, v in example.items()
                               if isinstance(v, float)})
        t.figures("books / students", "students", "books", lambda by: "five", names={
            "mean": "mean", "cv_w": "cv", "cv_unw": "cv_unweighted",
            "cv_unw_sample": "cv_sample", "gini_w": "gini"})
        return t.finish("five schools")


def schools00(t):
    words = ("--group", "race", "--value", "n", "--nest", "state,district,school")
    t.mixing(lambda by: "all", *words)
    levels = t.ask(*words)["groups"][0]["levels"]
    t.hold("M_within_state|all", sum(level["m"] for level in levels[1:]))


def main():
    folder = sys.argv[1]
    jh = sys.argv[2] if len(sys.argv) > 2 else "jh"
    good = True
    for name, job in (("small500", small500), ("caschools", caschools)):
        if not os.path.exists(os.path.join(folder, name + ".csv")):
            print(f"{name}: not in this folder")
            continue
        t = Truth(jh, os.path.join(folder, name + ".csv"),
                  os.path.join(folder, f"truth_{name}.json"))
        job(t)
        good = t.finish(name) and good
    with open(os.path.join(folder, "truth_official_example.json"), encoding="utf-8") as f:
        example = json.load(f)
    good = five_schools(jh, example) and good
    table = os.path.join(folder, "schools00.csv")
    if os.path.exists(table):
        t = Truth(jh, table, SCHOOLS00)
        t.decimals = 8
        schools00(t)
        good = t.finish("schools00") and good
    sys.exit(not good)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
