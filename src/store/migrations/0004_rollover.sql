-- A year that was opened, or filled up, with what is not counted anew each year.
CREATE TABLE reg_rollover (
    import INTEGER PRIMARY KEY REFERENCES reg_import (id),
    before INTEGER NOT NULL,
    schools INTEGER NOT NULL,
    facts INTEGER NOT NULL
) STRICT;

-- That a school which was carried into a year is not there after all (an event ended it), or is
-- there again (the event was taken back). The last one counts.
CREATE TABLE reg_presence (
    year INTEGER NOT NULL,
    subject INTEGER NOT NULL REFERENCES reg_subject (id),
    import INTEGER NOT NULL REFERENCES reg_import (id),
    event INTEGER NOT NULL REFERENCES reg_event (id),
    there INTEGER NOT NULL CHECK (there IN (0, 1)),
    PRIMARY KEY (year, subject, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX reg_presence_event ON reg_presence (event);

CREATE TRIGGER reg_rollover_keep BEFORE UPDATE ON reg_rollover BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_rollover_stay BEFORE DELETE ON reg_rollover BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_presence_keep BEFORE UPDATE ON reg_presence BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_presence_stay BEFORE DELETE ON reg_presence BEGIN SELECT RAISE(ABORT, 'immutable'); END;

-- The records of every year as they stand now.
CREATE VIEW v_record AS
SELECT r.year AS year, r.subject AS subject, r.place AS place, r.import AS import
FROM reg_record r
WHERE coalesce((SELECT p.there FROM reg_presence p WHERE p.year = r.year
                AND p.subject = r.subject ORDER BY p.import DESC LIMIT 1), 1);

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
FROM v_record r
JOIN reg_subject s ON s.id = r.subject AND s.book = 'school'
LEFT JOIN v_identity i ON i.subject = s.id
LEFT JOIN reg_school n ON n.subject = s.id
ORDER BY r.year, r.place;
