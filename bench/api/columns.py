# SPDX-License-Identifier: GPL-3.0-or-later
"""The deals of a workspace as a plain table for the peers: the same rows, each value as the API writes it."""
import os
import sqlite3

TEXT, BOOLEAN = "TEXT", "INTEGER"
COLUMNS = [("id", "TEXT PRIMARY KEY"), ("row_seq", "INTEGER NOT NULL"), ("name", TEXT), ("company", TEXT), ("contact", TEXT), ("amount", TEXT),
           ("amount_currency", TEXT), ("pipeline", TEXT), ("stage", TEXT), ("probability", TEXT), ("close_date", TEXT), ("status", TEXT),
           ("owner", TEXT), ("priority", TEXT), ("tags", TEXT), ("description", TEXT), ("reason", TEXT), ("budget_confirmed", BOOLEAN),
           ("decision_maker_identified", BOOLEAN), ("timeline_clear", BOOLEAN), ("team", TEXT), ("campaign", TEXT), ("partner", TEXT),
           ("territory", TEXT), ("engaged_on", TEXT), ("stage_entered_at", TEXT), ("closed_at", TEXT), ("created_at", TEXT),
           ("updated_at", TEXT), ("created_by", TEXT), ("updated_by", TEXT)]
IDS = {"id", "company", "contact", "pipeline", "stage", "owner", "reason", "team", "campaign", "partner", "territory", "created_by", "updated_by"}


def uuid_sql(column):
    text = f"lower(hex({column}))"
    parts = " || '-' || ".join(f"substr({text}, {at}, {n})" for at, n in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12)))
    return f"CASE WHEN {column} IS NULL THEN NULL ELSE {parts} END"


def expression(name):
    if name in IDS:
        return uuid_sql(name)
    if name == "amount":
        return "printf('%.2f', amount / 10000.0)"
    if name == "amount_currency":
        return "CASE WHEN amount_cur IS NULL THEN NULL ELSE char(amount_cur >> 16, (amount_cur >> 8) & 255, amount_cur & 255) END"
    if name == "probability":
        return "rtrim(rtrim(printf('%.6f', probability / 1000000.0), '0'), '.')"
    if name in ("close_date", "engaged_on"):
        return f"date({name} * 86400, 'unixepoch')"
    if name.endswith("_at"):
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {name} / 1000000, 'unixepoch')"
    return name


def copy_deals(store, target):
    """Makes the file target with one table, unless it is there already."""
    if os.path.exists(target):
        return
    half = target + ".new"
    if os.path.exists(half):
        os.unlink(half)
    db = sqlite3.connect(half)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE deal (" + ", ".join(f"{name} {kind}" for name, kind in COLUMNS) + ") WITHOUT ROWID")
    db.execute("ATTACH ? AS w", (store,))
    names = ", ".join(name for name, _ in COLUMNS)
    db.execute(f"INSERT INTO main.deal ({names}) SELECT " + ", ".join(expression(name) for name, _ in COLUMNS)
               + " FROM w.deal WHERE deleted IS NULL ORDER BY id")
    db.commit()
    db.execute("DETACH w")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    os.rename(half, target)
