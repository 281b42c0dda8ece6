"""Reads a digest's mail from standard input as a mail program would. Prints what it found, "WHAT: VALUE" to a line,
and writes the parts to part-1, part-2 and so on."""
import email
import email.policy
import sys

data = sys.stdin.buffer.read()
mail = email.message_from_bytes(data, policy=email.policy.default)
lines = data.split(b"\r\n")
faults = [str(defect) for part in mail.walk() for defect in part.defects]
faults += [str(defect) for part in mail.walk() for value in part.values() for defect in value.defects]
faults += ["line %d holds CR or LF" % number for number, line in enumerate(lines) if set(line) & set(b"\r\n")]
faults += ["line %d has %d bytes" % (number, len(line)) for number, line in enumerate(lines) if len(line) > 998]
faults += ["line %d is not ASCII" % number for number, line in enumerate(lines) if not line.isascii()]
faults += ["%s holds a control character" % name for name, value in mail.items() if not str(value).isprintable()]
print("faults:", *faults)
print("names:", *mail.keys())
for name, value in mail.items():
    print("%s: %s" % (name, value))
print("type:", mail.get_content_type())
for number, part in enumerate(mail.iter_parts(), 1):
    print("part:", part.get_content_type(), part.get_content_charset(), part["Content-Language"])
    with open("part-%d" % number, "w") as file:
        file.write(part.get_content().replace("\r\n", "\n"))
