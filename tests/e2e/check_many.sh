#!/bin/bash
# label: slow
# A thousand domains looked at by one `tlsward check`, 200 at a time: of each fault exactly its findings, and no finding of
# those with nothing wrong, though all policy hosts share an address; and DNS that is silent, which ends it soon.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/check_rig.sh
source "$support/check_rig.sh"

# Each of these 30 times among 1,000.
cat >faults.tsv <<'END'
tlsrpt-absent	tlsrpt-absent	tlsrpt=-
mx-host-bogus	mx-host-bogus dane-not-seen	bogus=mx.@ A
sts-two	sts-several	sts2=v=STSv1; id=2
host-expired	policy-certificate-expired	https=expired
host-404	policy-not-found	https=404
mx-none-covered	mx-none-in-policy	pattern=mail.elsewhere.example
smtp-no-starttls	starttls-missing dane-not-seen	smtp=no-starttls
smtp-expired	mx-certificate-expired	smtp=expired | tlsa=-
smtp-all-nobody	smtp-port-closed dane-not-seen	mx_address=127.0.3.1
dane-mismatch	dane-no-match	tlsa=3 1 1 cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
END
awk -F '\t' '{ fault[NR] = $0 }
END {
  for (i = 0; i < 1000; ++i) {
    if (i % 3 == 0 && i < 900) { split(fault[i / 3 % 10 + 1], part, "\t"); printf "d%d\t%s\t%s\n", i, part[2], part[3] }
    else printf "d%d\t-\n", i
  }
}' faults.tsv >many.tsv
start_rig many.tsv
sed -i '/^deadline/d' config.toml
rig judge-all "$tlsward" check --config config.toml

# The same in words: each has its line, in the order of the list, and the last has the sums.
"$tlsward" check --config config.toml --file - <domains >text || is 'exit code' $? 3
is 'the sums' "$(tail -n 1 text)" '1,000 domains: 700 OK, 30 WATCH, 240 ACTION, 30 BLIND.'
is 'the last line of a domain' "$(grep '^OK' text | tail -n 1 | cut -d' ' -f1-7)" 'OK: nothing wrong was found with d999.example.'
