-- Digests on their way to their owners (schema/outbox.h).

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  local_day INTEGER NOT NULL,    -- of the owner: one digest each
  first_day INTEGER NOT NULL,    -- UTC days that it covers; none where first > last
  last_day INTEGER NOT NULL,
  message_id TEXT NOT NULL,      -- the same for each try
  sender TEXT NOT NULL,          -- of the envelope
  message TEXT NOT NULL,         -- whole; '' once nothing waits for it
  created INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'replaced', 'unneeded')),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  fault TEXT NOT NULL,           -- of the last try
  settled INTEGER,               -- when it ceased to wait
  UNIQUE (owner, local_day)
) STRICT;

CREATE INDEX outbox_waiting ON outbox (next_try) WHERE state = 'waiting';

CREATE TABLE outbox_recipient (
  mail INTEGER,
  address TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused')),
  answer TEXT NOT NULL,          -- the server's last word
  PRIMARY KEY (mail, address)
) STRICT, WITHOUT ROWID;
