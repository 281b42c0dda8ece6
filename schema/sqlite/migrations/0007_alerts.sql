-- What owners are told of at once, and the mails that do (schema/alerts.h).

CREATE TABLE alert_thread (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  key TEXT NOT NULL,             -- what it is about
  kind TEXT NOT NULL,
  domain TEXT NOT NULL,
  cause TEXT NOT NULL,
  host TEXT NOT NULL,            -- or the reporter that is silent
  day INTEGER NOT NULL,          -- of the reports that opened it
  opened INTEGER NOT NULL,
  told TEXT NOT NULL CHECK (told IN ('none', 'opened', 'reminder-1', 'reminder-3', 'reminder-7', 'resolved')),
  news TEXT,                     -- what no mail tells yet
  noticed INTEGER,               -- since when
  message_id TEXT NOT NULL,      -- of its first mail; '' before
  subject TEXT NOT NULL,
  mail INTEGER,                  -- the last one
  told_before TEXT NOT NULL      -- before that one
) STRICT;

CREATE UNIQUE INDEX alert_open ON alert_thread (owner, key) WHERE told <> 'resolved';

CREATE TABLE alert_mail (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  day INTEGER NOT NULL,          -- on which it was made
  message_id TEXT NOT NULL UNIQUE,  -- the same for each try
  sender TEXT NOT NULL,          -- of the envelope
  message TEXT NOT NULL,         -- whole; '' once nothing waits for it
  created INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  fault TEXT NOT NULL,           -- of the last try
  in_doubt INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
  settled INTEGER                -- when it ceased to wait
) STRICT;

CREATE INDEX alert_mail_waiting ON alert_mail (next_try) WHERE state = 'waiting';
CREATE INDEX alert_mail_owner ON alert_mail (owner, id);

CREATE TABLE alert_recipient (
  mail INTEGER,
  address TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused')),
  answer TEXT NOT NULL,          -- the server's last word
  PRIMARY KEY (mail, address)
) STRICT, WITHOUT ROWID;
