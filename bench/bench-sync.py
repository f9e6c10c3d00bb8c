#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync over loopback, each figure beside the limit of this machine and PouchDB with express-pouchdb in the same run.

  bench-sync.py BUILD FOLDER [--records N] [--no-peers]

BUILD: a release build with tests. FOLDER: for workspaces, about 1 GB. Node packages of the peer are installed below the user's cache.
"""
import argparse
import http.server
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "server"))
import sync_fleet  # noqa: E402
from sync_table import fill, limit, quantile, row, rss_mb  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("folder")
parser.add_argument("--records", type=int, default=100000, help="contacts, and as many activities")
parser.add_argument("--no-peers", action="store_true")
args = parser.parse_args()
build = os.path.abspath(args.build)
n = args.records
EDITS = 10000


# --- The limit ---

def save_pages(server, path):
    """All pages of a first load, as they came over the line; bytes in all."""
    schema = [os.path.splitext(f)[0] for f in sorted(os.listdir(os.path.join(os.path.dirname(__file__), "..", "data", "schema")))]
    total = 0
    with open(path, "wb") as f:
        for part in ["start", "today"] + schema:
            after = None
            while True:
                query = {"part": part, "limit": 5000, **({"after": after} if after else {})}
                request = urllib.request.Request(server.url + "/sync/v1/snapshot?" + urllib.parse.urlencode(query))
                request.add_header("Authorization", "Bearer " + server.fresh_token())
                with urllib.request.urlopen(request) as answer:
                    body = answer.read()
                total += len(body)
                f.write(body)
                after = json.loads(body).get("next")
                if not after:
                    break
    return total


def download(path):
    """Seconds that a plain HTTP server and client need for these bytes."""
    class Plain(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *a, **k):
            super().__init__(*a, directory=os.path.dirname(path), **k)

        def log_message(self, *a):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plain) as plain:
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        began = time.monotonic()
        subprocess.run(["curl", "-s", "-o", path + ".got", f"http://127.0.0.1:{plain.server_address[1]}/{os.path.basename(path)}"], check=True)
        seconds = time.monotonic() - began
        plain.shutdown()
    os.unlink(path + ".got")
    return seconds


def bare_load(store):
    """The same rows into the same tables with the same indexes and full-text tables by sqlite3 alone, durable, in one transaction."""
    peer = os.path.join(args.folder, "peer.db")
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    mend = lambda sql: re.sub(r"COLLATE TW", "COLLATE NOCASE", sql)
    out = ["PRAGMA journal_mode=WAL;", "PRAGMA synchronous=FULL;", "PRAGMA cache_size=-64000;", f"ATTACH 'file:{store}?mode=ro' AS r;"]
    tables, rest = [], []
    for entity in "contact", "activity":
        for kind, sql in db.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (entity,)):
            (tables if kind == "table" else rest).append(mend(sql) + ";")
        tables += [sql + ";" for sql, in db.execute("SELECT sql FROM sqlite_master WHERE name LIKE ? AND sql LIKE 'CREATE VIRTUAL%'",
                                                    (entity + "$%",))]
        tables.append("BEGIN;" if entity == "contact" else "")
    begin = tables.index("BEGIN;")
    tables.pop(begin)
    fts = {"contact": ("name || ' ' || email || ' ' || phone", "job_title || ' ' || city || ' ' || country || ' ' || coalesce(description, '')"),
           "activity": ("subject", "subject || ' ' || description")}
    out += tables + ["BEGIN;"]
    for entity, (names, texts) in fts.items():
        out.append(f"INSERT INTO main.{entity} SELECT * FROM r.{entity};")
    out += rest
    for entity, (names, texts) in fts.items():
        out += [f"INSERT INTO \"{entity}$names\" (rowid, words) SELECT rid, {names} FROM main.{entity};",
                f"INSERT INTO \"{entity}$texts\" (rowid, words) SELECT rid, {texts} FROM main.{entity};"]
    out += ["COMMIT;"]
    db.close()
    for end in ("", "-wal", "-shm"):
        if os.path.exists(peer + end):
            os.unlink(peer + end)
    began = time.monotonic()
    done = subprocess.run(["sqlite3", "-bail", peer], input="\n".join(out), text=True, capture_output=True)
    seconds = time.monotonic() - began
    if done.returncode:
        sys.exit("sqlite3: " + done.stderr)
    os.unlink(peer)
    return seconds


# --- The peer ---

def run_peer(name, packages, *words):
    """What bench/peers/NAME.js measures, or None when the packages cannot be had."""
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "tradewind-bench", name)
    os.makedirs(cache, exist_ok=True)
    try:
        if not all(os.path.exists(os.path.join(cache, "node_modules", package.split("@")[0])) for package in packages):
            with open(os.path.join(cache, "package.json"), "w") as f:
                f.write('{"private": true}')
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--omit=optional", *packages], cwd=cache,
                           check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.copy(os.path.join(os.path.dirname(__file__), "peers", name + ".js"), cache)
        done = subprocess.run(["node", name + ".js", *words], cwd=cache, check=True, timeout=900, capture_output=True, text=True)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{name} was not measured: {error}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


# --- Ours ---

def measure_load(server):
    device = sync_fleet.Device(build, args.folder, "a")
    began = time.monotonic()
    device.start(server.url, server)
    device.wait_for("ok ready")
    device.ask("synced", 600)
    seconds = time.monotonic() - began
    counts = {line.split()[1]: int(line.split()[2]) for line in device.ask("sums") if line.startswith("sum ")}
    if sum(counts.values()) < 2 * n:
        sys.exit(f"only {sum(counts.values())} records came")
    return device, seconds, sum(counts.values())


def measure_push(device, count):
    device.ask("offline")
    worst, local = map(float, device.ask(f"edit {count} Director", 600)[-1].split()[-2:])
    device.send("online")
    device.wait_for("ok online")
    return float(device.ask("synced", 600)[-1].split()[-1]) / 1000, local / count, worst


def save_while(device, busy):
    """What a person waits for who types while much goes on: ms of each save, with the way to the device's main loop and back."""
    record = None
    while record is None:
        try:
            record = device.ask("new Typed")[-1].split()[-1]
        except RuntimeError:                            # its owner is not there yet
            time.sleep(0.01)
    times = []
    while busy(device):
        began = time.monotonic()
        device.ask(f"touch {record} t{len(times)}")
        times.append((time.monotonic() - began) * 1000)
        time.sleep(0.005)
    return times


def print_saves(what, times):
    limit(f"a save while {what}, p99", quantile(times, 0.99), "ms", 100,
          f"of {len(times)}; p50 {quantile(times, 0.5):.2f}, p90 {quantile(times, 0.9):.1f}, longest {max(times):.1f} ms")


def measure_saves(server, a):
    """While ten thousand edits go out, and while a new device loads all."""
    a.ask("offline")
    a.ask(f"edit {EDITS} Buyer", 600)
    a.send("online")
    a.wait_for("ok online")
    print_saves(f"{EDITS:,} edits are pushed", save_while(a, lambda device: int(device.ask("status")[-1].split()[2]) > 10))
    new = sync_fleet.Device(build, args.folder, "typing")
    shutil.rmtree(new.folder, ignore_errors=True)
    new.start(server.url, server)
    new.wait_for("ok ready")
    print_saves("everything is loaded", save_while(new, lambda device: device.ask("part")[-1].split()[-1] != "-"))
    new.quit()


def measure_live(a, b, count):
    record = a.ask("new Wanted")[-1].split()[-1]
    a.ask("synced")
    b.ask("synced")
    b.ask("watch")
    b.seen.clear()
    times = []
    for i in range(count):
        ticks = int(a.ask(f"touch {record} w{i}")[-1].split()[-1])
        times.append((b.wait_seen(record) - ticks) / 1000)
        time.sleep(0.01)
    return times


def measure_idle(server, name):
    """Through a counting line; the events' stream of the device is open already."""
    line = sync_fleet.Line(server.port, 1, calm=True)
    device = sync_fleet.Device(build, args.folder, name)
    device.start(line.url, server)
    device.wait_for("ok ready")
    device.ask("synced")
    time.sleep(1)
    before, times = line.counts["bytes"], []
    for _ in range(20):
        times.append(float(device.ask("synced")[-1].split()[-1]))
    size = (line.counts["bytes"] - before) / 20
    device.quit()
    line.close()
    return quantile(times, 0.5), size


def measure_restart(device, server):
    device.ask("shared " + device.ask("new Shared")[-1].split()[-1])
    device.send("write 500 K")
    time.sleep(0.3)
    device.kill()
    began = time.monotonic()
    device.start(server.url, server)
    device.wait_for("ok ready")
    device.ask("synced")
    return time.monotonic() - began


def until_kept(folder, name):
    path = os.path.join(folder, "blobs", name[:2], name[2:])
    while not os.path.exists(path):
        time.sleep(0.001)


def upload(path):
    """Seconds that a plain HTTP server and client need to write these bytes to the disk."""
    class Plain(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            left = int(self.headers["Content-Length"])
            with open(path + ".put", "wb") as file:
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 20))
                    file.write(piece)
                    left -= len(piece)
                file.flush()
                os.fsync(file.fileno())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *a):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plain) as plain:
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        began = time.monotonic()
        subprocess.run(["curl", "-s", "-H", "Expect:", "-T", path, f"http://127.0.0.1:{plain.server_address[1]}/x"], check=True)
        seconds = time.monotonic() - began
        plain.shutdown()
    os.unlink(path + ".put")
    return seconds


def measure_files(server, a, b):
    """A file of 100 MB from A to the server and from there to B, hashed and durable on both sides, beside plain HTTP."""
    path, size = os.path.join(args.folder, "file"), 100
    with open(path, "wb") as file:
        for _ in range(size):
            file.write(os.urandom(1000000))
    b.ask("policy asked")
    name = a.ask("attach " + path)[-1].split()[-1]
    began = time.monotonic()
    until_kept(server.folder, name)
    up = time.monotonic() - began
    b.ask("synced")
    began = time.monotonic()
    b.ask("want " + name)
    until_kept(b.folder, name)
    down = time.monotonic() - began
    row("a file of 100 MB up", size / up, size / upload(path), "MB/s", None, "against plain HTTP to a file, not hashed")
    row("the same file down", size / down, size / download(path), "MB/s", None, "against plain HTTP, not hashed, not durable")
    os.unlink(path)


def main():
    os.makedirs(args.folder, exist_ok=True)
    for name in "server", "a", "b", "pouch":
        shutil.rmtree(os.path.join(args.folder, name), ignore_errors=True)
    server = sync_fleet.Server(build, os.path.join(args.folder, "server"))
    server.start()
    server.stop()
    fill(build, server, n)
    server.start()
    peer = None if args.no_peers else run_peer("pouchdb", ["express-pouchdb", "pouchdb-node", "express@4"], os.path.join(args.folder, "pouch"), str(max(2 * n, EDITS)), str(EDITS))
    memory = None if args.no_peers else run_peer("rxdb", ["rxdb", "rxjs", "express@4", "eventsource@2"], str(EDITS))
    a, seconds, records = measure_load(server)
    now, peak = rss_mb(a.process.pid)
    pages = os.path.join(args.folder, "pages.json")
    size = save_pages(server, pages)
    raw = download(pages)
    bare = bare_load(os.path.join(a.folder, "store.db"))
    note = f"{size / records:.0f} B/record on the line unpacked"
    row(f"first sync of {n:,} contacts and {n:,} activities", seconds, raw + bare, "s", 2, f"download {raw:.2f} s and bare SQLite {bare:.2f} s; {note}")
    limit("the same as a rate", records / seconds, "rec/s", 12000, least=True, target=20000)
    if peer:
        row("the same against PouchDB, as many documents", records / seconds, peer["load_rate"], "rec/s", 4, "", least=True)
    limit("the same: peak memory of the device", peak, "MB", 200, target=120, note=f"{now:.0f} MB afterwards; server {rss_mb(server.process.pid)[1]:.0f} MB peak")
    push, save, worst = measure_push(a, EDITS)
    limit(f"push of {EDITS:,} queued edits until synced", push, "s", 3, target=1, note=f"{EDITS / push:.0f} edits/s; each saved in {save:.2f} ms before")
    if peer:
        row("the same against PouchDB as it is by default", EDITS / push, peer["push_rate"], "edits/s", 20, "the first push of a device, as here", least=True)
        row("the same against PouchDB's second push", EDITS / push, peer["again_rate"], "edits/s", None, "which does not ask about what it pulled")
        row("the same against PouchDB, tuned", EDITS / push, peer["tuned_rate"], "edits/s", None, "only the routes that it needs, batches of 1,000")
    if memory:
        row("the same against RxDB as its page shows, in memory", EDITS / push, memory["push_rate"], "edits/s", 1, "", least=True)
        row("the same against RxDB in memory, tuned", EDITS / push, memory["tuned_rate"], "edits/s", None, "bare HTTP, nothing pulled, batches of 1,000")
    limit("a save while offline, with log and outbox, p99", worst, "ms", 2, "of 10,000", target=0.6)
    measure_saves(server, a)
    b = sync_fleet.Device(build, args.folder, "b")
    shutil.rmtree(b.folder, ignore_errors=True)
    b.start(server.url, server)
    b.wait_for("ok ready")
    b.ask("synced", 600)
    times = measure_live(a, b, 200)
    for q, bound, key, target in (0.5, 10, "live_p50", 6), (0.95, 25, "live_p95", 15):
        limit(f"a change on A visible on B, p{q * 100:.0f} of 200", quantile(times, q), "ms", bound, target=target)
        if peer:
            row("the same against PouchDB live", quantile(times, q), peer[key], "ms", 1)
    measure_files(server, a, b)
    limit("restart after kill -9 while writing, to synced", measure_restart(b, server), "s", 5, target=2)
    b.quit()
    ms, size = measure_idle(server, "b")
    limit("nothing to do, time", ms, "ms", 5, target=2, note=f"{records:,} records; with the counting line in between")
    limit("nothing to do, bytes both ways", size, "B", 600)
    a.quit()
    server.stop()


main()
