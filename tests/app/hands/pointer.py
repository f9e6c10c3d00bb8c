"""The main work with a real pointer. Cards are dragged in drag-card.py."""
import subprocess

from gi.repository import Atspi

from desk import has, report, rest, wait_for
from screen import BUTTONS, TEXTS, click, find, go, key, label, page_is, placed, rect_of, shows, texts, typed


def selected(n):
    return shows(f"{n} selected")


def by_pointer():
    report(go("companies list", page_is("view.new")), "pointer/goes-to-the-companies", texts)
    click(wait_for(lambda: placed("New Company", BUTTONS)))
    report(wait_for(lambda: find("Name", TEXTS)), "pointer/a-button-opens-the-form", texts)
    typed("Pointer Company")
    click(wait_for(lambda: placed("Add", (Atspi.Role.LABEL, *BUTTONS))))
    report(has("company", 'name = "Pointer Company"'), "pointer/a-button-makes-a-company", texts)
    report(wait_for(page_is("record.edit")), "pointer/and-shows-it", texts)
    rest(0.7)
    x, y, width, height = rect_of(label("Industry"))
    subprocess.run(["xdotool", "mousemove", str(x + 10), str(y + 2 * height), "sleep", "0.1", "click", "1"], check=True)   # the value below it
    report(wait_for(lambda: find("Industry", TEXTS)), "pointer/a-click-edits-a-field", texts)
    typed("Pumps")
    click(wait_for(lambda: placed("Search the timeline", TEXTS)))
    report(has("company", 'industry = "Pumps"'), "pointer/leaving-keeps-it", texts)
    click(wait_for(lambda: placed("Undo", (Atspi.Role.LABEL, *BUTTONS))))
    report(has("company", 'name = "Pointer Company" and industry is empty'), "pointer/the-toast-takes-it-back", texts)
    report(go("deals list", lambda: label("Deal 1")), "pointer/goes-to-the-list", texts)
    click(label("Deal 1"))
    click(label("Deal 3"), "ctrl")
    report(selected(2), "pointer/ctrl-click-adds-in-a-list", texts)
    click(label("Deal 5"), "shift")
    report(selected(3), "pointer/shift-click-extends-in-a-list", texts)
    key("Escape")
    report(go("deals board", lambda: label("Deal 5")), "pointer/goes-to-the-board", texts)
    click(label("Deal 5"))
    click(label("Deal 3"), "ctrl")
    report(selected(2), "pointer/ctrl-click-adds-on-the-board", texts)
    click(label("Deal 2"), "shift")
    report(selected(2), "pointer/shift-click-extends-on-the-board", texts)
