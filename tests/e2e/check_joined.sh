#!/bin/bash
# label: slow
# What `tlsward check --configured` finds is kept; reports that tell of the same by a type alone are imported, and the digest and
# `problems show` name the fault and begin with what to do about it. Policies change between two looks, and readiness follows.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
start_rig "$support/../e2e/check_faults.tsv"
run=("$tlsward" --config config.toml --db tlsward.db)

# Looks at one address wait for each other: the policy hosts that keep silent are left out.
sed -i 's/^deadline = .*/deadline = "20s"/' config.toml
awk -F'\t' '!/^#/ && NF && $1 !~ /^(only|lame|host-silent|host-short|host-slow)/ {print $1 (/zone=plain/ ? ".plain" : "") ".example"}' "$rig_table" >domains
while read -r domain; do printf '[[domain]]\nname = "%s"\n' "$domain"; done <domains >>config.toml

# Without a database nothing is kept, and nothing is wrong with that.
"${run[@]}" check healthy.example >healthy.txt || fail "the healthy domain: $(cat healthy.txt)"
[ ! -e tlsward.db ] || fail "check makes no database"

mkdir reports
"${run[@]}" check --configured --json >checks.json && fail "all is said to be well"
python3 "$support/joined_reports.py" make checks.json reports
"${run[@]}" import reports >import.txt || fail "$(cat import.txt)"
"${run[@]}" check --configured --quiet >quiet.txt && fail "all is said to be well, quietly"
[ ! -s quiet.txt ] || fail "--quiet prints $(cat quiet.txt)"
"${run[@]}" digest --format json >digest.json
python3 "$support/joined_reports.py" judge checks.json digest.json "${run[@]}"

# What another tool says is explained, and then looked at.
code=0
"${run[@]}" explain 'MTA-STS policy is missing: STSFetchResult.NONE' --domain sts-file-alone.example >explained.txt || code=$?
is 'explain --domain' "$code" 3
tr '\n' ' ' <explained.txt | grep -q 'no usable TXT  *record' || fail "not explained: $(cat explained.txt)"
grep -q 'ST-15' explained.txt || fail "not looked at: $(cat explained.txt)"

# The look is what readiness goes by, and the policy is remembered.
code=0
"${run[@]}" readiness smtp-testing.example --json >readiness.json || code=$?
is 'readiness of a domain with an expired certificate' "$code" 3
grep -q '"readiness": *"not-ready"' readiness.json || fail "$(cat readiness.json)"
"${run[@]}" policy history healthy.example --csv >history.csv
is 'the versions of a policy' "$(wc -l <history.csv)" 2
