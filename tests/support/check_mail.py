#!/usr/bin/env python3
"""check_mail.py FILE MESSAGE_ID: whether the file is a digest as tlsward sends it, by Python's email parser: exactly
our headers (with those that servers add in front), each once, and our parts. Prints its text. "" is any Message-ID.
"""
import email
import email.policy
import email.utils
import re
import sys

OURS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "List-Id", "List-Unsubscribe",
        "X-Tlsward-Verdict", "Content-Type", "Content-Transfer-Encoding"]
SERVERS = ["Return-Path", "X-Original-To", "Delivered-To", "Received"]

with open(sys.argv[1], "rb") as file:
    raw = file.read()
message = email.message_from_bytes(raw, policy=email.policy.default)
names = [name.lower() for name in message.keys()]
for name in names:
    assert name in [known.lower() for known in OURS + SERVERS], f"unknown header {name}"
for name in OURS:
    assert names.count(name.lower()) <= 1, f"{name} is there {names.count(name.lower())} times"
for name in OURS[:-2]:
    assert name.lower() in names, f"no {name}"
assert not message.defects, message.defects

verdict = message["X-Tlsward-Verdict"]
assert verdict in ("OK", "WATCH", "ACTION", "BLIND"), verdict
assert message["Subject"].startswith(f"[TLS-RPT] {verdict} "), message["Subject"]
assert message["From"] == "TLS reports <tlsward@example.org>", message["From"]
assert message["Auto-Submitted"] == "auto-generated"
assert message["List-Id"] == "TLS report digest <tlsward.example.org>", message["List-Id"]
assert message["List-Unsubscribe"] == "<mailto:postmaster@example.org>", message["List-Unsubscribe"]
assert re.fullmatch(r"<tlsward-digest\.\d{4}-\d\d-\d\d\.[0-9a-f]{16}@example\.org>", message["Message-ID"]), message["Message-ID"]
assert sys.argv[2] in ("", message["Message-ID"].strip("<>")), message["Message-ID"]
age = email.utils.parsedate_to_datetime(message["Date"])
assert age.utcoffset() is not None, "a date without a zone"
assert max(len(line) for line in raw.splitlines()) <= 998

text = message.get_body(("plain",)).get_content()
kinds = [part.get_content_type() for part in message.walk()]
assert kinds in (["text/plain"], ["multipart/alternative", "text/plain"],
                 ["multipart/alternative", "text/plain", "text/html"]), kinds
assert max(len(line) for line in text.splitlines()) <= 80
print(text, end="")
