#!/usr/bin/env python3
"""Makes the binary files of samples/hostile, the same bytes each time: python3 samples/make_binary.py

They are kept in git, so that neither build nor tests need this script. What must become of each stands in
the file NAME.expected beside it, written by hand.
"""
import gzip
import io
import json
import os
import struct
import zipfile
import zlib

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile")
MIB = 1 << 20


def report(report_id, **members):
    """A small report as bytes; members replace or add to it."""
    value = {
        "organization-name": "Sender Example",
        "date-range": {"start-datetime": "2026-11-22T00:00:00Z", "end-datetime": "2026-11-22T23:59:59Z"},
        "contact-info": "tls@sender.example",
        "report-id": report_id,
        "policies": [{
            "policy": {"policy-type": "no-policy-found", "policy-domain": "example.com"},
            "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0},
        }],
    }
    value.update(members)
    return json.dumps(value).encode()


def gz(data):
    return gzip.compress(data, 9, mtime=0)


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    """An archive of (name, bytes) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 23, 4, 0, 0)), data, compression)
    return buffer.getvalue()


def with_byte(data, position, change):
    """The bytes with one of them changed (exclusive or)."""
    changed = bytearray(data)
    changed[position] ^= change
    return bytes(changed)


def encrypted(archive):
    """The archive with the flag "encrypted" (APPNOTE.TXT 4.4.4) in the local and the central header."""
    central = archive.index(b"PK\x01\x02")
    return with_byte(with_byte(archive, 6, 1), central + 8, 1)


def gzip_with_name(data, name):
    """A gzip member whose header has a file name (RFC 1952 section 2.3.1)."""
    plain = gz(data)
    return plain[:3] + b"\x08" + plain[4:10] + name + b"\0" + plain[10:]


half = len(report("members-2")) // 2

FILES = {
    # gzip
    "gzip-bad-checksum.gz": with_byte(gz(report("gzip-1")), -8, 0xff),
    "gzip-bad-length.gz": with_byte(gz(report("gzip-2")), -1, 0xff),
    "gzip-bad-data.gz": with_byte(gz(report("gzip-3")), 40, 0xff),
    "gzip-cut-off.gz": gz(report("gzip-4"))[:-30],
    "gzip-header-only.gz": gz(b"")[:10],
    "gzip-other-method.gz": with_byte(gz(report("gzip-5")), 2, 0x0f),
    "gzip-rubbish-behind.gz": gz(report("gzip-6")) + b"\r\n--boundary--\r\n",
    "gzip-zeros-behind.gz": gz(report("gzip-7")) + bytes(512),
    "gzip-in-gzip.gz": gz(gz(report("gzip-8"))),
    "gzip-of-html.gz": gz(b"<html><body>503 Service Unavailable</body></html>"),
    "gzip-of-nothing.gz": gz(b""),
    "gzip-of-utf-16.gz": gz(report("gzip-9").decode().encode("utf-16")),
    "gzip-name-outside.gz": gzip_with_name(report("gzip-10"), b"../../etc/cron.d/report"),
    "gzip-two-members.gz": gz(report("members-2")[:half]) + gz(report("members-2")[half:]),
    "gzip-two-reports.gz": gz(report("members-3")) + gz(report("members-4")),
    "gzip-ten-members.gz": gz(report("members-10")) + 9 * gz(b""),
    # Bombs: 33 MiB each
    "bomb-zeros.gz": gz(bytes(33 * MIB)),
    "bomb-blanks.gz": gz(b" " * (33 * MIB)),
    "bomb-blanks-within.gz": gz(b'{"policies":' + b" " * (33 * MIB) + b"[]}"),
    "bomb-brackets.gz": gz(b'{"policies":' + b"[" * (33 * MIB)),
    "bomb-of-one-string.gz": gz(report("A" * (33 * MIB))),
    "bomb-of-bombs.gz": gz(gz(gz(bytes(33 * MIB)))),
    "bomb.zip": zipped(("bomb.json", report("B" * (33 * MIB)))),
    # Over the caps, but within the size
    "details-100000.gz": gz(report("details-0", policies=[{"failure-details": [{}] * 100_000}])),
    "policies-1000.gz": gz(report("policies-0", policies=[{"policy": {
        "policy-type": "no-policy-found", "policy-domain": f"d{n}.example.com"}} for n in range(1000)])),
    "sum-beyond-int64.gz": gz(report("sum-1", policies=[{"failure-details": [
        {"failed-session-count": 2**53 - 1}] * 1025}])),
    "details-100001.gz": gz(report("details-1", policies=[{"failure-details": [{}] * 100_001}])),
    # zip
    "zip-without-json.zip": zipped(("readme.txt", b"nothing here"), ("report.xml", b"<feedback/>")),
    "zip-of-nothing.zip": zipped(("empty.json", b"")),
    "zip-in-zip.zip": zipped(("inner.zip", zipped(("report.json", report("zip-1"))))),
    "zip-cut-off.zip": zipped(("report.json", report("zip-2")))[:-40],
    "zip-encrypted.zip": encrypted(zipped(("report.json", report("zip-3")))),
    "zip-bad-checksum.zip": with_byte(
        zipped(("report.json", report("zip-4")), compression=zipfile.ZIP_STORED), 60, 0x01),
    "zip-lzma.zip": zipped(("report.json", report("zip-5")), compression=zipfile.ZIP_LZMA),
    "zip-257-members.zip": zipped(*[(f"{n}.txt", b"") for n in range(257)]),
    "zip-name-outside.zip": zipped(("../../etc/cron.d/report.json", report("zip-6"))),
    "zip-of-gzip.zip": zipped(("report.json.gz", gz(report("zip-7")))),
    # Text that is no UTF-8, or rubbish
    "utf-16.json": report("utf-16").decode().encode("utf-16"),
    "utf-16-without-mark.json": report("utf-16").decode().encode("utf-16-be"),
    "random-bytes.bin": b"".join(struct.pack(">I", zlib.crc32(bytes([n]))) for n in range(256)),
    "two-byte-order-marks.json": b"\xef\xbb\xbf" * 2 + report("marks-1"),
}

for file_name, contents in FILES.items():
    with open(os.path.join(FOLDER, file_name), "wb") as output:
        output.write(contents)
