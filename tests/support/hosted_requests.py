#!/usr/bin/env python3
"""Requests for hosted policies as no well-behaved sender sends them, and 1,000 good ones at once.

hosted_requests.py PORT CA_FILE: the policies of mta-sts.example.org and mta-sts.example.net are served on this port of
loopback, as org.txt and net.txt, and nothing else; the endpoint itself is localhost.
"""
import concurrent.futures
import socket
import ssl
import sys
import threading
import time

PORT, CA_FILE = int(sys.argv[1]), sys.argv[2]
ORG, NET, OTHER = "mta-sts.example.org", "mta-sts.example.net", "mta-sts.example.com"
PATH = "/.well-known/mta-sts.txt"
FILES = {ORG: open("org.txt", "rb").read(), NET: open("net.txt", "rb").read()}


def connect(name, trusted=True):
    context = ssl.create_default_context(cafile=CA_FILE)
    if not trusted:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", PORT), 30)
    return context.wrap_socket(plain, server_hostname=name)


def read_answer(stream, with_body=True):
    """Status, fields in lower case, body."""
    status = int(stream.readline().split()[1])
    fields = {}
    for line in iter(stream.readline, b"\r\n"):
        key, _, value = line.decode().partition(":")
        fields[key.lower()] = value.strip()
    return status, fields, stream.read(int(fields["content-length"])) if with_body else b""


def ask(name, request, trusted=True):
    with connect(name, trusted) as tls:
        tls.sendall(request)
        return read_answer(tls.makefile("rb"), not request.startswith(b"HEAD"))


def get(host, path=PATH, method="GET", version="1.1", more=""):
    return f"{method} {path} HTTP/{version}\r\nHost: {host}\r\n{more}\r\n".encode()


# What is asked: for whom the connection is, the request, the status, and whose policy comes.
REQUESTS = [
    ("one", ORG, get(ORG), 200, ORG),
    ("the other", NET, get(NET), 200, NET),
    ("no SNI", None, get(ORG), 200, ORG),
    ("no SNI, the other", None, get(NET), 200, NET),
    ("no SNI, a host without a policy", None, get(OTHER), 404, None),
    ("Host is not SNI", ORG, get(NET), 421, None),
    ("Host is the endpoint, SNI a policy host", ORG, get("localhost"), 421, None),
    ("Host is a policy host, SNI the endpoint", "localhost", get(ORG), 421, None),
    ("the endpoint", "localhost", get("localhost"), 404, None),
    ("SNI in capitals", ORG.upper(), get(ORG), 200, ORG),
    ("Host in capitals", ORG, get(ORG.upper()), 200, ORG),
    ("Host with a dot", ORG, get(ORG + "."), 200, ORG),
    ("Host with a port", ORG, get(ORG + ":443"), 200, ORG),
    ("Host with another port", ORG, get(ORG + ":8443"), 200, ORG),
    ("Host with dot and port, in capitals", ORG, get(ORG.upper() + ".:443"), 200, ORG),
    ("an IPv6 address", None, get("[::1]"), 404, None),
    ("an IPv6 address and a port", None, get("[2001:db8::7]:443"), 404, None),
    ("an IPv6 address under SNI", ORG, get("[2001:db8::7]:443"), 421, None),
    ("an IPv4 address", None, get("127.0.0.1"), 404, None),
    ("below a policy host", None, get("x." + ORG), 404, None),
    ("behind a policy host", None, get(ORG + ".evil.example"), 404, None),
    ("the label twice", None, get("mta-sts." + ORG), 404, None),
    ("HTTP/1.0", ORG, get(ORG, version="1.0"), 200, ORG),
    ("HTTP/1.0 without Host", ORG, f"GET {PATH} HTTP/1.0\r\n\r\n".encode(), 404, None),
    ("HTTP/1.1 without Host", ORG, f"GET {PATH} HTTP/1.1\r\n\r\n".encode(), 400, None),
    ("HEAD", ORG, get(ORG, method="HEAD"), 200, None),
    ("HEAD of another", None, get(OTHER, method="HEAD"), 404, None),
    ("POST", ORG, get(ORG, method="POST", more="Content-Length: 0\r\n"), 405, None),
    ("POST with a body", ORG, get(ORG, method="POST", more="Content-Length: 4\r\n") + b"body", 405, None),
    ("PUT", ORG, get(ORG, method="PUT", more="Content-Length: 0\r\n"), 405, None),
    ("OPTIONS", ORG, get(ORG, method="OPTIONS"), 405, None),
    ("a query", ORG, get(ORG, PATH + "?id=1&x=%00"), 200, ORG),
    ("an empty query", ORG, get(ORG, PATH + "?"), 200, ORG),
    ("a whole URI", ORG, get(ORG, f"https://{ORG}{PATH}"), 200, ORG),
    ("a whole URI of another host", ORG, get(ORG, f"https://{NET}{PATH}"), 421, None),
    ("a whole URI of another host, Host too", ORG, get(NET, f"https://{NET}{PATH}"), 421, None),
    ("the path in capitals", ORG, get(ORG, PATH.upper()), 404, None),
    ("a slash behind it", ORG, get(ORG, PATH + "/"), 404, None),
    ("two slashes before it", ORG, get(ORG, "/" + PATH), 404, None),
    ("without its folder", ORG, get(ORG, "/mta-sts.txt"), 404, None),
    ("the old name", ORG, get(ORG, "/.well-known/mta-sts.json"), 404, None),
    ("an escaped letter", ORG, get(ORG, "/.well-known/%6dta-sts.txt"), 404, None),
    ("dots", ORG, get(ORG, "/x/.." + PATH), 404, None),
    ("the root", ORG, get(ORG, "/"), 404, None),
    ("an encoding wished for", ORG, get(ORG, more="Accept-Encoding: gzip, br\r\n"), 200, ORG),
    ("a part wished for", ORG, get(ORG, more="Range: bytes=0-3\r\n"), 200, ORG),
    ("only if changed", ORG, get(ORG, more='If-None-Match: *\r\nIf-Modified-Since: Sun, 29 Nov 2026 00:00:00 GMT\r\n'), 200, ORG),
]


def odd_requests():
    for what, name, request, wanted, whose in REQUESTS:
        status, fields, body = ask(name, request, name is not None)
        assert status == wanted, f"{what}: {status} instead of {wanted}"
        if whose:
            assert body == FILES[whose], f"{what}: another file: {body}"
        if status == 200:
            assert fields["content-type"] == "text/plain", f"{what}: {fields}"
            assert fields["cache-control"] == "no-cache", f"{what}: {fields}"
            assert int(fields["content-length"]) == len(FILES[whose or ORG]), f"{what}: {fields}"
        if status == 405:
            assert fields["allow"] == "GET, HEAD", f"{what}: {fields}"
        assert not {"location", "set-cookie", "content-encoding"} & fields.keys(), f"{what}: {fields}"


def handshakes():
    """A policy host without a policy gets no certificate at all, the endpoint its own."""
    try:
        connect(OTHER)
        raise AssertionError("a certificate of somebody else")
    except ssl.SSLError as error:
        assert "UNRECOGNIZED_NAME" in str(error).upper(), error
    with connect(None, trusted=False) as tls:
        endpoint = tls.getpeercert(True)
    with connect("localhost") as tls:
        assert tls.getpeercert(True) == endpoint
    with connect("tls.example.com", trusted=False) as tls:
        assert tls.getpeercert(True) == endpoint
    with connect(ORG) as tls:
        assert tls.getpeercert(True) != endpoint


def pipelined():
    with connect(ORG) as tls:
        tls.sendall(get(ORG) * 3 + get(ORG, method="HEAD") + get(ORG, method="OPTIONS") + get(ORG))
        stream = tls.makefile("rb")
        got = [read_answer(stream, i != 3)[0::2] for i in range(6)]
        assert [status for status, _ in got] == [200, 200, 200, 200, 405, 200], got
        assert all(got[i][1] == FILES[ORG] for i in (0, 1, 2, 5)), got


def slow_client():
    """Whoever takes seconds for a request gets an answer, and keeps nobody waiting."""
    with connect(ORG) as tls:
        for byte in get(ORG):
            tls.sendall(bytes([byte]))
            time.sleep(0.02)
            if byte == ord("H"):
                begin = time.monotonic()
                assert ask(NET, get(NET))[2] == FILES[NET]
                assert time.monotonic() - begin < 5
        assert read_answer(tls.makefile("rb"))[2] == FILES[ORG]


def at_once(count):
    names = [(ORG, NET)[i % 2] for i in range(count)]
    everybody = threading.Barrier(8)

    def some(names):
        connections = [connect(name) for name in names]
        everybody.wait()  # all are connected, and none has asked
        for name, tls in zip(names, connections):
            tls.sendall(get(name))
        right = sum(read_answer(tls.makefile("rb"))[2] == FILES[name] for name, tls in zip(names, connections))
        for tls in connections:
            tls.close()
        return right

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        right = sum(pool.map(some, [names[i::8] for i in range(8)]))
    assert right == count, f"{right} of {count} fetches at once got their file"


handshakes()
odd_requests()
pipelined()
slow_client()
at_once(1000)
print(f"{len(REQUESTS)} odd requests, and 1,000 at once")
