#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a process among others: few files, no standard files, and nothing left behind by a test that is killed."""
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

import left_behind
from rest_client import Client, Server, Tap

tap = Tap()


def cpu(pid):
    """Seconds of the processor that it took so far."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


# --- few files: connections leave some for the store, and nobody waits busily for one ---
LIMIT = 200
server = Server(sys.argv[1], before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT)))
assert server.admin.get("/api/auth/me").status == 200
held = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(3 * LIMIT)]
time.sleep(0.5)
before, begun = cpu(server.process.pid), time.monotonic()
answers = [server.admin.ask("POST", "/api/crm/companies", {"name": f"C{i}"}).status for i in range(20)]
time.sleep(1.5)
took = (cpu(server.process.pid) - before) / (time.monotonic() - begun)
tap.ok(set(answers) == {201}, "few files/who is in can work", answers)
tap.ok(took < 0.5, "few files/quiet", f"{took:.0%} of a processor")
tap.ok(open_files(server.process.pid) < LIMIT, "few files/some are left", open_files(server.process.pid))
for line in held:
    line.close()
for _ in range(200):
    if open_files(server.process.pid) < LIMIT // 2:
        break
    time.sleep(0.1)
tap.ok(Client(server.port).get("/healthz").status == 200, "few files/others come in when they have gone")
tap.ok(server.close() == 0, "few files/stop")

# --- no standard files: the log must not go to a file that has taken the place of one ---
folder = tempfile.mkdtemp(prefix="tw-process-")
left_behind.folder(folder)
listener = os.path.join(folder, "socket")
process = subprocess.Popen(["sh", "-c", 'exec "$0" --data "$1/data" --socket "$1/socket" --currency EUR <&- >&- 2>&-', sys.argv[1], folder])
left_behind.process(process.pid)
for _ in range(200):
    if os.path.exists(listener):
        break
    time.sleep(0.05)
tap.ok([os.readlink(f"/proc/{process.pid}/fd/{n}") for n in range(3)] == ["/dev/null"] * 3, "no standard files/none of the server's own")
line = socket.socket(socket.AF_UNIX)
line.connect(listener)
line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
tap.ok(line.recv(4096).startswith(b"HTTP/1.1 200 "), "no standard files/answers")
line.close()
process.terminate()
tap.ok(process.wait(30) == 0, "no standard files/stop")

# --- a test that is killed ---
CHILD = """
import sys, time
sys.path.insert(0, sys.argv[2])
from rest_client import Server
server = Server(sys.argv[1])
print(server.process.pid, server.folder.name, flush=True)
time.sleep(60)
"""
for how in (signal.SIGKILL, signal.SIGTERM):
    child = subprocess.Popen([sys.executable, "-c", CHILD, sys.argv[1], os.path.dirname(os.path.abspath(__file__))], stdout=subprocess.PIPE, text=True)
    pid, path = child.stdout.readline().split()
    there = os.path.exists(f"/proc/{pid}") and os.path.isdir(path)
    child.send_signal(how)
    child.wait()
    for _ in range(400):
        if not os.path.exists(f"/proc/{pid}") and not os.path.exists(path):
            break
        time.sleep(0.05)
    tap.ok(there and not os.path.exists(f"/proc/{pid}"), f"killed by {how.name}/its server goes")
    tap.ok(not os.path.exists(path), f"killed by {how.name}/its folder goes", path)
sys.exit(tap.end())
