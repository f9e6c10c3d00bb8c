"""The main work through the accessibility bus, as an assistive technology does it."""
from gi.repository import Atspi

from desk import has, report, wait_for
from screen import TEXTS, act, find, go, is_focused_within, is_page_or_button, key, label_is_there, page_is, root, texts, walk


def by_bus():
    name = "Bus"
    report(go("companies list", page_is("view.new")), "bus/goes-to-the-companies", texts)
    report(act("view.new"), "bus/runs-a-command", texts)
    entry = wait_for(lambda: find("Name", TEXTS))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, f"{name} Company"), "bus/enters-a-text", texts)
    report(act("create.save") and has("company", f'name = "{name} Company"'), "bus/makes-a-company", texts)
    report(go(f"{name} Company", page_is("record.edit")), "bus/finds-it", texts)
    report(act("record.edit"), "bus/begins-to-edit", texts)
    entry = wait_for(lambda: find("Name", TEXTS))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, f"{name} Company two"), "bus/enters-another", texts)
    key("Return")
    report(has("company", f'name = "{name} Company two"'), "bus/changes-a-field", texts)
    report(act("win.undo") and has("company", f'name = "{name} Company"'), "bus/takes-it-back", texts)
    report(go("deals board", lambda: find("Qualified", (Atspi.Role.LABEL,))), "bus/goes-to-the-board", texts)
    report(act("board.move-right", True) and has("deal", 'stage = "Qualified"'), "bus/moves-a-card", texts)
    report(act("win.undo") and has("deal", 'stage = "Qualified"', 0), "bus/takes-the-move-back", texts)
    report(go("deals list", page_is("view.filter")), "bus/goes-to-the-list", texts)
    report(wait_for(lambda: not act("list.select-all", True) or find("6 selected", (Atspi.Role.LABEL,))), "bus/chooses-all", texts)
    report(act("view.delete", True) and has("deal", "true", 0), "bus/deletes-them", texts)
    report(act("win.undo") and has("deal", "true", 6), "bus/takes-that-back-as-one-step", texts)
    report(act("view.search", True), "bus/asks-what-to-search", texts)
    entry = wait_for(lambda: next(n for n in walk(root()) if n.get_role() in TEXTS and is_page_or_button(n) and is_focused_within(n)))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, "deal 4"), "bus/enters-words", texts)
    report(wait_for(lambda: label_is_there("Deal 4") and not label_is_there("Deal 5")), "bus/the-list-has-what-was-searched", texts)
