#!/bin/bash
# label: slow
# kill -9 at every step of sending a digest: at each step of SMTP the server does it, and before and between them it
# comes at random, TLSWARD_KILLS times. Never is the digest lost, never does it come with two Message-IDs, and at most twice.
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

# begin MODE...: a new database, and a server.
begin() {
  stop_smtp
  rm -f smtp smtp.* "$database"*
  cp imported.db "$database"
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
  is "$1: in the outbox" "$(outbox "count(*) || state")" 1sent
  is "$1: Message-IDs" "$(sort -u smtp.taken)" "$(outbox message_id)"
  [ "$(wc -l <smtp.taken)" -le 2 ] || fail "$1: taken $(wc -l <smtp.taken) times"
  is "$1: integrity" "$(sqlite3 "$database" 'PRAGMA integrity_check')" ok
}

echo secret >password
chmod 600 password
mail_config 'host = "localhost"'
import_yesterday
sqlite3 "$database" 'VACUUM INTO "imported.db"'

steps=0
doubled=0
for step in connect command EHLO STARTTLS TLS AUTH MAIL RCPT DATA line message taken QUIT; do
  begin kill "$step"
  was=$(run_until_killed)
  # After it was taken the client may be quicker than the kill.
  case $step in taken | QUIT) ;; *) is "$step" "$was" killed ;; esac
  steps=$((steps + ${#was} / 6))
  # Whoever is killed in a try has noted that there is one: it is not made again at once.
  case $step in
    taken | QUIT) ;;
    *) is "$step: noted" "$(outbox "state || tries || in_doubt || (next_try > unixepoch())")" waiting111 ;;
  esac
  check "$step"
  [ "$(wc -l <smtp.taken)" = 1 ] || doubled=$((doubled + 1))
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
echo "$steps of 13 steps and $in_time of $rounds rounds killed: 0 lost, 0 with two Message-IDs, $doubled steps doubled"
