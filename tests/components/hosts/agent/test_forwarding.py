"""Forwarded ports: bytes, half-closed connections, great amounts, nobody listening, a port that is taken."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.hosts.agent import forwarding
from tests.components.hosts.real_stack import WAIT_SECONDS, free_port

LOOPBACK = forwarding.LOOPBACK
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send back what comes until the client sends no more."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say how many bytes came, only once the client has said that it sends no more."""
    total = 0
    while data := await reader.read(65536):
        total += len(data)
    writer.write(str(total).encode())
    writer.close()


@contextlib.asynccontextmanager
async def forwarded(handler: Handler | None) -> AsyncIterator[int]:
    """Run a server with `handler` (None: nobody listens) and a forwarder before it; give the forwarder's port."""
    target = await asyncio.start_server(handler, LOOPBACK, 0) if handler else None
    target_port = target.sockets[0].getsockname()[1] if target else free_port()
    tasks: set[asyncio.Task[None]] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: forwarding.Outer(target_port, tasks), LOOPBACK, 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for opened in (server, target):
            if opened is not None:
                opened.close()


def run(test: Awaitable[None]) -> None:
    """Run the asynchronous part of a test; it fails when it takes for ever."""

    async def bounded() -> None:
        await asyncio.wait_for(test, WAIT_SECONDS)

    asyncio.run(bounded())


async def exchange(port: int, sent: bytes) -> bytes:
    """Send, say that no more comes, and return what comes back until the other side ends too."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)

    async def send() -> None:
        writer.write(sent)
        await writer.drain()
        writer.write_eof()

    received, _ = await asyncio.gather(reader.read(), send())
    writer.close()
    return received


@settings(max_examples=25)
@given(st.binary(max_size=4096))
def test_bytes_pass_both_ways_unchanged(sent: bytes) -> None:
    async def test() -> None:
        async with forwarded(echo) as port:
            assert await exchange(port, sent) == sent, "bytes were lost or changed"

    run(test())


def test_a_client_that_sends_no_more_still_gets_its_answer() -> None:
    async def test() -> None:
        async with forwarded(count) as port:
            assert await exchange(port, b"x" * 1000) == b"1000", (
                "the server never learned that the client was done"
            )

    run(test())


@pytest.mark.parametrize("pauses", [True, False], ids=["as-it-is", "as-early-patch-releases-of-3.11"])
def test_a_client_that_sends_all_and_ends_before_the_inner_end_is_there_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, pauses: bool
) -> None:
    if not pauses:
        monkeypatch.setattr(
            "asyncio.selector_events._SelectorSocketTransport.pause_reading", lambda _self: None
        )

    async def test() -> None:
        async with forwarded(count) as port:
            client = socket.create_connection((LOOPBACK, port))  # the loop has not yet seen it
            client.sendall(b"early")
            client.shutdown(socket.SHUT_WR)
            client.setblocking(False)
            answer = await asyncio.get_running_loop().sock_recv(client, 100)
            client.close()
            assert answer == b"5", "what came before the inner end was lost, or its end was"

    run(test())


def test_a_great_amount_passes_to_a_slow_reader_without_being_held_in_memory() -> None:
    amount = 64 * 2**20
    held: list[int] = []

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        total = 0
        while data := await reader.read(1 << 18):
            total += len(data)
            held.append(sum(half.transport.get_write_buffer_size() for half in halves if half.transport))
        writer.write(str(total).encode())
        writer.close()

    halves: list[forwarding.Half] = []
    original = forwarding.Half.connection_made

    def remembered(self: forwarding.Half, transport: asyncio.BaseTransport) -> None:
        halves.append(self)
        original(self, transport)

    async def test() -> None:
        async with forwarded(slow) as port:
            assert await exchange(port, bytes(amount)) == str(amount).encode(), "bytes were lost"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forwarding.Half, "connection_made", remembered)
        run(test())
    assert max(held) < amount / 16, "a slow reader makes the forwarder hold what a fast sender sends"


def test_great_amounts_pass_both_ways_at_once() -> None:
    sent = os.urandom(8 * 2**20)

    async def test() -> None:
        async with forwarded(echo) as port:
            assert await exchange(port, sent) == sent, "bytes were lost or mixed"

    run(test())


def test_a_connection_is_closed_where_nobody_listens() -> None:
    async def test() -> None:
        async with forwarded(None) as port:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b"", "somebody answered where nobody listens"
            writer.close()

    run(test())


def test_a_server_that_ends_a_connection_ends_it_for_the_client() -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no")
        writer.close()

    async def test() -> None:
        async with forwarded(refuse) as port:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            assert await reader.read() == b"no", "the client was not told that the connection is over"
            writer.close()

    run(test())


def test_a_thousand_connections_leave_no_descriptor_open() -> None:
    async def test() -> None:
        async with forwarded(echo) as port:
            await exchange(port, b"first")
            before = len(list(Path("/proc/self/fd").iterdir()))
            for _ in range(20):
                await asyncio.gather(*[exchange(port, b"more") for _ in range(50)])
            deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
            while len(list(Path("/proc/self/fd").iterdir())) > before:
                assert asyncio.get_running_loop().time() < deadline, "connections that are over stay open"
                await asyncio.sleep(0.01)

    run(test())


def test_a_client_that_vanishes_takes_the_inner_connection_along() -> None:
    ended = asyncio.Event()

    async def wait_for_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionResetError):
            await reader.read()
        ended.set()
        writer.close()

    async def test() -> None:
        async with forwarded(wait_for_end) as port:
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.transport.abort()
            await ended.wait()

    run(test())
