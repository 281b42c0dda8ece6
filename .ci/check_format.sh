#!/usr/bin/env bash
# Every C++ file is as clang-format leaves it; `check_format.sh --fix` makes it so.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run -Werror)
[[ ${1-} == --fix ]] && mode=(-i)
find analyzer collector program schema tests web '(' -name '*.h' -o -name '*.cpp' ')' -print0 |
  xargs -0 clang-format "${mode[@]}"
