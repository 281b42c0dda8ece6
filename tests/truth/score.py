"""Compares what tlsward told on each day of the year (replay.py) with what happened (make_year.py), in plain code of its own.

score.py FOLDER --table     the tables of docs/truth.md
score.py FOLDER --faults    each thing that was told otherwise than it was, with its day
score.py FOLDER --check     ends with 1 where a share is below its floor"""

import collections
import datetime
import json
import pathlib
import sys

HOUR = 14  # UTC of the next day: when the digest is made
PATIENCE = 14  # days after which nobody waits for who fell silent
MEMORY = 35  # days that a digest looks back
NEWS = ("opened", "came-back")
STRANGER = "unauthenticated"
PLACES = {"one address of several": "one-address", "IPv6 only": "ipv6-only"}
WORDS = ("OK", "WATCH", "ACTION", "BLIND")

# What a share may be at least, in percent, in the part of the year that is a test. docs/truth.md says why.
FLOORS = {"openings told": 97, "openings right": 90, "closings told": 95, "closings right": 90, "sides right": 97,
          "sides told": 71, "causes as exact as sent": 99, "verdicts": 99, "ACTION right": 99, "ACTION told": 92}


def number(day):
    return datetime.date.fromisoformat(day).toordinal()


def date(day):
    return str(datetime.date.fromordinal(day))


def first_digest(row):
    """The first day whose digest can have what the report says."""
    in_time = int((row["received"] - HOUR * 3600) // 86400) + datetime.date(1970, 1, 1).toordinal()
    return max(in_time, number(row["day"]))


def key_of(tell, row):
    """Under which host and cause it is to be told."""
    if not row["details"]:
        return "", "unexplained"
    about_policy = tell["type"].startswith("sts-")
    return (f"mta-sts.{row['line']}" if about_policy else tell["host"]), tell["cause"]


def count_of(row, key):
    return sum(tell["count"] for tell in row["tells"] if key_of(tell, row) == key)


class Truth:
    """What happened, and what of it somebody said."""

    def __init__(self, truth):
        self.days = truth["days"]
        self.incidents = truth["incidents"]
        self.rows = collections.defaultdict(lambda: collections.defaultdict(list))  # by line and day
        self.said = collections.defaultdict(list)  # by line, host and cause: (day, of, count, row)
        for row in truth["rows"]:
            row["digest"] = first_digest(row)
            if row["digest"] > number(self.days[-1]):
                continue
            self.rows[row["line"]][number(row["day"])].append(row)
            for tell in row["tells"]:
                self.said[row["line"], *key_of(tell, row)].append((number(row["day"]), tell["of"], tell["count"], row))

    def source(self, line, problem):
        """What the problem is about, by what was said on the days of its episode, the last of them first: the number of an
        incident, "passing", "forged"; or None, if nobody said it."""
        since, last = number(problem["since"]), number(problem["last_seen"])
        said = [one for one in self.said[line, problem["host"] or "", problem["cause"]] if since <= one[0] <= last]
        real = [one for one in said if one[1].isdigit()]
        return max(real or said, key=lambda one: (one[0], one[2]))[1] if said else None

    def believed(self, line, first, last, today):
        """The rows of these days that are proof and in the digest of the day."""
        return [row for day in range(first, last + 1) for row in self.rows[line].get(day, ()) if row["digest"] <= today and row["trust"] != STRANGER]


class Score:
    def __init__(self, truth, told):
        self.truth = truth
        self.openings, self.closings, self.causes, self.places, self.reasons = (collections.Counter() for _ in range(5))
        self.sides, self.verdicts = (collections.defaultdict(collections.Counter) for _ in range(2))
        self.of_incident = collections.defaultdict(lambda: collections.defaultdict(list))
        self.first_told, self.opened, self.closed = {}, {}, collections.defaultdict(list)
        self.faults = []
        for day in told:
            for line in day["lines"]:
                self.read_line(number(day["day"]), line)
        self.find_missed_openings()
        self.find_missed_closings()

    def fault(self, kind, day, line, what):
        self.faults.append((kind, date(day), line, what))

    def read_line(self, day, line):
        name = line["policy_domain"]
        for problem in line["problems"]:
            self.read_problem(day, name, problem)
        for problem in line["fixed"]:
            self.read_closing(day, name, problem)
        wanted, why = self.wanted_verdict(day, name, line["contradicted"])
        self.verdicts[wanted][line["verdict"]] += 1
        self.reasons[why] += wanted == "ACTION"
        if wanted != line["verdict"]:
            self.fault(f"verdict: {wanted} told as {line['verdict']}", day, name, f"{why}; " + "; ".join(map(brief, line["problems"])))

    def read_problem(self, day, line, problem):
        of = self.truth.source(line, problem)
        if of is not None and of.isdigit():
            self.first_told.setdefault((of, line, problem["host"] or ""), day)
            if problem["failed_session_count"]:
                self.read_day_of(day, line, problem, self.truth.incidents[int(of)], of)
        if problem["state"] in NEWS:
            kind = self.kind_of_opening(day, line, problem, of)
            self.openings[kind] += 1
            if kind in ("again", "invented"):
                self.fault(f"opening: {kind}", day, line, f"#{of} {brief(problem)}")

    def kind_of_opening(self, day, line, problem, of):
        if of is None:
            return "invented"
        if not of.isdigit():
            return of
        key = (of, line, problem["host"] or "", problem["cause"])
        if key in self.opened:
            return "again, by late reports" if problem["changed_by_late"] else "again"
        others = [known for known in self.opened if known[:3] == key[:3]]
        self.opened[key] = day
        if problem["cause"] == "unexplained":
            return "without details"
        return "by another word" if others else "first"

    # What a problem of an incident says on a day on which it was seen: side, cause, place.
    def read_day_of(self, day, line, problem, incident, of):
        side = problem["side"]
        if problem["proven"]:
            self.sides[incident["side"]][side] += 1
            self.of_incident[of]["sides"].append(side)
            if not is_right(incident["side"], side) and side != "unknown":
                self.fault(f"side: {incident['side']} told as {side}", day, line, f"#{of} {brief(problem)}")
        exact = problem["cause"] in incident["names"]
        self.causes["exact" if exact else "without details" if problem["cause"] == "unexplained" else "coarse, as sent"] += 1
        wanted = PLACES.get(incident["what"])
        if wanted:
            self.places[f"{wanted} {'told' if problem['place'] == wanted else 'not told'}"] += 1
        elif problem["place"]:
            self.places["told of what is everywhere"] += 1
            self.fault("place", day, line, f"#{of} {problem['place']} {brief(problem)}")

    def read_closing(self, day, line, problem):
        of = self.truth.source(line, problem)
        if of is None or not of.isdigit():
            self.closings[of or "invented"] += 1
            return
        self.closed[of, line, problem["host"] or "", problem["cause"]].append(day)
        end = number(self.truth.incidents[int(of)]["last"])
        self.closings["after the end" if end < day else "before the end"] += 1
        if end < day:
            self.of_incident[of]["closed"].append(day - end)
        else:
            self.fault("closing: before the end", day, line, f"#{of} {brief(problem)}")

    def find_missed_openings(self):
        first = {}  # by incident, line and host: the first digest that can tell
        for (line, host, cause), said in self.truth.said.items():
            for _, of, _, row in said:
                if of.isdigit() and cause != "unexplained":
                    item = of, line, host
                    first[item] = min(first.get(item, row["digest"]), row["digest"])
        for (of, line, host), expected in first.items():
            told = self.first_told.get((of, line, host))
            kind = "missed" if told is None else "in time" if told <= expected else "within a day" if told == expected + 1 else "late"
            self.openings[kind] += 1
            self.of_incident[of]["opened"].append(None if told is None else told - expected)
            if kind != "in time":
                self.fault(f"opening: {kind}", expected, line, f"#{of} at {host}, told {told and date(told)}")

    def find_missed_closings(self):
        for key, opened in self.opened.items():
            expected = self.expected_closing(*key)
            if expected is None:
                self.closings["not due yet"] += 1
                continue
            told = [day for day in self.closed[key] if day <= expected + 1]
            self.closings["in time" if told else "missed"] += 1
            if not told:
                self.fault("closing: missed", expected, key[1], f"#{key[0]} {key[3]} at {key[2]} opened {date(opened)}, closed {list(map(date, self.closed[key]))}")

    def expected_closing(self, of, line, host, cause):
        """The first day whose digest can tell that it is over: everybody who said it has sent two reports since without it, or
        nothing for two weeks while somebody else is clear. Of those who count: strangers only where nobody else said it."""
        first, end = (number(self.truth.incidents[int(of)][key]) - slack for key, slack in (("first", 4), ("last", -4)))
        said = [row for day, _, _, row in self.truth.said[line, host, cause] if first <= day <= end]
        proven = any(row["trust"] != STRANGER for row in said)
        saw = {row["reporter"] for row in said if (row["trust"] != STRANGER) == proven}
        last_day = number(self.truth.days[-1])
        rows = [row for day in range(first, last_day + 1) for row in self.truth.rows[line].get(day, ())
                if row["reporter"] in saw and (row["trust"] != STRANGER) == proven]
        for today in range(max(end - 4, first), min(end + 60, last_day) + 1):
            days = collections.defaultdict(collections.Counter)
            for row in rows:
                if row["digest"] <= today and number(row["day"]) <= today:
                    days[row["reporter"]][number(row["day"])] += count_of(row, (host, cause))
            if today > end - 4 and is_clear(days.values(), today):
                return today
        return None

    # The day's word, by the rules that docs/truth.md repeats.
    def wanted_verdict(self, today, line, contradicted):
        of_day = [row for row in self.truth.rows[line].get(today, ()) if row["digest"] <= today]
        proofs = [row for row in of_day if row["trust"] != STRANGER]
        if not of_day or (not proofs and self.truth.believed(line, today - 14, today, today)):
            return "BLIND", "no reports"
        refused = {tell["of"] for row in proofs for tell in row["tells"] if tell["refused"]}
        if refused:
            return "ACTION", "passing failures refused" if refused == {"passing"} else "refused"
        for of in {tell["of"] for row in proofs for tell in row["tells"]}:
            if self.is_frequent(today, line, proofs, of):
                return "ACTION", f"#{of} often"
        if contradicted or any(row["tells"] for row in of_day):
            return "WATCH", "some failed"
        return ("WATCH", "unanswered") if self.is_unanswered(today, line) else ("OK", "")

    def is_frequent(self, today, line, proofs, of):
        failing = [row for row in proofs if of_in(row, of)]
        failed = sum(of_in(row, of) for row in failing)
        if failed < 5 or failed * 100 < sum(row["sessions"] for row in proofs):
            return False
        who = {row["reporter"] for row in failing}
        days = collections.Counter()
        for row in self.truth.believed(line, today - MEMORY, today, today):
            if row["reporter"] in who:
                days[number(row["day"])] += of_in(row, of)
        row_of_days = [days[day] > 0 for day in sorted(days)[-3:]]
        return len(who) > 1 or row_of_days == [True] * 3

    def is_unanswered(self, today, line):
        rows = [row for day in range(today - MEMORY + 1, today + 1) for row in self.truth.rows[line].get(day, ()) if row["digest"] <= today]
        for key in {key_of(tell, row) for row in rows if number(row["day"]) > today - 7 for tell in row["tells"]}:
            proven = any(row["trust"] != STRANGER and count_of(row, key) for row in rows)
            counted = [row for row in rows if (row["trust"] != STRANGER) == proven]
            who = {row["reporter"] for row in counted if count_of(row, key)}
            last = max(number(row["day"]) for row in counted if row["reporter"] in who)
            if last > today - 7 and any(count_of(row, key) for row in counted if number(row["day"]) == last):
                return True
        return False


def of_in(row, of):
    return sum(tell["count"] for tell in row["tells"] if tell["of"] == of)


def is_right(side, told):
    """A sender's fault may be told as one of the path: that says both, where interception looks the same."""
    return told == side or (side, told) == ("sender", "path")


def is_clear(reporters, today):
    clear = False
    for days in reporters:
        failing = [day for day, count in days.items() if count]
        if not failing:
            continue
        clean = sum(day > max(failing) for day in days)
        if clean < 2 and max(days) + PATIENCE >= today:
            return False
        clear |= clean >= 2
    return clear


def brief(problem):
    who = ", ".join(f"{name} {count}" for name, count, _ in problem["witnesses"][:4])
    return (f"{problem['cause']} at {problem['host']} {problem['state']} {problem['verdict']} since {problem['since']}"
            f" failed {problem['failed_session_count']} side {problem['side']} [{who}] {'+'.join(problem['evidence'])}")


def shares(score):
    """By name: how many were right, of how many."""
    o, c, right = score.openings, score.closings, lambda side, row: sum(n for told, n in row.items() if is_right(side, told))
    rights = sum(right(side, row) for side, row in score.sides.items())
    told_sides = sum(n for row in score.sides.values() for told, n in row.items() if told != "unknown")
    new = o["first"] + o["by another word"] + o["without details"]
    actions = sum(row["ACTION"] for row in score.verdicts.values())
    return {
        "openings told": (o["in time"] + o["within a day"], sum(o[kind] for kind in ("in time", "within a day", "late", "missed"))),
        "openings right": (new, new + o["again"] + o["again, by late reports"] + o["invented"]),
        "closings told": (c["in time"], c["in time"] + c["missed"]),
        "closings right": (c["after the end"], c["after the end"] + c["before the end"] + c["invented"]),
        "sides told": (rights, sum(sum(row.values()) for row in score.sides.values())),
        "sides right": (rights, told_sides),
        "causes as exact as sent": (score.causes["exact"] + score.causes["coarse, as sent"] + score.causes["without details"], sum(score.causes.values()) + o["invented"]),
        "causes by their best name": (score.causes["exact"], sum(score.causes.values())),
        "verdicts": (sum(score.verdicts[word][word] for word in WORDS), sum(sum(row.values()) for row in score.verdicts.values())),
        "ACTION told": (score.verdicts["ACTION"]["ACTION"], sum(score.verdicts["ACTION"].values())),
        "ACTION right": (score.verdicts["ACTION"]["ACTION"], actions),
    }


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def table(head, rows):
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")


def middle(values):
    values = sorted(values)
    return f"{values[len(values) // 2]} ({values[0]}..{values[-1]})" if values else "-"


def print_tables(score):
    truth = score.truth
    print(f"{len(truth.days)} days from {truth.days[0]}, {sum(len(rows) for days in truth.rows.values() for rows in days.values()):,} reports of lines.")
    table(["what", "right", "of", "share"], [(name, part, whole, f"{percent(part, whole):.1f} %") for name, (part, whole) in shares(score).items()])
    table(["openings told", "number"], [(kind, score.openings[kind]) for kind in ("first", "by another word", "without details", "again", "again, by late reports", "passing", "forged", "invented")])
    table(["closings told", "number"], [(kind, score.closings[kind]) for kind in ("after the end", "before the end", "passing", "forged", "invented")])
    sides = ("you", "sender", "path", "unknown")
    table(["side, by days of problems", *(f"told: {side}" for side in sides)], [(side, *(score.sides[side][told] for told in sides)) for side in sides[:3]])
    table(["verdict, by days of domains", *(f"told: {word}" for word in WORDS)], [(word, *(score.verdicts[word][told] for told in WORDS)) for word in WORDS])
    print(f"\nOn {score.reasons['passing failures refused']} of the days of ACTION nothing but passing failures had been refused.")
    table(["place, by days of problems", "number"], sorted(score.places.items()))
    rows = []
    for n, incident in enumerate(truth.incidents):
        one = score.of_incident[str(n)]
        told = [delay for delay in one["opened"] if delay is not None]
        sides = ", ".join(f"{side} {count}" for side, count in collections.Counter(one["sides"]).most_common())
        rows.append((incident["what"] or incident["fault"], incident["domain"].replace("*", "all"), f"{incident['first'][5:]}..{incident['last'][5:]}", incident["side"],
                     f"{len(told)} of {len(one['opened'])}", middle(one["closed"]), sides))
    table(["fault", "domain", "days", "side", "openings told", "days from its end to closings", "sides told, by days"], [row for row in rows if row[4] != "0 of 0"])


def main(folder, how):
    folder = pathlib.Path(folder)
    with open(folder / "truth.json", encoding="utf-8") as file:
        truth = Truth(json.load(file))
    with open(folder / "told.ndjson", encoding="utf-8") as file:
        score = Score(truth, [json.loads(line) for line in file])
    if how == "--faults":
        for fault in sorted(score.faults):
            print(*fault, sep=" | ")
    elif how == "--table":
        print_tables(score)
    else:
        low = [f"{name}: {percent(*pair):.1f} % ({pair[0]} of {pair[1]})" for name, pair in shares(score).items() if percent(*pair) < FLOORS.get(name, 0)]
        print("\n".join(low) or "each share is above its floor")
        sys.exit(1 if low else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
