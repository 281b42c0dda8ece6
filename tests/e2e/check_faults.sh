#!/bin/bash
# label: slow
# Domains that are broken in one way each, looked at by `tlsward check`: each has its finding and no other FAIL, and those
# with nothing wrong have none.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
start_rig "$support/../e2e/check_faults.tsv"
rig judge "$tlsward" check --config config.toml
