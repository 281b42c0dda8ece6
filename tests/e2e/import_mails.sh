#!/bin/bash
# Mails from files, an mbox, a Maildir and standard input, as mail servers pipe them: each report once, the same again
# stores nothing, spam is no fault, and a mail that cannot be stored now is to come again (exit code 75).
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TLSWARD_DB=$database
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; } # of stdin
import() { "$tlsward" import --json "$@" >imported; }                                     # PATH...
is_field() { is "$1 of $3" "$(field "$1" <imported)" "$2"; }                              # KEY WANTED OF-WHAT
ends() { # CODE PATH... <INPUT
  local wanted=$1 code=0
  shift
  "$tlsward" import "$@" >out 2>err || code=$?
  is "exit code of import $*" "$code" "$wanted"
}

# The same 200 mails in a Maildir, an mbox and as files.
python3 "$support/make_mails.py" 200 mails/Maildir >expected
expected() { python3 -c 'import json, sys; e = json.load(open("expected"))[sys.argv[1]]
print(len(e) if isinstance(e, list) else e)' "$1"; }
mkdir -p mails/files other
for mail in mails/Maildir/new/*; do
  {
    echo 'From tls@sender.example Mon Nov 23 10:00:00 2026'
    sed 's/^\(>*From \)/>\1/' "$mail"
    echo
  } >>other/reports
  name=${mail##*/}
  case $name in
    *[02468].host) mv "$mail" "mails/Maildir/cur/$name:2,S" ;;
    *[13].host) mv "$mail" "mails/files/$name.eml" ;;
  esac
done
cp mails/files/*1.host.eml mails/Maildir/tmp/
import mails
is_field imported "$(expected stored)" "Maildir and files"
is_field without_report "$(expected without_report)" "Maildir and files"
is_field mails 200 "Maildir and files"
import other
is_field imported 0 mbox
is_field duplicates $(($(expected stored) + $(expected duplicates))) mbox
is_field quarantined "$(expected quarantined)" mbox
is "reports" "$("$tlsward" list --json --limit 1000000 | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["reports"]))')" \
  "$(expected stored)"

# An mbox that comes through a pipe with a name, and one on standard input.
mkfifo fifo
cat other/reports >fifo &
rm "$database"*
import fifo
is_field imported "$(expected stored)" "named pipe"
import - <other/reports
is_field duplicates $(($(expected stored) + $(expected duplicates))) "standard input"

# As a mail server pipes them: nobody vouches for these.
mail() { printf 'Return-Path: <tls@sender.example>\nFrom: tls@sender.example.net\nTLS-Report-Domain: example.com\nContent-Type: %s\n\n' "$1"; }
{ mail application/tlsrpt+json && report 901; } >report.eml
ends 0 - <report.eml
grep -q '^Imported 1 report;' out || fail "$(cat out)"
grep -q '^Read 1 mail, 0 without a report' out || fail "$(cat out)"
trust() { "$tlsward" search "story-$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["reports"][0]["trust"])'; }
is "trust of a piped mail" "$(trust 901)" refused
ends 0 report.eml
is "trust of the same mail, imported" "$(trust 901)" vouched
report 902 | gzip >report.gz
ends 0 - <report.gz
is "trust of a piped report" "$(trust 902)" vouched

# What a mail server must not return to strangers.
{ mail text/plain && echo 'You have won.'; } >spam.eml
{ mail application/tlsrpt+json && echo 'You have won.'; } >lie.eml
{ mail application/octet-stream && head -c 30000000 /dev/zero; } >huge.eml
for mail in spam lie huge; do ends 0 - <$mail.eml; done
grep -q '^standard input: too-large: ' out || fail "$(cat out)"
ends 1 huge.eml

# Our own digest comes back, even with a report that somebody attached to it: three days, and none of it counts.
before=$(reports=$("$tlsward" list --json --limit 1000000) && grep -o '"report_id"' <<<"$reports" | wc -l)
for day in 2026-11-23 2026-11-24 2026-11-25; do
  "$tlsward" digest --day $day --format eml >digest.eml
  ends 0 - <digest.eml
  grep -q '^Read 1 mail, 1 without a report' out || fail "digest: $(cat out)"
  report 904 >attached.json
  python3 -c 'import email, email.policy, sys
mail = email.message_from_binary_file(open("digest.eml", "rb"), policy=email.policy.default)
mail.make_mixed()
mail.add_attachment(open("attached.json", "rb").read(), maintype="application", subtype="tlsrpt+json")
sys.stdout.buffer.write(mail.as_bytes())' >attached.eml
  ends 0 attached.eml
done
is "reports after our own digests" "$("$tlsward" list --json --limit 1000000 | grep -o '"report_id"' | wc -l)" "$before"

# What is to come again: whatever is wrong here.
{ mail application/tlsrpt+json && report 903; } >new.eml
echo '{"broken' >broken.toml
mkdir folder
sqlite3 "$database" 'BEGIN EXCLUSIVE;' '.shell echo held >held; sleep 4' &
locker=$!
until [ -s held ]; do sleep 0.05; done
ends 75 - <new.eml
wait "$locker"
ends 75 - --db folder <new.eml
ends 75 - --db /dev/null/tlsward.db <spam.eml
ends 75 - --config broken.toml <new.eml
ends 75 - </
ends 75 - <&-
is "lines of a fault" "$(wc -l <err)" 1
if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=64k tmpfs full; then
  at_end "umount $folder/full"
  head -c 60000 /dev/zero >full/ballast
  ends 75 - --db full/tlsward.db <new.eml
fi
ends 0 - <new.eml
grep -q '^Imported 1 report;' out || fail "$(cat out)"
