#!/bin/bash
# Postfix's reporter posts by "curl --silent" without --fail and takes exit 0 for delivered: what is not
# stored must not end in 0. What is hopeless must, or it would come again for nothing.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
sender() { # like sys4 tlsrpt-reporter: prints the exit code of curl
  local code=0
  curl --silent --cacert ca.crt --header 'Content-Type: application/tlsrpt+gzip' --data-binary @- -o answer \
    -D headers "$url" || code=$?
  echo "$code"
}
retried() { case $2 in 18 | 52 | 56) ;; *) fail "$1: curl ended with $2, the report would be lost" ;; esac; }

start_server 'request_burst = 2' 'requests_per_second = 1'
is "stored" "$(report 1 | sender)" 0
is "hopeless" "$(echo no report | sender)" 0
retried "over the rate" "$(report 2 | sender)"
grep -q '^HTTP/1.1 429 Too Many Requests' headers || fail "no 429: $(head -1 headers)"
after=$(sed -n 's/^Retry-After: \([0-9]*\)\r$/\1/p' headers)
{ [ "$after" -ge 300 ] && [ "$after" -le 900 ]; } || fail "Retry-After is '$after'"
stop_server

start_server 'max_bytes_in_memory = "1KiB"' 'memory_wait = "1s"'
retried "no memory" "$({ report 3 && head -c 50000 /dev/zero | tr '\0' ' '; } | sender)"
grep -q '^HTTP/1.1 503 Service Unavailable' headers || fail "no 503: $(head -1 headers)"
stop_server

start_server
sqlite3 "$database" 'BEGIN EXCLUSIVE; SELECT 1;' '.system touch locked; sleep 4' >/dev/null &
locker=$!
until [ -e locked ]; do sleep 0.02; done
retried "database locked" "$(report 4 | sender)"
grep -q '^HTTP/1.1 503 Service Unavailable' headers || fail "no 503: $(head -1 headers)"
wait "$locker"
is "after the lock" "$(report 4 | sender)" 0
is "stored" "$(reports_stored)" 2
