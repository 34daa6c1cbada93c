"""The probe of the reader of kept logs tells one that answers from one that hangs or is not there yet."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from components.ray.programs import ask_logs
from components.ray.programs.read_logs import reader


def exit_status(port: int) -> int:
    """Return how the program ends as the probe runs it, with no module but those of Python's own."""
    environment = {**os.environ, "GROUNDPLAN_LOG_PORT": str(port)}
    return subprocess.run(
        [sys.executable, "-I", "-S", ask_logs.__file__], env=environment, check=False
    ).returncode


def test_a_reader_that_answers_is_told_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    server = reader(tmp_path, 0)
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    assert exit_status(port) == 0, "any answer is one"
    server.shutdown()
    server.server_close()
    thread.join()
    assert exit_status(port) == 1, "nobody listens"


def test_a_reader_that_hangs_does_not_answer() -> None:
    with socket.create_server((ask_logs.LOOPBACK, 0)) as hanging:
        assert not ask_logs.answers(hanging.getsockname()[1], 0.01), "the kernel lets in whom nobody serves"
