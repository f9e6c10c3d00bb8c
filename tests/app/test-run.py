#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/run, which the README names first: a server with the demo company and a desktop that is synced to it, the same again with what was
done, both ended by Ctrl+C and by closing the desktop; and the desktop alone. In another language than its own, and with nothing left running.
Runs inside tools/run-headless; TAP on standard output.

  test-run.py TOOLS/RUN
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

sys.path.insert(0, os.path.join(os.environ["TW_SOURCE_ROOT"], "tests", "server"))
import left_behind
from rest_client import Client

PATIENCE = 40
ADMINISTRATOR = "019b76da-a800-7006-8000-000000000001"
build = os.environ["TW_BUILD_ROOT"]
ctl = os.path.join(build, "src", "ctl", "tradewindctl")
top = pathlib.Path(tempfile.mkdtemp(prefix="tw-run-"))
left_behind.folder(str(top))
mark = "TW_RUN_MARK=" + uuid.uuid4().hex
count = failed = 0
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


def report(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} /app/run/{name}", flush=True)
    if not good:
        print("# " + str(why).replace("\n", "\n# "), flush=True)


def started():
    """What runs because of tools/run, by number: all of it has the mark in its environment."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes().split(b"\0"):
                found[int(path.name)] = os.path.basename(os.readlink(path / "exe"))
        except OSError:
            pass
    return found


def wait_for(question, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer


def start(*arguments, language="fr"):
    run = subprocess.Popen([sys.argv[1], *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           start_new_session=True,
                           env={**os.environ, "LANGUAGE": language, "TRADEWIND_BUILD": build, "TRADEWIND_RUN": str(top / "data"),
                                "TRADEWIND_PORT": str(port), "XDG_DATA_HOME": str(top / "home"), mark.split("=")[0]: mark.split("=")[1]})
    left_behind.process(run.pid, signal.SIGTERM)
    return run


def window():
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split()


def desktop(*words):
    done = subprocess.run([ctl, "--workspace", str(top / "data/desktop"), "--format", "json", *words], capture_output=True, text=True)
    answer = json.loads(done.stdout) if done.returncode == 0 else {}
    return answer.get("items", answer) if isinstance(answer, dict) else answer


def ask(*arguments, **options):
    try:
        return Client(port).ask(*arguments, **options)
    except OSError:
        return None


def close_desktop():
    subprocess.run(["xdotool", "windowfocus", "--sync", window()[0]], check=True)
    subprocess.run(["xdotool", "key", "ctrl+q"], check=True)


def ended(name, run, status):
    try:
        out = run.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        out = "still there"
    report(run.returncode == status, f"{name}/ends", (run.returncode, out))
    # What its desktop started by the way, such as a service of the bus, has a moment to hear of it.
    left = wait_for(lambda: not {pid: exe for pid, exe in started().items() if exe.startswith(("tradewind", "bash", "sh"))})
    report(left, f"{name}/leaves nothing running", started())


# --- A server and a desktop ---
run = start()
report(wait_for(window, 120), "first/the window opens", run.poll())
programs = started()
report({"tradewind", "tradewindd"} <= set(programs.values()), "first/a server and a desktop", programs)
said = (top / "data/server.out").read_text()
report("Écoute" in said, "first/in its language", said)
password = (top / "data/password").read_text().strip()
here = desktop("list", "company", "--limit", "1000", "--fields", "name")
report(wait_for(lambda: len(desktop("list", "company", "--limit", "1000", "--fields", "name")) > 20), "first/the demo company comes to the desktop", here)
people = wait_for(lambda: (there := desktop("list", "user", "--limit", "1000", "--fields", "name,email,roles")) and any(ADMINISTRATOR in p["roles"] for p in there) and there) or []
signed_in = [answer for person in people if ADMINISTRATOR in person["roles"]
             and (answer := Client(port).ask("POST", "/api/auth/sign-in", {"email": person["email"], "password": password})).status == 200]
report(len(signed_in) == 1, "first/the administrator's password is the one that is told", people)
admin = Client(port, signed_in[0].body["access_token"])
made = admin.ask("POST", "/api/crm/companies", {"name": "Made at the server"})
report(made.status == 201 and wait_for(lambda: desktop("list", "company", "--where", 'name = "Made at the server"', "--fields", "name")),
       "first/what is made at the server comes to the desktop", made.raw)
os.killpg(run.pid, signal.SIGINT)
ended("Ctrl+C", run, 130)
report(ask("GET", "/healthz") is None, "Ctrl+C/the server is gone")

# --- The same again ---
run = start()
report(wait_for(window), "again/the window opens")
back = Client(port, admin.token).get("/api/crm/companies/" + made.body["id"]) if wait_for(lambda: ask("GET", "/healthz")) else None
report(back is not None and back.status == 200, "again/with what was done")
close_desktop()
ended("closing the desktop", run, 0)

# --- Alone ---
run = start("--alone")
report(wait_for(window), "alone/the window opens")
programs = started()
report("tradewindd" not in programs.values() and "tradewind" in programs.values() and ask("GET", "/healthz") is None, "alone/no server", programs)
close_desktop()
ended("closing it alone", run, 0)
shutil.rmtree(top, ignore_errors=True)
print(f"1..{count}")
sys.exit(1 if failed else 0)
