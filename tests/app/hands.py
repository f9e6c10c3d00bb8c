#!/usr/bin/python3
"""The main work three times: by keyboard alone, with a real pointer, and through the accessibility bus. Each makes a company, changes
a field, takes it back, moves a deal to another stage (with the pointer: drag-card.py), and chooses or finds records in a list; what came of
it is read from the store. The same for a meeting in the calendar, for the lines of a quote from nothing to its PDF, and for a file that comes in. Runs inside tools/run-headless; TAP on standard output."""
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

build = os.environ["TW_BUILD_ROOT"]
ctl = os.path.join(build, "src", "ctl", "tradewindctl")
folder = tempfile.mkdtemp()
workspace = os.path.join(folder, "work")
count = 0
problem = None                                         # that came last while something was waited for
PATIENCE = 20                                          # seconds until something that does not come is a failure
BUTTONS = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)
TEXTS = (Atspi.Role.TEXT, Atspi.Role.ENTRY)


# --- Store, bus and keys ---

def finish(status):
    if program.poll() is None:
        program.terminate()
    program.wait()
    shutil.rmtree(folder, ignore_errors=True)
    print(f"1..{count}")
    sys.exit(status)


def report(good, name, why=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} /app/hands/{name}", flush=True)
    if not good:
        print(f"# {problem}\n# {why() if callable(why) else why}", flush=True)
        if shots := os.environ.get("TW_TEST_SHOTS"):
            subprocess.run(["import", "-window", "root", os.path.join(shots, f"hands-{count}.png")])
        finish(1)


def run(*words):
    done = subprocess.run([ctl, "--workspace", workspace, "--format", "json", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{words}: {done.stderr}")
    return done.stdout


def records(entity, where, fields="name"):
    answer = json.loads(run("list", entity, "--where", where, "--fields", fields))
    return answer["items"] if isinstance(answer, dict) else answer


def settle():
    while GLib.MainContext.default().iteration(False):
        pass


def wait_for(question, seconds=PATIENCE):
    global problem
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := question():
                return answer
        except Exception as error:                     # objects come and go
            problem = error
        settle()
        time.sleep(0.05)
    return None


def has(entity, where, n=1):
    return wait_for(lambda: len(records(entity, where)) == n)


def root():
    return next(c for i in range(desk.get_child_count()) if (c := desk.get_child_at_index(i)) and c.get_name() == "tradewind")


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        if child := node.get_child_at_index(i):
            yield from walk(child)


def find(name, roles):
    return next((n for n in walk(root()) if n.get_role() in roles and name in n.get_name()), None)


def texts():
    """What can be read now, cut short; for the message of a failure."""
    if program.poll() is not None:
        return f"the program has ended with {program.returncode}"
    try:
        return [n.get_name() for n in walk(root()) if n.get_role() == Atspi.Role.LABEL and n.get_name() != "GtkLabel"][:60]
    except (GLib.Error, StopIteration) as error:       # objects come and go, the program itself may be off the bus
        return repr(error)


def shows(text):
    return wait_for(lambda: any(text in n.get_name() for n in walk(root()) if n.get_role() == Atspi.Role.LABEL))


def key(*keys):
    for k in keys:
        subprocess.run(["xdotool", "key", k], check=True)
        time.sleep(0.15)


def typed(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
    time.sleep(0.3)


def go(words, arrived):
    """Through the palette; once more when a busy machine had not filled it before Enter came."""
    for patience in (0.6, 2, 4):
        key("Escape", "ctrl+k")
        if not wait_for(lambda: on_focus().get_role() in TEXTS, patience + 5):
            continue                                   # what is typed before it is open goes into the page
        typed(words)
        time.sleep(patience)
        key("Return")
        if wait_for(arrived, patience + 3):
            return True
    return False


def page_is(action):
    """The page that has a command is on the screen."""
    return lambda: next((n for n in walk(root()) if has_action(n, action) and is_page(n)), None)


def actions(node):
    try:
        return [Atspi.Action.get_action_name(node, i) for i in range(Atspi.Action.get_n_actions(node))]
    except GLib.Error:                                 # some can be used no more
        return []


def has_action(node, action):
    return action in actions(node)


def is_page(node):
    size = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return size.width > 100


def act(action, shown=False):
    """The command of any widget that has it, or of one that is on the screen, as an assistive technology runs it."""
    def question():
        for node in walk(root()):
            for i, name in enumerate(actions(node)):
                if name == action and (not shown or is_page(node)):
                    return Atspi.Action.do_action(node, i)
        return False
    return wait_for(question)


# --- Keyboard ---

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


# --- The accessibility bus ---

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


def is_focused_within(node):
    return any(n.get_state_set().contains(Atspi.StateType.FOCUSED) for n in walk(node))


def label_is_there(name):
    return any(n.get_role() in (Atspi.Role.LABEL, Atspi.Role.PANEL, Atspi.Role.FILLER) and n.get_name() == name and is_placed(n) for n in walk(root()))


# --- A real pointer ---

def click(node, *held):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    words = ["mousemove", str(place.x + min(place.width // 2, 60)), str(place.y + place.height // 2), "sleep", "0.1"]
    for modifier in held:
        words += ["keydown", modifier]
    words += ["click", "1", "sleep", "0.1"]
    for modifier in held:
        words += ["keyup", modifier]
    subprocess.run(["xdotool", *words], check=True)
    time.sleep(0.2)
    settle()


def label(name):
    """One that stands in the page: its window coordinates are those of the screen, as there is no window manager."""
    return wait_for(lambda: next(n for n in walk(root()) if n.get_role() in (Atspi.Role.LABEL, Atspi.Role.PANEL, Atspi.Role.FILLER)
                                 and n.get_name() == name and is_placed(n)))


def is_placed(node):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return place.width > 0 and place.y > 60


def placed(name, roles):
    """One of that name that can be used and has a place."""
    return next(n for n in walk(root()) if n.get_role() in roles and n.get_name() == name and is_page_or_button(n))


def is_page_or_button(node):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return place.width > 0 and place.height > 0 and node.get_state_set().contains(Atspi.StateType.SENSITIVE)


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
    time.sleep(0.7)
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


# --- The calendar: each way makes, moves and stretches a meeting ---

def focused():
    """What the keyboard stands on in a calendar, as a screen reader meets it."""
    return next((n for n in walk(root()) if n.get_role() == Atspi.Role.TABLE_CELL
                 and n.get_state_set().contains(Atspi.StateType.FOCUSED)), None)


def focused_is(words):
    return wait_for(lambda: (n := focused()) and words in n.get_name() and n)


def steps_to(words, step="Down", most=60):
    """Goes on with a key until the focus is on an event with these words."""
    for _ in range(most):
        if (n := focused()) and words in n.get_name():
            return n
        key(step)
        settle()
    return None


def times(title):
    """Start and end of the meeting with the title, in minutes of UTC days."""
    found = records("meeting", f'title = "{title}"', "title,starts_at,ends_at")
    if len(found) != 1:
        return None
    at = [datetime.datetime.fromisoformat(found[0][k].replace("Z", "+00:00")).timestamp() // 60 for k in ("starts_at", "ends_at")]
    return int(at[0]), int(at[1])


def changes(title, before, start, end):
    return wait_for(lambda: times(title) == (before[0] + start, before[1] + end))


def rect_of(node):
    """On the screen: without a compositor the window has a border of 5 pixels, which GTK leaves out."""
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return place.x + 5, place.y + 5, place.width, place.height


def drag(x, y, to_x, to_y):
    words = ["mousemove", str(x), str(y), "sleep", "0.1", "mousedown", "1", "sleep", "0.1"]
    for i in range(1, 9):
        words += ["mousemove", str(x + (to_x - x) * i // 8), str(y + (to_y - y) * i // 8), "sleep", "0.04"]
    subprocess.run(["xdotool", *words, "sleep", "0.1", "mouseup", "1"], check=True)
    time.sleep(0.3)
    settle()


def open_week():
    key("alt+c")
    good = wait_for(page_is("calendar.today"))
    time.sleep(0.5)
    key("alt+3")
    return good and wait_for(focused)


def calendar_by_keyboard():
    title = "By keys"
    report(open_week(), "calendar/the-week-has-the-focus", texts)
    report(focused_is("empty"), "calendar/an-empty-place-is-told", lambda: focused() and focused().get_name())
    key("n")
    report(wait_for(lambda: find("Title", TEXTS)), "calendar/keys-ask-for-a-title", texts)
    typed(title)
    key("Return")
    report(wait_for(lambda: times(title)), "calendar/keys-make-a-meeting", texts)
    report(steps_to(title) or steps_to(title, "Up"), "calendar/the-meeting-is-told", lambda: focused() and focused().get_name())
    before = times(title)
    key("alt+Down")
    report(changes(title, before, 15, 15), "calendar/keys-move-it", lambda: times(title))
    key("shift+alt+Down")
    report(changes(title, before, 15, 30), "calendar/keys-stretch-it", lambda: times(title))
    key("ctrl+z")
    report(changes(title, before, 15, 15), "calendar/keys-take-it-back", lambda: times(title))
    key("Delete")
    report(wait_for(lambda: not times(title)), "calendar/keys-delete-it", texts)


def calendar_by_pointer():
    title = "By pointer"
    x, y, width, height = rect_of(focused_is("empty"))
    drag(x + width // 2, y + 3, x + width // 2, y + 3 * height - 3)
    report(wait_for(lambda: find("Title", TEXTS)), "calendar/a-drag-asks-for-a-title", lambda: (x, y, width, height))
    typed(title)
    key("Return")
    made = wait_for(lambda: times(title))
    time.sleep(0.5)
    settle()
    report(made and made[1] - made[0] == 90, "calendar/a-drag-makes-a-meeting", lambda: made)
    x, y, width, height = rect_of(steps_to(title) or steps_to(title, "Up"))
    drag(x + width // 2, y + height // 2, x + width // 2, y + height // 2 + height * 2 // 3)
    report(changes(title, made, 60, 60), "calendar/a-drag-moves-it", lambda: (made, times(title)))
    time.sleep(0.5)
    x, y, width, height = rect_of(focused_is(title))
    drag(x + width // 2, y + height - 2, x + width // 2, y + height - 2 + height // 3)
    report(changes(title, made, 60, 90), "calendar/a-drag-stretches-it", lambda: (made, times(title)))
    key("alt+4")
    time.sleep(0.7)
    cell = rect_of(wait_for(focused))
    event = rect_of(steps_to(title, "Down", 4) or focused())
    drag(event[0] + event[2] // 2, event[1] + event[3] // 2, event[0] + event[2] // 2, event[1] + event[3] // 2 + cell[3] + 2)
    report(changes(title, made, 60 + 7 * 1440, 90 + 7 * 1440), "calendar/a-drag-in-the-month-moves-it-a-week", lambda: (made, times(title)))


def calendar_by_bus():
    title = "By bus"
    key("alt+3")
    report(act("calendar.create", True), "calendar/the-bus-asks-for-a-title", texts)
    entry = wait_for(lambda: find("Title", TEXTS))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, title), "calendar/the-bus-enters-it", texts)
    key("Return")
    report(wait_for(lambda: times(title)), "calendar/the-bus-makes-a-meeting", texts)
    report(act("win.undo") and wait_for(lambda: not times(title)), "calendar/the-bus-takes-it-back", texts)
    title = "Moved by bus"
    act("calendar.create", True)
    entry = wait_for(lambda: find("Title", TEXTS))
    Atspi.EditableText.set_text_contents(entry, title)
    key("Return")
    before = wait_for(lambda: times(title))
    report(before and (steps_to(title) or steps_to(title, "Up")), "calendar/the-bus-makes-another", texts)
    report(act("calendar.move-later", True) and changes(title, before, 15, 15), "calendar/the-bus-moves-it", lambda: (before, times(title)))
    report(act("calendar.end-later", True) and changes(title, before, 15, 30), "calendar/the-bus-stretches-it", lambda: (before, times(title)))
    report(act("calendar.move-day-after", True) and changes(title, before, 15 + 1440, 30 + 1440), "calendar/the-bus-moves-it-a-day", lambda: (before, times(title)))
    report(act("calendar.delete", True) and wait_for(lambda: not times(title)), "calendar/the-bus-deletes-it", lambda: times(title))


def by_calendar():
    calendar_by_keyboard()
    calendar_by_pointer()


def by_calendar_bus():
    report(open_week(), "calendar/the-week-has-the-focus", texts)
    calendar_by_bus()


# --- A quote, from nothing to its PDF ---

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
    time.sleep(0.5)
    key("ctrl+Return")
    report(wait_for(page_is("quote.add-line")), "quotes/opens-the-lines", texts)
    time.sleep(0.7)
    typed("Pump")
    time.sleep(0.8)
    key("Return")
    report(names_are("Pump Fast"), "quotes/a-product-is-taken", lines)
    time.sleep(0.5)
    typed("3")
    key("Tab", "Tab")
    typed("10")
    key("Tab")
    typed("20")
    key("Tab")
    report(wait_for(lambda: lines() and lines()[0][2:] == ("3", "10", "20")), "quotes/quantity-discount-and-tax", lines)
    time.sleep(0.3)
    typed("Assembly on site")
    key("Return")
    report(names_are("Pump Fast", "Assembly on site"), "quotes/a-line-in-words", lines)
    key("ctrl+shift+n")
    time.sleep(0.7)
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


# --- What is done every day: search, convert a lead, log a call ---

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
    time.sleep(0.7)
    key("Return")
    time.sleep(0.7)
    key("Down", "Return")
    report(wait_for(page_is("lead.convert")), "daily/enter-opens-the-lead", texts)
    time.sleep(0.5)
    key("ctrl+Return")
    report(shows("What becomes of it"), "daily/keys-ask-how-to-convert", texts)
    time.sleep(0.5)
    key("ctrl+Return")
    report(lead_is("Ada Lovelace") and has("company", 'name = "Engines"'), "daily/the-lead-is-converted", texts)
    time.sleep(0.7)
    key("ctrl+z")
    report(lead_is("Ada Lovelace", 0) and has("company", 'name = "Engines"', 0), "daily/one-step-takes-it-back", texts)


def log_by_bus():
    report(act("win.quick-log"), "daily/the-bus-opens-the-quick-log", texts)
    entry = wait_for(lambda: find("Subject", TEXTS))
    report(entry is not None and Atspi.EditableText.set_text_contents(entry, "Called by the bus"), "daily/the-bus-enters-the-subject", texts)
    report(act("log.save") and logged("Called by the bus"), "daily/the-bus-logs-a-call", texts)


# --- A file comes in, from choosing it to taking it back ---

def by_import():
    path = os.path.join(folder, "people.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("First Name;Last Name;E-mail;Shoe size\nAnn;Lee;ann@x.example;40\nBo;Ek;bo@x.example;41\nCy;Oh;no address;42\n")
    report(go("contacts list", page_is("view.new")), "import/goes-to-the-contacts", texts)
    key("ctrl+i")
    report(wait_for(lambda: any("Import Files" in n.get_name() for n in walk(root()))), "import/keys-ask-for-the-file",
           lambda: [(n.get_name(), n.get_role_name()) for n in walk(root()) if n.get_name()][:80])
    time.sleep(0.7)
    typed(path)
    key("Return")
    report(shows("Shoe size"), "import/the-columns-are-shown", texts)
    time.sleep(0.5)
    report(steps_to_choice("Shoe size"), "import/keys-reach-the-last-column", lambda: on_focus() and on_focus().get_name())
    key("ctrl+t")
    report(shows("nothing was changed") and not records("contact", 'email = "ann@x.example"'), "import/keys-check-the-file", texts)
    key("alt+Left")
    report(shows("Shoe size"), "import/keys-go-back", texts)
    time.sleep(0.3)
    key("ctrl+Return")
    report(has("contact", 'email = "ann@x.example" and first_name = "Ann"'), "import/keys-import-it", texts)
    report(shows("no address"), "import/the-rejected-row-is-told", texts)
    time.sleep(0.5)
    key("ctrl+z")
    report(has("contact", 'email ends with "@x.example"', 0), "import/keys-take-it-back", texts)


def on_focus():
    return next((n for n in walk(root()) if n.get_state_set().contains(Atspi.StateType.FOCUSED)), None)


def steps_to_choice(words, most=40):
    for _ in range(most):
        if (n := on_focus()) and words in n.get_name():
            return n
        key("Tab")
        settle()
    return None


def by_daily():
    log_by_keys()
    convert_by_keys()
    log_by_bus()


def quote():
    return json.loads(run("list", "quote", "--fields", "number"))["items"][0]


Atspi.init()
desk = Atspi.get_desktop(0)
desk.get_child_count()
subprocess.run([ctl, "--workspace", workspace, "init"], check=True, stdout=subprocess.DEVNULL)
for i in range(6 if sys.argv[1] in ("pointer", "bus") else 0):
    run("new", "deal", f"name=Deal {i + 1}", f"amount={i + 1}00 USD", "stage=Lead")
if sys.argv[1] == "daily":
    run("new", "lead", "name=Ada Lovelace", "company_name=Engines", "email=ada@engines.example")
if sys.argv[1] == "quotes":
    run("new", "product", "name=Pump Fast", "sku=PF-1", "price=100 USD")
    run("new", "quote", "currency=USD")
program = subprocess.Popen([os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace],
                           env={**os.environ, "G_DEBUG": "gc-friendly,fatal-warnings"})
window = wait_for(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split())
report(bool(window), "the-window-opens")
subprocess.run(["xdotool", "windowfocus", "--sync", window[0]], check=True)
report(wait_for(root), "the-program-is-on-the-accessibility-bus")
time.sleep(0.5)
{"keyboard": by_keyboard, "bus": by_bus, "pointer": by_pointer, "calendar": by_calendar, "calendar-bus": by_calendar_bus, "quotes": by_quotes, "daily": by_daily,
 "import": by_import}[sys.argv[1]]()
finish(0)
