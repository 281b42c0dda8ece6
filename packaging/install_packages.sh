#!/usr/bin/env bash
# Installs what is missing of the named sections of packages.txt, e.g. `install_packages.sh build test`; no installed
# package is ever removed for that.
set -euo pipefail
list=$(dirname "$0")/packages.txt

missing=()
for section; do
  names=$(awk -v head="[$section]" '/^\[/ {inside = $1 == head; next} inside && /^[a-z0-9]/ {print $1}' "$list")
  [[ $names ]] || { echo "$list has no section [$section]" >&2; exit 2; }
  for name in $names; do
    state=$(dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>&1) || state=unknown
    [[ $state == installed ]] || missing+=("$name")
  done
done
((${#missing[@]})) || exit 0

echo "Installing: ${missing[*]}"
as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "neither root nor sudo: install the packages above first" >&2; exit 1; }
  as_root=(sudo)
fi
# Unconfigured, the daemon of the package has nothing to do and is not started: the tests have configurations of their own.
if [[ " ${missing[*]} " == *' postfix '* ]]; then
  "${as_root[@]}" debconf-set-selections <<<'postfix postfix/main_mailer_type select No configuration'
fi
install_missing() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-remove --quiet=2 --option Dpkg::Use-Pty=0 --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}
# The package index may be absent or older than the mirror: only then it is fetched.
install_missing 2>/dev/null || { "${as_root[@]}" apt-get update --quiet=2 >/dev/null && install_missing; }
