#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
#   ./test.sh          all tests, the loops in them with small counts
#   ./test.sh --fast   the unit tests only
#   ./test.sh --long   all tests with full counts, before that clang-tidy, fuzzing and all tests under the sanitizers
set -euo pipefail
cd "$(dirname "$0")"

install_for_tests() { # SECTION...: with a mail server, where none is that would have to go for it
  packaging/install_packages.sh build test "$@"
  packaging/install_packages.sh mta 2>/dev/null || echo 'No Postfix beside the mail server here: its story is skipped.' >&2
  packaging/install_packages.sh browser
  command -v npm >/dev/null || packaging/install_packages.sh npm
}

run_tests() { # PRESET CTEST-ARGUMENT...: builds the preset and runs what the arguments choose of its tests
  local preset=$1
  shift
  cmake --preset "$preset" --log-level=WARNING
  cmake --build --preset "$preset" --parallel "$(nproc)"
  ctest --preset "$preset" --parallel "$(nproc)" --no-tests=error "$@" </dev/null
}

case "$#${1-}" in
  0)
    install_for_tests
    run_tests release
    ;;
  1--fast)
    packaging/install_packages.sh build test
    run_tests release --label-regex unit --label-exclude slow
    ;;
  1--long)
    install_for_tests check fuzz
    .ci/check_tidy.sh
    run_tests fuzz
    TLSWARD_MAX_MIB=4096 run_tests sanitize
    TLSWARD_BROWSER=full TLSWARD_KILLS=100 TLSWARD_SWEEP=97 run_tests release
    ;;
  *)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
esac
