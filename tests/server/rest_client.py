# SPDX-License-Identifier: GPL-3.0-or-later
"""A server for one test program, and a client of it."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import struct
import subprocess
import tempfile
import time
import urllib.parse

import left_behind
import postgres

PASSWORD = "a-long-enough pass-phrase 9"


def read_invitation(line):
    """From what the server says at its first start: the invitation stands in a file."""
    with open(line.split()[-1], encoding="utf-8") as file:
        return file.read().strip()


def code(secret, steps=0):
    """What an authenticator shows, by RFC 6238 and another hand than the server's."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 10**6:06}"


class Answer:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw

    @property
    def body(self):
        return json.loads(self.raw)


class Client:
    def __init__(self, port, token=None):
        self.port, self.token = port, token
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.asked = 0

    def ask(self, method, path, body=None, query=None, headers=None, raw=None):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        given = dict(headers or {})
        if self.token:
            given["Authorization"] = "Bearer " + self.token
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            given.setdefault("Content-Type", "application/json")
        # The server hangs up where nobody asked anything for a while.
        if time.monotonic() - self.asked > 20:
            self.line.close()
        self.line.request(method, path, data, given)
        got = self.line.getresponse()
        self.asked = time.monotonic()
        return Answer(got.status, got.headers, got.read())

    def get(self, path, **query):
        return self.ask("GET", path, query=query)


class Server:
    def __init__(self, program, options=(), env=None, before=None):
        """In the environment {folder} is that of the server; before: run in its process before it begins."""
        self.folder = tempfile.TemporaryDirectory()
        left_behind.folder(self.folder.name)
        self.process = subprocess.Popen([program, "--data", self.folder.name, "--port", "0", "--currency", "EUR",
                                         *postgres.options(self.folder.name), *options], stdout=subprocess.PIPE,
                                        env={**os.environ, **{key: value.format(folder=self.folder.name) for key, value in (env or {}).items()}},
                                        stderr=subprocess.DEVNULL, text=True, preexec_fn=before)
        left_behind.process(self.process.pid)
        invitation = read_invitation(self.process.stdout.readline())
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.admin = self.accept(invitation)

    def accept(self, invitation):
        answer = Client(self.port).ask("POST", "/api/auth/accept", {"token": invitation, "password": PASSWORD})
        assert answer.status == 200, answer.raw
        return Client(self.port, answer.body["access_token"])

    def close(self):
        self.process.terminate()
        code = self.process.wait(30)
        self.folder.cleanup()
        return code


class Tap:
    def __init__(self):
        self.count, self.failed = 0, 0

    def ok(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} {name}", flush=True)
        if not good:
            for line in str(why).splitlines()[:12]:
                print("# " + line[:600], flush=True)
        return good

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} {name} # SKIP {why}", flush=True)

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0
