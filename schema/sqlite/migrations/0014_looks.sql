-- What tlsward saw of domains when it looked at them (schema/looks.h).

-- What a look found; most find what the one before did.
CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE look (
  domain TEXT NOT NULL,
  time INTEGER NOT NULL,
  findings INTEGER NOT NULL REFERENCES findings,
  PRIMARY KEY (domain, time)
) STRICT, WITHOUT ROWID;

CREATE TABLE set_up (
  domain TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  id TEXT NOT NULL,
  policy BLOB NOT NULL,      -- as served: any bytes
  mx_hosts TEXT NOT NULL,    -- names with a blank between them
  PRIMARY KEY (domain, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate_sighting (
  host TEXT NOT NULL,
  address TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  PRIMARY KEY (host, address, first)
) STRICT, WITHOUT ROWID;

-- For the warning before its end: how long a certificate lives.
ALTER TABLE endpoint ADD COLUMN certificate_not_before INTEGER;
