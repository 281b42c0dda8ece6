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

CREATE TABLE policy (            -- RFC 8460 section 4.4, "policy"
  id INTEGER PRIMARY KEY,
  policy_type TEXT NOT NULL,
  policy_string TEXT NOT NULL,   -- a list: each element ends in a line feed
  policy_domain TEXT NOT NULL,
  mx_host TEXT NOT NULL,         -- a list
  UNIQUE (policy_domain, policy_type, mx_host, policy_string)
) STRICT;

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  organization_name TEXT NOT NULL,
  contact_info TEXT NOT NULL,
  reporter TEXT NOT NULL,
  UNIQUE (organization_name, contact_info, reporter)
) STRICT;

-- What came in.

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  received INTEGER NOT NULL,
  channel INTEGER NOT NULL,      -- text
  folder INTEGER,                -- text: the source up to its last slash; NULL: it has none
  name TEXT NOT NULL,            -- the rest of the source
  file_name TEXT,                -- NULL: the same as name
  trust INTEGER NOT NULL,
  evidence INTEGER,              -- text: why it is believed so far; NULL: usual_evidence()
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
  share TEXT,                    -- by HTTPS the network of the address, else ''
  bytes INTEGER NOT NULL,
  PRIMARY KEY (channel, share)
) STRICT, WITHOUT ROWID;

CREATE TABLE set_aside (         -- deliveries of outcome 3, to keep once what comes often
  delivery INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,
  hash INTEGER NOT NULL          -- of the raw bytes, with the hash-key
) STRICT;
CREATE INDEX set_aside_hash ON set_aside (hash);

CREATE TABLE refused (
  day INTEGER,                   -- on which it came
  reason TEXT,
  channel TEXT,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, reason, channel)
) STRICT, WITHOUT ROWID;

-- Reports.

CREATE TABLE report (
  id INTEGER PRIMARY KEY,        -- of its first delivery, which tells when and how it came
  day INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  content INTEGER NOT NULL,
  domain INTEGER,                -- the line of its first entry; NULL: it has no entries
  organization INTEGER NOT NULL,
  report_id TEXT NOT NULL,
  starts_after INTEGER NOT NULL, -- seconds from the begin of the day to that of the range: mostly 0
  ends_after INTEGER NOT NULL,   -- seconds from the end of the day to that of the range: mostly 0
  range_start INTEGER AS (day * 86400 + starts_after),
  range_end INTEGER AS ((day + 1) * 86400 + ends_after),
  start_datetime TEXT,           -- as sent; NULL: the begin of the range as 2026-11-24T00:00:00Z
  end_datetime TEXT,             -- as sent; NULL: the second before its end, likewise
  trust INTEGER NOT NULL,        -- the best of its receipts
  evidence INTEGER,              -- text: that receipt's
  counted INTEGER NOT NULL,
  more_receipts INTEGER NOT NULL DEFAULT 0,
  UNIQUE (day, identity, content)
) STRICT;
CREATE INDEX not_counted ON report (day) WHERE NOT counted;

CREATE TABLE other_line (        -- further lines of the few reports that have several
  report INTEGER,
  domain INTEGER,
  PRIMARY KEY (report, domain)
) STRICT, WITHOUT ROWID;

CREATE VIEW line (report, domain) AS  -- under which domains the entries of a report stand
  SELECT id, domain FROM report WHERE domain IS NOT NULL
  UNION ALL SELECT report, domain FROM other_line;

CREATE TABLE entry (             -- one of a report's "policies"
  day INTEGER,
  domain INTEGER,                -- the line on which it counts
  report INTEGER,
  n INTEGER,                     -- its place in the report
  organization INTEGER NOT NULL,
  policy INTEGER NOT NULL,
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
  n INTEGER,                     -- of the entry
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

-- What the daily sums of lines with very many entries are made of (schema/sqlite/partial_sums.h).

CREATE TABLE large_line (        -- has its sums in partial_sum
  day INTEGER,
  domain INTEGER,
  PRIMARY KEY (day, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE partial_sum (
  day INTEGER,
  domain INTEGER,
  result_type INTEGER,           -- as in daily
  reporter INTEGER,              -- text
  policy_type INTEGER,           -- text
  successful INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (day, domain, result_type, reporter, policy_type)
) STRICT, WITHOUT ROWID;
CREATE INDEX most_successful ON partial_sum (day, domain, result_type, reporter, successful);
CREATE INDEX most_failed ON partial_sum (day, domain, result_type, reporter, failed);
