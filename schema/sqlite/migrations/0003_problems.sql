-- What people decide about problems (schema/problems.h).

CREATE TABLE problem_mute (
  problem TEXT PRIMARY KEY,      -- its id, made of what it is
  since INTEGER NOT NULL,        -- days
  until INTEGER NOT NULL,        -- the last one
  reason TEXT NOT NULL,
  size INTEGER NOT NULL          -- of the problem when it was muted
) STRICT, WITHOUT ROWID;

CREATE TABLE problem_settlement (
  problem TEXT PRIMARY KEY,
  day INTEGER NOT NULL           -- what failed up to it is settled
) STRICT, WITHOUT ROWID;
