#!/usr/bin/env python3
"""Keeps the columns of a generated school table that the seven indicators need: official_columns.py IN.csv OUT.csv"""
import csv
import sys

KEEP = "学校标识码 学校名称 县（市、区） 办学类型 举办者类型 城乡分类 经度 纬度 高中在校生数".split()
KEEP += [stage + fact for stage in ("小学", "初中") for fact in (
    "在校生数 博士研究生学历 硕士研究生学历 本科学历 专科学历 县级及以上骨干教师 体育专任 音乐专任 "
    "美术专任 艺术专任").split()]
KEEP += "教学及辅助用房面积 室内体育用房面积 运动场地面积 教学仪器设备值 网络多媒体教室数".split()

with open(sys.argv[1], encoding="utf-8-sig", newline="") as source, \
        open(sys.argv[2], "w", encoding="utf-8", newline="") as target:
    rows = csv.reader(source)
    head = next(rows)
    while len(head) < len(KEEP):  # the line that says that the data is generated
        head = next(rows)
    at = []
    for label in KEEP:
        at.append(next(i for i, h in enumerate(head) if h.startswith(label)))
    out = csv.writer(target)
    out.writerow([head[i] for i in at])
    out.writerows([row[i] for i in at] for row in rows if len(row) == len(head))
