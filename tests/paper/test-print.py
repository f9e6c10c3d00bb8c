#!/usr/bin/python3
"""Lists and records on paper, read back from the PDF: every record once and in order, the header on each page, nothing outside the margins,
no two words over each other, French and Arabic, and a clean file."""
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile

ctl = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="tw-print-")
workspace = os.path.join(folder, "w")
number = failed = 0


def point(good, name, why=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
    if not good:
        print("# " + str(why)[:500].replace("\n", "\n# "))


def run(*args, **env):
    return subprocess.run([ctl, f"--workspace={workspace}", *args], capture_output=True, text=True, env={**os.environ, **env})


def words_of(path):
    """Pages of (x0, y0, x1, y1, word), and the size of each."""
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = []
    for size, body in re.findall(r'<page ([^>]*)>(.*?)</page>', text, re.S):
        width, height = (float(v) for v in re.findall(r'"([0-9.]+)"', size))
        words = [(*map(float, w[:4]), html.unescape(w[4])) for w in re.findall(
            r'<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*?)</word>', body)]
        pages.append((width, height, words))
    return pages


def overlaps(words):
    """Words that share more than a hair of room. Boxes are those of the fonts, which reach above and below the letters."""
    found = []
    ordered = sorted(words)
    for i, a in enumerate(ordered):
        for b in ordered[i + 1:]:
            if b[0] >= a[2] - 0.7:
                break
            if min(a[3], b[3]) - max(a[1], b[1]) > 0.45 * min(a[3] - a[1], b[3] - b[1]):
                found.append((a, b))
    return found


def check_file(name, path):
    check = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    point(check.returncode == 0, f"{name}/clean", check.stdout + check.stderr)
    pages = words_of(path)
    outside = [w for width, height, words in pages for w in words if w[0] < 20 or w[2] > width - 20 or w[1] < 15 or w[3] > height - 10]
    point(not outside, f"{name}/inside", outside[:3])
    over = [o for _, _, words in pages for o in overlaps(words)]
    point(not over, f"{name}/nothing-overlaps", over[:3])
    return pages


run("init")
rows = os.path.join(folder, "in.csv")
with open(rows, "w", encoding="utf-8") as f:
    f.write("Name,City,Annual revenue\n")
    for i in range(400):
        f.write(f"Company{i:04} {'شركة النور' if i % 5 == 0 else '株式会社' if i % 5 == 1 else 'und Söhne GmbH & Co. KG aus der großen Stadt am Fluss' if i % 5 == 2 else ''},"
                f"City{i:04},{i * 1000003 % 10**10} USD\n")
done = run("import", "companies", rows)
point(done.returncode == 0, "/paper/print/import", done.stdout + done.stderr)

path = os.path.join(folder, "list.pdf")
done = run("print", "companies", path, "--fields", "name,city,annual_revenue", "--sort", "name")
point(done.returncode == 0 and "pages" in done.stdout, "/paper/print/list", done.stdout + done.stderr)
pages = check_file("/paper/print/list", path)
names = [w[4] for _, _, words in pages for w in sorted(words, key=lambda w: (round(w[1] / 4), w[0])) if re.fullmatch(r"Company\d{4}", w[4])]
point(names == [f"Company{i:04}" for i in range(400)], "/paper/print/list/each-once-in-order", f"{len(names)} {names[:5]}")
cities = [w[4] for _, _, words in pages for w in words if re.fullmatch(r"City\d{4}", w[4])]
point(len(cities) == 400 and len(set(cities)) == 400, "/paper/print/list/columns", len(cities))
point(all("revenue" in [w[4] for w in words] for _, _, words in pages), "/paper/print/list/header-on-each-page")
numbers = [re.search(r"Page (\d+) of (\d+)", " ".join(w[4] for w in words)) for _, _, words in pages]
point([m and m.groups() for m in numbers] == [(str(i + 1), str(len(pages))) for i in range(len(pages))], "/paper/print/list/numbered", numbers[:2])
ends = {round(w[2], 1) for _, _, words in pages for w in words if w[4].startswith("$")}
point(max(ends) - min(ends) < 0.6, "/paper/print/list/numbers-at-the-end", ends)

letter = os.path.join(folder, "letter.pdf")
run("print", "companies", letter, "--paper", "letter")
point({p[:2] for p in check_file("/paper/print/letter", letter)} <= {(792.0, 612.0), (612.0, 792.0)}, "/paper/print/letter/size")

found = run("--format=csv", "list", "companies", "--fields", "name", "--limit", "1").stdout.split("\n")[1].split(",")[0]
for language in ("en", "fr", "ar"):
    path = os.path.join(folder, f"record-{language}.pdf")
    done = run("print", "companies", found, path, LANGUAGE=language, TW_LOCALE_DIR=os.path.join(os.environ["TW_BUILD_ROOT"], "po"))
    point(done.returncode == 0, f"/paper/print/record-{language}", done.stdout + done.stderr)
    pages = check_file(f"/paper/print/record-{language}", path)
    point(any(re.fullmatch(r"City\d{4}", w[4]) for w in pages[0][2]), f"/paper/print/record-{language}/shows-values")
    heading = max((w for w in pages[0][2] if "Company" in w[4]), key=lambda w: w[3] - w[1])
    point((heading[0] > pages[0][0] / 2) == (language == "ar"), f"/paper/print/record-{language}/side", heading)

# A text of a quote may name what is worked out of other records: the customer's open deals.
layout = open(os.path.join(os.environ["TW_SOURCE_ROOT"], "data", "paper", "quote-modern.json"), encoding="utf-8").read()
layout = layout.replace("Tax number {company.tax_number}", "Deals {company.open_deals} of {company.name}")
made = {}
for entity, fields in (("quote_template", ["name=Counting", "layout=" + layout]), ("quote", ["currency=USD", f"company={found}"])):
    done = run("new", entity, *fields, *([f"template={made['quote_template']}"] if made else []))
    made[entity] = (re.findall(r"\(([0-9a-f-]{36})\)", done.stdout) or [""])[0]
    point(made[entity], "/paper/print/quote-computed/" + entity, done.stdout + done.stderr)
quote = os.path.join(folder, "quote.pdf")
done = run("quote", "pdf", made["quote"], quote)
said = " ".join(w[4] for _, _, words in words_of(quote) for w in words) if done.returncode == 0 else done.stderr
point(re.search(r"Deals 0 of Company\d", said), "/paper/print/quote-computed", said)

for name, args in (("no-pdf", ("companies", "x.txt")), ("size", ("companies", "x.pdf", "--paper", "a17")), ("field", ("companies", "x.pdf", "--fields", "nothing")),
                   ("entity", ("nothings", "x.pdf")), ("folder", ("companies", os.path.join(folder, "no", "x.pdf"))), ("record", ("companies", "1" * 36, "x.pdf"))):
    done = run("print", *args)
    point(done.returncode in (1, 2) and len(done.stderr.strip()) > 10 and not os.path.exists("x.pdf"), f"/paper/print/bad-{name}", done.stderr)

print(f"1..{number}")
shutil.rmtree(folder, ignore_errors=True)
sys.exit(failed != 0)
