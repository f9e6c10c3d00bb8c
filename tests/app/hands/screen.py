"""What is on the screen, as the accessibility bus tells it, and the keys and the pointer that a hand has."""
import subprocess

from gi.repository import Atspi, GLib

import desk
from desk import rest, settle, wait_for

BUTTONS = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON)
TEXTS = (Atspi.Role.TEXT, Atspi.Role.ENTRY)
LABELS = (Atspi.Role.LABEL, Atspi.Role.PANEL, Atspi.Role.FILLER)   # what words stand in: the rows of lists name themselves
Atspi.init()
desktop = Atspi.get_desktop(0)
desktop.get_child_count()


# --- What is there ---


def root():
    return next(c for i in range(desktop.get_child_count()) if (c := desktop.get_child_at_index(i)) and c.get_name() == "tradewind")


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        if child := node.get_child_at_index(i):
            yield from walk(child)


def find(name, roles):
    return next((n for n in walk(root()) if n.get_role() in roles and name in n.get_name()), None)


def texts():
    """What can be read now, cut short; for the message of a failure."""
    if desk.program.poll() is not None:
        return f"the program has ended with {desk.program.returncode}"
    try:
        return [n.get_name() for n in walk(root()) if n.get_role() == Atspi.Role.LABEL and n.get_name() != "GtkLabel"][:60]
    except (GLib.Error, StopIteration) as error:       # objects come and go, the program itself may be off the bus
        return repr(error)


def shows(text):
    return wait_for(lambda: any(text in n.get_name() for n in walk(root()) if n.get_role() == Atspi.Role.LABEL))


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


def on_focus():
    return next((n for n in walk(root()) if n.get_state_set().contains(Atspi.StateType.FOCUSED)), None)


def steps_to_choice(words, most=40):
    for _ in range(most):
        if (n := on_focus()) and words in n.get_name():
            return n
        key("Tab")
        settle()
    return None


def is_focused_within(node):
    return any(n.get_state_set().contains(Atspi.StateType.FOCUSED) for n in walk(node))


def label_is_there(name):
    return any(n.get_role() in LABELS and n.get_name() == name and is_placed(n) for n in walk(root()))


def label(name):
    """One that stands in the page: its window coordinates are those of the screen, as there is no window manager."""
    return wait_for(lambda: next(n for n in walk(root()) if n.get_role() in LABELS
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


def rect_of(node):
    """On the screen: without a compositor the window has a border of 5 pixels, which GTK leaves out."""
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return place.x + 5, place.y + 5, place.width, place.height


# --- Hands ---

def key(*keys):
    for k in keys:
        subprocess.run(["xdotool", "key", k], check=True)
        rest(0.15)


def typed(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
    rest(0.3)


def go(words, arrived):
    """Through the palette; once more when a busy machine had not filled it before Enter came."""
    for patience in (0.6, 2, 4):
        key("Escape", "ctrl+k")
        if not wait_for(lambda: on_focus().get_role() in TEXTS, patience + 5):
            continue                                   # what is typed before it is open goes into the page
        typed(words)
        rest(patience)
        key("Return")
        if wait_for(arrived, patience + 3):
            return True
    return False


def click(node, *held):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    words = ["mousemove", str(place.x + min(place.width // 2, 60)), str(place.y + place.height // 2), "sleep", "0.1"]
    for modifier in held:
        words += ["keydown", modifier]
    words += ["click", "1", "sleep", "0.1"]
    for modifier in held:
        words += ["keyup", modifier]
    subprocess.run(["xdotool", *words], check=True)
    rest(0.2)
    settle()


def drag(x, y, to_x, to_y):
    words = ["mousemove", str(x), str(y), "sleep", "0.1", "mousedown", "1", "sleep", "0.1"]
    for i in range(1, 9):
        words += ["mousemove", str(x + (to_x - x) * i // 8), str(y + (to_y - y) * i // 8), "sleep", "0.04"]
    subprocess.run(["xdotool", *words, "sleep", "0.1", "mouseup", "1"], check=True)
    rest(0.3)
    settle()


def popover_of(node):
    """Where the popover that a widget is in stands on the screen, and the place of the popover itself as the bus tells it: the bus counts
    from the button below it, as if the popover hung there."""
    windows = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "tradewind"], capture_output=True, text=True).stdout.split()
    sizes = {}
    for window in windows:
        words = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True).stdout
        at = dict(line.split("=") for line in words.split())
        sizes[int(at["WIDTH"]), int(at["HEIGHT"])] = int(at["X"]), int(at["Y"])
    while (node := node.get_parent()) and node.get_role() != Atspi.Role.FRAME:
        if "Component" not in node.get_interfaces():   # a page of a stack
            continue
        place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        # A popover with an arrow is told without its shadow above.
        for (width, height), origin in sizes.items():
            if width == place.width and 0 <= height - place.height <= 12:
                return origin, (place.x, place.y)
    return None


def click_in_popover(node):
    (x, y), (base_x, base_y) = wait_for(lambda: popover_of(node))
    place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    press(x + place.x - base_x + place.width // 2, y + place.y - base_y + place.height // 2)


def press(x, y, times=1):
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "sleep", "0.1", "click", "--repeat", str(times), "--delay", "80", "1", "sleep", "0.1"],
                   check=True)
    rest(0.2)
    settle()


def choose(node, item, roles):
    """Opens what hangs at a button by a click, and clicks on one of its items."""
    click(node)
    click_in_popover(wait_for(lambda: next(n for n in walk(root()) if n.get_role() in roles and n.get_name() == item and popover_of(n))))


def in_dialog(name, roles, seconds=desk.PATIENCE):
    """One with that in its name in the newest window."""
    def question():
        top = root().get_child_at_index(root().get_child_count() - 1)
        return next(n for n in walk(top) if n.get_role() in roles and name in n.get_name() and is_page_or_button(n))
    return wait_for(question, seconds)


def reads(text):
    """It can be read in the newest window now, not in one of its pages that is hidden."""
    def question():
        top = root().get_child_at_index(root().get_child_count() - 1)
        return any(n.get_role() == Atspi.Role.LABEL and text in n.get_name() and is_page_or_button(n) for n in walk(top))
    return wait_for(question)
