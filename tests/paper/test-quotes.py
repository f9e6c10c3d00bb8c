#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotes of any kind on paper: nothing overlaps, nothing stands outside the margins, names, notes and amounts are there in their order, what is
carried forward is the sum so far, a draft says so, a header has lines below it. English, French and Arabic.

usage: test-quotes.py MAKE-QUOTES [COUNT]      (27, with one of 700 and one of 2,000 lines; 200 in tools/test --long)"""
import collections
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

import gi
gi.require_version("Poppler", "0.18")
from gi.repository import Poppler  # noqa: E402

MAKE = sys.argv[1]
NUMBERS = list(range(int(sys.argv[2]))) if len(sys.argv) > 2 else [*range(25), 49, 199]
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
MARK_HEIGHT = 60                # only letters of the watermark are so large, though not all of them are
FOOT = 50                       # where the number of the page is
ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")


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


def key(text):
    """pdftotext finds the letters of Arabic from left to right, some as one sign: the same letters are the same word."""
    text = squeeze(unicodedata.normalize("NFKC", text))
    return "".join(sorted(char for char in text if not unicodedata.combining(char))) if ARABIC.search(text) else text


def letters(text):
    return sorted(key(text))


def glue(words):
    """Words as people see them: what touches is one. A line is what has the same middle."""
    runs = []
    for word in sorted(words, key=lambda word: (round((word[1] + word[3]) / 2), word[0])):
        last = runs[-1] if runs else None
        if last and abs((last[1] + last[3] - word[1] - word[3]) / 2) < 2.5 and -1 < word[0] - last[2] < 0.5:
            runs[-1] = (last[0], min(last[1], word[1]), word[2], max(last[3], word[3]), last[4] + word[4])
        else:
            runs.append(word)
    return runs


def take_mark(words, mark):
    """The letters of the watermark, and all else."""
    large = [word for word in words if word[3] - word[1] > MARK_HEIGHT]
    missing = collections.Counter(letters(mark)) - collections.Counter(letters("".join(word[4] for word in large)))
    for word in words:
        if large and word not in large and word[3] - word[1] > MARK_HEIGHT / 2 and missing[key(word[4])] > 0:
            missing[key(word[4])] -= 1
            large.append(word)
    return "".join(word[4] for word in large), [word for word in words if word not in large]


class Expected:
    def __init__(self, path):
        self.language = self.header = self.amounts = self.carried = self.total = None
        self.mark, self.words, self.cells = "", collections.Counter(), []
        for line in path.read_text(encoding="utf-8").splitlines():
            what, *values = line.split("\t")
            if what == "word":
                self.words[squeeze(values[0])] += 1
            elif what == "cell":
                self.cells.append(tuple(map(squeeze, values)))
            else:
                setattr(self, what, values[0])


def read_cells(words, expected, height):
    """The column of amounts, from the top: (amount, whether it is carried forward). Numbers end at the same edge as the head above them."""
    def edge(word):
        return word[0] if expected.language == "ar" else word[2]
    heads = [word for word in words if key(word[4]) == key(expected.amounts)]
    if not heads:
        return []
    head, middle = heads[0], (heads[0][1] + heads[0][3]) / 2
    cells = []
    for word in sorted(words, key=lambda word: word[1] + word[3]):
        at = (word[1] + word[3]) / 2
        if not middle + 5 < at < height - FOOT or abs(edge(word) - edge(head)) > 0.8:
            continue
        line = sorted((other for other in words if abs((other[1] + other[3]) / 2 - at) < 2.5), key=edge, reverse=expected.language != "ar")
        number = [word]
        for other in line[line.index(word) + 1:]:
            gap = other[0] - number[-1][2] if expected.language == "ar" else number[-1][0] - other[2]
            if gap > 4:
                break
            number.append(other)
        text = "".join(part[4] for part in (number if expected.language == "ar" else reversed(number)))
        rest = "".join(other[4] for other in line if other not in number)
        cells.append((squeeze(text), letters(rest) == letters(expected.carried)))
    return cells


def check_cells(pages, expected):
    """Every amount in its place, and below the last of a page and above the first of the next the sum of those before."""
    at, n_carried, after = 0, 0, []
    for number, cells in enumerate(pages, 1):
        for text, carried in cells:
            if carried:
                n_carried += 1
                if at == 0 or key(text) != key(expected.cells[at - 1][1]):
                    return f"page {number}: {text} is carried forward after {at} amounts, not {expected.cells[at - 1][1]}"
            elif at == len(expected.cells):
                after.append(key(text))
            elif key(text) == key(expected.cells[at][0]):
                at += 1
            elif any(char.isalpha() for char in text):          # of a text that is as wide as the table
                continue
            else:
                return f"page {number}: amount {at + 1} is {text}, not {expected.cells[at][0]}"
    if at < len(expected.cells):
        return f"{len(expected.cells) - at} amounts are missing"
    with_lines = sum(1 for cells in pages if cells)
    if with_lines > 2 and n_carried < with_lines - 2:
        return f"{n_carried} sums are carried forward on {with_lines} pages"
    return None if any(key(squeeze(expected.total)) in text for text in after) else f"the total {expected.total} is missing"


def check_words(pages, expected):
    """Names and notes, each word as often as it is said. Where a line may end within a word, its letters are."""
    runs = collections.Counter(key(run[4]) for words in pages for run in glue(words))
    whole = squeeze("".join(word[4] for words in pages for word in words))
    wanted = collections.Counter()
    for word, n in expected.words.items():
        wanted.update({char: n * word.count(char) for char in set(word)})
    there = collections.Counter(whole)
    for word, n in expected.words.items():
        found = runs[key(word)] if ARABIC.search(word) else whole.count(word)
        broken = len(word) > 20 or unicodedata.east_asian_width(word[0]) == "W"
        if found < n and not (broken and all(there[char] >= wanted[char] for char in word)):
            return f"“{word}” is there {found} times, not {n}"
    return None


def check_page(number, width, height, words, images, header):
    overlap = find_overlap(words)
    if overlap:
        return f"page {number}: {overlap} overlap"
    for left, top, right, bottom, text in words:
        if left < 20 or right > width - 20 or top < 15 or bottom > height - 10:
            return f"page {number}: “{text}” stands outside the margins"
    for left, top, right, bottom in images:
        if left < 15 or right > width - 15 or top < 10 or bottom > height - 10:
            return f"page {number}: a picture stands outside the margins"
        for word in words:
            quarter = (word[3] - word[1]) * 0.3
            if word[0] < right - 1 and left + 1 < word[2] and word[1] + quarter < bottom and top < word[3] - quarter:
                return f"page {number}: a picture stands over “{word[4]}”"
    for i, one in enumerate(images):
        if any(one[0] < other[2] - 1 and other[0] + 1 < one[2] and one[1] < other[3] - 1 and other[1] + 1 < one[3] for other in images[i + 1:]):
            return f"page {number}: pictures overlap"
    heads = [run for run in glue(words) if key(run[4]) == key(header)]
    if any(not any(head[3] < word[1] < height - 60 for word in words) for head in heads):
        return f"page {number}: a header stands alone"
    return None


def read_images(document, number):
    areas = (mapping.area for mapping in document.get_page(number - 1).get_image_mapping())
    return [(min(area.x1, area.x2), min(area.y1, area.y2), max(area.x1, area.x2), max(area.y1, area.y2)) for area in areas]


def look_at(pdf, expected):
    document, pages, cells = Poppler.Document.new_from_file(pdf.as_uri(), None), [], []
    for number, (width, height, words) in enumerate(read_pages(pdf), 1):
        mark, words = take_mark(words, expected.mark)
        if letters(mark) != letters(expected.mark):
            return f"page {number}: “{mark}” is written across it, not “{expected.mark}”"
        problem = check_page(number, width, height, words, read_images(document, number), expected.header)
        if problem:
            return problem
        pages.append(words)
        cells.append(read_cells(glue(words), expected, height))
    if not any(key(run[4]) == key(expected.header) for words in pages for run in glue(words)):
        return f"no page has the header {expected.header}"
    return check_cells(cells, expected) or check_words(pages, expected)


def look_inside(pdf):
    """Its fonts are in it, as far as they are used, and it says what it is called."""
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    missing = [line for line in fonts if line.split()[-5:-2] != ["yes", "yes", "yes"]]
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    if missing or not fonts:
        return f"fonts are not embedded as subsets with their letters: {missing or 'none'}"
    return None if re.search(r"^Title: +\S", info, re.M) else f"it has no title: {info}"


def main():
    print(f"1..{len(NUMBERS)}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([MAKE, folder, *map(str, NUMBERS)], check=True)
        for n, i in enumerate(NUMBERS, 1):
            pdf = pathlib.Path(folder, f"{i}.pdf")
            problem = look_at(pdf, Expected(pathlib.Path(folder, f"{i}.txt"))) or look_inside(pdf)
            check = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True)
            if check.returncode != 0:
                problem = problem or check.stdout + check.stderr
            print(f"{'not ok' if problem else 'ok'} {n} - quote {i}" + (f": {problem}" if problem else ""), flush=True)


main()
