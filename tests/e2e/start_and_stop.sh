#!/bin/bash
# One daemon for one database; a stop drains what is under way; without domains there is no endpoint.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server
code=0
"$tlsward" serve --config config.toml >second.out 2>second.err || code=$?
is "second instance" "$code" 75
grep -q "process $server" second.err || fail "the second does not name the first: $(cat second.err)"

# A request that is half sent when the stop comes is still answered.
mkfifo rest
report 1 >one.json
{ head -c 100 one.json && cat rest; } | post -H 'Transfer-Encoding: chunked' -T - -X POST >status &
sender=$!
exec 3>rest
sleep 0.5
kill -TERM "$server"
tail -c +101 one.json >&3
exec 3>&-
wait "$sender"
is "half sent at the stop" "$(cat status)" 200
code=0
wait "$server" || code=$?
is "stop" "$code" 0

start_server
is "after the restart" "$(reports_stored)" 1
stop_server
sed -i '/accept_any_domain/d' config.toml
code=0
"$tlsward" serve --config config.toml >serve.out 2>refused.err || code=$?
is "no domain" "$code" 1
grep -q 'accept_any_domain = true' refused.err || fail "$(cat refused.err)"
