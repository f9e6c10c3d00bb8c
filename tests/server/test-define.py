#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choices of a team: an administrator's device has them changed at the server, all devices get them, nobody else may.

  test-define.py BUILD
"""
import json
import os
import sys
import tempfile

import left_behind
import sync_fleet

build = sys.argv[1]
folder = tempfile.mkdtemp(prefix="tw-define-")
left_behind.folder(folder)
number = failed = 0
OWN = [{"choices": {"entity": "activity", "key": "kind", "choices": [{"key": "site", "label": "Site visit"}, {"key": "call", "label": "Phone"}]}}]


def point(good, name, note=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    for line in str(note).splitlines() if not good else []:
        print("# " + line)


def kinds(device):
    device.ask("synced")
    return [(c["key"], c["label"]) for c in json.loads(device.ask("choices activity kind")[-1].split(" ", 2)[2])][:2]


server = sync_fleet.Server(build, os.path.join(folder, "server"))
server.start()
one, two = devices = [sync_fleet.Device(build, folder, name) for name in "ab"]
for device in devices:
    device.start(server.url, server)
for device in devices:
    device.wait_for("ok ready")
    device.ask("synced")
before = kinds(two)
one.ask("offline")
point(before[0] == ("call", "Call"), "shipped", before)
point(one.ask("define " + json.dumps(OWN))[-1] == "ok define taken", "an administrator asks the server", OWN)
one.ask("online")
point(kinds(one) == [("site", "Site visit"), ("call", "Phone")], "has them himself", kinds(one))
point(kinds(two) == [("site", "Site visit"), ("call", "Phone")], "and so has another device", kinds(two))
made = server.request("POST", "/api/crm/activities", {"subject": "At the house", "kind": "site"})
point(made["kind"] == "site", "the API takes one of them", made)
two.ask("synced")
point(int(two.ask("count activity")[-1].split()[-1]) == 1, "and it comes to the device")
bad = one.ask("define " + json.dumps([{"choices": {"entity": "deal", "key": "status", "choices": [{"key": "a", "label": "A"}]}}]))[-1]
point(bad.startswith("ok define not: ") and "relies on them" in bad, "what the program relies on stays", bad)
point(one.ask("define {}")[-1].startswith("ok define not: "), "no list")
server.stop()
lost = one.ask("define " + json.dumps(OWN))[-1]
point(lost.startswith("ok define not: ") and "cannot be reached" in lost, "without the server it says so", lost)
for device in devices:
    device.quit()
print(f"1..{number}")
sys.exit(1 if failed else 0)
