#!/bin/bash
# Policies of two domains are served each to its own host with its own certificate, chosen by SNI, which real
# curl and OpenSSL check; drafts, ids and the way back go by the rules of RFC 8461.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
mkdir certificates
# certificate HOST: as certbot would put it there, of the story's CA.
certificate() {
  local place=certificates/$1
  mkdir -p "$place"
  openssl ecparam -genkey -name prime256v1 -noout -out "$place/privkey.pem"
  chmod 600 "$place/privkey.pem"
  openssl req -new -key "$place/privkey.pem" -subj "/CN=$1" -out host.csr
  openssl x509 -req -in host.csr -CA ca.crt -CAkey ca.key -days 2 -out "$place/fullchain.pem" 2>/dev/null \
    -set_serial "0x$(openssl rand -hex 8)" -extfile <(echo "subjectAltName=DNS:$1")
}
policy() { "$tlsward" policy "$@" --config config.toml; }
# fetch HOST [CURL OPTION...]: the body and, in `headers`, the headers.
fetch() {
  local host=$1
  shift
  curl -sS --cacert ca.crt --resolve "$host:$port:127.0.0.1" -D headers "$@" "https://$host:$port/.well-known/mta-sts.txt"
}
status() { sed -n '1s/HTTP\/1.1 \([0-9]*\).*/\1/p' headers; }
# reload: as half a minute later.
reload() { kill -HUP "$server"; }
wait_for_policy() {
  for _ in $(seq 100); do
    fetch "$1" >body 2>/dev/null && cmp -s body "$2" && return
    reload
    sleep 0.05
  done
  fail "$1 is not served"
}

certificate mta-sts.example.org
start_server 'max_mail_parts = 1000' '[hosting]' "certificates = \"$folder/certificates\""
policy set example.org --mx mx1.example.org --mx '*.mail.example.org' >draft
grep -q 'mode testing, max_age 86400' draft || fail "$(cat draft)"
fetch mta-sts.example.org >body 2>&1 && fail "a draft is served"
policy publish example.org >published
printf 'version: STSv1\r\nmode: testing\r\nmx: mx1.example.org\r\nmx: *.mail.example.org\r\nmax_age: 86400\r\n' >wanted
wait_for_policy mta-sts.example.org wanted
is "status" "$(status)" 200
tr -d '\r' <headers | grep -qx 'Content-Type: text/plain' || fail "$(cat headers)"
tr -d '\r' <headers | grep -qx "Content-Length: $(stat -c %s wanted)" || fail "$(cat headers)"
grep -qi '^\(location\|set-cookie\|content-encoding\)' headers && fail "$(cat headers)"
fetch mta-sts.example.org -I >/dev/null
is "HEAD" "$(status)" 200
fetch mta-sts.example.org -X DELETE >/dev/null
is "another method" "$(status)" 405
fetch mta-sts.example.org -H 'Host: MTA-STS.Example.ORG.' >body
cmp body wanted || fail "a host in capitals gets another policy"
fetch mta-sts.example.org -H 'Host: mta-sts.example.net' >/dev/null
is "another host than the handshake's" "$(status)" 421
fetch localhost >/dev/null
is "the endpoint's own host" "$(status)" 404
is "a report is taken as ever" "$(report 1 | post --data-binary @-)" 200
id=$(grep -o 'id=[0-9a-f]*' published | cut -c4-)
is "the id's hash" "${id:14}" "$(sha256sum wanted | cut -c1-8)"

# A second domain, whose certificate comes later.
policy set example.net --mode enforce --max-age 604800 --mx mx.example.net >/dev/null
policy publish example.net >/dev/null
reload
openssl s_client -connect "127.0.0.1:$port" -servername mta-sts.example.net </dev/null >handshake 2>&1 &&
  fail "a handshake without a certificate of the host"
grep -qi 'unrecognized name' handshake || fail "$(cat handshake)"
certificate mta-sts.example.net
printf 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.net\r\nmax_age: 604800\r\n' >wanted_net
wait_for_policy mta-sts.example.net wanted_net
wait_for_policy mta-sts.example.org wanted
is "two are listed" "$(policy list --json | python3 -c 'import json, sys; print([p["domain"] for p in json.load(sys.stdin)["policies"]])')" \
  "['example.net', 'example.org']"

# Down at once, and out only when no sender holds it.
policy publish example.net --testing-now | grep -q 'at the latest' || fail "nobody is told how long the old one is held"
sed -i 's/enforce/testing/' wanted_net
wait_for_policy mta-sts.example.net wanted_net
policy retire example.net 2>why && fail "retired while it asks for something"
grep -q 'set example.net --mode none' why || fail "$(cat why)"
policy set example.net --mode none --max-age 86400 >/dev/null
policy publish example.net >/dev/null
policy retire example.net 2>why && fail "retired while senders hold it"
grep -q 'serve mode none until then' why || fail "$(cat why)"
sqlite3 "$database" 'UPDATE hosted_policy SET since = since - 5000000, until = until - 5000000'
policy retire example.net | grep -q 'served no more' || fail "not retired"
code=0
policy set example.org --mx 'mx 1' 2>/dev/null || code=$?
is "no host" "$code" 2
policy show example.org | grep -q '_mta-sts.example.org. 300 IN TXT "v=STSv1; id='"$id"'"' || fail "$(policy show example.org)"
echo "2 hosts, each with its certificate and its policy"
