# SPDX-License-Identifier: GPL-3.0-or-later
"""The database of a test's server, when the test runs beside a PostgreSQL (with-postgres.py)."""
import hashlib
import os
import subprocess


def url(folder):
    """Of the database that belongs to the server of this folder; made when it is missing. None: SQLite alone."""
    socket = os.environ.get("TW_TEST_POSTGRES")
    if not socket:
        return None
    name = "t" + hashlib.sha256(os.path.realpath(folder).encode()).hexdigest()[:20]
    subprocess.run(["createdb", "-h", socket, "-U", "tradewind", name], stderr=subprocess.DEVNULL)
    return f"postgresql:///{name}?host={socket}&user=tradewind"


def options(folder):
    """For the command line of tradewindd."""
    database = url(folder)
    return ["--database", database] if database else []
