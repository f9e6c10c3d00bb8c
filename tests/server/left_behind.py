# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test that is killed leaves behind. Processes and folders are told to a small process that outlives the test: it ends and removes what is
still there when the test has gone, in whatever way."""
import os
import shutil
import signal
import subprocess
import sys
import time

_keeper = None


def _tell(line):
    global _keeper
    if _keeper is None:
        _keeper = subprocess.Popen([sys.executable, os.path.abspath(__file__)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
    _keeper.stdin.write(line.encode() + b"\n")
    _keeper.stdin.flush()


def process(pid, how=signal.SIGKILL):
    """A process that does not outlive this one."""
    _tell(f"process {int(how)} {pid} {_started(pid)}")


def folder(path):
    """A folder that goes with this process."""
    _tell("folder " + os.path.abspath(path))


def _started(pid):
    """When it began: a number that is another process' by then is not meant."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def _keep():
    lines = [line.rstrip("\n") for line in sys.stdin]
    for line in lines:
        if line.startswith("process "):
            _, how, pid, started = (line + " ").split(" ")[:4]
            if started and _started(pid) == started:
                os.kill(int(pid), int(how))
                time.sleep(0.5 if int(how) != signal.SIGKILL else 0)
    for line in lines:
        if line.startswith("folder "):
            shutil.rmtree(line[7:], ignore_errors=True)


if __name__ == "__main__":
    _keep()
