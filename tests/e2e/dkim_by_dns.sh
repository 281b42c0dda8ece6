#!/bin/bash
# Who signed a polled mail, with the keys in a real DNS server: verified, refused, and asked again when DNS is down.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
sign() { python3 "$support/dkim_sign.py" key.pem "$@"; }
now=$(date +%s)

openssl genpkey -algorithm RSA -out key.pem 2>/dev/null
{
  # shellcheck disable=SC2016 # nsd expands these
  printf '$ORIGIN example.\n$TTL 60\n@ IN SOA ns.example. host.example. 1 60 60 60 60\n@ IN NS ns\nns IN A 127.0.0.1\n'
  record 2026._domainkey.sender "$(sign --record)"
  record tlsrpt._domainkey.sender "$(sign --record s=tlsrpt)"
  record 2026._domainkey.other "$(sign --record)"
} >zone

mail() { # NUMBER [WHEN]: a mail with that report, not signed, received then
  printf 'Received: by mx.example.com; %s\r\nFrom: tls@sender.example\r\nTo: tls@example.com\r\n' "$(date -Ru -d "${2:-now}")"
  printf 'Subject: a report\r\nTLS-Report-Domain: example.com\r\nContent-Type: application/tlsrpt+json\r\n\r\n'
  report "$1" | sed 's/@sender.example.net/@sender.example/'
}
verified() { mail "$1" | sign "${@:2}"; }
verified 1 sender.example 2026 >1.eml
verified 2 sender.example tlsrpt >2.eml
verified 3 sender.example 2026 | sed 's/session-count":4/session-count":5/' >3.eml
verified 4 sender.example 2026 l=9 >4.eml
verified 5 sender.example 2026 t=$((now - 90)) x=$((now - 60)) >5.eml
verified 6 other.example 2026 >6.eml
verified 7 sender.example gone >7.eml
mail 8 >8.eml
verified 9 sender.example 2026 >9.eml
mail 10 '1 hour ago' | sign sender.example 2026 t=$((now - 3700)) x=$((now - 60)) >10.eml
mail 11 '8 days ago' | sign sender.example gone >11.eml

trust_of() { # NUMBER
  "$tlsward" list --config config.toml --json | python3 -c 'import json, sys
print(*["{trust} {counted}: {trust_reason}".format(**r) for r in json.load(sys.stdin)["reports"]
  if r["report_id"] == "story-" + sys.argv[1]])' "$1"
}
trusted() { # NUMBER TRUST WORDS
  local got
  got=$(trust_of "$1")
  [[ $got == "$2"*"$3"* ]] || fail "report $1: got '$got', wanted '$2' and '$3'"
}
poll() { "$tlsward" poll --once --config config.toml >/dev/null; }

start_nsd
start_dovecot
configure
printf '[dns]\nserver = "127.0.0.1:%s"\n' "$dns_port" >>config.toml
mkdir -p "$maildir"/{cur,new,tmp}
chown -R mail:mail "$rig/mail/reports"
for number in 1 2 3 4 5 6 7 8 10 11; do deliver $number.eml; done
poll
trusted 1 'verified True' 'DKIM d=sender.example s=2026 pass, aligned to contact-info'
trusted 2 'verified True' 's=tlsrpt pass'
trusted 3 'refused False' 'the body was changed'
trusted 4 'refused False' 'l='
trusted 5 'refused False' 'expired before'
trusted 6 'refused False' 'd=other.example s=2026 pass, but contact-info is of sender.example'
trusted 7 'refused False' 'no-key'
trusted 8 'refused False' 'no DKIM signature'
trusted 10 'verified True' 'expired (expired since, at '
trusted 11 'unauthenticated True' 'no-key (key not found in DNS); the mail is so old that the key may be gone'

stop_nsd
deliver 9.eml
poll
trusted 9 'unauthenticated True' 'could not be fetched'
start_nsd
sleep 1 # what was set aside in this second is not tried again in it
poll
trusted 9 'verified True' 'pass'
is reports "$(reports_stored)" 11
