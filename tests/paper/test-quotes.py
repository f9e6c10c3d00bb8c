#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotes of any kind on paper: nothing overlaps, nothing stands outside the margins, every amount is there, a header has lines below it.

usage: test-quotes.py MAKE-QUOTES [COUNT]      (25; 200 in tools/test --long)"""
import html
import pathlib
import re
import subprocess
import sys
import tempfile

MAKE, COUNT = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 25
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
HEADER = {"en": "Description", "fr": "Description", "ar": "Description"}


def read_pages(pdf):
    text = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    for width, height, body in PAGE.findall(text):
        yield float(width), float(height), [(*map(float, word[:4]), html.unescape(word[4])) for word in WORD.findall(body)]


def find_overlap(words):
    """Letters of fonts reach beyond their lines: what counts is the middle half of a word."""
    cores = []
    for left, top, right, bottom, text in words:
        quarter = (bottom - top) * 0.3
        cores.append((top + quarter, bottom - quarter, left + 0.4, right - 0.4, text))
    cores.sort()
    for i, (top, bottom, left, right, text) in enumerate(cores):
        for other in cores[i + 1:]:
            if other[0] >= bottom:
                break
            if other[2] < right and left < other[3]:
                return f"“{text}” and “{other[4]}”"
    return None


def squeeze(text):
    return re.sub(r"[\s\u2066-\u2069\u200e\u200f\u061c]", "", text)


def look_at(pdf, expected):
    language, *amounts = expected.read_text(encoding="utf-8").splitlines()
    found = ""
    for number, (width, height, words) in enumerate(read_pages(pdf), 1):
        overlap = find_overlap(words)
        if overlap:
            return f"page {number}: {overlap} overlap"
        for left, top, right, bottom, text in words:
            if left < 20 or right > width - 20 or top < 15 or bottom > height - 10:
                return f"page {number}: “{text}” stands outside the margins"
        heads = [word for word in words if word[4] == HEADER[language]]
        for head in heads:
            if not any(head[3] < word[1] < height - 60 for word in words):
                return f"page {number}: a header stands alone"
        found += "".join(word[4] for word in words)
    if language == "ar":
        return None
    found = squeeze(found)
    for amount in set(amounts):
        if found.count(squeeze(amount)) < amounts.count(amount):
            return f"{amount} is missing"
    return None


def look_inside(pdf):
    """Its fonts are in it, as far as they are used, and it says what it is called."""
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    missing = [line for line in fonts if line.split()[-5:-2] != ["yes", "yes", "yes"]]
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    if missing or not fonts:
        return f"fonts are not embedded as subsets with their letters: {missing or 'none'}"
    return None if re.search(r"^Title: +\S", info, re.M) else f"it has no title: {info}"


def main():
    print(f"1..{COUNT}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([MAKE, folder, "0", str(COUNT)], check=True)
        for i in range(COUNT):
            pdf = pathlib.Path(folder, f"{i}.pdf")
            problem = look_at(pdf, pathlib.Path(folder, f"{i}.txt")) or look_inside(pdf)
            check = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True)
            if check.returncode != 0:
                problem = problem or check.stdout + check.stderr
            print(f"{'not ok' if problem else 'ok'} {i + 1} - quote {i}" + (f": {problem}" if problem else ""), flush=True)


main()
