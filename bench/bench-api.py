#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API under wrk, with sign-in and rights, beside Django REST framework, Fastify and a bare C server on the same deals.

  bench-api.py BUILD FOLDER N [N …] [--seconds S] [--rounds R] [--no-peers] [--only list|one|patch]

BUILD: a release build with benchmarks. FOLDER: for workspaces, kept and used again. Servers run one after another in short rounds, so that what
else the machine does falls on all of them; the middle round counts. Node packages are installed below the user's cache.
"""
import argparse
import csv
import glob
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tests", "server"), os.path.join(HERE, "api")]
import columns  # noqa: E402
import sync_fleet  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("folder")
parser.add_argument("sizes", type=int, nargs="+")
parser.add_argument("--seconds", type=int, default=3, help="of each round")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--no-peers", action="store_true")
parser.add_argument("--only", choices=("list", "one", "patch", "text"))
args = parser.parse_args()
build = os.path.abspath(args.build)
ctl = os.path.join(build, "src", "ctl", "tradewindctl")
SELLER = "Bench Seller"
WORKS = {"list": "GET /api/crm/deals?limit=50", "one": "GET one deal", "patch": "PATCH one deal, durable", "text": "PATCH of its description"}
REACH = {("list", "drf"): 9, ("list", "fastify"): 1.6, ("one", "fastify"): 1, ("patch", "fastify"): 2}
NAMES = {"drf": "DRF", "fastify": "Fastify", "bare": "bare C"}
# He sees deals of his own and of his team; who the partner is he does not see, and when a deal was closed he cannot change.
ROLE = {"name": "Bench seller", "record_scope": "team", "permissions": ["deal create read change", "company read", "contact read"],
        "field_rules": {"deal.partner": "hidden", "deal.closed_at": "read"}}


def label(n):
    return f"{n // 1000000} M" if n % 1000000 == 0 else f"{n // 1000} k"


def print_row(work, ours, peer, unit, reach=None, note="", least=True):
    ratio = ours / peer if peer else 0
    good = ratio >= (reach or 0) if least else ratio <= (reach or 0)
    bound = f"{'>=' if least else '<='} {reach:g} {'yes' if good else 'NO'}" if reach and peer else ""
    print(f"{work:<52} {ours:11.2f} {f'{peer:11.2f}' if peer else ' ' * 11} {unit:<7} {f'{ratio:6.2f}' if peer else ' ' * 6}  {bound:<12}"
          f" {note}; load {os.getloadavg()[0]:.1f}", flush=True)


def print_limit(work, ours, unit, bound, note=""):
    print(f"{work:<52} {ours:11.2f} {' ' * 11} {unit:<7} {' ' * 6}  <= {bound:g} {'yes' if ours <= bound else 'NO':<5} {note};"
          f" load {os.getloadavg()[0]:.1f}", flush=True)


# --- The workspace ---

def write_deals(path, n):
    dice = random.Random(5)
    words = "asked offered called sent quote sample price delivery contract renewal meeting answer pending interested".split()
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["name", "amount", "stage", "probability", "close_date", "owner", "priority", "description"])
        for i in range(n):
            out.writerow([f"{dice.choice(words).capitalize()} {dice.choice(words)} {i}", f"{dice.randrange(2000000) / 100:.2f} EUR",
                          dice.choice(["Lead", "Qualified", "Proposal", "Negotiation"]), dice.randrange(100),
                          f"2026-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
                          dice.choices([SELLER, "Bench Mate", "Bench Stranger"], [60, 30, 10])[0],
                          dice.choice(["low", "medium", "high"]), " ".join(dice.choice(words) for _ in range(12))])


def add_person(server, name, role, team=None):
    fields = {"name": name, "email": address_of(name), "roles": [role], "teams": [team] if team else []}
    return server.request("POST", "/api/crm/users", fields)["id"]


def address_of(name):
    return name.lower().replace(" ", ".") + "@example.com"


def make_workspace(folder, n):
    half = folder + ".new"
    shutil.rmtree(half, ignore_errors=True)
    server = sync_fleet.Server(build, half)
    server.start()
    role = server.request("POST", "/api/crm/roles", ROLE)["id"]
    team = server.request("POST", "/api/crm/teams", {"name": "Bench", "code": "BENCH"})["id"]
    seller = add_person(server, SELLER, role, team)
    add_person(server, "Bench Mate", role, team)
    add_person(server, "Bench Stranger", role)
    token = server.request("POST", "/api/auth/invitations", {"user": seller})["token"]
    server.request("POST", "/api/auth/accept", {"token": token, "password": sync_fleet.PASSWORD})
    server.stop()
    write_deals(half + ".csv", n)
    subprocess.run([ctl, "--workspace", half, "import", "deal", half + ".csv"], check=True, stdout=subprocess.DEVNULL)
    os.unlink(half + ".csv")
    os.rename(half, folder)


# --- The servers ---

class Peer:
    """A program that listens on a port; its database is the same deals in a table of its own."""

    def __init__(self, name, database):
        self.name, self.database, self.process, self.token = name, database, None, None
        self.port = sync_fleet.free_port()

    def start(self):
        env = dict(os.environ, PATH="/usr/bin:/bin:" + os.environ["PATH"], DEALS_DATABASE=self.database)
        cwd = HERE
        if self.name == "drf":
            command, cwd = ["gunicorn", "-w", "2", "-b", f"127.0.0.1:{self.port}", "--keep-alive", "60", "-k", "gthread", "--threads", "1",
                            "--log-level", "error", "wsgi:application"], os.path.join(HERE, "api", "drf")
        elif self.name == "fastify":
            command, cwd = ["node", "fastify.js", self.database, str(self.port), "2"], fastify_folder()
        else:
            command = [os.path.join(build, "bench", "bench-api-bare"), self.database, str(self.port)]
        self.process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=sys.stderr, start_new_session=True)
        self.wait()

    def wait(self):
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/crm/deals?limit=1", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"{self.name} did not start")

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)
        time.sleep(0.3)


class Ours(sync_fleet.Server):
    """tradewindd, asked by a seller who is no administrator."""
    name = "ours"

    def __init__(self, folder):
        # The same work as with the usual limits, but what wrk sends is no office's use.
        super().__init__(build, folder, [f"--rate-{what}={10**9}" for what in ("address", "user", "route")])
        self.token = None

    def start(self):
        super().start()
        self.keep(self.request("POST", "/api/auth/sign-in", {"email": address_of(SELLER), "password": sync_fleet.PASSWORD}))

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024


def fastify_folder():
    """Where its packages are installed, by npm, once; None when they cannot be had."""
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "tradewind-bench", "fastify")
    os.makedirs(cache, exist_ok=True)
    if not os.path.exists(os.path.join(cache, "node_modules", "better-sqlite3")):
        with open(os.path.join(cache, "package.json"), "w") as f:
            f.write('{"private": true}')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "fastify@5", "better-sqlite3@12"], cwd=cache, check=True, timeout=300,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.copy(os.path.join(HERE, "api", "fastify.js"), cache)
    return cache


def find_peers():
    if args.no_peers:
        return []
    peers = ["drf", "bare"]
    try:
        fastify_folder()
        peers.insert(1, "fastify")
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Fastify was not measured: {error}", file=sys.stderr)
    return peers


# --- wrk ---

def write_script(path, server, work, ids):
    """Another deal in each request, the same ones in the same order for every server."""
    lines = [f"wrk.headers['Authorization'] = 'Bearer {server.token}'"] if server.token else []
    if work != "list":
        quoted = ",".join(f"'{i}'" for i in ids)
        lines.append(f"local ids, at, made = {{{quoted}}}, 0, {{}}")
    if work == "one":
        lines.append("function init() for i, id in ipairs(ids) do made[i] = wrk.format('GET', '/api/crm/deals/' .. id) end end")
        lines.append("function request() at = at % #made + 1; return made[at] end")
    if work in ("patch", "text"):
        body = ("'{\"probability\":\"' .. math.random(9999) / 100 .. '\"}'" if work == "patch"
                else "'{\"description\":\"' .. math.random(1e9) .. ' meeting answer pending interested contract renewal\"}'")
        lines.append("wrk.headers['Content-Type'] = 'application/json'")
        lines.append(f"function request() at = at % #ids + 1; return wrk.format('PATCH', '/api/crm/deals/' .. ids[at], nil, {body}) end")
    lines.append("function done(summary, latency) io.write(string.format('figures %d %d %d %d %d %d %d\\n', summary.requests, summary.duration, "
                 "latency:percentile(50), latency:percentile(99), summary.errors.status, summary.errors.connect + summary.errors.read, "
                 "summary.errors.timeout)) end")
    with open(path, "w") as f:
        f.write("\n".join(lines))


def run_wrk(server, work, ids, connections, seconds):
    """Requests a second, p50 and p99 in ms."""
    script = os.path.join(args.folder, "wrk.lua")
    write_script(script, server, work, ids)
    address = f"http://127.0.0.1:{server.port}/api/crm/deals" + ("?limit=50" if work == "list" else "")
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script, address], capture_output=True,
                          text=True, check=True)
    n, duration, p50, p99, status, broken, late = (int(x) for x in re.search(r"^figures (.*)$", done.stdout, re.M).group(1).split())
    if status or broken:
        sys.exit(f"{server.name}: {work}: {status} answers were errors, {broken} connections broke\n{done.stdout}")
    if late:
        print(f"{server.name}: {work}: {late} of {n} requests took longer than 10 s", file=sys.stderr)
    return n / duration * 1e6, p50 / 1000, p99 / 1000


# --- One size ---

def measure_rates(servers, works, ids):
    """Of each server and work the middle round by its rate."""
    got = {}
    for _ in range(args.rounds):
        for server in servers:
            server.start()
            for work in works:
                run_wrk(server, work, ids, 16, 1)
                got.setdefault((server.name, work), []).append(run_wrk(server, work, ids, 16, args.seconds))
            if server.name == "ours":
                got.setdefault("rss", []).append(server.rss())
            server.stop()
    return {key: statistics.median(tries) if key == "rss" else sorted(tries)[len(tries) // 2] for key, tries in got.items()}


def measure_many(server, works, ids, n):
    server.start()
    for work in works:
        rate, _, p99 = run_wrk(server, work, ids, 500, args.seconds)
        print_limit(f"{WORKS[work]}, 500 connections, p99 ({label(n)})", p99, "ms", 250, f"{rate:,.0f} requests/s")
    print_limit(f"the same: memory of the server ({label(n)})", server.rss(), "MB", 300)
    server.stop()


def pick_ids(server):
    """Deals that the seller may change, all over the table."""
    server.start()
    dice, ids = random.Random(3), []
    first = server.request("GET", "/api/crm/deals?limit=1000&fields=id&sort=name")
    last = server.request("GET", "/api/crm/deals?limit=1000&fields=id&sort=-close_date")
    ids = [item["id"] for page in (first, last) for item in page["items"]]
    server.stop()
    dice.shuffle(ids)
    return ids


def let_back_up(server):
    """The first backup of a workspace begins as soon as a server has it; the next one is a day later."""
    server.start()
    deadline, began = time.monotonic() + 600, time.time() - 20 * 3600
    while not any(os.path.getmtime(path) > began for path in glob.glob(os.path.join(server.folder, "backups", "workspace-*.tar.zst"))):
        if time.monotonic() > deadline:
            sys.exit("the workspace was not backed up in ten minutes")
        time.sleep(0.5)
    time.sleep(2)
    server.stop()


def measure(n, peers, works):
    folder, database = os.path.join(args.folder, f"api-{n}"), os.path.join(args.folder, f"api-{n}.db")
    if not os.path.exists(folder):
        make_workspace(folder, n)
    if peers:
        columns.copy_deals(os.path.join(folder, "store.db"), database)
    ours = Ours(folder)
    let_back_up(ours)
    ids = pick_ids(ours)
    got = measure_rates([ours] + [Peer(name, database) for name in peers], works, ids)
    for work in works:
        rate, p50, p99 = got["ours", work]
        for peer in peers:
            print_row(f"{WORKS[work]} ({label(n)}) against {NAMES[peer]}", rate, got[peer, work][0], "req/s", REACH.get((work, peer)),
                      f"p50 {p50:.2f} against {got[peer, work][1]:.2f}, p99 {p99:.2f} against {got[peer, work][2]:.2f} ms")
        if not peers:
            print_row(f"{WORKS[work]} ({label(n)})", rate, 0, "req/s", None, f"p50 {p50:.2f}, p99 {p99:.2f} ms")
    measure_many(ours, works, ids, n)
    return {**{work: got["ours", work][1] for work in works}, "rss": got["rss"]}


def main():
    os.makedirs(args.folder, exist_ok=True)
    peers, works = find_peers(), [args.only] if args.only else list(WORKS)
    seen = {n: measure(n, peers, works) for n in args.sizes}
    small, large = min(seen), max(seen)
    if small != large:
        for work in works:
            print_row(f"{WORKS[work]}: p50 at {label(large)} against {label(small)}", seen[large][work], seen[small][work], "ms", 1.5, least=False)
        print_row(f"memory of the server at {label(large)} against {label(small)}", seen[large]["rss"], seen[small]["rss"], "MB", 1.5, least=False)


main()
