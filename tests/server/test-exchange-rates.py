#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange rates that the server fetches by itself, from a server of this test; once for each day, whatever comes."""
import http.server
import socket
import subprocess
import sys
import threading
import time

from rest_client import Server, Tap

RATES = {"USD": "1.1604", "JPY": "171.25", "GBP": "0.8731", "CHF": "0.9402", "XXQ": "3", "SEK": "nonsense"}
tap = Tap()
crm = "/api/crm/"
answer = {"status": 200, "body": ""}


def page(day, rates):
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
    return (f"<?xml version='1.0' encoding='UTF-8'?><gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01'>"
            f"<gesmes:subject>Reference rates</gesmes:subject><Cube><Cube time='{day}'>{cubes}</Cube></Cube></gesmes:Envelope>")


class Bank(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(answer["status"])
        self.end_headers()
        self.wfile.write(answer["body"].encode())

    def log_message(self, *words):
        pass


bank = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bank)
threading.Thread(target=bank.serve_forever, daemon=True).start()
answer["body"] = page("2026-11-20", RATES)
server = Server(sys.argv[1], ["--exchange-rates", f"http://127.0.0.1:{bank.server_port}/daily.xml"])
api = server.admin


def rates():
    rows = api.get(crm + "exchange_rates", limit=1000).body["items"]
    return {(r["from_currency"], r["to_currency"], r["at"][:10]): r["rate"] for r in rows if r["source"] == "127.0.0.1"}


def wait(question):
    end = time.time() + 30
    while time.time() < end and not question():
        time.sleep(0.05)
    return question()


def run(of=None, payload=None):
    """An order of its own; what became of it."""
    of = of or api
    job = crm + "jobs/" + of.ask("POST", crm + "jobs", {"title": "Now", "kind": "exchange_rates", "payload": payload}).body["id"]
    wait(lambda: of.get(job).body["status"] in ("done", "failed") or of.get(job).body["attempts"] > 0 and of.get(job).body["last_error"])
    return of.get(job).body


active = {r["code"] for r in api.get(crm + "currencies", where="active", limit=1000).body["items"]}
wanted = {c: r for c, r in RATES.items() if c in active and c not in ("XXQ", "SEK")}
tap.ok(len(wanted) >= 3, "some are active", active)
orders = [j for j in api.get(crm + "jobs", limit=1000).body["items"] if j["kind"] == "exchange_rates"]
tap.ok(len(orders) == 1 and orders[0]["every"] == 1440, "ordered for each day", orders)
done = run()
tap.ok(done["status"] == "done" and len(rates()) == len(wanted), "fetched", (done, rates()))
got = rates()
tap.ok(str(got.get(("EUR", "USD", "2026-11-20"))) == "1.1604", "as published", got)
tap.ok(abs(float(got.get(("GBP", "EUR", "2026-11-20"), 0)) - 1 / 0.8731) < 1e-6, "turned round when it is below one", got)
before = dict(got)
done = run()
tap.ok(done["status"] == "done" and rates() == before, "the same day again adds nothing", done)
answer["body"] = page("2026-11-21", {**RATES, "USD": "1.2"})
run()
tap.ok(len(rates()) == 2 * len(wanted) and str(rates()[("EUR", "USD", "2026-11-21")]) == "1.2", "another day is added", rates())
before = rates()
for name, status, body in (("no markup", 200, "oops <"), ("other markup", 200, "<html><body>Maintenance</body></html>"), ("too long", 200, "x" * 3000000),
                           ("nothing", 200, ""), ("an error", 503, page("2026-11-22", RATES))):
    answer.update(status=status, body=body)
    done = run()
    tap.ok(done["status"] != "done" and done["last_error"] and rates() == before, "refused: " + name, done)
answer.update(status=200, body=page("2026-11-21", {**RATES, "USD": "1.3"}))
one = next(r for r in api.get(crm + "exchange_rates", limit=1000).body["items"] if r["to_currency"] == "USD" and r["at"][:10] == "2026-11-21")
api.ask("PATCH", crm + "exchange_rates/" + one["id"], {"rate": "1.25"})
run()
tap.ok(str(rates()[("EUR", "USD", "2026-11-21")]) == "1.25", "what a person changed stays", rates())

# --- A server that answers a byte at a time, in the head or in the body, does not hold the jobs: never so long without a byte as to be given up ---
def drip(head, stop, asked=None):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while not stop.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            if asked:
                asked.set()
            with peer:
                try:
                    peer.sendall(head)
                    while not stop.wait(0.1):
                        peer.sendall(b"x")
                except OSError:
                    pass
    threading.Thread(target=serve, daemon=True).start()
    return listener


for name, head in (("head", b"HTTP/1.1 200 OK\r\nX-Slow: "), ("body", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")):
    stop = threading.Event()
    listener = drip(head, stop)
    slow = Server(sys.argv[1], ["--exchange-rates", f"http://127.0.0.1:{listener.getsockname()[1]}/daily.xml"])
    begun = time.time()
    done = run(slow.admin, {"seconds": 1})
    tap.ok(done["status"] != "done" and "too long" in (done["last_error"] or "") and time.time() - begun < 15, "slow/" + name, done)
    stop.set()
    listener.close()
    tap.ok(slow.close() == 0, f"slow/{name}/ends well")

    # Nor does it hold the server, which is told to end in the middle.
    stop, asked = threading.Event(), threading.Event()
    listener = drip(head, stop, asked)
    slow = Server(sys.argv[1], ["--exchange-rates", f"http://127.0.0.1:{listener.getsockname()[1]}/daily.xml"])
    slow.admin.ask("POST", crm + "jobs", {"title": "Now", "kind": "exchange_rates", "payload": {"seconds": 3600}})
    fetches = asked.wait(30)
    begun = time.monotonic()
    slow.process.terminate()
    try:
        code = slow.process.wait(10)
    except subprocess.TimeoutExpired:
        code = "it goes on"
    tap.ok(fetches and code == 0, f"slow/{name}/ends in the middle", (fetches, code))
    print(f"# {(time.monotonic() - begun) * 1000:.0f} ms")
    stop.set()
    listener.close()
    slow.close()

# --- Amounts are converted by what was fetched, where others were entered the other way round before; and from local midnight on ---
CONVERTED = 'convert(price, "USD") > 1499 USD and convert(price, "USD") < 1501 USD'
day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 2 * 86400))
answer["body"] = page(day, {**RATES, "USD": "1.5"})
other = Server(sys.argv[1], ["--currency", "USD", "--exchange-rates", f"http://127.0.0.1:{bank.server_port}/daily.xml"], env={"TZ": "America/New_York"})
try:
    site = other.admin
    pump = site.ask("POST", crm + "products", {"name": "Pump", "sku": "P-1", "price": {"amount": "1000", "currency": "EUR"}})
    tap.ok(pump.status == 201, "dollars/a price in euros", pump.raw)
    before = site.get(crm + "products", where=CONVERTED).body["items"]
    done = run(site)
    rows = site.get(crm + "exchange_rates", where='from_currency = "EUR" and to_currency = "USD"').body["items"]
    tap.ok(done["status"] == "done" and len(rows) == 1 and rows[0]["at"][:10] == day and rows[0]["at"][11:16] in ("04:00", "05:00"),
           "dollars/from midnight there", (done, rows))
    got = site.get(crm + "products", where=CONVERTED).body["items"]
    tap.ok(before == [] and len(got) == 1, "dollars/converted at the fetched rate", (before, got))
finally:
    code = other.close()
tap.ok(code == 0, "dollars/ends well", code)
code = server.close()
tap.ok(code == 0, "ends well", code)
bank.shutdown()
sys.exit(tap.end())
