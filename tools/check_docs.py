#!/usr/bin/env python3
"""The two READMEs say the same, links lead somewhere, and commands that are named exist."""
import os
import re
import sys
from collections import defaultdict

from report import files, finish, read, root_of

PAIR = ("README.md", "README.zh-CN.md")


def shape(text):
    """What both languages must share: levels of headings, code blocks, links, table rows."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.S)
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    return {
        "headings": [len(h) for h in re.findall(r"^(#+) ", prose, re.M)],
        # comments in a block are in the language of the page
        "code blocks": [re.sub(r"\s*#.*", "", b) for b in blocks],
        "links": sorted(t for t in re.findall(r"\]\(([^)]+)\)", prose) if t not in PAIR),
        "table rows": len(re.findall(r"^\|", prose, re.M)),
        "code words": sorted(set(re.findall(r"`([^`\n]+)`", prose))),
    }


def main(words):
    root = root_of(words)
    checked, faults = ["READMEs"], defaultdict(list)
    left, right = (shape(read(root, p)) for p in PAIR)
    for what in left:
        if left[what] != right[what]:
            faults["READMEs"].append(f"{what} differ: {left[what]} / {right[what]}")
    pages = [*files(root, "docs", ends=(".md",)),
             *(p for p in sorted(os.listdir(root)) if p.endswith(".md"))]
    for page in pages:
        checked.append(page)
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", read(root, page)):
            if "://" not in link and not os.path.exists(os.path.join(root, os.path.dirname(page), link)):
                faults[page].append(f"link leads nowhere: {link}")
    finish(checked, faults)


if __name__ == "__main__":
    main(sys.argv[1:])
