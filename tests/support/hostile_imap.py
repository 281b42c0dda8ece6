#!/usr/bin/env python3
"""An IMAP server that does what none should, to see what tlsward makes of it.

hostile_imap.py MODE PORT_FILE [MAILDIR]: serves the mails of the Maildir without TLS on a free port of 127.0.0.1,
which it writes to the file, until it is ended. Each mode breaks one thing; "cut N" ends each connection after N bytes of
answers and writes to PORT_FILE.all how many there were in all, "break-at N" ends it where the mail of UID N is asked for.
Nothing but UID MOVE removes a mail: what was moved stands in PORT_FILE.moved.
"""
import os
import re
import socket
import sys
import threading
import time

CAPABILITIES = b"IMAP4rev1 MOVE UIDPLUS IDLE AUTH=PLAIN"


class Box:
    def __init__(self, maildir):
        names = sorted(os.listdir(f"{maildir}/new")) if maildir else []
        self.mails = {number + 1: open(f"{maildir}/new/{name}", "rb").read() for number, name in enumerate(names)}
        self.uid_next = len(self.mails) + 1


class Cut(Exception):
    pass


class Session:
    def __init__(self, connection, mode, argument, box, files):
        self.connection, self.mode, self.argument, self.box, self.files = connection, mode, argument, box, files
        self.sent = 0
        self.input = connection.makefile("rb")

    def send(self, data):
        if self.mode == "cut" and self.sent + len(data) > self.argument:
            self.connection.sendall(data[:self.argument - self.sent])
            raise Cut
        self.connection.sendall(data)
        self.sent += len(data)

    def flood(self, data):
        while True:
            self.connection.sendall(data)

    def run(self):
        if self.mode == "hang":
            time.sleep(10000)
        if self.mode == "preauth":
            self.send(b"* PREAUTH you are in\r\n")
        self.send(b"* OK ready\r\n")
        for line in self.input:
            tag, command = line.strip().split(b" ", 1)
            if self.mode == "bye " + command.split(b" ")[0].decode().lower():
                self.send(b"* BYE for no reason\r\n")
            self.answer(tag, command)

    def answer(self, tag, command):
        name = command.upper()
        if self.mode == "over-quota" and name.startswith((b"UID MOVE", b"UID COPY", b"UID STORE", b"CREATE")):
            self.send(tag + b" NO [OVERQUOTA] no more\r\n")
            return
        if self.mode == "read-only" and name.startswith((b"UID MOVE", b"UID COPY", b"UID STORE", b"CREATE")):
            self.send(tag + b" NO this mailbox is read-only\r\n")
            return
        if name.startswith(b"CAPABILITY"):
            words = b"IMAP4rev1" if self.mode == "poor" else CAPABILITIES
            self.send(b"* CAPABILITY " + words + b"\r\n")
        elif name.startswith(b"STARTTLS"):
            self.send(tag + b" OK begin\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n")
            return
        elif name.startswith(b"AUTHENTICATE"):
            self.send(b"+ \r\n")
            self.input.readline()
        elif name.startswith(b"SELECT"):
            self.select()
            if self.mode == "read-only":
                self.send(tag + b" OK [READ-ONLY] done\r\n")
                return
        elif name.startswith(b"UID SEARCH"):
            first, last = map(int, re.findall(rb"(\d+):(\d+)", command)[0])
            self.search(first, last)
        elif name.startswith(b"UID FETCH"):
            self.fetch(self.uids(command.split(b" ")[2]), b"BODY" in name)
        elif name.startswith(b"UID MOVE"):
            for uid in self.uids(command.split(b" ")[2]):
                if self.box.mails.pop(uid, None) is not None:
                    with open(self.files + ".moved", "a") as moved:
                        moved.write(f"{uid}\n")
        self.send(tag + b" OK done\r\n")

    def uids(self, text):
        wanted = set()
        for part in text.decode().split(","):
            first, _, last = part.partition(":")
            wanted.update(range(int(first), int(last or first) + 1))
        return sorted(wanted)

    def select(self):
        count = {"exists": b"4000000000", "negative": b"-1"}.get(self.mode, str(len(self.box.mails)).encode())
        next_uid = {"uidnext": b"1", "uidnext-high": b"4294967295"}.get(self.mode, str(self.box.uid_next).encode())
        self.send(b"* " + count + b" EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT " + next_uid + b"] n\r\n")

    def search(self, first, last):
        while self.mode == "drip":
            self.send(b"*")
            time.sleep(0.5)
        if self.mode == "endless-ok":
            self.flood(b"* OK still searching\r\n" * 1000)
        if self.mode == "endless-line":
            self.flood(b"* SEARCH " + b"1 " * 100000)
        if self.mode == "search-lies":
            self.send(b"* SEARCH 0 99 4294967295 5 5 5\r\n")
        found = [uid for uid in sorted(self.box.mails) if first <= uid <= last]
        self.send(b"* SEARCH " + b" ".join(b"%d" % uid for uid in found) + b"\r\n")

    def fetch(self, uids, bodies):
        if self.mode == "depth" and bodies:
            self.send(b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 100000)
        if self.mode == "stranger" and bodies:  # a mail that was not asked for
            self.send(b"* 9 FETCH (UID 999 BODY[] {4}\r\nevil)\r\n")
        for uid in uids:
            if uid in self.box.mails:
                self.send(self.body(uid) if bodies else self.size(uid))

    def size(self, uid):
        size = {"size-small": 10, "size-large": 2000000000}.get(self.mode, len(self.box.mails[uid]))
        return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, size)

    def body(self, uid):
        mail = self.box.mails[uid]
        if self.mode == "break-at" and uid == self.argument:
            self.connection.shutdown(socket.SHUT_RDWR)
        if self.mode == "huge-literal":
            return b"* %d FETCH (UID %d BODY[] {4000000000}\r\n" % (uid, uid) + mail
        if self.mode == "endless-body":
            self.send(b"* %d FETCH (UID %d BODY[] {26000000}\r\n" % (uid, uid))
            self.flood(b"x" * 100000)
        if self.mode == "long-body":
            mail = mail + b"x" * 26000000
        if self.mode == "wrong-uid":
            return b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid + 1000, len(mail)) + mail + b")\r\n"
        if self.mode == "nil" or (self.mode == "nil-first" and uid == 1):
            return b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (uid, uid)
        if self.mode == "twice":
            return (b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(mail)) + mail + b")\r\n") * 2
        if self.mode == "hang-in-body":
            self.send(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(mail)) + mail[:10])
            time.sleep(10000)
        return b"* %d FETCH (BODY[] {%d}\r\n" % (uid, len(mail)) + mail + b" UID %d)\r\n" % uid


def main():
    mode, port_file = sys.argv[1], sys.argv[2]
    box = Box(sys.argv[3] if len(sys.argv) > 3 else None)
    name, _, number = mode.rpartition(" ")
    mode, argument = (name, int(number)) if name in ("cut", "break-at") else (mode, 0)
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)

    def serve(connection):
        session = Session(connection, mode, argument, box, port_file)
        try:
            session.run()
        except (OSError, ValueError, IndexError, Cut):
            pass
        with open(port_file + ".all", "w") as file:
            file.write(str(session.sent))
        connection.close()

    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    main()
