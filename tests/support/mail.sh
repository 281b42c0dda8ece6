# Sourced by stories about outgoing mail after e2e.sh: a database with a report of yesterday, owners, and what became of
# their digests.
# shellcheck shell=bash disable=SC2154

# What is yesterday's at the start is to be so at the end.
while ((10#$(date -u +%H%M) > 2357)); do sleep 1; done

# mail_config LINE...: a configuration with the owner "ops", whose digest of today is due since this hour began and whose next
# one is tomorrow's, and these lines in [mail].
mail_config() {
  {
    printf '[store]\npath = "%s"\n[[domain]]\nname = "example.com"\n' "$database"
    printf '[ingest]\nlisten = ""\n[dashboard]\nenabled = false\n'
    printf '[[owner]]\nname = "ops"\naddresses = ["Ops <first@example.org>", "second@example.org"]\n'
    printf 'hour = "%s:00"\n' "$(date -u +%H)"
    printf '[mail]\nfrom = "TLS reports <tlsward@example.org>"\ntimeout = "%s"\n' "${mail_timeout:-10s}"
    printf '%s\n' "$@"
  } >config.toml
}

# import_yesterday: a report of the last UTC day into the database.
import_yesterday() {
  report 1 | sed "s/2026-11-23/$(date -u -d yesterday +%F)/g" >report.json
  "$tlsward" import report.json --config config.toml >/dev/null
}

# send_due [CODE]: makes and tries what is due; leaves the JSON in `mails`, and demands the exit code (0).
send_due() {
  local code=0
  "$tlsward" digest --due --send --config config.toml --json >mails || code=$?
  is "exit code" "$code" "${1:-0}"
}

# mail PATH...: what the JSON in `mails` says of its only mail, like `mail recipients 0 state`.
mail() {
  python3 -c 'import json, sys
value, = json.load(open("mails"))["mails"]
for key in sys.argv[1:]: value = value[int(key) if key.isdigit() else key]
print(value)' "$@"
}

# outbox COLUMN: of the only mail in the outbox.
outbox() { sqlite3 "$database" "SELECT $1 FROM outbox"; }
