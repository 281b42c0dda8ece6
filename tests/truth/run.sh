#!/usr/bin/env bash
# Replays a year of reports with known truth and compares what tlsward told each day with what happened (docs/truth.md).
# `run.sh --write` puts the tables of the whole year into docs/truth.md, `run.sh --faults` prints each thing told wrongly;
# `run.sh --check TLSWARD TRUTH_KEEP`, a test, takes DAYS (75) days and fails below the floors. SEED (1) chooses the year.
set -euo pipefail
cd "$(dirname "$0")/../.."
how=${1:-} seed=${SEED:-1} days=${DAYS:-365}
if [ "$how" = --check ]; then
  days=${DAYS:-75} tlsward=$2 keep=$3
else
  [ -f build/release/CMakeCache.txt ] || cmake --preset release >/dev/null
  cmake --build --preset release --target tlsward truth_keep >/dev/null
  tlsward=build/release/tlsward keep=build/release/truth_keep
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/truth/make_year.py "$work" "$seed" "$days"
python3 tests/truth/replay.py "$tlsward" "$keep" "$work"
case $how in
  --check) python3 tests/truth/score.py "$work" --check ;;
  --faults) python3 tests/truth/score.py "$work" --faults ;;
  --write)
    python3 tests/truth/score.py "$work" --table >"$work/table"
    { sed '/<!-- figures -->/q' docs/truth.md; cat "$work/table"; } >"$work/page"
    cp "$work/page" docs/truth.md
    ;;
  *) python3 tests/truth/score.py "$work" --table ;;
esac
