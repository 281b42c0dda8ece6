#!/bin/bash
# The demo tells a month's story without configuration, is the same for every run of a day, serves its
# pages until it is stopped, and leaves nothing behind.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TMPDIR=$folder/tmp
mkdir tmp
left() { find tmp -mindepth 1 | wc -l; }

"$tlsward" demo --once >digest.txt
for words in 'ACTION example.org' 'certificate of mx2.example.org has' 'Parcel Notices reports daily'; do
  grep -q "$words" digest.txt || fail "no '$words': $(cat digest.txt)"
done
"$tlsward" demo --once >again.txt
cmp digest.txt again.txt || fail "another story on the second run"
"$tlsward" demo --once --seed 2 >other.txt
! cmp -s digest.txt other.txt || fail "the seed changes nothing"
is "left behind" "$(left)" 0

: >serve.out
"$tlsward" demo --listen 127.0.0.1:0 >serve.out 2>serve.err &
server=$!
page=$(address "$server" serve.out dashboard) || fail "no page"
is "addresses told" "$(grep -c http serve.out)" 1
curl -sS -o page.html "$page"
grep -q mx2.example.org page.html || fail "the page does not show the incident"
is "no public listener" "$(grep -c '^listening on' serve.out || true)" 0

taken=${page#http://}
code=0
"$tlsward" demo --listen "${taken%/}" >taken.out 2>taken.err || code=$?
is "address in use" "$code" 1
grep -q "${taken%/}: is in use; choose another: tlsward demo --listen 127.0.0.1:" taken.err || fail "$(cat taken.err)"

code=0
kill -TERM "$server"
wait "$server" || code=$?
server=
is "stopped" "$code" 0
is "left behind" "$(left)" 0

# Where others can reach it, they log in.
"$tlsward" demo --listen 0.0.0.0:0 >open.out 2>open.err &
server=$!
open=$(address "$server" open.out dashboard) || fail "no page: $(cat open.err)"
open=$(sed 's/.*:\([0-9]*\)\/$/\1/' <<<"$open")
is "a page without a login" "$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:$open/")" 303
is "what they log in with" "$(grep -cE '^Log in as demo, password ([a-z2-9]{5}-){3}[a-z2-9]{5}\.$' open.out)" 1
stop_server TERM
