#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help, the desktop file, the metainfo and the settings are valid."""
import glob
import os
import shutil
import subprocess
import sys

root, build = os.environ["TW_SOURCE_ROOT"], sys.argv[1]
name = "io.github.tradewind_crm.Tradewind"
pages = sorted(glob.glob(root + "/help/C/*.page"))
listed = open(root + "/help/meson.build", encoding="utf-8").read()
checks = [
    ("help-validate", ["yelp-check", "validate", *pages]),
    ("help-links", ["yelp-check", "links", *pages]),
    ("desktop-file", ["desktop-file-validate", f"{build}/data/app/{name}.desktop"]),
    ("metainfo", ["appstreamcli", "validate", "--no-net", f"{build}/data/app/{name}.metainfo.xml"]),
    ("settings", ["glib-compile-schemas", "--strict", "--dry-run", root + "/data/app"]),
]
failed = 0
for n, (test, command) in enumerate(checks, 1):
    path = f"/house/help/{test}"
    if not shutil.which(command[0]):
        failed += 1
        print(f"not ok {n} {path}\n# {command[0]} is not installed: tools/install-deps does that")
        continue
    r = subprocess.run(command, capture_output=True, text=True)
    said = (r.stdout + r.stderr).splitlines()
    bad = r.returncode != 0 or (test == "help-links" and r.stdout.strip() != "")
    failed += bad
    print(f"{'not ok' if bad else 'ok'} {n} {path}")
    for line in said if bad else []:
        print(f"# {line}")
missing = [p for p in pages if f"'{os.path.basename(p)}'" not in listed]
failed += bool(missing or not pages)
print(f"{'not ok' if missing or not pages else 'ok'} {len(checks) + 1} /house/help/pages-are-installed")
print(f"1..{len(checks) + 1}")
sys.exit(1 if failed else 0)
