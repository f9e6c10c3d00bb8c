#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends reaches open connections: both kinds of streams are cut within five seconds, and only those that it concerns."""
import os
import pty
import select
import socket
import stat
import subprocess
import sys
import tempfile
import time
import uuid

import left_behind
import postgres
from rest_client import PASSWORD, Client, Server, Tap

tap = Tap()
server = Server(sys.argv[1])
api = server.admin
auth = "/api/auth/"
LIMIT = 5


def check(title, answer, wanted):
    tap.ok(answer.status == wanted, title, f"{answer.status} {answer.raw[:500]}")
    return answer


class Stream:
    def __init__(self, path, token):
        self.line = socket.create_connection(("127.0.0.1", server.port), 30)
        self.line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.got = b""
        while b": open" not in self.got:
            part = self.line.recv(4096)
            assert part, self.got
            self.got += part

    def is_cut(self, seconds):
        """Whether the server ends it in time: the last chunk came, or the connection is closed."""
        self.line.settimeout(0.1)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                part = self.line.recv(4096)
                if not part or part.endswith(b"0\r\n\r\n"):
                    return True
            except TimeoutError:
                pass
            except ConnectionError:
                return True
        return False


class Person:
    def __init__(self, name):
        self.email = f"{uuid.uuid4().hex}@site.example"
        self.id = api.ask("POST", "/api/crm/users", {"name": name, "email": self.email}).body["id"]
        invitation = api.ask("POST", auth + "invitations", {"user": self.id}).body["token"]
        self.client = server.accept(invitation)

    def sign_in(self):
        """Another device of the same person."""
        answer = Client(server.port).ask("POST", auth + "sign-in", {"email": self.email, "password": PASSWORD})
        assert answer.status == 200, answer.raw
        return Client(server.port, answer.body["access_token"]), answer.body["session"]


def end_one(person, other, session):
    return person.client.ask("DELETE", auth + "sessions/" + session)


def sign_out(person, other, session):
    return other.ask("POST", auth + "sign-out", {})


def change_password(person, other, session):
    return person.client.ask("POST", auth + "password", {"old": PASSWORD, "new": PASSWORD + " and more"})


def disable(person, other, session):
    return api.ask("PATCH", "/api/crm/users/" + person.id, {"active": False})


def delete(person, other, session):
    return api.ask("DELETE", "/api/crm/users/" + person.id)


def by_administrator(person, other, session):
    return api.ask("DELETE", f"/api/admin/users/{person.id}/sessions/{session}")


ways = [("session revoked", end_one), ("signed out", sign_out), ("password changed", change_password), ("user disabled", disable),
        ("user deleted", delete), ("ended by an administrator", by_administrator)]
watcher = Person("Witness")
paths = ["/api/events", "/sync/v1/events"]
kept = [Stream(path, watcher.client.token) for path in paths]
for name, way in ways:
    person = Person(name)
    other, session = person.sign_in()
    streams = [Stream(path, other.token) for path in paths]
    answer = way(person, other, session)
    tap.ok(answer.status in (200, 204), f"{name}/done", answer.raw)
    begun = time.monotonic()
    for path, stream in zip(paths, streams):
        tap.ok(stream.is_cut(LIMIT - (time.monotonic() - begun)), f"{name}{path} is cut")
    check(f"{name}/refused", other.get(auth + "me"), 401)
for path, stream in zip(paths, kept):
    tap.ok(not stream.is_cut(0.3), f"somebody else's {path} goes on")

# --- a session that ended opens no stream, and one that ends while it opens does not keep it ---
person = Person("Quick")
other, session = person.sign_in()
end_one(person, other, session)
for path in paths:
    check(f"ended before{path}", other.get(path), 401)

# --- keys ---
key = watcher.client.ask("POST", auth + "keys", {"name": "k", "scopes": "*:read"}).body
holder = Client(server.port, key["key"])
check("key/good", holder.get(auth + "me"), 200)
for path in paths:
    check(f"key/opens no{path}", holder.get(path), 403)
check("key/revoked", watcher.client.ask("DELETE", auth + "keys/" + key["id"]), 204)
check("key/refused", holder.get(auth + "me"), 401)

# --- the first invitation ---
folder = server.folder.name
tap.ok(not os.path.exists(os.path.join(folder, "first-invitation")), "invitation/gone when it was accepted")
tap.ok(stat.S_IMODE(os.stat(os.path.join(folder, "server.key")).st_mode) == 0o600
       and os.path.getsize(os.path.join(folder, "server.key")) == 32, "secret/whole and nobody else's")
tap.ok(not [name for name in os.listdir(folder) if name.startswith(("server.key.", "first-invitation."))], "secret/nothing left over",
       os.listdir(folder))
tap.ok(server.close() == 0, "stop")


def first_start(output):
    folder = tempfile.TemporaryDirectory()
    left_behind.folder(folder.name)
    process = subprocess.Popen([sys.argv[1], "--data", folder.name, "--port", "0", "--currency", "EUR", *postgres.options(folder.name)],
stdout=output, stderr=subprocess.PIPE, text=True)
    left_behind.process(process.pid)
    return folder, process


folder, process = first_start(subprocess.PIPE)
told = process.stdout.readline() + process.stdout.readline()
file = os.path.join(folder.name, "first-invitation")
with open(file, encoding="utf-8") as text:
    token = text.read().strip()
tap.ok(stat.S_IMODE(os.stat(file).st_mode) == 0o600 and token.startswith("twi_"), "invitation/in a file of its own")
process.terminate()
log = process.communicate(timeout=30)[1]
tap.ok(token not in told + log and file in told, "invitation/not where the journal is", told + log)
folder.cleanup()

master, slave = pty.openpty()
folder, process = first_start(slave)
os.close(slave)
told = b""
while b"Listening" not in told and select.select([master], [], [], 30)[0]:
    told += os.read(master, 4096)
with open(os.path.join(folder.name, "first-invitation"), encoding="utf-8") as text:
    token = text.read().strip()
tap.ok(token.encode() in told, "invitation/shown at a terminal", told)
process.terminate()
process.communicate(timeout=30)
os.close(master)
folder.cleanup()
sys.exit(tap.end())
