#!/usr/bin/env python3
"""Makes samples/messages/*.eml, the same bytes each time: python3 samples/make_messages.py

They are kept in git, so that neither build nor tests need this script. What must be found in each stands in the
file NAME.expected beside it, written by hand. What would be large is made within the tests.
"""
import base64
import gzip
import io
import json
import os
import quopri
import zipfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "messages")
NAME = "sender.example!example.com!1795305600!1795391999!1.json.gz"


def report(report_id="2026-11-22T00:00:00Z_example.com", **members):
    value = {
        "organization-name": "Sender Example",
        "date-range": {"start-datetime": "2026-11-22T00:00:00Z", "end-datetime": "2026-11-22T23:59:59Z"},
        "contact-info": "tls@sender.example",
        "report-id": report_id,
        "policies": [{
            "policy": {"policy-type": "no-policy-found", "policy-domain": "example.com"},
            "summary": {"total-successful-session-count": 3, "total-failure-session-count": 0},
        }],
    }
    value.update(members)
    return json.dumps(value)


def gz(text):
    return gzip.compress(text.encode(), 9, mtime=0)


def b64(data):
    return base64.encodebytes(data).decode().replace("\n", "\r\n")


def header(report_headers=True, subject="Report Domain: example.com Submitter: sender.example Report-ID: <1@sender.example>",
           sender="noreply@sender.example", extra=""):
    text = ("Received: from mx.sender.example (mx.sender.example [192.0.2.1]) by mx.example.com with ESMTPS\r\n"
            "\tid 4711 for <tls@example.com>; Mon, 23 Nov 2026 03:00:01 +0000\r\n"
            f"From: TLS Reports <{sender}>\r\nTo: tls@example.com\r\nDate: Mon, 23 Nov 2026 03:00:00 +0000\r\n"
            f"Subject: {subject}\r\nMessage-ID: <1@sender.example>\r\n{extra}")
    if report_headers:
        text += "TLS-Report-Domain: example.com\r\nTLS-Report-Submitter: sender.example\r\n"
    return text + "MIME-Version: 1.0\r\n"


def part(media_type, body, encoding="", name="", extra=""):
    text = f"Content-Type: {media_type}\r\n"
    if encoding:
        text += f"Content-Transfer-Encoding: {encoding}\r\n"
    if name:
        text += f'Content-Disposition: attachment; filename="{name}"\r\n'
    return f"{text}{extra}\r\n{body}"


def multipart(boundary, *parts, subtype='report; report-type="tlsrpt"', end=True):
    text = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    text += "".join(f"--{boundary}\r\n{each}\r\n" for each in parts)
    return text + (f"--{boundary}--\r\n" if end else "")


def packed(media_type="application/tlsrpt+gzip", name=NAME, data=None, extra=""):
    return part(media_type, b64(gz(report()) if data is None else data), "base64", name, extra)


def zipped(*members):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in members:
            out.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0)), text)
    return archive.getvalue()


TEXT = part("text/plain", "This is an aggregate TLS report.\r\n", "7bit")
DIGEST = multipart("b", part("text/plain", "Everything is fine.\r\n"), packed(), subtype="mixed")
BOUNCE = multipart("b", part("text/plain", "It could not be delivered.\r\n"),
                   part("message/delivery-status", "Reporting-MTA: dns; mx.example.com\r\n\r\n"
                        "Final-Recipient: rfc822; a@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
                   part("message/rfc822", header() + multipart("c", TEXT, packed())),
                   subtype="report; report-type=delivery-status")


def forwarded(depth):
    text = header() + multipart("b", TEXT, packed())
    for _ in range(depth):
        text = header(False, "Fwd: report") + part("message/rfc822", text)
    return text


def rfc2231_part():
    return part("application/tlsrpt+gzip", b64(gz(report())), "base64", extra=(
        "Content-Disposition: attachment;\r\n filename*0*=UTF-8''sender.example%21ex%C3%A4mple;\r\n"
        ' filename*1=".com!1795305600!1795391999";\r\n filename*2=".json.gz"\r\n'))


MESSAGES = {
    # Senders
    "google": header(subject="Report Domain: example.com Submitter: google.example Report-ID: <2026.11.22T00.00.00Z+example.com@google.example>",
                     sender="noreply-smtp-tls-reporting@google.example")
    .replace("Submitter: sender.example", "Submitter: google.example")
    + multipart("0000000000001", TEXT, packed(
        'application/tlsrpt+gzip; name="google.example!example.com!1795305600!1795391999!001.json.gz"',
        "google.example!example.com!1795305600!1795391999!001.json.gz",
        gz(report(**{"contact-info": "smtp-tls-reporting@google.example"})))),
    "microsoft": header(subject="Report Domain: example.com Submitter: microsoft.example\r\n Report-ID: 133448849845295294+example.com",
                        sender="tlsrpt-noreply@microsoft.example")
    .replace("Submitter: sender.example", "Submitter: microsoft.example")
    .replace("Message-ID: <1@sender.example>", "Message-ID: <133448849845295294+example.com@example.com>")
    + multipart("_mpm_", part("text/html; charset=us-ascii", "<div style=3D\"a\">A TLS report</div>\r\n", "quoted-printable"),
                packed("application/tlsrpt+gzip", "microsoft.example!example.com!1795305600!1795391999!133448849845295294.json.gz",
                       gz(report("133448849845295294+example.com", **{"contact-info": "tlsrpt-noreply@microsoft.example"})))),
    "mailru": header(subject="Report Domain: example.com\r\n Submitter: mail.example\r\n Report-ID:\r\n <a1b2@mail.example>",
                     sender="tls_support@corp.mail.example", extra="Auto-Submitted: auto-generated\r\n")
    .replace("Submitter: sender.example", "Submitter: mail.example")
    + multipart("=-mailru", TEXT, packed(data=gz(report(**{"contact-info": "tls_support@corp.mail.example"}))), end=False),
    "halon": header() + 'Content-Type: multipart/report; report-type="tlsrpt"; boundary="h";\r\n\r\n--h\r\n' + TEXT
    + "\r\n--h\r\n" + part("application/tlsrpt+json", report(), "", NAME[:-3]) + "\r\n--h--\r\n",
    "stalwart": header(subject="=?utf-8?Q?Report_Domain:_example.com_Submitter:_sender.example?=\r\n =?utf-8?Q?_Report-ID:_<1768089600=5F5665667737528564296>?=")
    + multipart("s", TEXT, packed()),
    "sys4-before-0.6.0": header(subject="Report Domain: example.com Submitter: Sender Example Report-ID: <1@Sender Example>")
    .replace("Submitter: sender.example", "Submitter: Sender Example")
    .replace("Date: Mon, 23 Nov 2026 03:00:00 +0000\r\n", "")
    + multipart("s", TEXT, packed("application/tlsrpt+gzip", "Sender Example!example.com!1795305600!1795391999!1.json.gz",
                                  extra="MIME-Version: 1.0\r\n")),
    # Where a report stands
    "alone": header() + packed(),
    "alone-inline-json": header(False, "report") + part("text/plain", "\r\n" + report() + "\r\n", "7bit"),
    "attached-to-mixed": header(False) + multipart("b", TEXT, packed(), subtype="mixed"),
    "nested": header(False) + multipart("o", TEXT, multipart("i", TEXT, multipart("j", packed(), subtype="mixed"),
                                                            subtype="mixed"), subtype="mixed"),
    "forwarded": header(False, "Fwd: report") + multipart(
        "o", TEXT, part("message/rfc822", header() + multipart("i", TEXT, packed())), subtype="mixed"),
    "forwarded-alone": forwarded(1),
    "forwarded-deep": forwarded(20),
    "two-reports": header() + multipart("b", TEXT, packed(), packed(
        "application/tlsrpt+json", "b.json", gz(report("second")))),
    "zip-of-two": header(False) + multipart("b", TEXT, packed(
        "application/zip", "reports.zip", zipped(("a.json", report("first")), ("b.json", report("second")))),
        subtype="mixed"),
    "one-good-one-cut-off": header() + multipart("b", TEXT, packed(), packed(
        "application/tlsrpt+gzip", "b.json.gz", gz(report("second"))[:-9])),
    # How it is written
    "no-end-boundary": header() + multipart("b", TEXT, packed(), end=False),
    "stray-bytes-in-base64": header() + multipart("b", TEXT, part(
        "application/tlsrpt+gzip", b64(gz(report())).replace("\r\n", "!@#\r\n\r\n ~~", 1), "base64", NAME)),
    "file-name-rfc2231": header() + multipart("b", TEXT, rfc2231_part()),
    "file-name-rfc2047": header() + multipart("b", TEXT, part(
        "application/octet-stream", b64(gz(report())), "base64",
        "=?utf-8?B?w6Qhw7YhMTc5NTMwNTYwMCExNzk1MzkxOTk5Lmpzb24uZ3o=?=")),
    "file-name-only-in-type": header(False) + multipart("b", TEXT, part(
        f"application/octet-stream; name={NAME}".replace(NAME, f'"{NAME}"'), b64(gz(report())), "BASE64"), subtype="mixed"),
    "file-name-unquoted": header(False, "hello") + multipart("b", TEXT, part(
        "application/octet-stream; name=r.json.gz", b64(gz(report())), "BASE64"), subtype="mixed"),
    "file-name-hostile": header() + multipart("b", TEXT, packed(
        "application/tlsrpt+gzip", "../../etc/cron.d/\x1b[2J\x07x.json.gz")),
    "line-feeds-only": (header() + multipart("b", TEXT, packed())).replace("\r\n", "\n"),
    "binary-without-encoding": header() + multipart("b", part("application/tlsrpt+gzip", gz(report()).decode("latin1"))),
    "boundary-with-blanks": header() + 'Content-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n\r\npreamble\r\n--b  \r\n'
    + TEXT + "\r\n--b\r\n" + packed() + "\r\n--b--\r\nepilogue\r\n",
    "boundary-of-specials": header() + 'Content-Type: multipart/report;\r\n\treport-type="tlsrpt";\r\n\tboundary="=_x (y)/z?"\r\n\r\n'
    + "--=_x (y)/z?\r\n" + packed() + "\r\n--=_x (y)/z?--\r\n",
    "boundary-missing": header() + 'Content-Type: multipart/report; report-type="tlsrpt"\r\n\r\n--b\r\n' + packed() + "\r\n--b--\r\n",
    "boundary-used-twice": header() + multipart("b", multipart("b", packed(), subtype="mixed")),
    "boundary-that-begins-another": header() + multipart("b", TEXT, multipart("bb", TEXT, packed(), subtype="mixed")),
    "nul-in-text": header() + multipart("b", part("text/plain", "a\0b\r\n"), packed()),
    "quoted-printable-json": header() + multipart("b", TEXT, part(
        "application/tlsrpt+json", quopri.encodestring(report().encode()).decode().replace("\n", "\r\n").replace("{", "=7B"),
        "quoted-printable")),
    "eight-bit-json": header() + multipart("b", TEXT, part(
        "application/tlsrpt+json; charset=utf-8", json.dumps(json.loads(report(**{"organization-name": "Bücher"})),
                                                             ensure_ascii=False).encode().decode("latin1"), "8bit")),
    "unknown-encoding": header() + packed().replace("base64", "x-gzip64"),
    "gateway-banner": header(subject="[EXTERNAL] report") + multipart(
        "g", part("text/plain", "External Email\r\n"), multipart("b", TEXT, packed(), subtype="mixed"), subtype="mixed"),
    # How it is labelled
    **{f"type-{media_type.replace('/', '-').replace('+', '-')}": header(False, "hello") + multipart(
        "b", TEXT, packed(media_type, "r.json.gz"), subtype="mixed")
       for media_type in ("application/gzip", "application/octet-stream", "application/json", "application/tlsrpt")},
    "type-zip-of-gzip": header(False, "hello") + multipart("b", TEXT, packed("application/zip", "a"), subtype="mixed"),
    "type-missing": header() + multipart("b", TEXT, part("", b64(gz(report())), "base64").replace("Content-Type: \r\n", "")),
    "type-only-report-type": header(False, "hello") + multipart("b", TEXT, packed("application/x-something", "data")),
    "type-only-headers": header() + multipart("b", TEXT, packed("application/x-something", "data"), subtype="mixed"),
    "json-labelled-gzip": header() + multipart("b", TEXT, part("application/tlsrpt+gzip", report(), "7bit", NAME)),
    "says-otherwise": header(subject="Report Domain: example.org Submitter: other.example Report-ID: <1@x>")
    .replace("Domain: example.com\r\nTLS", "Domain: example.net\r\nTLS")
    .replace("Submitter: sender.example", "Submitter: other.example")
    + multipart("b", TEXT, packed(name="sender.example!example.com!1795392000!1795478399!1.json.gz")),
    # What is no report
    "empty": "",
    "not-a-report-spam": header(False, "Report Domain: example.com Submitter: sender.example Report-ID: <1@x>")
    + part("text/html", "<b>Cheap watches</b>\r\n"),
    "not-a-report-attachments": header(False, "Invoice") + multipart(
        "b", TEXT, packed("application/zip", "invoice.zip", zipped(("invoice.js", "alert(1)"))),
        packed("application/octet-stream", "data.json", b'{"a": 1}'),
        packed("application/gzip", "sender.example!example.com!1795305600!1795391999.xml.gz", gzip.compress(b"<?xml?>", mtime=0)),
        subtype="mixed"),
    "not-a-report-bounce": header(False, "Undelivered Mail", "MAILER-DAEMON@mx.example.com") + BOUNCE,
    "not-a-report-bounce-by-exim": header(False, "Mail delivery failed", extra="X-Failed-Recipients: a@example.net\r\n")
    + part("text/plain", "A message could not be delivered.\r\n"),
    "not-a-report-vacation": header(False, "Out of office", extra="Auto-Submitted: auto-replied\r\n")
    + part("text/plain", "I am away.\r\n"),
    "not-a-report-own-digest": header(False, "example.com: OK", extra="Auto-Submitted: auto-generated\r\n")
    .replace("<1@sender.example>", "<tlsward-digest.2026-11-22@example.com>") + DIGEST,
    "report-type-without-report": header() + multipart("b", TEXT),
}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name, text in MESSAGES.items():
        with open(os.path.join(FOLDER, name + ".eml"), "wb") as out:
            out.write(text.encode("latin1"))


if __name__ == "__main__":
    main()
