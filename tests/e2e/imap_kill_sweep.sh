#!/bin/bash
# label: slow
# kill -9 at the first, second, third ... time that a poll writes to the disk, waits for the disk, or writes to the server,
# mailbox set to move: whatever stands between the storing of a mail and its move, mailbox and database hold everything,
# each once. TLSWARD_KILLS: with 100 or more every write to the disk is one, else every seventh.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
step=$((${TLSWARD_KILLS:-5} < 100 ? 7 : 1))
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 # leaks cannot be looked for under ptrace
strace -o trace true 2>/dev/null || { echo "skipped: strace may not trace here"; exit 0; }
start_dovecot
fill 0
each=5
most=1200
python3 "$support/make_mails.py" $most all >/dev/null
mapfile -t waiting < <(find all/new -type f | sort -V)
configure 'after_storing = "move"' 'move_to = "Done"' 'not_report_folder = "Other"'
given=0

# arrive: the next mails, or the story has come to its end without one poll that was not killed.
arrive() {
  [ $((given + each)) -le $most ] || fail "no poll comes to its end"
  local mail
  for mail in "${waiting[@]:given:each}"; do
    cp "$mail" "$maildir/tmp/" && chown mail:mail "$maildir/tmp/${mail##*/}" && mv "$maildir/tmp/${mail##*/}" "$maildir/new/"
  done
  given=$((given + each))
}

# killed_at CALL NUMBER: whether a poll comes to that call, where it is ended.
killed_at() {
  local code=0
  strace -f -qq -o trace -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" \
    "$tlsward" poll --once --config config.toml >out 2>&1 || code=$?
  [ $code = 137 ] || [ $code = 0 ] || fail "$1 $2: a poll ends with $code: $(cat out)"
  [ $code = 137 ]
}

kills=0
for call in fdatasync write pwrite64; do
  by=1
  [ $call != pwrite64 ] || by=$step
  number=1
  while arrive && killed_at $call $number; do
    kills=$((kills + 1))
    number=$((number + by))
  done
done
[ $kills -ge 30 ] || fail "only $kills kills"

python3 "$support/make_mails.py" $given given >expected
poll
is fault "$(polled fault)" ""
check_stored
is "left in INBOX" "$(mails_in INBOX)" 0
is "in Other" "$(mails_in Other)" "$(expected without_report)"
is "in Done" "$(mails_in Done)" $((given - $(expected without_report)))
is "integrity" "$(sqlite3 "$database" 'PRAGMA integrity_check')" ok
echo "$kills kills: $(expected stored) reports, 0 lost, 0 twice; $given mails, 0 lost, 0 twice"
