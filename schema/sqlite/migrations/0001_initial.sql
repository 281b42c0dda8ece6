-- Everything tlsward keeps. docs/database.md says why it is laid out so. Days are days since
-- 1970-01-01, times seconds since then; trust and outcome are numbered as in schema/delivery.h.

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('hash-key', randomblob(16));

-- Dimensions: what occurs many times is written once.

CREATE TABLE text (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE domain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  organization_name TEXT NOT NULL,
  contact_info TEXT NOT NULL,
  reporter TEXT NOT NULL,
  UNIQUE (organization_name, contact_info)
) STRICT;

-- What came in.

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  received INTEGER NOT NULL,
  channel INTEGER NOT NULL,      -- text
  source TEXT NOT NULL,
  file_name TEXT,                -- NULL: the end of source, behind its last slash
  trust INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  report INTEGER,                -- of a duplicate; a stored report has the id of its first delivery
  reason TEXT,
  detail TEXT
) STRICT;
CREATE INDEX receipt ON delivery (report) WHERE report IS NOT NULL;
CREATE INDEX quarantined ON delivery (id) WHERE outcome IN (2, 3);
CREATE INDEX refused_sample ON delivery (id) WHERE outcome = 4;

CREATE TABLE raw (
  delivery INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
  size INTEGER,                  -- of what came, where bytes is its zlib form; NULL: bytes is what came
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE quarantine_bytes (  -- the row ('', '') is the sum of all
  channel TEXT,
  source TEXT,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (channel, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused (
  reason TEXT,
  channel TEXT,
  count INTEGER NOT NULL,
  PRIMARY KEY (reason, channel)
) STRICT, WITHOUT ROWID;

-- Reports.

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  content INTEGER NOT NULL,
  organization INTEGER NOT NULL,
  report_id TEXT NOT NULL,
  range_start INTEGER NOT NULL,
  range_end INTEGER NOT NULL,    -- not included
  start_datetime TEXT,           -- as sent; NULL: range_start as 2026-11-24T00:00:00Z
  end_datetime TEXT,             -- as sent; NULL: the second before range_end, likewise
  received INTEGER NOT NULL,
  channel INTEGER NOT NULL,      -- text
  trust INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  more_receipts INTEGER NOT NULL DEFAULT 0,
  UNIQUE (day, identity, content)
) STRICT;

CREATE TABLE line (              -- under which domains the entries of a report stand
  report INTEGER,
  domain INTEGER,
  PRIMARY KEY (report, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
  day INTEGER,
  domain INTEGER,                -- the line on which it counts
  report INTEGER,
  n INTEGER,                     -- its place in the report
  organization INTEGER NOT NULL,
  policy_type INTEGER NOT NULL,  -- text
  policy_string INTEGER,         -- text: a list
  policy_domain INTEGER,         -- domain; NULL: the line's
  mx_host INTEGER,               -- text: a list
  total_successful_session_count INTEGER,
  total_failure_session_count INTEGER,
  failed INTEGER NOT NULL,       -- the total, or the sum of the details if that is more
  ours INTEGER NOT NULL,
  counted INTEGER NOT NULL,      -- ours, and the report counts
  PRIMARY KEY (day, domain, report, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE failure (
  day INTEGER,
  domain INTEGER,
  report INTEGER,
  n INTEGER,                     -- of the policy entry
  m INTEGER,                     -- its place in failure-details
  result_type INTEGER NOT NULL,  -- text
  sending_mta_ip TEXT,
  receiving_mx_hostname INTEGER, -- text
  receiving_mx_helo INTEGER,     -- text
  receiving_ip TEXT,
  failed_session_count INTEGER,
  additional_information INTEGER,  -- text
  failure_reason_code INTEGER,   -- text
  PRIMARY KEY (day, domain, report, n, m)
) STRICT, WITHOUT ROWID;

CREATE TABLE deviation (
  report INTEGER,
  n INTEGER,
  code INTEGER NOT NULL,         -- text
  place INTEGER,                 -- text
  count INTEGER NOT NULL,
  PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily (             -- always what a recount of the counted entries gives
  day INTEGER,
  domain INTEGER,
  result_type INTEGER,           -- text; 0: the headline
  successful INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  PRIMARY KEY (day, domain, result_type)
) STRICT, WITHOUT ROWID;
