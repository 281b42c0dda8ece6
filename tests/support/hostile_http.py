"""Clients that curl cannot play, for the end-to-end stories. usage: hostile_http.py STORY PORT CA ..."""
import concurrent.futures
import json
import socket
import ssl
import sys
import time

STORY, PORT, CA = sys.argv[1], int(sys.argv[2]), sys.argv[3]
CONTEXT = ssl.create_default_context(cafile=CA)


def connect(source="127.0.0.1", timeout=20):
    plain = socket.create_connection(("127.0.0.1", PORT), timeout=timeout, source_address=(source, 0))
    return CONTEXT.wrap_socket(plain, server_hostname="localhost")


def request(body, extra=b""):
    return (b"POST /v1/tlsrpt HTTP/1.1\r\nHost: localhost\r\n" + extra
            + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def answer_to(sock, data):
    """Everything that comes back, and how it ended: closed, cut (no close_notify) or reset."""
    got = b""
    try:
        sock.sendall(data)
        while piece := sock.recv(65536):
            got += piece
        return got, "closed"
    except ssl.SSLEOFError:
        return got, "cut"
    except OSError as error:
        return got, type(error).__name__


def numbered_report(number):
    return json.dumps({
        "organization-name": "Example Sender", "contact-info": "tls@sender.example.net",
        "date-range": {"start-datetime": "2026-11-23T00:00:00Z", "end-datetime": "2026-11-23T23:59:59Z"},
        "report-id": f"story-{number}",
        "policies": [{"policy": {"policy-type": "no-policy-found", "policy-domain": "example.com"},
                      "summary": {"total-successful-session-count": 1, "total-failure-session-count": 0}}],
    }).encode()


def gone(path):
    """Sends a report and is gone before the answer."""
    with open(path, "rb") as file:
        body = file.read()
    with connect() as sock:
        sock.sendall(request(body))
        sock.shutdown(socket.SHUT_RDWR)


def vectors(path):
    """Each line of the file: NAME, status, the request as a Python literal without its quotes, with tabs between.
    One answer with that status, or none for status 0; nothing behind it is taken for a second request."""
    for line in open(path, encoding="ascii"):
        if not line.strip() or line.startswith("#"):
            continue
        name, status, raw = line.rstrip("\n").split("\t")
        data = raw.encode("ascii").decode("unicode_escape").encode("latin-1")
        with connect() as sock:
            sock.settimeout(20)
            got, _ = answer_to(sock, data + b"POST /v1/hidden HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        answers = got.count(b"HTTP/1.1 ")
        code = got[9:12].decode() or "0"
        if (code, answers) != (status, 0 if status == "0" else 1) or (answers and b"Connection: Close" not in got):
            sys.exit(f"{name}: wanted one {status}, got {answers} answers: {got[:300]!r}")


def idle(count, per_address, honest):
    """COUNT idle TLS connections, PER_ADDRESS from each of 127.0.1.x; then HONEST posts from 127.0.0.1."""
    count, per_address, honest = int(count), int(per_address), int(honest)
    held = []
    for number in range(count):
        try:
            held.append(connect(f"127.0.1.{1 + number // per_address}"))
        except OSError:
            pass  # past the limit of its address
    took = []
    for number in range(honest):
        began = time.monotonic()
        with connect() as sock:
            got, _ = answer_to(sock, request(numbered_report(number), b"Connection: close\r\n"))
        took.append(time.monotonic() - began)
        if not got.startswith(b"HTTP/1.1 200"):
            sys.exit(f"honest post {number} of {honest} got {got[:100]!r}")
    print(f"{len(held)} idle connections held, {honest} honest posts: "
          f"median {sorted(took)[honest // 2] * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms")
    if max(took) > 2:
        sys.exit("an honest post took more than 2 s")


def trickle(kind):
    """Sends a byte a second, of the head or of the body, until the server ends it; prints how long that took."""
    with connect(timeout=60) as sock:
        began = time.monotonic()
        sock.sendall(b"POST /v1/tlsrpt HTTP/1.1\r\nHost: x\r\n")
        if kind == "body":
            sock.sendall(b"Content-Length: 100000\r\n\r\n")
        sock.settimeout(1)
        for _ in range(60):
            try:
                sock.sendall(b"x")
                if not sock.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        print(int(time.monotonic() - began))


def ledger(path, first, count, threads):
    """Posts reports FIRST.. over keep-alive connections until the server is gone; appends the number of each that
    was acknowledged."""
    first, count, threads = int(first), int(count), int(threads)
    with open(path, "a", encoding="ascii", buffering=1) as acknowledged:

        def work(lane):
            try:
                with connect() as sock:
                    for number in range(first + lane, first + count, threads):
                        sock.sendall(request(numbered_report(number)))
                        if not sock.recv(65536).startswith(b"HTTP/1.1 200"):
                            return
                        acknowledged.write(f"story-{number}\n")
            except OSError:
                return

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))


if __name__ == "__main__":
    globals()[STORY](*sys.argv[4:])
