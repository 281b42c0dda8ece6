#!/bin/bash
# label: slow
# Mails that are made to cost much or to be taken for what they are not: each is dealt with in little time and memory, its
# file names are opened nowhere, and the honest mail behind all of them is stored.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
export TLSWARD_DB=$database
mkdir mails
python3 - "$(report 1)" <<'END'
import base64, gzip, sys
HEAD = b"From: tls@sender.example.net\r\nTLS-Report-Domain: example.com\r\nMIME-Version: 1.0\r\n"
MULTIPART = b"Content-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n\r\n"
JSON = b"Content-Type: application/tlsrpt+json\r\n"
REPORT = JSON + b"\r\n" + sys.argv[1].encode() + b"\r\n"
BASE64 = b"Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
bomb = gzip.compress(b'{"organization-name":"' + b"a" * 900_000_000, 1)
MAILS = {
    "deep": HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(10000))
            + REPORT,
    "deep-mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 800000,
    "parts": HEAD + MULTIPART + b"--b\r\n\r\nx\r\n" * 100000 + b"--b\r\n" + REPORT,
    "prefixes": HEAD + MULTIPART + b"".join(b"--" + b"b" * i + b"\r\n\r\nx\r\n" for i in range(2, 2000)),
    "no-boundary": HEAD + b"Content-Type: multipart/report; report-type=tlsrpt\r\n\r\n--b\r\n" + REPORT + b"--b--\r\n",
    "within-itself": HEAD + MULTIPART + (b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + HEAD + MULTIPART) * 200,
    "junk-base64": HEAD + BASE64 + b"A!~\x80\r\n" * 4000000,
    "one-line-base64": HEAD + BASE64 + base64.b64encode(bytes(18000000)),
    "quoted-printable": HEAD + JSON + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=7B=\r\n" * 4000000,
    "name-in-pieces": HEAD + JSON + b"Content-Disposition: attachment"
                      + b"".join(b";\r\n filename*%d=a" % i for i in range(10000)) + b"\r\n\r\n{",
    "encoded-words": HEAD + b"Subject: x" + b"\r\n =?utf-8?B?w6Q=?=" * 12000 + b"\r\n" + REPORT,
    "inflates": HEAD + BASE64 + base64.encodebytes(bomb).replace(b"\n", b"\r\n"),
    "inflates-nine-times": HEAD + MULTIPART
                           + (b"--b\r\n" + BASE64 + base64.encodebytes(bomb[:1000000]).replace(b"\n", b"\r\n")) * 9,
    "names": HEAD + MULTIPART + b"".join(
        b"--b\r\nContent-Type: application/tlsrpt+json; name=\"" + name + b"\"\r\nContent-Disposition: attachment; filename=\""
        + name + b"\"\r\n\r\n{\r\n"
        for name in (b"../../etc/cron.d/hostile", b"/etc/hostile", b"hostile\0.json", b"hostile" * 9000, b"file:///hostile")),
    "zz-honest": HEAD + REPORT,
}
for name, mail in MAILS.items():
    open(f"mails/{name}.eml", "wb").write(mail)
END

# bounded PATH: an import in little time and memory; leaves what it tells in `out`.
bounded() {
  python3 -c 'import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdout=open("out", "wb"), timeout=120).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
assert code in (0, 1), f"ended with {code}"
mib, seconds = used.ru_maxrss // 1024, used.ru_utime + used.ru_stime
assert mib < int(sys.argv[1]), f"{mib} MiB"
assert seconds < 5, f"{seconds} s"
print(mib, f"{seconds:.2f}")' "${TLSWARD_MAX_MIB:-128}" "$tlsward" import "$1" || fail "$1: $(tail -n 3 out)"
}

most=0
for mail in mails/*.eml; do
  used=$(bounded "$mail")
  [ "${used% *}" -le "$most" ] || most=${used% *}
  echo "${mail##*/}: ${used% *} MiB, ${used#* } s: $(tail -n 2 out | head -n 1 | cut -c1-100)"
  ! grep -qP '[^\x20-\x7e\n]' out || fail "$mail: $(cat -v out)"
done
is stored "$("$tlsward" list --json | grep -o '"story-1"' | wc -l)" 1

# Piped, it is no fault of the mail server's.
for mail in deep parts names inflates; do "$tlsward" import - <mails/$mail.eml >out || fail "$mail: $(cat out)"; done

# What an attachment is named is never opened.
if strace -o trace true 2>/dev/null; then
  strace -f -e trace=%file -o trace "$tlsward" import mails/names.eml >out || true
  grep -q 'names.eml' trace || fail "nothing was traced"
  ! grep hostile trace || fail "a name of an attachment was used"
fi
echo "memory: $most MiB at most"
