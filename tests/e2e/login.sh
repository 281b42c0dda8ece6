#!/bin/bash
# Who gets to see the dashboard: with real requests in, out, and every way in that must be shut.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
home=$(dirname "$support")/..

serve() { # LISTEN [LINE OF dashboard...]
  stop_server TERM
  printf '[store]\npath = "%s"\n[ingest]\nlisten = ""\n[dashboard]\nlisten = "%s"\n' "$database" "$1" >config.toml
  shift
  [ $# = 0 ] || printf '%s\n' "$@" >>config.toml
  : >serve.out
  "$tlsward" serve --config config.toml >serve.out 2>>serve.err &
  server=$!
  page=$(address "$server" serve.out dashboard) || return 1
  page=${page%/}
}
user() { "$tlsward" user "$@" --config config.toml; }

# from ADDRESS METHOD PATH [CURL OPTION...]: prints the status; the answer is in head and body. Each address is a
# network of its own here, with tries of its own.
from() {
  local address=$1 method=$2 path=$3
  shift 3
  curl -sS -X "$method" --interface "$address" -D head -o body -w '%{http_code}' -b "jar$address" -c "jar$address" "$@" "$page$path"
}
header() { sed -n "s/\r$//; s/^$1: //Ip" head; }
field() { sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" body | head -1; }
says() { grep -qF -- "$2" "$1" || fail "$1 has no '$2': $(cat "$1")"; }
# log_in ADDRESS NAME PASSWORD [CURL OPTION...]: by the form, as it was given; prints the status. The form's cookie is sent by
# hand too, for curl keeps none that are for TLS alone.
log_in() {
  local address=$1 name=$2 password=$3 cookie
  shift 3
  from "$address" GET /login >/dev/null
  cookie=$(header set-cookie | sed 's/;.*//')
  from "$address" POST /login ${cookie:+-b "$cookie"} --data-urlencode "name=$name" \
    --data-urlencode "password=$password" --data-urlencode "form_token=$(field form_token)" "$@"
}

# Without a user the page says how the first one is made.
serve 127.0.0.1:0
is "without a login" "$(from 127.0.0.1 GET '/problems?day=2026-11-24')" 303
is "leads" "$(header location)" '/login?next=%2Fproblems%3Fday%3D2026-11-24'
is "the page for it" "$(from 127.0.0.1 GET /login)" 200
says body 'sudo tlsward user add NAME --role admin'
is "no form" "$(grep -c 'type="password"' body || true)" 0
is "open to monitors" "$(from 127.0.0.1 GET /healthz)" 200

for name in anna ben carl; do echo "the password of $name" >"$name.txt"; done
user add anna --role admin --password-file anna.txt >/dev/null
user add ben --role owner --domain example.org --password-file ben.txt >/dev/null
user add carl --role read-only --password-file carl.txt >/dev/null

# In: a cookie that no script and no other site can use, and a way back to where one was.
is "login" "$(log_in 127.0.0.2 anna 'the password of anna' -d 'next=/problems?day=2026-11-24')" 303
is "leads" "$(header location)" '/problems?day=2026-11-24'
is "its flags" "$(header set-cookie | sed 's/=[a-z2-9]\{52\};/=ID;/')" \
  'tlsward_session=ID; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict'
is "a page" "$(from 127.0.0.2 GET /)" 200
is "the login page" "$(from 127.0.0.2 GET /login)" 303
says serve.err 'info auth ok ip=127.0.0.2 user=anna'
! grep -qE 'tlsward_session|the password' serve.err || fail "a secret in the log"
! grep -aq "$(sed -n 's/.*tlsward_session\t//p' jar127.0.0.2)" "$database"* || fail "a cookie in the database"

# Not in: the answer is the same whoever the name is, and there is a line for fail2ban.
is "wrong password" "$(log_in 127.0.0.3 anna 'the password of ben')" 403
says body 'Name or password is wrong.'
sed 's/anna/X/; /form_token/d' body >known
is "wrong name" "$(log_in 127.0.0.3 zoe 'the password of ben')" 403
sed 's/zoe/X/; /form_token/d' body >unknown
is "the same answer" "$(grep -v '<time' unknown)" "$(grep -v '<time' known)"
says serve.err 'warning auth failed ip=127.0.0.3 user=anna'
says serve.err 'warning auth failed ip=127.0.0.3 user=zoe'
is "a password as name" "$(log_in 127.0.0.3 'my secret' x)" 403
says serve.err 'warning auth failed ip=127.0.0.3 user=-'

# Forms of others: no token, another's token, another site.
is "no token" "$(from 127.0.0.4 POST /login -d name=anna --data-urlencode 'password=the password of anna')" 403
from 127.0.0.9 GET /login >/dev/null
token=$(field form_token)
from 127.0.0.4 GET /login >/dev/null
is "another's token" "$(from 127.0.0.4 POST /login -d name=anna --data-urlencode 'password=the password of anna' \
  -d "form_token=$token")" 403
for header in 'Origin: https://evil.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' 'Sec-Fetch-Site: same-site'; do
  is "$header" "$(log_in 127.0.0.4 anna 'the password of anna' -H "$header")" 403
done
is "out without a token" "$(from 127.0.0.2 POST /logout)" 403
is "out from another site" "$(from 127.0.0.2 POST /logout -H 'Origin: https://evil.example')" 403
is "still in" "$(from 127.0.0.2 GET /)" 200

# A session that somebody else chose is none, and the login makes another.
is "a chosen session" "$(from 127.0.0.5 GET / -b tlsward_session=chosen)" 303
is "login with it" "$(log_in 127.0.0.5 anna 'the password of anna' -b tlsward_session=chosen)" 303
is "chosen" "$(header set-cookie | grep -c chosen || true)" 0
is "still none" "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Cookie: tlsward_session=chosen' "$page/")" 303

# Never away from here.
number=10
for next in 'https://evil.example/' '//evil.example' '/\evil.example' '\\evil.example' 'javascript:alert(1)' $'/\t/evil.example' ''; do
  number=$((number + 1))
  is "login for $next" "$(log_in "127.0.0.$number" anna 'the password of anna' --data-urlencode "next=$next")" 303
  is "leads" "$(header location)" /
done

# Out: that session and no other.
is "a page" "$(from 127.0.0.11 GET /)" 200
cookie=$(sed -n 's/.*tlsward_session\t//p' jar127.0.0.11)
is "logout" "$(from 127.0.0.11 POST /logout --data-urlencode "form_token=$(field form_token)")" 303
is "leads" "$(header location)" /login
is "its cookie" "$(header set-cookie)" 'tlsward_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict'
is "out" "$(curl -sS -o /dev/null -w '%{http_code}' -H "Cookie: tlsward_session=$cookie" "$page/")" 303
is "another session" "$(from 127.0.0.12 GET /)" 200

# Who is deleted, or has a new password, is out at once.
is "ben" "$(log_in 127.0.0.6 ben 'the password of ben')" 303
is "a page" "$(from 127.0.0.6 GET /)" 200
user delete ben --yes >/dev/null
is "deleted" "$(from 127.0.0.6 GET /)" 303
user passwd anna --password-file carl.txt >/dev/null
is "a new password" "$(from 127.0.0.12 GET /)" 303

# Five tries a minute, then it is told how long to wait, also with the right password.
for _ in 1 2 3 4 5; do is "a try" "$(log_in 127.0.0.7 carl wrong)" 403; done
is "the sixth" "$(log_in 127.0.0.7 carl 'the password of carl')" 429
wait=$(header retry-after)
{ [ "$wait" -gt 0 ] && [ "$wait" -le 60 ]; } || fail "wait for $wait s"
says body "Too many tries. Wait $wait second"
is "elsewhere" "$(log_in 127.0.0.8 carl 'the password of carl')" 303

# What fail2ban reads of it.
python3 - "$home/packaging/fail2ban/filter.d/tlsward.conf" serve.err <<'END' || fail "the filter of fail2ban"
import re, sys
pattern = re.search(r"^failregex = (.*)$", open(sys.argv[1]).read(), re.M)[1].replace("<ADDR>", r"(?P<ip>[0-9a-f.:]+)")
# As fail2ban does, without the time at which the line begins; and as the journal has it.
lines = [line.rstrip("\n") for line in open(sys.argv[2])]
found = [[m["ip"] for m in (re.match(pattern, form.format(*line.split(" ", 1))) for line in lines) if m]
         for form in ("{1}", " {1}", "host tlsward[7]: {0} {1}", " host tlsward[7]: {0} {1}")]
assert found[0].count("127.0.0.7") == 6 and found[0].count("127.0.0.3") == 3, found[0]
assert all(one == found[0] for one in found), found
assert not re.match(pattern, "info report of warning auth failed ip=192.0.2.1 user=x")
END

# A proxy that asks for passwords itself: its word counts, and nobody else's.
serve 127.0.0.1:0 'base_url = "https://mail.example.org/tls"' 'trusted_proxies = ["127.0.0.20"]' 'remote_user_header = "Remote-User"'
is "by the proxy" "$(from 127.0.0.20 GET / -H 'Remote-User: anna')" 200
is "below its path" "$(from 127.0.0.20 GET /tls/ -H 'Remote-User: ANNA')" 200
is "whom nobody knows" "$(from 127.0.0.20 GET / -H 'Remote-User: zoe')" 403
says body 'tlsward user add zoe --no-password'
is "two names" "$(from 127.0.0.20 GET / -H 'Remote-User: zoe' -H 'Remote-User: anna')" 403
is "a stranger" "$(from 127.0.0.21 GET / -H 'Remote-User: anna')" 303
is "leads" "$(header location)" '/tls/login?next=%2F'
is "login behind it" "$(log_in 127.0.0.20 carl 'the password of carl' -H 'X-Forwarded-For: 192.0.2.9, 203.0.113.7')" 303
is "its flags" "$(header set-cookie | sed 's/=[a-z2-9]\{52\};/=ID;/')" \
  'tlsward_session=ID; Path=/tls/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure'
says serve.err 'auth ok ip=203.0.113.7 user=carl'
log_in 127.0.0.22 carl wrong -H 'X-Forwarded-For: 203.0.113.8' >/dev/null
says serve.err 'auth failed ip=127.0.0.22 user=carl'

# Without a login: on this machine only, by its own names only.
! serve 0.0.0.0:0 'login = "none"' || fail "open to everybody"
says serve.err 'dashboard.login'
serve 127.0.0.1:0 'login = "none"'
is "without a login" "$(from 127.0.0.1 GET /)" 200
is "another name that leads here" "$(from 127.0.0.1 GET / -H 'Host: evil.example')" 403

# With a certificate it speaks HTTPS itself, and its cookies are for that alone.
export CURL_CA_BUNDLE=$folder/ca.crt
serve 127.0.0.1:0 "certificate_file = \"$folder/server.crt\"" "private_key_file = \"$folder/server.key\""
is "HTTPS" "${page%%:*}" https
is "by HTTPS" "$(log_in 127.0.0.9 carl 'the password of carl')" 303
is "its flags" "$(header set-cookie | sed 's/=[a-z2-9]\{52\};/=ID;/')" \
  'tlsward_session=ID; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure'
is "a page" "$(from 127.0.0.9 GET /)" 200
