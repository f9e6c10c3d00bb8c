#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help, the desktop file, the metainfo and the settings are valid."""
import glob
import os
import re
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

# A page of the window, or a way to show records, that has no page in the help.
nowhere = []
for path in sorted(glob.glob(root + "/src/app/*/*.c")):
    text = open(path, encoding="utf-8").read()
    ids = re.findall(r"->help = \"([^\"]*)\"", text)
    if re.search(r"G_DEFINE_\w*TYPE\w* \(.*TW_TYPE_WINDOW_PAGE", text) and not ids:
        nowhere.append(f"{path}: its page has no help")
    if path.endswith("/tw-presentation.c"):
        ids += [line.split('"')[7] for line in text.splitlines() if re.match(r'  \{ "\w+", N_', line)]
        nowhere += [] if len(ids) > 5 else ["the presentations are not found"]
    nowhere += [f"{path}: there is no help/C/{i}.page" for i in ids if f"{root}/help/C/{i}.page" not in pages]
failed += bool(nowhere)
print(f"{'not ok' if nowhere else 'ok'} {len(checks) + 2} /house/help/every-view-has-a-page")
for line in nowhere:
    print(f"# {line}")
print(f"1..{len(checks) + 2}")
sys.exit(1 if failed else 0)
