#!/bin/bash
# Each shell completes commands, options and values, asked as a person asks: by a tab at a terminal.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
touch report.json

completes() { # SHELL LINE WANTED
  local got
  case $1 in
    bash) got=$(python3 "$support/press_tab.py" 'source ./bash.txt' "$2" bash --norc --noprofile -i) ;;
    zsh) got=$(python3 "$support/press_tab.py" 'bindkey -e; autoload -Uz compinit; compinit -u -D; source ./zsh.txt' "$2" zsh -f -i) ;;
    fish) got=$(fish --no-config -c "source ./fish.txt; complete -C '$2'" | sed 's/\t.*//') && got="${2% *} $got " ;;
  esac
  is "$1: $2" "${got% }" "$3"
}

for shell in bash zsh fish; do
  command -v "$shell" >/dev/null || { echo "skipped: there is no $shell"; continue; }
  "$tlsward" completion "$shell" >"$shell.txt"
  completes "$shell" 'tlsward dig' 'tlsward digest'
  completes "$shell" 'tlsward quarantine re' 'tlsward quarantine release'
  completes "$shell" 'tlsward list --pol' 'tlsward list --policy-type'
  completes "$shell" 'tlsward quarantine list --re' 'tlsward quarantine list --reason'
  completes "$shell" 'tlsward --json list --fai' 'tlsward --json list --failed'
  completes "$shell" 'tlsward list --no' 'tlsward list --no-color'
  completes "$shell" 'tlsward digest --format j' 'tlsward digest --format json'
  completes "$shell" 'tlsward list --type certificate-e' 'tlsward list --type certificate-expired'
  completes "$shell" 'tlsward list --type=certificate-e' 'tlsward list --type=certificate-expired'
  completes "$shell" 'tlsward top ty' 'tlsward top types'
  completes "$shell" 'tlsward import rep' 'tlsward import report.json'
  completes "$shell" 'tlsward list --db rep' 'tlsward list --db report.json'
done
