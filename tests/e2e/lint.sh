#!/bin/bash
# A record or policy that somebody pastes: the verdict, what to do, the mended text, and the exit code for scripts.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
ends() { # EXIT-CODE ARGUMENT...: of lint, with the text on standard input
  local wanted=$1 code=0
  shift
  "$tlsward" lint "$@" >out 2>err || code=$?
  is "exit code of tlsward lint $*" "$code" "$wanted"
}
says() { grep -qF -- "$2" "$1" || fail "$1 has no '$2': $(cat "$1")"; }

ends 0 - <<<'v=TLSRPTv1; rua=mailto:tls@example.com' && says out 'VALID: this TLSRPT record works for all known senders.'
ends 3 - <<<'v=TLSRPTv1; rua=mailto:a@example.com, mailto:b@example.com' && says out 'Postfix with tlsrpt-reporter'
is 'the mended record' "$(tail -1 out)" 'v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com'
tail -1 out >mended && ends 0 mended
# Zone files and what dig prints; the name is judged too.
ends 0 - <<<'_smtp._tls.example.com. 300 IN TXT "v=TLSRPTv1; " "rua=mailto:tls@example.net"' && says out 'TR-20'
ends 3 - <<<'_mta_sts.example.com. TXT "v=STSv1; id=a1"' && says out 'Publish it at _mta-sts.example.com'

# Policies, also those that were translated with the article that had them.
printf 'version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 1209600\n' >mta-sts.txt
ends 0 mta-sts.txt && says out 'VALID: this MTA-STS policy works for all known senders.'
printf 'wersja: STSv1\ntryb: badanie\nmx: mail.example.com\nmax_age: 806400\n' >translated.txt
ends 3 translated.txt && says out '"wersja: STSv1" is a translation of version'
sed '1,/^The mended text/d' out >mended && ends 0 mended
printf 'version: STSv1\nmode: testing\nmode: enforce\nmx: a.example.com\nmax_age: 604800\n' >twice.txt
ends 3 twice.txt --json && says out '"verdict":"differs"' && says out '"KumoMTA"'

ends 3 - --lang pl <<<'v=TLSRPTv1; rua=tls@example.com' && says out 'NIEPRAWIDŁOWY'
ends 3 - --json <<<'v=STSv1; id=2026-01-01' && says out '"verdict":"invalid"'
ends 3 - <<<'hello' && says out 'NOT RECOGNIZED'
ends 3 - --as policy <<<'hello' && says out 'line 1: hello'

# What cannot be read is no verdict, and nothing is read without end.
ends 2 - --as banana </dev/null && says err '--as: banana is none of'
ends 2 --json </dev/null && says err 'FILE'
ends 1 "$folder/none.txt" && says err 'No such file'
ends 1 /dev/zero && says err 'more than 1 MiB'

# What is generated works, and what cannot be published is refused.
code=0
"$tlsward" generate mta-sts example.com --mx mx.example.com --mode enforce --max-age 1209600 --json >made || fail 'generate'
python3 -c 'import json, sys; sys.stdout.write(json.load(open("made"))["policy"])' >made.txt
ends 0 made.txt
python3 -c 'import json; print(json.load(open("made"))["zone"])' >made.zone
ends 0 made.zone && says out 'VALID'
is 'the id' "$(sed 's/.*id=[0-9]\{14\}\([0-9a-f]*\)".*/\1/' made.zone)" "$(python3 -c 'import hashlib, json
print(hashlib.sha256(json.load(open("made"))["policy"].encode()).hexdigest()[:8])')"
"$tlsward" generate tlsrpt example.com --rua tls@example.net | sed -n 2p >made.zone
ends 0 made.zone
"$tlsward" generate tlsrpt example.com --rua banana 2>err || code=$?
is 'exit code of a wrong address' "$code" 2
says err '--rua: not every address is one'
"$tlsward" generate mta-sts example.com --mx 192.0.2.1 2>err && fail 'an address as MX'
says err '--mx: 192.0.2.1 is no host name'
