#!/usr/bin/env bash
# Exceptions end at the boundaries of boundaries.txt and nowhere else.
set -euo pipefail
cd "$(dirname "$0")/.."
diff --unified=0 --label .ci/boundaries.txt --label 'the tree' \
  <(awk '!/^#/ {print $1, $2}' .ci/boundaries.txt | sort) \
  <(grep --recursive --count 'catch (' analyzer collector program schema web --include='*.h' --include='*.cpp' |
    awk -F: '$2 > 0 {print $1, $2}' | sort) ||
  { echo 'a catch was added or removed: change .ci/boundaries.txt with a reason, or let the exception pass' >&2; exit 1; }
