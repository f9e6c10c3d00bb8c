# SPDX-License-Identifier: GPL-3.0-or-later
"""A server, devices and a bad line between them, as processes: for the test that kills them and for the benchmark."""
import json
import os
import random
import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import left_behind
import postgres
from rest_client import read_invitation

PASSWORD = "correct horse battery staple 8470"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """tradewindd on a port that stays the same over restarts."""

    def __init__(self, build, folder, options=()):
        self.program, self.options = os.path.join(build, "src", "server", "tradewindd"), list(options)
        self.folder, self.port, self.process, self.token, self.user = folder, free_port(), None, None, None
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(folder + ".log", "ab")

    def start(self):
        self.process = subprocess.Popen([self.program, "--data", self.folder, "--port", str(self.port), "--currency", "EUR",
                                         *postgres.options(self.folder), *self.options],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        left_behind.process(self.process.pid)
        invitation = None
        for line in self.process.stdout:
            if "invitation" in line:
                invitation = read_invitation(line)
            if "Listening" in line:
                break
        else:
            raise RuntimeError("the server did not start: " + open(self.folder + ".log", errors="replace").read()[-2000:])
        if invitation and not self.token:
            self.accept(invitation)

    def accept(self, invitation):
        session = self.request("POST", "/api/auth/accept", {"token": invitation, "password": PASSWORD})
        self.user = session["user"]["id"]
        self.keep(session)

    def keep(self, session):
        self.token, self.refresh, self.since = session["access_token"], session["refresh_token"], time.monotonic()

    def fresh_token(self):
        """A token lives for fifteen minutes; the server must be running when it is old."""
        if time.monotonic() - self.since > 300:
            self.keep(self.request("POST", "/api/auth/refresh", {"refresh_token": self.refresh}))
        return self.token

    def request(self, method, path, body=None, token=None):
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(body).encode() if body is not None else None)
        request.add_header("Content-Type", "application/json")
        if token or self.token:
            request.add_header("Authorization", "Bearer " + (token or self.token))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read()[:500]}") from None
        return json.loads(text) if text else None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status


class Device:
    """A client's process; what it said is kept over its deaths."""

    def __init__(self, build, folder, name):
        self.program = os.path.join(build, "tests", "server", "sync-client")
        self.folder, self.name, self.process = os.path.join(folder, name), name, None
        self.wrote, self.errors, self.seen = [], [], {}
        self.answers = None

    def start(self, url, server, options=()):
        self.answers, self.condition = [], threading.Condition()
        self.process = subprocess.Popen([self.program, "--data", self.folder, "--server", url, "--user", server.user, "--token", server.token, *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(self.folder + ".log", "ab"), text=True,
                                        bufsize=1)
        left_behind.process(self.process.pid)
        self.thread = threading.Thread(target=self.read, args=(self.process.stdout, self.answers, self.condition), daemon=True)
        self.thread.start()

    def read(self, stream, answers, condition):
        for line in stream:
            if not line.endswith("\n"):
                break
            line = line[:-1]
            with condition:
                if line.startswith("wrote "):
                    self.wrote.append(tuple(line.split()[1:]))
                elif line.startswith("seen "):
                    _, record, ticks = line.split()
                    self.seen[record] = int(ticks)
                    condition.notify_all()
                    continue
                elif line.startswith("error "):
                    self.errors.append(line)
                answers.append(line)
                condition.notify_all()
        with condition:
            answers.append(None)
            condition.notify_all()

    def send(self, command):
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def wait_for(self, prefix, timeout=120):
        """The lines up to the one that begins so, which is the last of them."""
        end = time.monotonic() + timeout
        with self.condition:
            while True:
                for i, line in enumerate(self.answers):
                    if line is None or line.startswith(prefix) or line.startswith("error "):
                        lines, self.answers[:i + 1] = self.answers[:i + 1], []
                        if line is None:
                            raise RuntimeError(f"{self.name} ended")
                        if line.startswith("error "):
                            raise RuntimeError(f"{self.name}: {line}")
                        return lines
                if not self.condition.wait(max(0, end - time.monotonic())) and time.monotonic() >= end:
                    raise TimeoutError(f"{self.name}: no “{prefix}” within {timeout} s; it said {self.answers[-5:]}")

    def ask(self, command, timeout=120):
        self.send(command)
        return self.wait_for("ok " + command.split()[0], timeout)

    def wait_seen(self, record, timeout=30):
        end = time.monotonic() + timeout
        with self.condition:
            while record not in self.seen:
                if not self.condition.wait(max(0, end - time.monotonic())) and time.monotonic() >= end:
                    raise TimeoutError(f"{self.name} did not see {record}")
            return self.seen.pop(record)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.thread.join()
        self.process.stdin.close()
        self.process.stdout.close()

    def quit(self):
        self.send("quit")
        status = self.process.wait(timeout=60)
        self.thread.join()
        self.process.stdin.close()
        self.process.stdout.close()
        return status


class Line:
    """A proxy that delays, cuts and swallows what goes through it, until it is told to be calm.

    delay: seconds that each piece needs, always; without: path that is never let through; holds: path whose answers are kept until they
    have ended, as some proxies do; begun: how many of them had a beginning. What was asked for stands in paths."""

    def __init__(self, target, seed, calm=False, delay=0, without=None, holds=None):
        self.target, self.random, self.calm, self.lock = target, random.Random(seed), calm, threading.Lock()
        self.delay, self.without, self.paths = delay, without, []
        self.holds, self.held, self.begun = holds, set(), 0
        self.pairs, self.counts = set(), {"bytes": 0, "connections": 0, "cut": 0, "swallowed": 0, "delayed": 0, "refused": 0}
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(near,), daemon=True).start()

    def connect(self, near):
        try:
            if self.happens("refused", 0.05):
                near.close()
                return
            far = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            far.settimeout(None)
        except OSError:
            near.close()
            return
        for s in near, far:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            self.counts["connections"] += 1
            self.pairs.add((near, far))
        ways = [threading.Thread(target=self.carry, args=way, daemon=True) for way in ((near, far, True), (far, near, False))]
        for way in ways:
            way.start()
        for way in ways:
            way.join()
        with self.lock:
            self.pairs.discard((near, far))
        near.close()
        far.close()

    def happens(self, what, probability):
        with self.lock:
            if self.calm or self.random.random() >= probability:
                return False
            self.counts[what] += 1
            return True

    def note(self, data):
        """FALSE: such a request does not go through."""
        paths = [path.decode() for path in re.findall(rb"^(?:GET|POST|PUT|HEAD) (\S+) HTTP/1.1\r", data, re.MULTILINE)]
        with self.lock:
            self.paths += paths
        return not (self.without and any(path.startswith(self.without) for path in paths))

    def carry(self, source, sink, asks):
        """A piece is passed on late, in part, or not at all; after the latter two the connection ends, as a broken one does."""
        kept = b""
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.counts["bytes"] += len(data)
                if asks and not self.note(data):
                    break
                if asks and self.holds and self.holds.encode() in data:
                    self.held.add(sink)
                if source in self.held:
                    with self.lock:
                        self.begun += not kept
                    kept += data
                    if not kept.endswith(b"\r\n0\r\n\r\n"):
                        continue
                    data, kept = kept, b""
                if self.delay:
                    time.sleep(self.delay)
                if self.happens("delayed", 0.10):
                    time.sleep(self.random.uniform(0.005, 0.15))
                if self.happens("swallowed", 0.03):
                    break
                if self.happens("cut", 0.03):
                    sink.sendall(data[:self.random.randrange(len(data))])
                    break
                sink.sendall(data)
        except OSError:
            pass
        for s in source, sink:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut_all(self):
        with self.lock:
            pairs = list(self.pairs)
        for pair in pairs:
            for s in pair:
                try:
                    s.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def close(self):
        self.listener.close()
        self.cut_all()
