#!/bin/bash
# label: slow
# A full disk: senders are told to come again, nothing acknowledged is lost, and with room again all
# goes on by itself.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
[ "$(id -u)" = 0 ] || { echo "skipped: mounting a small file system needs root"; exit 0; }
mkdir disk
mount -t tmpfs -o size=16m tmpfs disk || { echo "skipped: no tmpfs here"; exit 0; }
at_end "umount $folder/disk"
database=$folder/disk/tlsward.db

# Without min_free, so that the database itself meets the end of the disk; then with it.
for min_free in 0 1MiB; do
  start_server "min_free_bytes = \"$min_free\"" 'request_burst = 1000000'
  first=$((10000 * ${#min_free}))
  python3 "$support/hostile_http.py" ledger "$port" ca.crt acknowledged "$first" 200 4
  [ "$(wc -l <acknowledged)" -ge 200 ] || fail "$min_free: not even 200 were taken"
  dd if=/dev/zero of=disk/ballast bs=64k 2>/dev/null || true
  full=
  for number in $(seq $((first + 1000)) $((first + 1200))); do
    report "$number" >one.json
    code=0
    status=$(post --data-binary @one.json 2>/dev/null) || code=$?
    [ "$status" != 200 ] || { echo "story-$number" >>acknowledged && continue; }
    full=yes
    is "$min_free: status" "$status" 503
    is "$min_free: curl's end" "$code" 18
    break
  done
  [ -n "$full" ] || fail "$min_free: the disk never was full"
  rm disk/ballast
  is "$min_free: with room again" "$(report 7 | post --data-binary @-)" 200
  stop_server
done

start_server
"$tlsward" list --config config.toml --json --limit 1000000 |
  python3 -c 'import json, sys; [print(r["report_id"]) for r in json.load(sys.stdin)["reports"]]' | sort >stored
is "acknowledged and lost" "$(comm -23 <(sort -u acknowledged) stored | wc -l)" 0
