#!/usr/bin/env python3
"""Types lines at a terminal, each as the answer to a question, and prints what the terminal showed.

usage: type_lines.py PROGRAM [ARGUMENT...] -- LINE...

A question ends in ": " or "] "; after one that ends in ": " the terminal must show nothing of what is typed. A line that is
"^C" is that key. Ends with the exit code of the program; where a signal ended it with 130, and tells of the terminal.
"""
import os
import pty
import re
import sys
import termios
import time

split = sys.argv.index("--")
program, lines = sys.argv[1:split], sys.argv[split + 1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(program[0], program)


def read():
    try:
        return os.read(terminal, 65536)
    except OSError:  # the program has ended
        return b""


def shows_what_is_typed():
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


shown, asked = b"", 0
for line in lines:
    while not (question := re.search(rb"(:|\]) $", shown[asked:])):
        shown += (part := read())
        if not part:
            break
    if not question:
        break
    while question[1] == b":" and shows_what_is_typed():
        time.sleep(0.01)
    asked = len(shown)
    os.write(terminal, b"\x03" if line == "^C" else line.encode() + b"\n")
while part := read():
    shown += part
_, status = os.waitpid(pid, 0)
print(shown.decode())
if os.WIFSIGNALED(status):
    print("ended by a signal; typing is", "shown" if shows_what_is_typed() else "not shown")
    sys.exit(130)
sys.exit(os.waitstatus_to_exitcode(status))
