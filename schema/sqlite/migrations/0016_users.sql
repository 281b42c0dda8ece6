-- Who may look at the dashboard and ask the API (schema/users.h, login_sessions.h, api_tokens.h).

CREATE TABLE user (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'owner', 'read-only')),
  domains TEXT NOT NULL,        -- with a blank between them
  owner TEXT NOT NULL,          -- of the configuration; '' for none
  password_hash TEXT NOT NULL,  -- argon2id, encoded; '' for no login by password
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_session (
  id_hash TEXT PRIMARY KEY,     -- SHA-256 of the cookie's value
  user TEXT NOT NULL COLLATE NOCASE REFERENCES user ON DELETE CASCADE,
  created INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_session_user ON login_session (user);

CREATE TABLE api_token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number that was revoked is nobody else's later
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,      -- SHA-256
  user TEXT NOT NULL COLLATE NOCASE REFERENCES user ON DELETE CASCADE,
  scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
  domains TEXT NOT NULL,                 -- '' for all of its user's
  created INTEGER NOT NULL,
  last_used INTEGER,
  expires INTEGER
) STRICT;

CREATE INDEX api_token_user ON api_token (user);
