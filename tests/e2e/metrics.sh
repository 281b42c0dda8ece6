#!/bin/bash
# Prometheus reads /metrics of a database full of hostile names, and promtool finds no fault with it; the shipped rules
# and the Grafana board name only metrics that there are; /healthz and /readyz say why not, without a name.
# label: slow
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
packaging=$(realpath "$support/../../packaging")
command -v promtool >/dev/null || { echo "needs promtool (Debian package prometheus)"; exit 77; }

# Names that would end a label, a line or a comment, and more of them than have labels.
python3 - <<'PYTHON'
import json

def report(name, **how):
    return {
        "organization-name": how.get("organization", "Example Sender"),
        "date-range": {"start-datetime": "2026-11-23T00:00:00Z", "end-datetime": "2026-11-23T23:59:59Z"},
        "contact-info": how.get("organization", "tls@sender.example.net"),
        "report-id": "metrics-" + name,
        "policies": [{
            "policy": {"policy-type": how.get("policy_type", "sts"), "policy-string": ["version: STSv1", "mode: enforce"],
                       "policy-domain": name},
            "summary": {"total-successful-session-count": how.get("sessions", 1), "total-failure-session-count": 1},
            "failure-details": [{"result-type": how.get("result_type", "certificate-expired"),
                                 "receiving-mx-hostname": name, "failed-session-count": 1}]}]}

evil = ['quo"te', "back\\slash", "line\nfeed", 'x"} 1\ntlsward_build_info{version="evil', "# HELP tlsward", "\\", '"', "\u202e",
        "bücher", "nul\u0000"]
number = 0
for name in evil:
    for how in ({"sessions": 5000}, {"organization": name}, {"policy_type": name}, {"result_type": name}):
        number += 1
        with open(f"evil-{number}.json", "w") as out:
            json.dump(report(f"{name}{number}.example", **how), out)
for i in range(1000):
    with open(f"many-{i}.json", "w") as out:
        json.dump(report(f"n{i}.example.net", result_type=f"made-up-{i}"), out)
PYTHON

# start [LINE...]: with these lines at the end of the configuration; sets page.
start() {
  {
    printf '[store]\npath = "%s"\n' "$database"
    printf '[ingest]\nlisten = "127.0.0.1:0"\naccept_any_domain = true\n'
    printf 'certificate_file = "%s/server.crt"\nprivate_key_file = "%s/server.key"\n' "$folder" "$folder"
    printf '[dashboard]\nlisten = "127.0.0.1:0"\n[limits]\nmax_age = "36500d"\n'
    [ $# = 0 ] || printf '%s\n' "$@"
  } >config.toml
  : >serve.out
  "$tlsward" serve --config config.toml >serve.out 2>>serve.err &
  server=$!
  page=$(address "$server" serve.out dashboard) || fail "serve shows no dashboard"
  # shellcheck disable=SC2034 # for post
  url=$(sed -n 's/^listening on //p' serve.out)
}

start
"$tlsward" import --config config.toml evil-*.json many-*.json >imported || fail "$(cat imported)"
is "to nobody" "$(curl -sS -o /dev/null -w '%{http_code}' "${page}metrics")" 401
"$tlsward" user add watcher --role read-only --no-password --config config.toml >/dev/null
"$tlsward" user token watcher --name prometheus --json --config config.toml >token.json
python3 -c 'import json; print(json.load(open("token.json"))["token"])' >token
is "a report by HTTPS" "$(report 1 | post --data-binary @-)" 200
is "what is none" "$(echo hello | post --data-binary @-)" 400
curl -sS -H "Authorization: Bearer $(cat token)" -D headers "${page}metrics" >metrics.txt || fail "no metrics"
grep -qi '^content-type: text/plain; version=0.0.4' headers || fail "$(cat headers)"
promtool check metrics <metrics.txt || fail "promtool"
[ "$(stat -c %s metrics.txt)" -le 204800 ] || fail "too large: $(stat -c %s metrics.txt)"
[ "$(grep -c '^tlsward_build_info' metrics.txt)" = 1 ] || fail "$(grep build_info metrics.txt)"
grep -v "^tlsward_\(sessions_total\|failures_total\|last_report_timestamp_seconds\){domain=" metrics.txt | grep evil && fail "a name got out of its label"
grep -Eq '^tlsward_sessions_total\{domain="quo\\"te1.example"' metrics.txt || fail "no escaped name"
grep -q '^tlsward_sessions_total{domain="other"' metrics.txt || fail "nothing is summed up"
[ "$(grep -c '^tlsward_last_report_timestamp_seconds' metrics.txt)" -le 201 ] || fail "too many labels"
grep -q 'made-up' metrics.txt && fail "a label of a stranger"
grep -q '^tlsward_reports_total{transport="file",trust="vouched",result="stored"} 10' metrics.txt || fail "$(grep reports_total metrics.txt)"
grep -q '^tlsward_reports_total{transport="https",trust="unauthenticated",result="stored"} 1$' metrics.txt || fail "$(grep reports_total metrics.txt)"
grep -q '^tlsward_rejected_total{reason="not-a-report"} 1$' metrics.txt || fail "$(grep rejected metrics.txt)"
grep -q '^tlsward_ingest_duration_seconds_count 2$' metrics.txt || fail "$(grep ingest metrics.txt)"

# The rules and the board: right, and of metrics that there are. Those of what is not set up here have no samples.
(cd "$packaging/prometheus" && promtool check rules tlsward.rules.yml && promtool test rules tlsward.rules.test.yml) >rules.out 2>&1 ||
  fail "$(cat rules.out)"
python3 -m json.tool "$packaging/grafana/tlsward.json" >/dev/null || fail "the board is no JSON"
sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' metrics.txt >names
printf '%s\n' tlsward_verdict tlsward_refused_sessions tlsward_mailbox_up tlsward_last_digest_timestamp_seconds \
  tlsward_limit_exceeded_total >>names
grep -ohE '\btlsward_[a-z_]+' "$packaging/prometheus/tlsward.rules.yml" "$packaging/grafana/tlsward.json" |
  sed -E 's/_bucket$//' | sort -u >used
while read -r name; do
  grep -qx "$name" names || fail "$name is no metric"
done <used

# The real Prometheus.
target=${page#http://} target=${target%/}
free_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >prometheus.yml <<YAML
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [$packaging/prometheus/tlsward.rules.yml]
scrape_configs:
  - job_name: tlsward
    authorization: {credentials_file: $folder/token}
    static_configs: [{targets: ["$target"]}]
YAML
promtool check config prometheus.yml >/dev/null || fail "prometheus.yml"
prometheus --config.file=prometheus.yml --storage.tsdb.path=tsdb --web.listen-address="127.0.0.1:$free_port" >prometheus.err 2>&1 &
prometheus=$!
at_end "kill $prometheus"
# asked QUERY: the number of series and the value of the first.
asked() {
  curl -sG --data-urlencode "query=$1" "http://127.0.0.1:$free_port/api/v1/query" |
    python3 -c 'import json, sys
found = json.load(sys.stdin)["data"]["result"]
print(len(found), found[0]["value"][1] if found else "")' 2>/dev/null || true
}
for _ in $(seq 100); do
  [ "$(asked 'tlsward_rejected_total{reason="not-a-report"}')" = "1 1" ] && break
  sleep 0.2
done
is "what Prometheus holds" "$(asked 'tlsward_rejected_total{reason="not-a-report"}')" "1 1"
is "it is up" "$(asked 'up{job="tlsward"}')" "1 1"
is "a hostile name" "$(asked 'tlsward_sessions_total{domain="back\\slash5.example",outcome="successful"}')" "1 5000"
is "the other domains' sessions" "$(asked 'sum(tlsward_sessions_total)')" "1 $(awk '/^tlsward_sessions_total/ {sum += $NF} END {print sum}' metrics.txt)"

# health PATH: the status, and what stands against it.
health() {
  curl -sS -o health -w '%{http_code}' "$page$1"
  python3 -c 'import json
answer = json.load(open("health"))
print("", answer["schema"], answer["status"], *sorted(reason["what"] for reason in answer["reasons"]))'
}
is "alive" "$(health healthz)" "200 1 ok"
is "ready" "$(health readyz)" "200 1 ready"
stop_server
echo secret >password
chmod 600 password
start '[[mailbox]]' 'name = "hidden-name"' 'host = "127.0.0.1"' 'port = 1' 'user = "u"' "password_file = \"$folder/password\""
is "a mailbox that cannot be read" "$(health readyz)" "503 1 not-ready mailbox"
grep -q hidden-name health && fail "$(cat health)"
mv "$database" away
is "without the database" "$(health healthz)" "503 1 failing store"
is "without the database" "$(health readyz)" "503 1 not-ready store"
grep -qF "$folder" health && fail "$(cat health)"
[ ! -e "$database" ] || fail "looking made a database"
mv away "$database"
is "with it again" "$(health healthz)" "200 1 ok"
