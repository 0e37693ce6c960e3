-- Plans made on a snapshot, under names.
CREATE TABLE out_plan (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    snapshot INTEGER NOT NULL REFERENCES snap_snapshot (id),
    kind TEXT NOT NULL,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    parameters TEXT NOT NULL,
    seed INTEGER NOT NULL,
    engine TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    cost REAL,
    bound REAL,
    sections INTEGER NOT NULL,
    sections_before INTEGER NOT NULL,
    sections_after INTEGER NOT NULL,
    limits INTEGER NOT NULL,
    limits_before INTEGER NOT NULL,
    limits_after INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;

-- The files that it was made with, as they were: prices.
CREATE TABLE out_plan_file (
    plan INTEGER NOT NULL REFERENCES out_plan (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES reg_source (id),
    PRIMARY KEY (plan, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE out_plan_coefficient (
    plan INTEGER NOT NULL REFERENCES out_plan (id),
    place INTEGER NOT NULL,
    area TEXT NOT NULL,
    stage TEXT NOT NULL,
    indicator TEXT NOT NULL,
    stage_zh TEXT NOT NULL,
    stage_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    cap REAL,
    before REAL,
    after REAL,
    PRIMARY KEY (plan, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE out_plan_purchase (
    plan INTEGER NOT NULL REFERENCES out_plan (id),
    place INTEGER NOT NULL,
    area TEXT NOT NULL,
    school_id TEXT NOT NULL,
    school TEXT NOT NULL,
    school_area TEXT NOT NULL,
    stage TEXT NOT NULL,
    fact TEXT NOT NULL,
    thing_zh TEXT NOT NULL,
    thing_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    stage_zh TEXT NOT NULL,
    stage_en TEXT NOT NULL,
    unit_zh TEXT NOT NULL,
    unit_en TEXT NOT NULL,
    need_unit_zh TEXT NOT NULL,
    need_unit_en TEXT NOT NULL,
    clause TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    need_decimals INTEGER NOT NULL,
    less INTEGER NOT NULL,
    value REAL,
    standard REAL,
    target REAL,
    bought REAL NOT NULL,
    received REAL NOT NULL,
    given REAL NOT NULL,
    cost REAL NOT NULL,
    PRIMARY KEY (plan, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER out_plan_keep BEFORE UPDATE ON out_plan BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_stay BEFORE DELETE ON out_plan BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_file_keep BEFORE UPDATE ON out_plan_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_file_stay BEFORE DELETE ON out_plan_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_coefficient_keep BEFORE UPDATE ON out_plan_coefficient BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_coefficient_stay BEFORE DELETE ON out_plan_coefficient BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_purchase_keep BEFORE UPDATE ON out_plan_purchase BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_purchase_stay BEFORE DELETE ON out_plan_purchase BEGIN SELECT RAISE(ABORT, 'immutable'); END;
