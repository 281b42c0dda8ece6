#!/usr/bin/env bash
# What documents and comments name is there (files from the root or from beside the document, samples without their
# ending), and the manual page is well-formed.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
while IFS=: read -r file path; do
  compgen -G "$path*" >/dev/null || compgen -G "$(dirname "$file")/$path*" >/dev/null || [[ $path == build/* ]] && continue
  echo "$file: names $path, which is not there" >&2
  status=1
done < <(
  find . -path ./build -prune -o -name '*.md' -exec \
    grep -oHE "\`[a-z.]+/[A-Za-z0-9_./-]+\`|\]\([A-Za-z][^):]*\)" {} + | tr -d '`]()'
  grep -roHE '\b(docs|samples)/[A-Za-z0-9_./-]+[A-Za-z0-9]' analyzer collector program schema web tests
)
mandoc -T lint -W warning docs/tlsward.1 >&2 || status=1
exit $status
