"""Copies of this process in which scripts run, so that none of them loads again what is loaded here.

Who copies must have no thread but its own: it is called before anything is served.
"""

import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import NoReturn

from stacks.offline.programs.copied import LENGTH_BYTES, SOCKET

STREAMS = 3


def offer_copies(folder: Path) -> None:
    """Let scripts run in copies of this process as it is now, for whoever may enter a folder, until it ends."""
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # its whole path may be longer than a socket's may be
    try:
        listening.bind(SOCKET)
    finally:
        os.chdir(here)
    listening.listen()
    ends_with_us, held = os.pipe()
    if os.fork():
        os.close(ends_with_us)
        listening.close()
        return  # `held` stays open for as long as this process lives
    try:
        os.close(held)
        _serve(listening, ends_with_us)
    finally:
        os._exit(1)


def _serve(listening: socket.socket, ends_with_us: int) -> None:
    """Copy this process for each script that is asked for, until the one that offered them is gone."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(2):
        os.dup2(nothing, stream)  # whoever started it waits for the end of these
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while ends_with_us not in select.select([listening, ends_with_us], [], [])[0]:
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            os.close(ends_with_us)
            _run(connection)
        connection.close()
    os._exit(0)


def _run(connection: socket.socket) -> NoReturn:
    """Run a script as whoever is at the other end would, tell how it ended, and end."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        script = _become(connection)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        runpy.run_path(script, run_name="__main__")
        status = 0
    except SystemExit as ended:
        status = _status(ended)
    except BaseException:  # noqa: BLE001 - as Python does at a script's end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([status & 0xFF]))
        os._exit(status & 0xFF)


def _status(ended: SystemExit) -> int:
    """Return the status of a script that ended itself; what it said instead of one goes to standard error."""
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1


def _become(connection: socket.socket) -> str:
    """Take over streams, environment, folder and arguments of the other end, and return the script."""
    length, streams, *_ = socket.recv_fds(connection, LENGTH_BYTES, STREAMS)
    with connection.makefile("rb") as reading:
        told = json.loads(reading.read(int.from_bytes(length, "big")))
    for stream, given in enumerate(streams):
        os.dup2(given, stream)
        os.close(given)
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["folder"])
    script, *_ = sys.argv = told["command"]
    sys.path[0] = str(Path(script).parent)
    return script


def _end_with(connection: socket.socket) -> None:
    """End where the other end does: whoever ends that one means this."""
    if not connection.recv(1):
        os._exit(1)
