# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks of sync share: lines of the table, and records for a server."""
import csv
import os
import random
import subprocess


def row(work, ours, peer, unit, reach=None, note="", least=False):
    """reach: what ours / peer must not pass, or, for a rate, must reach."""
    ratio = ours / peer if peer else 0
    good = ratio >= (reach or 0) if least else ratio <= (reach or 0)
    bound = f"{'>=' if least else '<='} {reach:g} {'yes' if good else 'NO'}" if reach and peer else ""
    print(f"{work:<52} {ours:11.2f} {f'{peer:11.2f}' if peer else ' ' * 11} {unit:<7} {f'{ratio:6.2f}' if peer else ' ' * 6}  {bound:<12}"
          f" {note}; load {os.getloadavg()[0]:.1f}", flush=True)


def limit(work, ours, unit, bound, note="", least=False, target=None):
    good = ours >= bound if least else ours <= bound
    aim = f"target {target:g}; " if target is not None else ""
    print(f"{work:<52} {ours:11.2f} {' ' * 11} {unit:<7} {' ' * 6}  {'>=' if least else '<='} {bound:g} {'yes' if good else 'NO':<5} {aim}{note}"
          f"{'; ' if note else ''}load {os.getloadavg()[0]:.1f}", flush=True)


def rss_mb(pid):
    with open(f"/proc/{pid}/status") as f:
        fields = dict(line.split(":", 1) for line in f if ":" in line)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def write_activities(path, n):
    dice = random.Random(11)
    words = "asked offered called sent quote sample price delivery contract renewal meeting answer pending interested".split()
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["kind", "subject", "description", "at", "direction"])
        for i in range(n):
            out.writerow([dice.choice(["call", "email", "note"]), f"{dice.choice(words).capitalize()} {dice.choice(words)} {i}",
                          " ".join(dice.choice(words) for _ in range(18)),
                          f"2026-{dice.randrange(1, 12):02}-{dice.randrange(1, 28):02}T{dice.randrange(8, 18):02}:{dice.randrange(60):02}:00Z",
                          dice.choice(["in", "out"])])


def fill(build, server, n):
    """n contacts and n activities into the workspace of a server that is stopped."""
    ctl = os.path.join(build, "src", "ctl", "tradewindctl")
    contacts, activities = (f"{server.folder}-{what}.csv" for what in ("contacts", "activities"))
    with open(contacts, "wb") as f:
        subprocess.run([os.path.join(build, "bench", "bench-contacts"), str(n)], stdout=f, check=True)
    write_activities(activities, n)
    for entity, path in ("contact", contacts), ("activity", activities):
        subprocess.run([ctl, "--workspace", server.folder, "import", entity, path], check=True, stdout=subprocess.DEVNULL)
        os.unlink(path)


