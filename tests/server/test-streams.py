#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many devices that wait for wakes: what each costs the server, how soon all of them hear of a change, that others are answered beside them,
and that nobody is let in beyond the bound.

  test-streams.py TRADEWINDD [--streams N] [--long]

--long: ten thousand.
"""
import argparse
import resource
import selectors
import socket
import sys
import time

from rest_client import Client, Server, Tap

parser = argparse.ArgumentParser()
parser.add_argument("daemon")
parser.add_argument("--streams", type=int, default=1000)
parser.add_argument("--long", action="store_const", dest="streams", const=10000)
options = parser.parse_args()
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
tap = Tap()
SPARE = 20
# Addresses have a bound of their own; all of these come from one.
server = Server(options.daemon, ["--max-connections", str(options.streams + SPARE), "--max-per-address", str(options.streams + SPARE),
                                 "--rate-address", "0", "--rate-user", "0", "--rate-route", "0"])
api = server.admin
request = (f"GET /sync/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {api.token}\r\n\r\n").encode()


def get_memory():
    """KiB that are in memory and nobody else's."""
    with open(f"/proc/{server.process.pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_Clean", "Private_Dirty")))


def open_stream():
    line = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    line.sendall(request)
    return line


def read_until(lines, word, seconds):
    """How many have this in what came, within so many seconds; and the seconds that it took."""
    begun, waiting = time.monotonic(), {line.fileno(): (line, b"") for line in lines}
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line, selectors.EVENT_READ)
    while waiting and time.monotonic() - begun < seconds:
        for key, _ in selector.select(1):
            line, former = waiting[key.fd]
            came = line.recv(65536)
            if word in former + came or not came:
                selector.unregister(line)
                del waiting[key.fd]
            else:
                waiting[key.fd] = line, former + came
    selector.close()
    return len(lines) - len(waiting), time.monotonic() - begun


api.get("/api/crm/deals")
before, begun = get_memory(), time.monotonic()
lines = [open_stream() for _ in range(options.streams)]
opened, _ = read_until(lines, b": open", 120)
tap.ok(opened == options.streams, "streams/all are open", opened)
each = (get_memory() - before) / options.streams
# The address sanitizer keeps shadows of what is used and what was freed.
with open(options.daemon, "rb") as program:
    room = 4 * 48 if b"__asan_init" in program.read() else 48
tap.ok(each < room, "streams/cost little memory", f"{each:.1f} KiB each")
print(f"# {options.streams} streams opened in {time.monotonic() - begun:.1f} s, {each:.1f} KiB each, {get_memory() / 1024:.0f} MiB in all")

begun = time.monotonic()
answer = api.ask("POST", "/api/crm/companies", {"name": "Acme"})
took = time.monotonic() - begun
tap.ok(answer.status == 201 and took < 5, "streams/others are answered", (answer.status, took))
heard, seconds = read_until(lines, b"event: wake", 60)
tap.ok(heard == options.streams, "streams/all hear of a change", heard)
print(f"# a change beside them in {took * 1000:.0f} ms, heard by all {seconds:.2f} s after its answer")

# --- Beyond the bound nobody is let in, and those who are go on ---
more = []
for _ in range(2 * SPARE):
    try:
        more.append(open_stream())
    except OSError:
        pass
let_in, _ = read_until(more, b": open", 1)
tap.ok(let_in <= SPARE, "bound/no more than there is room for", let_in)
for line in more:
    line.close()
api = Client(server.port, api.token)
tap.ok(api.ask("POST", "/api/crm/companies", {"name": "Again"}).status == 201, "bound/who has a place goes on")
heard, _ = read_until(lines, b"event: wake", 60)
tap.ok(heard == options.streams, "bound/and hears", heard)

# --- They leave all at once ---
for line in lines:
    line.close()
fresh = Client(server.port, api.token)
tap.ok(fresh.get("/api/crm/companies").status == 200, "end/a newcomer is answered")
begun = time.monotonic()
tap.ok(server.close() == 0 and time.monotonic() - begun < 20, "end/stops")
sys.exit(tap.end())
