#!/usr/bin/env python3
"""Reports that tell of what a look found, and whether digest and problems join the two.

joined_reports.py make CHECKS FOLDER          a report for each domain of CHECKS (tlsward check --json of many) with a fault that
                                              explains a type of report: by that type, without a reason
joined_reports.py judge CHECKS DIGEST COMMAND...   whether the digest (--json) names for each the finding, and begins with what
                                              to do about it, and COMMAND problems show says the same
"""
import datetime
import json
import subprocess
import sys

DAY = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=1)
POLICY_TYPES = {"DA": "tlsa"}  # by the group of the check; else sts
ENDS = ("policy-certificate-ends", "mx-certificate-ends")  # not yet a fault
LEAST = 25


def cause_of(check):
    """The first fault that explains a type of report; None for a domain without one."""
    for finding in check["findings"]:
        if finding["severity"] in ("FAIL", "RISK", "WARN") and finding["explains"] and finding["finding"] not in ENDS:
            return finding
    return None


def host_of(finding, domain):
    """The MX host that the report names: the finding's, or that of the domain."""
    name = finding["subject"].split(" (")[0].removeprefix("_25._tcp.")
    return "mx." + domain if name.startswith(("mta-sts.", "_")) or name == domain else name


def report_of(check, finding):
    domain, result = check["domain"], finding["explains"][0]
    details = {"result-type": result, "sending-mta-ip": "192.0.2.44", "failed-session-count": 9}
    if not result.startswith("sts-"):
        details["receiving-mx-hostname"] = host_of(finding, domain)
    policy = {"policy-type": POLICY_TYPES.get(finding["id"][:2], "sts"), "policy-domain": domain}
    if policy["policy-type"] == "sts":
        policy["policy-string"] = ["version: STSv1", "mode: enforce", "mx: mx." + domain, "max_age: 1209600"]
    return {
        "organization-name": "Example Sender",
        "date-range": {"start-datetime": f"{DAY}T00:00:00Z", "end-datetime": f"{DAY}T23:59:59Z"},
        "contact-info": "tls@sender.example",
        "report-id": f"joined-{domain}",
        "policies": [{"policy": policy,
                      "summary": {"total-successful-session-count": 91, "total-failure-session-count": 9},
                      "failure-details": [details]}],
    }


def make(checks, folder):
    for check in checks:
        if finding := cause_of(check):
            with open(f"{folder}/{check['domain']}.json", "w") as file:
                json.dump(report_of(check, finding), file)


def fault_of(check, line, command):
    """What the digest's line of the domain does not say; None for nothing."""
    wanted = cause_of(check)
    problem = next(iter(line["problems"]), None)
    if problem is None or problem["now"] is None:
        return "no problem with a look"
    named = [finding["finding"] for finding in problem["now"]["findings"]]
    if problem["now"]["state"] != "confirmed" or wanted["finding"] not in named:
        return f"{problem['now']['state']} by {named}, not {wanted['finding']}"
    if problem["action"] != problem["now"]["findings"][0]["fix"]:
        return f"begins with {problem['action']!r}"
    if wanted["severity"] == "FAIL" and (problem["verdict"], problem["side"]) not in (("ACTION", "you"), ("WATCH", "you")):
        return f"{problem['verdict']}, side {problem['side']}"
    shown = json.loads(subprocess.run([*command, "problems", "show", problem["ids"][0], "--json"],
                                      capture_output=True, text=True, check=True).stdout)
    return None if shown["now"] == problem["now"] else "problems show says otherwise"


def judge(checks, digest, command):
    lines = {line["policy_domain"]: line for line in digest["domains"]}
    joined = [check for check in checks if cause_of(check)]
    faults = [(check["domain"], fault) for check in joined if (fault := fault_of(check, lines[check["domain"]], command))]
    for domain, fault in faults:
        print(f"{domain}: {fault}")
    kinds = {cause_of(check)["finding"] for check in joined}
    print(f"{len(joined) - len(faults)} of {len(joined)} domains, {len(kinds)} kinds of faults: the report's cause is named")
    sys.exit(1 if faults or len(kinds) < LEAST else 0)


def read(path):
    with open(path) as file:
        return json.load(file)


if __name__ == "__main__":
    verb, path, third = sys.argv[1:4]
    if verb == "make":
        make(read(path)["checks"], third)
    else:
        judge(read(path)["checks"], read(third), sys.argv[4:])
