#!/bin/bash
# label: slow
# Every page in Debian's Chromium (tests/browser): usual and hostile reports, widths, themes, languages, without
# scripts, by keyboard; each in one of the six views, in turns. With TLSWARD_BROWSER=full in every combination; with
# a second argument, "hostile", only hostile.test.mjs.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
tests=$(realpath "$support/../browser")
lacking() {
  echo "$*, so no page was looked at." >&2
  exit 77
}

CHROMIUM=$(command -v chromium) || lacking 'There is no chromium here (packaging/install_packages.sh browser)'
command -v npm >/dev/null || lacking 'There is no npm here (packaging/install_packages.sh browser npm)'
node --eval 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' || lacking 'Node is older than 18'

# Beside the binary, once for each state of the lock file.
BROWSER_PACKAGES=$(dirname "$tlsward")/browser
if ! cmp -s "$tests/package-lock.json" "$BROWSER_PACKAGES/installed.json"; then
  mkdir -p "$BROWSER_PACKAGES"
  cp "$tests/package.json" "$tests/package-lock.json" "$BROWSER_PACKAGES"
  npm ci --prefix "$BROWSER_PACKAGES" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
    lacking 'npm could not fetch Playwright and axe-core'
  cp "$tests/package-lock.json" "$BROWSER_PACKAGES/installed.json"
fi

export CHROMIUM BROWSER_PACKAGES
export BINARY=$tlsward SCREENSHOTS=${BROWSER_PACKAGES%/*}/screenshots MATRIX=${TLSWARD_BROWSER-} TMPDIR=$folder
files=("$tests"/*.test.mjs)
[ $# = 1 ] || files=("$tests/$2.test.mjs")
# As many files at once as there are cores; by default Node leaves one core free.
beside=()
if node --help | grep -q -- --test-concurrency; then beside=("--test-concurrency=$(nproc)"); fi
node --test "${beside[@]}" --test-reporter "$tests/reporter.mjs" "${files[@]}"
