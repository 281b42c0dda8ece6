#!/bin/bash
# label: slow
# The disk is full when mails of eight reports each come, wherever in the writing that is: a piped one is to come again
# (75), an imported mailbox too, a polled one stays in its folder; of each mail all reports are kept or none, and with
# room again all are, each once.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
[ "$(id -u)" = 0 ] || { echo "skipped: mounting a small file system needs root"; exit 0; }
mkdir disk
mount -t tmpfs -o size=8m tmpfs disk || { echo "skipped: no tmpfs here"; exit 0; }
at_end "umount $folder/disk"
database=$folder/disk/tlsward.db
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
export TLSWARD_DB=$database
mails=60

python3 - "$support" $mails <<'END'
import json, os, sys
sys.path.insert(0, sys.argv[1])
import make_mails as m
os.makedirs("mails")
suffixes = [f"-{letter}" for letter in "abcdefgh"]
for number in range(int(sys.argv[2])):
    parts = [m.part("application/tlsrpt+json", m.report(number, suffix), "report.json") for suffix in suffixes]
    with open(f"mails/{number}.eml", "wb") as file:
        file.write(m.headers(number, "Eight reports") + m.multipart('multipart/report; report-type="tlsrpt"', parts))
json.dump({"stored": [f"mail-{n}{s}" for n in range(int(sys.argv[2])) for s in suffixes]}, open("expected", "w"))
END

# leave BYTES: so much room on the disk.
leave() {
  rm -f disk/ballast
  local free=$(($(stat -f -c '%a * %S' disk)))
  [ "$free" -le "$1" ] || head -c $((free - $1)) /dev/zero >disk/ballast
}

# kept MAIL: how many of its reports are in the database, which may have no tables yet; "%" for all mails.
kept() {
  rm -f disk/ballast
  sqlite3 "$database" "SELECT count(*) FROM report WHERE report_id LIKE 'mail-$1-%'" 2>/dev/null || echo 0
}

# Piped one by one, with a little more room each time.
again=()
for number in $(seq 0 $((mails - 1))); do
  leave $((number * 8192))
  code=0
  "$tlsward" import - <"mails/$number.eml" >out 2>err || code=$?
  case $code,$(kept "$number") in
    0,8) ;;
    75,0) again+=("$number") ;;
    *) fail "with room for $((number * 8192)) bytes: code $code, $(kept "$number") of 8 reports: $(cat out err)" ;;
  esac
done
{ [ "${#again[@]}" -gt 5 ] && [ "${#again[@]}" -lt $mails ]; } || fail "the disk was full ${#again[@]} times"
grep -q 'no room on the disk; free some space' err || [ "$code" = 0 ] || fail "told '$(cat err)'"
for number in "${again[@]}"; do "$tlsward" import - <"mails/$number.eml" >out || fail "again: $(cat out)"; done
configure
check_stored

# Imported together: nothing, or what was committed before the disk was full.
rm "$database"*
for room in 0 65536 262144; do
  leave $room
  code=0
  "$tlsward" import mails >out 2>err || code=$?
  is "code of an import with room for $room bytes" "$code" 75
  for number in $(seq 0 $((mails - 1))); do
    case $(kept "$number") in 0 | 8) ;; *) fail "import: $(kept "$number") of 8 reports of mail $number" ;; esac
  done
done
"$tlsward" import mails >out
check_stored

# Polled and moved.
rm "$database"*
start_dovecot
mkdir -p "$maildir"/{cur,new,tmp}
cp mails/*.eml "$maildir/new/"
chown -R mail:mail "$rig/mail/reports"
configure 'after_storing = "move"' 'move_to = "Done"'
in_done() { mails_in Done | grep . || echo 0; } # before it is made too
full=0
for room in 0 131072 262144 524288 1048576 2097152; do
  leave $room
  code=0
  poll 2>err || code=$?
  rm -f disk/ballast
  [ $code = 0 ] || full=$((full + 1))
  [ $code != 1 ] || [[ $(polled fault) == *'no room on the disk; free some space'* ]] || fail "told '$(polled fault)'"
  case $code in 0 | 1 | 75) ;; *) fail "a poll with room for $room bytes ends with $code: $(cat err)" ;; esac
  moved=$(in_done)
  is "mails in both folders" $(($(mails_in INBOX) + moved)) $mails
  stored=$(kept %)
  [ "$stored" -ge $((8 * moved)) ] || fail "$moved mails are moved, and $stored reports stored"
  is "reports of mails that are stored in part" $((stored % 8)) 0
done
[ $full -ge 2 ] || fail "the disk was full $full times"
poll
is fault "$(polled fault)" ""
check_stored
is "left in INBOX" "$(mails_in INBOX)" 0
is "moved" "$(in_done)" $mails
echo "full for ${#again[@]} of $mails pipes and $full of 6 polls: 0 lost, 0 twice, 0 in part"
