#!/usr/bin/python3
"""The main work three times: by keyboard alone, with a real pointer, and through the accessibility bus. Each makes a company, changes
a field, takes it back, moves a deal to another stage (with the pointer: drag-card.py), and chooses or finds records in a list; what came of
it is read from the store. The same for a meeting in the calendar, for the lines of a quote from nothing to its PDF, for a lead that becomes
a customer and for a file that comes in. Runs inside tools/run-headless; TAP on standard output."""
import subprocess
import sys

import gi

gi.require_version("Atspi", "2.0")

import bus  # noqa: E402
import daily  # noqa: E402
import desk  # noqa: E402
import importing  # noqa: E402
import keyboard  # noqa: E402
import meetings  # noqa: E402
import pointer  # noqa: E402
import quotes  # noqa: E402
import screen  # noqa: E402


def some_deals():
    for i in range(6):
        desk.run("new", "deal", f"name=Deal {i + 1}", f"amount={i + 1}00 USD", "stage=Lead")


def a_lead():
    desk.run("new", "lead", "name=Ada Lovelace", "company_name=Engines", "email=ada@engines.example")


def an_empty_quote():
    desk.run("new", "product", "name=Pump Fast", "sku=PF-1", "price=100 USD")
    desk.run("new", "quote", "currency=USD")


def nothing():
    pass


# What is done, and what is there before.
flows = {
    "keyboard": (keyboard.by_keyboard, nothing),
    "bus": (bus.by_bus, some_deals),
    "pointer": (pointer.by_pointer, some_deals),
    "calendar": (meetings.by_calendar, nothing),
    "calendar-bus": (meetings.by_calendar_bus, nothing),
    "quotes": (quotes.by_quotes, an_empty_quote),
    "daily": (daily.by_daily, a_lead),
    "lead-pointer": (daily.by_lead_pointer, a_lead),
    "import": (importing.by_import, nothing),
    "import-pointer": (importing.by_import_pointer, nothing),
}
flow, before = flows[sys.argv[1]]
subprocess.run([desk.ctl, "--workspace", desk.workspace, "init"], check=True, stdout=subprocess.DEVNULL)
before()
desk.start()
desk.report(desk.wait_for(screen.root), "the-program-is-on-the-accessibility-bus")
desk.rest(0.5)
flow()
desk.finish(0)
