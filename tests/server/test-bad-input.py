#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad tokens and bad words at every kind of entrance: refused or kept as they are, never a 500, never a server that is gone.

  test-bad-input.py TRADEWINDD [--long]      --long: 5,000 for each kind of entrance, else 250; TW_SEED
"""
import base64
import collections
import gzip
import json
import os
import random
import sys
import time
import urllib.parse
import uuid
import zlib

from rest_client import Client, Server, Tap

EACH = 5000 if "--long" in sys.argv else 250
rng = random.Random(int(os.environ.get("TW_SEED", "5")))
tap = Tap()
server = Server(sys.argv[1])
api = server.admin
crm = "/api/crm/"
stage = api.get(crm + "deal_stages", where='kind = "open"', limit=1).body["items"][0]["id"]


def join(name):
    one = api.ask("POST", crm + "users", {"name": name, "email": name + "@site.example"}).body["id"]
    invitation = api.ask("POST", "/api/auth/invitations", {"user": one}).body["token"]
    return Client(server.port).ask("POST", "/api/auth/accept", {"token": invitation, "password": "a-long-enough pass-phrase 9"}).body


# --- Tokens ---
signed = join("tokens")
good, nobody = signed["access_token"], Client(server.port)
raw = base64.urlsafe_b64decode(good[4:] + "==")


def token(data):
    return "twa_" + base64.urlsafe_b64encode(data).decode().rstrip("=")


forged = [token(raw[:i] + bytes([raw[i] ^ (1 << rng.randrange(8))]) + raw[i + 1:]) for i in range(len(raw))]
forged += [token(raw[:n]) for n in (0, 1, 16, 40, 71)] + [token(raw + b"\0"), token(raw * 2), token(bytes(72)), good[:-1], good + "=", good + "AA", good.upper(),
           "twk_" + good[4:], "twr_" + good[4:], signed["refresh_token"], "twa_", "", "null", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.",
           token(raw[:16] + uuid.UUID(api.get("/api/auth/me").body["id"]).bytes + raw[32:])]
wrong = [t for t in forged for path in ("/api/auth/me", "/sync/v1/snapshot", crm + "deals") if Client(server.port, t).get(path).status != 401]
tap.ok(not wrong, f"token/{len(forged)} forged ones are refused", wrong[:5])
for header in ("Basic " + good, "Bearer", "Bearer  " + good, good, "bearer\t" + good):
    tap.ok(nobody.ask("GET", "/api/auth/me", headers={"Authorization": header}).status == 401, "token/header " + header[:8])
device = str(uuid.uuid4())
mine = Client(server.port, good)
tap.ok(mine.ask("POST", "/sync/v1/clients", {"client": device, "name": "d", "schema": "1"}).status == 204, "token/good one")


def push(client, n, stamp=None, **fields):
    now = int(time.time() * 1e6) if stamp is None else stamp
    return client.ask("POST", "/sync/v1/push", {"protocol": 1, "client": device, "schema": "1", "sent_at": now, "mutations": [
        {"n": n, "commit": fields.pop("commit", str(uuid.uuid4())), "stamp": 0, "at": now, "origin": 0, "atomic": True, "title": "t", "ops": [
            {"op": "add", "e": 160, "id": str(uuid.uuid4()), "f": {"10": [None, "x"]}}]}], **fields})


first = nobody.ask("POST", "/api/auth/refresh", {"refresh_token": signed["refresh_token"]})
tap.ok(first.status == 200, "token/renewed", first.raw)
tap.ok(push(Client(server.port, first.body["access_token"]), 1).body["acked"] == 1, "token/push")
again = nobody.ask("POST", "/api/auth/refresh", {"refresh_token": first.body["refresh_token"]})
reused = nobody.ask("POST", "/api/auth/refresh", {"refresh_token": signed["refresh_token"]})
tap.ok(again.status == 200 and reused.status == 401, "token/a renewed one is good once", f"{again.status} {reused.status}")
tap.ok(Client(server.port, again.body["access_token"]).get("/sync/v1/pull").status == 401, "token/used twice ends the family")
signed = nobody.ask("POST", "/api/auth/sign-in", {"email": "tokens@site.example", "password": "a-long-enough pass-phrase 9"}).body
mine = Client(server.port, signed["access_token"])
tap.ok(push(mine, 2).body["acked"] == 2, "token/after signing in again the device goes on")
commit = str(uuid.uuid4())
tap.ok(mine.ask("POST", "/api/auth/sign-out", {}).status == 204 and push(mine, 3, commit=commit).status == 401, "token/signed out in the middle of a sync")
signed = nobody.ask("POST", "/api/auth/sign-in", {"email": "tokens@site.example", "password": "a-long-enough pass-phrase 9"}).body
mine = Client(server.port, signed["access_token"])
tap.ok(push(mine, 3, commit=commit).body["acked"] == 3, "token/what was not sent goes later, once")
tap.ok(push(mine, 3, commit=commit).body["acked"] == 3, "token/and is answered again")
tap.ok(push(api, 4).status == 403, "token/a device of somebody else")
cursor = mine.get("/sync/v1/snapshot").body["cursor"]
tap.ok(api.get("/sync/v1/pull", cursor=cursor).status == 410, "token/a cursor of somebody else")
for n, at in enumerate((0, -2**63, 2**63 - 1, int((time.time() - 3600) * 1e6), int((time.time() + 3600) * 1e6)), 4):
    answer = push(mine, n, at)
    tap.ok(answer.status == 200 and answer.body["acked"] == n, f"clock/{at}", answer.raw)
tap.ok(push(mine, 99).body["problem"] == "gap", "lies/a gap")
tap.ok(push(mine, 3).body["problem"] == "client-forked", "lies/a number again")
tap.ok(push(mine, 9, epoch=str(uuid.uuid4())).body["problem"] == "epoch", "lies/another epoch")
for protocol in (0, 2, 99):
    answer = mine.ask("POST", "/sync/v1/push", {"protocol": protocol, "client": device, "sent_at": 0, "mutations": []})
    tap.ok(answer.status == 426 and answer.body["detail"].count(". ") <= 1, f"version/{protocol}", answer.raw)
for schema, status in (("99+0", 426), ("2", 426), ("1+999999", 200), ("", 200), ("x", 200)):
    answer = mine.ask("POST", "/sync/v1/push", {"protocol": 1, "client": device, "schema": schema, "sent_at": 0, "mutations": []})
    tap.ok(answer.status == status, f"version/schema {schema}", answer.raw)
tap.ok(mine.ask("POST", "/sync/v1/clients", {"client": str(uuid.uuid4()), "schema": "99+0"}).status == 426, "version/a device of a newer program")
other = api.get("/api/auth/me").body["id"]
for person in (other, "", "x"):
    tap.ok(mine.get("/sync/v1/pull", cursor=cursor, person=person).status == 403 and mine.get("/sync/v1/snapshot", person=person).status == 403,
           f"lies/pulling on a device of “{person[:1]}”")
    tap.ok(mine.ask("POST", "/sync/v1/clients", {"client": str(uuid.uuid4()), "person": person}).status == 403, f"lies/registering it for “{person[:1]}”")

# --- Words ---
WORDS = ["", " ", "\0", "a\0b", "'", "\"", "' OR '1'='1", "'; DROP TABLE \"e21\"; --", "\" , \"b", "1; ATTACH DATABASE '/tmp/x' AS x", "<script>alert(1)</script>",
         "<b>&amp;</b>", "<span foreground='red'>", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "a\r\nSet-Cookie: x=1", "%0d%0aX: y", "../../../etc/passwd",
         "..%2f..%2fetc", "/etc/passwd\0.txt", "\u202eevil", "\u2066x\u2069", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udc00\ud800", "\U0010ffff", "e\u0301" * 40,
         "Z" + "\u0300" * 200, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "-0", "NaN",
         "Infinity", "0x10", "1_000", "٣", "0000-01-01", "9999-12-31T23:59:60Z", "10000-01-01", "2026-02-30", "0000-00-00T00:00:00Z", "%s%n%x", "{{7*7}}", "${jndi:x}",
         "`id`", "$(id)", "|id", "x" * 5000, "\t\n\v\f\r", "\x1b[31m", "\x7f", "null", "true", "undefined", "None", "me", "id", "deleted", "[]", "{}", "(" * 300, "not " * 500,
         "1" + "+1" * 900, "count(" * 60, "name = " * 90, "-" * 900, "a.b.c.d.e.f.g", "name ~= \"" + "a" * 900 + "\"", "similar to", "\"" + "%" * 900 + "\""]
for where in ("name contains \"%s\"" % ("%_" * 400), "sum(deals.amount) > 0", "now() - 99999999999 days < now()", "1/0 = 1", "amount * 9999999999999 > 1 EUR"):
    WORDS.append(where)
DEEP = ["[" * n + "]" * n for n in (31, 33, 5000, 100000)] + ["{\"a\":" * n + "1" + "}" * n for n in (33, 20000)]
counts, bad, kept = collections.Counter(), [], []


def take(kind, answer):
    counts[kind] += 1
    if answer.status >= 500:
        bad.append(f"{kind}: {answer.status} {answer.raw[:200]}")
    media = answer.headers.get("Content-Type", "")
    if answer.raw and b"<script>" in answer.raw and "json" not in media:
        bad.append(f"{kind}: markup as {media}")
    if "Set-Cookie" in answer.headers:
        bad.append(f"{kind}: a header of the word")
    return answer


def word():
    one = rng.choice(WORDS)
    return one if rng.random() < 0.6 else one + rng.choice(WORDS) if rng.random() < 0.5 else "".join(chr(rng.choice([rng.randrange(1, 128), rng.randrange(0x20, 0x3000)])) for _ in range(rng.randrange(1, 40)))


def quote(text):
    return urllib.parse.quote(text.encode("utf-8", "surrogatepass"), safe="")


def value():
    return rng.choice([word, word, lambda: rng.choice([2**63 - 1, 2**63, -2**63, 2**64, 0, -1, 1e308, 0.1, True, None, [], {}, [word()], {"amount": word(), "currency": "EUR"},
                                                       {"type": word(), "id": word()}])])()


client = Client(server.port, api.token)


def retry(*args, **more):
    """A connection that the server closed after something unreadable is opened again; a server that is gone fails."""
    for _ in range(3):
        try:
            return client.ask(*args, **more)
        except (ConnectionError, OSError, __import__("http").client.HTTPException):
            client.line.close()
    raise SystemExit("the server is gone after " + str(args)[:300])


def body_of(what):
    return json.dumps(what).encode("utf-8", "surrogatepass")


FIELDS = ["name", "amount", "stage", "probability", "close_date", "status", "owner", "tags", "description", "competitors", "budget_confirmed", "id", "row_seq", "created_at"]
for _ in range(EACH):
    name = rng.choice(["where", "sort", "fields", "limit", "after", "total", "computed", word()[:60]])
    take("query", retry("GET", f"{crm}{rng.choice(['deals', 'companies', 'users'])}?{quote(name)}={quote(word())[:7000]}"))
    take("path", retry("GET", f"{crm}{rng.choice(['deals/', '', 'deals/x/'])}{quote(word())[:3000]}"))
    take("search", retry("GET", f"{crm}search?q={quote(word())[:7000]}&{rng.choice(['entity', 'limit', 'x'])}={quote(word())[:500]}"))
    text = word()
    answer = take("body", retry("POST", crm + "deals", raw=body_of({"name": text, "stage": stage, **{rng.choice(FIELDS): value() for _ in range(rng.randrange(2))}})))
    if answer.status == 201 and len(kept) < 200:
        kept.append((answer.body["id"], answer.body["name"]))
    if _ % 10 == 0:
        take("body", retry("POST", crm + "deals", raw=rng.choice(DEEP).encode()))
        take("body", retry("POST", crm + "deals", raw=b'{"name":"a","name":"b"}' if rng.random() < 0.5 else bytes(rng.randrange(256) for _ in range(60))))
    op = {"op": rng.choice(["set", "add", "delete", "restore", word()[:20]]), "e": rng.choice([21, 10, 0, -1, 2**31, 2**40, 160, word()]),
          "id": rng.choice([str(uuid.uuid4()), word(), 5]), "f": {rng.choice(["10", "13", "15", "0", "-1", "99999", word()[:20]]): rng.choice([[None, value()], [value(), value()], value()])}}
    whole = {"protocol": 1, "client": rng.choice([str(uuid.uuid4()), word()]), "sent_at": rng.choice([0, 2**63, value()]), "mutations": [
        {"n": rng.choice([1, 0, -1, 2**63 - 1]), "commit": rng.choice([str(uuid.uuid4()), word()]), "at": 0, "stamp": 0, "origin": rng.choice([0, 99, -1]), "atomic": True,
         "title": word(), "ops": [op]}]}
    if rng.random() < 0.4:
        whole["client"] = device                        # the one that is really there
        answer = take("push", mine.ask("POST", "/sync/v1/push", raw=body_of({**whole, "sent_at": 0})))
    else:
        take("push", retry("POST", "/sync/v1/push", raw=body_of(whole)))
    take("sync", retry("GET", f"/sync/v1/{rng.choice(['pull', 'snapshot'])}?{rng.choice(['cursor', 'part', 'after', 'limit'])}={quote(word())[:3000]}&part=deal"))
    take("accounts", retry("POST", "/api/auth/" + rng.choice(["refresh", "accept", "invitations", "keys"]), raw=body_of({
        k: value() for k in rng.sample(["refresh_token", "token", "password", "user", "name", "scopes"], 3)})))
    take("header", retry("POST", crm + "deals", raw=b"{}", headers={rng.choice(["If-Match", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Accept"]):
                                                                   "".join(c for c in word() if 32 <= ord(c) < 127)[:2000] or "x"}))
packer = zlib.compressobj(9, zlib.DEFLATED, 31)
bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()
for path in ("/sync/v1/push", crm + "deals"):
    answer = take("bomb", retry("POST", path, raw=bomb, headers={"Content-Encoding": "gzip"}))
    tap.ok(answer.status in (400, 413, 415), "bomb/gzip " + path, f"{answer.status}")
    answer = take("bomb", retry("POST", path, raw=gzip.compress(gzip.compress(b"{}")), headers={"Content-Encoding": "gzip, gzip"}))
    tap.ok(answer.status in (400, 415), "bomb/twice packed " + path, f"{answer.status}")
api.line.close()                                       # the server does not wait so long for those who say nothing
same = [i for i, name in kept if api.get(crm + "deals/" + i).body["name"] != name]
tap.ok(not same, "words/what was kept is given back as it is", same)
tap.ok(not bad, "words/no 500, no markup, no header", "\n".join(bad[:20]))
tap.ok(nobody.get("/healthz").status == 200, "words/the server is well")
print("# " + ", ".join(f"{k} {v}" for k, v in sorted(counts.items())))
tap.ok(server.close() == 0, "words/server ends well")
sys.exit(tap.end())
