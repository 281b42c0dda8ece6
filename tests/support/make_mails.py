#!/usr/bin/env python3
"""Mails as they lie in a mailbox for reports, made up and always the same.

make_mails.py COUNT MAILDIR: writes the mails, and on standard output what is to become of them as JSON:
{"stored": [report-id...], "duplicates": N, "quarantined": N, "without_report": N}.
Of 20 mails 15 hold a report of their own, one two of them, one a report that came before, two none (spam, a
bounce), and one a report that is cut off. The reports' mails have ten shapes, as ten kinds of senders write them.
"""
import base64
import gzip
import io
import json
import os
import quopri
import sys
import zipfile

BOUNDARY = "=_report_42"


def report(number, suffix=""):
    failures = [] if number % 4 else [{
        "result-type": "certificate-expired", "sending-mta-ip": "192.0.2.7",
        "receiving-mx-hostname": "mx1.example.com", "failed-session-count": number % 7 + 1}]
    return json.dumps({
        "organization-name": f"Sender {number % 10}",
        "date-range": {"start-datetime": "2026-11-23T00:00:00Z", "end-datetime": "2026-11-23T23:59:59Z"},
        "contact-info": f"tls@sender{number % 10}.example", "report-id": f"mail-{number}{suffix}",
        "policies": [{
            "policy": {"policy-type": "sts", "policy-domain": "example.com",
                       "policy-string": ["version: STSv1", "mode: enforce", "mx: mx1.example.com", "max_age: 86400"]},
            "summary": {"total-successful-session-count": number + 100,
                        "total-failure-session-count": sum(f["failed-session-count"] for f in failures)},
            "failure-details": failures}]}).encode()


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def part(media_type, data, name="", encoding="base64", disposition="attachment"):
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "7bit": bytes}[encoding](data)
    head = f"Content-Type: {media_type}" + (f'; name="{name}"' if name else "") + "\r\n"
    head += f"Content-Transfer-Encoding: {encoding}\r\n"
    head += f'Content-Disposition: {disposition}; filename="{name}"\r\n' if name else ""
    return head.encode() + b"\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def multipart(kind, parts, boundary=BOUNDARY, end=True):
    text = f'Content-Type: {kind}; boundary="{boundary}"\r\n\r\n'.encode()
    for one in parts:
        text += f"--{boundary}\r\n".encode() + one + b"\r\n"
    return text + (f"--{boundary}--\r\n".encode() if end else b"")


def headers(number, subject, report_headers=True):
    sender = f"sender{number % 10}.example"
    lines = [f"Return-Path: <tls@{sender}>",
             "Received: from mail.{0} (mail.{0} [192.0.2.9])\r\n\tby mx1.example.com with ESMTPS id A{1}\r\n"
             "\tfor <tlsrpt@example.com>; Tue, 24 Nov 2026 03:00:00 +0000 (UTC)".format(sender, number),
             f"From: tls@{sender}", "To: tlsrpt@example.com", f"Subject: {subject}",
             "Date: Tue, 24 Nov 2026 03:00:00 +0000", f"Message-ID: <{number}@{sender}>", "MIME-Version: 1.0"]
    if report_headers:
        lines += ["TLS-Report-Domain: example.com", f"TLS-Report-Submitter: {sender}"]
    return "\r\n".join(lines).encode() + b"\r\n"


def report_mail(number, data):
    text = part("text/plain; charset=utf-8", b"This is a TLS report.\r\n" * 8, encoding="7bit")
    name = f"sender{number % 10}.example!example.com!1795392000!1795478399!{number}.json"
    packed = gzip.compress(data, mtime=0)
    report_kind = 'multipart/report; report-type="tlsrpt"'
    shapes = [
        lambda: multipart(report_kind, [text, part("application/tlsrpt+gzip", packed, name + ".gz")]),
        lambda: multipart(report_kind, [text, part("application/tlsrpt+gzip", packed, name + ".gz")], end=False),
        lambda: multipart("multipart/mixed", [text, part("application/gzip", packed, name + ".gz")]),
        lambda: multipart("multipart/mixed", [text, part("application/octet-stream", packed, name + ".gz")]),
        lambda: multipart(report_kind, [text, part("application/tlsrpt+json", data, name, "quoted-printable")]),
        lambda: multipart(report_kind, [text, part("application/tlsrpt+json", data, name, "7bit", "inline")]),
        lambda: multipart("multipart/mixed", [text, part("application/zip", zipped(name, data), name + ".zip")]),
        lambda: part("application/tlsrpt+gzip", packed, name + ".gz"),
        lambda: multipart("multipart/mixed", [multipart("multipart/alternative", [text], "=_inner"),
                                              part("application/tlsrpt+gzip", packed, name + ".gz")]),
        lambda: multipart(report_kind, [text, part("application/json", data, name)]),
    ]
    subject = f"Report Domain: example.com Submitter: sender{number % 10}.example Report-ID: <mail-{number}>"
    return headers(number, subject) + shapes[number % 10]()


def double_mail(number):
    parts = [part("application/tlsrpt+json", report(number, suffix), "report.json") for suffix in ("", "-b")]
    return headers(number, "Two reports") + multipart('multipart/report; report-type="tlsrpt"', parts)


def spam(number):
    return headers(number, "Report: you have won", False) + part("text/plain", b"Click here.\r\n", encoding="7bit")


def bounce(number):
    status = part("message/delivery-status", b"Reporting-MTA: dns; mx1.example.com\r\n\r\nAction: failed\r\n"
                  b"Final-Recipient: rfc822; a@example.com\r\nStatus: 5.1.1\r\n", encoding="7bit")
    text = part("text/plain", b"It could not be delivered.\r\n", encoding="7bit")
    return headers(number, "Undelivered", False) + multipart('multipart/report; report-type="delivery-status"',
                                                             [text, status])


def mails(count):
    """Yields (mail, kind, report-ids) in the order of their arrival."""
    for number in range(count):
        place = number % 20
        if place == 5:
            yield spam(number), "without_report", []
        elif place == 10:
            yield bounce(number), "without_report", []
        elif place == 15:
            yield report_mail(number, report(number))[:-400] + b"\r\n", "quarantined", []
        elif place == 19:
            yield report_mail(number - 1, report(number - 1)), "duplicates", []
        elif place == 12:
            yield double_mail(number), "stored", [f"mail-{number}", f"mail-{number}-b"]
        else:
            yield report_mail(number, report(number)), "stored", [f"mail-{number}"]


def main():
    count, maildir = int(sys.argv[1]), sys.argv[2]
    expected = {"stored": [], "duplicates": 0, "quarantined": 0, "without_report": 0}
    for folder in ("cur", "new", "tmp"):
        os.makedirs(f"{maildir}/{folder}", exist_ok=True)
    for number, (mail, kind, report_ids) in enumerate(mails(count)):
        with open(f"{maildir}/new/{1795500000 + number}.M{number}.host", "wb") as file:
            file.write(mail)
        if kind == "stored":
            expected["stored"] += report_ids
        else:
            expected[kind] += 1
    json.dump(expected, sys.stdout)


if __name__ == "__main__":
    main()
