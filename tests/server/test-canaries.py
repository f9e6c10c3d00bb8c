#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that somebody must not see at this moment are in no byte that he gets, while owners, teams, roles, rules for rows and for fields
change all the time: pulls, reloads, lists, single records, history, search, figures, events and refusals.

  test-canaries.py TRADEWINDD [--long]      --long: 10,000 changes of rights, else 400; TW_SEED
"""
import collections
import json
import os
import random
import sys
import time
import uuid

from rest_client import Client, Server, Tap

CHANGES = 10000 if "--long" in sys.argv else 400
seed = int(os.environ.get("TW_SEED", "11"))
rng = random.Random(seed)
tap = Tap()
server = Server(sys.argv[1])
api = server.admin
crm = "/api/crm/"
DEAL, DESCRIPTION = 21, 22


def made(plural, **fields):
    answer = api.ask("POST", crm + plural, fields)
    assert answer.status == 201, answer.raw
    return answer.body["id"]


def set_fields(plural, one, **fields):
    answer = api.ask("PATCH", f"{crm}{plural}/{one}", fields, headers={"If-Match": "*"})
    assert answer.status == 200, answer.raw


# --- The model: everything in a few dictionaries ---

PERMISSIONS = ["deal create read change delete export", "company read"]
stage = api.get(crm + "deal_stages", where='kind = "open"', limit=1).body["items"][0]["id"]
teams = [made("teams", name=f"T{i}", code=f"T{i}") for i in range(2)]
roles = [{"scope": "own", "limit": None, "hidden": False, "reads": True} for _ in range(3)]
for i, role in enumerate(roles):
    role["id"] = made("roles", name=f"R{i}", record_scope="own", permissions=PERMISSIONS)
people = []
for i in range(3):
    one = made("users", name=f"U{i}", email=f"u{i}@site.example", roles=[roles[i]["id"]], teams=[teams[0]])
    client = server.accept(api.ask("POST", "/api/auth/invitations", {"user": one}).body["token"])
    device = str(uuid.uuid4())
    client.ask("POST", "/sync/v1/clients", {"client": device, "name": "d", "schema": "1"})
    cursor = client.get("/sync/v1/snapshot").body["cursor"]
    people.append({"id": one, "client": client, "cursor": cursor, "role": i, "team": 0, "got": {}, "device": device, "n": 0})
deals = []
for i in range(15):
    name, words = f"Canary{uuid.uuid4().hex[:10]}", f"Field{uuid.uuid4().hex[:10]}"
    owner, amount = rng.randrange(3), rng.choice([10, 500])
    one = made("deals", name=name, description=words, stage=stage, owner=people[owner]["id"], amount={"amount": str(amount), "currency": "EUR"})
    deals.append({"id": one, "name": name, "words": words, "owner": owner, "amount": amount, "deleted": False})


def sees(person, deal):
    role, owner = roles[person["role"]], deal["owner"]
    if not role["reads"] or (role["limit"] and deal["amount"] >= 100):
        return False
    if role["scope"] == "all":
        return True
    if owner is None:
        return False
    return people[owner] is person or (role["scope"] == "team" and people[owner]["team"] == person["team"])


def change_role(role, **fields):
    role.update(fields)
    set_fields("roles", role["id"], record_scope=role["scope"], permissions=PERMISSIONS if role["reads"] else PERMISSIONS[1:],
               row_rules={"deal": "amount < 100 EUR"} if role["limit"] else {"deal": None},
               field_rules={"deal.description": "hidden"} if role["hidden"] else {"deal.description": "edit"})


def change():
    """One change of rights."""
    what, deal, person, role = rng.randrange(9), rng.choice(deals), rng.choice(people), rng.choice(roles)
    if what == 0:
        change_role(role, scope=rng.choice(["own", "team", "all"]))
    elif what == 1:
        change_role(role, limit=not role["limit"])
    elif what == 2:
        change_role(role, hidden=not role["hidden"])
    elif what == 3:
        change_role(role, reads=not role["reads"] or rng.random() < 0.5)
    elif what == 4:
        person["team"] = rng.randrange(2)
        set_fields("users", person["id"], teams=[teams[person["team"]]])
    elif what == 5:
        person["role"] = rng.randrange(3)
        set_fields("users", person["id"], roles=[roles[person["role"]]["id"]])
    elif not deal["deleted"]:
        if what == 6:
            deal["amount"] = rng.choice([10, 500])
            set_fields("deals", deal["id"], amount={"amount": str(deal["amount"]), "currency": "EUR"})
        elif what == 7 and rng.random() < 0.1:
            deal["deleted"] = True
            api.ask("DELETE", crm + "deals/" + deal["id"])
        else:
            deal["owner"] = rng.choice([0, 1, 2, None])
            set_fields("deals", deal["id"], owner=people[deal["owner"]]["id"] if deal["owner"] is not None else None)


leaks, asked, scanned = [], collections.Counter(), 0


def scan(person, what, raw):
    """All words of which there may be none."""
    global scanned
    asked[what] += 1
    scanned += len(raw)
    text = raw.decode("utf-8", "replace")
    hidden = roles[person["role"]]["hidden"]
    for deal in deals:
        visible = sees(person, deal)
        for word, good in ((deal["name"], visible), (deal["words"], visible and not hidden)):
            if word in text and not good:
                leaks.append(f"{what} to {person['id']}: {text[:300]}")


def ask(person, what, answer):
    scan(person, what, answer.raw + str(answer.headers).encode())
    if answer.status >= 500:
        leaks.append(f"{what}: {answer.status} {answer.raw[:200]}")
    return answer


def keep(person, tables):
    for table in tables:
        for row in table["rows"] if table["e"] == DEAL else ():
            person["got"][row[0]] = True


def pull(person):
    """As a device does it: pages, then what has to be loaded again."""
    client, reload = person["client"], set()
    while True:
        answer = ask(person, "pull", client.get("/sync/v1/pull", cursor=person["cursor"], limit=rng.choice([2, 50, 2000])))
        if answer.status != 200:
            leaks.append(f"pull: {answer.status} {answer.raw[:200]}")
            return
        page = answer.body
        keep(person, page["tables"])
        for _, entity, one, _ in page["gone"]:
            person["got"].pop(one, None)
        reload |= set(page["reload"])
        person["cursor"] = page["cursor"]
        if not page["more"]:
            break
    if DEAL in reload:
        person["got"], after = {}, {}
        while True:
            page = ask(person, "snapshot", client.get("/sync/v1/snapshot", part="deal", limit=7, **after)).body
            keep(person, page["tables"])
            if not page.get("next"):
                break
            after = {"after": page["next"]}
    wanted = {d["id"] for d in deals if sees(person, d)}
    if set(person["got"]) != wanted:
        leaks.append(f"a device has other records than it should: {sorted(set(person['got']) ^ wanted)}, {roles[person['role']]}")


def push(person):
    """Guesses at fields and records: the answers are scanned, and what is refused is refused."""
    deal, now = rng.choice(deals), int(time.time() * 1e6)
    person["n"] += 1
    ops = [{"op": "set", "e": DEAL, "id": deal["id"], "f": {str(DESCRIPTION): ["guess", "another guess"]}}, {"op": "set", "e": DEAL, "id": str(uuid.uuid4()), "f": {}}]
    ask(person, "push", person["client"].ask("POST", "/sync/v1/push", {
        "protocol": 1, "client": person["device"], "schema": "1", "sent_at": now, "mutations": [
            {"n": person["n"], "commit": str(uuid.uuid4()), "stamp": 0, "at": now, "origin": 0, "atomic": True, "title": "t", "ops": ops}]}))


QUESTIONS = [
    lambda c, d: ("list", c.get(crm + "deals", limit=100)), lambda c, d: ("one", c.get(crm + "deals/" + d["id"])),
    lambda c, d: ("history", c.get(f"{crm}deals/{d['id']}/history")), lambda c, d: ("search", c.get(crm + "search", q=d["name"])),
    lambda c, d: ("search in a field", c.get(crm + "search", q=d["words"][:8])), lambda c, d: ("stats", c.get(crm + "deals/pipeline-stats")),
    lambda c, d: ("figure", c.ask("POST", crm + "widgets/answer", {"entity": "deal", "aggregate": "count", "by": rng.choice(["name", "description"])})),
    lambda c, d: ("report", c.ask("POST", crm + "reports/answer", {"entity": "deal", "columns": [{"value": "name"}, {"value": "description"}]},
                                  {"limit": 1000, "format": rng.choice(["json", "jsonl", "csv"])})),
    lambda c, d: ("condition", c.get(crm + "deals", where='description starts with "Field"', fields="name")),
    lambda c, d: ("order", c.get(crm + "deals", sort="description", fields="name", limit=2)), lambda c, d: ("users", c.get(crm + "users", computed="true")),
    lambda c, d: ("refused", c.ask("PATCH", crm + "deals/" + d["id"], {"description": 5, "name": None})), lambda c, d: ("check", c.get("/sync/v1/check")),
    lambda c, d: ("conflicts", c.get(crm + "sync_conflicts")), lambda c, d: ("bulk", c.ask("POST", crm + "deals/bulk", {"items": [
        {"op": "change", "id": e["id"], "fields": {"x": 1}} for e in deals]})), lambda c, d: ("start", c.get("/sync/v1/snapshot", part="start")),
    lambda c, d: ("today", c.get("/sync/v1/snapshot", part="today")), lambda c, d: ("guess", c.get(crm + "users", where=f'count(deals where name = "{d["name"]}") > 0')),
]

for n in range(CHANGES):
    change()
    person = rng.choice(people)
    pull(person)
    for question in rng.sample(QUESTIONS, 4):
        deal = rng.choice(deals)
        what, answer = question(person["client"], deal)
        # What he himself sent comes back from nobody.
        ask(person, what, answer)
    if rng.random() < 0.3:
        push(person)
    if leaks:
        break
for person in people:
    pull(person)
tap.ok(not leaks, f"canaries/none of what may not be seen (seed {seed})", "\n".join(leaks[:6]))
print(f"# {n + 1} changes of rights, {sum(asked.values())} answers, {scanned} bytes: " + ", ".join(f"{k} {v}" for k, v in sorted(asked.items())))
tap.ok(server.close() == 0, "canaries/server ends well")
sys.exit(tap.end())
