#!/bin/bash
# However a sender wraps its report, it is stored once and listed.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server

report 1 >plain.json
is "plain" "$(post --data-binary @plain.json)" 200
is "plain" "$(status_word)" stored
is "again" "$(post --data-binary @plain.json)" 200
is "again" "$(status_word)" duplicate

report 2 | gzip >packed.gz
is "gzip" "$(post -H 'Content-Type: application/tlsrpt+gzip' --data-binary @packed.gz)" 200
is "gzip" "$(status_word)" stored
report 3 | gzip >encoded.gz
is "Content-Encoding" "$(post -H 'Content-Encoding: gzip' --data-binary @encoded.gz)" 200
is "wrong type" "$(report 4 | post -H 'Content-Type: text/html' --data-binary @-)" 200
is "no type" "$(report 5 | post -H 'Content-Type:' --data-binary @-)" 200
is "chunked" "$(report 6 | post -H 'Transfer-Encoding: chunked' --data-binary @-)" 200

# curl asks "Expect: 100-continue" for more than 1 MiB, and would wait a second for it in vain.
{ report 7 && head -c 3000000 /dev/zero | tr '\0' ' '; } >large.json
is "3 MB" "$(post -v --data-binary @large.json 2>spoken)" 200
grep -q '^< HTTP/1.1 100' spoken || fail "3 MB were not asked for: $(grep '^[<*]' spoken)"
! grep -q 'Done waiting for 100-continue' spoken || fail "3 MB were asked for too late"

report 8 >one.json
report 9 >other.json
post --data-binary @one.json >one.status &
is "two at once" "$(curl -sS --cacert ca.crt -o other -w '%{http_code}' --data-binary @other.json "$url")" 200
wait $!
is "two at once" "$(cat one.status)" 200

# A sender that is gone before the answer comes again, and is told that it is known.
report 10 >gone.json
python3 "$support/hostile_http.py" gone "$port" ca.crt gone.json
for _ in $(seq 100); do [ "$(reports_stored)" -ge 10 ] && break; sleep 0.05; done
is "after the client was gone" "$(post --data-binary @gone.json)" 200
is "after the client was gone" "$(status_word)" duplicate

is "listed" "$(reports_stored)" 10
