#!/bin/bash
# A domain whose _mta-sts leads to a zone of ours: its policy changes from drafting to the end, and the id in DNS with it, by
# the hook and dynamic updates of a real DNS server; nobody touches the domain's own zone.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
for program in knotd nsupdate; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { echo "skipped: there is no $program"; exit 77; }
done
PATH=$PATH:/usr/sbin

head=$'$TTL 5\n@ SOA ns.hosting.example. host.example. 1 3600 600 86400 5\n@ NS ns.hosting.example.\n'
printf '%smta-sts A 127.0.0.1\n_mta-sts CNAME example.org._mta-sts.hosting.example.\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@reports.example"\n' "$head" >org.zone
printf '%sns A 127.0.0.1\n' "$head" >hosting.zone
secret=$(openssl rand -base64 32)
printf 'key "tlsward" {\n  algorithm hmac-sha256;\n  secret "%s";\n};\n' "$secret" >tsig.key
printf 'key "tlsward" {\n  algorithm hmac-sha256;\n  secret "%s";\n};\n' "$(openssl rand -base64 32)" >other.key
dns_port=$(free_dns_port)
cat >knot.conf <<KNOT
server:
  rundir: "$folder/knot"
  listen: 127.0.0.1@$dns_port
database:
  storage: "$folder/knot"
log:
  - target: stderr
    any: info
key:
  - id: tlsward
    algorithm: hmac-sha256
    secret: $secret
acl:
  - id: update
    key: tlsward
    action: update
    update-type: [TXT]
zone:
  - domain: example.org
    storage: "$folder"
    file: org.zone
  - domain: hosting.example
    storage: "$folder"
    file: hosting.zone
    acl: update
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
KNOT
mkdir knot
knotd -c knot.conf 2>knot.log &
knot=$!
at_end "kill $knot"
for _ in $(seq 100); do
  [ "$(drill -p "$dns_port" @127.0.0.1 ns.hosting.example A 2>/dev/null | grep -c '127.0.0.1$')" != 0 ] && break
  kill -0 "$knot" || fail "knot does not start: $(cat knot.log)"
  sleep 0.05
done

export NSUPDATE_CONF=$folder/nsupdate.conf
printf 'ZONE=hosting.example\nSERVER=127.0.0.1\nPORT=%s\nKEY=%s/tsig.key\n' "$dns_port" "$folder" >nsupdate.conf
sed 's/tsig.key/other.key/' nsupdate.conf >wrong.conf
hook=$(realpath "$support/../../packaging/hooks/mta_sts_nsupdate.sh")
certificate mta-sts.example.org
start_hosting "hook = \"$hook\""

# seen: the id and the mode that `tlsward check` meets.
seen() {
  "$tlsward" check example.org --only mta-sts --json --config config.toml >seen.json || true
  python3 -c 'import json
seen = json.load(open("seen.json"))
record = seen["mta_sts"]["texts"]
file = [f["body"] for f in seen["policy"]["fetches"]]
print(record[0] if record else "-", *[l[6:] for l in (file[0] if file else "").split("\r\n") if l.startswith("mode: ")])'
}
# id_of FILE: that a command has given.
id_of() { grep -o 'v=STSv1; id=[0-9a-f]*' "$1" | head -1; }

is "before" "$(seen)" '-'
policy set example.org --mx mx.example.org >/dev/null
publish example.org >first
grep -q 'hosting.hook has given its id to DNS' first || fail "$(cat first)"
is "testing" "$(seen)" "$(id_of first) testing"
policy show example.org | grep -q 'DNS has it' || fail "$(policy show example.org)"

sleep 1 # another second, another id
policy set example.org --mode enforce --max-age 604800 >/dev/null
publish example.org --json >second
is "what became of the hook" "$(python3 -c 'import json; print(json.load(open("second"))["hook"])')" 'done'
is "enforce" "$(seen)" "$(id_of second) enforce"

# A hook that DNS refuses: it is told, the policy is published, and nothing is lost by running it again.
sleep 1
code=0
NSUPDATE_CONF=$folder/wrong.conf publish example.org --testing-now >third 2>why || code=$?
is "a hook that is refused" "$code" 1
grep -q "hosting.hook: $hook: exit code" why || fail "$(cat why)"
grep -q 'Mend the hook and run tlsward policy publish example.org again' third || fail "$(cat third)"
is "the old id, the new file" "$(seen)" "$(id_of second) testing"
code=0
policy show example.org >shown || code=$?
is "what show says of it" "$code $(grep -c 'DNS has another' shown)" '3 1'
policy publish example.org --wait 0 >fourth
is "the id is that of before" "$(id_of fourth)" "$(id_of third)"
is "testing again" "$(seen)" "$(id_of third) testing"

# Nor does one that is not there, or that fails otherwise.
for broken in /nowhere/hook "$folder/fails"; do
  # shellcheck disable=SC2016 # for the hook
  printf '#!/bin/sh\necho "no $1 of $2"\nexit 3\n' >fails && chmod +x fails
  code=0
  TLSWARD_HOSTING_HOOK=$broken policy publish example.org --wait 0 >out 2>why || code=$?
  is "$broken" "$code" 1
done
grep -q 'fails: exit code 3: no set of example.org' why || fail "$(cat why)"

# Out: mode none, and the record goes before the file.
policy set example.org --mode none --max-age 86400 >/dev/null
publish example.org >/dev/null
sqlite3 "$database" 'UPDATE hosted_policy SET since = since - 5000000, until = until - 5000000'
code=0
TLSWARD_HOSTING_HOOK=$folder/fails policy retire example.org 2>why || code=$?
is "retired without its record" "$code $(grep -c 'is served as before' why)" '1 1'
policy show example.org --offline | grep -q 'mode none' || fail "it is retired though its record is there"
policy retire example.org | grep -q 'hosting.hook has removed its record' || fail "not retired"
reload
is "after" "$(seen | cut -d' ' -f1)" '-'
is "the domain's own zone" "$(drill -p "$dns_port" @127.0.0.1 example.org SOA | awk '!/^;/ && $4 == "SOA" {print $7; exit}')" 1

# The hook itself takes nothing that could be a line of nsupdate's.
for words in 'set x' 'set' 'move example.org' 'set example.org v=STSv1;id=1' 'remove example.org x'; do
  # shellcheck disable=SC2086 # words
  ! "$hook" $words 2>/dev/null || fail "taken: $words"
done
! "$hook" set $'example.org\nsend' 'v=STSv1; id=1' 2>/dev/null || fail "a second line"
! "$hook" set example.org $'v=STSv1; id=1"\nsend' 2>/dev/null || fail "a quotation mark"
echo "from testing to the end by the hook, 4 ids"
