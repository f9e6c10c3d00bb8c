#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files between processes: killed in the middle, sent wrong, sent by two at once, and not shown to those whom they do not concern.

  test-sync-files.py BUILD
"""
import glob
import hashlib
import os
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

import left_behind
import sync_fleet

SIZE = 20 * 1024 * 1024
PIECE = 4 * 1024 * 1024                                # the largest that a client sends
build = sys.argv[1]
folder = tempfile.mkdtemp(prefix="tw-files-")
left_behind.folder(folder)
number = failed = 0


def point(good, name, note=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    for line in str(note).splitlines() if not good else []:
        print("# " + line)


def make(name, size=SIZE):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(os.urandom(size))
    return path


def parts(where):
    """Bytes of the files that are half there."""
    total = 0
    for path in glob.glob(os.path.join(where, "parts", "*")):
        try:
            total += os.path.getsize(path)
        except OSError:
            pass
    return total


def kept(where, name):
    path = os.path.join(where, "blobs", name[:2], name[2:])
    return os.path.exists(path) and hashlib.sha256(open(path, "rb").read()).hexdigest() == name


def until(condition, timeout=60, pause=0.05):
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def raw(server, method, name, body=None, token=None, **headers):
    request = urllib.request.Request(server.url + "/sync/v1/blobs/" + name, method=method, data=body)
    request.add_header("Authorization", "Bearer " + (token or server.fresh_token()))
    request.add_header("Content-Type", "application/octet-stream")
    for key, value in headers.items():
        request.add_header(key.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_upload(server, device, line, victim):
    """Killed at half of the way up."""
    before = line.counts["bytes"]
    name = device.ask("attach " + make("up-" + victim))[-1].split()[-1]
    half = until(lambda: parts(server.folder) >= SIZE // 2 or kept(server.folder, name), pause=0)
    caught = not kept(server.folder, name)
    if victim == "server":
        server.kill()
        server.start()
        device.send("synced")
    else:
        device.kill()
        device.start(line.url, server)
        device.wait_for("ok ready")
    point(half and until(lambda: kept(server.folder, name)), f"/server/files/upload-{victim}-killed", server.folder)
    spent = line.counts["bytes"] - before
    point(not caught or spent < SIZE + 2 * PIECE, f"/server/files/upload-{victim}-killed/repeats-a-piece", f"{spent} bytes for {SIZE}")
    point(parts(server.folder) == 0, f"/server/files/upload-{victim}-killed/no-part-stays")
    return name


def test_download(server, device, name):
    device.ask("policy all")
    half = until(lambda: parts(device.folder) >= SIZE // 4 or kept(device.folder, name), pause=0)
    device.kill()
    here = parts(device.folder)
    device.start(server.url, server)
    device.wait_for("ok ready")
    point(half and until(lambda: kept(device.folder, name)), "/server/files/download-killed", f"{here} bytes were there")
    point(parts(device.folder) == 0 or until(lambda: parts(device.folder) == 0), "/server/files/download-killed/no-part-stays")


def test_wrong(server):
    right, wrong = os.urandom(1000), os.urandom(1000)
    name = hashlib.sha256(right).hexdigest()
    first = raw(server, "PUT", name, wrong)
    point(first[0] == 422 and b"wrong-hash" in first[2] and not kept(server.folder, name), "/server/files/wrong-bytes", first)
    head = raw(server, "PUT", name, right[:400], Content_Range="bytes 0-399/1000")
    again = raw(server, "PUT", name, right[:400], Content_Range="bytes 0-399/1000")
    point((head[0], again[0], again[1].get("Upload-Offset")) == (202, 202, "400"), "/server/files/a-piece-twice", (head, again))
    gap = raw(server, "PUT", name, right[600:], Content_Range="bytes 600-999/1000")
    point((gap[0], gap[1].get("Upload-Offset")) == (409, "400"), "/server/files/a-gap", gap)
    last = raw(server, "PUT", name, right[400:], Content_Range="bytes 400-999/1000")
    point(last[0] == 201 and kept(server.folder, name), "/server/files/pieces", last)
    large = raw(server, "PUT", "0" * 64, b"x", Content_Range="bytes 0-0/2000000000000")
    point(large[0] == 413 and b"file-too-large" in large[2], "/server/files/too-large", large)
    for range_ in ("bytes 5-2/10", "bytes 0-0/0", "bytes 0-1/1", "bytes x-1/2", "bytes 0-/2", "bits 0-0/1"):
        bad = raw(server, "PUT", "0" * 64, b"x", Content_Range=range_)
        if bad[0] != 400:
            break
    point(bad[0] == 400, "/server/files/bad-ranges", (range_, bad))
    for bad_name in ("0" * 63, "G" * 64, "A" * 64, "..%2f..%2fserver.key"):
        bad = raw(server, "PUT", bad_name, b"x")
        if bad[0] not in (400, 404):
            break
    point(bad[0] in (400, 404), "/server/files/bad-names", (bad_name, bad))
    # It is here, but no record names it: to everybody it is as if it were not.
    here, missing = raw(server, "GET", name), raw(server, "GET", "1" * 64)
    for answer in (here, missing):
        answer[1].pop("X-Request-Id")
        answer[1].pop("Date")
    point(here == missing and here[0] == 404, "/server/files/unnamed-is-missing", (here, missing))


def join(server, permissions):
    """A person who sees his own records."""
    role = server.request("POST", "/api/crm/roles", {"name": uuid.uuid4().hex, "record_scope": "own", "permissions": permissions})["id"]
    user = server.request("POST", "/api/crm/users", {"name": "Sally", "email": uuid.uuid4().hex + "@site.example", "roles": [role]})["id"]
    invitation = server.request("POST", "/api/auth/invitations", {"user": user})["token"]
    return user, server.request("POST", "/api/auth/accept", {"token": invitation, "password": sync_fleet.PASSWORD})["access_token"]


def same(one, other):
    return one[0] == other[0] and one[2] == other[2] and all(one[1].get(k) == other[1].get(k) for k in set(one[1]) | set(other[1])
                                                             if k not in ("X-Request-Id", "Date"))


def test_rights(server, name):
    """Somebody else's file is as one that is not there, until he can see a record that names it."""
    sally, token = join(server, ["*: create read change delete"])
    _, reader = join(server, ["contact: read"])
    for method in ("GET", "HEAD"):
        hidden, missing = raw(server, method, name, token=token), raw(server, method, "2" * 64, token=token)
        point(hidden[0] == 404 and same(hidden, missing), f"/server/files/hidden-is-missing/{method}", (hidden, missing))
    mine = next(d for d in server.request("GET", "/api/crm/documents?limit=200")["items"] if d["file"] == name)
    server.request("POST", "/api/crm/documents", {"name": "Hers", "file": name, "owner": sally})
    seen = raw(server, "GET", name, token=token)
    point(seen[0] == 200 and mine["owner"] != sally, "/server/files/seen-by-a-record", seen[0])
    denied = raw(server, "PUT", "3" * 64, b"x", token=reader)
    point(denied[0] == 403, "/server/files/no-right-to-send", denied)
    nobody = raw(server, "GET", name, token="x" * 40)
    point(nobody[0] == 401, "/server/files/nobody", nobody)


def test_get(server, name):
    whole = raw(server, "GET", name)
    middle = raw(server, "GET", name, Range="bytes=1000-1999")
    point(whole[0] == 200 and hashlib.sha256(whole[2]).hexdigest() == name and whole[1]["Content-Disposition"] == "attachment"
          and whole[1]["X-Content-Type-Options"] == "nosniff", "/server/files/get", whole[1])
    point(middle[0] == 206 and middle[2] == whole[2][1000:2000], "/server/files/range", middle[1])


def test_both(server, one, two):
    path = make("both")
    one.send("attach " + path)
    two.send("attach " + path)
    name = one.wait_for("ok attach")[-1].split()[-1]
    two.wait_for("ok attach")
    done = until(lambda: kept(server.folder, name) and parts(server.folder) == 0)
    states = lambda: [device.ask("file " + name)[-1].split()[2] for device in (one, two)]
    point(done and until(lambda: states() == ["5", "5"]), "/server/files/the-same-by-two", states())


def test_awaited(server, one, two):
    """A device that goes before its file came: others know where it is, and get it when it is back."""
    one.ask("offline")
    name = one.ask("attach " + make("late", 300))[-1].split()[-1]
    blob = os.path.join(one.folder, "blobs", name[:2], name[2:])
    os.rename(blob, blob + ".away")
    one.ask("online")
    one.send("synced")
    one.wait_for("ok synced")
    point(until(lambda: two.ask("file " + name)[-1].startswith("ok file 2 ")), "/server/files/awaited", two.ask("file " + name))
    os.rename(blob + ".away", blob)
    one.ask("want " + name)
    point(until(lambda: kept(two.folder, name)), "/server/files/awaited-came", two.ask("file " + name))


def test_policy(server, one):
    """What an administrator has set on his computer holds at the server."""
    script = b"#!/bin/sh\n# " + uuid.uuid4().hex.encode() + b"\n"
    before = hashlib.sha256(script).hexdigest()
    point(raw(server, "PUT", before, script)[0] == 201, "/server/files/policy/taken-before")
    point(one.ask("refuse 3")[-1] == "ok refuse", "/server/files/policy/set")
    one.send("synced")
    one.wait_for("ok synced")
    large = os.urandom(4000)
    refused = raw(server, "PUT", hashlib.sha256(large).hexdigest(), large, Content_Range="bytes 0-3999/3000001")
    point(refused[0] == 413 and b"3.0" in refused[2], "/server/files/policy/too-large", refused)
    other = script + b"# more\n"
    denied = raw(server, "PUT", hashlib.sha256(other).hexdigest(), other)
    point(denied[0] == 403 and b"Programs and scripts" in denied[2], "/server/files/policy/kind", denied)
    text = uuid.uuid4().hex.encode()
    point(raw(server, "PUT", hashlib.sha256(text).hexdigest(), text)[0] == 201, "/server/files/policy/still-taken")
    try:
        server.request("POST", "/api/crm/documents", {"name": "Start", "file": before})
        point(False, "/server/files/policy/no-record")
    except RuntimeError as error:
        point("422" in str(error) and "Programs and scripts" in str(error), "/server/files/policy/no-record", error)


def main():
    server = sync_fleet.Server(build, os.path.join(folder, "server"))
    server.start()
    line = sync_fleet.Line(server.port, 1, calm=True)
    one, two = sync_fleet.Device(build, folder, "one"), sync_fleet.Device(build, folder, "two")
    one.start(line.url, server)
    two.start(server.url, server)
    for device in (one, two):
        device.wait_for("ok ready")
        device.send("synced")
        device.wait_for("ok synced")
    one.ask("policy asked")
    two.ask("policy asked")
    test_upload(server, one, line, "server")
    name = test_upload(server, one, line, "device")
    test_download(server, two, name)
    test_wrong(server)
    test_get(server, name)
    test_rights(server, name)
    test_both(server, one, two)
    test_awaited(server, one, two)
    test_policy(server, one)
    for device in (one, two):
        point(device.quit() == 0, f"/server/files/{device.name}-ends")
    point(server.stop() == 0, "/server/files/server-ends")


main()
print(f"1..{number}")
shutil.rmtree(folder, ignore_errors=True)
sys.exit(failed != 0)
