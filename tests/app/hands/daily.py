"""What is done every day: search, convert a lead, log a call."""

from gi.repository import Atspi

from desk import has, records, report, rest, wait_for
from screen import BUTTONS, TEXTS, act, choose, click, find, in_dialog, key, label, page_is, placed, press, reads, rect_of, shows, texts, typed

LABEL = (Atspi.Role.LABEL,)


def logged(subject):
    return wait_for(lambda: len(records("activity", f'subject = "{subject}"', "subject")) == 1)


def lead_is(words, n=1):
    return has("lead", f'name = "{words}" and status = "closed"', n)


def log_by_keys():
    key("ctrl+l")
    report(wait_for(lambda: find("Subject", TEXTS)), "daily/keys-open-the-quick-log", texts)
    typed("Asked for the price")
    key("ctrl+Return")
    report(logged("Asked for the price"), "daily/keys-log-a-call", texts)


def convert_by_keys():
    key("F3")
    report(shows("Search Everything"), "daily/keys-open-the-search", texts)
    typed("Lovelace")
    report(shows("Ada Lovelace"), "daily/the-search-finds-the-lead", texts)
    rest(0.7)
    key("Return")
    rest(0.7)
    key("Down", "Return")
    report(wait_for(page_is("lead.convert")), "daily/enter-opens-the-lead", texts)
    rest(0.5)
    key("ctrl+Return")
    report(shows("What becomes of it"), "daily/keys-ask-how-to-convert", texts)
    rest(0.5)
    key("ctrl+Return")
    report(lead_is("Ada Lovelace") and has("company", 'name = "Engines"'), "daily/the-lead-is-converted", texts)
    rest(0.7)
    key("ctrl+z")
    report(lead_is("Ada Lovelace", 0) and has("company", 'name = "Engines"', 0), "daily/one-step-takes-it-back", texts)


def log_by_bus():
    report(act("win.quick-log"), "daily/the-bus-opens-the-quick-log", texts)
    entry = wait_for(lambda: find("Subject", TEXTS))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, "Called by the bus"), "daily/the-bus-enters-the-subject", texts)
    report(act("log.save") and logged("Called by the bus"), "daily/the-bus-logs-a-call", texts)


def by_daily():
    log_by_keys()
    convert_by_keys()
    log_by_bus()


def by_lead_pointer():
    click(wait_for(lambda: placed("Leads", LABEL)))
    report(label("Ada Lovelace"), "daily/a-click-goes-to-the-leads", texts)
    x, y, width, height = rect_of(label("Ada Lovelace"))
    press(x + 20, y + height // 2, 2)
    report(wait_for(page_is("lead.convert")), "daily/two-clicks-open-the-lead", texts)
    choose(wait_for(lambda: placed("Menu", BUTTONS)), "Convert…", (Atspi.Role.MENU_ITEM,))
    report(reads("What becomes of it"), "daily/the-menu-asks-how-to-convert", texts)
    choose(in_dialog("Deal", (Atspi.Role.COMBO_BOX,)), "None", LABEL)
    report(wait_for(lambda: not find("Amount", TEXTS)), "daily/clicks-choose-that-there-is-no-deal", texts)
    click(in_dialog("Convert", BUTTONS))
    report(lead_is("Ada Lovelace") and has("company", 'name = "Engines"') and has("contact", 'email = "ada@engines.example"')
           and has("deal", "true", 0), "daily/a-click-converts-the-lead", texts)
    click(wait_for(lambda: placed("Undo", (Atspi.Role.LABEL, *BUTTONS))))
    report(lead_is("Ada Lovelace", 0) and has("company", 'name = "Engines"', 0) and has("contact", 'email = "ada@engines.example"', 0),
           "daily/the-toast-takes-it-back", texts)
