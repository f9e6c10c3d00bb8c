#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Too many requests: by person, key, route and address, and what the answers say; and keys, which have a pace and a last use of their own
and do not look after accounts."""
import sqlite3
import sys
import time
import uuid

from rest_client import PASSWORD, Client, Server, Tap

tap = Tap()
auth = "/api/auth/"


def check(title, answer, wanted, kind=None):
    good = answer.status == wanted and (kind is None or answer.body["type"].endswith("/" + kind))
    tap.ok(good, title, f"{answer.status} {answer.headers} {answer.raw[:500]}")
    return answer


def until_refused(ask, most=200):
    """How many were taken, and the refusal."""
    for n in range(most):
        answer = ask()
        if answer.status == 429:
            return n, answer
        assert answer.status in (200, 204, 401, 403, 404), answer.raw
    return most, answer


def goes_on_refused(title, ask, most=10):
    """Whoever has used up a limit is refused on; what the clock gave back between two requests may be taken first, far less than a limit that
    is not used up."""
    n, answer = until_refused(ask, most)
    tap.ok(answer.status == 429, title, f"{n} taken: {answer.status} {answer.raw[:300]}")


def is_refusal(title, answer):
    wait = answer.headers["Retry-After"]
    tap.ok(answer.status == 429 and answer.headers["Content-Type"].startswith("application/problem+json") and wait.isdigit() and 1 <= int(wait) <= 60
           and answer.body["type"].endswith("/too-many-requests") and answer.body["status"] == 429 and answer.headers["RateLimit-Remaining"] == "0",
           title, f"{answer.status} {answer.headers} {answer.raw[:300]}")


# --- limits that a test can reach; the clock may give some back while it asks ---
server = Server(sys.argv[1], ["--rate-user=60", "--rate-key=40", "--rate-route=30", "--rate-address=1000", "--rate-sign-in=20"])
api = server.admin
first = check("told/first", api.get(auth + "me"), 200)
tap.ok(first.headers["RateLimit-Limit"] == "30" and first.headers["RateLimit-Remaining"] == "29" and 0 < int(first.headers["RateLimit-Reset"]) <= 60,
       "told/the narrower limit", first.headers)
user = api.ask("POST", "/api/crm/users", {"name": "Ann", "email": uuid.uuid4().hex + "@site.example"}).body["id"]
ann = server.accept(api.ask("POST", auth + "invitations", {"user": user}).body["token"])
key = ann.ask("POST", auth + "keys", {"name": "k", "scopes": "*:read"}).body
other_key = ann.ask("POST", auth + "keys", {"name": "k2", "scopes": "*:read"}).body
tap.ok([k["used"] for k in ann.get(auth + "keys").body["items"]] == [None, None], "keys/not used yet")
program, program_2 = Client(server.port, key["key"]), Client(server.port, other_key["key"])

n, answer = until_refused(lambda: ann.get(auth + "me"))
tap.ok(30 <= n <= 34, "route/taken", n)
is_refusal("route/refused", answer)
check("route/other routes go on", ann.get("/api/crm/deals"), 403)
check("route/others go on", api.get(auth + "me"), 200)
n, answer = until_refused(lambda: ann.get("/api/crm/deals"))
tap.ok(15 <= n <= 30, "user/taken over all routes", n)
is_refusal("user/refused", answer)
other_device = Client(server.port, ann.token)
goes_on_refused("user/another device of his", lambda: other_device.get("/api/crm/deals"))
goes_on_refused("user/sync as well", lambda: ann.get("/sync/v1/check"))
check("user/his keys go on", program.get(auth + "me"), 200)
n, answer = until_refused(lambda: program.get("/api/crm/companies"))
tap.ok(28 <= n <= 34, "key/route", n)
n, answer = until_refused(lambda: program.get("/api/crm/deals/" + user))
tap.ok(5 <= n <= 14, "key/taken", n)
is_refusal("key/refused", answer)
check("key/the other key goes on", program_2.get(auth + "me"), 200)
wait = int(answer.headers["Retry-After"])
time.sleep(wait + 0.1)
check("key/after Retry-After", program.get("/api/crm/deals/" + user), 404)

# --- a key with a rate of its own, narrower than that of all keys; it is changed by its owner and by administrators ---
own = api.ask("POST", auth + "keys", {"name": "slow", "scopes": "*:read", "rate": 5}).body
slow = Client(server.port, own["key"])
n, answer = until_refused(lambda: slow.get("/api/crm/companies"))
tap.ok(5 <= n <= 6, "own/taken", n)
is_refusal("own/refused", answer)
tap.ok(answer.headers["RateLimit-Limit"] == "5", "own/told", answer.headers)
tap.ok(next(k["rate"] for k in api.get(auth + "keys").body["items"] if k["id"] == own["id"]) == 5, "own/listed")
tap.ok([k["rate"] for k in api.get("/api/admin/keys").body["items"] if k["id"] in (key["id"], own["id"])].count(None) == 1, "own/others have none")
wide = Client(server.port, api.ask("POST", auth + "keys", {"name": "wide", "scopes": "*:read", "rate": 1000}).body["key"])
n = until_refused(lambda: wide.get("/api/crm/companies"))[0] + until_refused(lambda: wide.get("/api/crm/deals/" + user))[0]
tap.ok(36 <= n <= 48, "own/never wider than that of all", n)
other = api.ask("POST", auth + "keys", {"name": "free", "scopes": "*:read", "rate": None}).body
free = Client(server.port, other["key"])
n = sum(free.get("/api/crm/contacts").status == 200 for _ in range(8))
tap.ok(n == 8, "own/none", n)
check("own/changed", api.ask("PATCH", auth + "keys/" + other["id"], {"rate": 3}), 204)
n, answer = until_refused(lambda: free.get("/api/crm/contacts"))
tap.ok(1 <= n <= 3 and answer.headers["RateLimit-Limit"] == "3", "own/counts at once", (n, answer.headers))
check("own/another's key", api.ask("PATCH", auth + "keys/" + key["id"], {"rate": 1}), 404)
check("own/nobody's key", api.ask("PATCH", auth + "keys/" + user, {"rate": 1}), 404)
for wrong in (0, -1, 1.5, "5", 1000001, 2**63, True, []):
    check(f"own/refused {wrong!r}", api.ask("PATCH", auth + "keys/" + other["id"], {"rate": wrong}), 422)
check("own/nothing said", api.ask("PATCH", auth + "keys/" + other["id"], {}), 422)
me = api.get(auth + "me").body["id"]
check("own/by an administrator", api.ask("PATCH", f"/api/admin/users/{me}/keys/{other['id']}", {"rate": 9}), 204)
tap.ok(next(k["rate"] for k in api.get("/api/admin/keys").body["items"] if k["id"] == other["id"]) == 9, "own/by an administrator/kept")

# --- by address, before anybody is known ---
nobody = Client(server.port)
n, answer = until_refused(lambda: nobody.ask("POST", auth + "sign-in", {"email": uuid.uuid4().hex, "password": "x"}), 40)
tap.ok(15 <= n <= 24, "sign-in/taken, whatever the name", n)
is_refusal("sign-in/refused", answer)
goes_on_refused("sign-in/with the right password, too", lambda: nobody.ask("POST", auth + "accept", {"token": "twi_x", "password": PASSWORD}))
check("sign-in/who is in goes on", api.get("/api/crm/deals"), 200)
for path in ("/healthz", "/readyz", "/metrics"):
    tap.ok(all(nobody.get(path).status == 200 for _ in range(3)), "address/watching is free" + path)
n, answer = until_refused(lambda: nobody.get("/api/crm/deals"), 2000)
tap.ok(n < 1100, "address/taken", n)
is_refusal("address/refused", answer)
goes_on_refused("address/everybody of it", lambda: api.get("/api/crm/deals"), 25)
tap.ok(nobody.get("/healthz").status == 200, "address/still alive")
tap.ok(server.close() == 0, "stop")

# --- the usual limits: nobody in an office meets them; each may be taken away ---
server = Server(sys.argv[1])
api = server.admin
answers = [api.get("/api/crm/deals", limit=1) for _ in range(1500)]
tap.ok({a.status for a in answers} == {200} and answers[-1].headers["RateLimit-Limit"] == "15000", "usual/fifteen hundred at once", answers[-1].headers)
check("usual/sync is not told", api.get("/sync/v1/check"), 200)
tap.ok("RateLimit-Limit" not in api.get("/sync/v1/check").headers, "usual/sync has its own pace")

# --- what a key may not do: its owner is an administrator, and it is for everything ---
me = api.get(auth + "me").body["id"]
whole = api.ask("POST", auth + "keys", {"name": "whole", "scopes": "*:*"}).body
program = Client(server.port, whole["key"])
session = next(s for s in api.get(auth + "sessions").body["items"] if s["current"])["id"]
check("key/reads", program.get("/api/crm/deals"), 200)
check("key/who", program.get(auth + "me"), 200)
FORBIDDEN = [("GET", auth + "sessions", None), ("DELETE", auth + "sessions/" + session, None), ("GET", auth + "keys", None),
             ("POST", auth + "keys", {"name": "n", "scopes": "*:*"}), ("DELETE", auth + "keys/" + whole["id"], None),
             ("PATCH", auth + "keys/" + whole["id"], {"rate": 1}), ("PATCH", f"/api/admin/users/{me}/keys/{whole['id']}", {"rate": 1}),
             ("POST", auth + "password", {"old": PASSWORD, "new": PASSWORD + " x"}), ("POST", auth + "sign-out", {}),
             ("POST", auth + "totp", {"password": PASSWORD}), ("POST", auth + "totp/confirm", {"code": "000000"}),
             ("POST", auth + "totp/end", {"password": PASSWORD, "code": "000000"}), ("POST", auth + "invitations", {"user": me}),
             ("DELETE", f"/api/admin/users/{me}/sessions", None), ("DELETE", f"/api/admin/users/{me}/sessions/{session}", None),
             ("DELETE", f"/api/admin/users/{me}/keys/{whole['id']}", None), ("DELETE", f"/api/admin/users/{me}/totp", None),
             ("PUT", "/api/admin/second-factor", {"administrators": True})]
for method, path, body in FORBIDDEN:
    check(f"key/{method} {path.replace(me, 'ME').replace(session, 'ID').replace(whole['id'], 'KEY')}", program.ask(method, path, body), 403, "denied")
check("key/its owner is still in", api.get(auth + "me"), 200)
tap.ok(len(api.get(auth + "keys").body["items"]) == 1, "key/made none")
user = api.ask("POST", "/api/crm/users", {"name": "Bob", "email": uuid.uuid4().hex + "@site.example"}).body["id"]
check("key/for others it may", program.ask("POST", auth + "invitations", {"user": user}), 200)
check("key/ends sessions of others", program.ask("DELETE", f"/api/admin/users/{user}/sessions"), 204)

# --- when it was used last ---
used = api.get(auth + "keys").body["items"][0]["used"]
tap.ok(used is not None and used == next(k for k in api.get("/api/admin/keys").body["items"] if k["id"] == whole["id"])["used"], "used/told", used)
program.get("/api/crm/deals")
later = api.get(auth + "keys").body["items"][0]["used"]
tap.ok(later > used, "used/goes on", (used, later))
folder = server.folder.name
server.process.terminate()
tap.ok(server.process.wait(30) == 0, "used/stop")
kept = sqlite3.connect(f"file:{folder}/store.db?mode=ro", uri=True).execute("SELECT used FROM account_key_use").fetchall()
tap.ok(len(kept) == 1 and kept[0][0] > 0, "used/kept at the end", kept)
server.folder.cleanup()
sys.exit(tap.end())
