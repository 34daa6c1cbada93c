"""Namespaces of their own for the processes of a control plane, which end with whoever made them."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.control_plane.supervisor import READY

REPOSITORY = Path(__file__).resolve().parents[2]


class Namespaces:
    """User, network and process namespaces with one way in: a loopback port that leads to the API server inside.

    Everything inside ends when this object is closed or its process dies, by whatever signal: the supervisor inside
    notices that its standard input has ended, and the kernel ends a process namespace with its first process.
    """

    def __init__(self) -> None:
        """Make them, and a folder for what the processes write."""
        self.folder = Path(
            tempfile.mkdtemp(prefix="gpk-")
        )  # short: sockets below it have at most 107 characters
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = listener.getsockname()[1]
        command = [
            "unshare",
            "--user",
            "--map-root-user",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            sys.executable,
        ]
        with listener, (self.folder / "supervisor.log").open("wb") as log:
            self._supervisor = subprocess.Popen(
                [*command, "-m", "tests.control_plane.supervisor", str(self.folder), str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=REPOSITORY,
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for the owner, who ends us in order
            )
        assert self._supervisor.stdout is not None
        if self._supervisor.stdout.readline() != READY:
            said = (self.folder / "supervisor.log").read_text(errors="replace").strip()
            self.close()
            raise RuntimeError(
                f"no namespaces for a control plane: {said or 'the supervisor said nothing'}; "
                "they need Linux with user namespaces that this user may make"
            )

    def run(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        output: IO[bytes] | int | None = None,
        input: IO[bytes] | int | None = subprocess.DEVNULL,  # noqa: A002 (as subprocess names it)
    ) -> subprocess.Popen[bytes]:
        """Start `command` inside and return it; ending what is returned ends the command itself."""
        inside = Path("/proc") / str(self._supervisor.pid) / "ns"
        enter = [
            *("nsenter", f"--user={inside / 'user'}", "--preserve-credentials"),
            *(f"--net={inside / 'net'}", f"--pid={inside / 'pid_for_children'}"),
        ]
        return subprocess.Popen(
            [*enter, "--", "setpriv", "--pdeathsig", "KILL", "--", *command],
            stdin=input,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            cwd=REPOSITORY,
            env=env,
            start_new_session=True,
        )

    def kill(self) -> None:
        """End everything inside as if something else had killed the supervisor; the folder stays."""
        self._supervisor.kill()
        self._supervisor.wait()

    def close(self) -> None:
        """End every process inside, and remove the folder."""
        assert self._supervisor.stdin is not None and self._supervisor.stdout is not None
        self._supervisor.stdin.close()
        self._supervisor.wait()
        self._supervisor.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
