#!/usr/bin/python3
"""From start to the first usable frame, and resident memory: tradewind on each workspace against the installed gnome-contacts, with
a bare window of the same toolkit for reference, turn and turn about, medians of 5 after one run to warm up. To be run inside
tools/run-headless:

  tools/run-headless bench/bench-startup.py BUILD FOLDER N [N …]     opens the workspaces FOLDER/w<N>

painted: the screen is not the empty one any more. usable: the lines of at least eight records can be seen where the list is; of
gnome-contacts, whose address book is empty, the first painted frame counts, which is to its advantage, as it is for memory: it has
no records to hold. Resident memory depends on which libraries other programs have in the page cache and map (gnome-contacts shows
53 MB on one machine and 112 MB on another), so only figures of one run are compared, and the share (PSS) stands beside them.
settled: the last change of the picture.
"""
import hashlib
import os
import statistics
import struct
import subprocess
import sys
import time

build, folder = sys.argv[1:3]
sizes = [int(a) for a in sys.argv[3:]]
env = dict(os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(build, "data", "app"))
RUNS = 5
QUIET = 0.6                                             # seconds without a change: settled
LIMIT = 60


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def picture():
    """A digest of the screen and how many lines of text stand where the names are: bands of rows of pixels that have several colours."""
    dump = output("xwd", "-root", "-silent")
    head = struct.unpack(">25I", dump[:100])
    start, width, height, size, row_bytes = head[0] + 12 * head[19], head[4], head[5], head[11] // 8, head[12]
    bands, inside = 0, False
    for y in range(height // 4, height * 7 // 8):
        first = start + y * row_bytes + width * 22 // 100 * size
        pixels = dump[first:first + width * 14 // 100 * size]
        text = pixels != pixels[:size] * (len(pixels) // size)
        bands += text and not inside
        inside = text
    return hashlib.blake2b(dump[start:]).digest(), bands


def windows():
    return output("xdotool", "search", "--onlyvisible", "--name", ".").split()


def memory(pid):
    """Resident megabytes, and the share of them when pages are divided among their users."""
    with open(f"/proc/{pid}/smaps_rollup") as f:
        size = {line.split()[0]: int(line.split()[1]) / 1024 for line in f if line.startswith(("Rss:", "Pss:"))}
    return size["Rss:"], size["Pss:"]


def once(command, lines):
    """lines: how many lines of text make the picture usable; 0: any picture does; None: only the last one, when all is read."""
    blank = picture()[0]
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    while not windows():
        if time.monotonic() - start > LIMIT or process.poll():
            sys.exit(f"{command[0]} shows no window; it ended with {process.poll()}")
    mapped = time.monotonic() - start
    seen = blank
    painted = usable = settled = None
    while usable is None or time.monotonic() - start - settled < QUIET:
        taken = time.monotonic() - start
        now, bands = picture()
        if now != seen:
            settled = taken
            painted = painted or settled
            seen = now
        if usable is None and painted is not None and bands >= (lines or 0):
            usable = taken
        if taken > LIMIT:
            sys.exit(f"{command[0]} shows no records within {LIMIT} s")
        time.sleep(0.002)
    rss, pss = memory(process.pid)
    process.terminate()
    process.wait()
    while windows():
        time.sleep(0.02)
    while picture()[0] != blank:
        time.sleep(0.02)
    return mapped * 1000, painted * 1000, (settled if lines is None else usable) * 1000, settled * 1000, rss, pss


def row(work, ours, peer, unit, reach, note=""):
    ratio = ours / peer
    bound = f"<= {reach:.2f} {'yes' if ratio <= reach else 'NO'}" if reach else ""
    print(f"{work:<52} {ours:11.3f} {peer:11.3f} {unit:<7} {ratio:6.2f}  {bound:<12} {note}", flush=True)


program = os.path.join(build, "src", "app", "tradewind")
for n in sizes:
    commands = [([program, "--workspace", os.path.join(folder, f"w{n}")], None), (["gnome-contacts"], 0),
                ([os.path.join(build, "bench", "bench-window")], 0)]
    runs = [[], [], []]
    for i in range(RUNS + 1):
        for k, (command, lines) in enumerate(commands):
            figures = once(command, lines)
            if i > 0:
                runs[k].append(figures)
    ours, peer, bare = ([statistics.median(r[i] for r in run) for i in range(6)] for run in runs)
    row(f"start to the first usable frame ({n:,})", ours[2], peer[2], "ms", 1.0,
        f"painted {ours[1]:.0f} against {peer[1]:.0f} ms; a bare window {bare[1]:.0f} ms")
    row(f"start to the last change of the picture ({n:,})", ours[3], peer[3], "ms", None)
    row(f"resident memory after the start ({n:,})", ours[4], peer[4], "MB", 1.3,
        f"share {ours[5]:.0f} against {peer[5]:.0f} MB; a bare window {bare[4]:.0f} MB")
