#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit of systemd: systemd's own program finds nothing wrong in it, and the server works under what it says: its command line, its
folders, the calls of the system that it leaves, what is told to the manager, and the signal that ends it.

  test-service.py TRADEWINDD UNIT
"""
import ctypes
import errno
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import left_behind
from rest_client import PASSWORD, Tap

daemon, unit = sys.argv[1], pathlib.Path(sys.argv[2])
tap = Tap()
top = pathlib.Path(tempfile.mkdtemp(prefix="tw-service-"))
left_behind.folder(str(top))
lines = [line.split("=", 1) for line in unit.read_text().splitlines() if re.match(r"[A-Za-z]+=", line)]


def get(key, default=""):
    """The last word of the unit on it, as systemd takes it; of lists all words."""
    return next((value for name, value in reversed(lines) if name == key), default)


# --- What systemd thinks of it ---
command = shlex.split(get("ExecStart"))
root = top / "root"
installed = root / command[0].lstrip("/")
installed.parent.mkdir(parents=True)
shutil.copy(daemon, installed)
(root / "etc/systemd/system").mkdir(parents=True)
shutil.copy(unit, root / "etc/systemd/system" / unit.name)


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments, "--root", str(root), "--no-pager", unit.name], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "XDG_RUNTIME_DIR": str(top)})


told = analyze("verify", "--recursive-errors=no", "--man=no")
tap.ok(told.returncode == 0 and told.stdout + told.stderr == "", "unit/nothing is wrong in it", told.stdout + told.stderr)
# 2.0 is as exposed as systemd calls OK; of ten.
told = analyze("security", "--offline=yes", "--threshold=20")
tap.ok(told.returncode == 0 and "OK" in told.stdout.splitlines()[-1], "unit/it leaves little room", "\n".join(told.stdout.splitlines()[-3:]) + told.stderr)


# --- Under what it says ---
def read_sets():
    sets = {}
    for line in subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True).stdout.splitlines():
        if line.startswith("@"):
            members = sets.setdefault(line.strip(), [])
        elif line.startswith("    ") and not line.strip().startswith("#"):
            members.append(line.strip())
    return sets


def expand(sets, name):
    return {name} if not name.startswith("@") else set().union(*(expand(sets, member) for member in sets[name]))


def allowed_calls():
    sets = read_sets()
    calls = expand(sets, "@default")
    for name, value in lines:
        if name == "SystemCallFilter":
            named = set().union(*(expand(sets, word) for word in value.lstrip("~").split()))
            calls = calls - named if value.startswith("~") else calls | named
    return calls


class Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


ALLOW, EQUAL, MASKED = 0x7fff0000, 4, 7
REFUSE = 0x00050000 | getattr(errno, get("SystemCallErrorNumber", "EPERM"))
seccomp = ctypes.CDLL("libseccomp.so.2")
seccomp.seccomp_init.restype = ctypes.c_void_p
filters = ctypes.c_void_p(seccomp.seccomp_init(REFUSE))
calls = allowed_calls()


def rule(call, *comparisons):
    number = seccomp.seccomp_syscall_resolve_name(call.encode())
    array = (Compare * len(comparisons))(*comparisons)
    # -1: not a call of this processor; libseccomp knows which.
    assert number == -1 or seccomp.seccomp_rule_add_array(filters, ALLOW, number, len(comparisons), array) in (0, -errno.EDOM, -errno.EINVAL), call


for call in calls - {"socket", "mmap", "mprotect", "pkey_mprotect"}:
    rule(call)
for family in get("RestrictAddressFamilies").split():
    rule("socket", Compare(0, EQUAL, getattr(socket, family), 0))
tap.ok(get("MemoryDenyWriteExecute") == "yes" and get("NoNewPrivileges") == "yes" and "socket" in calls and "ptrace" not in calls and "mount" not in calls
       and "reboot" not in calls, "unit/its calls are few", sorted(calls))
for call in ("mmap", "mprotect", "pkey_mprotect"):
    # Memory that is written to is never run: one of the two bits at most.
    rule(call, Compare(2, MASKED, 4, 0))
    if call == "mmap":
        rule(call, Compare(2, MASKED, 6, 4))


def confine():
    limit = int(get("LimitNOFILE"))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, hard), min(limit, hard)))
    resource.setrlimit(resource.RLIMIT_CORE, (int(get("LimitCORE")),) * 2)
    os.umask(int(get("UMask"), 8))
    if seccomp.seccomp_load(filters) != 0:
        os._exit(99)


state, run = top / "state", top / "run"
for folder, mode in ((state / get("StateDirectory"), get("StateDirectoryMode")), (run / get("RuntimeDirectory"), get("RuntimeDirectoryMode"))):
    folder.mkdir(parents=True, mode=int(mode, 8))
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(str(top / "notify"))
manager.settimeout(30)
listener = run / get("RuntimeDirectory") / "server.sock"
# As in /etc/default/tradewindd. A variable that stands alone is taken apart at its spaces; without it the word is left out.
environment = {"TRADEWINDD_OPTIONS": f"--socket={listener}"}
words = []
for word in [str(installed), *command[1:]]:
    word = word.replace("%S", str(state))
    words += environment[word[1:]].split() if word.startswith("$") else [word]
log = open(top / "log", "w+", encoding="utf-8")
server = subprocess.Popen(words, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=confine, env={
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8", "NOTIFY_SOCKET": str(top / "notify"),
    "STATE_DIRECTORY": str(state / get("StateDirectory")), "RUNTIME_DIRECTORY": str(run / get("RuntimeDirectory")),
    # Its look for leaks would trace the process, which the unit rightly refuses.
    "ASAN_OPTIONS": "detect_leaks=0", **environment})
left_behind.process(server.pid)
message = manager.recv(4096)
tap.ok(get("Type") == "notify" and b"READY=1" in message.split(b"\n"), "run/tells the manager when it is ready", message)


def ask(method, path, body=None, token=None):
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(30)
    line.connect(str(listener))
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    line.sendall((head + "\r\n" + (body or "")).encode())
    got = b""
    while piece := line.recv(65536):
        got += piece
    return int(got.split(b" ", 2)[1]), got.split(b"\r\n\r\n", 1)[1]


tap.ok(ask("GET", "/readyz")[0] == 200, "run/can be written to")
data = state / get("StateDirectory")
tap.ok((data / "store.db").exists() and (data / "store.db").stat().st_mode & 0o077 == 0, "run/its workspace is in the folder of its state, for it alone")
status, answer = ask("POST", "/api/auth/accept", f'{{"token": "{(data / "first-invitation").read_text().strip()}", "password": "{PASSWORD}"}}')
token = re.search(rb'"access_token":\s*"([^"]+)"', answer)
tap.ok(status == 200 and token is not None, "run/somebody signs in", answer)
token = token.group(1).decode() if token else ""
status, answer = ask("POST", "/api/crm/companies", '{"name": "Acme"}', token)
tap.ok(status == 201, "run/a record is made", answer)
status, answer = ask("GET", "/api/crm/search?q=acme", None, token)
tap.ok(status == 200 and b"Acme" in answer, "run/and found", answer)
status, answer = ask("POST", "/api/crm/reports/answer?format=pdf", '{"entity": "company", "columns": [{"value": "name"}]}', token)
tap.ok(status == 200 and answer.startswith(b"%PDF-"), "run/and printed", answer[:200])
status, answer = ask("POST", "/api/crm/jobs", '{"title": "Backup", "kind": "backup"}', token)
job = re.search(rb'"id":\s*"([0-9a-f-]{36})"', answer).group(1).decode()
made, result = time.monotonic(), {}
while result.get("status") not in ("done", "failed") and time.monotonic() - made < 30:
    result = json.loads(ask("GET", "/api/crm/jobs/" + job, None, token)[1])
tap.ok(result.get("status") == "done" and len(list(data.glob("backups/*"))) == 1, "run/and backed up", result)
status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{server.pid}/status").read_text().splitlines())
tap.ok(status["Seccomp"].strip() == "2" and status["NoNewPrivs"].strip() == "1" and status["Umask"].strip() == "0077", "run/all of it confined", status)

# --- As systemd stops it ---
begun = time.monotonic()
server.send_signal(getattr(signal, get("KillSignal", "SIGTERM")))
message = manager.recv(4096)
server.wait(int(get("TimeoutStopSec")))
log.seek(0)
log = log.read()
tap.ok(b"STOPPING=1" in message.split(b"\n"), "stop/tells the manager", message)
tap.ok(server.returncode == 0 and time.monotonic() - begun < int(get("TimeoutStopSec")), "stop/by its signal, in its time", (server.returncode, log[-600:]))
tap.ok(not [line for line in log.splitlines() if '"level":"error"' in line], "stop/no error in its log", log[-1500:])
sys.exit(tap.end())
