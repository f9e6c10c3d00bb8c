#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk goes away under a server and comes back: full, write-protected, failing. Writing is refused with a sentence and a time to come back, reading
goes on, nothing is half written, and all goes on by itself.

  test-disk.py TRADEWINDD FAIL-DISK.SO TRADEWINDCTL"""
import errno
import hashlib
import mmap
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import uuid

from rest_client import PASSWORD, Client, Server, Tap

tap = Tap()
crm = "/api/crm/"
control = tempfile.NamedTemporaryFile(delete=False)
control.write(bytes(4))
control.flush()
state = mmap.mmap(control.fileno(), 4)
# Small bodies of uploads are kept elsewhere than the workspace: what fails is its folder.
server = Server(sys.argv[1], env={"LD_PRELOAD": sys.argv[2], "TW_FAIL_STATE": control.name, "TW_FAIL_FOLDER": "{folder}", "ASAN_OPTIONS": "verify_asan_link_order=0"})
api = server.admin
pid = server.process.pid
api.ask("PATCH", crm + "users/" + api.get("/api/auth/me").body["id"], {"email": "root@site.example"}, headers={"If-Match": "*"})
document = api.ask("POST", crm + "companies", {"name": "Before"}).body
SYNC_ONLY = 0x10000
device, n = str(uuid.uuid4()), 0
assert api.ask("POST", "/sync/v1/clients", {"client": device, "name": "d", "schema": "1+0"}).status == 204


def fail(number):
    state[:4] = struct.pack("=i", number)


def mutation():
    return {"n": n + 1, "commit": str(uuid.uuid4()), "stamp": 0, "at": int(time.time() * 1e6), "origin": 0, "atomic": True, "title": "t",
            "ops": [{"op": "add", "e": 10, "id": str(uuid.uuid4()), "f": {"10": [None, "Pushed"]}}]}


def push(one):
    return api.ask("POST", "/sync/v1/push", {"protocol": 1, "client": device, "schema": "1", "sent_at": int(time.time() * 1e6), "mutations": [one]})


def put_file(data):
    return api.ask("PUT", "/sync/v1/blobs/" + hashlib.sha256(data).hexdigest(), raw=data, headers={"Content-Type": "application/octet-stream"})


def companies():
    answer = api.get(crm + "companies", total="true", limit=1000)
    assert answer.status == 200, answer.raw
    return {c["id"]: c["name"] for c in answer.body["items"]}


def is_refusal(title, answer, wanted):
    """A problem with a sentence that tells no path and no SQL, and with a time to come back."""
    body = answer.body if answer.headers["Content-Type"] == "application/problem+json" else {}
    good = answer.status in wanted and len(body.get("detail", "")) > 20 and (answer.headers["Retry-After"] or "").isdigit()
    good = good and server.folder.name not in answer.raw.decode() and "SQL" not in answer.raw.decode()
    return tap.ok(good, title, f"{answer.status} {answer.headers} {answer.raw[:400]}")


def outage(title, begin, end, wanted, files):
    """One failure from its begin to its end."""
    global n
    before, sent = companies(), mutation()
    begin()
    is_refusal(f"{title}/add", api.ask("POST", crm + "companies", {"name": "Never"}), wanted)
    is_refusal(f"{title}/change", api.ask("PATCH", crm + "companies/" + document["id"], {"name": "Never"}, headers={"If-Match": "*"}), wanted)
    bulk = api.ask("POST", crm + "companies/bulk", {"items": [{"op": "create", "fields": {"name": f"Never {i}"}} for i in range(5)]})
    tap.ok(bulk.status == 200 and all(item["status"] in wanted for item in bulk.body["items"]) and len(bulk.body["items"]) == 5, f"{title}/bulk", bulk.raw)
    is_refusal(f"{title}/push", push(sent), wanted)
    is_refusal(f"{title}/sign-in", Client(server.port).ask("POST", "/api/auth/sign-in", {"email": "root@site.example", "password": PASSWORD}), wanted)
    if files:
        is_refusal(f"{title}/file", put_file(os.urandom(300000)), wanted)
    tap.ok(companies() == before and api.get(crm + "companies/" + document["id"]).body["name"] == before[document["id"]], f"{title}/reading goes on")
    tap.ok(api.get("/sync/v1/check").status == 200 and api.get("/healthz").status == 200, f"{title}/sync and health go on")
    end()
    begun = time.monotonic()
    while (answer := api.ask("POST", crm + "companies", {"name": "After " + title})).status != 201 and time.monotonic() - begun < 10:
        time.sleep(0.1)
    tap.ok(answer.status == 201, f"{title}/goes on by itself", f"{answer.status} {answer.raw[:300]}")
    answer = push(sent)
    n += 1
    tap.ok(answer.status == 200 and answer.body["acked"] == n and not answer.body.get("results"), f"{title}/the push goes through, once", answer.raw[:400])
    now = companies()
    tap.ok(sorted(now.values()) == sorted([*before.values(), "After " + title, "Pushed"]), f"{title}/nothing half written", sorted(now.values()))
    tap.ok(put_file(os.urandom(300000)).status in (200, 201, 403, 404), f"{title}/files go on")


# What SQLite tells of a quota is not always that it is one.
outage("full", lambda: fail(errno.ENOSPC), lambda: fail(0), [507], True)
outage("over quota", lambda: fail(errno.EDQUOT), lambda: fail(0), [507, 503], True)
outage("write-protected", lambda: fail(errno.EROFS), lambda: fail(0), [503], True)
outage("broken", lambda: fail(errno.EIO), lambda: fail(0), [503], True)
outage("not synced", lambda: fail(errno.EIO | SYNC_ONLY), lambda: fail(0), [503], False)
soft = resource.prlimit(pid, resource.RLIMIT_FSIZE)
outage("file size limit", lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (1000, soft[1])), lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, soft), [507, 503], False)
answer = api.get("/metrics").raw.decode()
tap.ok('status="500"' not in answer, "no answer was 500")
tap.ok(server.process.poll() is None, "still there")
folder = server.folder.name
server.process.terminate()
tap.ok(server.process.wait(30) == 0, "stop")
check = subprocess.run([sys.argv[3], "--workspace", folder, "check"], capture_output=True, text=True, check=False)
tap.ok(check.returncode == 0, "the workspace is sound", check.stdout + check.stderr)
server.folder.cleanup()
os.unlink(control.name)
sys.exit(tap.end())
