#!/usr/bin/env python3
"""Adds N records to a workspace's chain, each an event of one school: chain.py WS N. The hashes are computed here, apart
from the program, by what docs/workspace.md says; `jh audit verify` must find them right."""
import hashlib
import sqlite3
import struct
import sys

AT, PERSON = "2026-09-01T00:00:00+08:00", "bench"


def typed(value):
    """A column with its type and length."""
    if value is None:
        return struct.pack("<cQ", b"n", 0)
    if isinstance(value, int):
        return struct.pack("<cQ", b"i", value & (2**64 - 1))
    if isinstance(value, float):
        return struct.pack("<cd", b"r", value)
    data = value.encode() if isinstance(value, str) else value
    return struct.pack("<cQ", b"b", len(data)) + data


def digest(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def rows(*rows_of_one_statement):
    return b"".join(typed(v) for row in rows_of_one_statement for v in row) + \
        struct.pack("<cQ", b"e", len(rows_of_one_statement))


def main(words):
    path, number = words[0], int(words[1])
    db = sqlite3.connect(path)
    n, before = db.execute("SELECT n, hash FROM aud_chain ORDER BY n DESC LIMIT 1").fetchone()
    db.execute("INSERT OR IGNORE INTO reg_subject (book, key) VALUES ('school', 'bench')")
    subject = db.execute("SELECT id FROM reg_subject WHERE key = 'bench'").fetchone()[0]
    last = db.execute("SELECT coalesce(max(id), 0) FROM reg_event").fetchone()[0]
    events, parts, records = [], [], []
    for i in range(last + 1, last + number + 1):
        event = (i, AT, PERSON, "campus", 2027, None, "bench", None, None)
        payload = digest(rows(event), rows((0, "from", "bench", 0, None, None, None)))
        n += 1
        before = digest(typed(before), typed(f"{n} {i}"), typed(AT), typed(PERSON), typed("event"), typed(payload))
        events.append(event)
        parts.append((i, 0, "from", subject, 0, None, None, None))
        records.append((n, AT, PERSON, "event", i, payload, before))
    db.executemany("INSERT INTO reg_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", events)
    db.executemany("INSERT INTO reg_event_school VALUES (?, ?, ?, ?, ?, ?, ?, ?)", parts)
    db.executemany("INSERT INTO aud_chain VALUES (?, ?, ?, ?, ?, ?, ?)", records)
    db.commit()


if __name__ == "__main__":
    main(sys.argv[1:])
