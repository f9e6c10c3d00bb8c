#!/usr/bin/python3
"""From start to the first usable frame, and resident memory: tradewind on each workspace against the installed gnome-contacts, with
a bare window of the same toolkit for reference, turn and turn about, medians of 5 after one run to warm up. To be run inside
tools/run-headless:

  TW_SCREEN_FILE=yes tools/run-headless bench/bench-startup.py BUILD FOLDER N [N …]     opens the workspaces FOLDER/w<N>

painted: a tenth of the screen is not the empty one any more. usable: the picture does not change any more, so that all that was read can
be seen. Of gnome-contacts, whose address book is empty, the first painted frame counts, in which it is still loading; this is to its
advantage, as it is for memory: it has no records to hold. It is measured as one finds it who uses it, in its main window, and as nobody
has used it, when it is a page that says welcome; in windows as large as each program makes them, and as large as each other's. Resident
memory depends on which libraries other programs have in the page cache and map (gnome-contacts shows 53 MB on one machine and 112 MB on
another), so only figures of one run are compared, and the share (PSS) stands beside them.
"""
import os
import statistics
import subprocess
import sys
import time

from screen import PAUSE, is_empty, picture, row, settings_with

build, folder = sys.argv[1:3]
sizes = [int(a) for a in sys.argv[3:]]
env = dict(os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(build, "data", "app"))
RUNS = 5
QUIET = 0.6                                             # seconds without a change: settled
LIMIT = 60

OURS, PEER = "io.github.tradewind_crm.Tradewind", "org.gnome.Contacts"
USED = {"did-initial-setup": "true"}                    # the peer has been used before


def window_size(schema, *keys):
    """Width and height that the program gives its window, from its settings."""
    text = ",".join(subprocess.run(["gsettings", "get", schema, key], env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
                    for key in keys)
    return [int(number) for number in text.replace("(", "").replace(")", "").split(",")]


def memory(pid):
    """Resident megabytes, and the share of them when pages are divided among their users."""
    with open(f"/proc/{pid}/smaps_rollup") as f:
        size = {line.split()[0]: int(line.split()[1]) / 1024 for line in f if line.startswith(("Rss:", "Pss:"))}
    return size["Rss:"], size["Pss:"]


def once(command, environment):
    """Milliseconds to the first and to the last change of the picture, and the memory then."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    seen = painted = settled = None
    while settled is None or time.monotonic() - start - settled < QUIET:
        taken = time.monotonic() - start
        now = picture()
        if now != seen and (painted is not None or not is_empty(now)):
            settled = taken
            painted = painted or settled
            seen = now
        if taken > LIMIT or process.poll() is not None:
            sys.exit(f"{command[0]} shows nothing within {taken:.0f} s; it ended with {process.poll()}")
        time.sleep(PAUSE)
    rss, pss = memory(process.pid)
    process.terminate()
    process.wait()
    while not is_empty(picture()):
        time.sleep(0.02)
    return painted * 1000, settled * 1000, rss, pss


def medians(commands):
    """Of each command by name, turn and turn about."""
    runs = {name: [] for name in commands}
    for i in range(RUNS + 1):
        for name, (command, environment) in commands.items():
            figures = once(command, environment)
            if i > 0:
                runs[name].append(figures)
    return {name: [statistics.median(column) for column in zip(*run)] for name, run in runs.items()}


def main():
    program = os.path.join(build, "src", "app", "tradewind")
    width, height = window_size(OURS, "window-size")
    peer_width, peer_height = window_size(PEER, "window-width", "window-height")
    peer = ["gnome-contacts"]
    for n in sizes:
        ours = [program, "--workspace", os.path.join(folder, f"w{n}")]
        found = medians({
            "ours": (ours, env),
            "peer": (peer, settings_with(env, PEER, USED)),
            "peer's welcome": (peer, env),
            "bare window": ([os.path.join(build, "bench", "bench-window")], env),
            "ours, small": (ours, settings_with(env, OURS, {"window-size": f"({peer_width}, {peer_height})"})),
            "peer, large": (peer, settings_with(env, PEER, {**USED, "window-width": width, "window-height": height})),
        })
        a, b, bare = found["ours"], found["peer"], found["bare window"]
        row(f"start to the first usable frame ({n:,})", a[1], b[0], "ms", 1.0,
            f"windows of {width} × {height} and {peer_width} × {peer_height}; a bare window {bare[0]:.0f} ms, the peer's last change {b[1]:.0f} ms")
        row(f"the same, both {width} × {height} ({n:,})", a[1], found["peer, large"][0], "ms", 1.0)
        row(f"the same, both {peer_width} × {peer_height} ({n:,})", found["ours, small"][1], b[0], "ms", 1.0)
        row(f"the same against the peer's welcome ({n:,})", a[1], found["peer's welcome"][0], "ms", None,
            "a page of its first start, without its main window")
        row(f"resident memory after the start ({n:,})", a[2], b[2], "MB", 1.3,
            f"share {a[3]:.0f} against {b[3]:.0f} MB; a bare window {bare[2]:.0f} MB")


main()
