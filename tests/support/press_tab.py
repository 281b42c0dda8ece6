#!/usr/bin/env python3
"""Types a line and a tab into a shell that sits at a terminal, and prints what became of the line.

usage: press_tab.py SETUP LINE SHELL [ARGUMENT...]   (the shell must edit lines as Emacs does)
"""
import os
import pty
import re
import sys

setup, line, *shell = sys.argv[1:]
PROMPT = b"READY> "


class Terminal:
    """What the shell shows, read as far as somebody waits for it."""

    def __init__(self):
        self.shown = b""
        pid, self.file = pty.fork()
        if pid == 0:
            os.environ.update(PS1=PROMPT.decode(), TERM="dumb")
            os.execvp(shell[0], shell)

    def wait_for(self, pattern):
        while not (found := re.search(pattern, self.shown, re.DOTALL)):
            self.shown += os.read(self.file, 65536)
        self.shown = self.shown[found.end():]
        return found

    def type(self, text):
        os.write(self.file, text.encode())


terminal = Terminal()
terminal.wait_for(PROMPT)
terminal.type(setup + "\n")
terminal.wait_for(rb"\n.*" + PROMPT)
# The line becomes an argument: Ctrl-A and Ctrl-E go to its ends. \107 is G, so that only the answer has "GOT".
terminal.type(line + "\t\x01printf '\\107OT<%s>' \"\x05\"\n")
print(terminal.wait_for(rb"GOT<([^>]*)>")[1].decode())
terminal.type("exit\n")
