#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The administrators' command line against a running server: tradewindctl server and tradewindctl audit."""
import json
import os
import pty
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ["TW_SOURCE_ROOT"], "tests", "server"))
import left_behind
from rest_client import PASSWORD, Client, Server, Tap, code

program, daemon = sys.argv[1], sys.argv[2]
tap = Tap()
server = Server(daemon)
folder = tempfile.TemporaryDirectory()
left_behind.folder(folder.name)
address = f"http://127.0.0.1:{server.port}"
admin = server.admin.get("/api/crm/users").body["items"][0]
server.admin.ask("PATCH", "/api/crm/users/" + admin["id"], {"email": "root@site.example"})


def write(name, text):
    path = os.path.join(folder.name, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


password = write("password", PASSWORD + "\n")
SIGN_IN = ["--server", address, "--email", "root@site.example", "--password-file", password]
made = server.admin.ask("POST", "/api/auth/keys", {"name": "all", "scopes": "*:*"}).body
BY_KEY = ["--server", address, "--key-file", write("all", made["key"])]


def ctl(*arguments, sign_in=None, workspace=None, env=None):
    got = subprocess.run([program, "--workspace", workspace or os.path.join(folder.name, "none"), *arguments, *(BY_KEY if sign_in is None else sign_in)],
                         capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=120, check=False)
    return got


def good(title, *arguments, **options):
    got = ctl(*arguments, "--json", **options)
    tap.ok(got.returncode == 0, title, f"{got.returncode} {got.stdout} {got.stderr}")
    return json.loads(got.stdout) if got.returncode == 0 else {}


def bad(title, status, part, *arguments, **options):
    got = ctl(*arguments, **options)
    tap.ok(got.returncode == status and part in got.stderr, title, f"{got.returncode} {got.stdout} {got.stderr}")


# --- sync, of a server that takes much away ---
device, local = os.path.join(folder.name, "device"), []
NAMES = [f"Company {i}" for i in range(400)]


def bulk(items):
    for first in range(0, len(items), 90):
        answer = server.admin.ask("POST", "/api/crm/companies/bulk", {"items": items[first:first + 90]}, headers={"Idempotency-Key": os.urandom(8).hex()})
        assert answer.status == 200, answer.raw


def here():
    return int(ctl("count", "company", sign_in=local, workspace=device).stdout)


bulk([{"op": "create", "fields": {"name": name}} for name in NAMES])
tap.ok(ctl("init", sign_in=local, workspace=device).returncode == 0, "sync/device")
got = ctl("connect", address, "--email", "root@site.example", "--password-file", password, sign_in=local, workspace=device)
tap.ok(got.returncode == 0, "sync/connected", got.stderr)
got = ctl("sync", sign_in=local, workspace=device)
tap.ok(got.returncode == 0 and here() == len(NAMES), "sync/all are here", got.stderr)
bulk([{"op": "delete", "id": row["id"]} for row in server.admin.get("/api/crm/companies", limit=1000).body["items"]])
bad("sync/much is gone", 1, "takes away 400 of", "sync", sign_in=local, workspace=device)
tap.ok(here() == len(NAMES), "sync/nothing is gone before the answer", here())
got = ctl("sync", "--remove", sign_in=local, workspace=device)
tap.ok(got.returncode == 0 and here() == 0, "sync/the answer", got.stderr)

# --- users ---
users = good("users", "server", "users", sign_in=SIGN_IN)["items"]
tap.ok(len(users) == 1 and users[0]["email"] == "root@site.example" and users[0]["active"] is True and users[0]["roles"], "users/list", users)
roles = good("roles", "server", "roles")["items"]
seller = next(r["name"] for r in roles if r["record_scope"] == "own")
invited = good("users/invite", "server", "users", "invite", "sally@site.example", "--name", "Sally", "--role", seller)
sally = server.accept(invited["invitation"])
tap.ok(sally.get("/api/crm/deals").status == 200, "users/invited signs in")
users = good("users/two", "server", "users", "list")["items"]
tap.ok({(u["name"], tuple(u["roles"])) for u in users if u["email"] == "sally@site.example"} == {("Sally", (seller,))}, "users/with role", users)
again = good("users/invite again", "server", "users", "invite", "Sally@site.example")
tap.ok(again["user"] == invited["user"] and again["invitation"] != invited["invitation"], "users/same user")
bad("users/invite with an unknown role", 1, "nothing called", "server", "users", "invite", "otto@site.example", "--role", "Wizard")
good("users/disable", "server", "users", "disable", "SALLY@site.example")
tap.ok(sally.get("/api/crm/deals").status == 401, "users/disabled is out")
good("users/enable", "server", "users", "enable", "sally@site.example")
tap.ok(sally.get("/api/crm/deals").status == 401, "users/former session stays ended")
tap.ok(Client(server.port).ask("POST", "/api/auth/sign-in", {"email": "sally@site.example", "password": PASSWORD}).status == 200, "users/enabled signs in")
bad("users/unknown", 1, "nothing called", "server", "users", "disable", "nobody@site.example")

# --- the second factor: asked for at a terminal, given as an option, taken away by an administrator ---


def at_terminal(typed, *arguments):
    """Runs the command with a terminal at its input, and types each line when it asks for one."""
    master, slave = pty.openpty()
    process = subprocess.Popen([program, *arguments], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "HOME": folder.name, "XDG_DATA_HOME": os.path.join(folder.name, "data"),
                                    "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + os.path.join(folder.name, "no-bus")})
    os.close(slave)
    for line in typed:
        os.write(master, line.encode() + b"\n")
    told = process.communicate(timeout=60)
    os.close(master)
    return process.returncode, *told


totp = server.accept(server.admin.ask("POST", "/api/auth/invitations", {"user": invited["user"]}).body["token"])
secret = totp.ask("POST", "/api/auth/totp", {"password": PASSWORD}).body["secret"]
recovery = totp.ask("POST", "/api/auth/totp/confirm", {"code": code(secret, -1)}).body["recovery_codes"]
SALLY = ["--email", "sally@site.example", "--password-file", password]


def workspace(name):
    path = os.path.join(folder.name, name)
    assert subprocess.run([program, "--workspace", path, "init", "--currency", "EUR"], capture_output=True, check=False).returncode == 0
    return ["--workspace", path, "connect", address, *SALLY]


status, out, told = at_terminal(["000000", code(secret)], *workspace("one"))
tap.ok(status == 0 and "Connected" in out and told.count("Code:") == 2 and "not right" in told, "factor/connect asks, again after a wrong one", (status, out, told))
status, out, told = at_terminal([recovery[0]], *workspace("two"))
tap.ok(status == 0 and told.count("Code:") == 1, "factor/connect takes a recovery code", (status, out, told))
status, out, told = at_terminal(["1", "2", "3", "4"], *workspace("three"))
tap.ok(status == 1 and told.count("Code:") == 3, "factor/connect gives up", (status, out, told))
status, out, told = at_terminal([""], *workspace("four"))
tap.ok(status == 1 and told.count("Code:") == 1, "factor/nothing typed", (status, out, told))
got = subprocess.run([program, *workspace("five")], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
tap.ok(got.returncode == 1 and "Code:" not in got.stderr and "authenticator" in got.stderr, "factor/no terminal, no question", got)
got = subprocess.run([program, *workspace("six"), "--code", recovery[1]], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                     env={**os.environ, "HOME": folder.name, "XDG_DATA_HOME": os.path.join(folder.name, "data"),
                          "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + os.path.join(folder.name, "no-bus")})
tap.ok(got.returncode == 0, "factor/as an option", got)
status, out, told = at_terminal([recovery[2]], "server", "users", "--server", address, *SALLY)
tap.ok(status == 0 and "Sally" in out and told.count("Code:") == 1, "factor/server asks, too", (status, out, told))
bad("factor/reset needs a person", 1, "signed in", "server", "users", "reset-factor", "sally@site.example")
bad("factor/reset of nobody", 1, "nothing called", "server", "users", "reset-factor", "nobody@site.example", sign_in=SIGN_IN)
good("factor/reset", "server", "users", "reset-factor", "Sally@site.example", sign_in=SIGN_IN)
tap.ok(Client(server.port).ask("POST", "/api/auth/sign-in", {"email": "sally@site.example", "password": PASSWORD}).status == 200, "factor/password is enough")
live = [s["id"] for s in server.admin.get("/api/admin/sessions", user=invited["user"]).body["items"] if not s["revoked"]]
for session in live[1:]:
    server.admin.ask("DELETE", f"/api/admin/users/{invited['user']}/sessions/{session}")

# --- roles ---
shown = good("roles/show", "server", "roles", "show", seller.upper())
tap.ok(any(line.startswith("deal ") for line in shown["permissions"]), "roles/lines", shown)
good("roles/set", "server", "roles", "set", seller, "campaigns", "read,change")
good("roles/replace", "server", "roles", "set", seller, "deal", "read")
good("roles/take away", "server", "roles", "set", seller, "lead", "none")
lines = good("roles/after", "server", "roles", "show", seller)["permissions"]
tap.ok("campaign read change" in lines and "deal read" in lines and not [r for r in lines if r.startswith("lead ")]
       and len(lines) == len(shown["permissions"]), "roles/lines after", lines)
bad("roles/no right", 1, "right is one of", "server", "roles", "set", seller, "deal", "fly")
bad("roles/no entity", 1, "entity", "server", "roles", "set", seller, "dragon", "read")
bad("roles/unknown", 1, "nothing called", "server", "roles", "show", "Wizard")

# --- sessions and keys ---
sessions = good("sessions", "server", "sessions", "--user", "sally@site.example")["items"]
live = [s for s in sessions if not s["revoked"]]
tap.ok(len(live) == 1 and live[0]["user_name"] == "Sally", "sessions/list", sessions)
good("sessions/revoke", "server", "sessions", "revoke", live[0]["id"])
tap.ok(not [s for s in good("sessions/after", "server", "sessions", "--user", "sally@site.example")["items"] if not s["revoked"]], "sessions/revoked")
bad("sessions/unknown", 1, "id", "server", "sessions", "revoke", admin["id"])
tap.ok(len([s for s in good("sessions/all", "server", "sessions")["items"] if not s["revoked"] and s["user_name"] == admin["name"]]) == 2,
       "sessions/commands end theirs; that of the first sign-in and the device's stay")
key = good("keys/create", "server", "keys", "create", "for scripts", "*:*", sign_in=SIGN_IN)
tap.ok(any(k["id"] == key["id"] and k["name"] == "for scripts" for k in good("keys", "server", "keys")["items"]), "keys/list")
by_key = ["--server", address, "--key-file", write("key", key["key"])]
good("keys/used", "server", "users", sign_in=by_key)
narrow = good("keys/narrow", "server", "keys", "create", "narrow", "deals:read", sign_in=SIGN_IN)
bad("keys/narrow is no administrator", 1, "administrators", "server", "status", sign_in=["--server", address, "--key-file", write("narrow", narrow["key"])])
limited = good("keys/limited", "server", "keys", "create", "limited", "deals:read", "--rate", "7", sign_in=SIGN_IN)


def rate_of(id):
    return next(k["rate"] for k in good("keys/rate", "server", "keys")["items"] if k["id"] == id)


tap.ok(rate_of(limited["id"]) == 7 and rate_of(key["id"]) is None, "keys/limited/listed")
good("keys/limit", "server", "keys", "limit", limited["id"], "60", sign_in=SIGN_IN)
tap.ok(rate_of(limited["id"]) == 60, "keys/limit/kept")
good("keys/limit/none", "server", "keys", "limit", limited["id"], "none", sign_in=SIGN_IN)
tap.ok(rate_of(limited["id"]) is None, "keys/limit/none/kept")
bad("keys/limit/wrong", 2, "none", "server", "keys", "limit", limited["id"], "many", sign_in=SIGN_IN)
bad("keys/limit/unknown", 1, "id", "server", "keys", "limit", admin["id"], "5", sign_in=SIGN_IN)

# --- routes ---
def route():
    return next(r for r in good("routes", "server", "routes")["items"] if (r["method"], r["path"]) == ("GET", "/api/crm/{plural}"))


tap.ok(route()["enabled"] and route()["rate_limit"] is None and "condition" in route()["description"], "routes/listed", route())
good("routes/disable", "server", "routes", "disable", "get", "/api/crm/{plural}", sign_in=SIGN_IN)
tap.ok(not route()["enabled"], "routes/disable/kept")
good("routes/enable", "server", "routes", "enable", "GET", "/api/crm/{plural}", sign_in=SIGN_IN)
good("routes/limit", "server", "routes", "limit", "GET", "/api/crm/{plural}", "500", sign_in=SIGN_IN)
tap.ok(route()["enabled"] and route()["rate_limit"] == 500, "routes/limit/kept")
good("routes/limit/none", "server", "routes", "limit", "GET", "/api/crm/{plural}", "none", sign_in=SIGN_IN)
tap.ok(route()["rate_limit"] is None, "routes/limit/none/kept")
bad("routes/limit/wrong", 2, "none", "server", "routes", "limit", "GET", "/api/crm/{plural}", "many", sign_in=SIGN_IN)
bad("routes/unknown", 1, "no such route", "server", "routes", "disable", "GET", "/api/nothing", sign_in=SIGN_IN)
bad("routes/fixed", 1, "locked out", "server", "routes", "disable", "POST", "/api/auth/sign-in", sign_in=SIGN_IN)

bad("keys/a key ends none of its person", 1, "signed in", "server", "keys", "revoke", key["id"])
good("keys/revoke", "server", "keys", "revoke", key["id"], sign_in=SIGN_IN)
bad("keys/revoked", 1, "Sign in", "server", "users", sign_in=by_key)

# --- jobs ---


def wait_for(job, status):
    for _ in range(200):
        shown = json.loads(ctl("server", "jobs", "show", job, "--json").stdout)
        if shown["status"] == status:
            return shown
        time.sleep(0.05)
    return shown


usual = good("jobs/list", "server", "jobs")["items"]
tap.ok({"backup", "blob_sweep", "audit_sign", "wastebasket", "check"} <= {j["kind"] for j in usual}, "jobs/usual ones", usual)
job = good("jobs/backup now", "server", "backup")
shown = wait_for(job["id"], "done")
made = os.path.join(server.folder.name, shown["result"].split(",")[0])
tap.ok(shown["status"] == "done" and os.path.getsize(made) > 1000 and shown["attempts"] == 1, "jobs/backup is there", shown)
tap.ok(os.stat(made).st_mode & 0o077 == 0, "jobs/backup is nobody else's")
later = good("jobs/add later", "server", "jobs", "add", "check", "--at", "2099-01-01T00:00:00Z")
good("jobs/cancel", "server", "jobs", "cancel", later["id"])
tap.ok(good("jobs/cancelled", "server", "jobs", "show", later["id"])["status"] == "cancelled", "jobs/is cancelled")
good("jobs/repeat", "server", "jobs", "repeat", later["id"])
shown = wait_for(later["id"], "done")
tap.ok(shown["status"] == "done" and "sound" in shown["result"], "jobs/repeated", shown)
bad("jobs/unknown kind", 1, "", "server", "jobs", "add", "magic")
bad("jobs/unknown id", 1, "no such record", "server", "jobs", "show", admin["id"])
bad("jobs/payload", 1, "", "server", "jobs", "add", "backup", "--payload", "{")
tap.ok(sally.get("/api/crm/jobs").status in (401, 403), "jobs/not for sellers")

# --- status, and wrong usage ---
status = good("status", "server", "status", sign_in=SIGN_IN[2:], env={"TRADEWIND_SERVER": address})
tap.ok(status["active_users"] == 2 and status["audit_entries"] > 10, "status/numbers", status)
bad("usage/no server", 2, "--server", "server", "status", sign_in=SIGN_IN[2:])
bad("usage/nobody", 2, "--email", "server", "status", sign_in=SIGN_IN[:2])
bad("keys/make no keys", 1, "signed in", "server", "keys", "create", "x", "*:*")
bad("usage/verb", 2, "users [list", "server", "users", "fly")
bad("usage/too few", 2, "users [list", "server", "users", "invite")
bad("usage/password", 1, "not right", "server", "users", sign_in=SIGN_IN[:4] + ["--password-file", write("wrong", "wrong")])
bad("usage/file", 1, "No such file", "server", "users", sign_in=SIGN_IN[:4] + ["--password-file", "/nonexistent"])
bad("usage/away", 1, "cannot be reached", "server", "users", sign_in=["--server", "http://127.0.0.1:1"] + SIGN_IN[2:])

# --- audit, over the network and in the folder ---
report = good("audit/remote", "audit", "verify")
tap.ok(report["sound"] is True and report["entries"] > 20, "audit/remote is sound", report)
bad("audit/head that never was", 1, "entry 2 ", "audit", "verify", "--head", "2:" + "0" * 64)
bad("audit/usage", 2, "--head", "audit", "verify", "--head", "2:00")
data = server.folder.name
tap.ok(server.process.terminate() is None and server.process.wait(30) == 0, "audit/server stops")
local = []
report = good("audit/folder", "audit", "verify", sign_in=local, workspace=data)
tap.ok(report["sound"] and report["signed"] == report["entries"] and report["signatures_checked"], "audit/signed at the stop", report)
head = good("audit/head", "audit", "head", sign_in=local, workspace=data)
good("audit/with its head", "audit", "verify", "--head", head["head"], "--key", head["key"], sign_in=local, workspace=data)
tap.ok(ctl("check", sign_in=local, workspace=data).returncode == 0, "audit/check is sound")
db = sqlite3.connect(os.path.join(data, "store.db"))
db.execute("UPDATE audit_entry SET at = at + 1 WHERE n = 5")
db.commit()
bad("audit/flipped", 1, "entry 5 ", "audit", "verify", sign_in=local, workspace=data)
tap.ok(ctl("check", sign_in=local, workspace=data).returncode == 1, "audit/check tells")
db.execute("UPDATE audit_entry SET at = at - 1 WHERE n = 5")
db.execute("DELETE FROM audit_entry WHERE n > 8")
db.execute("DELETE FROM audit_head")
db.commit()
db.close()
good("audit/cut off", "audit", "verify", sign_in=local, workspace=data)
bad("audit/cut off, with its head", 1, "entry 9 ", "audit", "verify", "--head", head["head"], sign_in=local, workspace=data)
bad("audit/no server's folder", 1, "no workspace", "audit", "verify", sign_in=local)
server.folder.cleanup()
folder.cleanup()
sys.exit(tap.end())
