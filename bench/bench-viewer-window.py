#!/usr/bin/python3
"""The first page of a PDF in a window: Tradewind against the installed evince, the same file on the same screen, turn and turn about,
medians of 5 after one run to warm up. To be run inside tools/run-headless:

  TW_SCREEN_FILE=yes tools/run-headless bench/bench-viewer-window.py BUILD FOLDER

Both are looked at alike: the page has two bands in colours that no window has, the second in its lower half, and the page is there when
both are seen on the screen. evince is one program for each document, also for one that is opened in its window, so that its time is that
from its start: what somebody waits for who opens a file. Tradewind runs, and its time is that from Enter on the document that a search
found by a word inside of it, which is marked, too; the key is pressed by xdotool, whose own start is in the time.
"""
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import time

from screen import PAUSE, is_empty, picture, row

build, folder = sys.argv[1:3]
BANDS = (0xe000d0, 0x70d000)                            # red, green, blue
OPAQUE = 0xff000000                                     # stands above the colour where a window has been drawn with it
RUNS, LIMIT, N_PAGES = 5, 60, 40
CALM = 1.5                                              # seconds
running = []
env = dict(os.environ, GSETTINGS_SCHEMA_DIR=os.path.join(build, "data", "app"),
           TRADEWIND_RENDER=os.path.join(build, "src", "render", "tradewind-render"),
           NO_AT_BRIDGE="1")                            # the peer need not start a service for screen readers, as ours does not


def make_pdf():
    """Pages of text; the first has the bands, of which windows of any shape show a part."""
    parts, places = [b"%PDF-1.4\n"], []

    def add(text):
        places.append(sum(map(len, parts)))
        parts.append(f"{len(places)} 0 obj\n{text}\nendobj\n".encode())

    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(N_PAGES))
    add("<</Type/Catalog/Pages 2 0 R>>")
    add(f"<</Type/Pages/Count {N_PAGES}/Kids[{kids}]>>")
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for page in range(N_PAGES):
        lines = "".join(f"1 0 0 1 60 {780 - 13 * n} Tm (Line {n} of page {page}: the machine and its parts, delivered in spring)Tj "
                        for n in range(55))
        bands = "".join(f"{(c >> 16) / 255:.5f} {(c >> 8 & 255) / 255:.5f} {(c & 255) / 255:.5f} rg 0 {y} 595 60 re f "
                        for c, y in zip(BANDS, (700, 440)))
        text = f"{bands if page == 0 else ''}0 g BT /F 10 Tf {lines}ET"
        add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * page} 0 R/Resources<</Font<</F 3 0 R>>>>>>")
        add(f"<</Length {len(text)}>>stream\n{text}\nendstream")
    start = sum(map(len, parts))
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    parts.append(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode())
    parts.append(f"trailer\n<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())
    return b"".join(parts)


def seen():
    """Each band covers a thousandth of the screen at least."""
    sample = memoryview(picture()).cast("I")[::37].tolist()
    return all((sample.count(band) + sample.count(OPAQUE | band)) * 1000 > len(sample) for band in BANDS)


def wait(condition, what, start):
    while not condition():
        if time.monotonic() - start > LIMIT:
            sys.exit(f"{what} within {LIMIT} s")
        time.sleep(PAUSE)
    return (time.monotonic() - start) * 1000


def end(process):
    process.terminate()
    process.wait()
    running.remove(process)
    wait(lambda: is_empty(picture()), "the screen is not empty", time.monotonic())


def start_program(*command):
    running.append(subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    return running[-1]


def peer(path):
    start = time.monotonic()
    process = start_program("evince", path)
    taken = wait(seen, "evince does not show the page", start)
    end(process)
    return taken


def make_workspace(path):
    """A workspace with the file in it."""
    workspace, ctl = os.path.join(folder, "viewer-window"), os.path.join(build, "src", "ctl", "tradewindctl")
    with open(path, "rb") as file:
        name = hashlib.sha256(content := file.read()).hexdigest()

    def run(*words):
        subprocess.run([ctl, "--workspace", workspace, *words], check=True, stdout=subprocess.DEVNULL)

    if not os.path.isdir(workspace):
        run("init")
        os.makedirs(os.path.join(workspace, "blobs", name[:2]), exist_ok=True)
        with open(os.path.join(workspace, "blobs", name[:2], name[2:]), "wb") as file:
            file.write(content)
        run("new", "document", "name=Offer.pdf", f"file={name}")
    return workspace


def read_text(workspace):
    """The words of the file come to the search after it, while the program runs."""
    process = start_program(os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace)
    command = [os.path.join(build, "src", "ctl", "tradewindctl"), "--workspace", workspace, "search", "spring"]

    def found():
        time.sleep(0.5)                                 # the program is to come to it
        return b"Offer" in subprocess.run(command, capture_output=True).stdout

    wait(found, "the words of the file are not found", time.monotonic())
    end(process)


def calm():
    """Nothing of what was asked before is still going on."""
    time.sleep(CALM)


def key(*words):
    subprocess.run(["xdotool", *words], check=True)


def ours(workspace):
    """Milliseconds from Enter to the page."""
    process = start_program(os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace)
    wait(lambda: not is_empty(picture()), "tradewind does not start", time.monotonic())
    calm()
    key("search", "--onlyvisible", "--name", ".", "windowfocus", "--sync")
    key("key", "F3")
    calm()
    key("type", "spring")
    key("key", "Return")
    calm()
    key("key", "Down")
    calm()
    start = time.monotonic()
    key("key", "Return")
    taken = wait(seen, "tradewind does not show the page", start)
    end(process)
    return taken


def main():
    path = os.path.join(folder, "offer.pdf")
    with open(path, "wb") as file:
        file.write(make_pdf())
    workspace = make_workspace(path)
    if shutil.which("evince") is None:
        print("first page of a PDF in the window: evince is not installed", flush=True)
        return
    try:
        read_text(workspace)
        runs = [(ours(workspace), peer(path)) for _ in range(RUNS + 1)][1:]
        mine, other = (statistics.median(column) for column in zip(*runs))
        row("first page of a PDF in the window", mine, other, "ms", 1.0, "from Enter on the document found; evince from its start")
    finally:
        for process in running:
            process.kill()


main()
