#!/bin/bash
# The digest as a mail, as Python's parser reads it: exactly our headers and parts in both languages, though the
# reports' names try to bring headers, parts and commands of their own.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TLSWARD_DB=$database LC_ALL=C.UTF-8
names="Date From Subject To Message-Id Auto-Submitted List-Id X-Tlsward-Verdict MIME-Version Content-Type"
host=$(python3 -c 'import platform; print(platform.node().lower())')
mail() { sed -n "s/^$1: *//p" mail; } # WHAT: as look() found it

failing() { # NAME: a report of NAME, about it, at its host, with its words
  report 1 | python3 -c '
import json, sys
report = json.load(sys.stdin)
name = sys.argv[1].encode().decode("unicode_escape")
report["organization-name"] = name
policy = report["policies"][0]
policy["policy"]["policy-domain"] = name
policy["summary"]["total-failure-session-count"] = 40
policy["failure-details"] = [{"result-type": "certificate-expired", "receiving-mx-hostname": "mx." + name,
                              "failed-session-count": 40, "failure-reason-code": name}]
print(json.dumps(report))' "$1"
}
look() { # LANGUAGE HEADING: the mail has our headers and parts, and in these the digest, and what is under the heading
  local options=(--day 2026-11-23 --lang "$1")
  "$tlsward" digest "${options[@]}" --format eml >digest.eml
  python3 "$support/read_digest_mail.py" <digest.eml >mail
  is "faults" "$(mail faults)" ''
  is "headers" "$(mail names)" "$names"
  is "type" "$(mail type)" multipart/alternative
  is "parts" "$(mail part | paste -sd ' ')" "text/plain utf-8 $1 text/html utf-8 $1"
  "$tlsward" digest "${options[@]}" >digest.txt
  diff <(head -c "$(stat -c %s digest.txt)" part-1) digest.txt || fail "the text part is not the digest"
  is "what follows it" "$(tail -c "+$(($(stat -c %s digest.txt) + 1))" part-1 | sed -n 2p)" "$2"
  "$tlsward" digest "${options[@]}" --format html >digest.html
  diff -B <(sed "/^<h3>$2</,/^<\/ul>/d" part-2) digest.html || fail "the HTML part is not the digest"
}

report 1 | "$tlsward" import - >/dev/null
look en 'ABOUT THIS MAIL'
is "from" "$(mail From)" "tlsward@$host"
is "to" "$(mail To)" "tlsward@$host"
is "id" "$(mail Message-Id)" "<tlsward-digest.2026-11-23@$host>"
is "list" "$(mail List-Id)" "TLS report digest <tlsward.$host>"
is "automatic" "$(mail Auto-Submitted)" auto-generated
is "verdict" "$(mail X-Tlsward-Verdict)" OK
is "subject" "$(mail Subject)" "[TLS-RPT] OK 1 domain, 2 sessions, 0 failed (Mon 23 Nov 2026)"

# Each is imported into a database of its own, so that it stands first.
number=10
while IFS= read -r name; do
  number=$((number + 1))
  export TLSWARD_DB=$folder/hostile-$number.db
  failing "$name" | "$tlsward" import - >out || fail "$name: $(cat out)"
  for language in en pl; do
    look "$language" "$([ "$language" = en ] && echo 'ABOUT THIS MAIL' || echo 'O TEJ WIADOMOŚCI')"
    [[ $(mail Subject) == "[TLS-RPT] "* ]] || fail "subject: $(mail Subject)"
  done
  "$tlsward" import digest.eml >out
  grep -q '^Imported 0 reports' out || fail "a digest that comes back is a report: $(cat out)"
done <<'END'
evil.example\r\nBcc: all@example.net
\r\n\r\n--=_tlsward_digest--\r\n
evil.example\r\n.\r\nMAIL FROM:<a@example.net>
=?utf-8?q?x=0D=0ABcc:_all@example.net?=
\u202egro.elpmaxe
\u2028Bcc: all@example.net
\u017c\u00f3\u0142\u0107.example
END
