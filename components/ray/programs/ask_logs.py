"""Ask whether the reader of kept logs answers: how this ends is what a probe of its pod wants to know.

It takes nothing but a socket, for it runs inside the reader's share of memory; any answer is one, such as "not found".
"""

from __future__ import annotations

import os
import socket
import sys

LOOPBACK = "127.0.0.1"
PATIENCE_S = 5.0
"""Of a reader that lists a full volume meanwhile, for which it takes half a second of a processor."""


def answers(port: int, patience_s: float = PATIENCE_S) -> bool:
    """Return whether a request to a port of the loopback is answered within some seconds."""
    try:
        with socket.create_connection((LOOPBACK, port), patience_s) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return connection.recv(1) != b""
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not answers(int(os.environ["GROUNDPLAN_LOG_PORT"])))
