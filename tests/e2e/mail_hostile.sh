#!/bin/bash
# label: slow
# A mail server that puts off, refuses, lies, floods and breaks off: each try ends in time and below 128 MiB, the mail is kept
# where nobody has it, always with the same Message-ID, and given up only for those who are refused for good.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/mail.sh
source "$support/mail.sh"
hostile=
servers=0
stop_hostile() {
  [ -z "$hostile" ] || kill "$hostile" 2>/dev/null || true
  hostile=
}
at_end stop_hostile

# against MODE CODE [LINE...]: a new database and a run with a server of that mode and these lines in [mail], which must
# end with the code. The server goes on.
against() {
  local mode=$1 code=$2
  shift 2
  servers=$((servers + 1))
  stop_hostile
  rm -f smtp smtp.* "$database"*
  python3 "$support/hostile_smtp.py" "$folder" smtp "$mode" &
  hostile=$!
  until [ -s smtp ]; do sleep 0.02; done
  [ $# != 0 ] || set -- 'tls = "none"'
  mail_config 'host = "localhost"' "port = $(cat smtp)" "$@"
  import_yesterday
  python3 -c 'import resource, subprocess, sys
code = subprocess.run(sys.argv[3:], stdout=open("mails", "w"), timeout=20).returncode
assert code == int(sys.argv[1]), f"ended with {code}"
mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
assert mib < int(sys.argv[2]), f"{mib} MiB"' "$code" "${TLSWARD_MAX_MIB:-128}" \
    "$tlsward" digest --due --send --config config.toml --json || fail "$mode: not as it should"
}

against_again() { # MODE: another server for the same database
  stop_hostile
  rm -f smtp
  python3 "$support/hostile_smtp.py" "$folder" smtp "$1" &
  hostile=$!
  until [ -s smtp ]; do sleep 0.02; done
  mail_config 'host = "localhost"' "port = $(cat smtp)" "${@:2}"
}

taken() { sort smtp.taken 2>/dev/null | uniq -c | awk '{print $1}' | paste -sd ' '; }

# afterwards STATE FAULT: the mail's state, and what its fault says.
afterwards() {
  is "state" "$(mail state)" "$1"
  [[ $(mail fault) == *"$2"* ]] || fail "fault: got '$(mail fault)', wanted '$2'"
}

# What must be kept: nobody took it, or nobody can know.
mail_timeout=3s
while IFS='|' read -r mode fault setting; do
  against "$mode" 75 ${setting:+"$setting"}
  afterwards waiting "$fault"
  case $mode in drop-after-data | message-later) ;; *) is "$mode: taken" "$(taken)" '' ;; esac
done <<'END'
no-service|it does not greet: 421 4.3.2 not now|tls = "none"
garbage|it answers what is no SMTP: "|tls = "none"
half-reply|the server closed the connection|tls = "none"
endless-line|its line has no end|tls = "none"
flood|it says too much|tls = "none"
tarpit|no answer within 3 s|tls = "none"
silent|no answer within 3 s|tls = "none"
drop EHLO|the server closed the connection|tls = "none"
drop MAIL|the server closed the connection|tls = "none"
drop RCPT|the server closed the connection|tls = "none"
drop DATA|the server closed the connection|tls = "none"
drop-after-data|the server closed the connection|tls = "none"
sender-refused|it refuses the sender (mail.from): 550 5.7.1 not you|tls = "none"
login-wanted-early|it wants a login; check mail.user, mail.password_file and mail.auth: 530|tls = "none"
login-wanted|it takes mail for none of the recipients: 530 5.7.0 Authentication required; check mail.user|tls = "none"
relay-denied|it takes mail for none of the recipients: 554 5.7.1 Relay access denied; check mail.user|tls = "none"
relay-denied-in-words|it takes mail for none of the recipients: 550 relay not permitted; check mail.user|tls = "none"
two-codes|it answers with two codes at once: 250 ok, and "550 5.1.1 no such user"|tls = "none"
no-data|second@example.org: 451 4.3.0 later|tls = "none"
data-accepted|it answers DATA with what is no answer: 250|tls = "none"
message-later|second@example.org: 451 4.3.0 later|tls = "none"
no-starttls|it offers no STARTTLS, and nothing is sent in the clear|tls = "starttls"
starttls-refused|it refuses STARTTLS: 454|tls = "starttls"
starttls-injected|it said more than it was asked before TLS began|tls = "starttls"
tls-broken|set mail.tls = "tls"|tls = "starttls"
well|no TLS with it|tls = "starttls"
well|set mail.tls = "starttls"|tls = "tls"
END

# Whoever hangs up is nobody in between.
against drop-after-starttls 75 'tls = "starttls"'
afterwards waiting localhost
[[ $(mail fault) != *'somebody may be between'* ]] || fail "told '$(mail fault)'"

# Refused for good, and told so: to one of two, and to all.
against some-refused 1
afterwards sent 'second@example.org: 550 5.1.1 \x1b[2Jno such user'
is "first" "$(mail recipients 0 state)" taken
is "second" "$(mail recipients 1 state)" refused
"$tlsward" --config config.toml | grep -q 'second@example.org is refused' || fail "status does not tell"
is "taken" "$(taken)" 1
for mode in all-refused message-refused; do
  against "$mode" 1
  afterwards refused 'second@example.org: 55'
  is "message" "$(outbox message)" ''
  "$tlsward" --config config.toml | grep -q 'Digest for ops: nobody has it' || fail "status does not tell"
done

# What is taken is taken, whatever comes of the farewell.
against reset-at-quit 0
afterwards sent ''
is "taken" "$(cat smtp.taken)" "$(mail message_id)"

# Denied to one: for good where the server accepts the other, for then it relays. That it knows no such user, or puts that one
# off, shows nothing of the kind: who is denied has the digest once the server relays.
against denied-for-one 1
afterwards sent 'second@example.org: 550 5.7.1 not for you; if the address is right, check mail.user'
is "second" "$(mail recipients 1 state)" refused
for mode in denied-and-unknown denied-and-later; do
  against "$mode" 75
  afterwards waiting 'second@example.org: 550 5.7.1 not for you; if the address is right, check mail.user'
  is "second" "$(mail recipients 1 state)" waiting
  is "taken" "$(taken)" ''
  against_again well 'tls = "none"'
  code=0
  [ "$mode" = denied-and-later ] || code=1
  send_due $code
  afterwards sent ''
  is "second" "$(mail recipients 1 state)" taken
done

# A login that is wanted for one only is ours to mend for that one.
against login-wanted-for-one 75
afterwards waiting 'second@example.org: 530 5.7.0 Authentication required; it wants a login: check mail.user'
is "first" "$(mail recipients 0 state)" taken

# Sent by hand, it says who has it and who lacks it.
code=0
"$tlsward" digest --owner ops --send --config config.toml >by_hand 2>&1 || code=$?
is "exit code" "$code" 75
is "by hand" "$(tr -s '\n ' ' ' <by_hand)" "Digest for ops: sent to first@example.org; not sent to second@example.org (530 5.7.0 \
Authentication required; it wants a login: check mail.user, mail.password_file and mail.auth). It is not tried again; give --to \
those who lack it. "

# Put off for one of two: only that one is tried again, with the same Message-ID.
against some-later 75
afterwards waiting 'second@example.org: 450 4.2.0 greylisted'
id=$(mail message_id)
cp smtp.taken before
against_again well 'tls = "none"'
send_due
afterwards sent ''
is "Message-IDs" "$(sort -u smtp.taken)" "$id"
is "mails" "$(wc -l <smtp.taken)" 2

# Down for a while: kept, retried, sent once. A mail of which nobody knows has the same Message-ID when it comes again.
against drop-after-data 75
id=$(mail message_id)
kept=$(outbox "hex(message)")
stop_hostile
send_due 75
[[ $(mail fault) == 'localhost: cannot be reached on port'* ]] || fail "told '$(mail fault)'"
"$tlsward" --config config.toml | tr -s '\n ' ' ' | grep -q 'Digest for ops: waits since .* tried 2 times' ||
  fail "status does not tell"
is "the mail" "$(outbox "hex(message)")" "$kept"
against_again well "ca_file = \"$folder/ca.crt\"" # by STARTTLS
send_due
afterwards sent ''
is "Message-IDs" "$(sort -u smtp.taken)" "$id"
send_due
is "mails in a second run" "$(tr -d ' \n' <mails)" '{"schema":1,"mails":[],"alerts":[],"webhooks":[],"faults":[]}'
is "taken" "$(taken)" 2

# A sender and an address that are mended are those of the mail that waits, but for a mail that somebody may have: that goes
# to the mended address as it is. The mail of an owner who is gone is given up.
mend() { sed -i "s/tlsward@example.org/reports@example.org/; s/second@/third@/" config.toml; }
against sender-refused 75
against_again well 'tls = "none"'
mend
send_due
afterwards sent ''
is "sender" "$(outbox sender)" reports@example.org
is "mended" "$(mail recipients 1 address)" third@example.org
is "taken" "$(cat smtp.taken)" "$(mail message_id)"
against drop-after-data 75
against_again well 'tls = "none"'
mend
send_due
afterwards sent ''
is "mended" "$(mail recipients 1 address)" third@example.org
is "taken" "$(sort smtp.taken | uniq -c | tr -s ' ')" " 2 $(mail message_id)"
against relay-denied 75
sed -i 's/name = "ops"/name = "others"/' config.toml
"$tlsward" digest --due --send --config config.toml >mails || true
grep -q 'Digest for ops: given up: no \[\[owner\]\] of this name is configured any more' mails || fail "told '$(cat mails)'"
against relay-denied 75
sed -i '/\[\[owner\]\]/,/^hour/d' config.toml # nor is there any other
send_due 1
afterwards given-up 'no [[owner]] of this name is configured any more'
"$tlsward" digest --due --send --config config.toml 2>mails && fail "nobody is configured, and digests are due"
grep -q 'no owner is configured' mails || fail "told '$(cat mails)'"

echo "$servers servers, 1 Message-ID for each mail"
