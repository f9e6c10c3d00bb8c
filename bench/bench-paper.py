#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotes as PDF per second: the program's whole way from the stored quote to the bytes, beside bare Cairo and Pango, PDFKit and WeasyPrint that
are given the words. All run in turns; a row is the median of the rounds.

  bench-paper.py BUILD FOLDER [--no-peers]

BUILD: a release build with -Dbench=true. PDFKit is installed by npm below the user's cache, WeasyPrint is Debian's.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys

from sync_table import row

HERE = os.path.dirname(os.path.abspath(__file__))
FONTS = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"
ROUNDS = 11
# Lines of a quote: how many quotes a round makes, and in how many rounds the slow peer takes part.
SIZES = {10: (40, 8, 3), 100: (8, 2, 3), 1000: (2, 1, 1)}
REACH = {"Cairo": 0.7, "PDFKit": 1.5, "WeasyPrint": 15}

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("folder")
parser.add_argument("--no-peers", action="store_true")
args = parser.parse_args()


class Maker:
    """A process that answers "N COUNT FILE" with the milliseconds, pages and bytes."""

    def __init__(self, name, command, cwd=None):
        self.name = name
        self.process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.rates, self.pages, self.path = [], 0, None

    def make(self, n, count):
        self.path = os.path.join(os.path.abspath(args.folder), f"{self.name}-{n}.pdf")
        self.process.stdin.write(f"{n} {count} {self.path}\n")
        self.process.stdin.flush()
        ms, pages, _ = self.process.stdout.readline().split()
        self.pages = int(pages)
        return count / float(ms) * 1000

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def pdfkit():
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "tradewind-bench", "pdfkit")
    os.makedirs(cache, exist_ok=True)
    if not os.path.exists(os.path.join(cache, "node_modules", "pdfkit")):
        with open(os.path.join(cache, "package.json"), "w") as f:
            f.write('{"private": true}')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "pdfkit@0.17"], cwd=cache, check=True, timeout=300, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    shutil.copy(os.path.join(HERE, "peers", "pdfkit.js"), cache)
    return Maker("PDFKit", ["node", "pdfkit.js", os.path.abspath(words), *FONTS], cache)


def squeeze(text):
    return re.sub(r"\s", "", text)


def check(makers, n):
    """All say the same: the letters of every cell are on the paper, in fonts that are in the file."""
    with open(os.path.join(words, f"{n}.tsv"), encoding="utf-8") as f:
        cells = [cell for line in f if line.startswith("row\t") for cell in line.rstrip("\n").split("\t")[1:-1]]
    for maker in makers:
        text = squeeze(subprocess.run(["pdftotext", "-layout", maker.path, "-"], check=True, capture_output=True, text=True).stdout)
        for cell in cells:
            # Longer texts are broken into lines between other columns.
            for word in [cell] if len(cell) < 14 else cell.split():
                if squeeze(word) not in text:
                    sys.exit(f"{maker.name}, {n} lines: “{word}” is not on the paper")
        fonts = subprocess.run(["pdffonts", maker.path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        if not all(line.split()[-5] == "yes" for line in fonts):
            sys.exit(f"{maker.name}: fonts are not embedded")


def measure(ours, peers, n):
    count, slow_count, slow_rounds = SIZES[n]
    makers = [ours, *peers]
    for maker in makers:
        maker.rates = []
        if maker.name != "WeasyPrint":
            maker.make(n, max(1, count // 4))
    for i in range(ROUNDS):
        for maker in makers:
            if maker.name != "WeasyPrint":
                maker.rates.append(maker.make(n, count))
            elif i < slow_rounds:
                maker.rates.append(maker.make(n, slow_count))
    check(makers, n)
    for peer in peers:
        ratio = statistics.median(a / b for a, b in zip(ours.rates, peer.rates))
        rate = statistics.median(ours.rates)
        row(f"quotes of {n:,} lines to PDF, beside {peer.name}", rate, rate / ratio, "1/s", REACH[peer.name],
            f"{ours.pages} against {peer.pages} pages, {len(peer.rates)} rounds", least=True)


words = os.path.join(args.folder, "words")
workspace = os.path.join(args.folder, "w")
shutil.rmtree(workspace, ignore_errors=True)
os.makedirs(words, exist_ok=True)
program = os.path.join(args.build, "bench", "bench-paper")
subprocess.run([program, "fill", workspace, words], check=True)
ours = Maker("ours", [program, "serve", workspace])
peers = [Maker("Cairo", [program + "-bare", words])]
if not args.no_peers:
    for make in pdfkit, lambda: Maker("WeasyPrint", ["/usr/bin/python3", os.path.join(HERE, "peers", "weasyprint.py"), words]):
        try:
            peers.append(make())
        except (OSError, subprocess.SubprocessError) as error:
            print(f"a peer was not measured: {error}", file=sys.stderr)
for n in SIZES:
    measure(ours, peers, n)
for maker in ours, *peers:
    maker.close()
