#!/bin/bash
# Each answer of docs/http.md, as curl sees it.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server 'max_inflated_bytes = "1MiB"'
header() { sed -n "s/^$1: \(.*\)\r$/\1/Ip" headers; }
problem() { # WHAT STATUS [CURL OPTION...]
  is "$1" "$(post -D headers "${@:3}")" "$2"
  is "$1: type" "$(header Content-Type)" application/problem+json
  is "$1: connection" "$(header Connection | tr '[:upper:]' '[:lower:]')" close
  is "$1: cache" "$(header Cache-Control)" no-store
  [ "$(wc -c <answer)" -le 512 ] || fail "$1: the answer is longer than 512 bytes"
  python3 -c 'import json; json.load(open("answer"))' || fail "$1: no JSON"
}

report 1 >report.json
gzip -k report.json
head -c 600 /dev/urandom | base64 >text
base=$url
problem 'GET' 405 -X GET
is 'GET' "$(header Allow)" 'POST, OPTIONS'
is 'OPTIONS' "$(post -X OPTIONS)" 204
problem 'unknown method' 501 -X BREW
problem 'no length' 411 -X POST
problem 'empty' 400 --data-binary ''
problem 'text' 400 --data-binary @text
gzip <report.json.gz >twice.gz
problem 'gzip of gzip' 400 --data-binary @twice.gz
problem 'coding' 415 -H 'Content-Encoding: br' --data-binary @report.json
is 'coding' "$(header Accept-Encoding)" gzip
problem 'multipart' 415 -F report=@report.json
head -c 2000000 /dev/zero | tr '\0' ' ' >spaces
{ printf '{"organization-name":"' && head -c 2000000 /dev/zero | tr '\0' 'a'; } | gzip >inflates.gz
problem 'inflated too large' 413 --data-binary @inflates.gz
head -c 11000000 /dev/zero >large
problem 'too large' 413 --data-binary @large
is 'too large, early' "$(curl -sS --cacert ca.crt -o answer -w '%{size_upload}' --data-binary @large "$url")" 0
problem 'too large, chunked' 413 -H 'Transfer-Encoding: chunked' --data-binary @large
problem 'large field' 431 -H "X: $(head -c 17000 /dev/zero | tr '\0' x)" --data-binary @report.json
url=$base/$(head -c 3000 /dev/zero | tr '\0' x)
problem 'long path' 414 --data-binary @report.json
for path in / /v1 /v1/tlsrptx /v1/../etc/passwd /%2e%2e/ //v1/tlsrpt /v1/tlsrpt%00; do
  url=${base%/v1/tlsrpt}$path
  problem "$path" 404 --path-as-is --data-binary @report.json
done
for path in /v1/tlsrpt/ /v1/%54lsrpt /v1/%74lsrpt/token /V1/tlsrpt; do
  url=${base%/v1/tlsrpt}$path
  case $path in
    */%54* | /V1*) problem "$path" 404 --data-binary @report.json ;;
    *) is "$path" "$(post --data-binary @report.json)" 200 ;;
  esac
done
url=$base
printf '{"broken' >broken.json
is 'broken JSON' "$(post --data-binary @broken.json)" 200
is 'broken JSON' "$(status_word)" kept-unparsed
is 'stored' "$(reports_stored)" 1
is 'counted as too large' "$("$tlsward" status --config config.toml --json | python3 -c 'import json, sys
print([r["count"] for r in json.load(sys.stdin)["refused"] if r["reason"] == "too-large"])')" '[4]'
"$tlsward" quarantine list --reason too-large --config config.toml | grep -q max_body_bytes || fail 'the cap is not named'
stop_server TERM
is 'caps before a delivery' "$("$tlsward" status --config config.toml --json | python3 -c 'import json, sys
print({each["setting"]: each["count"] for each in json.load(sys.stdin)["exceeded"]})')" \
  "{'limits.max_header_bytes': 1, 'limits.max_uri_bytes': 1}"
"$tlsward" status --config config.toml | grep -q 'limits.max_uri_bytes 1' || fail 'status does not tell of the caps'
