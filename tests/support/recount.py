"""Makes random reports, and counts their sessions anew in the plainest way: from the JSON alone, by the rules that
schema/counting.h states, with none of its code.

recount.py make FOLDER SEED     2,000 reports into FOLDER
recount.py compare FOLDER       what `tlsward ... --json` printed into list.json, top.json, problems.json and
                                digest-DAY.json of the current folder, against a recount of FOLDER
"""

import collections
import datetime
import glob
import json
import random
import sys

DAYS = [datetime.date(2026, 11, 10) + datetime.timedelta(days=n) for n in range(5)]
DOMAINS = ["example.com", "example.net", "mail.example.org", "xn--bcher-kva.example"]
SPELLINGS = {"example.com": ["example.com", "Example.COM", "example.com."], "xn--bcher-kva.example": ["b\u00fccher.example"]}
TYPES = ["sts", "sts", "tlsa", "no-policy-found", "new-policy"]
RESULTS = ["certificate-expired", "starttls-not-supported", "tlsa-invalid", "sts-policy-fetch-error", "made-up"]
REASONS = ["", "", "X509_V_ERR_CERT_HAS_EXPIRED", "timed out"]


def detail(chance, domain):
    made = {"result-type": chance.choice(RESULTS), "sending-mta-ip": f"192.0.2.{chance.randrange(9)}"}
    if chance.random() < 0.9:
        made["failed-session-count"] = chance.randrange(9)
    if chance.random() < 0.8:
        made["receiving-mx-hostname"] = f"mx{chance.randrange(2)}.{domain}"
    if reason := chance.choice(REASONS):
        made["failure-reason-code"] = reason
    return made


def policy(chance):
    domain = chance.choice(DOMAINS)
    kind = chance.choice(TYPES)
    made = {"policy": {"policy-type": kind, "policy-domain": chance.choice(SPELLINGS.get(domain, [domain]))}, "summary": {}}
    if kind == "sts":
        made["policy"]["mx-host"] = [f"mx0.{domain}"]
    elif chance.random() < 0.2:  # the host's own view (mox)
        made["policy"]["mx-host"] = [f"mx0.{domain}"]
    if chance.random() < 0.9:
        made["summary"]["total-successful-session-count"] = chance.randrange(1000)
    failures = [detail(chance, domain) for _ in range(chance.choice([0, 0, 1, 2, 5]))]
    if failures:
        made["failure-details"] = failures
    # Mostly the sum of the details; Halon says more, mail.ru less, mox none at all.
    total = sum(one.get("failed-session-count", 0) for one in failures) + chance.choice([0, 0, 0, 3, -2])
    if chance.random() < 0.9:
        made["summary"]["total-failure-session-count"] = max(0, total)
    return made


def report(chance, number):
    day = chance.choice(DAYS)
    end = chance.choice([f"{day}T23:59:59Z", f"{day + datetime.timedelta(days=1)}T00:00:00Z"])
    reporter = f"reporter{chance.randrange(8)}"
    return {
        "organization-name": reporter.title(),
        "date-range": {"start-datetime": f"{day}T00:00:00Z", "end-datetime": end},
        "contact-info": f"mailto:tls@{reporter}.example",
        "report-id": f"random-{number}",
        "policies": [policy(chance) for _ in range(chance.choice([1, 1, 2, 3, 6]))],
    }


def make(folder, seed):
    chance = random.Random(seed)
    for number in range(2000):
        with open(f"{folder}/{number}.json", "w", encoding="utf-8") as file:
            json.dump(report(chance, number), file)


def line_of(entry):
    about = entry["policy"]
    if about["policy-type"] != "sts" and len(about.get("mx-host", [])) == 1:
        return about["mx-host"][0]
    return about["policy-domain"].lower().rstrip(".").replace("b\u00fccher", "xn--bcher-kva")


def sessions_of(entry):
    failed = max(
        entry["summary"].get("total-failure-session-count", 0),
        sum(one.get("failed-session-count", 0) for one in entry.get("failure-details", [])),
    )
    return entry["summary"].get("total-successful-session-count", 0), failed


def is_untold(entry):
    return "total-failure-session-count" not in entry["summary"] and sessions_of(entry)[1] == 0


def headline(rows):
    """Of (reporter, policy type, successful, failed): types add up, the largest of them counts, none is added."""
    sums = collections.Counter()
    for reporter, kind, successful, failed in rows:
        sums[reporter, kind, 0] += successful
        sums[reporter, kind, 1] += failed
    total = [0, 0]
    for reporter in {who for who, _, _ in sums}:
        for figure in (0, 1):
            kinds = {kind: count for (who, kind, which), count in sums.items() if (who, which) == (reporter, figure)}
            total[figure] += kinds.pop("no-policy-found", 0) + max(kinds.values(), default=0)
    return tuple(total)


def problems_of(reports):
    """Failed sessions by line, policy type, result type, host and reason; what no detail explains has the first two."""
    failed = collections.Counter()
    for one in reports:
        rest = collections.Counter()
        for entry in one["policies"]:
            line, kind = line_of(entry), entry["policy"]["policy-type"]
            rest[line, kind] += sessions_of(entry)[1]
            for found in entry.get("failure-details", []):
                count = found.get("failed-session-count", 0)
                result = found["result-type"]
                host = f"mta-sts.{line}" if result.startswith("sts-") else found.get("receiving-mx-hostname")
                reason = found.get("failure-reason-code", "").lower() or None
                failed[line, kind, result, host, reason] += count
                rest[line, kind] -= count
        for key, count in rest.items():
            if count > 0:
                failed[(*key, None, None, None)] += count
    return +failed  # details that count no failed session make no problem


def is_same(what, got, wanted):
    if got != wanted:
        odd = [(key, got.get(key), wanted.get(key)) for key in {*got, *wanted} if got.get(key) != wanted.get(key)]
        sys.exit(f"{what}: {len(odd)} differ; tlsward and the recount say {odd[:3]}")


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def compare(folder):
    reports = [load(name) for name in glob.glob(f"{folder}/*.json")]
    lines = collections.defaultdict(list)
    heads = {}
    for one in reports:
        rows = collections.defaultdict(list)
        for entry in one["policies"]:
            row = (one["contact-info"], entry["policy"]["policy-type"], *sessions_of(entry))
            lines[one["date-range"]["start-datetime"][:10], line_of(entry)].append(row)
            rows[line_of(entry)].append(row)
        successful, failed = map(sum, zip(*(headline(some) for some in rows.values())))
        untold = failed == 0 and any(map(is_untold, one["policies"]))
        heads[one["report-id"]] = successful, None if untold else failed
    days = {key: headline(rows) for key, rows in lines.items()}

    shown = {row["report_id"]: (row["successful_session_count"], row["failure_session_count"]) for row in load("list.json")["reports"]}
    is_same("list", shown, heads)
    shown = {}
    for day in DAYS:
        for row in load(f"digest-{day}.json")["domains"]:
            if row["sessions"] is not None:
                shown[str(day), row["policy_domain"]] = (row["sessions"] - row["failed"], row["failed"])
    is_same("digest", shown, days)
    sums = collections.Counter()
    for (_, line), (successful, failed) in days.items():
        sums[line, "sessions"] += successful + failed
        sums[line, "failed"] += failed
    shown = {(row["name"], key): row[key] for row in load("top.json")["top"] for key in ("sessions", "failed")}
    is_same("top", shown, dict(sums))
    shown = {
        tuple(row[key] for key in ("policy_domain", "policy_type", "result_type", "host", "failure_reason_code")): row["failed_session_count"]
        for row in load("problems.json")["problems"]
    }
    is_same("problems", shown, dict(problems_of(reports)))
    print(f"{len(reports)} reports, {len(days)} days of lines, {len(shown)} problems: as counted anew")


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3])
else:
    compare(sys.argv[2])
