#!/usr/bin/python3
"""Proves that the floors are walls: every header compiles alone with its own floor's include path, and an upward
include or GTK below the top floor does not build. Uses the compile commands of the build itself."""
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

root = os.environ["TW_SOURCE_ROOT"]
build = sys.argv[1]
floors = ["values", "schema", "expr", "store", "exchange", "render", "crm", "paper", "sync", "server"]
count = 0


def report(good, name, why=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} {name}")
    if not good:
        for line in why.splitlines()[:8]:
            print(f"# {line}")
    return good


with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
    commands = json.load(f)


def flags_of(floor):
    """The include flags of one source file of the floor's library; programs that the build runs stand beside them."""
    for c in sorted(commands, key=lambda c: ".a.p" not in c["output"]):
        path = os.path.normpath(os.path.join(c["directory"], c["file"]))
        if path.startswith(os.path.join(root, "src", floor) + os.sep) and path.endswith(".c"):
            words = shlex.split(c["command"])
            keep, skip = [], False
            for w in words:
                if w.startswith(("-I", "-D", "-std", "-pthread")):
                    keep.append(w)
                elif w.startswith("-isystem"):
                    keep.append(w)
            return keep
    return None


def compiles(flags, text):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as f:
        f.write(text)
        f.flush()
        r = subprocess.run(["gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", *flags,
                            "-x", "c", f.name], cwd=build, capture_output=True, text=True)
        return r.returncode == 0, r.stderr


def headers_of(floor):
    found = []
    for folder, _, names in os.walk(os.path.join(root, "src", floor)):
        found += [(n, os.path.join(folder, n)) for n in names if n.endswith(".h") and os.path.basename(folder) != "pch"]
    return sorted(found)


def precompiled_by(floor):
    """The headers of libraries that the build reads before each file of the floor."""
    for c in commands:
        path = os.path.normpath(os.path.join(c["directory"], c["file"]))
        header = re.search(r"-include (\S+-pch\.h)", c["command"])
        if header and path.startswith(os.path.join(root, "src", floor) + os.sep):
            room = "app" if floor == "app" else "values"
            with open(os.path.join(root, "src", room, "pch", header[1]), encoding="utf-8") as f:
                return set(re.findall(r"^#include <(.+)>", f.read(), re.M))
    return set()


# What a header that reads only the smaller library must not name, when the larger one was precompiled.
enough = {"adwaita.h": {"adwaita.h": None, "gtk/gtk.h": r"\b[Aa]dw", "gio/gio.h": r"\b([Aa]dw|[Gg]tk|[Gg]dk|[Gg]sk|[Pp]ango|[Cc]airo)"},
          "gio/gio.h": {"gio/gio.h": None}}


def reads(path, precompiled, known, seen, named=""):
    """Whether a header reads what was precompiled, or as much of it as it names, itself or by another header of ours."""
    seen.add(path)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    named += text
    for name in re.findall(r"^\s*#\s*include\s+<(.+)>", text, re.M):
        for large in precompiled:
            if name in enough[large] and not (enough[large][name] and re.search(enough[large][name], named)):
                return True
    inner = [known[n] for n in re.findall(r'^\s*#\s*include\s+"(.+)"', text, re.M) if n in known]
    return any(p not in seen and reads(p, precompiled, known, seen, named) for p in inner)


def first_includes(floor):
    """Headers that a source file of the floor reads before anything else: the build has shown that they stand alone.
    Where libraries' headers are precompiled this holds only for a header that reads these itself."""
    found = set()
    precompiled = precompiled_by(floor)
    for folder, _, names in os.walk(os.path.join(root, "src", floor)):
        for n in (n for n in names if n.endswith(".c")):
            with open(os.path.join(folder, n), encoding="utf-8") as f:
                includes = (re.match(r'\s*#\s*include\s+(\S+)', line) for line in f)
                first = next((m[1] for m in includes if m and m[1] != '"config.h"'), "")
            if first.startswith('"'):
                found.add(first.strip('"'))
    if precompiled:
        known = {n: path for f in floors + ["app"] for n, path in headers_of(f)}
        found = {n for n in found if n in known and reads(known[n], precompiled, known, set())}
    return found


good = True
present = [f for f in floors + ["ctl", "app"] if flags_of(f)]
# (what is compiled, with which flags, whether it must build, name of the test)
cases = []
for i, floor in enumerate(present):
    flags, shown = flags_of(floor), first_includes(floor)
    for name, path in headers_of(floor):
        cases.append((None if name in shown else f'#include "{name}"\n', flags, True, f"/house/walls/{floor}/{name}-stands-alone"))
    if floor in floors:
        cases.append(("#include <gtk/gtk.h>\n", flags, False, f"/house/walls/{floor}/gtk-does-not-build"))
        for upper in present[i + 1:]:
            headers = headers_of(upper)
            if upper in ("ctl",) or not headers:
                continue
            cases.append((f'#include "{headers[0][0]}"\n', flags, False, f"/house/walls/{floor}/{upper}-is-out-of-sight"))
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    answers = pool.map(lambda case: (True, "") if case[0] is None else compiles(case[1], case[0]), cases)
    for (_, _, wanted, name), (done, why) in zip(cases, answers):
        good &= report(done == wanted, name, why)

climbing, unsafe = [], []
for folder, _, names in os.walk(os.path.join(root, "src")):
    for n in names:
        if n.endswith((".c", ".h")):
            with open(os.path.join(folder, n), encoding="utf-8") as f:
                for number, line in enumerate(f, 1):
                    if re.match(r'\s*#\s*include\s+"\.\./', line):
                        climbing.append(f"{n}:{number}")
                    if "g_task_run_in_thread (" in line and not n.startswith("tw-task."):
                        unsafe.append(f"{n}:{number}")
good &= report(not climbing, "/house/walls/no-include-climbs-out", "\n".join(climbing))
# See src/values/tw-task.h: objects of the main thread would end on another one.
good &= report(not unsafe, "/house/walls/tasks-end-at-home", "\n".join(unsafe))
report_missing = [f for f in floors if f not in present]
good &= report(not report_missing, "/house/walls/every-floor-is-built", " ".join(report_missing))
print(f"1..{count}")
sys.exit(0 if good else 1)
