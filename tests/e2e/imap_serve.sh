#!/bin/bash
# serve reads its mailboxes: what is there at the start, a new mail within 2 s (IDLE), and it stops within 2 s, whether a
# server is quiet (IDLE) or hangs; a mailbox that cannot be read holds up no other, and status says why.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
start_dovecot
fill 40

# eventually SECONDS COMMAND...: it succeeds by then.
eventually() {
  local until=$(($(date +%s%N) + $1 * 1000000000))
  until "${@:2}"; do
    [ "$(date +%s%N)" -lt "$until" ] || return 1
    sleep 0.05
  done
}
has_reports() { [ "$(sqlite3 "$database" 'SELECT count(*) FROM report' 2>/dev/null)" = "$1" ]; }
has_status() { [ "$(sqlite3 "$database" "SELECT count(*) FROM mailbox WHERE $1" 2>/dev/null)" = 1 ]; }

python3 "$support/hostile_imap.py" hang hanging & # says nothing after it was connected to
hanging=$!
at_end "kill $hanging"
eventually 5 test -s hanging || fail "the hanging server does not start"

configure
{
  printf '[[mailbox]]\nname = "hangs"\nhost = "127.0.0.1"\nport = %s\ntls = "none"\nuser = "a"\n' "$(cat hanging)"
  printf 'password_file = "%s/password"\n[[mailbox]]\nname = "refused"\nhost = "127.0.0.1"\nport = 1\n' "$folder"
  printf 'user = "a"\npassword_file = "%s/password"\n' "$folder"
} >>config.toml
"$tlsward" serve --config config.toml >serve.out 2>serve.err &
server=$!
eventually 10 has_reports "$(expected stored)" || fail "what was there is not read"
eventually 5 has_status "name = 'refused' AND fault LIKE 'cannot be reached%' AND failures = 1" ||
  fail "the status does not tell why"
eventually 5 has_status "name = 'reports' AND fault = '' AND pending = 0" || fail "the status tells of a fault"

sleep 1.5 # until it idles
python3 "$support/make_mails.py" 42 more >/dev/null
deliver more/new/1795500041.M41.host
eventually 2 has_reports $(($(expected stored) + 1)) || fail "a new mail is not read within 2 s"

begin=$(date +%s%N)
kill "$server"
wait "$server" || fail "serve ends with $?"
server=
took=$((($(date +%s%N) - begin) / 1000000))
[ $took -lt 2000 ] || fail "it took $took ms to stop"
! grep -iE 'secret|exception' serve.err || fail "the log says too much"
echo "read at the start and within 2 s; stopped in $took ms"
