"""The first process in a control plane's namespaces: while it lives they live, and it lives while its owner does.

`python -m tests.control_plane.supervisor FOLDER LISTENER` is started by `unshare` with new user, network and process
namespaces. LISTENER is the descriptor of a socket that listens outside, in the network namespace of the owner: what
connects there is led to the API server inside. When the owner's end of standard input closes, for whatever reason,
every process of the namespace is killed and FOLDER removed.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import struct
import sys
from pathlib import Path

from components.hosts.agent.kernel import raise_loopback
from tests.control_plane.addresses import API_SERVER, API_SERVER_PORT, LOCAL_PREFIX

SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891C
READY = b"ready\n"
CHUNK_BYTES = 1 << 16


def make_local(address: str, prefix: int) -> None:
    """Gives the loopback interface another `address`; with a short `prefix` all of its network becomes local."""
    mask = (0xFFFFFFFF << (32 - prefix)) & 0xFFFFFFFF
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for request, value in (
            (SIOCSIFADDR, socket.inet_aton(address)),
            (SIOCSIFNETMASK, struct.pack("!I", mask)),
        ):
            # struct ifreq with a struct sockaddr_in: family, port, address, padding.
            fcntl.ioctl(control, request, struct.pack("16sHH4s16x", b"lo:1", socket.AF_INET, 0, value))


async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Joins one connection from outside with one to the API server, until either side ends."""
    try:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", API_SERVER_PORT)
    except OSError:
        writer.close()
        return
    await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass  # the other side is gone; so are we
    finally:
        writer.close()


async def serve(listener: socket.socket) -> None:
    """Forwards until standard input ends."""
    owner = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(owner), sys.stdin)
    server = await asyncio.start_server(forward, sock=listener)
    os.write(sys.stdout.fileno(), READY)
    await owner.read()
    server.close()


def end_everything(folder: Path) -> None:
    """Kills every other process of this namespace and removes what they wrote."""
    with contextlib.suppress(ProcessLookupError):  # none was left
        os.kill(-1, signal.SIGKILL)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Sets the network up, tells the owner so, and forwards until the owner is gone."""
    folder, listener = Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    try:
        raise_loopback()
        make_local(API_SERVER, LOCAL_PREFIX)
        asyncio.run(serve(listener))
    finally:
        end_everything(folder)


if __name__ == "__main__":
    main()
