"""The workspace, the program that works in it, and what is told about both."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server"))
import left_behind  # noqa: E402
from gi.repository import GLib

build = os.environ["TW_BUILD_ROOT"]
ctl = os.path.join(build, "src", "ctl", "tradewindctl")
folder = tempfile.mkdtemp()
left_behind.folder(folder)
workspace = os.path.join(folder, "work")
program = None
count = 0
problem = None                                         # that came last while something was waited for
PATIENCE = 20                                          # seconds until something that does not come is a failure


def start():
    """The program with its window in front, which the keys go to."""
    global program
    program = subprocess.Popen([os.path.join(build, "src", "app", "tradewind"), "--workspace", workspace],
                               env={**os.environ, "G_DEBUG": "gc-friendly,fatal-warnings"})
    window = wait_for(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True).stdout.split())
    report(bool(window), "the-window-opens")
    subprocess.run(["xdotool", "windowfocus", "--sync", window[0]], check=True)


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


def spent():
    """The processor time of the program's threads, and whether one of them waits for a processor or has it."""
    sums, runs = [], False
    for task in glob.glob(f"/proc/{program.pid}/task/*"):
        try:
            with open(f"{task}/stat", encoding="utf-8") as file:
                words = file.read().rsplit(")", 1)[1].split()
        except OSError:                                # the thread has ended
            continue
        runs = runs or words[0] in "RD"
        sums.append((task, words[11], words[12]))
    return sorted(sums), runs


def rest(seconds, most=10):
    """Waits as long as a hand would, and on a busy machine until the program has done what it was asked to."""
    time.sleep(seconds)
    end = time.monotonic() + most
    before = spent()
    while time.monotonic() < end:
        time.sleep(0.05)
        now = spent()
        if now == before and not now[1]:
            return
        before = now


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
