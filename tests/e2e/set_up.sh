#!/bin/bash
# Somebody new follows the set-up page: its test report, sent by the very command that the page shows, and once more by
# mail, arrives, and the page says so; the page of the digest has what the command prints.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
cat >config.toml <<END
[store]
path = "$database"
[[domain]]
name = "example.org"
[[domain]]
name = "example.net"
[ingest]
listen = "127.0.0.1:0"
certificate_file = "$folder/server.crt"
private_key_file = "$folder/server.key"
[dashboard]
listen = "127.0.0.1:0"
login = "none"
[checks]
daily_at = ""
END
"$tlsward" serve --config config.toml >serve.out 2>>serve.err &
server=$!
page=$(address "$server" serve.out dashboard) || fail "serve shows no dashboard"
port=$(sed -n 's/^listening on .*:\([0-9]*\)\/.*/\1/p' serve.out)

unescaped() { python3 -c 'import html, sys; sys.stdout.write(html.unescape(sys.stdin.read()))'; }
set_up() { curl -fsS "${page}setup?domain=$1" | unescaped; }
marks() { set_up "$1" | grep -o 'chip [a-z]*' | cut -d' ' -f2 | tr '\n' ' '; }

is "at first" "$(marks example.org)" "blind blind watch watch "
set_up example.org | grep -q 'under \[checks\]' || fail "it does not say which key is to be set"
curl -fsSOJ "${page}setup/test-report?domain=example.org"
command=$(set_up example.org | sed -n 's/.*<code class="command"[^>]*>\(curl .*127.0.0.1:\)0\(.*\)<\/code> When.*/\1'"$port"'\2/p')
is "the answer" "$(eval "$command" 2>curl.err)" '{"status":"stored"}'
is "when it has arrived" "$(marks example.org)" "blind blind ok watch "

curl -fsSOJ "${page}setup/test-report?domain=example.net"
python3 - <<'PYTHON'
from email.message import EmailMessage

mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "anna@example.net", "tlsrpt@example.org", "A test"
mail.set_content("Hello.")
with open("tlsward-test-example.net.json", "rb") as report:
    mail.add_attachment(report.read(), maintype="application", subtype="json", filename="tlsward-test-example.net.json")
with open("mail.eml", "wb") as out:
    out.write(bytes(mail))
PYTHON
"$tlsward" import --config config.toml mail.eml >imported || fail "$(cat imported)"
is "by mail" "$(marks example.net)" "blind blind ok watch "

LC_ALL=C.UTF-8 "$tlsward" digest --config config.toml >printed
curl -fsS "${page}digest" | sed -n '/<pre/,/<\/pre>/p' | sed 's/.*<pre[^>]*>//; s/<\/pre>.*//' | unescaped >shown
diff printed <(sed '$ { /^$/d }' shown) || fail "the page shows another digest than the command"
stop_server
