-- What a digest can tell of, for the owner's next one; and a state of its own for what nobody refused and nobody waits for, of
-- an alert's recipient too.

CREATE TABLE outbox_anew (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  local_day INTEGER NOT NULL,    -- of the owner: one digest each
  first_day INTEGER NOT NULL,    -- UTC days that it covers; none where first > last
  last_day INTEGER NOT NULL,
  message_id TEXT NOT NULL,      -- the same for each try
  sender TEXT NOT NULL,          -- of the envelope
  message TEXT NOT NULL,         -- whole; '' once nothing waits for it
  created INTEGER NOT NULL,
  seen INTEGER,                  -- the newest report before it was made; NULL: it was not noted
  state TEXT NOT NULL
    CHECK (state IN ('waiting', 'sent', 'refused', 'given-up', 'replaced', 'unneeded')),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  fault TEXT NOT NULL,           -- of the last try, or why it is given up
  in_doubt INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),  -- a server may have it that did not say so
  settled INTEGER,               -- when it ceased to wait
  UNIQUE (owner, local_day)
) STRICT;

INSERT INTO outbox_anew
SELECT id, owner, local_day, first_day, last_day, message_id, sender, message, created, NULL, state, tries, next_try,
  fault, in_doubt, settled FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE INDEX outbox_waiting ON outbox (next_try) WHERE state = 'waiting';

CREATE TABLE outbox_recipient_anew (
  mail INTEGER,
  address TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'given-up')),
  answer TEXT NOT NULL,          -- the server's last word
  PRIMARY KEY (mail, address)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox_recipient_anew SELECT mail, address, state, answer FROM outbox_recipient;

DROP TABLE outbox_recipient;
ALTER TABLE outbox_recipient_anew RENAME TO outbox_recipient;

CREATE TABLE alert_recipient_anew (
  mail INTEGER,
  address TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused', 'given-up')),
  answer TEXT NOT NULL,          -- the server's last word
  PRIMARY KEY (mail, address)
) STRICT, WITHOUT ROWID;

INSERT INTO alert_recipient_anew SELECT mail, address, state, answer FROM alert_recipient;

DROP TABLE alert_recipient;
ALTER TABLE alert_recipient_anew RENAME TO alert_recipient;
