"""The main work by keyboard alone."""
import time

from gi.repository import Atspi

from desk import has, report, wait_for
from screen import BUTTONS, TEXTS, find, go, key, page_is, shows, texts, typed


def by_keyboard():
    name = "Keyboard"
    report(go("companies list", page_is("view.new")), "keyboard/goes-to-the-companies", texts)
    key("ctrl+n")
    report(wait_for(lambda: find("Name", TEXTS)), "keyboard/the-form-opens", texts)
    typed(f"{name} Company")
    key("ctrl+Return")
    report(has("company", f'name = "{name} Company"'), "keyboard/makes-a-company", texts)
    report(go("deals board", lambda: find("Qualified", (Atspi.Role.LABEL,))), "keyboard/goes-to-the-board", texts)
    key("ctrl+n")
    report(wait_for(lambda: find("Amount", TEXTS)), "keyboard/the-form-of-a-deal-opens", texts)
    typed(f"{name} Deal")
    key("Tab", "Tab")
    typed("1200")
    key("Tab", "Return")
    time.sleep(0.5)
    typed("Lead")
    time.sleep(0.7)
    key("Return")
    time.sleep(0.5)
    key("ctrl+Return")
    report(has("deal", f'name = "{name} Deal" and amount = 1200 USD and stage = "Lead"'), "keyboard/makes-a-deal", texts)
    report(go("deals board", lambda: find("Qualified", (Atspi.Role.LABEL,))), "keyboard/sees-it-on-the-board", texts)
    time.sleep(0.5)
    key("shift+Right")
    report(has("deal", f'name = "{name} Deal" and stage = "Qualified"'), "keyboard/moves-it", texts)
    time.sleep(0.7)
    key("ctrl+z")
    report(has("deal", f'name = "{name} Deal" and stage = "Lead"'), "keyboard/takes-it-back", texts)
    report(go(f"{name} Deal", page_is("record.edit")), "keyboard/finds-it", texts)
    time.sleep(0.5)
    key("F2")
    time.sleep(0.5)
    key("ctrl+a")
    typed(f"{name} Deal two")
    key("Return")
    report(has("deal", f'name = "{name} Deal two"'), "keyboard/changes-a-field", texts)
    report(go("deals list", page_is("view.filter")), "keyboard/goes-to-the-list", texts)
    key("ctrl+alt+f")
    time.sleep(0.5)
    typed("Name")
    key("Return")
    time.sleep(0.5)
    typed("two")
    key("Return")
    report(shows("two"), "keyboard/filters-the-list", texts)
    report(wait_for(lambda: find("Remove the filter", BUTTONS)), "keyboard/the-filter-stands-there", texts)
