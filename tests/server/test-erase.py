#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The right to be forgotten: after a record was erased no byte of its words is in any file of the server, nor in any of a device that has
connected since; and none comes back with a copy that is put back, or with a device that did not hear of it.

  test-erase.py TRADEWINDD TRADEWINDCTL
"""
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import left_behind
import postgres
from rest_client import PASSWORD, Client, Server, Tap

daemon, program = sys.argv[1], sys.argv[2]
tap = Tap()
server = Server(daemon)
api = server.admin
folder = tempfile.TemporaryDirectory()
left_behind.folder(folder.name)
address = f"http://127.0.0.1:{server.port}"
crm = "/api/crm/"
# None of these is a word of anything else.
WORDS = ["Zyxtarquin", "Qhovvulmer", "Wqezzomint", "Jhubbrynth", "Vlexxurant", "Kwozzibald"]


def made(plural, **fields):
    answer = api.ask("POST", crm + plural, fields, headers={"Idempotency-Key": os.urandom(8).hex()})
    assert answer.status == 201, answer.raw
    return answer.body


def run(*arguments, check=True):
    got = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False,
                         env={**os.environ, "HOME": folder.name, "XDG_DATA_HOME": os.path.join(folder.name, "data"),
                              "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + os.path.join(folder.name, "no-bus")})
    assert not check or got.returncode == 0, (arguments, got.stdout, got.stderr)
    return got


def found(place):
    """Which words stand in which files, whichever way letters are written."""
    told = []
    for path in pathlib.Path(place).rglob("*"):
        if not path.is_file() or path.is_socket():
            continue
        data = path.read_bytes().lower()
        told += [f"{word} in {path.relative_to(place)}" for word in WORDS if word.lower().encode() in data or word.lower().encode("utf-16-le") in data]
    return told


me = api.get("/api/auth/me").body
api.ask("PATCH", crm + "users/" + me["id"], {"email": "root@site.example"})
password = os.path.join(folder.name, "password")
pathlib.Path(password).write_text(PASSWORD + "\n")
devices = [os.path.join(folder.name, name) for name in ("first", "second")]

keep = made("contacts", name="Otto Ordinary")["id"]
gone = made("contacts", name=f"{WORDS[0]} {WORDS[1]}", description=f"Told us of {WORDS[2]}")["id"]
# A file that only this record names; its bytes are words, too.
scan = f"On the back: {WORDS[0]} and {WORDS[2]}\n".encode() * 40
name = hashlib.sha256(scan).hexdigest()
sent = api.ask("PUT", "/sync/v1/blobs/" + name, raw=scan, headers={"Content-Type": "application/octet-stream"})
assert sent.status == 201, sent.raw
assert api.ask("PATCH", crm + "contacts/" + gone, {"photo": name}).status == 200
comment = made("comments", record={"type": "contact", "id": gone}, body=f"{WORDS[3]} said so")
api.ask("PATCH", crm + "contacts/" + gone, {"description": f"And of {WORDS[4]}"})
for device in devices:
    run("--workspace", device, "init", "--currency", "EUR")
    run("--workspace", device, "connect", address, "--email", "root@site.example", "--password-file", password)
    run("--workspace", device, "sync")
# The second one has something to say, and does not hear of it for now.
run("--workspace", devices[1], "set", "contact", gone, f"description={WORDS[5]}")
api.ask("PATCH", crm + "contacts/" + gone, {"description": f"And then of {WORDS[2]}"})
tap.ok({w.split()[0] for w in found(server.folder.name)} >= set(WORDS[:5]), "before/the server has the words", found(server.folder.name))
tap.ok(len(found(devices[0])) > 0, "before/and devices")

# --- Only administrators, and only what is a record ---
roles = api.get(crm + "roles").body["items"]
user = made("users", name="Sally", email="sally@site.example", roles=[next(r["id"] for r in roles if r["record_scope"] == "own")])["id"]
sally = server.accept(api.ask("POST", "/api/auth/invitations", {"user": user}).body["token"])
right = {"records": [{"entity": "contact", "id": gone}]}
tap.ok(sally.ask("POST", "/api/admin/erase", right).status == 403, "refused/to others")
tap.ok(Client(server.port).ask("POST", "/api/admin/erase", right).status == 401, "refused/to nobody")
for title, body in (("nothing", {"records": []}), ("no list", {"records": {}}), ("no kind", {"records": [{"entity": "ghost", "id": gone}]}),
                    ("no id", {"records": [{"entity": "contact", "id": "1"}]}), ("a user", {"records": [{"entity": "user", "id": user}]}),
                    ("more", {"records": [{"entity": "contact", "id": gone, "why": 1}]})):
    tap.ok(api.ask("POST", "/api/admin/erase", body).status == 422, "refused/" + title)
for title, body in (("another kind", [("company", gone)]), ("made up", [("contact", "019b76da-a800-7001-8000-0000deadbeef")]), ("a user as something else", [("contact", user)]),
                    ("one of two", [("contact", gone), ("company", keep)])):
    answer = api.ask("POST", "/api/admin/erase", {"records": [{"entity": kind, "id": each} for kind, each in body]})
    tap.ok(answer.status == 404, "refused/" + title, answer.raw)
tap.ok(api.get(crm + "contacts/" + gone).status == 200 and api.get(crm + "users/" + user).status == 200, "refused/it is still there")

place_of_scan = next(p for p in pathlib.Path(server.folder.name, "blobs").rglob("*") if p.is_file() and p.read_bytes() == scan).relative_to(server.folder.name)

# --- Erased ---
copy = os.path.join(folder.name, "copy")
shutil.copytree(server.folder.name, copy, ignore=shutil.ignore_patterns("*.sock", "postgres*"))
answer = api.ask("POST", "/api/admin/erase", right)
tap.ok(answer.status == 200 and answer.body["erased"] >= 2, "erased/with its comment", answer.raw)
tap.ok(api.get(crm + "contacts/" + gone).status == 404 and api.get(crm + "comments/" + comment["id"]).status == 404, "erased/not there")
tap.ok(api.get(crm + "contacts/" + keep).status == 200, "erased/others are")
tap.ok(found(server.folder.name) == [], "erased/no byte at the server", found(server.folder.name))
entries = api.get("/api/audit", action="erase").body["items"]
tap.ok({e["record"] for e in entries} == {gone, comment["id"]} and entries[0]["user"] == me["id"], "erased/audited", entries)

# --- Devices ---
waiting = api.get("/api/admin/erase/devices").body["items"]
tap.ok(len(waiting) == 2 and all(w["user"] == me["id"] for w in waiting), "devices/none has confirmed", waiting)
tap.ok(sally.get("/api/admin/erase/devices").status == 403, "devices/told to administrators only")
run("--workspace", devices[0], "sync")
left = api.get("/api/admin/erase/devices").body["items"]
tap.ok(len(left) == 1 and left[0] in waiting, "devices/one has confirmed", left)
tap.ok(found(devices[0]) == [], "devices/no byte", found(devices[0]))
run("--workspace", devices[1], "sync")
tap.ok(found(devices[1]) == [], "devices/no byte of what was not sent", found(devices[1]))
tap.ok(api.get("/api/admin/erase/devices").body["items"] == [], "devices/all have confirmed")
tap.ok(found(server.folder.name) == [], "devices/nor at the server", found(server.folder.name))
run("--workspace", devices[1], "check")

# --- A device that was stopped after its rows were gone, and before its files were ---
left = pathlib.Path(devices[0]) / place_of_scan
left.parent.mkdir(parents=True, exist_ok=True)
left.write_bytes(scan)
with sqlite3.connect(os.path.join(devices[0], "store.db")) as database:
    database.execute("INSERT INTO sync_state (key, value) VALUES ('erasing', ?)", (f"f{name}",))
database.close()
run("--workspace", devices[0], "sync")
tap.ok(not left.exists() and found(devices[0]) == [], "stopped/goes on with it", found(devices[0]))
with sqlite3.connect(os.path.join(devices[0], "store.db")) as database:
    rows = database.execute("SELECT * FROM sync_state WHERE key = 'erasing'").fetchall()
database.close()
tap.ok(rows == [], "stopped/and is done", rows)

# --- A device cannot say that it has what its cursor does not stand for, and hears of it when it may read none of that kind any more ---
other = made("contacts", name="Erased Later")["id"]
client = "019b76da-a800-7001-8000-00000000c11e"
plain = made("roles", name="Reads contacts", record_scope="all", permissions=["contact read", "company read"])["id"]
reader = made("users", name="Rita", email="rita@site.example", roles=[plain])["id"]
rita = server.accept(api.ask("POST", "/api/auth/invitations", {"user": reader}).body["token"])
assert rita.ask("POST", "/sync/v1/clients", {"client": client, "name": "Hers"}).status == 204
place = rita.get("/sync/v1/snapshot").body
before = api.get("/api/admin/erase/devices").body["items"]
assert api.ask("POST", "/api/admin/erase", {"records": [{"entity": "contact", "id": other}]}).status == 200
rita.get("/sync/v1/pull", cursor=place["cursor"], client=client, seq=10**12)
waiting = api.get("/api/admin/erase/devices").body["items"]
tap.ok(client in [w["id"] for w in waiting], "cursor/more than it stands for is not believed", (before, waiting))
answer = api.ask("PATCH", crm + "roles/" + plain, {"permissions": ["company read"]}, headers={"If-Match": api.get(crm + "roles/" + plain).headers["ETag"]})
assert answer.status == 200, answer.raw
page = rita.get("/sync/v1/pull", cursor=place["cursor"], client=client, seq=place["seq"]).body
tap.ok(["erased", other] in [[g[0], g[2]] for g in page["gone"]], "cursor/told to who may read none of them now", page["gone"])
while page["more"]:
    page = rita.get("/sync/v1/pull", cursor=page["cursor"], client=client, seq=page["seq"]).body
rita.get("/sync/v1/pull", cursor=page["cursor"], client=client, seq=page["seq"])
waiting = api.get("/api/admin/erase/devices").body["items"]
tap.ok(client not in [w["id"] for w in waiting], "cursor/with the next one it is", waiting)

# --- The server is put back from a copy that has it ---
server.process.terminate()
server.process.wait(30)
for name in ("store.db", "store.db-wal", "store.db-shm"):
    here = os.path.join(server.folder.name, name)
    if os.path.exists(here):
        os.unlink(here)
    if os.path.exists(os.path.join(copy, name)):
        shutil.copy(os.path.join(copy, name), here)
tap.ok(len(found(server.folder.name)) > 0, "copy/has the words")
process = subprocess.Popen([daemon, "--data", server.folder.name, "--port", "0", *postgres.options(server.folder.name)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
left_behind.process(process.pid)
port = int(process.stdout.readline().rsplit(":", 1)[1])
tap.ok(found(server.folder.name) == [], "copy/erased again before anybody is served", found(server.folder.name))
process.terminate()
process.wait(30)
got = run("--workspace", server.folder.name, "check", check=False)
tap.ok(got.returncode == 0, "copy/sound", got.stdout + got.stderr)
folder.cleanup()
sys.exit(tap.end())
