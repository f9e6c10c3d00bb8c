#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's document against the API: it is valid by the schema of OpenAPI 3.1 itself, and whatever requests are made from it, valid or not,
are answered as it says and never with 500."""
import json
import os
import random
import sys
import uuid

import jsonschema

from rest_client import Client, Server, Tap

seed = int(os.environ.get("TW_SEED", "20260301"))
rounds = int(os.environ.get("TW_ROUNDS", "2"))
rng = random.Random(seed)
tap = Tap()
server = Server(sys.argv[1])
api = server.admin
document = Client(server.port).get("/api/openapi.json").body
print(f"# seed {seed}")


def resolve(part):
    while "$ref" in part:
        at = document
        for name in part["$ref"][2:].split("/"):
            at = at[name]
        part = at
    return part


def check_document():
    """What OpenAPI 3.1 asks of the parts that we use; every schema is checked against the 2020-12 meta-schema."""
    wrong, ids, refs = [], set(), []
    if not document["openapi"].startswith("3.1.") or not {"info", "paths", "components"} <= set(document):
        wrong.append("head")
    for path, methods in document["paths"].items():
        names = {p[1:-1] for p in path.split("/") if p.startswith("{")}
        for method, operation in methods.items():
            parameters = [resolve(p) for p in operation.get("parameters", [])]
            if method not in ("get", "post", "patch", "delete", "put") or not operation.get("responses"):
                wrong.append(path + " " + method)
            if operation["operationId"] in ids:
                wrong.append("twice " + operation["operationId"])
            ids.add(operation["operationId"])
            if {p["name"] for p in parameters if p["in"] == "path"} != names:
                wrong.append("parameters of " + path)
            if len({(p["name"], p["in"]) for p in parameters}) != len(parameters) or any("schema" not in p for p in parameters):
                wrong.append("parameters of " + path)
            for answer in operation["responses"].values():
                if "description" not in resolve(answer):
                    wrong.append("response of " + path)

    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                refs.append(node["$ref"])
            for one in node.values():
                walk(one)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(document)
    for ref in set(refs):
        try:
            resolve({"$ref": ref})
        except KeyError:
            wrong.append("nothing at " + ref)
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as e:
            wrong.append(f"{name}: {e.message}")
    return wrong


validators = {}


def valid(schema, value):
    key = json.dumps(schema, sort_keys=True)
    if key not in validators:
        validators[key] = jsonschema.Draft202012Validator({**schema, "components": document["components"]})
    return [e.message[:300] for e in validators[key].iter_errors(value)]


NASTY = ["", "'", "\"", "'; DROP TABLE deal; --", "../../etc/passwd", "%00", "\u202e", "\U0001f600" * 50, "x" * 3000, "\\", "null", "{}", "-1",
         "99999999999999999999", "a\nb", "true", "me", "1=1"]


def make(schema, depth=0):
    """A value that may fit, or nearly."""
    schema = resolve(schema)
    if rng.random() < 0.08:
        return rng.choice([None, 5, -1.5, True, [], {}, [[]], 1e308] + NASTY)
    if "anyOf" in schema:
        return make(rng.choice(schema["anyOf"]), depth + 1)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type", "string")
    kind = rng.choice(kind) if isinstance(kind, list) else kind
    if kind == "null":
        return None
    if kind == "boolean":
        return rng.random() < 0.5
    if kind == "integer":
        return rng.choice([0, 1, 7, 1000, -3, 2**31, 2**63 - 1, 2**64])
    if kind == "number":
        return rng.choice([0, 1.5, -2.25, 100])
    if kind == "array":
        return [make(schema.get("items", {}), depth + 1) for _ in range(rng.randrange(0, 3))]
    if kind == "object":
        needed = schema.get("required", [])
        return {k: make(v, depth + 1) for k, v in schema.get("properties", {}).items()
                if (k in needed and rng.random() < 0.95) or rng.random() < 0.3}
    form = schema.get("format")
    if form == "uuid":
        return rng.choice(known) if known and rng.random() < 0.7 else str(uuid.UUID(int=rng.getrandbits(128)))
    if form == "date":
        return rng.choice(["2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31", "2026-02-30"])
    if form == "date-time":
        return rng.choice(["2026-01-31T10:00:00Z", "2026-01-31T10:00:00+05:30", "2026-01-31T10:00:00", "9999-12-31T23:59:59Z"])
    if "pattern" in schema and rng.random() < 0.8:
        return rng.choice(["12.50", "0", "EUR", "10:30"])
    return rng.choice(["Anna", "a@example.com", "+49 30 123456", "https://example.com/", "EUR"] + NASTY)


known = []


def ask(path, method, operation):
    query, headers, body = {}, {}, None
    for parameter in (resolve(p) for p in operation.get("parameters", [])):
        if parameter["in"] == "path":
            import urllib.parse
            value = rng.choice(known) if known and rng.random() < 0.8 else rng.choice([str(uuid.uuid4())] + [n for n in NASTY if n.strip()])
            path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(value, safe=""))
        elif parameter.get("required") or rng.random() < 0.25:
            value = make(parameter["schema"])
            value = str(value).lower() if isinstance(value, bool) else str(value)
            if parameter["in"] == "query":
                query[parameter["name"]] = value
            elif value.isascii() and value.isprintable():
                headers[parameter["name"]] = value
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        headers["Content-Type"] = media
        body = make(content["schema"])
    if method == "delete" and rng.random() < 0.5:
        return None
    return rng.choice(askers).ask(method.upper(), path, body, query, headers)


def judge(operation, answer):
    """A sentence when the document does not say so."""
    if answer is None:
        return None
    if answer.status >= 500:
        return f"status {answer.status}: {answer.raw[:300]}"
    described = operation["responses"].get(str(answer.status)) or operation["responses"].get(f"{answer.status // 100}XX")
    if described is None:
        return f"status {answer.status} is not described: {answer.raw[:300]}"
    content = resolve(described).get("content")
    if not content:
        return None if answer.raw == b"" else "a body where none is described"
    media = answer.headers["Content-Type"].split(";")[0]
    if media not in content:
        return f"{media} is not described: {answer.status} {answer.raw[:300]}"
    wrong = valid(content[media]["schema"], answer.body) if media.endswith("json") else []
    return f"{answer.status} {wrong[:3]} {answer.raw[:300]}" if wrong else None


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "openapi-3.1.schema.json"), encoding="utf-8") as f:
    official = jsonschema.Draft202012Validator(json.load(f))
wrong = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in official.iter_errors(document)]
tap.ok(not wrong, "openapi/official schema", "\n".join(wrong[:20]))
spoilt = [{**document, "paths": {"/x": {"get": {"responses": {"abc": {}}}}}}, {**document, "info": {}}, {**document, "opnapi": "3.1.0"}]
tap.ok(all(not official.is_valid(one) for one in spoilt), "openapi/official schema finds mistakes")
wrong = check_document()
tap.ok(not wrong, "openapi/document", "\n".join(wrong))
tap.ok(len(document["paths"]) > 200 and "/api/crm/deals" in document["paths"], "openapi/complete")
described = set()
for path, methods in document["paths"].items():
    parts = path.split("/")
    first = next(iter(methods.values()))["operationId"]
    if first in {f"{word}_{parts[-1]}" for word in ("list",)} | {f"{word}_{p}" for word in ("bulk", "get", "history") for p in parts}:
        parts[3] = "{plural}"
    described |= {f"{method.upper()} {'/'.join(parts)}" for method in methods}
with open(os.path.join(os.environ.get("TW_SOURCE_ROOT", "../.."), "docs", "rest-api.md"), encoding="utf-8") as page:
    told = {line.split("`")[1] for line in page if line.startswith("| `")}
tap.ok(told == described, "openapi/page", f"{sorted(told ^ described)}")
for part in ("users", "deal_stages", "companies", "pipelines", "roles"):
    known += [i["id"] for i in api.get("/api/crm/" + part, limit=20).body["items"]]



def join(name, role):
    """Somebody who may do less, and what he is refused is in the document too."""
    one = api.ask("POST", "/api/crm/users", {"name": name, "email": name + "@site.example", "roles": [role] if role else []}).body["id"]
    return server.accept(api.ask("POST", "/api/auth/invitations", {"user": one}).body["token"])


names = {r["name"]: r["id"] for r in api.get("/api/crm/roles", limit=100).body["items"]}
key = api.ask("POST", "/api/auth/keys", {"name": "k", "scopes": "deals:read contacts:* *:read"}).body["key"]
askers = [api] * 14 + [join("seller", names["Sales representative"]), join("reader", names["Reader"]), join("nothing", None), Client(server.port, key), Client(server.port)]
asked, good, tags = 0, 0, {}
for n in range(rounds):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] in ("events", "sign_out") or (path.startswith(("/api/crm/users", "/api/crm/roles")) and method != "get"):
                continue                               # the first is endless; the others would take the tester's own rights
            answer = ask(path, method, operation)
            asked += answer is not None
            if answer is not None and answer.status < 300:
                good += 1
                if method == "post" and answer.status == 201:
                    known.append(answer.body["id"])
            why = judge(operation, answer)
            if why:
                tags.setdefault(operation["tags"][0], []).append(f"{method} {path}: {why}")
for tag in sorted({o["tags"][0] for m in document["paths"].values() for o in m.values()}):
    tap.ok(tag not in tags, "openapi/requests/" + tag, "\n".join(tags.get(tag, [])))
print(f"# {asked} requests, {good} of them done")
tap.ok(good > asked / 10, "openapi/enough are good", f"{good} of {asked}")

# Most answers are made from rows, others from records (as with this parameter): they must not differ in a byte.
different, compared = [], 0
for path in document["paths"]:
    if document["paths"][path].get("get", {}).get("operationId", "").startswith("list_") and path.startswith("/api/crm/"):
        rows, records = api.get(path, limit=1000), api.get(path, limit=1000, computed="false")
        different += [path] if rows.raw != records.raw or rows.status != 200 else []
        for item in rows.body["items"][:3] if rows.status == 200 else []:
            compared += 1
            one, record = api.get(f"{path}/{item['id']}"), api.get(f"{path}/{item['id']}", computed="false")
            if one.raw != record.raw or one.headers["ETag"] != record.headers["ETag"] or one.body != item:
                different.append(path + "/" + item["id"])
tap.ok(not different and compared > 20, "openapi/rows and records", f"{compared} {different}")
tap.ok(server.close() == 0, "openapi/server ends well")
sys.exit(tap.end())
