#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the API as administrators see them: what each is for, how often it is called and when, switched off and on, and with a pace of its own."""
import subprocess
import sys
import time

import left_behind
import postgres
from rest_client import Client, Server, Tap

tap = Tap()
ROUTES = "/api/admin/routes"
LIST = ("GET", "/api/crm/{plural}")


def check(title, answer, wanted, kind=None):
    good = answer.status == wanted and (kind is None or answer.body["type"].endswith("/" + kind))
    return tap.ok(good, title, f"{answer.status} {answer.headers} {answer.raw[:500]}")


def row(api, route):
    found = [r for r in api.get(ROUTES).body["items"] if (r["method"], r["path"]) == route]
    assert len(found) == 1, found
    return found[0]


def row_after(api, route, calls):
    """A call is counted when its answer has gone, a moment after it is here."""
    end = time.monotonic() + 20
    while (found := row(api, route))["calls"] < calls and time.monotonic() < end:
        pass
    return found


def change(api, route, **what):
    return api.ask("PATCH", ROUTES, {"method": route[0], "path": route[1], **what})


server = Server(sys.argv[1])
api = server.admin
key = api.ask("POST", "/api/auth/keys", {"name": "program", "scopes": "*:read"}).body
program = Client(server.port, key["key"])

# --- the list ---
document = api.get("/api/openapi.json").body
listed = api.get(ROUTES).body["items"]
nameless = [r["path"] for r in listed if not r["description"] and r["path"] not in ("/api/openapi.json", "/api/docs", "/api/docs/{file}")]
tap.ok(not nameless, "list/each says what it is for", nameless)
here = {r["path"] for r in listed}
missing = [path for path in document["paths"] if path not in here and not path.startswith("/api/crm/")]
tap.ok(not missing, "list/has every address of the document", missing)
first = row(api, LIST)
tap.ok(first["enabled"] and not first["fixed"] and first["rate_limit"] is None and first["calls"] == 0 and first["last_call"] is None, "list/never called", first)
for _ in range(3):
    api.get("/api/crm/deals")
program.get("/api/crm/companies")
counted = row_after(api, LIST, 4)
tap.ok(counted["calls"] == 4 and counted["last_call"] is not None, "list/calls are counted", counted)

# --- switched off, for everybody, and on again ---
check("off", change(api, LIST, enabled=False), 204)
for title, client in (("administrator", api), ("program", program), ("nobody", Client(server.port))):
    check("off/" + title, client.get("/api/crm/deals"), 403, "switched-off")
check("off/HEAD as well", api.ask("HEAD", "/api/crm/deals"), 403)
check("off/another method goes on", api.ask("POST", "/api/crm/companies", {"name": "Acme"}), 201)
check("off/another address goes on", api.get("/api/crm/search", q="acme"), 200)
tap.ok(row(api, LIST)["enabled"] is False, "off/told")
check("on", change(api, LIST, enabled=True), 204)
check("on/goes on", api.get("/api/crm/deals"), 200)

# --- a pace of its own, for each caller ---
check("limit", change(api, LIST, rate_limit=5), 204)
answers = [program.get("/api/crm/deals") for _ in range(8)]
good = [a.status for a in answers].count(200)
tap.ok(5 <= good <= 6 and answers[-1].status == 429 and answers[-1].headers["RateLimit-Limit"] == "5", "limit/taken", [a.status for a in answers])
check("limit/each for himself", api.get("/api/crm/deals"), 200)
check("limit/others are as they were", program.get("/api/crm/companies/" + key["id"]), 404)
tap.ok(row(api, LIST)["rate_limit"] == 5, "limit/told")
check("limit/off and on keeps it", change(api, LIST, enabled=False), 204)
tap.ok(row(api, LIST)["rate_limit"] == 5 and not row(api, LIST)["enabled"], "limit/kept")

# --- what is said, and what was counted, is there after the next start ---
before = row_after(api, LIST, 18)
tap.ok(before["calls"] == 18, "calls/those that were refused, too", before)
server.process.terminate()
tap.ok(server.process.wait(30) == 0, "stop")
server.process = subprocess.Popen([sys.argv[1], "--data", server.folder.name, "--port", "0", *postgres.options(server.folder.name)],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
left_behind.process(server.process.pid)
for line in server.process.stdout:
    if "Listening" in line:
        server.port = int(line.rsplit(":", 1)[1])
        break
api = Client(server.port, api.token)
tap.ok(row(api, LIST) == before, "start/as it was", (before, row(api, LIST)))
check("start/still off", api.get("/api/crm/deals"), 403, "switched-off")
check("start/nothing said any more", change(api, LIST, enabled=True, rate_limit=None), 204)
tap.ok(all(api.get("/api/crm/deals").status == 200 for _ in range(20)), "start/as often as any")
counted = row_after(api, LIST, 39)
tap.ok(counted["calls"] == 39, "start/counts on", counted)

# --- what is refused ---
for route in (("PATCH", ROUTES), ("POST", "/api/auth/sign-in")):
    check("refused/nobody is locked out by " + route[1], change(api, route, enabled=False), 422)
    tap.ok(row(api, route)["fixed"], "refused/told " + route[1])
for route in (("GET", "/api/crm/deals"), ("PUT", LIST[1]), ("GET", "/metrics"), ("GET", "/sync/v1/pull"), ("GET", ""), ("get", LIST[1])):
    check(f"refused/no such route {route}", change(api, route, enabled=False), 404)
for wrong in ({"enabled": None}, {"enabled": "no"}, {"rate_limit": 0}, {"rate_limit": -1}, {"rate_limit": 1000001}, {"rate_limit": "5"}, {"rate_limit": 1.5},
              {"calls": 0}, {"on": True}):
    check(f"refused/{wrong}", change(api, LIST, **wrong), 422)
for wrong in ([], 5, {}, {"method": "GET"}, {"method": 1, "path": LIST[1]}):
    check(f"refused/{wrong}", api.ask("PATCH", ROUTES, wrong), 422)
tap.ok(row(api, LIST)["enabled"] and row(api, LIST)["rate_limit"] is None, "refused/nothing was changed")
entries = api.get("/api/audit", action="route-changed").body["items"]
tap.ok(len(entries) == 5 and entries[-1]["detail"] == {"method": "GET", "path": LIST[1], "enabled": False, "rate_limit": 0}, "audit/each change", entries)
tap.ok(server.close() == 0, "end")
sys.exit(tap.end())
