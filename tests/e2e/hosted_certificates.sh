#!/bin/bash
# Certificates of policy hosts come and are renewed while serve runs, by the hook that certbot and lego call; and a proxy
# that gets its certificates itself asks which hosts it may get one for.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"
dns_port=1 # nobody asks
hook=$support/../../packaging/hooks/deploy_certificate.sh
export CERTIFICATES=$folder/certificates CERTIFICATE_GROUP
CERTIFICATE_GROUP=$(id -gn)
mkdir -p live/two lego

more_limits=('requests_per_second = 20' 'request_burst = 60')
start_hosting
for domain in example.org example.net; do
  policy set "$domain" --mx "mx.$domain" >/dev/null
  policy publish "$domain" --unverified >/dev/null
  printf 'version: STSv1\r\nmode: testing\r\nmx: mx.%s\r\nmax_age: 86400\r\n' "$domain" >"$domain.txt"
done

# serial HOST: of the certificate that is shown for it.
serial() {
  openssl s_client -connect "127.0.0.1:$port" -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout -serial 2>/dev/null
}
# renewed HOST FILE: waits until the certificate of the file is shown for the host.
renewed() {
  local wanted
  wanted=$(openssl x509 -in "$2" -noout -serial)
  for _ in $(seq 100); do
    reload
    [ "$(serial "$1")" != "$wanted" ] || return 0
    sleep 0.05
  done
  fail "$1 shows $(serial "$1"), and not $wanted"
}

# certbot: one certificate for both hosts and a name that is no policy host's.
renew_by_certbot() {
  issue mta-sts.example.org mta-sts.example.net www.example.org
  mv host.crt live/two/fullchain.pem
  mv host.key live/two/privkey.pem
  env RENEWED_LINEAGE="$folder/live/two" RENEWED_DOMAINS='mta-sts.example.org mta-sts.example.net www.example.org' "$hook"
}
pid=$server
for _ in 1 2; do
  renew_by_certbot
  renewed mta-sts.example.org live/two/fullchain.pem
  renewed mta-sts.example.net live/two/fullchain.pem
done
is "hosts with a certificate" "$(cd certificates && echo *)" 'mta-sts.example.net mta-sts.example.org'
is "who may read the key" "$(stat -c %a certificates/mta-sts.example.org/privkey.pem)" 640

# lego, of version 4 and of version 5.
renew_by_lego() { # VARIABLE...
  issue mta-sts.example.net
  mv host.crt lego/net.crt
  mv host.key lego/net.key
  env "$1=$folder/lego/net.crt" "$2=$folder/lego/net.key" "$hook"
}
renew_by_lego LEGO_CERT_PATH LEGO_CERT_KEY_PATH
renewed mta-sts.example.net lego/net.crt
renew_by_lego LEGO_HOOK_CERT_PATH LEGO_HOOK_CERT_KEY_PATH
renewed mta-sts.example.net lego/net.crt
renewed mta-sts.example.org live/two/fullchain.pem

# A pair that does not fit changes nothing, and one that fits does again.
issue mta-sts.example.net
cp host.crt certificates/mta-sts.example.net/fullchain.pem
before=$(serial mta-sts.example.net)
reload
for _ in $(seq 100); do
  grep -q 'cannot be used, the old one stays' serve.err && break
  sleep 0.05
done
is "a certificate without its key" "$(serial mta-sts.example.net)" "$before"
"$hook" host.crt host.key
renewed mta-sts.example.net host.crt
for domain in example.org example.net; do wait_for_policy "mta-sts.$domain" "$domain.txt"; done

# What cannot be deployed is told.
code=0
"$hook" 2>why || code=$?
is "called by nobody" "$code $(cut -d: -f2 why)" '2  neither certbot nor lego has called it; else it needs FULLCHAIN KEY'
issue www.example.org
"$hook" host.crt host.key 2>why
grep -q 'no name of a policy host' why || fail "$(cat why)"
[ ! -e certificates/www.example.org ] || fail "a certificate of no policy host is kept"

# ask QUERY: the status for a proxy that asks so.
ask() { curl -sS --cacert ca.crt -o answer -w '%{http_code}' "${@:2}" "https://localhost:$port/v1/ask$1"; }
is "a host that is served" "$(ask '?domain=mta-sts.example.org')" 200
is "in capitals" "$(ask '?domain=MTA-STS.EXAMPLE.ORG')" 200
is "another" "$(ask '?domain=mta-sts.example.com')" 404
is "the domain" "$(ask '?domain=example.org')" 404
is "none" "$(ask '')" 404
is "HEAD" "$(ask '?domain=mta-sts.example.org' -I)" 200
is "POST" "$(ask '?domain=mta-sts.example.org' -d x=1)" 405
# No look at the database is behind it; that of the first thread comes each half minute.
strace -f -qq -p "$server" -e trace=openat -o opened 2>/dev/null &
tracer=$!
sleep 0.5
for _ in $(seq 20); do ask '?domain=mta-sts.example.org' >/dev/null; done
kill "$tracer"
wait "$tracer" 2>/dev/null || true
grep -v "^$server " opened | grep 'tlsward\.db' && fail "an answer opens the database"
curl -s --cacert ca.crt -o answers -w '%{http_code}\n' "https://localhost:$port/v1/ask?domain=mta-sts.example[1-300].org" >codes || true
grep -q 429 codes || fail "300 questions at once are answered"
is "the server" "$server" "$pid"
kill -0 "$server" || fail "serve ended"
echo "certificates of 2 hosts renewed 6 times without a restart"
