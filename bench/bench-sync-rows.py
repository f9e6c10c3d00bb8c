#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The promises of sync that are measured against a bound alone: first load of a new device, bad lines, many devices, long absence.

  bench-sync-rows.py BUILD FOLDER [--records N] [--full]

BUILD: a release build with tests. FOLDER: for workspaces; with --full, which adds a million records, some 6 GB and half an hour.
"""
import argparse
import http.client
import json
import os
import secrets
import shutil
import socket
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "server"))
import sync_fleet  # noqa: E402
from sync_table import fill, limit, quantile, rss_mb  # noqa: E402

CONFLICT = 160                                         # number of the entity

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("folder")
parser.add_argument("--records", type=int, default=100000)
parser.add_argument("--full", action="store_true")
args = parser.parse_args()
build = os.path.abspath(args.build)


def make_server(name, records, options=()):
    """A server with the records, running; and a device that saw it empty, stopped."""
    server = sync_fleet.Server(build, os.path.join(args.folder, name), options)
    server.start()
    old = make_device(server, name + "-old", server.url)
    old.ask("synced", 60)
    old.quit()
    server.stop()
    fill(build, server, records // 2)
    server.start()
    return server, old


def make_device(server, name, url):
    device = sync_fleet.Device(build, args.folder, name)
    device.start(url, server)
    device.wait_for("ok ready")
    return device


def count_records(device):
    return {int(line.split()[1]): int(line.split()[2]) for line in device.ask("sums") if line.startswith("sum ")}


# --- A new device ---

def measure_first_load(server):
    began = time.monotonic()
    device = make_device(server, "new", server.url)
    usable = None
    device.send("part")
    while usable is None:
        if device.wait_for("ok part")[-1].split()[-1] not in ("start", "today"):
            usable = time.monotonic() - began
        else:
            device.send("part")
    device.ask("synced", 1800)
    seconds = time.monotonic() - began
    records = sum(count_records(device).values())
    peak = rss_mb(device.process.pid)[1]
    return device, records / seconds, usable, peak, records


def measure_wire(server, records):
    line = sync_fleet.Line(server.port, 1, calm=True)
    device = make_device(server, "wire", line.url)
    device.ask("synced", 900)
    size, paths = line.counts["bytes"], [path for path in line.paths if path.startswith("/sync/v1/snapshot")]
    device.quit()
    line.close()
    limit("a first load on the line, packed", size / records, "B/rec", 100, "both ways, with headers", target=60)
    return paths


def measure_kill(server, paths):
    """Killed when half of the pages were asked for: how many were applied twice?"""
    line = sync_fleet.Line(server.port, 1, calm=True)
    device = make_device(server, "killed", line.url)
    half = len([path for path in paths if "after=live" in path]) // 2
    while len([path for path in line.paths if "after=live" in path]) < half:
        time.sleep(0.001)
    device.kill()
    began = time.monotonic()
    device.start(line.url, server)
    device.wait_for("ok ready")
    device.ask("synced", 900)
    again = len([path for path in line.paths if path.startswith("/sync/v1/snapshot")]) - len(paths)
    device.quit()
    line.close()
    # One page is always on its way while another is written: it was asked for twice, and written once.
    limit("killed at half of a first load: pages written twice", max(again - 1, 0), "pages", 1,
          f"{again} of {len(paths)} asked for again; whole {time.monotonic() - began:.1f} s later")


def measure_metadata(device, records):
    db = sqlite3.connect(f"file:{os.path.join(device.folder, 'store.db')}?mode=ro", uri=True)
    tables = db.execute("SELECT sum(payload) FROM dbstat WHERE name LIKE 'sync!_%' ESCAPE '!'").fetchone()[0] or 0
    seqs = sum(db.execute(f"SELECT sum(CASE WHEN server_seq < 128 THEN 1 WHEN server_seq < 32768 THEN 2 WHEN server_seq < 8388608 THEN 3 ELSE 4 END)"
                          f" + 2 * count(*) FROM {table}").fetchone()[0] or 0 for table in ("contact", "activity"))
    limit("what a record that is in step costs beyond itself", (tables + seqs) / records, "B", 40, "its seq, and the tables of sync", target=24)
    scratch = sqlite3.connect(":memory:")
    scratch.execute(db.execute("SELECT sql FROM sqlite_schema WHERE name = 'tw_tombstone'").fetchone()[0])
    scratch.executemany("INSERT INTO tw_tombstone VALUES (?, 21, ?)", ((secrets.token_bytes(16), 1000000 + i) for i in range(100000)))
    limit("what a tombstone costs", scratch.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'tw_tombstone'").fetchone()[0] / 100000, "B", 64,
          "100,000 of them in random order, pages included")
    db.close()


# --- Two devices ---

def measure_live(a, b, count):
    record = a.ask("new Wanted")[-1].split()[-1]
    a.ask("synced")
    b.ask("synced", 60)
    b.ask("watch")
    b.seen.clear()
    times = []
    for i in range(count):
        ticks = int(a.ask(f"touch {record} w{i}")[-1].split()[-1])
        times.append((b.wait_seen(record, 60) - ticks) / 1000)
        time.sleep(0.05)
    return times


def measure_far(server):
    line = sync_fleet.Line(server.port, 1, calm=True, delay=0.025)
    far_a, far_b = make_device(server, "new", line.url), make_device(server, "wire", line.url)
    for device in far_a, far_b:
        device.ask("synced", 60)
    limit("a change on A visible on B, 50 ms away, p95 of 40", quantile(measure_live(far_a, far_b, 40), 0.95), "ms", 250)
    far_a.quit()
    far_b.quit()
    line.close()
    a = make_device(server, "new", server.url)
    line = sync_fleet.Line(server.port, 1, calm=True, without="/sync/v1/events")
    deaf = make_device(server, "wire", line.url)
    deaf.ask("synced", 60)
    limit("the same where no stream of wakes gets through", measure_live(a, deaf, 1)[0] / 1000, "s", 30)
    deaf.quit()
    a.quit()
    line.close()


def measure_conflicts(server):
    """Both change the same field of the same 2,000 records, one of them offline."""
    a, b = make_device(server, "new", server.url), make_device(server, "wire", server.url)
    for device in a, b:
        device.ask("synced", 60)
    before = count_records(a).get(CONFLICT, 0)
    b.ask("offline")
    b.ask("edit 2000 Theirs", 300)
    a.ask("edit 2000 Ours", 300)
    a.ask("synced", 300)
    b.send("online")
    b.wait_for("ok online")
    seconds = float(b.ask("synced", 300)[-1].split()[-1]) / 1000
    a.ask("synced", 300)
    kept = count_records(a).get(CONFLICT, 0) - before
    limit("2,000 conflicts after a long absence: kept", kept, "", 2000, f"{seconds:.2f} s until both are in step", least=True)
    began = time.monotonic()
    page = server.request("GET", "/api/crm/sync_conflicts?limit=50", token=server.fresh_token())
    limit("the first page of them", time.monotonic() - began, "s", 1, f"{len(page.get('data', page.get('items', [])))} of them")
    a.quit()
    b.quit()


def measure_absence(server, old, records):
    line = sync_fleet.Line(server.port, 1, calm=True)
    began = time.monotonic()
    old.start(line.url, server)
    old.wait_for("ok ready")
    old.ask("synced", 1800)
    seconds = time.monotonic() - began
    here = sum(count_records(old).values())
    loads = len([path for path in line.paths if path.startswith("/sync/v1/snapshot")])
    old.quit()
    line.close()
    limit("a device that was away for all of the log: loads anew", loads, "", 0, f"{here:,} records by pulling alone in {seconds:.1f} s")
    if here < records:
        sys.exit(f"only {here} of {records} records came")


# --- Many devices ---

def new_id():
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6], raw[8] = raw[6] & 15 | 112, raw[8] & 63 | 128
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def push_many(server, token, count, times, problems):
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    line, client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30), new_id()
    line.request("POST", "/sync/v1/clients", json.dumps({"client": client, "name": "bench", "schema": "1"}), headers)
    line.getresponse().read()
    for n in range(1, count + 1):
        now = int(time.time() * 1e6)
        body = {"protocol": 1, "client": client, "schema": "1", "sent_at": now, "mutations": [
            {"n": n, "commit": new_id(), "stamp": now // 1000 << 16, "at": now, "origin": 0, "atomic": False, "title": "Add", "ops": [
                {"op": "add", "e": 11, "id": new_id(), "f": {"10": [None, f"Pushed {n}"]}}]}]}
        began = time.monotonic()
        line.request("POST", "/sync/v1/push", json.dumps(body), headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != 200 or json.loads(text).get("acked") != n or json.loads(text)["results"]:
            problems.append(text[:300])
            return
        times.append(time.monotonic() - began)
    line.close()


def measure_requests(server):
    times, problems, devices, each = [], [], 16, 100
    token = server.fresh_token()
    threads = [threading.Thread(target=push_many, args=(server, token, each, times, problems)) for _ in range(devices)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    if problems:
        sys.exit(f"a push was not taken: {problems[0]}")
    limit("pushes of one change each, one workspace", devices * each / seconds, "req/s", 300, f"{devices} devices; p99 {quantile(times, 0.99) * 1000:.0f} ms",
          least=True, target=1000)


def open_stream(server, token):
    began = time.monotonic()
    stream = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    stream.sendall(f"GET /sync/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    seen = b""
    while b": open" not in seen:
        piece = stream.recv(4096)
        if not piece:
            raise OSError(f"no stream: {seen[:100]}")
        seen += piece
    return stream, time.monotonic() - began


def measure_streams(server):
    token = server.fresh_token()
    streams = [open_stream(server, token)[0] for _ in range(2000)]
    limit("2,000 idle streams of wakes: memory of the server", rss_mb(server.process.pid)[0], "MB", 150, "all of it, with its caches")
    for stream in streams[:1000]:
        stream.close()
    times, errors = [], []

    def come_back(index):
        time.sleep(index * 0.01)
        try:
            stream, seconds = open_stream(server, token)
            times.append(seconds)
            streams.append(stream)
        except OSError as error:
            errors.append(error)

    threads = [threading.Thread(target=come_back, args=(i,)) for i in range(1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    limit("1,000 of them come back within 10 s: refused", len(errors), "", 0)
    limit("the same: p99 until one hears again", quantile(times, 0.99), "s", 5, target=2)
    for stream in streams:
        stream.close()


# --- A million ---

def measure_size(records):
    shutil.rmtree(os.path.join(args.folder, "new"), ignore_errors=True)      # a device of the other server
    server, old = make_server(f"server-{records}", records)
    device, rate, usable, peak, n = measure_first_load(server)
    return server, device, rate, peak


def measure_million():
    server, device, small, _ = measure_size(10000)
    device.quit()
    server.stop()
    server, device, rate, peak = measure_size(1000000)
    limit("first load of 1,000,000 records: rate lost against 10,000", max(0, 100 * (1 - rate / small)), "%", 15,
          f"{small:.0f} rec/s, then {rate:.0f}", target=5)
    limit("the same: peak memory of the device", peak, "MB", 200, f"server {rss_mb(server.process.pid)[1]:.0f} MB", target=120)
    device.quit()
    line = sync_fleet.Line(server.port, 1, calm=True)
    device = make_device(server, "new", line.url)
    device.ask("synced", 60)
    time.sleep(1)
    line.paths.clear()
    before, times = line.counts["bytes"], [float(device.ask("synced")[-1].split()[-1]) for _ in range(20)]
    limit("nothing to do at 1,000,000 records, time", quantile(times, 0.5), "ms", 5, target=2)
    limit("the same: bytes both ways", (line.counts["bytes"] - before) / 20, "B", 600, f"{len(line.paths) / 20:g} requests each")
    device.quit()
    line.close()
    server.stop()


def main():
    shutil.rmtree(args.folder, ignore_errors=True)
    os.makedirs(args.folder)
    server, old = make_server("server", args.records, ["--max-per-address", "6000"])
    device, rate, usable, peak, records = measure_first_load(server)
    limit(f"first load of {records:,} records", rate, "rec/s", 12000, "durable, indexed, searchable", least=True, target=20000)
    limit("the same: until one's own work is on the screen", usable, "s", 3, "from the start of the process", target=1)
    measure_metadata(device, records)
    device.quit()
    paths = measure_wire(server, records)
    measure_kill(server, paths)
    measure_absence(server, old, records)
    measure_far(server)
    measure_conflicts(server)
    measure_requests(server)
    measure_streams(server)
    server.stop()
    if args.full:
        measure_million()


main()
