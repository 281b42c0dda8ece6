#!/bin/bash
# label: slow
# Each route of the API of a real server is asked by an admin, a reader, an owner and nobody, with reports, problems, looks,
# mails, posts and a quarantine to tell of; each answer, refusals too, is as web/openapi.json says.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || { echo "needs python3-jsonschema"; exit 77; }
# What is yesterday's at the start is to be so at the end.
while ((10#$(date -u +%H%M) > 2355)); do sleep 1; done

# A healthy domain, and one whose MX shows an expired certificate.
grep -E '^(healthy|smtp-testing)	' "$support/../e2e/check_faults.tsv" >table.tsv
start_rig table.tsv
echo 'a secret that nobody guesses' >secret
chmod 600 secret
cat >>config.toml <<END
[store]
path = "$database"
[[domain]]
name = "healthy.example"
[[domain]]
name = "smtp-testing.example"
[[owner]]
name = "ops"
addresses = ["ops@example.org"]
hour = "$(date -u +%H):00"
[mail]
from = "TLS reports <tlsward@example.org>"
sendmail = "/bin/true"
[alerts]
wait_for_others = "1s"
[[webhook]]
name = "chat"
url = "https://localhost:1/"
secret_file = "$folder/secret"
[[mailbox]]
name = "reports"
host = "localhost"
port = 1
user = "reports"
password_file = "$folder/secret"
[ingest]
listen = "127.0.0.1:0"
accept_any_domain = true
certificate_file = "$folder/server.crt"
private_key_file = "$folder/server.key"
[dashboard]
listen = "127.0.0.1:0"
[limits]
max_age = "36500d"
END
export TLSWARD_CONFIG=$folder/config.toml

# Reports: odd ones of senders, two that contradict each other, one of two owners' domains, one of a fault that a look
# finds; and what is none.
mkdir odd found
cp "$support"/../../samples/reports/{google-failures,google-success,addresses,counts-as-text}.json odd
report 1 | sed "s/example.com/healthy.example/" >odd/one.json
sed 's/"total-failure-session-count":0/"total-failure-session-count":7/' odd/one.json >odd/other.json
python3 - <<'PYTHON'
import json
report = json.load(open("odd/one.json"))
first = report["policies"][0]
report["report-id"] = "both"
report["policies"] = [{**first, "policy": {**first["policy"], "policy-domain": name + ".example"}} for name in ("healthy", "smtp-testing")]
json.dump(report, open("odd/both.json", "w"))
PYTHON
for number in 1 2 3; do echo "{\"organization-name\": $number" >"odd/broken-$number.json"; done
"$tlsward" import odd >imported || [ $? = 1 ] || fail "$(cat imported)"
"$tlsward" check --configured --json >checks.json && fail "all is said to be well"
python3 "$support/joined_reports.py" make checks.json found
"$tlsward" import found >imported || fail "$(cat imported)"

# Policies that are hosted, and one that is drafted; of one two.
for domain in healthy smtp-testing; do
  "$tlsward" policy set "$domain.example" --mx "mx.$domain.example" >/dev/null
  "$tlsward" policy publish "$domain.example" --unverified >/dev/null
done
"$tlsward" policy set healthy.example --max-age 604800 >/dev/null
"$tlsward" policy publish healthy.example --unverified >/dev/null
printf '[[domain]]\nname = "drafted.example"\n' >>config.toml
"$tlsward" policy set drafted.example --mx mx.drafted.example >/dev/null

# Who got mail, what was posted, a mailbox that cannot be read, and somebody who wants no mail.
"$tlsward" digest --due --send >/dev/null || [ $? = 75 ] || fail "no digest"
sqlite3 "$database" "UPDATE alert_thread SET noticed = noticed - 10"
"$tlsward" digest --due --send >/dev/null || [ $? = 75 ] || fail "no alert"
"$tlsward" poll --once >/dev/null 2>&1 && fail "a mailbox was read where there is none"
sqlite3 "$database" "INSERT INTO unsubscribed VALUES ('ops', 'old@example.org', 1795000000)"

"$tlsward" user add anna --role admin --no-password >/dev/null
"$tlsward" user add ben --role owner --domain healthy.example --no-password >/dev/null
token() { # FILE NAME OPTION...
  "$tlsward" user token "${@:2}" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])' >"$1"
}
token admin anna --scope write
token reader anna
token owner ben --scope write

serve() {
  : >serve.out
  "$tlsward" serve --only reports --only dashboard >serve.out 2>>serve.err &
  server=$!
  page=$(address "$server" serve.out dashboard) || fail "serve shows no dashboard"
  # shellcheck disable=SC2034 # for post
  url=$(sed -n 's/^listening on //p' serve.out)
}
serve
is "what is no report" "$(echo hello | post --data-binary @-)" 400
python3 -B "$support/check_api.py" "$page" "$database" || fail "the API is not as its document says"

# The document is the file.
curl -sS "${page}api/v1/openapi.json" | cmp - "$support/../../web/openapi.json" || fail "another document"

# Whoever asks too often is told so in the same form, and how long to wait.
stop_server
sed -i "s,^max_age.*,&\nrequests_per_second = 1\nrequest_burst = 3," config.toml
serve
status=200
for _ in $(seq 50); do
  [ "$status" = 200 ] || break
  status=$(curl -sS -D head -o answer -w '%{http_code}' "${page}api/v1/openapi.json")
done
is "too often" "$status" 429
grep -qi '^retry-after: [0-9]' head || fail "$(cat head)"
grep -qi '^content-type: application/problem+json' head || fail "$(cat head)"
