#!/usr/bin/env bash
# Every .cpp of the program passes clang-tidy (.clang-tidy); files may be named to look at these only.
set -euo pipefail
cd "$(dirname "$0")/.."
files=("$@")
((${#files[@]})) || mapfile -t files < <(find analyzer collector program schema web -name '*.cpp' | sort)
cmake --preset debug --log-level=WARNING
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/debug
