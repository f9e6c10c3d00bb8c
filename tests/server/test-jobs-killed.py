#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server is killed while its jobs run: each is taken up again after the next start and ends once."""
import os
import random
import subprocess
import sys
import tempfile
import time

import left_behind
import postgres
from rest_client import PASSWORD, Client, Tap, read_invitation

ROUNDS = int(os.environ.get("TW_ROUNDS", "4"))
tap = Tap()
rng = random.Random(int(os.environ.get("TW_SEED", "7")))
folder = tempfile.TemporaryDirectory()
left_behind.folder(folder.name)
crm = "/api/crm/"


def start():
    process = subprocess.Popen([sys.argv[1], "--data", folder.name, "--port", "0", "--currency", "EUR", *postgres.options(folder.name)], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    left_behind.process(process.pid)
    invitation = None
    while True:
        line = process.stdout.readline()
        if line.startswith("Listening"):
            return process, int(line.rsplit(":", 1)[1]), invitation
        invitation = read_invitation(line) if "invitation" in line else None


process, port, invitation = start()
token = Client(port).ask("POST", "/api/auth/accept", {"token": invitation, "password": PASSWORD}).body["access_token"]
api = Client(port, token)
for i in range(3):
    api.ask("POST", crm + "companies/bulk", {"items": [{"op": "create", "fields": {"name": f"Company {i} {k}"}} for k in range(1000)]})
ids, killed, waits = [], 0, []
for i in range(ROUNDS):
    for kind in ("check", "backup"):
        ids.append(api.ask("POST", crm + "jobs", {"title": f"{kind} {i}", "kind": kind}).body["id"])
    time.sleep(rng.random() * 0.5)
    # Where it was when it died: something ran, in the rounds that count.
    ran = {job: record["attempts"] for job in ids if (record := api.get(crm + "jobs/" + job).body)["status"] == "running"}
    killed += len(ran) > 0
    process.kill()
    process.wait()
    process, port, _ = start()
    api = Client(port, token)
    # What it did itself it takes up at once, whoever else might: no lease of its own has to end before.
    since = time.monotonic()
    while any((record := api.get(crm + "jobs/" + job).body)["status"] != "done" and record["attempts"] == before
              for job, before in ran.items()) and time.monotonic() - since < 60:
        time.sleep(0.05)
    waits += [time.monotonic() - since] * len(ran)
end = time.time() + 60
while time.time() < end and any(api.get(crm + "jobs/" + job).body["status"] != "done" for job in ids):
    time.sleep(0.1)
jobs = [api.get(crm + "jobs/" + job).body for job in ids]
tap.ok(all(job["status"] == "done" and job["result"] for job in jobs), "all done", [(j["title"], j["status"], j["attempts"], j["last_error"]) for j in jobs])
ends = []
for job in ids:
    changes = api.get(crm + f"jobs/{job}/history", limit=1000).body["items"]
    ends.append(sum(f["field"] == "status" and f["after"] == "done" for change in changes for f in change["fields"]))
tap.ok(ends == [1] * len(ids), "each ended once", ends)
tap.ok(any(job["attempts"] > 1 for job in jobs) or killed == 0, f"some were taken again ({killed} kills while one ran)", [j["attempts"] for j in jobs])
tap.ok(all(wait < 20 for wait in waits), "what was interrupted is taken up at once", [f"{wait:.1f} s" for wait in waits])
left = [name for name in os.listdir(os.path.join(folder.name, "backups")) if not name.endswith(".tar.zst")]
tap.ok(len(os.listdir(os.path.join(folder.name, "backups"))) - len(left) <= 7, "old backups go")
# --- A server that ends gives back what it is at: the next one begins it at once, and the attempt does not count ---
ended, interrupted = [], 0
for i in range(20):
    if i >= 4 and interrupted:
        break
    job = api.ask("POST", crm + "jobs", {"title": f"backup at the end {i}", "kind": "backup"}).body["id"]
    until = time.monotonic() + 60
    while api.get(crm + "jobs/" + job).body["status"] == "waiting" and time.monotonic() < until:
        time.sleep(0.002)
    process.terminate()
    code = process.wait(30)
    process, port, _ = start()
    api = Client(port, token)
    since = time.monotonic()
    while (record := api.get(crm + "jobs/" + job).body)["status"] != "done" and time.monotonic() - since < 60:
        time.sleep(0.05)
    changes = api.get(crm + f"jobs/{job}/history", limit=1000).body["items"]
    interrupted += sum(f["field"] == "status" and f["after"] == "running" for change in changes for f in change["fields"]) > 1
    ended.append((code, record["status"], record["attempts"], time.monotonic() - since < 30))
tap.ok(interrupted > 0 and set(ended) == {(0, "done", 1, True)}, f"what it is at is given back ({interrupted} times interrupted)", ended)
process.terminate()
tap.ok(process.wait(30) == 0, "ends well")
folder.cleanup()
sys.exit(tap.end())
