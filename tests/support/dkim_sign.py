#!/usr/bin/env python3
"""Signs a mail by DKIM (RFC 6376, relaxed/relaxed) with the openssl command: a signer that shares no code with
the verifier under test.

  dkim_sign.py KEY.pem DOMAIN SELECTOR [TAG=VALUE...] <mail >signed    further tags: t=, x=, l=, a=
  dkim_sign.py --record KEY.pem [TAG=VALUE...]                         the TXT record for the key; further tags: s=
"""
import base64
import hashlib
import re
import subprocess
import sys

SIGNED = ["from", "subject", "to", "date", "tls-report-domain", "tls-report-submitter"]


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def relaxed(name, value):
    return name.lower() + ":" + re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip() + "\r\n"


def relaxed_body(body):
    lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in body.split("\r\n")]
    text = "\r\n".join(lines).rstrip("\r\n")
    return (text + "\r\n" if text else "").encode("latin1")


def fields_of(head):
    fields = []
    for line in head.split("\r\n"):
        if line[:1] in " \t" and fields:
            fields[-1][1] += "\r\n" + line
        else:
            name, _, value = line.partition(":")
            fields.append([name, value])
    return fields


def sign(mail, key, domain, selector, tags):
    head, _, body = mail.replace("\r\n", "\n").replace("\n", "\r\n").partition("\r\n\r\n")
    fields = {name.lower(): value for name, value in fields_of(head)}
    names = [name for name in SIGNED if name in fields]
    hashed = relaxed_body(body)
    if "l" in tags:
        hashed = hashed[:int(tags["l"])]
    algorithm = tags.pop("a", "rsa-sha256")
    digest = algorithm.rpartition("-")[2]
    tags = {"v": "1", "a": algorithm, "c": "relaxed/relaxed", "d": domain, "s": selector, **tags,
            "h": ":".join(names), "bh": base64.b64encode(hashlib.new(digest, hashed).digest()).decode(), "b": ""}
    value = " " + ";\r\n\t".join(f"{name}={text}" for name, text in tags.items())
    signed = "".join(relaxed(name, fields[name]) for name in names) + relaxed("DKIM-Signature", value)[:-2]
    signature = openssl("dgst", f"-{digest}", "-sign", key, data=signed.encode("latin1"))
    return f"DKIM-Signature:{value}{base64.b64encode(signature).decode()}\r\n{head}\r\n\r\n{body}"


def record(key, tags):
    public = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
    tags = {"v": "DKIM1", "k": "rsa", **tags, "p": base64.b64encode(public).decode()}
    return "; ".join(f"{name}={text}" for name, text in tags.items())


def main():
    arguments = [a for a in sys.argv[1:] if "=" not in a]
    tags = dict(a.split("=", 1) for a in sys.argv[1:] if "=" in a)
    if arguments[0] == "--record":
        print(record(arguments[1], tags))
        return
    mail = sys.stdin.buffer.read().decode("latin1")
    sys.stdout.buffer.write(sign(mail, *arguments, tags).encode("latin1"))


if __name__ == "__main__":
    main()
