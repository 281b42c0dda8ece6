#!/bin/bash
# Who is let in and who is believed: TLS with the right CA and name only, STARTTLS, passwords and both kinds of tokens;
# a wrong one is told in a line that says what to do.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
start_dovecot
fill 3
python3 -c 'import http.server, sys
class Tokens(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        good = "goodtoken" in self.path or "goodtoken" in self.headers.get("Authorization", "")
        body = b"{\"email\": \"reports\", \"active\": \"true\"}" if good else b"{\"error\": \"invalid\"}"
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Tokens).serve_forever()' "$token_port" &
tokens=$!
at_end "kill $tokens"

# works WHAT [LINE...]: a poll with these settings finds the mails.
works() {
  configure "${@:2}"
  "$tlsward" poll --dry-run --config config.toml --json >polled || fail "$1: $(polled fault)"
  is "$1: mails" "$(polled pending)" 3
}

# refused WHAT WORDS [LINE...]: it fails, in these words.
refused() {
  configure "${@:3}"
  ! "$tlsward" poll --dry-run --config config.toml --json >polled 2>err || fail "$1: was let in"
  [[ $(polled fault) == *"$2"* ]] || fail "$1: told in other words: $(polled fault)"
}

printf 'goodtoken-1\n' >token && chmod 600 token
printf 'badtoken\n' >bad && chmod 600 bad
mkdir -p elsewhere && (bash "$support/ca.sh" elsewhere)
works 'a password' 'port = '"$imaps_port"
works 'STARTTLS' "port = $imap_port" 'tls = "starttls"'
works 'no TLS, as written' "port = $imap_port" 'tls = "none"'
works 'the address of the certificate' 'host = "127.0.0.1"'
works XOAUTH2 'auth = "xoauth2"' "token_file = \"$folder/token\""
works OAUTHBEARER 'auth = "oauthbearer"' "token_command = \"cat $folder/token\""
refused 'another CA' 'give that as ca_file' "ca_file = \"$folder/elsewhere/ca.crt\""
refused 'another name' 'its certificate is not for 127.0.0.2' 'host = "127.0.0.2"'
refused 'no TLS where it is wanted' 'tls = "starttls"' "port = $imap_port"
refused 'a wrong password' 'login of reports refused' "password_file = \"$folder/bad\""
refused 'a wrong XOAUTH2 token' 'login of reports refused' 'auth = "xoauth2"' "token_file = \"$folder/bad\""
refused 'a wrong OAUTHBEARER token' 'login of reports refused' 'auth = "oauthbearer"' \
  "token_file = \"$folder/bad\""
refused 'a command that fails' 'token_command failed' 'auth = "xoauth2"' 'token_command = "false"'
refused 'no such folder' 'folder Nowhere cannot be opened' 'folders = ["Nowhere"]'
refused 'nobody there' 'cannot be reached on port 1' 'port = 1'
chmod 644 bad
refused 'a password for all to read' 'anybody may read it' "password_file = \"$folder/bad\""
grep -q secret err polled && fail "a password is shown"
stop_dovecot
start_dovecot 'ssl = required'
works 'STARTTLS where it is required' "port = $imap_port" 'tls = "starttls"'
echo "6 logins let in, 10 refused in words"
