#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords: which are refused, and that a sign-in costs the same work whatever is wrong with it."""
import re
import sys
import uuid

from rest_client import PASSWORD, Client, Server, Tap

tap = Tap()
server = Server(sys.argv[1])
api = server.admin
nobody = Client(server.port)
auth = "/api/auth/"


def invite(name, email):
    user = api.ask("POST", "/api/crm/users", {"name": name, "email": email})
    assert user.status == 201, user.raw
    return user.body["id"], api.ask("POST", auth + "invitations", {"user": user.body["id"]}).body["token"]


def accept(token, password):
    return nobody.ask("POST", auth + "accept", {"token": token, "password": password})


# --- chosen ones ---
ann, token = invite("Annabelle Fairweather", "bella.f@north-star.example")
COMMON = ["password", "Password1", "passw0rd", "12345678", "123456789", "qwertyuiop", "iloveyou", "sunshine", "TRUSTNO1", "football", "passwort",
          "motdepasse", "contrasena", "computer", "superman", "princess", "password1!", "!!sunshine!!", "tradewind"]
REGULAR = ["aaaaaaaa", "abababab", "abcabcabcabc", "wxyzwxyzwxyz", "abcdefghij", "jihgfedcba", "23456789", "98765432", "éééééééééé", "ßßßßßßßßßß", "aabbaabbccab",
           "\u4e00\u4e01\u4e02\u4e03\u4e04\u4e05\u4e06\u4e07"]
NAMED = ["annabelle1", "Fairweather", "FAIRWEATHER!9", "annabelle fairweather", "bella.f@north-star.example", "north-star.example1", "northstar1north",
         "1annabelle2", "annabelleannabelle", "tradewind9"]
SHORT = ["", "a", "1234567", "sevench", "\u4e00\u4e01\u4e02\u4e05"]
LONG = ["x1!y" * 65]
for kind, passwords in {"common": COMMON, "regular": REGULAR, "named": NAMED, "short": SHORT, "long": LONG}.items():
    for password in passwords:
        answer = accept(token, password)
        tap.ok(answer.status == 422 and answer.body["type"].endswith("/weak-password") and answer.body["errors"][0]["field"] == "password",
               f"refused/{kind}/{password[:20]!a}", answer.raw)
for password in ("short", "password1"):
    answer = api.ask("POST", auth + "password", {"old": PASSWORD, "new": password})
    tap.ok(answer.status == 422 and answer.body["errors"][0]["field"] == "new", f"refused/changed/{password}", answer.raw)
GOOD = ["zwölf grüne Enten", "kq8v-tt2m", "fairweather under the old bridge", "correct horse battery", "\u5929\u6c17\u304c\u3044\u3044\u306e\u3067\u6563\u6b69", "Tr4d3w1nd-Nn",
        "x1!yQ" * 51]
good = [accept(invite("Annabelle Fairweather", uuid.uuid4().hex + "@north-star.example")[1], password).status for password in GOOD]
tap.ok(set(good) == {200}, "taken", list(zip(GOOD, good)))
tap.ok(accept("twi_unknown", GOOD[0]).status == 404, "taken/no invitation")


# --- the work of a sign-in, counted ---
def runs():
    return int(re.search(rb"^tradewind_password_hashes_total (\d+)$", nobody.get("/metrics").raw, re.M)[1])


def cost(title, wanted, ask, status):
    before = runs()
    answer = ask()
    tap.ok(answer.status == status and runs() - before == wanted, f"cost/{title}", f"{answer.status} {runs() - before} {answer.raw[:200]}")
    return answer


def sign_in(email, password):
    return nobody.ask("POST", auth + "sign-in", {"email": email, "password": password})


bob, bob_token = invite("Bob", "bob@site.example")
cost("invited, has no password yet", 1, lambda: sign_in("bob@site.example", "what is it"), 401)
assert accept(bob_token, PASSWORD).status == 200
carl, carl_token = invite("Carl", "carl@site.example")
assert accept(carl_token, PASSWORD).status == 200
assert api.ask("PATCH", "/api/crm/users/" + carl, {"active": False}).status == 200
known = cost("known, wrong", 1, lambda: sign_in("bob@site.example", "what is it"), 401)
unknown = cost("unknown", 1, lambda: sign_in("nobody@site.example", "what is it"), 401)
gone = cost("known, may not sign in", 1, lambda: sign_in("carl@site.example", PASSWORD), 401)
cost("known, right", 1, lambda: sign_in("bob@site.example", PASSWORD), 200)
cost("unknown, very long", 1, lambda: sign_in("nobody@site.example", "x" * 1000), 401)
cost("no invitation", 0, lambda: accept("twi_x", PASSWORD), 404)
tap.ok(known.raw == unknown.raw == gone.raw, "cost/answered alike", (known.raw, unknown.raw))
same = [{k: v for k, v in a.headers.items() if k not in ("Date", "X-Request-Id") and not k.startswith("RateLimit")} for a in (known, unknown, gone)]
tap.ok(same[0] == same[1] == same[2], "cost/headers alike", same)
for email in ("bob@site.example", "other@site.example"):
    for _ in range(10):
        sign_in(email, "x")
    cost(f"too many guesses of {email}", 0, lambda email=email: sign_in(email, "x"), 429)
tap.ok(server.close() == 0, "stop")
sys.exit(tap.end())
