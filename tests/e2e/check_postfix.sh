#!/bin/bash
# `tlsward check` of a domain whose mail server is a real Postfix: as it comes it takes TLS 1.1, too; then all is well, until its
# certificate has expired, which MTA-STS minds and DANE does not.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/postfix.sh
source "$support/postfix.sh"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
printf 'good\t-\tmx_address=127.0.0.1\n' >one.tsv
start_rig one.tsv

serve_certificate() { # KIND: by Postfix
  cp "$1.pem" server.crt
  cp key.pem server.key
}
# seen: the word, what fails, and what the only address showed, in one line.
seen() {
  "$tlsward" check good.example --json --config config.toml >seen.json || true # 3: not all is well
  python3 -c 'import json
seen = json.load(open("seen.json"))
look = seen["mx_hosts"][0]["looks"][0]
fails = [one["finding"] for one in seen["findings"] if one["severity"] == "FAIL"]
print(seen["verdict"], *fails, look["reached"], look["tls"]["trusted"], look["tls"]["dane"])'
}

serve_certificate good
start_postfix
sed -i "s/^smtp_port.*/smtp_port = $submission_port/" config.toml
reload() { # WANTED: and waits until that is seen
  command postfix -c "$postfix/conf" reload 2>/dev/null || fail "Postfix does not reload"
  for _ in $(seq 50); do
    after=$(seen)
    [ "$after" != "$1" ] || break
    sleep 0.1
  done
}
is 'Postfix as it comes' "$(seen)" 'WATCH all True matched'
grep -q starttls-old-too seen.json || fail "it says nothing of TLS 1.1"
postconf -c "$postfix/conf" -e 'smtpd_tls_mandatory_protocols = >=TLSv1.2'
reload 'OK all True matched'
is 'a good Postfix' "$after" 'OK all True matched'
grep -q 'disconnect from .* ehlo=2 starttls=1 quit=1 commands=4' "$postfix_log" || fail "Postfix saw something else"

serve_certificate expired
reload 'ACTION mx-certificate-expired all False matched'
is 'an expired certificate' "$after" 'ACTION mx-certificate-expired all False matched'
