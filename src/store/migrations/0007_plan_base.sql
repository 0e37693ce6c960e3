-- What a plan is computed again with, and what it comes to where no money is spent.
CREATE TABLE out_plan_base (
    plan INTEGER PRIMARY KEY REFERENCES out_plan (id),
    settings TEXT NOT NULL,
    date TEXT NOT NULL,
    reliefs_in_force INTEGER NOT NULL,
    lang TEXT NOT NULL,
    movers REAL,
    travel REAL
) STRICT;

-- The pack, its parents and vocabulary.
CREATE TABLE out_plan_text (
    plan INTEGER NOT NULL REFERENCES out_plan (id),
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    file TEXT NOT NULL,
    text BLOB NOT NULL REFERENCES out_text (hash),
    PRIMARY KEY (plan, place)
) STRICT, WITHOUT ROWID;

-- The option that a file of the plan was given with.
CREATE TABLE out_plan_given (
    plan INTEGER NOT NULL,
    place INTEGER NOT NULL,
    param TEXT NOT NULL,
    PRIMARY KEY (plan, place),
    FOREIGN KEY (plan, place) REFERENCES out_plan_file (plan, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER out_plan_base_keep BEFORE UPDATE ON out_plan_base BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_base_stay BEFORE DELETE ON out_plan_base BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_text_keep BEFORE UPDATE ON out_plan_text BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_text_stay BEFORE DELETE ON out_plan_text BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_given_keep BEFORE UPDATE ON out_plan_given BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER out_plan_given_stay BEFORE DELETE ON out_plan_given BEGIN SELECT RAISE(ABORT, 'immutable'); END;
