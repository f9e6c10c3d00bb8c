#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told of what, by a server and two devices of one person: once, whoever tells first and whatever dies meanwhile.

  test-notify.py BUILD
"""
import datetime
import os
import sys
import tempfile
import time

import left_behind
import sync_fleet

build = sys.argv[1]
folder = tempfile.mkdtemp(prefix="tw-notify-")
left_behind.folder(folder)
number = failed = 0


def point(good, name, note=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    for line in str(note).splitlines() if not good else []:
        print("# " + line)


def until(condition, timeout=60, pause=0.1):
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def told(kind=None):
    """The notifications of who is signed in."""
    items = server.request("GET", "/api/crm/notifications?limit=200")["items"]
    return [item for item in items if kind is None or item["kind"] == kind]


def count(device):
    return int(device.ask("count notification")[-1].split()[-1])


def both_have(n):
    for device in devices:
        device.ask("synced")
    return [count(device) for device in devices] == [n, n]


def minutes_ago(n):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ")


server = sync_fleet.Server(build, os.path.join(folder, "server"))
server.start()
me = server.user
roles = server.request("GET", f"/api/crm/users/{me}")["roles"]
ann = server.request("POST", "/api/crm/users", {"name": "Ann", "email": "ann@site.example", "roles": roles})["id"]
invitation = server.request("POST", "/api/auth/invitations", {"user": ann})["token"]
anns = server.request("POST", "/api/auth/accept", {"token": invitation, "password": sync_fleet.PASSWORD})["access_token"]
devices = [sync_fleet.Device(build, folder, name) for name in "ab"]
for device in devices:
    device.start(server.url, server)
for device in devices:
    device.wait_for("ok ready")
    device.ask("synced")

# Work that somebody gives to another.
server.request("POST", "/api/crm/tasks", {"title": "Call them", "assignee": me}, token=anns)
point(until(lambda: len(told("assignment")) == 1), "who is given work is told by the server", told())
server.request("POST", "/api/crm/tasks", {"title": "My own", "assignee": me})
point(until(lambda: both_have(1)), "and hears it on both devices, and nothing of what he did himself", [count(d) for d in devices])

# The server dies before it can tell.
for i in range(5):
    server.request("POST", "/api/crm/tasks", {"title": f"Task {i}", "assignee": me}, token=anns)
server.kill()
server.start()
point(until(lambda: len(told("assignment")) == 6), "what happened before the server died is told when it is back", len(told()))
server.kill()
server.start()
time.sleep(1)
point(len(told("assignment")) == 6, "and is not told again", len(told()))

# Both devices and the server remind of the same.
task = server.request("POST", "/api/crm/tasks", {"title": "Sign", "assignee": me})["id"]
# A server looks for reminders when it starts, and then twice a minute: the devices have that long to be first.
server.kill()
server.start()
server.request("PATCH", f"/api/crm/tasks/{task}", {"reminder_at": minutes_ago(5)})
for device in devices:
    device.ask("synced")
    device.ask("offline")
made = [int(device.ask("remind")[-1].split()[-1]) for device in devices]
server.kill()
server.start()
point(until(lambda: len(told("reminder")) == 1), "the server reminds", told("reminder"))
for device in devices:
    device.ask("online")
point(until(lambda: both_have(7)), "one reminder is left of the devices' and the server's", ([count(d) for d in devices], made))
point(len(told("reminder")) == 1, "also at the server", told("reminder"))
statuses = [device.ask("status")[-1].split()[2:] for device in devices]
point(all(s[:3] == ["0", "0", "0"] for s in statuses), "nothing waits, nothing was refused, nothing is in conflict", statuses)
for device in devices:
    device.send("quit")
server.stop()
print(f"1..{number}")
sys.exit(failed > 0)
