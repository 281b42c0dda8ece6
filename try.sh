#!/usr/bin/env bash
# Installs what is missing, builds tlsward and shows it with 30 made-up days: a digest, then the dashboard until
# Ctrl-C. `./try.sh --once` ends after the digest; all arguments go to `tlsward demo`.
set -euo pipefail
cd "$(dirname "$0")"
packaging/install_packages.sh build
cmake --preset release --log-level=WARNING
cmake --build --preset release --parallel "$(nproc)" --target tlsward
exec build/release/tlsward demo "$@"
