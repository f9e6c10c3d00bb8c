#!/usr/bin/python3
"""From start to the first painted window, and resident memory: tradewind on each workspace against the installed gnome-contacts,
turn and turn about, medians of 5 after one run to warm up. To be run inside tools/run-headless:

  tools/run-headless bench/bench-startup.py BUILD FOLDER N [N …]     opens the workspaces FOLDER/w<N>

painted: the screen shows more than one colour in the window. settled: the last change of the picture.
"""
import hashlib
import os
import statistics
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
    return hashlib.blake2b(output("xwd", "-root", "-silent")[4000:]).digest()


def windows():
    return output("xdotool", "search", "--onlyvisible", "--name", ".").split()


def memory(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS"))


def once(command):
    blank = picture()
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    while not windows():
        if time.monotonic() - start > LIMIT or process.poll():
            sys.exit(f"{command[0]} shows no window; it ended with {process.poll()}")
    mapped = time.monotonic() - start
    seen = blank
    painted = settled = None
    while painted is None or time.monotonic() - start - settled < QUIET:
        now = picture()
        if now != seen:
            settled = time.monotonic() - start
            painted = painted or settled
            seen = now
        if time.monotonic() - start > LIMIT:
            break
        time.sleep(0.002)
    rss = memory(process.pid)
    process.terminate()
    process.wait()
    while windows():
        time.sleep(0.02)
    while picture() != blank:
        time.sleep(0.02)
    return mapped * 1000, painted * 1000, settled * 1000, rss


def row(work, ours, peer, unit, reach, note=""):
    ratio = ours / peer
    bound = f"<= {reach:.2f} {'yes' if ratio <= reach else 'NO'}" if reach else ""
    print(f"{work:<52} {ours:11.3f} {peer:11.3f} {unit:<7} {ratio:6.2f}  {bound:<12} {note}", flush=True)


program = os.path.join(build, "src", "app", "tradewind")
for n in sizes:
    commands = [[program, "--workspace", os.path.join(folder, f"w{n}")], ["gnome-contacts"]]
    runs = [[], []]
    for i in range(RUNS + 1):
        for k, command in enumerate(commands):
            figures = once(command)
            if i > 0:
                runs[k].append(figures)
    ours, peer = ([statistics.median(r[i] for r in run) for i in range(4)] for run in runs)
    row(f"start to the first painted frame ({n:,})", ours[1], peer[1], "ms", 1.0, f"mapped {ours[0]:.0f} against {peer[0]:.0f} ms")
    row(f"start to the last change of the picture ({n:,})", ours[2], peer[2], "ms", None)
    row(f"resident memory after the start ({n:,})", ours[3], peer[3], "MB", 1.3)
