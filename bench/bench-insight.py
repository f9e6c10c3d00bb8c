#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures over very many deals: a pivot of months and owners, and the ten of the ready sales dashboard, as the program answers them, beside DuckDB on
the same rows in memory. Both run in turns, the answers are compared to the last digit, and a row is the median of the rounds.

  bench-insight.py BUILD FOLDER SIZE…      the workspaces FOLDER/wSIZE are made where they are missing

DuckDB is installed by npm below the user's cache. The better of one and two threads counts.
"""
import argparse
import decimal
import json
import os
import shutil
import statistics
import subprocess
import sys

from sync_table import limit, row

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 9
COUNTS = {"pivot": 5, "sales": 3}
LABELS = {"pivot": "pivot of deals: months × owners, count and sum", "sales": "ten figures of the sales dashboard"}

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("folder")
parser.add_argument("sizes", type=int, nargs="+")
args = parser.parse_args()
program = os.path.join(args.build, "bench", "bench-insight")


class Answerer:
    def __init__(self, name, command, cwd=None):
        self.name = name
        self.process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.path = os.path.join(os.path.abspath(args.folder), "answers-" + name)

    def ask(self, kind, count):
        self.process.stdin.write(f"{kind} {count} {self.path}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline()) / count

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def duckdb(csv, threads, days):
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "tradewind-bench", "duckdb")
    os.makedirs(cache, exist_ok=True)
    if not os.path.exists(os.path.join(cache, "node_modules", "@duckdb")):
        with open(os.path.join(cache, "package.json"), "w") as f:
            f.write('{"private": true}')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "@duckdb/node-api@latest"], cwd=cache, check=True, timeout=300,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.copy(os.path.join(HERE, "peers", "duckdb.js"), cache)
    peer = Answerer(f"DuckDB-{threads}", ["node", "duckdb.js", os.path.abspath(csv), str(threads), *days], cache)
    peer.process.stdout.readline()
    return peer


# --- Equal answers ---

def half_even(value, digits):
    return decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-digits), decimal.ROUND_HALF_EVEN)


def number(kind, n, values, x):
    """What a figure makes of a group's records, values and sum or part."""
    with decimal.localcontext() as context:
        context.prec = 60
        if kind == "count":
            return decimal.Decimal(n)
        if kind == "rate":
            return half_even(decimal.Decimal(100 * x) / n, 6) if n else None
        if kind == "sum":
            return half_even(decimal.Decimal(x) / 10000, 4)
        if kind == "cycle":
            return half_even(decimal.Decimal(x) / values, 6) if values else None
        return half_even(half_even(decimal.Decimal(x) / values, 0) / 10000, 2) if values else None


KINDS = {"pivot": ["sum"], "sales": ["sum", "count", "rate", "average", "sum", "sum", "count", "count", "cycle", "rate"]}
LIMITS = {6: 12, 10: 10}                       # of the leaderboards: the others may be left out


def read_ours(path):
    answers = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            figure, first, second, count, text = line.rstrip("\n").split("\t")
            value = decimal.Decimal(text.split(" ")[0].rstrip("%").replace("−", "-")) if text else None
            answers.setdefault(int(figure), {})[first, second] = int(count), value
    return answers


def check(kind, ours, peer):
    mine = read_ours(ours.path)
    with open(peer.path, encoding="utf-8") as f:
        theirs = json.load(f)
    for i, rows in enumerate(theirs, 1):
        what, totals, expected = KINDS[kind][i - 1], {True: [0, 0, 0], False: [0, 0, 0]}, {}
        for current, key, second, n, values, x in rows:
            numbers = int(n), int(values), int(x or 0)
            totals[current] = [a + b for a, b in zip(totals[current], numbers)]
            if current:
                expected[(key or "", second or "")] = numbers[0], number(what, *numbers)
        expected["total", ""] = totals[True][0], number(what, *totals[True])
        if kind == "sales":
            expected["previous", ""] = totals[False][0], number(what, *totals[False])
        got = {key: value for key, value in mine[i].items() if value[0] or key[0] == "total"}
        if kind == "pivot":
            got.pop(("previous", ""), None)
        if kind == "sales" and i in LIMITS:
            left_out = [key for key in expected if key not in got]
            if len(got) != LIMITS[i] + 2:
                sys.exit(f"{kind} {i}: {len(got)} groups")
            expected = {key: value for key, value in expected.items() if key not in left_out}
        if got != expected:
            wrong = [(key, got.get(key), expected.get(key)) for key in {*got, *expected} if got.get(key) != expected.get(key)]
            sys.exit(f"{kind} {i} differs from {peer.name}: {wrong[:5]}")


# --- Measuring ---

def days_of(answers):
    """The range of twelve months that the program had, and the days before."""
    months = sorted(key[0] for key in answers[1] if key[0] not in ("total", "previous"))
    import datetime
    first, today = datetime.date.fromisoformat(months[0]), datetime.datetime.now(datetime.timezone.utc).date()
    end = today + datetime.timedelta(days=1)
    before = first - (end - first)
    # Twelve whole months are compared with the year before only when the range is a whole year.
    if first.month == 1 and first.day == 1 and end == datetime.date(first.year + 1, 1, 1):
        before = datetime.date(first.year - 1, 1, 1)
    return [str(first), str(end), str(before)]


def measure(n):
    workspace, csv = os.path.join(args.folder, f"w{n}"), os.path.join(args.folder, f"w{n}.csv")
    if not os.path.exists(csv):
        shutil.rmtree(workspace, ignore_errors=True)
        subprocess.run([program, "fill", workspace, str(n)], check=True)
        subprocess.run([program, "export", workspace, csv + ".new"], check=True)
        os.rename(csv + ".new", csv)
    ours = Answerer("ours", [program, "serve", workspace])
    cold = ours.ask("warm", 1)
    limit(f"columns of the dashboard, cold ({n:,} deals)", cold, "ms", 2000)
    ours.ask("sales", 1)
    days = days_of(read_ours(ours.path))
    try:
        peers = [duckdb(csv, threads, days) for threads in (1, 2)]
    except (OSError, subprocess.SubprocessError) as error:
        print(f"DuckDB was not measured: {error}", file=sys.stderr)
        peers = []
    for kind, count in COUNTS.items():
        times = {}
        for answerer in ours, *peers:
            answerer.ask(kind, 2)
        for _ in range(ROUNDS):
            for answerer in ours, *peers:
                times.setdefault(answerer.name, []).append(answerer.ask(kind, count))
        for peer in peers:
            check(kind, ours, peer)
        label, mine = f"{LABELS[kind]} ({n:,})", statistics.median(times["ours"])
        best = min(peers, key=lambda peer: statistics.median(times[peer.name])) if peers else None
        if best is None:
            row(label, mine, None, "ms", note="not compared: DuckDB is not here")
            continue
        ratio = statistics.median(a / b for a, b in zip(times["ours"], times[best.name]))
        row(label, mine, mine / ratio, "ms", 1, f"{best.name}-threads".replace("-", " ", 1) + ", answers equal")
    for answerer in ours, *peers:
        answerer.close()


for size in args.sizes:
    measure(size)
