"""Replays the year that make_year.py made, day by day: each day what arrived until 14:00 UTC of the next is taken in, and
the real program is asked for the digest of the day and for its problems, as an owner would see them then.

replay.py TLSWARD TRUTH_KEEP FOLDER     writes FOLDER/told.ndjson, a line for each day"""

import datetime
import json
import pathlib
import subprocess
import sys

FIRST_HOUR = 14  # UTC of the next day: when digests are sent
OF_PROBLEM = ["result_type", "cause", "host", "verdict", "side", "state", "changed_by_late", "since", "first_seen",
              "last_seen", "failed_session_count", "receiving_mx_hostname", "place", "ids", "refused"]


def digest_time(day):
    start = datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00")
    return int((start + datetime.timedelta(days=1, hours=FIRST_HOUR)).timestamp())


def run(command, codes=(0, 3), **how):
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, **how)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(command)}: ended with {done.returncode}")
    return done.stdout


def problem_of(problem):
    made = {key: problem[key] for key in OF_PROBLEM}
    made["proven"] = any(witness["trust"] not in ("unauthenticated", "refused") for witness in problem["witnesses"])
    made["evidence"] = [clue["kind"] for clue in problem["side_evidence"]]
    made["witnesses"] = [[witness["organization_name"], witness["failed_session_count"], witness["trust"]] for witness in problem["witnesses"][:12]]
    return made


def line_of(domain):
    made = {key: domain[key] for key in ("policy_domain", "verdict", "sessions", "failed", "older_problems", "report_was_due")}
    made["contradicted"] = domain["contradiction"] is not None
    for kind in ("problems", "fixed"):
        made[kind] = [problem_of(problem) for problem in domain[kind]]
    return made


def main(tlsward, keep, folder):
    folder = pathlib.Path(folder)
    with open(folder / "truth.json", encoding="utf-8") as file:
        days = json.load(file)["days"]
    database = folder / "year.db"
    database.unlink(missing_ok=True)
    config = folder / "config.toml"
    config.write_text(f'[store]\npath = "{database}"\n', encoding="utf-8")
    with open(folder / "arrivals.tsv", encoding="utf-8") as arrivals, open(folder / "told.ndjson", "w", encoding="utf-8") as out:
        waiting = arrivals.readline()
        for day in days:
            came = []
            while waiting and int(waiting.split("\t", 1)[0]) < digest_time(day):
                came.append(waiting)
                waiting = arrivals.readline()
            run([keep, str(database)], (0,), input="".join(came).encode())
            digest = json.loads(run([tlsward, "digest", "--config", str(config), "--day", day, "--json"]))
            problems = json.loads(run([tlsward, "problems", "list", "--config", str(config), "--until", day, "--json"]))
            told = {"day": day, "verdict": digest["verdict"], "late": len(digest["late"]), "lines": [line_of(domain) for domain in digest["domains"]],
                    "open_ids": sorted(problem["id"] for problem in problems["problems"] if problem["state"] != "resolved")}
            out.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
