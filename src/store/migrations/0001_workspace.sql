-- The registers are append-only: a correction is a further row with a greater import, never an
-- update. So a freeze need only name the last import that it saw, and nothing is ever lost.

CREATE TABLE reg_meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An original file, byte for byte, kept once however often it is given.
CREATE TABLE reg_source (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE reg_import (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    year INTEGER NOT NULL,
    pack TEXT NOT NULL,
    vocabulary TEXT NOT NULL,
    mapping TEXT NOT NULL,
    rejected INTEGER NOT NULL
) STRICT;

-- What it came to: known once all of it is written. Kept apart so that the rows of an import have
-- their import to refer to from the first (a reference that is settled at the end of the
-- transaction makes SQLite scan the facts for every new school).
CREATE TABLE reg_import_count (
    import INTEGER PRIMARY KEY REFERENCES reg_import (id),
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    same INTEGER NOT NULL
) STRICT;

CREATE TABLE reg_import_file (
    import INTEGER NOT NULL REFERENCES reg_import (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES reg_source (id),
    PRIMARY KEY (import, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE reg_sheet (
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES reg_import (id),
    file TEXT NOT NULL,
    sheet TEXT
) STRICT;
CREATE INDEX reg_sheet_import ON reg_sheet (import);

-- What facts are about: a school, an area, or what somebody stated.
CREATE TABLE reg_subject (
    id INTEGER PRIMARY KEY,
    book TEXT NOT NULL CHECK (book IN ('school', 'area', 'answer', 'claim', 'override')),
    key TEXT NOT NULL,
    UNIQUE (book, key)
) STRICT;

-- The name a school was last given, to find it by where a file has no id.
CREATE TABLE reg_school (
    subject INTEGER PRIMARY KEY REFERENCES reg_subject (id),
    name TEXT,
    area TEXT
) STRICT;
CREATE INDEX reg_school_name ON reg_school (name);

-- Every id a school has had.
CREATE TABLE reg_school_code (
    code TEXT PRIMARY KEY,
    subject INTEGER NOT NULL REFERENCES reg_subject (id),
    import INTEGER NOT NULL REFERENCES reg_import (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reg_school_code_subject ON reg_school_code (subject);

-- That a subject is there in a year, and its place in the order of the files.
CREATE TABLE reg_record (
    year INTEGER NOT NULL,
    subject INTEGER NOT NULL REFERENCES reg_subject (id),
    place INTEGER NOT NULL,
    import INTEGER NOT NULL REFERENCES reg_import (id),
    PRIMARY KEY (year, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE reg_column (
    id INTEGER PRIMARY KEY,
    book TEXT NOT NULL,
    name TEXT NOT NULL,
    is_text INTEGER NOT NULL,
    UNIQUE (book, name)
) STRICT;

-- A value with the cell it stands in; both NULL: the cell was there and empty. The greatest
-- import is the value in force.
CREATE TABLE reg_fact (
    year INTEGER NOT NULL,
    subject INTEGER NOT NULL REFERENCES reg_subject (id),
    fact INTEGER NOT NULL REFERENCES reg_column (id),
    import INTEGER NOT NULL REFERENCES reg_import (id),
    number REAL,
    text TEXT,
    sheet INTEGER REFERENCES reg_sheet (id),
    row INTEGER NOT NULL,
    col INTEGER NOT NULL,
    PRIMARY KEY (year, subject, fact, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX reg_fact_import ON reg_fact (import);

-- What was found at fault when files were read, with the reasons given for what may stand.
CREATE TABLE reg_fault (
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES reg_import (id),
    level INTEGER NOT NULL,
    file TEXT,
    sheet TEXT,
    row INTEGER NOT NULL,
    col INTEGER NOT NULL,
    code TEXT NOT NULL,
    arguments TEXT NOT NULL,
    subject TEXT,
    rule TEXT,
    reason TEXT
) STRICT;
CREATE INDEX reg_fault_import ON reg_fault (import);

-- A freeze: the year as it stood after its last import, and a hash over every cell of it.
CREATE TABLE snap_snapshot (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    import INTEGER NOT NULL REFERENCES reg_import (id),
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    schools INTEGER NOT NULL,
    facts INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- Text of packs and vocabularies that results were made by, so that they stay loadable.
CREATE TABLE out_text (
    hash BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE out_result (
    id INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL REFERENCES snap_snapshot (id),
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    settings TEXT NOT NULL,
    date TEXT NOT NULL,
    reliefs_in_force INTEGER NOT NULL,
    lang TEXT NOT NULL,
    engine TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    hash BLOB NOT NULL,
    json TEXT NOT NULL
) STRICT;

CREATE TABLE out_result_text (
    result INTEGER NOT NULL REFERENCES out_result (id),
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    file TEXT NOT NULL,
    text BLOB NOT NULL REFERENCES out_text (hash),
    PRIMARY KEY (result, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE aud_chain (
    n INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    what TEXT NOT NULL,
    ref INTEGER NOT NULL,
    payload BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TRIGGER reg_source_keep BEFORE UPDATE ON reg_source BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_source_stay BEFORE DELETE ON reg_source BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_keep BEFORE UPDATE ON reg_import BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_stay BEFORE DELETE ON reg_import BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_count_keep BEFORE UPDATE ON reg_import_count BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_count_stay BEFORE DELETE ON reg_import_count BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_file_keep BEFORE UPDATE ON reg_import_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_import_file_stay BEFORE DELETE ON reg_import_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_sheet_keep BEFORE UPDATE ON reg_sheet BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_sheet_stay BEFORE DELETE ON reg_sheet BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_subject_keep BEFORE UPDATE ON reg_subject BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_subject_stay BEFORE DELETE ON reg_subject BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_school_code_keep BEFORE UPDATE ON reg_school_code BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_school_code_stay BEFORE DELETE ON reg_school_code BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_record_keep BEFORE UPDATE ON reg_record BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_record_stay BEFORE DELETE ON reg_record BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_column_keep BEFORE UPDATE ON reg_column BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_column_stay BEFORE DELETE ON reg_column BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_fact_keep BEFORE UPDATE ON reg_fact BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_fact_stay BEFORE DELETE ON reg_fact BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_fault_keep BEFORE UPDATE ON reg_fault BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_fault_stay BEFORE DELETE ON reg_fault BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER snap_snapshot_keep BEFORE UPDATE ON snap_snapshot BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER snap_snapshot_stay BEFORE DELETE ON snap_snapshot BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_result_keep BEFORE UPDATE ON out_result BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_result_stay BEFORE DELETE ON out_result BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER aud_chain_keep BEFORE UPDATE ON aud_chain BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER aud_chain_stay BEFORE DELETE ON aud_chain BEGIN SELECT RAISE(ABORT, 'immutable'); END;

-- For people and other programs; docs/workspace.md names the columns.
CREATE VIEW v_fact AS
SELECT f.year AS year, s.book AS book, s.key AS subject, c.name AS fact, f.number AS number,
       f.text AS text, h.file AS file, h.sheet AS sheet, f.row AS row, f.col AS col,
       max(f.import) AS import
FROM reg_fact f
JOIN reg_subject s ON s.id = f.subject
JOIN reg_column c ON c.id = f.fact
LEFT JOIN reg_sheet h ON h.id = f.sheet
GROUP BY f.year, f.subject, f.fact;

CREATE VIEW v_change AS
SELECT f.import AS import, i.at AS at, i.person AS person, f.year AS year, s.book AS book,
       s.key AS subject, c.name AS fact, f.number AS number, f.text AS text, h.file AS file,
       h.sheet AS sheet, f.row AS row, f.col AS col
FROM reg_fact f
JOIN reg_import i ON i.id = f.import
JOIN reg_subject s ON s.id = f.subject
JOIN reg_column c ON c.id = f.fact
LEFT JOIN reg_sheet h ON h.id = f.sheet;

CREATE VIEW v_school AS
SELECT r.year AS year, s.key AS school, n.name AS name, n.area AS area,
       (SELECT group_concat(code, ' ') FROM reg_school_code k WHERE k.subject = s.id) AS codes
FROM reg_record r
JOIN reg_subject s ON s.id = r.subject AND s.book = 'school'
LEFT JOIN reg_school n ON n.subject = s.id
ORDER BY r.year, r.place;

CREATE VIEW v_result AS
SELECT o.id AS id, p.name AS snapshot, p.year AS year, o.pack AS pack, o.version AS version,
       o.settings AS settings, o.date AS date, o.engine AS engine, o.at AS at,
       o.person AS person, o.json AS json
FROM out_result o
JOIN snap_snapshot p ON p.id = o.snapshot;
