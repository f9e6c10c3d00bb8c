#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three servers of one workspace on one PostgreSQL, one killed at random, and PostgreSQL itself gone for a while.
usage: test-shared.py TRADEWINDD [SECONDS]       (run by with-postgres.py)"""
import collections
import glob
import hashlib
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

import left_behind
import postgres
from rest_client import PASSWORD, Client, Tap, read_invitation

PROGRAM = sys.argv[1]
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 8
CRM = "/api/crm/"
tap = Tap()
top = tempfile.mkdtemp(prefix="tw-shared-")
left_behind.folder(top)
dice = random.Random(8470)


class Process:
    """One of the servers: a folder of its own, the database and the key of all."""

    def __init__(self, name, key=None):
        self.folder = os.path.join(top, name)
        os.mkdir(self.folder, 0o700)
        if key:
            shutil.copy(key, self.folder)
        self.process, self.port = None, 0

    def start(self):
        self.log = open(self.folder + ".log", "a")
        self.process = subprocess.Popen([PROGRAM, "--data", self.folder, "--port", str(self.port), "--currency", "EUR", "--database",
                                         postgres.url(top)], stdout=subprocess.PIPE, stderr=self.log, text=True)
        left_behind.process(self.process.pid)
        invitation = None
        for line in self.process.stdout:
            if "invitation" in line:
                invitation = read_invitation(line)
            if "Listening" in line:
                self.port = int(line.rsplit(":", 1)[1])
                return invitation
        raise RuntimeError(open(self.folder + ".log").read()[-1500:])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


one = Process("one")
one.start()
key = os.path.join(one.folder, "server.key")
two, three = Process("two", key), Process("three", key)
two.start()
invitation = three.start()                             # each start makes the one that is good
servers = [one, two, three]
accepted = Client(two.port).ask("POST", "/api/auth/accept", {"token": invitation, "password": PASSWORD})
tap.ok(accepted.status == 200, "an invitation of one is good at another", accepted.raw)
token = accepted.body["access_token"]
tap.ok(Client(three.port, token).get(CRM + "deals").status == 200, "a token of one is good at another at once")
for enabled, wanted in ((False, 403), (True, 200)):
    changed = Client(one.port, token).ask("PATCH", "/api/admin/routes", {"method": "GET", "path": "/api/crm/{plural}", "enabled": enabled})
    end = time.monotonic() + 20
    while (answer := Client(three.port, token).get(CRM + "deals")).status != wanted and time.monotonic() < end:
        time.sleep(0.05)
    tap.ok(changed.status == 204 and answer.status == wanted, f"an address that is switched {'on' if enabled else 'off'} at one is so at another", answer.raw)

# A folder with another key, and a folder that holds another workspace, are refused with a sentence.
stranger = Process("stranger")
out = subprocess.run([PROGRAM, "--data", stranger.folder, "--port", "0", "--database", postgres.url(top)], capture_output=True, text=True)
tap.ok(out.returncode == 1 and "server.key" in out.stderr, "another key is refused", out.stderr)

# --- What one writes the others read, at once ---
stale = 0
for i in range(60):
    a, b = dice.sample(servers, 2)
    made = Client(a.port, token).ask("POST", CRM + "companies", {"name": f"Read me {i}"})
    got = Client(b.port, token).get(CRM + "companies/" + made.body["id"])
    found = Client(b.port, token).get(CRM + "search", q=f"Read me {i}", entity="company", limit=50)
    stale += got.status != 200 or got.body["name"] != f"Read me {i}" or made.body["id"] not in str(found.body)
tap.ok(stale == 0, "what one has written every other reads and finds in its next answer", stale)

# --- Wake-ups cross processes ---
line = http.client.HTTPConnection("127.0.0.1", three.port, timeout=20)
line.request("GET", "/api/events", headers={"Authorization": "Bearer " + token})
events = line.getresponse()
name = "woken " + uuid.uuid4().hex
since = time.monotonic()
made = Client(one.port, token).ask("POST", CRM + "companies", {"name": name})
seen = b""
while made.body["id"].encode() not in seen and time.monotonic() - since < 10:
    seen += events.read1(4096)
tap.ok(made.body["id"].encode() in seen, f"an event of one reaches who listens to another, after {1000 * (time.monotonic() - since):.0f} ms", seen[-300:])
line.close()

# --- A file that one was given is with all of them, and stays when that one's folder is gone ---
def blob(server, method, name, body=None, **headers):
    return Client(server.port, token).ask(method, "/sync/v1/blobs/" + name, raw=body, headers={"Content-Type": "application/octet-stream", **headers})


content = dice.randbytes(2_500_000)
name = hashlib.sha256(content).hexdigest()
answers = []
for i in range(5):
    first, end = i * 500_000, min((i + 1) * 500_000, len(content))
    answers.append(blob(servers[i % 2], "PUT", name, content[first:end], **{"Content-Range": f"bytes {first}-{end - 1}/{len(content)}"}))
    if i == 2:
        heads = [blob(server, "HEAD", name).headers["Upload-Offset"] for server in servers]
        left_over = blob(three, "PUT", name, content[:500_000], **{"Content-Range": f"bytes 0-499999/{len(content)}"})
tap.ok([answer.status for answer in answers] == [202] * 4 + [201], "a file of five pieces, given to two by turns, is complete",
       [(answer.status, answer.headers.get("Upload-Offset")) for answer in answers])
tap.ok(heads == ["1500000"] * 3 and left_over.status == 409 and left_over.headers["Upload-Offset"] == "1500000",
       "each tells how far it is", (heads, left_over.status))
made = Client(two.port, token).ask("POST", CRM + "documents", {"name": "Plan", "file": name})
got = [blob(server, "GET", name) for server in servers]
tap.ok(made.status == 201 and all(g.status == 200 and g.raw == content for g in got), "a file of one is given out by all",
       (made.raw, [g.status for g in got]))
one.kill()
shutil.rmtree(os.path.join(one.folder, "blobs"))
one.start()
again = blob(one, "GET", name)
tap.ok(again.status == 200 and again.raw == content, "a folder that lost its files gets them back", again.status)

# --- Everybody writes, one is killed at random, PostgreSQL goes away once ---
told = collections.Counter()                           # the id a client chose → how often it was told "done"
numbers = []
refused = collections.Counter()
guard, over = threading.Lock(), threading.Event()


def write(seed):
    mine = random.Random(seed)
    while not over.is_set():
        server = mine.choice(servers)
        key, name = str(uuid.uuid4()), f"w{seed}-{uuid.uuid4().hex}"
        case = mine.random() < 0.5
        body = {"title": name} if case else {"name": name}
        for attempt in range(40):
            try:
                answer = Client(server.port, token).ask("POST", CRM + ("cases" if case else "companies"), body, headers={"Idempotency-Key": key})
            except OSError:
                answer = None
            except http.client.HTTPException:
                answer = None
            if answer is not None and answer.status == 201:
                with guard:
                    told[name] += 1
                    if case:
                        numbers.append(answer.body["number"])
                break
            if answer is not None and answer.status not in (409, 503):
                with guard:
                    refused[(answer.status, answer.raw[:300])] += 1
                break
            time.sleep(0.1)
            server = mine.choice(servers)


writers = [threading.Thread(target=write, args=(seed,)) for seed in range(6)]
for writer in writers:
    writer.start()
end = time.monotonic() + SECONDS
kills, broken = 0, False
while time.monotonic() < end:
    time.sleep(dice.uniform(0.5, 1.2))
    victim = dice.choice(servers)
    victim.kill()
    kills += 1
    if not broken and time.monotonic() > end - SECONDS / 2:
        # PostgreSQL breaks all its connections: a database that goes away and comes back.
        subprocess.run(["psql", "-qAt", "-h", os.environ["TW_TEST_POSTGRES"], "-U", "tradewind", "postgres", "-c",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tradewindd'"],
                       check=True, stdout=subprocess.DEVNULL)
        broken = True
    time.sleep(dice.uniform(0.1, 0.4))
    victim.start()
over.set()
for writer in writers:
    writer.join(60)
tap.ok(not refused, "no write was refused for good", dict(refused))
tap.ok(len(told) > 50 and kills >= 3, f"{len(told)} writes were told done over {kills} kills", len(told))


def everything(server):
    rows = {}
    for entity, field in (("companies", "name"), ("cases", "title")):
        cursor = None
        while True:
            query = {"limit": 200, **({"after": cursor} if cursor else {})}
            page = Client(server.port, token).get(CRM + entity, **query)
            assert page.status == 200, page.raw
            for row in page.body["items"]:
                rows.setdefault(row[field], []).append((row["id"], row["row_seq"], row.get("number")))
            cursor = page.body["next"]
            if not cursor:
                break
    return rows


views = [everything(server) for server in servers]
tap.ok(views[0] == views[1] == views[2], "all three show the same", [len(v) for v in views])
missing = [name for name in told if name not in views[0]]
doubled = [name for name, rows in views[0].items() if len(rows) > 1]
tap.ok(not missing, "nothing told done is lost", missing[:5])
tap.ok(not doubled, "nothing is there twice", doubled[:5])
used = sorted(row[2] for name, rows in views[0].items() for row in rows if row[2])
series = [int(n.rsplit("-", 1)[1]) for n in used]
tap.ok(series == list(range(1, len(series) + 1)), "numbers have neither gaps nor doubles", series[:5] + series[-5:])
tap.ok(set(numbers) <= set(used), "a number that was told is the record's")

# --- Jobs: all three look for them, each is taken by one ---
jobs = [Client(servers[i % 3].port, token).ask("POST", CRM + "jobs", {"title": f"check {i}", "kind": "check"}).body["id"] for i in range(18)]
until = time.monotonic() + 60
while time.monotonic() < until:
    ended = [Client(one.port, token).get(CRM + "jobs/" + job).body for job in jobs]
    if all(job["status"] == "done" for job in ended):
        break
    time.sleep(0.1)
tap.ok(all(job["status"] == "done" for job in ended), "every job is done", [(job["status"], job["attempts"], job["last_error"]) for job in ended])
times = []
for job in jobs:
    changes = Client(two.port, token).get(CRM + f"jobs/{job}/history", limit=1000).body["items"]
    fields = [f for change in changes for f in change["fields"] if f["field"] == "status"]
    times.append((sum(f["after"] == "running" for f in fields), sum(f["after"] == "done" for f in fields)))
tap.ok(all(began == done == 1 for began, done in times), "each is taken once and ends once", times)

# --- Erased at one, no word is left in the files of the others ---
word = "Quetzalcoatlus"


def has_word(one):
    texts = b"".join(open(path, "rb").read() for path in glob.glob(one.folder + "/store.db*"))
    return word.encode() in texts or word.lower().encode() in texts


gone = Client(one.port, token).ask("POST", CRM + "contacts", {"name": f"Ann {word}", "notes": f"{word} called"})
gone = gone.body["id"] if gone.status == 201 else Client(one.port, token).ask("POST", CRM + "contacts", {"name": f"Ann {word}"}).body["id"]
for server in servers:
    Client(server.port, token).get(CRM + "contacts/" + gone)
    Client(server.port, token).get(CRM + "search", q=word)
tap.ok(all(has_word(server) for server in servers), "each process has the word in its files")
answer = Client(one.port, token).ask("POST", "/api/admin/erase", {"records": [{"entity": "contact", "id": gone}]})
tap.ok(answer.status == 200, "it is erased", answer.raw)
until = time.monotonic() + 20
while any(has_word(server) for server in servers) and time.monotonic() < until:
    time.sleep(0.1)
tap.ok(not any(has_word(server) for server in servers), "no process has it any more", [has_word(server) for server in servers])

# --- PostgreSQL down: reading goes on, writing says so, and all comes back by itself ---
binaries = os.path.dirname(max(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), key=lambda path: int(path.split("/")[4])))
as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
data = os.path.join(os.environ["TW_TEST_POSTGRES"], "data")


def postgres_does(what, *options):
    subprocess.run([*as_other, binaries + "/pg_ctl", "--wait", "--pgdata", data, *options, what], cwd="/", check=True, stdout=subprocess.DEVNULL)


postgres_does("stop", "--mode", "immediate")
down = Client(one.port, token)
read = down.get(CRM + "companies", limit=5)
tap.ok(read.status == 200 and len(read.body["items"]) == 5, "without PostgreSQL reading goes on", read.raw)
write_answer = down.ask("POST", CRM + "companies", {"name": "not now"})
tap.ok(write_answer.status == 503 and write_answer.body["type"].endswith("away") and int(write_answer.headers["Retry-After"]) > 0,
       "writing says 503, and when to come back", write_answer.raw)
time.sleep(0.3)
ready = down.get("/readyz")
tap.ok(ready.status == 503, "readyz says no", ready.raw)
postgres_does("start", "--log", os.path.join(os.environ["TW_TEST_POSTGRES"], "log"), "--options",
              f"-k {os.environ['TW_TEST_POSTGRES']} -c listen_addresses='' -c fsync=off -c max_connections=60")
back = 0
for i in range(100):
    again = down.ask("POST", CRM + "companies", {"name": "now"})
    back = again.status
    if back == 201:
        break
    time.sleep(0.1)
tap.ok(back == 201, "and goes on when PostgreSQL is back", again.raw)
deadline = time.monotonic() + 10
while (ready := down.get("/readyz")).status != 200 and time.monotonic() < deadline:
    time.sleep(0.1)
tap.ok(ready.status == 200, "readyz says yes again", ready.raw)

# --- A fourth, later, with nothing: fetches the copy and follows ---
four = Process("four", key)
four.start()
tap.ok(everything(four) == everything(one), "a new process has all")
tap.ok([server.stop() for server in (*servers, four)] == [0, 0, 0, 0], "all end well")
shutil.rmtree(top, ignore_errors=True)
sys.exit(tap.end())
