#!/usr/bin/python3
"""Reports of the demo company, worked out again here from the exported deals, and read back from CSV, the workbook and the PDF."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from decimal import Decimal
from xml.etree import ElementTree

ctl = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="tw-reports-")
workspace = os.path.join(folder, "w")
number = failed = 0


def point(good, name, why=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    if not good:
        print("# " + str(why)[:600].replace("\n", "\n# "))


def run(*args):
    done = subprocess.run([ctl, f"--workspace={workspace}", *args], capture_output=True, text=True, env={**os.environ, "LANGUAGE": "en"})
    if done.returncode != 0:
        sys.exit(f"{args}: {done.stdout}{done.stderr}")
    return done.stdout


def definition(name, report):
    path = os.path.join(folder, name + ".json")
    with open(path, "w") as file:
        json.dump(report, file)
    return path


def lines(name, *more):
    return json.loads(run("report", "run", name, "--format=json", *more))["items"]


def money(value):
    return None if value in (None, "") else Decimal(value["amount"] if isinstance(value, dict) else value)


run("init", "--demo")
fields = "name,status,stage,owner,company,close_date,amount,probability"
run("export", "deal", os.path.join(folder, "deals.csv"), "--fields=" + fields)
deals = list(csv.DictReader(open(os.path.join(folder, "deals.csv"), newline="")))
for deal in deals:
    amount = deal["amount"].split()
    deal["money"] = Decimal(amount[0]) if amount else None
    deal["percent"] = Decimal(deal["probability"]) if deal["probability"] else None
currencies = {deal["amount"].split()[1] for deal in deals if deal["amount"]}
point(len(currencies) == 1, "one-currency", currencies)
opened = [deal for deal in deals if deal["status"] == "open"]

# --- A pivot: by month and owner ---

report = {"entity": "deal", "where": "status = \"open\"", "show": "pivot", "groups": [{"by": "close_date", "grain": "month"}], "across": {"by": "owner"},
          "values": [{"aggregate": "sum", "measure": "amount", "label": "Sum"}, {"aggregate": "count", "label": "Count"},
                     {"aggregate": "max", "measure": "amount", "label": "Most"},
                     {"aggregate": "weighted", "measure": "amount", "weight": "probability", "label": "Weighted"}]}
pivot = lines(definition("pivot", report))
cells = defaultdict(list)
for deal in opened:
    for month in (deal["close_date"][:7] + "-01" if deal["close_date"] else None, "Total"):
        for owner in (deal["owner"], "Total"):
            cells[month, owner].append(deal)
wrong, seen = [], 0
for line in pivot:
    month = line["Close date"]
    for key, value in line.items():
        if " · " not in key:
            continue
        owner, label = key.rsplit(" · ", 1)
        group = cells.get((month, owner), [])
        amounts = [deal["money"] for deal in group if deal["money"] is not None]
        seen += bool(group)
        if label == "Count":
            good = (value or 0) == len(group)
        elif label == "Most":
            good = money(value) == (max(amounts) if amounts else None)
        elif label == "Sum":
            good = (money(value) or 0) == sum(amounts)
        else:
            exact = sum(deal["money"] * deal["percent"] for deal in group if deal["money"] is not None and deal["percent"] is not None) / 100
            good = abs((money(value) or 0) - exact) <= Decimal("0.005")
        if not good:
            wrong.append((month, key, value))
point(not wrong and seen > 100, "pivot-equal", wrong[:5] or seen)

# --- A table: groups, feet, order ---

report = {"entity": "deal", "where": "status = \"open\"",
          "columns": [{"value": "name"}, {"value": "owner"}, {"value": "close_date"}, {"value": "amount", "totals": ["count", "sum", "average", "min", "max"]}],
          "groups": [{"by": "stage"}, {"by": "owner", "order": "down"}], "sort": ["-amount", "name"]}
table = definition("table", report)
items = lines(table)
rows = [line for line in items if line["line"] == "row"]
point(len(rows) == len(opened) and sorted(r["name"] for r in rows) == sorted(d["name"] for d in opened), "rows-once", len(rows))
groups = defaultdict(list)
for deal in opened:
    for key in ((deal["stage"], deal["owner"]), (deal["stage"], None), (None, None)):
        groups[key].append(deal["money"])
wrong, feet = [], 0
for line in items:
    if line["line"] == "row":
        continue
    amounts = [m for m in groups[line["by stage"], line["by owner"]] if m is not None]
    exact = {"count": len(amounts), "sum": sum(amounts), "average": sum(amounts) / len(amounts), "min": min(amounts), "max": max(amounts)}[line["line"]]
    value = line["amount"] if line["line"] == "count" else money(line["amount"])
    feet += 1
    if line["records"] != len(groups[line["by stage"], line["by owner"]]) or abs(value - exact) > Decimal("0.005"):
        wrong.append(line)
point(not wrong and feet == 5 * len(groups), "feet-equal", (wrong[:3], feet, len(groups)))
last, good = None, True
for row in rows:
    here = (row["by stage"], row["by owner"])
    amount = money(row["amount"])
    if last is not None and last[0] == here and last[1] is not None and amount is not None and amount > last[1]:
        good = False
    last = (here, amount)
point(good, "order")

# --- CSV ---

path = os.path.join(folder, "t.csv")
run("report", "run", table, "-o", path)
read = list(csv.reader(open(path, newline="")))
plain = [r for r in read[1:] if r[2]]
point(read[0] == ["Stage", "Owner", "Name", "Owner", "Close date", "Amount"] and [r[2] for r in plain] == [r["name"] for r in rows], "csv", read[:2])
sums = {(r[0], r[1]): r[5] for r in read[1:] if not r[2]}
wanted = {}
for (stage, owner), values in groups.items():
    exact = sum(m for m in values if m is not None)
    wanted[(stage, f"{owner}: Sum") if owner else (f"{stage}: Sum", "") if stage else ("Sum", "")] = exact
point(len(sums) == 5 * len(groups) and all(Decimal(sums.get(k, "0").split()[0]) == v for k, v in wanted.items()), "csv-sub-totals", list(sums.items())[:5])

# --- The workbook ---

path = os.path.join(folder, "t.xlsx")
run("report", "run", table, "-o", path)
book = zipfile.ZipFile(path)
space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
styles = ElementTree.fromstring(book.read("xl/styles.xml"))
formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.findall(".//m:numFmt", space)}
looks = [(formats.get(x.get("numFmtId"), ""), x.get("fontId") != "0") for x in styles.find("m:cellXfs", space)]


def cell(element):
    look = looks[int(element.get("s", "0"))]
    text = element.findtext("m:is/m:t", namespaces=space)
    value = element.findtext("m:v", namespaces=space)
    return text if text is not None else Decimal(value) if value is not None else None, look


sheet_rows = [{re.sub("[0-9]", "", c.get("r")): cell(c) for c in r.findall("m:c", space)} for r in sheet.findall(".//m:row", space)]
elements = sheet.findall(".//m:row", space)
levels = [int(r.get("outlineLevel", 0)) for r in elements]
body = [r for r, level in zip(sheet_rows[1:], levels[1:]) if level == 2 and "C" in r]
point([r["C"][0] for r in body] == [r["name"] for r in rows], "xlsx-rows", len(sheet_rows))
amounts = [r["F"] for r in body if r.get("F", (None,))[0] is not None]
point(sum(a[0] for a in amounts) == sum(d["money"] for d in opened if d["money"] is not None) and all("0.00" in a[1][0] for a in amounts), "xlsx-amounts",
      amounts[:3])
dates = [r["E"] for r in body if r.get("E", (None,))[0] is not None]
point(all(isinstance(d[0], Decimal) and d[1][0] == "yyyy-mm-dd" for d in dates), "xlsx-dates", dates[:3])
point(sheet.find(".//m:pane", space).get("state") == "frozen", "xlsx-frozen")
point(sheet.find("m:autoFilter", space).get("ref") .startswith("A1:F"), "xlsx-filter", sheet.find("m:autoFilter", space).attrib)
totals = {r["A"][0]: r["F"] for r in sheet_rows[-5:]}
point(len(totals) == 5 and totals["Sum"][0] == sum(a[0] for a in amounts) and totals["Sum"][1][1], "xlsx-totals", totals)


def work_out(elements, formula, at):
    """SUBTOTAL as a spreadsheet has it: over the cells of the range that are no sub-totals themselves."""
    function, column, first, last = re.fullmatch(r"SUBTOTAL\((\d+),([A-Z]+)(\d+):[A-Z]+(\d+)\)", formula).groups()
    values = [Decimal(c.findtext("m:v", namespaces=space)) for r in elements[int(first) - 1:int(last)] for c in r.findall("m:c", space)
              if re.sub("[0-9]", "", c.get("r")) == column and c.find("m:f", space) is None and c.find("m:v", space) is not None]
    assert int(last) < at
    return {1: lambda: sum(values) / len(values), 3: lambda: len(values), 4: lambda: max(values), 5: lambda: min(values), 9: lambda: sum(values)}[int(function)]()


def check_formulas(elements):
    """Levels of the rows with formulas, and those whose value is another than that of the cells."""
    feet, wrong = [], []
    for index, row in enumerate(elements, 1):
        for c in row.findall("m:c", space):
            if c.find("m:f", space) is not None:
                exact, told = work_out(elements, c.findtext("m:f", namespaces=space), index), Decimal(c.findtext("m:v", namespaces=space))
                feet.append(int(row.get("outlineLevel", 0)))
                if abs(exact - told) > Decimal("0.005"):
                    wrong.append((c.get("r"), exact, told))
    return feet, wrong


feet, wrong = check_formulas(elements)
point(not wrong and len(feet) == 5 * len(groups) and set(feet) == {0, 1}, "xlsx-sub-totals", (wrong[:3], len(feet), len(groups)))
short = definition("short", {**report, "rows": False})
run("report", "run", short, "-o", path)
elements = ElementTree.fromstring(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")).findall(".//m:row", space)
feet, wrong = check_formulas(elements)
stages = {d["stage"] for d in opened}
point(not wrong and len(elements) == 1 + len(groups) and len(feet) == 5 * (len(stages) + 1), "xlsx-groups-only", (wrong[:3], len(elements), len(feet), len(groups)))

# --- Paper ---

path = os.path.join(folder, "t.pdf")
run("report", "run", table, "-o", path)
pages = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
point(all("Name" in page and "Amount" in page for page in pages), "pdf-heads")
point(all(re.search(rf"Page {i + 1} of {len(pages)}\b", page) for i, page in enumerate(pages)), "pdf-pages", len(pages))
text = "\n".join(pages)
total = f"{sum(a[0] for a in amounts):,.2f}"
point(text.count(total) >= 1 and len(pages) > 10 and "(continued)" in text, "pdf-total", total)
point(sum(text.count(f"Stage: {stage}") for stage in {d["stage"] for d in opened}) == len({d["stage"] for d in opened}), "pdf-groups")
outline = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True).stdout
point(outline.count(b"/Parent") > len(groups) and subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0, "pdf-outline",
      outline.count(b"/Title"))
for kind in ("stacked", "pie", "metric"):
    report = {"entity": "deal", "where": "status = \"open\"", "show": kind, "groups": [{"by": "stage"}], "values": [{"aggregate": "count"}]}
    run("report", "run", definition(kind, report), "-o", os.path.join(folder, kind + ".pdf"))
    text = subprocess.run(["pdftotext", os.path.join(folder, kind + ".pdf"), "-"], capture_output=True, text=True, check=True).stdout
    point(f"{len(opened):,}" in text and "Negotiation" in text, "pdf-" + kind, text)

# Heads are whole, however wide the pivot is and long its words.
long = "Expected_of_all_that_is_open and a_rather_long_name_that_nobody_shortens in_{}"
report = {"entity": "deal", "where": "status = \"open\"", "show": "pivot", "groups": [{"by": "stage"}], "across": {"by": "owner"},
          "values": [{"aggregate": "sum", "measure": "amount", "label": long.format("sums")}, {"aggregate": "count", "label": long.format("numbers")}]}
path = os.path.join(folder, "wide.pdf")
run("report", "run", definition("wide", report), "-o", path)
text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
owners = {d["owner"] for d in opened if d["owner"]}
point("…" not in text and sum(text.count(word) for word in (owner.split()[-1] for owner in owners)) >= 2 * len(owners), "pdf-wide-heads", text[:600])

# --- The ready reports ---

for line in csv.DictReader(run("report", "list", "--format=csv").splitlines()):
    answer = subprocess.run([ctl, f"--workspace={workspace}", "report", "run", line["name"], "--format=json"], capture_output=True, text=True)
    point(answer.returncode == 0 and "items" in json.loads(answer.stdout), "ready-" + line["name"].lower().replace(" ", "-"), answer.stderr)

shutil.rmtree(folder)
print(f"1..{number}")
sys.exit(1 if failed else 0)
