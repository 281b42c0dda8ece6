#!/usr/bin/env bash
# Every citation "RFC 8460 section 5.4" or "RFC 8460 sections 5.4 and 5.5" (with "," or "to") names sections that
# exist (rfc_sections.txt), and is so spelt.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(find . '(' -path ./build -o -path ./.git ')' -prune -o -type f -regextype egrep \
  -regex '.*\.(h|cpp|sql|sh|md|txt|html|toml|1)' -print)
awk '
  FNR == NR { if (!/^#/) for (i = 2; i <= NF; i++) exists["RFC " $1 " section " $i]; next }
  {
    number = "[0-9A-Z](\\.?[0-9]+)*"
    while (match($0, "RFC[- ]?[0-9]+,? *(§|s\\.|[Ss]ect|[Aa]ppendix)[a-z.]* *" number "((, | and | to )" number ")*")) {
      citation = substr($0, RSTART, RLENGTH)
      $0 = substr($0, RSTART + RLENGTH)
      count = split(citation, word, /,? |, /)
      known = word[1] == "RFC" && word[3] ~ /^sections?$/
      for (i = 4; i <= count; i++)
        if (word[i] ~ /[0-9]/ && !(("RFC " word[2] " section " word[i]) in exists)) known = 0
      if (known) continue
      printf "%s:%d: %s: no such section, or not spelt \"RFC 8460 section 5.4\"\n", FILENAME, FNR, citation
      faults++
    }
  }
  END { exit faults > 0 }
' .ci/rfc_sections.txt "${files[@]}" >&2
