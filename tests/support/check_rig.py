#!/usr/bin/env python3
"""Domains of which each has one thing broken, as DNS, HTTPS and SMTP servers show it to `tlsward check`.

check_rig.py make FOLDER TABLE    certificates by the CA of the folder, and the zones example, plain.example
check_rig.py break FOLDER TABLE   makes answers of the signed zone false
check_rig.py serve FOLDER TABLE   the servers, until it is ended; their ports go to FOLDER/ports
check_rig.py judge FOLDER TABLE COMMAND...   the command's findings of each domain against the table
check_rig.py judge-all FOLDER TABLE COMMAND...   the same of one run for all; no finding may be too many, but what is INFO

A line of the table: name, findings wanted ("-" for none), what is broken ("key=value | key=value"). Without anything
broken a domain has a TLSRPT record, MTA-STS in enforce, one MX with STARTTLS and a TLSA record, all of it right.
"""
import concurrent.futures
import hashlib
import json
import os
import resource
import subprocess
import sys
import time

from check_rig_servers import Https, Listeners, Smtp

POLICY, POLICY_2 = "127.0.0.1", "127.0.0.2"
SHARE = 100  # rows that have their names in one certificate: senders refuse very large ones
CA_CONF = """[ca]
default_ca = rig
[rig]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


class Row:
    def __init__(self, number, name, wanted, broken):
        self.number, self.name, self.wanted = number, name, [] if wanted == "-" else wanted.split()
        self.set = dict(part.split("=", 1) for part in broken.split(" | ")) if broken else {}
        self.domain = name + (".plain" if self.set.get("zone") == "plain" else "") + ".example"
        self.mx, self.host = "mx." + self.domain, "mta-sts." + self.domain
        self.address, self.second = (f"127.{net}.{number // 250}.{number % 250 + 1}" for net in (1, 2))

    def pem(self, kind):
        """The file of a certificate for this row's names; those of the first rows have no number."""
        share = self.number // SHARE
        return kind + (f".{share}" if share else "") + ".pem"

    def policy(self):
        text = self.set.get("policy", "version: STSv1\\nmode: %s\\nmx: %s\\nmax_age: 1209600\\n")
        if "%s" in text:
            text %= (self.set.get("mode", "enforce"), self.set.get("pattern", self.mx))
        return text.replace("\\n", "\r\n").encode("utf-8")


def read_table(path):
    lines = [line.rstrip("\n") for line in open(path) if line.strip() and not line.startswith("#")]
    return [Row(i + 1, *(line.split("\t") + [""])[:3]) for i, line in enumerate(lines)]


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


class Certificates:
    """In the folder KIND.pem and KIND.1.pem..., each a chain for the names of SHARE domains, with key.pem."""

    def __init__(self, rows):
        self.shares = {}
        for row in rows:
            names = self.shares.setdefault(row.pem("")[:-4], [])
            names += ["DNS:" + name for name in (row.mx, row.host, "alias." + row.domain)]
        open("index", "w").close()
        with open("ca.conf", "w") as conf:
            conf.write(CA_CONF)
        run("openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", "key.pem")
        self.root("unknown-ca", "Unknown CA")
        run("openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=Rig Intermediate", "-out", "intermediate.csr")
        self.sign("intermediate", "intermediate.csr", "ca", "basicConstraints=critical,CA:TRUE", 0, 60)
        run("openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=rig", "-out", "leaf.csr")

    def root(self, name, subject):
        run("openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", name + ".key")
        run("openssl", "req", "-x509", "-new", "-key", name + ".key", "-subj", "/CN=" + subject, "-days", "60",
            "-out", name + ".crt")

    def sign(self, name, request, issuer, extensions, begin, end):
        """Valid from `begin` to `end` days from now."""
        with open("extensions", "w") as file:
            file.write(extensions + "\n")
        at = lambda days: time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - 3600 + days * 86400))
        run("openssl", "ca", "-batch", "-notext", "-config", "ca.conf", "-in", request, "-cert", issuer + ".crt",
            "-keyfile", ("key.pem" if issuer == "intermediate" else issuer + ".key"), "-extfile", "extensions",
            "-startdate", at(begin), "-enddate", at(end), "-out", name + ".crt")

    def leaf(self, name, issuer="ca", names=None, begin=-1, end=89, more="", chain=(), key=None):
        request = "leaf.csr"
        if key:
            request = key + ".csr"
            run("openssl", "genrsa", "-out", key + ".key", "1024")
            run("openssl", "req", "-new", "-key", key + ".key", "-subj", "/CN=rig", "-out", request)
        for share, own in self.shares.items():
            self.sign(name, request, issuer, f"subjectAltName={names or ','.join(own)}\n{more}", begin, end)
            with open(name + share + ".pem", "w") as pem:
                for part in (name, *chain):
                    pem.write(open(part + ".crt").read())

    def make(self):
        self.leaf("good")
        self.leaf("expired", begin=-90, end=-2)
        self.leaf("early", begin=2)
        self.leaf("ending", begin=-84, end=5)
        self.leaf("wrong-name", names="DNS:www.elsewhere.example")
        self.leaf("alone", issuer="intermediate")
        self.leaf("unknown", issuer="unknown-ca", chain=["unknown-ca"])
        self.leaf("client", more="extendedKeyUsage=clientAuth")
        self.leaf("old", begin=-65, end=25)
        self.leaf("weak", key="weak.pem")
        for share, own in self.shares.items():
            run("openssl", "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=rig", "-days", "60", "-addext",
                "subjectAltName=" + ",".join(own), "-out", f"self-signed{share}.pem")
            run("openssl", "x509", "-req", "-in", "leaf.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "60",
                "-set_serial", "77", "-out", f"no-san{share}.pem")


def key_digest():
    key = subprocess.run(["openssl", "pkey", "-in", "key.pem", "-pubout", "-outform", "DER"], check=True,
                         capture_output=True).stdout
    return hashlib.sha256(key).hexdigest()


def zone_of(row, digest, second):
    def fill(value):
        for word, what in (("digest", digest), ("address", row.address), ("second", row.second)):
            value = value.replace("{" + word + "}", what)
        return value

    def txt(owner, key, default):
        values = [row.set.get(key, default), row.set.get(key + "2", "-")]
        return [f'{owner} TXT "{value}"' for value in values if value != "-"]

    d, lines = row.domain + ".", []
    lines += txt("_smtp._tls." + d, "tlsrpt_2" if second and "tlsrpt_2" in row.set else "tlsrpt",
                 "v=TLSRPTv1; rua=mailto:tls@reports.example")
    lines += txt("_mta-sts." + d, "sts_2" if second and "sts_2" in row.set else "sts", "v=STSv1; id=20261129")
    lines += txt("_smtp._tls.mx." + d, "tlsrpt_mx", "v=TLSRPTv1; rua=mailto:tls@reports.example")
    settings = {"mx": f"10 mx.{d}", "mx_address": row.address, "host_address": POLICY,
                "tlsa": "3 1 1 " + digest}
    owners = {"mx": f"{d} MX", "mx_address": f"mx.{d} A", "host_address": f"mta-sts.{d} A",
              "tlsa": f"_25._tcp.mx.{d} TLSA"}
    for key, owner in owners.items():
        value = row.set.get(key, settings[key])
        lines += [f"{owner} {one}" for one in fill(value).split(" & ") if one != "-"]
    extra = fill(row.set.get("records", ""))
    return lines + [line.replace("@", d) for line in extra.split(" & ") if line]


def make(rows):
    Certificates(rows).make()
    digest = key_digest()
    head = "$TTL 300\n@ SOA ns.example. host.example. 1 3600 600 86400 300\n@ NS ns.example.\n"
    for zone, plain, second in (("example", False, False), ("plain.example", True, False), ("example", False, True)):
        with open(zone + (".second" if second else ".zone"), "w") as file:
            file.write(f"$ORIGIN {zone}.\n{head}")
            if not plain:
                file.write("@ NS ns2.example.\nns A 127.0.0.1\nns2 A 127.0.0.2\nplain NS ns\nlame NS ns\n"
                           "reports MX 10 mx.reports\nmx.reports A 127.0.0.1\n")
            for row in rows:
                if (row.set.get("zone") == "plain") == plain:
                    file.write("\n".join(zone_of(row, digest, second)) + "\n")


def falsify(rows):
    """Changes the last digit of records that `bogus` names by owner and type: their signatures are then wrong."""
    wanted = {(f"{row.set['bogus'].split()[0].replace('@', row.domain)}.", row.set["bogus"].split()[1])
              for row in rows if "bogus" in row.set}
    with open("example.zone.signed") as file:
        lines = file.read().splitlines()
    for i, line in enumerate(lines):
        parts = line.split("\t")
        if len(parts) > 4 and (parts[0], parts[3]) in wanted:
            at = max(j for j, c in enumerate(line) if c.isdigit())
            lines[i] = line[:at] + str((int(line[at]) + 1) % 10) + line[at + 1:]
    with open("example.zone.signed", "w") as file:
        file.write("\n".join(lines) + "\n")


def serve(rows):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    listeners = Listeners()
    https_port = listeners.add(POLICY, 0, Https(rows, False))
    listeners.add(POLICY_2, https_port, Https(rows, True))
    smtp_port = listeners.add(rows[0].address, 0, Smtp(rows[0]))
    for row in rows[1:]:
        if row.set.get("smtp") != "nobody":
            listeners.add(row.address, smtp_port, Smtp(row))
    for row in rows:
        if "smtp_2" in row.set:
            listeners.add(row.second, smtp_port, Smtp(row, "smtp_2"))
        if "smtp_6" in row.set:
            listeners.add("::1", smtp_port, Smtp(row, "smtp_6"))
    with open("ports.new", "w") as file:
        file.write(f"{https_port} {smtp_port}\n")
    os.rename("ports.new", "ports")
    listeners.run()


def fault_of(row, found, exact):
    """What the findings are not as the table has them; None for nothing."""
    keys = {one["finding"] for one in found["findings"]}
    fails = {one["finding"] for one in found["findings"] if one["severity"] == "FAIL"}
    more = {one["finding"] for one in found["findings"] if one["severity"] != "INFO"}
    missing, other = set(row.wanted) - keys, (more if exact or not row.wanted else fails) - set(row.wanted)
    if missing or other:
        return f"{row.name}: missing {sorted(missing)}, besides {sorted(other)}, has {sorted(keys)}"
    return None


def tell(rows, faults):
    faults = [fault for fault in faults if fault]
    print("\n".join(faults) if faults else f"{len(rows)} domains judged as they are")
    sys.exit(1 if faults else 0)


def judge(rows, command):
    def look(row):
        run_ = subprocess.run([*command, "--json", *row.set.get("only", "").split(), row.set.get("ask", row.domain)],
                              capture_output=True, text=True)
        if run_.returncode not in (0, 3):
            return f"{row.name}: exit {run_.returncode}: {run_.stderr}"
        found = json.loads(run_.stdout)
        if run_.returncode != (0 if found["verdict"] == "OK" else 3):
            return f"{row.name}: {found['verdict']}, but exit {run_.returncode}"
        return fault_of(row, found, False)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        tell(rows, pool.map(look, rows))


def judge_all(rows, command):
    with open("domains", "w") as file:
        file.write("".join(row.domain + "\n" for row in rows))
    begin = time.monotonic()
    run_ = subprocess.run([*command, "--json", "--file", "domains"], capture_output=True, text=True)
    took = time.monotonic() - begin
    if run_.returncode != 3:
        sys.exit(f"exit {run_.returncode}: {run_.stderr}")
    checks = json.loads(run_.stdout)["checks"]
    print(f"{len(checks)} domains in {took:.1f} s")
    if [check["domain"] for check in checks] != [row.domain for row in rows]:
        sys.exit("the domains are others, or in another order")
    tell(rows, [fault_of(row, check, True) for row, check in zip(rows, checks)])


def main():
    verb, folder, table = sys.argv[1:4]
    rows = read_table(table)
    os.chdir(folder)
    {"make": make, "break": falsify, "serve": serve,
     "judge": lambda all_rows: judge(all_rows, sys.argv[4:]),
     "judge-all": lambda all_rows: judge_all(all_rows, sys.argv[4:])}[verb](rows)


main()
