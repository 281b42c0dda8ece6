#!/usr/bin/env python3
"""check_api.py URL DATABASE: whether a running API is as its document says. Tokens are the files admin, reader and owner of
the working folder: of who sees and changes all, sees all, and changes what is of healthy.example. The answers are held to
the document's schemas without members that it does not name; each operation, parameter and schema is met at least once.
"""
import copy
import datetime
import http.client
import json
import re
import sqlite3
import sys
import urllib.parse

import jsonschema

KEYS = {  # of OpenAPI 3.1, as far as the document has them: what an object may and must have
    "document": ({"openapi", "info", "servers", "security", "tags", "paths", "components"}, {"openapi", "info", "paths"}),
    "operation": ({"operationId", "tags", "summary", "description", "parameters", "requestBody", "responses", "security"},
                  {"operationId", "tags", "summary", "responses"}),
    "parameter": ({"name", "in", "description", "required", "schema", "style", "explode"}, {"name", "in", "description", "schema"}),
    "response": ({"description", "headers", "content"}, {"description", "content"}),
    "components": ({"securitySchemes", "parameters", "responses", "schemas"}, set()),
}
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def is_date(value):
    return not isinstance(value, str) or datetime.date.fromisoformat(value) and len(value) == 10


@FORMATS.checks("date-time")
def is_date_time(value):
    return not isinstance(value, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value) is not None


def check_keys(kind, value, where):
    allowed, needed = KEYS[kind]
    assert needed <= value.keys() <= allowed, f"{where}: {sorted(value)} are no {kind}"


class Document:
    def __init__(self, text):
        self.doc = json.loads(text)
        self.strict = copy.deepcopy(self.doc["components"])
        self.close(self.strict)
        self.met = set()  # names of schemas that something was held to

    def close(self, value):
        """No members but those that are named, where it does not say otherwise."""
        if isinstance(value, list):
            for part in value:
                self.close(part)
        if isinstance(value, dict):
            if value.get("type") == "object" and isinstance(value.get("properties"), dict):
                value.setdefault("additionalProperties", False)
            for part in value.values():
                self.close(part)

    def resolved(self, value):
        while isinstance(value, dict) and "$ref" in value:
            found = self.doc
            for step in value["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            value = found
        return value

    def operations(self):
        for path, methods in self.doc["paths"].items():
            for method, operation in methods.items():
                yield path, method.upper(), operation

    def check(self):
        """What OpenAPI 3.1 asks of a document, as far as this one goes; its schemas by the meta-schema of JSON Schema."""
        doc = self.doc
        check_keys("document", doc, "document")
        check_keys("components", doc["components"], "components")
        assert re.fullmatch(r"3\.1\.\d+", doc["openapi"]) and {"title", "version"} <= doc["info"].keys()
        references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(doc))
        for reference in references:
            assert reference.startswith("#/components/") and self.resolved({"$ref": reference}), reference
        for kind in ("parameters", "schemas"):
            for name in doc["components"][kind]:
                assert f"#/components/{kind}/{name}" in references, f"nothing refers to {name}"
        for name, schema in doc["components"]["schemas"].items():
            jsonschema.Draft202012Validator.check_schema(schema)
        names = [operation["operationId"] for _, _, operation in self.operations()]
        assert len(names) == len(set(names)), "two operations of a name"
        for path, method, operation in self.operations():
            self.check_operation(f"{method} {path}", path, operation)

    def check_operation(self, where, path, operation):
        check_keys("operation", operation, where)
        assert set(operation["tags"]) <= {tag["name"] for tag in self.doc["tags"]}, where
        parameters = [self.resolved(parameter) for parameter in operation.get("parameters", [])]
        for parameter in parameters:
            check_keys("parameter", parameter, f"{where} {parameter['name']}")
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])
        in_path = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
        assert sorted(in_path) == sorted(re.findall(r"\{(\w+)\}", path)), f"{where}: {in_path}"
        assert all(parameter.get("required") for parameter in parameters if parameter["in"] == "path"), where
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[2-5]\d\d", status), where
            check_keys("response", self.resolved(response), f"{where} {status}")
            kinds = self.resolved(response)["content"]
            assert status == "200" or list(kinds) == ["application/problem+json"], f"{where} {status}"

    def response(self, path, method, status):
        """What the document says of an answer; of a method that it does not have, what is said of all such."""
        responses = self.doc["paths"].get(path, {}).get(method.lower(), {}).get("responses", {})
        if str(status) in responses:
            return self.resolved(responses[str(status)])
        common = {401: "Unauthorized", 404: "NotFound", 405: "MethodNotAllowed"}
        assert status in common, f"{method} {path}: {status} is not documented"
        return self.doc["components"]["responses"][common[status]]

    def hold(self, answer, schema):
        """The answer to the schema, which refers to others of the document."""
        self.meet(answer, schema)
        closed = copy.deepcopy(schema)
        self.close(closed)
        whole = {"components": self.strict, **closed}
        errors = list(jsonschema.Draft202012Validator(whole, format_checker=FORMATS).iter_errors(answer))
        assert not errors, "\n".join(f"{list(error.absolute_path)}: {error.message}" for error in errors)[:2000]

    def meet(self, value, schema):
        if "$ref" in schema:
            self.met.add(schema["$ref"].rsplit("/", 1)[1])
        schema = self.resolved(schema)
        for choice in schema.get("anyOf", []):
            if value is not None:
                self.meet(value, choice)
        if isinstance(value, dict):
            for name, part in schema.get("properties", {}).items():
                if name in value:
                    self.meet(value[name], part)
        if isinstance(value, list):
            for part in value:
                self.meet(part, schema.get("items", {}))


class Api:
    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.tokens = {name: open(name).read().strip() for name in ("admin", "reader", "owner")}
        self.answered = set()  # (path, method) of the document that were answered 200
        self.asked = set()  # with (path, parameter)
        self.document = Document(self.send("GET", "/api/v1/openapi.json")[1])
        self.tokens["wrong"] = self.tokens["admin"][:-1]

    def send(self, method, target, token=None, body=None, kind=None):
        headers = {} if token is None else {"Authorization": f"Bearer {self.tokens[token]}"}
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        return response, response.read()

    def ask(self, path, status=200, method="GET", token="admin", query=(), body=None, kind="application/json", **names):
        """The answer, which is as the document says. `path` is one of the document, its names in `names`."""
        target = path.format(**{name: urllib.parse.quote(str(value), safe="") for name, value in names.items()})
        if query:
            target += "?" + urllib.parse.urlencode(query, doseq=True)
        if isinstance(body, dict):
            if method == "POST" and kind == "application/json":
                self.document.meet(body, {"$ref": "#/components/schemas/MuteRequest"})
            body = json.dumps(body) if kind == "application/json" else urllib.parse.urlencode(body)
        response, content = self.send(method, target, token, body, kind if body is not None else None)
        assert response.status == status, f"{method} {target} as {token}: {response.status}, not {status}: {content[:500]}"
        try:
            return self.judge(path, method, response, content, query)
        except AssertionError as fault:
            raise AssertionError(f"{method} {target} as {token}: {fault}") from None

    def judge(self, path, method, response, content, query):
        said = self.document.response(path, method, response.status)
        for name in said.get("headers", {}):
            assert response.headers[name], f"no {name}"
        kind = response.headers["Content-Type"]
        assert kind in said["content"], f"{kind} is not documented"
        if response.status == 200:
            self.answered.add((path, method))
            self.asked.update((path, name) for name, _ in query)
        if "schema" not in said["content"][kind]:
            return content
        answer = json.loads(content)
        if response.status != 200:
            assert answer["status"] == response.status, answer
        self.document.hold(answer, said["content"][kind]["schema"])
        return answer

    def rows(self, path, name, **how):
        """All rows of a list in parts of two; none is in two parts."""
        query, rows = dict(how.pop("query", [])) | {"limit": 2}, []
        while True:
            part = self.ask(path, query=list(query.items()), **how)
            rows += part[name]
            if part["next"] is None:
                break
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(part["next"]).query)
        assert len({json.dumps(row) for row in rows}) == len(rows), f"{path}: a row is there twice"
        return rows


def check_reports(api):
    at_once = api.ask("/api/v1/reports", query=[("limit", 1000)])["reports"]
    rows = api.rows("/api/v1/reports", "reports")
    assert [row["id"] for row in rows] == [row["id"] for row in at_once] and len(rows) > 7
    failing = next(row for row in rows if row["policy_domains"] == ["smtp-testing.example"])
    for query in ([("domain", "healthy.example"), ("domain", "smtp-testing.example")], [("reporter", "sender")],
                  [("type", "certificate-expired")], [("policy_type", "sts")], [("mx", "mx.smtp-testing.example")],
                  [("ip", "192.0.2.44")], [("day", failing["day"])], [("since", "7d"), ("until", "today")],
                  [("failed", "true")], [("trust", "vouched")], [("q", "smtp-testing")], [("limit", 1)]):
        assert api.ask("/api/v1/reports", query=query)["reports"], query
        if query[0][0] in ("trust", "q"):
            continue
        assert api.ask("/api/v1/problems", query=[("all", "true"), *query])["problems"], query
        assert api.ask("/api/v1/top/{ranking}", query=query, ranking="reporters")["top"], query
        api.ask("/api/v1/deviations", query=query)
    assert api.ask("/api/v1/reports", query=[("uncounted", "true")])["reports"]
    for row in rows:
        report = api.ask("/api/v1/reports/{id}", id=row["id"])
        assert report["report_id"] in (row["report_id"], None)
        api.ask("/api/v1/reports/{id}/raw", id=row["id"])
    for ranking in ("domains", "reporters", "types", "mx", "ips"):
        assert api.rows("/api/v1/top/{ranking}", "top", ranking=ranking)
    assert api.rows("/api/v1/deviations", "deviations")


def check_problems(api):
    rows = api.rows("/api/v1/problems", "problems")
    problem = next(row for row in rows if row["policy_domain"] == "smtp-testing.example")
    whole = api.ask("/api/v1/problems/{id}", id=problem["id"])
    assert whole["now"]["state"] == "confirmed" and whole["now"]["findings"], whole
    mute = "/api/v1/problems/{id}/mute"
    muted = api.ask(mute, method="POST", id=problem["id"], body={"until": "30d", "reason": "new one ordered"})
    assert muted["mute"]["reason"] == "new one ordered"
    today = [("day", "today"), ("domain", "smtp-testing.example")]
    assert api.ask("/api/v1/digest", query=today)["domains"][0]["muted"]
    api.ask("/api/v1/problems/{id}/unmute", method="POST", id=problem["id"])
    form = "application/x-www-form-urlencoded"
    assert api.ask(mute, method="POST", id=problem["id"], body={"until": "30d"}, kind=form)["mute"]
    for refused in ({"body": {}}, {"body": {"until": "soon"}}, {"body": {"until": "30d", "x": "y"}}, {"body": "["},
                    {"query": [("x", "y")], "body": {"until": "30d"}}):
        api.ask(mute, 400, "POST", id=problem["id"], **refused)
    api.ask(mute, 413, "POST", id=problem["id"], body="x" * (200 << 10))
    api.ask(mute, 415, "POST", id=problem["id"], body="until", kind="text/plain")
    for verb in ("mute", "unmute", "resolve"):
        path = f"/api/v1/problems/{{id}}/{verb}"
        body = {"until": "1d"} if verb == "mute" else None
        api.ask(path, 404, "POST", id="0123456789", body=body)
        api.ask(path, 404, "POST", "owner", id=problem["id"], body=body)
        api.ask(path, 403, "POST", "reader", id=problem["id"], body=body)
        api.ask(path, 401, "POST", None, id=problem["id"], body=body)
        api.ask(path, 405, id=problem["id"])
    assert api.ask("/api/v1/problems/{id}/resolve", method="POST", id=problem["id"])["state"] == "resolved"
    assert len(api.rows("/api/v1/problems", "problems")) == len(rows) - 1
    assert len(api.rows("/api/v1/problems", "problems", query=[("all", "true")])) >= len(rows)


def check_quarantine(api):
    path = "/api/v1/quarantine/{id}"
    rows = api.rows("/api/v1/quarantine", "quarantine")
    assert {row["reason"] for row in rows} == {"not-understood", "conflict"}, rows
    assert api.ask("/api/v1/quarantine", query=[("reason", "not-a-report")])["quarantine"]
    broken = next(row for row in rows if row["reason"] == "not-understood")
    api.ask(path, id=broken["id"])
    for token, status in (("owner", 403), ("reader", 403), (None, 401)):
        api.ask(path + "/release", status, "POST", token, id=broken["id"])
    released = api.ask(path + "/release", method="POST", id=broken["id"])["released"]
    assert released[0]["outcome"] == "quarantined", released
    for verb in ("", "/release"):
        api.ask(path + verb, 404, "POST" if verb else "GET", id=999999)
    for of in ("/api/v1/quarantine", path):
        api.ask(of, 403, token="owner", id=1)


def check_digest(api):
    status = api.ask("/api/v1/status")
    for list_ in ("problems", "mailboxes", "digests", "webhooks", "refused", "unsubscribed"):
        assert status[list_], f"status has no {list_}"
    digest = api.ask("/api/v1/digest")
    assert digest["domains"] and digest["blind_spots"], digest
    polish = api.ask("/api/v1/digest", query=[("day", "yesterday"), ("domain", "smtp-testing.example"), ("lang", "pl")])
    assert polish["language"] == "pl" and polish["domains"][0]["problems"]
    assert any(domain["contradiction"] for domain in api.ask("/api/v1/digest", query=[("day", "2026-11-23")])["domains"])
    name = {"domain": "smtp-testing.example"}
    ready = api.ask("/api/v1/domains/{domain}/readiness", query=[("lang", "pl")], **name)
    assert ready["gates"] and ready["findings"], ready
    assert api.ask("/api/v1/domains/{domain}/policies", **name)["versions"]


def check_hosted(api):
    path = "/api/v1/policies/{domain}"
    assert [row["domain"] for row in api.rows("/api/v1/policies", "policies")] == ["drafted.example", "healthy.example", "smtp-testing.example"]
    served = api.ask(path, domain="healthy.example")
    assert served["served"]["mode"] == "testing" and served["record"].endswith(served["served"]["id"]), served
    drafted = api.ask(path, domain="drafted.example")
    assert drafted["draft"]["mx"] == ["mx.drafted.example"] and drafted["draft_id"] and drafted["record"] is None, drafted
    api.ask(path, 404, domain="nothing.example")
    assert [row["domain"] for row in api.rows("/api/v1/policies", "policies", token="owner")] == ["healthy.example"]
    api.ask(path, token="owner", domain="healthy.example")
    api.ask(path, 404, token="owner", domain="smtp-testing.example")
    explained = api.ask("/api/v1/explain", query=[("subject", "certificate-expired"), ("lang", "pl")])
    assert explained["cause"] == "certificate-expired" and explained["language"] == "pl" and explained["servers"], explained
    message = api.ask("/api/v1/explain", token="owner", query=[("subject", "certificate verify failed:num=18:self-signed certificate")])
    assert message["meaning"], message
    api.ask("/api/v1/explain", 400)


def check_owner(api):
    """Nothing of smtp-testing.example, which is somebody else's."""
    api.ask("/api/v1", token="owner")
    for path in ("/api/v1/status", "/api/v1/digest", "/api/v1/reports", "/api/v1/problems", "/api/v1/deviations"):
        answer = api.ask(path, token="owner")
        assert "smtp-testing" not in json.dumps(answer), f"{path}: {answer}"
        asked = api.ask("/api/v1/reports", token="owner", query=[("domain", "smtp-testing.example")])
        assert asked["reports"] == [], asked
    both = [row for row in api.ask("/api/v1/reports", token="owner")["reports"] if row["report_id"] == "both"]
    assert both[0]["policy_domains"] == ["healthy.example"], both
    part = api.ask("/api/v1/reports/{id}", token="owner", id=both[0]["id"])
    assert [policy["policy_domain"] for policy in part["policies"]] == ["healthy.example"], part
    api.ask("/api/v1/reports/{id}/raw", 404, token="owner", id=both[0]["id"])
    for end in ("readiness", "policies"):
        api.ask(f"/api/v1/domains/{{domain}}/{end}", token="owner", domain="healthy.example")
        api.ask(f"/api/v1/domains/{{domain}}/{end}", 404, token="owner", domain="smtp-testing.example")
        api.ask(f"/api/v1/domains/{{domain}}/{end}", 404, domain="no name")


def check_refusals(api):
    for path, method, _ in list(api.document.operations()):
        names = {name: 1 for name in re.findall(r"\{(\w+)\}", path)}
        if method == "GET":
            api.ask(path, 400, query=[("nothing", "1")], **names | ({"ranking": "mx"} if "ranking" in names else {}))
            api.ask(path, 405, "PUT", **names)
        if path != "/api/v1/openapi.json":
            for token in (None, "wrong"):
                api.ask(path, 401, method, token, **names)
    for path in ("/api", "/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/reports"):
        api.ask(path, 404)
        api.ask(path, 401, token=None)
    for path in ("/api/v1/reports/{id}", "/api/v1/problems/{id}"):
        for id_ in ("999999", "x", "%", "..", "1/2"):
            api.ask(path, 404, id=id_)
    api.ask("/api/v1/top/{ranking}", 404, ranking="days")


def check_busy(api, database):
    """A change while another process writes."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    problem = api.ask("/api/v1/problems", query=[("all", "true")])["problems"][0]
    api.ask("/api/v1/problems/{id}/unmute", 503, "POST", id=problem["id"])
    other.execute("ROLLBACK")


def main(url, database):
    api = Api(url)
    api.document.check()
    index = api.ask("/api/v1")
    assert index["routes"] == [{"method": method, "path": path, "summary": operation["summary"]}
                               for path, method, operation in api.document.operations()]
    api.ask("/api/v1/openapi.json", token=None)
    check_refusals(api)
    check_digest(api)
    check_reports(api)
    check_hosted(api)
    check_owner(api)
    check_problems(api)
    check_quarantine(api)
    check_busy(api, database)
    for path, method, operation in api.document.operations():
        assert (path, method) in api.answered, f"nothing asked {method} {path}"
        for parameter in map(api.document.resolved, operation.get("parameters", [])):
            assert parameter["in"] == "path" or (path, parameter["name"]) in api.asked, f"{path}: nothing asked with {parameter['name']}"
    missed = api.document.doc["components"]["schemas"].keys() - api.document.met
    assert not missed, f"nothing was held to {missed}"


main(*sys.argv[1:])
