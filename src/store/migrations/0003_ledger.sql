-- The ledger is a list of deeds: an item is made once and never changed, what happens to it is a
-- further event. Whatever is shown of an item is what its last events say.

CREATE TABLE led_deed (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL CHECK (what IN ('assess', 'plan', 'visit', 'assign', 'note', 'evidence', 'close', 'reopen', 'end')),
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    snapshot INTEGER REFERENCES snap_snapshot (id)
) STRICT;
CREATE INDEX led_deed_pack ON led_deed (pack, snapshot);

-- What an item is measured by, as the pack called it at the time.
CREATE TABLE led_point (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('section', 'coefficient', 'composite', 'item', 'row', 'plan', 'visit')),
    point TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    stage_zh TEXT NOT NULL,
    stage_en TEXT NOT NULL,
    category_zh TEXT NOT NULL,
    category_en TEXT NOT NULL,
    unit_zh TEXT NOT NULL,
    unit_en TEXT NOT NULL,
    need_unit_zh TEXT NOT NULL,
    need_unit_en TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    need_decimals INTEGER NOT NULL,
    less INTEGER NOT NULL,
    clause TEXT NOT NULL,
    UNIQUE (kind, point, name_zh, name_en, stage_zh, stage_en, category_zh, category_en, unit_zh, unit_en,
            need_unit_zh, need_unit_en, decimals, need_decimals, less, clause)
) STRICT;

-- The same school, stage and indicator is the same item for ever; packs do not mix.
CREATE TABLE led_item (
    id INTEGER PRIMARY KEY,
    deed INTEGER NOT NULL REFERENCES led_deed (id),
    pack TEXT NOT NULL,
    area TEXT NOT NULL,
    school TEXT NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    point TEXT NOT NULL,
    UNIQUE (pack, area, school, stage, kind, point)
) STRICT;
CREATE INDEX led_item_deed ON led_item (deed);

CREATE TABLE led_event (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES led_item (id),
    deed INTEGER NOT NULL REFERENCES led_deed (id),
    what TEXT NOT NULL CHECK (what IN ('found', 'still', 'relapsed', 'passed', 'stated', 'assigned', 'noted',
                                       'evidence', 'closed', 'reopened', 'ended')),
    state TEXT NOT NULL CHECK (state IN ('open', 'underway', 'submitted', 'struck', 'ended')),
    note TEXT NOT NULL
) STRICT;
CREATE INDEX led_event_item ON led_event (item, id);
CREATE INDEX led_event_deed ON led_event (deed);

-- The figure that a snapshot (or a plan) gave.
CREATE TABLE led_finding (
    event INTEGER PRIMARY KEY REFERENCES led_event (id),
    point INTEGER NOT NULL REFERENCES led_point (id),
    object TEXT NOT NULL,
    is_numeric INTEGER NOT NULL,
    value REAL,
    standard REAL,
    floor REAL,
    need REAL,
    rows INTEGER,
    answer TEXT NOT NULL,
    place TEXT NOT NULL
) STRICT;

-- Who does what by when: all of it as it was settled last.
CREATE TABLE led_task (
    event INTEGER PRIMARY KEY REFERENCES led_event (id),
    lead TEXT NOT NULL,
    co TEXT NOT NULL,
    owner TEXT NOT NULL,
    measure TEXT NOT NULL,
    money REAL,
    start TEXT NOT NULL,
    deadline TEXT NOT NULL,
    is_public INTEGER NOT NULL
) STRICT;

CREATE TABLE led_file (
    event INTEGER NOT NULL REFERENCES led_event (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES reg_source (id),
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER led_deed_keep BEFORE UPDATE ON led_deed BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_deed_stay BEFORE DELETE ON led_deed BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_point_keep BEFORE UPDATE ON led_point BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_point_stay BEFORE DELETE ON led_point BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_item_keep BEFORE UPDATE ON led_item BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_item_stay BEFORE DELETE ON led_item BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_event_keep BEFORE UPDATE ON led_event BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_event_stay BEFORE DELETE ON led_event BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_finding_keep BEFORE UPDATE ON led_finding BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_finding_stay BEFORE DELETE ON led_finding BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_task_keep BEFORE UPDATE ON led_task BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_task_stay BEFORE DELETE ON led_task BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_file_keep BEFORE UPDATE ON led_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER led_file_stay BEFORE DELETE ON led_file BEGIN SELECT RAISE(ABORT, 'immutable'); END;

-- One line an item, as it stands; docs/ledger.md names the columns.
CREATE VIEW v_ledger AS
SELECT i.id AS item, e.state AS state, i.pack AS pack, fd.version AS version, i.area AS area, i.school AS school,
       f.object AS object, i.stage AS stage, p.stage_zh AS stage_zh, p.stage_en AS stage_en, i.kind AS kind,
       i.point AS point, p.name_zh AS name_zh, p.name_en AS name_en, p.clause AS clause,
       p.category_zh AS category_zh, p.category_en AS category_en, fs.year AS year, fs.name AS snapshot,
       substr(id.at, 1, 10) AS found, f.is_numeric AS is_numeric, f.value AS value, p.unit_zh AS unit_zh,
       p.unit_en AS unit_en, f.standard AS standard, f.floor AS floor, f.need AS need,
       p.need_unit_zh AS need_unit_zh, p.need_unit_en AS need_unit_en, p.decimals AS decimals,
       p.need_decimals AS need_decimals, p.less AS less, f.rows AS rows, f.answer AS answer, f.place AS place,
       t.lead AS lead, t.co AS co, t.owner AS owner, t.measure AS measure, t.money AS money, t.start AS start,
       t.deadline AS deadline, coalesce(t.is_public, 0) AS is_public,
       (SELECT group_concat(text, char(10)) FROM
           (SELECT substr(d.at, 1, 10) || ' ' || n.note AS text FROM led_event n JOIN led_deed d ON d.id = n.deed
            WHERE n.item = i.id AND n.what = 'noted' ORDER BY n.id)) AS progress,
       (SELECT group_concat(name, char(10)) FROM
           (SELECT l.name AS name FROM led_event n JOIN led_file l ON l.event = n.id
            WHERE n.item = i.id ORDER BY n.id, l.place)) AS files,
       g.value AS passed_value, g.answer AS passed_answer, gs.name AS passed_snapshot,
       CASE WHEN e.what = 'closed' THEN ed.person END AS checked_by,
       CASE WHEN e.state IN ('struck', 'ended') THEN substr(ed.at, 1, 10) END AS closed,
       CASE WHEN e.state IN ('struck', 'ended') THEN e.note END AS reason,
       (SELECT count(*) FROM led_event n WHERE n.item = i.id AND n.what IN ('relapsed', 'reopened')) AS reopened,
       fd.snapshot AS snapshot_id, fe.id AS found_event
FROM led_item i
JOIN led_deed id ON id.id = i.deed
JOIN led_event e ON e.id = (SELECT max(n.id) FROM led_event n WHERE n.item = i.id)
JOIN led_deed ed ON ed.id = e.deed
JOIN led_event fe ON fe.id = (SELECT max(n.id) FROM led_event n WHERE n.item = i.id
                              AND n.what IN ('found', 'still', 'relapsed'))
JOIN led_deed fd ON fd.id = fe.deed
JOIN led_finding f ON f.event = fe.id
JOIN led_point p ON p.id = f.point
LEFT JOIN snap_snapshot fs ON fs.id = fd.snapshot
LEFT JOIN led_event ge ON ge.id = (SELECT max(n.id) FROM led_event n WHERE n.item = i.id
                                   AND n.what IN ('passed', 'stated')) AND ge.id > fe.id
LEFT JOIN led_finding g ON g.event = ge.id
LEFT JOIN led_deed gd ON gd.id = ge.deed
LEFT JOIN snap_snapshot gs ON gs.id = gd.snapshot
LEFT JOIN led_task t ON t.event = (SELECT max(n.id) FROM led_event n JOIN led_task x ON x.event = n.id
                                   WHERE n.item = i.id);
