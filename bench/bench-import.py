#!/usr/bin/python3
"""Import of N contacts from CSV by tradewindctl against sqlite3 loading the same rows into the same columns with the same indexes and
full-text tables, in one run on one machine.

  bench-import.py BUILD FOLDER N [N …]      leaves the workspaces FOLDER/w<N> for the other benchmarks
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time

build, folder = sys.argv[1:3]
ctl = os.path.join(build, "src", "ctl", "tradewindctl")


def timed(command, text=None, **kwargs):
    """Seconds, peak megabytes and processor seconds of a process."""
    start = time.monotonic()
    p = subprocess.Popen(command, stdin=subprocess.PIPE if text else None, **kwargs)
    if text:
        p.stdin.write(text.encode())
        p.stdin.close()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        sys.exit(f"{command[0]} failed with {p.returncode}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def peer_script(store, csv):
    """The statements of the workspace's own tables and search, with SQLite's collation in place of ours; search has the names in both
    its tables, as ours has."""
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'contact' AND sql IS NOT NULL").fetchall()
    fts = db.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'contact$%' AND sql LIKE 'CREATE VIRTUAL%' ORDER BY name").fetchall()
    db.close()
    names = "name || ' ' || email || ' ' || phone"
    mend = lambda sql: re.sub(r"COLLATE TW", "COLLATE NOCASE", sql)
    table = [mend(sql) for kind, _, sql in rows if kind == "table"]
    indexes = [mend(sql) for kind, _, sql in rows if kind == "index"]
    out = ["PRAGMA journal_mode=WAL;", "PRAGMA synchronous=FULL;", "PRAGMA cache_size=-64000;"]
    out += [t + ";" for t in table]
    out += [sql + ";" for sql, in fts]
    out += [".mode csv", f".import --csv {csv} staging", "BEGIN;"]
    out += ["INSERT INTO contact (id, row_seq, name, first_name, last_name, email, phone, job_title, city, country, birthday, description,"
            " lifecycle_stage, created_at, updated_at) SELECT randomblob(16), 1, first_name || ' ' || last_name, first_name, last_name, email,"
            " phone, job_title, city, country, CAST(julianday(birthday) - 2440587.5 AS INTEGER), notes, 'lead', 0, 0 FROM staging;"]
    out += [i + ";" for i in indexes]
    out += [f"INSERT INTO \"contact$names\" (rowid, words) SELECT rid, {names} FROM contact;",
            f"INSERT INTO \"contact$texts\" (rowid, words) SELECT rid, {names} || ' ' || job_title || ' ' || city || ' ' || country || ' '"
            " || description FROM contact;",
            "COMMIT;", "PRAGMA wal_checkpoint(TRUNCATE);"]
    return "\n".join(out)


def row(work, ours, peer, unit, reach, note=""):
    ratio = ours / peer
    bound = f"<= {reach:.2f} {'yes' if ratio <= reach else 'NO'}" if reach else ""
    print(f"{work:<52} {ours:11.3f} {peer:11.3f} {unit:<7} {ratio:6.2f}  {bound:<12} {note}", flush=True)


peaks = []
for n in (int(a) for a in sys.argv[3:]):
    csv = os.path.join(folder, f"contacts-{n}.csv")
    workspace = os.path.join(folder, f"w{n}")
    peer = os.path.join(folder, "peer.db")
    with open(csv, "wb") as f:
        subprocess.run([os.path.join(build, "bench", "bench-contacts"), str(n)], stdout=f, check=True)
    shutil.rmtree(workspace, ignore_errors=True)
    subprocess.run([ctl, "--workspace", workspace, "init"], check=True, stdout=subprocess.DEVNULL)
    try:
        ours, peak, cpu = timed([ctl, "--workspace", workspace, "import", "contact", csv], stdout=subprocess.DEVNULL)
    except SystemExit:                                 # the other benchmarks would take it for a whole one
        shutil.rmtree(workspace, ignore_errors=True)
        raise
    for end in ("", "-wal", "-shm"):
        if os.path.exists(peer + end):
            os.unlink(peer + end)
    script = peer_script(os.path.join(workspace, "store.db"), csv)
    theirs, _, peer_cpu = timed(["sqlite3", peer], script, stdout=subprocess.DEVNULL)
    row(f"import {n:,} contacts: log, index, search", ours, theirs, "s", 1.8, f"{n / ours:,.0f} against {n / theirs:,.0f} rows/s; peak {peak:.0f} MB;"
        f" processor {cpu:.1f} against {peer_cpu:.1f} s")
    peaks.append((n, peak))
    os.unlink(csv)
    os.unlink(peer)
if len(peaks) > 1:
    row("memory of the import, largest against smallest", peaks[-1][1], peaks[0][1], "MB", 1.5, "flat")
