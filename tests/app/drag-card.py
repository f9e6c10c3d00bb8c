#!/usr/bin/python3
"""A deal dragged to another stage with a real pointer: afterwards the store, the log and the sums over the columns agree, and
Ctrl+Z takes the move back. A stage that requires a field asks for it at the card, and a lost deal for its reason: Escape puts the
card back, Enter moves it with what was entered. Runs inside tools/run-headless; TAP on standard output."""
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
LOST, QUALIFIED, PROPOSAL = -276, 276, 490             # from the column of leads, in pixels


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


def stage_id(name):
    answer = json.loads(run("list", "deal_stage", "--where", f'name = "{name}"', "--fields", "name"))
    return (answer["items"] if isinstance(answer, dict) else answer)[0]["id"]


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


def drag_first_card(dx):
    """Picks up the first card of the column of leads and drops it that many pixels on, with pauses as a hand makes them."""
    time.sleep(0.5)
    x, y = 656, 255
    pointer("mousemove", x, y, "sleep", 0.2, "mousedown", 1, "sleep", 0.2)
    for step in range(1, 13):
        pointer("mousemove", x + step * dx // 12, y + step * 17)
        time.sleep(0.05)
    time.sleep(0.2)
    pointer("mouseup", 1)


def value(field):
    return json.loads(run("get", "deal", first["id"]))[field]


def labels(node, out):
    """Names of the labels outside the cards, in order."""
    if node.get_role() == Atspi.Role.LABEL:
        out.append(node.get_name())
    elif node.get_role() != Atspi.Role.LIST:
        for i in range(node.get_child_count()):
            if child := node.get_child_at_index(i):
                labels(child, out)
    return out


def asks(text):
    return text in labels(desktop_program(), [])


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
# Lost is put before the others, where the pointer reaches it; a proposal needs the day on which people engaged.
lead_stage = stage_id("Lead")
run("set", "deal_stage", stage_id("Lost"), "position=0")
run("set", "deal_stage", stage_id("Proposal"), "required_fields=engaged_on")
run("set", "deal", first["id"], "engaged_on=", "reason=")
program = subprocess.Popen([os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace],
                           env={**os.environ, "G_DEBUG": "gc-friendly,fatal-warnings"})
window = wait_for(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split(), 20)
report(bool(window), "the-window-opens")
pointer("windowfocus", "--sync", window[0])
report(wait_for(lambda: desktop_program() is not None), "the-program-is-on-the-accessibility-bus")
time.sleep(1.0)
# To the deals by keyboard alone; again when a busy machine had not painted the palette before Enter came.
for patience in (0.7, 2, 3, 4, 5, 6):
    pointer("key", "Escape", "sleep", 0.2, "key", "ctrl+k", "sleep", 0.3, "type", "--delay", 30, "deals")
    time.sleep(patience)
    pointer("key", "Return", "sleep", patience)
    pointer("mousemove", 656, 27, "click", 1, "sleep", patience)
    if any(t == "Qualified" for t in labels(desktop_program(), [])):
        break
report(shows(f"{before_lead[0]:,}".replace(",", "")) or shows(f"{before_lead[0]:,}"), "the-board-shows-its-counts", before_lead)
time.sleep(0.7)
# Wide enough for the four columns that cards are dragged over.
pointer("windowsize", window[0], 1390, 800)
time.sleep(0.7)

drag_first_card(QUALIFIED)

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

# The stage of proposals requires a day that the deal has not.
drag_first_card(PROPOSAL)
report(shows("Move to “Proposal”"), "a-required-field-is-asked")
report(value("stage") == lead_stage, "and-nothing-has-moved-yet", value("stage"))
pointer("key", "Escape")
report(wait_for(lambda: not asks("Move to “Proposal”")), "escape-puts-the-card-back")
report(value("stage") == lead_stage, "where-it-was")
drag_first_card(PROPOSAL)
report(shows("Move to “Proposal”"), "it-is-asked-again")
time.sleep(0.3)
pointer("type", "2026-03-01")
pointer("key", "Return")
report(wait_for(lambda: value("stage") != lead_stage and value("engaged_on") == "2026-03-01"), "enter-moves-it-with-the-day", value("engaged_on"))
# The popover still closes, and an entry has an undo of its own.
time.sleep(0.7)
pointer("key", "ctrl+z")
report(wait_for(lambda: value("stage") == lead_stage and value("engaged_on") is None), "one-undo-takes-both-back")

# A lost deal is asked for its reason, in place.
drag_first_card(LOST)
report(shows("Move to “Lost”"), "the-reason-is-asked")
pointer("key", "Escape")
report(wait_for(lambda: not asks("Move to “Lost”")) and value("stage") == lead_stage, "escape-keeps-the-deal")
drag_first_card(LOST)
report(shows("Move to “Lost”"), "the-reason-is-asked-again")
time.sleep(0.3)
pointer("key", "Down", "key", "Return")
report(wait_for(lambda: value("status") == "lost" and value("reason") is not None), "a-reason-chosen-by-keyboard-closes-it", value("status"))
time.sleep(0.7)
pointer("key", "ctrl+z")
report(wait_for(lambda: value("status") == "open" and value("reason") is None), "undo-opens-it-again")
finish(0)
