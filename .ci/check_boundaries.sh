#!/usr/bin/env bash
# Exceptions end at the boundaries of boundaries.txt and nowhere else.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! diff --unified=0 --label .ci/boundaries.txt --label 'files with a catch' \
  <(awk '!/^#/ {print $1}' .ci/boundaries.txt | sort) \
  <(grep -rl 'catch (' analyzer collector program schema web --include='*.h' --include='*.cpp' | sort) >&2; then
  echo 'A new boundary needs its reason in .ci/boundaries.txt; without one, let the exception pass.' >&2
  exit 1
fi
