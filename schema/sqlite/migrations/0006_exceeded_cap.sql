-- How often whoever came to a listener met a cap: there is no delivery that could tell.

CREATE TABLE exceeded_cap (
  day INTEGER,
  setting TEXT,                  -- "limits.header_deadline"
  count INTEGER NOT NULL,
  PRIMARY KEY (day, setting)
) STRICT, WITHOUT ROWID;
