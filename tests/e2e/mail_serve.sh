#!/bin/bash
# serve sends the digest that is due, once; and ends at once where a mail server holds it up.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/mail.sh
source "$support/mail.sh"
smtp_pid=
stop_smtp() {
  [ -z "$smtp_pid" ] || kill "$smtp_pid" 2>/dev/null || true
  smtp_pid=
}
at_end stop_smtp

# serve_with MODE: a new database, a mail server of that mode, and serve for digests only.
serve_with() {
  stop_smtp
  rm -f smtp smtp.* "$database"*
  python3 "$support/hostile_smtp.py" "$folder" smtp "$1" &
  smtp_pid=$!
  until [ -s smtp ]; do sleep 0.02; done
  mail_timeout=60s mail_config 'host = "localhost"' "port = $(cat smtp)" 'tls = "none"'
  import_yesterday
  "$tlsward" serve --only digest --config config.toml 2>serve.err &
  server=$!
}

# until_true COMMAND...: for ten seconds at most.
until_true() {
  for _ in $(seq 200); do
    if "$@"; then return; fi
    sleep 0.05
  done
  fail "never: $*"
}
is_sent() { [ "$(outbox state)" = sent ]; }
is_silent() { python3 -c 'import sys; sys.exit(0 if open("/proc/net/tcp").read().count(f":{int(sys.argv[1]):04X} ") > 1 else 1)' "$(cat smtp)"; }

serve_with well
until_true is_sent
is "taken" "$(cat smtp.taken)" "$(outbox message_id)"
"$tlsward" serve --only digest --config config.toml 2>second && fail "two send at once"
grep -q 'is served by process' second || fail "told '$(cat second)'"
"$tlsward" status --config config.toml | tr -s '\n ' ' ' | grep -q 'Digest for ops: sent .* to first@example.org, second@example.org\.' ||
  fail "status does not tell"
kill "$server"
wait "$server" || fail "serve ended with $?"
grep -q 'digest for ops: sent' serve.err || fail "the log does not tell"

serve_with silent
until_true is_silent
before=$(date +%s)
kill "$server"
wait "$server" || fail "serve ended with $?"
[ $(($(date +%s) - before)) -lt 5 ] || fail "serve did not end at once"
server=
is "state" "$(outbox state)" waiting
echo "sent once, and stopped while it waited"
