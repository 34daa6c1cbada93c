"""`python -I -S copied.py FOLDER SCRIPT ARGUMENT...`: let a script run in a copy of who listens in a folder.

Where none listens the script runs here. It imports nothing of ours and as little as it can: it is what is waited for.
"""

import json
import os
import socket
import sys

SOCKET = "programs"
"""The name of the socket in the folder; also for who listens."""
LENGTH_BYTES = 8


def asked(folder: str, command: list[str]) -> int | None:
    """Return how the script ended in a copy that has our environment, folder and streams; None where none listens."""
    here = os.getcwd()  # noqa: PTH109 - what has a path takes a hundredth of a second to load
    with socket.socket(socket.AF_UNIX) as way:
        try:
            os.chdir(folder)  # its whole path may be longer than a socket's may be
            way.connect(SOCKET)
        except OSError:
            return None
        finally:
            os.chdir(here)
        told = json.dumps({"command": command, "environment": dict(os.environ), "folder": here}).encode()
        socket.send_fds(way, [len(told).to_bytes(LENGTH_BYTES, "big")], [0, 1, 2])
        way.sendall(told)
        said = way.recv(1)
    return said[0] if said else 1


if __name__ == "__main__":
    status = asked(sys.argv[1], sys.argv[2:])
    if status is None:
        os.execv(sys.executable, [sys.executable, *sys.argv[2:]])  # noqa: S606 - what the engine asked for
    sys.exit(status)
