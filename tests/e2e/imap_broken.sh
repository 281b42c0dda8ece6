#!/bin/bash
# label: slow
# Mails that the server cannot hand out, the first of a folder and one within, and one at which a server breaks the
# connection off: they are set aside after three tries, stop none of the others, and are read once the server can.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
[ "$(id -u)" = 0 ] || { echo "skipped: a mail that Dovecot may not read needs another user"; exit 0; }
start_dovecot
fill 120
configure 'after_storing = "move"' 'move_to = "Done"' 'not_report_folder = "Other"'
broken=("$maildir/new/1795500000.M0.host" "$maildir/new/1795500042.M42.host")
for mail in "${broken[@]}"; do chown root "$mail" && chmod 0 "$mail"; done

# polls MOST: by hand, until one has no fault; at most so many.
polls() {
  local tries
  for tries in $(seq "$1"); do
    ! poll || { echo "$tries" && return 0; }
  done
  fail "still after $1 polls: $(polled fault)"
}

first=$(polls 8)
is "set aside in the last poll" "$(polled set_aside)" 1
"$tlsward" status --config config.toml | tr -s '\n ' '  ' | grep -q '2 mails set aside' || fail "status: $("$tlsward" status --config config.toml)"
is "stored of the others" "$(stored_ids | wc -l)" $(($(expected stored) - 2))
is "left in INBOX" "$(mails_in INBOX)" 2

# Who tries again by hand, as cron does, meets them each time, but when all else is done, and as a note.
python3 "$support/make_mails.py" 122 more >/dev/null
deliver more/new/1795500121.M121.host
second=$SECONDS && until [ "$SECONDS" -gt $((second + 1)) ]; do sleep 0.1; done # not in the second in which they were tried
poll || fail "$(polled fault)"
[[ $(polled note) == 'a mail that was set aside still cannot be read: '* ]] || fail "told '$(polled note)'"
is "stored of the new mail" "$(polled stored)" 1
is "left in INBOX" "$(mails_in INBOX)" 2

for mail in "$maildir"/{new,cur}/1795500{000.M0,042.M42}.host*; do [ ! -e "$mail" ] || { chown mail "$mail" && chmod 600 "$mail"; }; done
second=$SECONDS && until [ "$SECONDS" -gt $((second + 1)) ]; do sleep 0.1; done
poll
python3 "$support/make_mails.py" 122 all | python3 -c 'import json, sys
e = json.load(sys.stdin); e["stored"].remove("mail-120"); print(json.dumps(e))' >expected
check_stored
is "left in INBOX" "$(mails_in INBOX)" 0

# A server that breaks off at one mail of ten, which it hands out together.
rm -f "$database"*
python3 "$support/make_mails.py" 10 mails >expected
python3 "$support/hostile_imap.py" "break-at 7" server mails &
at_end "kill $!"
until [ -s server ]; do sleep 0.02; done
configure 'host = "127.0.0.1"' "port = $(cat server)" 'tls = "none"' 'after_storing = "move"' 'move_to = "Done"'
broken_off=$(polls 5)
is "set aside" "$(polled set_aside)" 1
is "stored of the others" "$(stored_ids | wc -l)" $(($(expected stored) - 1))
is "moved" "$(sort -un server.moved | wc -l)" $((9 - $(expected without_report)))
echo "120 mails, 2 of them broken: the others stored after $first polls; 10 mails, one of them breaks off: after $broken_off"
