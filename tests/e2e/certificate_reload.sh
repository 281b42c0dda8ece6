#!/bin/bash
# A renewed certificate is shown without a restart; a pair that does not fit leaves the old one, and a
# key that everybody can read is no key.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
shown() { openssl s_client -connect "localhost:$port" -CAfile ca.crt </dev/null 2>/dev/null | openssl x509 -noout -serial; }
logged() { for _ in $(seq 100); do grep -q "$1" serve.err && return; sleep 0.05; done; fail "not logged: $1"; }
start_server
first=$(shown)
kill -HUP "$server"
bash "$support/ca.sh" "$folder"
kill -HUP "$server"
logged 'read anew'
second=$(shown)
[ "$first" != "$second" ] || fail "the renewed certificate is not shown"

openssl ecparam -genkey -name prime256v1 -noout -out server.key
kill -HUP "$server"
logged 'the old one stays'
is "after a key that does not fit" "$(shown)" "$second"
is "still served" "$(report 1 | post --data-binary @-)" 200

for version in -tls1 -tls1_1; do
  openssl s_client "$version" -cipher 'ALL:@SECLEVEL=0' -connect "localhost:$port" </dev/null >old 2>&1 && fail "$version was taken"
done
code=0
curl -s "http://localhost:$port/v1/tlsrpt" || code=$?
[ "$code" != 0 ] || fail "plain HTTP got an answer on the TLS port"
logged 'speaks no TLS'
stop_server

chmod 644 server.key
code=0
"$tlsward" serve --config config.toml >serve.out 2>readable.err || code=$?
is "readable key" "$code" 1
grep -q "chmod 640 $folder/server.key" readable.err || fail "$(cat readable.err)"
