# Sourced by each story with the path of the binary: a folder of its own with a CA, and a real server
# on a free port of loopback, which ends with the story.
# shellcheck shell=bash
set -euo pipefail
# For the stories, not for the program: it warns of a TLSWARD_ variable that is no setting.
export -n TLSWARD_BROWSER TLSWARD_KILLS TLSWARD_MAX_MIB TLSWARD_WERROR

tlsward=$(realpath "$1")
support=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
folder=$(mktemp -d)
database=$folder/tlsward.db
server=
at_the_end=('stop_server KILL')
end_story() {
  local command
  for command in "${at_the_end[@]}"; do eval "$command" || true; done
  rm -rf "$folder"
}
trap end_story EXIT
cd "$folder"
bash "$support/ca.sh" "$folder"

# at_end COMMAND: is run too when the story ends, however it does, before its folder is removed.
at_end() { at_the_end+=("$1"); }

fail() {
  echo "FAILED: $*" >&2
  [ ! -e serve.err ] || tail -n 20 serve.err >&2
  exit 1
}

# is WHAT GOT WANTED
is() { [ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"; }

# address PROCESS FILE WHAT: prints where its output, in the file, says that it is ("listening", "dashboard"), when it
# does; 1 if the process ends before.
address() {
  local found
  for _ in $(seq 200); do
    found=$(sed -n "s/^$3 on //p" "$2")
    if [ -n "$found" ]; then
      echo "$found"
      return
    fi
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

# start_server [LINE...]: with these lines added to [limits] of the configuration.
start_server() {
  {
    printf '[store]\npath = "%s"\n' "$database"
    printf '[ingest]\nlisten = "127.0.0.1:0"\naccept_any_domain = true\n'
    printf 'certificate_file = "%s/server.crt"\nprivate_key_file = "%s/server.key"\n' "$folder" "$folder"
    printf '[dashboard]\nenabled = false\n[limits]\nmax_age = "36500d"\n'
    [ $# = 0 ] || printf '%s\n' "$@"
  } >config.toml
  : >serve.out
  "$tlsward" serve --config config.toml >serve.out 2>>serve.err &
  server=$!
  url=$(address "$server" serve.out listening) || fail "serve does not listen"
  # shellcheck disable=SC2034 # for the stories
  port=$(sed 's/.*:\([0-9]*\)\/.*/\1/' <<<"$url")
}

# stop_server [SIGNAL]: and waits for its end.
stop_server() {
  [ -n "$server" ] || return 0
  kill -s "${1:-TERM}" "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

# report NUMBER: a report on one day, distinct from those of other numbers.
report() {
  printf '{"organization-name":"Example Sender","date-range":{"start-datetime":"2026-11-23T00:00:00Z",'
  printf '"end-datetime":"2026-11-23T23:59:59Z"},"contact-info":"tls@sender.example.net",'
  printf '"report-id":"story-%s","policies":[{"policy":{"policy-type":"no-policy-found",' "$1"
  printf '"policy-domain":"example.com"},"summary":{"total-successful-session-count":%s,' "$((10#$1 + 1))"
  printf '"total-failure-session-count":0}}]}\n'
}

# post [CURL OPTION...]: prints the status, and leaves the answer in `answer`.
post() { curl -sS --cacert ca.crt -o answer -w '%{http_code}' "$@" "$url"; }

# status_word: what the last answer says became of the report.
status_word() { sed -n 's/^{"status":"\(.*\)"}$/\1/p' answer; }

# reports_stored: how many reports the database holds.
reports_stored() {
  "$tlsward" list --config config.toml --json --limit 1000000 |
    python3 -c 'import json, sys; print(len(json.load(sys.stdin)["reports"]))'
}

# peak_mib: the largest memory that the server ever had.
peak_mib() { awk '/^VmHWM/ {print int($2 / 1024)}' "/proc/$server/status"; }
