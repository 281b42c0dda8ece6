-- How the public endpoint fares (schema/endpoints.h): one row at most.

CREATE TABLE endpoint (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  address TEXT NOT NULL,
  alive INTEGER,
  certificate_not_after INTEGER,
  fault TEXT NOT NULL
) STRICT;
