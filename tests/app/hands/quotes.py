"""A quote, from nothing to its PDF."""
import json
import os
import subprocess

from desk import folder, records, report, rest, run, wait_for
from screen import drag, go, is_placed, key, page_is, rect_of, root, texts, typed, walk


def quote():
    return json.loads(run("list", "quote", "--fields", "number"))["items"][0]


def lines():
    """Names, quantities and prices as they are stored."""
    found = records("quote_line", "position >= 0", "position,name,quantity,line_kind,discount_value,tax_rate")
    return [(l["name"], l["line_kind"], str(l["quantity"]), str(l.get("discount_value")), str(l.get("tax_rate")))
            for l in sorted(found, key=lambda l: l["position"])]


def names_are(*names):
    return wait_for(lambda: tuple(l[0] for l in lines()) == names)


def by_quotes():
    report(go("quotes list", page_is("view.new")), "quotes/goes-to-the-quotes", texts)
    report(go(quote()["number"], page_is("quote.edit-lines")), "quotes/finds-the-quote", texts)
    rest(0.5)
    key("ctrl+Return")
    report(wait_for(page_is("quote.add-line")), "quotes/opens-the-lines", texts)
    rest(0.7)
    typed("Pump")
    rest(0.8)
    key("Return")
    report(names_are("Pump Fast"), "quotes/a-product-is-taken", lines)
    rest(0.5)
    typed("3")
    key("Tab", "Tab")
    typed("10")
    key("Tab")
    typed("20")
    key("Tab")
    report(wait_for(lambda: lines() and lines()[0][2:] == ("3", "10", "20")), "quotes/quantity-discount-and-tax", lines)
    rest(0.3)
    typed("Assembly on site")
    key("Return")
    report(names_are("Pump Fast", "Assembly on site"), "quotes/a-line-in-words", lines)
    key("ctrl+shift+n")
    rest(0.7)
    typed("Second floor")
    key("Return")
    report(wait_for(lambda: any(l[:2] == ("Second floor", "group") for l in lines())), "quotes/a-group", lines)
    subprocess.run(["xclip", "-selection", "clipboard"], input="Valve\t2\t5.50\nSeal\t10\t0.20\n", text=True, check=True)
    key("ctrl+v")
    report(wait_for(lambda: {"Valve", "Seal"} <= {l[0] for l in lines()}), "quotes/rows-of-a-spreadsheet", lines)
    first = [l[0] for l in lines()]
    handles = wait_for(lambda: sorted((rect_of(n) for n in walk(root()) if n.get_name() == "Drag to another place" and is_placed(n)), key=lambda r: r[1]))
    report(bool(handles) and len(handles) >= len(first), "quotes/the-handles-are-there", lambda: handles)
    x, y, width, height = handles[0]
    drag(x + width // 2, y + height // 2, x + width // 2, handles[2][1] + height // 2)
    report(wait_for(lambda: [l[0] for l in lines()] == first[1:3] + first[:1] + first[3:]), "quotes/a-line-is-dragged", lines)
    target = os.path.join(folder, "quote.pdf")
    run("quote", "pdf", quote()["id"], target)
    words = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True).stdout
    report(all(w in words for w in ("Pump Fast", "Second floor", "Valve")), "quotes/the-pdf-has-the-lines", words)
