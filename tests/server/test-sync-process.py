#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server and three devices on a bad line, killed at random while they write: everything that was once on a device's disk is at the
server and on every device exactly once.

  test-sync-process.py BUILD [--rounds N] [--writes N] [--seed N] [--keep]
"""
import argparse
import collections
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import left_behind
import sync_fleet

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("--rounds", type=int, default=int(os.environ.get("TW_SYNC_ROUNDS", "20")))
parser.add_argument("--writes", type=int, default=40)
parser.add_argument("--seed", type=int, default=None)
parser.add_argument("--keep", action="store_true")
args = parser.parse_args()
seed = args.seed if args.seed is not None else random.randrange(1 << 32)
dice = random.Random(seed)
folder = tempfile.mkdtemp(prefix="tw-sync-")
left_behind.folder(folder)
ctl = os.path.join(args.build, "src", "ctl", "tradewindctl")
number = failed = 0


def point(good, name, note=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    for line in note.splitlines() if not good else []:
        print("# " + line)


def start_round(server, devices, line, round_number):
    """All write; in between the server dies at a random moment, one device does, and connections break."""
    server.fresh_token()
    for device in devices:
        device.send(f"write {args.writes} {device.name}r{round_number}")
    what = dice.choices(["server", "device", "both", "line"], [4, 4, 2, 2])[0]
    time.sleep(dice.uniform(0.02, 0.6))
    if what in ("server", "both"):
        server.kill()
    if what in ("device", "both"):
        victim = dice.choice(devices)
        victim.kill()
        kills[victim.name] += 1
        time.sleep(dice.uniform(0, 0.1))
        victim.start(line.url, server)
    if what in ("server", "both"):
        kills["server"] += 1
        time.sleep(dice.uniform(0, 0.3))
        server.start()
    if what == "line":
        kills["line"] += 1
        line.cut_all()
    for device in devices:
        if what in ("device", "both") and device is victim:
            device.wait_for("ok ready")
            device.ask(f"shared {shared}")
        else:
            device.wait_for("ok write")


def read_device(device):
    lines = [line.split("\t") for line in device.ask("list") if line.startswith("contact\t")]
    return {f[1]: tuple(json.loads(v) for v in f[2:5]) for f in lines}, len(lines)


def read_server():
    """By the command line, after the server ended."""
    rows, after = [], None
    while True:
        text = subprocess.run([ctl, "--workspace", server.folder, "--format", "json", "list", "contact", "--fields", "name,job_title,tags",
                               "--limit", "10000"] + (["--after", after] if after else []), check=True, capture_output=True, text=True).stdout
        page = json.loads(text)
        rows += page["items"]
        after = page.get("next")
        if not after:
            return rows


def compare_sums(device, theirs):
    ours = {}
    for line in device.ask("sums"):
        if line.startswith("sum "):
            _, entity, count, total = line.split()
            ours[int(entity)] = (int(count), total)
    return [f"entity {e}: {ours.get(e)} against {(count, total)}" for e, count, total in theirs["entities"]
            if ours.get(e) != (count, total)]


kills = collections.Counter()
print(f"# seed {seed}, {args.rounds} rounds of {args.writes} writes on each of three devices", flush=True)
began = time.monotonic()
server = sync_fleet.Server(args.build, os.path.join(folder, "server"))
server.start()
line = sync_fleet.Line(server.port, seed)
devices = [sync_fleet.Device(args.build, folder, name) for name in "abc"]
key = server.request("POST", "/api/auth/keys", {"name": "reports", "scopes": "deal:read"})["key"]
try:
    server.request("GET", "/sync/v1/check", token=key)
    point(False, "a program's key is no device")
except RuntimeError as error:
    point(": 403 " in str(error), "a program's key is no device", str(error))
for device in devices:
    device.start(line.url, server)
for device in devices:
    device.wait_for("ok ready")
    device.ask("synced")
shared = devices[0].ask("new shared")[-1].split()[-1]
for device in devices:
    device.ask("synced")
for device in devices:
    device.ask("synced")
    device.ask(f"shared {shared}")
for i in range(args.rounds):
    start_round(server, devices, line, i)
line.calm = True
line.cut_all()
calm_since = time.monotonic()
for _ in range(2):
    for device in devices:
        device.ask("synced", 180)
calm = time.monotonic() - calm_since
if calm > 5:
    for device in devices:
        print("\n".join(f"# {device.name} {p}" for p in device.ask("problems")[:15]))
point(True, f"everybody synced {calm:.1f} s after the line was good")

server.fresh_token()
theirs = server.request("GET", "/sync/v1/check")
notes = [note for device in devices for note in compare_sums(device, theirs)]
point(not notes, "the checksums of all entities are the server's", "\n".join(notes))
for device in devices:
    device.ask("check")
deadline = time.monotonic() + 60
while any(device.ask("checked")[-1].split()[2] == "no" for device in devices) and time.monotonic() < deadline:
    time.sleep(0.1)
checked = [device.ask("checked")[-1].split()[2:] for device in devices]
point(all(c == ["yes", "0"] for c in checked), "each device found itself the same as the server", str(checked))
for device in devices:
    device.ask("synced", 60)
statuses = [device.ask("status")[-1].split()[2:] for device in devices]
point(all(s[:2] == ["0", "0"] for s in statuses), "nothing waits and nothing was refused", str(statuses))
point(not any(device.errors for device in devices), "no write failed", "\n".join(e for device in devices for e in device.errors[:5]))
contents = [read_device(device)[0] for device in devices]
point(contents[0] == contents[1] == contents[2], "all devices show the same",
      "\n".join(str((k, [c.get(k) for c in contents])) for k in set().union(*contents)
                if len({str(c.get(k)) for c in contents}) > 1))
for device in devices:
    device.quit()
status = server.stop()
point(status == 0, "the server ended well", f"status {status}")
rows = read_server()
stored = {r["id"]: r for r in rows}
point(len(stored) == len(rows) and set(stored) == set(contents[0]) and all(stored[i]["name"] == contents[0][i][0] for i in stored),
      "the server's store has the same records, each once", f"{len(rows)} rows, {len(stored)} ids, {len(contents[0])} on the devices")

# What was told is on the disk: adds, the last edit of each record or a later one of the same device, and every tag, once.
wrote = [(device.name, *w) for device in devices for w in device.wrote]
lost = []
last = {}
tags = collections.Counter(contents[0][shared][2] or [])
for name, what, record, word in wrote:
    if record not in contents[0]:
        lost.append(f"{what} {record} {word}")
    elif what == "add" and contents[0][record][0] != word:
        lost.append(f"add {word}: is {contents[0][record][0]}")
    elif what == "tag" and tags[word] != 1:
        lost.append(f"tag {word}: {tags[word]} times")
    elif what == "edit":
        last[record] = word
order = lambda word: tuple(int(n) for n in word[word.index("r") + 1:].split("-"))
lost += [f"edit {word}: is {contents[0][record][1]}" for record, word in last.items()
         if contents[0][record][1] is None or order(contents[0][record][1]) < order(word)]
names = collections.Counter(v[0] for v in contents[0].values())
lost += [f"{name}: {n} times" for name, n in names.items() if n > 1]
point(not lost, f"nothing of {len(wrote)} told writes is lost or doubled", "\n".join(lost[:20]))
for who in [server.folder] + [device.folder for device in devices]:
    done = subprocess.run([ctl, "--workspace", who, "check"], capture_output=True, text=True)
    point(done.returncode == 0, f"{os.path.basename(who)}: the store is sound", done.stdout + done.stderr)
line.close()
print(f"# {time.monotonic() - began:.0f} s; killed {dict(kills)}; line {line.counts}")
print(f"1..{number}")
if failed or args.keep:
    print(f"# kept in {folder}; again with --seed {seed}")
else:
    shutil.rmtree(folder)
sys.exit(failed != 0)
