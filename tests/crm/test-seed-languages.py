#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new workspace begins with is in the language of who makes it, with the same ids in all languages."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

program = sys.argv[1]
root = pathlib.Path(os.environ["TW_SOURCE_ROOT"])
ENTITIES = ("deal_stage", "pipeline", "dashboard", "widget", "report", "health_rule", "role", "win_loss_reason", "task_template", "tier")
LANGUAGES = {"fr": "fr_FR", "ar": "ar_EG"}
number = 0


def check(name, good, more=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} /crm/seed-languages/{name}{'' if good else f' # {more}'}", flush=True)


with tempfile.TemporaryDirectory() as folder:
    base = pathlib.Path(folder)
    for short, locale in LANGUAGES.items():
        (base / "po" / short / "LC_MESSAGES").mkdir(parents=True)
        subprocess.run(["msgfmt", "-o", base / "po" / short / "LC_MESSAGES" / "tradewind.mo", root / "po" / f"{short}.po"], check=True)
        subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", base / f"{locale}.UTF-8"], check=False, capture_output=True)

    def ctl(place, locale, *arguments):
        env = dict(os.environ, LOCPATH=folder, LC_ALL=locale, LANGUAGE="", TW_LOCALE_DIR=str(base / "po"))
        done = subprocess.run([program, "--workspace", base / place, *arguments], env=env, capture_output=True, text=True, encoding="utf-8", timeout=120,
                              check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def steps(place):
        figures = json.loads(ctl(place, "C.UTF-8", "--format", "json", "list", "widget", "--limit", "500", "--fields", "figure"))["items"]
        figures = [json.loads(row["figure"]) if isinstance(row["figure"], str) else row["figure"] for row in figures if row.get("figure")]
        return {step["label"] for figure in figures for step in figure.get("steps", [])}

    def begin(place, locale):
        ctl(place, locale, "init")
        return {entity: {row["id"]: row for row in json.loads(ctl(place, "C.UTF-8", "--format", "json", "list", entity, "--limit", "500"))["items"]}
                for entity in (*ENTITIES, "currency")}

    print("1..15")
    blocks = [block for path in sorted((root / "data" / "seed").glob("*.json")) for block in json.loads(path.read_text(encoding="utf-8"))]
    records = [record for block in blocks for record in block["records"]]
    names = {record[key] for record in records for key in ("name", "label", "title") if key in record}
    asked = [name for record in records for key, value in record.items() if key not in ("name", "label", "title", "description", "body")
             for name in names if f'"{name}"' in (value if isinstance(value, str) else "")]
    check("no condition asks for a name", not asked, f"{asked} is another word in another language")
    english = begin("en", "C.UTF-8")
    for short, locale in LANGUAGES.items():
        there = begin(short, f"{locale}.UTF-8")
        check(f"{short}/ids", all(there[e].keys() == english[e].keys() for e in there), "other records")
        same = [(e, row.get("name", row.get("title", row.get("label")))) for e in ENTITIES for id, row in there[e].items()
                if row.get("name", row.get("title", row.get("label"))) == english[e][id].get("name", english[e][id].get("title", english[e][id].get("label")))]
        check(f"{short}/words", len(same) < 12, f"the same as in English: {same}")
        check(f"{short}/steps", steps("en") and not steps("en") & steps(short), f"steps of a funnel are {steps(short)}")
        check(f"{short}/values", all(row.get("kind") == english["deal_stage"][id].get("kind") for id, row in there["deal_stage"].items()), "other kinds")
        names = {row["code"]: row["name"] for row in there["currency"].values()}
        check(f"{short}/currencies", names["AED"] == {"fr": "Dirham des Émirats arabes unis", "ar": "الدرهم الإماراتي"}[short], names["AED"])
        made = ctl(f"{short}-demo", f"{locale}.UTF-8", "init", "--demo")
        check(f"{short}/demo", "not" not in ctl(f"{short}-demo", "C.UTF-8", "check"), made)
        check(f"{short}/sound", "not" not in ctl(short, "C.UTF-8", "check"), "the check finds something")
