#!/bin/bash
# Totals are right: 2,000 random reports are counted by tlsward, and again from their JSON by plain code of a few lines.
# Reports, days of domains, rankings and problems have to say the same. RECOUNT_SEED chooses other reports.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TLSWARD_DB=$database
mkdir reports
python3 "$support/recount.py" make reports "${RECOUNT_SEED:-1}"
"$tlsward" import reports >/dev/null
is "a second import" "$("$tlsward" import reports --json | cut -c1-44)" '{"schema":1,"imported":0,"duplicates":2000,"'

"$tlsward" list --json >list.json
"$tlsward" top domains --json >top.json
"$tlsward" problems list --all --until 2026-11-14 --json >problems.json || is "exit code of problems" $? 3
for day in 10 11 12 13 14; do "$tlsward" digest --day "2026-11-$day" --json >"digest-2026-11-$day.json"; done
python3 "$support/recount.py" compare reports
