"""Makes the reports of the year in year.py, as they arrive, and writes the truth beside them.

make_year.py FOLDER SEED [DAYS]

arrivals.tsv, by time: when it came (seconds since 1970), channel, trust, file name, the report. For tests/truth/keep.cpp.
truth.json: "incidents" of year.py, and "rows": of each report and line what it tells, and of which incident, with when it
came. For score.py. Of the analyzer this knows nothing: it shares no code with it and no table."""

import dataclasses
import datetime
import json
import pathlib
import random
import sys

import year

NOON = 12 * 3600


def seconds(day):
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.timezone.utc).timestamp())


def utc(when):
    return datetime.datetime.fromtimestamp(when, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclasses.dataclass
class Failures:
    tells: str  # number of an incident, "passing" or "forged"
    result_type: str
    reason: str
    host: str
    ip: str
    count: int
    cause: str  # of which a reader is to be told
    fault: str = ""


@dataclasses.dataclass
class Entry:
    kind: str  # policy-type
    domain: str  # policy-domain
    sessions: int
    failures: list
    fetched: bool = True  # whether the sender has the policy


class Chance(random.Random):
    def several(self, times, odds):
        """How many of so many happen."""
        if times * odds > 100 and times * (1 - odds) > 100:
            return min(times, max(0, round(self.gauss(times * odds, (times * odds * (1 - odds)) ** 0.5))))
        return sum(self.random() < odds for _ in range(times)) if times < 2000 else self.rare(times * odds)

    def rare(self, mean):
        """How often something of so small a mean happens (Poisson)."""
        if mean > 50:
            return max(0, round(self.gauss(mean, mean**0.5)))
        count, left = 0, self.expovariate(1)
        while left < mean:
            count, left = count + 1, left + self.expovariate(1)
        return count


def address(domain, number, family):
    place = year.DOMAINS.index(domain)
    return f"203.0.113.{place * 10 + number}" if family == 4 else f"2001:db8:{place + 1}::{number}"


def places(domain):
    """Of each MX address: its number, its family, and the share of the sessions that it gets."""
    weights = [0.6] + [0.4 / (domain.mx - 1)] * (domain.mx - 1) if domain.mx > 1 else [1.0]
    return [(n + 1, family, weight / 2) for n, weight in enumerate(weights) for family in (4, 6)]


def has_policy(domain, reporter):
    """Whether the reporter knows an MTA-STS policy that asks for something; Postfix knows none of its own."""
    return domain.mode in ("enforce", "testing") and reporter.kind != "postfix"


def meets(incident, domain, reporter, today):
    """Whether the reporter can meet the incident when it sends to the domain."""
    if incident.domain not in ("*", domain.name) or not incident.first <= today <= incident.last:
        return False
    if incident.reporters and reporter.key not in incident.reporters:
        return False
    with_dane = reporter.dane and domain.dane
    if incident.fault in year.DANE_ONLY:
        return with_dane
    if incident.fault in year.ABOUT_POLICY:
        return has_policy(domain, reporter)
    if incident.fault in year.NO_PLAIN_TEXT:  # DANE asks for the key alone; Microsoft looks at both
        return has_policy(domain, reporter) and (not with_dane or reporter.kind == "microsoft")
    return True


def word_of(fault, reporter):
    words = year.WORDS[fault]
    return words.get(reporter.kind, words[""])


class Year:
    def __init__(self, seed, days):
        self.chance = Chance(seed)
        self.days = [year.FIRST_DAY + datetime.timedelta(days=n) for n in range(days)]
        self.arrivals = []
        self.rows = []
        self.number = 0

    # What one reporter meets at one domain in a time: its sessions and which of them fail.
    def sessions_of(self, domain, reporter, today, part):
        if domain.reporters and reporter.key not in domain.reporters:
            return 0
        share = 1 / len(domain.reporters) if domain.reporters else reporter.share
        usual = domain.sessions * share * part * (0.4 if today.weekday() > 4 else 1.0)
        return self.chance.rare(usual)

    def failures_of(self, domain, reporter, today, sessions):
        found, left = [], sessions
        for n, incident in enumerate(year.INCIDENTS):
            if not meets(incident, domain, reporter, today):
                continue
            result_type, reason, cause = word_of(incident.fault, reporter)
            if incident.fault in year.ABOUT_POLICY or incident.fault in year.ABOUT_DNS:
                odds = incident.odds * (0.3 if incident.fault in year.ABOUT_POLICY else 1)
                count = self.chance.several(left, odds)
                where = [("", "", count)]
            else:
                where = [(f"mx{number}.{domain.name}", address(domain, number, family), self.chance.several(self.chance.several(sessions, share), incident.odds))
                         for number, family, share in places(domain)
                         if number in (incident.hosts or (number,)) and family == (incident.family or family)]
            for host, ip, count in where:
                count = min(count, left)
                left -= count
                if count:
                    found.append(Failures(str(n), result_type, reason, host, ip, count, cause, incident.fault))
        for _ in range(min(left, self.chance.rare(sessions * year.PASSING / 1e6))):
            result_type, reason, cause = self.chance.choice(year.PASSING_WORDS)
            number, family, _ = self.chance.choice(places(domain))
            if result_type != "certificate-not-trusted" or has_policy(domain, reporter):
                found.append(Failures("passing", result_type, reason, f"mx{number}.{domain.name}", address(domain, number, family), 1, cause))
        return found

    def entries_of(self, domain, reporter, sessions, failures):
        policy = [each for each in failures if each.fault in year.ABOUT_POLICY]
        other = [each for each in failures if each.fault not in year.ABOUT_POLICY]
        lost = sum(each.count for each in policy)
        without = [Entry("sts", domain.name, lost, policy, fetched=False)] if policy else []
        kind = "sts" if domain.mode and reporter.kind != "postfix" else "no-policy-found"
        if not (reporter.dane and domain.dane):
            return [Entry(kind, domain.name, sessions - lost, other)] + without
        if reporter.kind == "microsoft":  # the same sessions under both
            sts = [each for each in other if each.fault in year.NO_PLAIN_TEXT]
            tlsa = [each for each in other if each.fault not in year.NO_PLAIN_TEXT]
            first = [Entry("sts", domain.name, sessions - lost, sts)] if domain.mode else []
            return first + [Entry("tlsa", domain.name, sessions, tlsa)] + without
        if reporter.kind != "postfix":
            return [Entry("tlsa", domain.name, sessions, other)] + without
        entries = []
        for number, host in enumerate(domain.hosts(), 1):  # of each MX host a line of its own
            here = [each for each in other if each.host in ("", host)]
            count = self.chance.several(sessions, sum(weight for at, _, weight in places(domain) if at == number))
            if any(not each.host for each in here):
                here = [dataclasses.replace(each, count=count) for each in here if count]
            entries.append(Entry("tlsa", host, max(count, sum(each.count for each in here)), here))
        return [each for each in entries if each.sessions]

    # How it is written.
    def write(self, domain, reporter, start, end, entries, mark=""):
        kind = reporter.kind
        day = utc(start)[:10]
        identifiers = {"google": f"{utc(start)}_{domain.name}", "microsoft": f"{start}000000000+{domain.name}",
                       "mailru": f"{start:x}-{domain.name}@regional.example", "stalwart": f"{start}_{self.number}",
                       "postfix": f"{utc(start)}_idx1_{domain.name}", "mox": f"{day.replace('-', '')}.{domain.name}@mox.three.example",
                       "halon": f"{start:x}-halon"}
        zone = "" if kind == "microsoft" and day[5:7] in ("03", "07") else "Z"
        inclusive = kind not in ("mailru", "stalwart")
        return {
            "organization-name": reporter.organization,
            "date-range": {"start-datetime": utc(start)[:-1] + zone, "end-datetime": utc(end - 1 if inclusive else end)[:-1] + zone},
            "contact-info": reporter.contact,
            "report-id": identifiers[kind] + mark,
            "policies": [write_entry(kind, domain, entry) for entry in entries],
        }

    def arrive(self, reporter, when, report, trust=None):
        trust = trust or reporter.trust
        channel = "imap" if trust == "verified" else "https"
        if channel == "imap":
            for first, last in year.MAILBOX_DOWN:
                if seconds(first) + NOON <= when < seconds(last) + NOON:
                    when = seconds(last) + NOON + self.chance.randrange(1800)
        self.number += 1
        self.arrivals.append((when, channel, trust, f"{self.number}.json", json.dumps(report, separators=(",", ":"))))
        return when

    def tell(self, reporter, when, start, end, domain, entries, trust=None):
        """Remembers what the report tells of each line; `entries` of one report."""
        lines = {}
        for entry in entries:
            lines.setdefault(entry.domain, []).append(entry)
        for line, told in lines.items():
            sessions = max(entry.sessions for entry in told) if reporter.kind == "microsoft" else sum(entry.sessions for entry in told)
            tells = [{"of": each.tells, "type": each.result_type, "cause": each.cause, "host": each.host, "count": each.count,
                      "refused": is_refused(domain, entry, each), "ip": each.ip} for entry in told for each in entry.failures]
            self.rows.append({"received": when, "day": utc((start + end) // 2)[:10], "line": line, "reporter": reporter.key,
                              "trust": trust or reporter.trust, "sessions": sessions, "tells": tells,
                              "details": reporter.kind != "halon"})

    # One report and what may become of it.
    def send(self, domain, reporter, start, end, today):
        sessions = self.sessions_of(domain, reporter, today, (end - start) / 86400 if reporter.rhythm == "hourly" else 1)
        return sessions, self.failures_of(domain, reporter, today, sessions)

    def post(self, domain, reporter, start, end, sessions, failures):
        first, last = utc(start)[:10], utc(end - 1)[:10]
        if reporter.kind == "mox" and not failures or not sessions or self.chance.random() < year.LOST:
            return
        for key, since, until in year.SILENT:
            if key == reporter.key and str(since) <= last <= str(until):
                return
        entries = self.entries_of(domain, reporter, sessions, failures)
        report = self.write(domain, reporter, start, end, entries)
        when = end + int(3600 * self.chance.uniform(*reporter.hours))
        for key, since, until, days in year.LATE:
            if key == reporter.key and str(since) <= first <= str(until):
                when = max(when, end + self.chance.randrange(days * 86400))
        came = self.arrive(reporter, when, report)
        self.tell(reporter, came, start, end, domain, entries)
        if self.chance.random() < year.TWICE:
            self.arrive(reporter, when + self.chance.randrange(3 * 86400), report, self.chance.choice([None, "unauthenticated"]))
        for name, since, until, order in year.FORGED_CLEAN:
            if name == domain.name and str(since) <= first <= str(until) and failures:
                self.forge_clean(domain, reporter, start, end, entries, came, order)

    def forge_clean(self, domain, reporter, start, end, entries, came, order):
        clean = [dataclasses.replace(entry, sessions=entry.sessions * 2, failures=[]) for entry in entries]
        when = max(end + 60, came - 3600) if order == "before" else came + 3600
        self.arrive(reporter, when, self.write(domain, reporter, start, end, clean), "unauthenticated")
        self.tell(reporter, when, start, end, domain, clean, "unauthenticated")

    def forge_failures(self, domain, reporter, today, count, mark):
        start, end = seconds(today), seconds(today) + 86400
        host, ip = f"mx1.{domain.name}", address(domain, 1, 4)
        entries = [Entry("sts" if domain.mode else "no-policy-found", domain.name, count + 3, [Failures("forged", "certificate-expired", "", host, ip, count, "certificate-expired")])]
        when = end + self.chance.randrange(3600, 8 * 3600)
        self.arrive(reporter, when, self.write(domain, reporter, start, end, entries, mark), "unauthenticated")
        self.tell(reporter, when, start, end, domain, entries, "unauthenticated")

    def make_day(self, today):
        start = seconds(today)
        for domain in year.DOMAINS:
            for reporter in year.REPORTERS:
                if reporter.rhythm == "weekly":
                    self.add_to_week(domain, reporter, today)
                    continue
                parts = 24 if reporter.rhythm == "hourly" else 1
                length = 86400 // parts
                for part in range(parts):
                    begin = start + part * length
                    sessions, failures = self.send(domain, reporter, begin, begin + length, today)
                    self.post(domain, reporter, begin, begin + length, sessions, failures)
        self.make_strangers(today)

    def add_to_week(self, domain, reporter, today):
        week = self.weeks.setdefault((domain.name, reporter.key), [0, []])
        sessions, failures = self.send(domain, reporter, seconds(today), seconds(today) + 86400, today)
        week[0] += sessions
        week[1] += failures
        if today.weekday() == 6:
            end = seconds(today) + 86400
            self.post(domain, reporter, end - 7 * 86400, end, *week)
            del self.weeks[domain.name, reporter.key]

    def make_strangers(self, today):
        by_name = {domain.name: domain for domain in year.DOMAINS}
        for name, when, count in year.FLOODS:
            for n in range(count if when == today else 0):
                stranger = year.Reporter(f"stranger{n}", f"Stranger {n}", f"tls@stranger{n}.example", "google", 0, (1, 2), "unauthenticated")
                self.forge_failures(by_name[name], stranger, today, 50, f"-{n}")
        for name, key, first, last in year.FORGED_FAILURES:
            if first <= today <= last:
                reporter = next(each for each in year.REPORTERS if each.key == key)
                self.forge_failures(by_name[name], reporter, today, 40, "-forged")

    def make(self):
        self.weeks = {}
        for today in self.days:
            self.make_day(today)


def is_refused(domain, entry, failures):
    if failures.fault in year.ABOUT_POLICY:
        return False
    return entry.kind == "tlsa" or failures.fault == "dnssec" or (entry.kind == "sts" and domain.mode == "enforce")


def policy_string(domain, kind):
    if kind == "tlsa":
        return ["3 1 1 8D02536C887482BC34FF54E41D2BA659BF85B341A0A20AFADB5813DCFBCF286D"]
    if kind != "sts":
        return []
    return ["version: STSv1", f"mode: {domain.mode}"] + [f"mx: {host}" for host in domain.hosts()] + ["max_age: 604800"]


def write_entry(kind, domain, entry):
    failed = sum(each.count for each in entry.failures)
    policy = {"policy-type": entry.kind, "policy-domain": entry.domain}
    lines = policy_string(domain, entry.kind) if entry.fetched else []
    if lines and kind == "microsoft" and entry.kind == "tlsa":
        lines = [json.dumps(lines)]
    if kind == "halon":
        policy["policy-string"] = "\n".join(lines)
    elif lines or kind in ("stalwart", "mox"):
        policy["policy-string"] = lines
    if entry.kind == "sts" and lines and kind in ("google", "stalwart", "postfix"):
        policy["mx-host"] = domain.hosts()
    if kind == "postfix" and entry.kind == "tlsa":
        policy["policy-domain"] = entry.domain.upper() + "."  # as the envelope has it
        policy["mx-host"] = [policy["policy-domain"]]
    made = {"policy": policy, "summary": {"total-successful-session-count": entry.sessions - failed, "total-failure-session-count": failed}}
    if kind == "mox" and domain.mode == "":
        made["summary"]["total-failure-session-count"] = 0  # as mox has it for opportunistic TLS
    details = [] if kind == "halon" else [write_detail(kind, each) for each in entry.failures]
    if details or kind == "stalwart":
        made["failure-details"] = details
    return made


def write_detail(kind, failures):
    made = {"result-type": failures.result_type, "sending-mta-ip": {"stalwart": None, "postfix": "10.0.0.5"}.get(kind, "198.51.100.65")}
    if failures.host:
        made["receiving-mx-hostname"] = failures.host
        made["receiving-ip"] = failures.ip
    if kind == "google" and failures.host:
        made["receiving-mx-helo"] = failures.host
    made["failed-session-count"] = failures.count
    if failures.reason:
        made["failure-reason-code"] = failures.reason
    return made


def main(folder, seed, days=year.DAYS):
    made = Year(int(seed), int(days))
    made.make()
    folder = pathlib.Path(folder)
    with open(folder / "arrivals.tsv", "w", encoding="utf-8") as out:
        for arrival in sorted(made.arrivals):
            out.write("\t".join(map(str, arrival)) + "\n")
    incidents = [{**dataclasses.asdict(each), "names": year.NAMES.get(each.fault, [year.WORDS[each.fault][""][2]]),
                  "first": str(each.first), "last": str(each.last)} for each in year.INCIDENTS]
    truth = {"days": [str(day) for day in made.days], "domains": [each.name for each in year.DOMAINS], "incidents": incidents,
             "rows": sorted(made.rows, key=lambda row: row["received"])}
    with open(folder / "truth.json", "w", encoding="utf-8") as out:
        json.dump(truth, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
