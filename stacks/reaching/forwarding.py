"""Ports of this machine's loopback that lead into pods through the Kubernetes API, as `kubectl port-forward` has them.

Every connection is a websocket of its own, so that a long log never holds up another answer, and what one side does
not take yet is not read from the other. The protocol (`v4.channel.k8s.io`) cannot say that only one direction ends: a
client that has said its last word still gets its answer.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from kubernetes.aio.stream import WsApiClient

LOOPBACK = "127.0.0.1"
CHUNK_BYTES = 64 * 1024
"""Twice what a kubelet sends at once; larger pieces would only wait in memory."""

DATA, ERROR = 0, 1
"""The channels of a websocket with one port: what is carried, and why it no longer is."""

HALF_CLOSED_SECONDS = 30.0
"""How long a client that has said its last word is listened for: longer than a head takes to answer."""

END_SECONDS = 5.0
"""How long what is carried may take to end when it is told to; it takes a turn of the loop."""

EXPIRED = 401

Answer = TypeVar("Answer")


@dataclass
class Way:
    """Where a port leads: a port of a pod that is looked for anew when the one before is gone.

    Attributes:
        namespace: the pod's namespace.
        find_pod: gives the pod's name, slowly; it raises what the user is told.
        port: the pod's port.
        pod: the pod that was found last.
    """

    namespace: str
    find_pod: Callable[[], str]
    port: int
    pod: str | None = field(default=None)


class Forwarding:
    """Carries connections in a thread of its own, until it is closed.

    `problem` says in words why the last connection that failed did so, None while none has.
    """

    def __init__(self, kubeconfig: str) -> None:
        """Start with a kubeconfig as JSON, which stays in memory."""
        self._kubeconfig = kubeconfig
        self._client: WsApiClient | None = None
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self.problem: str | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="port-forward", daemon=True)
        self._thread.start()

    def open(self, way: Way) -> int:
        """Open a free port of the loopback that leads there, and return its number."""
        return self._wait(self._listen(way))

    def open_socket(self, way: Way, path: Path) -> None:
        """Open a Unix socket that leads there; in a private folder it is for this user alone, as no port can be."""
        self._wait(self._listen(way, path))

    def close(self) -> None:
        """End every connection and close every port."""
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self, way: Way, path: Path | None = None) -> int:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if self._is_closing:  # it knocked before the end
                writer.transport.abort()
                return
            # A task of our own: Python 3.11 reports the one that it would make as failed when it is cancelled.
            task = self._loop.create_task(self._carry(way, reader, writer))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            task.add_done_callback(
                lambda _ended: writer.close()
            )  # one that is cancelled early closes nothing itself

        if path is None:
            server = await asyncio.start_server(accept, LOOPBACK, 0)
        else:
            server = await asyncio.start_unix_server(accept, path)
        self._servers.append(server)
        return 0 if path else server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._is_closing = True
        # Nobody is let in any more, and who was becomes a connection that can be ended: of a server that is closed
        # before, asyncio forgets who is on the way in, and leaves the socket open.
        for listening in [each for server in self._servers for each in server.sockets]:
            self._loop.remove_reader(listening.fileno())
        await _let_the_loop_turn()
        for server in self._servers:
            server.close()
        for task in self._connections:
            task.cancel()
        # With those that asyncio makes for clients that it has only just let in.
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=END_SECONDS)
        await self._forget_client()
        await _let_the_loop_turn()  # a closed transport lets go of its socket in a later turn

    async def _forget_client(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _carry(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until its end; what goes wrong ends this connection alone."""
        websocket = None
        try:
            websocket = await self._connect(way)
            upwards = asyncio.create_task(_send(reader, websocket))
            try:
                await self._receive(websocket, writer, upwards)
            finally:
                upwards.cancel()
                await asyncio.gather(upwards, return_exceptions=True)
        except (ConnectionError, TimeoutError):
            pass  # the client is gone
        except Exception as error:  # noqa: BLE001 - websocket, TLS and resolver errors share no class; told by `problem`
            self.problem = str(error) or type(error).__name__
        finally:
            writer.close()  # first: an API server may take long to say goodbye
            if websocket is not None:
                await websocket.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _connect(self, way: Way) -> Any:
        """Return a websocket into the pod; an old credential is renewed, and a pod that is gone looked for, once."""
        if way.pod is None:
            way.pod = await asyncio.to_thread(way.find_pod)
        try:
            return await self._websocket(way.namespace, way.pod, way.port)
        except Exception as error:  # noqa: BLE001 - whatever the websocket's library raises
            if getattr(error, "status", None) == EXPIRED:
                await self._forget_client()
            way.pod = await asyncio.to_thread(way.find_pod)
        return await self._websocket(way.namespace, way.pod, way.port)

    async def _websocket(self, namespace: str, pod: str, port: int) -> Any:
        from kubernetes.aio.client import CoreV1Api

        if self._client is None:
            self._client = await open_client(self._kubeconfig)
        core = CoreV1Api(self._client)
        connecting: Any = await core.connect_get_namespaced_pod_portforward_without_preload_content(
            pod, namespace, ports=str(port)
        )
        return await connecting

    async def _receive(
        self, websocket: Any, writer: asyncio.StreamWriter, upwards: "asyncio.Task[None]"
    ) -> None:
        """Hand on what the pod says until it ends; the first message of each channel only repeats the port."""
        begun: set[int] = set()
        is_over = False
        async with asyncio.timeout(None) as patience:

            def listen_on(_ended: object = None) -> None:
                if not is_over:  # the call may have been on its way when the pod ended
                    patience.reschedule(self._loop.time() + HALF_CLOSED_SECONDS)

            upwards.add_done_callback(listen_on)
            try:
                async for message in websocket:
                    if upwards.done():
                        listen_on()
                    if not isinstance(message.data, bytes) or not message.data:
                        continue
                    channel, content = message.data[0], message.data[1:]
                    if channel not in begun:
                        begun.add(channel)
                    elif channel == DATA:
                        writer.write(content)
                        await writer.drain()
                    elif channel == ERROR and content:
                        self.problem = content.decode("utf-8", errors="replace").strip()
            finally:
                is_over = True
                upwards.remove_done_callback(listen_on)


async def _let_the_loop_turn() -> None:
    """Let everything run that is ready: accepting takes asyncio two turns, closing one."""
    for _turn in range(3):
        await asyncio.sleep(0)


async def _send(reader: asyncio.StreamReader, websocket: Any) -> None:
    """Hand on what the client says until it has said its last word."""
    while chunk := await reader.read(CHUNK_BYTES):
        await websocket.send_bytes(bytes([DATA]) + chunk)


async def open_client(kubeconfig: str) -> "WsApiClient":
    """Return a client that opens websockets, with a fresh credential; a proxy that the kubeconfig names is used."""
    from kubernetes.aio import config as loading
    from kubernetes.aio.client import Configuration
    from kubernetes.aio.stream import WsApiClient

    settings = Configuration()
    await loading.load_kube_config_from_dict(json.loads(kubeconfig), client_configuration=settings)
    extra: Any = settings
    # Each connection is a websocket that lasts: a pool that ends would make the next one wait for ever.
    settings.connection_pool_maxsize = 0
    if settings.proxy:
        extra.client_session_kwargs = {"proxy": settings.proxy}
    return WsApiClient(configuration=settings)
