#!/usr/bin/python3
"""A deal dragged to another stage with a real pointer: afterwards the store, the log and the sums over the columns agree, and
Ctrl+Z takes the move back. Runs inside tools/run-headless; TAP on standard output."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

build = os.environ["TW_BUILD_ROOT"]
ctl = os.path.join(build, "src", "ctl", "tradewindctl")
folder = tempfile.mkdtemp()
workspace = os.path.join(folder, "demo")
count = 0


def report(good, name, why=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} /app/drag/{name}", flush=True)
    if not good:
        print(f"# {why}", flush=True)
        finish(1)


def finish(status):
    if program.poll() is None:
        program.terminate()
    program.wait()
    shutil.rmtree(folder, ignore_errors=True)
    print(f"1..{count}")
    sys.exit(status)


def run(*words):
    return subprocess.run([ctl, "--workspace", workspace, "--format", "json", *words], capture_output=True, text=True, check=True).stdout


def records(where):
    answer = json.loads(run("list", "deal", "--where", where, "--limit", "1000", "--fields", "name,amount,stage"))
    return answer["items"] if isinstance(answer, dict) else answer


def units(item):
    amount = item["amount"]
    return 0 if amount is None else int(amount["amount"].replace(".", ""))


def total(stage):
    found = records(f'stage = "{stage}"')
    return len(found), round(sum(units(i) for i in found) / 100)


def pointer(*words):
    subprocess.run(["xdotool", *[str(w) for w in words]], check=True)


def wait_for(question, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := question():
                return answer
        except Exception:
            pass
        while GLib.MainContext.default().iteration(False):
            pass
        time.sleep(0.05)
    return None


def labels(node, out):
    """Names of the labels outside the cards, in order."""
    if node.get_role() == Atspi.Role.LABEL:
        out.append(node.get_name())
    elif node.get_role() != Atspi.Role.LIST:
        for i in range(node.get_child_count()):
            if child := node.get_child_at_index(i):
                labels(child, out)
    return out


def shows(*texts):
    def question():
        found = " | ".join(labels(desktop_program(), []))
        return all(t in found for t in texts)
    return wait_for(question, 15)


def desktop_program():
    return next(c for i in range(desk.get_child_count()) if (c := desk.get_child_at_index(i)) and c.get_name() == "tradewind")


Atspi.init()
desk = Atspi.get_desktop(0)
desk.get_child_count()
subprocess.run([ctl, "--workspace", workspace, "init", "--demo"], check=True, stdout=subprocess.DEVNULL)
before_lead, before_qualified = total("Lead"), total("Qualified")
first = json.loads(run("list", "deal", "--where", 'stage = "Lead"', "--limit", "1", "--fields", "name,amount"))
first = (first["items"] if isinstance(first, dict) else first)[0]
program = subprocess.Popen([os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace],
                           env={**os.environ, "G_DEBUG": "gc-friendly,fatal-warnings"})
window = wait_for(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split(), 20)
report(bool(window), "the-window-opens")
pointer("windowfocus", "--sync", window[0])
report(wait_for(lambda: desktop_program() is not None), "the-program-is-on-the-accessibility-bus")
time.sleep(1.0)
# To the deals by keyboard alone.
pointer("key", "ctrl+k", "sleep", 0.3, "type", "--delay", 30, "deals")
time.sleep(0.7)
pointer("key", "Return", "sleep", 0.7)
pointer("mousemove", 656, 27, "click", 1)
report(shows(f"{before_lead[0]:,}".replace(",", "")) or shows(f"{before_lead[0]:,}"), "the-board-shows-its-counts", before_lead)
time.sleep(0.7)

# Pick up the first card of the first column and drop it on the second column, with pauses as a hand makes them.
pointer("mousemove", 380, 205, "sleep", 0.2, "mousedown", 1, "sleep", 0.2)
for step in range(1, 13):
    pointer("mousemove", 380 + step * 23, 205 + step * 20)
    time.sleep(0.05)
time.sleep(0.2)
pointer("mouseup", 1)

moved = wait_for(lambda: json.loads(run("get", "deal", first["id"])), 5)
in_qualified = wait_for(lambda: any(i["id"] == first["id"] for i in records('stage = "Qualified"')))
report(in_qualified, "the-store-has-the-new-stage", moved)
history = run("history", "deal", first["id"])
report("Qualified" in history, "the-log-names-the-move", history[:400])
lead, qualified = total("Lead"), total("Qualified")
report(lead[0] == before_lead[0] - 1 and qualified[0] == before_qualified[0] + 1 and
       lead[1] + qualified[1] == before_lead[1] + before_qualified[1], "the-sums-of-the-store-moved-with-it", (lead, qualified))
report(shows(f"${lead[1]:,}", f"${qualified[1]:,}"), "the-headings-show-the-sums-of-the-store", labels(desktop_program(), []))
pointer("key", "ctrl+z")
report(wait_for(lambda: total("Lead") == before_lead and total("Qualified") == before_qualified), "undo-takes-it-back")
report(shows(f"${before_lead[1]:,}", f"${before_qualified[1]:,}"), "the-headings-follow-the-undo")
finish(0)
