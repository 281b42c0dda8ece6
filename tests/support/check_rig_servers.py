"""The servers of check_rig.py: HTTPS and SMTP, each broken as its row says. They run in the folder of the certificates."""
import functools
import os
import selectors
import socket
import ssl
import threading
import time
import warnings

OFFER = ["rig.example", "PIPELINING", "STARTTLS", "8BITMIME"]


@functools.lru_cache(maxsize=None)
def tls_context(pem, old=False, too=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if old:
        warnings.simplefilter("ignore", DeprecationWarning)  # that is what it is for
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    if too:
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
    if pem.startswith("weak"):
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(pem, "weak.pem.key" if pem.startswith("weak") else "key.pem")
    return context


class Https:
    """What `https` of a row says: "KIND" of a certificate, or what else is broken."""

    def __init__(self, rows, second):
        self.rows = {row.host: row for row in rows}
        self.second = second

    def serve(self, connection):
        row = None
        hello = connection.recv(4096, socket.MSG_PEEK)
        new = b"\x00\x2b\x00" in hello  # supported_versions, of TLS 1.3
        if not new and any(host.encode() in hello for host, one in self.rows.items() if one.set.get("https") == "tls13"):
            connection.sendall(b"\x15\x03\x03\x00\x02\x02\x46")  # alert protocol_version
            return

        def choose(tls, name, _):
            nonlocal row
            row = self.rows.get(name)
            broken = row.set.get("https", "") if row else ""
            if broken == "alert" or row is None:
                return ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE
            tls.context = tls_context(row.pem(broken if os.path.exists(broken + ".pem") else "good"))
            return None

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("good.pem", "key.pem")
        context.sni_callback = choose
        context.set_ciphers("ALL:@SECLEVEL=0")
        with context.wrap_socket(connection, server_side=True) as tls:
            request = b""
            while b"\r\n\r\n" not in request:
                more = tls.recv(4096)
                if not more:
                    return
                request += more
            tls.sendall(self.answer(row, request))

    def answer(self, row, request):
        status, fields, body = "200 OK", {"Content-Type": "text/plain"}, row.policy()
        broken = row.set.get("https_2" if self.second else "https", "")
        word, _, rest = broken.partition(" ")
        if request.startswith(b"GET /reports"):
            word, _, rest = row.set.get("reports", "").partition(" ")
            status, body = "405 Method Not Allowed", b""
        elif not request.startswith(b"GET /.well-known/mta-sts.txt ") or word == "404":
            status, body = "404 Not Found", b"not here"
        if word == "elsewhere":
            here = request.startswith(b"GET /mta-sts.txt ")
            status, body = ("200 OK", row.policy()) if here else ("404 Not Found", b"not here")
        if word == "browsers" and b"User-Agent" not in request:
            status, body = "403 Forbidden", b"no"
        if word == "age":
            fields["Age"] = rest
        if word in ("403", "500", "202"):
            status, body = word + " no", b"no"
        if word == "redirect":
            status, fields["Location"], body = "302 Found", "https://www.example/", b""
        if word == "type":
            fields["Content-Type"] = rest
        if word == "gzip":
            fields["Content-Encoding"] = "gzip"
        if word == "html":
            body = b"<!doctype html><title>Welcome</title>"
        if word == "body":
            body = rest.replace("\\n", "\r\n").encode()
        if word in ("big", "tail"):
            fill = int(rest) - len(body)
            body += b"x: y\r\n" * (fill // 6 - 1) + b"x: y" + b"y" * (fill % 6) + b"\r\n"
        if word == "tail":
            body += b"mode: none\r\n"
        if word == "silent":
            time.sleep(60)
        if word == "slow":
            time.sleep(float(rest))
        head = f"HTTP/1.1 {status}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items())
        if word == "chunked":
            return (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        lie = 9 if word == "short" else 0
        return (head + f"Content-Length: {len(body) + lie}\r\n\r\n").encode() + body


class Smtp:
    def __init__(self, row, key="smtp"):
        self.row, self.broken = row, row.set.get(key, "")

    def serve(self, connection):
        with connection:
            self.converse(connection, connection.makefile("rb"))

    def converse(self, connection, lines):
        offer = list(OFFER)
        if self.broken == "no-starttls":
            offer.remove("STARTTLS")
        if self.broken == "stripped":
            offer[offer.index("STARTTLS")] = "XXXXXXXA"
        if self.broken == "silent":
            time.sleep(60)
        if self.broken == "close":
            return
        if self.broken == "garbage":
            connection.sendall(b"\x1b[2Jno mail here\r\n")
            return
        connection.sendall(b"554 5.7.1 no\r\n" if self.broken == "554" else b"220 rig.example ESMTP\r\n")
        tls = False
        for line in lines:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"EHLO":
                shown = [one for one in offer if not tls or one != "STARTTLS"]
                connection.sendall("".join(f"250{'-' if one != shown[-1] else ' '}{one}\r\n" for one in shown).encode())
            elif word == b"STARTTLS":
                connection.sendall(b"454 4.7.0 TLS not available\r\n" if self.broken == "454" else b"220 go on\r\n")
                if self.broken == "454":
                    continue
                if self.broken == "close-after":
                    return
                if self.broken == "plain-after":
                    connection.sendall(b"this is no TLS at all\r\n" * 4)
                    return
                context = tls_context(self.row.pem("good"), too=self.broken == "tls1-too")
                if self.broken == "sni":
                    context = self.without_name()
                kind = self.broken if os.path.exists(self.broken + ".pem") else "good"
                if kind != "good" or self.broken == "tls1":
                    context = tls_context(self.row.pem(kind), self.broken == "tls1")
                connection = context.wrap_socket(connection, server_side=True)
                lines, tls = connection.makefile("rb"), True
                return self.after_tls(connection, lines, offer)
            elif word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return

    def without_name(self):
        """The right certificate only for those who name a host."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("wrong-name.pem", "key.pem")

        def choose(tls, name, _):
            if name:
                tls.context = tls_context(self.row.pem("good"))

        context.sni_callback = choose
        return context

    def after_tls(self, connection, lines, offer):
        for line in lines:
            if line.upper().startswith(b"EHLO"):
                connection.sendall(b"250-rig.example\r\n250 8BITMIME\r\n")
            elif line.upper().startswith(b"QUIT"):
                connection.sendall(b"221 bye\r\n")
                return


class Listeners:
    """All addresses, accepted from on one thread; each connection is served on its own."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()

    def add(self, address, port, server):
        listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(512)
        self.selector.register(listener, selectors.EVENT_READ, server)
        return listener.getsockname()[1]

    @staticmethod
    def serve_one(server, connection):
        try:
            server.serve(connection)
        except (OSError, ssl.SSLError):
            pass  # the client went away, as it does where it is told no

    def run(self):
        while True:
            for key, _ in self.selector.select():
                connection, _ = key.fileobj.accept()
                threading.Thread(target=self.serve_one, args=(key.data, connection), daemon=True).start()
