#!/usr/bin/python3
"""The strings of the schema that translators see are those of the files."""
import os
import subprocess
import sys

root = os.environ["TW_SOURCE_ROOT"]
made = subprocess.run([os.path.join(root, "tools", "schema-strings")], capture_output=True, text=True, check=True).stdout
with open(os.path.join(root, "po", "schema-strings.h"), encoding="utf-8") as f:
    kept = f.read()
lines = [l for l in made.splitlines() if l.startswith("NC_")]
checks = {
    "up-to-date": made == kept,
    "each-once": len(lines) == len(set(lines)) and len(lines) > 500,
    "has-labels": 'NC_("schema", "Deal")' in lines and 'NC_("schema", "Deals")' in lines,
}
print(f"1..{len(checks)}")
for number, (name, good) in enumerate(checks.items(), 1):
    print(f"{'ok' if good else 'not ok'} {number} /schema/strings/{name}")
if not checks["up-to-date"]:
    print("# run tools/schema-strings > po/schema-strings.h")
sys.exit(0 if all(checks.values()) else 1)
