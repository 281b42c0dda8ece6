#!/usr/bin/env python3
"""A webhook: webhook_receiver.py FOLDER PORT_FILE [STATUS [HEADER]...] serves HTTPS with the folder's certificate on a free
port of 127.0.0.1, which it writes to the file, until it is ended, and answers each POST with the status (200) and the header
lines. What came is in PORT_FILE.N.head and PORT_FILE.N.body, N from 1. Instead of a status:
kill          ends the process whose id is in PORT_FILE.client with SIGKILL before it answers the first one with 200
silent        never answers
early-hints   announces an answer before the one with 200
endless-body  answers with 200, and then a body that does not end
endless-head  answers with 200, and then header lines that do not end
endless-line  answers with a line that does not end
"""
import http.server
import os
import signal
import ssl
import sys

folder, port_file = sys.argv[1:3]
status = sys.argv[3] if len(sys.argv) > 3 else "200"
headers = sys.argv[4:]
count = 0


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global count, status
        body = self.rfile.read(int(self.headers["Content-Length"]))
        count += 1
        with open(f"{port_file}.{count}.body", "wb") as file:
            file.write(body)
        with open(f"{port_file}.{count}.head.new", "w") as file:
            file.write(f"{self.requestline}\n{self.headers}")
        os.rename(f"{port_file}.{count}.head.new", f"{port_file}.{count}.head")
        if status == "kill":
            status = "200"
            try:
                os.kill(int(open(port_file + ".client").read()), signal.SIGKILL)
            except ProcessLookupError:
                pass  # it was quicker
        try:
            self.answer()
        except OSError:
            pass  # it is gone

    def answer(self):
        if status == "silent":
            self.rfile.read(1)  # until the other side goes
        elif status.startswith("endless-"):
            start, more = {"endless-body": (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
                           "endless-head": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 512),
                           "endless-line": (b"HTTP", b"x" * 4096)}[status]
            self.wfile.write(start)
            while True:
                self.wfile.write(more)
        else:
            if status == "early-hints":
                self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            self.send_response(200 if status == "early-hints" else int(status))
            for header in headers:
                self.send_header(*header.split(": ", 1))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    def do_GET(self):
        open(port_file + ".followed", "w").close()
        self.send_error(404)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(folder, "server.crt"), os.path.join(folder, "server.key"))
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
server.serve_forever()
