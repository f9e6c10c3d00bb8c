#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that two programs may read in two ways, generated, byte by byte on a raw socket: straight at the server, where each is refused or its
connection closed and none is ever two requests; and through nginx as data/server/nginx.conf configures it, where the server must see exactly as many
requests as nginx sent.

  test-smuggling.py TRADEWINDD"""
import collections
import concurrent.futures
import itertools
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

from rest_client import Client, Server, Tap

HERE = os.path.dirname(os.path.abspath(__file__))
tap = Tap()
# Guesses at sign-in are not what is tried here.
server = Server(sys.argv[1], ["--behind-proxy", "--rate-sign-in=0"])
HOST = b"Host: localhost\r\n"
# Nobody else asks for this one: whoever finds it in the counters was smuggled in.
SMUGGLED = b"GET /api/docs HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /api/auth/refresh HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
Case = collections.namedtuple("Case", "name bytes kind")
cases = []


def bad(name, data):
    """To be refused, at once and for good: the connection ends."""
    cases.append(Case(name, data, "bad"))


def strange(name, data):
    """One request that may be answered in any way but once; what follows in the bytes is none."""
    cases.append(Case(name, data, "strange"))


def good(name, data, answers):
    cases.append(Case(name, data, answers))


# --- how long is the body ---
CODINGS = [b"Transfer-Encoding: chunked", b"transfer-encoding: CHUNKED", b"Transfer-Encoding:chunked", b"Transfer-Encoding:\tchunked", b"Transfer-Encoding: chunked ",
           b"Transfer-Encoding: chunked\t", b"Transfer-Encoding: chunked,", b"Transfer-Encoding: ,chunked", b"Transfer-Encoding: chunked, chunked",
           b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: identity, chunked", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: identity",
           b"Transfer-Encoding: x", b"Transfer-Encoding: chunked;q=1", b"Transfer-Encoding: \"chunked\"", b"Transfer-Encoding: 'chunked'", b"Transfer-Encoding:",
           b"Transfer-Encoding: \x0bchunked", b"Transfer-Encoding: chunked\x0b", b"Transfer-Encoding: chun\x00ked", b"Transfer-Encoding: \xe2\x80\xa8chunked",
           b"Transfer-Encoding : chunked", b"Transfer-Encoding\t: chunked", b"\x00Transfer-Encoding: chunked", b" Transfer-Encoding: chunked",
           b"X: y\r\n Transfer-Encoding: chunked", b"Transfer-Encoding:\r\n chunked", b"Transfer-Encoding:\n chunked", b"X: y\nTransfer-Encoding: chunked",
           b"X: y\rTransfer-Encoding: chunked", b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x"]
LENGTHS = {"without length": b"", "length before": b"Content-Length: 6\r\n", "length behind": b"Content-Length: 44\r\n"}
for coding, (where, length) in itertools.product(CODINGS, LENGTHS.items()):
    fields = coding + b"\r\n" + length if where == "length behind" else length + coding + b"\r\n"
    bad(f"coding/{coding!a}/{where}", POST + fields + b"\r\n0\r\n\r\n" + SMUGGLED)
for one, two in itertools.product([b"0", b"3", b"44", b"3,3", b"+3", b"", b"0x3"], [b"0", b"3", b"45", b"-1"]):
    bad(f"lengths/{one!a} and {two!a}", POST + b"Content-Length: " + one + b"\r\nContent-Length: " + two + b"\r\n\r\nabc" + SMUGGLED)
for value in [b"+3", b"-3", b"-0", b"0x3", b"3.0", b"3e0", b"3 3", b"3,3", b"3, 3", b"3;3", b"3_0", b"", b" ", b"three", b"\xef\xbc\x93", b"\xd9\xa3", b"3\x00", b"3\x0b", b"'3'", b"03x",
              b"9223372036854775808", b"18446744073709551615", b"18446744073709551616", b"18446744073709551619", b"99999999999999999999999999", b"1" * 400,
              b"nan", b"inf", b"3\xc2\xa0", b"\xef\xbb\xbf3"]:
    bad(f"length/{value[:30]!a}", POST + b"Content-Length: " + value + b"\r\n\r\nabc" + SMUGGLED)
for name in [b"Content-Length ", b"Content-Length\t", b"\tContent-Length", b" Content-Length", b"Content-Length\x00", b"Content Length", b"Content-Length:", b"(Content-Length)",
             b"Content-L\xc3\xa4nge"]:
    bad(f"length name/{name!a}", POST + name + b": 3\r\n\r\nabc" + SMUGGLED)
for size in [b"3", b"0", b"00003", b"3;a=b", b"3;a=\"b\r\nc\"", b"3 ", b" 3", b"+3", b"-3", b"0x3", b"3g", b"", b"FFFFFFFFFFFFFFFF", b"10000000000000003", b"3\n", b"3\r", b"3;" + b"x" * 4000]:
    bad(f"chunk/{size[:20]!a}", POST + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\nabc\r\n0\r\n\r\n" + SMUGGLED)
for trailer in [b"Content-Length: 5\r\n", b"Host: evil\r\n", b"X\r\n", b" fold\r\n", b"X: y\n"]:
    bad(f"trailer/{trailer!a}", POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailer + b"\r\n" + SMUGGLED)
for version in [b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0"]:
    bad(f"coding in {version.decode()}", b"POST /api/auth/refresh " + version + b"\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED)
for line in [b"Expect: 100-continue, x", b"Expect: x", b"Expect:"]:
    bad(f"expect/{line!a}", POST + line + b"\r\nContent-Length: 3\r\n\r\n")
bad("body where none is taken", GET + HOST + b"Content-Length: 44\r\n\r\n" + SMUGGLED)

# --- where does a line end ---
ENDS = {"LF": b"\n", "CR": b"\r", "CR CR LF": b"\r\r\n", "LF CR": b"\n\r", "VT": b"\x0b", "FF": b"\x0c", "NUL": b"\x00", "NUL CR LF": b"\x00\r\n", "NEL": b"\xc2\x85", "LS": b"\xe2\x80\xa8"}
for name, end in ENDS.items():
    bad(f"end of the request line/{name}", b"GET /healthz HTTP/1.1" + end + HOST + b"\r\n" + SMUGGLED)
    bad(f"end of the first field/{name}", GET + b"Host: localhost" + end + b"X: y\r\n\r\n" + SMUGGLED if name not in ("NEL", "LS") else
        GET + b"Host: localhost" + end + b"\r\n\r\n" + SMUGGLED)
    bad(f"end of the last field/{name}", GET + HOST + b"X\x00: y" + end + b"\r\n" + SMUGGLED)
    bad(f"between length and body/{name}", POST + b"Content-Length: 3" + end + b"X: y\r\n\r\nabc" + SMUGGLED)
# A zero byte and LF are laid out like CR and LF, and read so: two lines, each with its request, but no proxy must pass such bytes on (decision 0015).
for name, start in {"of the request line": b"GET /healthz HTTP/1.1\x00\n" + HOST, "of a field": GET + b"Host: localhost\x00\nX: y\r\n"}.items():
    cases.append(Case(f"end {name}/NUL LF", start + b"\r\n", "not by a proxy"))
for fold in [b" ", b"\t", b"  \t"]:
    for where in ("first", "second", "alone"):
        lines = {"first": b"Host: localhost\r\n" + fold + b"x\r\n", "second": HOST + b"X: y\r\n" + fold + b"Content-Length: 44\r\n", "alone": HOST + fold + b"\r\n"}[where]
        bad(f"folded/{where}/{fold!a}", GET + lines + b"\r\n" + SMUGGLED)

# --- the request line ---
for line in [b"GET  /healthz HTTP/1.1", b"GET /healthz  HTTP/1.1", b"GET\t/healthz HTTP/1.1", b"GET /healthz\tHTTP/1.1", b" GET /healthz HTTP/1.1", b"GET /healthz HTTP/1.1 ", b"GET /healthz HTTP/1.1 x",
             b"GET /healthz x HTTP/1.1", b"GET /healthz", b"GET", b"/healthz HTTP/1.1", b"GET /healthz http/1.1", b"GET /healthz HTTP/1", b"GET /healthz HTTP/1.", b"GET /healthz HTTP/.1",
             b"GET /healthz HTTP/1.2", b"GET /healthz HTTP/1.10", b"GET /healthz HTTP/11.1", b"GET /healthz HTTP/2.0", b"GET /healthz HTTP/3", b"GET /healthz HTTP/0.9", b"GET /healthz HTTP/-1.1",
             b"GET /healthz HTTP/1.1\x00", b"GET /healthz HTCPCP/1.0", b"PRI * HTTP/2.0", b"GET /heal\x00thz HTTP/1.1", b"G\x00ET /healthz HTTP/1.1", b"GET /healthz#x HTTP/1.1",
             b"GET healthz HTTP/1.1", b"GET ?x HTTP/1.1", b"GET * HTTP/1.1", b"GET /healthz/../api/docs HTTP/1.1", b"GET /./healthz HTTP/1.1", b"GET /%2e%2e/healthz HTTP/1.1", b"GET /%2E%2e HTTP/1.1",
             b"GET /x/..%2fhealthz HTTP/1.1", b"GET /%00 HTTP/1.1", b"GET /% HTTP/1.1", b"GET /%g0 HTTP/1.1", b"GET /\x80 HTTP/1.1", b"GET /%c3%28 HTTP/1.1", b"GET /%c0%ae HTTP/1.1", b"GET /\x7f HTTP/1.1",
             b"GET /a\\b HTTP/1.1", b"GET /healthz?a=1&a=2 HTTP/1.1", b"GET /healthz?%ff HTTP/1.1", b"GET /healthz?%00 HTTP/1.1", b"GET http://evil.example/healthz HTTP/1.1", b"GET http://localhost:99/healthz HTTP/1.1",
             b"GET http:///healthz HTTP/1.1", b"GET http:/healthz HTTP/1.1", b"GET ftp://localhost/healthz HTTP/1.1", b"GET file:///etc/passwd HTTP/1.1", b"GET http://u:p@localhost/healthz HTTP/1.1",
             b"CONNECT localhost:22 HTTP/1.1", b"GET /" + b"a" * 9000 + b" HTTP/1.1", b"GET /" + b"%41" * 4000 + b" HTTP/1.1"]:
    bad(f"line/{line[:50]!a}", line + b"\r\n" + HOST + b"\r\n")
for method in [b"get", b"Get", b"TRACE", b"TRACK", b"DEBUG", b"PROPFIND", b"BREW", b"G" * 300, b"GET,POST", b"\"GET\"", b"GE\xc3\x89", b"X-HTTP", b"PATCH", b"PURGE", b"MOVE", b"CONNECT"]:
    strange(f"method/{method[:20]!a}", method + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n")

# --- fields ---
for host in [b"", b"Host:\r\n", b"Host: a b\r\n", b"Host: a,b\r\n", b"Host: localhost\r\nHost: localhost\r\n", b"Host: localhost\r\nhost: evil\r\n", b"Host: u@localhost\r\n", b"Host: localhost/x\r\n",
             b"Host: localhost:x\r\n", b"Host: localhost:99999\r\n", b"Host: local\x00host\r\n", b"Host: [::1\r\n", b"Host: local\thost\r\n", b"Host: <a>\r\n", b"Host : localhost\r\n", b"Host\r\n"]:
    bad(f"host/{host[:40]!a}", GET + host + b"\r\n" + SMUGGLED)
for field in [b": y", b" : y", b"a b: y", b"a\tb: y", b"a(: y", b"a\": y", b"a[: y", b"a{: y", b"a=: y", b"a/: y", b"a@: y", b"\xc3\xa9: y", b"\x80: y", b"a\x00: y", b"a\x01: y", b"a\x7f: y", b"no colon", b"a;b",
              b"X: a\x00b", b"X: a\x01b", b"X: a\x08b", b"X: a\x1bb", b"X: a\x7fb", b"X: a\rb", b"X: a\r\rb", b"Authorization: Bearer a\r\nAuthorization: Bearer b", b"Content-Type: a\r\nContent-Type: b",
              b"If-Match: \"1\"\r\nIf-Match:\x00", b"X: " + b"y" * 20000, b"y" * 20000 + b": x", b"X" * 17000, b"\r\n".join(b"X%d: y" % n for n in range(80)), b"\r\n".join(b"X: y" for n in range(4000))]:
    bad(f"field/{field[:30]!a}", GET + HOST + field + b"\r\n\r\n")
for field in [b"Connection: Content-Length", b"Connection: close, X", b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__", b"Upgrade: websocket\r\nConnection: Upgrade",
              b"Transfer_Encoding: chunked", b"Content_Length: 44", b"Max-Forwards: 0", b"TE: trailers", b"Trailer: Content-Length", b"Keep-Alive: timeout=0", b"X-Forwarded-For: 1.2.3.4, \x22", b"Forwarded: for=\"_\"",
              b"X-HTTP-Method-Override: DELETE", b"X-Original-URL: /api/docs", b"X-Rewrite-URL: /api/docs", b"Range: bytes=0-0,1-1,2-2", b"Proxy-Connection: keep-alive", b"Accept-Encoding: \x80"]:
    strange(f"field/{field[:30]!a}", GET + HOST + field + b"\r\n\r\n")

# --- what is no request at all ---
for name, data in {"TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), "SSH": b"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
                   "an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "zero bytes": bytes(3000), "letters": b"A" * 40000, "high bytes": b"\xff" * 3000, "only CR": b"\r" * 3000,
                   "SMTP": b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n", "PROXY": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + GET + HOST + b"\r\n"}.items():
    bad("no HTTP/" + name, data)

# --- what is allowed, so that not everything is refused ---
good("one", GET + HOST + b"\r\n", 1)
good("absolute form", b"GET http://localhost/healthz HTTP/1.1\r\n" + HOST + b"\r\n", 1)
good("ten in a row", (GET + HOST + b"\r\n") * 10, 10)
good("bodies in a row", (POST + b"Content-Length: 2\r\n\r\n{}") * 3 + GET + HOST + b"\r\n", 4)
good("empty body", POST + b"Content-Length: 0\r\n\r\n" + GET + HOST + b"\r\n", 2)
good("a length with zeros", POST + b"Content-Length: 002\r\n\r\n{}" + GET + HOST + b"\r\n", 2)
good("blanks around a value", GET + b"Host: \t localhost \t \r\n\r\n", 1)


def read_answers(data):
    """[(status, closes)] of the bytes; what is cut off counts. What comes with the end of the connection belongs to the last one: libmicrohttpd writes
    the head of its own refusals twice."""
    answers = []
    while data:
        match = re.match(rb"HTTP/1\.[01] (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n", data)
        if not match:
            answers.append((0, True))
            break
        status, fields = int(match[1]), match[2].lower()
        data = data[match.end():]
        if status == 100:
            continue
        length = re.search(rb"content-length: (\d+)", fields)
        closes = b"connection: close" in fields
        if closes and 400 <= status < 500 and b" 200 OK" not in data:
            data = b""
        elif length:
            data = data[int(length[1]):]
        elif b"transfer-encoding: chunked" in fields:
            end = data.find(b"0\r\n\r\n")
            data = data[end + 5:] if end >= 0 else b""
        elif status not in (204, 304):
            data = b""
        answers.append((status, closes))
    return answers


def send(case, connect, silence):
    """The answers, and whether the connection was ended."""
    got, closed = b"", False
    with connect() as line:
        line.settimeout(silence)
        try:
            line.sendall(case.bytes)
            while True:
                part = line.recv(65536)
                if not part:
                    closed = True
                    break
                got += part
        except TimeoutError:
            pass
        except OSError:
            closed = True
    return read_answers(got), closed


def direct():
    return socket.create_connection(("127.0.0.1", server.port), 10)


def count_requests():
    """Of the counters: all, and those that were smuggled in."""
    text = Client(server.port).get("/metrics").raw.decode()
    lines = [(route, int(n)) for route, n in re.findall(r'tradewind_http_requests_total\{route="([^"]*)",[^}]*\} (\d+)', text)]
    return sum(n for route, n in lines if route != "/metrics"), sum(n for route, n in lines if route.startswith("/api/docs"))


def ask_all(connect, silence):
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        return list(pool.map(lambda case: send(case, connect, silence), cases))


def judge_direct():
    wrong, kinds = [], collections.Counter()
    for case, (answers, closed) in zip(cases, ask_all(direct, 0.7)):
        statuses = [status for status, _ in answers]
        kinds.update(statuses or ["closed"])
        if case.kind == "bad":
            # Silence is right while a head could still go on, and its time is bounded (test-tw-load.c). What was answered was answered once.
            fine = len(answers) <= 1 and all(400 <= status < 500 or status in (501, 505) for status in statuses) and (closed or not answers)
        elif case.kind in ("strange", "not by a proxy"):
            fine = len(answers) == 1 and statuses[0] < 600 and statuses[0] != 500
        else:
            fine = len(answers) == case.kind and all(status in (200, 400, 401) for status in statuses)
        if not fine:
            wrong.append(f"{case.name}: {answers} {'closed' if closed else 'open'}")
    return wrong, kinds


wrong, kinds = judge_direct()
tap.ok(len(cases) >= 300 and len({case.bytes for case in cases}) >= 300, f"direct/{len(cases)} cases")
tap.ok(not wrong, "direct/each refused or closed, none answered twice", "\n".join(wrong))
tap.ok(count_requests()[1] == 0, "direct/nothing smuggled in")
tap.ok(server.process.poll() is None and Client(server.port).get("/healthz").status == 200, "direct/still there")
print("# " + ", ".join(f"{n} × {kind}" for kind, n in sorted(kinds.items(), key=str)))


# --- through nginx ---
class Nginx:
    """nginx with the file that is shipped; only addresses, names and the certificate are put in."""

    def __init__(self, program, folder):
        self.port, self.log = self.free_port(), os.path.join(folder, "requests")
        with open(os.path.join(HERE, "..", "..", "data", "server", "nginx.conf"), encoding="utf-8") as file:
            text = file.read()
        for pattern, by in [(r"server 127\.0\.0\.1:8470;", f"server 127.0.0.1:{server.port};"), (r"listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
                            (r"\n *listen \[::\][^;]*;", ""), (r"listen 80;", f"listen 127.0.0.1:{self.free_port()};"), (r"crm\.example\.org;", "localhost;"),
                            (r"/etc/ssl/[^;]*fullchain\.pem", os.path.join(HERE, "data", "test-certificate.pem")),
                            (r"/etc/ssl/[^;]*key\.pem", os.path.join(HERE, "data", "test-key.pem"))]:
            text, n = re.subn(pattern, by, text)
            assert n, pattern
        main = os.path.join(folder, "nginx.conf")
        with open(main, "w", encoding="utf-8") as file:
            file.write(f"{'user root;' if os.getuid() == 0 else ''} worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
                       "events { worker_connections 512; }\n"
                       "http {\n  log_format seen '$upstream_status';\n"
                       f"  access_log {self.log} seen;\n"
                       + "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) + text + "\n}\n")
        self.process = subprocess.Popen([program, "-p", folder, "-c", main], stderr=subprocess.PIPE, text=True)
        self.context = ssl._create_unverified_context()
        for _ in range(100):
            try:
                self.connect().close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("nginx did not start: " + self.process.stderr.read())

    @staticmethod
    def free_port():
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return listener.getsockname()[1]

    def connect(self):
        return self.context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 10))

    def count_sent(self):
        """Requests that it handed on: each try is one."""
        with open(self.log, encoding="utf-8") as file:
            return sum(len([s for s in re.split(r"[,: ]+", line.strip()) if s.isdigit()]) for line in file)

    def close(self):
        self.process.terminate()
        self.process.wait(30)


program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
if program is None:
    tap.skip("nginx", "nginx is missing: run tools/install-deps check")
else:
    folder = os.path.join(server.folder.name, "nginx")
    os.mkdir(folder)
    nginx = Nginx(program, folder)
    before, _ = count_requests()
    wrong, kinds = [], collections.Counter()
    for case, (answers, closed) in zip(cases, ask_all(nginx.connect, 0.9)):
        statuses = [status for status, _ in answers]
        kinds.update(statuses or ["closed"])
        # A line without a version is answered without a head, as HTTP/0.9 was.
        if (0 in statuses and case.name != "line/b'GET /healthz'") or any(status >= 500 and status not in (501, 505) for status in statuses) or (isinstance(case.kind, int) and len(answers) != case.kind) \
                or (case.kind == "not by a proxy" and statuses not in ([400], [])):
            wrong.append(f"{case.name}: {answers}")
    time.sleep(0.3)
    nginx.process.send_signal(1)
    time.sleep(0.2)
    seen, sent = count_requests()[0] - before, nginx.count_sent()
    tap.ok(not wrong, "nginx/no failure, and what is good is answered", "\n".join(wrong))
    tap.ok(seen == sent, "nginx/the server saw what nginx sent, no more and no less", f"seen {seen}, sent {sent}")
    tap.ok(server.process.poll() is None and Client(server.port).get("/healthz").status == 200, "nginx/still there")
    print(f"# {sent} handed on; " + ", ".join(f"{n} × {kind}" for kind, n in sorted(kinds.items(), key=str)))
    nginx.close()
tap.ok(server.close() == 0, "stop")
sys.exit(tap.end())
