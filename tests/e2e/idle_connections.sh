#!/bin/bash
# label: slow
# 500 connections that say nothing keep nobody out, and slow senders are cut off however they trickle.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server
python3 "$support/hostile_http.py" idle "$port" ca.crt 500 50 50
echo "memory: $(peak_mib) MiB at most"
# All from one address: it is cut off at its limit, and the others are served.
python3 "$support/hostile_http.py" idle "$port" ca.crt 500 500 50

head=$(python3 "$support/hostile_http.py" trickle "$port" ca.crt head)
body=$(python3 "$support/hostile_http.py" trickle "$port" ca.crt body)
{ [ "$head" -ge 9 ] && [ "$head" -le 14 ]; } || fail "a trickled head was cut off after $head s"
{ [ "$body" -ge 4 ] && [ "$body" -le 9 ]; } || fail "a trickled body was cut off after $body s"
is "stored" "$(reports_stored)" 50
stop_server TERM
"$tlsward" status --config config.toml --json | python3 -c 'import json, sys
counts = {each["setting"]: each["count"] for each in json.load(sys.stdin)["exceeded"]}
for setting in "header_deadline", "min_body_bytes_per_second", "max_connections_per_network":
    assert counts.get("limits." + setting, 0) > 0, (setting, counts)' || fail 'a cap is not counted'
