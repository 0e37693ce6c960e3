"""The walk-through of docs/walkthrough.md, typed as it stands, and whether what it says is so."""
import json
import os
import re
import shutil

from harness import ROOT, build_dir, jh, release, run

PAGE = os.path.join(ROOT, "docs", "walkthrough.md")
RELAPSED, RECODED = "2199000060", "2199900033"


def commands():
    """Lines of code blocks, those that are indented by four."""
    with open(PAGE, encoding="utf-8") as f:
        return [line[4:].rstrip("\n") for line in f if line.startswith("    ")]


def story(count):
    if not release(count):
        return
    where = os.path.join(build_dir("release"), "story")
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where)
    tools = {"PATH": os.path.dirname(jh("release")) + os.pathsep + os.environ["PATH"]}
    for command in commands():
        code, said = run(["sh", "-c", command], cwd=where, env=tools)
        # an assessment that does not pass ends with 1; nothing else may
        allowed = (1,) if " assess " in command else (0,)
        count.check(code in allowed, f"{command}: ends with {code}", said)
    look(count, where)


def look(count, where):
    def ask(*words):
        code, said = run([jh("release"), "--json", *words], cwd=where)
        at = said.find("{")
        try:
            return json.loads(said[at:said.rindex("}") + 1])
        except ValueError:
            count.check(False, f"{' '.join(words)} gives JSON (ends with {code})", said)
            return None

    for workspace in ("county.jh", "again.jh"):
        results = ask("verify", workspace)
        if results:
            count.check(len(results["results"]) == 4 and results["differ"] == 0,
                        f"{workspace}: four results, computed again the same", str(results)[:600])
    chain = ask("audit", "verify", "county.jh", "--seal", "seal.txt")
    count.check(chain is not None and not chain.get("faults"), "the chain is whole and as sealed", str(chain))
    past = ask("history", "county.jh", "--pack", "cn-2017-quality")
    if past:
        look_at_history(count, past)
    ledger = ask("ledger", "list", "county.jh")
    if ledger:
        look_at_ledger(count, ledger["items"])
    look_at_report(count, where)


def look_at_history(count, past):
    count.check([y["year"] for y in past["years"]] == [2024, 2025, 2026], "three years")
    section = {s["id"]: s for s in past["sections"] if s["stage"] == "primary"}
    count.check(section[RELAPSED]["verdict"] == ["fail", "pass", "fail"]
                and section[RELAPSED]["change"] == "relapsed", "one school passes and falls back")
    count.check(None not in section[RECODED]["verdict"], "a school with a new id has all its years")
    for gone in ("2199000075", "2199000076", "2199000065"):
        count.check(section[gone]["change"] == "gone", f"{gone} went into another school")
    count.check(section["2199800065"]["change"] == "new", "the school made of two is new")
    for series in past["series"]:
        if series["kind"] == "pass":
            value = series["value"]
            count.check(value[0] < value[1] < value[2], f"more sections pass: {series['stage']}", str(value))
            count.check(series["trend"]["firm"] and series["trend"]["outlook"] == "ahead"
                        and series["trend"]["earliest"] <= series["trend"]["met_in"],
                        f"a forecast with its range: {series['stage']}", str(series["trend"]))
    rules = past["breaks"]
    if not count.check(len(rules) == 1 and rules[0]["differs_in"] == ["setting"], "the stricter limit is told",
                       str(rules)[:600]):
        return
    kept = [e for e in rules[0]["effects"] if e["kind"] == "kept" and e["stage"] == "primary"][0]
    count.check(round(kept["happened"] * 7) == 1 and round(kept["rule"] * 7) == -2,
                "what happened and what the rule did are told apart", str(kept))


def look_at_ledger(count, items):
    item = {i["item"]: i for i in items}
    count.check(item[177]["school"] == RELAPSED and item[177]["point"] == "L3"
                and item[177]["reopened"] == 1 and item[177]["state"] in ("open", "underway"),
                "the line of the relapse is open again", str(item[177]))
    count.check(item[176]["state"] == "struck" and item[176]["passed_snapshot"] == "2025",
                "the other line was struck off by a figure", str(item[176]))
    count.check(item[265]["state"] == "struck" and item[265]["checked_by"] == "赵督学",
                "what no figure decides was struck off by another person", str(item[265]))
    ended = [i for i in items if i["state"] == "ended"]
    count.check(len(ended) > 0, "lines of schools that are gone have ended")


def look_at_report(count, where):
    with open(os.path.join(where, "report", "report.html"), encoding="utf-8") as f:
        page = f.read()
    for what, part in (("history", 'id="a0-history"'), ("ledger", 'id="a0-tasks"'), ("relapse", "回落"),
                       ("merger", "2026 年并入"), ("forecast", "推算")):
        count.check(part in page, f"the report shows the {what}")
    count.check(not re.search(r"<script", page), "and runs no script")
