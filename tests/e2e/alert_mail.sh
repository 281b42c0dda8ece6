#!/bin/bash
# label: slow
# What cannot wait, by a real mail server: Postfix on loopback takes the alert, a reminder and the word that it is over, all in
# one thread; a forged report raises none; a test says that it is one. Python's email parser reads them.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/postfix.sh
source "$support/postfix.sh"
start_postfix

echo secret >password
chmod 600 password
mail_config "port = $submission_port" 'host = "localhost"' "ca_file = \"$folder/ca.crt\"" 'user = "reports"' \
  "password_file = \"$folder/password\"" '[alerts]' 'wait_for_others = "1s"'

# failing_yesterday: a report of the last UTC day of 57 sessions that an enforced policy refused.
failing_yesterday() {
  report 1 | python3 -c 'import json, sys
report = json.load(sys.stdin)
entry = report["policies"][0]
entry["policy"] = {"policy-type": "sts", "policy-domain": "example.com", "policy-string": ["version: STSv1", "mode: enforce"]}
entry["summary"]["total-failure-session-count"] = 57
entry["failure-details"] = [{"result-type": "certificate-expired", "receiving-mx-hostname": "mx1.example.com",
                             "sending-mta-ip": "192.0.2.7", "failed-session-count": 57}]
print(json.dumps(report))' | sed "s/2026-11-23/$(date -u -d yesterday +%F)/g" >failing.json
}

# alert KIND: runs until an alert of that kind is sent; leaves the message of "first" in `alert.KIND`.
alerts_sent=0
alert() {
  for _ in $(seq 50); do
    "$tlsward" digest --due --send --config config.toml --json >run || fail "exit code $?: $(cat run)"
    [ "$(python3 -c 'import json; print(len(json.load(open("run"))["alerts"]))')" = 0 ] || break
    sleep 0.2
  done
  alerts_sent=$((alerts_sent + 1))
  wait_for_mails first $((alerts_sent + 1)) # the digest is one of them
  grep -lix "x-tlsward-alert: $1" "$postfix"/mail/first/new/* >"found" || fail "no mail says $1"
  is "mails that say $1" "$(wc -l <found)" 1
  cp "$(cat found)" "alert.$1"
}

failing_yesterday
"$tlsward" import failing.json --config config.toml >/dev/null
alert opened
"$tlsward" alerts --config config.toml --json >listed
is "listed" "$(python3 -c 'import json
row, = json.load(open("listed"))["alerts"]
print(row["owner"], row["kind"], row["domain"], row["cause"], row["host"], row["told"], row["news"])')" \
  "ops refused example.com certificate-expired mx1.example.com opened None"

# A day later, as far as the database knows.
sqlite3 "$database" "UPDATE alert_thread SET opened = opened - 86400"
alert reminder
"$tlsward" problems --config config.toml --json >open.json || true
id=$(python3 -c 'import json; print(json.load(open("open.json"))["problems"][0]["id"])')
grep -q "tlsward problems show $id" alert.opened || fail "the alert does not name $id"
"$tlsward" problems resolve "$id" --config config.toml >/dev/null
alert resolved
is "open at the end" "$("$tlsward" alerts --config config.toml)" "No alert is open."
"$tlsward" digest --due --send --config config.toml --json >run
is "a run after it" "$(tr -d ' \n' <run)" '{"schema":1,"mails":[],"alerts":[],"webhooks":[],"faults":[]}'

python3 - <<'END' || fail "not the thread that was meant"
import email, email.policy
mails = [email.message_from_binary_file(open(f"alert.{kind}", "rb"), policy=email.policy.default)
         for kind in ("opened", "reminder", "resolved")]
first = mails[0]
assert first["Subject"] == "[TLS-RPT] ALERT example.com: certificate expired, mx1.example.com", first["Subject"]
assert first["In-Reply-To"] is None and first["References"] is None
assert len({mail["Message-ID"] for mail in mails}) == 3
for mail in mails:
    assert not mail.defects, mail.defects
    assert mail["List-Id"] == "TLS alerts <alerts.tlsward.example.org>", mail["List-Id"]
    assert mail["Auto-Submitted"] == "auto-generated"
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "X-Tlsward-Alert"):
        assert len(mail.get_all(name, [])) <= 1, name
    for line in mail.get_body(("plain",)).get_content().splitlines():  # only commands are longer, to be pasted
        assert len(line) <= 72 or line.startswith(" " * 15), line
for mail in mails[1:]:
    assert mail["Subject"] == "Re: " + first["Subject"], mail["Subject"]
    assert mail["In-Reply-To"] == mail["References"] == first["Message-ID"]
for mail, verdict, word in zip(mails, ("ACTION", "ACTION", "OK"), ("ALERT", "STILL OPEN", "RESOLVED")):
    assert mail["X-Tlsward-Verdict"] == verdict, mail["X-Tlsward-Verdict"]
    assert word in mail.get_body(("plain",)).get_content()
    assert word in mail.get_body(("html",)).get_content()
END

# What anybody can post raises nothing, however much it says.
rm -f "$database"*
failing_yesterday
sed -i 's/"failed-session-count": 57/"failed-session-count": 90000/; s/session-count": 57/session-count": 90000/' failing.json
cat >>config.toml <<END
[trust]
counts_from = "unauthenticated"
END
sed -i 's/^listen = ""/listen = "127.0.0.1:0"/' config.toml
"$tlsward" serve --only reports --config config.toml >serve.out 2>serve.err &
server=$!
until grep -q '^listening on ' serve.out; do sleep 0.05; done
curl -sS -o /dev/null --data-binary @failing.json -H 'Content-Type: application/tlsrpt+json' \
  "$(sed -n 's/^listening on //p' serve.out)" || fail "cannot post"
stop_server
for _ in 1 2; do
  sleep 1.1 # longer than news waits for others
  "$tlsward" digest --due --send --config config.toml --json >run || fail "exit code $?"
  is "alerts of a forged report" "$(python3 -c 'import json; print(json.load(open("run"))["alerts"])')" "[]"
done
is "threads of a forged report" "$(sqlite3 "$database" 'SELECT count(*) FROM alert_thread')" 0

# What ends the alerts of a run keeps nobody from their digest.
rm -f "$database"*
"$tlsward" import failing.json --config config.toml >/dev/null
sqlite3 "$database" 'DROP TABLE alert_thread'
code=0
"$tlsward" digest --due --send --config config.toml >half 2>half.err || code=$?
is "exit code of a half run" "$code" 1
grep -q '^Digest for ops: sent ' half || fail "no digest: $(cat half half.err)"
grep -q 'alert_thread' half.err || fail "told '$(cat half.err)'"
rm -f "$database"*
"$tlsward" import failing.json --config config.toml >/dev/null

"$tlsward" alerts test --config config.toml >tested
grep -q '^Test alert for ops: sent .* to first@example.org, second@example.org\.$' tested || fail "told '$(cat tested)'"
echo "an alert, a reminder and RESOLVED in one thread, none for a forged report, and a test"
