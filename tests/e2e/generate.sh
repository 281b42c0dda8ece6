#!/bin/bash
# Policies and records are made from the MX records that DNS has now, and are what our own reading of them finds nothing
# wrong with; where DNS has none, nothing is made up.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
cat >zone <<'END_OF_ZONE'
$TTL 300
@ SOA ns host 1 3600 600 86400 300
@ NS ns
ns A 127.0.0.1
own MX 20 mx2.own
own MX 10 MX1.own
microsoft MX 0 microsoft-example.mail.protection.outlook.com.
google MX 1 aspmx.l.google.com.
google MX 5 alt1.aspmx.l.google.com.
split MX 10 mx.own
split MX 20 split-example.h-v1.mx.microsoft.
bare A 127.0.0.1
null MX 0 .
address MX 10 127.0.0.1.
lame NS ns
END_OF_ZONE
start_nsd lame.example missing.zone
printf '[dns]\nserver = "127.0.0.1:%s"\n' "$dns_port" >config.toml
generate() { "$tlsward" generate "$@" --config config.toml; }

# mx DOMAIN [OPTION...]: the mx lines of its policy, and after "|" what comes with them.
mx() {
  generate mta-sts "$@" --json >made.json
  python3 -c 'import json
made = json.load(open("made.json"))
lines = [l[4:] for l in made["policy"].split("\r\n") if l.startswith("mx: ")]
print(*lines, "|", *[f["finding"] for f in made["findings"]])
open("made.policy", "w", newline="").write(made["policy"])
open("made.record", "w").write(made["record"] + "\n")
open("made.zone", "w").write(made["zone"] + "\n")'
  for kind in policy record zone; do
    "$tlsward" lint "made.$kind" >lint.out || fail "$1: $kind: $(cat lint.out)"
  done
}
is "hosts of one's own" "$(mx own.example)" 'mx1.own.example mx2.own.example | policy-testing'
is "Microsoft 365" "$(mx microsoft.example)" '*.mail.protection.outlook.com | policy-testing policy-mx-provider'
is "Microsoft 365, exactly" "$(mx microsoft.example --exact)" 'microsoft-example.mail.protection.outlook.com | policy-testing'
is "Google" "$(mx google.example)" 'aspmx.l.google.com *.aspmx.l.google.com | policy-testing policy-mx-provider'
is "two providers" "$(mx split.example --mode enforce --max-age 1209600)" 'mx.own.example *.h-v1.mx.microsoft | policy-enforce-made policy-mx-provider'
is "without MX" "$(mx bare.example)" 'bare.example | policy-testing mx-implicit'
is "given" "$(mx null.example --mx mx.example.org)" 'mx.example.org | policy-testing'

# refused DOMAIN CODE WORDS
refused() {
  local code=0
  generate mta-sts "$1" >out 2>why || code=$?
  is "exit code of $1" "$code $(wc -c <out)" "$2 0"
  grep -q "$3" why || fail "$1: $(cat why)"
}
refused null.example 1 'takes no mail'
refused address.example 1 'has no host name'
refused lame.example 75 'DNS does not tell the MX hosts of lame.example'

# The same for the policy that is hosted.
"$tlsward" policy set split.example --mx-from-dns --config config.toml --db "$database" |
  grep -q 'mx.own.example \*.h-v1.mx.microsoft' || fail "not drafted from DNS"
code=0
"$tlsward" policy set null.example --mx-from-dns --config config.toml --db "$database" 2>why || code=$?
is "a draft for who takes no mail" "$code" 1

generate tlsrpt own.example --rua tls@reports.example --rua https://reports.example/v1/tlsrpt --json >made.json
python3 -c 'import json
made = json.load(open("made.json"))
open("made.record", "w").write(made["record"] + "\n")
open("made.zone", "w").write(made["zone"] + "\n")'
for kind in record zone; do "$tlsward" lint "made.$kind" >lint.out || fail "tlsrpt: $kind: $(cat lint.out)"; done
generate mta-sts microsoft.example --lang pl | grep -q 'może on bez uprzedzenia przenieść' || fail "not in Polish"
echo "7 domains, each with a policy and a record that read well"
