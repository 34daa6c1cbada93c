"""Sends requests over kept-alive connections as fast as they are answered, and counts the answers.

Written on bare asyncio protocols because on two cores a heavier client, not the server, would be what is measured.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

_HEADERS_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(kw_only=True)
class Load:
    """What a load run saw: statuses by count, and the bodies' first bytes that differ, by count."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    broken_connections: int = 0

    @property
    def requests_per_second(self) -> float:
        """Answers with status 200 a second."""
        return self.statuses.get(200, 0) / self.seconds

    @property
    def failures(self) -> int:
        """Answers with another status, and connections that broke before the answer."""
        return (
            sum(count for status, count in self.statuses.items() if status != 200) + self.broken_connections
        )


def post(path: str, body: bytes, host: str = "127.0.0.1") -> bytes:
    """One HTTP/1.1 request as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def send_for(seconds: float, port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Keep `connections` busy for that long, each sending the next request when its answer is whole."""
    return uvloop.run(_send_for(seconds, port, requests, connections))


async def _send_for(seconds: float, port: int, requests: Sequence[bytes], connections: int) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    started = time.perf_counter()
    lines = [_Line(load, requests, number, started + seconds) for number in range(connections)]
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", port)
    await asyncio.gather(*(line.finished for line in lines))
    load.seconds = time.perf_counter() - started
    return load


class _Line(asyncio.Protocol):
    def __init__(self, load: Load, requests: Sequence[bytes], first: int, end: float) -> None:
        self.load, self.requests, self.next, self.end = load, requests, first, end
        self.finished = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's transports are no subclasses
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(_HEADERS_END)
        if head < 0:
            return
        lowered = bytes(self.buffer[:head]).lower()
        start = lowered.find(_LENGTH) + len(_LENGTH)
        length = int(lowered[start:].split(b"\r\n", 1)[0])
        whole = head + len(_HEADERS_END) + length
        if len(self.buffer) < whole:
            return
        status = int(self.buffer[9:12])
        self.load.statuses[status] = self.load.statuses.get(status, 0) + 1
        del self.buffer[:whole]
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self.load.broken_connections += 1
            self.finished.set_result(None)

    def _send(self) -> None:
        if time.perf_counter() >= self.end:
            self.finished.set_result(None)
            self.transport.close()
            return
        self.transport.write(self.requests[self.next % len(self.requests)])
        self.next += 1
