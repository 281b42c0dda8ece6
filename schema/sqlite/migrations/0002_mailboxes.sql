-- How far mailboxes are read, and what remains to be done in them (schema/mailboxes.h).

CREATE TABLE mailbox_folder (
  mailbox TEXT,
  folder TEXT,
  uid_validity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL,
  trying_uid INTEGER NOT NULL,   -- of what is being read since the last commit; 0: nothing
  tries INTEGER NOT NULL,
  PRIMARY KEY (mailbox, folder)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_to_finish (    -- moved, marked or deleted once its reports were read back
  mailbox TEXT,
  folder TEXT,
  uid INTEGER,
  kept INTEGER,                  -- the delivery whose raw bytes must be there; 0: it holds no report
  due INTEGER NOT NULL,
  PRIMARY KEY (mailbox, folder, uid, kept)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_set_aside (
  mailbox TEXT,
  folder TEXT,
  uid INTEGER,
  why TEXT NOT NULL,
  tried INTEGER NOT NULL,
  PRIMARY KEY (mailbox, folder, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (           -- how its last poll went
  name TEXT PRIMARY KEY,
  last_poll INTEGER NOT NULL,
  last_success INTEGER,
  pending INTEGER NOT NULL,
  failures INTEGER NOT NULL,     -- polls in a row
  fault TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
