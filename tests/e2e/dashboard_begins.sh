#!/bin/bash
# What pages begin and do not wait for: a policy is drafted, published and looked at from outside by forms alone, in
# a process of its own beside the one that takes reports; and what runs ends with the dashboard.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"
head=$'$TTL 5\n@ SOA ns.example. host.example. 1 3600 600 86400 5\n@ NS ns.example.\n'
printf '%sns A 127.0.0.1\n' "$head" >zone
printf '%smta-sts A 127.0.0.1\n@ MX 10 mx1\nmx1 A 127.0.0.1\n' "$head" >org.zone
start_nsd example.org org.zone
certificate mta-sts.example.org
start_hosting

TLSWARD_DASHBOARD_ENABLED=true TLSWARD_DASHBOARD_LISTEN=127.0.0.1:0 TLSWARD_DASHBOARD_LOGIN=none \
  "$tlsward" serve --only dashboard --config config.toml >pages.out 2>pages.err &
pages=$!
stop_pages() {
  kill "$pages" 2>/dev/null || true
  wait "$pages" 2>/dev/null || true
}
at_end stop_pages
page=$(address "$pages" pages.out dashboard) || fail "no dashboard: $(cat pages.err)"
page=${page%/}
token=$(curl -sS "$page/check" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p' | head -1)

# to PATH [CURL OPTION...]: posts a form as the page's own browser does, and prints the status.
to() {
  local path=$1
  shift
  curl -sS -o body -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' -d "form_token=$token" "$@" "$page$path"
}
# until_done PATH: the page when what it began has ended.
until_done() {
  for _ in $(seq 300); do
    curl -sS -D head -o body "$page$1"
    grep -qi '^refresh: 3' head || return 0
    reload
    sleep 0.1
  done
  fail "it does not end: $(cat body)"
}
says() { grep -qF -- "$1" body || fail "the page does not say '$1': $(cat body)"; }

is "drafted" "$(to /policies/example.org/draft -d mode=testing -d max_age=86400 --data-urlencode mx=mx1.example.org)" 303
draft_id() { curl -sS "$page/policies/example.org" | sed -n 's/.*name="draft" value="\([^"]*\)".*/\1/p'; }
seen=$(draft_id)
is "drafted by another" "$(to /policies/example.org/draft -d mode=enforce -d max_age=86400 --data-urlencode mx=mx1.example.org)" 303
is "published unseen" "$(to /policies/example.org/publish -d "draft=$seen")" 303
until_done /policies/example.org
says 'and nothing was published; tlsward policy show example.org tells what there is'
is "published without saying which" "$(to /policies/example.org/publish)" 400
curl -sS "$page/policies?of=policies&as=csv" | grep -q '^example.org,,' || fail "the draft of another was published"
is "drafted anew" "$(to /policies/example.org/draft -d mode=testing -d max_age=86400 --data-urlencode mx=mx1.example.org)" 303
is "published" "$(to /policies/example.org/publish -d "draft=$(draft_id)")" 303
until_done /policies/example.org
says 'as published at 127.0.0.1'
says '_mta-sts.example.org. 300 IN TXT &quot;v=STSv1; id='
printf 'version: STSv1\r\nmode: testing\r\nmx: mx1.example.org\r\nmax_age: 86400\r\n' >wanted
wait_for_policy mta-sts.example.org wanted

is "retired too early" "$(to /policies/example.org/retire)" 303
until_done /policies/example.org
says 'is served in mode testing; first tlsward policy set example.org --mode none'

is "a look" "$(to /check/example.org)" 303
until_done /check/example.org
grep -qE '>(ACTION|WATCH|BLIND|OK)<' body || fail "no verdict: $(cat body)"
curl -sS "$page/check?of=looks&as=csv" | grep -qE '^example.org,(ACTION|WATCH|BLIND|OK),20' || fail "the look is not kept"

# What runs when the dashboard ends, ends with it, and at once: one look waits for a name server that is silent.
is "another look" "$(to /check/silent.example)" 303
kill -STOP "$dns_server"
began=$(date +%s)
kill "$pages"
wait "$pages" || fail "the dashboard ended with $?"
kill -CONT "$dns_server"
[ $(($(date +%s) - began)) -lt 10 ] || fail "the dashboard waited for what it had begun"
pgrep -f 'check --lang en -- silent.example' >/dev/null && fail "a look outlives the dashboard"
echo "drafted, published, refused and looked at by forms alone"
