#!/bin/bash
# label: slow
# kill -9 while 2,000 reports are posted over 32 connections, TLSWARD_KILLS times: each that was
# acknowledged is there, once.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
rounds=${TLSWARD_KILLS:-3}
export -n TLSWARD_KILLS # no setting of tlsward
: >acknowledged
for round in $(seq "$rounds"); do
  start_server 'request_burst = 1000000'
  python3 "$support/hostile_http.py" ledger "$port" ca.crt acknowledged $((round * 10000)) 2000 32 &
  client=$!
  RANDOM=$round
  enough=$(($(wc -l <acknowledged) + 20 + RANDOM % 1500))
  while [ "$(wc -l <acknowledged)" -lt "$enough" ] && kill -0 "$client" 2>/dev/null; do sleep 0.02; done
  stop_server KILL
  wait "$client" || true
done

start_server
"$tlsward" list --config config.toml --json --limit 1000000 |
  python3 -c 'import json, sys; [print(r["report_id"]) for r in json.load(sys.stdin)["reports"]]' | sort >stored
is "stored more than once" "$(uniq -d stored | wc -l)" 0
is "acknowledged and lost" "$(comm -23 <(sort -u acknowledged) stored | wc -l)" 0
[ -s acknowledged ] || fail "nothing was acknowledged"
echo "$rounds kills: $(wc -l <acknowledged) acknowledged, $(wc -l <stored) stored, 0 lost, 0 twice"
