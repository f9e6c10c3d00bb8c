#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotes of bench-paper by WeasyPrint: a page of HTML with a table, as a web program would make it.

  weasyprint.py FOLDER      answers as bench-paper serve does, from FOLDER/N.tsv
"""
import html
import pathlib
import sys
import time

# This file has the name of the module that it uses.
sys.path = [place for place in sys.path if pathlib.Path(place or ".").resolve() != pathlib.Path(__file__).resolve().parent]
import weasyprint  # noqa: E402

STYLE = """
@page { size: A4; margin: 22mm 20mm 26mm 20mm; @bottom-left { content: "%s"; font: 8pt Noto Sans; color: #616161 }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt Noto Sans; color: #616161 }
  @top-left { content: "%s"; font: 8pt Noto Sans; color: #616161 } @top-right { content: "%s"; font: 8pt Noto Sans; color: #616161 } }
@page :first { @top-left { content: "" } @top-right { content: "" } }
body { font: 9pt Noto Sans; color: #1d1f24; margin: 0 } p { margin: 0 0 6pt } .end { text-align: right } .small { font-size: 8pt; color: #5f6670 }
h1 { font-weight: normal; font-size: 24pt; color: #1f3a5f; margin: 12pt 0 } .company { font: bold 13pt Noto Sans; color: #1f3a5f }
table { width: 100%%; border-collapse: collapse; font-size: 8.8pt; table-layout: fixed }
th { color: #1f3a5f; border-bottom: 1pt solid #1f3a5f; text-align: right; padding: 4.5pt 5pt }
td { border-bottom: 0.4pt solid #d3d7dd; padding: 4.5pt 5pt; text-align: right; vertical-align: top } .name { text-align: left; width: %gpt }
tr { break-inside: avoid } .total { font-size: 9pt } .grand { font: bold 10.8pt Noto Sans; color: #1f3a5f }
"""


def make_html(folder, n):
    words = [line.split("\t") for line in pathlib.Path(folder, f"{n}.tsv").read_text(encoding="utf-8").splitlines()]
    edges = {line[0]: line for line in words}
    width = float(edges["places"][8])
    words = [[html.escape(word) for word in line] for line in words]

    def find(kind):
        return next(line for line in words if line[0] == kind)

    rows = "".join(f'<tr><td>{r[1]}<td class="name">{r[2]}{"<br><span class=small>" + r[3] + "</span>" if r[3] else ""}'
                   f"<td>{r[4]}<td>{r[5]}<td>{r[6]}<td>{r[7]}<td>{r[8]}" for r in words if r[0] == "row")
    totals = "".join(f'<tr class="{t[0]}"><td class="name">{t[1]}<td>{t[2]}' for t in words if t[0] in ("total", "grand"))
    head = "<br>".join(line[1] for line in words if line[0] == "head")
    to = "<br>".join(line[1] for line in words if line[0] == "to")
    pairs = "<br>".join(f"{line[1]} {line[2]}" for line in words if line[0] == "pair")
    style = STYLE % (edges["foot"][1], edges["letterhead"][1], edges["letterhead"][2], width + 10)
    return (f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style><p class="company">{find("company")[1]}<p class="small end">{head}<h1>Quote</h1>'
            f'<p class="small">For<p><b>{find("customer")[1]}</b><br>{to}<p class="end">{pairs}'
            f'<table><thead><tr><th><th class="name">Description<th>Quantity<th>Unit price<th>Discount<th>Tax<th>Amount</thead>{rows}</table>'
            f'<table style="width: 50%; margin-left: 50%">{totals}</table><p>{find("notes")[1]}<p class="small"><b>Payment</b><br>{find("payment")[1]}'
            f'<p class="small"><b>Terms</b><br>{find("terms")[1]}<p class="small">Place, date<p class="small">Accepted: signature and stamp')


def main():
    for request in sys.stdin:
        n, count, path = request.split()
        text = make_html(sys.argv[1], n)
        began = time.monotonic()
        for _ in range(int(count)):
            document = weasyprint.HTML(string=text).render()
            pdf = document.write_pdf()
        print(f"{(time.monotonic() - began) * 1000:.3f} {len(document.pages)} {len(pdf)}", flush=True)
        pathlib.Path(path).write_bytes(pdf)


main()
