#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wakes through something that keeps each answer until it has ended, as some proxies do: the stream of them never begins. Then they are
asked for one at a time, and a change is here long before the next look of half a minute.

  test-wakes.py BUILD
"""
import os
import sys
import tempfile
import time

import left_behind
import sync_fleet
from rest_client import Tap

SILENCE = 5                                             # seconds after which a listening that hears nothing is given up, and all is looked at
ONCE = "/sync/v1/events?once=1"
tap = Tap()
build = os.path.abspath(sys.argv[1])
folder = tempfile.TemporaryDirectory()
left_behind.folder(folder.name)
server = sync_fleet.Server(build, os.path.join(folder.name, "server"))
server.start()
line = sync_fleet.Line(server.port, 1, calm=True, holds="/sync/v1/events")
there, here = (sync_fleet.Device(build, folder.name, name) for name in ("there", "here"))
there.start(server.url, server)
here.start(line.url, server, ("--silence", str(SILENCE)))
for device in there, here:
    device.wait_for("ok ready")
    device.ask("synced")
record = there.ask("new Wanted")[-1].split()[-1]
for device in there, here:
    device.ask("synced")
here.ask("watch")


def listens(n):
    """It was asked for one wake more than n times, and the server is in the middle of its answer."""
    return line.paths.count(ONCE) > n and line.begun == sum(path.startswith("/sync/v1/events") for path in line.paths)


# Each change is made when its wake has just been asked for: whatever else brings changes is seconds away.
asked = 0
for word in "first", "second":
    end = time.monotonic() + 20
    while not listens(asked) and time.monotonic() < end:
        time.sleep(0.02)
    tap.ok(listens(asked), f"held/the {word} wake is asked for", line.paths[-5:])
    asked = line.paths.count(ONCE)
    begun = time.monotonic()
    there.ask(f"touch {record} {word}")
    here.wait_seen(record)
    took = time.monotonic() - begun
    tap.ok(took < SILENCE / 2, f"held/the {word} change is here", f"{took:.2f} s")
    print(f"# {took * 1000:.0f} ms")
tap.ok([device.quit() for device in (there, here)] == [0, 0] and server.stop() == 0, "end/all end well")
line.close()
folder.cleanup()
sys.exit(tap.end())
