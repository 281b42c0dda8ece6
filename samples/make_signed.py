#!/usr/bin/env python3
"""Makes samples/signed/*.eml and samples/signed.keys anew, with new keys: python3 samples/make_signed.py

They are kept in git, so that neither build nor tests need this script; the private keys are thrown away. What
must be found of each stands in the file NAME.expected beside it, written by hand. All were received at
2026-11-23T03:00:01Z and are looked at on the next day.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../tests/support")]
from dkim_sign import record, sign  # noqa: E402
from make_messages import MESSAGES  # noqa: E402

FOLDER = os.path.join(HERE, "signed")
MAIL = MESSAGES["attached-to-mixed"]
RECEIVED = 1795402801  # 2026-11-23T03:00:01Z
KEYS = {  # selector._domainkey.domain: tags of the record
    "2026._domainkey.sender.example": {},
    "tlsrpt._domainkey.sender.example": {"s": "tlsrpt"},
    "email._domainkey.sender.example": {"s": "email"},
    "both._domainkey.sender.example": {"s": "email : tlsrpt"},
    "other._domainkey.sender.example": {"s": "chat"},
    "revoked._domainkey.sender.example": {"p": ""},
    "2026._domainkey.other.example": {},
    "2026._domainkey.mail.sender.example": {},
}


def signed(key, domain="sender.example", selector="2026", mail=MAIL, **tags):
    return sign(mail, key, domain, selector, {name: str(value) for name, value in tags.items()})


def samples(key):
    plain = signed(key)
    many = plain
    for _ in range(8):
        many = signed(key, "other.example", mail=many)
    return {
        "pass": plain,
        "pass-line-feeds": plain.replace("\r\n", "\n"),
        "pass-subdomain": signed(key, "mail.sender.example"),
        "pass-key-for-tlsrpt": signed(key, selector="tlsrpt"),
        "pass-key-for-both": signed(key, selector="both"),
        "pass-key-for-email": signed(key, selector="email"),
        "pass-second": signed(key, selector="gone", mail=plain),
        "pass-behind-length": signed(key, selector="2026", mail=plain, l=10),
        "pass-below-eight-others": many,
        "expired-since": signed(key, x=RECEIVED + 3600, t=RECEIVED - 60),
        "expired-before": signed(key, x=RECEIVED - 60, t=RECEIVED - 3600),
        "fail-body": plain.replace("This is", "That is"),
        "fail-header": plain.replace("Report Domain: example.com", "Report Domain: example.net"),
        "fail-length": signed(key, l=40),
        "fail-key-for-chat": signed(key, selector="other"),
        "fail-sha1": signed(key, a="rsa-sha1"),
        "fail-other-key": signed(key, selector="wrong"),
        "no-key": signed(key, selector="gone"),
        "no-key-revoked": signed(key, selector="revoked"),
        "temporary": signed(key, selector="down"),
        "other-domain": signed(key, "other.example"),
        "none": MAIL,
        "malformed": "DKIM-Signature: v=2; a=none; c=what; d=; s=; b=!; bh\r\nDKIM-Signature: v=1; l\r\n"
                     "DKIM-Signature:\r\nDKIM-Signature: v=1; a=rsa-sha256; d=sender.example; s=2026; h=from; b=AAAA; "
                     "bh=; x=99999999999999999999\r\n" + MAIL,
    }


def main():
    os.makedirs(FOLDER, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        key, wrong = os.path.join(folder, "key.pem"), os.path.join(folder, "wrong.pem")
        for path in (key, wrong):
            subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-out", path], check=True)
        for name, text in samples(key).items():
            with open(os.path.join(FOLDER, name + ".eml"), "wb") as out:
                out.write(text.encode("latin1"))
        with open(os.path.join(HERE, "signed.keys"), "w", encoding="ascii") as out:
            for name, tags in KEYS.items():
                out.write(f"{name} {'v=DKIM1; p=' if 'p' in tags else record(key, tags)}\n")
            out.write(f"wrong._domainkey.sender.example {record(wrong, {})}\n")


if __name__ == "__main__":
    main()
