#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of the API's document and of sync × who asks × in which state the record is × the right on the field, each cell decided by an
oracle that knows only the schema's files and the roles that the test made. What somebody may not see carries a word that must not
be in any byte he gets.

  test-matrix.py TRADEWINDD
"""
import base64
import collections
import glob
import hashlib
import hmac
import json
import os
import random
import struct
import sys
import time
import uuid

from rest_client import Client, Server, Tap

rng = random.Random(int(os.environ.get("TW_SEED", "7")))
tap = Tap()
server = Server(sys.argv[1])
api = server.admin
crm = "/api/crm/"
root = os.environ.get("TW_SOURCE_ROOT", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
schema = {}
for name in sorted(glob.glob(os.path.join(root, "data", "schema", "*.json"))):
    with open(name, encoding="utf-8") as file:
        one = json.load(file)
    one["fields"] = [field for field in one["fields"] if not field.get("retired")]        # the API knows them no more
    schema[one["entity"]] = one
document = Client(server.port).get("/api/openapi.json").body
SECRET, HIDDEN = "CanaryOfOthers", "CanaryOfTheField"         # in records of others, in a hidden field
ACTORS = ["none", "expired", "revoked", "own", "mate", "outsider", "manager", "reader", "administrator"]
STATES = ["live", "deleted", "left", "hidden", "missing"]
STRICT = "strict"

# --- The oracle: whose a record is, and who may do what ---

def fields_of(entity):
    return {f["key"]: f for f in schema[entity]["fields"]}


def leads_to(field, target):
    return field["kind"] == "link" and field.get("to") == [target]


def kind_of(entity):
    """("shared", None), ("owned", field) or ("part", field)."""
    one = schema[entity]
    if entity in ("user", "team", "territory"):
        return "shared", None
    owner = fields_of(entity).get(one.get("owner"))
    if owner and leads_to(owner, "user"):
        return "owned", owner
    for field in one["fields"]:
        if field.get("required") and leads_to(field, "user"):
            return "owned", field
    for field in one["fields"]:
        if field["kind"] == "link" and field.get("on_delete") == "cascade" and len(field.get("to", [])) == 1 and field["to"][0] != entity:
            return "part", field
    return "shared", None


LINES = [{"read", "create", "change"}, {"read", "change", "delete"}, {"read", "create", "change", "delete"}, {"read"}, {"create"}]
given = {e: LINES[i % len(LINES)] for i, e in enumerate(sorted(schema))
         if e not in ("user", "role", "team", "territory") and kind_of(e)[0] != "part" and (schema[e].get("group") or i % 2)}
for busy in ("deal", "company", "contact", "quote"):
    given[busy] = LINES[0]


def rights(actor, entity):
    """What, and on whose records: own, team or all."""
    if actor == "administrator":
        return {"read", "create", "change", "delete"}, "all"
    if entity == "job":                                # the server's own work
        return set(), "all"
    if entity == "report_run":                         # none of these roles may take anything out
        return set(), "all"
    if actor == "reader":
        return {"read"}, "all"
    scope = "own" if actor == "own" else "team"
    kind, link = kind_of(entity)
    group = schema[entity].get("group")
    if kind == "shared":
        known = given.get(entity, set())
        return known | ({"read"} if entity in given or group in (None, "admin") or entity in ("product", "product_category") else set()), "all"
    if entity in given:
        return given[entity], scope
    if kind == "part":
        whole, scope = rights(actor, link["to"][0])
        return (whole & {"read"}) | ({"create", "change", "delete"} if "change" in whole else set()), scope
    personal = not group or (group == "admin" and "shared" in schema[entity])
    return (set(), scope) if not personal else ({"read", "create", "change", "delete"}, "own")


def is_his(actor, entity, state):
    """Live records are of the user "own", those that left and the hidden ones of somebody in no team."""
    kind, link = kind_of(entity)
    _, scope = rights(actor, entity)
    if kind == "part":
        return is_his(actor, link["to"][0], state) if scope != "all" else True
    if kind == "shared" or scope == "all":
        return True
    if state in ("left", "hidden"):
        return False
    return actor == "own" or (scope == "team" and actor in ("mate", "manager"))


def is_shared(entity, state):
    """The live ones of what can be shared are, with their parts."""
    kind, link = kind_of(entity)
    return is_shared(link["to"][0], state) if kind == "part" else state == "live" and "shared" in schema[entity]


def may(actor, right, entity, state, deleted=False):
    """deleted: whether records in the wastebasket count."""
    if state == "missing" or (state == "deleted" and not deleted) or right not in rights(actor, entity)[0]:
        return False
    return is_his(actor, entity, state) or (right == "read" and is_shared(entity, state))


def sees_field(actor, name):
    return "edit" if actor == "administrator" or (actor == "reader" and name != "none") else name


# --- People ---

def made(plural, body):
    answer = api.ask("POST", crm + plural, body)
    assert answer.status == 201, f"{plural} {body} {answer.raw}"
    return answer.body


RULED = {"timezone", "recurrence"}                     # of a meeting: a rule reads them, so that they take no other text


def plain_fields(entity):
    """Texts that may be changed without more: [edit, read, hidden] as far as there are."""
    one = schema[entity]
    sort = {word.lstrip("-") for word in one.get("sort", "").split(",")}
    found = [f["key"] for f in one["fields"]
             if f["kind"] in ("text", "longtext") and not f.get("required") and not f.get("read_only") and not f.get("unique") and not f.get("hidden")
             and "formula" not in f and "derive" not in f and "check" not in f and "pattern" not in f and "series" not in f and "write_roles" not in f
             and f.get("merge") != STRICT and f.get("max_length", 999) >= 40 and f["key"] != one.get("name") and f["key"] not in sort
             and f.get("search") is None and f["key"] not in RULED]
    return found[:3]


probe = {e: plain_fields(e) for e in schema}
field_rules = {}
for e, names in probe.items():
    field_rules.update({f"{e}.{n}": r for n, r in zip(names[1:], ("read", "hidden"))})
permissions = [f"{e} {' '.join(sorted(r))}" for e, r in sorted(given.items())]
role_ids = {scope: made("roles", {"name": scope, "record_scope": scope, "permissions": permissions, "field_rules": field_rules})["id"]
            for scope in ("own", "team")}
role_ids["all"] = made("roles", {"name": "all", "record_scope": "all", "permissions": ["* read"]})["id"]
top = made("teams", {"name": "Top", "code": "T"})["id"]
north = made("teams", {"name": "North", "code": "N", "parent": top})["id"]
south = made("teams", {"name": "South", "code": "S"})["id"]
people, clients = {}, {}


def join(name, role, teams):
    people[name] = made("users", {"name": name, "email": name + "@site.example", "roles": [role_ids[role]] if role else [], "teams": teams})["id"]
    clients[name] = server.accept(api.ask("POST", "/api/auth/invitations", {"user": people[name]}).body["token"])


join("own", "own", [north])
join("mate", "team", [north])
join("outsider", "team", [south])
join("manager", "team", [])
join("reader", "all", [])
join("revoked", "all", [])
people["stranger"] = made("users", {"name": "stranger", "email": "stranger@site.example"})["id"]
assert api.ask("PATCH", crm + "teams/" + top, {"leader": people["manager"]}).status == 200
assert clients["revoked"].ask("POST", "/api/auth/sign-out", {}).status == 204
clients["administrator"] = api
clients["none"] = Client(server.port)


def own_token(seconds):
    """As the server would make it, with the server's own secret: the control is one that is still good."""
    with open(os.path.join(server.folder.name, "server.key"), "rb") as secret:
        key = hmac.new(secret.read(), b"access token", hashlib.sha256).digest()
    session = base64.urlsafe_b64decode(api.token[4:] + "==")[:16]
    plain = session + uuid.UUID(api.get("/api/auth/me").body["id"]).bytes + struct.pack("<q", int((time.time() + seconds) * 1e6))
    return "twa_" + base64.urlsafe_b64encode(plain + hmac.new(key, plain, hashlib.sha256).digest()).decode().rstrip("=")


clients["expired"] = Client(server.port, own_token(-60))
tap.ok(Client(server.port, own_token(60)).get("/api/auth/me").status == 200, "matrix/the secret is the server's")

# --- Records in each state ---

rows = collections.defaultdict(dict)                  # entity → state → id
titles = {}
number = 0


def value_of(entity, field, state):
    global number
    number += 1
    kind = field["kind"]
    if kind == "link":
        target = (field.get("to") or ["deal"])[0]
        if target == "user":
            one = people["own" if state in ("live", "deleted") else "stranger"]
            return one if len(field["to"]) == 1 else {"type": "user", "id": one}
        link = make(target, state if kind_of(entity)[1] is field else "hidden")
        return link if len(field.get("to") or []) == 1 else {"type": target, "id": link}
    if "currency" in field["key"] or entity == "currency":
        return "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=3)) if entity == "currency" else "EUR"
    if field.get("pattern"):
        return f"form-{number}"
    return {"text": f"{SECRET if state in ('left', 'hidden') else 'Known'} {number}", "longtext": "Words", "richtext": "Words", "decimal": "1", "integer": number,
            "duration": 60, "money": {"amount": "1", "currency": "EUR"}, "datetime": "2026-05-01T10:00:00Z", "date": "2026-05-01",
            "email": f"m{number}@site.example", "enum": (field.get("choices") or [{}])[0].get("key")}[kind]


def make(entity, state):
    """The id of a record in this state; of "left" and "deleted" as they are before that happens, while the records of a part are made."""
    if state in rows[entity]:
        return rows[entity][state]
    kind, link = kind_of(entity)
    body = {}
    for field in schema[entity]["fields"]:
        if field.get("required") and not any(k in field for k in ("default", "series", "derive")) or field is link:
            body[field["key"]] = value_of(entity, field, "live" if state == "left" and kind == "owned" and field is link else state)
    if shared := schema[entity].get("shared"):
        body[shared] = state == "live"
    names = probe[entity]
    if len(names) > 2 and state != "missing":
        body[names[2]] = HIDDEN
    if entity == "price_book_entry":                    # for a product or a category; a price or a discount
        body.update(product=value_of(entity, fields_of(entity)["product"], "live"), discount="5")
    if "ends_at" in body:
        body["ends_at"] = "2026-05-01T11:00:00Z"
    rows[entity][state] = made(schema[entity]["plural"], body)["id"]
    return rows[entity][state]


SKIP = {"user", "role", "team", "territory"}           # the tester's own rights hang on them: only read, as they are
always = ["deal", "company", "quote", "quote_line", "saved_view", "product", "deal_stage", "sync_conflict"]
kinds = always + [e for e in sorted(schema) if e not in SKIP and e not in always]
unmakeable = {}
for e in kinds:
    for state in STATES[:4]:
        try:
            make(e, state)
        except (AssertionError, KeyError) as trouble:
            unmakeable[e] = str(trouble)
            break
    rows[e]["missing"] = str(uuid.uuid4())
tap.ok(not unmakeable, "matrix/every kind of record can be made", json.dumps(unmakeable, indent=1))
kinds = [e for e in kinds if e not in unmakeable]
for e in kinds:                                        # owners hand over, then what is to be deleted goes, parts first
    kind, link = kind_of(e)
    if kind == "owned":
        answer = api.ask("PATCH", crm + schema[e]["plural"] + "/" + rows[e]["left"], {link["key"]: people["stranger"]}, headers={"If-Match": "*"})
        assert answer.status == 200, answer.raw
for e in sorted(kinds, key=lambda e: kind_of(e)[0] != "part"):
    answer = api.ask("DELETE", crm + schema[e]["plural"] + "/" + rows[e]["deleted"])
    assert answer.status in (204, 404), f"{e} {answer.raw}"

# --- Cells ---

cells, wrong = collections.Counter(), []
seen = set()                                           # method and path as the document has it


def judge(what, actor, answer, wanted, *where):
    """wanted: a status, several, or a function of the answer."""
    cells[what.split()[0]] += 1
    good = wanted(answer) if callable(wanted) else answer.status in (wanted if isinstance(wanted, tuple) else (wanted,))
    if not good:
        wrong.append(f"{actor}: {what} {' '.join(where)}: wanted {'something else' if callable(wanted) else wanted}, got {answer.status} {answer.raw[:160]}")
    leak(what, actor, answer)


def leak(what, actor, answer):
    if actor in ("own", "mate", "outsider", "manager") and HIDDEN.encode() in answer.raw:
        wrong.append(f"{actor}: {what}: the hidden field is in the answer: {answer.raw[:200]}")


PUBLIC = {"sign-in", "second-step", "refresh", "accept"}
# These end the session or begin a second factor for it: tests/server/test-sign-in.py and test-revocation.py do them.
ENDS_IT = {"/api/auth/sign-out", "/api/auth/totp"}


def nobody(actor):
    return actor in ACTORS[:3]


missing_bytes = {}


def check_missing(what, actor, answer):
    """What is not visible and what is not there: the same bytes."""
    if answer.status == 404 and missing_bytes.setdefault(what, answer.raw) != answer.raw:
        wrong.append(f"{actor}: {what}: 404 differs: {answer.raw[:200]}")


def check_record(actor, e, state):
    client, plural, one = clients[actor], schema[e]["plural"], rows[e][state]
    path, readable = f"{crm}{plural}/{one}", may(actor, "read", e, state)
    status = 401 if nobody(actor) else 200 if readable else 404
    names = probe[e]
    got = client.ask("GET", path)
    judge("GET {id}", actor, got, status, e, state)
    check_missing("GET", actor, got)
    if got.status == 200:
        for name, right in zip(names, ("edit", "read", "hidden")):
            judge("FIELD get", actor, got, lambda a: (name in a.body) == (right != "hidden" or actor in ("reader", "administrator")), e, name)
    judge("GET {id}/history", actor, client.ask("GET", path + "/history"), status, e, state)
    # DELETE with a tag that nothing has tells whether it would be done, and does it not.
    judge("DELETE {id}", actor, client.ask("DELETE", path, headers={"If-Match": '"0"'}),
          status if status != 200 else 412 if may(actor, "delete", e, state) else 403, e, state)
    for name, right in list(zip(names, ("edit", "read", "hidden"))) or [(None, "edit")]:
        body = {name: f"by {actor}"} if name else {}
        if status != 200:
            wanted = status
        elif name and right != "edit" and actor not in ("reader", "administrator"):
            wanted = 422
        elif name and not may(actor, "change", e, state):
            wanted = 403
        else:
            wanted = 200
        if right == "hidden" and wanted == 200:
            continue                                   # the word in it stays
        answer = client.ask("PATCH", path, body)
        judge("PATCH {id}", actor, answer, wanted, e, state, right)
        if name is None or right == "edit":
            check_missing("PATCH", actor, answer)


def check_collection(actor, e):
    client, plural = clients[actor], schema[e]["plural"]
    able = rights(actor, e)[0] if not nobody(actor) else set()
    status = 401 if nobody(actor) else 200 if "read" in able else 403
    listed = client.get(crm + plural, limit=1000)
    ids = {i["id"] for i in listed.body.get("items", [])}
    for state in STATES:
        judge("GET list", actor, listed, lambda a: a.status == status and (rows[e][state] in ids) == (status == 200 and may(actor, "read", e, state)), e, state)
    judge("POST", actor, client.ask("POST", crm + plural, {"no such": 1}), 401 if nobody(actor) else 422 if "create" in able else 403, e)
    items = [{"op": "change", "id": rows[e][s], "fields": {"no such": 1}} for s in STATES] + [{"op": "delete", "id": rows[e][s], "if_match": '"0"'} for s in STATES]
    bulk = client.ask("POST", f"{crm}{plural}/bulk", {"items": items})
    if nobody(actor):
        judge("POST bulk", actor, bulk, 401, e)
    else:
        results = [i["status"] for i in bulk.body["items"]]
        for i, state in enumerate(STATES):
            readable = may(actor, "read", e, state)
            judge("POST bulk", actor, bulk, lambda a: results[i] == (422 if readable else 404), e, state, "change")
            judge("POST bulk", actor, bulk, lambda a: results[5 + i] == (404 if not readable else 412 if may(actor, "delete", e, state) else 403),
                  e, state, "delete")
    if status == 200 and len(probe[e]) > 2 and actor not in ("reader", "administrator"):
        for query in ({"where": probe[e][2] + " is not empty"}, {"sort": probe[e][2]}):
            judge("FIELD list", actor, client.get(crm + plural, **query), 403, e)
        judge("FIELD list", actor, client.get(crm + plural, fields=probe[e][2]), 400, e)


# --- Sync ---

devices, numbers = {}, collections.Counter()


def push(actor, mutations):
    now = int(time.time() * 1e6)
    sent = []
    for ops in mutations:
        numbers[actor] += 1
        sent.append({"n": numbers[actor], "commit": str(uuid.uuid4()), "stamp": 0, "at": now, "origin": 0, "atomic": True, "title": "t", "ops": ops})
    answer = clients[actor].ask("POST", "/sync/v1/push", {"protocol": 1, "client": devices.setdefault(actor, str(uuid.uuid4())), "schema": "1+0",
                                                           "sent_at": now, "mutations": sent})
    return answer, {r["n"]: r for r in answer.body.get("results", [])}


def field_number(e, name):
    return str(fields_of(e)[name]["number"])


def check_pushes(actor):
    """Each operation on each record. One that would be done is taken back by the one behind it, which is never taken."""
    plan = []
    never = lambda e: {"op": "set", "e": schema[e]["number"], "id": str(uuid.uuid4()), "f": {}}
    for e in kinds:
        for state in STATES:
            for verb in ("set", "restore", "delete", "read field", "hidden field"):
                op = {"op": verb.split()[0], "e": schema[e]["number"], "id": rows[e][state], "f": {}}
                names, last = probe[e], True
                if verb == "delete":
                    seen_row, allowed = may(actor, "read", e, state, True), may(actor, "delete", e, state, True) or state == "deleted"
                    wanted = ("denied",) if seen_row and not allowed else ("not-found", "link")    # still in use
                elif verb == "restore":
                    seen_row = may(actor, "read", e, state, True)
                    wanted = ("denied",) if seen_row and not may(actor, "delete", e, state, True) else ("not-found",)
                else:
                    index = ("set", "read field", "hidden field").index(verb)
                    if len(names) <= index:
                        continue
                    op["op"], seen_row = "set", may(actor, "read", e, state, True)
                    op["f"] = {field_number(e, names[index]): ["a", "b"]}
                    allowed = may(actor, "change", e, state, True) and (index == 0 or actor == "administrator")
                    wanted = ("denied",) if seen_row and not allowed else ("not-found",)
                plan.append((e, state, verb, [op, never(e)], wanted))
    for at in range(0, len(plan), 400):
        part = plan[at:at + 400]
        first = numbers[actor] + 1
        answer, results = push(actor, [ops for *_, ops, _ in part])
        for i, (e, state, verb, _, wanted) in enumerate(part):
            problem = json.loads(results.get(first + i, {}).get("problem") or "{}")
            judge("PUSH " + verb, actor, answer, lambda a: problem.get("type") in wanted, e, state, f"{problem} for {wanted}")
            if actor == "outsider" and "Known" in problem.get("detail", "") and verb == "delete" and kind_of(e)[0] == "shared":
                wrong.append(f"{actor}: {verb} {e}: the title of a record that is not visible: {problem}")


def check_sync(actor):
    client = clients[actor]
    for path in ("pull", "snapshot", "check", "events", "audit"):
        if nobody(actor):
            judge("SYNC " + path, actor, client.ask("GET", "/sync/v1/" + path), 401)
    for path in ("push", "clients"):
        if nobody(actor):
            judge("SYNC " + path, actor, client.ask("POST", "/sync/v1/" + path, {}), 401)
    if nobody(actor):
        return
    devices[actor] = str(uuid.uuid4())
    judge("SYNC clients", actor, client.ask("POST", "/sync/v1/clients", {"client": devices[actor], "name": "d", "schema": "1"}), 204)
    start = client.get("/sync/v1/snapshot", part="start")
    judge("SYNC snapshot", actor, start, 200)
    leak("snapshot", actor, client.get("/sync/v1/snapshot", part="today"))
    sums = {e: count for e, count, _ in client.get("/sync/v1/check").body["entities"]}
    for e in kinds:
        got, after, deleted, raw = {}, None, {}, b""
        while True:
            answer = client.get("/sync/v1/snapshot", part=e, limit=1000, **({"after": after} if after else {}))
            raw += answer.raw
            for table in answer.body["tables"]:
                got.update({row[0]: row for row in table["rows"]})
                if table["e"] == schema[e]["number"] and len(probe[e]) > 2:
                    judge("FIELD snapshot", actor, answer, lambda a: (int(field_number(e, probe[e][2])) in table["fields"]) == (actor in ("reader", "administrator")), e)
            after = answer.body.get("next")
            if not after:
                break
        for state in STATES:
            visible = may(actor, "read", e, state, True)
            judge("SYNC snapshot", actor, answer, lambda a: (rows[e][state] in got) == visible, e, state)
            leak("snapshot", actor, answer)
        judge("SYNC check", actor, answer, lambda a: sums.get(schema[e]["number"], 0) == len(got) and (schema[e]["number"] in sums) == ("read" in rights(actor, e)[0]), e)
        if rights(actor, e)[1] != "all" and actor == "outsider" and SECRET.encode() in raw:
            wrong.append(f"{actor}: snapshot of {e}: records of others: {raw[:200]}")
    check_pushes(actor)


# --- What has an address of its own, and whether anything was left out ---

def check_own_account(actor, client):
    """What is open to everybody does not look at the token; the rest is for who is signed in, and none of it is another's."""
    for path, methods in document["paths"].items():
        for method in methods if path.startswith("/api/auth/") else ():
            place, body = path.replace("{id}", str(uuid.uuid4())), None if method in ("get", "delete") else {"rate": 1} if method == "patch" else {}
            if path.rsplit("/", 1)[1] in PUBLIC:
                judge(f"{method.upper()} auth", actor, client.ask(method.upper(), place, body), (400, 422), path)
            elif nobody(actor):
                judge(f"{method.upper()} auth", actor, client.ask(method.upper(), place, body), 401, path)
            elif path not in ENDS_IT:
                wanted = 200 if method == "get" else (204, 404) if "{id}" in path else (400, 403, 404, 409, 422)
                judge(f"{method.upper()} auth", actor, client.ask(method.upper(), place, body), wanted, path)


def check_figures(actor, client, status):
    """Figures and reports of every kind of record count what the lists show, and name nothing else."""
    for e in kinds:
        able = "read" in rights(actor, e)[0] if not nobody(actor) else False
        wanted = status(200 if able else 403)
        figure = client.ask("POST", crm + "widgets/answer", {"entity": e, "aggregate": "count"})
        judge("POST widgets/answer", actor, figure, wanted, e)
        name = schema[e].get("name", "created_at")
        name = name if fields_of(e).get(name, {}).get("kind") == "text" else "created_at"
        report = client.ask("POST", crm + "reports/answer", {"entity": e, "columns": [{"value": name}] + [{"value": n} for n in probe[e]]}, {"limit": 1000})
        judge("POST reports/answer", actor, report, wanted, e)
        if figure.status == report.status == wanted == 200:
            ids = {i["id"] for i in client.get(crm + schema[e]["plural"], limit=1000).body["items"]}
            found = {i["id"] for i in report.body["items"] if i["kind"] == "row"}
            judge("POST widgets/answer", actor, figure, lambda a: a.body["total"]["value"] == len(ids), e, "as many as in the list")
            judge("POST reports/answer", actor, report, lambda a: found == ids and a.body["records"] == len(ids), e, "those of the list")
            judge("FIELD report", actor, report, lambda a: len(a.body["left_out"]) == (len(probe[e]) > 2 and actor not in ("reader", "administrator")), e)
        exported = client.ask("POST", crm + "reports/answer", {"entity": e, "columns": [{"value": name}]}, {"format": "csv"})
        judge("POST reports/answer", actor, exported, status(200 if actor == "administrator" else 403), e, "file")
        leak("export", actor, exported)
    for path in (f"widgets/{rows['widget']['live']}/answer", f"reports/{rows['report']['live']}/answer"):
        answer = client.get(crm + path)
        e = path.split("/")[0][:-1]
        judge("GET " + e + "/{id}/answer", actor, answer, status(422 if may(actor, "read", e, "live") else 404))


def check_single(actor):
    client = clients[actor]
    status = lambda good: 401 if nobody(actor) else good
    reads = lambda e: status(200 if "read" in rights(actor, e)[0] else 403) if not nobody(actor) else 401
    for path, e in (("deals/pipeline-stats", "deal"), ("deals/win-rate", "deal"), ("activities/stats", "activity"), ("tasks/stats", "task")):
        answer = client.get(crm + path)
        judge("GET " + path, actor, answer, reads(e))
    if not nobody(actor):
        want = sum(may(actor, "read", "deal", s) for s in STATES)
        stats = client.get(crm + "deals/pipeline-stats")
        if stats.status == 200 and actor not in ("reader", "administrator"):
            judge("GET pipeline-stats", actor, stats, lambda a: a.body["count"] == want)
    check_figures(actor, client, status)
    found = client.get(crm + "search", q=SECRET, limit=100)
    judge("GET search", actor, found, status(200))
    for e in kinds:
        ids = {i["id"] for i in found.body.get("items", [])} if found.status == 200 else set()
        for state in ("left", "hidden"):
            judge("GET search", actor, found, lambda a: rows[e][state] not in ids or may(actor, "read", e, state), e, state)
    for state in STATES:
        for plural, step in (("quotes", "send"), ("quotes", "accept"), ("meetings", "complete")):
            e = "quote" if plural == "quotes" else "meeting"
            one = rows[e].get(state) or str(uuid.uuid4())
            answer = client.ask("PATCH", f"{crm}{plural}/{one}/{step}", {}, headers={"If-Match": '"0"'})
            judge(f"PATCH {step}", actor, answer, status(412 if one in rows[e].values() and may(actor, "read", e, state) else 404), state)
    for path in ("/api/audit", "/api/audit/chain", "/api/audit/heads"):
        judge("GET audit", actor, client.ask("GET", path), status(200 if actor == "administrator" else 403))
    for path, methods in document["paths"].items():
        for method in methods if path.startswith("/api/admin/") else ():
            if actor == "administrator" and method != "get":
                continue                               # done by nobody here: tests/server/test-admin.py does it
            place = path.replace("{id}", role_ids["own"] if "roles" in path else people["stranger"])
            place = place.replace("{session}", str(uuid.uuid4())).replace("{key}", str(uuid.uuid4()))
            judge(f"{method.upper()} admin", actor, client.ask(method.upper(), place, None if method in ("get", "delete") else {}),
                  status(200 if actor == "administrator" else 403), path)
    check_own_account(actor, client)
    if nobody(actor):
        judge("GET events", actor, client.ask("GET", "/api/events"), 401)
    for e in sorted(SKIP):
        able = rights(actor, e)[0] if not nobody(actor) else set()
        judge("GET list", actor, client.get(crm + schema[e]["plural"]), status(200 if "read" in able else 403), e)
        one = {"user": people["stranger"], "role": role_ids["own"], "team": south}.get(e, str(uuid.uuid4()))
        judge("GET {id}", actor, client.get(crm + schema[e]["plural"] + "/" + one), status(404 if e == "territory" else 200), e)
        if actor != "administrator":
            judge("PATCH {id}", actor, client.ask("PATCH", crm + schema[e]["plural"] + "/" + one, {"name": "x"}), status(404 if e == "territory" else 403), e)
            judge("DELETE {id}", actor, client.ask("DELETE", crm + schema[e]["plural"] + "/" + one), status(404 if e == "territory" else 403), e)
            judge("POST", actor, client.ask("POST", crm + schema[e]["plural"], {}), status(403), e)
    if not nobody(actor) and actor != "administrator":
        for body in ({"roles": [role_ids["all"]]}, {"teams": [top]}, {"active": False}, {"email": "x@site.example", "manager": None, "teams": None, "roles": []}):
            judge("PATCH self", actor, client.ask("PATCH", crm + "users/" + people[actor], body, headers={"If-Match": "*"}), (403, 422), str(body))
        judge("PATCH role", actor, client.ask("PATCH", crm + "roles/" + role_ids["own"], {"record_scope": "all"}, headers={"If-Match": "*"}), 403)
        judge("POST invitations", actor, client.ask("POST", "/api/auth/invitations", {"user": people["stranger"]}), 403)


def left_out():
    """Routes of the document that no cell is made for: all are of a collection, or in the list."""
    known = {"/api/events", "/api/audit", "/api/audit/chain", "/api/audit/heads", crm + "search", crm + "deals/pipeline-stats", crm + "deals/win-rate",
             crm + "activities/stats", crm + "tasks/stats", crm + "quotes/{id}/send", crm + "quotes/{id}/accept", crm + "meetings/{id}/complete",
             crm + "widgets/{id}/answer", crm + "widgets/answer", crm + "reports/{id}/answer", crm + "reports/answer"}
    shapes = {"": {"get", "post"}, "/bulk": {"post"}, "/{id}": {"get", "patch", "delete"}, "/{id}/history": {"get"}}
    rest = []
    plurals = {schema[e]["plural"] for e in schema}
    for path, methods in document["paths"].items():
        if path in known or path.startswith(("/api/admin/", "/api/auth/")):
            continue
        plural, slash, tail = path[len(crm):].partition("/")
        if not path.startswith(crm) or plural not in plurals or not set(methods) <= shapes.get(slash + tail, set()):
            rest.append(path)
    return rest


# Beside a PostgreSQL every request asks it first: a part of the kinds has to do there.
PARTS = 6 if os.environ.get("TW_TEST_POSTGRES") else 1
kinds = kinds[rng.randrange(PARTS)::PARTS]
begun = time.time()
for actor in ACTORS:
    for e in kinds:
        check_collection(actor, e)
        for state in STATES:
            check_record(actor, e, state)
    check_sync(actor)
    check_single(actor)
tap.ok(not left_out(), "matrix/no route of the document is left out", left_out())
tap.ok(not wrong, "matrix/every cell as the oracle says", f"{len(wrong)} wrong\n" + "\n".join(wrong[:60]))
print(f"# {sum(cells.values())} cells in {time.time() - begun:.1f} s, of {len(kinds)} kinds of record: " + ", ".join(f"{k} {n}" for k, n in sorted(cells.items())))
tap.ok(sum(cells.values()) > 20000 // PARTS, "matrix/enough cells")
for e in kinds:
    for state in ("live", "left", "hidden"):
        if api.get(crm + schema[e]["plural"] + "/" + rows[e][state]).status != 200:
            wrong.append(f"{e} {state} is gone")
tap.ok(not [w for w in wrong if "is gone" in w], "matrix/nothing was deleted", "\n".join(wrong))
tap.ok(server.close() == 0, "matrix/server ends well")
sys.exit(tap.end())
