#!/usr/bin/env bash
# poll.sh TLSWARD MBOX: what seconds.py tells of one poll of these mails from a real Dovecot, into a new database.
bench=$(dirname "$(realpath "$0")") mbox=$(realpath "$2")
# shellcheck source=tests/support/e2e.sh
source "$bench/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
mkdir -p "${maildir%/*}"
python3 -c 'import mailbox, sys
folder = mailbox.Maildir(sys.argv[2])
for mail in mailbox.mbox(sys.argv[1]): folder.add(mail)' "$mbox" "$maildir"
chown -R mail:mail "$rig/mail/reports"
start_dovecot
configure
doveadm -c "$rig/dovecot.conf" index -u reports INBOX 2>/dev/null
python3 "$bench/seconds.py" "$tlsward" poll --once --config config.toml
