"""A port of the host's loopback that leads into a sandbox: listens outside, connects inside.

The listening socket is opened in the host's network namespace and handed to a process in the sandbox's: a socket
belongs to the namespace it was made in, whoever holds it. Nothing else crosses.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from pathlib import Path
from typing import Any, cast

from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError

LOOPBACK = "127.0.0.1"
START_TIMEOUT_S = 20.0
BACKLOG = 512


def start(payload: dict[str, Any]) -> dict[str, Any]:
    """Forward LOOPBACK:`listen_port` to LOOPBACK:`target_port` inside `sandbox`.

    Raises HostError if the port is taken.
    """
    folder, identity = payload["folder"], payload["identity"]
    sandbox = records.read_record(folder, payload["sandbox"])
    stop(payload)
    record = records.announce(
        folder, identity, "Forward", isolation="none" if sandbox is None else sandbox["isolation"]
    )
    if sandbox is None or sandbox["isolation"] == "none":
        return record
    log = Path(folder) / "logs" / f"{identity}.log"
    enter = [*spawning.NSENTER, "--target", str(sandbox["pid"]), "--user", "--net", "--"]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listen(listener, payload)
        process = spawning.start_detached(
            [*enter, *spawning.agent_command("forward")], spawning.agent_environment(folder, identity), log,
            payload=payload | {"descriptor": listener.fileno()}, keep=(listener.fileno(),),
        )  # fmt: skip
    return spawning.wait_for_record(folder, identity, process, log, START_TIMEOUT_S)


def listen(listener: socket.socket, payload: dict[str, Any]) -> None:
    """Binds the port of `payload` on loopback. Raises HostError if another program has it."""
    port = payload["listen_port"]
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        records.forget(payload["folder"], payload["identity"])
        if error.errno != errno.EADDRINUSE:
            raise
        raise HostError(
            f"port {port} of {LOOPBACK} is taken by another program; end that program"
            f" (`ss -ltnp 'sport = :{port}'` names it) and run the same command again"
        ) from error
    listener.listen(BACKLOG)


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
    """One end of a forwarded connection; what arrives here leaves at `peer`.

    An end that sends no more (a half-closed connection) may still receive; when neither sends, both are closed.
    """

    def __init__(self) -> None:
        self.peer: Half | None = None
        self.transport: asyncio.Transport | None = None
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self.peer and self.peer.transport:
            self.peer.transport.write(data)

    def pause_writing(self) -> None:
        if self.peer and self.peer.transport:
            self.peer.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.peer and self.peer.transport and not self.peer.ended:
            self.peer.transport.resume_reading()

    def eof_received(self) -> bool:
        self.ended = True
        if self.peer and self.peer.transport:
            if self.peer.ended:
                self.peer.transport.close()
                return False
            self.peer.transport.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.peer and self.peer.transport:
            self.peer.transport.close()


class Outer(Half):
    """The end towards the host: a connection that came in, for which one inside is opened."""

    def __init__(self, target_port: int, tasks: set[asyncio.Task[None]]) -> None:
        super().__init__()
        self.target_port, self.tasks = target_port, tasks
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # What the client sends waits in the kernel until there is an end inside that takes it; the asyncio of early
        # patch releases of Python 3.11 reads on all the same when it is paused this soon.
        cast("asyncio.Transport", transport).pause_reading()
        task = asyncio.get_running_loop().create_task(self.connect())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def data_received(self, data: bytes) -> None:
        if self.peer is None:
            self.early.append(data)
        else:
            super().data_received(data)

    async def connect(self) -> None:
        """Opens the inner connection; closes this one where nothing listens inside."""
        loop = asyncio.get_running_loop()
        try:
            transport, inner = await loop.create_connection(lambda: Inner(self), LOOPBACK, self.target_port)
        except OSError:
            if self.transport is not None:
                self.transport.abort()
            return
        if self.transport is None:
            transport.abort()
            return
        self.peer = inner
        transport.writelines(self.early)
        self.early.clear()
        if self.ended:
            transport.write_eof()
        self.transport.resume_reading()


class Inner(Half):
    """The end inside the sandbox."""

    def __init__(self, outer: Outer) -> None:
        super().__init__()
        self.peer = outer


async def serve(payload: dict[str, Any]) -> None:
    """Serves the inherited listening socket for ever, and says in the record when it begins."""
    listener = socket.socket(fileno=payload["descriptor"])
    tasks: set[asyncio.Task[None]] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: Outer(payload["target_port"], tasks), sock=listener
    )
    records.settle(payload["folder"], payload["identity"], os.getpid(), ready=True)
    await server.serve_forever()


def main(payload: dict[str, Any]) -> None:
    """Entry point of the agent's operation `forward`."""
    asyncio.run(serve(payload))
