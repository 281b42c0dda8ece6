#!/bin/bash
# label: slow
# kill -9 at random while a mailbox is polled whose mails are moved, TLSWARD_KILLS times, with new mails before each: mailbox
# and database hold everything, each once.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
rounds=${TLSWARD_KILLS:-5}
export -n TLSWARD_KILLS # no setting of tlsward
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
start_dovecot
fill 0
each=120
python3 "$support/make_mails.py" $((rounds * each)) all >expected
configure 'after_storing = "move"' 'move_to = "Done"' 'not_report_folder = "Other"'

RANDOM=1
in_time=0
for round in $(seq 0 $((rounds - 1))); do
  find all/new -type f | sort -V | sed -n "$((round * each + 1)),$(((round + 1) * each))p" | while read -r mail; do
    cp "$mail" "$maildir/tmp/" && mv "$maildir/tmp/${mail##*/}" "$maildir/new/"
  done
  chown mail:mail "$maildir"/new/* 2>/dev/null || true
  "$tlsward" poll --once --config config.toml >killed 2>&1 &
  poller=$!
  sleep "0.$(printf '%03d' $((RANDOM % (round % 2 ? 200 : 25))))"
  kill -9 "$poller" 2>/dev/null || true
  wait "$poller" 2>/dev/null || [ $? != 137 ] || in_time=$((in_time + 1))
done
[ "$in_time" -gt 0 ] || fail "no kill came in time"

poll
# The mail at which three polls were killed is passed by the fourth; by hand it is tried again, not within that second.
if [ "$(polled set_aside)" != 0 ]; then
  second=$SECONDS && until [ "$SECONDS" -gt $((second + 1)) ]; do sleep 0.1; done
  poll
fi
is "set aside" "$(polled set_aside)" 0
is fault "$(polled fault)" ""
check_stored
is "left in INBOX" "$(mails_in INBOX)" 0
is "in Other" "$(mails_in Other)" "$(expected without_report)"
is "in Done" "$(mails_in Done)" $((rounds * each - $(expected without_report)))
is "integrity" "$(sqlite3 "$database" 'PRAGMA integrity_check')" ok
echo "$in_time of $rounds kills in time: $(expected stored) reports, 0 lost, 0 twice; $((rounds * each)) mails, 0 lost, 0 twice"
