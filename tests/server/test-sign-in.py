#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second factor against the program itself: set up, asked for, replayed, guessed, lost, and required of administrators."""
import base64
import sqlite3
import sys
import urllib.parse
import uuid

from rest_client import PASSWORD, Client, Server, Tap, code

tap = Tap()
server = Server(sys.argv[1])
api = server.admin
nobody = Client(server.port)
auth = "/api/auth/"


def check(title, answer, wanted, kind=None):
    good = answer.status == wanted and (kind is None or answer.body["type"].endswith("/" + kind))
    tap.ok(good, title, f"{answer.status} {answer.raw[:500]}")
    return answer


def join(name, roles=()):
    known = {r["name"]: r["id"] for r in api.get("/api/crm/roles").body["items"]}
    email = f"{uuid.uuid4().hex}@site.example"
    made = api.ask("POST", "/api/crm/users", {"name": name, "email": email, "roles": [known[r] for r in roles]})
    assert made.status == 201, made.raw
    return server.accept(invite(made.body["id"])), made.body["id"], email


def invite(user):
    return api.ask("POST", auth + "invitations", {"user": user}).body["token"]


def sign_in(email, **more):
    return nobody.ask("POST", auth + "sign-in", {"email": email, "password": PASSWORD, **more})


def set_up(client):
    made = check("set up/begin", client.ask("POST", auth + "totp", {"password": PASSWORD}), 200).body
    # The step before: the one of now is still good for signing in.
    codes = check("set up/confirm", client.ask("POST", auth + "totp/confirm", {"code": code(made["secret"], -1)}), 200).body["recovery_codes"]
    return made, codes


# --- setting up ---
ann, ann_id, ann_email = join("Ann")
check("set up/wrong password", ann.ask("POST", auth + "totp", {"password": "not the one"}), 403, "wrong-password")
tap.ok(ann.get(auth + "me").body["second_factor"] is False, "set up/none yet")
ann.ask("POST", auth + "totp", {"password": PASSWORD})
check("set up/not confirmed: not asked for", sign_in(ann_email), 200)
check("set up/wrong code", ann.ask("POST", auth + "totp/confirm", {"code": "000000"}), 422, "wrong-code")
made, codes = set_up(ann)
uri = urllib.parse.urlsplit(made["uri"])
given = urllib.parse.parse_qs(uri.query)
tap.ok(uri.scheme == "otpauth" and uri.netloc == "totp" and given["secret"] == [made["secret"]] and given["digits"] == ["6"]
       and given["period"] == ["30"] and ann_email in urllib.parse.unquote(uri.path), "set up/uri", made["uri"])
tap.ok(len(base64.b32decode(made["secret"])) == 20 and len(set(codes)) == 10, "set up/secret and recovery codes", codes)
tap.ok(ann.get(auth + "me").body["second_factor"] is True, "set up/told")
check("set up/twice", ann.ask("POST", auth + "totp", {"password": PASSWORD}), 409)
if "postgresql" not in sys.argv:
    base = sqlite3.connect(f"file:{server.folder.name}/store.db?mode=ro", uri=True)
    kept = base.execute("SELECT sealed FROM account_factor").fetchall() + base.execute("SELECT hash FROM account_recovery").fetchall()
    bare = [base64.b32decode(made["secret"])] + [c.encode() for c in codes] + [c.replace("-", "").encode() for c in codes]
    tap.ok(len(kept) == 11 and not any(b in row[0] for b in bare for row in kept), "set up/nothing readable at rest")

# --- signing in ---
asked = check("sign in/asks", sign_in(ann_email), 401, "second-factor")
step = asked.body["step_token"]
tap.ok("no-store" in asked.headers["Cache-Control"], "sign in/step is secret", asked.headers)
check("sign in/step is no access", Client(server.port, step).get(auth + "me"), 401)
check("sign in/access is no step", nobody.ask("POST", auth + "second-step", {"step_token": ann.token, "code": code(made["secret"])}), 401)
check("sign in/wrong code", nobody.ask("POST", auth + "second-step", {"step_token": step, "code": "123"}), 401, "wrong-code")
now = code(made["secret"])
good = check("sign in/code", nobody.ask("POST", auth + "second-step", {"step_token": step, "code": now}), 200)
check("sign in/in", Client(server.port, good.body["access_token"]).get(auth + "me"), 200)
check("sign in/replayed", nobody.ask("POST", auth + "second-step", {"step_token": step, "code": now}), 401, "wrong-code")
check("sign in/replayed with the password", sign_in(ann_email, code=now), 401, "wrong-code")
check("sign in/older", sign_in(ann_email, code=code(made["secret"], -1)), 401, "wrong-code")
check("sign in/next code at once", sign_in(ann_email, code=code(made["secret"], 1)), 200)
check("sign in/recovery code", sign_in(ann_email, code=codes[3].upper().replace("-", " ")), 200)
check("sign in/recovery code again", sign_in(ann_email, code=codes[3]), 401, "wrong-code")
check("sign in/wrong password tells nothing", nobody.ask("POST", auth + "sign-in", {"email": ann_email, "password": "x" * 9, "code": codes[4]}),
      401, "wrong-password")
check("sign in/invitation is no way round", nobody.ask("POST", auth + "accept", {"token": invite(ann_id), "password": PASSWORD}), 409,
      "sign-in-now")

# --- guessing: ten, whatever is asked, and a good password begins no new count ---
step = sign_in(ann_email).body["step_token"]
answers = [nobody.ask("POST", auth + "second-step", {"step_token": step, "code": f"{n:06}"}).status for n in range(11)]
tap.ok(answers[-1] == 429 and answers.count(401) <= 10, "guesses/refused", answers)
check("guesses/also with the password", sign_in(ann_email, code=codes[5]), 429)
check("guesses/the owner's session goes on", ann.get(auth + "me"), 200)

# --- an administrator resets it ---
check("reset/not by others", ann.ask("DELETE", f"/api/admin/users/{ann_id}/totp"), 403)
check("reset", api.ask("DELETE", f"/api/admin/users/{ann_id}/totp"), 204)
check("reset/password is enough", sign_in(ann_email), 200)
actions = [e["action"] for e in api.get("/api/audit", user=ann_id, limit=200).body["items"]]
tap.ok({"sign-in", "sign-in-refused", "second-factor-added", "second-factor-refused", "recovery-code-used"} <= set(actions), "reset/audit", actions)
tap.ok(any(e["action"] == "second-factor-reset" for e in api.get("/api/audit").body["items"]), "reset/audit of the reset")

# --- ended by its owner ---
bob, bob_id, bob_email = join("Bob")
made, codes = set_up(bob)
check("end/wrong code", bob.ask("POST", auth + "totp/end", {"password": PASSWORD, "code": "1"}), 401)
check("end", bob.ask("POST", auth + "totp/end", {"password": PASSWORD, "code": codes[0]}), 204)
check("end/password is enough", sign_in(bob_email), 200)

# --- required of administrators ---
administrator = next(r["name"] for r in api.get("/api/crm/roles").body["items"] if "administer" in str(r["permissions"]))
carl, carl_id, carl_email = join("Carl", [administrator])
required = "/api/admin/second-factor"
check("required/not by others", bob.ask("PUT", required, {"administrators": True}), 403)
check("required/not without an own one", api.ask("PUT", required, {"administrators": True}), 409)
set_up(api)
tap.ok(api.get(required).body == {"administrators": False}, "required/off")
check("required/on", api.ask("PUT", required, {"administrators": True}), 200)
check("required/who has one", api.get("/api/crm/deals"), 200)
check("required/others are not meant", bob.get("/api/crm/deals"), 403, "denied")
check("required/who has none", carl.get("/api/crm/deals"), 403, "factor-missing")
check("required/who has none, sync", carl.get("/sync/v1/check"), 403, "factor-missing")
set_up(carl)
check("required/set up", carl.get("/api/crm/deals"), 200)
check("required/off again", api.ask("PUT", required, {"administrators": False}), 200)

tap.ok(server.close() == 0, "stop")
sys.exit(tap.end())
