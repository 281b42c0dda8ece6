#!/bin/bash
# label: slow
# What is told at once is posted to webhooks over verified TLS: signed (openssl computes it anew), in four formats, with one
# delivery id however often it is tried; a receiver that is down, redirects or has another certificate gets it later, or never.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/mail.sh
source "$support/mail.sh"
receiver=
stop_receiver() {
  [ -z "$receiver" ] || kill "$receiver" 2>/dev/null || true
  receiver=
}
at_end stop_receiver

# receive [STATUS [HEADER]...]: a new receiver.
receive() {
  stop_receiver
  rm -f hook hook.*
  python3 "$support/webhook_receiver.py" "$folder" hook "$@" &
  receiver=$!
  until [ -s hook ]; do sleep 0.02; done
}

# hook_config PORT FORMAT [LINE...]: a configuration with the webhook "chat", and mails that a program takes.
hook_config() {
  mail_config 'sendmail = "/bin/true"' '[alerts]' 'wait_for_others = "1s"' '[[webhook]]' 'name = "chat"' \
    "url = \"https://localhost:$1/a/b?c=d\"" "secret_file = \"$folder/secret\"" "format = \"$2\"" \
    "${@:3}"
}

# run [CODE]: leaves what became of posts in `posts`, one to a line, and demands the exit code (0).
run() {
  local code=0
  "$tlsward" digest --due --send --config config.toml --json >run || code=$?
  is "exit code" "$code" "${1:-0}"
  python3 -c 'import json
for post in json.load(open("run"))["webhooks"]: print(post["webhook"], post["event"], post["state"], post["tries"])' >posts
}

# begin_due: the database with an alert that is due.
begin_due() {
  rm -f "$database"*
  cp due.db "$database"
}

# in_database COLUMN: of the posts.
in_database() { sqlite3 "$database" "SELECT $1 FROM webhook_post ORDER BY id"; }

# header NAME N: of the Nth request.
header() { sed -n "s/^$1: //Ip" "hook.$2.head"; }

# check_signature N: as the documentation says it is made.
check_signature() {
  local expected
  expected=$(openssl dgst -sha256 -hmac "$(cat secret)" -r "hook.$1.body" | cut -d' ' -f1)
  is "signature of request $1" "$(header X-Tlsward-Signature "$1")" "sha256=$expected"
}

echo 'a secret that nobody guesses' >secret
chmod 600 secret
receive
hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\""
report 1 | python3 -c 'import json, sys
report = json.load(sys.stdin)
entry = report["policies"][0]
entry["policy"] = {"policy-type": "sts", "policy-domain": "example.com", "policy-string": ["version: STSv1", "mode: enforce"]}
entry["summary"]["total-failure-session-count"] = 57
entry["failure-details"] = [{"result-type": "certificate-expired", "receiving-mx-hostname": "mx1.example.com",
                             "sending-mta-ip": "192.0.2.7", "failed-session-count": 57}]
print(json.dumps(report))' | sed "s/2026-11-23/$(date -u -d yesterday +%F)/g" >failing.json
"$tlsward" import failing.json --config config.toml >/dev/null
run
sqlite3 "$database" "UPDATE alert_thread SET noticed = noticed - 10" 'VACUUM INTO "due.db"'

# The receiver is down, then it is up: one delivery id, and what was tried is noted.
stop_receiver
run 75
is "down" "$(cat posts)" "chat opened waiting 1"
delivery=$(in_database delivery)
"$tlsward" status --config config.toml | tr -s '\n ' ' ' | grep -q 'Webhook chat: waits since .* cannot be reached on port' ||
  fail "status does not tell: $("$tlsward" status --config config.toml)"
receive
hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\""
run
is "up" "$(cut -d' ' -f1-3 posts)" "chat opened taken"
check_signature 1
is "request" "$(head -n 1 hook.1.head)" "POST /a/b?c=d HTTP/1.1"
is "delivery" "$(header X-Tlsward-Delivery 1)" "$delivery"
is "type" "$(header Content-Type 1)" "application/json"
python3 - "$delivery" <<'END' || fail "not the event: $(cat hook.1.body)"
import json, sys
event = json.load(open("hook.1.body"))
assert event["schema"] == 1 and event["event"] == "opened" and event["delivery"] == sys.argv[1]
assert (event["owner"], event["kind"], event["domain"]) == ("ops", "refused", "example.com")
assert (event["cause"], event["host"], event["verdict"]) == ("certificate-expired", "mx1.example.com", "ACTION")
assert event["failed_session_count"] == 57 and event["commands"] and event["problems"] and event["action"]
END
run
is "a second run" "$(cat posts)" ""
[ ! -e hook.2.head ] || fail "posted twice"

# The end of it: in the same thread.
"$tlsward" problems resolve "$(python3 -c 'import json; print(json.load(open("hook.1.body"))["problems"][0])')" \
  --config config.toml >/dev/null
run
sqlite3 "$database" "UPDATE alert_thread SET noticed = noticed - 10 WHERE news IS NOT NULL"
run
python3 -c 'import json
first, last = (json.load(open(f"hook.{n}.body")) for n in (1, 2))
assert last["event"] == "resolved" and last["thread"] == first["thread"] and last["delivery"] != first["delivery"]
assert last["verdict"] == "OK"' || fail "not the end: $(cat hook.2.body)"
check_signature 2

# Each service in its own words.
for format in slack ntfy matrix; do
  receive
  begin_due
  hook_config "$(cat hook)" "$format" "ca_file = \"$folder/ca.crt\""
  run
  is "$format" "$(cut -d' ' -f1-3 posts)" "chat opened taken"
  check_signature 1
done
python3 -c 'import json
body = json.load(open("hook.1.body"))
assert body["msgtype"] == "m.text" and "mx1.example.com" in body["body"], body' || fail "not for Matrix"

# What redirects is not followed, another CA is not believed, and kill -9 in a try leaves one delivery id.
receive 302 "Location: https://localhost:$(cat hook)/elsewhere"
begin_due
hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\""
run 75
is "redirected" "$(cut -d' ' -f1-3 posts)" "chat opened waiting"
in_database fault | grep -q 'points elsewhere' || fail "told '$(in_database fault)'"
if [ -e hook.followed ] || [ -e hook.2.head ]; then fail "followed a redirect"; fi
receive
begin_due
hook_config "$(cat hook)" json
run 75
in_database fault | grep -q 'no TLS with it' || fail "told '$(in_database fault)'"
[ ! -e hook.1.head ] || fail "posted to whom nobody knows"

# posted STATUS OUTCOME FAULT [CODE [HEADER]...]: what becomes of a post to such a receiver.
posted() {
  receive "$1" "${@:5}"
  begin_due
  hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\"" 'timeout = "2s"'
  run "${4:-0}"
  is "$1" "$(cut -d' ' -f1-3 posts)" "chat opened $2"
  in_database fault | grep -q -- "$3" || fail "$1 is told as '$(in_database fault)'"
}
posted early-hints taken '^$'
posted endless-body taken '^$'
posted endless-head taken '^$'
posted endless-line waiting 'it answers with what is no answer: HTTPxxx' 75
posted silent waiting 'no answer within 2 s (webhook.timeout)' 75
posted 410 given-up 'it is gone for good' 1
posted 429 waiting 'it does not take it now: HTTP/1.1 429' 75 'Retry-After: 7200'
[ "$(in_database 'next_try - created')" -ge 7200 ] || fail "comes again before it is asked to"

# The daemon ends at once while a webhook is silent, and the URL may be in a file.
receive silent
begin_due
hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\"" 'timeout = "10m"'
sed -n 's/^url = "\(.*\)"$/\1/p' config.toml >url
chmod 600 url
sed -i "s|^url = .*|url_file = \"$folder/url\"|" config.toml
"$tlsward" serve --only digest --config config.toml 2>serve.err &
server=$!
for _ in $(seq 500); do
  [ ! -e hook.1.head ] || break
  sleep 0.02
done
[ -e hook.1.head ] || fail "serve posts nothing"
stopped=$SECONDS
stop_server
[ $((SECONDS - stopped)) -le 5 ] || fail "takes $((SECONDS - stopped)) s to end"
is "after the stop" "$(in_database state)" waiting

receive kill
begin_due
hook_config "$(cat hook)" json "ca_file = \"$folder/ca.crt\""
"$tlsward" digest --due --send --config config.toml >killed 2>&1 &
client=$!
echo "$client" >hook.client
wait "$client" 2>/dev/null && fail "was not killed"
is "after the kill" "$(in_database "state || tries")" waiting1
run
is "the next try" "$(cut -d' ' -f1-3 posts)" "chat opened taken"
is "delivery ids" "$(header X-Tlsward-Delivery 1)" "$(header X-Tlsward-Delivery 2)"
cmp hook.1.body hook.2.body || fail "two tries have two bodies"

"$tlsward" alerts test --config config.toml >tested || fail "a test fails: $(cat tested)"
grep -q '^Test alert to webhook chat: taken .*\.$' tested || fail "told '$(cat tested)'"
is "the test" "$(header X-Tlsward-Event 3)" test
echo "posted in 4 formats, signed; one delivery id through a receiver that was down and a kill"
