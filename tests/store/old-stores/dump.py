#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints a store as SQL text, without the search index and without the note that its tables are up to date."""
import re
import sqlite3
import sys

db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
db.create_collation("TW", lambda a, b: (a > b) - (a < b))
print(f"PRAGMA application_id = {db.execute('PRAGMA application_id').fetchone()[0]};")
print(f"PRAGMA user_version = {db.execute('PRAGMA user_version').fetchone()[0]};")
print("BEGIN;")
rows = db.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name").fetchall()
search = re.compile(r".*\$(names|texts)(_.*)?$|tw_search$")
for kind, name, sql in rows:
    if search.match(name) or name.startswith("sqlite_"):
        continue
    print(sql + ";")
    if kind != "table":
        continue
    quoted = '"' + name.replace('"', '""') + '"'
    columns = [r[1] for r in db.execute(f"PRAGMA table_info({quoted})")]
    literals = " || ', ' || ".join('quote("' + c.replace('"', '""') + '")' for c in columns)
    where = " WHERE key != 'shape'" if name == "tw_meta" else ""
    for (values,) in db.execute(f"SELECT {literals} FROM {quoted}{where}"):
        print(f"INSERT INTO {quoted} VALUES ({values});")
print("COMMIT;")
