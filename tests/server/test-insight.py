#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures and reports through the API: their numbers against sums made here from the records, their files against those of the command
line on the same workspace, and what somebody who sees only some records and fields can find out with them.

  test-insight.py TRADEWINDD TRADEWINDCTL
"""
import collections
import csv
import datetime
import decimal
import glob
import hashlib
import http.client
import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile

from rest_client import Client, Server, Tap

rng = random.Random(int(os.environ.get("TW_SEED", "5")))
tap = Tap()
server = Server(sys.argv[1], env={"TMPDIR": "{folder}"})
api = server.admin
crm = "/api/crm/"
figures, reports = crm + "widgets/answer", crm + "reports/answer"


def made(plural, **fields):
    answer = api.ask("POST", crm + plural, fields)
    assert answer.status == 201, answer.raw
    return answer.body


def join(name, permissions, scope="own", fields=None):
    role = made("roles", name=uuid.uuid4().hex, record_scope=scope, permissions=permissions, field_rules=fields)["id"]
    user = made("users", name=name, email=uuid.uuid4().hex + "@site.example", roles=[role])
    client = server.accept(api.ask("POST", "/api/auth/invitations", {"user": user["id"]}).body["token"])
    client.id = user["id"]
    return client


stages = {s["id"]: s for s in api.get(crm + "deal_stages", where='kind = "open"', limit=10).body["items"]}
seller = join("Ann", ["deal read create change export", "company read", "report read create"])
reader = join("Reader", ["deal read", "company read"], "all", {"deal.description": "hidden", "company.city": "hidden"})
mine, others = made("companies", name="Acme", owner=seller.id)["id"], made("companies", name="CanaryCompany", city="CanaryCity")["id"]
deals = []
for i in range(60):
    own = rng.random() < 0.5
    deals.append(made("deals", name=f"Deal {i:02}" if own else f"CanaryDeal{i:02}", stage=rng.choice(list(stages)), company=rng.choice([mine, others]),
                      owner=seller.id if own else api.get("/api/auth/me").body["id"], description="" if own else "CanaryWords",
                      amount={"amount": f"{rng.randrange(100, 999999) / 100:.2f}", "currency": "EUR"}, close_date=f"2026-{rng.randrange(1, 13):02}-15"))
owned = [d for d in deals if d["owner"] == seller.id]


def total(rows):
    return sum((decimal.Decimal(d["amount"]["amount"]) for d in rows), decimal.Decimal(0))


def ask(client, path, definition, **query):
    return client.ask("POST", path, definition, query)


def groups(answer):
    return {(key["value"]["id"] if isinstance(key["value"], dict) else key["value"]): cell[0] for key, cell in zip(answer["keys"], answer["cells"])}


# --- Figures ---

by_stage = {"entity": "deal", "aggregate": "sum", "measure": "amount", "by": "stage"}
for name, client, rows in (("administrator", api, deals), ("own records", seller, owned)):
    answer = ask(client, figures, by_stage)
    wanted = {s: sum(d["stage"] == s for d in rows) for s in stages}
    got = groups(answer.body)
    tap.ok(answer.status == 200 and {s: c["count"] for s, c in got.items()} == {s: n for s, n in wanted.items() if n}, f"figure/{name}/counts", answer.raw)
    tap.ok(all(decimal.Decimal(c["value"]["amount"]) == total(d for d in rows if d["stage"] == s) for s, c in got.items()), f"figure/{name}/sums", answer.raw)
    tap.ok(decimal.Decimal(answer.body["total"]["value"]["amount"]) == total(rows) and answer.body["unit"] == "money", f"figure/{name}/total")
answer = ask(api, figures, {"entity": "deal", "aggregate": "count", "by": "close_date", "grain": "month", "period": "close_date"}, days="2026-03-01..2026-05-31",
             where="amount > 100 EUR")
wanted = collections.Counter(d["close_date"][:7] for d in deals if "2026-03" <= d["close_date"][:7] <= "2026-05" and decimal.Decimal(d["amount"]["amount"]) > 100)
tap.ok({k["value"][:7]: c[0]["count"] for k, c in zip(answer.body["keys"], answer.body["cells"])} == {f"2026-0{m}": wanted[f"2026-0{m}"] for m in (3, 4, 5)},
       "figure/days and condition", answer.raw)
board = made("dashboards", name="B", period="2026-01-01..2026-06-30", grain="quarter", owner=seller.id)["id"]
tile = made("widgets", title="T", dashboard=board, figure={"entity": "deal", "aggregate": "count", "by": "close_date", "grain": "auto", "period": "close_date"})["id"]
answer = seller.get(f"{crm}widgets/{tile}/answer")
wanted = collections.Counter((int(d["close_date"][5:7]) - 1) // 3 for d in owned)
tap.ok([c[0]["count"] for c in answer.body["cells"]] == [wanted[0], wanted[1]], "figure/of a dashboard", answer.raw)
tap.ok(reader.get(f"{crm}widgets/{tile}/answer").status == 404 and api.get(f"{crm}widgets/{uuid.uuid4()}/answer").status == 404, "figure/of another's dashboard")

# --- Reports ---

table = {"entity": "deal", "columns": [{"value": "name"}, {"value": "company"}, {"value": "amount", "totals": ["sum", "count"]}],
         "groups": [{"by": "stage"}], "sort": ["name"]}
answer = ask(seller, reports, table, limit=1000)
rows = [i for i in answer.body["items"] if i["kind"] == "row"]
feet = [i for i in answer.body["items"] if i["kind"] == "foot"]
tap.ok({r["id"] for r in rows} == {d["id"] for d in owned} and answer.body["complete"] and answer.body["records"] == len(owned), "report/rows", answer.raw[:300])
tap.ok(all(decimal.Decimal(f["totals"][2]["sum"]["amount"]) == total(d for d in owned if d["stage"] == f["key"]["value"]["id"]) for f in feet), "report/feet")
end = answer.body["items"][-1]
tap.ok(end["kind"] == "end" and end["records"] == len(owned) and decimal.Decimal(end["totals"][2]["sum"]["amount"]) == total(owned), "report/end")
answer = ask(seller, reports, table, limit=5)
tap.ok(not answer.body["complete"] and sum(i["kind"] == "row" for i in answer.body["items"]) == 5 and answer.body["items"][-1]["kind"] != "end"
       and answer.body["records"] == len(owned), "report/beginning", answer.raw[:300])
pivot = {"entity": "deal", "show": "pivot", "groups": [{"by": "stage"}], "across": {"by": "company"},
         "values": [{"aggregate": "sum", "measure": "amount"}, {"aggregate": "count"}]}
answer = ask(api, reports, pivot)
last = answer.body["rows"][-1]
tap.ok(last["keys"] == [None] and last["cells"][-1][1]["value"] == len(deals) and decimal.Decimal(last["cells"][-1][0]["value"]["amount"]) == total(deals),
       "report/pivot", answer.raw[:300])
chart = ask(api, reports, {k: v for k, v in {**pivot, "show": "bar"}.items() if k != "across"})
tap.ok(chart.body["form"] == "chart" and chart.body["total"]["count"] == len(deals), "report/chart", chart.raw[:300])
scatter = ask(seller, figures, {"entity": "deal", "aggregate": "count", "by": "company", "against": {"aggregate": "sum", "measure": "amount"}})
tap.ok(scatter.status == 200 and len(scatter.body["against"]) == len(scatter.body["cells"]) and scatter.body["against_unit"] == "money"
       and [decimal.Decimal(c["value"]["amount"]) for c in scatter.body["against"]] == [total([d for d in owned if d["company"] == k["value"]["id"]]) for k in scatter.body["keys"]],
       "figure/against a second measure", scatter.raw[:600])
tap.ok(ask(reader, figures, {"entity": "company", "aggregate": "count", "by": "name", "against": {"aggregate": "rate", "part": 'city = "CanaryCity"'}}).status == 403,
       "figure/against a hidden field")
saved = api.ask("POST", crm + "reports", {"name": "Quarterly", "definition": {**table, "period": "close_date"}, "range": "2026-01-01..2026-03-31", "shared": True}).body["id"]
answer = seller.get(f"{crm}reports/{saved}/answer", limit=1000)
tap.ok(answer.body["records"] == sum(d["close_date"] < "2026-04" for d in owned), "report/saved with its days", answer.raw[:300])
answer = seller.get(f"{crm}reports/{saved}/answer", limit=1000, days="2026-12-01..2026-12-31")
tap.ok(answer.body["records"] == sum(d["close_date"] >= "2026-12" for d in owned), "report/saved with other days", answer.raw[:300])

# --- Shared with some ---

KINDS = {110: "dashboard", 111: "widget", 112: "report"}
device = {"cursor": seller.get("/sync/v1/snapshot").body["cursor"], "has": {kind: set() for kind in KINDS}}


def pull():
    """As a device of the seller does it: pages, then what has to be loaded again. Gives the ids that it has then."""
    again, more = set(), True
    while more:
        page = seller.get("/sync/v1/pull", cursor=device["cursor"], limit=500).body
        for table in page["tables"]:
            device["has"].get(table["e"], set()).update(row[0] for row in table["rows"])
        for _, kind, one, _ in page["gone"]:
            device["has"].get(kind, set()).discard(one)
        again |= set(page["reload"]) & set(KINDS)
        device["cursor"], more = page["cursor"], page["more"]
    for kind in again:
        device["has"][kind], after = set(), {}
        while after is not None:
            page = seller.get("/sync/v1/snapshot", part=KINDS[kind], limit=100, **after).body
            for table in page["tables"]:
                device["has"].get(table["e"], set()).update(row[0] for row in table["rows"])
            after = {"after": page["next"]} if page.get("next") else None
    return set().union(*device["has"].values())


team = made("teams", name="Sellers", code=uuid.uuid4().hex)["id"]
role = api.get(f"{crm}users/{seller.id}").body["roles"][0]
for name, link in (("person", {"type": "user", "id": seller.id}), ("team", {"type": "team", "id": team}), ("role", {"type": "role", "id": role if isinstance(role, str) else role["id"]})):
    board = made("dashboards", name="For " + name, shared_with=[link])["id"]
    tile = made("widgets", title="Won", dashboard=board)["id"]
    given = made("reports", name="For " + name, definition=table, shared_with=[link])["id"]
    paths = [f"{crm}dashboards/{board}", f"{crm}widgets/{tile}", f"{crm}reports/{given}", f"{crm}reports/{given}/answer"]
    if name == "team":
        tap.ok([seller.get(p).status for p in paths] == [404] * 4, "shared/not with a team that one is not in")
        tap.ok(not {board, tile, given} & pull(), "shared/not on a device of one who is not in the team", device["has"])
        api.ask("PATCH", f"{crm}users/{seller.id}", {"teams": [team]})
    tap.ok([seller.get(p).status for p in paths] == [200] * 4, f"shared/with a {name}", [seller.get(p).raw[:200] for p in paths])
    tap.ok(seller.get(paths[3], limit=1000).body["records"] == len(owned), f"shared/with a {name}, of the reader's own records")
    tap.ok({board, tile, given} <= pull(), f"shared/on the device of the {name}", device["has"])
    tap.ok([reader.get(p).status for p in paths] == [404] * 4, f"shared/not with others than the {name}")
    tap.ok(seller.ask("PATCH", paths[0], {"name": "Mine"}).status in (403, 404), f"shared/a {name} does not change it")
    for p in (paths[0], paths[2]):
        api.ask("PATCH", p, {"shared_with": []})
    tap.ok([seller.get(p).status for p in paths] == [404] * 4, f"shared/no more with the {name}")
    tap.ok(not {board, tile, given} & pull(), f"shared/no more on the device of the {name}", device["has"])

# --- Files ---

answer = ask(seller, reports, table, format="csv")
lines = list(csv.reader(io.StringIO(answer.raw.decode("utf-8-sig"))))
tap.ok(answer.status == 200 and answer.headers["Content-Type"].startswith("text/csv") and "report.csv" in answer.headers["Content-Disposition"]
       and {l[1] for l in lines} >= {d["name"] for d in owned} and b"CanaryDeal" not in answer.raw, "file/csv", answer.raw[:300])
answer = ask(seller, reports, table, format="xlsx")
tap.ok(answer.status == 200 and zipfile.ZipFile(io.BytesIO(answer.raw)).testzip() is None, "file/xlsx")
answer = ask(seller, reports, table, format="pdf")
tap.ok(answer.status == 200 and answer.raw.startswith(b"%PDF-") and answer.raw.rstrip().endswith(b"%%EOF"), "file/pdf")
answer = ask(seller, reports, table, format="jsonl")
items = [json.loads(line) for line in answer.raw.splitlines()]
tap.ok(items[0]["records"] == len(owned) and items[1:] == ask(seller, reports, table, limit=1000).body["items"], "file/lines as in JSON", answer.raw[:200])
answer = api.ask("GET", f"{crm}reports/{saved}/answer", query={"format": "csv"})
tap.ok("Quarterly.csv" in answer.headers["Content-Disposition"], "file/name")

# Each file of a saved report is a run: who, when, how long, how many rows, and the file itself. Of a report that is not saved there is none.
shared = made("reports", name="Everybody's", definition=table, shared=True)["id"]
began = datetime.datetime.now(datetime.timezone.utc)
sent = {form: seller.ask("GET", f"{crm}reports/{shared}/answer", query={"format": form}) for form in ("csv", "xlsx", "pdf", "jsonl")}
runs = {r["format"]: r for r in seller.get(f"{crm}report_runs", where=f'report = "{shared}"').body["items"]}
tap.ok(set(runs) == set(sent), "file/runs", (runs, [a.status for a in sent.values()]))
for form, run in runs.items():
    times = [datetime.datetime.fromisoformat(run[k].replace("Z", "+00:00")) for k in ("started_at", "ended_at")]
    tap.ok(run["owner"] == seller.id and run["name"] == "Everybody's" and run["status"] == "done" and run["rows"] == len(owned)
           and run["size"] == len(sent[form].raw) and run["file"] == hashlib.sha256(sent[form].raw).hexdigest()
           and began - datetime.timedelta(seconds=1) <= times[0] <= times[1] <= datetime.datetime.now(datetime.timezone.utc), f"file/run of {form}", run)
    tap.ok(seller.get(f"/sync/v1/blobs/{run['file']}").raw == sent[form].raw, f"file/kept {form}")
tap.ok(not api.get(f"{crm}report_runs", where='name = "report"').body["items"], "file/no run of what is not saved")
tap.ok(reader.get(f"{crm}reports/{shared}/answer", format="csv").status == 403
       and not api.get(f"{crm}report_runs", where=f'owner = "{reader.id}"').body["items"], "file/no run of what was refused")
for form in ("csv", "xlsx", "pdf", "jsonl"):
    answer = ask(reader, reports, {"entity": "deal", "columns": [{"value": "name"}]}, format=form)
    tap.ok(answer.status == 403 and b"Canary" not in answer.raw, f"file/{form} without the right to export", answer.raw[:200])

# --- A job makes the file of a saved report, with the rights of its owner ---

def order(payload):
    """The job when it has ended."""
    job = api.ask("POST", crm + "jobs", {"title": "Report", "kind": "report", "payload": payload}).body["id"]
    end = time.monotonic() + 60
    while (record := api.get(f"{crm}jobs/{job}").body)["status"] in ("waiting", "running") and time.monotonic() < end:
        time.sleep(0.05)
    return record


def ordered(of, who):
    return who.get(f"{crm}report_runs", where=f'report = "{of}"').body["items"]


own = seller.ask("POST", crm + "reports", {"name": "Monday's", "definition": table}).body["id"]
done = order({"report": own, "format": "csv"})
tap.ok(done["status"] == "done" and done["result"] == f"Monday's.csv: {len(owned)}", "job/done", done)
run = ordered(own, seller)
tap.ok(len(run) == 1 and run[0]["owner"] == seller.id and run[0]["status"] == "done" and run[0]["rows"] == len(owned) and run[0]["format"] == "csv", "job/run of the owner", run)
kept = seller.get(f"/sync/v1/blobs/{run[0]['file']}").raw
tap.ok(kept == seller.ask("GET", f"{crm}reports/{own}/answer", query={"format": "csv"}).raw, "job/what the owner may see, and no more", kept[:200])
tap.ok(order({"report": own})["result"] == f"Monday's.pdf: {len(owned)}", "job/pdf unless it says another")
tap.ok(reader.get(f"/sync/v1/blobs/{run[0]['file']}").status == 404, "job/nobody else's file")
theirs = reader.ask("POST", crm + "reports", {"name": "Theirs", "definition": {"entity": "deal", "columns": [{"value": "name"}]}})
if theirs.status == 403:
    theirs = api.ask("POST", crm + "reports", {"name": "Theirs", "definition": {"entity": "deal", "columns": [{"value": "name"}]}, "owner": reader.id})
refused = order({"report": theirs.body["id"], "format": "csv"})
tap.ok(refused["status"] == "failed" and refused["attempts"] == 1 and refused["last_error"], "job/whose owner may not export", refused)
gone = api.ask("POST", crm + "reports", {"name": "Gone", "definition": table}).body["id"]
api.ask("DELETE", f"{crm}reports/{gone}", headers={"If-Match": "*"})
for title, payload in (("nothing said", None), ("no such report", {"report": str(uuid.uuid4())}), ("no id", {"report": "Monday's"}), ("a number", {"report": 5}),
                       ("a list", [own]), ("another format", {"report": own, "format": "docx"}), ("a deleted report", {"report": gone})):
    refused = order(payload)
    tap.ok(refused["status"] == "failed" and refused["attempts"] == 1 and refused["last_error"], "job/" + title, refused)

deadline = time.monotonic() + 20
entered = []
while sum(e["detail"].get("name") == "Monday's" for e in entered) < 3 and time.monotonic() < deadline:
    entered = [e for e in api.get("/api/audit", action="export", limit=100).body["items"] if e["user"] == seller.id and "report" in json.dumps(e["detail"])]
tap.ok({e["entity"] for e in entered} == {"deal"}, "file/entered in the audit log", entered)
tap.ok(sum(e["detail"].get("name") == "Monday's" for e in entered) >= 3, "job/entered in the audit log as its owner's", entered)
tap.ok(not [n for n in os.listdir(server.folder.name) if n.startswith("tradewind-report-")], "file/nothing is left")

# --- What may not be seen ---

DENIED = [
    ("hidden field as measure", reader, figures, {"entity": "company", "aggregate": "count", "by": "city"}, 403),
    ("hidden field in a part", reader, figures, {"entity": "deal", "aggregate": "rate", "part": 'description = "CanaryWords"'}, 403),
    ("hidden field in a step", reader, figures, {"entity": "deal", "aggregate": "count", "steps": [{"label": "a", "where": 'description ~ "Canary"'}]}, 403),
    ("hidden field beyond a link", reader, figures, {"entity": "deal", "aggregate": "count", "by": "company.city"}, 403),
    ("records of which some are seen", seller, figures, {"entity": "deal", "aggregate": "count", "by": "company.industry"}, 403),
    ("records of which some are seen, measure", seller, figures, {"entity": "deal", "aggregate": "sum", "measure": "if(company.name starts with \"C\", 1, 0)"}, 403),
    ("records of which some are seen, condition", seller, figures, {"entity": "deal", "aggregate": "count", "where": 'company.name starts with "C"'}, 403),
    ("counts over links", seller, figures, {"entity": "deal_stage", "aggregate": "sum", "measure": "count(deals)"}, 403),
    ("no right", seller, figures, {"entity": "lead", "aggregate": "count"}, 403),
    ("report, group", reader, reports, {"entity": "company", "columns": [{"value": "name"}], "groups": [{"by": "city"}]}, 403),
    ("report, calculated group", reader, reports, {"entity": "company", "columns": [{"value": "name"}], "groups": [{"by": 'city = "CanaryCity"'}]}, 403),
    ("report, order", reader, reports, {"entity": "company", "columns": [{"value": "name"}], "sort": ["city"]}, 403),
    ("report, condition", reader, reports, {"entity": "company", "columns": [{"value": "name"}], "where": 'city = "CanaryCity"'}, 403),
    ("report, condition of a value", reader, reports, {"entity": "deal", "show": "pivot", "groups": [{"by": "stage"}],
                                                       "values": [{"aggregate": "count", "where": 'description = "CanaryWords"'}]}, 403),
    ("report, words", reader, reports, {"entity": "deal", "columns": [{"value": "name"}], "text": "CanaryWords"}, 403),
    ("report, across", seller, reports, {**pivot, "across": {"by": "company.industry"}}, 403),
    ("report, three axes", seller, reports, {**pivot, "groups": [{"by": "stage"}, {"by": "company.city"}]}, 403),
]
for name, client, path, definition, status in DENIED:
    answer = ask(client, path, definition)
    tap.ok(answer.status == status and b"Canary" not in answer.raw, "hidden/" + name, answer.raw[:300])
answer = ask(reader, reports, {"entity": "company", "columns": [{"value": "name"}, {"value": "city"}, {"value": 'if(city = "CanaryCity", 1, 0)'}]})
tap.ok(answer.status == 200 and len(answer.body["columns"]) == 1 and len(answer.body["left_out"]) == 2 and b"CanaryCity" not in answer.raw.split(b'"items"')[1],
       "hidden/columns are left out", answer.raw[:400])
for name, path, definition in (("figure", figures, {"entity": "deal", "aggregate": "count", "by": "company"}), ("pivot", reports, pivot), ("table", reports, table),
                               ("grouped", reports, {**table, "groups": [{"by": "company"}]})):
    answer = ask(seller, path, definition, **({"limit": 1000} if path == reports else {}))
    tap.ok(answer.status == 200 and b"Acme" in answer.raw and b"CanaryCompany" not in answer.raw, "hidden/name of a linked record, " + name, answer.raw[:300])
tap.ok(Client(server.port).ask("POST", figures, by_stage).status == 401, "hidden/nobody")
tap.ok(seller.get(f"{crm}reports/{made('reports', name='Other', definition=table)['id']}/answer").status == 404, "hidden/another's report")

# --- What is wrong with a request ---

for name, path, body, query, status in [
        ("no entity", figures, {"aggregate": "count"}, {}, 422), ("unknown member", figures, {**by_stage, "x": 1}, {}, 422),
        ("unknown entity", reports, {"entity": "nothing", "columns": [{"value": "name"}]}, {}, 422), ("a list", reports, [], {}, 422),
        ("formula", reports, {"entity": "deal", "columns": [{"value": "name +"}]}, {}, 400), ("days", figures, by_stage, {"days": "soon"}, 400),
        ("format", reports, table, {"format": "doc"}, 400), ("lines of a pivot", reports, pivot, {"format": "jsonl"}, 400),
        ("limit", reports, table, {"limit": 1001}, 400), ("condition", figures, by_stage, {"where": "amount >"}, 400), ("parameter", figures, by_stage, {"x": 1}, 400)]:
    answer = api.ask("POST", path, body, query)
    tap.ok(answer.status == status and answer.headers["Content-Type"] == "application/problem+json",
           "wrong/" + name, f"{answer.status} {answer.raw[:200]}")

# --- Who hangs up ends his report ---

# Each cell of its deals counts 160 × 160 deals: the whole takes minutes.
busy = made("companies", name="Busy")["id"]
for i in range(160):
    made("deals", name=f"Busy {i}", stage=list(stages)[0], company=busy)
slow = {"entity": "deal", "columns": [{"value": f'count(company.deals where count(company.deals where name ~ "x{i}") > 0)'} for i in range(60)]}


def made_files():
    return glob.glob(os.path.join(server.folder.name, "tradewind-report-*"))


def hang_up(form):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", f"{reports}?format={form}", json.dumps(slow), {"Authorization": f"Bearer {api.token}", "Content-Type": "application/json"})
    begun = time.monotonic()
    while not made_files() and time.monotonic() < begun + 20:
        pass
    working = bool(made_files())
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()
    gone = time.monotonic()
    while made_files() and time.monotonic() < gone + 8:
        pass
    tap.ok(working and not made_files(), f"hung up/{form} ends, and its file goes", f"{working} {made_files()}")


for form in ("csv", "xlsx", "pdf", "jsonl"):
    hang_up(form)
tap.ok(ask(Client(server.port, api.token), figures, by_stage).status == 200, "hung up/others go on")

# --- A few at a time ---

heavy = {"entity": "deal", "columns": [{"value": f"count(company.deals where name ~ \"x{i}\")"} for i in range(6)]}
seen, deadline = collections.Counter(), time.monotonic() + 30


def hurry():
    client = Client(server.port, api.token)
    while not seen[429] and time.monotonic() < deadline:
        answer = client.ask("POST", reports, heavy, {"limit": 1000})
        seen[answer.status] += 1
        if answer.status == 429:
            seen["told"] += answer.headers["Retry-After"] is not None


threads = [threading.Thread(target=hurry) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
tap.ok(seen[429] and seen["told"] == seen[429] and set(seen) <= {200, 429, "told"}, "limits/too many at once", seen)
deadline = time.monotonic() + 20
while (answer := ask(api, figures, by_stage)).status == 429 and time.monotonic() < deadline:
    pass
tap.ok(answer.status == 200, "limits/others go on", answer.raw[:200])

# --- The same as on the command line ---

answers = {"table": ask(api, reports, table, format="csv").raw, "pivot": ask(api, reports, pivot, format="csv").raw}
figure_total = ask(api, figures, by_stage).body["total"]
server.process.terminate()
server.process.wait(30)
with tempfile.TemporaryDirectory() as folder:
    for name, definition in (("table", table), ("pivot", pivot)):
        path = os.path.join(folder, name)
        with open(path + ".json", "w", encoding="utf-8") as file:
            json.dump(definition, file)
        done = subprocess.run([sys.argv[2], "--workspace", server.folder.name, "report", "run", path + ".json", "--out", path + ".csv"], capture_output=True, check=False)
        with open(path + ".csv", "rb") as file:
            tap.ok(done.returncode == 0 and file.read() == answers[name], f"same/{name} of tradewindctl", done.stderr)
server.folder.cleanup()
sys.exit(tap.end())
