#!/bin/bash
# Reports by HTTPS from addresses whose names in a real DNS server are, or are not, their reporter's: the answer waits for
# no DNS, and then what can be corroborated is.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
{
  # shellcheck disable=SC2016 # nsd expands these
  printf '$ORIGIN example.\n$TTL 60\n@ IN SOA ns.example. host.example. 1 60 60 60 60\n@ IN NS ns\nns IN A 127.0.0.1\n'
  printf 'mta.sender IN A 192.0.2.1\nmta.sender IN A 127.0.0.2\nmta.other IN A 127.0.0.3\nelsewhere.sender IN A 192.0.2.4\n'
  printf 'second.sender IN A 127.0.0.6\n'
} >zone
{
  # shellcheck disable=SC2016
  printf '$ORIGIN 127.in-addr.arpa.\n$TTL 60\n@ IN SOA ns.example. host.example. 1 60 60 60 60\n@ IN NS ns.example.\n'
  printf '2.0.0 IN PTR mta.sender.example.\n3.0.0 IN PTR mta.other.example.\n4.0.0 IN PTR elsewhere.sender.example.\n'
  printf '6.0.0 IN PTR gone.sender.example.\n6.0.0 IN PTR second.sender.example.\n'
} >reverse
start_nsd 127.in-addr.arpa reverse
start_server '[dns]' "server = \"127.0.0.1:$dns_port\""

from() { # ADDRESS NUMBER
  is "status of $2" "$(report "$2" | sed 's/@sender.example.net/@sender.example/' | post --interface "$1" --data-binary @-)" 200
}
# trusted NUMBER TRUST WORDS: of the report, by the time that all was looked up.
trusted() {
  local got
  for _ in $(seq 200); do
    got=$("$tlsward" list --config config.toml --json | python3 -c 'import json, sys
print(*["{trust}: {trust_reason}".format(**r) for r in json.load(sys.stdin)["reports"]
  if r["report_id"] == "story-" + sys.argv[1]])' "$1")
    [[ $got != "$2: "*"$3"* ]] || return 0
    sleep 0.05
  done
  fail "report $1: got '$got', wanted '$2' and '$3'"
}

from 127.0.0.3 3 # a name of somebody else
from 127.0.0.4 4 # a name that leads elsewhere
from 127.0.0.5 5 # no name
from 127.0.0.2 2
from 127.0.0.6 6 # the second of two names
trusted 2 corroborated '127.0.0.2 is mta.sender.example, aligned to contact-info'
trusted 6 corroborated '127.0.0.6 is second.sender.example, aligned to contact-info'
for number in 3 4 5; do trusted $number unauthenticated 'came by HTTPS'; done
from 127.0.0.2 3 # its own report, which a stranger sent before
trusted 3 corroborated '127.0.0.2 is mta.sender.example'

stop_nsd
begin=$(date +%s%N)
from 127.0.0.7 7
took=$((($(date +%s%N) - begin) / 1000000))
[ $took -lt 900 ] || fail "the answer waited $took ms for DNS"
trusted 7 unauthenticated 'came by HTTPS'
begin=$(date +%s%N)
stop_server
took=$((($(date +%s%N) - begin) / 1000000))
[ $took -lt 2000 ] || fail "it took $took ms to stop"
is "warnings" "$(grep -c unauthenticated serve.err || true)" 0
