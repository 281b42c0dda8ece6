-- Who has ended an owner's mails to them (schema/subscriptions.h).

CREATE TABLE unsubscribed (
  owner TEXT,
  address TEXT COLLATE NOCASE,
  since INTEGER NOT NULL,
  PRIMARY KEY (owner, address)
) STRICT, WITHOUT ROWID;
