#!/bin/bash
# Whatever --help, the README, the man page and explain give as an example works: each is typed into a shell, with the
# files that it names and a database that has what it asks for.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
home=$(dirname "$support")/..

# What only a network, a mailbox, a terminal or a signal completes; other stories try it.
elsewhere='^tlsward (serve|poll|check|policy retire)( .*)?$|^tlsward policy (publish|show) [^ ]*( --testing-now)?$|^tlsward explain .* --domain |mx-from-dns|^tlsward generate mta-sts [^ ]*( --lang pl)?$|^tlsward demo( --listen.*)?$|^tlsward config init$|^tlsward user (passwd [^ ]*|delete [^ ]*|add [^ ]* --role admin)$'

examples() { # of all of them
  local command
  "$tlsward" help | sed -n 's/^  \([a-z]*\)  .*/\1/p' >commands
  for command in '' $(<commands) 'problems list' 'problems show' 'problems mute' 'problems unmute' 'problems resolve' 'quarantine list' 'quarantine show' 'quarantine release' 'config check' \
    'config show' 'config init' 'generate tlsrpt' 'generate mta-sts' 'policy list' 'policy show' 'policy history' 'policy set' 'policy publish' 'user list' 'user add' 'user passwd' 'user delete' 'user token'; do
    # shellcheck disable=SC2086 # a command may be two words
    "$tlsward" help $command | sed -n '/^Examples:/,/^$/s/^  //p'
  done
  sed -n '/^tlsward /p' "$home/README.md" | sed 's/  *#.*//'
  "$tlsward" explain unlisted | sed -n 's/^ *\(tlsward .*\)/\1/p'
  sed -n 's/^\.Dl \$ //p' "$home/docs/tlsward.1"
}

# Report 12 is set aside, for its dates; 17 is like the others.
report 1 >report.json
gzip -k report.json
mkdir -p bin reports Downloads var/mail-exports etc/bash_completion.d .config/fish/completions usr/local/share/zsh/site-functions
ln -s "$tlsward" bin/tlsward
printf '#!/bin/sh\nexec cat\n' >bin/jq && chmod +x bin/jq
cp report.json.gz Downloads
cp report.json var/mail-exports
report 2 >reports/two.json
echo 'v=TLSRPTv1; rua=mailto:tlsrpt@example.org' >record.txt
printf 'version: STSv1\nmode: testing\nmx: mx.example.org\nmax_age: 604800\n' >mta-sts.txt
mkdir -p mails Maildir/.TLS/cur Maildir/.TLS/new Maildir/.TLS/tmp var/mail
cp "$home/samples/messages/alone.eml" mails
cp mails/alone.eml Maildir/.TLS/new/1.host
{ echo 'From tls@sender.example Mon Nov 23 04:00:00 2026' && cat mails/alone.eml && echo; } >var/mail/tlsrpt
printf '[[domain]]\nname = "example.com"\n[ingest]\nlisten = "127.0.0.1:0"\n[store]\npath = "%s"\n' "$database" >new.toml
printf '[[owner]]\nname = "ops"\naddresses = ["ops@example.org"]\n' >>new.toml
printf '[mail]\nfrom = "tlsward@example.org"\nsendmail = "%s/bin/sendmail"\n' "$folder" >>new.toml
printf '#!/bin/sh\nexec cat >/dev/null\n' >bin/sendmail && chmod +x bin/sendmail
export TLSWARD_CONFIG=$folder/new.toml HOME=$folder PATH=$folder/bin:$PATH
for number in $(seq 20); do
  year=$([ "$number" = 12 ] && echo 2099 || echo 2026)
  report "$number" | sed "s/2026/$year/g" | tlsward import - >/dev/null
done
report 21 | sed 's/"total-failure-session-count":0}/"total-failure-session-count":1}/' | tlsward import - >/dev/null
problem=$(tlsward problems list --ndjson | sed 's/^{"id":"\([0-9a-f]*\)".*/\1/') || true # exit code 3
tlsward user add anna --role admin --generate >/dev/null
for _ in 1 2 3; do tlsward user token anna >/dev/null; done
tlsward policy set example.com --mx mx.example.com >/dev/null
tlsward policy publish example.com --unverified >/dev/null
tlsward policy set example.com --max-age 604800 >/dev/null
cp "$database" kept.db

examples | sort -u >all
[ "$(wc -l <all)" -gt 40 ] || fail "only $(wc -l <all) examples"
while read -r example; do
  grep -qE "$elsewhere" <<<"$example" && continue
  cp kept.db "$database"
  # Within this folder, and without the network.
  here=$(sed 's,/etc/tlsward/config.toml,new.toml,; s,/\(etc\|var\|usr\)/,./\1/,; s,curl -s https://[^ ]*,cat report.json,
    s,config init.* --yes,& --output init.toml,; s/4f1c09b2ae/'"$problem"'/' <<<"$example")
  code=0
  bash -e -o pipefail -c "$here" >out 2>&1 </dev/null || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || fail "$example: $(cat out)" # 3: there are problems
done <all
