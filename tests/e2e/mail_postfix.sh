#!/bin/bash
# label: slow
# A digest by a real mail server: Postfix on loopback, with the story's CA and a login against Dovecot, by STARTTLS, by TLS
# from the first byte, and by its sendmail. Python's email parser finds exactly our headers and parts.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/postfix.sh
source "$support/postfix.sh"
start_postfix

echo secret >password
chmod 600 password
common=('host = "localhost"' "ca_file = \"$folder/ca.crt\"" 'user = "reports"' "password_file = \"$folder/password\""
  'unsubscribe_mailto = "postmaster@example.org"')
mail_config "port = $submission_port" "${common[@]}"
import_yesterday
send_due
is "state" "$(mail state)" sent
for user in first second; do
  wait_for_mails "$user" 1
  python3 "$support/check_mail.py" "$(mail_of "$user")" "$(mail message_id)" >"text.$user" || fail "$user: not our mail"
done
cmp text.first text.second || fail "two recipients have two texts"
grep -q "Sessions: 2\|2 sessions" text.first || fail "the digest does not tell of the report"
[[ $(grep -c 'Anonymous TLS\|TLSv1.[23]' "$postfix_log") -ge 1 ]] || fail "no TLS in Postfix's log"
send_due
is "mails of a second run" "$(tr -d ' \n' <mails)" '{"schema":1,"mails":[],"alerts":[],"webhooks":[],"faults":[]}'

# By hand, to somebody else, by TLS from the first byte and with the other login.
mail_config "port = $smtps_port" 'tls = "tls"' 'auth = "login"' "${common[@]}"
"$tlsward" digest --owner ops --send --to third@example.org --config config.toml >by-hand
grep -q '^Digest for ops: sent .* to third@example.org\.$' by-hand || fail "told '$(cat by-hand)'"
wait_for_mails third 1
python3 "$support/check_mail.py" "$(mail_of third)" "" >text.third || fail "third: not our mail"
cmp text.first text.third || fail "what is sent by hand is another text"

# By the program, which takes the configuration from the environment.
mail_config 'sendmail = "/usr/sbin/sendmail"' 'unsubscribe_mailto = "postmaster@example.org"'
MAIL_CONFIG=$postfix/conf "$tlsward" digest --owner ops --send --to fourth@example.org --config config.toml >by-program
wait_for_mails fourth 1
python3 "$support/check_mail.py" "$(mail_of fourth)" "" >text.fourth || fail "fourth: not our mail"
cmp text.first text.fourth || fail "the program's is another text"
mail_config 'sendmail = "/bin/false"'
code=0
"$tlsward" digest --owner ops --send --config config.toml 2>by-program || code=$?
is "exit code of a program that fails" "$code" 75
grep -q 'not sent: .*exit code 1' by-program || fail "told '$(cat by-program)'"

# A password or a name that is wrong sends nothing, nor does a user whom Postfix does not know.
echo wrong >password
mail_config "port = $submission_port" "${common[@]}"
"$tlsward" digest --owner ops --send --config config.toml 2>wrong && fail "a wrong password sends"
grep -q 'login refused; check mail.user, mail.password_file and mail.auth: 535' wrong || fail "told '$(cat wrong)'"
echo secret >password
mail_config "port = $submission_port" "${common[@]/localhost/127.0.0.2}"
"$tlsward" digest --owner ops --send --config config.toml 2>wrong && fail "a wrong name sends"
grep -q 'its certificate is not for 127.0.0.2' wrong || fail "told '$(cat wrong)'"
mail_config "port = $submission_port" "${common[@]}"
code=0
"$tlsward" digest --owner ops --send --to nobody@example.org --to first@example.org --config config.toml >partly || code=$?
is "exit code where one is refused" "$code" 1
grep -q 'to first@example.org; nobody@example.org is refused (550 5.1.1' partly || fail "told '$(cat partly)'"
wait_for_mails first 2
echo "Postfix delivered 5 times, by STARTTLS, TLS and sendmail"
