#!/bin/bash
# label: slow
# A mailbox of 2,000 mails (TLSWARD_MAILS): one poll stores exactly what should be stored, a second nothing; a folder
# that is deleted and made anew loses and doubles nothing; and with move, seen, delete and not_report_folder the mails are where
# they should be.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
mails=${TLSWARD_MAILS:-2000}
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
start_dovecot
fill "$mails"

configure
"$tlsward" poll --dry-run --config config.toml >dry
is "a dry run tells" "$(cat dry)" "reports: $mails new mails"
[ ! -e "$database" ] || fail "a dry run made a database"
poll
for key in duplicates quarantined without_report; do is "$key" "$(polled $key)" "$(expected $key)"; done
is mails "$(polled mails)" "$mails"
check_stored
is "left in INBOX" "$(mails_in INBOX)" "$mails"
is "marked as read" "$(doveadm -c "$rig/dovecot.conf" search -u reports mailbox INBOX seen | wc -l)" 0
poll
is "mails of a second poll" "$(polled mails)" 0
check_stored

# A folder that is deleted, made anew and filled again has another UIDVALIDITY and the same UIDs: what was read of the old
# one is known already, and nothing of the new one is taken for read.
make_folder() { # SEQUENCE: the folder Reports with these mails of INBOX
  doveadm -c "$rig/dovecot.conf" mailbox create -u reports Reports
  doveadm -c "$rig/dovecot.conf" copy -u reports Reports mailbox INBOX "$1"
  doveadm -c "$rig/dovecot.conf" mailbox status -u reports uidvalidity Reports
}
rm "$database"*
configure 'folders = ["Reports"]'
before=$(make_folder "1:$((mails / 2))")
poll
is "mails of the old folder" "$(polled mails)" $((mails / 2))
doveadm -c "$rig/dovecot.conf" mailbox delete -u reports Reports
after=$(make_folder "1:$mails")
[ "$after" != "$before" ] || fail "the new folder has the old one's $before"
poll
is "mails of the new folder" "$(polled mails)" "$mails"
[[ $(polled note) == *'Reports was made anew'* ]] || fail "told '$(polled note)'"
check_stored

# With move: reports there, the rest elsewhere, and what is in quarantine was kept, so moved too.
rm "$database"*
configure 'after_storing = "move"' 'move_to = "Done/Reports"' 'not_report_folder = "Other"'
"$tlsward" poll --once --config config.toml >other & # one of two at once stands back
other=$!
poll || [[ $(polled fault) == 'another tlsward polls it'* ]] || fail "two at once: $(polled fault)"
wait $other || grep -q 'another tlsward polls it' other || fail "two at once: $(cat other)"
poll
check_stored
is "left in INBOX" "$(mails_in INBOX)" 0
is "in Done/Reports" "$(mails_in Done/Reports)" $((mails - $(expected without_report)))
is "in Other" "$(mails_in Other)" "$(expected without_report)"

# Read from there, marked as read; and deleted only on the day.
configure 'folders = ["Done/Reports"]' 'after_storing = "seen"'
poll
is "marked as read" "$(doveadm -c "$rig/dovecot.conf" search -u reports mailbox Done/Reports seen | wc -l)" \
  $((mails - $(expected without_report)))
configure 'name = "others"' 'folders = ["Done/Reports"]' 'after_storing = "delete"' 'delete_after_days = 1'
poll
is "deleted at once" "$(mails_in Done/Reports)" $((mails - $(expected without_report)))
sqlite3 "$database" 'UPDATE mail_to_finish SET due = due - 86400'
poll
is "left after a day" "$(mails_in Done/Reports)" 0
check_stored
echo "$mails mails: $(expected stored) reports stored, 0 lost, 0 twice"
