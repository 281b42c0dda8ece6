#!/bin/bash
# A request that two readers could understand differently gets one answer and the end of its
# connection; nothing of it is stored, and no request is found in its body.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
vectors=$(dirname "$(realpath "$support")")/e2e/smuggling_vectors.tsv
start_server
python3 "$support/hostile_http.py" vectors "$port" ca.crt "$vectors"
is "stored" "$(reports_stored)" 0
is "honest afterwards" "$(report 1 | post --data-binary @-)" 200
