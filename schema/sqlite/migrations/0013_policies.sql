-- The MTA-STS policies that are served for domains (schema/policies.h).

CREATE TABLE hosted_policy (
  domain TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER              -- NULL: it is served
) STRICT;

-- At most one is served of each domain.
CREATE UNIQUE INDEX hosted_policy_served ON hosted_policy (domain) WHERE until IS NULL;
CREATE INDEX hosted_policy_domain ON hosted_policy (domain);

CREATE TABLE policy_draft (
  domain TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
