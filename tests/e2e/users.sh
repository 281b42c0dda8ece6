#!/bin/bash
# Users and tokens by the command: each is added, listed, changed and deleted; passwords come from a file, standard
# input or a terminal, and stand nowhere; whoever mistypes is told what to type.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
printf '[[domain]]\nname = "example.org"\n[store]\npath = "%s"\n[[owner]]\nname = "ops"\n' "$database" >config.toml
printf 'domains = ["example.org"]\naddresses = ["ops@example.org"]\n' >>config.toml
export TLSWARD_CONFIG=$folder/config.toml
ends() { # EXIT-CODE ARGUMENT...: of `tlsward user`, output in out and err
  local wanted=$1 code=0
  shift
  "$tlsward" user "$@" >out 2>err </dev/null || code=$?
  is "exit code of tlsward user $*: $(cat err)" "$code" "$wanted"
}
says() { grep -qF -- "$2" "$1" || fail "$1 has no '$2': $(cat "$1")"; }
value() { python3 -c "import json, sys; print(json.load(open('out'))$1)"; }

# Without a user.
ends 1 list && says err 'no database'
echo 'correct horse battery' >password
ends 0 add Anna --role admin --password-file password && says out 'Added user Anna, role admin.'
is "mode of the database" "$(stat -c %a "$database")" 600
ends 1 add anna --generate && says err 'user anna: is there already; tlsward user passwd anna'

# Each kind of user.
ends 0 add ben --role owner --domain mail.example.org --owner ops --generate --json
is "a password that was made" "$(value "['made_password']" | grep -cE '^([a-z2-9]{5}-){3}[a-z2-9]{5}$')" 1
is "their domains" "$(value "['user']['domains']")" "['mail.example.org']"
ends 0 add grafana --no-password
ends 0 list --json
is "users" "$(value "['users']" | grep -o "'name': '[^']*', 'role': '[^']*'" | cut -d"'" -f4,8 | tr "'\n" '- ')" \
  'Anna-admin ben-owner grafana-read-only '
is "passwords" "$(python3 -c 'import json; print([u["password"] for u in json.load(open("out"))["users"]])')" '[True, True, False]'
ends 0 list --csv && says out 'ben,owner,mail.example.org,ops,'

# What can be no user.
ends 2 add 'an na' --generate && says err 'NAME: "an na" is no name of a user; write 1 to 64'
ends 2 add carl --role boss --generate && says err '--role: boss is none of admin, owner, read-only'
ends 2 add carl --role owner --generate && says err '--role owner: of which domains? add --domain'
ends 2 add carl --role admin --domain example.org --generate && says err '--role admin: sees all domains'
ends 2 add carl --role owner --owner obs --generate && says err 'there is no [[owner]] "obs"; did you mean "ops"?'
ends 2 add carl --role owner --domain example.net --generate && says err 'example.net is within no [[domain]]'
ends 2 add carl && says err 'there is no terminal to type a password at; add --password-file FILE'
ends 2 add carl --generate --password-file password && says err 'excludes'
is "users" "$("$tlsward" user list --ndjson | wc -l)" 3

# What can be no password.
for words in 'short:has 5 characters; 12 are needed' 'carl.example.org:is the name of the user'; do
  echo "${words%%:*}" >bad
  ends 1 add carl.example.org --password-file bad && says err "--password-file: the password ${words#*:}"
done
head -c 2000 /dev/zero | tr '\0' x >bad
ends 1 passwd anna --password-file bad && says err 'has 2000 bytes; 1024 are allowed'
ends 1 passwd anna --password-file none && says err '--password-file: none: cannot be read: No such file'
ends 1 passwd anna --password-file - && says err 'has 0 characters'
! "$tlsward" user add --help | grep -q -- '--password ' || fail "a password as an option"

# A password by standard input, and by a terminal that shows nothing of it.
hash_of() { sqlite3 -readonly "$database" "SELECT password_hash FROM user WHERE name = '$1'"; }
before=$(hash_of anna)
is "kept" "$(cut -d'$' -f2-4 <<<"$before" | tr '$' ' ')" 'argon2id v=19 m=19456,t=2,p=1'
printf 'another horse battery' | "$tlsward" user passwd ANNA --password-file - >out
says out 'User Anna has a new password, and is logged out everywhere.'
[ "$(hash_of anna)" != "$before" ] || fail "the same hash"
typed() { # LINE...: what a terminal shows while a person types these lines to `tlsward user passwd anna`
  python3 "$support/type_lines.py" "$tlsward" user passwd anna -- "$@"
}
before=$(hash_of anna)
typed 'typed by a person' 'typed by a person' >out
says out 'User Anna has a new password'
! grep -q 'typed by' out || fail "the terminal shows the password"
[ "$(hash_of anna)" != "$before" ] || fail "the same hash"
before=$(hash_of anna)
typed 'typed by a person' 'typed by another' >out && fail "two passwords"
says out 'the two passwords differ; nothing is changed'
typed '^C' >out && fail "a password was broken off"
says out 'ended by a signal; typing is shown'
is "hash" "$(hash_of anna)" "$before"
! grep -aqE 'correct horse|another horse|typed by' "$database"* || fail "a password is in the database"

# Near names.
ends 1 passwd ana --generate && says err 'user ana: there is none; did you mean "anna"?'
ends 1 delete zzzzzz --yes && says err 'user zzzzzz: there is none; tlsward user list'
ends 2 passwrd anna && says err 'did you mean "passwd"?'

# Tokens: shown once, kept as a hash, for less than their user may.
ends 0 token anna --name grafana --scope write --domain mail.example.org --expires 90d --json
token=$(value "['token']")
is "its form" "$(grep -cE '^tlsward_[a-z2-9]{52}$' <<<"$token")" 1
is "kept" "$(sqlite3 -readonly "$database" 'SELECT secret_hash FROM api_token')" "$(printf %s "$token" | sha256sum | cut -d' ' -f1)"
ends 0 token anna && says out 'Authorization: Bearer TOKEN' && says out 'tlsward user token Anna --revoke 2 ends it'
ends 0 token anna --list --ndjson
is "tokens" "$(grep -o '"name":"[^"]*","scope":"[a-z]*","domains":[^]]*' out | tr '\n' ' ')" \
  '"name":"grafana","scope":"write","domains":["mail.example.org" "name":"","scope":"read","domains":[ '
! grep -q "$token" out || fail "a token is told twice"
ends 2 token grafana --scope write && says err '--scope write: grafana is read-only'
ends 2 token anna --expires soon && says err '--expires: soon is no time; write it like 90d or 12h'
ends 2 token anna --domain example.net && says err 'example.net is within no [[domain]]'
ends 2 token anna --list --name x && says err 'excludes'
ends 0 token ben --domain example.org
ends 1 token ben --revoke 1 && says err 'token 1: ben has none of that number'
ends 0 token anna --revoke 1 && says out 'Token 1 of Anna is revoked.'
ends 1 token anna --revoke 1
ends 1 token nobody --list && says err 'user nobody: there is none'

# Deleting: asked for, but not at a pipe; the last admin needs --yes.
ends 2 delete ben && says err 'user delete: there is no terminal to ask at; add --yes'
python3 "$support/type_lines.py" "$tlsward" user delete ben -- n >out && fail "deleted on n"
says out 'Delete ben (role owner, 1 tokens stop working)? [y/N]' && says out 'user ben: stays'
python3 "$support/type_lines.py" "$tlsward" user delete ben -- y >out
says out 'Deleted user ben: logged out everywhere, 1 token revoked.'
ends 2 delete anna && says err 'user Anna: is the last admin; without one nobody can change anything'
ends 0 delete anna --yes && says out 'No admin is left: tlsward user add NAME --role admin'
is "left" "$(sqlite3 -readonly "$database" 'SELECT count(*) FROM api_token')" 0
ends 0 delete grafana --yes --json && says out '"deleted":"grafana"'
ends 1 passwd anna --generate && says err 'user anna: there is none; nor any other: tlsward user add NAME --role admin'
