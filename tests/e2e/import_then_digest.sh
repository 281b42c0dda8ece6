#!/bin/bash
# Files become a digest: a folder, a gzip, a zip and standard input, the same again, a broken one among
# them; then the day in words and as JSON, lists, and what was set aside taken in after all.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
samples=$(dirname "$support")/../samples/reports
export TLSWARD_DB=$database
field() { python3 -c "import json, sys; print(eval('json.load(sys.stdin)' + sys.argv[1]))" "$1"; } # of stdin, by ["a"][0]

expired() { # REPORTER FAILED: what it saw of mx2.example.org on 2026-11-23
  local detail='{"result-type":"certificate-expired","receiving-mx-hostname":"mx2.example.org","failed-session-count":'$2'}'
  report "$1" | sed "s/Example Sender/Reporter $1/; s/sender.example.net/reporter-$1.example/; s/example.com/example.org/
    s/no-policy-found\"/sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\"]/
    s/\"total-failure-session-count\":0}/\"total-failure-session-count\":$2},\"failure-details\":[$detail]/"
}
mkdir -p in/deeper
expired 1 40 >in/one.json
expired 2 7 | gzip >in/deeper/two.json.gz
report 3 >three.json && zip -q in/three.zip three.json
echo '{"broken' >in/broken.json
echo 'no report' >in/text.json

code=0
"$tlsward" import in --json >import.json || code=$?
is "exit code with a refused file" "$code" 1
is "imported" "$(field '["imported"]' <import.json)" 3
is "refused" "$(field '["rejections"][0]["reason"]' <import.json)" not-a-report
is "kept" "$(field '["quarantine"][0]["reason"]' <import.json)" not-understood
is "standard input" "$("$tlsward" import - --json <in/one.json | field '["duplicates"]')" 1
"$tlsward" import in >import.txt || true
grep -q '^Imported 0 reports; 3 were known already' import.txt || fail "$(cat import.txt)"
grep -q 'in/text.json: not-a-report: ' import.txt || fail "no line for the refused file: $(cat import.txt)"

"$tlsward" digest --day 2026-11-23 >digest.txt
grep -q 'ACTION example.org' digest.txt || fail "$(cat digest.txt)"
grep -q 'Reporter 1 (40), Reporter 2 (7)' digest.txt || fail "$(cat digest.txt)"
"$tlsward" digest --day 2026-11-23 --json >digest.json
is "verdict" "$(field '["verdict"]' <digest.json)" ACTION
is "failed" "$(field '["domains"][0]["failed"]' <digest.json)" 47
is "problem" "$(field '["domains"][0]["problems"][0]["receiving_mx_hostname"]' <digest.json)" mx2.example.org
is "one domain" "$("$tlsward" digest --day 2026-11-23 --domain example.com --format json | field '["verdict"]')" OK

is "list --failed" "$("$tlsward" list --failed --ndjson | wc -l)" 2
is "list --csv" "$("$tlsward" list --csv | wc -l)" 4
is "search" "$("$tlsward" search mx2.example.org --json | field '["reports"].__len__()')" 2
is "top" "$("$tlsward" top types --json | field '["top"][0]["name"]')" certificate-expired
id=$("$tlsward" list --domain example.org --json | field '["reports"][0]["id"]')
is "show" "$("$tlsward" show "$id" --json | field '["policies"][0]["policy_domain"]')" example.org

printf '[[domain]]\nname = "example.net"\n' >ours.toml
is "not ours" "$(report 9 | "$tlsward" import - --config ours.toml --json | field '["quarantine"][0]["reason"]')" not-ours
set_aside=$("$tlsward" quarantine list --reason not-ours --json | field '["quarantine"][0]["id"]')
"$tlsward" quarantine show "$set_aside" >/dev/null
is "released" "$("$tlsward" quarantine release "$set_aside" --json | field '["released"][0]["outcome"]')" stored
is "nothing left" "$("$tlsward" quarantine list --reason not-ours --json | field '["quarantine"]')" '[]'

# With DANE a report can be about an MX host that stands outside of the domain.
printf '[[domain]]\nname = "example.org"\nmx = ["mx1.example.net"]\n[store]\npath = "dane.db"\n' >dane.toml
report 10 | sed 's/no-policy-found/tlsa/; s/example.com/mx1.example.net/' >dane.json
env -u TLSWARD_DB "$tlsward" import dane.json --config dane.toml >/dev/null
env -u TLSWARD_DB "$tlsward" digest --day 2026-11-23 --config dane.toml --json >dane-digest.json
is "line of the MX host" "$(field '["domains"][1]["policy_domain"]' <dane-digest.json)" mx1.example.net

# The samples are all good; none of them needs a database to be explained.
"$tlsward" import --db samples.db "$samples" --json >samples.json || fail "$(cat samples.json)"
for sample in "$samples"/*.json; do
  TLSWARD_DB=/nowhere "$tlsward" explain "$sample" >explained || fail "$sample"
  [ -s explained ] || fail "nothing said about $sample"
done
