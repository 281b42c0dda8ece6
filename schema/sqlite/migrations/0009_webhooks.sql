-- What goes to webhooks (schema/webhooks.h), and the threads that they are told of, beside those of mails.

ALTER TABLE alert_thread ADD COLUMN webhook TEXT NOT NULL DEFAULT '';  -- its name; '' = mails

DROP INDEX alert_open;
CREATE UNIQUE INDEX alert_open ON alert_thread (owner, webhook, key) WHERE told <> 'resolved';

CREATE TABLE webhook_post (
  id INTEGER PRIMARY KEY,
  webhook TEXT NOT NULL,
  delivery TEXT NOT NULL UNIQUE, -- the same for each try
  event TEXT NOT NULL,
  head TEXT NOT NULL,            -- header lines of the format, each with CRLF
  body TEXT NOT NULL,            -- '' once nothing waits for it
  created INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'given-up')),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  fault TEXT NOT NULL,           -- of the last try
  settled INTEGER                -- when it ceased to wait
) STRICT;

CREATE INDEX webhook_post_waiting ON webhook_post (next_try) WHERE state = 'waiting';
CREATE INDEX webhook_post_webhook ON webhook_post (webhook, id);
