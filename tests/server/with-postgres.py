#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program beside a PostgreSQL of its own, on a socket in a folder that is removed afterwards.
usage: with-postgres.py PROGRAM [ARGUMENT…]

The program finds the folder in TW_TEST_POSTGRES; the harnesses of the tests give every server a database there."""
import fcntl
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import left_behind


def newest_binaries():
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if not found:
        sys.exit("PostgreSQL is missing: run tools/install-deps")
    return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))


# PostgreSQL does not run as root.
AS_OTHER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


def run(folder, program, *arguments):
    subprocess.run([*AS_OTHER, os.path.join(newest_binaries(), program), *arguments], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=sys.stderr)


def new_cluster(folder, data):
    """initdb takes ten times as long as a copy of what it makes: of the first one in a build folder a copy is kept for the others."""
    build = os.environ.get("TW_BUILD_ROOT")
    kept = build and os.path.join(build, "postgres-" + newest_binaries().split("/")[4])
    with open(build + "/postgres.lock" if build else os.devnull, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if build else fcntl.LOCK_UN)
        if not kept or not os.path.isdir(kept):
            run(folder, "initdb", "--auth=trust", "--username=tradewind", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", data)
            if kept:
                shutil.rmtree(kept + ".new", ignore_errors=True)
                subprocess.run(["cp", "-a", "--reflink=auto", data, kept + ".new"], check=True)
                os.rename(kept + ".new", kept)             # whole or not there at all
            return
    subprocess.run(["cp", "-a", "--reflink=auto", kept, data], check=True)


def main():
    # A name of a socket is short.
    folder = tempfile.mkdtemp(prefix="tw-pg-", dir=tempfile.gettempdir() if len(tempfile.gettempdir()) < 40 else "/tmp")
    left_behind.folder(folder)
    os.chmod(folder, 0o755)
    if AS_OTHER:
        shutil.chown(folder, "postgres")
    data = os.path.join(folder, "data")
    new_cluster(folder, data)
    try:
        run(folder, "pg_ctl", "--wait", "--pgdata", data, "--log", os.path.join(folder, "log"), "--options",
            f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_connections=60",
            "start")
        with open(os.path.join(data, "postmaster.pid"), encoding="utf-8") as file:
            left_behind.process(int(file.readline()), signal.SIGQUIT)
        status = subprocess.call(sys.argv[1:], env={**os.environ, "TW_TEST_POSTGRES": folder})
    finally:
        subprocess.run([*AS_OTHER, os.path.join(newest_binaries(), "pg_ctl"), "--pgdata", data, "--mode", "immediate", "stop"], cwd=folder,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)


main()
