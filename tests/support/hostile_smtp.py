#!/usr/bin/env python3
"""A mail server that does what none should, to see what tlsward makes of it.

hostile_smtp.py FOLDER PORT_FILE MODE [ARGUMENT]: serves without TLS (with STARTTLS where the mode is about it) on a
free port of 127.0.0.1, which it writes to the file, until it is ended. Each mode breaks one thing. A mail whose last
dot came is a line in PORT_FILE.taken, its Message-ID, whatever the client was told of it. "kill STEP" kills the client,
whose process id is in PORT_FILE.client, with SIGKILL at that step, and serves all later connections well. FOLDER has the
certificate.
"""
import os
import re
import signal
import socket
import ssl
import struct
import sys
import threading
import time

OFFER = b"250-smtp.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"


class Server:
    def __init__(self, folder, port_file, mode, argument):
        self.folder, self.port_file, self.mode, self.argument = folder, port_file, mode, argument
        self.killed = False

    def client(self):
        while not os.path.exists(self.port_file + ".client"):
            time.sleep(0.01)
        return int(open(self.port_file + ".client").read())

    def at(self, step):
        """Kills the client if this is the step."""
        if self.mode != "kill" or self.argument != step or self.killed:
            return
        self.killed = True
        try:
            os.kill(self.client(), signal.SIGKILL)
        except ProcessLookupError:
            pass  # it was quicker

    def take(self, message):
        found = re.search(rb"(?im)^message-id: *<([^>]*)>", message)
        with open(self.port_file + ".taken", "a") as taken:
            taken.write((found.group(1).decode() if found else "none") + "\n")


class Session:
    def __init__(self, server, connection):
        self.server, self.mode, self.connection = server, server.mode, connection
        self.input = connection.makefile("rb")

    def send(self, data):
        self.connection.sendall(data)

    def drip(self, data):
        while True:
            for byte in data:
                self.send(bytes([byte]))
                time.sleep(0.2)

    def greet(self):
        if self.mode == "garbage":
            return self.send(b"\x00\x01\x1b[2J" * 20 + b"\r\n")
        if self.mode == "endless-line":
            while True:
                self.send(b"2" * 65536)
        if self.mode == "flood":
            while True:
                self.send(b"220-hello\r\n" * 1000)
        if self.mode == "tarpit":
            self.drip(b"220-wait\r\n")
        if self.mode == "silent":
            time.sleep(10000)
        if self.mode == "no-service":
            return self.send(b"421 4.3.2 not now\r\n")
        if self.mode == "half-reply":
            return self.send(b"220-half of a greeting\r\n")
        self.send(b"220 smtp.example\r\n")
        return self.converse()

    def converse(self):
        while True:
            self.server.at("command")
            line = self.input.readline()
            if not line:
                return
            word = re.split(rb"[ :]", line.strip().upper())[0].decode("latin-1")
            self.server.at(word)
            if self.mode == "drop " + word:
                return
            answer = getattr(self, "on_" + word.lower(), None)
            if answer is None:
                self.send(b"500 5.5.1 what?\r\n")
            elif answer(line) == "end":
                return

    def on_ehlo(self, _):
        if self.mode == "no-starttls":
            return self.send(b"250 smtp.example\r\n")
        return self.send(OFFER)

    def on_starttls(self, _):
        if self.mode == "starttls-refused":
            return self.send(b"454 4.7.0 TLS not available\r\n")
        if self.mode == "starttls-injected":
            return self.send(b"220 go on\r\n250 smtp.example\r\n")
        self.send(b"220 go on\r\n")
        if self.mode == "drop-after-starttls":
            return "end"
        if self.mode == "tls-broken":
            return self.send(b"this is no TLS\r\n" * 10)
        self.server.at("TLS")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{self.server.folder}/server.crt", f"{self.server.folder}/server.key")
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.input = self.connection.makefile("rb")
        return None

    def on_auth(self, _):
        self.send(b"535 5.7.8 no\r\n" if self.mode == "auth-refused" else b"235 2.7.0 ok\r\n")

    def on_mail(self, _):
        refusals = {"sender-refused": b"550 5.7.1 not you\r\n", "login-wanted-early": b"530 5.7.0 Authentication required\r\n"}
        self.send(refusals.get(self.mode, b"250 2.1.0 ok\r\n"))

    def on_rcpt(self, line):
        if self.mode == "some-refused" and b"second" in line:
            return self.send(b"550 5.1.1 \x1b[2Jno such user\r\n")
        if self.mode == "some-later" and b"second" in line:
            return self.send(b"450 4.2.0 greylisted\r\n")
        if self.mode == "two-codes":
            return self.send(b"250-ok\r\n550 5.1.1 no such user\r\n")
        if self.mode == "relay-denied":
            return self.send(b"554 5.7.1 Relay access denied\r\n")
        if self.mode == "relay-denied-in-words":
            return self.send(b"550 relay not permitted\r\n")
        if self.mode == "login-wanted":
            return self.send(b"530 5.7.0 Authentication required\r\n")
        if self.mode == "login-wanted-for-one" and b"second" in line:
            return self.send(b"530 5.7.0 Authentication required\r\n")
        if self.mode == "denied-for-one" and b"second" in line:
            return self.send(b"550 5.7.1 not for you\r\n")
        if self.mode in ("denied-and-unknown", "denied-and-later"):
            first = b"550 5.1.1 no such user\r\n" if self.mode == "denied-and-unknown" else b"450 4.2.0 greylisted\r\n"
            return self.send(b"550 5.7.1 not for you\r\n" if b"second" in line else first)
        if self.mode == "all-refused":
            return self.send(b"550 5.1.1 no such user\r\n")
        return self.send(b"250 2.1.5 ok\r\n")

    def on_data(self, _):
        if self.mode == "no-data":
            return self.send(b"451 4.3.0 later\r\n")
        if self.mode == "data-accepted":
            return self.send(b"250 2.0.0 ok\r\n")
        self.send(b"354 go on\r\n")
        message = b""
        while not message.endswith(b"\r\n.\r\n"):
            line = self.input.readline()
            if not line:
                return "end"
            message += line
            self.server.at("line")
        self.server.take(message)
        self.server.at("message")
        if self.mode == "drop-after-data":
            return "end"
        if self.mode == "message-later":
            return self.send(b"451 4.3.0 later\r\n")
        if self.mode == "message-refused":
            return self.send(b"554 5.7.1 spam\r\n")
        self.send(b"250 2.0.0 taken\r\n")
        self.server.at("taken")
        return None

    def on_quit(self, _):
        if self.mode == "reset-at-quit":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return "end"
        self.send(b"221 2.0.0 bye\r\n")
        return "end"


def serve(server, connection):
    with connection:
        try:
            server.at("connect")
            Session(server, connection).greet()
        except (OSError, ssl.SSLError):
            pass  # the client went away


def main():
    folder, port_file, mode = sys.argv[1:4]
    server = Server(folder, port_file, mode, sys.argv[4] if len(sys.argv) > 4 else "")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    with open(port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(server, connection), daemon=True).start()


main()
