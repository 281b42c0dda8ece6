#!/bin/bash
# A problem's life by the command: it opens, is muted, grows out of its mute, is resolved by clean reports,
# comes back by a late one, and is settled by hand. Past days stay what they were.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TLSWARD_DB=$database
day() { date -u -d "$1 days ago" +%F; }
number=0
arrives() { # DAYS-AGO REPORTER FAILED: a report for that day
  number=$((number + 1))
  local details='' when
  when=$(day "$1")
  [ "$3" = 0 ] || details=',"failure-details":[{"result-type":"certificate-expired","receiving-mx-hostname":"mx2.example.org",
    "failure-reason-code":"X509_V_ERR_CERT_HAS_EXPIRED","failed-session-count":'$3'}]'
  printf '{"organization-name":"%s","date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%sT23:59:59Z"},
    "contact-info":"tls@%s","report-id":"%s","policies":[{"policy":{"policy-type":"sts","policy-domain":"example.org",
    "policy-string":["version: STSv1","mode: enforce"]},"summary":{"total-successful-session-count":50,
    "total-failure-session-count":%s}%s}]}' "$2" "$when" "$when" "$2" "$number" "$3" "$details" | "$tlsward" import - >/dev/null
}
problem() { # KEY [OPTION...]: of the one problem there is
  local key=$1
  shift
  { "$tlsward" problems list --all --json "$@" || [ $? = 3 ]; } | python3 -c "import json, sys; print(json.load(sys.stdin)['problems'][0]['$key'])"
}
exits() { # EXIT-CODE ARGUMENT...: output in out and err
  local wanted=$1 code=0
  shift
  "$tlsward" "$@" >out 2>err || code=$?
  is "exit code of tlsward $*" "$code" "$wanted"
}

arrives 8 sender.example 0
exits 0 problems
grep -q '^0 open, 0 muted, 0 resolved$' out || fail "$(cat out)"
arrives 7 sender.example 4
exits 3 problems
is "state" "$(problem state)" opened
is "host" "$(problem host)" mx2.example.org
is "reason" "$(problem failure_reason_code)" x509_v_err_cert_has_expired
id=$(problem id)

exits 0 problems mute "$id" --until 30d --reason 'ordered a new one'
exits 0 problems
grep -q '^0 open, 1 muted, 0 resolved$' out || fail "$(cat out)"
exits 3 problems list --until "$(day 1)" # before it was muted
exits 0 problems show "$id"
grep -q "^Muted     until $(date -u -d '30 days' +%F), or it grows tenfold: ordered a new one" out || fail "$(cat out)"
arrives 6 sender.example 36 # 40 in 7 days, ten times as many as when it was muted
exits 3 problems
is "state" "$(problem state)" growing
exits 0 problems mute "$id" --until "$(date -u +%F)" --reason x
exits 0 problems unmute "$id"
exits 3 problems

arrives 5 sender.example 0
arrives 5 other.example 0
is "clean once" "$(problem state)" shrinking
arrives 4 sender.example 0
is "clean twice" "$(problem state)" resolved
exits 0 problems
is "the same problem" "$(problem id)" "$id"
is "a week ago" "$(problem state --until "$(day 7)")" opened
arrives 3 late.example 2
is "a late report" "$(problem state)" came-back
is "before it" "$(problem state --until "$(day 4)")" resolved
exits 3 problems list --domain example.org --reporter late.example
exits 0 problems list --type tlsa-invalid
exits 0 problems resolve "$id"
exits 0 problems
is "settled" "$(problem resolved)" "$(date -u +%F)"
is "lines of CSV" "$("$tlsward" problems list --all --csv | wc -l)" 2

exits 1 problems show 0123456789
grep -q 'problem 0123456789: not seen in the last 90 days' err || fail "$(cat err)"
exits 2 problems mute "$id" --until "$(day 1)" --reason x
grep -qF -- '--until: ' err || fail "$(cat err)"
exits 2 problems mute "$id" --until 30d
