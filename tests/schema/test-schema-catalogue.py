#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field that the catalogue names (catalogue-fields.txt) is in the schema, of its type, with its choices and its marks."""
import json
import os
import re
import sys

root = os.environ["TW_SOURCE_ROOT"]
folder = os.path.join(root, "data", "schema")
entities = {}
for name in os.listdir(folder):
    if name.endswith(".json"):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            entity = json.load(f)
        entities[entity["entity"]] = entity
# Which kinds of fields hold what the catalogue calls a …
kinds = {
    "text": {"text", "longtext", "number", "color"}, "longtext": {"longtext"}, "richtext": {"richtext"}, "condition": {"longtext", "text"},
    "int": {"integer"}, "decimal": {"decimal"}, "money": {"money"}, "percent": {"percent"}, "bool": {"boolean"}, "date": {"date", "datetime"},
    "time": {"time"}, "datetime": {"datetime"}, "duration": {"duration"}, "enum": {"enum", "text"}, "ref": {"link"},
    "list": {"list", "tags", "json", "links"}, "set": {"set", "list", "links", "tags"}, "json": {"json", "list"}, "file": {"file"},
    "url": {"url"}, "email": {"email"}, "phone": {"phone"}, "geo": {"geo"},
}
common = {"created_at": "datetime", "updated_at": "datetime"}


def keys(field):
    return [c["key"] for c in field.get("choices", [])]


def wrong_with(entity, part):
    relation = re.fullmatch(r"\{(\w+)\} (\w+)", part)
    if relation:
        there = any(f.get("inverse") == relation[1] and entity["entity"] in f.get("to", []) for f in entities[relation[2]]["fields"])
        return None if there else f"no relation {part}"
    m = re.fullmatch(r"(\w+) (\w+)(?:>(\w+))?([!#*]*)(?:\(([^)]*)\))?", part)
    if not m:
        return f"“{part}” cannot be read"
    key, kind, target, marks, choices = m.groups()
    if common.get(key) == kind:
        return None
    field = next((f for f in entity["fields"] if f["key"] == key), None)
    if field is None:
        return f"no field {key}"
    if field["kind"] not in kinds[kind]:
        return f"{key} is {field['kind']}, not {kind}"
    if target and target not in field.get("to", []):
        return f"{key} does not lead to {target}"
    if "!" in marks and not (field.get("required") or "derive" in field):
        return f"{key} may be empty"
    if "#" in marks and not field.get("unique") and field["kind"] != "number":
        return f"{key} is not unique"
    if "*" in marks and "formula" not in field:
        return f"{key} is not worked out"
    if choices and set(choices.split()) - set(keys(field)):
        return f"{key} lacks {sorted(set(choices.split()) - set(keys(field)))}"
    return None


problems, n, letters = [], 0, {}
with open(os.path.join(root, "tests", "schema", "catalogue-fields.txt"), encoding="utf-8") as f:
    for line in f:
        if line.startswith("#"):
            continue
        catalogue, name, parts = re.fullmatch(r"([A-Z]\d\d) (\w+): (.*)\n", line).groups()
        for part in re.split(r", (?![^(]*\))", parts):
            n += 1
            wrong = wrong_with(entities[name], part) if name in entities else "no such entity"
            problems += [f"{catalogue} {name}: {wrong}"] if wrong else []
        letters.setdefault(catalogue[0], set()).add(name)
print("1..2")
print(f"{'not ok' if problems else 'ok'} 1 /schema/catalogue/every-field")
for p in problems:
    print(f"# {p}")
whole = n > 600 and set("RLDTAKQOC") <= set(letters)
print(f"{'ok' if whole else 'not ok'} 2 /schema/catalogue/whole-table ({n} fields)")
sys.exit(1 if problems or not whole else 0)
