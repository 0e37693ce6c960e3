-- What happens to schools. Rows are only added; an event entered by mistake is revoked by a
-- further one.

CREATE TABLE reg_event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('open', 'close', 'merge', 'split', 'rename', 'recode',
                                       'campus', 'revoke')),
    year INTEGER NOT NULL,
    date TEXT,
    reason TEXT NOT NULL,
    document TEXT,
    revokes INTEGER UNIQUE REFERENCES reg_event (id)
) STRICT;

-- The schools that go into an event and those that come out of it: what each was called or
-- coded before, the id and name that it gets, and whether it ends with that year's beginning.
CREATE TABLE reg_event_school (
    event INTEGER NOT NULL REFERENCES reg_event (id),
    place INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('from', 'to')),
    subject INTEGER NOT NULL REFERENCES reg_subject (id),
    ends INTEGER NOT NULL CHECK (ends IN (0, 1)),
    before TEXT,
    code TEXT,
    name TEXT,
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX reg_event_school_subject ON reg_event_school (subject);

CREATE TRIGGER reg_event_keep BEFORE UPDATE ON reg_event BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_event_stay BEFORE DELETE ON reg_event BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_event_school_keep BEFORE UPDATE ON reg_event_school BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_event_school_stay BEFORE DELETE ON reg_event_school BEGIN SELECT RAISE(ABORT, 'immutable'); END;

CREATE VIEW v_event AS
SELECT e.id AS event, e.year AS year, e.kind AS kind, e.date AS date, x.part AS part,
       s.key AS school, x.before AS before, x.code AS code, x.name AS name, x.ends AS ends,
       e.reason AS reason, e.document AS document, e.at AS at, e.person AS person,
       (SELECT r.id FROM reg_event r WHERE r.revokes = e.id) AS revoked_by
FROM reg_event e
JOIN reg_event_school x ON x.event = e.id
JOIN reg_subject s ON s.id = x.subject
WHERE e.kind <> 'revoke'
ORDER BY e.id, x.place;

-- A school whose new id was imported before anyone said that it is the same school has two
-- entries; this says which is the first of them.
CREATE VIEW v_identity AS
WITH RECURSIVE
pair (subject, same) AS (
    SELECT t.subject, f.subject FROM reg_event e
    JOIN reg_event_school f ON f.event = e.id AND f.part = 'from'
    JOIN reg_event_school t ON t.event = e.id AND t.part = 'to'
    WHERE e.kind = 'recode' AND NOT EXISTS (SELECT 1 FROM reg_event r WHERE r.revokes = e.id)),
up (subject, root) AS (
    SELECT subject, same FROM pair
    UNION SELECT up.subject, pair.same FROM up JOIN pair ON pair.subject = up.root)
SELECT subject, root FROM up WHERE root NOT IN (SELECT subject FROM pair);

DROP VIEW v_school;
CREATE VIEW v_school AS
WITH
live AS (
    SELECT e.id AS event, e.kind AS kind, e.year AS year, x.part AS part, x.ends AS ends,
           coalesce(i.root, x.subject) AS root
    FROM reg_event e JOIN reg_event_school x ON x.event = e.id
    LEFT JOIN v_identity i ON i.subject = x.subject
    WHERE NOT EXISTS (SELECT 1 FROM reg_event r WHERE r.revokes = e.id)),
ended AS (
    SELECT root, year, kind, event FROM live l WHERE ends AND NOT EXISTS (
        SELECT 1 FROM live o WHERE o.root = l.root AND (o.year, o.event) > (l.year, l.event)
        AND (o.ends OR (o.part = 'to' AND o.kind IN ('open', 'split')))))
SELECT r.year AS year, s.key AS school, n.name AS name, n.area AS area,
       (SELECT group_concat(code, ' ') FROM reg_school_code k WHERE k.subject = s.id) AS codes,
       (SELECT key FROM reg_subject WHERE id = coalesce(i.root, s.id)) AS identity,
       coalesce((SELECT CASE kind WHEN 'merge' THEN 'merged' WHEN 'split' THEN 'split'
                        ELSE 'closed' END FROM ended d WHERE d.root = coalesce(i.root, s.id)),
                'open') AS status,
       (SELECT max(l.year) FROM live l WHERE l.root = coalesce(i.root, s.id) AND l.part = 'to'
        AND l.kind IN ('open', 'split')) AS opened,
       (SELECT d.year FROM ended d WHERE d.root = coalesce(i.root, s.id)) AS closed,
       (SELECT group_concat(q.key, ' ') FROM ended d
        JOIN live t ON t.event = d.event AND t.part = 'to' JOIN reg_subject q ON q.id = t.root
        WHERE d.root = coalesce(i.root, s.id)) AS successor
FROM reg_record r
JOIN reg_subject s ON s.id = r.subject AND s.book = 'school'
LEFT JOIN v_identity i ON i.subject = s.id
LEFT JOIN reg_school n ON n.subject = s.id
ORDER BY r.year, r.place;
