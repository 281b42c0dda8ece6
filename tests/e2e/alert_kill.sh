#!/bin/bash
# label: slow
# kill -9 at each step of sending an alert, which the server does, and at random before and between them, TLSWARD_KILLS times.
# Never is the alert lost, never does it come with two Message-IDs.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/mail.sh
source "$support/mail.sh"
rounds=${TLSWARD_KILLS:-20}
server_pid=
stop_smtp() {
  [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
  server_pid=
}
at_end stop_smtp

# begin MODE...: the database with an alert that is due, and a server.
begin() {
  stop_smtp
  rm -f smtp smtp.* "$database"*
  cp due.db "$database"
  python3 "$support/hostile_smtp.py" "$folder" smtp "$@" &
  server_pid=$!
  until [ -s smtp ]; do sleep 0.02; done
  mail_config 'host = "localhost"' "port = $(cat smtp)" "ca_file = \"$folder/ca.crt\"" 'user = "ops"' \
    "password_file = \"$folder/password\""
}

# run_until_killed [SECONDS]: a run that somebody else kills, or this after so long; prints whether it was.
run_until_killed() {
  "$tlsward" digest --due --send --config config.toml >killed 2>&1 &
  local pid=$!
  echo "$pid" >smtp.client.new && mv smtp.client.new smtp.client
  if [ $# = 1 ]; then
    sleep "$1"
    kill -9 "$pid" 2>/dev/null || true
  fi
  local code=0
  wait "$pid" 2>/dev/null || code=$?
  [ "$code" != 137 ] || echo killed
}

# check WHAT: runs until it is sent, and looks at what the server took.
check() {
  "$tlsward" digest --due --send --config config.toml >after 2>&1 || fail "$1: $(cat after)"
  "$tlsward" digest --due --send --config config.toml >after 2>&1 || fail "$1: $(cat after)"
  is "$1: afterwards" "$(cat after)" "No digest is due, and none waits."
  is "$1: alerts" "$(sqlite3 "$database" 'SELECT count(*) || state FROM alert_mail')" 1sent
  is "$1: threads" "$(sqlite3 "$database" 'SELECT count(*) || told FROM alert_thread')" 1opened
  is "$1: Message-IDs" "$(grep ^tlsward-alert smtp.taken | sort -u)" "$(sqlite3 "$database" 'SELECT message_id FROM alert_mail')"
  is "$1: of the thread" "$(sqlite3 "$database" 'SELECT message_id FROM alert_thread')" "$(grep ^tlsward-alert smtp.taken | sort -u)"
  [ "$(grep -c ^tlsward-alert smtp.taken)" -le 2 ] || fail "$1: taken $(wc -l <smtp.taken) times"
  is "$1: integrity" "$(sqlite3 "$database" 'PRAGMA integrity_check')" ok
}

# A database with an owner who has their digest, and an alert that was news eleven minutes ago.
echo secret >password
chmod 600 password
python3 "$support/hostile_smtp.py" "$folder" smtp well &
server_pid=$!
until [ -s smtp ]; do sleep 0.02; done
mail_config 'host = "localhost"' "port = $(cat smtp)" "ca_file = \"$folder/ca.crt\"" 'user = "ops"' \
  "password_file = \"$folder/password\""
report 1 | python3 -c 'import json, sys
report = json.load(sys.stdin)
entry = report["policies"][0]
entry["policy"] = {"policy-type": "tlsa", "policy-domain": "example.com", "policy-string": ["3 1 1 00"]}
entry["summary"]["total-failure-session-count"] = 57
entry["failure-details"] = [{"result-type": "tlsa-invalid", "receiving-mx-hostname": "mx1.example.com",
                             "sending-mta-ip": "192.0.2.7", "failed-session-count": 57}]
print(json.dumps(report))' | sed "s/2026-11-23/$(date -u -d yesterday +%F)/g" >failing.json
"$tlsward" import failing.json --config config.toml >/dev/null
"$tlsward" digest --due --send --config config.toml >/dev/null
is "news" "$(sqlite3 "$database" 'SELECT count(*) || news || told FROM alert_thread')" 1openednone
sqlite3 "$database" "UPDATE alert_thread SET noticed = noticed - 660" 'VACUUM INTO "due.db"'

steps=0
for step in connect command EHLO STARTTLS TLS AUTH MAIL RCPT DATA line message taken QUIT; do
  begin kill "$step"
  was=$(run_until_killed)
  # After it was taken the client may be quicker than the kill.
  case $step in taken | QUIT) ;; *) is "$step" "$was" killed ;; esac
  steps=$((steps + ${#was} / 6))
  check "$step"
done

RANDOM=1
in_time=0
for round in $(seq "$rounds"); do
  begin well
  was=$(run_until_killed "0.$(printf '%03d' $((RANDOM % 150)))")
  in_time=$((in_time + ${#was} / 6))
  check "round $round"
done
[ "$in_time" -gt 0 ] || fail "no kill came in time"
echo "$steps of 13 steps and $in_time of $rounds rounds killed: 0 lost, 0 with two Message-IDs"
