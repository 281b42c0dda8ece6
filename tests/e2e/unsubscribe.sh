#!/bin/bash
# label: slow
# Ending mails with one click (RFC 8058): Postfix takes a digest, Python's email parser finds the link, curl POSTs it to serve,
# and the next digest goes to nobody, until the operator undoes it.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/postfix.sh
source "$support/postfix.sh"
start_postfix

echo secret >password
chmod 600 password
page_port=$(free_ports 1)
base=https://localhost:$page_port/v1/unsubscribe
# configure ADDRESS...: the owner has these.
configure() {
  mail_config "port = $submission_port" 'host = "localhost"' "ca_file = \"$folder/ca.crt\"" 'user = "reports"' \
    "password_file = \"$folder/password\"" "unsubscribe_url = \"$base\""
  sed -i -e "s/^listen = \"\"/listen = \"127.0.0.1:$page_port\"\ncertificate_file = \"${folder//\//\\/}\/server.crt\"\nprivate_key_file = \"${folder//\//\\/}\/server.key\"/" \
    -e "s/^addresses = .*/addresses = [$(printf '"%s", ' "$@")]/" config.toml
}
# header_of FILE NAME: as Python's parser reads it; "None" without it.
header_of() {
  python3 -c 'import email, email.policy, sys
print(email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)[sys.argv[2]])' "$1" "$2"
}
# to_yesterday: the digests that were sent are those of the day before, so that one is due again.
to_yesterday() {
  sqlite3 "$database" 'UPDATE outbox SET local_day = local_day - 1, first_day = first_day - 1, last_day = last_day - 1'
}
ask() { curl -sS --cacert ca.crt -o answer -D head -w '%{http_code}' "$@"; }

# To several addresses there is no link.
configure first@example.org second@example.org
import_yesterday
send_due
wait_for_mails second 1
is "link of a mail to two" "$(header_of "$(mail_of second)" List-Unsubscribe)" None
rm "$(mail_of first)"
to_yesterday

# To one there is one, in the form of RFC 8058.
configure first@example.org
"$tlsward" config check --config config.toml >checked || fail "check says '$(cat checked)'"
is "what config check says" "$(cat checked)" "The configuration is fine."
send_due
wait_for_mails first 1
link=$(header_of "$(mail_of first)" List-Unsubscribe)
[[ $link =~ ^\<($base/[0-9a-f]{32})\>$ ]] || fail "the link is '$link'"
link=${BASH_REMATCH[1]}
is "List-Unsubscribe-Post" "$(header_of "$(mail_of first)" List-Unsubscribe-Post)" "List-Unsubscribe=One-Click"
rm "$(mail_of first)"

"$tlsward" serve --only reports --config config.toml >serve.out 2>serve.err &
server=$!
until grep -q '^listening' serve.out; do
  kill -0 "$server" 2>/dev/null || fail "serve ended at its start"
  sleep 0.05
done
unsubscribed() { sqlite3 "$database" 'SELECT count(*) FROM unsubscribed'; }

# A GET, as a scanner follows it, changes nothing; nor does a token that is forged, or a POST of something else.
is "GET" "$(ask "$link")" 200
grep -q '<form method="post">' answer || fail "no button: $(cat answer)"
is "HEAD" "$(ask -I "$link")" 200
for header in "Content-Security-Policy: default-src 'none'; .*form-action 'self'; frame-ancestors 'none'" 'Cache-Control: no-store' \
  'Referrer-Policy: no-referrer'; do
  grep -qi "^$header" head || fail "no $header: $(cat head)"
done
if grep -qiE '^(Set-Cookie|Location):' head; then fail "a cookie or a redirect: $(cat head)"; fi
forged=${link%?}$([ "${link: -1}" = 0 ] && echo 1 || echo 0)
is "forged" "$(ask -d List-Unsubscribe=One-Click "$forged")" 404
is "another body" "$(ask -d List-Unsubscribe=Two-Clicks "$link")" 400
head -c 5000 /dev/zero | tr '\0' x >large
is "a large body" "$(ask --data-binary @large "$link")" 413
is "another method" "$(ask -X DELETE "$link")" 405
is "a report beside it" "$(ask -d x "https://localhost:$page_port/v1/tlsrpt")" 400
is "unsubscribed by all that" "$(unsubscribed)" 0

# A POST does it, as often as it comes, in either form of a body.
is "POST" "$(ask -d List-Unsubscribe=One-Click "$link")" 200
is "POST again" "$(ask -F List-Unsubscribe=One-Click "$link")" 200
is "unsubscribed" "$(unsubscribed)" 1
grep -q 'owner ops: first@example.org has unsubscribed' serve.err || fail "the log does not tell"
is "lines of the log that tell" "$(grep -c 'has unsubscribed' serve.err)" 1
if grep -q "${link##*/}" serve.err; then fail "the log has the token"; fi
"$tlsward" status --config config.toml | tr -s '\n ' ' ' |
  grep -q 'Owner ops: first@example.org has unsubscribed .*tlsward owners resubscribe first@example.org undoes it' || fail "status does not tell"
"$tlsward" config check --config config.toml | grep -q '^Note: owner ops: each address has unsubscribed' || fail "config check does not tell"

# The next digest is for nobody; then the operator undoes it, and it comes.
to_yesterday
send_due
is "mails" "$(tr -d ' \n' <mails)" '{"schema":1,"mails":[],"alerts":[],"webhooks":[],"faults":[]}'
code=0
"$tlsward" digest --owner ops --send --config config.toml 2>by-hand || code=$?
is "exit code by hand" "$code" 1
grep -q 'owner ops: each address has unsubscribed' by-hand || fail "told '$(cat by-hand)'"
is "owners" "$("$tlsward" owners --config config.toml --csv | tail -n 1 | cut -d, -f1-3)" "ops,first@example.org,unsubscribed"
is "undone" "$("$tlsward" owners resubscribe First@example.org --config config.toml)" \
  "First@example.org gets the mails of owner ops again."
is "undone again" "$("$tlsward" owners resubscribe first@example.org --config config.toml)" \
  "first@example.org had not unsubscribed; tlsward owners lists who has."
send_due
is "state" "$(mail state)" sent
wait_for_mails first 1
is "the same link" "$(header_of "$(mail_of first)" List-Unsubscribe)" "<$link>"
echo "ended by one POST, by nothing else, and undone"
