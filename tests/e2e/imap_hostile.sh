#!/bin/bash
# label: slow
# A mail server that lies, floods and breaks off, mailbox set to move: each poll ends in time and below 128 MiB, nothing is
# moved before it is stored, and an honest server afterwards finds nothing lost and nothing doubled. TLSWARD_SWEEP is the
# step in bytes at which connections are cut; with "97" or less the modes that take their minute are run too.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
step=${TLSWARD_SWEEP:-1499}
python3 "$support/make_mails.py" 10 mails >expected
hostile=
stop_hostile() { [ -z "$hostile" ] || kill "$hostile"; }
at_end stop_hostile

# against MODE SECONDS: a poll of a server of that mode, bounded in time and memory.
against() {
  python3 "$support/hostile_imap.py" "${1%-in-tls}" server mails &
  hostile=$!
  until [ -s server ]; do sleep 0.02; done
  local tls=none
  [[ $1 != *-in-tls ]] || tls=implicit
  [ "$1" != injected ] || tls=starttls
  configure 'host = "127.0.0.1"' "port = $(cat server)" "tls = \"$tls\"" 'after_storing = "move"' 'move_to = "Done"'
  python3 -c 'import resource, subprocess, sys
code = subprocess.run(sys.argv[3:], stdout=open("polled", "w"), timeout=int(sys.argv[1])).returncode
assert code in (0, 1), f"ended with {code}"
mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
assert mib < int(sys.argv[2]), f"{mib} MiB"' "$2" "${TLSWARD_MAX_MIB:-128}" "$tlsward" poll --once --config config.toml --json ||
    fail "$1: not bounded"
  polled fault >/dev/null || fail "$1: the poll tells nothing"
  kill "$hostile"
  wait "$hostile" 2>/dev/null || true
  hostile=
  rm -f server
}

# Whatever was moved is stored: UID n is the n-th mail.
check_moved() {
  [ -e server.moved ] || return 0
  sort -un server.moved | while read -r uid; do
    is "$1: moved, but not stored: UID $uid" \
      "$(sqlite3 "$database" "SELECT count(*) > 0 FROM delivery d JOIN text t ON t.id = d.folder
           WHERE t.text || d.name LIKE 'reports/INBOX UID $uid:%' OR t.text || d.name = 'reports/INBOX UID $uid'")" 1
  done
}

# check_told MODE: what the poll tells where it came to its end all the same.
check_told() {
  case $1 in
    nil | size-large) is "$1: set aside" "$(polled set_aside)" 10 ;;
    nil-first)
      is "$1: set aside" "$(polled set_aside)" 1
      is "$1: stored" "$(polled stored)" $(($(expected stored) - 1))
      ;;
    injected)
      is "$1: mails" "$(polled mails)" 0
      [[ $(polled fault) == 'data came in the clear behind STARTTLS'* ]] || fail "$1: told '$(polled fault)'"
      ;;
    poor | over-quota | read-only)
      check_stored
      is "$1: finished" "$(polled finished)" 0
      [[ $(polled note) == *'stay where they are'*'their reports are stored' ]] || fail "$1: told '$(polled note)'"
      ;;
  esac
}

afterwards() { # MODE: an honest server
  check_moved "$1"
  # What is set aside is tried again by hand, but not within the second in which it was tried.
  case $1 in nil | nil-first | size-large) local second=$SECONDS && until [ "$SECONDS" -gt $((second + 1)) ]; do sleep 0.1; done ;; esac
  against honest 20
  is "after $1: fault" "$(polled fault)" ""
  check_stored
  rm -f "$database"* server.*
}

modes=(preauth exists negative uidnext uidnext-high endless-ok endless-line search-lies depth stranger size-small size-large
  huge-literal endless-body long-body wrong-uid nil nil-first twice poor over-quota read-only injected "bye capability" "bye authenticate" "bye select" "bye uid")
[ "$step" -gt 97 ] || modes+=(hang hang-in-body hang-in-tls drip)
for mode in "${modes[@]}"; do
  against "$mode" 150
  check_told "$mode"
  afterwards "$mode"
done

against honest 20
total=$(cat server.all)
rm -f "$database"* server.*
for ((cut = 0; cut < total; cut += step)); do
  against "cut $cut" 20
  check_moved "cut at $cut"
done
afterwards "cuts at every $step bytes"
echo "${#modes[@]} modes, $((total / step + 1)) cuts: 0 lost, 0 twice, 0 moved unread"
