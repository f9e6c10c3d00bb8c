#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways around the rights that once led somewhere, each by name: conditions, orders, computed fields, pushes, conflicts, tokens."""
import time
import uuid
import sys

from rest_client import Client, Server, Tap

tap = Tap()
server = Server(sys.argv[1])
api = server.admin
crm = "/api/crm/"
DEAL, COMPANY, STAGE, CONTACT, WIN_LOSS_REASON = 21, 10, 23, 11, 24


def made(plural, **fields):
    answer = api.ask("POST", crm + plural, fields)
    assert answer.status == 201, answer.raw
    return answer.body


def role(scope, permissions, fields=None, rows=None):
    return made("roles", name=uuid.uuid4().hex, record_scope=scope, permissions=permissions, field_rules=fields, row_rules=rows)["id"]


class Person(Client):
    """Somebody with a device."""
    def __init__(self, *roles):
        user = made("users", name="P", email=uuid.uuid4().hex + "@site.example", roles=list(roles))
        client = server.accept(api.ask("POST", "/api/auth/invitations", {"user": user["id"]}).body["token"])
        super().__init__(server.port, client.token)
        self.id, self.device, self.n = user["id"], str(uuid.uuid4()), 0
        assert self.ask("POST", "/sync/v1/clients", {"client": self.device, "name": "d", "schema": "1+0"}).status == 204

    def push(self, *ops):
        self.n += 1
        now = int(time.time() * 1e6)
        return self.ask("POST", "/sync/v1/push", {
            "protocol": 1, "client": self.device, "schema": "1+0", "sent_at": now, "mutations": [
                {"n": self.n, "commit": str(uuid.uuid4()), "stamp": 0, "at": now, "origin": 0, "atomic": True, "title": "t", "ops": list(ops)}]})

    def result(self, *ops):
        """State and problem of one mutation; what every answer has of its own is left out."""
        results = self.push(*ops).body["results"]
        return ("applied", None) if not results else (results[0]["state"], results[0].get("problem"))


def change(record, entity=DEAL, **fields):
    return {"op": "set", "e": entity, "id": record, "f": {k[1:]: v for k, v in fields.items()}}


ALL = "create read change delete export"
stage = api.get(crm + "deal_stages", where='kind = "open"', limit=1).body["items"][0]["id"]
seller = Person(role("own", ["deal " + ALL, "company " + ALL, "contact " + ALL], {"deal.amount": "hidden", "deal.close_date": "read"}))
company = made("companies", name="Concealed Ltd")["id"]
mine = made("deals", name="Mine", stage=stage, owner=seller.id, company=company, amount={"amount": "777", "currency": "EUR"})["id"]
land = made("territories", name="Land")["id"]
other = made("deals", name="Concealed", stage=stage, territory=land, amount={"amount": "8887776665.25", "currency": "EUR"})["id"]

# --- what is not visible is not asked about either ---
CONDITIONS = [
    ("deals", 'company.name starts with "Conc"'), ("deal_stages", 'count(deals where name = "Concealed") > 0'), ("users", "count(deals) > 0"),
    ("deals", "not (company.name is empty)"), ("territories", "open_amount > 1 EUR"), ("deals", "weighted_amount > 1 EUR"), ("deals", "amount > 1 EUR"),
    ("companies", 'parent.name = "x"'),
]
for plural, where in CONDITIONS:
    answer = seller.get(crm + plural, where=where)
    tap.ok(answer.status == 403, f"condition/{plural}/{where[:20]}", answer.raw)
tap.ok(seller.get(crm + "deals/pipeline-stats", where='company.name starts with "C"').status == 403, "condition/stats")
tap.ok(seller.get(crm + "deals", where='owner.name = "P" and stage.kind = "open"', total="true").body["total"] == 1, "condition/what all may see is asked")
for sort in ("amount", "-weighted_amount", "name,amount"):
    tap.ok(seller.get(crm + "deals", sort=sort).status == 403, "order/" + sort)

# --- computed fields tell no more than what they are made of ---
tap.ok(seller.get(crm + "deals/" + mine, fields="weighted_amount").status == 400, "computed/of a hidden field")
tap.ok(seller.get(crm + "deals", fields="weighted_amount").status == 400, "computed/of a hidden field, list")
tap.ok("weighted_amount" not in seller.get(crm + "deals/" + mine, computed="true").body, "computed/all")
tap.ok(seller.get(crm + "territories", fields="open_amount").status == 400, "computed/of records that are not visible")
tap.ok(b"8887776665" not in seller.get(crm + "territories", computed="true").raw, "computed/of records that are not visible, all")
tap.ok(api.get(crm + "deals/" + mine, computed="true").body["weighted_amount"]["amount"] == "77.70", "computed/administrator")
tap.ok(seller.get(crm + "deals/" + mine, fields="days_in_stage").status == 200, "computed/of what is visible")

# --- a hidden field in the usual order ---
blind = Person(role("all", ["deal read"], {"deal.created_at": "hidden", "user.name": "hidden", "role.name": "hidden"}))
answer = blind.get(crm + "deals", limit=1)
tap.ok(answer.status == 200 and b"created_at" not in answer.raw and answer.body["next"], "order/usual one with a hidden field", answer.raw)
tap.ok(len(blind.get(crm + "deals", limit=1, after=answer.body["next"]).body["items"]) == 1, "order/usual one with a hidden field, next page")
tap.ok(blind.get(crm + "deals", sort="created_at").status == 403, "order/hidden field by name")
for path in ("check", "snapshot", "snapshot?part=deal", "snapshot?part=today"):
    tap.ok(blind.get("/sync/v1/" + path).status == 200, "order/sync/" + path)

# --- pushes ---
guess = [seller.result(change(mine, f13=[[10000, "EUR"], [amount, "EUR"]])) for amount in (1, 7770000)]
tap.ok(guess[0] == guess[1] and guess[0][0] == "rejected", "push/hidden field is not guessed", guess)
tap.ok(seller.get(crm + "sync_conflicts").body["items"] == [], "push/hidden field is not in a conflict")
tap.ok(seller.result(change(mine, f17=[None, 20000]))[0] == "rejected", "push/field to be read")
tap.ok(seller.result({"op": "add", "e": DEAL, "id": str(uuid.uuid4()), "f": {"10": [None, "n"], "15": [None, [STAGE, stage]], "13": [None, [5, "EUR"]]}})[0]
       == "rejected", "push/new record with a hidden field")
nowhere = str(uuid.uuid4())
for name, op in {"set": lambda i: change(i, f10=["a", "b"]), "restore": lambda i: {"op": "restore", "e": DEAL, "id": i, "f": {}},
                 "delete": lambda i: {"op": "delete", "e": DEAL, "id": i, "f": {}},
                 "link": lambda i: change(mine, f11=[[COMPANY, company], [COMPANY, i]]),
                 "new link": lambda i: {"op": "add", "e": DEAL, "id": str(uuid.uuid4()),
                                        "f": {"10": [None, "n"], "15": [None, [STAGE, stage]], "11": [None, [COMPANY, i]]}}}.items():
    hidden = made("companies", name="Hidden")["id"] if "link" in name else other
    answers = [seller.result(op(i)) for i in (hidden, nowhere)]
    tap.ok(answers[0] == answers[1] and (name == "delete" or answers[0][0] == "rejected"), f"push/not visible is not there/{name}", answers)
tap.ok(seller.result(change(mine, f12=[None, [CONTACT, made("contacts", name="C", owner=seller.id)["id"]]]))[0] == "applied", "push/link to an own record")
new = str(uuid.uuid4())
tap.ok(seller.result({"op": "add", "e": COMPANY, "id": new, "f": {"10": [None, "N"]}}, change(mine, f11=[[COMPANY, company], [COMPANY, new]]))[0]
       == "applied", "push/link to what is added with it")
tap.ok(seller.result(change(mine, f10=["Mine", "Ours"], f11=[[COMPANY, company], [COMPANY, new]]))[0] == "applied", "push/link that is there already")
reader = Person(role("all", ["deal read"]))
gone = made("deals", name="Gone", stage=stage)["id"]
api.ask("DELETE", crm + "deals/" + gone)
tap.ok(reader.result(change(gone, f10=["Gone", "x"]))[0] == "rejected", "push/deleted record of others")
tap.ok(api.get(crm + "sync_conflicts").body["items"] == [], "push/deleted record of others makes no conflict")

# --- "me" in a rule is who asks, in every entrance ---
ruled = Person(role("all", ["deal read change"], None, {"deal": "owner = me"}))
own = made("deals", name="Own", stage=stage, owner=ruled.id)["id"]
boss = made("deals", name="Boss", stage=stage)["id"]
tap.ok(ruled.result(change(own, f10=["Own", "Own 2"]))[0] == "applied", "me/push/own")
tap.ok(ruled.result(change(boss, f10=["Boss", "Taken"]))[0] == "rejected" and api.get(crm + "deals/" + boss).body["name"] == "Boss", "me/push/others")
tap.ok([i["id"] for i in ruled.get(crm + "deals").body["items"]] == [own], "me/list")

# --- conflicts quote fields ---
editor = Person(role("own", ["deal " + ALL]))
quoted = made("deals", name="Q", stage=stage, owner=editor.id, amount={"amount": "47110815", "currency": "EUR"})["id"]
tap.ok(editor.result(change(quoted, f13=[[10000, "EUR"], [20000, "EUR"]]))[0] == "merged", "conflict/made")
tap.ok(b"47110815" in editor.get(crm + "sync_conflicts").raw, "conflict/its author sees it")
lead = Person(role("all", ["deal read", "sync_conflict read change"], {"deal.amount": "hidden"}))
tap.ok(b"47110815" not in lead.get(crm + "sync_conflicts").raw and b"4711" not in lead.get("/sync/v1/snapshot", part="sync_conflict").raw,
       "conflict/of a hidden field")
made_again = editor.result(change(quoted, f10=["other", "mine"]))
tap.ok(len(lead.get(crm + "sync_conflicts").body["items"]) == (made_again[0] == "merged"), "conflict/of a visible field", made_again)

# --- a rule for rows that hides a record hides its parts and what quotes it ---
QUOTE_ALL = ["quote " + ALL, "deal " + ALL, "sync_conflict read change"]
company = made("companies", name="Buyer")["id"]
people = {"derived": Person(role("all", QUOTE_ALL, None, {"quote": 'payment_terms = "Open"'})),
          "listed": Person(role("all", [*QUOTE_ALL, "quote_line " + ALL, "quote_version read"], None, {"quote": 'payment_terms = "Open"'})),
          "by a path": Person(role("all", QUOTE_ALL, None, {"quote": 'company.name != "Buyer" or payment_terms = "Open"'})),
          "by a count": Person(role("all", QUOTE_ALL, None, {"quote": 'count(lines where name starts with "Canary") = 0'})),
          "own": Person(role("own", QUOTE_ALL, None, {"quote": 'payment_terms = "Open"'})),
          "unreadable rule": Person(role("all", QUOTE_ALL, None, {"quote": "no_such_field = 1"}))}
everything = Person(role("all", QUOTE_ALL, None, {"quote": 'payment_terms = "Open"'}), role("all", ["quote read"]))


def quote(name, line, owner):
    whole = made("quotes", payment_terms=name, company=company, owner=owner)["id"]
    return whole, made("quote_lines", quote=whole, name=line, quantity="1", unit_price={"amount": "4711", "currency": "EUR"})["id"]


for name, person in people.items():
    hidden, hidden_line = quote("Closed", "CanaryLine", person.id)
    seen, seen_line = quote("Open", "PlainLine", person.id)
    sees = [] if name == "unreadable rule" else [seen_line]
    tap.ok({hidden, seen} & {q["id"] for q in person.get(crm + "quotes", limit=1000).body["items"]} == ({seen} if sees else set()),
           f"parts/{name}/the whole is hidden")
    lines = person.get(crm + "quote_lines", limit=1000)
    tap.ok({hidden_line, seen_line} & {i["id"] for i in lines.body["items"]} == set(sees) and b"CanaryLine" not in lines.raw, f"parts/{name}/list", lines.raw[:300])
    tap.ok(person.get(crm + "quote_lines/" + hidden_line).status == 404, f"parts/{name}/one")
    tap.ok(person.get(f"{crm}quote_lines/{hidden_line}/history").status == 404, f"parts/{name}/history")
    tap.ok(b"CanaryLine" not in person.get(crm + "search", q="CanaryLine").raw, f"parts/{name}/search")
    for path in ("snapshot?part=quote_line", "snapshot?part=today", "snapshot?part=start"):
        tap.ok(b"CanaryLine" not in person.get("/sync/v1/" + path).raw, f"parts/{name}/sync/{path}")
    tap.ok(person.ask("PATCH", crm + "quote_lines/" + hidden_line, {"name": "x"}).status == 404, f"parts/{name}/changed")
    tap.ok(person.ask("POST", crm + "quote_lines", {"quote": hidden, "name": "x", "quantity": "1"}).status in (403, 404, 422), f"parts/{name}/added")
    if sees:
        tap.ok(person.ask("PATCH", crm + "quote_lines/" + seen_line, {"quote": hidden}).status in (403, 404, 422), f"parts/{name}/moved")
        tap.ok(person.ask("PATCH", crm + "quote_lines/" + seen_line, {"name": "Plain 2"}).status == 200, f"parts/{name}/of a visible one")
tap.ok(b"CanaryLine" in everything.get(crm + "quote_lines", limit=1000).raw, "parts/another role shows them")

# A conflict on a record that a rule hides.
writer = Person(role("all", ["deal " + ALL, "sync_conflict read change"]))
ruled = Person(role("all", ["deal read", "sync_conflict read change"], None, {"deal": "amount < 100 EUR"}))
blind = Person(role("all", ["sync_conflict read change"]))
for name, amount, sees in (("small", "50", True), ("large", "5000", False)):
    one = made("deals", name="Conflict " + name, stage=stage, amount={"amount": amount, "currency": "EUR"})["id"]
    before = len(writer.get(crm + "sync_conflicts", limit=1000).body["items"])
    tap.ok(writer.result(change(one, f17=[30000, 30001]))[0] == "merged" or len(writer.get(crm + "sync_conflicts", limit=1000).body["items"]) > before
           or writer.result(change(one, f13=[[10000, "EUR"], [20000, "EUR"]]))[0] == "merged", f"quoted/{name}/made")
    tap.ok(one.encode() in writer.get(crm + "sync_conflicts", limit=1000).raw, f"quoted/{name}/its author sees it")
    for what in (crm + "sync_conflicts?limit=1000", "/sync/v1/snapshot?part=sync_conflict"):
        tap.ok((one.encode() in ruled.get(what).raw) == sees, f"quoted/{name}/{what}")
        tap.ok(one.encode() not in blind.get(what).raw, f"quoted/{name}/whose kind is not read{what}")

# --- what keeps a record from being deleted is not told by name ---
keeper = Person(role("own", ["deal read", "win_loss_reason read delete"]))
reason = made("win_loss_reasons", label="Reason")["id"]
made("deals", name="KeptSecret", stage=stage, reason=reason)
answer = keeper.ask("DELETE", crm + "win_loss_reasons/" + reason)
tap.ok(answer.status in (409, 422) and b"KeptSecret" not in answer.raw, "in use/REST", answer.raw)
answer = keeper.result({"op": "delete", "e": WIN_LOSS_REASON, "id": reason, "f": {}})
tap.ok(answer[0] == "rejected" and "KeptSecret" not in answer[1], "in use/push", answer)

tap.ok(server.close() == 0, "server/ends well")
sys.exit(tap.end())
