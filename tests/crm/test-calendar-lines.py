#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calendar files of other programs go out with the lines they came with: compared here line by line, by nothing of the program's own. The order
within a component does not count, nor where a long line is folded. Two things may change: what is no UTF-8 becomes it, and names of properties
have capital letters (RFC 5545: it is the same name).

usage: test-calendar-lines.py TEST-TW-CALENDAR-FILE"""
import collections
import os
import pathlib
import subprocess
import sys
import tempfile


def to_utf8(data):
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError:
        return data.decode("latin-1").encode("utf-8")


def spell_name(line):
    end = min(at for at in (line.find(b":"), line.find(b";"), len(line)) if at >= 0)
    return line[:end].upper() + line[end:]


def read_lines(path):
    """Unfolded, without blank ones."""
    data = to_utf8(path.read_bytes())
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for fold in (b"\n ", b"\n\t"):
        data = data.replace(fold, b"")
    return [spell_name(line) for line in data.split(b"\n") if line.strip()]


def read_components(lines):
    """Each as the way to it, with its lines: ("VCALENDAR", "VEVENT") and so on; those of the same kind in any order."""
    path, open_lines, all_of_it = [], [], collections.Counter()
    for line in lines:
        name, _, value = line.partition(b":")
        if name.upper() == b"BEGIN":
            path.append(value.strip().upper())
            open_lines.append([])
        elif name.upper() == b"END" and path:
            done = open_lines.pop()
            component = (tuple(path), tuple(sorted(done)))
            all_of_it[component] += 1
            path.pop()
            if open_lines:
                open_lines[-1].append(repr(component).encode())
        elif open_lines:
            open_lines[-1].append(line)
    return all_of_it


def main():
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([sys.argv[1], "-p", "/crm/calendar/file/all"], env={**os.environ, "TW_CALENDAR_PAIRS": folder}, capture_output=True,
                             text=True)
        if run.returncode == 0 and "# SKIP" in run.stdout:
            print("1..0 # SKIP the outside calendar files are not here")
            return
        pairs = sorted(pathlib.Path(folder).glob("*.path"), key=lambda path: int(path.stem))
        print(f"1..{len(pairs) + 1}")
        print(f"{'ok' if run.returncode == 0 and len(pairs) > 100 else 'not ok'} 1 - {len(pairs)} files came and went")
        for n, pair in enumerate(pairs, 2):
            source = pathlib.Path(pair.read_text())
            came, went = read_components(read_lines(source)), read_components(read_lines(pair.with_suffix(".ics")))
            lost, new = came - went, went - came
            print(f"{'not ok' if lost or new else 'ok'} {n} - {source.name}", flush=True)
            for what, components in (("lost", lost), ("new", new)):
                for component in list(components)[:2]:
                    print(f"# {what}: {component}")


main()
