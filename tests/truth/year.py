"""The year that happened: domains, the reporters that send mail to them, and what was wrong when. It is the truth that
docs/truth.md measures tlsward against, written by hand; make_year.py makes of it the reports that arrive.

Words are of senders: WORDS says what each kind of reporter writes about each kind of fault (docs/senders.md)."""

import dataclasses
import datetime

FIRST_DAY = datetime.date(2025, 1, 1)
DAYS = 365


def day(month, number):
    return datetime.date(2025, month, number)


@dataclasses.dataclass(frozen=True)
class Domain:
    name: str
    mode: str  # of its MTA-STS policy: "enforce", "testing", "none"; "" for no policy
    sessions: int  # on a working day, over all reporters
    mx: int = 1  # hosts mx1, mx2 ...; each has an IPv4 and an IPv6 address
    dane: bool = False
    reporters: tuple = ()  # who sends it mail; none for everybody

    def hosts(self):
        return [f"mx{number}.{self.name}" for number in range(1, self.mx + 1)]


DOMAINS = [
    Domain("bank.example", "enforce", 900, 2),
    Domain("shop.example", "enforce", 220),
    Domain("agency.example", "enforce", 20000, 4),
    Domain("news.example", "testing", 4000, 3),
    Domain("club.example", "testing", 9),
    Domain("school.example", "none", 90, 2),
    Domain("town.example", "", 150),
    Domain("lab.example", "enforce", 320, 2, dane=True),
    Domain("host.example", "", 260, 2, dane=True),
    Domain("small.example", "enforce", 3, reporters=("bigmail", "one")),
    Domain("museum.example", "testing", 40, 2, reporters=("weekly", "one", "two")),
    Domain("forum.example", "testing", 700, 2),
]


@dataclasses.dataclass(frozen=True)
class Reporter:
    key: str
    organization: str
    contact: str
    kind: str  # whose reports its reports are like
    share: float  # of the sessions of a domain
    hours: tuple  # after the end of a day's range it sends between these hours
    trust: str = "verified"
    dane: bool = False  # looks for TLSA records
    rhythm: str = "daily"  # or "hourly", "weekly"


REPORTERS = [
    Reporter("bigmail", "Big Mail Inc.", "smtp-tls-reporting@bigmail.example", "google", 0.45, (1, 10)),
    Reporter("largemail", "Large Mail Corporation", "tlsrpt-noreply@largemail.example", "microsoft", 0.25, (5, 16), dane=True),
    Reporter("regional", "Regional Post", "tls_support@corp.regional.example", "mailru", 0.12, (3, 12)),
    Reporter("hourly", "mail.hourly.example", "postmaster@hourly.example", "stalwart", 0.05, (0.1, 0.3), dane=True, rhythm="hourly"),
    Reporter("weekly", "mail.weekly.example", "postmaster@weekly.example", "stalwart", 0.03, (0.1, 3), dane=True, rhythm="weekly"),
    Reporter("one", "Sender One GmbH", "tlsrpt@one.example", "postfix", 0.03, (0.5, 6), dane=True),
    Reporter("two", "Sender Two", "tlsrpt@two.example", "postfix", 0.02, (0.5, 6), trust="unauthenticated", dane=True),
    Reporter("three", "mox.three.example", "postmaster@mox.three.example", "mox", 0.02, (1, 8), dane=True),
    Reporter("halon", "Halon Sender", "postmaster@halon.example", "halon", 0.01, (1, 3)),
    Reporter("corner", "Corner Post", "tls@corner.example", "google", 0.02, (0.5, 2), trust="corroborated"),
]

# Largemail's reports about the days from the first to the second come so many days late, at most.
LATE = [("largemail", day(3, 3), day(3, 21), 24), ("largemail", day(9, 8), day(9, 14), 9), ("regional", day(6, 2), day(6, 6), 5)]
# Reports about these days were never sent, or never arrived.
SILENT = [("largemail", day(8, 4), day(8, 24)), ("bigmail", day(5, 12), day(5, 14)), ("hourly", day(10, 6), day(10, 12))]
# Mail could not be fetched from the first day's noon until the second's: what came by mail comes then.
MAILBOX_DOWN = [(day(4, 15), day(4, 18)), (day(11, 20), day(11, 22))]

# What senders of each kind write of a fault: result type, reason, and the cause of which a reader is to be told for it
# (`tlsward explain`). "" is for those that are not named.
WORDS = {
    "expired": {
        "": ("certificate-expired", "", "certificate-expired"),
        "mailru": ("certificate-expired", "x509: certificate has expired or is not yet valid", "certificate-expired"),
        "stalwart": ("certificate-not-trusted", "invalid peer certificate: Expired", "certificate-expired"),
        "postfix": ("certificate-expired", "certificate_has_expired", "certificate-expired"),
    },
    "wrong-name": {
        "": ("certificate-host-mismatch", "", "certificate-host-mismatch"),
        "stalwart": ("certificate-not-trusted", "invalid peer certificate: NotValidForName", "certificate-host-mismatch"),
    },
    "no-intermediate": {
        "": ("certificate-not-trusted", "", "certificate-not-trusted"),
        "mailru": ("certificate-not-trusted", "x509: certificate signed by unknown authority", "untrusted-issuer"),
        "stalwart": ("certificate-not-trusted", "invalid peer certificate: UnknownIssuer", "untrusted-issuer"),
        "postfix": ("certificate-not-trusted", "unable_to_get_local_issuer_certificate", "missing-intermediate"),
    },
    "no-starttls": {"": ("starttls-not-supported", "", "starttls-not-supported")},
    "policy-404": {
        "": ("sts-policy-fetch-error", "", "sts-policy-fetch-error"),
        "mailru": ("sts-policy-fetch-error", "bad https response code: 404", "policy-not-found"),
        "stalwart": ("sts-policy-fetch-error", "Policy not found", "policy-not-found"),
    },
    "policy-type": {
        "": ("sts-policy-invalid", "", "sts-policy-invalid"),
        "mailru": ("sts-policy-invalid", "unexpected content type: text/html", "sts-policy-invalid"),
    },
    "policy-certificate": {
        "": ("sts-webpki-invalid", "", "sts-webpki-invalid"),
        "stalwart": ("sts-policy-fetch-error", "", "sts-policy-fetch-error"),
    },
    "mx-not-in-policy": {
        "": ("validation-failure", "", "validation-failure"),
        "microsoft": ("validation-failure", "MX_HOSTS_MISMATCH", "mx-not-in-policy"),
        "stalwart": ("validation-failure", "MX not authorized by policy.", "mx-not-in-policy"),
        "mox": ("validation-failure", "mtasts-policy-mx-mismatch", "mx-not-in-policy"),
    },
    "tlsa-not-rolled": {
        "": ("tlsa-invalid", "", "tlsa-invalid"),
        "stalwart": ("validation-failure", "No matching certificates found.", "tlsa-not-rolled"),
        "mox": ("validation-failure", "dane-no-match", "tlsa-not-rolled"),
    },
    "dnssec": {"": ("dnssec-invalid", "", "dnssec-invalid")},
    "old-trust-store": {
        "": ("certificate-not-trusted", "", "certificate-not-trusted"),
        "mailru": ("certificate-not-trusted", "x509: certificate signed by unknown authority", "untrusted-issuer"),
    },
    "no-route-to-policy": {
        "": ("sts-policy-fetch-error", "", "sts-policy-fetch-error"),
        "mailru": ("sts-policy-fetch-error", "unable to do http request: context deadline exceeded", "policy-timeout"),
    },
    "handshake": {
        "": ("validation-failure", "", "validation-failure"),
        "mox": ("validation-failure", "tls-remote-alert-40", "handshake-failure"),
        "postfix": ("validation-failure", "handshake_failure", "handshake-failure"),
    },
}
# The best names of a fault, where it has others than the first of its words; a sender that says less can be told of as
# it says.
NAMES = {
    "no-intermediate": ["missing-intermediate", "untrusted-issuer"],
    "policy-404": ["policy-not-found"],
    "mx-not-in-policy": ["mx-not-in-policy"],
    "tlsa-not-rolled": ["tlsa-not-rolled", "tlsa-invalid"],
    "old-trust-store": ["missing-intermediate", "untrusted-issuer"],
    "no-route-to-policy": ["policy-timeout"],
    "handshake": ["handshake-failure", "validation-failure"],
}
ABOUT_POLICY = ("policy-404", "policy-type", "policy-certificate", "no-route-to-policy")
ABOUT_DNS = ("dnssec",)  # no host is named
DANE_ONLY = ("tlsa-not-rolled", "dnssec")  # who does not look for TLSA records notices nothing
NO_PLAIN_TEXT = ("expired", "wrong-name", "no-intermediate", "mx-not-in-policy", "old-trust-store")  # seen by who verifies


@dataclasses.dataclass(frozen=True)
class Incident:
    fault: str  # of WORDS
    domain: str  # or "*": all
    first: datetime.date
    last: datetime.date
    side: str = "you"
    hosts: tuple = ()  # numbers of MX; none for all
    family: int = 0  # 4 or 6: only there
    odds: float = 1.0  # that a session at such a place fails
    reporters: tuple = ()  # who meets it; none for everybody
    what: str = ""  # a word for the table, if it is not the fault


INCIDENTS = [
    Incident("expired", "bank.example", day(2, 3), day(2, 9), hosts=(2,)),
    Incident("expired", "bank.example", day(6, 14), day(6, 17), hosts=(2,)),
    Incident("mx-not-in-policy", "bank.example", day(4, 7), day(4, 25), hosts=(2,)),
    Incident("policy-404", "bank.example", day(8, 11), day(8, 14)),
    Incident("no-starttls", "bank.example", day(10, 6), day(10, 26), "path", reporters=("largemail",), odds=0.8),
    Incident("expired", "shop.example", day(3, 10), day(3, 10)),
    Incident("no-starttls", "shop.example", day(5, 19), day(6, 8), family=6, what="IPv6 only"),
    Incident("policy-certificate", "shop.example", day(7, 21), day(8, 3)),
    Incident("wrong-name", "shop.example", day(11, 3), day(11, 5)),
    Incident("expired", "agency.example", day(1, 27), day(2, 2), hosts=(3,), family=4, what="one address of several"),
    Incident("no-intermediate", "agency.example", day(5, 5), day(5, 16), hosts=(1, 2)),
    Incident("mx-not-in-policy", "agency.example", day(9, 1), day(9, 21), hosts=(4,)),
    Incident("handshake", "agency.example", day(12, 1), day(12, 7), hosts=(2,), family=6, what="one address of several", odds=0.3),
    Incident("no-starttls", "news.example", day(2, 10), day(3, 2), hosts=(3,)),
    Incident("no-starttls", "news.example", day(3, 24), day(3, 30), hosts=(3,)),
    Incident("policy-type", "news.example", day(6, 23), day(7, 6)),
    Incident("wrong-name", "news.example", day(8, 18), day(9, 30), hosts=(2,)),
    Incident("no-intermediate", "club.example", day(2, 17), day(3, 12)),
    Incident("expired", "club.example", day(9, 15), day(9, 18)),
    Incident("no-starttls", "school.example", day(4, 28), day(5, 1)),
    Incident("no-starttls", "school.example", day(10, 13), day(11, 9), hosts=(2,)),
    Incident("no-starttls", "town.example", day(1, 20), day(1, 22)),
    Incident("no-starttls", "town.example", day(7, 7), day(7, 31), odds=0.05),
    Incident("tlsa-not-rolled", "lab.example", day(3, 5), day(3, 7), hosts=(1,)),
    Incident("expired", "lab.example", day(9, 22), day(9, 25), hosts=(1,)),
    Incident("dnssec", "lab.example", day(11, 10), day(11, 11)),
    Incident("tlsa-not-rolled", "host.example", day(2, 17), day(2, 25)),
    Incident("dnssec", "host.example", day(6, 10), day(6, 12)),
    Incident("tlsa-not-rolled", "host.example", day(10, 20), day(10, 20), hosts=(2,)),
    Incident("expired", "small.example", day(5, 26), day(6, 6)),
    Incident("policy-404", "small.example", day(10, 1), day(10, 20)),
    Incident("no-starttls", "museum.example", day(4, 1), day(5, 10)),
    Incident("wrong-name", "museum.example", day(8, 1), day(8, 31), hosts=(1,)),
    Incident("mx-not-in-policy", "forum.example", day(2, 24), day(3, 16), hosts=(2,)),
    Incident("policy-404", "forum.example", day(7, 14), day(7, 15)),
    Incident("policy-404", "forum.example", day(7, 28), day(7, 29)),
    Incident("expired", "forum.example", day(12, 8), day(12, 23), odds=0.5),
    Incident("old-trust-store", "*", day(4, 2), day(4, 9), "sender", reporters=("regional",), odds=0.9, what="a sender's trust store"),
    Incident("no-route-to-policy", "*", day(9, 24), day(9, 26), "sender", reporters=("regional",), odds=0.6, what="a sender's network"),
    Incident("handshake", "*", day(11, 24), day(11, 28), "sender", reporters=("bigmail",), odds=0.02, what="a sender's TLS library"),
    Incident("no-starttls", "forum.example", day(5, 20), day(5, 22), "path", reporters=("corner",), what="one sender is stripped"),
]

# Sessions that fail for no lasting reason, of each million.
PASSING = 10
PASSING_WORDS = [
    ("validation-failure", "", "validation-failure"),
    ("validation-failure", "handshake_failure", "handshake-failure"),
    ("starttls-not-supported", "", "starttls-not-supported"),
    ("certificate-not-trusted", "", "certificate-not-trusted"),
]

# What strangers post: a flood of failures, failures in a known reporter's name, clean reports in the names of all who
# tell of an incident, before theirs or after.
FLOODS = [("bank.example", day(1, 15), 400), ("bank.example", day(2, 5), 400), ("town.example", day(9, 3), 200)]
FORGED_FAILURES = [("shop.example", "bigmail", day(1, 22), day(1, 24)), ("news.example", "largemail", day(10, 5), day(10, 6)), ("club.example", "regional", day(12, 15), day(12, 18))]
FORGED_CLEAN = [("bank.example", day(6, 14), day(6, 20), "before"), ("news.example", day(2, 12), day(2, 20), "after"), ("host.example", day(2, 17), day(2, 25), "before")]

TWICE = 0.02  # of the reports come twice, and half of these by HTTPS from anybody
LOST = 0.01  # never come
