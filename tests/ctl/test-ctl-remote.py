#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands on records asked of a running server: tradewindctl --server URL --token-file FILE."""
import csv
import http.server
import io
import json
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.environ["TW_SOURCE_ROOT"], "tests", "server"))
import left_behind
from rest_client import Server, Tap

program, daemon = sys.argv[1], sys.argv[2]
tap = Tap()
server = Server(daemon)
folder = tempfile.TemporaryDirectory()
left_behind.folder(folder.name)
address = f"http://127.0.0.1:{server.port}"


def write_key(name, scopes):
    path = os.path.join(folder.name, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(server.admin.ask("POST", "/api/auth/keys", {"name": name, "scopes": scopes}).body["key"] + "\n")
    return path


key, reader = write_key("all", "*:*"), write_key("reader", "company:read")
SERVER = ["--server", address, "--token-file", key]


def ctl(*arguments):
    return subprocess.run([program, "--workspace", os.path.join(folder.name, "none"), *arguments], capture_output=True, text=True, timeout=120, check=False)


def good(title, *arguments):
    got = ctl(*SERVER, *arguments)
    tap.ok(got.returncode == 0, title, f"{got.returncode} {got.stdout} {got.stderr}")
    return got.stdout


def bad(title, status, part, *arguments):
    got = ctl(*arguments)
    tap.ok(got.returncode == status and part in got.stderr and not got.stdout, title, f"{got.returncode} {got.stdout} {got.stderr}")


def as_json(title, *arguments):
    text = good(title, "--format=json", *arguments)
    return json.loads(text) if text else {}


# --- What is added is there ---
said = good("new", "new", "company", "name=Søren & Sons, Ltd", "tags=first, second", "phone=+45 1234 5678")
company = said.split("(")[1].split(")")[0]
tap.ok(f"delete companies {company}" in said, "new says how it is taken back", said)
stage = server.admin.get("/api/crm/deal_stages").body["items"][0]
deal = as_json("new/links by name", "new", "deals", "name=A “quoted” deal", "company=Søren & Sons, Ltd", f"stage={stage['id']}",
               "amount=1234.50 EUR", "close_date=2026-12-24", "probability=12.5")
kept = server.admin.get("/api/crm/deals/" + deal["id"]).body
tap.ok(kept["company"] == company and kept["amount"] == {"amount": "1234.50", "currency": "EUR"} and kept["close_date"] == "2026-12-24"
       and kept["probability"] == "12.5" and kept["name"] == "A “quoted” deal", "new/values arrive as they were meant", kept)
tap.ok(server.admin.get("/api/crm/companies/" + company).body["tags"] == ["first", "second"], "new/a list", company)
bad("new/no such company", 1, "there is no record", *SERVER, "new", "deal", "name=x", "company=Nobody")
bad("new/a field that is none", 1, "", *SERVER, "new", "company", "name=x", "colour=red")
bad("new/a wrong amount", 1, "", *SERVER, "new", "deal", "name=x", "amount=much")
bad("new/no form", 2, "FIELD=VALUE", *SERVER, "new", "company", "name")

# --- Reading ---
table = good("list", "list", "deal", "--fields", "name,company,amount")
tap.ok("Søren & Sons, Ltd" in table and "A “quoted” deal" in table and company not in table, "list names what is pointed to", table)
page = as_json("list/json", "list", "deal", "--where", "company.name = \"Søren & Sons, Ltd\"", "--fields", "company,amount")
tap.ok([row["company"] for row in page["items"]] == [company] and page["items"][0]["amount"]["amount"] == "1234.50", "list/json has the server's values", page)
rows = list(csv.DictReader(io.StringIO(good("list/csv", "list", "companies", "--fields", "name,tags", "--format=csv"))))
tap.ok(any(row["id"] == company and row["name"] == "Søren & Sons, Ltd" for row in rows), "list/csv", rows)
for n in range(3):
    server.admin.ask("POST", "/api/crm/companies/bulk", {"items": [{"op": "create", "fields": {"name": f"Many {n} {i}"}} for i in range(400)]},
                     headers={"Idempotency-Key": str(n)})
many = as_json("list/more than a page of the server", "list", "company", "--sort", "name", "--limit", "1100", "--fields", "name")
rest = as_json("list/after", "list", "company", "--sort", "name", "--limit", "10000", "--fields", "name", "--after", many["next"])
ids = [row["id"] for row in many["items"] + rest["items"]]
tap.ok(len(many["items"]) == 1100 and rest["next"] is None and len(set(ids)) == len(ids) == 1201, "list/each record once", len(ids))
tap.ok(good("count", "count", "companies").strip() == "1201", "count is all")
tap.ok(as_json("count/where", "count", "company", "--where", "name = \"Søren & Sons, Ltd\"") == {"count": 1}, "count/where is one")
record = good("get", "get", "company", company)
tap.ok("Søren & Sons, Ltd" in record and "+45" in record, "get shows it", record)
hits = as_json("search", "search", "søren sons")
tap.ok(company in [hit["id"] for hit in hits["items"]], "search finds it", hits)
tap.ok(company in [hit["id"] for hit in as_json("search/kind", "search", "--entity", "companies", "sør")["items"]], "search/kind finds it")

# --- Changing ---
said = good("set", "set", "company", company, "phone=", "name=Sørensen")
tap.ok("was “Søren & Sons, Ltd”" in said and "was “+45" in said, "set says what stood there", said)
changed = server.admin.get("/api/crm/companies/" + company).body
tap.ok(changed["name"] == "Sørensen" and changed["phone"] is None and changed["tags"] == ["first", "second"], "set changes these fields alone", changed)
history = as_json("history", "history", "company", company)
tap.ok([row["before"] for row in history["items"] if row["field"] == "name" and row["op"] == "set"] == ["Søren & Sons, Ltd"], "history has it", history)
good("set/options behind it", "set", "company", company, "name=-5")
got = ctl("get", "company", company, "--server", address, "--token-file=" + key)
tap.ok(got.returncode == 0 and "-5" in got.stdout, "options can stand behind the command", got.stderr)
bad("delete/in use", 1, "in use", *SERVER, "delete", "companies", company)
good("delete/deal", "delete", "deal", deal["id"])
said = good("delete", "delete", "companies", company)
tap.ok("“-5”" in said, "delete says what", said)
bad("delete/gone", 1, "", *SERVER, "get", "company", company)

# --- A kind and a field of the site's own ---
own = [{"entity": {"entity": "boat", "plural": "boats", "label": "Boat", "label_plural": "Boats", "name": "name", "fields": [
    {"key": "name", "label": "Name", "kind": "text", "required": True}, {"key": "length", "label": "Length", "kind": "integer"},
    {"key": "afloat", "label": "Afloat", "kind": "boolean"}]}}]
answer = server.admin.ask("POST", "/api/admin/definitions", own)
tap.ok(answer.status in (200, 201), "own/defined", answer.body)
boat = as_json("own/new", "new", "boats", "name=Dolphin", "length=12", "afloat=true")
kept = server.admin.get("/api/crm/boats/" + boat.get("id", "0")).body
tap.ok(kept.get("length") == 12 and kept.get("afloat") is True and kept.get("name") == "Dolphin", "own/values", kept)
tap.ok("Dolphin" in good("own/list", "list", "boats"), "own/list has it")

tap.ok("Dolphin" in good("own/get", "get", "boats", boat.get("id", "0")), "own/get has it")
named = as_json("own/a text like a number", "new", "boats", 'name="4711"')
tap.ok(named.get("name") == "4711", "own/quotes make a text", named)


# --- A server that lies: a sentence, and an end ---
class Liar(http.server.BaseHTTPRequestHandler):
    answer = "null"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer.encode())

    do_POST = do_PATCH = do_DELETE = do_GET

    def log_message(self, *arguments):
        pass


liar = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
threading.Thread(target=liar.serve_forever, daemon=True).start()
LIAR = ["--server", f"http://127.0.0.1:{liar.server_port}", "--token-file", key]
commands = (["list", "company"], ["list", "boats"], ["count", "company"], ["get", "company", company], ["get", "boats", company],
            ["history", "company", company], ["search", "x"], ["new", "company", "name=x"], ["set", "company", company, "name=x"],
            ["delete", "company", company], ["new", "deal", "name=x", "company=y"], ["schema"], ["schema", "deal"])
for answer in ("null", "[1]", "{}", '"text"', '{"items":[[1]]}', '{"items":[],"next":"x"}', '{"items":[1,null,{"id":5,"fields":[1]}]}', '{"items":{"a":1}}'):
    Liar.answer = answer
    for command in commands:
        got = ctl(*LIAR, *command)
        tap.ok(got.returncode in (0, 1) and "CRITICAL" not in got.stderr, f"lies/{answer} for {' '.join(command[:2])}", f"{got.returncode} {got.stderr}")
reference = '{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/deal_new"}}}}}}'
for answer in ('{"paths":[1]}', '{"paths":{"/api/crm/deals":1}}', '{"paths":{"/api/crm/deals":%s},"components":5}' % reference,
               '{"paths":{"/api/crm/deals":%s},"components":{"schemas":{"deal":{"title":1,"properties":{"a":1,"b":{"type":[],"anyOf":[]},"c":{"anyOf":[1]},'
               '"d":{"type":[1],"enum":1,"items":[1]}}},"deal_new":{"required":{"a":1},"properties":[1]}}}}' % reference):
    Liar.answer = answer
    for command in (["schema"], ["schema", "deal"]):
        got = ctl(*LIAR, *command)
        tap.ok(got.returncode in (0, 1) and "CRITICAL" not in got.stderr, f"lies/{answer} for {' '.join(command)}", f"{got.returncode} {got.stderr}")
for answer in ("null", "[1]", "{}"):
    Liar.answer = answer
    bad(f"lies/no number in {answer}", 1, "no answer of a Tradewind server", *LIAR, "count", "company")
    bad(f"lies/no schema in {answer}", 1, "no answer of a Tradewind server", *LIAR, "schema")
    bad(f"lies/nothing new in {answer}", 1, "no answer of a Tradewind server", *LIAR, "new", "company", "name=x")
Liar.answer = '{"items":[],"next":"x"}'
bad("lies/more of nothing", 1, "no answer of a Tradewind server", *LIAR, "list", "company")

# --- What there is ---
document = server.admin.get("/api/openapi.json").body
kinds = {row["entity"]: row for row in as_json("schema", "schema")["items"]}
tap.ok({row["plural"] for row in kinds.values()} == {path.split("/")[3] for path, ways in document["paths"].items()
       if path.startswith("/api/crm/") and path.count("/") == 3 and "post" in ways}, "schema has every collection", sorted(kinds))
tap.ok(kinds["boat"]["custom"] is True and kinds["deal"]["custom"] is False and kinds["boat"]["label"] == "Boat", "schema/own kinds are told apart", kinds["boat"])
tap.ok(all(row["fields"] == len(document["components"]["schemas"][key]["properties"]) for key, row in kinds.items()), "schema/fields are counted")
fields = {row["field"]: row for row in as_json("schema/deal", "schema", "deals")["items"]}
tap.ok(set(fields) == set(document["components"]["schemas"]["deal"]["properties"]), "schema/deal has every field", sorted(fields))
told = {key: fields[key]["kind"] for key in ("name", "amount", "close_date", "company", "tags", "probability", "status", "created_at", "row_seq")}
tap.ok(told == {"name": "text", "amount": "money", "close_date": "date", "company": "link", "tags": "list", "probability": "decimal", "status": "enum",
                "created_at": "datetime", "row_seq": "integer"}, "schema/types", told)
tap.ok(fields["name"]["label"] == "Name" and "required" in fields["name"]["about"] and "open" in fields["status"]["about"]
       and "read-only" in fields["created_at"]["about"], "schema/about", fields["status"])
tap.ok({row["field"]: row["kind"] for row in as_json("schema/own", "schema", "boat")["items"]}.items()
       >= {"name": "text", "length": "integer", "afloat": "boolean"}.items(), "schema/own has its types")
bad("schema/no such kind", 1, "no kind of record", *SERVER, "schema", "zebra")

# --- Rights and mistakes ---
bad("rights/only what the key reads", 1, "", "--server", address, "--token-file", reader, "list", "deal")
bad("rights/nothing is written", 1, "", "--server", address, "--token-file", reader, "new", "company", "name=x")
bad("usage/no key", 2, "--token-file", "--server", address, "list", "deal")
bad("usage/no server", 2, "--server", "--token-file", key, "list", "deal")
bad("usage/a command on a workspace", 2, "list, count, get", *SERVER, "check")
bad("usage/no id", 1, "is not an id", *SERVER, "get", "company", "../users")
bad("usage/no such kind", 1, "", *SERVER, "list", "zebras")
bad("usage/a condition that is none", 1, "", *SERVER, "list", "company", "--where", "name ==")
bad("usage/a file that is not there", 1, "", "--server", address, "--token-file", key + "x", "list", "company")
tap.ok(not os.path.exists(os.path.join(folder.name, "none")), "no workspace was made")
server.close()
bad("away", 1, "cannot be reached", *SERVER, "list", "company")
sys.exit(tap.end())
