#!/usr/bin/env bash
# How long `tlsward check` takes, of servers on this machine: one healthy domain, and 1,000 of them in one run. Prints a
# Markdown table; needs nsd and ldns, and a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --build --preset release --target tlsward >/dev/null
bench=$PWD/tests/bench
# shellcheck source=tests/support/e2e.sh
source tests/support/e2e.sh build/release/tlsward
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
# shellcheck disable=SC2154 # of e2e.sh
for i in $(seq 1000); do printf 'd%d\t-\n' "$i"; done >many.tsv
start_rig many.tsv
sed -i '/^deadline/d' config.toml # that of the program: all policy hosts share an address, and wait for each other
cut -f 1 many.tsv | sed 's/$/.example/' >domains

echo "| \`tlsward check\`, wall time | seconds | peak MiB |"
echo "|---|---|---|"
row() { # WHAT COMMAND...: which fails where a domain is not healthy
  local s kib
  read -r s kib < <(python3 "$bench/seconds.py" "${@:2}")
  echo "| $1 | $s | $((kib / 1024)) |"
}
for i in 1 2 3; do row "one healthy domain, run $i" "$tlsward" check --config config.toml "d$i.example"; done
row '1,000 healthy domains' "$tlsward" check --config config.toml --file domains
