#!/bin/bash
# label: slow
# A gzip of 1 MB that inflates to 1 GB is refused, and a report of 32 MB taken, one or many at once, for no more
# than the promised 128 MiB (TLSWARD_MAX_MIB, for sanitizers need more); honest reports are taken meanwhile.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server
{ printf '{"organization-name":"' && head -c 1G /dev/zero | tr '\0' a; } | gzip -1 >text.gz
head -c 1G /dev/zero | tr '\0' ' ' | gzip -9 >spaces.gz
{ printf '{"policies":' && head -c 30000000 /dev/zero | tr '\0' '['; } | gzip -9 >nested.gz
# A report, and as large as one may be.
python3 - <<'P' | gzip -9 >details.gz
detail = '{"failure-reason-code":"' + "x" * 8000 + '"}'
print('{"date-range":{"start-datetime":"2026-11-23T00:00:00Z"},"policies":[{"failure-details":[',
      ",".join([detail] * 4000), "]}]}", sep="")
P

is "text" "$(post --data-binary @text.gz)" 413
case $(post --data-binary @spaces.gz) in 400 | 413) ;; *) fail "spaces: $(cat answer)" ;; esac
post --data-binary @nested.gz >/dev/null
is "details" "$(post --data-binary @details.gz)" 200
pids=()
for bomb in text spaces nested details; do
  for number in $(seq 16); do
    curl -s --cacert ca.crt -o /dev/null --data-binary "@$bomb.gz" "$url" &
    pids+=($!)
  done
done
for number in $(seq 20); do
  case $(report "$number" | post --data-binary @- --retry 5 --retry-delay 1 --retry-all-errors) in
    200) ;;
    *) fail "honest report $number: $(cat answer)" ;;
  esac
done
for pid in "${pids[@]}"; do wait "$pid" || true; done
is "stored" "$(reports_stored)" 21
echo "memory: $(peak_mib) MiB at most"
[ "$(peak_mib)" -lt "${TLSWARD_MAX_MIB:-128}" ] || fail "memory"
