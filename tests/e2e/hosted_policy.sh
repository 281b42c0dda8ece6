#!/bin/bash
# Policies of two domains are served each to its own host with its own certificate, chosen by SNI, which real
# curl and OpenSSL check; an id is given only when senders get the file; drafts, ids and the way back go by the
# rules of RFC 8461.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"
head=$'$TTL 5\n@ SOA ns.example. host.example. 1 3600 600 86400 5\n@ NS ns.example.\n'
printf '%sns A 127.0.0.1\n' "$head" >zone
printf '%smta-sts A 127.0.0.1\n' "$head" >org.zone
printf '%smta-sts A 127.0.0.1\nmta-sts A 127.0.0.2\n' "$head" >net.zone
start_nsd example.org org.zone example.net net.zone

certificate mta-sts.example.org
start_hosting
policy set example.org --mx mx1.example.org --mx '*.mail.example.org' >draft
grep -q 'mode testing, max_age 86400' draft || fail "$(cat draft)"
fetch mta-sts.example.org >body 2>&1 && fail "a draft is served"
policy publish example.net --wait 0 2>why && fail "nothing is published"
grep -q 'example.net has no draft' why || fail "$(cat why)"
publish example.org >published
grep -q 'as published at 127.0.0.1' published || fail "$(cat published)"
printf 'version: STSv1\r\nmode: testing\r\nmx: mx1.example.org\r\nmx: *.mail.example.org\r\nmax_age: 86400\r\n' >wanted
wait_for_policy mta-sts.example.org wanted
is "status" "$(status)" 200
tr -d '\r' <headers | grep -qx 'Content-Type: text/plain' || fail "$(cat headers)"
tr -d '\r' <headers | grep -qx "Content-Length: $(stat -c %s wanted)" || fail "$(cat headers)"
grep -qi '^\(location\|set-cookie\|content-encoding\)' headers && fail "$(cat headers)"
is "a report is taken as ever" "$(report 1 | post --data-binary @-)" 200
id=$(grep -o 'id=[0-9a-f]*' published | cut -c4-)
is "the id's hash" "${id:14}" "$(sha256sum wanted | cut -c1-8)"

# outside JSON: whether it is served, where, the record in DNS and the record to give.
outside() {
  python3 -c 'import json, sys
seen = json.load(open(sys.argv[1]))
out = seen["outside"]
print(out["served"], *sorted(out["addresses"]), *sorted(f["finding"] + " " + f["subject"] for f in out["faults"]), out["record"], seen["record"] is not None)' "$1"
}
# shown DOMAIN: the same of policy show, and its exit code.
shown() {
  local code=0
  policy show "$1" --json >shown || code=$?
  echo "$(outside shown) $code"
}
# dns: as org.zone is now.
dns() {
  kill -HUP "$dns_server"
  for _ in $(seq 50); do
    [ "$(drill -p "$dns_port" @127.0.0.1 "$1" TXT | grep -c "$2")" = 0 ] || return 0
    sleep 0.05
  done
  fail "nsd does not have $2"
}
is "the record is not in DNS" "$(shown example.org)" 'True 127.0.0.1 absent True 3'
echo "_mta-sts TXT \"v=STSv1; id=$id\"" >>org.zone
dns _mta-sts.example.org "$id"
is "the record is in DNS" "$(shown example.org)" 'True 127.0.0.1 current True 0'
policy show example.org --lang pl | grep -q 'jest w DNS' || fail "$(policy show example.org --lang pl)"
policy show example.org | grep -q 'DNS has it' || fail "$(policy show example.org)"

# A second domain, whose certificate comes later, at one of two addresses.
policy set example.net --mode enforce --max-age 604800 --mx mx.example.net >/dev/null
code=0
policy publish example.net --wait 0 --json >published 2>why || code=$?
is "without a certificate" "$code $(outside published)" \
  '3 False policy-no-answer mta-sts.example.net (127.0.0.2) policy-no-tls mta-sts.example.net (127.0.0.1) absent False'
grep -q 'senders do not get it' why || fail "$(cat why)"
policy show example.net --offline | grep -q 'v=STSv1; id=' || fail "it is not published"
policy show example.net >shown && fail "all is well"
grep -q 'not yet: first senders must get the file' shown || fail "its id is given: $(cat shown)"
reload
openssl s_client -connect "127.0.0.1:$port" -servername mta-sts.example.net </dev/null >handshake 2>&1 &&
  fail "a handshake without a certificate of the host"
grep -qi 'unrecognized name' handshake || fail "$(cat handshake)"
certificate mta-sts.example.net
printf 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.net\r\nmax_age: 604800\r\n' >wanted_net
wait_for_policy mta-sts.example.net wanted_net
wait_for_policy mta-sts.example.org wanted
is "one address does not answer" "$(shown example.net)" \
  'False 127.0.0.1 policy-address-silent mta-sts.example.net (127.0.0.2) absent False 3'
# There a proxy keeps the file of before.
sed 's/enforce/testing/' wanted_net >old_net
python3 - "$port" <<'PROXY' &
import http.server, ssl, sys
class Old(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = open("old_net", "rb").read()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.2", int(sys.argv[1])), Old)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificates/mta-sts.example.net/fullchain.pem", "certificates/mta-sts.example.net/privkey.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
open("proxy_listens", "w").close()
server.serve_forever()
PROXY
proxy=$!
at_end "kill $proxy"
for _ in $(seq 100); do
  [ ! -e proxy_listens ] || break
  sleep 0.05
done
code=0
policy publish example.net --wait 0 >published 2>why || code=$?
is "an old file at one address" "$code" 3
grep -q 'mta-sts.example.net (127.0.0.2) serves another text' published || fail "$(cat published)"
grep -q 'tlsward policy publish example.net again' published || fail "$(cat published)"
grep -q 'v=STSv1' published && fail "its id is given: $(cat published)"
cp wanted_net old_net
policy publish example.net --wait 0 >published
grep -qE 'as published at 127.0.0.[12], 127.0.0.[12]$' published || fail "$(cat published)"
grep -q '_mta-sts.example.net. 300 IN TXT "v=STSv1; id=' published || fail "$(cat published)"
is "two are listed" "$(policy list --json | python3 -c 'import json, sys; print([p["domain"] for p in json.load(sys.stdin)["policies"]])')" \
  "['example.net', 'example.org']"

# Down at once, and out only when no sender holds it.
policy publish example.net --testing-now --unverified | grep -q 'at the latest' || fail "nobody is told how long the old one is held"
sed -i 's/enforce/testing/' wanted_net
wait_for_policy mta-sts.example.net wanted_net
policy retire example.net 2>why && fail "retired while it asks for something"
grep -q 'set example.net --mode none' why || fail "$(cat why)"
policy set example.net --mode none --max-age 86400 >/dev/null
policy set example.net --mx mx9.example.net >/dev/null
policy publish example.net --unverified --draft 00000000 2>why && fail "another draft is published"
grep -q 'and nothing was published' why || fail "$(cat why)"
policy publish example.net --unverified --draft '' 2>why && fail "whichever draft is published"
grep -q -- '--draft: is empty' why || fail "$(cat why)"
draft=$(policy show example.net --offline --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["draft_id"])')
policy publish example.net --unverified --draft "$draft" >/dev/null || fail "the draft that is meant is not published"
policy publish example.net --unverified --draft "$draft" >/dev/null || fail "what is served already is another one"
policy set example.net --mx mx1.example.net >/dev/null
policy publish example.net --unverified >/dev/null
policy retire example.net 2>why && fail "retired while senders hold it"
grep -q 'serve mode none until then' why || fail "$(cat why)"
sqlite3 "$database" 'UPDATE hosted_policy SET since = since - 5000000, until = until - 5000000'
policy retire example.net | grep -q 'served no more' || fail "not retired"
# Whoever takes a domain out of the configuration does not take its policy from senders.
sed '1i [[domain]]\nname = "example.com"' config.toml >other.toml
code=0
"$tlsward" policy retire example.org --config other.toml 2>why || code=$?
is "a domain that is not configured" "$code $(grep -c 'within no \[\[domain\]\]' why)" '2 1'
is "it is served on" "$("$tlsward" policy list --config other.toml --json | grep -c '"example.org"')" 1
code=0
policy set example.org --mx 'mx 1' 2>/dev/null || code=$?
is "no host" "$code" 2
policy show example.org | grep -q '_mta-sts.example.org. 300 IN TXT "v=STSv1; id='"$id"'"' || fail "$(policy show example.org)"
echo "2 hosts, each with its certificate and its policy, and an id for who gets it"
