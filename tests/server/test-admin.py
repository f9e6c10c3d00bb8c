#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators do over REST: the audit log and what gets into it."""
import sys
import time
import uuid

from rest_client import Client, Server, Tap

tap = Tap()
server = Server(sys.argv[1])
api = server.admin
crm = "/api/crm/"


def check(title, answer, wanted):
    return tap.ok(answer.status == wanted, title, f"{answer.status} {answer.raw[:500]}")


def entries(**query):
    return api.get("/api/audit", **query).body["items"]


def wait_for(title, number=1, **query):
    """Reads are entered soon, not at once."""
    end = time.time() + 5
    while len(entries(**query)) < number and time.time() < end:
        time.sleep(0.02)
    got = entries(**query)
    tap.ok(len(got) == number, title, got)
    return got


def join(name, *roles):
    known = {r["name"]: r["id"] for r in api.get(crm + "roles").body["items"]}
    made = api.ask("POST", crm + "users", {"name": name, "email": f"{uuid.uuid4().hex}@site.example", "roles": [known[r] for r in roles]})
    assert made.status == 201, made.raw
    return server.accept(api.ask("POST", "/api/auth/invitations", {"user": made.body["id"]}).body["token"]), made.body


me = api.get("/api/auth/me").body["id"]
roles = api.get(crm + "roles").body["items"]
seller_role = next(r for r in roles if "deal" in str(r["permissions"]) and r["record_scope"] == "own")["name"]

# --- people and rights ---
seller, person = join("Sally", seller_role)
added = entries(action="user-added", record=person["id"])
tap.ok(len(added) == 1 and added[0]["user"] == me and added[0]["entity"] == "user" and added[0]["detail"]["changes"]["name"] == [None, "Sally"],
       "user/added", added)
tap.ok(added[0]["user_name"] and not added[0]["erased"], "user/added/by whom", added)
check("user/change", api.ask("PATCH", crm + "users/" + person["id"], {"active": False}), 200)
changed = entries(action="user-changed", record=person["id"])
tap.ok(len(changed) == 1 and changed[0]["detail"]["changes"] == {"active": [True, False]}, "user/changed", changed)
check("user/inactive", seller.get(crm + "deals"), 401)
check("user/change back", api.ask("PATCH", crm + "users/" + person["id"], {"active": True}), 200)
role = next(r for r in roles if r["name"] == seller_role)
check("role/change", api.ask("PATCH", crm + "roles/" + role["id"], {"permissions": role["permissions"] + ["campaign read"]},
                             headers={"If-Match": f'"{role["row_seq"]}"'}), 200)
changed = entries(action="role-changed", record=role["id"])
tap.ok(len(changed) == 1 and changed[0]["detail"]["changes"]["permissions"][1][-1] == "campaign read", "role/changed", changed)
team = api.ask("POST", crm + "teams", {"name": "North", "code": "N"}).body["id"]
tap.ok(len(entries(action="team-added", record=team, entity="team")) == 1, "team/added")
api.ask("DELETE", crm + "teams/" + team)
tap.ok(len(entries(action="team-deleted", record=team)) == 1, "team/deleted")
key = api.ask("POST", "/api/auth/keys", {"name": "k", "scopes": "deals:read"})
tap.ok(len(entries(action="key-made", record=key.body["id"])) == 1, "key/made", key.raw)

# --- reading what is sensitive ---
plain = api.ask("POST", crm + "contacts", {"name": "Plain"}).body
ada = api.ask("POST", crm + "contacts", {"name": "Ada", "birthday": "1990-12-10"}).body
got = wait_for("sensitive/as answer of who wrote it", record=ada["id"], action="read-sensitive")
check("sensitive/get again", api.get(crm + "contacts/" + ada["id"]), 200)
tap.ok(got[0]["detail"] == {"fields": ["birthday"], "records": [ada["id"]], "count": 1}, "sensitive/once an hour", got)
reader, _ = join("Rita", next(r["name"] for r in roles if r["permissions"] == ["* read"]))
reader_id = reader.get("/api/auth/me").body["id"]
check("sensitive/fields", reader.get(crm + "contacts/" + ada["id"], fields="last_name"), 200)
check("sensitive/without a value", reader.get(crm + "contacts/" + plain["id"]), 200)
tap.ok(not entries(user=reader_id, action="read-sensitive"), "sensitive/only what was answered")
check("sensitive/list", reader.get(crm + "contacts"), 200)
got = wait_for("sensitive/list entered", user=reader_id, action="read-sensitive")
tap.ok(got[0]["record"] == ada["id"] and got[0]["detail"]["count"] == 1, "sensitive/list names it", got)
other, _ = join("Otto", next(r["name"] for r in roles if r["permissions"] == ["* read"]))
check("sensitive/history", other.get(crm + f"contacts/{ada['id']}/history"), 200)
wait_for("sensitive/history entered", user=other.get("/api/auth/me").body["id"], action="read-sensitive")

# --- many ---
for i in range(2):
    made = api.ask("POST", crm + "companies/bulk", {"items": [{"op": "create", "fields": {"name": f"C{i} {k}"}} for k in range(600)]})
    check("many/made", made, 200)
tap.ok(len(wait_for("many/bulk entered", 2, action="bulk")) == 2, "many/bulk")
after = None
for i in range(3):
    page = reader.get(crm + "companies", limit=500, **({"after": after} if after else {})).body
    after = page["next"]
got = wait_for("many/export entered", action="export", user=reader_id)
tap.ok(got[0]["entity"] == "company" and got[0]["detail"]["records"] >= 1000, "many/export", got)

# --- jobs are for administrators, and survive ---
jobs = api.get(crm + "jobs", limit=100).body["items"]
tap.ok({j["kind"] for j in jobs} >= {"backup", "blob_sweep", "audit_sign", "wastebasket", "check"}, "jobs/usual", jobs)
for name, who in (("seller", seller), ("reader", reader), ("key", Client(server.port, key.body["key"]))):
    got = who.get(crm + "jobs")
    tap.ok(got.status == 403 or (got.status == 401 and name == "seller") or (got.status == 200 and not got.body["items"]), f"jobs/{name} sees none", got.raw)
    one = who.get(crm + "jobs/" + jobs[0]["id"])
    tap.ok(one.status in (401, 403, 404), f"jobs/{name} reads none", one.raw)
for field, value in (("attempts", 5), ("progress", "50"), ("result", "x"), ("last_error", "x"), ("started_at", "2026-01-01T00:00:00Z")):
    check(f"jobs/{field} is the server's", api.ask("PATCH", crm + "jobs/" + jobs[0]["id"], {field: value}), 422)
sign = next(j for j in jobs if j["kind"] == "audit_sign")
check("jobs/sign now", api.ask("PATCH", crm + "jobs/" + sign["id"], {"run_at": "2026-01-01T00:00:00Z"}), 200)
end = time.time() + 10
while not (heads := api.get("/api/audit/heads").body["items"]) and time.time() < end:
    time.sleep(0.05)
tap.ok(len(heads) >= 1, "jobs/signed", heads)
# The head is there a moment before the job is written back.
while (again := api.get(crm + "jobs/" + sign["id"]).body)["status"] != "waiting" and time.time() < end:
    time.sleep(0.05)
tap.ok(again["status"] == "waiting" and again["attempts"] == 0 and again["run_at"] > again["finished_at"], "jobs/waits for the next time", again)

# --- the site's own fields and choices ---
own = [{"choices": {"entity": "activity", "key": "kind", "choices": [{"key": "site", "label": "Site visit"}]}}]
check("define/by a seller", seller.ask("POST", "/api/admin/definitions", own), 403)
check("define/by nobody", Client(server.port).ask("POST", "/api/admin/definitions", own), 401)
check("define/before", api.ask("POST", crm + "activities", {"subject": "x", "kind": "site"}), 422)
version = api.get("/api/admin/status").body["schema"]
answer = api.ask("POST", "/api/admin/definitions", own)
check("define", answer, 200)
tap.ok(answer.body["schema"] == api.get("/api/admin/status").body["schema"] != version, "define/version", answer.body)
check("define/in force", api.ask("POST", crm + "activities", {"subject": "x", "kind": "site"}), 201)
tap.ok(entries(action="fields-changed")[0]["user"] is not None, "define/audited", entries(action="fields-changed"))
for name, body in (("no list", {}), ("no definition", [{"nonsense": 1}]), ("nobody", [{"field": {"entity": "nobody", "key": "a", "label": "A", "kind": "text"}}]),
                   ("relied on", [{"choices": {"entity": "deal", "key": "status", "choices": [{"key": "a", "label": "A"}]}}])):
    answer = api.ask("POST", "/api/admin/definitions", body)
    tap.ok(answer.status in (400, 422) and answer.body["detail"], "define/bad " + name, answer.raw)

# --- the list itself ---
everything, after = [], None
while True:
    page = api.get("/api/audit", limit=7, **({"after": after} if after else {})).body
    everything += page["items"]
    after = page["next"]
    if after is None:
        break
numbers = [e["n"] for e in everything]
tap.ok(numbers == list(range(numbers[0], 0, -1)), "list/pages", numbers)
middle = everything[len(everything) // 2]
tap.ok({e["n"] for e in entries(limit=1000, until=middle["at"])} == {e["n"] for e in everything if e["at"] < middle["at"]}, "list/until")
tap.ok({e["n"] for e in entries(limit=1000, **{"from": middle["at"]})} == {e["n"] for e in everything if e["at"] >= middle["at"]}, "list/from")
chain = api.get("/api/audit/chain", limit=1000).body["items"]
tap.ok([c["n"] for c in chain] == sorted(c["n"] for c in chain) and len({c["hash"] for c in chain}) == len(chain), "list/chain")
for path in ("/api/audit", "/api/audit/chain", "/api/audit/heads"):
    check("denied/seller " + path, seller.get(path), 403)
    check("denied/nobody " + path, Client(server.port).get(path), 401)
    check("denied/key " + path, Client(server.port, key.body["key"]).get(path), 403)
    check("bad/limit " + path, api.get(path, limit=0), 400)
    check("bad/limit " + path, api.get(path, limit=1001), 400)
    check("bad/after " + path, api.get(path, after="x"), 400)
    check("bad/name " + path, api.get(path, nonsense=1), 400)
for name, value in (("user", "x"), ("record", "1"), ("from", "yesterday"), ("until", "2026-02-30T00:00:00Z")):
    check("bad/" + name, api.get("/api/audit", **{name: value}), 400)

tap.ok(server.close() == 0, "close")
sys.exit(tap.end())
