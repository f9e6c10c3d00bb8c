"""The calendar: each way makes, moves and stretches a meeting."""
import datetime

from gi.repository import Atspi

from desk import records, report, rest, settle, wait_for
from screen import TEXTS, act, drag, find, key, page_is, rect_of, root, texts, typed, walk


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


def open_week():
    key("alt+c")
    good = wait_for(page_is("calendar.today"))
    rest(0.5)
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
    rest(0.5)
    settle()
    report(made and made[1] - made[0] == 90, "calendar/a-drag-makes-a-meeting", lambda: made)
    x, y, width, height = rect_of(steps_to(title) or steps_to(title, "Up"))
    drag(x + width // 2, y + height // 2, x + width // 2, y + height // 2 + height * 2 // 3)
    report(changes(title, made, 60, 60), "calendar/a-drag-moves-it", lambda: (made, times(title)))
    rest(0.5)
    x, y, width, height = rect_of(focused_is(title))
    drag(x + width // 2, y + height - 2, x + width // 2, y + height - 2 + height // 3)
    report(changes(title, made, 60, 90), "calendar/a-drag-stretches-it", lambda: (made, times(title)))
    key("alt+4")
    rest(0.7)
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
