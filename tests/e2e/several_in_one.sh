#!/bin/bash
# Several reports in one body or file are each stored, whatever stands between them.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server

{ report 1; echo; report 2; } >two.json
is "two by HTTPS" "$(post --data-binary @two.json)" 200
is "two by HTTPS" "$(reports_stored)" 2
is "again" "$(post --data-binary @two.json)" 200
is "again" "$(status_word)" duplicate
report 3 | gzip >three.gz; report 4 | gzip >>three.gz
is "gzip of two" "$(post --data-binary @three.gz)" 200
is "gzip of two" "$(reports_stored)" 4
