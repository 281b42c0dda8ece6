#!/usr/bin/env bash
# Measures taking reports in and the digest, beside `sqlite3 .import` of the same facts in the same run, and prints a
# Markdown table; `run.sh --write` puts it into docs/performance.md. REPORTS (200,000) and GROWTH (1,000,000)
# set the sizes. Needs some 3 GB in TMPDIR, Dovecot, and about 6 minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
reports=${REPORTS:-200000} growth=${GROWTH:-1000000}
[ -f build/release/CMakeCache.txt ] || cmake --preset release >/dev/null
cmake --build --preset release --target bench bench_mail_growth tlsward >/dev/null
build/release/bench_mail_growth >&2 # ends with 1, and so this, where a mail's time grows faster than the mail
bench=build/release/bench tlsward=build/release/tlsward
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

seconds() { python3 tests/bench/seconds.py "$@"; } # COMMAND...
each() { awk -v s="$1" -v n="$2" 'BEGIN { printf "%.2f", s * 1e6 / n }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
median() { sort -n | awk '{ a[NR] = $0 } END { print a[int((NR + 1) / 2)] }'; }
pages() { sqlite3 "$work/grown.db" "SELECT sum(pgsize) FROM dbstat WHERE name $1 'raw%'"; }

# pipeline MIX N: a row of the import's and the floor's median wall time, interleaved, with warm files.
pipeline() {
  local mix=$1 n=$2 folder=$work/corpus ours=() floor=() peak=0 s kib
  $bench corpus "$mix" "$n" "$folder"
  for _ in 1 2 3; do
    rm -f "$work"/a.db* "$work"/b.db*
    read -r s kib < <(seconds $tlsward --db "$work/a.db" import "$folder/reports")
    ours+=("$s"); [ "$kib" -le "$peak" ] || peak=$kib
    read -r s _ < <(seconds sqlite3 "$work/b.db" \
      "CREATE TABLE policy(a,b,c,d,e,f,g,h,i,j)" "CREATE TABLE failure(a,b,c,d,e,f,g,h,i)" \
      ".mode csv" ".import $folder/policies.csv policy" ".import $folder/failures.csv failure")
    floor+=("$s")
  done
  rm -rf "$folder"
  s=$(printf '%s\n' "${ours[@]}" | median); kib=$(printf '%s\n' "${floor[@]}" | median)
  [ "$mix" != light ] || each "$s" "$n" >"$work/light_us"
  echo "| $mix, $n files | $(each "$s" "$n") | $(each "$kib" "$n") | $(ratio "$s" "$kib") | $((peak / 1024)) |"
}

# mails N: rows of as many light mails, from an mbox and polled from a Dovecot (of which 5,000 are enough).
mails() {
  local n=$1 ours=() peak=0 s kib light
  light=$(cat "$work/light_us")
  $bench mbox light "$n" "$work/mbox"
  for _ in 1 2 3; do
    rm -f "$work"/a.db*
    read -r s kib < <(seconds $tlsward --db "$work/a.db" import "$work/mbox")
    ours+=("$s"); [ "$kib" -le "$peak" ] || peak=$kib
  done
  s=$(each "$(printf '%s\n' "${ours[@]}" | median)" "$n")
  echo "| an mbox of $n | $(ratio 1000000 "$s") | $s | $(ratio "$s" "$light") | $((peak / 1024)) |"
  $bench mbox light 5000 "$work/mbox"
  read -r s kib < <(bash tests/bench/poll.sh $tlsward "$work/mbox")
  s=$(each "$s" 5000)
  echo "| polled from a Dovecot, 5000 | $(ratio 1000000 "$s") | $s | $(ratio "$s" "$light") | $((kib / 1024)) |"
  rm "$work/mbox"
}

table() {
  local system; system=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)
  echo "Measured on $(date -u +%F): $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)," \
    "$(awk '/MemTotal/ { printf "%d", $2 / 1048576 }' /proc/meminfo) GB, $system, commit $(git rev-parse --short HEAD)."
  printf '\n%s\n%s\n' "| .json.gz files into the database (wall, both cores) | µs a report | \`sqlite3 .import\` of the same facts | ratio | peak MiB |" "|---|---|---|---|---|"
  pipeline light 20000; pipeline light "$reports"; pipeline brief 20000
  printf '\n%s\n%s\n' "| light mails into the database (wall) | mails a second | µs a mail | against a .json.gz file | peak MiB |" "|---|---|---|---|---|"
  mails 20000; mails "$reports"
  printf '\n%s\n%s\n' "| stage (CPU µs a report, one core, in memory) | light | brief |" "|---|---|---|"
  for mix in light brief; do { $bench mails $mix 20000 samples; $bench stages $mix 20000; } >"$work/$mix"; done
  paste -d' ' "$work/light" "$work/brief" | awk '{ printf "| %s | %s | %s |\n", $1, $2, $4 }'
  printf '\n%s\n%s\n' "| light reports in the database | CPU µs to keep one of the last fifth |" "|---|---|"
  $bench growth light "$growth" "$work/grown.db" >"$work/growth"
  awk '!/mean/ { printf "| %s | %s |\n", $1, $2 }' "$work/growth"
  local first mean day; first=$(awk 'NR == 1 { print $2 }' "$work/growth"); mean=$(awk '/mean/ { print $2 }' "$work/growth")
  day=$(date -u -d "2025-01-01 + $((growth / 10000 - 1)) days" +%F)
  printf '\n- Mean of all against the mean of the first fifth: %s x.\n' "$(ratio "$mean" "$first")"
  echo "- Bytes a report: $(ratio "$(pages 'NOT LIKE')" "$growth") without raw bytes, $(ratio "$(pages LIKE)" "$growth") of them."
  echo "- Digest of one day at $growth reports:" \
    "$($bench digest "$work/grown.db" "$day" | awk '
      $1 == "peak" { printf "; %s MiB", $2; next }
      { printf "%s%s ms %s", s, $2, $1 == "all" ? "for all 1,000 domains" : "for one"; s = ", " }')."
  echo "- An answer to Prometheus at $growth reports:" \
    "$($bench metrics "$work/grown.db" "$day" | awk '
      { printf "%s%s ms %s", s, $2, $1 == "all" ? "for all 1,000 domains" : "with the verdicts of 20"; s = ", " }')."
  printf '\n%s\n%s\n' "| page at $growth reports | all 1,000 domains: ms | again | KiB | one domain: ms | again | KiB |" "|---|---|---|---|---|---|---|"
  $bench pages "$work/grown.db" "$day" >"$work/pages"
  awk '$1 ~ "^/" { printf "| `%s` | %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6, $7 }' "$work/pages"
  printf '\nWhat serve renews beside them: %s ms.\n' "$(awk '$1 == "renewal" { print $2 }' "$work/pages")"
  awk '$1 == "before" { printf "Days before, each in each language: %s in %s ms, %s KiB.\n", $2, $3, $4 }' "$work/pages"
}

if [ "${1:-}" = --write ]; then
  table >"$work/table"
  { sed '/<!-- figures -->/q' docs/performance.md; cat "$work/table"; } >"$work/page"
  cp "$work/page" docs/performance.md
else
  table
fi
