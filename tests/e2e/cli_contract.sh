#!/bin/bash
# What scripts rely on: exit codes, which stream says what, options before and after the command, pipes
# that close early, output that cannot steer a terminal.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
ends() { # EXIT-CODE ARGUMENT...: output in out and err
  local wanted=$1 code=0
  shift
  "$tlsward" "$@" >out 2>err </dev/null || code=$?
  is "exit code of tlsward $*" "$code" "$wanted"
}
says() { grep -qF -- "$2" "$1" || fail "$1 has no '$2': $(cat "$1")"; }
export HOME=$folder XDG_DATA_HOME=$folder/data
db=(--db "$database")

# Errors are one line on standard error, with what to do.
ends 2 lst && says err 'tlsward: lst: unknown command; did you mean "list"? See tlsward --help'
for option in --domain=ex\ ample --mx=mx1 --ip=192.0.2.256 --day=tomorrow; do
  for command in list 'top types' 'search x'; do
    # shellcheck disable=SC2086 # a command with its argument
    ends 2 $command "$option" "${db[@]}" && says err "tlsward: ${option%%=*}: "
  done
done
ends 2 digest --day last-week "${db[@]}" && says err '--day: last-week is not one day; write 2026-11-01, today, yesterday or 7d (7 days ago)'
ends 2 list --day '' "${db[@]}" && says err 'tlsward: --day: is empty; '
ends 2 digest --domain 'ex ample' "${db[@]}" && says err '--domain: "ex ample" is no domain name; write it like'
ends 2 digest --send "${db[@]}" && says err '--send: whose digest? add --owner NAME, or --due for all that are due'
ends 2 digest --to a@example.org "${db[@]}" && says err '--to requires --send'
ends 2 digest --due --owner ops "${db[@]}" && says err '--due: it is of all owners; leave --owner out'
ends 2 digest --owner ops "${db[@]}" && says err '--owner: there is no [[owner]] "ops"'
ends 1 digest --due "${db[@]}" && says err 'no owner is configured; add [[owner]] and [mail]'
ends 2 serve --only reprots "${db[@]}" && says err 'did you mean "reports"?'
ends 2 list --since banana "${db[@]}" && says err 'tlsward: --since: banana is no day; write '
ends 1 list --db "$folder/none.db" && says err 'none.db: no database; import reports first'
ends 1 import "$folder/none.json" "${db[@]}" && says out 'none.json: '
ends 1 show 4711 "${db[@]}" && says err 'tlsward: report 4711: not in the database; tlsward list shows'
is "lines of an error" "$(wc -l <err)" 1
is "output of an error" "$(wc -c <out)" 0
code=0
"$tlsward" import - "${db[@]}" >out 2>err <&- || code=$?
is "closed standard input" "$code" 75
says err 'tlsward: standard input: cannot be read: Bad file descriptor'
code=0
"$tlsward" explain - 2>err <&- || code=$?
is "explain without standard input" "$code" 1
says err 'standard input: cannot be read: Bad file descriptor'
ends 1 explain "$folder/none.json" && says err 'No such file'
ends 1 explain /dev/zero && says err 'max_body_bytes'

# What is explained: a type, a cause, a line of a log; in a language that is there.
ends 0 explain 'mx.example.com[192.0.2.1] said: 454 4.7.0 TLS not available' && says out '(starttls-refused)'
ends 0 explain STSFetchResult.NONE && says out 'no usable TXT record at _mta-sts'
ends 0 explain 'Brakuje polityki MTA-STS: STSFetchResult.NONE' --lang pl && says out '(sts-record-missing)'
ends 0 explain mx-not-in-policy --lang pl && says out 'Co zrobić'
ends 0 explain tlsa-not-rolled --json --lang pl && says out '"language":"pl"'
ends 0 explain 5.7.321 --plain && says out 'What to do'
! grep -qF '$ ' out || fail "a command in plain words: $(cat out)"
ends 0 explain self-signed --technical && says out 'On Postfix'
ends 2 explain self-signed --plain --technical && says err '--plain excludes --technical'
ends 2 explain self-signed --lang xx && says err '--lang: xx is none of en, pl'

# Options stand before or after the command.
report 1 >one.json
ends 0 "${db[@]}" --json import one.json && says out '"imported":1'
ends 0 import --json one.json "${db[@]}" && says out '"duplicates":1'
ends 0 status "${db[@]}"
ends 0 "${db[@]}"
ends 0 digest --day 2026-11-23 "${db[@]}"
ends 0 list help "${db[@]}" --help && says out 'Examples:'
ends 0 help quarantine release && says out 'tlsward quarantine release 12'
ends 0 version && says out 'tlsward '
is "version in JSON" "$("$tlsward" version --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["schema"])')" 1

# A database that is held by another: come again.
python3 -c 'import os, sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
os.mkdir("held")
while os.path.exists("held"): time.sleep(0.05)' "$database" &
locker=$!
until [ -d held ]; do sleep 0.05; done
report 2 >two.json
ends 75 import two.json "${db[@]}" && says err 'tlsward: '
rmdir held
wait "$locker"
ends 0 import two.json "${db[@]}" && says out 'Imported 1 report;'

# A reader that goes away is no fault; a disk that is full is one.
for number in $(seq 3 400); do report "$number"; done | split -l 1 - many-
ends 0 import many-* "${db[@]}"
"$tlsward" list "${db[@]}" 2>err | head -1 >/dev/null
is "list | head" "${PIPESTATUS[0]} $(wc -c <err)" '0 0'
code=0
"$tlsward" list "${db[@]}" >/dev/full 2>err || code=$?
is "full disk" "$code" 1
says err 'tlsward: standard output: cannot be written'

# Colours only where they are wanted.
color() { "$@" "$tlsward" digest --day 2026-11-23 "${db[@]}" | grep -c $'\x1b' || true; }
is "colour in a pipe" "$(color env)" 0
[ "$(FORCE_COLOR=1 color env)" != 0 ] || fail "FORCE_COLOR has no effect"
is "NO_COLOR" "$(FORCE_COLOR=1 NO_COLOR=1 color env)" 0
is "ASCII" "$(LC_ALL=C "$tlsward" digest --day 2026-11-23 "${db[@]}" | LC_ALL=C grep -cP '[^\x00-\x7f]' || true)" 0

# What a stranger wrote steers no terminal and starts no formula.
report 900 | sed 's/Example Sender/=\\u001b]52;c;eA==\\u0007\\u202e/; s/story-900/@story\\n900/' >hostile.json
ends 0 import hostile.json "${db[@]}"
id=$("$tlsward" search ';c;' "${db[@]}" --ndjson | sed 's/^{"id":\([0-9]*\),.*/\1/')
for output in list 'list --csv' 'list --json' 'search ;c;' "show $id" "show $id --json" 'top reporters' \
  'digest --day 2026-11-23' 'explain hostile.json'; do
  # shellcheck disable=SC2086 # an output is a command with its options
  "$tlsward" $output "${db[@]}" | sed 's/\r$//' >out # CSV ends its lines so (RFC 4180)
  ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' out || fail "$output: a control character"
done
"$tlsward" search ';c;' --csv "${db[@]}" >out
! grep -qP '(^|,)"?[=+@]' out || fail "a formula: $(cat out)"

# Without a database it says how to begin; the first import makes one for its owner alone.
if [ "$(id -u)" != 0 ]; then
  ends 0 && says out 'tlsward'
  ends 0 import one.json
  is "mode" "$(stat -c %a "$XDG_DATA_HOME/tlsward")" 700
fi

# The configuration.
ends 0 config init --domain example.org --hostname tls.example.org --output new.toml --yes
says out '_smtp._tls.example.org. IN TXT "v=TLSRPTv1; rua=mailto:tlsrpt@example.org,https://tls.example.org/v1/tlsrpt"'
ends 1 config init --domain example.org --hostname tls.example.org --output new.toml --yes && says err 'new.toml'
ends 2 config init --yes && says err '--domain is missing'
ends 3 config check --config new.toml && says err 'cannot be read'
sed -i '/_file/d' new.toml
ends 0 config check --config new.toml && says out 'fine'
ends 0 config show --origin --config new.toml --db x.db && says out 'new.toml:' && says out '"x.db"'
printf '[ingest]\nlisen = "x"\n' >bad.toml
ends 3 config check --config bad.toml && says err 'bad.toml:2:1: ingest.lisen: unknown setting; did you mean "listen"?'
printf '[ingest]\nlisen = "x"\nlisten = 443\n[limit]\n' >worse.toml
ends 3 config check --config worse.toml && says err 'worse.toml:3:10: ingest.listen' && says err 'did you mean "limits"'
ends 1 list --config worse.toml && says err '(2 more: tlsward config check)'
ends 1 config check --config none.toml && says err 'none.toml: No such file'
is "config check --json" "$("$tlsward" config check --config bad.toml --json | cut -c1-41)" '{"schema":1,"ok":false,"faults":["bad.tom'
ends 0 config show --json --config new.toml && says out '{"key":"domain.name","value":["example.org"]}'
TLSWARD_STORE_PAHT=x ends 0 config show && says err 'did you mean "TLSWARD_STORE_PATH"?'

! mandoc -Tlint -Wwarning "$(dirname "$support")/../docs/tlsward.1" 2>&1 | grep -v 'outdated mandoc.db' || fail "the man page"
