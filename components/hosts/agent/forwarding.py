"""A port of the host's loopback that leads into a sandbox: listens outside, connects inside.

The listening socket is opened in the host's network namespace and handed to a process in the sandbox's: a socket
belongs to the namespace it was made in, whoever holds it. Nothing else crosses.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path
from typing import Any

from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError

LOOPBACK = "127.0.0.1"
START_TIMEOUT_S = 20.0
BACKLOG = 512


def start(payload: dict[str, Any]) -> dict[str, Any]:
    """Forward LOOPBACK:`listen_port` to LOOPBACK:`target_port` inside `sandbox`.

    Raises HostError if the port is taken.
    """
    folder, identity, port = payload["folder"], payload["identity"], payload["listen_port"]
    sandbox = records.read_record(folder, payload["sandbox"])
    stop(payload)
    record = records.announce(
        folder, identity, "Forward", isolation="none" if sandbox is None else sandbox["isolation"]
    )
    if sandbox is None or sandbox["isolation"] == "none":
        return record
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            records.forget(folder, identity)
            if error.errno != errno.EADDRINUSE:
                raise
            raise HostError(
                f"port {port} of {LOOPBACK} is taken by another program; end that program"
                f" (`ss -ltnp 'sport = :{port}'` names it) and run the same command again"
            ) from error
        listener.listen(BACKLOG)
        log = Path(folder) / "logs" / f"{identity}.log"
        command = [
            "nsenter",
            "--target",
            str(sandbox["pid"]),
            "--user",
            "--net",
            "--",
            *spawning.agent_command("forward"),
        ]
        process = spawning.start_detached(
            command, spawning.agent_environment(folder, identity), log,
            payload={"descriptor": listener.fileno(), "target_port": payload["target_port"]}, keep=(listener.fileno(),),
        )  # fmt: skip
    records.settle(folder, identity, process.pid, ready=True)
    return record


def observe(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether the forwarder runs."""
    record = records.read_record(payload["folder"], payload["identity"])
    if record is None:
        return {"alive": False, "incarnation": None, "present": False}
    alive = record["isolation"] == "none" or records.is_alive(record)
    return {"alive": alive, "incarnation": record["incarnation"], "present": True}


def stop(payload: dict[str, Any]) -> dict[str, Any]:
    """Ends the forwarder."""
    ended = records.end(payload["folder"], payload["identity"])
    records.forget(payload["folder"], payload["identity"])
    return {"ended": ended}


class Half(asyncio.Protocol):
    """One end of a forwarded connection; what arrives here leaves at `peer`."""

    def __init__(self) -> None:
        self.peer: Half | None = None
        self.transport: asyncio.Transport | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def join(self, peer: Half) -> None:
        """Ties both ends together and sends what came before the other was there."""
        self.peer, peer.peer = peer, self
        for data in self.early:
            self.data_received(data)
        self.early.clear()

    def data_received(self, data: bytes) -> None:
        if self.peer is None or self.peer.transport is None:
            self.early.append(data)
        else:
            self.peer.transport.write(data)

    def pause_writing(self) -> None:
        if self.peer and self.peer.transport:
            self.peer.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.peer and self.peer.transport and not self.peer.transport.is_closing():
            self.peer.transport.resume_reading()

    def eof_received(self) -> bool:
        if self.peer and self.peer.transport and self.peer.transport.can_write_eof():
            self.peer.transport.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        if self.peer and self.peer.transport:
            self.peer.transport.close()


class Outer(Half):
    """The end towards the host: a connection that came in, for which one inside is opened."""

    def __init__(self, target_port: int, tasks: set[asyncio.Task[None]]) -> None:
        super().__init__()
        self.target_port, self.tasks = target_port, tasks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        task = asyncio.get_running_loop().create_task(self.connect())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def connect(self) -> None:
        """Opens the inner connection; closes this one where nothing listens inside."""
        assert self.transport is not None
        try:
            _, inner = await asyncio.get_running_loop().create_connection(Half, LOOPBACK, self.target_port)
        except OSError:
            self.transport.abort()
            return
        self.join(inner)


async def serve(payload: dict[str, Any]) -> None:
    """Serves the inherited listening socket for ever."""
    listener = socket.socket(fileno=payload["descriptor"])
    tasks: set[asyncio.Task[None]] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: Outer(payload["target_port"], tasks), sock=listener
    )
    await server.serve_forever()


def main(payload: dict[str, Any]) -> None:
    """Entry point of the agent's operation `forward`."""
    asyncio.run(serve(payload))
