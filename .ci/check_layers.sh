#!/usr/bin/env bash
# One direction: schema <- collector, schema <- analyzer <- web; only program/ sees every folder, nobody includes it.
# Each library in its files (libraries.txt), SQL in the engine's folder, HTML in templates.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
refuse() { # WORDS: what stands on the input is a fault, described by the words
  local found
  found=$(cat)
  [[ $found ]] || return 0
  printf '%s\n%s\n\n' "$1:" "$found" >&2
  status=1
}
lines() { # PATTERN FOLDER...: the lines of C++ that match, as file:number:line
  local pattern=$1
  shift
  grep -rnE "$pattern" "$@" --include='*.h' --include='*.cpp' || true
}

while read -r folder forbidden; do
  refuse "$folder/ may not include these" < <(lines "#include \"($forbidden)/" "$folder")
done <<'END'
schema program|collector|analyzer|web|tests
collector program|analyzer|web|tests
analyzer program|collector|web|tests
web program|collector|tests
program tests
END

while read -r header files; do
  refuse "<$header> belongs in $files" < <(
    lines "#include <$header" analyzer collector program schema web | grep -vE "^$files:" || true
  )
done < <(grep -v '^#' .ci/libraries.txt)

refuse 'SQL belongs in schema/sqlite/' < <(
  lines '"[^"]*\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b' analyzer collector program schema web |
    grep -v '^schema/sqlite/' || true
)
refuse 'HTML belongs in templates/' < <(
  lines '"[^"]*</?(html|head|body|div|p|table|tr|td|a|span|h[1-6])\b' analyzer collector program schema web
)
refuse 'using namespace brings in what nobody named (but literals)' < <(
  lines 'using namespace' analyzer collector program schema web tests | grep -v '::[a-z_]*literals;' || true
)
exit $status
