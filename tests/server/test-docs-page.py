#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that shows the API, in a real browser without a screen: it fills itself from the document, under its own strict policy."""
import os
import shutil
import subprocess
import sys
import tempfile

from rest_client import Client, Server, Tap

browser = shutil.which("chromium") or sys.exit("chromium is not installed: tools/install-deps does that")
tap = Tap()
server = Server(sys.argv[1])
page = Client(server.port).get("/api/docs")
policy = page.headers["Content-Security-Policy"]
tap.ok(page.status == 200 and "default-src 'none'" in policy and "unsafe" not in policy, "docs-page/policy", policy)
tap.ok(b"http:" not in page.raw and b"https:" not in page.raw, "docs-page/no other hosts")
tap.ok(Client(server.port).get("/api/docs/nothing.js").status == 404, "docs-page/nothing else")
with tempfile.TemporaryDirectory() as home:
    run = subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + home, "--virtual-time-budget=20000",
                          "--enable-logging=stderr", "--dump-dom", f"http://127.0.0.1:{server.port}/api/docs"],
                         capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": home})
tap.ok("/api/crm/deals/{id}" in run.stdout and "Full-text search" in run.stdout, "docs-page/filled", run.stdout[:1000] + run.stderr[-2000:])
console = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
tap.ok(not console, "docs-page/no complaints", "\n".join(console))
tap.ok(server.close() == 0, "docs-page/server ends well")
sys.exit(tap.end())
