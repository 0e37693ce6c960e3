#!/usr/bin/env python3
"""A county whose teachers are to rotate, from a seed.

  rotation_make.py TEACHERS SCHOOLS SEED OUT

First line: teachers, schools, subjects, eligible teachers. Then a line a school: id, x, y (km), level,
target of backbone teachers; a line a post: school, subject, need; a line a teacher: id, school, subject,
level, backbone, eligible, number of options, school:cost of each (hundredths of a km; staying comes first
and costs nothing).
"""
import math
import random
import sys

SUBJECTS = [.24, .2, .12, .07, .07, .06, .06, .06, .06, .06]


def schools(r, count):
    made = []
    for s in range(count):
        level = 0 if s < int(count * .75) else 1
        radius, angle = abs(r.gauss(0, 14)), r.random() * 6.2832
        made.append([radius * math.cos(angle), radius * math.sin(angle), level,
                     math.exp(r.gauss(0, .6)) * (1.6 if level else 1), radius])
    return made


def teachers(r, made, wanted):
    total, people = sum(z[3] for z in made), []
    for s, z in enumerate(made):
        z.append(max(8, round(wanted * z[3] / total)))
        central = z[4] < 10
        weight = [w * (1.35 if (central and k > 2) or (not central and k < 2) else .8)
                  for k, w in enumerate(SUBJECTS)]
        for _ in range(z[5]):
            subject = r.choices(range(len(SUBJECTS)), weight)[0]
            backbone = r.random() < (.17 if central else .07)
            eligible = r.random() < .6
            near = r.random() < .5
            x, y = (z[0] + r.gauss(0, 4), z[1] + r.gauss(0, 4)) if near else (r.gauss(0, 6), r.gauss(0, 6))
            people.append([s, subject, z[2], backbone, eligible, x, y])
    return people


def needs(made, people):
    need = {}
    for level in (0, 1):
        weight = sum(z[5] for z in made if z[2] == level)
        for subject in range(len(SUBJECTS)):
            count = sum(1 for t in people if t[2] == level and t[1] == subject)
            share = [(count * z[5] / weight, s) for s, z in enumerate(made) if z[2] == level]
            whole = {s: int(f) for f, s in share}
            rest = count - sum(whole.values())
            for _, s in sorted(share, key=lambda q: int(q[0]) - q[0])[:rest]:
                whole[s] += 1
            for s, n in whole.items():
                need[s, subject] = n
    return need


def options(made, t):
    home = made[t[0]]
    today = math.hypot(home[0] - t[5], home[1] - t[6])
    found = [(t[0], 0)]
    for s, z in enumerate(made if t[4] else []):
        if s == t[0] or z[2] != t[2]:
            continue
        way = math.hypot(z[0] - t[5], z[1] - t[6])
        if way <= 25:
            found.append((s, int(round(100 * max(0, way - today) + 100))))  # a move is a nuisance of 1 km
    return found


def main():
    wanted, count, seed, out = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    r = random.Random(seed)
    made = schools(r, count)
    people = teachers(r, made, wanted)
    backbone = sum(t[3] for t in people)
    with open(out, "w") as f:
        print(len(people), count, len(SUBJECTS), sum(t[4] for t in people), file=f)
        for s, z in enumerate(made):
            print(s, f"{z[0]:.2f} {z[1]:.2f}", z[2], int(backbone * z[5] / len(people)), file=f)
        for (s, subject), n in sorted(needs(made, people).items()):
            print(s, subject, n, file=f)
        for i, t in enumerate(people):
            found = options(made, t)
            print(i, *t[:3], int(t[3]), int(t[4]), len(found), *(f"{s}:{c}" for s, c in found), file=f)


if __name__ == "__main__":
    main()
