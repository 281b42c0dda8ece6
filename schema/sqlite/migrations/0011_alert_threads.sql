-- What an alert of a silence told of, line by line; and an alert's mail may be given up, as a digest may.

CREATE TABLE alert_mail_anew (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  day INTEGER NOT NULL,          -- on which it was made
  message_id TEXT NOT NULL UNIQUE,  -- the same for each try
  sender TEXT NOT NULL,          -- of the envelope
  message TEXT NOT NULL,         -- whole; '' once nothing waits for it
  created INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'given-up')),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  fault TEXT NOT NULL,           -- of the last try, or why it is given up
  in_doubt INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
  settled INTEGER                -- when it ceased to wait
) STRICT;

INSERT INTO alert_mail_anew SELECT id, owner, day, message_id, sender, message, created, state, tries, next_try, fault,
  in_doubt, settled FROM alert_mail;

DROP TABLE alert_mail;
ALTER TABLE alert_mail_anew RENAME TO alert_mail;
CREATE INDEX alert_mail_waiting ON alert_mail (next_try) WHERE state = 'waiting';
CREATE INDEX alert_mail_owner ON alert_mail (owner, id);

CREATE TABLE alert_line (
  thread INTEGER,
  line TEXT,                     -- of which it told, and no report has come since
  PRIMARY KEY (thread, line)
) STRICT, WITHOUT ROWID;

DELETE FROM alert_thread WHERE kind = 'silence' AND told <> 'resolved';  -- nobody knows of which lines they told

ALTER TABLE alert_thread ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;  -- the day on which anything was last known of it

UPDATE alert_thread SET heard = opened / 86400;

UPDATE alert_thread SET kind = 'refused' WHERE kind = 'loss';
