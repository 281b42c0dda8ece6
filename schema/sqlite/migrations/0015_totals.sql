-- Running totals, for those who watch tlsward (schema/totals.h). They only grow, and reading them reads no reports.
-- Sessions are REAL: what strangers write into reports adds up without an end.

CREATE TABLE session_total (
  domain INTEGER,                -- the line
  policy_type TEXT,              -- 'sts', 'tlsa', 'no-policy-found' or 'other'
  successful REAL NOT NULL,
  failed REAL NOT NULL,
  last_report INTEGER NOT NULL,
  PRIMARY KEY (domain, policy_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE failure_total (
  domain INTEGER,
  result_type TEXT,              -- a registered one, or 'other'
  failed REAL NOT NULL,
  PRIMARY KEY (domain, result_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery_total (
  channel TEXT,
  trust INTEGER,                 -- when it came
  outcome INTEGER,
  reason TEXT,                   -- '' = none
  count INTEGER NOT NULL,
  PRIMARY KEY (channel, trust, outcome, reason)
) STRICT, WITHOUT ROWID;

-- What is there already, as far as it is known.

INSERT INTO session_total
SELECT e.domain,
  CASE WHEN p.policy_type IN ('sts', 'tlsa', 'no-policy-found') THEN p.policy_type ELSE 'other' END AS type,
  total(e.total_successful_session_count), total(e.failed), max(e.report)
FROM entry e JOIN policy p ON p.id = e.policy WHERE e.counted GROUP BY e.domain, type;

INSERT INTO failure_total
SELECT f.domain,
  CASE WHEN t.text IN ('starttls-not-supported', 'certificate-host-mismatch', 'certificate-expired',
    'certificate-not-trusted', 'validation-failure', 'tlsa-invalid', 'dnssec-invalid', 'dane-required',
    'sts-policy-fetch-error', 'sts-policy-invalid', 'sts-webpki-invalid') THEN t.text ELSE 'other' END AS type,
  total(f.failed_session_count)
FROM failure f JOIN entry e ON e.day = f.day AND e.domain = f.domain AND e.report = f.report AND e.n = f.n
  JOIN text t ON t.id = f.result_type
WHERE e.counted GROUP BY f.domain, type;

INSERT INTO delivery_total
SELECT t.text, d.trust, d.outcome, coalesce(d.reason, ''), count(*)
FROM delivery d JOIN text t ON t.id = d.channel WHERE d.outcome <> 4 GROUP BY 1, 2, 3, 4;

INSERT INTO delivery_total
SELECT channel, 1, 4, reason, sum(count) FROM refused GROUP BY channel, reason;
