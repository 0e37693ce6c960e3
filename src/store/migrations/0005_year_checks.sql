-- What was found when a whole year, and the year before, was looked through after an import. It
-- takes the place of what earlier imports of the year found.
CREATE TABLE reg_check (
    import INTEGER PRIMARY KEY REFERENCES reg_import (id),
    before INTEGER,
    findings INTEGER NOT NULL
) STRICT;

CREATE TABLE reg_finding (
    id INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES reg_check (import),
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
CREATE INDEX reg_finding_import ON reg_finding (import);

CREATE TRIGGER reg_check_keep BEFORE UPDATE ON reg_check BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_check_stay BEFORE DELETE ON reg_check BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_finding_keep BEFORE UPDATE ON reg_finding BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER reg_finding_stay BEFORE DELETE ON reg_finding BEGIN SELECT RAISE(ABORT, 'immutable'); END;
