"""A file comes in, from choosing it to taking it back, by keys and by clicks."""
import os

from gi.repository import Atspi

from desk import folder, has, records, report, rest, wait_for
from screen import (BUTTONS, choose, click, go, in_dialog, key, on_focus, page_is, placed, press, reads, root, shows, steps_to_choice, texts, typed,
                    walk)

LABEL = (Atspi.Role.LABEL,)
FIRST_FILE = 200, 46                                   # pixels: the table of a file chooser tells nothing of its rows


def write_people(where):
    path = os.path.join(where, "people.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("First Name;Last Name;E-mail;Shoe size\nAnn;Lee & Co;ann@x.example;40\nBo;Ek;bo@x.example;41\nCy;Oh;no address;42\n")
    return path


def by_import():
    path = write_people(folder)
    report(go("contacts list", page_is("view.new")), "import/goes-to-the-contacts", texts)
    key("ctrl+i")
    report(wait_for(lambda: any("Import Files" in n.get_name() for n in walk(root()))), "import/keys-ask-for-the-file",
           lambda: [(n.get_name(), n.get_role_name()) for n in walk(root()) if n.get_name()][:80])
    rest(0.7)
    typed(path)
    key("Return")
    report(shows("Shoe size"), "import/the-columns-are-shown", texts)
    rest(0.5)
    report(steps_to_choice("Shoe size"), "import/keys-reach-the-last-column", lambda: on_focus() and on_focus().get_name())
    key("ctrl+t")
    report(shows("nothing was changed") and not records("contact", 'email = "ann@x.example"'), "import/keys-check-the-file", texts)
    key("alt+Left")
    report(shows("Shoe size"), "import/keys-go-back", texts)
    rest(0.3)
    key("ctrl+Return")
    report(has("contact", 'email = "ann@x.example" and first_name = "Ann"'), "import/keys-import-it", texts)
    report(shows("no address"), "import/the-rejected-row-is-told", texts)
    rest(0.5)
    key("ctrl+z")
    report(has("contact", 'email ends with "@x.example"', 0), "import/keys-take-it-back", texts)


def opens_the_file():
    """The one file of the folder is clicked again as long as the chooser still reads the folder. When the chooser has gone, the file is only waited for."""
    if in_chooser():
        press(*FIRST_FILE)
        if button := in_dialog("Open", BUTTONS, 2):
            click(button)
    return wait_for(lambda: in_chooser() is None and placed("Shoe size", LABEL), 2)


def in_chooser():
    return next((n for n in walk(root()) if n.get_name() == "GtkFileChooserWidget"), None)


def by_import_pointer():
    write_people(os.environ["HOME"])
    click(wait_for(lambda: placed("Contacts", LABEL)))
    report(wait_for(lambda: page_is("view.new")() and placed("No Contacts Yet", LABEL)), "import/a-click-goes-to-the-contacts", texts)
    choose(wait_for(lambda: placed("Menu", BUTTONS)), "Import…", (Atspi.Role.MENU_ITEM,))
    report(wait_for(in_chooser), "import/the-menu-asks-for-the-file", texts)
    click(in_dialog("Home", LABEL))
    report(wait_for(opens_the_file), "import/clicks-choose-the-file", texts)
    report(reads("Lee & Co · Ek · Oh"), "import/the-values-of-a-column-are-shown", texts)
    choose(in_dialog("Field for “Shoe size”", (Atspi.Role.COMBO_BOX,)), "Job title", LABEL)
    report(reads("Job title"), "import/clicks-choose-a-field", texts)
    click(in_dialog("Check", BUTTONS))
    report(reads("nothing was changed") and not records("contact", 'email = "ann@x.example"'), "import/a-click-checks-the-file", texts)
    report(reads("“no address” is not an e-mail address"), "import/the-check-tells-what-would-be-rejected", texts)
    click(in_dialog("Back", BUTTONS))
    report(reads("Which column goes where"), "import/a-click-goes-back", texts)
    click(in_dialog("Import", BUTTONS))
    report(has("contact", 'email = "ann@x.example" and job_title = "40"'), "import/a-click-imports-it", texts)
    report(reads("Save Rejected Rows…") and reads("“no address” is not an e-mail address"), "import/the-rejected-row-can-be-saved", texts)
    click(in_dialog("Undo the Import", BUTTONS))
    report(has("contact", 'email ends with "@x.example"', 0), "import/a-click-takes-it-back", texts)
