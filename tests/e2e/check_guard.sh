#!/bin/bash
# label: slow
# What `tlsward check` does where it must not look, cannot prove, or gets no answer: it connects to no private address,
# says nothing of DANE without a proof, and never calls unknown what is missing, or well.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"
printf 'good\t-\n' >one.tsv
start_rig one.tsv

# found FILE: the word and the findings that are more than worth knowing, in one line.
found() {
  python3 -c 'import json, sys
found = json.load(open(sys.argv[1]))
print(found["verdict"], *sorted(one["finding"] for one in found["findings"] if one["severity"] != "INFO"))' "$1"
}
# check NAME CODE WANTED [COMMAND...]: with NAME.toml; the command runs it.
check() {
  local code=0
  "${@:4}" "$tlsward" check good.example --json --config "$1.toml" >"$1.json" || code=$?
  is "$1" "$(found "$1.json")" "$3"
  is "exit code of $1" "$code" "$2"
}

check config 0 OK

{ sed 's/^dns_port/rua = ["mailto:us@collector.example"]\n&/' config.toml && printf '[[domain]]\nname = "good.example"\n'; } >ours.toml
check ours 3 'ACTION tlsrpt-not-ours'
sed 's/us@collector/tls@reports/' ours.toml >theirs.toml
check theirs 0 OK

grep -v allow_private config.toml >private.toml
check private 3 'ACTION dane-not-seen mx-private policy-host-private' strace -f -qq -e trace=connect -o calls
! grep -E "htons\(($https_port|$smtp_port)\)" calls || fail "it connected to a private address"
grep -q "htons($dns_port)" calls || fail "strace saw no call"

ldns-keygen -k -a ECDSAP256SHA256 example >other
sed "s|^trust_anchor.*|trust_anchor = \"$folder/$(cat other).ds\"|" config.toml >unproved.toml
check unproved 3 'BLIND dane-unproved'

stop_nsd
check config 3 'BLIND dane-unproved mx-unknown policy-host-unknown sts-unknown tlsrpt-unknown'

# DNS that takes questions and says nothing: it ends by its deadline, and is not asked again and again.
python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
time.sleep(600)' >silent &
at_end "kill $!"
while [ ! -s silent ]; do sleep 0.05; done
sed "s/^server.*/server = \"127.0.0.1:$(cat silent)\"/; s/^deadline.*/deadline = \"20s\"/" config.toml >silent.toml
check silent 3 'BLIND dane-unproved mx-unknown policy-host-unknown sts-unknown tlsrpt-unknown' timeout 20
is 'why' "$(grep -oE '"evidence": ?"no answer in time"' silent.json | wc -l)" 4

# Signatures of a year that end tomorrow.
at() { date -u -d "$1" +%Y%m%d%H%M%S; }
ldns-signzone -i "$(at '1 year ago')" -e "$(at tomorrow)" -f example.zone.signed example.zone \
  "$(sed -n 's|^trust_anchor = ".*/\(.*\).ds"|\1|p' config.toml)"
rm nsd.log
start_nsd plain.example plain.example.zone lame.example missing.zone
check config 3 'WATCH dnssec-ends'
